/* tests/cases/times/expressions.tsv: one time expression a row, or a text without one; and what must hold of every
 * text: hostile numbers give no day that is none, limits and memory are said. */
#include "../cases.h"
#include "coder.h"

#include "base/table.h"

enum { COLUMNS = 7, LEAST = 150 };

static const char *const type_names[] = {"DATE", "TIME", "DURATION", "SET"};

static const char *days_of(const plb_time *t, char out[24]) {
  char first[11], last[11];
  plb_date_format(t->first, first);
  plb_date_format(t->last, last);
  if (!*first)
    snprintf(out, 24, "-");
  else if (strcmp(first, last) == 0)
    snprintf(out, 24, "%s", first);
  else
    snprintf(out, 24, "%s/%s", first, last);
  return out;
}

/* A lone "-" is an empty cell. */
static bool same(plb_slice cell, plb_slice got) {
  return plb_slice_eq(cell, got) || (!cell.n && plb_slice_is(got, "-"));
}

static bool row_holds(const plb_table *table, const plb_doc *doc) {
  plb_slice words = plb_table_cell(table, 2);
  char days[24];
  const plb_time *found = NULL;
  for (uint32_t i = 0; i < doc->n_time; i++) {
    const plb_time *t = &doc->time[i];
    assert_true(t->span.begin == doc->token[t->begin].span.begin && t->span.end == doc->token[t->end - 1].span.end);
    if (plb_slice_eq(plb_doc_text(doc, t->span), words)) found = t;
    if (!words.n) found = t;
  }
  if (!words.n || !found) {
    if (!words.n && !found) return true;
    print_error("expressions.tsv:%u: %s '%.*s'\n", table->line,
                found ? "no time is" : "not found:", (int)(found ? plb_doc_text(doc, found->span).n : words.n),
                found ? plb_doc_text(doc, found->span).p : words.p);
    return false;
  }
  bool good = plb_slice_is(plb_table_cell(table, 3), type_names[found->type]) &&
              plb_slice_eq(plb_table_cell(table, 4), found->value) &&
              same(plb_table_cell(table, 5), plb_slice_str(days_of(found, days))) &&
              plb_slice_is(plb_table_cell(table, 6), found->basis);
  if (!good)
    print_error("expressions.tsv:%u: '%.*s' is %s %.*s %s %s\n", table->line, (int)words.n, words.p,
                type_names[found->type], (int)found->value.n, found->value.p, days, found->basis);
  return good;
}

static void test_expressions(void **state) {
  plb_buf b;
  plb_table table;
  plb_error err = {0};
  plb_status s;
  uint32_t rows = 0, wrong = 0;
  assert_true(case_read(PLB_SOURCE_DIR "/tests/cases/times", "expressions.tsv", &b));
  assert_int_equal(plb_table_open(&table, "expressions.tsv", plb_slice_of(b.p, b.n),
                                  "published text words type value days basis", &err),
                   PLB_OK);
  while ((s = plb_table_next(&table, &err)) == PLB_OK) {
    plb_arena arena;
    plb_doc doc;
    char published[16] = "";
    plb_slice day = plb_table_cell(&table, 0);
    plb_arena_init(&arena, 16u << 20);
    snprintf(published, sizeof published, "%.*s", (int)day.n, day.n ? day.p : "");
    assert_int_equal(coder_run(*state, &arena, plb_table_cell(&table, 1), published, &doc, &err), PLB_OK);
    wrong += !row_holds(&table, &doc);
    rows++;
    plb_arena_free(&arena);
  }
  assert_int_equal(s, PLB_NOTFOUND);
  plb_buf_free(&b);
  print_message("times: %u rows, %u wrong\n", rows, wrong);
  assert_true(rows >= LEAST);
  assert_int_equal(wrong, 0);
}

/* The example of each pattern in data/dates/rules.tsv is read to its end, behind a word that may stand before it. */
static void test_examples(void **state) {
  static const char *const before[] = {"The talks began in", "The talks went on for", "The talks began", "In the"};
  plb_table table;
  plb_error err = {0};
  uint32_t wrong = 0, rows = 0;
  assert_int_equal(plb_table_open_data(&table, "dates/rules.tsv", "pattern example", &err), PLB_OK);
  while (plb_table_next(&table, &err) == PLB_OK) {
    plb_slice example = plb_table_cell(&table, 1);
    bool read = false;
    for (size_t k = 0; k < sizeof before / sizeof *before && !read; k++) {
      char text[200];
      plb_arena arena;
      plb_doc doc;
      int n = snprintf(text, sizeof text, "%s %.*s.", before[k], (int)example.n, example.p);
      assert_true(n > 0 && n < (int)sizeof text);
      plb_arena_init(&arena, 16u << 20);
      assert_int_equal(coder_run(*state, &arena, plb_slice_str(text), "2024-04-10", &doc, &err), PLB_OK);
      uint32_t begin = (uint32_t)strlen(before[k]) + 1, end = begin + example.n;
      for (uint32_t i = 0; i < doc.n_time; i++)
        read |= doc.time[i].span.begin <= begin + 4 && doc.time[i].span.end >= end; /* "the " may be left out */
      plb_arena_free(&arena);
    }
    if (!read) print_error("rules.tsv:%u: '%.*s' is not read\n", table.line, (int)example.n, example.p);
    wrong += !read;
    rows++;
  }
  assert_true(rows >= LEAST);
  assert_int_equal(wrong, 0);
}

