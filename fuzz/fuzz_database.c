/* A database handed over: a good one with some of its bytes changed, cut short or with pages in each other's place, as
 * the input says. Reading it, writing into it and checking it end with a status, and what is shown lies inside its
 * text. The input is a list of changes: what (1 byte), page, place in it (2 bytes each), then a byte, or a page. */
#include "database.h"

enum { IMAGE_BYTES = 1 << 20, PAGE = 4096 };

typedef struct image {
  char bytes[IMAGE_BYTES];
  size_t n;
} image;

static void take(image *im) {
  database_make();
  FILE *f = fopen(fuzz_database.path, "rb");
  must(f != NULL);
  im->n = fread(im->bytes, 1, sizeof im->bytes, f);
  must(im->n > PAGE && im->n < sizeof im->bytes && im->n % PAGE == 0);
  fclose(f);
}

static uint32_t number(plb_slice *in) {
  uint32_t high = fuzz_byte(in);
  return high << 8 | fuzz_byte(in);
}

static size_t change(char *bytes, size_t n, plb_slice in) {
  size_t pages = n / PAGE, keep = n;
  while (in.n) {
    uint8_t what = fuzz_byte(&in);
    size_t page = number(&in) % pages, at = number(&in) % PAGE;
    if (what % 8 == 6)
      memcpy(bytes + page * PAGE, bytes + at % pages * PAGE, PAGE);
    else if (what % 8 == 7)
      keep = page * PAGE + at;
    else
      for (uint32_t i = what % 8; i + 1 && at < PAGE; i--, at++)
        bytes[page * PAGE + at] = (char)fuzz_byte(&in);
  }
  return keep;
}

static void lay_down(const char *bytes, size_t n) {
  database_remove();
  FILE *f = fopen(fuzz_database.path, "wb");
  must(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

static void expected(plb_status s, const plb_error *err) {
  must(s == PLB_OK || s == PLB_NOTFOUND || s == PLB_DAMAGED || s == PLB_DATABASE || s == PLB_IO || s == PLB_LIMIT ||
       s == PLB_VERSION || s == PLB_NOMEM || s == PLB_USAGE);
  must(!s || (err->code == s && err->message[0]));
}

static void ignore(void *user, const char *type, uint64_t n) {
  (void)user, (void)n;
  must(plb_type_of(plb_slice_str(type)) < PLB_TYPE_COUNT);
}

static void use_to_read(void) {
  static FILE *nowhere;
  plb_store *s;
  plb_error e = {0};
  plb_store_counts counts;
  plb_filter f;
  if (!nowhere) nowhere = fopen("/dev/null", "w");
  plb_status status = plb_store_open(fuzz_database.path, PLB_STORE_READ, &s, &e);
  expected(status, &e);
  if (status) return;
  plb_filter_default(&f);
  f.failures = true;
  expected(plb_store_export(s, &f, PLB_EXPORT_DOCUMENTS, nowhere, &e), &e);
  f.words = "lake OR visit*";
  expected(plb_store_each(s, &f, database_look, NULL, &e), &e);
  expected(plb_store_each(s, NULL, database_look, NULL, &e), &e);
  expected(plb_store_count(s, &counts, &e), &e);
  expected(plb_store_types(s, ignore, NULL, &e), &e);
  expected(plb_store_check(s, &e), &e);
  plb_store_close(s);
}

static void use_to_write(void) {
  plb_store *s;
  plb_error e = {0};
  bool added;
  plb_status status = plb_store_open(fuzz_database.path, PLB_STORE_WRITE, &s, &e);
  expected(status, &e);
  if (status) return;
  plb_doc doc = {.text = PLB_LIT("It rained."), .id = plb_id_of(PLB_LIT("It rained."))};
  doc.record.source = PLB_LIT("b.txt");
  status = plb_store_run_begin(s, "", &e);
  if (!status) status = plb_store_begin(s, &e);
  if (!status) status = plb_store_put(s, &doc, NULL, NULL, false, &added, &e);
  if (!status) status = plb_store_commit(s, &e);
  expected(status, &e);
  plb_store_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static image good, copy;
  if (!good.n) take(&good);
  plb_slice in = plb_slice_of((const char *)data, size);
  if (!size || size > 4096) return 0;
  memcpy(copy.bytes, good.bytes, good.n);
  size_t n = change(copy.bytes, good.n, in);
  lay_down(copy.bytes, n);
  use_to_read();
  use_to_write();
  use_to_read();
  return 0;
}
