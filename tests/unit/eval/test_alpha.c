/* alpha, kappa and unitizing alpha against the worked examples of the books and papers they come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "eval/alpha.h"

enum { X = PLB_NO_VALUE };

static plb_arena arena;

static void near(double got, double wanted, double most) {
  if (!(fabs(got - wanted) <= most)) fail_msg("%f where %f was wanted", got, wanted);
}

static double nominal(const int32_t *value, uint32_t n_unit, uint32_t n_coder, uint32_t n_value) {
  double alpha;
  assert_true(plb_alpha_nominal(value, n_unit, n_coder, n_value, &arena, &alpha));
  return alpha;
}

/* Krippendorff, Computing Krippendorff's alpha-reliability (2011), example C: four observers, twelve units, five
 * values: 0.743. */
static void test_four_observers(void **state) {
  (void)state;
  static const int32_t v[12][4] = {{1, 1, X, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3}, {2, 2, 2, 2}, {1, 2, 3, 4},
                                   {4, 4, 4, 4}, {1, 1, 2, 1}, {2, 2, 2, 2}, {X, 5, 5, 5}, {X, X, 1, 1}, {X, X, 3, X}};
  near(nominal(&v[0][0], 12, 4, 6), 0.743, 0.0005);
}

/* The same paper, example A: two observers, ten units, two values: 0.095. */
static void test_two_observers(void **state) {
  (void)state;
  static const int32_t v[10][2] = {{0, 1}, {1, 1}, {0, 1}, {0, 0}, {0, 0}, {0, 1}, {0, 0}, {0, 0}, {1, 0}, {0, 0}};
  double kappa;
  near(nominal(&v[0][0], 10, 2, 2), 0.095, 0.0005);
  assert_true(plb_kappa(&v[0][0], 10, 2, &arena, &kappa));
  near(kappa, (0.6 - 0.56) / (1 - 0.56), 1e-9);
}

static void test_not_defined(void **state) {
  (void)state;
  static const int32_t same[] = {0, 0, 0, 0}, alone[] = {0, X, X, 1};
  double kappa;
  assert_true(isnan(nominal(same, 2, 2, 1)));
  assert_true(isnan(nominal(alone, 2, 2, 2)));
  assert_true(isnan(nominal(alone, 0, 2, 2)));
  assert_true(plb_kappa(same, 2, 1, &arena, &kappa) && isnan(kappa));
  assert_true(plb_kappa(alone, 2, 2, &arena, &kappa) && isnan(kappa));
}

static void test_disagreement(void **state) {
  (void)state;
  static const int32_t v[] = {0, 1, 1, 0};
  near(nominal(v, 2, 2, 2), -0.5, 1e-9); /* worse than chance */
}

/* Krippendorff 2004, the continuum from 150 to 450: observed 0.0144 and expected 0.0532 in category c, no disagreement
 * in k; 0.7285 in c, 0.8587 in both. */
static void test_unitizing(void **state) {
  (void)state;
  static const plb_stretch c1[] = {{75, 70}, {220, 30}}, c2[] = {{70, 80}, {205, 20}, {250, 20}},
                           k[] = {{30, 60}, {150, 50}};
  const plb_stretch *c[] = {c1, c2}, *kk[] = {k, k};
  double o, e, o2, e2;
  assert_true(plb_unitizing(c, (uint32_t[]){2, 3}, 2, 300, &arena, &o, &e));
  near(o, 0.0144, 0.0001);
  near(e, 0.0532, 0.0001);
  near(1 - o / e, 0.7285, 0.0001);
  assert_true(plb_unitizing(kk, (uint32_t[]){2, 2}, 2, 300, &arena, &o2, &e2));
  near(o2, 0, 0);
  near(e2, 0.0490, 0.0001);
  near(1 - (o + o2) / (e + e2), 0.8587, 0.0001);
}

static void test_unitizing_nothing(void **state) {
  (void)state;
  const plb_stretch *none[] = {NULL, NULL};
  double o, e;
  assert_true(plb_unitizing(none, (uint32_t[]){0, 0}, 2, 100, &arena, &o, &e));
  near(o, 0, 0);
  near(e, 0, 0);
}

static void test_no_memory(void **state) {
  (void)state;
  static const int32_t v[] = {0, 1};
  static const plb_stretch s[] = {{0, 5}};
  const plb_stretch *both[] = {s, s};
  plb_arena small = {0};
  double out, e;
  plb_arena_init(&small, 16);
  assert_false(plb_alpha_nominal(v, 1, 2, 2, &small, &out));
  assert_false(plb_kappa(v, 1, 2, &small, &out));
  assert_false(plb_unitizing(both, (uint32_t[]){1, 1}, 2, 50, &small, &out, &e));
  plb_arena_free(&small);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_four_observers), cmocka_unit_test(test_two_observers),
                                     cmocka_unit_test(test_not_defined),    cmocka_unit_test(test_disagreement),
                                     cmocka_unit_test(test_unitizing),      cmocka_unit_test(test_unitizing_nothing),
                                     cmocka_unit_test(test_no_memory)};
  plb_arena_init(&arena, 1 << 20);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  plb_arena_free(&arena);
  return failed;
}
