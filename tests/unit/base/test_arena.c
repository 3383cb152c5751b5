/* arena: alignment, zeros, the cap, reuse after a reset, growing arrays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/slice.h"

enum { CAP = 1 << 20 };

static void test_alloc(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, CAP);
  char *last = NULL;
  for (size_t n = 0; n < 200; n++) {
    char *p = plb_arena_alloc(&a, n);
    assert_non_null(p);
    assert_ptr_not_equal(p, last);
    assert_int_equal((uintptr_t)p % 16, 0);
    for (size_t i = 0; i < n; i++)
      assert_int_equal(p[i], 0);
    memset(p, 0xAA, n);
    last = p;
  }
  assert_true(a.used >= 199 * 200 / 2 && a.used <= CAP);
  plb_arena_free(&a);
  assert_int_equal(a.used, 0);
  assert_null(a.head);
}

static void test_cap(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, 100);
  assert_null(plb_arena_alloc(&a, 101));
  assert_null(plb_arena_alloc(&a, SIZE_MAX));
  assert_null(plb_arena_alloc(&a, 100)); /* with its padding it is 112 */
  assert_non_null(plb_arena_alloc(&a, 64));
  assert_non_null(plb_arena_alloc(&a, 20));
  assert_int_equal(a.used, 96);
  assert_null(plb_arena_alloc(&a, 1));
  assert_int_equal(a.used, 96);
  assert_null(plb_arena_dup(&a, PLB_LIT("more")).p);
  assert_int_equal(plb_arena_dup(&a, PLB_LIT("more")).n, 0);
  assert_null(plb_arena_printf(&a, "%d", 7).p);
  assert_int_equal(plb_arena_printf(&a, "%d", 7).n, 0);
  plb_arena_free(&a);
}

/* A wide character that the C locale cannot write makes printf itself fail. */
static void test_unprintable(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, CAP);
  plb_slice s = plb_arena_printf(&a, "%ls", L"\x4E2D");
  assert_true(s.p == NULL && s.n == 0 && a.used == 0);
  plb_arena_free(&a);
}

static void test_vec_sizes(void **state) {
  (void)state;
  plb_arena a = {0};
  void *at = NULL;
  uint32_t n = 0, cap = 0;
  plb_arena_init(&a, CAP);
  assert_null(plb_vec_grow(&a, &at, &n, &cap, SIZE_MAX / 4, 100)); /* 16 of them overflow */
  assert_true(n == 0 && cap == 0);
  assert_non_null(plb_vec_grow(&a, &at, &n, &cap, 0, 100));
  assert_int_equal(n, 1);
  plb_arena_free(&a);
}

static void test_array_overflow(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, CAP);
  assert_null(plb_arena_array(&a, SIZE_MAX / 2, 4));
  assert_null(plb_arena_array(&a, SIZE_MAX, SIZE_MAX));
  assert_non_null(plb_arena_array(&a, 5, 0));
  uint32_t *p = plb_arena_array(&a, 1000, sizeof *p);
  assert_non_null(p);
  p[999] = 1;
  plb_arena_free(&a);
}

static void test_text(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, CAP);
  plb_slice s = plb_arena_dup(&a, plb_slice_of("a\0b", 3));
  assert_int_equal(s.n, 3);
  assert_memory_equal(s.p, "a\0b", 4); /* a NUL follows */
  s = plb_arena_dup(&a, (plb_slice){NULL, 0});
  assert_non_null(s.p);
  assert_int_equal(s.n, 0);
  s = plb_arena_printf(&a, "%s-%05d", "line", 42);
  assert_string_equal(s.p, "line-00042");
  assert_int_equal(s.n, 10);
  s = plb_arena_printf(&a, "%*d", 5000, 1);
  assert_int_equal(s.n, 5000);
  assert_int_equal(s.p[4999], '1');
  plb_arena_free(&a);
}

/* Small, then larger than a whole chunk: both must be given, and the reset keeps the larger one only. */
static void test_reset(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, 64u << 20);
  plb_arena_reset(&a); /* an empty one */
  assert_null(a.head);
  assert_non_null(plb_arena_alloc(&a, 10));
  char *big = plb_arena_alloc(&a, 10u << 20);
  assert_non_null(big);
  for (int i = 0; i < 40; i++)
    assert_non_null(plb_arena_alloc(&a, 1u << 20));
  assert_true(a.used > 50u << 20);
  plb_arena_reset(&a);
  assert_int_equal(a.used, 0);
  assert_ptr_equal(plb_arena_alloc(&a, 10u << 20), big); /* the largest chunk is kept and used anew, zeroed */
  assert_int_equal(big[0], 0);
  plb_arena_free(&a);
}

static void test_vec(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, CAP);
  PLB_VEC(uint32_t) v = {0};
  for (uint32_t i = 0; i < 100; i++) {
    uint32_t *p = plb_vec_push(&a, &v, 100);
    assert_non_null(p);
    assert_int_equal(*p, 0);
    *p = i;
  }
  assert_null(plb_vec_push(&a, &v, 100));
  assert_int_equal(v.n, 100);
  assert_int_equal(v.cap, 100); /* the last growth stops at the maximum */
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(v.at[i], i);
  PLB_VEC(char) few = {0};
  assert_non_null(plb_vec_push(&a, &few, 2));
  assert_non_null(plb_vec_push(&a, &few, 2));
  assert_null(plb_vec_push(&a, &few, 2));
  assert_int_equal(few.cap, 2);
  PLB_VEC(char) none = {0};
  assert_null(plb_vec_push(&a, &none, 0));
  void *at = NULL;
  uint32_t n = 0, cap = 0;
  assert_null(plb_vec_grow(&a, &at, &n, &cap, SIZE_MAX / 4, 16)); /* sixteen of them are no number of bytes */
  plb_arena_free(&a);
}

static void test_vec_out_of_memory(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, 256);
  PLB_VEC(uint64_t) v = {0};
  while (plb_vec_push(&a, &v, 1000))
    v.at[v.n - 1] = v.n;
  assert_int_equal(v.n, 16); /* 128 bytes; 256 more do not fit */
  for (uint32_t i = 0; i < v.n; i++)
    assert_int_equal(v.at[i], i + 1);
  plb_arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_alloc),
      cmocka_unit_test(test_cap),
      cmocka_unit_test(test_unprintable),
      cmocka_unit_test(test_vec_sizes),
      cmocka_unit_test(test_array_overflow),
      cmocka_unit_test(test_text),
      cmocka_unit_test(test_reset),
      cmocka_unit_test(test_vec),
      cmocka_unit_test(test_vec_out_of_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
