/* store/filter: any words as the conditions of a query, a line each. A wrong query is the user's mistake (PLB_USAGE),
 * never the database's, and the database answers the next one. */
#include "database.h"

enum { BYTES = 2048, CONDITIONS = 10 };

static void set(plb_filter *f, char *value[CONDITIONS]) {
  const char **field[CONDITIONS] = {&f->words, &f->document,  &f->report, &f->type,  &f->status,
                                    &f->actor, &f->recipient, &f->outlet, &f->since, &f->until};
  for (int i = 0; i < CONDITIONS; i++)
    if (value[i] && *value[i]) *field[i] = value[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_store *store;
  plb_error err = {0};
  if (!store) {
    database_make();
    must(plb_store_open(fuzz_database.path, PLB_STORE_READ, &store, &err) == PLB_OK);
  }
  char text[BYTES + 1], *rest = text, *value[CONDITIONS] = {0};
  plb_slice in = plb_slice_of((const char *)data, size);
  uint8_t choice = fuzz_byte(&in);
  if (in.n > BYTES) return 0;
  if (in.n) memcpy(text, in.p, in.n);
  text[in.n] = 0;
  for (int i = 0; i < CONDITIONS && rest; i++)
    value[i] = strsep(&rest, "\n");
  plb_filter f;
  plb_filter_default(&f);
  set(&f, value);
  f.failures = choice & 1;
  if (choice & 2) f.voice = choice & 4 ? "outlet" : "claimed";
  plb_status s = plb_store_each(store, &f, database_look, NULL, &err);
  must(s == PLB_OK || s == PLB_NOTFOUND || s == PLB_LIMIT || (s == PLB_USAGE && err.message[0]));
  return 0;
}
