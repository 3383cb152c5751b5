/* The way of one record through the room: which form it has, its characters, its facts, its text, its language.
 * Facts that the record gave of itself win over what the page says. */
#include "extract/extract.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "extract/charset.h"
#include "extract/dom.h"
#include "extract/extract_internal.h"
#include "extract/main_text.h"

plb_status plb_extract_tables_open(plb_extract_tables **out, plb_error *err) {
  plb_extract_tables *t = calloc(1, sizeof *t);
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for tables");
  plb_status s = plb_charset_tables_open(&t->charset, err);
  if (!s) s = plb_page_words_open(&t->words, err);
  if (!s) s = plb_phrases_open(&t->phrases, err);
  if (s) {
    plb_extract_tables_close(t);
    return s;
  }
  *out = t;
  return PLB_OK;
}

void plb_extract_tables_close(plb_extract_tables *t) {
  if (!t) return;
  plb_charset_tables_close(t->charset);
  plb_page_words_close(t->words);
  plb_phrases_close(t->phrases);
  free(t);
}

static plb_status read_html(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  plb_charset_page page;
  plb_dom *dom;
  plb_text_out *out;
  plb_status s = plb_charset_read(t->charset, doc, doc->record.bytes, (plb_slice){NULL, 0}, true, &page, err);
  if (!s) s = plb_dom_parse(doc, page.utf8, &dom, err);
  if (!s) s = plb_out_open(&out, doc, &page, err);
  if (!s) s = plb_main_text(t->words, t->phrases, doc, dom, out, err);
  if (!s) s = plb_out_finish(out, err);
  return s;
}

plb_status plb_extract(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  return read_html(t, doc, err);
}
