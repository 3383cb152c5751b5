/* tests/cases/extract/NAME: input.html (or input.txt) -> expected.txt, one line a block: its kind, a tab, its text;
 * first the title as a fact when there is one. A difference is printed line by line. Each map is checked against the
 * bytes. With PLB_BLESS set in the environment expected.txt is written anew. */
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

enum { MAX_FILE = 8 << 20 };

static const char *const kind_names[] = {"title", "standfirst", "paragraph", "heading", "list",
                                         "quote", "table",      "caption",   "teaser",  "credit"};

static bool read_file(const char *folder, const char *name, plb_buf *b) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "rb");
  plb_buf_init(b, MAX_FILE);
  if (!f) return false;
  plb_buf_reserve(b, MAX_FILE - 1);
  b->n = fread(b->p, 1, MAX_FILE - 1, f);
  fclose(f);
  return true;
}

static void check_map(const char *name, const plb_doc *doc) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *r = &doc->map[i];
    bool ok = r->text_begin >= at && r->text_begin + r->n <= doc->text.n &&
              r->source_begin + r->source_n <= doc->record.bytes.n;
    if (ok && r->n == r->source_n)
      ok = memcmp(doc->text.p + r->text_begin, doc->record.bytes.p + r->source_begin, r->n) == 0;
    if (!ok) print_error("%s: map run %u is wrong\n", name, i);
    assert_true(ok);
    at = r->text_begin + r->n;
  }
}

static void describe(const plb_doc *doc, plb_status s, const plb_error *err, plb_buf *b) {
  if (s) plb_buf_printf(b, "error\t%s: %s\n", plb_status_word(s), err->message);
  for (uint32_t i = 0; (s == PLB_OK || s == PLB_LANGUAGE) && i < doc->n_block; i++) {
    plb_slice text = plb_doc_text(doc, doc->block[i].span);
    plb_buf_printf(b, "%s\t%.*s\n", kind_names[doc->block[i].kind], (int)text.n, text.p);
  }
}

static bool same_lines(const char *name, plb_slice got, plb_slice want) {
  plb_slice g = {NULL, 0}, w = {NULL, 0};
  bool same = true;
  for (int line = 1;; line++) {
    bool more_got = plb_slice_split(&got, '\n', &g), more_want = plb_slice_split(&want, '\n', &w);
    if (!more_got && !more_want) return same;
    if (!more_got) g.n = 0;
    if (!more_want) w.n = 0;
    if (plb_slice_eq(g, w)) continue;
    print_error("%s:%d\n  got  %.*s\n  want %.*s\n", name, line, (int)g.n, g.n ? g.p : "", (int)w.n, w.n ? w.p : "");
    same = false;
  }
}

static void bless(const char *folder, plb_slice text) {
  char path[1024];
  snprintf(path, sizeof path, "%s/expected.txt", folder);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fwrite(text.p, 1, text.n, f);
  fclose(f);
}

static bool run_case(const plb_extract_tables *t, const char *root, const char *name) {
  char folder[900];
  plb_buf input, want, got;
  plb_limits limits;
  plb_arena arena = {0};
  plb_error err = {0};
  snprintf(folder, sizeof folder, "%s/%s", root, name);
  bool html = read_file(folder, "input.html", &input);
  if (!html && !read_file(folder, "input.txt", &input)) return true;
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.number = 1, .format = html ? PLB_FORMAT_HTML : PLB_FORMAT_TEXT};
  doc.record.bytes = plb_slice_of(input.p, input.n);
  plb_status s = plb_extract(t, &doc, &err);
  check_map(name, &doc);
  plb_buf_init(&got, MAX_FILE);
  describe(&doc, s, &err, &got);
  read_file(folder, "expected.txt", &want);
  if (getenv("PLB_BLESS")) bless(folder, plb_slice_of(got.p, got.n));
  bool same = getenv("PLB_BLESS") || same_lines(name, plb_slice_of(got.p, got.n), plb_slice_of(want.p, want.n));
  plb_buf_free(&input);
  plb_buf_free(&want);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return same;
}

static void cases(void **state) {
  (void)state;
  plb_extract_tables *t;
  plb_error err = {0};
  const char *root = PLB_SOURCE_DIR "/tests/cases/extract";
  if (plb_extract_tables_open(&t, &err)) print_error("%s %s\n", err.place, err.message);
  assert_int_equal(err.code, PLB_OK);
  DIR *d = opendir(root);
  assert_non_null(d);
  int n = 0, wrong = 0;
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    if (e->d_name[0] == '.') continue;
    n++;
    wrong += !run_case(t, root, e->d_name);
  }
  closedir(d);
  plb_extract_tables_close(t);
  assert_true(n >= 15);
  assert_int_equal(wrong, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
