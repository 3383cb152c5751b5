/* From bytes to exports: any bytes as a page or a text, read and coded, then printed in every format. Every line of
 * JSON must be JSON, with the document's id; every row of CSV must have the columns of its header; no byte that ends a
 * string may come through. The first byte chooses page or text. */
#include <stdio.h>

#include "../tests/coder.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/view.h"
#include "extract/extract.h"
#include "fuzz.h"

static plb_slice printed(const plb_document *d, plb_export_format format, char **text) {
  plb_error err = {0};
  size_t n = 0;
  FILE *f = open_memstream(text, &n);
  must(f != NULL);
  if (format == PLB_EXPORT_CSV) must(plb_document_print(NULL, format, f, &err) == PLB_OK);
  must(plb_document_print(d, format, f, &err) == PLB_OK && fclose(f) == 0);
  return plb_slice_of(*text, n);
}

static void check_lines(const plb_document *d, plb_export_format format, uint32_t want) {
  char *text = NULL;
  plb_slice rest = printed(d, format, &text), line;
  plb_error err = {0};
  plb_json *v;
  uint32_t n = 0;
  while (plb_slice_split(&rest, '\n', &line) && rest.p) {
    must(plb_json_parse(line, &v, &err) == PLB_OK || err.code == PLB_LIMIT);
    if (v) must(plb_slice_is(plb_json_text(plb_json_get(v, "document_id")), d->id));
    plb_json_free(v);
    n++;
  }
  must(line.n == 0 && n == want);
  free(text);
}

/* RFC 4180: fields in quotation marks may hold anything, a mark twice. */
static void check_rows(const plb_document *d) {
  char *text = NULL;
  plb_slice s = printed(d, PLB_EXPORT_CSV, &text);
  uint32_t rows = 0, fields = 1, columns = 0;
  bool quoted = false;
  must(!s.n || !memchr(s.p, 0, s.n));
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    fields += c == ',';
    if (c != '\n') continue;
    if (rows++ == 0) columns = fields;
    must(fields == columns);
    fields = 1;
  }
  must(!quoted && rows == d->n_report + 1);
  free(text);
}

static void check(const plb_doc *doc) {
  plb_document d;
  plb_error err = {0};
  must(plb_view(doc, NULL, &d, &err) == PLB_OK && plb_utf8_valid(d.text));
  check_lines(&d, PLB_EXPORT_JSONL, d.n_report);
  check_lines(&d, PLB_EXPORT_DOCUMENTS, 1);
  check_rows(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static coder_tables t;
  static plb_extract_tables *pages;
  plb_error err = {0};
  if (!t.parse) coder_open(&t);
  if (!pages) must(plb_extract_tables_open(&pages, &err) == PLB_OK);
  plb_slice in = plb_slice_of((const char *)data, size);
  plb_format format = fuzz_byte(&in) % 2 ? PLB_FORMAT_TEXT : PLB_FORMAT_HTML;
  plb_arena arena = {0};
  plb_arena_init(&arena, 128u << 20);
  plb_doc doc = {.arena = &arena, .limits = &t.limits, .id = plb_id_of(in)};
  doc.record = (plb_record){.source = PLB_LIT("fuzz"), .number = 1, .format = format, .bytes = in};
  plb_status s = plb_extract(pages, &doc, &err);
  if (!s) s = coder_stages(&t, &doc, &err);
  if (!s) check(&doc);
  plb_arena_free(&arena);
  return 0;
}
