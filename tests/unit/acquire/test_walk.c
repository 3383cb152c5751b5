/* acquire/walk: order, what is left out, what is a problem. */
#include "support.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "acquire/walk.h"

typedef struct folder {
  char root[64];
  unsigned problems;
  plb_error last;
} folder;

static void on_problem(void *user, const plb_error *err) {
  folder *f = user;
  f->problems++;
  f->last = *err;
}

static void path_of(char out[200], const folder *f, const char *name) {
  snprintf(out, 200, "%s/%s", f->root, name);
}

static void make_file(const folder *f, const char *name, size_t n) {
  char path[200];
  path_of(path, f, name);
  int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  assert_true(fd >= 0);
  for (size_t i = 0; i < n; i++)
    assert_int_equal(write(fd, "x", 1), 1);
  close(fd);
}

static void make_folder(const folder *f, const char *name) {
  char path[200];
  path_of(path, f, name);
  assert_int_equal(mkdir(path, 0700), 0);
}

static void walks_in_order(void **state) {
  folder *f = *state;
  char path[200];
  make_folder(f, "b");
  make_folder(f, ".git");
  make_file(f, "c.txt", 3);
  make_file(f, "a.txt", 2);
  make_file(f, "b/z", 1);
  make_file(f, "b/Y", 1);
  make_file(f, ".git/config", 1);
  make_file(f, "b/.x", 1);
  path_of(path, f, "link");
  assert_int_equal(symlink("a.txt", path), 0);
  path_of(path, f, "pipe");
  assert_int_equal(mkfifo(path, 0600), 0);
  plb_limits limits;
  plb_limits_default(&limits);
  plb_walk w = {0};
  assert_int_equal(plb_walk_add(&w, f->root, &limits, on_problem, f), PLB_OK);
  static const char *const want[] = {"a.txt", "b/Y", "b/z", "c.txt"};
  assert_int_equal(w.n, 4);
  for (size_t i = 0; i < 4; i++) {
    path_of(path, f, want[i]);
    assert_string_equal(w.at[i].path, path);
  }
  assert_int_equal(w.bytes, 7);
  assert_int_equal(w.skipped_hidden, 2);
  assert_int_equal(w.skipped_links, 1);
  assert_int_equal(w.skipped_other, 1);
  assert_int_equal(f->problems, 0);
  /* What the user names is taken, also a link and a hidden file. */
  path_of(path, f, "link");
  assert_int_equal(plb_walk_add(&w, path, &limits, on_problem, f), PLB_OK);
  path_of(path, f, "b/.x");
  assert_int_equal(plb_walk_add(&w, path, &limits, on_problem, f), PLB_OK);
  assert_int_equal(plb_walk_add(&w, "-", &limits, on_problem, f), PLB_OK);
  assert_int_equal(w.n, 7);
  assert_int_equal(w.at[4].size, 2);
  assert_string_equal(w.at[6].path, "-");
  plb_walk_free(&w);
}

static void problems_are_told(void **state) {
  folder *f = *state;
  char path[200];
  plb_limits limits;
  plb_limits_default(&limits);
  plb_walk w = {0};
  path_of(path, f, "none");
  assert_int_equal(plb_walk_add(&w, path, &limits, on_problem, f), PLB_OK);
  assert_int_equal(f->last.code, PLB_NOTFOUND);
  assert_string_equal(f->last.place, path);
  assert_int_equal(plb_walk_add(&w, "https://example.org/", &limits, on_problem, f), PLB_OK);
  assert_int_equal(f->last.code, PLB_USAGE);
  limits.path_bytes = 5;
  assert_int_equal(plb_walk_add(&w, path, &limits, on_problem, f), PLB_OK);
  assert_int_equal(f->last.code, PLB_LIMIT);
  assert_int_equal(f->problems, 3);
  assert_int_equal(w.n, 0);
  plb_walk_free(&w);
}

static void the_number_of_files_has_a_limit(void **state) {
  folder *f = *state;
  make_file(f, "1.txt", 1);
  make_file(f, "2.txt", 1);
  plb_limits limits;
  plb_limits_default(&limits);
  for (uint32_t most = 1; most <= 2; most++) {
    plb_walk w = {0};
    limits.walk_files = most;
    assert_int_equal(plb_walk_add(&w, f->root, &limits, on_problem, f), most < 2 ? PLB_LIMIT : PLB_OK);
    assert_int_equal(plb_walk_add(&w, f->root, &limits, on_problem, f), PLB_LIMIT);
    plb_walk_free(&w);
  }
}

static void depth_has_a_limit(void **state) {
  folder *f = *state;
  make_folder(f, "1");
  make_folder(f, "1/2");
  make_file(f, "1/x", 1);
  make_file(f, "1/2/y", 1);
  plb_limits limits;
  plb_limits_default(&limits);
  plb_walk w = {0};
  limits.walk_depth = 3;
  assert_int_equal(plb_walk_add(&w, f->root, &limits, on_problem, f), PLB_OK);
  assert_int_equal(w.n, 2);
  assert_int_equal(f->problems, 0);
  plb_walk_free(&w);
  limits.walk_depth = 2;
  assert_int_equal(plb_walk_add(&w, f->root, &limits, on_problem, f), PLB_OK);
  assert_int_equal(w.n, 1);
  assert_int_equal(f->problems, 1);
  assert_int_equal(f->last.code, PLB_LIMIT);
  plb_walk_free(&w);
}

static int set_up(void **state) {
  folder *f = calloc(1, sizeof *f);
  if (!f) return -1;
  const char *tmp = getenv("TMPDIR");
  snprintf(f->root, sizeof f->root, "%.40s/plb-walk-XXXXXX", tmp ? tmp : "/tmp");
  *state = f;
  return mkdtemp(f->root) ? 0 : -1;
}

static int tear_down(void **state) {
  static const char *const made[] = {"1/2/y", "1/x", "1/2",   "1",     "pipe", "link", "b/.x", ".git/config",
                                     "b/Y",   "b/z", "a.txt", "c.txt", ".git", "b",    ""};
  folder *f = *state;
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
    char path[200];
    path_of(path, f, made[i]);
    if (unlink(path) != 0) rmdir(path);
  }
  free(f);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(walks_in_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(problems_are_told, set_up, tear_down),
      cmocka_unit_test_setup_teardown(depth_has_a_limit, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_number_of_files_has_a_limit, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
