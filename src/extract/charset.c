/* Which character set, after the WHATWG Encoding Standard with one change: bytes that are valid UTF-8 beyond ASCII are
 * UTF-8 whatever the page says, since that cannot happen by chance in running text. Sets of one byte a character are
 * read by tables made from glibc's iconv when the tables are opened; sets of several bytes go through iconv character
 * by character, so that every character knows its source bytes. Offsets are kept as segments of constant width. */
#include "extract/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum {
  HEAD_BYTES = 8192, /* where a page may say its character set; browsers look at 1024 */
  MAX_SETS = 64,
  MAX_LABEL = 40,
  MAX_UNIT = 16, /* most bytes of one character with its escape sequence */
  CP_WRONG = 0xFFFD
};

typedef enum set_kind { SET_UTF8, SET_UTF16LE, SET_UTF16BE, SET_1252, SET_REFUSED, SET_BYTE, SET_MULTI } set_kind;

typedef struct charset {
  set_kind kind;
  char name[24], iconv[24];
  uint16_t upper[128]; /* SET_BYTE: code points of bytes 0x80.. */
  iconv_t pin;         /* SET_MULTI: keeps glibc's module loaded, so that a sandboxed process need not open files */
} charset;

struct plb_charset_tables {
  charset set[MAX_SETS];
  uint32_t n_set;
  plb_map label;
};

static const uint16_t windows_1252[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                          0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/* ---- tables ---- */
static bool copy_name(char to[24], plb_slice s) {
  if (s.n >= 24) return false;
  memcpy(to, s.p, s.n);
  to[s.n] = '\0';
  return true;
}

static bool fill_byte_table(charset *set) {
  iconv_t cd = iconv_open("UTF-8", set->iconv); /* errno tells why not */
  if (cd == (iconv_t)-1) return false;
  for (uint32_t b = 0; b < 128; b++) {
    char in = (char)(b + 128), out[8], *ip = &in, *op = out;
    size_t in_n = 1, out_n = sizeof out;
    uint32_t cp = CP_WRONG;
    iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &ip, &in_n, &op, &out_n) != (size_t)-1) {
      iconv(cd, NULL, NULL, &op, &out_n); /* sets with combining characters hold the last one back */
      if (op > out) plb_utf8_next(plb_slice_of(out, (size_t)(op - out)), 0, &cp);
    }
    set->upper[b] = cp > 0xFFFF ? CP_WRONG : (uint16_t)cp;
  }
  iconv_close(cd);
  return true;
}

static bool set_of_row(charset *set, plb_slice kind, plb_slice iconv_name) {
  static const struct {
    const char *name;
    set_kind kind;
  } own[] = {{"utf-8", SET_UTF8},
             {"utf-16le", SET_UTF16LE},
             {"utf-16be", SET_UTF16BE},
             {"windows-1252", SET_1252},
             {"replacement", SET_REFUSED}};
  set->pin = (iconv_t)-1;
  if (!copy_name(set->iconv, iconv_name)) return false;
  if (plb_slice_is(kind, "byte")) {
    set->kind = SET_BYTE;
    return fill_byte_table(set);
  }
  if (plb_slice_is(kind, "multi")) {
    set->kind = SET_MULTI;
    set->pin = iconv_open("UTF-8", set->iconv);
    return set->pin != (iconv_t)-1;
  }
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    if (!plb_slice_is(iconv_name, own[i].name)) continue;
    set->kind = own[i].kind;
    return plb_slice_is(kind, "own");
  }
  return false;
}

static plb_status read_row(plb_charset_tables *t, plb_table *table, plb_error *err) {
  plb_slice labels = plb_table_cell(table, 3), label;
  if (t->n_set == MAX_SETS) return plb_table_fail(table, err, "more than %d character sets", MAX_SETS);
  charset *set = &t->set[t->n_set];
  set->pin = (iconv_t)-1;
  errno = 0;
  if (!copy_name(set->name, plb_table_cell(table, 0)) ||
      !set_of_row(set, plb_table_cell(table, 1), plb_table_cell(table, 2)))
    return errno == ENOMEM ? plb_fail(err, PLB_NOMEM, "extract", "no memory left for charsets")
                           : plb_table_fail(table, err, "this character set cannot be read here");
  while (plb_slice_split(&labels, '|', &label))
    if (!plb_map_set(&t->label, label, t->n_set))
      return plb_fail(err, PLB_NOMEM, "extract", "no memory left for charsets");
  t->n_set++;
  return PLB_OK;
}

