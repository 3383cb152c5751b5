/* Reading with conditions: each one, their errors, ids by their beginning, failures, stopping. */
#include <math.h>

#include "support.h"

/* What a walk has met: "document-number:reports ..." in the order met. */
typedef struct seen {
  uint32_t documents, reports, failures, stop_after;
  char ids[64][33];
  plb_status last;
  char message[64];
} seen;

static bool look(void *user, const plb_document *doc) {
  seen *s = user;
  if (doc->status) {
    s->failures++;
    s->last = doc->status;
    snprintf(s->message, sizeof s->message, "%.*s", (int)doc->message.n, doc->message.p);
  } else {
    if (s->documents < 64) snprintf(s->ids[s->documents], 33, "%s", doc->id);
    s->documents++;
    s->reports += doc->n_report;
  }
  return s->documents + s->failures != s->stop_after;
}

static seen walk(box *b, const plb_filter *f) {
  seen s = {0};
  plb_status status = plb_store_each(b->store, f, look, &s, &b->err);
  if (status == PLB_NOTFOUND) assert_int_equal(s.documents + s.failures, 0);
  if (status != PLB_NOTFOUND) check_ok(status, &b->err, __LINE__);
  return s;
}

typedef struct matching {
  const plb_filter *filter;
  uint32_t reports;
} matching;

static bool count_matching(void *user, const plb_document *doc) {
  matching *m = user;
  for (uint32_t i = 0; i < doc->n_report; i++)
    m->reports += plb_report_matches(m->filter, doc, &doc->report[i]);
  return true;
}

/* plb_report_matches says of all reports what SQL says. */
static void agree(box *b, const plb_filter *f, uint32_t reports) {
  matching m = {.filter = f};
  if (f->document || f->report || f->words || f->failures) return;
  OK(plb_store_each(b->store, NULL, count_matching, &m, &b->err));
  assert_int_equal(m.reports, reports);
}

#define EXPECT(n_documents, n_reports, ...)           \
  do {                                                \
    plb_filter f_ = {.size = sizeof f_, __VA_ARGS__}; \
    seen s_ = walk(b, &f_);                           \
    assert_int_equal(s_.documents, n_documents);      \
    assert_int_equal(s_.reports, n_reports);          \
    agree(b, &f_, n_reports);                         \
  } while (0)
#define EXPECT_FAIL(code, ...)                                      \
  do {                                                              \
    plb_filter f_ = {.size = sizeof f_, __VA_ARGS__};               \
    seen s_ = {0};                                                  \
    FAILS(code, plb_store_each(b->store, &f_, look, &s_, &b->err)); \
  } while (0)

static int box_filled(void **state) {
  if (box_open(state)) return -1;
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  for (uint32_t n = 0; n < 6; n++) {
    plb_doc *doc = make_doc(&b->arena, n);
    if (n == 5) doc->record.source = PLB_LIT("in/deep/b.html");
    if (n == 4) doc->n_report = 0;
    put_one(b, doc, false);
  }
  reopen(b, PLB_STORE_READ);
  return 0;
}

static void test_everything(void **state) {
  box *b = *state;
  seen s = walk(b, NULL);
  assert_int_equal(s.documents, 6);
  assert_int_equal(s.reports, 10);
  for (int i = 1; i < 6; i++)
    assert_true(strcmp(s.ids[i - 1], s.ids[i]) < 0);
}

static void test_report_conditions(void **state) {
  box *b = *state;
  EXPECT(5, 5, .type = "ACCUSE");
  EXPECT(0, 0, .type = "AID");
  EXPECT(5, 5, .status = "hypothetical");
  EXPECT(0, 0, .type = "ACCUSE", .status = "hypothetical");
  EXPECT(5, 5, .actor = "NRL");
  EXPECT(5, 5, .actor = "nrl");
  EXPECT(5, 5, .actor = "IGO:ESL"); /* the second of two actors */
  EXPECT(5, 5, .recipient = "SDL");
  EXPECT(0, 0, .recipient = "NRL");
  EXPECT(5, 5, .actor = "NRL", .recipient = "SDL", .type = "ACCUSE");
  EXPECT(5, 5, .voice = "outlet");
  EXPECT(5, 5, .voice = "claimed");
  EXPECT(0, 0, .voice = "outlet", .type = "ACCUSE");
}

