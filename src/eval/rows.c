/* Tables of coded events: RFC 4180 with a header row, cells between commas, semicolons or tabs; a row an event. What a
 * row lacks is looked for nowhere else. A row whose quotation mark is not closed ends at its first line end. */
#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "eval/read.h"
#include "eval/values.h"

enum { MOST_COLUMNS = 200, CELL_MOST = 1 << 20, PLACE_BYTES = 160 };

typedef struct cell {
  plb_slice raw;
  bool quoted;
} cell;

typedef struct rows {
  plb_eval *e;
  const char *name;
  plb_slice rest;
  uint32_t line, next_line; /* of the row at hand, of the one behind it */
  char delimiter;
  uint32_t n_column, n_cell;
  plb_slice column[MOST_COLUMNS];
  cell cell[MOST_COLUMNS];
  uint32_t at[PLB_FIELD_COUNT]; /* column of each field, MOST_COLUMNS: none */
  plb_slice document;           /* of all rows, where no column names it */
} rows;

/* ---- cutting ---- */
static bool cut_cell(rows *r, uint32_t *i, cell *out) {
  plb_slice s = r->rest;
  uint32_t at = *i;
  *out = (cell){.quoted = at < s.n && s.p[at] == '"'};
  if (out->quoted) {
    uint32_t begin = ++at;
    while (at < s.n && (s.p[at] != '"' || (at + 1 < s.n && s.p[at + 1] == '"')))
      at += s.p[at] == '"' ? 2 : 1;
    if (at >= s.n) return false;
    out->raw = plb_slice_sub(s, begin, at++);
    *i = at;
    return at >= s.n || s.p[at] == r->delimiter || s.p[at] == '\n' || s.p[at] == '\r';
  }
  uint32_t begin = at;
  while (at < s.n && s.p[at] != r->delimiter && s.p[at] != '\n')
    at++;
  uint32_t end = at;
  if (end > begin && (at >= s.n || s.p[at] == '\n') && s.p[end - 1] == '\r') end--;
  out->raw = plb_slice_sub(s, begin, end);
  *i = at;
  return true;
}

static void pass_line(rows *r) {
  plb_slice line;
  if (!plb_slice_split(&r->rest, '\n', &line)) r->rest.n = 0;
  r->next_line = r->line + 1;
}

/* The next row's cells; false: a quotation mark is not closed, and the row is passed. */
static bool cut_row(rows *r) {
  uint32_t i = 0;
  r->line = r->next_line;
  for (r->n_cell = 0;;) {
    cell c;
    if (!cut_cell(r, &i, &c)) {
      pass_line(r);
      return false;
    }
    if (r->n_cell < MOST_COLUMNS) r->cell[r->n_cell] = c;
    r->n_cell++;
    if (i < r->rest.n && r->rest.p[i] == r->delimiter) {
      i++;
      continue;
    }
    if (i < r->rest.n && r->rest.p[i] == '\r') i++;
    if (i < r->rest.n && r->rest.p[i] == '\n') i++;
    for (uint32_t k = 0; k < i; k++)
      r->next_line += r->rest.p[k] == '\n';
    r->rest = plb_slice_sub(r->rest, i, r->rest.n);
    return true;
  }
}

static bool row_is_blank(const rows *r) {
  for (uint32_t i = 0; i < r->n_cell && i < MOST_COLUMNS; i++)
    if (plb_slice_trim(r->cell[i].raw).n) return false;
  return true;
}

/* ---- the header ---- */
static char find_delimiter(plb_slice s) {
  static const char marks[] = {'\t', ',', ';'};
  uint32_t count[3] = {0};
  plb_slice line;
  plb_slice_split(&s, '\n', &line);
  for (uint32_t i = 0; i < line.n; i++)
    for (size_t k = 0; k < sizeof marks; k++)
      count[k] += line.p[i] == marks[k];
  size_t best = 1;
  for (size_t k = 0; k < sizeof marks; k++)
    if (count[k] > count[best]) best = k;
  return marks[best];
}

