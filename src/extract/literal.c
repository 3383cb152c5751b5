/* RFC 8259, section 7 (JSON strings); RFC 4180, section 2 (cells); XML 1.0, sections 2.4 and 2.7 (content). */
#include "extract/literal.h"

#include <string.h>

#include "base/reference.h"
#include "base/slice.h"
#include "base/utf8.h"

static bool next_string(plb_slice json, uint32_t *at, plb_slice *inside) {
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

static uint32_t plain_char(plb_slice s, uint32_t i, char out[4], uint32_t *n) {
  uint32_t cp, w = plb_utf8_next(s, i, &cp);
  if (cp == PLB_UTF8_BAD || cp == 0)
    *n = plb_utf8_put(0xFFFD, out);
  else
    memcpy(out, s.p + i, *n = w);
  return w;
}

static uint32_t json_char(plb_slice s, uint32_t i, char out[4], uint32_t *n) {
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  if (s.p[i] != '\\' || i + 1 >= s.n) return plain_char(s, i, out, n);
  if (s.p[i + 1] == 'u') return unicode_escape(s, i, out, n);
  const char *found = s.p[i + 1] ? strchr(from, s.p[i + 1]) : NULL;
  out[0] = found ? to[found - from] : s.p[i + 1];
  *n = 1;
  return 2;
}

/* ---- cells ---- */
static bool next_cell(plb_slice row, uint32_t *at, plb_slice *inside) {
  const char *open = *at < row.n ? memchr(row.p + *at, '"', row.n - *at) : NULL;
  if (!open) return false;
  uint32_t begin = (uint32_t)(open - row.p) + 1, i = begin;
  while (i < row.n && (row.p[i] != '"' || (i + 1 < row.n && row.p[i + 1] == '"')))
    i += row.p[i] == '"' ? 2 : 1;
  if (i >= row.n) return false;
  *inside = plb_slice_sub(row, begin, i);
  *at = i + 1;
  return true;
}

static uint32_t cell_char(plb_slice s, uint32_t i, char out[4], uint32_t *n) {
  if (s.p[i] != '"') return plain_char(s, i, out, n);
  out[0] = '"';
  *n = 1;
  return 2;
}

/* ---- contents of elements ---- */
static bool here(plb_slice s, uint32_t i, const char *words) {
  return plb_slice_starts(plb_slice_sub(s, i, s.n), plb_slice_str(words));
}

/* Past what stands at i and ends with `close`, or s.n. */
static uint32_t past(plb_slice s, uint32_t i, const char *close) {
  uint32_t end = plb_slice_find(s, plb_slice_str(close), i);
  return end == UINT32_MAX ? s.n : end + (uint32_t)strlen(close);
}

/* A comment, an instruction or a CDATA section at i: past it; i: it is something else. */
static uint32_t past_section(plb_slice s, uint32_t i) {
  if (here(s, i, "<!--")) return past(s, i + 4, "-->");
  if (here(s, i, "<![CDATA[")) return past(s, i + 9, "]]>");
  return here(s, i, "<?") ? past(s, i + 2, "?>") : i;
}

static bool is_tag(plb_slice s, uint32_t i) {
  char c = i + 1 < s.n ? s.p[i + 1] : 0;
  return s.p[i] == '<' && (plb_is_alpha(c) || c == '_' || c == ':' || c == '/' || (unsigned char)c >= 0x80);
}

/* Past the tag at i, whose values may hold '>'. */
static uint32_t past_tag(plb_slice s, uint32_t i) {
  char quote = 0;
  for (; i < s.n; i++) {
    if (quote ? s.p[i] == quote : s.p[i] == '"' || s.p[i] == '\'')
      quote = quote ? 0 : s.p[i];
    else if (s.p[i] == '>' && !quote)
      return i + 1;
  }
  return s.n;
}

/* Past the characters at i, up to a tag. */
static uint32_t past_text(plb_slice s, uint32_t i) {
  while (i < s.n && !is_tag(s, i)) {
    uint32_t end = past_section(s, i);
    i = end > i ? end : i + 1;
  }
  return i;
}

static bool next_content(plb_slice xml, uint32_t *at, plb_slice *inside) {
  uint32_t tag = past_text(xml, *at);
  if (tag >= xml.n) return false;
  uint32_t begin = past_tag(xml, tag);
  *at = past_text(xml, begin);
  *inside = plb_slice_sub(xml, begin, *at);
  return true;
}

static uint32_t content_char(plb_slice s, uint32_t i, bool *raw, char out[4], uint32_t *n) {
  uint32_t cp, w;
  *n = 0;
  if (*raw && here(s, i, "]]>")) return *raw = false, 3;
  if (!*raw && here(s, i, "<![CDATA[")) return *raw = true, 9;
  if (!*raw && (w = past_section(s, i)) > i) return w - i;
  w = *raw ? 0 : plb_reference(s, i, &cp);
  if (!w) return plain_char(s, i, out, n);
  *n = plb_utf8_put(cp, out);
  return w;
}

/* ---- the three forms ---- */
plb_literal_form plb_literal_form_of(plb_slice bytes) {
  plb_slice s = plb_slice_trim(bytes);
  if (s.n && s.p[0] == '{') return PLB_LITERAL_JSON;
  return s.n && s.p[0] == '<' ? PLB_LITERAL_XML : PLB_LITERAL_CSV;
}

bool plb_literal_next(plb_literal_form form, plb_slice bytes, uint32_t *at, plb_slice *inside) {
  if (form == PLB_LITERAL_JSON) return next_string(bytes, at, inside);
  return form == PLB_LITERAL_CSV ? next_cell(bytes, at, inside) : next_content(bytes, at, inside);
}

uint32_t plb_literal_char(plb_literal_form form, plb_slice s, uint32_t i, bool *raw, char out[4], uint32_t *n) {
  if (form == PLB_LITERAL_JSON) return json_char(s, i, out, n);
  return form == PLB_LITERAL_CSV ? cell_char(s, i, out, n) : content_char(s, i, raw, out, n);
}
