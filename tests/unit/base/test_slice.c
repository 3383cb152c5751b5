/* slice: comparing, finding, trimming, splitting, numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"

static const plb_slice none = {NULL, 0};

static void test_compare(void **state) {
  (void)state;
  assert_true(plb_slice_eq(none, PLB_LIT("")));
  assert_true(plb_slice_is(PLB_LIT("ab"), "ab"));
  assert_false(plb_slice_is(PLB_LIT("ab"), "abc"));
  assert_true(plb_slice_is(plb_slice_str(NULL), ""));
  assert_int_equal(plb_slice_cmp(none, none), 0);
  assert_true(plb_slice_cmp(PLB_LIT("a"), PLB_LIT("b")) < 0);
  assert_true(plb_slice_cmp(PLB_LIT("b"), PLB_LIT("a")) > 0);
  assert_int_equal(plb_slice_cmp(PLB_LIT("a"), PLB_LIT("ab")), -1);
  assert_int_equal(plb_slice_cmp(PLB_LIT("ab"), PLB_LIT("a")), 1);
  assert_true(plb_slice_cmp(PLB_LIT("\xFF"), PLB_LIT("a")) > 0); /* bytes are unsigned */
  assert_true(plb_slice_eq_nocase(PLB_LIT("NaTo"), PLB_LIT("nAtO")));
  assert_false(plb_slice_eq_nocase(PLB_LIT("NATO"), PLB_LIT("NAT0")));
  assert_false(plb_slice_eq_nocase(PLB_LIT("N"), none));
}

static void test_ends(void **state) {
  (void)state;
  assert_true(plb_slice_starts(PLB_LIT("abc"), PLB_LIT("ab")));
  assert_true(plb_slice_starts(none, none));
  assert_false(plb_slice_starts(PLB_LIT("ab"), PLB_LIT("abc")));
  assert_false(plb_slice_starts(PLB_LIT("abc"), PLB_LIT("b")));
  assert_true(plb_slice_ends(PLB_LIT("abc"), PLB_LIT("bc")));
  assert_true(plb_slice_ends(PLB_LIT("abc"), none));
  assert_false(plb_slice_ends(PLB_LIT("c"), PLB_LIT("bc")));
  assert_false(plb_slice_ends(PLB_LIT("abc"), PLB_LIT("b")));
}

static void test_find(void **state) {
  (void)state;
  plb_slice s = PLB_LIT("the Then THE");
  assert_int_equal(plb_slice_find(s, PLB_LIT("THE"), 0), 9);
  assert_int_equal(plb_slice_find(s, PLB_LIT("the"), 1), UINT32_MAX);
  assert_int_equal(plb_slice_find(s, none, 5), 5);
  assert_int_equal(plb_slice_find(s, none, s.n), s.n);
  assert_int_equal(plb_slice_find(s, none, s.n + 1), UINT32_MAX);
  assert_int_equal(plb_slice_find(s, PLB_LIT("the Then THE."), 0), UINT32_MAX);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("the"), 0), 0);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("the"), 1), 4);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("tHE"), 5), 9);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT(" th"), 4), 8);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("tho"), 0), UINT32_MAX);
  assert_int_equal(plb_slice_find_nocase(PLB_LIT("a{b|c"), PLB_LIT("|C"), 0), 3); /* a mark has no other case */
  assert_int_equal(plb_slice_find_nocase(s, none, 3), 3);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("the"), 13), UINT32_MAX);
  assert_int_equal(plb_slice_find_nocase(s, PLB_LIT("the"), 10), UINT32_MAX);
}

static void test_trim(void **state) {
  (void)state;
  assert_true(plb_slice_is(plb_slice_trim(PLB_LIT(" \t\v a b\r\n\f")), "a b"));
  assert_int_equal(plb_slice_trim(PLB_LIT(" \n ")).n, 0);
  assert_int_equal(plb_slice_trim(none).n, 0);
}