static bool add_unknown(rows *r, plb_slice name) {
  plb_slice *u = &plb_eval_now(r->e)->unknown;
  plb_slice more = u->n ? plb_arena_printf(&r->e->arena, "%.*s, %.*s", (int)u->n, u->p, (int)name.n, name.p)
                        : plb_arena_dup(&r->e->arena, name);
  if (more.p) *u = more;
  return more.p != NULL;
}

static void take_column(rows *r, uint32_t i, uint32_t best[PLB_FIELD_COUNT]) {
  uint32_t rank = 0;
  plb_field f = plb_eval_column(r->e->words, r->column[i], &rank);
  if (f >= PLB_FIELD_PASSED || rank >= best[f]) return;
  best[f] = rank;
  r->at[f] = i;
}

static bool tell_unknown(rows *r) {
  uint32_t rank;
  for (uint32_t i = 0; i < r->n_column; i++) {
    plb_field f = plb_eval_column(r->e->words, r->column[i], &rank);
    bool used = f < PLB_FIELD_PASSED && r->at[f] == i;
    if (!used && f != PLB_FIELD_PASSED && r->column[i].n && !add_unknown(r, r->column[i])) return false;
  }
  return true;
}

static const struct {
  uint8_t field;
  uint16_t said;
} says[] = {{PLB_FIELD_TRIGGER, PLB_SAID_TRIGGER},
            {PLB_FIELD_CHAR, PLB_SAID_PLACE},
            {PLB_FIELD_BYTE, PLB_SAID_PLACE},
            {PLB_FIELD_ACTOR, PLB_SAID_ACTOR},
            {PLB_FIELD_RECIPIENT, PLB_SAID_RECIPIENT},
            {PLB_FIELD_ACTOR_SECTOR, PLB_SAID_SECTOR},
            {PLB_FIELD_RECIPIENT_SECTOR, PLB_SAID_SECTOR},
            {PLB_FIELD_STATUS, PLB_SAID_STATUS},
            {PLB_FIELD_MODE, PLB_SAID_MODE},
            {PLB_FIELD_DATE, PLB_SAID_DATE},
            {PLB_FIELD_CLAIM, PLB_SAID_CLAIMANT},
            {PLB_FIELD_CLAIMANT, PLB_SAID_CLAIMANT}};

static plb_status read_header(rows *r, plb_error *err) {
  uint32_t best[PLB_FIELD_COUNT];
  if (!cut_row(r) || r->n_cell > MOST_COLUMNS)
    return plb_fail(err, PLB_FORMAT, "eval", "%s: the first line is no header row of at most %d columns", r->name,
                    MOST_COLUMNS);
  r->n_column = r->n_cell;
  for (uint32_t f = 0; f < PLB_FIELD_COUNT; f++) {
    r->at[f] = MOST_COLUMNS;
    best[f] = UINT32_MAX;
  }
  for (uint32_t i = 0; i < r->n_column; i++)
    r->column[i] = plb_slice_trim(r->cell[i].raw);
  for (uint32_t i = 0; i < r->n_column; i++)
    take_column(r, i, best);
  for (size_t i = 0; i < sizeof says / sizeof *says; i++)
    if (r->at[says[i].field] < MOST_COLUMNS) plb_eval_now(r->e)->said |= says[i].said;
  if (!tell_unknown(r)) return plb_eval_no_memory(err);
  bool named = r->at[PLB_FIELD_DOCUMENT] < MOST_COLUMNS || r->at[PLB_FIELD_URL] < MOST_COLUMNS ||
               r->at[PLB_FIELD_TITLE] < MOST_COLUMNS;
  if (r->at[PLB_FIELD_TYPE] == MOST_COLUMNS)
    return plb_fail(err, PLB_FORMAT, "eval",
                    "%s: no column is known to hold the event's type; known names are listed in docs/eval.md", r->name);
  if (named) return PLB_OK;
  r->document = plb_eval_stem(plb_eval_base_name(plb_slice_str(r->name)));
  plb_eval_notice(r->e, r->name,
                  "no column names the document; all rows are taken to be of '%.*s', as the file is called",
                  (int)r->document.n, r->document.p);
  return PLB_OK;
}

