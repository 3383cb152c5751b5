/* pipe/job: whole runs in real processes, this program being its own reader and worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "pipe/frame.h"
#include "pipe/spawn.h"
#include "pipe/stage.h"

typedef struct seen {
  plb_buf log; /* a line a document: number, status, reports */
  uint64_t files, bytes_total, bytes_done;
  unsigned problems, acks, notices;
  plb_error problem, notice[2];
  int stop, stop_at; /* set stop after so many documents; 0: never */
  bool refuse;       /* on_document says stop */
  unsigned documents;
} seen;

static void on_plan(void *user, const plb_job_plan *plan) {
  seen *s = user;
  s->files = plan->files;
  s->bytes_done = 0;
}

static void on_progress(void *user, const plb_job_progress *p) {
  seen *s = user;
  assert_true(p->bytes_done >= s->bytes_done && p->bytes_done <= p->bytes_total);
  s->bytes_done = p->bytes_done;
  s->bytes_total = p->bytes_total;
}

static void on_problem(void *user, const plb_error *problem) {
  seen *s = user;
  s->problems++;
  s->problem = *problem;
}

static void on_notice(void *user, const plb_error *notice) {
  seen *s = user;
  if (notice->code) return; /* a build with sanitizers warns that it has no sandbox */
  if (s->notices < 2) s->notice[s->notices] = *notice;
  s->notices++;
}

static void on_committed(void *user, plb_slice source, uint32_t number) {
  (void)source;
  assert_true(number > 0);
  ((seen *)user)->acks++;
}

static bool on_document(void *user, const plb_document *d) {
  seen *s = user;
  s->documents++;
  plb_buf_printf(&s->log, "%u %s %s %u\n", d->number, plb_status_word(d->status), d->id, d->n_report);
  if (s->stop_at && s->documents >= (unsigned)s->stop_at) s->stop = 1;
  return !(s->refuse && s->stop);
}

typedef struct place {
  char root[64], file[100], database[100];
} place;

static void write_lines(const place *p, unsigned n) {
  FILE *f = fopen(p->file, "we");
  assert_non_null(f);
  for (unsigned i = 0; i < n; i++)
    if (i == 5)
      fprintf(f, "{\"id\":\"%u\",oops\n", i);
    else
      fprintf(
          f,
          "{\"id\":\"%u\",\"title\":\"Harbour news %u\",\"published\":\"2021-03-04\",\"text\":\"France accused Japan "
          "of "
          "breaking the agreement on Monday. The foreign minister of France met his counterpart from Japan in Geneva "
          "last week, and the two countries signed an agreement. Nothing else was said.\"}\n",
          i, i);
  assert_int_equal(fclose(f), 0);
}

static void options_of(plb_job_options *o, seen *s, const char *const *path) {
  memset(s, 0, sizeof *s);
  plb_buf_init(&s->log, 1 << 20);
  plb_job_options_default(o);
  o->path = path;
  o->n_path = 1;
  o->user = s;
  o->on_plan = on_plan;
  o->on_progress = on_progress;
  o->on_problem = on_problem;
  o->on_notice = on_notice;
  o->on_committed = on_committed;
  o->on_document = on_document;
  o->stop = &s->stop;
}

static void documents_come_in_input_order(void **state) {
  place *p = *state;
  write_lines(p, 300);
  const char *path = p->file;
  plb_buf first;
  plb_buf_init(&first, 1 << 20);
  for (unsigned workers = 1; workers <= 4; workers++) {
    plb_job_options o;
    plb_job_result r;
    plb_error e;
    seen s;
    options_of(&o, &s, &path);
    o.workers = workers;
    assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
    assert_int_equal(r.records, 300);
    assert_int_equal(r.added, 299);
    assert_int_equal(r.failed, 1);
    assert_true(r.reports > 0);
    assert_int_equal(s.problems, 1);
    assert_int_equal(s.problem.code, PLB_DAMAGED);
    assert_int_equal(s.acks, 300);
    assert_true(s.files == 1 && s.bytes_done == s.bytes_total && s.bytes_total > 0);
    if (workers == 1) plb_buf_add(&first, s.log.p, s.log.n);
    assert_int_equal(first.n, s.log.n);
    assert_memory_equal(first.p, s.log.p, first.n);
    plb_buf_free(&s.log);
  }
  plb_buf_free(&first);
}

static void a_run_can_be_stopped_and_goes_on(void **state) {
  place *p = *state;
  write_lines(p, 300);
  const char *path = p->file;
  plb_job_options o;
  plb_job_result r;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  s.stop_at = 40;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_INTERRUPTED);
  assert_true(s.documents >= 40 && s.documents < 300);
  plb_buf_free(&s.log);
  options_of(&o, &s, &path);
  s.stop_at = 40;
  s.refuse = true;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_int_equal(s.documents, 40);
  plb_buf_free(&s.log);
  options_of(&o, &s, &path);
  o.database = p->database;
  s.stop = 1;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_INTERRUPTED);
  s.stop = 0;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_true(r.added == 299 && s.acks == 300);
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_true(r.records == 0 && s.acks == 300);
  o.again = true;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_true(r.records == 300 && s.acks == 600);
  plb_buf_free(&s.log);
}

