/* The strings of the line are decoded one after the other and held against the given text: the first that begins it and
 * those that go on with it after "\n\n" make up the map. */
#include "extract/fields.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/literal.h"

typedef struct finder {
  plb_doc *doc;
  plb_slice given;
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

/* Where the given text would go on after the literal, or `at` when the literal is not what stands there. */
static uint32_t match(finder *f, plb_slice inside, uint32_t source_at, uint32_t at) {
  uint32_t k = at, old = f->segment.n, n;
  char out[4];
  for (uint32_t i = 0; i < inside.n;) {
    uint32_t used = plb_literal_char(inside, i, out, &n);
    if (k + n > f->given.n || memcmp(f->given.p + k, out, n) != 0) {
      f->segment.n = old;
      return at;
    }
    bool plain = n == used; /* byte for byte: one segment of single bytes */
    mark(f, k, plain ? 1 : n, source_at + i, plain ? 1 : used);
    k += n;
    i += used;
  }
  bool whole = k == f->given.n || (k + 2 <= f->given.n && memcmp(f->given.p + k, "\n\n", 2) == 0);
  if (whole) return k;
  f->segment.n = old;
  return at;
}

static bool find(finder *f) {
  plb_slice line = f->doc->record.bytes, inside;
  uint32_t at = 0, done = 0;
  while (done < f->given.n && !f->out_of_memory && plb_literal_next(line, &at, &inside)) {
    uint32_t source_at = (uint32_t)(inside.p - line.p);
    if (inside.n == 0) continue;
    uint32_t end = match(f, inside, source_at, done);
    if (end == done) continue;
    if (end == f->given.n) return true;
    mark(f, end, 1, source_at + inside.n, 0); /* the joint */
    done = end + 2;
  }
  return false;
}

plb_status plb_fields_page(plb_doc *doc, plb_slice given, plb_charset_page *out, plb_error *err) {
  finder f = {.doc = doc, .given = given};
  bool found = find(&f);
  if (f.out_of_memory) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for offsets");
  *out = (plb_charset_page){.source = doc->record.bytes, .utf8 = given, .name = "UTF-8", .origin = "given"};
  if (!found) return PLB_OK;
  out->segment = f.segment.at;
  out->n_segment = f.segment.n;
  return PLB_OK;
}