static void test_confidence(void **state) {
  box *b = *state; /* 0.875 and 0.4 */
  EXPECT(6, 10, .confidence = 0);
  EXPECT(5, 10, .confidence = 0.4);
  EXPECT(5, 5, .confidence = 0.401);
  EXPECT(5, 5, .confidence = 0.4005);
  EXPECT(5, 5, .confidence = 0.875);
  EXPECT(0, 0, .confidence = 0.876);
  EXPECT(0, 0, .confidence = 1);
  EXPECT(0, 0, .confidence = 0.5, .type = "COERCE");
  EXPECT(5, 5, .confidence = 0.5, .type = "ACCUSE");
  EXPECT_FAIL(PLB_USAGE, .confidence = 1.5);
  EXPECT_FAIL(PLB_USAGE, .confidence = -0.1);
  EXPECT_FAIL(PLB_USAGE, .confidence = NAN);
}

static void test_dates(void **state) {
  box *b = *state; /* one report on 2021-05-03, one from 2021-05 to 2021-06 */
  EXPECT(5, 10, .since = "2021");
  EXPECT(5, 10, .since = "2021-05-03");
  EXPECT(5, 5, .since = "2021-05-04");
  EXPECT(5, 5, .since = "2021-06-30");
  EXPECT(0, 0, .since = "2021-07");
  EXPECT(0, 0, .until = "2021-04");
  EXPECT(5, 5, .until = "2021-05-02");
  EXPECT(5, 10, .until = "2021-05-03");
  EXPECT(5, 10, .until = "2021");
  EXPECT(0, 0, .until = "2020");
  EXPECT(5, 10, .since = "2021-05", .until = "2021-05");
  EXPECT(5, 10, .since = "2021-05", .until = "2021");
  EXPECT(5, 5, .since = "2021-05-04", .until = "2021-05");
  EXPECT_FAIL(PLB_USAGE, .since = "2021-05-04", .until = "2021-05-03");
  EXPECT_FAIL(PLB_USAGE, .since = "2022", .until = "2021-12");
}

static void test_document_conditions(void **state) {
  box *b = *state;
  char id[33], lower[33];
  snprintf(id, sizeof id, "%s", make_doc(&b->arena, 2)->id.hex);
  EXPECT(3, 6, .outlet = "norland post");
  EXPECT(0, 0, .outlet = "Norland");
  EXPECT(6, 10, .words = "minister lake");
  EXPECT(6, 10, .words = "krakvik"); /* marks are folded */
  EXPECT(0, 0, .words = "parliament");
  EXPECT(6, 10, .words = "title: resume NOT text: parliament");
  EXPECT(1, 2, .document = id);
  snprintf(lower, sizeof lower, "%.12s", id);
  EXPECT(1, 2, .document = lower);
  for (char *p = lower; *p; p++)
    *p = (char)(plb_is_lower(*p) ? *p - 32 : *p);
  EXPECT(1, 2, .document = lower);
  EXPECT(5, 8, .document = "in/a.jsonl");
  EXPECT(5, 8, .document = "a.jsonl");
  EXPECT(1, 2, .document = "b.html");
  EXPECT(1, 2, .document = "deep/b.html");
  EXPECT(0, 0, .document = "c.html");
  EXPECT(0, 0, .document = "100%_.html");
  EXPECT(1, 1, .document = "b.html", .type = "COERCE");
}

static void test_report_by_id(void **state) {
  box *b = *state;
  char id[33];
  snprintf(id, sizeof id, "%s", make_doc(&b->arena, 3)->report[1].id.hex);
  EXPECT(1, 1, .report = id);
  id[10] = 0;
  EXPECT(1, 1, .report = id);
  EXPECT(0, 0, .report = id, .type = "ACCUSE");
  EXPECT_FAIL(PLB_NOTFOUND, .report = "00000000000000000000000000000000");
  EXPECT_FAIL(PLB_USAGE, .report = "xyz");
}