/* What a hostile text says, on the first and last days that can be. */
static const char *const hostile[] = {
    "They met 99999999999999999999 years ago.",
    "They met 100000 centuries ago and will meet 100000 centuries from now.",
    "They met 9,999 decades ago.",
    "They met in the past 99999 days and in the next 99999 weeks.",
    "They met two thousand millennia ago.",
    "They met on 0000-00-00, on 0/0/0000, on 99/99/9999 and on 31.2.2024.",
    "They met on April 31-2, in 1999-1998, on May 8-4 and on June 0.",
    "They met at 99:99 p.m., at 25:61, at 13 a.m. and at 0 p.m. on Sunday.",
    "They met in the 99th quarter of 2024, in the 0th century and in the 31st century.",
    "They met the year before that, the century before that, the millennium before that and the next day.",
    "They met every 99999 weeks, every 0 days and 100000 times a year.",
    "They met last year last year last year last year the the the the the the the end of the end of the year.",
    "They met last last last next this last week of week of March 4 to April 31 to May 99.",
    "They met 5-5-5-5-5-5 years-years-old-year-old ------- '00s '99 'xx 1/2 1/2 1/2 hundred hundred thousand thousand.",
    "January February March April May June 1 2 3 4 5 6 7 Monday Tuesday last next this year ago earlier later.",
};

static void check(const plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_time; i++) {
    const plb_time *t = &doc->time[i];
    assert_true(t->begin < t->end && t->end <= doc->n_token && t->value.n && t->basis && *t->basis);
    assert_true(!i || doc->time[i - 1].end <= t->begin);
    if (!plb_date_known(t->first)) continue;
    assert_true(plb_date_valid(t->first) && plb_date_valid(t->last));
    assert_true(plb_date_days(t->first) <= plb_date_days(t->last));
  }
}

static void test_hostile_texts(void **state) {
  static const char *const days[] = {"0001-01-01", "0001-06-30", "2024-02-29", "9999-12-31", ""};
  for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
    for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
      plb_arena arena;
      plb_doc doc;
      plb_error err = {0};
      plb_arena_init(&arena, 16u << 20);
      assert_int_equal(coder_run(*state, &arena, plb_slice_str(hostile[i]), days[d], &doc, &err), PLB_OK);
      check(&doc);
      plb_arena_free(&arena);
    }
}

/* A dateline is no day of an act. */
static void test_dateline(void **state) {
  static const struct {
    const char *text;
    bool dateline;
  } rows[] = {{"GENEVA, April 9 (Reuters) - Ministers met.", true},
              {"NEW DELHI, April 9 -- Ministers met.", true},
              {"Ministers met in Geneva on April 9 - a first.", false},
              {"April 9 - Ministers met.", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    plb_arena arena;
    plb_doc doc;
    plb_error err = {0};
    plb_arena_init(&arena, 16u << 20);
    assert_int_equal(coder_run(*state, &arena, plb_slice_str(rows[i].text), "2024-04-10", &doc, &err), PLB_OK);
    assert_int_equal(doc.n_time, 1);
    assert_int_equal(doc.time[0].dateline, rows[i].dateline);
    plb_arena_free(&arena);
  }
}

static void test_memory(void **state) {
  const coder_tables *t = *state;
  plb_arena arena;
  plb_doc doc;
  plb_error err = {0};
  plb_arena_init(&arena, 16u << 20);
  assert_int_equal(coder_run(t, &arena, plb_slice_str(hostile[14]), "2024-04-10", &doc, &err), PLB_OK);
  doc.time = NULL;
  doc.n_time = 0;
  arena.cap = arena.used + 64;
  assert_int_equal(plb_resolve_dates(t->dates, &doc, &err), PLB_NOMEM);
  assert_string_equal(err.module, "resolve");
  plb_arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_expressions), cmocka_unit_test(test_examples),
                                     cmocka_unit_test(test_hostile_texts), cmocka_unit_test(test_dateline),
                                     cmocka_unit_test(test_memory)};
  return cmocka_run_group_tests(tests, coder_setup, coder_teardown);
}
