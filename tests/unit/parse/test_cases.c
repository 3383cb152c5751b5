/* tests/cases/parse/NAME/{input.txt,expected.txt}: a text with its paragraphs, and its sentences in the form of
 * parse_line.h. After a wanted change: `parse_show input.txt >expected.txt`, then read the difference. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../tools/parse_common.h"
#include "../../tools/parse_line.h"

enum { MOST_CASES = 500 };

static int by_name(const void *a, const void *b) {
  return strcmp(a, b);
}

/* Lines that differ, side by side one under the other. */
static bool same_lines(const char *name, plb_slice wanted, plb_slice got) {
  plb_slice w, g;
  bool same = true;
  for (uint32_t line = 1;; line++) {
    bool more_w = plb_slice_split(&wanted, '\n', &w), more_g = plb_slice_split(&got, '\n', &g);
    if (!more_w && !more_g) return same;
    if (!more_w) w = (plb_slice){"", 0};
    if (!more_g) g = (plb_slice){"", 0};
    if (plb_slice_eq(w, g)) continue;
    same = false;
    print_message("%s/expected.txt:%u\n  wanted  %.*s\n  got     %.*s\n", name, line, (int)w.n, w.p, (int)g.n, g.p);
  }
}

static bool run_case(const plb_parse_tables *tables, const char *name) {
  char path[4096];
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  snprintf(path, sizeof path, "%s/tests/cases/parse/%s/input.txt", PLB_SOURCE_DIR, name);
  plb_slice input = tool_read(path);
  snprintf(path, sizeof path, "%s/tests/cases/parse/%s/expected.txt", PLB_SOURCE_DIR, name);
  plb_slice wanted = tool_read(path);
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = input};
  plb_error err = {0};
  plb_buf out;
  plb_buf_init(&out, 1u << 20);
  tool_blocks(&doc);
  assert_int_equal(plb_parse(tables, &doc, &err), PLB_OK);
  for (uint32_t i = 0; i < doc.n_sentence; i++)
    plb_parse_line(&out, &doc, i);
  bool same = same_lines(name, wanted, plb_slice_of(out.p, out.n));
  plb_buf_free(&out);
  plb_arena_free(&arena);
  free((void *)input.p);
  free((void *)wanted.p);
  return same;
}

static void all_cases(void **state) {
  (void)state;
  static char name[MOST_CASES][256];
  size_t n = 0, wrong = 0;
  DIR *dir = opendir(PLB_SOURCE_DIR "/tests/cases/parse");
  assert_non_null(dir);
  for (struct dirent *e; (e = readdir(dir)) != NULL;) {
    if (e->d_name[0] == '.') continue;
    assert_true(n < MOST_CASES);
    snprintf(name[n++], sizeof *name, "%s", e->d_name);
  }
  closedir(dir);
  assert_true(n >= 30);
  qsort(name, n, sizeof *name, by_name);
  plb_parse_tables *tables;
  plb_error err = {0};
  assert_int_equal(plb_parse_tables_open(&tables, &err), PLB_OK);
  for (size_t i = 0; i < n; i++)
    wrong += !run_case(tables, name[i]);
  plb_parse_tables_close(tables);
  assert_int_equal(wrong, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
