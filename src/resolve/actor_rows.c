/* The columns of data/README.md, section actors/, found by name, so that a user's table may have them in any order. */
#include "resolve/actor_rows.h"

#include <stdarg.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { NO_COLUMN = 0xFF, CODE_MOST = 20 };

static const char *const field_names[PLB_FIELD_COUNT] = {"code",   "sector",   "name",    "forms",  "adjectives",
                                                         "people", "capitals", "role",    "from",   "to",
                                                         "kind",   "form",     "offices", "source", "as_of"};

/* In the order of plb_actors: of a header that has the columns of several, the first. */
static const struct {
  const char *what, *columns;
} tables[PLB_ACTORS_COUNT] = {
    {"states", "code name forms adjectives people capitals from to"},
    {"places", "code name forms kind"},
    {"people", "code sector name forms role from to"},
    {"organisations or groups", "code sector name forms from to"},
    {"organisations or groups", "code sector name forms from to"},
    {"roles", "form sector kind"},
    {"offices", "role offices"},
};

const char *plb_actor_file(size_t i) {
  static const char *const files[PLB_ACTORS_COUNT] = {
      "actors/roles.tsv",  "actors/places.tsv", "actors/organisations.tsv", "actors/groups.tsv",
      "actors/states.tsv", "actors/people.tsv", "actors/offices.tsv"};
  return i < PLB_ACTORS_COUNT ? files[i] : NULL;
}

plb_status plb_actor_rows_fail(const plb_actor_rows *r, plb_slice cell, plb_error *err, const char *format, ...) {
  char text[160], place[180];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  plb_fail(err, PLB_TABLE, "table", "%s", text);
  if (r->users)
    snprintf(place, sizeof place, "%.140s:%u:%u", r->file, r->table.line, (unsigned)(cell.p - r->table.row.p) + 1);
  else
    snprintf(place, sizeof place, "%.140s:%u", r->file, r->table.line);
  plb_error_place(err, place);
  return PLB_TABLE;
}

/* ---- the header ---- */

static uint32_t missing(const plb_actor_rows *r, const char *columns, plb_slice *first) {
  plb_slice rest = plb_slice_str(columns), name;
  uint32_t n = 0;
  while (plb_slice_split(&rest, ' ', &name)) {
    size_t field = plb_slice_index(name, field_names, PLB_FIELD_COUNT);
    if (r->column[field] != NO_COLUMN) continue;
    if (!n++) *first = name;
  }
  return n;
}

static plb_status find_columns(plb_actor_rows *r, plb_error *err) {
  memset(r->column, NO_COLUMN, sizeof r->column);
  for (uint32_t i = 0; i < r->table.n_columns; i++) {
    plb_slice name = r->table.column[i];
    size_t field = plb_slice_index(name, field_names, PLB_FIELD_COUNT);
    if (field == PLB_FIELD_COUNT)
      return plb_actor_rows_fail(r, name, err, "no table of actors has a column '%.*s'", name.n < 40 ? (int)name.n : 40,
                                 name.p);
    if (r->column[field] != NO_COLUMN)
      return plb_actor_rows_fail(r, name, err, "there are two columns '%s'", field_names[field]);
    r->column[field] = (uint8_t)i;
  }
  return PLB_OK;
}

/* What kind of table it is: the one of whose columns fewest are missing; then none may be. */
static plb_status find_kind(plb_actor_rows *r, plb_error *err) {
  uint32_t least = UINT32_MAX, best = 0;
  plb_slice first = {NULL, 0}, name = {NULL, 0};
  for (uint32_t i = 0; i < PLB_ACTORS_COUNT; i++) {
    uint32_t n = missing(r, tables[i].columns, &name);
    if (n < least) least = n, best = i, first = name;
  }
  r->what = (uint8_t)best;
  if (least)
    return plb_table_fail(&r->table, err, "no column '%.*s'; a table of %s has the columns %s", (int)first.n, first.p,
                          tables[best].what, tables[best].columns);
  for (size_t field = 0; field < PLB_FIELD_SOURCE; field++) {
    plb_slice all = plb_slice_str(tables[best].columns), word;
    bool known = r->column[field] == NO_COLUMN;
    while (!known && plb_slice_word(&all, &word))
      known = plb_slice_is(word, field_names[field]);
    if (!known)
      return plb_actor_rows_fail(r, r->table.column[r->column[field]], err, "a table of %s has no column '%s'",
                                 tables[best].what, field_names[field]);
  }
  return PLB_OK;
}

