/* Writing: exactly once, again, problems and their end, cursors and transactions, what is refused. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "support.h"

static plb_store_counts counts_of(box *b) {
  plb_store_counts c;
  OK(plb_store_count(b->store, &c, &b->err));
  return c;
}

static void test_put_twice(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 1);
  assert_true(put_one(b, doc, false));
  char *once = export_text(b, NULL, PLB_EXPORT_DOCUMENTS);
  assert_false(put_one(b, doc, false));
  assert_false(put_one(b, doc, true)); /* coded in this very run */
  assert_string_equal(export_text(b, NULL, PLB_EXPORT_DOCUMENTS), once);
  plb_store_counts c = counts_of(b);
  assert_int_equal(c.documents, 1);
  assert_int_equal(c.reports, 2);
  assert_int_equal(c.sources, 1);
  assert_int_equal(c.runs, 1);
  assert_int_equal(c.schema, PLB_SCHEMA);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM acquisition"), 1);
  doc->record.source = PLB_LIT("in/b.jsonl"); /* the same document in another file */
  assert_false(put_one(b, doc, false));
  assert_int_equal(counts_of(b).documents, 1);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM acquisition"), 2);
  OK(plb_store_check(b->store, &b->err));
}

static void test_cursor(void **state) {
  box *b = *state;
  plb_store_cursor at;
  reopen(b, PLB_STORE_WRITE);
  OK(plb_store_cursor_get(b->store, PLB_LIT("in/a.jsonl"), &at, &b->err));
  assert_true(at.offset == 0 && at.number == 0 && at.hash == 0);
  put_one(b, make_doc(&b->arena, 1), false);
  reopen(b, PLB_STORE_WRITE);
  OK(plb_store_cursor_get(b->store, PLB_LIT("in/a.jsonl"), &at, &b->err));
  assert_int_equal(at.offset, 2000);
  assert_int_equal(at.number, 2);
  assert_true(at.hash == UINT64_C(0xF000000000000003));
}

static void test_rollback_takes_cursor_and_document(void **state) {
  box *b = *state;
  bool added;
  plb_store_cursor at;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  plb_doc *two = make_doc(&b->arena, 2);
  at = cursor_after(two);
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_put(b->store, two, NULL, &at, false, &added, &b->err));
  assert_true(added);
  OK(plb_store_cursor_get(b->store, two->record.source, &at, &b->err));
  assert_int_equal(at.number, 3);
  plb_store_rollback(b->store);
  OK(plb_store_cursor_get(b->store, two->record.source, &at, &b->err));
  assert_int_equal(at.number, 2);
  assert_int_equal(counts_of(b).documents, 1);
  assert_true(put_one(b, two, false));
  OK(plb_store_begin(b->store, &b->err)); /* closing undoes what was not committed */
  OK(plb_store_put(b->store, make_doc(&b->arena, 3), NULL, NULL, false, &added, &b->err));
  reopen(b, PLB_STORE_WRITE);
  assert_int_equal(counts_of(b).documents, 2);
}

static void test_begin_twice_and_commit_nothing(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  OK(plb_store_commit(b->store, &b->err));
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_commit(b->store, &b->err));
  plb_store_rollback(b->store);
}

static void test_again(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 1);
  put_one(b, doc, false);
  put_one(b, make_doc(&b->arena, 2), false);
  char *before = export_text(b, NULL, PLB_EXPORT_DOCUMENTS);
  reopen(b, PLB_STORE_WRITE); /* another run */
  assert_true(put_one(b, doc, true));
  assert_string_equal(export_text(b, NULL, PLB_EXPORT_DOCUMENTS), before);
  reopen(b, PLB_STORE_WRITE);
  doc->report[0] = doc->report[1]; /* the tables know better now */
  doc->n_report = 1;
  doc->meta.title.value = PLB_LIT("Lake talks begin anew");
  doc->text = plb_arena_dup(&b->arena, doc->text);
  memcpy((char *)(uintptr_t)doc->text.p, "Pond", 4);
  assert_true(put_one(b, doc, true));
  assert_int_equal(counts_of(b).documents, 2);
  assert_int_equal(counts_of(b).reports, 3);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM claim"), 2);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM document_fts WHERE document_fts MATCH 'anew pond'"), 1);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM document_fts WHERE document_fts MATCH 'title: resume'"), 1);
  raw(b, "INSERT INTO document_fts (document_fts, rank) VALUES ('integrity-check', 1)");
  OK(plb_store_check(b->store, &b->err));
}

