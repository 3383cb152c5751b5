/* The day of a report: the nearest time expression of the trigger's clause; else the day the sentences before told of;
 * else the day the article is about. Amounts, sets and the article's dateline name no day of an act. What lies more
 * than a year back, or is said to be long ago, is background (status historical). */
#include "base/slice.h"
#include "code/reading.h"

enum { LEAD = 5, WEEK = 7, YEAR = 366, BEFORE = 2, BACK = 16 };

bool plb_finite_between(const plb_reading *r, uint32_t i) {
  uint32_t a = i < r->m->head ? i : r->m->head, b = i < r->m->head ? r->m->head : i;
  for (uint32_t w = 0; w < r->c->verb.n; w++) {
    const plb_verb *v = &r->c->verb.at[w];
    if (v->form == PLB_VERB_FINITE && v->head > a && v->head < b && w != r->verb) return true;
  }
  return false;
}

/* Index of the first time expression of the sentence or of a later one. */
static uint32_t first_time(const plb_doc *doc, uint32_t sentence) {
  uint32_t lo = 0, hi = doc->n_time;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (doc->time[mid].sentence < sentence)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static bool names_no_day(const plb_time *t) {
  return t->dateline || (t->type >= PLB_TIME_DURATION && !plb_date_known(t->first));
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
  const plb_doc *doc = r->doc;
  const plb_time *best = NULL;
  uint32_t nearest = UINT32_MAX;
  bool past = told_as_past(r);
  for (uint32_t i = first_time(doc, r->sentence); i < doc->n_time && doc->time[i].sentence == r->sentence; i++) {
    const plb_time *t = &doc->time[i];
    uint32_t d = t->begin > r->m->head ? t->begin - r->m->head : r->m->head - t->begin;
    if (names_no_day(t) || (past && ahead(doc, t))) continue;
    if (plb_finite_between(r, t->begin) && t->begin > r->c->sentence->begin + 1) continue;
    if (d < nearest) nearest = d, best = t;
  }
  return best;
}

/* Is it a day of the week before publication? */
static bool recent_day(const plb_doc *doc, const plb_time *t) {
  if (t->grain != PLB_GRAIN_DAY || !plb_date_known(t->first) || !plb_date_known(doc->meta.published_day)) return false;
  int32_t behind = plb_date_days(doc->meta.published_day) - plb_date_days(t->first);
  return behind >= 0 && behind <= WEEK;
}

/* The day the article is about: the first one told in its first sentences, the dateline's only when there is no other.
 */
static const plb_time *lead_day(const plb_doc *doc) {
  const plb_time *dateline = NULL;
  for (uint32_t i = 0; i < doc->n_time && doc->time[i].sentence < LEAD; i++) {
    const plb_time *t = &doc->time[i];
    if (t->grain != PLB_GRAIN_DAY || !plb_date_known(t->first)) continue;
    if (!t->dateline) return recent_day(doc, t) ? t : NULL;
    if (!dateline) dateline = t;
  }
  return dateline && recent_day(doc, dateline) ? dateline : NULL;
}

/* The last day told in the sentences just before, in the same paragraph. */
static const plb_time *day_before(const plb_doc *doc, uint32_t sentence) {
  uint32_t end = first_time(doc, sentence);
  for (uint32_t i = end; i > 0 && end - i < BACK && doc->time[i - 1].sentence + BEFORE >= sentence; i--) {
    const plb_time *t = &doc->time[i - 1];
    if (doc->sentence[t->sentence].block != doc->sentence[sentence].block) return NULL;
    if (names_no_day(t) || t->type > PLB_TIME_TIME) continue;
    return t->grain == PLB_GRAIN_DAY && plb_date_known(t->first) ? t : NULL;
  }
  return NULL;
}

static void take(const plb_reading *r, plb_report *report, const plb_time *t, const char *basis) {
  report->date_span = plb_doc_tokens(r->doc, t->begin, t->end);
  report->date_basis = basis;
  report->first = t->first;
  report->last = t->last;
  report->grain = t->grain;
}

/* A finished act without a date of its own; the basis says where its day comes from. */
static void date_from_elsewhere(const plb_reading *r, plb_report *report) {
  report->date_basis = plb_date_known(r->doc->meta.published_day) ? "no date in the sentence" : "no publication date";
  if (report->status != PLB_ACT_ACTUAL) return;
  const plb_time *t = day_before(r->doc, r->sentence);
  if (t) {
    take(r, report, t, "day named before");
    return;
  }
  t = lead_day(r->doc);
  if (t) take(r, report, t, "day of the article's lead");
}

/* What the act's own date says of its status. */
static void status_by_date(const plb_reading *r, plb_report *report) {
  plb_date day = r->doc->meta.published_day, last = report->last;
  if (report->status != PLB_ACT_ACTUAL) return;
  if (strcmp(report->date_basis, "long ago") == 0) report->status = PLB_ACT_HISTORICAL;
  if (!plb_date_known(day) || !plb_date_known(last)) return;
  if (!last.month) last.month = 12;
  if (!last.day) last.day = (uint8_t)plb_days_in_month(last.year, last.month);
  if (plb_date_days(day) - plb_date_days(last) > YEAR) report->status = PLB_ACT_HISTORICAL;
  if (report->status == PLB_ACT_ACTUAL && plb_date_days(report->first) > plb_date_days(day))
    report->status = PLB_ACT_FUTURE;
}

void plb_set_date(const plb_reading *r, plb_report *report) {
  const plb_time *t = nearest_time(r);
  if (!t) {
    date_from_elsewhere(r, report);
    return;
  }
  take(r, report, t, t->basis ? t->basis : "");
  status_by_date(r, report);
}

void plb_complete_date(const plb_reading *r, plb_report *report) {
  if (!plb_date_known(report->first) && report->date_span.begin == report->date_span.end)
    date_from_elsewhere(r, report);
}
