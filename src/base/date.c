/* Day counts after Howard Hinnant's "chrono-compatible low-level date algorithms" (days_from_civil, civil_from_days).
 */
#include "base/date.h"

#include "base/slice.h"

int32_t plb_date_days(plb_date d) {
  int m = d.month ? d.month : 1, day = d.day ? d.day : 1;
  int y = d.year - (m <= 2);
  int era = (y >= 0 ? y : y - 399) / 400;
  int yoe = y - era * 400;
  int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return (int32_t)(era * 146097 + doe - 719468);
}

plb_date plb_date_of_days(int32_t days) {
  int32_t z = days + 719468;
  int32_t era = (z >= 0 ? z : z - 146096) / 146097;
  int32_t doe = z - era * 146097;
  int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int32_t mp = (5 * doy + 2) / 153;
  int32_t month = mp + (mp < 10 ? 3 : -9);
  int32_t year = yoe + era * 400 + (month <= 2);
  return (plb_date){(int16_t)year, (uint8_t)month, (uint8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

int plb_date_weekday(plb_date d) {
  int32_t w = (plb_date_days(d) + 3) % 7;
  return w < 0 ? w + 7 : w;
}

int plb_days_in_month(int year, int month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && leap);
}

bool plb_date_valid(plb_date d) {
  if (d.year < 1 || d.year > 9999 || d.month > 12) return false;
  if (d.month == 0) return d.day == 0;
  return d.day <= plb_days_in_month(d.year, d.month);
}

static bool digits(plb_slice s, uint32_t at, uint32_t n, int *out) {
  int v = 0;
  if (at + n > s.n) return false;
  for (uint32_t i = at; i < at + n; i++) {
    if (!plb_is_digit(s.p[i])) return false;
    v = v * 10 + (s.p[i] - '0');
  }
  *out = v;
  return true;
}

plb_date plb_date_parse_iso(plb_slice s) {
  int y = 0, m = 0, d = 0;
  if (!digits(s, 0, 4, &y) || (s.n > 4 && plb_is_digit(s.p[4]))) return (plb_date){0};
  if (s.n > 4 && s.p[4] == '-' && digits(s, 5, 2, &m) && s.n > 7 && s.p[7] == '-') digits(s, 8, 2, &d);
  plb_date date = {(int16_t)y, (uint8_t)m, (uint8_t)d};
  return plb_date_valid(date) ? date : (plb_date){0};
}

char *plb_date_format(plb_date d, char out[11]) {
  unsigned y = (unsigned)d.year % 10000u, m = d.month % 100u, day = d.day % 100u;
  if (!plb_date_known(d))
    out[0] = 0;
  else if (!d.month)
    snprintf(out, 11, "%04u", y);
  else if (!d.day)
    snprintf(out, 11, "%04u-%02u", y, m);
  else
    snprintf(out, 11, "%04u-%02u-%02u", y, m, day);
  return out;
}
