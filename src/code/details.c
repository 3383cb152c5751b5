/* When, where and how many: the nearest time expression and place of the clause, numbers of the object. */
#include "base/date.h"
#include "base/slice.h"
#include "code/reading.h"

/* Does another finite verb stand between the trigger and token i? Then what is at i belongs to that verb's clause. */
static bool finite_between(const plb_reading *r, uint32_t i) {
  uint32_t a = i < r->m->head ? i : r->m->head, b = i < r->m->head ? r->m->head : i;
  for (uint32_t w = 0; w < r->c->verb.n; w++) {
    const plb_verb *v = &r->c->verb.at[w];
    if (v->form == PLB_VERB_FINITE && v->head > a && v->head < b && w != r->verb) return true;
  }
  return false;
}

/* Does the verb of the trigger, or its auxiliary, stand in the past? */
static bool told_as_past(const plb_reading *r) {
  if (r->verb == PLB_NONE) return false;
  const plb_verb *v = &r->c->verb.at[r->verb];
  return v->form == PLB_VERB_FINITE && (v->perfect || r->doc->token[v->begin].tag == PLB_TAG_VBD);
}

static bool ahead(const plb_doc *doc, const plb_time *t) {
  plb_date day = doc->meta.published_day;
  return plb_date_known(day) && plb_date_known(t->first) && plb_date_days(t->first) > plb_date_days(day);
}

/* "agreed to meet on Friday": what happened did not happen then. */
static const plb_time *nearest_time(const plb_reading *r) {
  bool past = told_as_past(r);
  const plb_time *best = NULL;
  uint32_t nearest = UINT32_MAX, lo = 0, hi = r->doc->n_time;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (r->doc->time[mid].sentence < r->sentence)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (uint32_t i = lo; i < r->doc->n_time && r->doc->time[i].sentence == r->sentence; i++) {
    const plb_time *t = &r->doc->time[i];
    if (t->type >= PLB_TIME_DURATION && !plb_date_known(t->first)) continue; /* it names no day */
    if (past && ahead(r->doc, t)) continue;
    uint32_t d = t->begin > r->m->head ? t->begin - r->m->head : r->m->head - t->begin;
    if (finite_between(r, t->begin) && t->begin > r->c->sentence->begin + 1) continue;
    if (d < nearest) nearest = d, best = t;
  }
  return best;
}

/* The day an article is about: the first day named in its first sentences, when it lies in the week before publication.
 */
static const plb_time *lead_day(const plb_doc *doc) {
  enum { LEAD = 5, WEEK = 7 };
  plb_date published = doc->meta.published_day;
  if (!plb_date_known(published)) return NULL;
  for (uint32_t i = 0; i < doc->n_time && doc->time[i].sentence < LEAD; i++) {
    const plb_time *t = &doc->time[i];
    if (t->grain != PLB_GRAIN_DAY || !plb_date_known(t->first)) continue;
    int32_t behind = plb_date_days(published) - plb_date_days(t->first);
    return behind >= 0 && behind <= WEEK ? t : NULL;
  }
  return NULL;
}

/* A finished act without a date of its own happened on the day the article is about; the basis says so. */
static void date_from_lead(plb_reading *r, plb_report *report) {
  const plb_time *t = report->status == PLB_ACT_ACTUAL ? lead_day(r->doc) : NULL;
  if (!t) return;
  report->date_span = plb_doc_tokens(r->doc, t->begin, t->end);
  report->date_basis = "day of the article's lead";
  report->first = t->first;
  report->last = t->last;
  report->grain = t->grain;
}

void plb_set_date(plb_reading *r, plb_report *report) {
  const plb_time *t = nearest_time(r);
  report->date_basis = plb_date_known(r->doc->meta.published_day) ? "no date in the sentence" : "no publication date";
  if (!t) {
    date_from_lead(r, report);
    return;
  }
  report->date_span = plb_doc_tokens(r->doc, t->begin, t->end);
  report->date_basis = t->basis ? t->basis : "";
  report->first = t->first;
  report->last = t->last;
  report->grain = t->grain;
  plb_date day = r->doc->meta.published_day;
  if (!plb_date_known(day) || !plb_date_known(t->last)) return;
  plb_date last = t->last;
  if (!last.month) last.month = 12;
  if (!last.day) last.day = (uint8_t)plb_days_in_month(last.year, last.month);
  int32_t behind = plb_date_days(day) - plb_date_days(last);
  if (report->status == PLB_ACT_ACTUAL && behind > 366) report->status = PLB_ACT_HISTORICAL;
  if (report->status == PLB_ACT_ACTUAL && plb_date_days(t->first) > plb_date_days(day)) report->status = PLB_ACT_FUTURE;
}

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
    if (!place || d >= nearest || finite_between(r, p->begin)) continue;
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