static void test_has(void **state) {
  box *b = *state;
  bool has;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *one = make_doc(&b->arena, 1), *two = make_doc(&b->arena, 2);
  put_one(b, one, false);
  OK(plb_store_has(b->store, &one->id, &has, &b->err));
  assert_true(has);
  OK(plb_store_has(b->store, &two->id, &has, &b->err));
  assert_false(has);
  raw(b, "UPDATE run SET tables = 'older'");
  OK(plb_store_has(b->store, &one->id, &has, &b->err));
  assert_false(has);
}

static void test_problem_lifecycle(void **state) {
  box *b = *state;
  plb_store_cursor at;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 1);
  put_failure(b, doc, PLB_TIMEOUT, "took too long");
  put_failure(b, doc, PLB_CRASHED, "died");
  assert_int_equal(counts_of(b).failures, 1);
  assert_int_equal(counts_of(b).documents, 0);
  OK(plb_store_cursor_get(b->store, doc->record.source, &at, &b->err));
  assert_int_equal(at.number, 2);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM v_problem WHERE code = 'crashed' AND message = 'died' AND"
                                 " retryable = 1 AND module = 'extract' AND at IS NULL AND length(document_id) = 32"),
                   1);
  plb_doc *elsewhere = make_doc(&b->arena, 1);
  elsewhere->record.source = PLB_LIT("in/b.jsonl");
  put_failure(b, elsewhere, PLB_CRASHED, "died");
  assert_int_equal(counts_of(b).failures, 2);
  assert_true(put_one(b, doc, false)); /* read after all: both places are settled */
  assert_int_equal(counts_of(b).failures, 0);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM acquisition"), 2);
}

static void test_problem_without_document(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc doc = {.arena = &b->arena, .record = {.source = PLB_LIT("in/broken.gz"), .offset = 9, .number = 4}};
  bool added;
  plb_error problem;
  plb_fail_at(&problem, PLB_DAMAGED, "acquire", 77, "bad member");
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_put(b->store, &doc, &problem, NULL, false, &added, &b->err));
  OK(plb_store_commit(b->store, &b->err));
  assert_int_equal(
      raw_number(b, "SELECT at = 77 AND document_id IS NULL AND retryable = 0 AND title IS NULL FROM problem"), 1);
  plb_doc *good = make_doc(&b->arena, 3); /* the file was mended: this place is settled, whatever was there */
  good->record = doc.record;
  put_one(b, good, false);
  assert_int_equal(counts_of(b).failures, 0);
}

static void test_failing_again_keeps_the_document(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 1);
  put_one(b, doc, false);
  reopen(b, PLB_STORE_WRITE);
  put_failure(b, doc, PLB_TIMEOUT, "took too long");
  assert_int_equal(counts_of(b).documents, 1);
  assert_int_equal(counts_of(b).failures, 1);
}

static void test_runs(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_job_result result = {
      .records = 9, .added = 5, .known = 1, .reports = 40, .skipped = 2, .failed = 1, .seconds = 1.5};
  OK(plb_store_run_end(b->store, &result, PLB_INTERRUPTED, &b->err));
  assert_int_equal(raw_number(b, "SELECT count(*) FROM run WHERE ended >= started AND status = 'interrupted' AND"
                                 " records = 9 AND added = 5 AND known = 1 AND reports = 40 AND skipped = 2 AND"
                                 " failed = 1 AND seconds = 1.5 AND options = 'test' AND length(tables) = 32"),
                   1);
  FAILS(PLB_USAGE, plb_store_run_end(b->store, &result, PLB_OK, &b->err));
}

/* ---- what is refused, before anything is written ---- */

static void refuse(box *b, plb_status code, const plb_doc *doc) {
  bool added = true;
  OK(plb_store_begin(b->store, &b->err));
  FAILS(code, plb_store_put(b->store, doc, NULL, NULL, false, &added, &b->err));
  assert_false(added);
}

