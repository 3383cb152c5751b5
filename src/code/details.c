/* Where and how many: the nearest place of the clause, numbers of the object. */
#include "base/slice.h"
#include "code/reading.h"

static bool place_preposition(plb_slice w) {
  return plb_slice_is(w, "in") || plb_slice_is(w, "at") || plb_slice_is(w, "near") || plb_slice_is(w, "outside") ||
         plb_slice_is(w, "inside") || plb_slice_is(w, "across");
}

void plb_set_place(plb_reading *r, plb_report *report) {
  uint32_t nearest = UINT32_MAX;
  for (uint32_t k = 0; k < r->c->np.n; k++) {
    const plb_np *p = &r->c->np.at[k];
    if (p->prep == PLB_NONE || p->mention == PLB_NONE || !place_preposition(r->doc->token[p->prep].lower)) continue;
    const plb_mention *m = &r->doc->mention[p->mention];
    if (!m->n_party) continue;
    const plb_party *party = &r->doc->party[m->party];
    bool place =
        m->metonym || party->kind == PLB_PARTY_STATE || plb_slice_starts(party->rule, PLB_LIT("actors/places"));
    uint32_t d = p->begin > r->m->head ? p->begin - r->m->head : (r->m->head - p->begin) * 2;
    if (!place || d >= nearest || plb_finite_between(r, p->begin)) continue;
    nearest = d;
    report->place_span = plb_doc_tokens(r->doc, p->begin, p->end);
    report->place_name = m->metonym ? plb_doc_text(r->doc, report->place_span) : party->name;
    report->place_code = party->code;
  }
}

static uint32_t number_of(plb_slice w) {
  static const char *const names[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  size_t word = plb_slice_index(w, names, 13);
  if (word < 13) return (uint32_t)word;
  uint64_t n = 0;
  bool digit = false;
  for (uint32_t i = 0; i < w.n && n < 100000000; i++) {
    if (w.p[i] == ',') continue;
    if (!plb_is_digit(w.p[i])) return UINT32_MAX;
    n = n * 10 + (uint64_t)(w.p[i] - '0');
    digit = true;
  }
  return digit ? (uint32_t)n : UINT32_MAX;
}

void plb_set_size(plb_reading *r, plb_report *report) {
  report->killed = report->injured = report->arrested = UINT32_MAX;
  if (r->verb == PLB_NONE) return;
  uint32_t what = plb_map_get(&r->t->size, r->doc->token[r->m->head].lemma);
  const plb_verb *v = &r->c->verb.at[r->verb];
  bool dies = plb_slice_is(r->doc->token[r->m->head].lemma, "die");
  uint32_t np = v->passive || dies ? v->subject : v->object;
  if (what == PLB_MAP_NONE || np == PLB_NONE) return;
  for (uint32_t i = r->c->np.at[np].begin; i < r->c->np.at[np].end; i++) {
    uint32_t n = r->doc->token[i].tag == PLB_TAG_CD ? number_of(r->doc->token[i].lower) : UINT32_MAX;
    if (n == UINT32_MAX) continue;
    *(what == 0 ? &report->killed : what == 1 ? &report->injured : &report->arrested) = n;
    return;
  }
}
