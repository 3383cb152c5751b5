/* The way of one record through the room: which form it has, its characters, its facts, its text, its language.
 * Facts that the record gave of itself win over what the page says. */
#include "extract/extract.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "extract/dom.h"
#include "extract/extract_internal.h"
#include "extract/fields.h"
#include "extract/main_text.h"
#include "extract/plain.h"

plb_status plb_extract_tables_open(plb_extract_tables **out, plb_error *err) {
  plb_extract_tables *t = calloc(1, sizeof *t);
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for tables");
  plb_status s = plb_charset_tables_open(&t->charset, err);
  if (!s) s = plb_page_words_open(&t->words, err);
  if (!s) s = plb_phrases_open(&t->phrases, err);
  if (!s) s = plb_meta_tables_open(&t->meta, err);
  if (!s) s = plb_language_tables_open(&t->language, err);
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
  plb_meta_tables_close(t->meta);
  plb_language_tables_close(t->language);
  free(t);
}

/* ---- facts the record gave of itself ---- */
static void set_given(plb_fact *fact, plb_slice value) {
  value = plb_slice_trim(value);
  if (value.n) *fact = (plb_fact){value, "given"};
}

static plb_status set_given_facts(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  const plb_given *g = &doc->record.given;
  plb_meta *m = &doc->meta;
  plb_pubdate date;
  plb_status s = PLB_OK;
  set_given(&m->title, g->title);
  set_given(&m->outlet, g->outlet);
  set_given(&m->language, g->language);
  set_given(&m->url, g->url);
  if (g->published.n && plb_pubdate_find(&t->meta->dates, g->published, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, &date))
    s = plb_meta_set_published(doc, &date, "given", err);
  if (s || plb_slice_trim(g->author).n == 0) return s;
  m->author = NULL;
  m->n_author = 0;
  return plb_meta_add_authors(t->meta, doc, g->author, PLB_BYLINE_FIELD, "given", err);
}

/* ---- the two kinds of page ---- */
static plb_status read_html(const plb_extract_tables *t, plb_doc *doc, const plb_charset_page *page, plb_error *err) {
  plb_dom *dom;
  plb_text_out *out;
  plb_status s = plb_dom_parse(doc, page->utf8, &dom, err);
  if (!s) s = plb_meta_read(t->meta, doc, dom, err);
  if (!s) s = set_given_facts(t, doc, err);
  if (!s) s = plb_out_open(&out, doc, page, err);
  if (!s) s = plb_main_text(t->words, t->phrases, doc, dom, out, err);
  return s ? s : plb_out_finish(out, err);
}

static plb_status write_plain(const plb_extract_tables *t, plb_doc *doc, const plb_charset_page *page, plb_slice title,
                              plb_text_out **out, plb_error *err) {
  doc->meta = (plb_meta){0};
  plb_status s = plb_out_open(out, doc, page, err);
  if (s) return s;
  if (title.n) {
    plb_out_begin(*out, PLB_BLOCK_TITLE);
    plb_out_add(*out, title, 0, 0);
    plb_out_end(*out);
  }
  return plb_plain_text(t->meta, doc, page->utf8, *out, err);
}

static plb_status read_plain(const plb_extract_tables *t, plb_doc *doc, const plb_charset_page *page, plb_error *err) {
  plb_text_out *out;
  plb_slice title = plb_slice_trim(doc->record.given.title);
  if (plb_slice_eq(title, plb_slice_trim(page->utf8))) title.n = 0; /* the headline is all there is */
  plb_status s = write_plain(t, doc, page, (plb_slice){NULL, 0}, &out, err);
  if (!s && title.n && !plb_out_has(out, PLB_BLOCK_TITLE)) s = write_plain(t, doc, page, title, &out, err);
  if (!s) s = set_given_facts(t, doc, err);
  return s ? s : plb_out_finish(out, err);
}

/* ---- the three forms of record ---- */
static plb_status read_fields(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  plb_charset_page page;
  bool html = doc->record.given.html.n > 0;
  plb_slice given = html ? doc->record.given.html : doc->record.given.text;
  plb_status s = plb_fields_page(doc, given, &page, err);
  if (s) return s;
  return html ? read_html(t, doc, &page, err) : read_plain(t, doc, &page, err);
}

static bool looks_like_html(plb_slice s) {
  static const char *const signs[] = {"<html", "<!doctype", "<body", "<div", "<p>", "<p "};
  plb_slice head = plb_slice_sub(s, 0, s.n < 65536 ? s.n : 65536);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (plb_slice_find_nocase(head, plb_slice_str(signs[i]), 0) != UINT32_MAX) return true;
  return false;
}

static plb_status read_bytes(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  plb_charset_page page;
  plb_slice bytes = doc->record.bytes;
  bool html =
      doc->record.format == PLB_FORMAT_HTML || (doc->record.format == PLB_FORMAT_UNKNOWN && looks_like_html(bytes));
  plb_status s = plb_charset_read(t->charset, doc, bytes, doc->record.given.charset, html, &page, err);
  if (s) return s;
  return html ? read_html(t, doc, &page, err) : read_plain(t, doc, &page, err);
}

static bool has_body(const plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_block; i++)
    if (plb_block_is_body(doc->block[i].kind) || doc->block[i].kind == PLB_BLOCK_STANDFIRST) return true;
  return false;
}

plb_status plb_extract(const plb_extract_tables *t, plb_doc *doc, plb_error *err) {
  const plb_record *r = &doc->record;
  plb_status s = r->format == PLB_FORMAT_FIELDS ? read_fields(t, doc, err) : read_bytes(t, doc, err);
  if (s) return s;
  s = plb_wire_read(&t->meta->wires, doc, err);
  if (s) return s;
  plb_meta_reasons(&doc->meta);
  if (!has_body(doc)) return plb_fail(err, PLB_EMPTY, "extract", "the page holds no article text");
  if (plb_language_read(t->language, doc)) return PLB_OK;
  plb_slice code = doc->meta.language.value;
  return plb_fail(err, PLB_LANGUAGE, "extract", "not English (%.*s): skipped", (int)code.n, code.n ? code.p : "");
}
