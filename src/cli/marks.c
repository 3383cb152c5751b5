/* One byte of role for each byte of text, painted from the weakest role to the strongest; a run is a stretch of one
 * colour that no trigger ends inside. Time is linear in the text and the lengths of the spans. */
#include "cli/marks.h"

#include <stdlib.h>
#include <string.h>

const char *cli_role_name(cli_role role) {
  static const char *const names[] = {"", "date", "place", "claimant", "recipient", "actor", "trigger"};
  return names[role];
}

bool cli_range_good(const plb_document *d, plb_range r) {
  return r.begin <= r.end && r.end <= d->text.n;
}

plb_slice cli_words(const plb_document *d, plb_range r) {
  if (!cli_range_good(d, r)) return (plb_slice){"", 0};
  return (plb_slice){d->text.p + r.begin, r.end - r.begin};
}

static void paint(cli_marks *m, plb_range r, cli_role role) {
  uint32_t begin = r.begin > m->of.begin ? r.begin : m->of.begin, end = r.end < m->of.end ? r.end : m->of.end;
  if (begin >= end) return;
  for (unsigned char *p = m->role + (begin - m->of.begin), *stop = m->role + (end - m->of.begin); p < stop; p++)
    if (*p < role) *p = (unsigned char)role;
}

static void paint_report(cli_marks *m, const plb_report_view *r, bool triggers_only) {
  paint(m, r->trigger, CLI_TRIGGER);
  if (triggers_only) return;
  paint(m, r->date_at, CLI_DATE);
  paint(m, r->place_at, CLI_PLACE);
  for (uint32_t i = 0; i < r->n_claim; i++)
    paint(m, r->claim[i].party.at, CLI_CLAIMANT);
  for (uint32_t i = 0; i < r->n_recipient; i++)
    paint(m, r->recipient[i].at, CLI_RECIPIENT);
  for (uint32_t i = 0; i < r->n_actor; i++)
    paint(m, r->actor[i].at, CLI_ACTOR);
}

static int by_trigger_end(const void *a, const void *b, void *user) {
  const plb_document *d = user;
  uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
  uint32_t x = d->report[i].trigger.end, y = d->report[j].trigger.end;
  return x != y ? (x < y ? -1 : 1) : (i > j) - (i < j);
}

bool cli_marks_init(cli_marks *m, const plb_document *d, plb_range of, const plb_report_view *report,
                    bool triggers_only) {
  *m = (cli_marks){.d = d, .of = cli_range_good(d, of) ? of : (plb_range){0, 0}};
  m->role = calloc((size_t)(m->of.end - m->of.begin) + 1, 1);
  m->by_end = calloc((size_t)d->n_report + 1, sizeof *m->by_end);
  if (!m->role || !m->by_end) {
    cli_marks_free(m);
    return false;
  }
  for (uint32_t i = 0; i < d->n_report; i++) {
    const plb_report_view *r = &d->report[i];
    if (report && report != r) continue;
    paint_report(m, r, triggers_only);
    if (r->trigger.begin < r->trigger.end && r->trigger.begin >= m->of.begin && r->trigger.end <= m->of.end)
      m->by_end[m->n_by_end++] = i;
  }
  qsort_r(m->by_end, m->n_by_end, sizeof *m->by_end, by_trigger_end, (void *)(uintptr_t)d);
  return true;
}

void cli_marks_free(cli_marks *m) {
  free(m->role);
  free(m->by_end);
  m->role = NULL;
  m->by_end = NULL;
}

/* First of by_end whose trigger ends after `at`. */
static uint32_t next_end(const cli_marks *m, uint32_t at) {
  uint32_t low = 0, high = m->n_by_end;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (m->d->report[m->by_end[middle]].trigger.end > at)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

bool cli_marks_next(const cli_marks *m, plb_range within, uint32_t *at, cli_run *run) {
  uint32_t stop = within.end < m->of.end ? within.end : m->of.end;
  if (*at < within.begin) *at = within.begin;
  if (*at < m->of.begin) *at = m->of.begin;
  if (*at >= stop) return false;
  uint32_t k = next_end(m, *at), begin = *at;
  unsigned char role = m->role[begin - m->of.begin];
  uint32_t end = k < m->n_by_end ? m->d->report[m->by_end[k]].trigger.end : stop;
  if (end > stop) end = stop;
  *run = (cli_run){.role = (cli_role)role, .first_report = k < m->n_by_end ? m->by_end[k] : 0};
  uint32_t p = begin;
  while (p < end && m->role[p - m->of.begin] == role)
    p++;
  run->at = (plb_range){begin, p};
  run->ended = k;
  while (k < m->n_by_end && m->d->report[m->by_end[k]].trigger.end == p)
    k++;
  run->n_ended = k - run->ended;
  run->trigger_ends = run->n_ended > 0;
  *at = p;
  return true;
}
