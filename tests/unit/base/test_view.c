/* view: names both ways, what plb_doc_check refuses, text offsets to source offsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/view.h"

static void test_names(void **state) {
  (void)state;
  for (unsigned i = 0; i < PLB_BLOCK_KIND_COUNT; i++)
    assert_int_equal(plb_block_of(plb_slice_str(plb_block_name((plb_block_kind)i))), i);
  for (unsigned i = 0; i < PLB_PARTY_KIND_COUNT; i++)
    assert_int_equal(plb_party_kind_of(plb_slice_str(plb_party_kind_name((plb_party_kind)i))), i);
  for (unsigned i = 0; i < PLB_GRAIN_UNKNOWN; i++)
    assert_int_equal(plb_grain_of(plb_slice_str(plb_grain_name((plb_granularity)i))), i);
  for (unsigned i = 0; i < PLB_CLAIM_KIND_COUNT; i++)
    assert_int_equal(plb_claim_kind_of(plb_slice_str(plb_claim_kind_name((plb_claim_kind)i))), i);
  assert_int_equal(plb_block_of(PLB_LIT("?")), PLB_BLOCK_KIND_COUNT);
  assert_int_equal(plb_party_kind_of(PLB_LIT("")), PLB_PARTY_KIND_COUNT);
  assert_int_equal(plb_grain_of(PLB_LIT("aeon")), PLB_GRAIN_UNKNOWN);
  assert_int_equal(plb_claim_kind_of(PLB_LIT("Medium")), PLB_CLAIM_KIND_COUNT);
  assert_string_equal(plb_block_name(PLB_BLOCK_KIND_COUNT), "?");
  assert_string_equal(plb_party_kind_name((plb_party_kind)99), "?");
  assert_string_equal(plb_grain_name(PLB_GRAIN_UNKNOWN), "?");
}

typedef struct sample {
  plb_arena arena;
  plb_doc doc;
  plb_block block[2];
  plb_map_run map[3];
  plb_sentence sentence[2];
  plb_report report[1];
  plb_role_fill actor[1];
  plb_claim claim[1];
  plb_step step[1];
  plb_fact author[1];
  plb_silence silence[1];
  plb_time time[1];
} sample;

/* "Alpha met Beta. They did." from source bytes 10.., an entity of 5 bytes for the full stop, then 50.. */
static void make(sample *s) {
  *s = (sample){0};
  plb_arena_init(&s->arena, 1 << 20);
  s->block[0] = (plb_block){{0, 15}, PLB_BLOCK_TITLE};
  s->block[1] = (plb_block){{16, 25}, PLB_BLOCK_PARAGRAPH};
  s->map[0] = (plb_map_run){0, 14, 10, 14};
  s->map[1] = (plb_map_run){14, 1, 24, 5};
  s->map[2] = (plb_map_run){16, 9, 50, 9};
  s->sentence[0].span = (plb_span){0, 15};
  s->sentence[1].span = (plb_span){16, 25};
  s->actor[0] = (plb_role_fill){.span = {0, 5}};
  s->claim[0] = (plb_claim){.span = {10, 14}, .cue = {6, 9}};
  s->report[0] = (plb_report){.trigger = {6, 9}, .actor = s->actor, .n_actor = 1, .claim = s->claim, .n_claim = 1};
  s->report[0].killed = s->report[0].injured = UINT32_MAX;
  s->report[0].arrested = 7;
  s->step[0] = (plb_step){PLB_LIT("triggers/CONSULT.tsv:1"), PLB_LIT("matched 'met'")};
  s->report[0].step = s->step, s->report[0].n_step = 1;
  s->author[0] = (plb_fact){PLB_LIT("A. Writer"), "byline"};
  s->time[0] = (plb_time){.span = {6, 9},
                          .sentence = 0,
                          .first = {2021, 2, 28},
                          .last = {2021, 2, 28},
                          .grain = PLB_GRAIN_DAY,
                          .value = PLB_LIT("2021-02-28"),
                          .basis = "explicit"};
  s->silence[0] = (plb_silence){1, {21, 24}, PLB_LIT("nobody")};
  s->doc = (plb_doc){.arena = &s->arena,
                     .text = PLB_LIT("Alpha met Beta.\nThey did."),
                     .block = s->block,
                     .n_block = 2,
                     .map = s->map,
                     .n_map = 3,
                     .sentence = s->sentence,
                     .n_sentence = 2,
                     .report = s->report,
                     .n_report = 1,
                     .silence = s->silence,
                     .n_silence = 1,
                     .time = s->time,
                     .n_time = 1};
  s->doc.meta.author = s->author, s->doc.meta.n_author = 1;
}

