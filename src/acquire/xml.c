/* XML 1.0 (fifth edition), sections 2.3 to 2.8, read forgivingly where it costs nothing: a '<' before a blank or a
 * digit and a '&' that begins no reference are characters. A comment or CDATA section in which another one begins was
 * not closed: its mark is damage, and what follows is read as content. */
#include "acquire/xml.h"

#include "acquire/byte_sets.h"
#include "base/slice.h"

static bool name_begins(char c) {
  return plb_is_alpha(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static uint32_t name_end(plb_slice s, uint32_t i) {
  while (i < s.n && (name_begins(s.p[i]) || plb_is_digit(s.p[i]) || s.p[i] == '-' || s.p[i] == '.'))
    i++;
  return i;
}

static plb_xml_kind end_token(plb_xml_token *t, plb_xml_kind kind, uint32_t end) {
  t->kind = kind;
  t->end = end;
  return kind;
}

static plb_xml_kind cut_off(plb_xml_token *t, bool last, uint32_t mark) {
  return end_token(t, last ? PLB_XML_BAD : PLB_XML_CUT, t->begin + mark);
}

/* From `open` (at t->begin) to `close`; no other `open` may stand between. Looks as far as the nearer of the two. */
static plb_xml_kind section(plb_slice s, plb_xml_token *t, plb_slice open, plb_slice close, plb_xml_kind kind,
                            bool last) {
  uint32_t begin = t->begin + open.n;
  for (uint64_t step = 256, far = 0; far < s.n; step *= 2) {
    far = begin + step < s.n ? begin + step : s.n;
    plb_slice near = plb_slice_sub(s, 0, (uint32_t)far);
    uint32_t end = plb_slice_find(near, close, begin), again = plb_slice_find(near, open, begin);
    if (again != UINT32_MAX && again < end) return end_token(t, PLB_XML_BAD, begin);
    if (end == UINT32_MAX) continue;
    t->inside = plb_slice_sub(s, begin, end);
    return end_token(t, kind, end + close.n);
  }
  return cut_off(t, last, open.n);
}

/* <!DOCTYPE ...>, with its internal subset in brackets. */
static plb_xml_kind doctype(plb_slice s, plb_xml_token *t, bool last) {
  int depth = 0;
  if (!plb_slice_starts(plb_slice_sub(s, t->begin, s.n), PLB_LIT("<!DOCTYPE")))
    return end_token(t, PLB_XML_BAD, t->begin + 2);
  for (uint32_t i = t->begin + 9; i < s.n; i++) {
    char c = s.p[i];
    if (c == '"' || c == '\'') {
      const char *end = memchr(s.p + i + 1, c, s.n - i - 1);
      if (!end) break;
      i = (uint32_t)(end - s.p);
    } else if (c == '<' && plb_slice_starts(plb_slice_sub(s, i, s.n), PLB_LIT("<!--"))) {
      uint32_t end = plb_slice_find(s, PLB_LIT("-->"), i);
      if (end == UINT32_MAX) break;
      i = end;
    } else if (c == '>' && depth == 0) {
      return end_token(t, PLB_XML_OTHER, i + 1);
    } else if (c == '<' && plb_slice_starts(plb_slice_sub(s, i, s.n), PLB_LIT("<!DOCTYPE"))) {
      return end_token(t, PLB_XML_BAD, t->begin + 9);
    }
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
  }
  return cut_off(t, last, 2);
}

static plb_xml_kind tag(plb_slice s, plb_xml_token *t, bool last) {
  bool ends = s.p[t->begin + 1] == '/';
  uint32_t i = t->begin + 1 + ends, name = i;
  i = name_end(s, i);
  t->name = plb_slice_sub(s, name, i);
  uint32_t begin = i;
  for (; i < s.n && s.p[i] != '>' && s.p[i] != '<'; i++) {
    if (ends || (s.p[i] != '"' && s.p[i] != '\'')) continue;
    char quote = s.p[i++];
    while (i < s.n && s.p[i] != quote && s.p[i] != '<')
      i++;
    if (i >= s.n || s.p[i] == '<') break;
  }
  if (i >= s.n) return cut_off(t, last, 1);
  if (s.p[i] == '<' || name_end(s, name) == name) return end_token(t, PLB_XML_BAD, s.p[i] == '<' ? i : i + 1);
  bool empty = !ends && i > begin && s.p[i - 1] == '/';
  t->inside = plb_slice_sub(s, begin, i - empty);
  return end_token(t, ends ? PLB_XML_END : empty ? PLB_XML_EMPTY : PLB_XML_START, i + 1);
}

static plb_xml_kind text(plb_slice s, plb_xml_token *t) {
  uint32_t i = t->begin + 1;
  for (; i < s.n; i++) {
    const char *open = memchr(s.p + i, '<', s.n - i);
    if (!open) break;
    i = (uint32_t)(open - s.p);
    char c = i + 1 < s.n ? s.p[i + 1] : '/';
    if (name_begins(c) || c == '/' || c == '!' || c == '?') {
      t->inside = plb_slice_sub(s, t->begin, i);
      return end_token(t, PLB_XML_TEXT, i);
    }
  }
  t->inside = plb_slice_sub(s, t->begin, s.n);
  return end_token(t, PLB_XML_TEXT, s.n);
}

plb_xml_kind plb_xml_token_at(plb_slice s, uint32_t at, bool last, plb_xml_token *t) {
  *t = (plb_xml_token){.begin = at};
  plb_slice rest = plb_slice_sub(s, at, s.n);
  if (rest.p[0] != '<') return text(s, t);
  if (!last && rest.n < 9) return end_token(t, PLB_XML_CUT, s.n); /* too little to tell what it is */
  if (plb_slice_starts(rest, PLB_LIT("<!--")))
    return section(s, t, PLB_LIT("<!--"), PLB_LIT("-->"), PLB_XML_OTHER, last);
  if (plb_slice_starts(rest, PLB_LIT("<![CDATA[")))
    return section(s, t, PLB_LIT("<![CDATA["), PLB_LIT("]]>"), PLB_XML_CDATA, last);
  if (plb_slice_starts(rest, PLB_LIT("<?"))) return section(s, t, PLB_LIT("<?"), PLB_LIT("?>"), PLB_XML_OTHER, last);
  if (plb_slice_starts(rest, PLB_LIT("<!"))) return doctype(s, t, last);
  if (rest.n > 1 && (rest.p[1] == '/' || name_begins(rest.p[1]))) return tag(s, t, last);
  return text(s, t);
}

plb_slice plb_xml_attribute(plb_slice s, const char *name) {
  uint32_t i = 0;
  while (i < s.n) {
    while (i < s.n && !name_begins(s.p[i]))
      i++;
    uint32_t begin = i;
    i = name_end(s, i);
    bool here = plb_slice_is(plb_slice_sub(s, begin, i), name);
    while (i < s.n && plb_is_space(s.p[i]))
      i++;
    if (i >= s.n || s.p[i] != '=') continue;
    for (i++; i < s.n && plb_is_space(s.p[i]);)
      i++;
    if (i >= s.n || (s.p[i] != '"' && s.p[i] != '\'')) continue;
    const char *end = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
    if (!end) break;
    if (here) return plb_slice_sub(s, i + 1, (uint32_t)(end - s.p));
    i = (uint32_t)(end - s.p) + 1;
  }
  return (plb_slice){NULL, 0};
}

/* ---- elements ---- */
/* Where the content that begins at `at` ends: at the end tag of that name. */
static plb_status content_end(plb_slice s, uint32_t at, plb_slice name, plb_xml_token *t) {
  uint32_t depth = 0;
  for (; at < s.n; at = t->end) {
    if (plb_xml_token_at(s, at, true, t) == PLB_XML_BAD) return PLB_DAMAGED;
    if (t->kind != PLB_XML_START && t->kind != PLB_XML_END) continue;
    if (!plb_slice_eq(t->name, name)) continue;
    if (t->kind == PLB_XML_END && depth-- == 0) return PLB_OK;
    depth += t->kind == PLB_XML_START;
  }
  return PLB_DAMAGED;
}

plb_status plb_xml_next(plb_slice s, uint32_t *at, plb_xml_element *out) {
  plb_xml_token t, end;
  for (; *at < s.n; *at = t.end) {
    plb_xml_kind kind = plb_xml_token_at(s, *at, true, &t);
    if (kind == PLB_XML_BAD || kind == PLB_XML_END) return PLB_DAMAGED;
    if (kind != PLB_XML_START && kind != PLB_XML_EMPTY) continue;
    *out = (plb_xml_element){.name = t.name, .attributes = t.inside, .content = {"", 0}};
    if (kind == PLB_XML_START) {
      if (content_end(s, t.end, t.name, &end)) return PLB_DAMAGED;
      out->content = plb_slice_sub(s, t.end, end.begin);
      t.end = end.end;
    }
    *at = t.end;
    return PLB_OK;
  }
  return PLB_NOTFOUND;
}

bool plb_xml_has_elements(plb_slice s) {
  plb_xml_token t;
  for (uint32_t at = 0; at < s.n; at = t.end) {
    plb_xml_kind kind = plb_xml_token_at(s, at, true, &t);
    if (kind == PLB_XML_START || kind == PLB_XML_EMPTY) return true;
  }
  return false;
}

/* ---- characters ---- */
void plb_xml_text(plb_slice s, const uint16_t *upper, plb_buf *b) {
  plb_xml_token t;
  for (uint32_t at = 0; at < s.n; at = t.end) {
    plb_xml_kind kind = plb_xml_token_at(s, at, true, &t);
    if (kind == PLB_XML_TEXT || kind == PLB_XML_CDATA) plb_byte_set_put(t.inside, upper, kind == PLB_XML_TEXT, b);
  }
}
