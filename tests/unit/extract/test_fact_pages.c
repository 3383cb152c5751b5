/* tests/cases/facts/NAME: input.html or input.txt -> expected.txt: the facts, each with its origin, then the blocks.
 * Facts of HTML pages are shown without the blocks (tests/cases/extract has those). With PLB_BLESS set expected.txt is
 * written anew. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/slice.h"
#include "extract/extract.h"

enum { MAX_FILE = 1 << 20, MAX_CASES = 200 };

static const char *const kind_names[] = {"title", "standfirst", "paragraph", "heading", "list",
                                         "quote", "table",      "caption",   "teaser",  "credit"};

static bool read_file(const char *folder, const char *name, plb_buf *b) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "rb");
  plb_buf_init(b, MAX_FILE);
  if (!f) return false;
  if (plb_buf_reserve(b, MAX_FILE - 1)) b->n = fread(b->p, 1, MAX_FILE - 1, f);
  fclose(f);
  return true;
}

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
  for (uint32_t i = 0; i < doc->meta.n_author; i++)
    put_fact(b, "author", doc->meta.author[i]);
  for (uint32_t i = 0; blocks && i < doc->n_block; i++) {
    plb_slice text = plb_doc_text(doc, doc->block[i].span);
    plb_buf_printf(b, "%s\t%.*s\n", kind_names[doc->block[i].kind], (int)text.n, text.p);
  }
}

static void check_map(const plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *r = &doc->map[i];
    assert_true(r->text_begin + r->n <= doc->text.n && r->source_begin + r->source_n <= doc->record.bytes.n);
    if (r->n == r->source_n)
      assert_memory_equal(doc->text.p + r->text_begin, doc->record.bytes.p + r->source_begin, r->n);
  }
}

static void bless(const char *folder, const plb_buf *b) {
  char path[1024];
  assert_true(snprintf(path, sizeof path, "%s/expected.txt", folder) < (int)sizeof path);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fwrite(b->p, 1, b->n, f);
  fclose(f);
}

static bool run_case(const plb_extract_tables *t, const char *folder) {
  plb_buf in, want, got;
  plb_arena arena = {0};
  plb_limits limits;
  plb_error err = {0};
  bool html = read_file(folder, "input.html", &in), same;
  if (!html) {
    plb_buf_free(&in);
    assert_true(read_file(folder, "input.txt", &in));
  }
  plb_limits_default(&limits);
  plb_arena_init(&arena, 64 << 20);
  plb_buf_init(&got, MAX_FILE);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.bytes = plb_slice_of(in.p, in.n), .format = html ? PLB_FORMAT_HTML : PLB_FORMAT_TEXT};
  plb_status s = plb_extract(t, &doc, &err);
  if (s) plb_buf_printf(&got, "error\t%s\t(%s)\n", plb_status_word(s), err.message);
  if (!s || s == PLB_LANGUAGE || s == PLB_EMPTY) {
    describe(&doc, !html, &got);
    check_map(&doc);
  }
  if (getenv("PLB_BLESS")) bless(folder, &got);
  assert_true(read_file(folder, "expected.txt", &want));
  same = got.n == want.n && memcmp(got.p, want.p, got.n) == 0;
  if (!same) print_error("%s\n--- got\n%.*s--- want\n%.*s", folder, (int)got.n, got.p, (int)want.n, want.p);
  plb_buf_free(&in);
  plb_buf_free(&want);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return same;
}

static void test_pages(void **state) {
  char root[512], folder[1024];
  int cases = 0, wrong = 0;
  snprintf(root, sizeof root, "%s/tests/cases/facts", PLB_SOURCE_DIR);
  DIR *d = opendir(root);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) && cases < MAX_CASES;) {
    if (e->d_name[0] == '.') continue;
    snprintf(folder, sizeof folder, "%s/%s", root, e->d_name);
    cases++;
    wrong += !run_case(*state, folder);
  }
  closedir(d);
  assert_true(cases > 10);
  assert_int_equal(wrong, 0);
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
