/* extract, facts: any bytes as a saved text page and as single lines for each reader of lines; the same bytes as
 * JSON-LD. Blocks stay inside the text and in order; a date found lies inside its line; a canonical URL is canonical.
 */
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "extract/extract.h"
#include "extract/jsonld.h"
#include "extract/meta.h"
#include "extract/title.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

static void check_url(const plb_meta_tables *t, plb_slice in, plb_arena *arena) {
  plb_error err;
  plb_slice once, twice;
  if (plb_url_canonical(&t->url, in, arena, &once, &err)) return;
  if (plb_url_canonical(&t->url, once, arena, &twice, &err) || !plb_slice_eq(once, twice)) abort();
  plb_url_join(once, in, arena, &twice, &err);
  plb_url_inner(in, arena);
}

static void check_line(const plb_meta_tables *t, plb_slice in) {
  plb_arena arena = {0};
  plb_pubdate d;
  plb_error err;
  plb_jsonld ld = {0};
  plb_slice name[PLB_BYLINE_MAX], value;
  plb_arena_init(&arena, 64 << 20);
  for (int place = PLB_DATE_TEXT; place <= PLB_DATE_FIELD; place++)
    if (plb_pubdate_find(&t->dates, in, 0, (plb_date_place)place, PLB_ORDER_UNKNOWN, &d))
      if (d.begin >= d.end || d.end > in.n || !plb_date_valid(d.day) || !d.day.day) abort();
  plb_pubdate_of_path(&t->dates, in, &d);
  plb_byline_names(&t->bylines, in, PLB_BYLINE_LINE, name);
  plb_byline_names(&t->bylines, in, PLB_BYLINE_FIELD, name);
  plb_title_strip(&t->outlets, in, PLB_LIT("Example Times"), NULL);
  plb_line_of(&t->lines, in);
  plb_line_header(&t->lines, in, &value);
  plb_wire_is_signature(&t->wires, in);
  check_url(t, in, &arena);
  plb_jsonld_read(&t->jsonld, in, &arena, &ld, &err);
  plb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_extract_tables *t; /* opened once; the process ends with it */
  static plb_meta_tables *lines;
  plb_error err;
  if (!t && plb_extract_tables_open(&t, &err)) abort();
  if (!lines && plb_meta_tables_open(&lines, &err)) abort();
  plb_slice in = plb_slice_of((const char *)data, size);
  check_page(t, in, PLB_FORMAT_TEXT);
  check_page(t, in, PLB_FORMAT_HTML);
  if (size < 4096 && plb_utf8_valid(in)) check_line(lines, in);
  return 0;
}
