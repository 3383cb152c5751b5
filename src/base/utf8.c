/* UTF-8 after RFC 3629 by hand (hot), classes and case from utf8proc (Unicode 15). */
#include "base/utf8.h"

#include <utf8proc.h>

#include "base/slice.h"

static bool tail(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

uint32_t plb_utf8_next(plb_slice s, uint32_t i, uint32_t *cp) {
  const unsigned char *p = (const unsigned char *)s.p + i;
  uint32_t left = s.n - i;
  if (p[0] < 0x80) {
    *cp = p[0];
    return 1;
  }
  *cp = PLB_UTF8_BAD;
  if (p[0] < 0xC2 || p[0] > 0xF4) return 1;
  uint32_t n = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
  if (left < n) return 1;
  uint32_t v = p[0] & (0x7Fu >> n);
  for (uint32_t k = 1; k < n; k++) {
    if (!tail(p[k])) return 1;
    v = v << 6 | (p[k] & 0x3Fu);
  }
  bool overlong = (n == 3 && v < 0x800) || (n == 4 && v < 0x10000);
  if (overlong || (v >= 0xD800 && v <= 0xDFFF) || v > 0x10FFFF) return 1;
  *cp = v;
  return n;
}

uint32_t plb_utf8_prev(plb_slice s, uint32_t i, uint32_t *cp) {
  uint32_t back = 1;
  while (back < 4 && back < i && tail((unsigned char)s.p[i - back]))
    back++;
  if (plb_utf8_next(plb_slice_of(s.p, i), i - back, cp) == back) return back;
  *cp = PLB_UTF8_BAD;
  return 1;
}

/* Eight bytes at a time: taking 1 from each borrows into the high bit of a zero byte; the others of ASCII keep it
 * clear. */
uint32_t plb_utf8_ascii(plb_slice s, uint32_t i) {
  static const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
  for (uint64_t word; s.n - i >= sizeof word; i += (uint32_t)sizeof word) {
    memcpy(&word, s.p + i, sizeof word);
    if ((word | (word - ones)) & high) break;
  }
  while (i < s.n && (unsigned char)s.p[i] < 0x80 && s.p[i])
    i++;
  return i;
}

bool plb_utf8_valid(plb_slice s) {
  for (uint32_t i = plb_utf8_ascii(s, 0), cp; i < s.n; i = plb_utf8_ascii(s, i)) {
    i += plb_utf8_next(s, i, &cp);
    if (cp == PLB_UTF8_BAD) return false;
  }
  return true;
}

uint32_t plb_utf8_put(uint32_t cp, char out[4]) {
  if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) return 0;
  return (uint32_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

uint32_t plb_utf8_count(plb_slice s) {
  uint32_t n = 0, cp;
  for (uint32_t i = 0; i < s.n; n++)
    i += plb_utf8_next(s, i, &cp);
  return n;
}

static plb_char_class ascii_class(uint32_t cp) {
  char c = (char)cp;
  if (plb_is_space(c)) return PLB_CH_SPACE;
  if (plb_is_upper(c)) return PLB_CH_UPPER;
  if (plb_is_lower(c)) return PLB_CH_LOWER;
  if (plb_is_digit(c)) return PLB_CH_DIGIT;
  if (c == '(' || c == '[' || c == '{') return PLB_CH_OPEN;
  if (c == ')' || c == ']' || c == '}') return PLB_CH_CLOSE;
  if (c == '$' || c == '+' || c == '<' || c == '=' || c == '>' || c == '^' || c == '`' || c == '|' || c == '~')
    return PLB_CH_SYMBOL;
  return cp < 0x20 || cp == 0x7F ? PLB_CH_OTHER : PLB_CH_PUNCT;
}

plb_char_class plb_char_class_of(uint32_t cp) {
  if (cp < 0x80) return ascii_class(cp);
  if (cp > 0x10FFFF) return PLB_CH_OTHER;
  static const uint8_t classes[] = {[UTF8PROC_CATEGORY_LU] = PLB_CH_UPPER,  [UTF8PROC_CATEGORY_LT] = PLB_CH_UPPER,
                                    [UTF8PROC_CATEGORY_LL] = PLB_CH_LOWER,  [UTF8PROC_CATEGORY_LM] = PLB_CH_LETTER,
                                    [UTF8PROC_CATEGORY_LO] = PLB_CH_LETTER, [UTF8PROC_CATEGORY_MN] = PLB_CH_MARK,
                                    [UTF8PROC_CATEGORY_MC] = PLB_CH_MARK,   [UTF8PROC_CATEGORY_ME] = PLB_CH_MARK,
                                    [UTF8PROC_CATEGORY_ND] = PLB_CH_DIGIT,  [UTF8PROC_CATEGORY_NL] = PLB_CH_DIGIT,
                                    [UTF8PROC_CATEGORY_NO] = PLB_CH_DIGIT,  [UTF8PROC_CATEGORY_PS] = PLB_CH_OPEN,
                                    [UTF8PROC_CATEGORY_PI] = PLB_CH_OPEN,   [UTF8PROC_CATEGORY_PE] = PLB_CH_CLOSE,
                                    [UTF8PROC_CATEGORY_PF] = PLB_CH_CLOSE,  [UTF8PROC_CATEGORY_PC] = PLB_CH_PUNCT,
                                    [UTF8PROC_CATEGORY_PD] = PLB_CH_PUNCT,  [UTF8PROC_CATEGORY_PO] = PLB_CH_PUNCT,
                                    [UTF8PROC_CATEGORY_SM] = PLB_CH_SYMBOL, [UTF8PROC_CATEGORY_SC] = PLB_CH_SYMBOL,
                                    [UTF8PROC_CATEGORY_SK] = PLB_CH_SYMBOL, [UTF8PROC_CATEGORY_SO] = PLB_CH_SYMBOL,
                                    [UTF8PROC_CATEGORY_ZS] = PLB_CH_SPACE,  [UTF8PROC_CATEGORY_ZL] = PLB_CH_SPACE,
                                    [UTF8PROC_CATEGORY_ZP] = PLB_CH_SPACE};
  size_t category = (size_t)utf8proc_category((utf8proc_int32_t)cp);
  return category < sizeof classes ? (plb_char_class)classes[category] : PLB_CH_OTHER;
}

uint32_t plb_char_lower(uint32_t cp) {
  if (cp < 0x80) return (uint32_t)(unsigned char)plb_lower((char)cp);
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t plb_char_upper(uint32_t cp) {
  return (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
}