static void what_is_known_is_not_coded_again(void **state) {
  place *p = *state;
  write_lines(p, 100);
  const char *path = p->file;
  plb_job_options o;
  plb_job_result r;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  o.database = p->database;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  FILE *f = fopen(p->file, "r+e"); /* another first byte that means the same */
  assert_non_null(f);
  fputs("{\"id\" ", f);
  fclose(f);
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_int_equal(r.records, 100);
  assert_int_equal(r.known, 98);
  plb_buf_free(&s.log);
}

static void wrong_calls_are_refused(void **state) {
  place *p = *state;
  write_lines(p, 1);
  const char *path = p->file;
  plb_job_options o;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  o.n_path = 0;
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  o.n_path = 1;
  o.workers = 257;
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  o.workers = 0;
  o.stop_after = "nothing";
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  o.stop_after = "parse";
  o.database = p->database;
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  o.database = NULL;
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_OK);
  o.stop_after = NULL;
  o.fields = "colour=x";
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  o.fields = NULL;
  o.size--;
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_USAGE);
  plb_buf_free(&s.log);
}

static void what_cannot_be_read_is_told(void **state) {
  (void)state;
  const char *path[] = {"/nonexistent/a", "https://example.org/", "/dev/null"};
  plb_job_options o;
  plb_job_result r;
  plb_error e;
  seen s;
  options_of(&o, &s, path);
  o.n_path = 3;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_int_equal(s.problems, 3);
  assert_int_equal(s.problem.code, PLB_EMPTY);
  assert_true(r.failed == 2 && r.skipped == 1 && r.added == 0 && s.acks == 0);
  plb_buf_free(&s.log);
}

static void exceeded_limits_are_named(void **state) {
  place *p = *state;
  write_lines(p, 3);
  const char *path = p->file, *both[] = {p->file, p->file};
  plb_job_options o;
  plb_job_result r;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  o.limits.reports = 1;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_int_equal(r.failed, 3);
  assert_int_equal(s.problem.code, PLB_LIMIT);
  assert_non_null(strstr(s.problem.message, "more than 1 reports"));
  plb_buf_free(&s.log);
  options_of(&o, &s, both);
  o.n_path = 2;
  o.limits.walk_files = 1;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_LIMIT);
  assert_non_null(strstr(e.message, "more than 1 files at once (walk_files)"));
  plb_buf_free(&s.log);
}

static void write_archive(const place *p) {
  static const char text[] =
      "France accused Japan of breaking the agreement on Monday. The foreign minister of France met "
      "his counterpart from Japan in Geneva last week, and the two countries signed an agreement.";
  FILE *f = fopen(p->file, "we");
  assert_non_null(f);
  for (unsigned i = 0; i < 3; i++) {
    fprintf(f, "WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n");
    fprintf(f,
            "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nWARC-Target-URI: http://a.example/\r\n"
            "WARC-Date: 2024-03-0%uT10:00:00Z\r\n%sContent-Length: %zu\r\n\r\n%u %s\r\n\r\n",
            3 - i, i == 1 ? "WARC-Truncated: length\r\n" : "", sizeof text + 1, i, text);
  }
  fprintf(f, "WARC/1.0\r\nWARC-Type: revisit\r\nContent-Length: 0\r\n\r\n\r\n\r\n");
  assert_int_equal(fclose(f), 0);
}

static bool same_page(void *user, const plb_document *d) {
  unsigned *seen_revisions = user;
  assert_int_equal(d->revisions, 3);
  *seen_revisions |= 1u << d->revision;
  assert_int_equal(d->acquired.p[9], '0' + (int)d->revision);
  return true;
}

static void an_archive_says_what_it_passed_over(void **state) {
  place *p = *state;
  write_archive(p);
  const char *path = p->file;
  for (int stored = 0; stored < 2; stored++) {
    plb_job_options o;
    plb_job_result r;
    plb_error e;
    seen s;
    options_of(&o, &s, &path);
    if (stored) o.database = p->database;
    assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
    assert_true(r.added == 3 && r.records == 3 && r.failed == 0 && r.passed == 4);
    assert_int_equal(s.acks, 3);
    assert_int_equal(s.problems, 0);
    assert_int_equal(s.notices, 2);
    assert_string_equal(s.notice[0].message, "the archiver cut it short (WARC-Truncated: length)");
    assert_non_null(strstr(s.notice[0].place, "in.jsonl:4"));
    assert_string_equal(s.notice[1].message, "4 records were no pages: 3 requests, 1 revisit (the same page again)");
    plb_buf_free(&s.log);
  }
  plb_store *store;
  plb_error e;
  unsigned revisions = 0;
  assert_int_equal(plb_store_open(p->database, PLB_STORE_READ, &store, &e), PLB_OK);
  assert_int_equal(plb_store_each(store, NULL, same_page, &revisions, &e), PLB_OK);
  assert_int_equal(revisions, 14);
  plb_store_close(store);
  /* Once more: nothing is new, and nothing is said again. */
  plb_job_options o;
  plb_job_result r;
  seen s;
  options_of(&o, &s, &path);
  o.database = p->database;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_true(r.records == 0 && r.passed == 0 && s.notices == 0 && s.problems == 0);
  plb_buf_free(&s.log);
}

