/* resolve/dates: any text, read on a day that the first two bytes choose. Each time expression must cover words behind
 * the one before, be of a known grain and type, have a value, and real days in order, and say what it was reckoned
 * from; what is again and again has no days. */
#include "../tests/coder.h"
#include "base/utf8.h"
#include "base/view.h"
#include "fuzz.h"

static void check_time(const plb_doc *doc, const plb_time *t) {
  must(t->begin < t->end && t->end <= doc->n_token && t->sentence < doc->n_sentence);
  must(t->grain < PLB_GRAIN_UNKNOWN && t->type < PLB_TIME_TYPE_COUNT && t->basis && *t->basis);
  must(t->value.p && t->value.n && t->value.n < 40);
  must(t->span.begin == doc->token[t->begin].span.begin && t->span.end == doc->token[t->end - 1].span.end);
  for (uint32_t i = t->begin; i < t->end; i++)
    must(doc->token[i].sentence == t->sentence);
  must(t->type != PLB_TIME_SET || !plb_date_known(t->first));
  must(plb_date_known(t->first) == plb_date_known(t->last));
  if (!plb_date_known(t->first)) return;
  must(plb_date_valid(t->first) && plb_date_valid(t->last));
  must(plb_date_days(t->first) <= plb_date_days(t->last));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static coder_tables t;
  if (!t.parse) coder_open(&t);
  plb_slice in = plb_slice_of((const char *)data, size);
  uint32_t day = fuzz_byte(&in);
  day = day << 8 | fuzz_byte(&in);
  if (in.n > 4096 || !plb_utf8_valid(in)) return 0;
  plb_arena arena = {0};
  plb_error err = {0};
  plb_arena_init(&arena, 64 << 20);
  plb_doc doc = {.arena = &arena, .limits = &t.limits, .text = in};
  if (day) doc.meta.published_day = plb_date_of_days((int32_t)(day % 40000));
  cut_blocks(&doc, PLB_LIT("\n"));
  plb_status s = plb_parse(t.parse, &doc, &err);
  if (!s) s = plb_resolve_dates(t.dates, &doc, &err);
  must(s == PLB_OK || s == PLB_LIMIT || s == PLB_NOMEM);
  for (uint32_t i = 0; !s && i < doc.n_time; i++)
    check_time(&doc, &doc.time[i]), must(!i || doc.time[i - 1].end <= doc.time[i].begin);
  plb_arena_free(&arena);
  return 0;
}
