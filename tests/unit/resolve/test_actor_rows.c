/* actor_rows: what kind of table a header makes, and every way a user's row can be wrong, told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include "resolve/actor_rows.h"

#define PEOPLE "code\tsector\tname\tforms\trole\tfrom\tto\n"
#define GROUPS "code\tsector\tname\tforms\tfrom\tto\n"

static plb_status open_text(plb_actor_rows *r, const char *text, plb_error *err) {
  *err = (plb_error){.code = PLB_OK};
  return plb_actor_rows_open(r, "mine.tsv", plb_slice_str(text), true, err);
}

static void kind_is(const char *header, plb_actors kind) {
  plb_actor_rows r;
  plb_error err;
  assert_int_equal(open_text(&r, header, &err), PLB_OK);
  assert_int_equal(r.what, kind);
}

static void test_kinds(void **state) {
  (void)state;
  kind_is(PEOPLE, PLB_ACTORS_PEOPLE);
  kind_is(GROUPS, PLB_ACTORS_ORGANISATIONS);
  kind_is("\xEF\xBB\xBF# mine\nto\tfrom\tforms\tname\tsector\tcode\n", PLB_ACTORS_ORGANISATIONS);
  kind_is("code\tname\tforms\tadjectives\tpeople\tcapitals\tfrom\tto\tsource\tas_of\n", PLB_ACTORS_STATES);
  kind_is("code\tname\tforms\tkind\n", PLB_ACTORS_PLACES);
  kind_is("form\tsector\tkind\n", PLB_ACTORS_ROLES);
  kind_is("role\toffices\n", PLB_ACTORS_OFFICES);
}

static void header_fails(const char *header, const char *message, const char *place) {
  plb_actor_rows r;
  plb_error err;
  assert_int_equal(open_text(&r, header, &err), PLB_TABLE);
  assert_non_null(strstr(err.message, message));
  assert_string_equal(err.place, place);
}

static void test_wrong_headers(void **state) {
  (void)state;
  header_fails("code\tname\tshape\n", "no table of actors has a column 'shape'", "mine.tsv:1:11");
  header_fails("# a\ncode\tname\tcode\n", "two columns 'code'", "mine.tsv:2:11");
  header_fails("code\tsector\tname\tfrom\tto\n", "no column 'forms'; a table of organisations", "mine.tsv:1");
  header_fails("code\tsector\tname\tforms\tfrom\tto\tcapitals\n", "has no column 'capitals'", "mine.tsv:1:32");
  header_fails("", "no header row", "mine.tsv:1");
}

static void test_row(void **state) {
  (void)state;
  plb_actor_rows r;
  plb_actor_row row;
  plb_error err;
  assert_int_equal(
      open_text(&r, "# x\n" PEOPLE "TOR\tGOV\tAnn Example\tExample|A. Example\tpresident\t2020-03\t-\n", &err), PLB_OK);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_OK);
  assert_true(plb_slice_is(row.code, "TOR") && plb_slice_is(row.name, "Ann Example"));
  assert_true(plb_slice_is(row.forms, "Example|A. Example") && plb_slice_is(row.role, "president"));
  assert_int_equal(row.sector, PLB_SECTOR_GOV);
  assert_int_equal(row.from.month, 3);
  assert_false(plb_date_known(row.to));
  assert_int_equal(row.line, 3);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_NOTFOUND);
}

/* A party or an armed group stands in no table of its own kind: its sector says it. */
static void test_groups_by_sector(void **state) {
  (void)state;
  plb_actor_rows r;
  plb_actor_row row;
  plb_error err;
  assert_int_equal(open_text(&r, GROUPS "TOR\tREB\tRiverists\t-\t-\t-\n-\tNGO\tLanterns\t-\t-\t-\n", &err), PLB_OK);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_OK);
  assert_int_equal(row.table, PLB_ACTORS_GROUPS);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_OK);
  assert_int_equal(row.table, PLB_ACTORS_ORGANISATIONS);
  assert_true(plb_slice_is(row.code, "---"));
}

static void row_fails(const char *line, const char *message, const char *place) {
  plb_actor_rows r;
  plb_actor_row row;
  plb_error err;
  char text[400];
  snprintf(text, sizeof text, GROUPS "%s\nTOR\tREB\tRiverists\t-\t-\t-\n", line);
  assert_int_equal(open_text(&r, text, &err), PLB_OK);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_TABLE);
  assert_non_null(strstr(err.message, message));
  assert_string_equal(err.place, place);
  assert_int_equal(plb_actor_rows_next(&r, &row, &err), PLB_OK); /* and goes on behind it */
}

static void test_wrong_rows(void **state) {
  (void)state;
  row_fails("TOR\tXXX\tA\t-\t-\t-", "'XXX' is no sector", "mine.tsv:2:5");
  row_fails("TOR\tREB\tA\t-\t2020-13\t-", "'2020-13' is no date", "mine.tsv:2:13");
  row_fails("TOR\tREB\tA\t-\t2020-1\t-", "'2020-1' is no date", "mine.tsv:2:13");
  row_fails("TOR\tREB\tA\t-\t2020-02-30\t-", "is no date", "mine.tsv:2:13");
  row_fails("TOR\tREB\tA\t-\t-\ttoday", "'today' is no date", "mine.tsv:2:15");
  row_fails("TOR\tREB\tA\t-\t2021\t2019", "is after the end", "mine.tsv:2:13");
  row_fails("tor\tREB\tA\t-\t-\t-", "'tor' is no code", "mine.tsv:2:1");
  row_fails("TORL\tREB\tA\t-\t-\t-", "is no code", "mine.tsv:2:1");
  row_fails("TOR\tREB\t-\t-\t-\t-", "is no name", "mine.tsv:2:9");
  row_fails("TOR\tREB\tA\xFF\t-\t-\t-", "not UTF-8", "mine.tsv:2:10");
  row_fails("TOR\tREB\tA\tb\x1B[2J\t-\t-", "control character", "mine.tsv:2:12");
  row_fails("TOR\tREB\tA", "3 columns where the header has 6", "mine.tsv:2");
}

static void test_codes(void **state) {
  (void)state;
  static const char *const good[] = {"TOR", "---", "IGO:NATO", "NGO:A1", "MNC:X"};
  static const char *const bad[] = {
      "", "TO", "TORL", "tor", "IGO:", "IGO:nato", "IGO-NATO", "T1R", "IGO:ABCDEFGHIJKLMNOPQ"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_true(plb_actor_code_formed(plb_slice_str(good[i])));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(plb_actor_code_formed(plb_slice_str(bad[i])));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinds),      cmocka_unit_test(test_wrong_headers),    cmocka_unit_test(test_row),
      cmocka_unit_test(test_wrong_rows), cmocka_unit_test(test_groups_by_sector), cmocka_unit_test(test_codes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
