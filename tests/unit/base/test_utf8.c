/* utf8: every code point there and back, every kind of wrong byte, classes and case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/utf8.h"

static void test_every_code_point(void **state) {
  (void)state;
  for (uint32_t cp = 0; cp <= 0x110010; cp++) {
    char out[4];
    uint32_t n = plb_utf8_put(cp, out), back;
    bool scalar = cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF);
    if (!scalar) {
      if (n != 0) fail_msg("U+%X is no scalar value", cp);
      continue;
    }
    plb_slice s = plb_slice_of(out, n);
    if (plb_utf8_next(s, 0, &back) != n || back != cp) fail_msg("U+%X is not read back", cp);
    if (plb_utf8_prev(s, n, &back) != n || back != cp) fail_msg("U+%X is not read back from its end", cp);
    if (!plb_utf8_valid(s) || plb_utf8_count(s) != 1) fail_msg("U+%X is not valid", cp);
  }
}

static void wrong(const char *bytes, uint32_t n) {
  uint32_t cp = 0;
  plb_slice s = plb_slice_of(bytes, n);
  assert_int_equal(plb_utf8_next(s, 0, &cp), 1);
  assert_true(cp == PLB_UTF8_BAD);
  assert_false(plb_utf8_valid(s));
}

static void test_wrong_bytes(void **state) {
  (void)state;
  wrong("\x80", 1);             /* a tail alone */
  wrong("\xC0\x80", 2);         /* overlong */
  wrong("\xC1\xBF", 2);         /* overlong */
  wrong("\xE0\x9F\xBF", 3);     /* overlong */
  wrong("\xF0\x8F\xBF\xBF", 4); /* overlong */
  wrong("\xED\xA0\x80", 3);     /* surrogate */
  wrong("\xED\xBF\xBF", 3);     /* surrogate */
  wrong("\xF4\x90\x80\x80", 4); /* past U+10FFFF */
  wrong("\xF5\x80\x80\x80", 4);
  wrong("\xFF", 1);
  wrong("\xC3", 1); /* cut */
  wrong("\xE2\x82", 2);
  wrong("\xF0\x9F\x98", 3);
  wrong("\xE2\x28\xA1", 3); /* no tail */
  wrong("\xF0\x9F\x28\x80", 4);
  assert_int_equal(plb_utf8_count(PLB_LIT("a\xFF\xC3\xA9\xE2\x82")), 5);
  assert_true(plb_utf8_valid((plb_slice){NULL, 0}));
  assert_true(plb_utf8_valid(PLB_LIT("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF")));
}

/* Every byte at every place of a text longer than the step, from every place on. */
static void test_ascii_run(void **state) {
  (void)state;
  char text[21];
  for (uint32_t at = 0; at < sizeof text; at++)
    for (uint32_t byte = 0; byte < 256; byte++)
      for (uint32_t from = 0; from <= sizeof text; from++) {
        memset(text, from % 2 ? 0x7F : 1, sizeof text);
        text[at] = (char)byte;
        bool stop = at >= from && (byte == 0 || byte > 0x7F);
        uint32_t end = plb_utf8_ascii(plb_slice_of(text, sizeof text), from);
        if (end != (stop ? at : sizeof text)) fail_msg("byte %u at %u from %u: %u", byte, at, from, end);
      }
  assert_int_equal(plb_utf8_ascii((plb_slice){NULL, 0}, 0), 0);
}