/* ---- a row's values ---- */
static bool has(const rows *r, plb_field f) {
  return r->at[f] < MOST_COLUMNS;
}

/* The cell's words without doubled quotation marks, and without the apostrophe our own CSV puts before formulas. */
static plb_slice value(rows *r, plb_field f) {
  if (!has(r, f)) return (plb_slice){"", 0};
  const cell *c = &r->cell[r->at[f]];
  plb_slice s = plb_slice_trim(c->raw);
  if (plb_slice_is(s, "-")) return (plb_slice){"", 0}; /* nothing, as in our own tables */
  if (s.n > 1 && s.p[0] == '\'' && strchr("=+-@", s.p[1])) s = plb_slice_sub(s, 1, s.n);
  if (!c->quoted || plb_slice_find(s, PLB_LIT("\"\""), 0) == UINT32_MAX) return s;
  char *out = plb_arena_raw(&r->e->arena, s.n);
  uint32_t n = 0;
  for (uint32_t i = 0; out && i < s.n; i++) {
    out[n++] = s.p[i];
    i += s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"';
  }
  return out ? plb_slice_of(out, n) : s;
}

/* Tells that the cell is wrong; false, for `return`. */
static bool wrong(rows *r, plb_field f, const char *what) {
  char place[PLACE_BYTES];
  plb_slice v = value(r, f), name = r->column[r->at[f]];
  snprintf(place, sizeof place, "%.120s:%u:%u", r->name, r->line, r->at[f] + 1);
  plb_eval_refuse(r->e, place, "%.*s: '%.*s' %s", (int)(name.n < 40 ? name.n : 40), name.p, (int)(v.n < 60 ? v.n : 60),
                  v.p, what);
  return false;
}

static bool wrong_row(rows *r, const char *what) {
  char place[PLACE_BYTES];
  snprintf(place, sizeof place, "%.120s:%u", r->name, r->line);
  plb_eval_refuse(r->e, place, "%s", what);
  return false;
}

static bool number(rows *r, plb_field f, uint32_t *out) {
  plb_slice s = value(r, f);
  uint64_t n;
  if (!s.n) return true;
  if (!plb_slice_u64(s, &n) || n >= PLB_NOWHERE) return wrong(r, f, "is no whole number");
  *out = (uint32_t)n;
  return true;
}

/* Memory that is out; the reading ends with it. */
static bool keep(rows *r, plb_slice s, plb_slice *out) {
  *out = plb_arena_dup(&r->e->arena, s);
  return out->p != NULL;
}

static bool parties(rows *r, plb_field codes, plb_field sectors, plb_coded_party **out, uint32_t *n) {
  const char *why;
  if (plb_eval_parties(&r->e->arena, value(r, codes), value(r, sectors), out, n, &why)) {
    for (uint32_t i = 0; i < *n; i++)
      if ((*out)[i].sector.n) plb_eval_now(r->e)->said |= PLB_SAID_SECTOR;
    return true;
  }
  return why ? wrong(r, codes, why) : false;
}

static bool status(rows *r, plb_coded_event *x) {
  plb_slice s = value(r, PLB_FIELD_STATUS);
  if (!has(r, PLB_FIELD_STATUS)) return true;
  x->status = (uint8_t)(s.n ? plb_eval_status(r->e->words, s) : PLB_ACT_ACTUAL);
  x->status2 = x->status;
  return x->status < PLB_ACT_COUNT ||
         wrong(r, PLB_FIELD_STATUS, "is no status (actual, future, hypothetical, negated, historical)");
}

