/* extract, facts: any bytes as a saved text page and as a page. Blocks stay inside the text and in order, and title and
 * day say where they come from. */
#include "extract/extract.h"
#include "fuzz.h"

static void check_blocks(const plb_doc *doc) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc->n_block; i++) {
    plb_span s = doc->block[i].span;
    if (s.begin < at || s.end <= s.begin || s.end > doc->text.n) abort();
    at = s.end;
  }
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *r = &doc->map[i];
    if (r->text_begin + r->n > doc->text.n || r->source_begin + r->source_n > doc->record.bytes.n) abort();
  }
  if (!doc->meta.title.origin || !doc->meta.published.origin) abort();
}

static void check_page(const plb_extract_tables *t, plb_slice in, plb_format format) {
  plb_arena arena = {0};
  plb_limits limits;
  plb_error err;
  plb_limits_default(&limits);
  plb_arena_init(&arena, 64 << 20);
  plb_doc doc = {.arena = &arena, .limits = &limits, .record = {.bytes = in, .format = format}};
  plb_status s = plb_extract(t, &doc, &err);
  if (s == PLB_INTERNAL) abort();
  if (s == PLB_OK) check_blocks(&doc);
  plb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_extract_tables *t; /* opened once; the process ends with it */
  plb_error err;
  if (!t && plb_extract_tables_open(&t, &err)) abort();
  plb_slice in = plb_slice_of((const char *)data, size);
  check_page(t, in, PLB_FORMAT_TEXT);
  check_page(t, in, PLB_FORMAT_HTML);
  return 0;
}
