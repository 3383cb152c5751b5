/* hash: values that never change (they stand in databases), streaming, identifiers of parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/slice.h"

static void test_frozen(void **state) {
  (void)state;
  assert_true(plb_hash64((plb_slice){NULL, 0}) == UINT64_C(0x2d06800538d394c2)); /* XXH3's own value for no bytes */
  assert_true(plb_hash64(PLB_LIT("")) == UINT64_C(0x2d06800538d394c2));
  assert_string_equal(plb_id_of((plb_slice){NULL, 0}).hex, "99aa06d3014798d86001c324468d497f");
  assert_string_equal(plb_id_of(PLB_LIT("a")).hex, "a96faf705af16834e6c632b61e964e1f");
  assert_string_equal(plb_id_of(PLB_LIT("")).hex, "99aa06d3014798d86001c324468d497f");
}

static void test_streaming(void **state) {
  (void)state;
  char text[3000];
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (char)(i * 7);
  for (size_t step = 1; step < 600; step += 99) {
    plb_hasher *h = plb_hasher_open();
    assert_non_null(h);
    for (size_t i = 0; i < sizeof text; i += step)
      plb_hasher_add(h, text + i, i + step < sizeof text ? step : sizeof text - i);
    plb_hasher_add(h, NULL, 0);
    assert_true(plb_hasher_value(h) == plb_hash64(plb_slice_of(text, sizeof text)));
    plb_hasher_close(h);
  }
  plb_hasher_close(NULL);
}

static void differ(const plb_slice *a, size_t n, const plb_slice *b, size_t m) {
  assert_string_not_equal(plb_id_of_parts(a, n).hex, plb_id_of_parts(b, m).hex);
}

static void test_parts(void **state) {
  (void)state;
  plb_slice ab_c[] = {PLB_LIT("ab"), PLB_LIT("c")}, a_bc[] = {PLB_LIT("a"), PLB_LIT("bc")};
  plb_slice abc[] = {PLB_LIT("abc")}, with_empty[] = {PLB_LIT("ab"), PLB_LIT("c"), {NULL, 0}};
  plb_slice empty[] = {PLB_LIT("")};
  differ(ab_c, 2, a_bc, 2);
  differ(ab_c, 2, abc, 1);
  differ(ab_c, 2, with_empty, 3);
  differ(empty, 1, empty, 0);
  assert_string_equal(plb_id_of_parts(ab_c, 2).hex, plb_id_of_parts(with_empty, 2).hex);
  assert_string_equal(plb_id_of_parts(with_empty + 2, 1).hex, plb_id_of_parts(empty, 1).hex);
  plb_id id = plb_id_of_parts(abc, 1);
  assert_int_equal(strspn(id.hex, "0123456789abcdef"), 32);
  assert_int_equal(id.hex[32], 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_frozen), cmocka_unit_test(test_streaming),
                                     cmocka_unit_test(test_parts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
