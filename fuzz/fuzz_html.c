/* extract: any bytes as a page. The first byte chooses the form (HTML or plain text). The map must lead into the page,
 * runs of equal length must be equal bytes, and blocks must lie in order. */
#include "base/arena.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "extract/dom.h"
#include "extract/extract.h"
#include "extract/main_text.h"
#include "fuzz.h"

static void check_doc(const plb_doc *doc) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *r = &doc->map[i];
    must(r->text_begin >= at && r->n && r->text_begin + r->n <= doc->text.n);
    must(r->source_n && r->source_begin + r->source_n <= doc->record.bytes.n);
    if (r->n == r->source_n)
      must(memcmp(doc->text.p + r->text_begin, doc->record.bytes.p + r->source_begin, r->n) == 0);
    at = r->text_begin + r->n;
  }
  at = 0;
  for (uint32_t i = 0; i < doc->n_block; i++) {
    plb_span s = doc->block[i].span;
    must(s.begin >= at && s.begin < s.end && s.end <= doc->text.n && doc->block[i].kind < PLB_BLOCK_KIND_COUNT);
    at = s.end;
  }
}

static void check_same(const plb_dom *a, const plb_dom *b) {
  must(a->n_node == b->n_node && a->n_run == b->n_run);
  for (uint32_t i = 0; i < a->n_node; i++) {
    const plb_dom_node *x = &a->node[i], *y = &b->node[i];
    must(x->kind == y->kind && x->tag == y->tag && x->parent == y->parent && plb_slice_eq(x->text, y->text));
    must(x->source_begin == y->source_begin && x->source_end == y->source_end);
    for (size_t k = 0; k < 2; k++) {
      plb_slice v = plb_dom_attr(a, i, k ? "class" : "href"), w = plb_dom_attr(b, i, k ? "class" : "href");
      must(plb_slice_eq(v, w) && !v.p == !w.p);
    }
  }
}

/* The shortened page gives the tree of the whole one. */
static void check_shortened(plb_doc *doc) {
  plb_dom *whole, *shortened;
  plb_error err = {0};
  plb_slice html = doc->record.bytes;
  if (!plb_utf8_valid(html) || plb_slice_find(html, PLB_LIT("\0"), 0) != UINT32_MAX) return;
  if (plb_dom_parse(doc, html, &shortened, &err) || plb_dom_parse_whole(doc, html, &whole, &err)) return;
  check_same(whole, shortened);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_extract_tables *tables; /* opened once: the fuzzer's process ends without a farewell */
  plb_limits limits;
  plb_arena arena = {0};
  plb_error err = {0};
  if (size < 1) return 0;
  if (!tables && plb_extract_tables_open(&tables, &err)) abort();
  plb_limits_default(&limits);
  plb_arena_init(&arena, 64u << 20);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.number = 1, .format = data[0] & 1 ? PLB_FORMAT_TEXT : PLB_FORMAT_HTML};
  doc.record.bytes = plb_slice_of((const char *)data + 1, size - 1);
  if (plb_extract(tables, &doc, &err) == PLB_OK) check_doc(&doc);
  if (doc.record.format == PLB_FORMAT_HTML) check_shortened(&doc);
  plb_arena_free(&arena);
  return 0;
}
