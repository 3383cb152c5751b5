/* Reads markup by the grammar of libxml2 2.9 (htmlParseContentInternal, htmlParseStartTag, htmlParseHTMLName,
 * htmlParseAttValue, htmlParseScript in recovery, htmlParseComment, htmlParsePI, htmlParseDocTypeDecl). Odd pages end
 * the shortening where libxml2's reading hangs on more than this scan keeps: scripts that open with a tag, end tags
 * that only begin like the script's, constructs that are never closed, declarations with brackets inside. */
#include "extract/shorten.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

enum {
  MAX_NAME = 100, /* HTML_PARSER_BUFFER_SIZE: a longer name goes on as the next one */
  NAMES = 23,
  ODD_WORK = 100000000 /* comparisons of names, half of them made, that libxml2 may do where we do not shorten: 0.5 s */
};

static const char *const names[NAMES] = {
    "aria-hidden", "class",      "content", "data-component", "data-module", "data-testid", "datetime", "hidden",
    "href",        "http-equiv", "id",      "itemprop",       "itemtype",    "lang",        "name",     "property",
    "pubdate",     "rel",        "role",    "style",          "title",       "type",        "value"};

typedef struct shortener {
  plb_arena *arena;
  plb_error *err;
  plb_status status;
  plb_slice html;
  char *to;
  uint32_t n;    /* bytes in `to` */
  uint32_t from; /* what of the page is not yet copied or left out */
  PLB_VEC(plb_cut) cut;
  PLB_VEC(plb_short_tag) tag;
  PLB_VEC(plb_dom_attribute) attr;
  /* Of the tag being read: names that were there, and attributes that stay because of a reference in their value. */
  uint32_t seen, n_keep;
  plb_span keep[NAMES];
  bool json;     /* its type may say JSON */
  bool odd;      /* the rest stays as it is, and only attributes are counted */
  uint64_t work; /* squares of the counts */
} shortener;

/* ---- names ---- */
static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool name_start(char c) {
  return plb_is_alpha(c) || c == '_' || c == ':' || c == '.';
}

static bool name_char(char c) {
  return name_start(c) || plb_is_digit(c) || c == '-';
}

static uint32_t skip_name(plb_slice s, uint32_t i) {
  uint32_t end = s.n - i > MAX_NAME ? i + MAX_NAME : s.n;
  while (i < end && name_char(s.p[i]))
    i++;
  return i;
}

static uint32_t skip_blanks(plb_slice s, uint32_t i) {
  while (i < s.n && is_blank(s.p[i]))
    i++;
  return i;
}

static uint32_t name_index(plb_slice name) {
  char first = plb_lower(name.p[0]);
  uint32_t i = 0;
  while (i < NAMES && !(names[i][0] == first && plb_slice_eq_nocase(name, plb_slice_str(names[i]))))
    i++;
  return i;
}

bool plb_short_keeps(const char *name) {
  return name_index(plb_slice_str(name)) < NAMES;
}

/* ---- leaving out ---- */
static void copy_until(shortener *w, uint32_t end) {
  memcpy(w->to + w->n, w->html.p + w->from, end - w->from);
  w->n += end - w->from;
  w->from = end;
}

static void no_memory(shortener *w) {
  w->status = plb_fail(w->err, PLB_NOMEM, "extract", "no memory left to shorten the page");
}

/* What is not yet copied up to `end` is left out. */
static void cut_until(shortener *w, uint32_t end) {
  w->from = end;
  plb_cut *c = plb_vec_push(w->arena, &w->cut, UINT32_MAX / 64);
  if (c)
    *c = (plb_cut){w->n, end - w->n};
  else
    no_memory(w);
}

static void cut(shortener *w, uint32_t begin, uint32_t end) {
  if (begin == end) return;
  copy_until(w, begin);
  cut_until(w, end);
}

/* ---- start tags ---- */
static bool at_end(plb_slice s, uint32_t i) {
  return i >= s.n || s.p[i] == '>' || (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '>');
}

static uint32_t skip_value(plb_slice s, uint32_t i) {
  if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
    const char *close = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
    return close ? (uint32_t)(close - s.p) + 1 : s.n;
  }
  while (i < s.n && s.p[i] != '>' && !is_blank(s.p[i]))
    i++;
  return i;
}

/* The value of an attribute that stands at begin..end of the page, quotes included; an empty slice when it has none. A
 * quote that nothing closes runs to the end of the page. */
static plb_slice value_of(plb_slice s, uint32_t begin, uint32_t end) {
  if (begin == end) return (plb_slice){"", 0};
  bool quoted = s.p[begin] == '"' || s.p[begin] == '\'',
       closed = quoted && end - 1 > begin && s.p[end - 1] == s.p[begin];
  return plb_slice_sub(s, begin + quoted, end - closed);
}

