/* Readings of times reckoned from another: from the day of publication ("last week", "two years ago"), or from the date
 * the text told last ("the following year", "a year earlier"). */
#include "resolve/time.h"

static bool dated(const plb_time_reader *r) {
  return plb_date_known(r->published);
}

static uint32_t first_token(const plb_time_match *m) {
  return m->atom[0]->begin;
}

/* Of "this past", "this coming" the second word says it. */
static const plb_atom *shift_of(const plb_time_match *m) {
  const plb_atom *second = plb_time_part(m, PLB_TW_SHIFT, 1);
  return second ? second : plb_time_part(m, PLB_TW_SHIFT, 0);
}

/* "TMO", "T12:00" */
static const char *part_of_day(const plb_atom *part, char out[8]) {
  static const struct {
    char letters[3], value[8];
  } special[] = {{"MI", "T12:00"}, {"MN", "T24:00"}, {"DA", "TMO"}, {"DU", "TEV"}};
  char letters[3];
  out[0] = 0;
  if (!part) return out;
  plb_time_letters(part->value, letters);
  snprintf(out, 8, "T%s", letters);
  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (strcmp(special[i].letters, letters) == 0) snprintf(out, 8, "%s", special[i].value);
  return out;
}

/* ---- weekdays and days ---- */

static plb_date week_day(plb_date of, int weekday) {
  return plb_time_shift_days(of, weekday - plb_date_weekday(of));
}

/* The last such weekday before the day (strictly), or the first after it. */
static plb_date weekday_beside(plb_date day, int weekday, bool after) {
  int back = (plb_date_weekday(day) - weekday + 7) % 7;
  if (after) return plb_time_shift_days(day, back ? 7 - back : 7);
  return plb_time_shift_days(day, back ? -back : -7);
}

static plb_date weekday_meant(const plb_time_reader *r, const plb_time_match *m, int weekday) {
  const plb_atom *shift = shift_of(m), *shifted = plb_time_part(m, PLB_TW_SHIFTED, 0);
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  plb_date p = r->published;
  if (shift && unit && unit > shift) return week_day(plb_time_shift_days(p, 7 * shift->value), weekday);
  if (shifted && plb_date_known(r->told) && r->told.day) {
    if (shifted->value == 0) return week_day(r->told, weekday);
    return weekday_beside(r->told, weekday, shifted->value > 0);
  }
  if (shift) return shift->value ? weekday_beside(p, weekday, shift->value > 0) : week_day(p, weekday);
  int back = (plb_date_weekday(p) - weekday + 7) % 7;
  bool ahead = back && plb_time_ahead(r, first_token(m));
  return plb_time_shift_days(p, ahead ? 7 - back : -back);
}

static int one_day_off(const plb_time_match *m) {
  return !m->rule->value.n ? 0 : m->rule->value.p[0] == '-' ? -1 : plb_slice_is(m->rule->value, "1") ? 1 : 0;
}

bool plb_time_read_weekday(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *day = plb_time_part(m, PLB_TW_WEEKDAY, 0), *part = plb_time_part(m, PLB_TW_DAYPART, 0);
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  char letters[8];
  int off = one_day_off(m);
  if (part && part->plural) return false;
  if (unit && unit->value != (off ? PLB_UNIT_DAY : PLB_UNIT_WEEK)) return false;
  part_of_day(part, letters);
  if (dated(r))
    return plb_time_day(r, t, plb_time_shift_days(weekday_meant(r, m, day->value), off), letters, "weekday");
  bool good = plb_time_unresolved(r, t, PLB_GRAIN_DAY, "XXXX-WXX-%d%s", (day->value + off + 7) % 7 + 1, letters);
  if (*letters) t->type = PLB_TIME_TIME;
  return good;
}

/* "yesterday", "tonight", "last night", "the day before yesterday" */
bool plb_time_read_today(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *day = plb_time_part(m, PLB_TW_DAY, 0), *part = plb_time_part(m, PLB_TW_DAYPART, 0);
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0), *shift = shift_of(m);
  char letters[8];
  if ((unit && unit->value != PLB_UNIT_DAY) || (part && part->plural)) return false;
  int days = (day ? day->value : shift ? shift->value : 0) + one_day_off(m);
  part_of_day(part, letters);
  if (plb_slice_is(m->rule->value, "NI")) snprintf(letters, sizeof letters, "TNI");
  if (dated(r)) return plb_time_day(r, t, plb_time_shift_days(r->published, days), letters, "publication");
  bool good = plb_time_unresolved(r, t, PLB_GRAIN_DAY, "XXXX-XX-XX%s", letters);
  if (*letters) t->type = PLB_TIME_TIME;
  return good;
}

