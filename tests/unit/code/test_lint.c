/* Rows in each other's way. Of the tables of data/triggers none may be. */
#include "coder.h"

#include "code/derive.h"
#include "code/lint.h"

typedef struct found {
  unsigned n[PLB_LINT_KINDS];
  char words[200];
} found;

static void note(void *user, plb_lint_kind kind, const plb_pattern *row, const plb_pattern *other, const char *text) {
  found *f = user;
  f->n[kind]++;
  snprintf(f->words, sizeof f->words, "%s", text);
  if (!row->rank && !other->rank)
    print_message("%s:%u %s %s:%u '%s'\n", row->file, row->line, plb_lint_name(kind), other->file, other->line, text);
}

static void test_ours(void **state) {
  plb_patterns p;
  plb_error err = {0};
  found f = {{0}, ""};
  (void)state;
  assert_int_equal(plb_patterns_open(&p, &err), PLB_OK);
  assert_true(p.at.n > 2500);
  assert_int_equal(plb_patterns_derive(&p, 0, &err), PLB_OK);
  assert_int_equal(plb_lint(&p, 0, note, &f, &err), PLB_OK);
  for (int k = 0; k < PLB_LINT_KINDS; k++)
    assert_int_equal(f.n[k], 0);
  plb_patterns_close(&p);
}

static plb_status add(plb_patterns *p, uint32_t line, const char *type, const char *pattern) {
  plb_trigger_row row = {.file = "t", .line = line, .rank = 1, .type = plb_slice_str(type), .pos = PLB_LIT("V")};
  row.pattern = plb_slice_str(pattern);
  if (strcmp(type, "NONE") != 0) row.frame = PLB_LIT("subj>obj");
  plb_error err = {0};
  return plb_patterns_add(p, &row, &err);
}

/* Rows "TYPE PATTERN" and what is found in them. */
static found look(const char *rows[][2]) {
  plb_patterns p;
  plb_error err = {0};
  found f = {{0}, ""};
  assert_int_equal(plb_patterns_open(&p, &err), PLB_OK);
  for (uint32_t i = 0; rows[i][0]; i++)
    assert_int_equal(add(&p, i + 1, rows[i][0], rows[i][1]), PLB_OK);
  assert_int_equal(plb_lint(&p, 1, note, &f, &err), PLB_OK);
  plb_patterns_close(&p);
  return f;
}

static void expect(const char *rows[][2], unsigned duplicate, unsigned conflict, unsigned unreachable,
                   unsigned overrides) {
  found f = look(rows);
  assert_int_equal(f.n[PLB_LINT_DUPLICATE], duplicate);
  assert_int_equal(f.n[PLB_LINT_CONFLICT], conflict);
  assert_int_equal(f.n[PLB_LINT_UNREACHABLE], unreachable);
  assert_int_equal(f.n[PLB_LINT_OVERRIDES], overrides);
}

static void test_kinds(void **state) {
  (void)state;
  expect((const char *[][2]){{"AID", "zorch"}, {"ACCUSE", "blorp"}, {NULL, NULL}}, 0, 0, 0, 0);
  expect((const char *[][2]){{"AID", "zorch"}, {"AID", "zorch"}, {NULL, NULL}}, 1, 0, 1, 0);
  expect((const char *[][2]){{"AID", "zorch"}, {"ACCUSE", "zorch"}, {NULL, NULL}}, 0, 1, 1, 0);
  expect((const char *[][2]){{"ACCUSE", "zorch|blorp"}, {"AID", "zorch"}, {NULL, NULL}}, 0, 1, 0, 0);
  expect((const char *[][2]){{"AID", "accuse"}, {NULL, NULL}}, 0, 0, 0, 1);
  expect((const char *[][2]){{"NONE", "zorch"}, {"AID", "zorch"}, {NULL, NULL}}, 0, 1, 1, 0);
}

static void test_gaps_optional_and_phrases(void **state) {
  (void)state;
  /* without the gap it says more: both are reached */
  expect((const char *[][2]){{"AID", "zorch _ rice"}, {"AID", "zorch rice"}, {NULL, NULL}}, 0, 0, 0, 0);
  /* "the" may stand there, and does not count */
  expect((const char *[][2]){{"AID", "zorch ?the rice"}, {"AID", "zorch rice"}, {NULL, NULL}}, 1, 0, 1, 0);
  expect((const char *[][2]){{"AID", "zorch hot_rice|peas"}, {"AID", "zorch hot rice"}, {NULL, NULL}}, 0, 0, 0, 0);
  /* of other weight they never meet */
  expect((const char *[][2]){{"AID", "zorch"}, {"AID", "zorch rice"}, {NULL, NULL}}, 0, 0, 0, 0);
  /* an act named behind it is no word of the trigger */
  expect((const char *[][2]){{"AID", "zorch _ ~to ~go"}, {"AID", "zorch _ to go"}, {NULL, NULL}}, 0, 0, 0, 0);
}

static void test_words(void **state) {
  (void)state;
  found f = look((const char *[][2]){{"AID", "zorch _ rice|peas"}, {"ACCUSE", "zorch _ peas"}, {NULL, NULL}});
  assert_string_equal(f.words, "zorch _ peas");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ours),
      cmocka_unit_test(test_kinds),
      cmocka_unit_test(test_gaps_optional_and_phrases),
      cmocka_unit_test(test_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