plb_status plb_charset_tables_open(plb_charset_tables **out, plb_error *err) {
  plb_charset_tables *t = calloc(1, sizeof *t);
  plb_table table;
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for charsets");
  plb_status s = plb_table_open_data(&table, "extract/charsets.tsv", "name kind iconv labels", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = read_row(t, &table, err);
  if (s != PLB_NOTFOUND || t->n_set == 0) {
    plb_charset_tables_close(t);
    return s ? s : plb_fail(err, PLB_TABLE, "extract", "extract/charsets.tsv is empty");
  }
  *out = t;
  return PLB_OK;
}

void plb_charset_tables_close(plb_charset_tables *t) {
  if (!t) return;
  for (uint32_t i = 0; i < t->n_set; i++)
    if (t->set[i].pin != (iconv_t)-1) iconv_close(t->set[i].pin);
  plb_map_free(&t->label);
  free(t);
}

static const charset *set_of_label(const plb_charset_tables *t, plb_slice label) {
  char lower[MAX_LABEL];
  label = plb_slice_trim(label);
  if (label.n == 0 || label.n > sizeof lower) return NULL;
  for (uint32_t i = 0; i < label.n; i++)
    lower[i] = plb_lower(label.p[i]);
  uint32_t at = plb_map_get(&t->label, plb_slice_of(lower, label.n));
  return at == PLB_MAP_NONE ? NULL : &t->set[at];
}

static const charset *set_of_kind(const plb_charset_tables *t, set_kind kind) {
  for (uint32_t i = 0; i < t->n_set; i++)
    if (t->set[i].kind == kind) return &t->set[i];
  return NULL;
}

/* ---- what the page says ---- */
static plb_slice label_after(plb_slice tag, const char *word) {
  uint32_t at = plb_slice_find_nocase(tag, plb_slice_str(word), 0);
  if (at == UINT32_MAX) return (plb_slice){NULL, 0};
  uint32_t i = at + (uint32_t)strlen(word);
  while (i < tag.n && plb_is_space(tag.p[i]))
    i++;
  if (i == tag.n || tag.p[i] != '=') return (plb_slice){NULL, 0};
  i++;
  while (i < tag.n && (plb_is_space(tag.p[i]) || tag.p[i] == '"' || tag.p[i] == '\''))
    i++;
  uint32_t begin = i;
  while (i < tag.n && !plb_is_space(tag.p[i]) && !strchr("\"';/>?", tag.p[i]))
    i++;
  return plb_slice_sub(tag, begin, i);
}

static plb_slice label_of_xml(plb_slice head) {
  if (!plb_slice_starts(head, PLB_LIT("<?xml"))) return (plb_slice){NULL, 0};
  uint32_t end = plb_slice_find(head, PLB_LIT("?>"), 0);
  return end == UINT32_MAX ? (plb_slice){NULL, 0} : label_after(plb_slice_sub(head, 0, end), "encoding");
}

static plb_slice label_of_meta(plb_slice head) {
  for (uint32_t at = 0; at < head.n;) {
    uint32_t open = plb_slice_find(head, PLB_LIT("<"), at);
    if (open == UINT32_MAX) break;
    plb_slice rest = plb_slice_sub(head, open, head.n);
    bool comment = plb_slice_starts(rest, PLB_LIT("<!--"));
    uint32_t end = comment ? plb_slice_find(head, PLB_LIT("-->"), open) : plb_slice_find(head, PLB_LIT(">"), open);
    if (end == UINT32_MAX) end = head.n;
    bool meta = rest.n > 5 && plb_slice_eq_nocase(plb_slice_sub(rest, 0, 5), PLB_LIT("<meta"));
    plb_slice label = meta ? label_after(plb_slice_sub(head, open, end), "charset") : (plb_slice){NULL, 0};
    if (label.n) return label;
    at = end > open ? end : open + 1;
  }
  return (plb_slice){NULL, 0};
}

/* ---- what the bytes say ---- */
typedef struct byte_count {
  uint32_t good, bad, nul; /* well-formed UTF-8 sequences beyond ASCII, wrong bytes, NULs */
} byte_count;

static byte_count count_bytes(plb_slice s) {
  byte_count c = {0};
  for (uint32_t i = plb_utf8_ascii(s, 0), cp; i < s.n; i = plb_utf8_ascii(s, i)) {
    i += plb_utf8_next(s, i, &cp);
    if (cp == 0)
      c.nul++;
    else if (cp == PLB_UTF8_BAD)
      c.bad++;
    else
      c.good++;
  }
  return c;
}

static set_kind kind_of_mark(plb_slice s, uint32_t *skip) {
  const unsigned char *p = (const unsigned char *)s.p;
  *skip = 2;
  if (s.n >= 2 && p[0] == 0xFF && p[1] == 0xFE) return SET_UTF16LE;
  if (s.n >= 2 && p[0] == 0xFE && p[1] == 0xFF) return SET_UTF16BE;
  *skip = s.n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF ? 3 : 0;
  return *skip ? SET_UTF8 : SET_REFUSED;
}

/* "<" and a NUL take turns at the very beginning: UTF-16 without its mark. */
static set_kind kind_of_nuls(plb_slice s) {
  if (s.n < 4) return SET_REFUSED;
  if (s.p[0] && !s.p[1] && s.p[2] && !s.p[3]) return SET_UTF16LE;
  return !s.p[0] && s.p[1] && !s.p[2] && s.p[3] ? SET_UTF16BE : SET_REFUSED;
}

typedef struct choice {
  const charset *set;
  const char *origin;
  uint32_t skip;
} choice;

static choice said(const plb_charset_tables *t, plb_slice bytes, plb_slice label, bool html) {
  plb_slice head = plb_slice_sub(bytes, 0, bytes.n < HEAD_BYTES ? bytes.n : HEAD_BYTES);
  const charset *set = set_of_label(t, label);
  if (set) return (choice){set, "given", 0};
  if (html && (set = set_of_label(t, label_of_meta(head)))) return (choice){set, "meta", 0};
  if (html && (set = set_of_label(t, label_of_xml(head)))) return (choice){set, "xml", 0};
  return (choice){NULL, "guess", 0};
}

/* *clean: the bytes behind the mark are valid UTF-8 without NUL. */
static choice choose(const plb_charset_tables *t, plb_slice bytes, plb_slice label, bool html, bool *clean) {
  uint32_t skip;
  set_kind mark = kind_of_mark(bytes, &skip);
  byte_count c = count_bytes(plb_slice_sub(bytes, skip, bytes.n));
  *clean = !c.bad && !c.nul;
  if (mark != SET_REFUSED) return (choice){set_of_kind(t, mark), "bom", skip};
  if ((mark = kind_of_nuls(bytes)) != SET_REFUSED) return (choice){set_of_kind(t, mark), "bytes", 0};
  choice by_label = said(t, bytes, label, html);
  bool wide = by_label.set && (by_label.set->kind == SET_UTF16LE || by_label.set->kind == SET_UTF16BE);
  if (wide && c.nul < bytes.n / 4) by_label = (choice){NULL, "bytes", 0}; /* an ASCII page that says UTF-16 */
  bool is_utf8 = c.good > 4 * (uint64_t)c.bad || (c.good == 0 && c.bad == 0 && !by_label.set);
  if (is_utf8 && !wide) return (choice){set_of_kind(t, SET_UTF8), c.good ? "bytes" : "guess", 0};
  if (!by_label.set) return (choice){set_of_kind(t, c.bad ? SET_1252 : SET_UTF8), "guess", 0};
  if (by_label.set->kind == SET_UTF8 && c.bad > c.good) return (choice){set_of_kind(t, SET_1252), "bytes", 0};
  return by_label;
}

/* ---- conversion ---- */
typedef struct writer {
  plb_doc *doc;
  plb_charset_page *page;
  char *to;
  size_t n, cap;
  bool broken; /* out of memory or too long */
  PLB_VEC(plb_charset_segment) segment;
} writer;

static void mark_unit(writer *w, uint32_t text_n, uint32_t at, uint32_t source_n) {
  plb_charset_segment *last = w->segment.n ? &w->segment.at[w->segment.n - 1] : NULL;
  if (last && last->text_unit == text_n && last->source_unit == source_n) return;
  plb_charset_segment *s = plb_vec_push(w->doc->arena, &w->segment, UINT32_MAX / 64);
  if (!s)
    w->broken = true;
  else
    *s = (plb_charset_segment){(uint32_t)w->n, at, (uint8_t)text_n, (uint8_t)source_n};
}

/* Room for n bytes. UTF-8 takes at most three bytes for one of the source (U+FFFD), so the first size is mostly the
 * last. */
static bool room(writer *w, size_t n) {
  if (w->broken) return false;
  if (w->cap - w->n >= n) return true;
  size_t more = w->cap + w->cap / 2 + n + 64;
  char *bigger = more > UINT32_MAX / 2 ? NULL : plb_arena_alloc(w->doc->arena, more);
  if (!bigger) {
    w->broken = true;
    return false;
  }
  memcpy(bigger, w->to, w->n);
  w->to = bigger;
  w->cap = more;
  return true;
}

static void put(writer *w, plb_slice text, uint32_t at, uint32_t source_n) {
  if (!room(w, text.n)) return;
  mark_unit(w, text.n, at, source_n);
  memcpy(w->to + w->n, text.p, text.n);
  w->n += text.n;
}

static void put_point(writer *w, uint32_t cp, uint32_t at, uint32_t source_n) {
  char out[4];
  uint32_t n = cp ? plb_utf8_put(cp, out) : 0;
  if (cp == CP_WRONG || n == 0) {
    w->page->n_wrong++;
    n = plb_utf8_put(CP_WRONG, out);
  }
  put(w, plb_slice_of(out, n), at, source_n);
}

/* Bytes 1..0x7F from i on, copied as they are. */
static uint32_t put_ascii(writer *w, plb_slice s, uint32_t i) {
  uint32_t end = plb_utf8_ascii(s, i);
  if (end == i || !room(w, end - i)) return end;
  mark_unit(w, 1, i, 1);
  memcpy(w->to + w->n, s.p + i, end - i);
  w->n += end - i;
  return end;
}

static void convert_utf8(writer *w, plb_slice s, uint32_t i) {
  while (i < s.n && !w->broken) {
    uint32_t begin = i, cp = 1, n = 0;
    for (i = plb_utf8_ascii(s, i); i < s.n && s.p[i]; i = plb_utf8_ascii(s, i + n)) {
      n = plb_utf8_next(s, i, &cp);
      if (cp == PLB_UTF8_BAD) break;
    }
    if (i > begin && room(w, i - begin)) {
      mark_unit(w, 1, begin, 1);
      memcpy(w->to + w->n, s.p + begin, i - begin);
      w->n += i - begin;
    }
    if (i < s.n) put_point(w, CP_WRONG, i, 1);
    i++;
  }
}

static uint32_t utf16_unit(plb_slice s, uint32_t i, bool big) {
  uint32_t a = (unsigned char)s.p[i], b = (unsigned char)s.p[i + 1];
  return big ? a << 8 | b : b << 8 | a;
}

static void convert_utf16(writer *w, plb_slice s, uint32_t i, bool big) {
  while (i < s.n && !w->broken) {
    uint32_t n = 2, cp = i + 1 < s.n ? utf16_unit(s, i, big) : CP_WRONG;
    if (i + 1 >= s.n) n = 1;
    if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < s.n) {
      uint32_t low = utf16_unit(s, i + 2, big);
      bool pair = low >= 0xDC00 && low < 0xE000;
      cp = pair ? 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00) : CP_WRONG;
      n = pair ? 4 : 2;
    }
    put_point(w, cp, i, n);
    i += n;
  }
}

