/* tests/cases/extract/NAME: input.html (or input.txt) -> expected.txt, one line a block: its kind, a tab, its text;
 * first the title as a fact when there is one. Each map is checked against the bytes. */
#include "../cases.h"
#include "base/view.h"
#include "extract/extract.h"
#include "map.h"

static void describe(const plb_doc *doc, plb_status s, const plb_error *err, plb_buf *b) {
  if (s) plb_buf_printf(b, "error\t%s: %s\n", plb_status_word(s), err->message);
  for (uint32_t i = 0; (s == PLB_OK || s == PLB_LANGUAGE) && i < doc->n_block; i++) {
    plb_slice text = plb_doc_text(doc, doc->block[i].span);
    plb_buf_printf(b, "%s\t%.*s\n", plb_block_name((plb_block_kind)doc->block[i].kind), (int)text.n, text.p);
  }
}

static bool run_case(void *user, const char *folder) {
  plb_buf input, got;
  plb_limits limits;
  plb_arena arena = {0};
  plb_error err = {0};
  bool html = case_read(folder, "input.html", &input);
  if (!html) assert_true(case_read(folder, "input.txt", &input));
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.number = 1, .format = html ? PLB_FORMAT_HTML : PLB_FORMAT_TEXT};
  doc.record.bytes = plb_slice_of(input.p, input.n);
  plb_status s = plb_extract(user, &doc, &err);
  check_map(&doc);
  plb_buf_init(&got, CASE_BYTES);
  describe(&doc, s, &err, &got);
  bool same = case_same(folder, &got);
  plb_buf_free(&input);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return same;
}

static void cases(void **state) {
  (void)state;
  plb_extract_tables *t;
  plb_error err = {0};
  if (plb_extract_tables_open(&t, &err)) print_error("%s %s\n", err.place, err.message);
  assert_int_equal(err.code, PLB_OK);
  case_all("extract", run_case, t, 15);
  plb_extract_tables_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
