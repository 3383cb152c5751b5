/* One pass over the characters handed in: stretches of ordinary characters are copied whole, white space is held back
 * until the next character shows that it stands inside a block. A run of the map is added for each stretch and grown
 * while text and source go on side by side, byte for byte. */
#include "extract/text_out.h"

#include <assert.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { NO_PLACE = -1 };

struct plb_text_out {
  plb_doc *doc;
  const plb_charset_page *page;
  char *text;
  uint32_t n, cap;
  PLB_VEC(plb_block) block;
  PLB_VEC(plb_map_run) run;
  uint32_t block_begin, block_run; /* of the open block */
  uint32_t separator;              /* where its "\n" was put */
  plb_block_kind kind;
  bool space;          /* white space is held back */
  int64_t space_place; /* it is one ' ' of the page, here; NO_PLACE: it is not */
  plb_status status;
};

plb_status plb_out_open(plb_text_out **out, plb_doc *doc, const plb_charset_page *page, plb_error *err) {
  plb_text_out *o = *out = plb_arena_alloc(doc->arena, sizeof *o);
  if (!o) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for the text");
  o->doc = doc;
  o->page = page && page->n_segment ? page : NULL;
  return PLB_OK;
}

static bool room(plb_text_out *o, uint32_t n) {
  if (o->status) return false;
  if (n > o->doc->limits->text_bytes - o->n) {
    o->status = PLB_LIMIT;
    return false;
  }
  if (n <= o->cap - o->n) return true;
  uint32_t more = o->cap + o->cap / 2 + n + 4096;
  char *bigger = plb_arena_alloc(o->doc->arena, more);
  if (!bigger) {
    o->status = PLB_NOMEM;
    return false;
  }
  if (o->n) memcpy(bigger, o->text, o->n);
  o->text = bigger;
  o->cap = more;
  return true;
}

/* ---- the map ---- */
static void push_run(plb_text_out *o, plb_map_run r) {
  bool same = r.n == r.source_n && memcmp(o->text + r.text_begin, o->page->source.p + r.source_begin, r.n) == 0;
  if (r.n == r.source_n && !same) return; /* as long, but other bytes: such a run would claim to be equal */
  if (o->run.n > o->block_run) {
    plb_map_run *last = &o->run.at[o->run.n - 1];
    bool next = last->text_begin + last->n == r.text_begin && last->source_begin + last->source_n == r.source_begin;
    bool ratio = (uint64_t)last->n * r.source_n == (uint64_t)last->source_n * r.n;
    if (next && ratio && (same || o->page->segment[0].source_unit == 2)) {
      last->n += r.n;
      last->source_n += r.source_n;
      return;
    }
  }
  plb_map_run *slot = plb_vec_push(o->doc->arena, &o->run, UINT32_MAX / 64);
  if (slot)
    *slot = r;
  else
    o->status = PLB_NOMEM;
}

/* n bytes of text at text_begin stand at `at` in the page, byte for byte: cut where the character set's segments
 * change. */
static void add_equal(plb_text_out *o, uint32_t text_begin, uint32_t n, uint32_t at) {
  const plb_charset_page *page = o->page;
  assert(n <= page->utf8.n && at <= page->utf8.n - n);
  for (uint32_t i = 0, k = plb_charset_segment_of(page, at); i < n; k++) {
    const plb_charset_segment *s = &page->segment[k];
    uint32_t next = k + 1 < page->n_segment ? page->segment[k + 1].text_begin : page->utf8.n;
    uint32_t end = next - at < n ? next - at : n;
    uint32_t from = s->source_begin + (at + i - s->text_begin) / s->text_unit * s->source_unit;
    uint32_t source_n = (end - i + s->text_unit - 1u) / s->text_unit * s->source_unit;
    if (source_n) push_run(o, (plb_map_run){text_begin + i, end - i, from, source_n});
    i = end;
  }
}

static void add_run(plb_text_out *o, uint32_t text_begin, uint32_t n, uint32_t at, uint32_t source_n) {
  if (!o->page || n == 0 || o->status) return;
  if (n == source_n) {
    add_equal(o, text_begin, n, at);
    return;
  }
  uint32_t from = plb_charset_source(o->page, at), to = plb_charset_source(o->page, at + source_n);
  if (to > from) push_run(o, (plb_map_run){text_begin, n, from, to - from});
}

/* ---- characters ---- */
typedef enum point_kind { POINT_TEXT, POINT_SPACE, POINT_DROPPED } point_kind;

