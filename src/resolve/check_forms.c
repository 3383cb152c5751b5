/* Which of the rows with one form counts on a day is plb_gazetteer_on's to say; a row is hidden when it is chosen on no
 * day. The choice changes only where a row begins or ends, so the days around those are tried. Offices are chains of
 * dated rows: sorted by their beginning, neighbours must neither overlap nor leave a gap. Both are told only where they
 * are certain, whatever month or day the dates leave open. */
#include <stdlib.h>

#include "base/slice.h"
#include "resolve/check.h"

enum { CHAIN_MOST = 64, HOLDERS_MOST = 4096, GAP_DAYS = 366, HANDOVER_DAYS = 31, SHOWN = 80 };

static int shown(plb_slice s) {
  return s.n < SHOWN ? (int)s.n : SHOWN;
}

/* First and last day a date may mean; of an open one the far past or future. */
static int32_t earliest(plb_date d, int32_t open) {
  return plb_date_known(d) ? plb_date_days(d) : open;
}
static int32_t latest(plb_date d, int32_t open) {
  if (!plb_date_known(d)) return open;
  if (!d.month) d.month = 12;
  if (!d.day) d.day = (uint8_t)plb_days_in_month(d.year, d.month);
  return plb_date_days(d);
}
static int32_t past(void) {
  return plb_date_days((plb_date){1, 1, 1});
}
static int32_t future(void) {
  return plb_date_days((plb_date){9999, 12, 31});
}

/* ---- forms ---- */

static bool same_party(const plb_entry *a, const plb_entry *b) {
  return plb_slice_eq(a->code, b->code) && a->sector == b->sector &&
         (a->kind != PLB_ENTRY_PERSON || plb_slice_eq(a->name, b->name));
}

static bool overlap(const plb_entry *a, const plb_entry *b) {
  return earliest(a->from, past()) <= latest(b->to, future()) && earliest(b->from, past()) <= latest(a->to, future());
}

static bool listed(const plb_checking *c, plb_slice key, plb_slice code) {
  for (uint32_t i = 0; c->ambiguous.cell && i <= c->ambiguous.mask; i++) {
    const plb_map_cell *cell = &c->ambiguous.cell[i];
    if (cell->value == PLB_MAP_NONE || !plb_slice_eq_nocase(cell->key, key)) continue;
    plb_slice codes = c->codes.at[cell->value], one;
    while (plb_slice_split(&codes, '|', &one))
      if (plb_slice_eq(one, code)) return true;
  }
  return false;
}

static uint32_t on_day(const plb_checking *c, uint32_t first, int32_t day) {
  return plb_gazetteer_on(&c->g, first, plb_date_of_days(day));
}

/* Is the row, or one that says the same, chosen on that day? *instead: the other that is. */
static bool chosen(const plb_checking *c, uint32_t first, const plb_entry *e, int32_t day, uint32_t *instead) {
  if (day < earliest(e->from, past()) || day > latest(e->to, future())) return false;
  uint32_t on = on_day(c, first, day);
  if (on == PLB_ENTRY_NONE) return true; /* beyond the precision of its dates */
  if (same_party(&c->g.entry.at[on], e)) return true;
  *instead = on;
  return false;
}

static bool reached(const plb_checking *c, uint32_t first, const plb_entry *e, uint32_t *instead) {
  if (chosen(c, first, e, earliest(e->from, past()), instead) || chosen(c, first, e, latest(e->to, future()), instead))
    return true;
  for (uint32_t k = first, n = 0; k != PLB_ENTRY_NONE && n < CHAIN_MOST; k = c->g.entry.at[k].next, n++) {
    const plb_entry *f = &c->g.entry.at[k];
    if (chosen(c, first, e, earliest(f->from, past() + 1) - 1, instead) ||
        chosen(c, first, e, latest(f->to, future() - 1) + 1, instead))
      return true;
  }
  return false;
}

static void tell_hidden(plb_checking *c, plb_slice key, const plb_entry *e, const plb_entry *by) {
  bool mine = plb_check_wants(c, e->rank);
  const plb_entry *at = mine ? e : by, *other = mine ? by : e;
  plb_check_tell(c, mine ? "hidden" : "hides", mine && by->rank == e->rank, at->rank, at->file, at->line,
                 mine ? "take the form out of one of the rows, or give them dates that do not overlap"
                      : "meant? else give the row dates, or a longer form",
                 mine ? "'%.*s' never means %.*s (%.*s %s) here: %s:%u (%.*s %s) comes first"
                      : "'%.*s' is always %.*s (%.*s %s) here; that hides %s:%u (%.*s %s)",
                 shown(key), key.p, shown(at->name), at->name.p, shown(at->code), at->code.p,
                 plb_sector_name((plb_sector)at->sector), other->file, other->line, shown(other->code), other->code.p,
                 plb_sector_name((plb_sector)other->sector));
}

static void check_hidden(plb_checking *c, plb_slice key, uint32_t first, const plb_entry *e) {
  uint32_t start = first, instead = PLB_ENTRY_NONE;
  while (start != PLB_ENTRY_NONE && c->g.entry.at[start].form_case != e->form_case)
    start = c->g.entry.at[start].next;
  if (start == PLB_ENTRY_NONE || listed(c, key, e->code) || reached(c, start, e, &instead) || instead == PLB_ENTRY_NONE)
    return;
  const plb_entry *by = &c->g.entry.at[instead];
  if (plb_check_wants(c, e->rank) || plb_check_wants(c, by->rank)) tell_hidden(c, key, e, by);
}

