/* Memory that runs out: the n-th allocation fails, for every n, once and from then on, in SQLite and (where no
 * sanitizer owns malloc) in our own code. Each time: a status, no crash, nothing half written, and the next attempt
 * works. */
#include <errno.h>

#include "support.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static int64_t countdown; /* 0: nothing fails; 1: the next allocation does */
static bool forever, failed;

static bool fails_now(void) {
  if (countdown == 0 || --countdown > 0) return false;
  failed = true;
  countdown = forever ? 1 : 0;
  return true;
}

#ifndef SANITIZED
/* Visible, so that the calls of libsqlite3 come here, too. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
PLB_API void *malloc(size_t n) {
  if (!fails_now()) return __libc_malloc(n);
  errno = ENOMEM;
  return NULL;
}
PLB_API void *calloc(size_t n, size_t size) {
  if (!fails_now()) return __libc_calloc(n, size);
  errno = ENOMEM;
  return NULL;
}
PLB_API void *realloc(void *p, size_t n) {
  if (!fails_now()) return __libc_realloc(p, n);
  errno = ENOMEM;
  return NULL;
}
#else
static sqlite3_mem_methods real;
static void *failing_malloc(int n) {
  return fails_now() ? NULL : real.xMalloc(n);
}
static void *failing_realloc(void *p, int n) {
  return fails_now() ? NULL : real.xRealloc(p, n);
}
#endif

static void arm(int64_t n, bool for_ever) {
  failed = false;
  forever = for_ever;
  countdown = n;
}

static bool disarm(void) {
  countdown = 0;
  return failed;
}

static bool look(void *user, const plb_document *doc) {
  uint32_t *n = user;
  *n += doc->n_report;
  return true;
}

typedef struct scene {
  box *b;
  plb_doc *doc[3];
  plb_filter filter;
  FILE *null;
} scene;

static plb_status write_some(scene *s) {
  bool added;
  plb_store *store = NULL;
  plb_job_result result = {0};
  plb_error *err = &s->b->err;
  plb_store_cursor after = cursor_after(s->doc[1]);
  plb_status status = plb_store_open(s->b->path, PLB_STORE_WRITE, &store, err);
  if (status == PLB_OK) status = plb_store_run_begin(store, "memory", err);
  if (status == PLB_OK) status = plb_store_begin(store, err);
  if (status == PLB_OK) status = plb_store_put(store, s->doc[0], NULL, &after, true, &added, err);
  if (status == PLB_OK) status = plb_store_put(store, s->doc[1], NULL, &after, false, &added, err);
  if (status == PLB_OK) status = plb_store_commit(store, err);
  if (status == PLB_OK) status = plb_store_run_end(store, &result, PLB_OK, err);
  plb_store_close(store);
  return status;
}

static plb_status read_some(scene *s) {
  uint32_t reports = 0;
  plb_store *store = NULL;
  plb_store_counts counts;
  plb_error *err = &s->b->err;
  plb_status status = plb_store_open(s->b->path, PLB_STORE_READ, &store, err);
  if (status == PLB_OK) status = plb_store_each(store, &s->filter, look, &reports, err);
  if (status == PLB_OK) status = plb_store_export(store, NULL, PLB_EXPORT_CSV, s->null, err);
  if (status == PLB_OK) status = plb_store_export(store, NULL, PLB_EXPORT_DOCUMENTS, s->null, err);
  if (status == PLB_OK) status = plb_store_count(store, &counts, err);
  if (status == PLB_OK) status = plb_store_check(store, err);
  plb_store_close(store);
  return status;
}

static void lay_out(scene *s) {
  box *b = s->b;
  unlink(b->path);
  reopen(b, PLB_STORE_WRITE);
  put_one(b, s->doc[0], false);
  put_one(b, s->doc[2], false);
  plb_store_close(b->store);
  b->store = NULL;
}

/* Either the whole batch is there or nothing of it. */
static void check_whole(scene *s, plb_status told) {
  box *b = s->b;
  plb_store_counts c;
  reopen(b, PLB_STORE_READ);
  OK(plb_store_check(b->store, &b->err));
  OK(plb_store_count(b->store, &c, &b->err));
  assert_true(c.documents == 3 || (c.documents == 2 && told != PLB_OK));
  assert_int_equal(c.reports, 2 * c.documents);
  plb_store_close(b->store);
  b->store = NULL;
}

/* SQLite reports some failures as others ("cannot open"), and survives a few without loss. */
static bool honest(plb_status status) {
  return status == PLB_OK || status == PLB_NOMEM || status == PLB_IO || status == PLB_DATABASE;
}

static uint32_t sweep(scene *s, plb_status (*act)(scene *s), bool for_ever, bool writes) {
  uint32_t nomem = 0;
  for (int64_t n = 1;; n += 1 + n / 100) {
    if (writes) lay_out(s);
    arm(n, for_ever);
    plb_status status = act(s);
    if (!disarm()) {
      assert_int_equal(status, PLB_OK);
      return nomem;
    }
    if (!honest(status))
      print_error("allocation %lld: %s: %s\n", (long long)n, plb_status_word(status), s->b->err.message);
    assert_true(honest(status));
    nomem += status == PLB_NOMEM;
    if (writes) check_whole(s, status);
  }
}

static void test_memory(void **state) {
  box *b = *state;
  scene s = {.b = b, .null = fopen("/dev/null", "w")};
  for (uint32_t i = 0; i < 3; i++)
    s.doc[i] = make_doc(&b->arena, i);
  plb_filter_default(&s.filter);
  s.filter.words = "lake";
  s.filter.actor = "NRL";
  s.filter.document = "a.jsonl";
  lay_out(&s);
  reopen(b, PLB_STORE_READ); /* what is allocated once is there */
  for (int i = 0; i < 2; i++) {
    assert_true(sweep(&s, write_some, i == 1, true) > 100);
    lay_out(&s);
    assert_true(sweep(&s, read_some, i == 1, false) > 100);
  }
  fclose(s.null);
}

/* A document larger than its arena. */
static void test_full_arena(void **state) {
  box *b = *state;
  uint32_t reports = 0;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  for (size_t cap = 64; cap < 4096; cap += 64) {
    plb_arena_free(&b->store->arena);
    plb_arena_init(&b->store->arena, cap);
    FAILS(PLB_NOMEM, plb_store_each(b->store, NULL, look, &reports, &b->err));
  }
  plb_arena_free(&b->store->arena);
  plb_arena_init(&b->store->arena, 1 << 20);
  OK(plb_store_each(b->store, NULL, look, &reports, &b->err));
  assert_int_equal(reports, 2);
}

int main(void) {
#ifdef SANITIZED
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
  sqlite3_mem_methods mine = real;
  mine.xMalloc = failing_malloc;
  mine.xRealloc = failing_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
#endif
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_memory, box_open, box_close),
      cmocka_unit_test_setup_teardown(test_full_arena, box_open, box_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
