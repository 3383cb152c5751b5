/* tests/cases/parse/NAME/{input.txt,expected.txt}: a text with its paragraphs, and its sentences in the form of
 * parse_line.h. After a wanted change run with PLB_BLESS=1, then read the difference. */
#include "../../tools/parse_common.h"
#include "../../tools/parse_line.h"
#include "../cases.h"

static bool run_case(void *user, const char *folder) {
  plb_buf input, out;
  plb_limits limits;
  plb_arena arena;
  plb_error err = {0};
  assert_true(case_read(folder, "input.txt", &input));
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = plb_slice_of(input.p, input.n)};
  plb_buf_init(&out, 1u << 20);
  cut_blocks(&doc, PLB_LIT("\n\n"));
  assert_int_equal(plb_parse(user, &doc, &err), PLB_OK);
  for (uint32_t i = 0; i < doc.n_sentence; i++)
    plb_parse_line(&out, &doc, i);
  bool same = case_same(folder, &out);
  plb_buf_free(&input);
  plb_buf_free(&out);
  plb_arena_free(&arena);
  return same;
}

static void all_cases(void **state) {
  (void)state;
  plb_parse_tables *tables;
  plb_error err = {0};
  assert_int_equal(plb_parse_tables_open(&tables, &err), PLB_OK);
  case_all("parse", run_case, tables, 30);
  plb_parse_tables_close(tables);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
