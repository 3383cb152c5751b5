/* The user's tables as the writer sees them: what is told, what they change of the tables' hash; checks and conversions
 * that fail. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "base/table.h"
#include "pipe/own.h"

static const char head[] = "type\tpattern\tpos\tmode\tframe\tflags\n";

typedef struct told {
  unsigned findings, files;
  uint64_t wrong, rows;
} told;

static void on_finding(void *user, const plb_finding *f) {
  told *t = user;
  t->findings++;
  assert_true(f->place.n && f->text.n && f->kind[0]);
}

static void on_file(void *user, const plb_codebook_file *f) {
  told *t = user;
  t->files++;
  t->wrong += f->wrong;
  t->rows += f->rows;
}

static plb_own_text own(plb_own_kind kind, const char *text) {
  return (plb_own_text){(uint8_t)kind, "my.tsv", plb_slice_str(text)};
}

static void test_look(void **state) {
  char text[200], actors[] = "code\tsector\tname\tforms\tfrom\tto\nNOR\tGOV\tX\t-\t-\t-\nNOR\tNO\tY\t-\t-\t-\n";
  told t = {0};
  plb_error err = {0};
  (void)state;
  snprintf(text, sizeof text, "%sAID\tferry\tV\t-\tsubj>obj\t-\nAID\tferry\tV\t-\tsubj\t-\n", head);
  plb_own_text tables[] = {own(PLB_OWN_CODEBOOK, text), own(PLB_OWN_ACTORS, "not looked at"),
                           own(PLB_OWN_CODEBOOK, actors)};
  assert_int_equal(plb_own_look(tables, 3, on_finding, on_file, &t, &err), PLB_OK);
  assert_int_equal(t.files, 2);
  assert_int_equal(t.findings, 2);
  assert_int_equal(t.wrong, 2);
  assert_int_equal(t.rows, 2);
  tables[0].text = PLB_LIT("no codebook");
  assert_int_equal(plb_own_look(tables, 1, on_finding, on_file, &t, &err), PLB_FORMAT);
  assert_string_equal(err.place, "my.tsv");
}

/* Every byte of a user's table, its kind and its place among the others change what coded a document. */
static void test_hash(void **state) {
  plb_own_text one[] = {own(PLB_OWN_CODEBOOK, "a"), own(PLB_OWN_CODEBOOK, "b")};
  plb_own_text turned[] = {one[1], one[0]}, other[] = {own(PLB_OWN_ACTORS, "a"), one[1]};
  plb_id none = plb_own_hash(NULL, 0), a = plb_own_hash(one, 2), b = plb_own_hash(turned, 2),
         c = plb_own_hash(other, 2);
  (void)state;
  assert_string_equal(none.hex, plb_data_hash());
  assert_string_not_equal(a.hex, none.hex);
  assert_string_not_equal(a.hex, b.hex);
  assert_string_not_equal(a.hex, c.hex);
  assert_string_equal(a.hex, plb_own_hash(one, 2).hex);
}

static void test_check_fails(void **state) {
  plb_own_table missing = {PLB_OWN_CODEBOOK, "/nonexistent/my.tsv"};
  plb_codebook_check_options o = {.own = &missing, .n_own = 1};
  plb_error err = {0};
  (void)state;
  plb_limits_default(&o.limits);
  assert_int_equal(plb_codebook_check(&o, &err), PLB_USAGE);
  o.size = sizeof o;
  assert_int_equal(plb_codebook_check(&o, &err), PLB_IO);
  assert_int_equal(plb_codebook_convert(missing.path, &o.limits, stdout, NULL, NULL, &err), PLB_IO);
  const char *actors = PLB_SOURCE_DIR "/data/actors/groups.tsv";
  assert_int_equal(plb_codebook_convert(actors, &o.limits, stdout, NULL, NULL, &err), PLB_USAGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_look),
      cmocka_unit_test(test_hash),
      cmocka_unit_test(test_check_fails),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
