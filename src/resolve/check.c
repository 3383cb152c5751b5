/* All rows go into a gazetteer as they do before coding; what is wrong with a row by itself is told while it is read,
 * the rest when all are in. */
#include "resolve/check.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { FINDINGS_MOST = 1000000, ROWS_MOST = 1000000, TEXT_BYTES = 480 };

void plb_check_tell(plb_checking *c, const char *kind, bool wrong, uint8_t rank, const char *file, uint32_t line,
                    const char *advice, const char *format, ...) {
  char text[TEXT_BYTES];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  plb_slice kept = plb_arena_dup(&c->g.arena, plb_slice_str(text));
  plb_found *f = plb_vec_push(&c->g.arena, &c->found, FINDINGS_MOST);
  if (!f || !kept.p) {
    c->full = true;
    return;
  }
  *f = (plb_found){
      .finding = {.kind = kind, .wrong = wrong, .file = file, .line = line, .message = kept.p, .advice = advice},
      .order = c->found.n,
      .rank = rank};
}

static void tell_row(plb_checking *c, const char *kind, bool wrong, const plb_actor_row *row, const char *advice,
                     const char *what, plb_slice cell) {
  plb_check_tell(c, kind, wrong, c->g.rank, row->file, row->line, advice, "'%.*s' %s", cell.n < 100 ? (int)cell.n : 100,
                 cell.p, what);
}

/* The reader's error as a finding: its place is FILE:LINE, perhaps with a byte. */
static void tell_error(plb_checking *c, const char *file, uint32_t line, const plb_error *e) {
  const char *column = strrchr(e->place, ':');
  char digits[12];
  snprintf(digits, sizeof digits, ":%u", line);
  bool byte = column && strcmp(column, digits) != 0 && c->g.rank;
  plb_check_tell(c, "ill-formed", true, c->g.rank, file, line, "the row counts for nothing, and a run would not begin",
                 "%s%s%s", e->message, byte ? ", at byte " : "", byte ? column + 1 : "");
}

/* ---- a row by itself ---- */

static bool one_lower_word(plb_slice form) {
  for (uint32_t i = 0; i < form.n;) {
    uint32_t cp;
    i += plb_utf8_next(form, i, &cp);
    if (plb_char_class_of(cp) != PLB_CH_LOWER) return false;
  }
  return form.n > 0;
}

static void check_words(plb_checking *c, const plb_actor_row *row) {
  plb_slice rest = row->forms, form;
  bool first = true;
  for (plb_slice now = row->name; first || plb_slice_split(&rest, '|', &form); first = false) {
    if (!first) now = form;
    if (row->table != PLB_ACTORS_ROLES && one_lower_word(now))
      tell_row(c, "loose", false, row, "write it as newspapers do, with capitals", "matches the common word too", now);
    if (!first && plb_slice_eq(now, row->name))
      tell_row(c, "twice", false, row, "leave it out of the forms", "is the row's name already", now);
  }
}

static void check_codes(plb_checking *c, const plb_actor_row *row) {
  bool body = row->code.n > 4 && row->table == PLB_ACTORS_ORGANISATIONS &&
              (plb_slice_starts(row->code, PLB_LIT("IGO:")) || plb_slice_starts(row->code, PLB_LIT("MNC:")));
  const char *sector = plb_sector_name((plb_sector)row->sector);
  if (body && !plb_slice_eq(plb_slice_sub(row->code, 0, 3), plb_slice_str(sector)))
    tell_row(c, "sector", true, row, "the sector of such a code is its first three letters", "has another sector",
             row->code);
  if (row->table == PLB_ACTORS_ROLES || row->table == PLB_ACTORS_OFFICES || plb_actor_code_formed(row->code)) return;
  tell_row(c, "code", true, row, "three capitals, IGO:NAME, NGO:NAME, MNC:NAME or ---", "is no code", row->code);
}

static bool year_of(plb_slice cell, unsigned *year) {
  uint64_t n;
  if (cell.n != 4 || !plb_slice_u64(cell, &n)) return false;
  *year = (unsigned)n;
  return true;
}

static void check_age(plb_checking *c, const plb_actor_row *row) {
  unsigned year;
  if (!row->as_of.n) return;
  if (!year_of(row->as_of, &year)) {
    tell_row(c, "ill-formed", true, row, "as_of is the year in which the row was true", "is no year", row->as_of);
    return;
  }
  if (row->table != PLB_ACTORS_PEOPLE || !row->role.n || plb_date_known(row->to)) return;
  if (year + c->years >= (unsigned)c->day.year) return;
  plb_check_tell(c, "stale", false, c->g.rank, row->file, row->line, "give it an end, or a newer as_of",
                 "%.*s is %.*s as of %u, without an end", row->name.n < 80 ? (int)row->name.n : 80, row->name.p,
                 row->role.n < 80 ? (int)row->role.n : 80, row->role.p, year);
}