/* Keeps an attribute of a name we know, begin..end, its value from `value` on; the first of a name counts. */
static void take_attribute(shortener *w, uint32_t index, uint32_t begin, uint32_t value, uint32_t end) {
  plb_slice text = value_of(w->html, value, end);
  bool refers = text.n && memchr(text.p, '&', text.n);
  if (w->seen >> index & 1) return;
  w->seen |= 1u << index;
  if (plb_slice_is(plb_slice_str(names[index]), "type"))
    w->json = refers || plb_slice_find_nocase(text, PLB_LIT("json"), 0) != UINT32_MAX;
  if (refers) {
    w->keep[w->n_keep++] = (plb_span){begin, end};
    return;
  }
  plb_dom_attribute *a = plb_vec_push(w->arena, &w->attr, UINT32_MAX / 64);
  if (a)
    *a = (plb_dom_attribute){plb_slice_str(names[index]), text};
  else
    no_memory(w);
}

/* An attribute, or what libxml2 drops up to the next blank, and the blanks behind it. */
static uint32_t read_attribute(shortener *w, uint32_t i, uint32_t *count) {
  plb_slice s = w->html;
  if (!name_start(s.p[i])) {
    while (!at_end(s, i) && !is_blank(s.p[i]))
      i++;
    return skip_blanks(s, i);
  }
  uint32_t begin = i, name_end = skip_name(s, i), value = name_end, end = name_end;
  i = skip_blanks(s, name_end);
  if (i < s.n && s.p[i] == '=') {
    value = skip_blanks(s, i + 1);
    i = end = skip_value(s, value);
  }
  uint32_t index = name_index(plb_slice_sub(s, begin, name_end));
  ++*count;
  if (index < NAMES) take_attribute(w, index, begin, value, end);
  return skip_blanks(s, i);
}

/* Writes the tag without its attributes but for those with references. close: its ">" or "/>". attr: its first one. */
static void shorten_tag(shortener *w, uint32_t name_begin, uint32_t name_end, uint32_t close, uint32_t attr) {
  uint32_t size = w->n_keep && w->html.p[close] == '/' ? 1 : 0;
  for (uint32_t k = 0; k < w->n_keep; k++)
    size += 1 + w->keep[k].end - w->keep[k].begin;
  if (w->odd || size >= close - name_end) { /* libxml2 reads them */
    w->attr.n = attr;
    return;
  }
  copy_until(w, name_end);
  for (uint32_t k = 0; k < w->n_keep; k++) {
    w->to[w->n++] = ' ';
    w->from = w->keep[k].begin;
    copy_until(w, w->keep[k].end);
  }
  if (w->n_keep && w->html.p[close] == '/') w->to[w->n++] = ' '; /* else the slash would be of a value without quotes */
  if (w->attr.n > attr) {
    plb_short_tag *t = plb_vec_push(w->arena, &w->tag, UINT32_MAX / 64);
    if (t)
      *t = (plb_short_tag){w->n, plb_slice_sub(w->html, name_begin, name_end), attr, w->attr.n - attr};
    else
      no_memory(w);
  }
  cut_until(w, close);
}

/* From here on the page is left as it is: libxml2 may read it in another way than we do. */
static uint32_t give_up(shortener *w, uint32_t at) {
  w->odd = true;
  return at;
}

static uint32_t find_end_tag(plb_slice s, uint32_t i) {
  for (const char *p; i + 1 < s.n && (p = memchr(s.p + i, '<', s.n - i - 1)); i = (uint32_t)(p - s.p) + 1)
    if (p[1] == '/') return (uint32_t)(p - s.p);
  return UINT32_MAX;
}

/* May libxml2 end a script or style at once, because its text opens like a tag that does so? Its own end tag aside. */
static bool shuts_raw(plb_slice text, plb_slice name) {
  static const char *const closers[] = {"noscript", "body", "frameset"};
  if (text.n < 2 || text.p[0] != '<') return false;
  plb_slice tag = plb_slice_sub(text, 1, text.n), own = plb_slice_sub(text, 2, text.n);
  if (tag.p[0] == '/') return own.n < name.n || !plb_slice_eq_nocase(plb_slice_sub(own, 0, name.n), name);
  for (size_t i = 0; i < sizeof closers / sizeof *closers; i++) {
    plb_slice c = plb_slice_str(closers[i]);
    if (tag.n >= c.n && plb_slice_eq_nocase(plb_slice_sub(tag, 0, c.n), c)) return true;
  }
  return false;
}

/* The text of a script or style from `begin` to the beginning of its end tag is left out. */
static uint32_t skip_raw(shortener *w, uint32_t begin, plb_slice name, bool keep) {
  plb_slice s = w->html;
  uint32_t close = begin;
  if (begin == s.n) return s.n;
  if (shuts_raw(plb_slice_sub(s, begin, s.n), name)) return give_up(w, begin);
  for (;; close += 2) {
    close = find_end_tag(s, close);
    if (close == UINT32_MAX || close + 2 + name.n >= s.n) return s.n;
    if (plb_slice_eq_nocase(plb_slice_sub(s, close + 2, close + 2 + name.n), name)) break;
  }
  if (name_char(s.p[close + 2 + name.n])) return give_up(w, begin);
  if (!keep) cut(w, begin, close);
  return close;
}

