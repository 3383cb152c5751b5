/* Export files of news archives: an article a record. The rows of the window are read up to the mark that ends an
 * article; where it lies further on, more is read and the rows are read again, each time twice as far. An RTF file that
 * no vendor marked is one text. */
#include <stdlib.h>

#include "acquire/export.h"
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"

enum { FIRST_ROWS = 300, FIRST_BYTES = 64 * 1024 };

typedef PLB_VEC(plb_row) row_list;
typedef struct exports_state {
  plb_rows_tables *tables;
  plb_exports *exports;
  plb_rows_form form;
  uint32_t vendor;
  plb_buf text;
} exports_state;

/* ---- opening ---- */
static void close_state(exports_state *e) {
  if (!e) return;
  plb_rows_tables_close(e->tables);
  plb_exports_close(e->exports);
  plb_buf_free(&e->text);
  free(e);
}

static plb_status open_state(plb_rows_form form, size_t max, exports_state **out, plb_error *err) {
  exports_state *e = calloc(1, sizeof *e);
  *out = NULL;
  if (!e) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read an export file");
  e->form = form;
  plb_buf_init(&e->text, max);
  plb_status s = plb_rows_tables_open(&e->tables, err);
  if (!s) s = plb_exports_open(&e->exports, err);
  if (s)
    close_state(e);
  else
    *out = e;
  return s;
}

/* The vendor whose signs stand in the first rows. */
static uint32_t find_vendor(exports_state *e, plb_slice head) {
  plb_row row[FIRST_ROWS];
  plb_rows rows = {.tables = e->tables, .form = e->form, .bytes = head};
  uint32_t n = 0;
  plb_buf_clear(&e->text);
  while (n < FIRST_ROWS && plb_rows_next(&rows, true, &e->text, &row[n]))
    n++;
  return plb_exports_vendor(e->exports, &e->text, row, n);
}

static plb_status open_form(plb_source *s, plb_rows_form form, plb_error *err) {
  exports_state *e;
  plb_status status = open_state(form, 4 * (size_t)s->limits.record_bytes + FIRST_BYTES, &e, err);
  if (status) return status;
  plb_input_want(&s->in, FIRST_BYTES);
  e->vendor = find_vendor(e, plb_input_waiting(&s->in));
  s->state = e;
  if (e->text.status == PLB_NOMEM) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read an export file");
  if (form != PLB_ROWS_RTF && e->vendor == e->exports->n_vendor) { /* it only looked like an export */
    close_state(e);
    s->state = NULL;
    s->kind = form == PLB_ROWS_HTML ? &plb_reader_page : &plb_reader_text;
  }
  return PLB_OK;
}

static plb_status open_text(plb_source *s, plb_error *err) {
  return open_form(s, PLB_ROWS_TEXT, err);
}

static plb_status open_rtf(plb_source *s, plb_error *err) {
  return open_form(s, PLB_ROWS_RTF, err);
}

static plb_status open_html(plb_source *s, plb_error *err) {
  return open_form(s, PLB_ROWS_HTML, err);
}

static void close_exports(plb_source *s) {
  close_state(s->state);
}

static bool is_rtf(plb_slice s) {
  return plb_slice_starts(s, PLB_LIT("{\\rtf"));
}

static bool is_html(plb_slice s) {
  return s.p[0] == '<' && (plb_slice_find_nocase(s, PLB_LIT("<doc number="), 0) != UINT32_MAX ||
                           plb_slice_find_nocase(s, PLB_LIT("factiva"), 0) != UINT32_MAX);
}

/* It may be one, when there is no memory to find out: then opening it finds out, or tells. */
static bool is_text(plb_slice s) {
  exports_state *e;
  if (s.p[0] == '<') return false;
  if (open_state(PLB_ROWS_TEXT, 8 * (size_t)s.n + 64, &e, NULL)) return true;
  bool found = find_vendor(e, s) < e->exports->n_vendor || e->text.status == PLB_NOMEM;
  close_state(e);
  return found;
}

