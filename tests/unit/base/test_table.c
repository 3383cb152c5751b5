/* table: headers, rows, comments, line endings, and every way a table can be wrong, told with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/table.h"

static plb_status open_table(plb_table *t, const char *text, const char *wanted, plb_error *err) {
  return plb_table_open(t, "x.tsv", plb_slice_str(text), wanted, err);
}

static void test_rows(void **state) {
  (void)state;
  plb_table t;
  plb_error err = {0};
  const char *text = "# about\n\nname\tcode\textra\r\n Torland \tTOR\t-\n# between\n\nMaresia\t-\tx";
  assert_int_equal(open_table(&t, text, "code name", &err), PLB_OK);
  assert_int_equal(t.n_columns, 3);
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_int_equal(t.line, 4);
  assert_true(plb_slice_is(plb_table_cell(&t, 0), "TOR"));
  assert_true(plb_slice_is(plb_table_cell(&t, 1), "Torland"));
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_int_equal(t.line, 7);
  assert_int_equal(plb_table_cell(&t, 0).n, 0); /* a lone "-" is empty */
  assert_true(plb_slice_is(t.cell[2], "x"));
  assert_int_equal(plb_table_next(&t, &err), PLB_NOTFOUND);
  assert_int_equal(plb_table_next(&t, &err), PLB_NOTFOUND);
  assert_int_equal(err.message[0], 0);
}

static void test_no_column_wanted(void **state) {
  (void)state;
  plb_table t;
  plb_error err = {0};
  assert_int_equal(plb_table_open(&t, "x.tsv", PLB_LIT("a\tb\n 1 \t2\n"), NULL, &err), PLB_OK);
  assert_int_equal(t.n_columns, 2);
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_true(plb_slice_is(t.row, " 1 \t2") && plb_slice_is(t.cell[0], "1"));
}

static void fails_open(const char *text, const char *message, const char *place) {
  plb_table t;
  plb_error err = {0};
  assert_int_equal(open_table(&t, text, "code name", &err), PLB_TABLE);
  assert_string_equal(err.message, message);
  assert_string_equal(err.place, place);
  assert_int_equal(open_table(&t, text, "code name", NULL), PLB_TABLE);
}

static void test_wrong_headers(void **state) {
  (void)state;
  plb_table t;
  plb_error err = {0};
  assert_int_equal(plb_table_open(&t, "none.tsv", (plb_slice){NULL, 0}, "a", &err), PLB_NOTFOUND);
  assert_non_null(strstr(err.message, "none.tsv"));
  fails_open("", "the table has no header row", "x.tsv:1");
  fails_open("# nothing\n", "the table has no header row", "x.tsv:2");
  fails_open("code\tnom\n", "no column 'name'", "x.tsv:1");
  fails_open("a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to\tp\tq\n", "more than 16 columns", "x.tsv:1");
}

static void fails_row(const char *row, const char *message) {
  plb_table t;
  plb_error err = {0};
  static char text[6000];
  snprintf(text, sizeof text, "code\tname\nA\tb\n%s\nZ\tz\n", row);
  assert_int_equal(open_table(&t, text, "code name", &err), PLB_OK);
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_int_equal(plb_table_next(&t, &err), PLB_TABLE);
  assert_string_equal(err.message, message);
  assert_string_equal(err.place, "x.tsv:3");
  assert_int_equal(plb_table_next(&t, &err), PLB_OK); /* the next row is read as if nothing were */
  assert_true(plb_slice_is(plb_table_cell(&t, 0), "Z"));
}

static void test_wrong_rows(void **state) {
  (void)state;
  fails_row("one", "1 columns where the header has 2");
  fails_row("one\ttwo\tthree", "3 columns where the header has 2");
  fails_row("1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\t2\t3\t4\t5\t6\t7", "more than 16 columns");
  static char row[5000];
  memset(row, 'x', sizeof row - 1);
  fails_row(row, "the row is longer than 4096 bytes");
}

static void test_own_error(void **state) {
  (void)state;
  plb_table t;
  plb_error err = {0};
  assert_int_equal(open_table(&t, "code\tname\nA\tb\n", "code", &err), PLB_OK);
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_int_equal(plb_table_fail(&t, &err, "%s is no code", "A"), PLB_TABLE);
  assert_string_equal(err.message, "A is no code");
  assert_string_equal(err.place, "x.tsv:2");
}

static void test_open_data(void **state) {
  (void)state;
  plb_table t;
  plb_error err = {0};
  assert_int_equal(plb_table_open_data(&t, "acquire/fields.tsv", "field paths", &err), PLB_OK);
  assert_int_equal(plb_table_next(&t, &err), PLB_OK);
  assert_int_equal(plb_table_open_data(&t, "no/such.tsv", "field", &err), PLB_NOTFOUND);
}

static void test_compiled_in(void **state) {
  (void)state;
  const char *path;
  size_t n = 0;
  for (plb_slice s; s = plb_data_at(n, &path), s.p; n++) {
    plb_slice again = plb_data(path);
    assert_ptr_equal(again.p, s.p);
    assert_int_equal(again.n, s.n);
  }
  assert_true(n > 10);
  assert_null(plb_data("no/such.tsv").p);
  assert_int_equal(strlen(plb_data_hash()), 32);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),        cmocka_unit_test(test_no_column_wanted), cmocka_unit_test(test_wrong_headers),
      cmocka_unit_test(test_wrong_rows),  cmocka_unit_test(test_own_error),        cmocka_unit_test(test_open_data),
      cmocka_unit_test(test_compiled_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
