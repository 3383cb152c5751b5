/* The strings of the record are decoded one after the other and held against the given text: the first that begins it
 * and those that go on with it after "\n\n" make up the map. So is what stands in the elements of XML and the quoted
 * cells of CSV; other cells, and markup inside an element, stand as they are. */
#include "extract/fields.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/literal.h"

enum { MOST_TRIES = 1000 }; /* places of a short text that are looked at */

typedef struct finder {
  plb_doc *doc;
  plb_slice given;
  plb_literal_form form;
  PLB_VEC(plb_charset_segment) segment;
  bool out_of_memory;
} finder;

static void mark(finder *f, uint32_t text_at, uint32_t text_n, uint32_t source_at, uint32_t source_n) {
  plb_charset_segment *last = f->segment.n ? &f->segment.at[f->segment.n - 1] : NULL;
  bool on = last && last->text_unit == text_n && last->source_unit == source_n;
  if (on && last->source_begin + (text_at - last->text_begin) / text_n * source_n == source_at) return;
  plb_charset_segment *s = plb_vec_push(f->doc->arena, &f->segment, UINT32_MAX / 64);
  if (s)
    *s = (plb_charset_segment){text_at, source_at, (uint8_t)text_n, (uint8_t)source_n};
  else
    f->out_of_memory = true;
}

static bool is_whole(const finder *f, uint32_t at) {
  return at == f->given.n || (at + 2 <= f->given.n && memcmp(f->given.p + at, "\n\n", 2) == 0);
}

/* Does nothing but white space follow in the literal? */
static bool rest_is_white(const finder *f, plb_slice inside, uint32_t i, bool raw) {
  uint32_t n;
  char out[4];
  while (i < inside.n) {
    i += plb_literal_char(f->form, inside, i, &raw, out, &n);
    if (n && (n > 1 || !plb_is_space(out[0]))) return false;
  }
  return true;
}

/* Where the given text would go on after the literal, or `at` when the literal is not what stands there. Values of CSV
 * and XML were taken without the white space at their ends. */
static uint32_t match(finder *f, plb_slice inside, uint32_t source_at, uint32_t at) {
  uint32_t k = at, i = 0, old = f->segment.n, solid = at, solid_segments = old, n, used;
  bool trimmed = f->form != PLB_LITERAL_JSON, raw = false, raw_before = false;
  char out[4];
  for (; i < inside.n; i += used) {
    raw_before = raw;
    used = plb_literal_char(f->form, inside, i, &raw, out, &n);
    bool white = trimmed && n == 1 && plb_is_space(out[0]);
    if (n == 0 || (white && k == at)) continue;
    if (k + n > f->given.n || memcmp(f->given.p + k, out, n) != 0) break;
    bool plain = n == used; /* byte for byte: one segment of single bytes */
    mark(f, k, plain ? 1 : n, source_at + i, plain ? 1 : used);
    k += n;
    if (white) continue;
    solid = k;
    solid_segments = f->segment.n;
  }
  if (i >= inside.n && is_whole(f, k)) return k;
  if (trimmed && solid > at && is_whole(f, solid) && rest_is_white(f, inside, i, raw_before)) {
    f->segment.n = solid_segments;
    return solid;
  }
  f->segment.n = old;
  return at;
}

/* In one literal, or in several that follow each other. */
static bool find(finder *f, bool in_one) {
  plb_slice line = f->doc->record.bytes, inside;
  uint32_t at = 0, done = 0;
  while (done < f->given.n && !f->out_of_memory && plb_literal_next(f->form, line, &at, &inside)) {
    uint32_t source_at = (uint32_t)(inside.p - line.p);
    if (inside.n == 0) continue;
    uint32_t end = match(f, inside, source_at, done);
    if (end == done) continue;
    if (end == f->given.n) return true;
    if (in_one) {
      f->segment.n = 0;
      continue;
    }
    mark(f, end, 1, source_at + inside.n, 0); /* the joint */
    done = end + 2;
  }
  f->segment.n = 0;
  return false;
}

static bool is_mark(char c) {
  return c == ',' || c == ';' || c == '\t' || c == '"' || c == '\n' || c == '\r';
}

/* Is begin..end a whole cell but for the spaces round it? */
static bool is_cell(plb_slice row, uint32_t begin, uint32_t end) {
  while (begin && row.p[begin - 1] == ' ')
    begin--;
  while (end < row.n && row.p[end] == ' ')
    end++;
  return (begin == 0 || is_mark(row.p[begin - 1])) && (end == row.n || is_mark(row.p[end]));
}

/* The text as it stands: a cell without quotation marks, markup inside an element. */
static bool find_verbatim(finder *f) {
  plb_slice bytes = f->doc->record.bytes;
  bool xml = f->form == PLB_LITERAL_XML;
  if (xml && !memchr(f->given.p, '<', f->given.n)) return false;
  uint32_t at = plb_slice_find(bytes, f->given, 0);
  for (int tries = 0; at != UINT32_MAX && tries < MOST_TRIES; tries++) {
    if (xml || is_cell(bytes, at, at + f->given.n)) {
      mark(f, 0, 1, at, 1);
      return true;
    }
    at = plb_slice_find(bytes, f->given, at + 1);
  }
  return false;
}

plb_status plb_fields_page(plb_doc *doc, plb_slice given, plb_charset_page *out, plb_error *err) {
  finder f = {.doc = doc, .given = given, .form = plb_literal_form_of(doc->record.bytes)};
  bool found = given.n && (find(&f, true) || find(&f, false) || (f.form != PLB_LITERAL_JSON && find_verbatim(&f)));
  if (f.out_of_memory) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for offsets");
  *out = (plb_charset_page){.source = doc->record.bytes, .utf8 = given, .name = "UTF-8", .origin = "given"};
  if (!found) return PLB_OK;
  out->segment = f.segment.at;
  out->n_segment = f.segment.n;
  return PLB_OK;
}
