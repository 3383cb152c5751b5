/* RFC 8259, section 7. */
#include "extract/literal.h"

#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

bool plb_literal_next(plb_slice json, uint32_t *at, plb_slice *inside) {
  const char *open = *at < json.n ? memchr(json.p + *at, '"', json.n - *at) : NULL;
  if (!open) return false;
  uint32_t begin = (uint32_t)(open - json.p) + 1, i = begin;
  while (i < json.n && json.p[i] != '"')
    i += json.p[i] == '\\' ? 2 : 1;
  if (i >= json.n) return false;
  *inside = plb_slice_sub(json, begin, i);
  *at = i + 1;
  return true;
}

static uint32_t hex4(plb_slice s, uint32_t i) {
  uint32_t v = 0;
  if (i + 4 > s.n) return UINT32_MAX;
  for (uint32_t k = i; k < i + 4; k++) {
    char c = plb_lower(s.p[k]);
    if (!plb_is_digit(c) && (c < 'a' || c > 'f')) return UINT32_MAX;
    v = v << 4 | (uint32_t)(plb_is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  return v;
}

static uint32_t unicode_escape(plb_slice s, uint32_t i, char out[4], uint32_t *n) {
  uint32_t cp = hex4(s, i + 2), used = 6;
  if (cp == UINT32_MAX) {
    *n = plb_utf8_put(0xFFFD, out);
    return 2;
  }
  if (cp >= 0xD800 && cp < 0xDC00 && i + 8 <= s.n && s.p[i + 6] == '\\' && s.p[i + 7] == 'u') {
    uint32_t low = hex4(s, i + 8);
    if (low >= 0xDC00 && low < 0xE000) {
      cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
      used = 12;
    }
  }
  *n = cp ? plb_utf8_put(cp, out) : 0;
  if (!*n) *n = plb_utf8_put(0xFFFD, out);
  return used;
}

uint32_t plb_literal_char(plb_slice s, uint32_t i, char out[4], uint32_t *n) {
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  *n = 1;
  if (s.p[i] == '\\' && i + 1 < s.n) {
    if (s.p[i + 1] == 'u') return unicode_escape(s, i, out, n);
    const char *found = s.p[i + 1] ? strchr(from, s.p[i + 1]) : NULL;
    out[0] = found ? to[found - from] : s.p[i + 1];
    return 2;
  }
  uint32_t cp, w = plb_utf8_next(s, i, &cp);
  if (cp == PLB_UTF8_BAD || cp == 0)
    *n = plb_utf8_put(0xFFFD, out);
  else
    memcpy(out, s.p + i, *n = w);
  return w;
}
