/* Readings of calendar names: days, months, years, quarters, seasons, decades, centuries, holidays. A name without its
 * year takes the year that brings it nearest to publication, the later one where the sentence speaks of the future. */
#include "resolve/time.h"

enum { FAR = 20, AGAINST_TENSE = 150 }; /* days */

static bool dated(const plb_time_reader *r) {
  return plb_date_known(r->published);
}

static uint32_t first_token(const plb_time_match *m) {
  return m->atom[0]->begin;
}

static plb_slice word_before(const plb_time_reader *r, const plb_time_match *m) {
  return plb_time_lower(r, (int64_t)first_token(m) - 1);
}

/* The year that brings month and day nearest to publication; one against the tense only when it is close. */
static int nearest_year(const plb_time_reader *r, const plb_time_match *m, int month, int day) {
  int best = r->published.year, least = 100000;
  bool ahead = plb_time_ahead(r, first_token(m));
  for (int y = r->published.year - 1; y <= r->published.year + 1; y++) {
    plb_date d = {(int16_t)y, (uint8_t)month, (uint8_t)(day ? day : 15)};
    int apart = plb_date_days(d) - plb_date_days(r->published), cost = apart < 0 ? -apart : apart;
    if (ahead != (apart > 0) && cost > FAR) cost += AGAINST_TENSE;
    if (cost < least) least = cost, best = y;
  }
  return best;
}

/* The last such day before publication, or the first after it. */
static int shifted_year(const plb_time_reader *r, int shift, int month, int day) {
  plb_date p = r->published;
  int now = p.month * 100 + (day ? p.day : 0), then = month * 100 + day;
  if (shift < 0) return then < now ? p.year : p.year - 1;
  if (shift > 0) return then > now ? p.year : p.year + 1;
  return p.year;
}

static int year_of(const plb_time_reader *r, const plb_time_match *m, int month, int day, const char **basis) {
  const plb_atom *year = plb_time_part(m, PLB_TW_YEAR, 0), *shift = plb_time_part(m, PLB_TW_SHIFT, 0);
  *basis = year ? "explicit" : "publication";
  if (year) return year->value;
  if (!dated(r)) return 0;
  if (!shift || plb_time_has(plb_time_part(m, PLB_TW_WEEKDAY, 0), PLB_TW_WEEKDAY))
    return nearest_year(r, m, month, day);
  if (plb_time_part(m, PLB_TW_UNIT, 0)) return r->published.year + shift->value; /* "March last year" */
  return shifted_year(r, shift->value, month, day);
}

bool plb_time_read_date(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *month = plb_time_part(m, PLB_TW_MONTH, 0), *other = plb_time_part(m, PLB_TW_MONTH, 1);
  const plb_atom *day = plb_time_part(m, PLB_TW_DAYN, 0), *last = plb_time_part(m, PLB_TW_DAYN, 1);
  const plb_atom *days = plb_time_part(m, PLB_TW_DAYS, 0);
  const char *basis;
  int d = days ? days->value : day ? day->value : 0, end = days ? days->more : last ? last->value : 0;
  if (!d) return false;
  int year = year_of(r, m, month->value, d, &basis), end_month = other ? other->value : month->value;
  if (!year) {
    if (d > plb_days_in_month(2000, month->value)) return false;
    return plb_time_unresolved(r, t, end ? PLB_GRAIN_RANGE : PLB_GRAIN_DAY, "XXXX-%02d-%02d", month->value, d);
  }
  plb_date first = plb_time_ymd(year, month->value, d);
  if (!plb_date_known(first)) return false;
  if (!end) return plb_time_day(r, t, first, "", basis);
  plb_date to = plb_time_ymd(end_month < month->value ? year + 1 : year, end_month, end);
  if (end_month < month->value && plb_time_part(m, PLB_TW_YEAR, 0)) { /* "December 28 to January 2, 2024" */
    first = plb_time_ymd(year - 1, month->value, d);
    to = plb_time_ymd(year, end_month, end);
  }
  return plb_date_known(to) && plb_date_days(to) > plb_date_days(first) && plb_time_days(r, t, first, to, basis);
}

/* "may" is mostly no month and "Jan" may be a man, unless something in front says so. */
static bool doubtful_month(const plb_time_reader *r, const plb_time_match *m) {
  plb_slice w = r->doc->token[first_token(m)].lower;
  if (m->n > 1 || w.n != 3) return false;
  uint32_t before = m->begin;
  return before == 0 ||
         !(r->atoms.at[before - 1].kinds & (PLB_TIME_BIT(BEFORE_YEAR) | PLB_TIME_BIT(SHIFT) | PLB_TIME_BIT(PHASE)));
}