static void test_wrong_calls(void **state) {
  box *b = *state;
  bool added;
  plb_job_result result = {0};
  plb_doc *doc = make_doc(&b->arena, 1);
  reopen(b, PLB_STORE_WRITE);
  FAILS(PLB_USAGE, plb_store_put(b->store, doc, NULL, NULL, false, &added, &b->err)); /* no transaction */
  plb_store_close(b->store);
  OK(plb_store_open(b->path, PLB_STORE_WRITE, &b->store, &b->err));
  OK(plb_store_begin(b->store, &b->err));
  FAILS(PLB_USAGE, plb_store_put(b->store, doc, NULL, NULL, false, &added, &b->err)); /* no run */
  reopen(b, PLB_STORE_READ);
  FAILS(PLB_USAGE, plb_store_begin(b->store, &b->err));
  FAILS(PLB_USAGE, plb_store_commit(b->store, &b->err));
  FAILS(PLB_USAGE, plb_store_run_begin(b->store, "", &b->err));
  FAILS(PLB_USAGE, plb_store_run_end(b->store, &result, PLB_OK, &b->err));
  FAILS(PLB_USAGE, plb_store_put(b->store, doc, NULL, NULL, false, &added, &b->err));
}

static void test_refused_documents(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *d = make_doc(&b->arena, 1);
  d->id.hex[5] = 'G';
  refuse(b, PLB_DAMAGED, d);
  d = make_doc(&b->arena, 1);
  d->record.source.n = 0;
  refuse(b, PLB_DAMAGED, d);
  d = make_doc(&b->arena, 1);
  d->record.offset = UINT64_MAX;
  refuse(b, PLB_LIMIT, d);
  d = make_doc(&b->arena, 1);
  d->report[1].id = d->report[0].id;
  refuse(b, PLB_DAMAGED, d);
  d = make_doc(&b->arena, 1);
  d->report[1].trigger.end = d->text.n + 1;
  refuse(b, PLB_DAMAGED, d);
  d = make_doc(&b->arena, 1);
  d->text = PLB_LIT(
      TEXT_HEAD "Norland \xFF accused Sudland of blocking the lake on 3 May 2021, as its minister Ida Berg told the "
                "\"Bay Courier\" of Norland some days before the port of Kraakvik was to be closed.");
  refuse(b, PLB_ENCODING, d);
  d = make_doc(&b->arena, 1);
  d->report[0].step[0].text = plb_slice_of(calloc(1, PLB_STORE_VALUE_BYTES + 1), PLB_STORE_VALUE_BYTES + 1);
  refuse(b, PLB_LIMIT, d);
  free((void *)(uintptr_t)d->report[0].step[0].text.p);
  OK(plb_store_commit(b->store, &b->err)); /* the batch itself is not spoilt */
  assert_int_equal(counts_of(b).documents, 0);
  assert_true(put_one(b, make_doc(&b->arena, 1), false));
  d = make_doc(&b->arena, 2);
  d->report[0].id = make_doc(&b->arena, 1)->report[0].id; /* a lying worker */
  refuse(b, PLB_DAMAGED, d);
}

static void test_text_over_every_limit(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  uint32_t n = (8u << 20) + 1;
  char *text = malloc(n);
  memset(text, 'a', n);
  plb_doc *d = make_doc(&b->arena, 1);
  memcpy(text, d->text.p, d->text.n);
  d->text = plb_slice_of(text, n);
  refuse(b, PLB_LIMIT, d);
  d->text.n = n - 1;
  assert_true(put_one(b, d, false));
  char *line = export_text(b, NULL, PLB_EXPORT_DOCUMENTS);
  assert_true(strlen(line) > n);
  free(text);
}

/* ---- the disk is full ---- */