static bool date(rows *r, plb_coded_event *x) {
  plb_slice first = value(r, PLB_FIELD_DATE), last = value(r, PLB_FIELD_DATE_LAST);
  char room[64], out[24];
  if (!first.n) return true;
  if (first.n > 24) return wrong(r, PLB_FIELD_DATE, "is no date (2024-05-17, 2024-05, 2024)");
  bool range = last.n && last.n <= 24;
  snprintf(room, sizeof room, "%.*s%s%.*s", (int)first.n, first.p, range ? "/" : "", range ? (int)last.n : 0,
           range ? last.p : "");
  if (!plb_eval_date(plb_slice_str(room), out))
    return wrong(r, PLB_FIELD_DATE, "is no date (2024-05-17, 2024-05, 2024)");
  return keep(r, plb_slice_str(out), &x->date);
}

/* Our own CSV has the whole chain, which begins with the outlet. */
static bool claimant(rows *r, plb_coded_event *x) {
  plb_slice name = value(r, PLB_FIELD_CLAIMANT);
  bool chain = has(r, PLB_FIELD_CLAIM) && has(r, PLB_FIELD_VOICE);
  if (chain) {
    name = value(r, PLB_FIELD_CLAIM);
    if (plb_slice_is(value(r, PLB_FIELD_VOICE), "outlet")) name.n = 0;
  } else if (!name.n) {
    name = value(r, PLB_FIELD_CLAIM);
  }
  for (uint32_t i = name.n; i > 0; i--)
    if (name.p[i - 1] == '>') {
      name = plb_slice_sub(name, i, name.n);
      break;
    }
  return plb_eval_claimant(r->e, x, plb_slice_trim(name));
}

/* A column called "sentence" may hold its number. */
static bool sentence(rows *r, plb_coded_event *x) {
  plb_slice s = value(r, PLB_FIELD_SENTENCE);
  uint64_t n;
  bool is_number = plb_slice_u64(s, &n) && n < PLB_NOWHERE;
  if (is_number && x->sentence_number == PLB_NOWHERE) x->sentence_number = (uint32_t)n;
  return keep(r, is_number ? (plb_slice){"", 0} : s, &x->sentence_words);
}

static bool places(rows *r, plb_coded_event *x) {
  return number(r, PLB_FIELD_CHAR, &x->char_at) && number(r, PLB_FIELD_BYTE, &x->byte_at) &&
         number(r, PLB_FIELD_SENTENCE_AT, &x->sentence_at) && number(r, PLB_FIELD_SENTENCE_NUMBER, &x->sentence_number);
}

static bool is_yes(plb_slice s) {
  return s.n && (plb_slice_eq_nocase(s, PLB_LIT("yes")) || plb_slice_eq_nocase(s, PLB_LIT("true")) ||
                 plb_slice_eq_nocase(s, PLB_LIT("y")) || plb_slice_eq_nocase(s, PLB_LIT("x")) || plb_slice_is(s, "1"));
}

static bool read_values(rows *r, plb_coded_event *x, plb_type type) {
  x->type = (uint8_t)type;
  x->line = r->line;
  x->optional = is_yes(value(r, PLB_FIELD_OPTIONAL));
  return places(r, x) && status(r, x) && date(r, x) && claimant(r, x) && keep(r, value(r, PLB_FIELD_MODE), &x->mode) &&
         keep(r, value(r, PLB_FIELD_TRIGGER), &x->trigger) && sentence(r, x) &&
         parties(r, PLB_FIELD_ACTOR, PLB_FIELD_ACTOR_SECTOR, &x->actor, &x->n_actor) &&
         parties(r, PLB_FIELD_RECIPIENT, PLB_FIELD_RECIPIENT_SECTOR, &x->recipient, &x->n_recipient);
}