/* A day behind the month that it does not have ("February 30") makes it none. */
bool plb_time_read_month(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *month = plb_time_part(m, PLB_TW_MONTH, 0), *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  const char *basis;
  bool no_day = m->n == 1 && m->end < r->atoms.n && plb_time_has(&r->atoms.at[m->end], PLB_TW_DAYN);
  if (no_day || doubtful_month(r, m) || (unit && unit->value != PLB_UNIT_YEAR)) return false;
  int year = year_of(r, m, month->value, 0, &basis);
  if (year) return plb_time_month(r, t, year, month->value, basis);
  return plb_time_unresolved(r, t, PLB_GRAIN_MONTH, "XXXX-%02d", month->value);
}

bool plb_time_read_iso(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  plb_date day = plb_date_parse_iso(r->doc->token[first_token(m)].lower);
  return plb_date_known(day) && day.day && plb_time_day(r, t, day, "", "explicit");
}

/* Month first between slashes unless it cannot be one, day first between dots. */
bool plb_time_read_slashed(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  plb_slice w = r->doc->token[first_token(m)].lower, part;
  bool dots = plb_slice_find(w, PLB_LIT("."), 0) != UINT32_MAX;
  int n[3];
  for (int i = 0; i < 3; i++) {
    uint64_t v;
    if (!plb_slice_split(&w, dots ? '.' : '/', &part) || part.n > 4 || !plb_slice_u64(part, &v)) return false;
    n[i] = (int)v;
    if (i == 2 && part.n == 2) n[i] += n[i] < 50 ? 2000 : 1900;
  }
  if (n[0] > 31) return plb_time_day(r, t, plb_time_ymd(n[0], n[1], n[2]), "", "explicit"); /* 2024/03/14 */
  if (n[2] < 1000 || n[0] < 1 || n[1] < 1) return false;
  bool day_first = dots || n[0] > 12;
  return plb_time_day(r, t, plb_time_ymd(n[2], day_first ? n[1] : n[0], day_first ? n[0] : n[1]), "", "explicit");
}

/* ---- years ---- */

static bool counts_something(const plb_time_reader *r, int64_t next) {
  if (next >= r->end) return false;
  const plb_token *t = &r->doc->token[next];
  static const char *const units[] = {"%", "percent", "million", "billion", "feet", "miles", "km", "kg"};
  return t->tag == PLB_TAG_NNS || PLB_AMONG(t->lower, units);
}

/* Digits that may be a year: behind a word that says so, or of this time and neither an amount nor a number. */
static bool bare_year(const plb_time_reader *r, const plb_time_match *m, const plb_atom *a) {
  enum { OLD = 1500, MODERN = 1900, AHEAD = 2060 };
  if (counts_something(r, a->end)) return false;
  if (a->word != PLB_TIME_NO_WORD) return a->value % 100 != 0; /* "nineteen ninety-six", not "in two thousand" */
  bool said = m->begin > 0 && r->atoms.at[m->begin - 1].kinds & (PLB_TIME_BIT(BEFORE_YEAR) | PLB_TIME_BIT(PHASE));
  if (said) return a->value >= OLD;
  if (a->value < MODERN || a->value > AHEAD) return false;
  if (first_token(m) == r->begin) return true;
  const plb_token *before = &r->doc->token[first_token(m) - 1];
  return before->tag != PLB_TAG_CD && before->tag != PLB_TAG_SYM && !plb_slice_is(before->lower, "$") &&
         !plb_slice_is(before->lower, "#") && !plb_slice_is(before->lower, "no.");
}

bool plb_time_read_year(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *year = plb_time_part(m, PLB_TW_YEAR, 0);
  if (m->n == 1 && !bare_year(r, m, year)) return false;
  return plb_time_year(r, t, year->value, "explicit");
}

bool plb_time_read_years(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *both = plb_time_part(m, PLB_TW_YEARS, 0);
  int first = both ? both->value : plb_time_part(m, PLB_TW_YEAR, 0)->value;
  int last = both ? both->more : plb_time_part(m, PLB_TW_YEAR, 1)->value;
  if (last <= first || last - first > 500 || counts_something(r, m->atom[m->n - 1]->end)) return false;
  if (!plb_time_year(r, t, first, "explicit")) return false;
  t->last = plb_time_ymd(last, 0, 0);
  t->grain = PLB_GRAIN_RANGE;
  return plb_date_known(t->last);
}