static bool keep(plb_checking *c, const plb_actor_row *row) {
  plb_actor_row *kept = plb_vec_push(&c->g.arena, &c->row, ROWS_MOST);
  uint8_t *rank = plb_vec_push(&c->g.arena, &c->rank, ROWS_MOST);
  if (!kept || !rank) return false;
  *kept = *row;
  *rank = c->g.rank;
  return true;
}

static void check_row(plb_checking *c, const plb_actor_row *row) {
  if (!keep(c, row)) c->full = true;
  if (!plb_check_wants(c, c->g.rank)) return;
  check_codes(c, row);
  check_age(c, row);
  if (row->table == PLB_ACTORS_PEOPLE || row->table == PLB_ACTORS_ORGANISATIONS || row->table == PLB_ACTORS_GROUPS ||
      row->table == PLB_ACTORS_PLACES)
    check_words(c, row);
}

static void load(plb_checking *c, const char *file, plb_slice text, plb_actor_counts *counts) {
  plb_actor_rows rows;
  plb_actor_row row;
  plb_error e;
  plb_status s = plb_actor_rows_open(&rows, file, text, c->g.rank > 0, &e);
  if (s) {
    tell_error(c, file, rows.table.line, &e);
    return;
  }
  for (;;) {
    plb_error_clear(&e);
    s = plb_actor_rows_next(&rows, &row, &e);
    if (s == PLB_NOTFOUND) return;
    if (!s) s = plb_gazetteer_add(&c->g, &row, &e);
    c->full |= s == PLB_NOMEM;
    if (c->full) return; /* the dictionary is not whole */
    if (s) tell_error(c, file, rows.table.line, &e);
    if (!s) check_row(c, &row);
    counts->rows += plb_check_wants(c, c->g.rank);
  }
}

/* ---- when all rows are in ---- */

/* Roles and states that nothing else knows. */
static void check_known(plb_checking *c) {
  for (uint32_t i = 0; i < c->row.n; i++) {
    const plb_actor_row *row = &c->row.at[i];
    if (!plb_check_wants(c, c->rank.at[i])) continue;
    bool state = row->code.n == 3 && !plb_slice_is(row->code, "---") && !plb_slice_is(row->code, "WST");
    c->g.rank = c->rank.at[i];
    if (state && plb_map_get(&c->g.state, row->code) == PLB_MAP_NONE)
      tell_row(c, "code", c->ours, row, "no table of states has it; a code of your own may stay", "is no state's code",
               row->code);
  }
}

static plb_status load_ambiguous(plb_checking *c, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/ambiguous.tsv", "form codes", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice *codes = plb_vec_push(&c->g.arena, &c->codes, ROWS_MOST);
    if (codes) *codes = plb_table_cell(&t, 1);
    if (!codes || !plb_map_set(&c->ambiguous, plb_table_cell(&t, 0), c->codes.n - 1)) c->full = true;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static int by_place(const void *a, const void *b) {
  const plb_found *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  int files = x->rank ? 0 : strcmp(x->finding.file, y->finding.file);
  if (files) return files;
  if (x->finding.line != y->finding.line) return x->finding.line < y->finding.line ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static void hand_on(plb_checking *c, plb_actor_finding_fn *fn, void *user, plb_actor_counts *counts) {
  if (c->found.n) qsort(c->found.at, c->found.n, sizeof *c->found.at, by_place);
  for (uint32_t i = 0; i < c->found.n; i++) {
    const plb_actor_finding *f = &c->found.at[i].finding;
    counts->wrong += f->wrong;
    counts->doubtful += !f->wrong;
    fn(user, f);
  }
}

static plb_status check(plb_checking *c, const plb_actor_text *table, size_t n, plb_actor_counts *counts,
                        plb_error *err) {
  plb_status s = load_ambiguous(c, err);
  for (size_t i = 0; plb_actor_file(i) && !s && !c->full; i++)
    load(c, plb_actor_file(i), plb_data(plb_actor_file(i)), counts);
  for (size_t i = 0; i < n && !s && !c->full; i++) {
    s = plb_gazetteer_rank(&c->g, err);
    if (!s) load(c, table[i].name, table[i].text, counts);
  }
  if (s) return s;
  if (!c->full) {
    check_known(c);
    plb_check_forms(c);
    plb_check_offices(c);
  }
  return c->full ? plb_fail(err, PLB_NOMEM, "resolve", "no memory for the check of the actor tables") : PLB_OK;
}

plb_status plb_actor_tables_check(const plb_actor_text *table, size_t n, plb_date day, unsigned years,
                                  plb_actor_finding_fn *fn, void *user, plb_actor_counts *counts, plb_error *err) {
  plb_checking c = {.ours = n == 0, .day = day, .years = years};
  *counts = (plb_actor_counts){0};
  plb_gazetteer_init(&c.g);
  plb_status s = check(&c, table, n, counts, err);
  if (!s) hand_on(&c, fn, user, counts);
  plb_map_free(&c.ambiguous);
  plb_gazetteer_close(&c.g);
  return s;
}
