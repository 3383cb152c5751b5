/* What the tests over folders of cases share (tests/cases/ROOM/NAME/{input...,expected.txt}): reading the files whole,
 * comparing with what is expected, writing it anew. With PLB_BLESS set in the environment expected.txt is written; the
 * case fails all the same where it differed, so that a blessing never passes for a check. */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H
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

enum { CASE_BYTES = 8 << 20 };

/* The file into b, to be freed in any case; false when it is not there. */
static inline bool case_read(const char *folder, const char *name, plb_buf *b) {
  char path[1200];
  assert_true(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
  plb_buf_init(b, CASE_BYTES);
  FILE *f = fopen(path, "rb");
  if (!f) return false;
  assert_true(plb_buf_reserve(b, CASE_BYTES - 1));
  b->n = (uint32_t)fread(b->p, 1, CASE_BYTES - 1, f);
  assert_true(feof(f) && !ferror(f)); /* whole, or the case is too long */
  fclose(f);
  return true;
}

static inline void case_bless(const char *folder, plb_slice got) {
  char path[1200];
  assert_true(snprintf(path, sizeof path, "%s/expected.txt", folder) < (int)sizeof path);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(got.n ? got.p : "", 1, got.n, f), got.n);
  assert_int_equal(fclose(f), 0);
}

static inline void case_print_lines(const char *folder, plb_slice got, plb_slice want) {
  plb_slice g, w;
  for (int line = 1;; line++) {
    bool more_got = plb_slice_split(&got, '\n', &g), more_want = plb_slice_split(&want, '\n', &w);
    if (!more_got && !more_want) return;
    if (!more_got) g = PLB_LIT("");
    if (!more_want) w = PLB_LIT("");
    if (!plb_slice_eq(g, w))
      print_error("%s/expected.txt:%d\n  got  %.*s\n  want %.*s\n", folder, line, (int)g.n, g.p, (int)w.n, w.p);
  }
}

/* Is got, byte for byte, what the folder's expected.txt holds? */
static inline bool case_same(const char *folder, const plb_buf *got) {
  plb_buf want;
  assert_int_equal(got->status, PLB_OK);
  bool there = case_read(folder, "expected.txt", &want);
  plb_slice g = plb_slice_of(got->n ? got->p : "", got->n), w = plb_slice_of(want.n ? want.p : "", want.n);
  bool same = there && plb_slice_eq(g, w);
  if (!same) case_print_lines(folder, g, w);
  if (!same && getenv("PLB_BLESS")) case_bless(folder, g);
  plb_buf_free(&want);
  return same;
}

/* Runs every case of tests/cases/ROOM in the order of their names; at least `least` must be there and all be right. */
static inline void case_all(const char *room, bool (*run)(void *user, const char *folder), void *user, int least) {
  char root[900], folder[1100];
  struct dirent **entry;
  assert_true(snprintf(root, sizeof root, PLB_SOURCE_DIR "/tests/cases/%s", room) < (int)sizeof root);
  int n = scandir(root, &entry, NULL, alphasort), ran = 0, wrong = 0;
  assert_true(n > 0);
  for (int i = 0; i < n; i++) {
    assert_true(snprintf(folder, sizeof folder, "%s/%s", root, entry[i]->d_name) < (int)sizeof folder);
    if (entry[i]->d_name[0] != '.') {
      ran++;
      wrong += !run(user, folder);
    }
    free(entry[i]);
  }
  free(entry);
  print_message("%s: %d cases, %d wrong\n", room, ran, wrong);
  assert_true(ran >= least);
  assert_int_equal(wrong, 0);
}
#endif