/* "the 1988 quarter" of a text that tells of one quarter. */
bool plb_time_read_year_period(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  int year = plb_time_part(m, PLB_TW_YEAR, 0)->value;
  if (unit && (unit->value != PLB_UNIT_QUARTER || unit->plural)) return false;
  if (r->quarter) return plb_time_quarter(r, t, year, r->quarter, "context");
  return plb_time_year(r, t, year, "explicit");
}

/* "the 1980s"; "the eighties" and "the '80s" only behind "the": a man may be in his eighties. */
bool plb_time_read_decade(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  int first = m->atom[0]->value;
  if (first < 100) {
    bool phase = m->begin > 0 && plb_time_has(&r->atoms.at[m->begin - 1], PLB_TW_PHASE);
    if (!phase && !plb_slice_is(word_before(r, m), "the")) return false;
    first += first < 20 ? 2000 : 1900;
  }
  return plb_time_span_of_years(r, t, first, 10, "explicit");
}

/* ---- quarters, halves, centuries ---- */

static int ordinal_year(plb_time_reader *r, const plb_time_match *m, int32_t unit, int nth, const char **basis) {
  const plb_atom *year = plb_time_part(m, PLB_TW_YEAR, 0), *shift = plb_time_part(m, PLB_TW_SHIFT, 0);
  *basis = year ? "explicit" : "publication";
  if (year) return year->value;
  if (!dated(r)) return 0;
  if (plb_time_part(m, PLB_TW_AGO, 0)) {
    *basis = "context";
    return (r->quarter ? r->quarter_year : r->published.year) - 1;
  }
  if (shift && m->n > 2) return r->published.year + shift->value;
  if (plb_time_part(m, PLB_TW_UNIT, 1)) return r->published.year; /* "of the year" */
  return unit == PLB_UNIT_QUARTER ? nearest_year(r, m, nth * 3 - 1, 15) : 0;
}

/* The unit that is counted: "third quarter of last year". */
static const plb_atom *counted_unit(const plb_time_match *m, const plb_atom *counter) {
  for (uint32_t i = 0; i < m->n; i++)
    if (m->atom[i] > counter && plb_time_has(m->atom[i], PLB_TW_UNIT)) return m->atom[i];
  return NULL;
}

static bool century(plb_time_reader *r, plb_time *t, int nth) {
  if (nth < 1 || nth > 30) return false;
  if (nth > 1) return plb_time_span_of_years(r, t, (nth - 1) * 100, 100, "explicit");
  return plb_time_span_of_years(r, t, 1, 100, "explicit");
}

/* Which one: of "the last half of 2019" the second. 0: none. */
static int which(const plb_time_match *m, const plb_atom *ord, int32_t unit) {
  const plb_atom *qn = plb_time_part(m, PLB_TW_QN, 0);
  if (qn) return qn->value;
  if (ord) return ord->value;
  if (m->atom[0]->value >= 0) return 0;
  return unit == PLB_UNIT_HALF ? 2 : unit == PLB_UNIT_QUARTER ? 4 : 0;
}

bool plb_time_read_ordinal(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *ord = plb_time_part(m, PLB_TW_ORD, 0), *unit = counted_unit(m, ord ? ord : m->atom[0]);
  int32_t kind = plb_time_part(m, PLB_TW_QN, 0) ? PLB_UNIT_QUARTER : unit ? unit->value : 0;
  int nth = which(m, ord, kind);
  const char *basis;
  if (unit && unit->plural && kind != PLB_UNIT_CENTURY) return false;
  if (kind == PLB_UNIT_CENTURY) return century(r, t, nth);
  bool quarter = kind == PLB_UNIT_QUARTER, half = kind == PLB_UNIT_HALF && m->n > 3;
  if ((!quarter && !half) || nth < 1 || nth > (quarter ? 4 : 2)) return false;
  int year = ordinal_year(r, m, kind, nth, &basis);
  if (year && quarter) return plb_time_quarter(r, t, year, nth, basis);
  if (year) return plb_time_half(r, t, year, nth, basis);
  return plb_time_unresolved(r, t, quarter ? PLB_GRAIN_QUARTER : PLB_GRAIN_RANGE, "XXXX-%c%d", quarter ? 'Q' : 'H',
                             nth);
}

/* ---- seasons, holidays ---- */

static int season_month(int32_t season) {
  return season == ('S' << 8 | 'P') ? 4 : season == ('S' << 8 | 'U') ? 7 : season == ('F' << 8 | 'A') ? 10 : 1;
}

static bool names_season(const plb_time_reader *r, const plb_time_match *m) {
  static const char *const before[] = {"the", "in", "by", "since", "until", "early", "late", "mid", "this", "during"};
  return PLB_AMONG(word_before(r, m), before) && !plb_slice_is(word_before(r, m), "to");
}

