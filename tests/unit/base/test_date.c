/* date: every day of 10,000 years there and back, known weekdays, what is a date and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/slice.h"

static bool same(plb_date a, plb_date b) {
  return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Counts days on its own and compares. */
static void test_every_day(void **state) {
  (void)state;
  plb_date d = {1, 1, 1};
  int32_t day = plb_date_days(d);
  assert_int_equal(day, -719162);
  int weekday = 0; /* 1 January of year 1 is a Monday */
  for (; d.year <= 9999; day++, weekday = (weekday + 1) % 7) {
    if (plb_date_days(d) != day || !same(plb_date_of_days(day), d) || plb_date_weekday(d) != weekday ||
        !plb_date_valid(d))
      fail_msg("%d-%d-%d", d.year, d.month, d.day);
    if (d.day++ < plb_days_in_month(d.year, d.month)) continue;
    d.day = 1;
    if (d.month++ < 12) continue;
    d.month = 1;
    d.year++;
  }
  assert_int_equal(day, 2932897);
}

static void test_known(void **state) {
  (void)state;
  assert_int_equal(plb_date_days((plb_date){1970, 1, 1}), 0);
  assert_int_equal(plb_date_days((plb_date){2000, 3, 1}), 11017);
  assert_int_equal(plb_date_days((plb_date){1970, 0, 0}), 0);
  assert_int_equal(plb_date_days((plb_date){1970, 2, 0}), 31);
  assert_int_equal(plb_date_weekday((plb_date){1970, 1, 1}), 3);
  assert_int_equal(plb_date_weekday((plb_date){2024, 2, 29}), 3);
  assert_int_equal(plb_date_weekday((plb_date){-1, 3, 1}), 0);
  assert_true(same(plb_date_of_days(-719469), (plb_date){0, 2, 29}));
  for (int32_t day = -1200000; day < -719468; day += 97) /* years before an era of 400 begins */
    assert_int_equal(plb_date_days(plb_date_of_days(day)), day);
  assert_true(plb_date_of_days(-1200000).year < -800);
  assert_int_equal(plb_days_in_month(1900, 2), 28);
  assert_int_equal(plb_days_in_month(2000, 2), 29);
  assert_int_equal(plb_days_in_month(2024, 2), 29);
  assert_int_equal(plb_days_in_month(2023, 2), 28);
  assert_int_equal(plb_days_in_month(2023, 0), 0);
  assert_int_equal(plb_days_in_month(2023, 13), 0);
}

static void test_valid(void **state) {
  (void)state;
  assert_true(plb_date_valid((plb_date){2024, 0, 0}) && plb_date_valid((plb_date){2024, 12, 0}));
  assert_true(plb_date_valid((plb_date){2024, 2, 29}) && plb_date_valid((plb_date){9999, 12, 31}));
  assert_false(plb_date_valid((plb_date){0, 1, 1}) || plb_date_valid((plb_date){10000, 1, 1}));
  assert_false(plb_date_valid((plb_date){2024, 13, 1}) || plb_date_valid((plb_date){2023, 2, 29}));
  assert_false(plb_date_valid((plb_date){2024, 0, 3}));
  assert_false(plb_date_known((plb_date){0, 1, 1}));
}

static void reads(const char *text, const char *want) {
  char out[11];
  plb_date d = plb_date_parse_iso(plb_slice_str(text));
  assert_string_equal(plb_date_format(d, out), want);
}

static void test_iso(void **state) {
  (void)state;
  reads("2021-03-04", "2021-03-04");
  reads("2021-03-04T10:00:00Z", "2021-03-04");
  reads("2021-03-04 10:00", "2021-03-04");
  reads("2021-03", "2021-03");
  reads("2021", "2021");
  reads("0007-01-02", "0007-01-02");
  reads("2021-", "2021");
  reads("2021 was", "2021");
  reads("2021-03-", "2021-03");
  reads("2021-03 04", "2021-03");
  reads("2021-03-x1", "2021-03");
  reads("2021-3", "2021");
  reads("2021-3-4", "2021");
  reads("2021-02-30", "");
  reads("2021-13", "");
  reads("0000-01-01", "");
  reads("20210304", "");
  reads("202", "");
  reads("abcd", "");
  reads("", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_day), cmocka_unit_test(test_known),
                                     cmocka_unit_test(test_valid), cmocka_unit_test(test_iso)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
