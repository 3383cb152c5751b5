/* tests/cases/fact_lines/NAME.tsv: one case a row, for each function that reads one line: addresses, dates, bylines,
 * titles, languages, agencies. All rows of a file are tried; each that differs is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/table.h"
#include "extract/language.h"
#include "extract/meta.h"
#include "extract/title.h"

enum { MAX_FILE = 1 << 20 };

typedef struct bench {
  plb_meta_tables *t;
  plb_language_tables *languages;
  plb_arena arena;
  char *text; /* of the table being read */
} bench;

static int open_bench(void **state) {
  plb_error err;
  bench *b = calloc(1, sizeof *b);
  if (!b || !(b->text = malloc(MAX_FILE))) return -1;
  if (plb_meta_tables_open(&b->t, &err) || plb_language_tables_open(&b->languages, &err)) {
    print_error("%s: %s\n", err.place, err.message);
    return -1;
  }
  plb_arena_init(&b->arena, 16 << 20);
  *state = b;
  return 0;
}

static int close_bench(void **state) {
  bench *b = *state;
  plb_meta_tables_close(b->t);
  plb_language_tables_close(b->languages);
  plb_arena_free(&b->arena);
  free(b->text);
  free(b);
  return 0;
}

/* What the function gives for the row's cells; "-" for nothing. */
typedef plb_slice answer_fn(bench *b, const plb_table *t);

static void run(bench *b, const char *name, const char *columns, uint32_t expected, answer_fn *answer) {
  char path[1024];
  plb_table table;
  plb_error err;
  plb_status s;
  uint32_t rows = 0, wrong = 0;
  snprintf(path, sizeof path, "%s/tests/cases/fact_lines/%s.tsv", PLB_SOURCE_DIR, name);
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  size_t n = fread(b->text, 1, MAX_FILE, f);
  assert_true(n < MAX_FILE && feof(f) && !ferror(f)); /* whole */
  fclose(f);
  assert_int_equal(plb_table_open(&table, name, plb_slice_of(b->text, n), columns, &err), PLB_OK);
  while ((s = plb_table_next(&table, &err)) == PLB_OK) {
    plb_slice got = answer(b, &table), want = plb_table_cell(&table, expected), input = table.cell[table.order[0]];
    if (want.n == 0) want = PLB_LIT("-");
    if (got.n == 0) got = PLB_LIT("-");
    rows++;
    if (plb_slice_eq(got, want)) continue;
    wrong++;
    print_error("%s.tsv:%u  %.*s\n  got  %.*s\n  want %.*s\n", name, table.line, (int)input.n, input.p, (int)got.n,
                got.p, (int)want.n, want.p);
  }
  assert_int_equal(s, PLB_NOTFOUND);
  assert_true(rows > 0);
  assert_int_equal(wrong, 0);
}

static plb_slice url_answer(bench *b, const plb_table *t) {
  plb_error err = {0};
  plb_slice out;
  plb_status s = plb_url_canonical(&b->t->url, plb_table_cell(t, 0), &b->arena, &out, &err);
  if (s) assert_int_equal(s, PLB_FORMAT);
  return out;
}

static plb_slice join_answer(bench *b, const plb_table *t) {
  plb_error err;
  plb_slice out;
  return plb_url_join(plb_table_cell(t, 0), plb_table_cell(t, 1), &b->arena, &out, &err) ? PLB_LIT("-") : out;
}

static plb_slice inner_answer(bench *b, const plb_table *t) {
  return plb_url_inner(plb_table_cell(t, 0), &b->arena);
}

static plb_slice pubdate_answer(bench *b, const plb_table *t) {
  plb_pubdate d;
  plb_slice order = plb_table_cell(t, 2);
  bool field = plb_slice_is(plb_table_cell(t, 1), "field");
  plb_date_order o = plb_slice_is(order, "day")     ? PLB_ORDER_DAY_FIRST
                     : plb_slice_is(order, "month") ? PLB_ORDER_MONTH_FIRST
                                                    : PLB_ORDER_UNKNOWN;
  plb_slice text = plb_table_cell(t, 0);
  if (!plb_pubdate_find(&b->t->dates, text, 0, field ? PLB_DATE_FIELD : PLB_DATE_TEXT, o, &d)) return PLB_LIT("-");
  assert_true(d.begin < d.end && d.end <= text.n);
  plb_slice value = plb_pubdate_value(&d, &b->arena);
  return plb_date_known(d.other) ? plb_arena_printf(&b->arena, "%.*s?", (int)value.n, value.p) : value;
}

static plb_slice path_answer(bench *b, const plb_table *t) {
  plb_pubdate d;
  return plb_pubdate_of_path(&b->t->dates, plb_table_cell(t, 0), &d) ? plb_pubdate_value(&d, &b->arena) : PLB_LIT("-");
}

static plb_slice byline_answer(bench *b, const plb_table *t) {
  plb_slice name[PLB_BYLINE_MAX], all = PLB_LIT("");
  bool field = plb_slice_is(plb_table_cell(t, 1), "field");
  uint32_t n = plb_byline_names(&b->t->bylines, plb_table_cell(t, 0), field ? PLB_BYLINE_FIELD : PLB_BYLINE_LINE, name);
  for (uint32_t i = 0; i < n; i++)
    all = plb_arena_printf(&b->arena, "%.*s%s%.*s", (int)all.n, all.p, i ? "; " : "", (int)name[i].n, name[i].p);
  return all;
}

