/* tests/cases/facts/NAME: input.html or input.txt -> expected.txt: the facts, each with its origin, then the blocks.
 * Facts of HTML pages are shown without the blocks (tests/cases/extract has those). */
#include "../cases.h"
#include "base/view.h"
#include "extract/extract.h"
#include "map.h"

static void put_fact(plb_buf *b, const char *name, plb_fact f) {
  assert_non_null(f.origin);
  plb_buf_printf(b, "%s\t%.*s\t(%s)\n", name, (int)f.value.n, f.value.n ? f.value.p : "", f.origin);
}

static void describe(const plb_doc *doc, bool blocks, plb_buf *b) {
  char day[11];
  put_fact(b, "title", doc->meta.title);
  put_fact(b, "outlet", doc->meta.outlet);
  put_fact(b, "url", doc->meta.url);
  put_fact(b, "published", doc->meta.published);
  plb_buf_printf(b, "day\t%s\n", plb_date_format(doc->meta.published_day, day));
  put_fact(b, "language", doc->meta.language);
  put_fact(b, "wire", doc->meta.wire);
  put_fact(b, "kind", doc->meta.kind);
  for (uint32_t i = 0; i < doc->meta.n_author; i++)
    put_fact(b, "author", doc->meta.author[i]);
  for (uint32_t i = 0; blocks && i < doc->n_block; i++) {
    plb_slice text = plb_doc_text(doc, doc->block[i].span);
    plb_buf_printf(b, "%s\t%.*s\n", plb_block_name((plb_block_kind)doc->block[i].kind), (int)text.n, text.p);
  }
}

static bool run_case(void *user, const char *folder) {
  plb_buf in, got;
  plb_arena arena = {0};
  plb_limits limits;
  plb_error err = {0};
  bool html = case_read(folder, "input.html", &in);
  if (!html) assert_true(case_read(folder, "input.txt", &in));
  plb_limits_default(&limits);
  plb_arena_init(&arena, 64 << 20);
  plb_buf_init(&got, CASE_BYTES);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.bytes = plb_slice_of(in.p, in.n), .format = html ? PLB_FORMAT_HTML : PLB_FORMAT_TEXT};
  plb_status s = plb_extract(user, &doc, &err);
  if (s) plb_buf_printf(&got, "error\t%s\t(%s)\n", plb_status_word(s), err.message);
  if (!s || s == PLB_LANGUAGE || s == PLB_EMPTY) {
    describe(&doc, !html, &got);
    check_map(&doc);
  }
  bool same = case_same(folder, &got);
  plb_buf_free(&in);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return same;
}

static void test_pages(void **state) {
  case_all("facts", run_case, *state, 30);
}

static int open_tables(void **state) {
  plb_error err;
  return plb_extract_tables_open((plb_extract_tables **)state, &err) != PLB_OK;
}

static int close_tables(void **state) {
  plb_extract_tables_close(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_pages)};
  return cmocka_run_group_tests(tests, open_tables, close_tables);
}
