/* pipe/wire: a document with one of everything there and back; every cut and every flipped byte of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "pipe/wire.h"

static const char text[] = "Harbour talks\n\nAlpha accused Beta on Monday, the agency said. Beta was silent.";

static plb_block blocks[] = {{{0, 13}, PLB_BLOCK_TITLE}, {{15, 78}, PLB_BLOCK_PARAGRAPH}};
static plb_map_run runs[] = {{0, 13, 100, 13}, {15, 40, 200, 45}};
static plb_sentence sentences[] = {{0, 2, {0, 13}, 0}, {2, 12, {15, 61}, 1}, {12, 16, {62, 78}, 1}};
static plb_fact authors[] = {{{"A. Writer", 9}, "byline"}, {{"B. Writer", 9}, "json-ld"}};
static plb_role_fill actors[] = {{{15, 20}, {{"Alpha", 5}, {"ALP", 3}, 0, PLB_PARTY_STATE, 90, {"states:1", 8}}}};
static plb_role_fill recipients[] = {{{29, 33}, {{"Beta", 4}, {"BET", 3}, 1, PLB_PARTY_STATE, 80, {"states:2", 8}}},
                                     {{33, 33}, {{"Gamma", 5}, {"---", 3}, 2, PLB_PARTY_OTHER, 10, {"", 0}}}};
static plb_claim claims[] = {
    {PLB_CLAIM_MEDIUM, {45, 55}, {56, 60}, {{"Agency", 6}, {"---", 3}, 3, PLB_PARTY_ORGANISATION, 50, {"x", 1}}},
    {PLB_CLAIM_SPEAKER, {15, 20}, {21, 28}, {{"Alpha", 5}, {"ALP", 3}, 0, PLB_PARTY_STATE, 90, {"y", 1}}}};
static plb_step steps[] = {{{"triggers/ACCUSE.tsv:3", 21}, {"accused", 7}}, {{"status", 6}, {"actual", 6}}};
static plb_silence silences[] = {{2, {67, 70}, {"no trigger", 10}}, {0, {0, 0}, {"heading", 7}}};

static plb_report reports[] = {{.id = {"0123456789abcdef0123456789abcdef"},
                                .sentence = 1,
                                .rank = 2,
                                .trigger = {21, 28},
                                .type = 3,
                                .status = 1,
                                .mode = {"allege", 6},
                                .actor = actors,
                                .recipient = recipients,
                                .claim = claims,
                                .step = steps,
                                .n_actor = 1,
                                .n_recipient = 2,
                                .n_claim = 2,
                                .n_step = 2,
                                .first = {2024, 2, 29},
                                .last = {2024, 3, 0},
                                .grain = PLB_GRAIN_RANGE,
                                .date_span = {34, 43},
                                .date_basis = "weekday",
                                .place_span = {0, 7},
                                .place_name = {"Harbour", 7},
                                .place_code = {"XYZ", 3},
                                .killed = UINT32_MAX,
                                .injured = 0,
                                .arrested = 7,
                                .confidence = 875},
                               {.id = {"ffffffffffffffffffffffffffffffff"},
                                .sentence = 2,
                                .trigger = {67, 70},
                                .mode = {"", 0},
                                .date_basis = "no publication date",
                                .confidence = 1000}};

static plb_doc whole(void) {
  plb_doc d = {.text = {text, sizeof text - 1},
               .block = blocks,
               .n_block = 2,
               .map = runs,
               .n_map = 2,
               .sentence = sentences,
               .n_sentence = 3,
               .n_token = 16,
               .n_chunk = 4,
               .report = reports,
               .n_report = 2,
               .silence = silences,
               .n_silence = 2};
  memcpy(d.id.hex, "00112233445566778899aabbccddeeff", 33);
  d.meta.title = (plb_fact){{"Harbour talks", 13}, "h1"};
  d.meta.outlet = (plb_fact){{"The Gazette", 11}, "given"};
  d.meta.url = (plb_fact){{NULL, 0}, "none found"};
  d.meta.language = (plb_fact){{"en", 2}, "words"};
  d.meta.kind = (plb_fact){PLB_LIT("live blog"), "schema.org type"};
  d.meta.published = (plb_fact){{"2024-03-04", 10}, "url"};
  d.meta.published_day = (plb_date){2024, 3, 4};
  d.meta.author = authors;
  d.meta.n_author = 2;
  return d;
}

static plb_status decode(const char *p, size_t n, plb_doc *out, plb_arena *arena, size_t *left) {
  plb_error e;
  plb_slice in = plb_slice_of(p, n);
  *out = (plb_doc){.arena = arena};
  plb_status s = plb_wire_get_doc(&in, out, &e);
  if (left) *left = in.n;
  return s;
}

static void same_fact(plb_fact a, plb_fact b) {
  assert_true(plb_slice_eq(a.value, b.value));
  assert_string_equal(a.origin ? a.origin : "", b.origin ? b.origin : "");
}

static void same_party(const plb_party *a, const plb_party *b) {
  assert_true(plb_slice_eq(a->name, b->name) && plb_slice_eq(a->code, b->code) && plb_slice_eq(a->rule, b->rule));
  assert_true(a->sector == b->sector && a->kind == b->kind && a->certain == b->certain);
}

static void same_roles(const plb_role_fill *a, const plb_role_fill *b, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    assert_memory_equal(&a[i].span, &b[i].span, sizeof a->span);
    same_party(&a[i].party, &b[i].party);
  }
}

static void same_lists(const plb_report *a, const plb_report *b) {
  assert_true(a->n_actor == b->n_actor && a->n_recipient == b->n_recipient);
  assert_true(a->n_claim == b->n_claim && a->n_step == b->n_step);
  same_roles(a->actor, b->actor, a->n_actor);
  same_roles(a->recipient, b->recipient, a->n_recipient);
  for (uint32_t i = 0; i < a->n_claim; i++) {
    assert_int_equal(a->claim[i].kind, b->claim[i].kind);
    assert_memory_equal(&a->claim[i].span, &b->claim[i].span, sizeof(plb_span));
    assert_memory_equal(&a->claim[i].cue, &b->claim[i].cue, sizeof(plb_span));
    same_party(&a->claim[i].party, &b->claim[i].party);
  }
  for (uint32_t i = 0; i < a->n_step; i++)
    assert_true(plb_slice_eq(a->step[i].rule, b->step[i].rule) && plb_slice_eq(a->step[i].text, b->step[i].text));
}

static void same_report(const plb_report *a, const plb_report *b) {
  assert_string_equal(a->id.hex, b->id.hex);
  assert_true(a->sentence == b->sentence && a->rank == b->rank && a->type == b->type && a->status == b->status);
  assert_memory_equal(&a->trigger, &b->trigger, sizeof(plb_span));
  assert_memory_equal(&a->date_span, &b->date_span, sizeof(plb_span));
  assert_memory_equal(&a->place_span, &b->place_span, sizeof(plb_span));
  assert_memory_equal(&a->first, &b->first, sizeof(plb_date));
  assert_memory_equal(&a->last, &b->last, sizeof(plb_date));
  assert_true(plb_slice_eq(a->mode, b->mode) && plb_slice_eq(a->place_name, b->place_name));
  assert_true(plb_slice_eq(a->place_code, b->place_code));
  assert_string_equal(a->date_basis, b->date_basis);
  assert_true(a->grain == b->grain && a->killed == b->killed && a->injured == b->injured);
  assert_true(a->arrested == b->arrested && a->confidence == b->confidence);
  same_lists(a, b);
}

static void same_doc(const plb_doc *a, const plb_doc *b) {
  assert_string_equal(a->id.hex, b->id.hex);
  assert_true(plb_slice_eq(a->text, b->text));
  same_fact(a->meta.title, b->meta.title);
  same_fact(a->meta.outlet, b->meta.outlet);
  same_fact(a->meta.url, b->meta.url);
  same_fact(a->meta.language, b->meta.language);
  same_fact(a->meta.wire, b->meta.wire);
  same_fact(a->meta.published, b->meta.published);
  same_fact(a->meta.kind, b->meta.kind);
  assert_memory_equal(&a->meta.published_day, &b->meta.published_day, sizeof(plb_date));
  assert_int_equal(a->meta.n_author, b->meta.n_author);
  for (uint32_t i = 0; i < a->meta.n_author; i++)
    same_fact(a->meta.author[i], b->meta.author[i]);
  assert_true(a->n_block == b->n_block && a->n_map == b->n_map && a->n_sentence == b->n_sentence);
  for (uint32_t i = 0; i < a->n_block; i++) {
    assert_memory_equal(&a->block[i].span, &b->block[i].span, sizeof(plb_span));
    assert_int_equal(a->block[i].kind, b->block[i].kind);
  }
  assert_memory_equal(a->map, b->map, a->n_map * sizeof *a->map);
  assert_memory_equal(a->sentence, b->sentence, a->n_sentence * sizeof *a->sentence);
  assert_true(a->n_token == b->n_token && a->n_chunk == b->n_chunk);
  assert_true(a->n_report == b->n_report && a->n_silence == b->n_silence);
  for (uint32_t i = 0; i < a->n_report; i++)
    same_report(&a->report[i], &b->report[i]);
  for (uint32_t i = 0; i < a->n_silence; i++) {
    assert_int_equal(a->silence[i].sentence, b->silence[i].sentence);
    assert_memory_equal(&a->silence[i].trigger, &b->silence[i].trigger, sizeof(plb_span));
    assert_true(plb_slice_eq(a->silence[i].why, b->silence[i].why));
  }
}

static void a_document_goes_there_and_back(void **state) {
  (void)state;
  plb_buf b;
  plb_arena arena;
  plb_buf_init(&b, 1 << 20);
  plb_arena_init(&arena, 1 << 20);
  plb_doc d = whole(), back, empty = {.arena = NULL};
  size_t left;
  plb_wire_put_doc(&b, &d);
  assert_int_equal(b.status, PLB_OK);
  plb_buf_str(&b, "more");
  assert_int_equal(decode(b.p, b.n, &back, &arena, &left), PLB_OK);
  assert_int_equal(left, 4);
  same_doc(&d, &back);
  assert_null(back.token);
  plb_buf_clear(&b);
  plb_wire_put_doc(&b, &empty);
  assert_int_equal(decode(b.p, b.n, &back, &arena, &left), PLB_OK);
  same_doc(&empty, &back);
  plb_buf_free(&b);
  plb_arena_free(&arena);
}

static void every_cut_is_damage(void **state) {
  (void)state;
  plb_buf b;
  plb_arena arena;
  plb_buf_init(&b, 1 << 20);
  plb_arena_init(&arena, 1 << 22);
  plb_doc d = whole(), back;
  plb_wire_put_doc(&b, &d);
  for (size_t n = 0; n < b.n; n++) {
    char *copy = malloc(n ? n : 1); /* so that a sanitizer sees a read past its end */
    assert_non_null(copy);
    memcpy(copy, b.p, n);
    assert_int_equal(decode(copy, n, &back, &arena, NULL), PLB_DAMAGED);
    assert_int_equal(back.n_report, 0);
    plb_arena_reset(&arena);
    free(copy);
  }
  plb_buf_free(&b);
  plb_arena_free(&arena);
}