static bool conflicting(const plb_checking *c, plb_slice key, const plb_entry *a, const plb_entry *b) {
  if (a->rank != b->rank || a->form_case != b->form_case || plb_slice_eq(a->code, b->code)) return false;
  if (a->kind == PLB_ENTRY_ROLE || b->kind == PLB_ENTRY_ROLE || !overlap(a, b)) return false;
  return !(listed(c, key, a->code) && listed(c, key, b->code));
}

static void check_conflict(plb_checking *c, plb_slice key, const plb_entry *e) {
  uint32_t k = e->next;
  for (uint32_t n = 0; k != PLB_ENTRY_NONE && n < CHAIN_MOST; k = c->g.entry.at[k].next, n++) {
    const plb_entry *f = &c->g.entry.at[k];
    if (!conflicting(c, key, e, f)) continue;
    plb_check_tell(c, "conflict", true, e->rank, e->file, e->line,
                   "give the rows dates that do not overlap, or leave the form to one of them",
                   "'%.*s' is %.*s here and %.*s in %s:%u at one time", shown(key), key.p, shown(e->code), e->code.p,
                   shown(f->code), f->code.p, f->file, f->line);
    return;
  }
}

static void check_chain(plb_checking *c, plb_slice key, uint32_t first) {
  uint32_t n = 0;
  for (uint32_t k = first; k != PLB_ENTRY_NONE; k = c->g.entry.at[k].next, n++) {
    const plb_entry *e = &c->g.entry.at[k];
    if (n == CHAIN_MOST && plb_check_wants(c, e->rank))
      plb_check_tell(c, "often", false, e->rank, e->file, e->line, "the rows before it are not compared with it",
                     "'%.*s' stands in more than %d rows", shown(key), key.p, CHAIN_MOST);
    if (n >= CHAIN_MOST) return;
    check_hidden(c, key, first, e);
    if (plb_check_wants(c, e->rank)) check_conflict(c, key, e);
  }
}

void plb_check_forms(plb_checking *c) {
  for (uint32_t i = 0; c->g.form.cell && i <= c->g.form.mask; i++) {
    const plb_map_cell *cell = &c->g.form.cell[i];
    if (cell->value != PLB_MAP_NONE && c->g.entry.at[cell->value].next != PLB_ENTRY_NONE)
      check_chain(c, cell->key, cell->value);
  }
}

/* ---- offices ---- */

static int by_begin(const void *a, const void *b) {
  const plb_entry *x = *(const plb_entry *const *)a, *y = *(const plb_entry *const *)b;
  int32_t p = earliest(x->from, past()), q = earliest(y->from, past());
  return p != q ? (p < q ? -1 : 1) : x->line < y->line ? -1 : x->line > y->line;
}

/* What several are at one time has its article or its post, and is never looked up (people.tsv). */
static bool held_by_one(plb_slice role) {
  return !plb_slice_starts(role, PLB_LIT("a ")) && !plb_slice_starts(role, PLB_LIT("an ")) &&
         plb_slice_find(role, PLB_LIT(" to "), 0) == UINT32_MAX;
}

static void compare_holders(plb_checking *c, const plb_entry *before, const plb_entry *e) {
  if (plb_slice_eq(before->name, e->name)) return;
  int32_t both = earliest(before->to, future()) - latest(e->from, past());
  int32_t nobody = earliest(e->from, past()) - latest(before->to, future());
  if (both > HANDOVER_DAYS)
    plb_check_tell(c, "two holders", false, e->rank, e->file, e->line,
                   "end the row before, or write the role with its article if several hold it",
                   "%.*s is %.*s of %.*s while %.*s is (line %u)", shown(e->name), e->name.p, shown(e->role), e->role.p,
                   shown(e->code), e->code.p, shown(before->name), before->name.p, before->line);
  if (nobody > GAP_DAYS)
    plb_check_tell(c, "gap", false, e->rank, e->file, e->line, "add who held the office between them",
                   "nobody is %.*s of %.*s between %.*s (line %u) and %.*s", shown(e->role), e->role.p, shown(e->code),
                   e->code.p, shown(before->name), before->name.p, before->line, shown(e->name), e->name.p);
}

static void check_office(plb_checking *c, uint32_t first, const plb_entry **holder) {
  uint32_t n = 0;
  for (uint32_t k = first; k != PLB_ENTRY_NONE && n < HOLDERS_MOST; k = c->g.office_next.at[k])
    if (plb_check_wants(c, c->g.entry.at[k].rank)) holder[n++] = &c->g.entry.at[k];
  if (n < 2 || !held_by_one(holder[0]->role)) return;
  qsort(holder, n, sizeof(const plb_entry *), by_begin);
  for (uint32_t i = 1; i < n; i++)
    if (holder[i]->rank == holder[i - 1]->rank) compare_holders(c, holder[i - 1], holder[i]);
}

void plb_check_offices(plb_checking *c) {
  const plb_entry **holder = plb_arena_array(&c->g.arena, HOLDERS_MOST, sizeof *holder);
  if (!holder) {
    c->full = true;
    return;
  }
  for (uint32_t i = 0; c->g.office.cell && i <= c->g.office.mask; i++)
    if (c->g.office.cell[i].value != PLB_MAP_NONE) check_office(c, c->g.office.cell[i].value, holder);
}
