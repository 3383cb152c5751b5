/* From calendar arithmetic to a time expression: its first and last day, grain, and value in the notation of TIMEX3
 * (ISO 8601, with its additions SP SU FA WI, MO AF EV NI, WE, Qn, Hn). Weeks are those of ISO 8601, from Monday. */
#include <stdarg.h>

#include "base/error.h"
#include "resolve/time.h"

enum { VALUE_BYTES = 40 };

plb_date plb_time_ymd(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 || day > 31) return (plb_date){0};
  plb_date date = {(int16_t)year, (uint8_t)month, (uint8_t)day};
  return plb_date_valid(date) ? date : (plb_date){0};
}

plb_date plb_time_shift_days(plb_date day, int64_t days) {
  int64_t n = plb_date_days(day) + days;
  if (!plb_date_known(day) || n < -719162 || n > 2932896) return (plb_date){0}; /* years 1 and 9999 */
  return plb_date_of_days((int32_t)n);
}

plb_date plb_time_shift_months(plb_date day, int64_t months) {
  int64_t m = day.year * 12 + (day.month ? day.month - 1 : 0) + months;
  if (!plb_date_known(day) || m < 12 || m > 9999 * 12 + 11) return (plb_date){0};
  return plb_time_ymd((int)(m / 12), (int)(m % 12) + 1, 0);
}

const char *plb_time_letters(int32_t two, char out[3]) {
  out[0] = (char)(two >> 8 & 0x7F);
  out[1] = (char)(two & 0x7F);
  out[2] = 0;
  return out;
}

static bool put_value(plb_time_reader *r, plb_time *t, const char *format, va_list args) {
  char text[VALUE_BYTES];
  int n = vsnprintf(text, sizeof text, format, args);
  if (n < 0 || n >= VALUE_BYTES) return false;
  t->value = plb_arena_dup(r->doc->arena, plb_slice_of(text, (size_t)n));
  r->failed |= !t->value.p;
  return t->value.p != NULL;
}

static bool PLB_PRINTF(7, 8) set(plb_time_reader *r, plb_time *t, plb_date first, plb_date last, plb_granularity grain,
                                 const char *basis, const char *format, ...) {
  if (!plb_date_known(first) || !plb_date_known(last)) return false;
  t->first = first;
  t->last = last;
  t->grain = (uint8_t)grain;
  t->basis = basis;
  t->type = PLB_TIME_DATE;
  va_list args;
  va_start(args, format);
  bool good = put_value(r, t, format, args);
  va_end(args);
  return good;
}

bool plb_time_value(plb_time_reader *r, plb_time *t, plb_time_type type, const char *basis, const char *format, ...) {
  t->first = t->last = (plb_date){0};
  t->grain = PLB_GRAIN_NONE;
  t->type = (uint8_t)type;
  t->basis = basis;
  va_list args;
  va_start(args, format);
  bool good = put_value(r, t, format, args);
  va_end(args);
  return good;
}

bool plb_time_unresolved(plb_time_reader *r, plb_time *t, plb_granularity grain, const char *format, ...) {
  t->first = t->last = (plb_date){0};
  t->grain = (uint8_t)grain;
  t->type = PLB_TIME_DATE;
  t->basis = "no publication date";
  va_list args;
  va_start(args, format);
  bool good = put_value(r, t, format, args);
  va_end(args);
  return good;
}

bool plb_time_day(plb_time_reader *r, plb_time *t, plb_date day, const char *part, const char *basis) {
  bool good = set(r, t, day, day, PLB_GRAIN_DAY, basis, "%04d-%02d-%02d%s", day.year, day.month, day.day, part);
  if (*part) t->type = PLB_TIME_TIME;
  return good;
}

/* TIMEX3 has no value for a range of days: that of its first day stands for it. */
bool plb_time_days(plb_time_reader *r, plb_time *t, plb_date first, plb_date last, const char *basis) {
  if (plb_date_days(last) < plb_date_days(first)) return false;
  return set(r, t, first, last, PLB_GRAIN_RANGE, basis, "%04d-%02d-%02d", first.year, first.month, first.day);
}

/* Number and year of the ISO 8601 week of a day: those of its Thursday. */
static int iso_week(plb_date day, int *year) {
  plb_date thursday = plb_time_shift_days(day, 3 - plb_date_weekday(day));
  *year = thursday.year;
  return (plb_date_days(thursday) - plb_date_days((plb_date){thursday.year, 1, 1})) / 7 + 1;
}

bool plb_time_week(plb_time_reader *r, plb_time *t, plb_date day, bool weekend, const char *basis) {
  int year;
  if (!plb_date_known(day)) return false;
  plb_date monday = plb_time_shift_days(day, -plb_date_weekday(day)), sunday = plb_time_shift_days(monday, 6);
  plb_date first = weekend ? plb_time_shift_days(monday, 5) : monday;
  int week = iso_week(day, &year);
  return set(r, t, first, sunday, weekend ? PLB_GRAIN_RANGE : PLB_GRAIN_WEEK, basis, "%04d-W%02d%s", year, week,
             weekend ? "-WE" : "");
}