static void a_dry_run_starts_nothing(void **state) {
  place *p = *state;
  write_lines(p, 3);
  const char *path = p->file;
  plb_job_options o;
  plb_job_result r;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  o.database = p->database;
  o.dry_run = true;
  assert_int_equal(plb_job_run(&o, &r, &e), PLB_OK);
  assert_true(s.files == 1 && s.documents == 0 && r.records == 0);
  assert_int_equal(access(p->database, F_OK), -1);
  plb_buf_free(&s.log);
}

static void a_child_that_cannot_start_is_told(void **state) {
  place *p = *state;
  write_lines(p, 3);
  const char *path = p->file;
  plb_job_options o;
  plb_error e;
  seen s;
  options_of(&o, &s, &path);
  /* A host that forgot plb_role_main: main() below ends at once. */
  setenv("PLB_TEST_FORGETS_ROLES", "1", 1);
  assert_int_equal(plb_job_run(&o, NULL, &e), PLB_INTERNAL);
  assert_non_null(strstr(e.message, "plb_role_main"));
  unsetenv("PLB_TEST_FORGETS_ROLES");
  struct rlimit old, none;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
  none = old;
  int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(next);
  none.rlim_cur = (rlim_t)next + 1; /* the input file and no more */
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  plb_status status = plb_job_run(&o, NULL, &e);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
  assert_int_equal(status, PLB_IO);
  assert_non_null(strstr(e.message, "cannot start a reader process"));
  plb_buf_free(&s.log);
}

static void the_stages_are_in_order(void **state) {
  (void)state;
  plb_error e;
  plb_build_info info;
  assert_int_equal(plb_stages_check(&e), PLB_OK);
  assert_true(plb_stages_known(NULL) && plb_stages_known("resolve") && plb_stages_known("resolve_dates"));
  assert_false(plb_stages_known("speak"));
  plb_build(&info);
  assert_int_equal(strlen(info.tables_hash), 32);
  assert_non_null(strstr(info.libraries, "SQLite 3."));
  if (plb_tables_check(&e)) fail_msg("%s: %s", e.place, e.message);
  const char *path;
  plb_slice magic = plb_builtin("acquire/magic.tsv"), none = plb_builtin("acquire/none.tsv");
  assert_true(magic.n > 0 && none.p == NULL && plb_builtin_at(0, &path).p && !plb_builtin_at(100000, &path).p);
}

/* The children's own option is not for people. */
static void a_role_without_a_socket_is_refused(void **state) {
  (void)state;
  char name[] = "x", role[] = "--role=worker", other[] = "--version";
  char *argv[] = {name, role, NULL}, *plain[] = {name, other, NULL};
  assert_int_equal(plb_role_main(2, plain), -1);
  int three = fcntl(PLB_ROLE_FD, F_GETFD);
  if (three < 0) assert_int_equal(plb_role_main(2, argv), PLB_EXIT_USAGE);
}

static int set_up(void **state) {
  place *p = calloc(1, sizeof *p);
  if (!p) return -1;
  const char *tmp = getenv("TMPDIR");
  snprintf(p->root, sizeof p->root, "%.40s/plb-job-XXXXXX", tmp ? tmp : "/tmp");
  if (!mkdtemp(p->root)) return -1;
  snprintf(p->file, sizeof p->file, "%s/in.jsonl", p->root);
  snprintf(p->database, sizeof p->database, "%s/out.db", p->root);
  *state = p;
  return 0;
}

static int tear_down(void **state) {
  static const char *const ends[] = {"in.jsonl", "out.db", "out.db-wal", "out.db-shm", "out.db.lock", "out.db-lock"};
  place *p = *state;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    char path[120];
    snprintf(path, sizeof path, "%s/%s", p->root, ends[i]);
    unlink(path);
  }
  rmdir(p->root);
  free(p);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && getenv("PLB_TEST_FORGETS_ROLES")) return 9;
  int role = plb_role_main(argc, argv);
  if (role >= 0) return role;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_stages_are_in_order),
      cmocka_unit_test(a_role_without_a_socket_is_refused),
      cmocka_unit_test_setup_teardown(documents_come_in_input_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_run_can_be_stopped_and_goes_on, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_known_is_not_coded_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wrong_calls_are_refused, set_up, tear_down),
      cmocka_unit_test(what_cannot_be_read_is_told),
      cmocka_unit_test_setup_teardown(an_archive_says_what_it_passed_over, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_dry_run_starts_nothing, set_up, tear_down),
      cmocka_unit_test_setup_teardown(exceeded_limits_are_named, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_child_that_cannot_start_is_told, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
