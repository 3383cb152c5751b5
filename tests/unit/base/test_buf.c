/* buf: growth, the maximum, errors that stick, escapes for JSON and HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/slice.h"

static void is(const plb_buf *b, const char *text) {
  assert_int_equal(b->status, PLB_OK);
  assert_int_equal(b->n, strlen(text));
  if (b->n) assert_memory_equal(b->p, text, b->n);
}

static void test_add(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1000);
  plb_buf_add(&b, NULL, 0);
  is(&b, "");
  assert_null(b.p);
  plb_buf_str(&b, "ab");
  plb_buf_char(&b, 'c');
  plb_buf_slice(&b, PLB_LIT("de"));
  plb_buf_slice(&b, (plb_slice){NULL, 0});
  plb_buf_printf(&b, "%03d", 7);
  is(&b, "abcde007");
  plb_buf_clear(&b);
  is(&b, "");
  assert_non_null(b.p);
  plb_buf_free(&b);
  assert_null(b.p);
  assert_int_equal(b.max, 1000);
}

/* A wide character that the C locale cannot write makes printf itself fail. */
static void test_unprintable(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1000);
  plb_buf_str(&b, "a");
  plb_buf_printf(&b, "%ls", L"\x4E2D");
  is(&b, "a");
  plb_buf_free(&b);
}

static void test_growth(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 5000);
  for (int i = 0; i < 5000; i++)
    plb_buf_char(&b, (char)('a' + i % 26));
  assert_int_equal(b.status, PLB_OK);
  assert_int_equal(b.n, 5000);
  assert_int_equal(b.cap, 5000); /* never beyond the maximum */
  for (int i = 0; i < 5000; i++)
    assert_int_equal(b.p[i], 'a' + i % 26);
  plb_buf_free(&b);
}

static void test_limit_sticks(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 4);
  plb_buf_str(&b, "abc");
  plb_buf_str(&b, "de"); /* all or nothing */
  assert_int_equal(b.status, PLB_LIMIT);
  plb_buf_char(&b, 'f');
  plb_buf_printf(&b, "x");
  assert_int_equal(b.n, 3);
  assert_memory_equal(b.p, "abc", 3);
  plb_buf_clear(&b);
  assert_int_equal(b.status, PLB_OK);
  assert_false(plb_buf_reserve(&b, 5));
  assert_int_equal(b.status, PLB_LIMIT);
  plb_buf_clear(&b);
  assert_false(plb_buf_reserve(&b, SIZE_MAX));
  plb_buf_clear(&b);
  plb_buf_printf(&b, "%s", "abcd"); /* its NUL does not fit */
  assert_int_equal(b.status, PLB_LIMIT);
  plb_buf_free(&b);
}

static void test_reserve(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1 << 20);
  assert_true(plb_buf_reserve(&b, 3000));
  assert_true(b.cap >= 3000);
  memset(b.p, 'x', 3000);
  b.n += 3000;
  char *p = b.p;
  assert_true(plb_buf_reserve(&b, b.cap - b.n));
  assert_ptr_equal(b.p, p); /* there was room */
  plb_buf_free(&b);
}

static void json(plb_slice in, const char *want) {
  plb_buf b;
  plb_buf_init(&b, 1000);
  plb_buf_json(&b, in);
  is(&b, want);
  plb_buf_free(&b);
}

static void test_json(void **state) {
  (void)state;
  json((plb_slice){NULL, 0}, "\"\"");
  json(PLB_LIT("plain"), "\"plain\"");
  json(PLB_LIT("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
  json(plb_slice_of("\0\x1f\x7f", 3), "\"\\u0000\\u001f\\u007f\"");
  json(PLB_LIT("\xC3\xA9\xF0\x9F\x98\x80"), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
  json(PLB_LIT("a\xFF\xC3"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void test_html(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1000);
  plb_buf_html(&b, PLB_LIT("<a href='x'>\"R&D\" \xC3\xA9</a>"));
  is(&b, "&lt;a href=&#39;x&#39;&gt;&quot;R&amp;D&quot; \xC3\xA9&lt;/a&gt;");
  plb_buf_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_add),          cmocka_unit_test(test_unprintable), cmocka_unit_test(test_growth),
      cmocka_unit_test(test_limit_sticks), cmocka_unit_test(test_reserve),     cmocka_unit_test(test_json),
      cmocka_unit_test(test_html),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