/* ---- times of day ---- */

static bool hour_and_minute(const plb_time_match *m, int *hour, int *minute) {
  const plb_atom *clock = plb_time_part(m, PLB_TW_CLOCK, 0), *half = plb_time_part(m, PLB_TW_AMPM, 0);
  const plb_atom *number = plb_time_part(m, PLB_TW_NUM, 0), *part = plb_time_part(m, PLB_TW_DAYPART, 0);
  if (!clock && !number) return false;
  *hour = clock ? clock->value : number->value;
  *minute = clock ? clock->more : 0;
  if (!clock && !half && number->value >= 100)
    *hour = number->value / 100, *minute = number->value % 100; /* 1500 GMT */
  if (*hour > 24 || *minute > 59 || (half && (*hour > 12 || *hour < 1))) return false;
  if (half) *hour = *hour % 12 + half->value;
  if (part && *hour < 12 && part->value != ('M' << 8 | 'O')) *hour += 12;
  return true;
}

/* Digits with a colon count by themselves only behind a word that says so: they may be a score. */
static bool told_as_time(const plb_time_reader *r, const plb_time_match *m) {
  if (m->n > 1 || !plb_time_has(m->atom[0], PLB_TW_CLOCK)) return true;
  return plb_slice_is(plb_time_lower(r, (int64_t)first_token(m) - 1), "at") ||
         (m->begin && r->atoms.at[m->begin - 1].kinds & (PLB_TIME_BIT(BEFORE_YEAR) | PLB_TIME_BIT(APPROX)));
}

static bool clock_day(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  if (plb_time_part(m, PLB_TW_WEEKDAY, 0)) return plb_time_read_weekday(r, m, t);
  if (plb_time_part(m, PLB_TW_MONTH, 0)) {
    plb_time_match date = {.rule = m->rule};
    for (uint32_t i = 0; i < m->n; i++)
      if (date.n || plb_time_has(m->atom[i], PLB_TW_MONTH)) date.atom[date.n++] = m->atom[i];
    return plb_time_read_date(r, &date, t);
  }
  const plb_atom *day = plb_time_part(m, PLB_TW_DAY, 0);
  if (!dated(r)) return plb_time_unresolved(r, t, PLB_GRAIN_DAY, "XXXX-XX-XX");
  return plb_time_day(r, t, plb_time_shift_days(r->published, day ? day->value : 0), "", "publication");
}

bool plb_time_read_clock(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  int hour, minute;
  plb_time day = {0};
  if (!told_as_time(r, m) || !hour_and_minute(m, &hour, &minute)) return false;
  plb_time_match plain = *m; /* the part of the day is in the hour */
  plain.n = 0;
  for (uint32_t i = 0; i < m->n; i++)
    if (!plb_time_has(m->atom[i], PLB_TW_DAYPART)) plain.atom[plain.n++] = m->atom[i];
  if (!clock_day(r, &plain, &day)) return false;
  if (!plb_time_value(r, t, PLB_TIME_TIME, day.basis, "%.*sT%02d:%02d", (int)day.value.n, day.value.p, hour, minute))
    return false;
  t->first = day.first;
  t->last = day.last;
  t->grain = day.grain;
  return true;
}

/* Did the text tell last of a day in the week before publication? Then it is still about that day. */
static bool tells_of_day(const plb_time_reader *r) {
  enum { WEEK = 7 };
  if (!plb_date_known(r->told) || r->told_grain != PLB_GRAIN_DAY || !r->told.day) return false;
  if (!dated(r)) return true;
  int32_t behind = plb_date_days(r->published) - plb_date_days(r->told);
  return behind >= 0 && behind <= WEEK;
}

