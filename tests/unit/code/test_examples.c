/* Every pattern of data/triggers carries an example of ours in which it must give its type. Some still do not: the
 * reading of the sentence fails, not the table. Their share is bounded by a floor that only rises; the list is printed
 * with VERBOSE=1. */
#include "coder.h"

#include "base/table.h"

enum { FLOOR_PER_MILLE = 982 };

typedef struct tally {
  const coder_tables *t;
  unsigned all, right;
} tally;

static bool gives(const plb_doc *doc, plb_type want, bool folded) {
  for (uint32_t i = 0; i < doc->n_report; i++) {
    plb_type type = (plb_type)doc->report[i].type;
    if (type == want || (folded && (type == PLB_TYPE_AGREE || type == PLB_TYPE_CONCEDE))) return true;
  }
  return false;
}

static void run_example(tally *n, const char *file, unsigned line, plb_type want, plb_slice pattern,
                        plb_slice example) {
  plb_arena arena;
  plb_arena_init(&arena, 64u << 20);
  plb_doc doc;
  plb_error err = {0};
  assert_int_equal(coder_run(n->t, &arena, example, "", &doc, &err), PLB_OK);
  bool cooperative = want == PLB_TYPE_CONSULT || want == PLB_TYPE_SUPPORT || want == PLB_TYPE_COOPERATE ||
                     want == PLB_TYPE_AID || want == PLB_TYPE_RETREAT;
  bool right = gives(&doc, want, cooperative);
  n->all++;
  n->right += right;
  if (!right && getenv("VERBOSE"))
    print_message("%s:%u %.*s: %.*s\n", file, line, (int)pattern.n, pattern.p, (int)example.n, example.p);
  plb_arena_free(&arena);
}

static void run_file(tally *n, plb_type type) {
  char file[64];
  snprintf(file, sizeof file, "triggers/%s.tsv", plb_type_name(type));
  plb_table t;
  plb_error err = {0};
  assert_int_equal(plb_table_open_data(&t, file, "pattern example", &err), PLB_OK);
  unsigned before = n->right, all = n->all;
  while (plb_table_next(&t, &err) == PLB_OK)
    run_example(n, file, t.line, type, plb_table_cell(&t, 0), plb_table_cell(&t, 1));
  print_message("%-10s %4u of %4u examples give their type\n", plb_type_name(type), n->right - before, n->all - all);
}

static void test_examples(void **state) {
  tally n = {.t = *state};
  for (int type = 0; type < PLB_TYPE_COUNT; type++)
    run_file(&n, (plb_type)type);
  print_message("all        %4u of %4u (floor %d per mille)\n", n.right, n.all, FLOOR_PER_MILLE);
  assert_true(n.all >= 1000);
  assert_true(n.right * 1000 >= n.all * FLOOR_PER_MILLE);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples)};
  return cmocka_run_group_tests(tests, coder_setup, coder_teardown);
}
