/* parse, resolve, code: any text, in paragraphs cut at empty lines. What comes out must be a document that a view can
 * show (every span, party and number inside it), twice the same, and the same again after the wire. */
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "base/view.h"
#include "code/code.h"
#include "parse/parse.h"
#include "pipe/wire.h"
#include "resolve/resolve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BLOCKS = 64, TEXT_MOST = 1 << 16 };

typedef struct tables {
  plb_parse_tables *parse;
  plb_date_tables *dates;
  plb_actor_tables *actors;
  plb_trigger_tables *triggers;
} tables;

static void must(bool holds) {
  if (!holds) abort();
}

/* The first byte chooses the day of publication (or none) and the kind of the first block. */
static void prepare(plb_doc *doc, plb_block *block, uint8_t choice) {
  plb_slice text = doc->text;
  if (choice % 4) doc->meta.published_day = (plb_date){(int16_t)(1990 + choice % 40), 1 + choice % 12, 1 + choice % 28};
  for (uint32_t i = 0; i < text.n && doc->n_block < MOST_BLOCKS;) {
    uint32_t end = plb_slice_find(text, PLB_LIT("\n\n"), i);
    if (end == UINT32_MAX) end = text.n;
    uint8_t kind = doc->n_block == 0 && choice % 2 ? PLB_BLOCK_TITLE : PLB_BLOCK_PARAGRAPH;
    if (end > i) block[doc->n_block++] = (plb_block){{i, end}, kind};
    i = end + 2;
  }
  doc->block = block;
}

static plb_status run(const tables *t, plb_doc *doc, plb_error *err) {
  plb_status s = plb_parse(t->parse, doc, err);
  if (!s) s = plb_resolve_dates(t->dates, doc, err);
  if (!s) s = plb_resolve_actors(t->actors, doc, err);
  return s ? s : plb_code(t->triggers, doc, err);
}

/* Codes the text and writes the document as a worker would; empty when a stage refuses. */
static void once(const tables *t, plb_slice text, uint8_t choice, plb_buf *out) {
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  plb_block block[MOST_BLOCKS];
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = text};
  plb_error err = {0};
  plb_document view;
  prepare(&doc, block, choice);
  plb_status s = run(t, &doc, &err);
  must(s == PLB_OK || s == PLB_LIMIT || s == PLB_NOMEM);
  if (!s) {
    must(plb_doc_check(&doc, &err) == PLB_OK);
    must(plb_view(&doc, NULL, &view, &err) == PLB_OK && view.n_report == doc.n_report);
    plb_wire_put_doc(out, &doc);
    must(!out->status);
  }
  plb_arena_free(&arena);
}

static void read_back(const plb_buf *b) {
  plb_arena arena;
  plb_error err = {0};
  plb_arena_init(&arena, 256 << 20);
  plb_doc doc = {.arena = &arena};
  plb_slice in = plb_slice_of(b->p, b->n);
  must(plb_wire_get_doc(&in, &doc, &err) == PLB_OK && in.n == 0);
  plb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static tables t; /* opened once; the process ends with them */
  plb_error err = {0};
  if (!t.parse)
    must(!plb_parse_tables_open(&t.parse, &err) && !plb_date_tables_open(&t.dates, &err) &&
         !plb_actor_tables_open(&t.actors, &err) && !plb_trigger_tables_open(&t.triggers, &err));
  if (size < 1 || size > TEXT_MOST) return 0;
  plb_slice text = plb_slice_of((const char *)data + 1, size - 1);
  if (!plb_utf8_valid(text)) return 0; /* extract gives nothing else */
  plb_buf first, second;
  plb_buf_init(&first, 64 << 20);
  plb_buf_init(&second, 64 << 20);
  once(&t, text, data[0], &first);
  once(&t, text, data[0], &second);
  must(first.n == second.n && (!first.n || memcmp(first.p, second.p, first.n) == 0));
  if (first.n) read_back(&first);
  plb_buf_free(&first);
  plb_buf_free(&second);
  return 0;
}