plb_status plb_actor_rows_open(plb_actor_rows *r, const char *file, plb_slice text, bool users, plb_error *err) {
  *r = (plb_actor_rows){.users = users, .file = file};
  if (plb_slice_starts(text, PLB_LIT("\xEF\xBB\xBF"))) text = plb_slice_sub(text, 3, text.n);
  plb_status s = plb_table_open(&r->table, file, text, NULL, err);
  if (!s) s = find_columns(r, err);
  if (!s) s = find_kind(r, err);
  if (!s && !users && r->what == PLB_ACTORS_ORGANISATIONS && plb_slice_is(plb_slice_str(file), "actors/groups.tsv"))
    r->what = PLB_ACTORS_GROUPS;
  return s;
}

/* ---- cells ---- */

plb_slice plb_actor_rows_cell(const plb_actor_rows *r, plb_actor_field field) {
  uint8_t at = r->column[field];
  if (at == NO_COLUMN) return (plb_slice){r->table.row.p, 0};
  plb_slice cell = r->table.cell[at];
  return plb_slice_is(cell, "-") ? plb_slice_of(cell.p, 0) : cell;
}

bool plb_actor_code_formed(plb_slice code) {
  if (plb_slice_is(code, "---")) return true;
  if (code.n < 3 || code.n == 4 || code.n > CODE_MOST || (code.n > 3 && code.p[3] != ':')) return false;
  for (uint32_t i = 0; i < code.n; i++)
    if (i != 3 && !plb_is_upper(code.p[i]) && (i < 3 || !plb_is_digit(code.p[i]))) return false;
  return true;
}

static plb_status bad_cell(const plb_actor_rows *r, plb_slice cell, const char *what, plb_error *err) {
  return plb_actor_rows_fail(r, cell, err, "'%.*s' %s", cell.n < 60 ? (int)cell.n : 60, cell.p, what);
}

static plb_status read_date(const plb_actor_rows *r, plb_actor_field field, plb_date *out, plb_error *err) {
  plb_slice cell = plb_actor_rows_cell(r, field);
  if (!cell.n) return PLB_OK;
  *out = plb_date_parse_iso(cell);
  char again[11];
  plb_date_format(*out, again);
  if (plb_date_known(*out) && plb_slice_is(cell, again)) return PLB_OK;
  return bad_cell(r, cell, "is no date YYYY, YYYY-MM or YYYY-MM-DD", err);
}

static plb_status read_sector(const plb_actor_rows *r, uint8_t *out, plb_error *err) {
  plb_slice cell = plb_actor_rows_cell(r, PLB_FIELD_SECTOR);
  plb_sector s = plb_sector_of(cell);
  if (s == PLB_SECTOR_COUNT) return bad_cell(r, cell, "is no sector", err);
  *out = (uint8_t)s;
  return PLB_OK;
}

static plb_status read_kind(const plb_actor_rows *r, plb_actor_row *row, plb_error *err) {
  static const char *const kinds[3] = {"person", "body", "group"};
  plb_slice cell = plb_actor_rows_cell(r, PLB_FIELD_KIND);
  row->role_kind = (uint8_t)(plb_slice_index(cell, kinds, 3) + 1);
  return row->role_kind > 3 ? bad_cell(r, cell, "is no kind: person, body, group", err) : PLB_OK;
}