bool plb_time_month(plb_time_reader *r, plb_time *t, int year, int month, const char *basis) {
  plb_date first = plb_time_ymd(year, month, 0);
  return set(r, t, first, first, PLB_GRAIN_MONTH, basis, "%04d-%02d", year, month);
}

bool plb_time_quarter(plb_time_reader *r, plb_time *t, int year, int quarter, const char *basis) {
  if (quarter < 1 || quarter > 4) return false;
  return set(r, t, plb_time_ymd(year, quarter * 3 - 2, 0), plb_time_ymd(year, quarter * 3, 0), PLB_GRAIN_QUARTER, basis,
             "%04d-Q%d", year, quarter);
}

bool plb_time_half(plb_time_reader *r, plb_time *t, int year, int half, const char *basis) {
  if (half < 1 || half > 2) return false;
  return set(r, t, plb_time_ymd(year, half * 6 - 5, 0), plb_time_ymd(year, half * 6, 0), PLB_GRAIN_RANGE, basis,
             "%04d-H%d", year, half);
}

/* Of the northern half of the world; a winter is that of the year in which it begins. */
bool plb_time_season(plb_time_reader *r, plb_time *t, int year, int32_t season, const char *basis) {
  char letters[3];
  int month = season == ('S' << 8 | 'P') ? 3 : season == ('S' << 8 | 'U') ? 6 : season == ('F' << 8 | 'A') ? 9 : 12;
  plb_date first = plb_time_ymd(year, month, 0);
  return set(r, t, first, plb_time_shift_months(first, 2), PLB_GRAIN_RANGE, basis, "%04d-%s", year,
             plb_time_letters(season, letters));
}

bool plb_time_year(plb_time_reader *r, plb_time *t, int year, const char *basis) {
  plb_date first = plb_time_ymd(year, 0, 0);
  return set(r, t, first, first, PLB_GRAIN_YEAR, basis, "%04d", year);
}

bool plb_time_span_of_years(plb_time_reader *r, plb_time *t, int first, int years, const char *basis) {
  plb_date a = plb_time_ymd(first, 0, 0), b = plb_time_ymd(first + years - 1, 0, 0);
  if (years == 10) return set(r, t, a, b, PLB_GRAIN_DECADE, basis, "%03d", first / 10);
  if (years == 100) return set(r, t, a, b, PLB_GRAIN_CENTURY, basis, "%02d", first / 100);
  return set(r, t, a, b, PLB_GRAIN_RANGE, basis, "%04d", first);
}

static int floor_to(int n, int step) {
  return n - n % step;
}

bool plb_time_away(plb_time_reader *r, plb_time *t, plb_date from, int32_t unit, int64_t n, const char *basis) {
  if (!plb_date_known(from) || n > PLB_TIME_MOST || n < -PLB_TIME_MOST) return false;
  if (unit == PLB_UNIT_HALF || unit == PLB_UNIT_SECOND || unit == PLB_UNIT_MINUTE) return false;
  if (unit == PLB_UNIT_HOUR) return plb_time_day(r, t, plb_time_shift_days(from, n / 24), "", basis);
  if (unit == PLB_UNIT_DAY) return plb_time_day(r, t, plb_time_shift_days(from, n), "", basis);
  if (unit == PLB_UNIT_WEEK || unit == PLB_UNIT_FORTNIGHT || unit == PLB_UNIT_WEEKEND)
    return plb_time_week(r, t, plb_time_shift_days(from, n * (unit == PLB_UNIT_FORTNIGHT ? 14 : 7)),
                         unit == PLB_UNIT_WEEKEND, basis);
  if (unit == PLB_UNIT_MONTH || unit == PLB_UNIT_QUARTER) {
    plb_date month = plb_time_shift_months(from, unit == PLB_UNIT_MONTH ? n : n * 3);
    if (unit == PLB_UNIT_MONTH) return plb_time_month(r, t, month.year, month.month, basis);
    return plb_time_quarter(r, t, month.year, (month.month + 2) / 3, basis);
  }
  int64_t step = unit == PLB_UNIT_YEAR ? 1 : unit == PLB_UNIT_DECADE ? 10 : unit == PLB_UNIT_CENTURY ? 100 : 1000;
  int64_t year = from.year + n * step;
  if (year < 1 || year > 9999) return false;
  if (unit == PLB_UNIT_YEAR) return plb_time_year(r, t, (int)year, basis);
  return plb_time_span_of_years(r, t, floor_to((int)year, (int)step), (int)step, basis);
}