static plb_slice document_of(rows *r) {
  static const plb_field by[] = {PLB_FIELD_DOCUMENT, PLB_FIELD_URL, PLB_FIELD_TITLE};
  plb_slice s = r->document;
  for (size_t i = 0; i < sizeof by / sizeof *by && !s.n; i++)
    s = value(r, by[i]);
  return s;
}

static bool check_row(rows *r) {
  char text[100];
  for (; r->n_cell > r->n_column && r->n_cell <= MOST_COLUMNS && !r->cell[r->n_cell - 1].raw.n; r->n_cell--)
    ;
  if (r->n_cell != r->n_column) {
    snprintf(text, sizeof text, "the row has %u cells, the header has %u", r->n_cell, r->n_column);
    return wrong_row(r, text);
  }
  for (uint32_t i = 0; i < r->n_cell; i++) {
    snprintf(text, sizeof text, "cell %u is not UTF-8 (save the table as UTF-8)", i + 1);
    if (!plb_utf8_valid(r->cell[i].raw)) return wrong_row(r, text);
    snprintf(text, sizeof text, "cell %u is longer than %d bytes", i + 1, CELL_MOST);
    if (r->cell[i].raw.n > CELL_MOST) return wrong_row(r, text);
  }
  return true;
}

/* Does the row name its document, and no event? */
static bool says_nothing(rows *r) {
  static const plb_field of_events[] = {PLB_FIELD_TRIGGER,   PLB_FIELD_CHAR,   PLB_FIELD_BYTE, PLB_FIELD_ACTOR,
                                        PLB_FIELD_RECIPIENT, PLB_FIELD_STATUS, PLB_FIELD_MODE, PLB_FIELD_DATE,
                                        PLB_FIELD_CLAIMANT,  PLB_FIELD_CLAIM};
  for (size_t i = 0; i < sizeof of_events / sizeof *of_events; i++)
    if (value(r, of_events[i]).n) return false;
  return true;
}

/* One row; false when memory is out or a limit exceeded. */
static bool take_row(rows *r) {
  bool none;
  if (!check_row(r)) return true;
  plb_slice name = document_of(r), type = value(r, PLB_FIELD_TYPE);
  if (!name.n) return wrong_row(r, "the row names no document") || true;
  plb_type t = plb_eval_type(r->e->words, type, &none);
  if (!type.n && says_nothing(r)) none = true;
  if (t == PLB_TYPE_COUNT && !none)
    return wrong(r, PLB_FIELD_TYPE, type.n ? "is no event type with a place in PLOVER" : "names no event type") || true;
  plb_coded_doc *doc = plb_eval_doc(r->e, name);
  if (!doc || !plb_eval_name(r->e, doc, PLB_NAME_URL, value(r, PLB_FIELD_URL)) ||
      !plb_eval_name(r->e, doc, PLB_NAME_TITLE, value(r, PLB_FIELD_TITLE)))
    return false;
  if (none) return true; /* the document was read, and nothing is in it */
  uint64_t before = plb_eval_now(r->e)->refused;
  plb_coded_event *x = plb_eval_event(r->e, doc);
  if (!x) return false;
  if (read_values(r, x, t)) return true;
  doc->event.n--;
  plb_eval_now(r->e)->n_event--;
  return plb_eval_now(r->e)->refused > before;
}

plb_status plb_eval_read_rows(plb_eval *e, const char *name, plb_slice bytes, plb_error *err) {
  rows r = {.e = e, .name = name, .rest = bytes, .next_line = 1};
  r.delimiter = find_delimiter(r.rest);
  plb_status s = read_header(&r, err);
  while (!s && r.rest.n) {
    if (!cut_row(&r))
      wrong_row(&r, "a quotation mark is not closed, or closed in the middle of a cell; the next line is tried");
    else if (!row_is_blank(&r) && (!take_row(&r) || e->arena.failed))
      s = plb_eval_full(e, err);
  }
  return s;
}
