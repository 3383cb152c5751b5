/* One list of patterns, the first that fits counts; the last one fits all. */
#include "acquire/media.h"

#include "base/slice.h"
#include "base/table.h"

static bool take_row(const plb_table *t, plb_media_row *row) {
  static const char *const kinds[] = {"", "page", "text", "json", "xml"};
  size_t kind = plb_slice_index(plb_table_cell(t, 1), kinds, sizeof kinds / sizeof *kinds);
  *row = (plb_media_row){plb_table_cell(t, 0), (plb_media_kind)kind, plb_table_cell(t, 2), plb_table_cell(t, 3)};
  return kind < sizeof kinds / sizeof *kinds && row->one.n && row->many.n;
}

plb_status plb_media_open(plb_media *m, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/media.tsv", "type reads one many", err);
  m->n = 0;
  while (!s && !(s = plb_table_next(&t, err))) {
    if (m->n == PLB_MEDIA_ROWS || !take_row(&t, &m->row[m->n]))
      return plb_table_fail(&t, err, "at most %d rows; reads is page, text, json, xml or -; both names are needed",
                            PLB_MEDIA_ROWS);
    m->n++;
  }
  if (s != PLB_NOTFOUND) return s;
  if (m->n && plb_slice_is(m->row[m->n - 1].pattern, "*")) return PLB_OK;
  return plb_table_fail(&t, err, "the last row must be for all other types (*)");
}

static bool fits(plb_slice type, plb_slice pattern) {
  if (!plb_slice_ends(pattern, PLB_LIT("*"))) return plb_slice_eq_nocase(type, pattern);
  pattern.n--;
  return type.n >= pattern.n && plb_slice_eq_nocase(plb_slice_sub(type, 0, pattern.n), pattern);
}

const plb_media_row *plb_media_find(const plb_media *m, plb_slice type) {
  uint32_t i = 0;
  while (i + 1 < m->n && !fits(type, m->row[i].pattern))
    i++;
  return &m->row[i];
}
