/* Data tables: one pass over the text, no copies. */
#include "base/table.h"

#include <stdarg.h>

#include "base/error.h"
#include "base/slice.h"

static bool next_line(plb_table *t, plb_slice *line) {
  while (plb_slice_split(&t->rest, '\n', line)) {
    t->line++;
    if (line->n && line->p[line->n - 1] == '\r') line->n--;
    if (line->n && line->p[0] != '#') return true;
  }
  return false;
}

static plb_status split_row(plb_table *t, plb_slice line, plb_slice *cells, uint32_t *n, plb_error *err) {
  plb_slice rest = line, part;
  *n = 0;
  t->row = line;
  if (line.n > t->line_bytes) return plb_table_fail(t, err, "the row is longer than %u bytes", t->line_bytes);
  while (plb_slice_split(&rest, '\t', &part)) {
    if (*n == PLB_TABLE_MAX_COLUMNS) return plb_table_fail(t, err, "more than %d columns", PLB_TABLE_MAX_COLUMNS);
    cells[(*n)++] = plb_slice_trim(part);
  }
  return PLB_OK;
}

static uint32_t column_named(const plb_table *t, plb_slice name) {
  for (uint32_t i = 0; i < t->n_columns; i++)
    if (plb_slice_eq(t->column[i], name)) return i;
  return UINT32_MAX;
}

plb_status plb_table_open(plb_table *t, const char *name, plb_slice text, const char *wanted, plb_error *err) {
  plb_limits limits;
  plb_limits_default(&limits);
  *t = (plb_table){.rest = text, .name = name, .line_bytes = limits.line_bytes};
  plb_slice line;
  if (!text.p) return plb_fail(err, PLB_NOTFOUND, "table", "there is no table %s", name);
  if (!next_line(t, &line)) return plb_table_fail(t, err, "the table has no header row");
  plb_status s = split_row(t, line, t->column, &t->n_columns, err);
  if (s) return s;
  plb_slice rest = plb_slice_str(wanted), want;
  for (uint32_t i = 0; wanted && plb_slice_split(&rest, ' ', &want); i++) {
    uint32_t at = column_named(t, want);
    if (at == UINT32_MAX) return plb_table_fail(t, err, "no column '%.*s'", (int)want.n, want.p);
    t->order[i] = (uint8_t)at;
  }
  return PLB_OK;
}

plb_status plb_table_open_data(plb_table *t, const char *path, const char *wanted, plb_error *err) {
  return plb_table_open(t, path, plb_data(path), wanted, err);
}

plb_status plb_table_next(plb_table *t, plb_error *err) {
  plb_slice line;
  uint32_t n;
  if (!next_line(t, &line)) return PLB_NOTFOUND;
  plb_status s = split_row(t, line, t->cell, &n, err);
  if (s) return s;
  if (n != t->n_columns) return plb_table_fail(t, err, "%u columns where the header has %u", n, t->n_columns);
  return PLB_OK;
}

plb_slice plb_table_cell(const plb_table *t, uint32_t i) {
  plb_slice cell = t->cell[t->order[i]];
  return plb_slice_is(cell, "-") ? plb_slice_of(cell.p, 0) : cell;
}

plb_status plb_table_fail(const plb_table *t, plb_error *err, const char *format, ...) {
  char text[160];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  plb_fail(err, PLB_TABLE, "table", "%s", text);
  char place[160];
  snprintf(place, sizeof place, "%.120s:%u", t->name, t->line);
  if (err) plb_error_place(err, place);
  return PLB_TABLE;
}