static void test_split(void **state) {
  (void)state;
  plb_slice rest = PLB_LIT("a,,b,"), part;
  const char *want[] = {"a", "", "b", ""};
  for (int i = 0; i < 4; i++) {
    assert_true(plb_slice_split(&rest, ',', &part));
    assert_true(plb_slice_is(part, want[i]));
  }
  assert_false(plb_slice_split(&rest, ',', &part));
  rest = PLB_LIT("");
  assert_true(plb_slice_split(&rest, ',', &part)); /* one empty part */
  assert_int_equal(part.n, 0);
  assert_false(plb_slice_split(&rest, ',', &part));
}

static void test_u64(void **state) {
  (void)state;
  uint64_t v = 1;
  assert_true(plb_slice_u64(PLB_LIT("0"), &v));
  assert_int_equal(v, 0);
  assert_true(plb_slice_u64(PLB_LIT("007"), &v));
  assert_int_equal(v, 7);
  assert_true(plb_slice_u64(PLB_LIT("18446744073709551615"), &v));
  assert_true(v == UINT64_MAX);
  v = 42;
  assert_false(plb_slice_u64(PLB_LIT("18446744073709551616"), &v));
  assert_false(plb_slice_u64(PLB_LIT("28446744073709551610"), &v));
  assert_false(plb_slice_u64(PLB_LIT("100000000000000000000"), &v));
  assert_false(plb_slice_u64(PLB_LIT(""), &v));
  assert_false(plb_slice_u64(PLB_LIT("-1"), &v));
  assert_false(plb_slice_u64(PLB_LIT("1 "), &v));
  assert_int_equal(v, 42);
}

static void test_words(void **state) {
  (void)state;
  plb_slice rest = PLB_LIT(" a\t bc\n"), word;
  assert_true(plb_slice_word(&rest, &word) && plb_slice_is(word, "a"));
  assert_true(plb_slice_word(&rest, &word) && plb_slice_is(word, "bc"));
  assert_false(plb_slice_word(&rest, &word));
  assert_false(plb_slice_word(&rest, &word));
  rest = (plb_slice){NULL, 0};
  assert_false(plb_slice_word(&rest, &word));
}

static void test_index(void **state) {
  (void)state;
  static const char *const names[] = {"one", "two", "two"};
  assert_int_equal(plb_slice_index(PLB_LIT("one"), names, 3), 0);
  assert_int_equal(plb_slice_index(PLB_LIT("two"), names, 3), 1);
  assert_int_equal(plb_slice_index(PLB_LIT("tw"), names, 3), 3);
  assert_int_equal(plb_slice_index(PLB_LIT("one"), names, 0), 0);
  assert_true(PLB_AMONG(PLB_LIT("two"), names));
  assert_false(PLB_AMONG(PLB_LIT(""), names));
}

static void test_characters(void **state) {
  (void)state;
  for (int i = 0; i < 256; i++) {
    char c = (char)i;
    assert_int_equal(plb_is_space(c), i == ' ' || (i >= 9 && i <= 13));
    assert_int_equal(plb_is_digit(c), i >= '0' && i <= '9');
    assert_int_equal(plb_is_upper(c), i >= 'A' && i <= 'Z');
    assert_int_equal(plb_is_lower(c), i >= 'a' && i <= 'z');
    assert_int_equal(plb_is_alpha(c), plb_is_upper(c) || plb_is_lower(c));
    assert_int_equal((unsigned char)plb_lower(c), i >= 'A' && i <= 'Z' ? i + 32 : i);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_compare), cmocka_unit_test(test_ends),  cmocka_unit_test(test_find),
      cmocka_unit_test(test_trim),    cmocka_unit_test(test_split), cmocka_unit_test(test_u64),
      cmocka_unit_test(test_words),   cmocka_unit_test(test_index), cmocka_unit_test(test_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