/* In a child whose files may not grow: what SQLite then reports as an I/O error. */
static int write_until_full(box *b) {
  struct rlimit small = {600 * 1024, 600 * 1024};
  bool added;
  plb_status status = PLB_OK;
  if (plb_store_open(b->path, PLB_STORE_WRITE, &b->store, &b->err)) return 90;
  if (plb_store_run_begin(b->store, "full", &b->err)) return 91;
  signal(SIGXFSZ, SIG_IGN);
  if (setrlimit(RLIMIT_FSIZE, &small) || plb_store_begin(b->store, &b->err)) return 92;
  for (uint32_t i = 100; i < 100000 && status == PLB_OK; i++) {
    status = plb_store_put(b->store, make_doc(&b->arena, i), NULL, NULL, false, &added, &b->err);
    if (status == PLB_OK && i % 64 == 0) status = plb_store_commit(b->store, &b->err);
    if (status == PLB_OK) status = plb_store_begin(b->store, &b->err);
    if (i % 64 == 0) plb_arena_reset(&b->arena);
  }
  if (status == PLB_OK) return 93;
  bool told = plb_store_put(b->store, make_doc(&b->arena, 5), NULL, NULL, false, &added, &b->err) != PLB_OK;
  plb_store_close(b->store);
  return told ? (int)status : 94;
}

static void test_full_disk(void **state) {
  box *b = *state;
  int how = 0;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  plb_store_close(b->store);
  b->store = NULL;
  pid_t child = fork();
  if (child == 0) _exit(write_until_full(b));
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_true(WIFEXITED(how));
  FAILS(PLB_IO, (plb_status)WEXITSTATUS(how));
  reopen(b, PLB_STORE_WRITE);
  OK(plb_store_check(b->store, &b->err));
  assert_true(counts_of(b).documents >= 1);
}

/* A write that fails inside a batch: the batch can only be undone, and says so until it is. */
static void test_broken_batch(void **state) {
  box *b = *state;
  bool added;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  raw(b, "DELETE FROM event_type WHERE name = 'MOBILIZE'");
  plb_doc *bad = make_doc(&b->arena, 2);
  bad->report[1].type = PLB_TYPE_MOBILIZE; /* fails at its second report */
  OK(plb_store_begin(b->store, &b->err));
  FAILS(PLB_DATABASE, plb_store_put(b->store, bad, NULL, NULL, false, &added, &b->err));
  FAILS(PLB_DATABASE, plb_store_put(b->store, make_doc(&b->arena, 3), NULL, NULL, false, &added, &b->err));
  FAILS(PLB_DATABASE, plb_store_begin(b->store, &b->err));
  FAILS(PLB_DATABASE, plb_store_commit(b->store, &b->err));
  assert_int_equal(counts_of(b).documents, 1);
  assert_true(put_one(b, make_doc(&b->arena, 3), false));
  OK(plb_store_check(b->store, &b->err));
}

static void put_range(box *b, uint32_t from, uint32_t to, uint32_t batch) {
  bool added;
  for (uint32_t n = from; n < to; n++) {
    OK(plb_store_begin(b->store, &b->err));
    OK(plb_store_put(b->store, make_doc(&b->arena, n), NULL, NULL, false, &added, &b->err));
    if (n % batch == batch - 1) OK(plb_store_commit(b->store, &b->err));
  }
}

/* Filled in one go, or in batches of 7 with a stop that loses a part of one: the exports are the same bytes. */
static void test_same_whatever_the_batches(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  put_range(b, 0, 40, 40);
  char *straight = export_text(b, NULL, PLB_EXPORT_DOCUMENTS);
  plb_store_close(b->store);
  b->store = NULL;
  unlink(b->path);
  reopen(b, PLB_STORE_WRITE);
  put_range(b, 0, 18, 7);
  reopen(b, PLB_STORE_WRITE);
  assert_int_equal(counts_of(b).documents, 14);
  put_range(b, 14, 40, 1);
  assert_string_equal(export_text(b, NULL, PLB_EXPORT_DOCUMENTS), straight);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, box_open, box_close)
  const struct CMUnitTest tests[] = {
      CASE(test_put_twice),
      CASE(test_cursor),
      CASE(test_rollback_takes_cursor_and_document),
      CASE(test_begin_twice_and_commit_nothing),
      CASE(test_again),
      CASE(test_has),
      CASE(test_problem_lifecycle),
      CASE(test_problem_without_document),
      CASE(test_failing_again_keeps_the_document),
      CASE(test_runs),
      CASE(test_wrong_calls),
      CASE(test_refused_documents),
      CASE(test_text_over_every_limit),
      CASE(test_full_disk),
      CASE(test_broken_batch),
      CASE(test_same_whatever_the_batches),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
