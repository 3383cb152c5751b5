/* base/table: any bytes as a data table. Rows come to an end, cells lie inside the text, and every error has its line.
 */
#include "base/table.h"
#include "fuzz.h"

static void inside(plb_slice cell, plb_slice text) {
  must(cell.p >= text.p && cell.p + cell.n <= text.p + text.n && !memchr(cell.p, '\n', cell.n));
}

static void read_table(plb_slice text, const char *wanted) {
  plb_table t;
  plb_error err = {0};
  uint32_t line = 0;
  plb_status s = plb_table_open(&t, "fuzz.tsv", text, wanted, &err);
  if (s) {
    must(s == PLB_TABLE && err.message[0] && err.place[0]);
    return;
  }
  must(t.n_columns >= 1 && t.n_columns <= PLB_TABLE_MAX_COLUMNS);
  while ((s = plb_table_next(&t, &err)) == PLB_OK) {
    must(t.line > line);
    line = t.line;
    for (uint32_t i = 0; i < t.n_columns; i++)
      inside(t.cell[i], text);
    inside(plb_table_cell(&t, 0), text);
  }
  must(s == PLB_NOTFOUND || (s == PLB_TABLE && strchr(err.place, ':')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice text = {size ? (const char *)data : "", (uint32_t)size};
  read_table(text, "pattern");
  read_table(text, "code name");
  return 0;
}
