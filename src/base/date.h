/* Civil dates (proleptic Gregorian), with as much precision as the words allow. Pure functions, any thread. */
#ifndef PLB_BASE_DATE_H
#define PLB_BASE_DATE_H
#include <polybius/polybius.h>

typedef struct plb_date {
  int16_t year;       /* 0: no date */
  uint8_t month, day; /* 0: unknown */
} plb_date;

static inline bool plb_date_known(plb_date d) {
  return d.year != 0;
}
/* Days since 1970-01-01; month and day count as 1 when unknown. */
int32_t plb_date_days(plb_date d);
plb_date plb_date_of_days(int32_t days);
/* 0 Monday .. 6 Sunday. */
int plb_date_weekday(plb_date d);
int plb_days_in_month(int year, int month);
/* Is it a real date (year 1..9999, month 0..12, day 0..last of the month)? */
bool plb_date_valid(plb_date d);
/* Reads YYYY, YYYY-MM or YYYY-MM-DD from the start of s (an ISO 8601 time may follow); {0} when it is none. */
plb_date plb_date_parse_iso(plb_slice s);
/* "YYYY-MM-DD", "YYYY-MM", "YYYY" or "" into out; returns out. */
char *plb_date_format(plb_date d, char out[11]);
#endif
