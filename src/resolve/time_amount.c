/* Readings of amounts of time (durations) and of times that come again (sets). An amount that the words tie to
 * publication ("the past three months") gets its days, others none. */
#include "resolve/time.h"

/* The unit counted: the last one that is no half; of "weeks or months" the first. */
static const plb_atom *counted(const plb_time_match *m) {
  const plb_atom *unit = NULL;
  for (uint32_t i = 0; i < m->n; i++) {
    if (!plb_time_has(m->atom[i], PLB_TW_UNIT) || m->atom[i]->value == PLB_UNIT_HALF) continue;
    unit = m->atom[i];
    if (i == 0 && m->n == 3) break;
  }
  return unit;
}

/* "P3M", "PT5H30M", "PXY": n < 0 is an unsaid number. */
static bool amount_value(plb_time_reader *r, plb_time *t, plb_time_type type, int32_t unit, int n, bool half) {
  const char *basis = type == PLB_TIME_SET ? "set" : "duration";
  int times = 1;
  char letter = (char)unit;
  switch (unit) {
  case PLB_UNIT_SECOND:
  case PLB_UNIT_MINUTE:
  case PLB_UNIT_HOUR:
    if (unit == PLB_UNIT_MINUTE) letter = 'M';
    if (n < 0) return plb_time_value(r, t, type, basis, "PTX%c", letter);
    if (half && unit != PLB_UNIT_SECOND)
      return plb_time_value(r, t, type, basis, "PT%d%c30%c", n, letter, unit == PLB_UNIT_HOUR ? 'M' : 'S');
    return plb_time_value(r, t, type, basis, "PT%d%c", n, letter);
  case PLB_UNIT_FORTNIGHT:
    times = 2, letter = 'W';
    break;
  case PLB_UNIT_WEEKEND:
    times = 2, letter = 'D';
    break;
  case PLB_UNIT_DECADE:
    times = 10, letter = 'Y';
    break;
  case PLB_UNIT_CENTURY:
    times = 100, letter = 'Y';
    break;
  case PLB_UNIT_MILLENNIUM:
    times = 1000, letter = 'Y';
    break;
  case PLB_UNIT_HALF:
    return false;
  default:
    break;
  }
  if (n < 0) return plb_time_value(r, t, type, basis, "PX%c", times > 10 || unit == PLB_UNIT_DECADE ? unit : letter);
  if (half && times > 1) return plb_time_value(r, t, type, basis, "P%d%c", n * times + times / 2, letter);
  if (half && unit == PLB_UNIT_YEAR) return plb_time_value(r, t, type, basis, "P%dY6M", n);
  if (half) return plb_time_value(r, t, type, basis, "P%d.5%c", n, letter);
  return plb_time_value(r, t, type, basis, "P%lld%c", (long long)n * times, letter);
}

/* From publication back or on to where the amount ends. */
static void tie(plb_time_reader *r, plb_time *t, int32_t unit, int64_t n) {
  plb_time far = {0};
  if (!plb_date_known(r->published) || !plb_time_away(r, &far, r->published, unit, n, "publication")) return;
  t->first = n < 0 ? far.first : r->published;
  t->last = n < 0 ? r->published : far.last;
  t->grain = PLB_GRAIN_RANGE;
  t->basis = "publication";
}

static int number_of(const plb_time_match *m, bool *half) {
  const plb_atom *number = plb_time_part(m, PLB_TW_NUM, 0);
  *half = number && number->half;
  if (plb_slice_is(m->rule->value, "2")) return 2;
  if (number) return number->value;
  return plb_time_part(m, PLB_TW_ONE, 0) && !plb_time_part(m, PLB_TW_FEW, 0) ? 1 : -1;
}

/* "half an hour", "a year and a half" */
static bool halves(const plb_time_reader *r, const plb_time_match *m, int *n, bool *half) {
  for (uint32_t i = 0; i < m->n; i++) {
    if (!plb_slice_is(plb_time_lower(r, m->atom[i]->begin), "half")) continue;
    bool alone = i == 0 || (i == 1 && plb_time_has(m->atom[0], PLB_TW_ONE));
    if (alone) *n = 0;
    *half = true;
    return true;
  }
  return false;
}

static bool half_value(plb_time_reader *r, plb_time *t, int32_t unit) {
  switch (unit) {
  case PLB_UNIT_HOUR:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "PT30M");
  case PLB_UNIT_MINUTE:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "PT30S");
  case PLB_UNIT_DAY:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "PT12H");
  case PLB_UNIT_YEAR:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "P6M");
  case PLB_UNIT_DECADE:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "P5Y");
  case PLB_UNIT_CENTURY:
    return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "P50Y");
  default:
    return false;
  }
}