/* What is still taken after a flip must be safe to show. */
static void flips_are_damage_or_safe(void **state) {
  (void)state;
  plb_buf b;
  plb_arena arena;
  plb_buf_init(&b, 1 << 20);
  plb_arena_init(&arena, 1 << 22);
  plb_doc d = whole(), back;
  plb_wire_put_doc(&b, &d);
  unsigned damaged = 0;
  static const unsigned char flips[] = {0x01, 0x80, 0xff, 0x20};
  for (size_t i = 0; i < b.n; i++)
    for (size_t k = 0; k < sizeof flips; k++) {
      b.p[i] = (char)(b.p[i] ^ flips[k]);
      plb_status s = decode(b.p, b.n, &back, &arena, NULL);
      plb_document view;
      plb_error e;
      if (s)
        damaged++;
      else
        assert_int_equal(plb_view(&back, NULL, &view, &e), PLB_OK);
      plb_arena_reset(&arena);
      b.p[i] = (char)(b.p[i] ^ flips[k]);
    }
  assert_true(damaged > b.n);
  plb_buf_free(&b);
  plb_arena_free(&arena);
}

static void check_bad(plb_doc *d, const char *what) {
  plb_buf b;
  plb_arena arena;
  plb_doc back;
  plb_buf_init(&b, 1 << 20);
  plb_arena_init(&arena, 1 << 22);
  plb_wire_put_doc(&b, d);
  if (decode(b.p, b.n, &back, &arena, NULL) != PLB_DAMAGED) fail_msg("%s was taken", what);
  plb_buf_free(&b);
  plb_arena_free(&arena);
}

