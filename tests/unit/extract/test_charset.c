/* charset: each way a set is found, each way bytes are read, and the way back to the bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "extract/charset.h"

#define BYTES(s) ((plb_slice){s, sizeof(s) - 1})

static plb_charset_tables *tables;
static plb_limits limits;
static plb_arena arena;
static plb_doc doc;

static int open_tables(void **state) {
  (void)state;
  plb_error err;
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  doc = (plb_doc){.arena = &arena, .limits = &limits};
  return plb_charset_tables_open(&tables, &err) != PLB_OK;
}

static int close_tables(void **state) {
  (void)state;
  plb_charset_tables_close(tables);
  plb_arena_free(&arena);
  return 0;
}

static plb_charset_page page_of(plb_slice bytes, const char *label, bool html) {
  plb_charset_page page;
  plb_error err = {0};
  plb_status s = plb_charset_read(tables, &doc, bytes, plb_slice_str(label), html, &page, &err);
  if (s) print_error("%s\n", err.message);
  assert_int_equal(s, PLB_OK);
  assert_true(plb_utf8_valid(page.utf8));
  assert_true(page.utf8.n == 0 || !memchr(page.utf8.p, 0, page.utf8.n));
  for (uint32_t i = 1; i <= page.utf8.n; i++) {
    uint32_t a = plb_charset_source(&page, i - 1), b = plb_charset_source(&page, i);
    assert_true(a <= b && b <= bytes.n);
  }
  return page;
}

static void expect(plb_slice bytes, const char *label, bool html, const char *name, const char *origin,
                   const char *utf8) {
  plb_charset_page page = page_of(bytes, label, html);
  assert_string_equal(page.name, name);
  assert_string_equal(page.origin, origin);
  if (!plb_slice_is(page.utf8, utf8)) print_error("got [%.*s], want [%s]\n", (int)page.utf8.n, page.utf8.p, utf8);
  assert_true(plb_slice_is(page.utf8, utf8));
}

static void utf8_by_its_bytes(void **state) {
  (void)state;
  expect(BYTES("plain"), "", false, "UTF-8", "guess", "plain");
  expect(BYTES("caf\xC3\xA9"), "", false, "UTF-8", "bytes", "caf\xC3\xA9");
  expect(BYTES("\xEF\xBB\xBF"
               "caf\xC3\xA9"),
         "", false, "UTF-8", "bom", "caf\xC3\xA9");
  /* what the page says cannot be right */
  expect(BYTES("<meta charset=iso-8859-1>caf\xC3\xA9"), "", true, "UTF-8", "bytes",
         "<meta charset=iso-8859-1>caf\xC3\xA9");
  assert_int_equal(page_of(BYTES("\xEF\xBB\xBF"
                                 "ab"),
                           "", false)
                       .n_wrong,
                   0);
  plb_charset_page page = page_of(BYTES("\xEF\xBB\xBF"
                                        "ab"),
                                  "", false);
  assert_int_equal(plb_charset_source(&page, 1), 4);
}

static void wrong_bytes_are_counted(void **state) {
  (void)state;
  plb_slice bytes = BYTES("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 a\xFFz\0y");
  plb_charset_page page = page_of(bytes, "", false);
  assert_string_equal(page.name, "UTF-8");
  assert_int_equal(page.n_wrong, 2);
  assert_true(plb_slice_ends(page.utf8, PLB_LIT("a\xEF\xBF\xBDz\xEF\xBF\xBDy")));
  assert_int_equal(plb_charset_source(&page, page.utf8.n - 1), bytes.n - 1);
  assert_int_equal(plb_charset_source(&page, page.utf8.n - 5), bytes.n - 3);
}

static void windows_1252(void **state) {
  (void)state;
  expect(BYTES("\x93so\x94 caf\xE9 \x80"), "", false, "windows-1252", "guess",
         "\xE2\x80\x9Cso\xE2\x80\x9D caf\xC3\xA9 \xE2\x82\xAC");
  expect(BYTES("<meta charset=\"latin1\">\x96"), "", true, "windows-1252", "meta",
         "<meta charset=\"latin1\">\xE2\x80\x93");
  /* says UTF-8 and is not */
  expect(BYTES("<meta charset=utf-8>caf\xE9 \x93x\x94"), "", true, "windows-1252", "bytes",
         "<meta charset=utf-8>caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D");
  plb_charset_page page = page_of(BYTES("a\xE9"
                                        "b\x93\x94z"),
                                  "", false);
  assert_int_equal(page.n_wrong, 0);
  assert_int_equal(plb_charset_source(&page, page.utf8.n - 1), 5);
  assert_int_equal(page_of(BYTES("a\x81"), "windows-1252", false).n_wrong, 1);
}

