/* check: each kind of finding from a table made for it, and none from one without fault; our own tables have none that
 * is wrong. Who words mean with a user's table beside ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/slice.h"
#include "resolve/check.h"

#define GROUPS "code\tsector\tname\tforms\tfrom\tto\n"
#define PEOPLE "code\tsector\tname\tforms\trole\tfrom\tto\tas_of\n"

static void note(void *user, const plb_actor_finding *f) {
  char *out = user;
  size_t n = strlen(out);
  snprintf(out + n, 2000 - n, "%s:%u %s%s: %s\n", f->file, f->line, f->wrong ? "" : "look ", f->kind, f->message);
}

static void findings(const char *const *text, size_t n, char out[2000]) {
  static const char *const names[] = {"a.tsv", "b.tsv"};
  plb_actor_text table[2];
  plb_actor_counts counts;
  plb_error err = {0};
  for (size_t i = 0; i < n; i++)
    table[i] = (plb_actor_text){names[i], plb_slice_str(text[i])};
  out[0] = 0;
  assert_int_equal(plb_actor_tables_check(table, n, (plb_date){2026, 1, 1}, 2, note, out, &counts, &err), PLB_OK);
}

static void gives(const char *text, const char *expected) {
  char out[2000];
  findings(&text, 1, out);
  assert_string_equal(out, expected);
}

static void test_clean(void **state) {
  (void)state;
  gives(GROUPS "KEN\tREB\tRiver Front\tRF Riverists|Riverists\t2019\t-\n", "");
  gives("form\tsector\tkind\nriver warden\tCOP\tperson\n", "");
  /* The same form for two, one after the other. */
  gives(GROUPS "KEN\tREB\tRiver Front\t-\t2001\t2009\nUGA\tREB\tRiver Front\t-\t2010\t-\n", "");
}

static void test_rows(void **state) {
  (void)state;
  gives(GROUPS "KEN\tREB\tRiver Front\t-\t2019-99\t-\n",
        "a.tsv:2 ill-formed: '2019-99' is no date YYYY, YYYY-MM or YYYY-MM-DD, at byte 23\n");
  gives("code\tname\n",
        "a.tsv:1 ill-formed: no column 'forms'; a table of places has the columns code name forms kind\n");
  gives(GROUPS "QQQ\tREB\tRiver Front\t-\t-\t-\n", "a.tsv:2 look code: 'QQQ' is no state's code\n");
  gives(GROUPS "IGO:RIV\tNGO\tRiver League\t-\t-\t-\n", "a.tsv:2 sector: 'IGO:RIV' has another sector\n");
  gives(GROUPS "KEN\tREB\tRiver Front\triverists\t-\t-\n",
        "a.tsv:2 look loose: 'riverists' matches the common word too\n");
  gives(GROUPS "KEN\tREB\tRiver Front\tRiver Front\t-\t-\n",
        "a.tsv:2 look twice: 'River Front' is the row's name already\n");
}

static void test_forms(void **state) {
  (void)state;
  gives(GROUPS "KEN\tREB\tRiver Front\t-\t2001\t2009\nUGA\tREB\tRiver Front\t-\t2008\t-\n",
        "a.tsv:3 conflict: 'river front' is UGA here and KEN in a.tsv:2 at one time\n");
  gives(GROUPS "KEN\tREB\tRiver Front\t-\t-\t-\nKEN\tPTY\tRiver Front\t-\t-\t-\n",
        "a.tsv:2 hidden: 'river front' never means River Front (KEN REB) here: a.tsv:3 (KEN PTY) comes first\n");
}

/* What a user's row takes from ours is said at the user's row, what a later table takes from an earlier one at the
 * earlier. */
static void test_over_ours(void **state) {
  (void)state;
  char out[2000];
  const char *one = GROUPS "KEN\tREB\tTurtle Bay\t-\t-\t-\n";
  findings(&one, 1, out);
  assert_non_null(
      strstr(out, "a.tsv:2 look hides: 'turtle bay' is always Turtle Bay (KEN REB) here; that hides actors/"));
  const char *two[] = {GROUPS "KEN\tREB\tRiver Front\t-\t-\t-\n", GROUPS "UGA\tREB\tRiver Front\t-\t-\t-\n"};
  findings(two, 2, out);
  assert_string_equal(
      out, "a.tsv:2 look hidden: 'river front' never means River Front (KEN REB) here: b.tsv:2 (UGA REB) comes "
           "first\n");
  /* One with dates leaves ours the other days. */
  one = GROUPS "KEN\tREB\tTurtle Bay\t-\t2001\t2002\n";
  findings(&one, 1, out);
  assert_string_equal(out, "");
}

static void test_offices(void **state) {
  (void)state;
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\triver minister\t2001\t2008-05\t2020\nKEN\tGOV\tBen Bold\t-\triver "
               "minister\t2008-01\t2012\t2020\n",
        "a.tsv:3 look two holders: Ben Bold is river minister of KEN while Ann Able is (line 2)\n");
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\triver minister\t2001\t2003\t2020\nKEN\tGOV\tBen Bold\t-\triver "
               "minister\t2008\t2012\t2020\n",
        "a.tsv:3 look gap: nobody is river minister of KEN between Ann Able (line 2) and Ben Bold\n");
  /* Neighbours in time; several at once, as the article says; one person twice. */
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\triver minister\t2001\t2008-05\t2020\nKEN\tGOV\tBen Bold\t-\triver "
               "minister\t2008\t2012\t2020\n",
        "");
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\ta river warden\t2001\t2008\t2020\nKEN\tGOV\tBen Bold\t-\ta river "
               "warden\t2002\t2012\t2020\n",
        "");
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\triver minister\t2001\t-\t2021\n",
        "a.tsv:2 look stale: Ann Able is river minister as of 2021, without an end\n");
  gives(PEOPLE "KEN\tGOV\tAnn Able\t-\triver minister\t2001\t-\t2024\n", "");
}

static void wrong_one(void *user, const plb_actor_finding *f) {
  unsigned *n = user;
  if (!f->wrong) return;
  (*n)++;
  fprintf(stderr, "%s:%u: %s: %s\n", f->file, f->line, f->kind, f->message);
}

static void test_ours(void **state) {
  (void)state;
  unsigned n = 0;
  plb_actor_counts counts;
  plb_error err = {0};
  assert_int_equal(plb_actor_tables_check(NULL, 0, (plb_date){2026, 1, 1}, 2, wrong_one, &n, &counts, &err), PLB_OK);
  assert_int_equal(n, 0);
  assert_true(counts.rows > 9000);
}

/* A form in very many rows costs no more than its first. */
static void test_many(void **state) {
  (void)state;
  static char text[1 << 21];
  char out[2000];
  size_t used = (size_t)snprintf(text, sizeof text, GROUPS);
  for (unsigned i = 0; i < 50000; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "KEN\tREB\tRiver Front\t-\t-\t-\n");
  const char *one = text;
  findings(&one, 1, out);
  assert_non_null(strstr(out, "look often: 'river front' stands in more than 64 rows"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_clean),   cmocka_unit_test(test_rows),
                                     cmocka_unit_test(test_forms),   cmocka_unit_test(test_over_ours),
                                     cmocka_unit_test(test_offices), cmocka_unit_test(test_ours),
                                     cmocka_unit_test(test_many)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
