/* Growing buffer: doubling, capped; JSON escaping after RFC 8259 section 7. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"

void plb_buf_init(plb_buf *b, size_t max) {
  *b = (plb_buf){.max = max};
}

void plb_buf_free(plb_buf *b) {
  free(b->p);
  *b = (plb_buf){.max = b->max};
}

void plb_buf_clear(plb_buf *b) {
  b->n = 0;
  b->status = PLB_OK;
}

bool plb_buf_reserve(plb_buf *b, size_t n) {
  if (b->status) return false;
  if (n > b->max || b->n > b->max - n) {
    b->status = PLB_LIMIT;
    return false;
  }
  if (b->n + n <= b->cap) return true;
  size_t cap = b->cap ? b->cap : 256;
  while (cap < b->n + n)
    cap *= 2;
  if (cap > b->max) cap = b->max;
  char *p = realloc(b->p, cap);
  if (!p) {
    b->status = PLB_NOMEM;
    return false;
  }
  b->p = p;
  b->cap = cap;
  return true;
}

void plb_buf_add(plb_buf *b, const void *p, size_t n) {
  if (n == 0 || !plb_buf_reserve(b, n)) return;
  memcpy(b->p + b->n, p, n);
  b->n += n;
}

void plb_buf_slice(plb_buf *b, plb_slice s) {
  plb_buf_add(b, s.p, s.n);
}

void plb_buf_str(plb_buf *b, const char *s) {
  plb_buf_add(b, s, strlen(s));
}

void plb_buf_char(plb_buf *b, char c) {
  plb_buf_add(b, &c, 1);
}

void plb_buf_printf(plb_buf *b, const char *format, ...) {
  va_list ap, again;
  va_start(ap, format);
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, format, ap);
  va_end(ap);
  if (n >= 0 && plb_buf_reserve(b, (size_t)n + 1)) {
    vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
    b->n += (size_t)n;
  }
  va_end(again);
}

static void json_char(plb_buf *b, plb_slice bytes, uint32_t cp) {
  static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
  for (size_t i = 0; i + 1 < sizeof shorts; i += 2)
    if (cp == (unsigned char)shorts[i]) {
      plb_buf_char(b, '\\');
      plb_buf_char(b, shorts[i + 1]);
      return;
    }
  if (cp < 0x20 || cp == 0x7f)
    plb_buf_printf(b, "\\u%04x", cp);
  else
    plb_buf_slice(b, bytes);
}

void plb_buf_json(plb_buf *b, plb_slice s) {
  plb_buf_char(b, '"');
  for (uint32_t i = 0; i < s.n;) {
    uint32_t cp, n = plb_utf8_next(s, i, &cp);
    if (cp == PLB_UTF8_BAD)
      plb_buf_str(b, "\xEF\xBF\xBD");
    else
      json_char(b, plb_slice_of(s.p + i, n), cp);
    i += n;
  }
  plb_buf_char(b, '"');
}

void plb_buf_html(plb_buf *b, plb_slice s) {
  static const char *const names[] = {
      ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c < sizeof names / sizeof *names && names[c])
      plb_buf_str(b, names[c]);
    else
      plb_buf_char(b, (char)c);
  }
}