static void test_ambiguous(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  for (uint32_t n = 10; n < 250; n++)
    put_one(b, make_doc(&b->arena, n), false);
  EXPECT_FAIL(PLB_USAGE, .document = "a");
  assert_non_null(strstr(b->err.message, "'a' begins several ids: a"));
  assert_string_equal(b->err.message + strlen(b->err.message) - 4, " ...");
  int n = 0;
  for (const char *p = strchr(b->err.message, ':'); p; p = strchr(p + 1, ' '))
    n += strlen(p) > 32;
  assert_int_equal(n, 5 + 1); /* ':' and five candidates */
  EXPECT_FAIL(PLB_USAGE, .report = "b");
  bool added;
  plb_doc *twins = make_doc(&b->arena, 300); /* two candidates, none left out */
  OK(plb_store_begin(b->store, &b->err));
  for (char c = '0'; c < '2'; c++) {
    memset(twins->id.hex, 'e', 31);
    twins->id.hex[31] = c;
    set_report_id(twins, &twins->report[0]);
    set_report_id(twins, &twins->report[1]);
    OK(plb_store_put(b->store, twins, NULL, NULL, false, &added, &b->err));
  }
  EXPECT_FAIL(PLB_USAGE, .document = "eeeeeeeeeeeeeeeeeeeeeeeeeeee");
  assert_null(strstr(b->err.message, "..."));
  EXPECT(1, 2, .document = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeee1");
}

static void test_wrong_filters(void **state) {
  box *b = *state;
  EXPECT_FAIL(PLB_USAGE, .type = "MEET");
  EXPECT_FAIL(PLB_USAGE, .status = "maybe");
  EXPECT_FAIL(PLB_USAGE, .voice = "loud");
  EXPECT_FAIL(PLB_USAGE, .since = "yesterday");
  EXPECT_FAIL(PLB_USAGE, .until = "2021-02-30");
  EXPECT_FAIL(PLB_USAGE, .until = "2021-2");
  EXPECT_FAIL(PLB_USAGE, .document = "");
  EXPECT_FAIL(PLB_USAGE, .words = "");
  EXPECT_FAIL(PLB_USAGE, .words = "\"open");
  assert_non_null(strstr(b->err.message, "no full-text query"));
  EXPECT_FAIL(PLB_USAGE, .words = "body: lake");
  EXPECT_FAIL(PLB_USAGE, .words = "AND");
  plb_filter unset = {0};
  seen s = {0};
  FAILS(PLB_USAGE, plb_store_each(b->store, &unset, look, &s, &b->err));
  assert_string_equal(b->err.place, b->path);
}

static void test_values_are_bound(void **state) {
  box *b = *state;
  EXPECT(0, 0, .actor = "' OR 1 --");
  EXPECT(0, 0, .outlet = "x' OR '1'='1");
  EXPECT(0, 0, .document = "%");
}

static void test_failures(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 50);
  put_failure(b, doc, PLB_LANGUAGE, "not English");
  plb_doc *other = make_doc(&b->arena, 51);
  other->record.source = PLB_LIT("in/z.warc");
  other->id.hex[0] = 0;
  put_failure(b, other, PLB_DAMAGED, "no record");
  plb_filter f;
  plb_filter_default(&f);
  assert_int_equal(walk(b, &f).failures, 0);
  f.failures = true;
  seen s = walk(b, &f);
  assert_int_equal(s.documents, 6);
  assert_int_equal(s.failures, 2);
  FAILS(PLB_DAMAGED, s.last);
  assert_string_equal(s.message, "no record");
  f.document = "z.warc";
  s = walk(b, &f);
  assert_true(s.documents == 0 && s.failures == 1);
  f.document = doc->id.hex;
  s = walk(b, &f);
  assert_true(s.documents == 0 && s.failures == 1);
  FAILS(PLB_LANGUAGE, s.last);
  f.document = NULL;
  f.outlet = "The Sound"; /* a failure has no outlet */
  assert_int_equal(walk(b, &f).failures, 0);
  f.outlet = NULL;
  f.type = "ACCUSE";
  assert_int_equal(walk(b, &f).failures, 0);
}

static void test_stop(void **state) {
  box *b = *state;
  seen s = {.stop_after = 2};
  OK(plb_store_each(b->store, NULL, look, &s, &b->err));
  assert_int_equal(s.documents, 2);
}