static void convert_bytes(writer *w, plb_slice s, const charset *set) {
  for (uint32_t i = 0; i < s.n && !w->broken;) {
    i = put_ascii(w, s, i);
    if (i >= s.n) break;
    uint32_t b = (unsigned char)s.p[i], cp = CP_WRONG;
    if (b >= 0x80 && set->kind == SET_BYTE) cp = set->upper[b - 0x80];
    if (b >= 0x80 && set->kind == SET_1252) cp = b < 0xA0 ? windows_1252[b - 0x80] : b;
    put_point(w, cp, i, 1);
    i++;
  }
}

/* One character of a set of several bytes: fed byte by byte until iconv has taken them and given something. */
static uint32_t convert_unit(writer *w, iconv_t cd, plb_slice s, uint32_t begin) {
  char in[MAX_UNIT], out[32], *op = out;
  size_t out_n = sizeof out;
  uint32_t taken = 0, n = 0;
  while (n < MAX_UNIT && begin + n < s.n) {
    in[n] = s.p[begin + n];
    n++;
    char *ip = in + taken;
    size_t in_n = n - taken;
    size_t r = iconv(cd, &ip, &in_n, &op, &out_n);
    taken = (uint32_t)(ip - in);
    if (r == (size_t)-1 && errno != EINVAL) break;
    if (taken == n && op > out) {
      if (memchr(out, '\0', (size_t)(op - out))) break;
      put(w, plb_slice_of(out, (size_t)(op - out)), begin, n);
      return n;
    }
  }
  iconv(cd, NULL, NULL, &op, &out_n);
  if (op > out && taken && !memchr(out, '\0', (size_t)(op - out))) {
    put(w, plb_slice_of(out, (size_t)(op - out)), begin, taken);
    return taken;
  }
  put_point(w, CP_WRONG, begin, 1);
  return 1;
}