/* "at noon"; "in the morning" */
bool plb_time_read_daypart(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  int32_t value = m->atom[0]->value;
  char letters[8];
  if (m->atom[0]->plural) return false;
  if (value != ('M' << 8 | 'I') && value != ('M' << 8 | 'N')) {
    static const char *const within[] = {"in", "during", "by", "until", "throughout"};
    int64_t at = first_token(m);
    if (!plb_slice_is(plb_time_lower(r, at - 1), "the") || !PLB_AMONG(plb_time_lower(r, at - 2), within)) return false;
  }
  part_of_day(m->atom[0], letters);
  if (tells_of_day(r)) return plb_time_day(r, t, r->told, letters, "context");
  if (dated(r)) return plb_time_day(r, t, r->published, letters, "publication");
  bool good = plb_time_unresolved(r, t, PLB_GRAIN_DAY, "XXXX-XX-XX%s", letters);
  t->type = PLB_TIME_TIME;
  return good;
}

/* ---- weeks, months, quarters, years ---- */

static plb_granularity grain_of(int32_t unit) {
  switch (unit) {
  case PLB_UNIT_DAY:
    return PLB_GRAIN_DAY;
  case PLB_UNIT_WEEK:
    return PLB_GRAIN_WEEK;
  case PLB_UNIT_MONTH:
    return PLB_GRAIN_MONTH;
  case PLB_UNIT_QUARTER:
    return PLB_GRAIN_QUARTER;
  case PLB_UNIT_YEAR:
    return PLB_GRAIN_YEAR;
  case PLB_UNIT_DECADE:
    return PLB_GRAIN_DECADE;
  case PLB_UNIT_CENTURY:
    return PLB_GRAIN_CENTURY;
  default:
    return PLB_GRAIN_RANGE;
  }
}

static const char *unknown_of(int32_t unit) {
  switch (unit) {
  case PLB_UNIT_DAY:
    return "XXXX-XX-XX";
  case PLB_UNIT_WEEK:
    return "XXXX-WXX";
  case PLB_UNIT_WEEKEND:
    return "XXXX-WXX-WE";
  case PLB_UNIT_MONTH:
    return "XXXX-XX";
  case PLB_UNIT_QUARTER:
    return "XXXX-QX";
  default:
    return "XXXX";
  }
}

static bool away(plb_time_reader *r, plb_time *t, int32_t unit, int64_t n) {
  if (!dated(r)) return plb_time_unresolved(r, t, grain_of(unit), "%s", unknown_of(unit));
  return plb_time_away(r, t, r->published, unit, n, "publication");
}

bool plb_time_read_shift(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0), *shift = shift_of(m);
  bool next_day = unit->value == PLB_UNIT_DAY && shift->value > 0;
  if (unit->plural) {
    if (!shift->value) return false;
    return plb_time_read_amount(r, m, t);
  }
  if (next_day) { /* "the next day": after the one just told */
    if (!plb_date_known(r->told) || r->told_grain != PLB_GRAIN_DAY) return away(r, t, PLB_UNIT_DAY, 1);
    return plb_time_away(r, t, r->told, PLB_UNIT_DAY, 1, "context");
  }
  if (unit->value == PLB_UNIT_DAY || unit->value == PLB_UNIT_FORTNIGHT) return false;
  return away(r, t, unit->value, shift->value);
}

/* "the following year", "that day", "the week before that" */
bool plb_time_read_shifted(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0), *shifted = plb_time_part(m, PLB_TW_SHIFTED, 0);
  if (unit->plural || unit->value == PLB_UNIT_HOUR || unit->value == PLB_UNIT_FORTNIGHT) return false;
  int n = shifted ? shifted->value : 0;
  bool within = m->n == 4 && plb_time_has(m->atom[0], PLB_TW_PHASE); /* "later in the week" */
  if (within && (unit->value != PLB_UNIT_DAY || !tells_of_day(r))) return away(r, t, unit->value, 0);
  if (m->n == 3 && m->atom[0] == unit) n = plb_slice_is(plb_time_lower(r, unit->end), "before") ? -1 : 1;
  bool day = unit->value == PLB_UNIT_DAY;
  if (plb_date_known(r->told) && (!day || r->told.day)) return plb_time_away(r, t, r->told, unit->value, n, "context");
  return plb_time_value(r, t, PLB_TIME_DATE, "vague", "%s", unknown_of(unit->value));
}

/* The quarter a text about results tells of: the last it named, else the last that was over at publication. */
static int quarter_meant(const plb_time_reader *r, int *year) {
  *year = r->quarter_year;
  if (r->quarter) return r->quarter;
  int q = (r->published.month + 2) / 3 - 1;
  *year = r->published.year - (q == 0);
  return q ? q : 4;
}