static void what_does_not_fit_is_refused(void **state) {
  (void)state;
  plb_doc d = whole();
  d.text.n = 70;
  check_bad(&d, "a sentence outside the text");
  d = whole();
  d.n_sentence = 2;
  check_bad(&d, "a report outside the sentences");
  d = whole();
  d.n_block = 1;
  check_bad(&d, "a sentence outside the blocks");
  d = whole();
  d.n_token = 15;
  check_bad(&d, "a sentence outside the words");
  d = whole();
  d.text = plb_slice_of("\xff", 1);
  d.n_block = d.n_map = d.n_sentence = d.n_report = d.n_silence = 0;
  check_bad(&d, "a text that is not UTF-8");
  d = whole();
  d.meta.published_day.day = 32;
  check_bad(&d, "a day that is none");
  d = whole();
  d.id.hex[3] = 'X';
  check_bad(&d, "an identifier that is none");
}

static void memory_has_an_end(void **state) {
  (void)state;
  plb_buf b;
  plb_arena arena;
  plb_doc d = whole(), back;
  plb_buf_init(&b, 1 << 20);
  plb_wire_put_doc(&b, &d);
  plb_arena_init(&arena, 200);
  assert_int_equal(decode(b.p, b.n, &back, &arena, NULL), PLB_NOMEM);
  plb_arena_free(&arena);
  plb_buf_free(&b);
  plb_buf_init(&b, 100);
  plb_wire_put_doc(&b, &d);
  assert_int_equal(b.status, PLB_LIMIT);
  plb_buf_free(&b);
}