static void test_text(void **state) {
  (void)state;
  plb_token token[3] = {{.span = {0, 5}}, {.span = {6, 9}}, {.span = {10, 14}}};
  plb_doc doc = {.text = PLB_LIT("Alpha met Beta."), .token = token, .n_token = 3};
  assert_true(plb_slice_is(plb_doc_text(&doc, plb_doc_tokens(&doc, 0, 2)), "Alpha met"));
  assert_true(plb_slice_is(plb_doc_text(&doc, plb_doc_tokens(&doc, 2, 3)), "Beta"));
  assert_true(plb_code_known(PLB_LIT("CHN")));
  assert_false(plb_code_known(PLB_LIT("---")) || plb_code_known(PLB_LIT("")));
}

static void test_empty(void **state) {
  (void)state;
  plb_arena arena = {0};
  plb_arena_init(&arena, 1 << 16);
  plb_doc doc = {.arena = &arena};
  plb_document view;
  plb_error err, problem = {.code = PLB_CRASHED, .message = "died"};
  assert_int_equal(plb_view(&doc, NULL, &view, &err), PLB_OK);
  assert_true(view.n_report == 0 && view.n_block == 0 && view.n_fact == 7 && view.text.p && view.text.n == 0);
  assert_int_equal(plb_view(&doc, &problem, &view, &err), PLB_OK);
  assert_int_equal(view.status, PLB_CRASHED);
  plb_sentence sentence = {.span = {0, 2}};
  plb_report report = {.trigger = {0, 2}}; /* nobody did it, nobody said it, and no step is told */
  doc.text = PLB_LIT("no"), doc.sentence = &sentence, doc.n_sentence = 1, doc.report = &report, doc.n_report = 1;
  assert_int_equal(plb_view(&doc, NULL, &view, &err), PLB_OK);
  assert_true(view.n_report == 1 && view.report[0].n_actor == 0 && view.report[0].n_step == 0);
  plb_arena_free(&arena);
}

static void check_source(uint32_t begin, uint32_t end, uint64_t from, uint64_t to) {
  sample s;
  uint64_t b, e;
  make(&s);
  assert_int_equal(plb_doc_source(&s.doc, (plb_span){begin, end}, &b, &e), from != to);
  assert_int_equal(b, from);
  assert_int_equal(e, to);
}

static void test_source_offsets(void **state) {
  (void)state;
  check_source(0, 5, 10, 15);
  check_source(6, 9, 16, 19);
  check_source(10, 15, 20, 29); /* ends in the entity, which counts whole */
  check_source(14, 15, 24, 29);
  check_source(15, 16, 0, 0);   /* the line end came from nowhere */
  check_source(15, 17, 50, 51); /* begins nowhere */
  check_source(14, 16, 24, 29); /* ends nowhere */
  check_source(0, 25, 10, 59);
  check_source(24, 25, 58, 59);
  check_source(25, 25, 0, 0);
  check_source(25, 30, 0, 0);
  sample s;
  uint64_t b, e;
  make(&s);
  s.map[2].source_begin = 2; /* the paragraph stands before the title in the source: no one range holds both */
  assert_false(plb_doc_source(&s.doc, (plb_span){0, 25}, &b, &e));
  s.doc.n_map = 0;
  assert_false(plb_doc_source(&s.doc, (plb_span){0, 5}, &b, &e));
  make(&s);
  s.map[1].source_n = 0; /* made up: stands for no bytes of the source */
  assert_false(plb_doc_source(&s.doc, (plb_span){14, 15}, &b, &e));
}

static void refused(sample *s) {
  plb_error err;
  plb_document view;
  assert_int_equal(plb_view(&s->doc, NULL, &view, &err), PLB_DAMAGED);
  plb_arena_free(&s->arena);
  make(s);
}