static uint32_t read_start_tag(shortener *w, uint32_t begin) {
  plb_slice s = w->html;
  uint32_t name_end = skip_name(s, begin + 1), i = skip_blanks(s, name_end), count = 0;
  uint32_t attr = w->attr.n;
  plb_slice name = plb_slice_sub(s, begin + 1, name_end);
  w->n_keep = w->seen = 0;
  w->json = false;
  while (!at_end(s, i) && !w->status) {
    i = read_attribute(w, i, &count);
    if (count <= PLB_TAG_ATTRIBUTES || (w->odd && w->work + (uint64_t)count * count <= ODD_WORK)) continue;
    w->status =
        plb_fail_at(w->err, PLB_LIMIT, "extract", begin, "a tag has more than %d attributes", PLB_TAG_ATTRIBUTES);
    return s.n;
  }
  if (i >= s.n || w->status) return s.n;
  if (w->odd) w->work += (uint64_t)count * count;
  shorten_tag(w, begin + 1, name_end, i, attr);
  if (s.p[i] == '/') return i + 2;
  bool style = plb_slice_eq_nocase(name, PLB_LIT("style")), script = plb_slice_eq_nocase(name, PLB_LIT("script"));
  return (style || script) && !w->odd ? skip_raw(w, i + 1, name, w->json && script) : i + 1;
}

/* ---- the rest of the markup ---- */
static uint32_t skip_past(plb_slice s, uint32_t i, char mark) {
  const char *found = memchr(s.p + i, mark, s.n - i);
  return found ? (uint32_t)(found - s.p) + 1 : s.n;
}

static uint32_t read_comment(shortener *w, uint32_t begin) {
  plb_slice s = w->html;
  uint32_t text = begin + 4, i = text;
  for (;; i++) {
    i = plb_slice_find(s, PLB_LIT("--"), i);
    if (i == UINT32_MAX || i + 3 >= s.n) return s.n;
    if (s.p[i + 2] == '>') break;
    if (s.p[i + 2] == '!' && s.p[i + 3] == '>') return i + 4;
  }
  cut(w, text, i);
  return i + 3;
}

/* A processing instruction ends at its '>'; without a name only its two first characters go. */
static uint32_t skip_instruction(shortener *w, uint32_t begin) {
  char c = w->html.p[begin + 2];
  if ((unsigned char)c >= 0x80) return give_up(w, begin + 1);
  return plb_is_alpha(c) || c == '_' || c == ':' ? skip_past(w->html, begin, '>') : begin + 2;
}

/* A document type ends at a '>' outside of quotes; which quotes count depends on the words before them. */
static uint32_t skip_doctype(shortener *w, uint32_t begin) {
  uint32_t end = skip_past(w->html, begin, '>'), single = 0, twice = 0;
  for (uint32_t i = begin; i < end; i++) {
    single += w->html.p[i] == '\'';
    twice += w->html.p[i] == '"';
  }
  return (single && twice) || (single + twice) % 2 ? give_up(w, begin + 1) : end;
}

/* Past the markup whose '<' stands at `begin`; the page's end when libxml2 goes on to it too. */
static uint32_t read_markup(shortener *w, uint32_t begin) {
  plb_slice s = w->html, rest = plb_slice_sub(s, begin, s.n);
  char next = rest.n > 2 ? rest.p[1] : '\0';
  if (plb_is_alpha(next)) return read_start_tag(w, begin);
  if (next == '/') return name_start(rest.p[2]) ? skip_past(s, begin + 2, '>') : begin + 2;
  if (w->odd) return begin + 1;
  if (next == '?') return skip_instruction(w, begin);
  if (next != '!') return begin + 1;
  if (plb_slice_starts(rest, PLB_LIT("<!--"))) return read_comment(w, begin);
  bool doctype = rest.n >= 9 && plb_slice_eq_nocase(plb_slice_sub(rest, 2, 9), PLB_LIT("doctype"));
  return doctype ? skip_doctype(w, begin) : begin + 2;
}

plb_status plb_shorten(plb_arena *arena, plb_slice html, plb_short_page *out, plb_error *err) {
  shortener *w = plb_arena_alloc(arena, sizeof *w);
  *out = (plb_short_page){.text = html};
  if (!w || !(w->to = plb_arena_raw(arena, html.n)))
    return plb_fail(err, PLB_NOMEM, "extract", "no memory left to shorten the page");
  w->arena = arena;
  w->err = err;
  w->html = html;
  for (uint32_t i = 0; i < html.n && !w->status;) {
    const char *open = memchr(html.p + i, '<', html.n - i);
    if (!open) break;
    i = read_markup(w, (uint32_t)(open - html.p));
  }
  if (w->status || !w->cut.n) return w->status;
  copy_until(w, html.n);
  *out = (plb_short_page){plb_slice_of(w->to, w->n), w->cut.at, w->cut.n, w->tag.at, w->tag.n, w->attr.at};
  return PLB_OK;
}

uint32_t plb_short_source(const plb_short_page *page, uint32_t at, uint32_t *from) {
  while (*from < page->n_cut && page->cut[*from].at <= at)
    ++*from;
  return at + (*from ? page->cut[*from - 1].gone : 0);
}