static void a_record_goes_there_and_back(void **state) {
  (void)state;
  plb_record r = {.source = PLB_LIT("in"),
                  .offset = 1ull << 40,
                  .number = 9,
                  .format = PLB_FORMAT_FIELDS,
                  .bytes = PLB_LIT("{...}"),
                  .given = {.id = PLB_LIT("i"), .text = PLB_LIT("t"), .language = PLB_LIT("en")}};
  plb_buf b;
  plb_record back;
  plb_error e;
  plb_buf_init(&b, 1 << 20);
  plb_wire_put_record(&b, &r);
  plb_slice in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_record(&in, &back, &e), PLB_OK);
  assert_int_equal(in.n, 0);
  assert_true(back.offset == r.offset && back.number == 9 && back.format == PLB_FORMAT_FIELDS);
  assert_true(plb_slice_eq(back.source, r.source) && plb_slice_eq(back.bytes, r.bytes));
  assert_true(plb_slice_is(back.given.id, "i") && plb_slice_is(back.given.text, "t"));
  assert_true(back.given.url.n == 0 && plb_slice_is(back.given.language, "en"));
  for (size_t n = 0; n < b.n; n++) {
    in = plb_slice_of(b.p, n);
    assert_int_equal(plb_wire_get_record(&in, &back, &e), PLB_DAMAGED);
  }
  plb_buf_free(&b);
}