static plb_status convert_multi(writer *w, plb_slice s, const charset *set, plb_error *err) {
  bool escapes = strncmp(set->iconv, "ISO-2022", 8) == 0;
  iconv_t cd = iconv_open("UTF-8", set->iconv);
  if (cd == (iconv_t)-1)
    return plb_fail(err, errno == ENOMEM ? PLB_NOMEM : PLB_ENCODING, "extract", "this system cannot read %s: %s",
                    set->name, strerror(errno));
  for (uint32_t i = 0; i < s.n && !w->broken;) {
    if (!escapes) i = put_ascii(w, s, i);
    if (i < s.n) i += convert_unit(w, cd, s, i);
  }
  iconv_close(cd);
  return PLB_OK;
}

static plb_status convert(writer *w, plb_slice bytes, choice c, plb_error *err) {
  switch (c.set->kind) {
  case SET_UTF8:
    convert_utf8(w, bytes, c.skip);
    return PLB_OK;
  case SET_UTF16LE:
  case SET_UTF16BE:
    convert_utf16(w, bytes, c.skip, c.set->kind == SET_UTF16BE);
    return PLB_OK;
  case SET_1252:
  case SET_BYTE:
    convert_bytes(w, bytes, c.set);
    return PLB_OK;
  case SET_MULTI:
    return convert_multi(w, bytes, c.set, err);
  default:
    return plb_fail(err, PLB_ENCODING, "extract", "the page says a character set that is not safe to read");
  }
}

