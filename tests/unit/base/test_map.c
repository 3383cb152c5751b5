/* map: many keys, replacing, keys that collide in their table, an empty map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/slice.h"

enum { KEYS = 20000 };

static void test_many(void **state) {
  (void)state;
  static char text[KEYS][8];
  plb_map m = {0};
  assert_int_equal(plb_map_get(&m, PLB_LIT("a")), PLB_MAP_NONE);
  for (uint32_t i = 0; i < KEYS; i++) {
    snprintf(text[i], sizeof text[i], "k%u", i);
    assert_true(plb_map_set(&m, plb_slice_str(text[i]), i));
    assert_int_equal(m.n, i + 1);
    assert_true((uint64_t)m.n * 4 <= ((uint64_t)m.mask + 1) * 3 + 4);
  }
  for (uint32_t i = 0; i < KEYS; i++)
    assert_int_equal(plb_map_get(&m, plb_slice_str(text[i])), i);
  assert_int_equal(plb_map_get(&m, PLB_LIT("k20000")), PLB_MAP_NONE);
  for (uint32_t i = 0; i < KEYS; i += 3)
    assert_true(plb_map_set(&m, plb_slice_str(text[i]), i + 1));
  assert_int_equal(m.n, KEYS);
  for (uint32_t i = 0; i < KEYS; i++)
    assert_int_equal(plb_map_get(&m, plb_slice_str(text[i])), i + (i % 3 == 0));
  plb_map_free(&m);
  assert_null(m.cell);
  assert_int_equal(plb_map_get(&m, PLB_LIT("k1")), PLB_MAP_NONE);
  plb_map_free(&m);
}

static void test_keys(void **state) {
  (void)state;
  plb_map m = {0};
  assert_true(plb_map_set(&m, (plb_slice){NULL, 0}, 0));
  assert_true(plb_map_set(&m, plb_slice_of("a\0b", 3), 1));
  assert_true(plb_map_set(&m, PLB_LIT("a"), 2));
  assert_int_equal(plb_map_get(&m, PLB_LIT("")), 0);
  assert_int_equal(plb_map_get(&m, plb_slice_of("a\0b", 3)), 1);
  assert_int_equal(plb_map_get(&m, plb_slice_of("a\0c", 3)), PLB_MAP_NONE);
  assert_int_equal(plb_map_get(&m, PLB_LIT("a")), 2);
  plb_map_free(&m);
}

/* Two keys whose 32 bits of hash are the same are still two. */
static void test_same_hash(void **state) {
  (void)state;
  plb_slice a = PLB_LIT("154525"), b = PLB_LIT("254171");
  assert_int_equal((uint32_t)plb_hash64(a), (uint32_t)plb_hash64(b));
  plb_map m = {0};
  assert_true(plb_map_set(&m, a, 1) && plb_map_set(&m, b, 2));
  assert_int_equal(plb_map_get(&m, a), 1);
  assert_int_equal(plb_map_get(&m, b), 2);
  plb_map_free(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_many), cmocka_unit_test(test_keys),
                                     cmocka_unit_test(test_same_hash)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