/* "four flights a week", "$3 a day": so often, or so much each time. */
static bool is_rate(const plb_time_reader *r, const plb_time_match *m) {
  if (!plb_time_has(m->atom[0], PLB_TW_ONE) || m->atom[0]->begin == r->begin) return false;
  uint8_t tag = r->doc->token[m->atom[0]->begin - 1].tag;
  return tag == PLB_TAG_NN || tag == PLB_TAG_NNS || tag == PLB_TAG_CD || tag == PLB_TAG_SYM;
}

/* "years" by itself counts behind "for", "in" and the like. */
static bool plural_alone(const plb_time_reader *r, const plb_time_match *m) {
  static const char *const before[] = {"for",   "of", "over",   "within", "through",
                                       "after", "in", "during", "took",   "take"};
  int64_t at = m->atom[0]->begin;
  plb_slice w = plb_time_lower(r, at - 1);
  return m->atom[0]->plural && !m->atom[0]->joined && PLB_AMONG(w, before);
}

/* A fraction ("a quarter of"), an age ("five years old"), "a day" in another sense. */
static bool no_amount(const plb_time_reader *r, const plb_time_match *m, const plb_atom *unit) {
  plb_slice next = plb_time_lower(r, unit->end);
  if (plb_slice_is(next, "old") || plb_slice_is(next, "older") || plb_slice_is(next, "younger")) return true;
  if (unit->value != PLB_UNIT_QUARTER) return false;
  return plb_time_part(m, PLB_TW_ONE, 0) || plb_slice_is(next, "of");
}

bool plb_time_read_amount(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = counted(m), *shift = plb_time_part(m, PLB_TW_SHIFT, 0);
  if (plb_slice_is(m->rule->value, "XX")) return plb_time_value(r, t, PLB_TIME_DURATION, "duration", "PXX");
  if (!unit) return false;
  bool half;
  int n = number_of(m, &half);
  if (no_amount(r, m, unit)) return false;
  if (m->n == 1 && !plural_alone(r, m)) return false;
  if (halves(r, m, &n, &half) && n == 0) return half_value(r, t, unit->value);
  if (m->n == 2 && is_rate(r, m)) return amount_value(r, t, PLB_TIME_SET, unit->value, 1, false);
  if (n == 0 || (shift && !shift->value)) return false;
  if (!amount_value(r, t, PLB_TIME_DURATION, unit->value, n, half)) return false;
  bool tied = shift && n > 0 && unit->value != PLB_UNIT_WEEKEND && unit->value != PLB_UNIT_HOUR;
  if (tied) tie(r, t, unit->value, (int64_t)n * shift->value);
  return true;
}

/* ---- again and again ---- */

static bool each_named(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *day = plb_time_part(m, PLB_TW_WEEKDAY, 0), *month = plb_time_part(m, PLB_TW_MONTH, 0);
  const plb_atom *season = plb_time_part(m, PLB_TW_SEASON, 0), *part = plb_time_part(m, PLB_TW_DAYPART, 0);
  char a[3] = "", b[3] = "";
  if (!day) day = plb_time_part(m, PLB_TW_WEEKDAYS, 0);
  if (part) plb_time_letters(part->value, a);
  if (season) plb_time_letters(season->value, b);
  const char *mark = part ? "T" : "";
  if (day) return plb_time_value(r, t, PLB_TIME_SET, "set", "XXXX-WXX-%d%s%s", day->value + 1, mark, a);
  if (month) return plb_time_value(r, t, PLB_TIME_SET, "set", "XXXX-%02d", month->value);
  if (season) return plb_time_value(r, t, PLB_TIME_SET, "set", "XXXX-%s", b);
  return part && plb_time_value(r, t, PLB_TIME_SET, "set", "XXXX-XX-XXT%s", a);
}

bool plb_time_read_each(plb_time_reader *r, const plb_time_match *m, plb_time *t) {
  const plb_atom *unit = plb_time_part(m, PLB_TW_UNIT, 0), *freq = plb_time_part(m, PLB_TW_FREQ, 0);
  const plb_atom *number = plb_time_part(m, PLB_TW_NUM, 0), *part = plb_time_part(m, PLB_TW_DAYPART, 0);
  if (freq) unit = freq;
  if (!unit) {
    bool plural = part && part->plural && m->n == 2 && plb_time_has(m->atom[0], PLB_TW_WEEKDAY);
    bool said =
        plb_time_part(m, PLB_TW_EACH, 0) || plb_time_part(m, PLB_TW_WEEKDAYS, 0) || plb_time_part(m, PLB_TW_SHIFT, 0);
    return (plural || said) && each_named(r, m, t);
  }
  bool every = plb_time_has(m->atom[0], PLB_TW_EACH) && number;
  if (every && number->value == 0) return false;
  return amount_value(r, t, PLB_TIME_SET, unit->value, every ? number->value : 1, false);
}
