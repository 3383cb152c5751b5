/* parse, resolve, code: any text, in paragraphs cut at empty lines. What comes out must be a document that a view can
 * show (every span, party and number inside it), twice the same, and the same again after the wire. */
#include "../tests/coder.h"
#include "base/utf8.h"
#include "base/view.h"
#include "pipe/wire.h"
#include "fuzz.h"

enum { TEXT_MOST = 1 << 16 };

/* The first byte chooses the day of publication (or none) and the kind of the first block. */
static void prepare(plb_doc *doc, uint8_t choice) {
  if (choice % 4) doc->meta.published_day = (plb_date){(int16_t)(1990 + choice % 40), 1 + choice % 12, 1 + choice % 28};
  cut_blocks(doc, PLB_LIT("\n\n"));
  if (doc->n_block && choice % 2) doc->block[0].kind = PLB_BLOCK_TITLE;
}

/* Codes the text and writes the document as a worker would; empty when a stage refuses. */
static void once(const coder_tables *t, plb_slice text, uint8_t choice, plb_buf *out) {
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = text};
  plb_error err = {0};
  plb_document view;
  prepare(&doc, choice);
  plb_status s = coder_stages(t, &doc, &err);
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
  static coder_tables t;
  if (!t.parse) coder_open(&t);
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