static plb_slice title_answer(bench *b, const plb_table *t) {
  return plb_title_strip(&b->t->outlets, plb_table_cell(t, 0), plb_table_cell(t, 1), NULL);
}

static plb_slice language_answer(bench *b, const plb_table *t) {
  plb_language_guess g = plb_language_of(b->languages, plb_table_cell(t, 0));
  bool english = plb_slice_is(plb_table_cell(t, 2), "yes");
  if (g.english != english) return g.english ? PLB_LIT("taken for English") : PLB_LIT("not taken for English");
  return g.code;
}

static plb_slice wire_answer(bench *b, const plb_table *t) {
  plb_error err;
  plb_slice text = plb_table_cell(t, 1);
  bool credit = plb_slice_is(plb_table_cell(t, 0), "credit");
  plb_block block = {{0, text.n}, credit ? PLB_BLOCK_CREDIT : PLB_BLOCK_PARAGRAPH};
  plb_doc doc = {.arena = &b->arena, .text = text, .block = &block, .n_block = 1};
  assert_int_equal(plb_wire_read(&b->t->wires, &doc, &err), PLB_OK);
  assert_non_null(doc.meta.wire.origin);
  return doc.meta.wire.value;
}

static void test_url(void **state) {
  run(*state, "url", "text canonical", 1, url_answer);
}
static void test_join(void **state) {
  run(*state, "join", "base reference meaning", 2, join_answer);
}
static void test_inner(void **state) {
  run(*state, "inner", "text inner", 1, inner_answer);
}
static void test_pubdate(void **state) {
  run(*state, "pubdate", "text place order value", 3, pubdate_answer);
}
static void test_path(void **state) {
  run(*state, "path", "path day", 1, path_answer);
}
static void test_byline(void **state) {
  run(*state, "byline", "text place names", 2, byline_answer);
}
static void test_title(void **state) {
  run(*state, "title", "title outlet headline", 2, title_answer);
}
static void test_language(void **state) {
  run(*state, "language", "text code english", 1, language_answer);
}
static void test_wire(void **state) {
  run(*state, "wire", "kind text wire", 2, wire_answer);
}

static void test_glob(void **state) {
  (void)state;
  assert_true(plb_glob(PLB_LIT("a*c"), PLB_LIT("abbc")));
  assert_true(plb_glob(PLB_LIT("*by *"), PLB_LIT("by by x")));
  assert_true(plb_glob(PLB_LIT("*"), PLB_LIT("")));
  assert_false(plb_glob(PLB_LIT("a*c"), PLB_LIT("abcd")));
  assert_false(plb_glob(PLB_LIT("abc"), PLB_LIT("ab")));
  assert_false(plb_glob(PLB_LIT("*x*y*z"), PLB_LIT("xyxyxy")));
}

static void test_outlets(void **state) {
  const plb_outlets *o = &((bench *)*state)->t->outlets;
  assert_true(o->n >= 250);
  const plb_outlet *dw = plb_outlet_of_url(o, PLB_LIT("https://p.dw.com/p/1"));
  assert_non_null(dw);
  assert_true(plb_slice_is(dw->name, "Deutsche Welle") && plb_slice_is(dw->country, "DEU") &&
              plb_slice_is(dw->kind, "public"));
  assert_ptr_equal(plb_outlet_of_name(o, PLB_LIT("dw")), dw);
  assert_ptr_equal(plb_outlet_of_name(o, PLB_LIT("the guardian")),
                   plb_outlet_of_url(o, PLB_LIT("https://www.theguardian.com/")));
  assert_null(plb_outlet_of_url(o, PLB_LIT("https://notdw.com/")));
  assert_null(plb_outlet_of_url(o, PLB_LIT("https://com/")));
  assert_null(plb_outlet_of_name(o, PLB_LIT("")));
}

static void test_url_limits(void **state) {
  bench *b = *state;
  plb_error err;
  plb_slice out;
  size_t n = PLB_URL_MAX + 1;
  char *p = malloc(n);
  assert_non_null(p);
  memset(p, 'a', n);
  memcpy(p, "https://a.example/", 18);
  assert_int_equal(plb_url_canonical(&b->t->url, plb_slice_of(p, n), &b->arena, &out, &err), PLB_FORMAT);
  assert_int_equal(plb_url_canonical(&b->t->url, plb_slice_of(p, n - 1), &b->arena, &out, &err), PLB_OK);
  memcpy(p + 17, "?", 1);
  for (size_t i = 18; i < n; i++)
    p[i] = i % 2 ? '&' : 'a';
  assert_int_equal(
      plb_url_canonical(&b->t->url, plb_slice_of(p, 18 + 2 * PLB_URL_PARAMETERS + 4), &b->arena, &out, &err),
      PLB_FORMAT);
  free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_url),     cmocka_unit_test(test_join),     cmocka_unit_test(test_inner),
      cmocka_unit_test(test_pubdate), cmocka_unit_test(test_path),     cmocka_unit_test(test_byline),
      cmocka_unit_test(test_title),   cmocka_unit_test(test_language), cmocka_unit_test(test_wire),
      cmocka_unit_test(test_glob),    cmocka_unit_test(test_outlets),  cmocka_unit_test(test_url_limits)};
  return cmocka_run_group_tests(tests, open_bench, close_bench);
}