static int season_year(const plb_time_reader *r, const plb_time_match *m, int32_t season, const char **basis) {
  const plb_atom *year = plb_time_part(m, PLB_TW_YEAR, 0), *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  const plb_atom *shift = plb_time_part(m, PLB_TW_SHIFT, 1);
  if (!shift) shift = plb_time_part(m, PLB_TW_SHIFT, 0);
  *basis = year ? "explicit" : "publication";
  if (year) return year->value;
  if (!dated(r)) return 0;
  int month = season_month(season);
  int winter = month == 1; /* it begins in the year before */
  if (unit) return r->published.year + shift->value;
  if (!shift) return nearest_year(r, m, month, 15) - winter;
  if (shift->value == 0) return r->published.year - (winter && r->published.month < 6);
  return shifted_year(r, shift->value, month, 15) - winter;
}

bool plb_time_read_season(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *season = plb_time_part(m, PLB_TW_SEASON, 0), *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  const char *basis;
  char letters[3];
  if (season->plural || (m->n == 1 && !names_season(r, m)) || (unit && unit->value != PLB_UNIT_YEAR)) return false;
  int year = season_year(r, m, season->value, &basis);
  if (year) return plb_time_season(r, t, year, season->value, basis);
  return plb_time_unresolved(r, t, PLB_GRAIN_RANGE, "XXXX-%s", plb_time_letters(season->value, letters));
}

/* Easter Sunday after the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
static plb_date easter(int y) {
  int a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  int n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
  return plb_time_ymd(y, n / 31, n % 31 + 1);
}

/* The nth weekday of a month; the fifth is the last. */
static plb_date nth_weekday(int year, int month, int weekday, int nth) {
  plb_date first = plb_time_ymd(year, month, 1);
  if (!plb_date_known(first)) return first;
  int day = 1 + (weekday - plb_date_weekday(first) + 7) % 7 + (nth - 1) * 7;
  return plb_time_ymd(year, month, day > plb_days_in_month(year, month) ? day - 7 : day);
}

/* `when` of holidays.tsv: "12-25", "11-3-4" (fourth Thursday of November), "easter", "easter-2". */
static plb_date holiday_in(plb_slice when, int year) {
  uint64_t n[3] = {0};
  plb_slice part;
  int parts = 0;
  if (plb_slice_starts(when, PLB_LIT("easter"))) {
    plb_slice rest = plb_slice_sub(when, 6, when.n);
    bool minus = rest.n && rest.p[0] == '-';
    if (rest.n && !plb_slice_u64(plb_slice_sub(rest, 1, rest.n), &n[0])) return (plb_date){0};
    return plb_time_shift_days(easter(year), minus ? -(int64_t)(n[0] % 100) : (int64_t)(n[0] % 100));
  }
  while (parts < 3 && plb_slice_split(&when, '-', &part))
    if (!plb_slice_u64(part, &n[parts++]) || n[parts - 1] > 31) return (plb_date){0};
  if (parts == 3) return nth_weekday(year, (int)n[0], (int)n[1], (int)n[2]);
  return plb_time_ymd(year, (int)n[0], (int)n[1]);
}

bool plb_time_read_holiday(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const char *basis;
  if (!(r->doc->token[first_token(m) + (m->n > 1 && plb_time_has(m->atom[0], PLB_TW_SHIFT))].flags & PLB_TOK_CAPITAL))
    return false;
  plb_date usual = holiday_in(m->rule->value, dated(r) ? r->published.year : 2000);
  if (!plb_date_known(usual)) return false;
  int year = year_of(r, m, usual.month, usual.day, &basis);
  if (!year) return plb_time_unresolved(r, t, PLB_GRAIN_DAY, "XXXX-XX-XX");
  return plb_time_day(r, t, holiday_in(m->rule->value, year), "", basis);
}

bool plb_time_read_week_of(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  plb_time day = {0};
  if (m->atom[0]->value != PLB_UNIT_WEEK || !plb_time_read_date(r, m, &day)) return false;
  if (!plb_date_known(day.first)) return plb_time_unresolved(r, t, PLB_GRAIN_WEEK, "XXXX-WXX");
  return plb_time_week(r, t, day.first, false, day.basis);
}

bool plb_time_read_year_end(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  if (m->atom[0]->value != PLB_UNIT_YEAR || m->atom[0]->plural) return false;
  if (!dated(r)) return plb_time_unresolved(r, t, PLB_GRAIN_YEAR, "XXXX");
  return plb_time_year(r, t, r->published.year, "publication");
}