/* A user's row may hold any bytes. */
static plb_status check_bytes(const plb_actor_rows *r, plb_error *err) {
  for (uint32_t i = 0; i < r->table.n_columns; i++) {
    plb_slice cell = r->table.cell[i];
    for (uint32_t k = 0, cp; k < cell.n;) {
      uint32_t n = plb_utf8_next(cell, k, &cp);
      if (cp == PLB_UTF8_BAD) return plb_actor_rows_fail(r, plb_slice_of(cell.p + k, 1), err, "this is not UTF-8");
      if (cp < 0x20 || cp == 0x7F)
        return plb_actor_rows_fail(r, plb_slice_of(cell.p + k, 1), err, "there is a control character");
      k += n;
    }
  }
  return PLB_OK;
}

static bool group_sector(uint8_t sector) {
  return sector == PLB_SECTOR_REB || sector == PLB_SECTOR_PTY || sector == PLB_SECTOR_OPP || sector == PLB_SECTOR_PRM ||
         sector == PLB_SECTOR_UAF || sector == PLB_SECTOR_CRM || sector == PLB_SECTOR_SOC;
}

static plb_status check_users(const plb_actor_rows *r, const plb_actor_row *row, plb_error *err) {
  plb_slice code = plb_actor_rows_cell(r, PLB_FIELD_CODE), name = row->name;
  if (row->table == PLB_ACTORS_OFFICES) return row->role.n ? PLB_OK : bad_cell(r, row->role, "is no office", err);
  if (!name.n) return bad_cell(r, name, "is no name", err);
  if (row->table != PLB_ACTORS_ROLES && code.n && !plb_actor_code_formed(code))
    return bad_cell(r, code, "is no code such as CHN, IGO:NATO or ---", err);
  if (plb_date_known(row->from) && plb_date_known(row->to) && plb_date_days(row->from) > plb_date_days(row->to) &&
      row->from.year != row->to.year)
    return bad_cell(r, plb_actor_rows_cell(r, PLB_FIELD_FROM), "is after the end", err);
  return PLB_OK;
}

plb_status plb_actor_rows_next(plb_actor_rows *r, plb_actor_row *row, plb_error *err) {
  plb_status s = plb_table_next(&r->table, err);
  if (!s && r->users) s = check_bytes(r, err);
  if (s) return s;
  *row = (plb_actor_row){.table = r->what, .file = r->file, .line = r->table.line};
  row->code = plb_actor_rows_cell(r, PLB_FIELD_CODE);
  if (!row->code.n) row->code = PLB_LIT("---");
  row->name = plb_actor_rows_cell(r, r->what == PLB_ACTORS_ROLES ? PLB_FIELD_FORM : PLB_FIELD_NAME);
  row->forms = plb_actor_rows_cell(r, PLB_FIELD_FORMS);
  row->adjectives = plb_actor_rows_cell(r, PLB_FIELD_ADJECTIVES);
  row->people = plb_actor_rows_cell(r, PLB_FIELD_PEOPLE);
  row->capitals = plb_actor_rows_cell(r, PLB_FIELD_CAPITALS);
  row->role = plb_actor_rows_cell(r, PLB_FIELD_ROLE);
  row->offices = plb_actor_rows_cell(r, PLB_FIELD_OFFICES);
  row->source = plb_actor_rows_cell(r, PLB_FIELD_SOURCE);
  row->as_of = plb_actor_rows_cell(r, PLB_FIELD_AS_OF);
  row->sector = r->what == PLB_ACTORS_STATES ? PLB_SECTOR_GOV : PLB_SECTOR_UNK;
  if (r->column[PLB_FIELD_SECTOR] != NO_COLUMN) s = read_sector(r, &row->sector, err);
  if (!s && r->what == PLB_ACTORS_ROLES) s = read_kind(r, row, err);
  if (!s) s = read_date(r, PLB_FIELD_FROM, &row->from, err);
  if (!s) s = read_date(r, PLB_FIELD_TO, &row->to, err);
  if (r->users && r->what == PLB_ACTORS_ORGANISATIONS && group_sector(row->sector)) row->table = PLB_ACTORS_GROUPS;
  return s || !r->users ? s : check_users(r, row, err);
}
