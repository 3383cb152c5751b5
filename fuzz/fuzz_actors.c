/* resolve/actor_rows, gazetteer, check: any bytes as a user's table of actors. Rows come to an end and lie inside the
 * text, every error has its place, a form's rows are a chain with an end of which the row of the latest table that
 * holds is chosen. "!!" in front puts the table beside ours and checks it. */
#include "resolve/check.h"
#include "fuzz.h"

static void inside(plb_slice cell, plb_slice text) {
  must(!cell.n || plb_slice_is(cell, "---") || (cell.p >= text.p && cell.p + cell.n <= text.p + text.n));
}

static void read_rows(plb_slice text) {
  plb_actor_rows r;
  plb_actor_row row;
  plb_error err = {0};
  plb_status s = plb_actor_rows_open(&r, "fuzz.tsv", text, true, &err);
  must(s == PLB_OK || (s == PLB_TABLE && err.message[0] && strchr(err.place, ':')));
  while (!s || s == PLB_TABLE) {
    if (s && !r.table.rest.p) return;
    err = (plb_error){0};
    s = plb_actor_rows_next(&r, &row, &err);
    if (s == PLB_TABLE) must(err.message[0] && strchr(err.place, ':'));
    if (s) continue;
    inside(row.code, text);
    inside(row.name, text);
    inside(row.forms, text);
    must(row.table < PLB_ACTORS_COUNT && row.sector < PLB_SECTOR_COUNT && row.role_kind <= PLB_ROLE_GROUP);
  }
  must(s == PLB_NOTFOUND);
}

static void look_at_chain(const plb_gazetteer *g, uint32_t first) {
  static const plb_date days[] = {{0, 0, 0}, {1950, 1, 1}, {1999, 0, 0}, {2020, 2, 0}, {2024, 12, 31}};
  uint8_t rank = UINT8_MAX;
  uint32_t n = 0;
  for (uint32_t e = first; e != PLB_ENTRY_NONE; e = g->entry.at[e].next) {
    must(g->entry.at[e].rank <= rank && ++n <= g->entry.n);
    rank = g->entry.at[e].rank;
  }
  for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
    uint32_t on = plb_gazetteer_on(g, first, days[i]);
    must(on == PLB_ENTRY_NONE || on < g->entry.n);
  }
}

/* Twice the same table: its rows stand twice, and those of the second time come first. */
static void fill(plb_slice text) {
  plb_gazetteer g;
  plb_error err = {0};
  plb_gazetteer_init(&g);
  plb_status s = plb_gazetteer_load(&g, "fuzz.tsv", text, &err);
  uint32_t n = g.entry.n;
  must(s == PLB_OK || (s == PLB_TABLE && strncmp(err.place, "fuzz.tsv:", 9) == 0));
  if (!s) must(plb_gazetteer_load(&g, "fuzz.tsv", text, &err) == PLB_OK && g.entry.n == 2 * n);
  for (uint32_t i = 0; g.form.cell && i <= g.form.mask && i < 4096; i++)
    if (g.form.cell[i].value != PLB_MAP_NONE) look_at_chain(&g, g.form.cell[i].value);
  plb_gazetteer_close(&g);
}

static void count(void *user, const plb_actor_finding *f) {
  uint64_t *n = user;
  must(f->kind[0] && f->message[0] && f->advice[0] && f->line > 0);
  (*n)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice text = {size ? (const char *)data : "", (uint32_t)size};
  if (size > 1 && data[0] == '!' && data[1] == '!') {
    plb_actor_text table = {"fuzz.tsv", plb_slice_sub(text, 2, text.n)};
    plb_actor_counts counts;
    plb_error err = {0};
    uint64_t n = 0;
    must(plb_actor_tables_check(&table, 1, (plb_date){2026, 1, 1}, 2, count, &n, &counts, &err) == PLB_OK);
    must(n == counts.wrong + counts.doubtful);
    return 0;
  }
  read_rows(text);
  fill(text);
  return 0;
}
