/* Rows of plain text, the tables, and what all forms share. */
#include "acquire/rows.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { MOST_WORDS = 1000 };

/* ---- tables ---- */
static plb_status add_word(plb_rows_tables *t, plb_slice kind, plb_slice word, plb_slice means, plb_table *table,
                           plb_error *err) {
  if (t->n_means == MOST_WORDS) return plb_table_fail(table, err, "there are more than %d words", MOST_WORDS);
  plb_slice key = plb_arena_printf(&t->arena, "%.*s\t%.*s", (int)kind.n, kind.p, (int)word.n, word.p);
  if (!key.p || !plb_map_set(&t->map, key, t->n_means))
    return plb_fail(err, PLB_NOMEM, "acquire", "no memory for tables");
  t->means[t->n_means++] = means.n ? means : PLB_LIT("-");
  return PLB_OK;
}

static plb_status load(plb_rows_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "acquire/rtf.tsv", "word means", err);
  while (!s && !(s = plb_table_next(&table, err)))
    s = add_word(t, PLB_LIT("rtf"), plb_table_cell(&table, 0), plb_table_cell(&table, 1), &table, err);
  if (s != PLB_NOTFOUND) return s;
  s = plb_table_open_data(&table, "acquire/html_rows.tsv", "kind name means", err);
  while (!s && !(s = plb_table_next(&table, err)))
    s = add_word(t, plb_table_cell(&table, 0), plb_table_cell(&table, 1), plb_table_cell(&table, 2), &table, err);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_rows_tables_open(plb_rows_tables **out, plb_error *err) {
  plb_rows_tables *t = calloc(1, sizeof *t);
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for tables");
  plb_arena_init(&t->arena, 1 << 20);
  t->means = plb_arena_array(&t->arena, MOST_WORDS, sizeof *t->means);
  plb_status s = t->means ? load(t, err) : plb_fail(err, PLB_NOMEM, "acquire", "no memory for tables");
  if (s)
    plb_rows_tables_close(t);
  else
    *out = t;
  return s;
}

void plb_rows_tables_close(plb_rows_tables *t) {
  if (!t) return;
  plb_map_free(&t->map);
  plb_arena_free(&t->arena);
  free(t);
}

plb_slice plb_rows_means(const plb_rows_tables *t, const char *kind, plb_slice word) {
  char key[64];
  if (word.n > 40) return (plb_slice){NULL, 0};
  int n = snprintf(key, sizeof key, "%s\t%.*s", kind, (int)word.n, word.n ? word.p : "");
  uint32_t i = plb_map_get(&t->map, plb_slice_of(key, (size_t)n));
  return i == PLB_MAP_NONE ? (plb_slice){NULL, 0} : t->means[i];
}

/* ---- characters ---- */
void plb_rows_put_char(plb_buf *text, uint32_t cp) {
  char out[4];
  uint32_t n = plb_utf8_put(cp, out);
  if (cp == 0 || n == 0) n = plb_utf8_put(0xFFFD, out);
  plb_buf_add(text, out, n);
}

void plb_rows_put_1252(plb_buf *text, unsigned char byte) {
  static const uint16_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                    0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  plb_rows_put_char(text, byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte);
}

/* ---- plain text ---- */
static bool next_text(plb_rows *r, bool last, plb_buf *text) {
  const char *from = r->bytes.p + r->at;
  uint32_t left = r->bytes.n - r->at;
  const char *end = left ? memchr(from, '\n', left) : NULL;
  if (!end && (!last || left == 0)) return false;
  plb_slice row = plb_slice_of(from, end ? (size_t)(end - from) : left);
  r->at += row.n + (end != NULL);
  plb_buf_slice(text, row);
  return true;
}

/* Wrong bytes of the row become letters of windows-1252; of RTF, whose letters are written out, U+FFFD. */
static void make_valid(plb_buf *text, size_t from, bool letters) {
  plb_slice row = plb_slice_of(text->p ? text->p + from : "", text->n - from);
  if (plb_utf8_valid(row)) return;
  plb_buf copy;
  plb_buf_init(&copy, row.n);
  plb_buf_slice(&copy, row);
  text->n = from;
  for (uint32_t i = 0; i < copy.n;) {
    uint32_t cp, w = plb_utf8_next(plb_slice_of(copy.p, copy.n), i, &cp);
    if (letters)
      plb_rows_put_1252(text, (unsigned char)copy.p[i]);
    else if (cp == PLB_UTF8_BAD)
      plb_rows_put_char(text, 0xFFFD);
    else
      plb_buf_add(text, copy.p + i, w);
    i += letters ? 1 : w;
  }
  if (copy.status) text->status = copy.status;
  plb_buf_free(&copy);
}

bool plb_rows_next(plb_rows *r, bool last, plb_buf *text, plb_row *row) {
  uint32_t begin = r->at;
  size_t old = text->n;
  bool found = r->form == PLB_ROWS_TEXT  ? next_text(r, last, text)
               : r->form == PLB_ROWS_RTF ? plb_rows_next_rtf(r, last, text)
                                         : plb_rows_next_html(r, last, text);
  if (!found || text->status) {
    r->at = begin;
    if (!text->status) text->n = old;
    return false;
  }
  make_valid(text, old, r->form != PLB_ROWS_RTF);
  if (text->status) return false;
  plb_slice words = plb_slice_trim(plb_slice_of(text->p ? text->p + old : "", text->n - old));
  uint32_t at = words.n ? (uint32_t)(words.p - text->p) : (uint32_t)old;
  *row = (plb_row){at, at + words.n, begin, r->at};
  return true;
}