plb_status plb_charset_read(const plb_charset_tables *t, plb_doc *doc, plb_slice bytes, plb_slice label, bool html,
                            plb_charset_page *out, plb_error *err) {
  bool clean;
  choice c = choose(t, bytes, label, html, &clean);
  *out = (plb_charset_page){.source = bytes, .name = c.set->name, .origin = c.origin};
  writer w = {.doc = doc, .page = out};
  plb_slice rest = plb_slice_sub(bytes, c.skip, bytes.n);
  if (c.set->kind == SET_UTF8 && clean) {
    mark_unit(&w, 1, c.skip, 1);
    out->utf8 = rest;
  } else {
    w.cap = (size_t)bytes.n + bytes.n / 8 + 64;
    w.to = plb_arena_alloc(doc->arena, w.cap);
    if (!w.to) return plb_fail(err, PLB_NOMEM, "extract", "no memory left to convert %u bytes", bytes.n);
    plb_status s = convert(&w, bytes, c, err);
    if (s) return s;
    out->utf8 = plb_slice_of(w.to, w.n);
  }
  if (w.broken) return plb_fail(err, PLB_NOMEM, "extract", "no memory left to convert %u bytes", bytes.n);
  out->segment = w.segment.at;
  out->n_segment = w.segment.n;
  return PLB_OK;
}

uint32_t plb_charset_segment_of(const plb_charset_page *page, uint32_t at) {
  uint32_t lo = 0, hi = page->n_segment;
  while (hi - lo > 1) {
    uint32_t mid = (lo + hi) / 2;
    if (page->segment[mid].text_begin <= at)
      lo = mid;
    else
      hi = mid;
  }
  return lo;
}

uint32_t plb_charset_source(const plb_charset_page *page, uint32_t at) {
  if (at >= page->utf8.n || page->n_segment == 0) return page->source.n;
  const plb_charset_segment *s = &page->segment[plb_charset_segment_of(page, at)];
  return s->source_begin + (at - s->text_begin) / s->text_unit * s->source_unit;
}