typedef struct inner_walk {
  box *b;
  plb_status status;
} inner_walk;

static bool walk_inside(void *user, const plb_document *doc) {
  inner_walk *w = user;
  seen s = {0};
  (void)doc;
  w->status = plb_store_each(w->b->store, NULL, look, &s, NULL);
  return false;
}

static void test_no_walk_in_a_walk(void **state) {
  box *b = *state;
  inner_walk w = {b, PLB_OK};
  OK(plb_store_each(b->store, NULL, walk_inside, &w, &b->err));
  FAILS(PLB_USAGE, w.status);
  assert_int_equal(walk(b, NULL).documents, 6);
}

static void test_nothing_there(void **state) {
  box *b = *state;
  seen s = {0};
  reopen(b, PLB_STORE_WRITE);
  FAILS(PLB_NOTFOUND, plb_store_each(b->store, NULL, look, &s, &b->err));
}

typedef struct tally {
  char types[8][16];
  uint64_t n[8];
  int count;
} tally;

static void count_type(void *user, const char *type, uint64_t n) {
  tally *t = user;
  snprintf(t->types[t->count], 16, "%s", type);
  t->n[t->count++] = n;
}

static void test_types(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 70);
  doc->n_report = 1;
  put_one(b, doc, false);
  tally t = {0};
  OK(plb_store_types(b->store, count_type, &t, &b->err));
  assert_int_equal(t.count, 2);
  assert_string_equal(t.types[0], "ACCUSE");
  assert_int_equal(t.n[0], 6);
  assert_string_equal(t.types[1], "COERCE");
  assert_int_equal(t.n[1], 5);
}

/* The plain struct as it comes back. */
static bool check_document(void *user, const plb_document *doc) {
  (void)user;
  assert_int_equal(doc->n_report, 2);
  assert_int_equal(doc->n_block, 3);
  assert_int_equal(doc->n_silence, 1);
  assert_int_equal(doc->n_fact, 9);
  assert_int_equal(doc->n_sentence, 3);
  assert_int_equal(doc->n_token, 33);
  assert_int_equal(doc->number, 6);
  assert_true(plb_slice_is(doc->source, "in/deep/b.html"));
  assert_true(plb_slice_is(doc->wire, ""));
  assert_string_equal(doc->fact[4].origin, "no agency line");
  assert_true(plb_slice_is(doc->fact[8].value, "Kim Lie"));
  assert_string_equal(doc->block[0].kind, "title");
  assert_true(doc->block[0].source_begin == 40 && doc->block[0].source_end == 57);
  const plb_report_view *r = &doc->report[0];
  assert_string_equal(r->date_first, "2021-05-03");
  assert_true(r->killed == -1 && r->n_claim == 2 && r->confidence > 0.874 && r->confidence < 0.876);
  assert_true(r->goldstein < -1.9 && r->goldstein > -2.1);
  assert_true(plb_slice_is(plb_words_of(doc, r->claim[1].party.at), "its minister Ida Berg"));
  assert_int_equal(r->source_begin, 100 + strlen("Norland "));
  assert_int_equal(r->source_end - r->source_begin, strlen("accused"));
  assert_true(plb_slice_is(doc->report[1].actor[1].name, "Eastern League"));
  assert_int_equal(doc->report[1].killed, 0);
  assert_true(plb_slice_is(doc->silence[0].why, "'talks' has no parties"));
  return true;
}

static void test_round_trip(void **state) {
  box *b = *state;
  plb_filter f;
  plb_filter_default(&f);
  f.document = "b.html";
  OK(plb_store_each(b->store, &f, check_document, NULL, &b->err));
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, box_filled, box_close)
  const struct CMUnitTest tests[] = {
      CASE(test_everything),
      CASE(test_report_conditions),
      CASE(test_confidence),
      CASE(test_dates),
      CASE(test_document_conditions),
      CASE(test_report_by_id),
      CASE(test_ambiguous),
      CASE(test_wrong_filters),
      CASE(test_values_are_bound),
      CASE(test_failures),
      CASE(test_stop),
      CASE(test_no_walk_in_a_walk),
      cmocka_unit_test_setup_teardown(test_nothing_there, box_open, box_close),
      CASE(test_types),
      CASE(test_round_trip),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