/* ---- one article ---- */
typedef struct article {
  row_list rows;
  uint32_t source_end; /* of the window: what the article takes */
  bool whole;          /* its end was found */
} article;

static bool ends(const exports_state *e, plb_slice row) {
  plb_slice rest, end;
  const plb_exports *x = e->exports;
  if (plb_exports_is(x, e->vendor, PLB_ROLE_END, row, &rest)) return true;
  return plb_exports_is(x, e->vendor, PLB_ROLE_ID, row, &rest) &&
         plb_exports_is(x, e->vendor, PLB_ROLE_END, rest, &end);
}

static plb_slice words_of(const exports_state *e, const plb_row *r) {
  return e->text.p ? plb_slice_of(e->text.p + r->text_begin, r->text_end - r->text_begin) : (plb_slice){"", 0};
}

static bool no_vendor(const exports_state *e) {
  return e->vendor == e->exports->n_vendor;
}

/* Reads the rows of the next article in the window; false when memory is out. */
static bool find_article(exports_state *e, plb_slice window, bool last, plb_arena *arena, article *a) {
  plb_rows rows = {.tables = e->tables, .form = e->form, .bytes = window};
  bool started = no_vendor(e) || !e->exports->vendor[e->vendor].has_begin;
  plb_slice rest;
  plb_row row;
  a->rows.n = a->source_end = 0;
  a->whole = false;
  plb_buf_clear(&e->text);
  while (!a->whole && plb_rows_next(&rows, last, &e->text, &row)) {
    plb_slice words = words_of(e, &row);
    if (!no_vendor(e) && words.n && plb_exports_is(e->exports, e->vendor, PLB_ROLE_BEGIN, words, &rest)) {
      a->whole = started && a->rows.n > 0;
      if (a->whole) break;
      started = true;
      continue;
    }
    a->source_end = row.source_end;
    if (!started) continue; /* before the first article */
    plb_row *to = plb_vec_push(arena, &a->rows, UINT32_MAX / 64);
    if (!to) return false;
    *to = row;
    a->whole = !no_vendor(e) && words.n && ends(e, words);
  }
  if (last && !a->whole) {
    a->source_end = window.n;
    a->whole = true;
  }
  return !e->text.status;
}

/* Looks further until the article ends, or record_bytes are passed. */
static plb_status want_article(plb_source *s, article *a, plb_error *err) {
  exports_state *e = s->state;
  size_t want = FIRST_BYTES, most = (size_t)s->limits.record_bytes + 1;
  for (;;) {
    plb_input_want(&s->in, want < most ? want : most);
    plb_slice window = plb_input_waiting(&s->in);
    if (window.n >= most) window.n = s->limits.record_bytes;
    bool last = s->in.eof && !s->in.failure.code && window.n < most - 1;
    if (!find_article(e, window, last, &s->arena, a))
      return plb_fail(err, PLB_NOMEM, "acquire", "no memory for an article");
    if (a->whole || s->in.eof || want >= most) return PLB_OK;
    want *= 2;
  }
}

/* An RTF file of nobody's: a text, a row a paragraph. */
static plb_status read_plain(const exports_state *e, const article *a, plb_given *given, plb_arena *arena,
                             plb_error *err) {
  plb_buf text;
  plb_buf_init(&text, e->text.n + 2 * (size_t)a->rows.n + 1);
  for (uint32_t i = 0; i < a->rows.n; i++) {
    const plb_row *r = &a->rows.at[i];
    if (r->text_begin == r->text_end) continue;
    if (text.n) plb_buf_str(&text, "\n\n");
    plb_buf_slice(&text, plb_slice_sub(plb_slice_of(e->text.p, e->text.n), r->text_begin, r->text_end));
  }
  given->text = plb_arena_dup(arena, plb_slice_of(text.p ? text.p : "", text.n));
  plb_status s = text.status;
  plb_buf_free(&text);
  if (s || !given->text.p) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for an article");
  return given->text.n ? PLB_OK : plb_fail(err, PLB_EMPTY, "acquire", "this RTF file has no text");
}

