/* json: values, paths, members in order, and what is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/json.h"
#include "base/slice.h"

static void test_long_names(void **state) {
  (void)state;
  char text[400], name[300];
  plb_json *v;
  plb_error err = {0};
  memset(name, 'n', sizeof name);
  int n = snprintf(text, sizeof text, "{\"%.299s\":\"found\"}", name);
  assert_int_equal(plb_json_parse(plb_slice_of(text, (size_t)n), &v, &err), PLB_OK);
  assert_true(plb_slice_is(plb_json_text(plb_json_find(v, plb_slice_of(name, 299))), "found"));
  assert_null(plb_json_find(v, plb_slice_of(name, 298)));
  plb_json_free(v);
}

static void test_values(void **state) {
  (void)state;
  plb_json *v;
  plb_error err = {0};
  plb_slice text = PLB_LIT("{\"s\":\"caf\\u00e9\",\"i\":-7,\"r\":1.5,\"b\":true,\"n\":null,\"a\":[1,\"two\",[]],"
                           "\"o\":{\"p\":{\"q\":\"deep\"}},\"o.p\":3}");
  assert_int_equal(plb_json_parse(text, &v, &err), PLB_OK);
  assert_true(plb_json_is_object(v));
  assert_false(plb_json_is_array(v) || plb_json_is_string(v));
  assert_true(plb_slice_is(plb_json_text(plb_json_get(v, "s")), "caf\xC3\xA9"));
  assert_true(plb_json_is_string(plb_json_get(v, "s")));
  assert_false(plb_json_is_false(plb_json_get(v, "b")) || plb_json_is_false(plb_json_get(v, "n")));
  int64_t i = 0;
  assert_true(plb_json_int(plb_json_get(v, "i"), &i));
  assert_int_equal(i, -7);
  assert_false(plb_json_int(plb_json_get(v, "r"), &i));
  assert_false(plb_json_int(plb_json_get(v, "s"), &i));
  assert_null(plb_json_text(plb_json_get(v, "n")).p);
  assert_true(plb_slice_is(plb_json_text(plb_json_find(v, PLB_LIT("o.p.q"))), "deep"));
  const plb_json *a = plb_json_get(v, "a");
  assert_true(plb_json_is_array(a));
  assert_int_equal(plb_json_count(a), 3);
  assert_true(plb_slice_is(plb_json_text(plb_json_at(a, 1)), "two"));
  assert_null(plb_json_at(a, 3));
  assert_true(plb_slice_is(plb_json_text(plb_json_get(v, "o.p.q")), "deep"));
  assert_null(plb_json_get(v, "o.p.q.r"));
  assert_null(plb_json_get(v, "nobody"));
  assert_null(plb_json_get(v, "a.b"));
  assert_null(plb_json_get(v, "a_name_longer_than_sixty_three_bytes_is_not_looked_up_at_all_here"));
  plb_json_free(v);
}

static void test_booleans(void **state) {
  (void)state;
  plb_json *v;
  plb_error err = {0};
  assert_int_equal(plb_json_parse(PLB_LIT("{\"f\":false,\"t\":true}"), &v, &err), PLB_OK);
  assert_true(plb_json_is_false(plb_json_get(v, "f")));
  assert_false(plb_json_is_false(v));
  assert_true(plb_json_is_true(plb_json_get(v, "t")));
  assert_false(plb_json_is_true(v) || plb_json_is_true(plb_json_get(v, "f")) || plb_json_is_true(NULL));
  plb_json_free(v);
}

static void test_absent(void **state) {
  (void)state;
  int64_t i;
  assert_null(plb_json_get(NULL, "a"));
  assert_int_equal(plb_json_count(NULL), 0);
  assert_null(plb_json_at(NULL, 0));
  assert_null(plb_json_text(NULL).p);
  assert_false(plb_json_int(NULL, &i));
  assert_false(plb_json_is_array(NULL) || plb_json_is_object(NULL) || plb_json_is_string(NULL));
  plb_json_free(NULL);
}

static void test_members(void **state) {
  (void)state;
  plb_json *v;
  plb_error err = {0};
  assert_int_equal(plb_json_parse(PLB_LIT("{\"b\":1,\"a\":2,\"b\":3,\"c\":{}}"), &v, &err), PLB_OK);
  const char *want[] = {"b", "a", "c"};
  int64_t values[] = {3, 2, 0}, i;
  plb_slice key;
  const plb_json *value;
  int n = 0;
  for (const void *at = NULL; (at = plb_json_next(v, at, &key, &value)); n++) {
    assert_true(plb_slice_is(key, want[n]));
    if (values[n]) assert_true(plb_json_int(value, &i) && i == values[n]); /* of two "b" the last one counts */
  }
  assert_int_equal(n, 3);
  assert_null(plb_json_next(value, NULL, &key, &value));
  plb_json_free(v);
}

static void refused(plb_slice text, plb_status want, uint64_t offset) {
  plb_json *v = (plb_json *)(uintptr_t)1;
  plb_error err = {0};
  assert_int_equal(plb_json_parse(text, &v, &err), want);
  assert_null(v);
  assert_int_equal(err.code, want);
  assert_int_equal(err.offset, offset);
  assert_int_equal(strncmp(err.message, "JSON: ", 6), 0);
}

static void test_refused(void **state) {
  (void)state;
  refused((plb_slice){NULL, 0}, PLB_DAMAGED, 0);
  refused(PLB_LIT("{\"a\":1"), PLB_DAMAGED, 6);
  refused(PLB_LIT("[1] x"), PLB_DAMAGED, 5);
  refused(PLB_LIT("\"\xFF\""), PLB_DAMAGED, 1);
  refused(PLB_LIT("{a:1}"), PLB_DAMAGED, 2);
  enum { DEEP = 5000 };
  char *deep = malloc(DEEP);
  assert_non_null(deep);
  memset(deep, '[', DEEP);
  plb_json *v;
  plb_error err = {0};
  assert_int_equal(plb_json_parse(plb_slice_of(deep, DEEP), &v, &err), PLB_LIMIT);
  assert_null(v);
  free(deep);
}

int main(void) {
  plb_json_process_init();
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),     cmocka_unit_test(test_booleans),
                                     cmocka_unit_test(test_long_names), cmocka_unit_test(test_absent),
                                     cmocka_unit_test(test_members),    cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