static void labels(void **state) {
  (void)state;
  const char *http = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">\xCC\xE8\xF0";
  plb_charset_page page = page_of(plb_slice_str(http), "", true);
  assert_string_equal(page.name, "windows-1251");
  assert_true(plb_slice_ends(page.utf8, PLB_LIT("\xD0\x9C\xD0\xB8\xD1\x80")));
  expect(BYTES("<?xml version=\"1.0\" encoding='KOI8-R'?>\xED"), "", true, "KOI8-R", "xml",
         "<?xml version=\"1.0\" encoding='KOI8-R'?>\xD0\x9C");
  expect(BYTES("\xCC\xE8"), " Windows-1251 ", false, "windows-1251", "given", "\xD0\x9C\xD0\xB8");
  expect(BYTES("<!-- <meta charset=koi8-r> -->\xE9"), "", true, "windows-1252", "guess",
         "<!-- <meta charset=koi8-r> -->\xC3\xA9");
  expect(BYTES("<meta charset=nonsense>\xE9"), "", true, "windows-1252", "guess", "<meta charset=nonsense>\xC3\xA9");
  expect(BYTES("<meta charset=iso-8859-15>\xA4"), "", true, "ISO-8859-15", "meta",
         "<meta charset=iso-8859-15>\xE2\x82\xAC");
}

static void utf16(void **state) {
  (void)state;
  expect(BYTES("\xFF\xFE"
               "a\0\xE9\0\x3D\xD8\x00\xDE"),
         "", false, "UTF-16LE", "bom", "a\xC3\xA9\xF0\x9F\x98\x80");
  expect(BYTES("\xFE\xFF\0a\0\xE9"), "", false, "UTF-16BE", "bom", "a\xC3\xA9");
  expect(BYTES("<\0p\0>\0"), "", true, "UTF-16LE", "bytes", "<p>");
  expect(BYTES("\0<\0p\0>"), "", true, "UTF-16BE", "bytes", "<p>");
  expect(BYTES("<meta charset=utf-16>ab"), "", true, "UTF-8", "guess", "<meta charset=utf-16>ab");
  plb_charset_page page = page_of(BYTES("\xFF\xFE"
                                        "a\0\x00\xD8"
                                        "b\0c"),
                                  "", false); /* lone surrogate, odd end */
  assert_int_equal(page.n_wrong, 2);
  assert_int_equal(plb_charset_source(&page, 1), 4);
}

static void sets_of_several_bytes(void **state) {
  (void)state;
  expect(BYTES("a\xC4\xE3\xBA\xC3z"), "gbk", false, "GBK", "given", "a\xE4\xBD\xA0\xE5\xA5\xBDz");
  expect(BYTES("\x93\xFA\x96{"), "shift_jis", false, "Shift_JIS", "given", "\xE6\x97\xA5\xE6\x9C\xAC");
  expect(BYTES("\xC6\xFC\xCB\xDC"), "euc-jp", false, "EUC-JP", "given", "\xE6\x97\xA5\xE6\x9C\xAC");
  expect(BYTES("\xA7\x41"), "big5", false, "Big5", "given", "\xE4\xBD\xA0");
  expect(BYTES("\xB0\xA1"), "euc-kr", false, "EUC-KR", "given", "\xEA\xB0\x80");
  expect(BYTES("a\x1B$BF|K\\\x1B(Bz"), "iso-2022-jp", false, "ISO-2022-JP", "given", "a\xE6\x97\xA5\xE6\x9C\xACz");
  plb_charset_page page = page_of(BYTES("a\xC4\xE3\xFF\xFF\xBA\xC3z"), "gbk", false);
  assert_int_equal(page.n_wrong, 2);
  assert_int_equal(plb_charset_source(&page, 1), 1);
  assert_int_equal(plb_charset_source(&page, 4), 3);
  assert_int_equal(plb_charset_source(&page, page.utf8.n - 1), 7);
}

static void refused(void **state) {
  (void)state;
  plb_charset_page page;
  plb_error err = {0};
  plb_slice bytes = BYTES("<meta charset=iso-2022-kr>\xE9");
  assert_int_equal(plb_charset_read(tables, &doc, bytes, plb_slice_str(""), true, &page, &err), PLB_ENCODING);
}

/* Whatever the bytes, the text is valid and every place leads to a place. */
static void random_bytes(void **state) {
  (void)state;
  static const char *const names[] = {"",       "gbk",     "big5",     "shift_jis",    "euc-jp", "iso-2022-jp",
                                      "euc-kr", "gb18030", "utf-16le", "windows-1255", "koi8-u", "utf-8"};
  uint32_t seed = 3;
  char buf[200];
  for (uint32_t round = 0; round < 2400; round++) {
    uint32_t n = 0;
    for (; n < sizeof buf - 1; n++) {
      seed = seed * 1664525u + 1013904223u;
      buf[n] = (char)(seed >> 24);
      if (seed & 0x10000) buf[n] = (char)(buf[n] & 0x7F);
      if (n == 0 && (unsigned char)buf[0] >= 0xEF) buf[0] = 'a';
    }
    page_of(plb_slice_of(buf, n), names[round % (sizeof names / sizeof *names)], false);
    if (round % 100 == 99) plb_arena_reset(&arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_by_its_bytes),
      cmocka_unit_test(wrong_bytes_are_counted),
      cmocka_unit_test(windows_1252),
      cmocka_unit_test(labels),
      cmocka_unit_test(utf16),
      cmocka_unit_test(sets_of_several_bytes),
      cmocka_unit_test(refused),
      cmocka_unit_test(random_bytes),
  };
  return cmocka_run_group_tests(tests, open_tables, close_tables);
}
