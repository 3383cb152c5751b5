/* Memory that runs out in base: the n-th allocation fails, for every n. The linker sends the calls of our own objects
 * here (--wrap). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/slice.h"

static int countdown; /* 0: nothing fails; 1: the next allocation does */

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_XXH3_createState(void);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_XXH3_createState(void);

static bool fails_now(void) {
  return countdown > 0 && --countdown == 0;
}

void *__wrap_malloc(size_t n) {
  return fails_now() ? NULL : __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size) {
  return fails_now() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n) {
  return fails_now() ? NULL : __real_realloc(p, n);
}
void *__wrap_XXH3_createState(void) {
  return fails_now() ? NULL : __real_XXH3_createState();
}

static void test_arena(void **state) {
  (void)state;
  plb_arena a = {0};
  plb_arena_init(&a, 64 << 20);
  countdown = 1;
  assert_null(plb_arena_alloc(&a, 10));
  assert_int_equal(a.used, 0);
  assert_true(a.failed);
  plb_arena_reset(&a);
  assert_false(a.failed);
  assert_non_null(plb_arena_alloc(&a, 10));
  countdown = 1;
  assert_non_null(plb_arena_alloc(&a, 10)); /* there is room in the chunk */
  assert_null(plb_arena_printf(&a, "%*d", 100000, 1).p);
  countdown = 0;
  assert_non_null(plb_arena_alloc(&a, 100000));
  plb_arena_free(&a);
}

static void test_buf(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1000);
  countdown = 1;
  plb_buf_str(&b, "a");
  assert_int_equal(b.status, PLB_NOMEM);
  plb_buf_str(&b, "b");
  assert_int_equal(b.n, 0);
  plb_buf_clear(&b);
  plb_buf_str(&b, "c");
  countdown = 1;
  plb_buf_printf(&b, "%*d", 500, 1);
  assert_int_equal(b.status, PLB_NOMEM);
  assert_int_equal(b.n, 1); /* what was there is kept */
  assert_int_equal(b.p[0], 'c');
  countdown = 0;
  plb_buf_free(&b);
}

static void test_map(void **state) {
  (void)state;
  static char keys[100][4];
  plb_map m = {0};
  countdown = 1;
  assert_false(plb_map_set(&m, PLB_LIT("a"), 1));
  assert_null(m.cell);
  uint32_t n = 0;
  for (uint32_t i = 0; i < 100; i++) {
    snprintf(keys[i], sizeof keys[i], "%u", i);
    countdown = 1;
    if (plb_map_set(&m, plb_slice_str(keys[i]), i)) continue;
    n++;
    assert_true(plb_map_set(&m, plb_slice_str(keys[i]), i)); /* the next attempt works */
  }
  countdown = 0;
  assert_int_equal(n, 3); /* empty, and grown twice */
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(plb_map_get(&m, plb_slice_str(keys[i])), i);
  plb_map_free(&m);
}

static void test_hasher(void **state) {
  (void)state;
  for (int n = 1; n <= 2; n++) { /* ours, then the library's */
    countdown = n;
    assert_null(plb_hasher_open());
  }
  countdown = 0;
  plb_hasher *h = plb_hasher_open();
  assert_non_null(h);
  plb_hasher_close(h);
}

/* Without memory jansson may call the text broken, or leave a value out. */
static void test_json(void **state) {
  (void)state;
  plb_json *root;
  plb_error e;
  plb_status s = PLB_NOMEM;
  int n = 0;
  while (s) {
    countdown = ++n;
    s = plb_json_parse(PLB_LIT("{\"a\": [\"b\", 1.5, {\"c\": null}], \"d\": \"\\u00e9\"}"), &root, &e);
    countdown = 0;
    if (s) assert_int_equal(s, PLB_NOMEM);
    if (s) assert_null(root);
  }
  assert_true(n > 10);
  assert_int_equal(plb_json_text(plb_json_get(root, "d")).n, 2);
  plb_json_free(root);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_arena), cmocka_unit_test(test_buf),
                                     cmocka_unit_test(test_map), cmocka_unit_test(test_hasher),
                                     cmocka_unit_test(test_json)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
