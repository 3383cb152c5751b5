/* error and limits: words both ways, filling, cutting long messages, each limit's name and cap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/slice.h"

static void test_words(void **state) {
  (void)state;
  for (unsigned i = 0; i < PLB_STATUS_COUNT; i++) {
    assert_int_equal(plb_status_of_word(plb_slice_str(plb_status_word((plb_status)i))), i);
    assert_true(plb_status_text((plb_status)i)[0] != 0);
  }
  assert_int_equal(plb_status_of_word(PLB_LIT("okay")), PLB_STATUS_COUNT);
  assert_string_equal(plb_status_word(PLB_STATUS_COUNT), "unknown");
  assert_string_equal(plb_status_text((plb_status)1000), "unknown status");
  assert_string_equal(plb_version(), "0.1.0");
}

static void test_fill(void **state) {
  (void)state;
  plb_error e;
  memset(&e, 'x', sizeof e);
  assert_int_equal(plb_fail(&e, PLB_IO, "base", "cannot read %s", "a.txt"), PLB_IO);
  assert_int_equal(e.code, PLB_IO);
  assert_string_equal(e.module, "base");
  assert_string_equal(e.message, "cannot read a.txt");
  assert_string_equal(e.place, "");
  assert_true(e.offset == PLB_NO_OFFSET);
  assert_int_equal(plb_fail_at(&e, PLB_DAMAGED, "json", 77, "bad"), PLB_DAMAGED);
  assert_int_equal(e.offset, 77);
  assert_int_equal(plb_error_place(&e, "a.txt:3"), PLB_DAMAGED);
  assert_int_equal(plb_error_place(&e, "b.txt:4"), PLB_DAMAGED); /* the first one stays */
  assert_string_equal(e.place, "a.txt:3");
  plb_fail(&e, PLB_IO, "base", "%0*d", 1000, 1);
  assert_int_equal(strlen(e.message), sizeof e.message - 1);
  static char path[1000];
  memset(path, 'p', sizeof path - 1);
  plb_error_place(&e, path);
  assert_int_equal(strlen(e.place), sizeof e.place - 1);
  plb_error_clear(&e);
  assert_int_equal(e.code, PLB_OK);
  assert_string_equal(e.module, "");
  assert_true(e.offset == PLB_NO_OFFSET);
}

static void test_nobody_asks(void **state) {
  (void)state;
  assert_int_equal(plb_fail(NULL, PLB_LIMIT, "base", "x"), PLB_LIMIT);
  assert_int_equal(plb_fail_at(NULL, PLB_LIMIT, "base", 1, "x"), PLB_LIMIT);
  assert_int_equal(plb_error_place(NULL, "x"), PLB_INTERNAL);
  plb_error_clear(NULL);
}

static void try_limit(plb_limits *l, const char *name, const uint32_t *field, uint32_t initial, uint32_t cap) {
  plb_error e;
  assert_int_equal(*field, initial);
  assert_int_equal(plb_limits_set(l, name, 1, &e), PLB_OK);
  assert_int_equal(*field, 1);
  assert_int_equal(plb_limits_set(l, name, cap, &e), PLB_OK);
  assert_int_equal(*field, cap);
  assert_int_equal(plb_limits_set(l, name, UINT64_C(1) + cap, &e), PLB_USAGE);
  assert_int_equal(plb_limits_set(l, name, 0, &e), PLB_USAGE);
  assert_int_equal(*field, cap);
}

static void test_limits(void **state) {
  (void)state;
  plb_limits l;
  plb_error e;
  plb_limits_default(&l);
  assert_int_equal(l.size, sizeof l);
#define PLB_X(name, def, cap, unit, text) try_limit(&l, #name, &l.name, def, cap);
  PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
  assert_int_equal(plb_limits_set(&l, "tokens", UINT64_MAX, &e), PLB_USAGE);
  assert_non_null(strstr(e.message, "limit tokens must be from 1 to 2000000"));
  assert_int_equal(plb_limits_set(&l, "no_such", 1, &e), PLB_USAGE);
  assert_string_equal(e.message, "there is no limit called 'no_such'");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_fill),
                                     cmocka_unit_test(test_nobody_asks), cmocka_unit_test(test_limits)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
