/* Revisions: documents of one page, numbered in the order in which they were acquired. */
#include "support.h"

static plb_doc *version_of(box *b, uint32_t n, const char *url, const char *acquired) {
  plb_doc *doc = make_doc(&b->arena, n);
  doc->meta.url.value = plb_slice_str(url);
  doc->record.given.acquired = plb_slice_str(acquired);
  return doc;
}

typedef struct found {
  const plb_doc *doc;
  uint32_t revision, revisions;
  plb_slice acquired;
  unsigned n;
  plb_arena *arena;
} found;

static bool look(void *user, const plb_document *d) {
  found *f = user;
  f->n++;
  f->revision = d->revision;
  f->revisions = d->revisions;
  f->acquired = plb_arena_dup(f->arena, d->acquired);
  return true;
}

static void check(box *b, const plb_doc *doc, uint32_t revision, uint32_t revisions, const char *acquired) {
  plb_filter filter;
  found f = {.arena = &b->arena};
  plb_filter_default(&filter);
  filter.document = doc->id.hex;
  OK(plb_store_each(b->store, &filter, look, &f, &b->err));
  assert_int_equal(f.n, 1);
  assert_int_equal(f.revision, revision);
  assert_int_equal(f.revisions, revisions);
  assert_true(plb_slice_is(f.acquired, acquired));
  /* The views say the same. */
  char sql[300];
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM v_document WHERE document_id = '%s' AND revision = %u AND revisions = %u", doc->id.hex,
           revision, revisions);
  assert_int_equal(raw_number(b, sql), 1);
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM v_report WHERE document_id = '%s' AND revision = %u AND revisions = %u", doc->id.hex,
           revision, revisions);
  assert_int_equal(raw_number(b, sql), doc->n_report);
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM v_revision WHERE document_id = '%s' AND revision = %u AND revisions = %u", doc->id.hex,
           revision, revisions);
  assert_int_equal(raw_number(b, sql), doc->meta.url.value.n || doc->record.given.id.n ? 1 : 0);
}

#define PAGE "https://post.example/a"
static void numbered_by_acquisition(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *second = version_of(b, 1, PAGE, "2024-03-02T00:00:00Z"),
          *third = version_of(b, 2, PAGE, "2024-03-03T00:00:00Z"),
          *first = version_of(b, 3, PAGE, "2024-03-01T00:00:00Z"),
          *other = version_of(b, 4, "https://post.example/b", ""), *bare = version_of(b, 5, "", "");
  put_one(b, second, false);
  check(b, second, 1, 1, "2024-03-02T00:00:00Z");
  put_one(b, third, false);
  put_one(b, other, false);
  put_one(b, first, false);
  put_one(b, bare, false);
  check(b, first, 1, 3, "2024-03-01T00:00:00Z");
  check(b, second, 2, 3, "2024-03-02T00:00:00Z");
  check(b, third, 3, 3, "2024-03-03T00:00:00Z");
  check(b, other, 1, 1, "");
  check(b, bare, 1, 1, "");
  /* Met once more, earlier than any. */
  third->record.number = 77;
  third->record.given.acquired = PLB_LIT("2023-01-01T00:00:00Z");
  assert_false(put_one(b, third, false));
  check(b, third, 1, 3, "2023-01-01T00:00:00Z");
  check(b, second, 3, 3, "2024-03-02T00:00:00Z");
  /* And later, which changes nothing; nor does coding it anew. */
  third->record.number = 78;
  third->record.given.acquired = PLB_LIT("2025-01-01T00:00:00Z");
  assert_false(put_one(b, third, false));
  check(b, third, 1, 3, "2023-01-01T00:00:00Z");
  reopen(b, PLB_STORE_WRITE);
  assert_true(put_one(b, third, true));
  check(b, third, 1, 3, "2023-01-01T00:00:00Z");
  assert_int_equal(raw_number(b, "SELECT count(DISTINCT acquired) FROM acquisition WHERE acquired IS NOT NULL"), 5);
}

static void without_a_time_by_publication_then_by_id(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc[3];
  for (uint32_t i = 0; i < 3; i++) {
    doc[i] = version_of(b, 20 + i, "", "");
    doc[i]->record.given.id = PLB_LIT("story 9");
    doc[i]->meta.published.value = i ? PLB_LIT("2024-05-01") : PLB_LIT("2024-04-30T10:00:00Z");
    put_one(b, doc[i], false);
  }
  bool ordered = strcmp(doc[1]->id.hex, doc[2]->id.hex) < 0;
  check(b, doc[0], 1, 3, "");
  check(b, doc[ordered ? 1 : 2], 2, 3, "");
  check(b, doc[ordered ? 2 : 1], 3, 3, "");
}

static bool count(void *user, const plb_document *d) {
  (void)d;
  ++*(unsigned *)user;
  return true;
}

static void the_latest_only(void **state) {
  box *b = *state;
  plb_filter filter;
  unsigned n = 0;
  reopen(b, PLB_STORE_WRITE);
  for (uint32_t i = 0; i < 4; i++) {
    char day[24];
    snprintf(day, sizeof day, "2024-03-%02uT00:00:00Z", 20 - i);
    put_one(b, version_of(b, i, i == 3 ? "https://post.example/b" : PAGE, day), false);
  }
  put_one(b, version_of(b, 9, "", ""), false);
  plb_filter_default(&filter);
  OK(plb_store_each(b->store, &filter, count, &n, &b->err));
  assert_int_equal(n, 5);
  filter.latest = true;
  n = 0;
  OK(plb_store_each(b->store, &filter, count, &n, &b->err));
  assert_int_equal(n, 3);
  char *lines = export_text(b, &filter, PLB_EXPORT_DOCUMENTS);
  assert_non_null(strstr(lines, "\"revision\":3,\"revisions\":3,\"acquired\":\"2024-03-20T00:00:00Z\""));
  assert_null(strstr(lines, "\"revision\":2"));
}

static void a_note_is_kept_and_a_cursor_alone_too(void **state) {
  box *b = *state;
  plb_store_cursor after = {12345, 6, 7}, got;
  reopen(b, PLB_STORE_WRITE);
  FAILS(PLB_USAGE, plb_store_cursor_put(b->store, PLB_LIT("x.warc"), &after, &b->err));
  plb_doc *doc = version_of(b, 1, PAGE, "2024-03-02T00:00:00Z");
  doc->record.given.note = PLB_LIT("the archiver cut it short");
  put_one(b, doc, false);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM acquisition WHERE note = 'the archiver cut it short'"), 1);
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_cursor_put(b->store, PLB_LIT("x.warc"), &after, &b->err));
  OK(plb_store_commit(b->store, &b->err));
  OK(plb_store_cursor_get(b->store, PLB_LIT("x.warc"), &got, &b->err));
  assert_true(got.offset == 12345 && got.hash == 6 && got.number == 7);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, box_open, box_close)
int main(void) {
  const struct CMUnitTest tests[] = {
      CASE(numbered_by_acquisition),
      CASE(without_a_time_by_publication_then_by_id),
      CASE(the_latest_only),
      CASE(a_note_is_kept_and_a_cursor_alone_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