/* "the latest quarter", "the latest period", "the latest year" */
bool plb_time_read_latest(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  int32_t kind = unit ? unit->value : PLB_UNIT_QUARTER;
  int year;
  if (unit && (unit->plural ||
               (kind != PLB_UNIT_QUARTER && kind != PLB_UNIT_YEAR && kind != PLB_UNIT_WEEK && kind != PLB_UNIT_MONTH)))
    return false;
  if (!dated(r) || kind != PLB_UNIT_QUARTER) return away(r, t, kind, -1);
  int quarter = quarter_meant(r, &year);
  return plb_time_quarter(r, t, year, quarter, "context");
}

/* "the year-earlier quarter", "the same period last year" */
bool plb_time_read_year_ago(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *first = plb_time_part(m, PLB_TW_UNIT, 0), *second = plb_time_part(m, PLB_TW_UNIT, 1);
  const plb_atom *shift = shift_of(m);
  bool quarters = !second;
  if (second && (first->value == PLB_UNIT_QUARTER || second->value == PLB_UNIT_QUARTER)) quarters = true;
  bool yearly = first->value == PLB_UNIT_YEAR || (second && second->value == PLB_UNIT_YEAR);
  if (!quarters || !yearly) return false;
  if (!dated(r)) return plb_time_unresolved(r, t, PLB_GRAIN_QUARTER, "XXXX-QX");
  int year, quarter = quarter_meant(r, &year);
  if (!second && !r->quarter) return plb_time_year(r, t, r->published.year - 1, "publication");
  return plb_time_quarter(r, t, shift ? r->published.year + shift->value : year - 1, quarter, "context");
}

static bool weekend(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  if (!dated(r)) return plb_time_unresolved(r, t, PLB_GRAIN_RANGE, "%s", unknown_of(PLB_UNIT_WEEKEND));
  bool back = plb_date_weekday(r->published) < 5 && !plb_time_ahead(r, first_token(m));
  return plb_time_week(r, t, plb_time_shift_days(r->published, back ? -7 : 0), true, "publication");
}

/* "the quarter ended Sept. 30" */
static bool quarter_ended(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *a = &r->atoms.at[m->end];
  if (m->end + 1 >= r->atoms.n || !plb_slice_starts(plb_time_lower(r, a->begin), PLB_LIT("end"))) return false;
  if (!plb_time_has(&a[1], PLB_TW_MONTH)) return false;
  plb_time_match month = {.atom = {&a[1]}, .n = 1, .begin = m->end + 1, .rule = m->rule};
  plb_time day = {0};
  if (!plb_time_read_month(r, &month, &day) || !plb_date_known(day.first)) return false;
  return plb_time_quarter(r, t, day.first.year, (day.first.month + 2) / 3, "publication");
}

/* "the quarter", "the weekend", "the year": of publication, or what the text tells of. */
bool plb_time_read_unit(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0);
  int year;
  if (unit->plural || unit->joined || !plb_slice_is(plb_time_lower(r, (int64_t)first_token(m) - 1), "the"))
    return false;
  if (m->end < r->atoms.n && plb_time_has(&r->atoms.at[m->end], PLB_TW_AGO)) return false;
  switch (unit->value) {
  case PLB_UNIT_WEEKEND:
    return weekend(r, m, t);
  case PLB_UNIT_WEEK:
  case PLB_UNIT_MONTH:
    return away(r, t, unit->value, 0);
  case PLB_UNIT_YEAR:
    if (plb_slice_starts(plb_time_lower(r, unit->end), PLB_LIT("end"))) /* "the year ended March 31" */
      return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "P1Y");
    return away(r, t, unit->value, 0);
  case PLB_UNIT_QUARTER:
    if (quarter_ended(r, m, t)) return true;
    if (!dated(r)) return away(r, t, unit->value, 0);
    int quarter = quarter_meant(r, &year);
    return plb_time_quarter(r, t, year, quarter, "context");
  default:
    return false;
  }
}

/* ---- so long ago ---- */

/* The unit counted: "half" of "half a century" is none. */
static const plb_atom *unit_of(const plb_time_match *m) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0), *next = plb_time_part(m, PLB_TW_UNIT, 1);
  return unit->value == PLB_UNIT_HALF && next ? next : unit;
}

/* How many; 0: not said. */
static int how_many(const plb_time_match *m) {
  const plb_atom *number = plb_time_part(m, PLB_TW_NUM, 0);
  if (plb_slice_is(m->rule->value, "2")) return 2;
  if (number) return number->value;
  if (plb_time_part(m, PLB_TW_FEW, 0)) return 0;
  return plb_time_part(m, PLB_TW_ONE, 0) || !unit_of(m)->plural;
}