static plb_status read_article(plb_source *s, const article *a, plb_record *out, plb_error *err) {
  exports_state *e = s->state;
  uint32_t begin, end;
  plb_slice window = plb_input_waiting(&s->in);
  out->bytes = plb_slice_sub(window, a->rows.at[0].source_begin, a->source_end);
  out->offset += a->rows.at[0].source_begin;
  if (no_vendor(e)) return read_plain(e, a, &out->given, &s->arena, err);
  plb_status status = plb_exports_read(e->exports, e->vendor, e->form == PLB_ROWS_TEXT, &e->text, a->rows.at, a->rows.n,
                                       &out->given, &begin, &end, &s->arena, err);
  if (status || e->form != PLB_ROWS_TEXT || begin == end) return status;
  /* A text's own bytes are better evidence than a copy of them. */
  uint32_t from = a->rows.at[begin].source_begin, to = a->rows.at[end - 1].source_end;
  out->offset += from - a->rows.at[0].source_begin;
  out->bytes = plb_slice_sub(window, from, to);
  out->given.text = (plb_slice){NULL, 0};
  out->format = PLB_FORMAT_TEXT;
  return PLB_OK;
}

/* Is any row a label? What has none is a cover sheet or the archive's last words. */
static bool has_labels(const exports_state *e, const article *a) {
  plb_slice rest;
  for (uint32_t i = 0; i < a->rows.n; i++) {
    const plb_row *r = &a->rows.at[i];
    plb_slice words = words_of(e, r);
    for (int role = PLB_ROLE_TITLE; words.n && role < PLB_ROLE_COUNT; role++)
      if (plb_exports_is(e->exports, e->vendor, (plb_export_role)role, words, &rest)) return true;
  }
  return false;
}

static plb_status too_long(plb_source *s, plb_record *out, plb_error *err) {
  char text[120];
  out->number = ++s->number;
  plb_input_consume(&s->in, plb_input_waiting(&s->in).n);
  snprintf(text, sizeof text, "the article is longer than %u bytes (record_bytes)", s->limits.record_bytes);
  return plb_reader_fail(s, err, PLB_LIMIT, out->offset, text);
}

static plb_status next_article(plb_source *s, plb_record *out, plb_error *err) {
  exports_state *e = s->state;
  for (;;) {
    article a = {.rows = {0}};
    plb_error inner;
    plb_reader_begin(s, out);
    plb_error_clear(&inner);
    plb_status status = want_article(s, &a, &inner);
    if (!status && !a.whole && s->in.failure.code) return plb_reader_end(s, out, err);
    if (!status && !a.whole) return too_long(s, out, err);
    if (!status && a.source_end == 0) return plb_reader_end(s, out, err);
    if (!status && (a.rows.n == 0 || (!no_vendor(e) && !has_labels(e, &a)))) {
      plb_input_consume(&s->in, a.source_end);
      continue;
    }
    out->number = ++s->number;
    if (!status) status = read_article(s, &a, out, &inner);
    plb_input_consume(&s->in, a.source_end);
    return status ? plb_reader_fail(s, err, status, out->offset, inner.message) : PLB_OK;
  }
}

const plb_reader_kind plb_reader_export_text = {.name = "an export file of a news archive",
                                                .format = PLB_FORMAT_FIELDS,
                                                .is = is_text,
                                                .open = open_text,
                                                .next = next_article,
                                                .close = close_exports};
const plb_reader_kind plb_reader_export_html = {.name = "an export file of a news archive in HTML",
                                                .format = PLB_FORMAT_FIELDS,
                                                .is = is_html,
                                                .open = open_html,
                                                .next = next_article,
                                                .close = close_exports};
const plb_reader_kind plb_reader_rtf = {.name = "RTF",
                                        .format = PLB_FORMAT_FIELDS,
                                        .is = is_rtf,
                                        .open = open_rtf,
                                        .next = next_article,
                                        .close = close_exports};