static void errors_and_settings_go_there_and_back(void **state) {
  (void)state;
  plb_buf b;
  plb_error e, back, err;
  plb_buf_init(&b, 1 << 20);
  plb_fail_at(&e, PLB_LIMIT, "extract", 77, "too deep");
  plb_error_place(&e, "a.html");
  plb_wire_put_error(&b, &e);
  plb_slice in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_error(&in, &back, &err), PLB_OK);
  assert_int_equal(back.code, PLB_LIMIT);
  assert_int_equal(back.offset, 77);
  assert_string_equal(back.module, "extract");
  assert_string_equal(back.message, "too deep");
  assert_string_equal(back.place, "a.html");
  for (size_t n = 0; n < b.n; n++) {
    in = plb_slice_of(b.p, n);
    assert_int_equal(plb_wire_get_error(&in, &back, &err), PLB_DAMAGED);
  }
  plb_buf_clear(&b);
  plb_limits limits, limits_back;
  const char *words;
  plb_cursor from = {7, 8, 9}, from_back;
  plb_limits_default(&limits);
  plb_wire_put_setup(&b, &limits, "text=a");
  plb_wire_put_source(&b, "name", &from);
  in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_setup(&in, &limits_back, &words, &err), PLB_OK);
  assert_memory_equal(&limits, &limits_back, sizeof limits);
  assert_string_equal(words, "text=a");
  assert_int_equal(plb_wire_get_source(&in, &words, &from_back, &err), PLB_OK);
  assert_string_equal(words, "name");
  assert_true(from_back.offset == 7 && from_back.hash == 8 && from_back.number == 9);
  plb_buf_free(&b);
}

static void own_tables_go_there_and_back(void **state) {
  (void)state;
  plb_buf b;
  plb_error err;
  plb_arena arena = {0};
  plb_own_text own[2] = {{PLB_OWN_ACTORS, "a.tsv", PLB_LIT("code\n")}, {PLB_OWN_ACTORS, "b.tsv", {"", 0}}}, *back;
  uint32_t n;
  plb_arena_init(&arena, 1 << 20);
  plb_buf_init(&b, 1 << 20);
  plb_wire_put_own(&b, own, 2);
  plb_slice in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_own(&in, &arena, &back, &n, &err), PLB_OK);
  assert_int_equal(n, 2);
  assert_string_equal(back[0].name, "a.tsv");
  assert_true(plb_slice_is(back[0].text, "code\n") && back[1].text.n == 0);
  for (size_t i = 1; i < b.n; i++) {
    in = plb_slice_of(b.p, i);
    assert_int_equal(plb_wire_get_own(&in, &arena, &back, &n, &err), PLB_DAMAGED);
  }
  in = plb_slice_of(b.p, 0); /* none at all */
  assert_int_equal(plb_wire_get_own(&in, &arena, &back, &n, &err), PLB_OK);
  assert_int_equal(n, 0);
  own[0].kind = PLB_OWN_KIND_COUNT;
  plb_buf_clear(&b);
  plb_wire_put_own(&b, own, 1);
  in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_own(&in, &arena, &back, &n, &err), PLB_DAMAGED);
  plb_buf_free(&b);
  plb_arena_free(&arena);
}

static void a_sandbox_goes_there_and_back(void **state) {
  (void)state;
  plb_buf b;
  plb_error err;
  plb_sandbox s = {.limits = true, .seccomp = true, .landlock = 7, .missing = "no promise"}, back;
  plb_buf_init(&b, 1 << 20);
  plb_wire_put_sandbox(&b, &s);
  plb_slice in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_sandbox(&in, &back, &err), PLB_OK);
  assert_true(back.limits && !back.no_new_privs && back.seccomp && back.landlock == 7);
  assert_string_equal(back.missing, "no promise");
  for (size_t n = 0; n < b.n; n++) {
    in = plb_slice_of(b.p, n);
    assert_int_equal(plb_wire_get_sandbox(&in, &back, &err), PLB_DAMAGED);
  }
  b.p[0] = 8; /* a layer there is not */
  in = plb_slice_of(b.p, b.n);
  assert_int_equal(plb_wire_get_sandbox(&in, &back, &err), PLB_DAMAGED);
  plb_buf_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(own_tables_go_there_and_back),
      cmocka_unit_test(a_sandbox_goes_there_and_back),
      cmocka_unit_test(a_document_goes_there_and_back),
      cmocka_unit_test(every_cut_is_damage),
      cmocka_unit_test(flips_are_damage_or_safe),
      cmocka_unit_test(what_does_not_fit_is_refused),
      cmocka_unit_test(memory_has_an_end),
      cmocka_unit_test(a_record_goes_there_and_back),
      cmocka_unit_test(errors_and_settings_go_there_and_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