static void test_backwards(void **state) {
  (void)state;
  plb_slice s = PLB_LIT("a\xC3\xA9\x80\xF0\x9F\x98\x80");
  uint32_t cp;
  assert_int_equal(plb_utf8_prev(s, 8, &cp), 4);
  assert_int_equal(cp, 0x1F600);
  assert_int_equal(plb_utf8_prev(s, 4, &cp), 1);
  assert_true(cp == PLB_UTF8_BAD); /* the tail too many */
  assert_int_equal(plb_utf8_prev(s, 3, &cp), 2);
  assert_int_equal(cp, 0xE9);
  assert_int_equal(plb_utf8_prev(s, 1, &cp), 1);
  assert_int_equal(cp, 'a');
  plb_slice tails = PLB_LIT("\x80\x80\x80\x80\x80\x80");
  for (uint32_t i = tails.n; i > 0; i--) {
    assert_int_equal(plb_utf8_prev(tails, i, &cp), 1);
    assert_true(cp == PLB_UTF8_BAD);
  }
}

static void test_classes(void **state) {
  (void)state;
  static const struct {
    uint32_t cp;
    plb_char_class class;
  } rows[] = {{0, PLB_CH_OTHER},      {0x7F, PLB_CH_OTHER},    {' ', PLB_CH_SPACE},    {'\n', PLB_CH_SPACE},
              {'A', PLB_CH_UPPER},    {'z', PLB_CH_LOWER},     {'7', PLB_CH_DIGIT},    {'(', PLB_CH_OPEN},
              {'[', PLB_CH_OPEN},     {'{', PLB_CH_OPEN},      {')', PLB_CH_CLOSE},    {']', PLB_CH_CLOSE},
              {'}', PLB_CH_CLOSE},    {'.', PLB_CH_PUNCT},     {'"', PLB_CH_PUNCT},    {'$', PLB_CH_SYMBOL},
              {'+', PLB_CH_SYMBOL},   {'<', PLB_CH_SYMBOL},    {'=', PLB_CH_SYMBOL},   {'>', PLB_CH_SYMBOL},
              {'^', PLB_CH_SYMBOL},   {'`', PLB_CH_SYMBOL},    {'|', PLB_CH_SYMBOL},   {'~', PLB_CH_SYMBOL},
              {0xA0, PLB_CH_SPACE},   {0x2028, PLB_CH_SPACE},  {0xC9, PLB_CH_UPPER},   {0x1C5, PLB_CH_UPPER},
              {0xE9, PLB_CH_LOWER},   {0x5D0, PLB_CH_LETTER},  {0x301, PLB_CH_MARK},   {0x664, PLB_CH_DIGIT},
              {0xBD, PLB_CH_DIGIT},   {0x201C, PLB_CH_OPEN},   {0x201D, PLB_CH_CLOSE}, {0x2014, PLB_CH_PUNCT},
              {0xBF, PLB_CH_PUNCT},   {0x20AC, PLB_CH_SYMBOL}, {0xAD, PLB_CH_OTHER},   {0xD800, PLB_CH_OTHER},
              {0xE000, PLB_CH_OTHER}, {0x110000, PLB_CH_OTHER}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (plb_char_class_of(rows[i].cp) != rows[i].class) fail_msg("class of U+%X", rows[i].cp);
  assert_true(plb_char_is_word(PLB_CH_UPPER) && plb_char_is_word(PLB_CH_DIGIT) && plb_char_is_word(PLB_CH_MARK));
  assert_false(plb_char_is_word(PLB_CH_SPACE) || plb_char_is_word(PLB_CH_OPEN) || plb_char_is_word(PLB_CH_OTHER));
}

static void test_case(void **state) {
  (void)state;
  assert_int_equal(plb_char_lower('Q'), 'q');
  assert_int_equal(plb_char_lower('1'), '1');
  assert_int_equal(plb_char_lower(0xC9), 0xE9);
  assert_int_equal(plb_char_upper(0xE9), 0xC9);
  assert_int_equal(plb_char_upper('q'), 'Q');
  assert_int_equal(plb_char_upper(0x5D0), 0x5D0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_code_point), cmocka_unit_test(test_wrong_bytes), cmocka_unit_test(test_backwards),
      cmocka_unit_test(test_ascii_run),        cmocka_unit_test(test_classes),     cmocka_unit_test(test_case),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