static bool ago_vague(plb_time_reader *r, plb_time *t, int32_t unit, int direction) {
  if (direction > 0) return plb_time_value(r, t, PLB_TIME_DATE, "vague", "FUTURE_REF");
  bool long_ago = unit == PLB_UNIT_YEAR || unit == PLB_UNIT_DECADE || unit == PLB_UNIT_CENTURY;
  return plb_time_value(r, t, PLB_TIME_DATE, long_ago ? "long ago" : "vague", "PAST_REF");
}

static bool ago_from(plb_time_reader *r, plb_time *t, plb_date from, int32_t unit, int64_t n, const char *basis) {
  if (unit == PLB_UNIT_DECADE) return plb_time_away(r, t, from, PLB_UNIT_YEAR, n * 10, basis);
  if (unit == PLB_UNIT_CENTURY) return plb_time_away(r, t, from, PLB_UNIT_YEAR, n * 100, basis);
  if (unit == PLB_UNIT_MILLENNIUM) return plb_time_away(r, t, from, PLB_UNIT_YEAR, n * 1000, basis);
  return plb_time_away(r, t, from, unit, n, basis);
}

/* "half a century ago" */
static bool half_ago(plb_time_reader *r, plb_time *t, int32_t unit, int direction) {
  if (unit == PLB_UNIT_CENTURY) return plb_time_away(r, t, r->published, PLB_UNIT_YEAR, 50 * direction, "publication");
  if (unit == PLB_UNIT_DECADE) return plb_time_away(r, t, r->published, PLB_UNIT_YEAR, 5 * direction, "publication");
  if (unit == PLB_UNIT_YEAR) return plb_time_away(r, t, r->published, PLB_UNIT_MONTH, 6 * direction, "publication");
  return false;
}

bool plb_time_read_ago(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = unit_of(m), *ago = plb_time_part(m, PLB_TW_AGO, 0);
  int direction = ago ? ago->value : 1, n = how_many(m);
  plb_slice word = ago ? plb_time_lower(r, ago->begin) : (plb_slice){"", 0};
  bool from_told = plb_slice_is(word, "earlier") || plb_slice_is(word, "later");
  if (unit->value == PLB_UNIT_HALF || unit->value == PLB_UNIT_SECOND || unit->value == PLB_UNIT_MINUTE) return false;
  if (unit->value == PLB_UNIT_HOUR && (from_told || n < 24)) return false;
  if (n == 0) return ago_vague(r, t, unit->value, direction);
  if (!dated(r)) return plb_time_unresolved(r, t, grain_of(unit->value), "%s", unknown_of(unit->value));
  if (unit->value == PLB_UNIT_YEAR && n == 1 && direction < 0 && r->quarter) /* what results are compared with */
    return plb_time_quarter(r, t, r->quarter_year - 1, r->quarter, "context");
  if (m->atom[0]->end <= unit->begin && plb_slice_is(plb_time_lower(r, m->atom[0]->begin), "half"))
    return half_ago(r, t, unit->value, direction);
  if (from_told && plb_date_known(r->told) && (unit->value != PLB_UNIT_DAY || r->told.day))
    return ago_from(r, t, r->told, unit->value, (int64_t)n * direction, "context");
  return ago_from(r, t, r->published, unit->value, (int64_t)n * direction, "publication");
}

/* "now", "recently": refs.tsv says what. */
bool plb_time_read_reference(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *last = m->atom[m->n - 1];
  if (m->n > 1 && last->joined) return false;                                       /* "short-term debt" */
  if (plb_slice_is(plb_time_lower(r, last->begin), "past") && last->end < r->end) { /* "the past three months" */
    uint8_t tag = r->doc->token[last->end].tag;
    if (tag <= PLB_TAG_NNPS || tag == PLB_TAG_CD || tag == PLB_TAG_JJ) return false;
    if (m->end < r->atoms.n && r->atoms.at[m->end].kinds & ~(PLB_TIME_BIT(WORD) | PLB_TIME_BIT(BEFORE_YEAR)))
      return false;
  }
  return plb_time_value(r, t, PLB_TIME_DATE, "vague", "%.*s", (int)m->rule->value.n, m->rule->value.p);
}