static bool space_point(uint32_t cp) {
  if (cp < 0x100) return cp == 0x20 || (cp >= 9 && cp <= 13) || cp == 0x85 || cp == 0xA0;
  return cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
         cp == 0x205F || cp == 0x3000;
}

/* Controls, the soft hyphen, zero-width and direction marks. */
static bool unseen_point(uint32_t cp) {
  if (cp < 0x100) return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD;
  return (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) ||
         cp == 0xFEFF || cp == 0x180E;
}

static point_kind kind_of(uint32_t cp) {
  if (space_point(cp)) return POINT_SPACE;
  return unseen_point(cp) ? POINT_DROPPED : POINT_TEXT;
}

static void hold_space(plb_text_out *o, int64_t place) {
  o->space_place = o->space ? NO_PLACE : place;
  o->space = true;
}

static void release_space(plb_text_out *o) {
  if (!o->space) return;
  o->space = false;
  if (o->n == o->block_begin || !room(o, 1)) return;
  o->text[o->n++] = ' ';
  if (o->space_place >= 0) add_run(o, o->n - 1, 1, (uint32_t)o->space_place, 1);
}

static uint32_t ordinary(plb_slice s, uint32_t i) {
  while (i < s.n) {
    unsigned char c = (unsigned char)s.p[i];
    if (c > 0x20 && c < 0x7F) {
      i++;
      continue;
    }
    uint32_t cp, w;
    if (c < 0x80 || (w = plb_utf8_next(s, i, &cp), cp == PLB_UTF8_BAD) || kind_of(cp) != POINT_TEXT) return i;
    i += w;
  }
  return i;
}

static void copy(plb_text_out *o, plb_slice s, uint32_t at, uint32_t source_n) {
  release_space(o);
  if (!room(o, s.n)) return;
  memcpy(o->text + o->n, s.p, s.n);
  o->n += s.n;
  add_run(o, o->n - s.n, s.n, at, source_n);
}

void plb_out_add(plb_text_out *o, plb_slice s, uint32_t at, uint32_t source_n) {
  bool equal = s.n == source_n;
  for (uint32_t i = 0, cp, w; i < s.n && !o->status; i += w) {
    uint32_t end = ordinary(s, i);
    if (end > i) copy(o, plb_slice_sub(s, i, end), equal ? at + i : at, equal ? end - i : source_n);
    if (end == s.n) return;
    i = end;
    w = plb_utf8_next(s, i, &cp);
    if (cp != PLB_UTF8_BAD && kind_of(cp) == POINT_SPACE)
      hold_space(o, equal && s.p[i] == ' ' ? (int64_t)at + i : NO_PLACE);
  }
}

void plb_out_space(plb_text_out *o) {
  hold_space(o, NO_PLACE);
}

/* ---- blocks ---- */
void plb_out_begin(plb_text_out *o, plb_block_kind kind) {
  o->separator = o->n;
  if (o->n && room(o, 1)) o->text[o->n++] = '\n';
  o->block_begin = o->n;
  o->block_run = o->run.n;
  o->kind = kind;
  o->space = false;
}

plb_slice plb_out_text(const plb_text_out *o) {
  return plb_slice_of(o->text + o->block_begin, o->n - o->block_begin);
}

void plb_out_drop(plb_text_out *o) {
  o->n = o->separator;
  o->run.n = o->block_run;
  o->space = false;
}

bool plb_out_end(plb_text_out *o) {
  if (o->n == o->block_begin || o->status) {
    plb_out_drop(o);
    return false;
  }
  plb_block *b = plb_vec_push(o->doc->arena, &o->block, UINT32_MAX / 64);
  if (!b) {
    o->status = PLB_NOMEM;
    return false;
  }
  *b = (plb_block){{o->block_begin, o->n}, (uint8_t)o->kind};
  return true;
}

plb_status plb_out_finish(plb_text_out *o, plb_error *err) {
  plb_doc *doc = o->doc;
  if (o->status == PLB_LIMIT)
    return plb_fail(err, PLB_LIMIT, "extract", "the article's text is longer than text_bytes allows");
  if (o->status) return plb_fail(err, o->status, "extract", "no memory left for the text");
  doc->text = plb_slice_of(o->n ? o->text : "", o->n);
  doc->block = o->block.at;
  doc->n_block = o->block.n;
  doc->map = o->run.at;
  doc->n_map = o->run.n;
  return PLB_OK;
}