static void test_refused(void **state) {
  (void)state;
  sample s;
  plb_error err;
  make(&s);
  assert_int_equal(plb_doc_check(&s.doc, &err), PLB_OK);
  s.block[1].span.end = 26, refused(&s);
  s.block[0].kind = PLB_BLOCK_KIND_COUNT, refused(&s);
  s.map[1].text_begin = 13, refused(&s);
  s.map[2].n = 10, refused(&s);
  s.map[2].text_begin = 26, refused(&s);
  s.doc.map = NULL, refused(&s);
  s.map[2].source_begin = UINT32_MAX, refused(&s);
  s.report[0].type = PLB_TYPE_COUNT, refused(&s);
  s.report[0].status = PLB_ACT_COUNT, refused(&s);
  s.report[0].sentence = 2, refused(&s);
  s.report[0].trigger.end = 6, refused(&s);
  s.report[0].trigger.begin = 10, refused(&s);
  s.report[0].date_span.end = 26, refused(&s);
  s.report[0].place_span.end = 26, refused(&s);
  s.report[0].grain = PLB_GRAIN_UNKNOWN, refused(&s);
  s.report[0].first = (plb_date){2021, 2, 30}, refused(&s);
  s.report[0].last.day = 3, refused(&s);
  s.report[0].last.month = 3, refused(&s);
  s.report[0].confidence = 1001, refused(&s);
  s.time[0].span.end = 26, refused(&s);
  s.time[0].span.end = 6, refused(&s);
  s.time[0].sentence = 2, refused(&s);
  s.time[0].grain = PLB_GRAIN_UNKNOWN, refused(&s);
  s.time[0].type = PLB_TIME_TYPE_COUNT, refused(&s);
  s.time[0].first.day = 30, refused(&s);
  s.time[0].last.month = 13, refused(&s);
  s.doc.time = NULL, refused(&s);
  s.report[0].step = NULL, refused(&s);
  s.report[0].n_recipient = 1, refused(&s);
  s.actor[0].span.end = 26, refused(&s);
  s.actor[0].party.sector = PLB_SECTOR_COUNT, refused(&s);
  s.actor[0].party.kind = PLB_PARTY_KIND_COUNT, refused(&s);
  s.actor[0].party.certain = 101, refused(&s);
  s.claim[0].kind = PLB_CLAIM_KIND_COUNT, refused(&s);
  s.claim[0].cue.end = 5, refused(&s);
  s.claim[0].party.certain = 101, refused(&s);
  s.claim[0].span.end = 26, refused(&s);
  s.report[0].claim = NULL, refused(&s);
  s.silence[0].sentence = 2, refused(&s);
  s.silence[0].trigger.end = 26, refused(&s);
  s.sentence[0].span.end = 26, refused(&s);
  s.doc.sentence = NULL, refused(&s);
  s.doc.block = NULL, refused(&s);
  s.doc.report = NULL, refused(&s);
  s.doc.silence = NULL, refused(&s);
  s.doc.text.p = NULL, refused(&s);
  s.doc.n_sentence = 26, refused(&s);
  s.doc.n_token = 26, refused(&s);
  s.doc.meta.author = NULL, refused(&s);
  assert_int_equal(plb_doc_check(&s.doc, &err), PLB_OK);
  plb_arena_free(&s.arena);
}

static void test_problem(void **state) {
  (void)state;
  sample s;
  plb_document view;
  plb_error err, problem = {.code = PLB_EMPTY, .message = "no article"};
  make(&s);
  s.report[0].type = PLB_TYPE_COUNT; /* not looked at */
  s.doc.meta.title = (plb_fact){PLB_LIT("T"), "h1"};
  assert_int_equal(plb_view(&s.doc, &problem, &view, &err), PLB_OK);
  assert_int_equal(view.status, PLB_EMPTY);
  assert_true(plb_slice_is(view.message, "no article"));
  assert_true(plb_slice_is(view.title, "T"));
  assert_true(view.n_report == 0 && view.text.n == 0 && view.n_block == 0 && view.n_fact == 8);
  s.doc.meta.author = NULL;
  assert_int_equal(plb_view(&s.doc, &problem, &view, &err), PLB_DAMAGED);
  s.doc.meta.author = s.author;
  plb_status status = PLB_NOMEM;
  for (size_t cap = 0; status != PLB_OK; cap += 16) {
    plb_arena_free(&s.arena);
    plb_arena_init(&s.arena, cap);
    status = plb_view(&s.doc, &problem, &view, &err);
    assert_true(status == PLB_OK || status == PLB_NOMEM);
    assert_true(cap < 10000);
  }
  plb_arena_free(&s.arena);
}

static void test_no_memory(void **state) {
  (void)state;
  sample s;
  plb_document view;
  plb_error err;
  plb_status status = PLB_NOMEM;
  make(&s);
  size_t cap = 0;
  for (; status != PLB_OK; cap += 16) {
    plb_arena_free(&s.arena);
    plb_arena_init(&s.arena, cap);
    status = plb_view(&s.doc, NULL, &view, &err);
    assert_true(status == PLB_OK || status == PLB_NOMEM);
  }
  assert_true(cap > 500);
  assert_true(view.n_report == 1 && view.report[0].killed == -1 && view.report[0].n_claim == 1);
  assert_true(view.n_time == 1 && view.time[0].source_begin == 16 && strcmp(view.time[0].type, "DATE") == 0);
  assert_string_equal(view.time[0].first, "2021-02-28");
  assert_true(view.report[0].arrested == 7 && view.report[0].n_step == 1);
  assert_true(plb_slice_is(view.report[0].step[0].text, "matched 'met'"));
  assert_true(plb_slice_is(view.fact[7].value, "A. Writer"));
  assert_string_equal(view.report[0].date_first, "");
  plb_arena_free(&s.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_names),   cmocka_unit_test(test_source_offsets), cmocka_unit_test(test_refused),
      cmocka_unit_test(test_problem), cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_text),
      cmocka_unit_test(test_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
