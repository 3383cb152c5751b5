/* Tables of articles: RFC 4180 with a header row; cells between commas, semicolons or tabs; a cell in quotation marks
 * may hold line ends, and a quotation mark twice for one. A row with another number of cells than the header is an
 * error. A row in which a quotation mark is not closed, or closed in the middle of a cell, ends at its first line end.
 */
#include <stdlib.h>

#include "acquire/byte_sets.h"
#include "acquire/format.h"
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { MOST_COLUMNS = 500, NAME_MOST = 60, WAYS = 16 };

typedef struct cell {
  uint32_t begin, end; /* inside its quotation marks */
  bool quoted;
} cell;

typedef struct row {
  cell at[MOST_COLUMNS];
  uint32_t n; /* cells, also those past the last that is kept */
  uint32_t end;
} row;

typedef struct table {
  char delimiter;
  uint32_t n_columns;
  uint16_t column[PLB_FIELDS][WAYS]; /* where a field may stand, best first */
  uint8_t n_column[PLB_FIELDS];
  uint64_t begin; /* of the rows */
  uint16_t upper[128];
  row row;
} table;

/* ---- cells ---- */
typedef enum stop { STOP_CELL, STOP_ROW, STOP_CUT, STOP_BAD } stop;

/* What stands at i, behind a cell. */
static stop stop_at(plb_slice s, uint32_t i, char delimiter, bool last) {
  if (i >= s.n) return last ? STOP_ROW : STOP_CUT;
  if (s.p[i] == delimiter) return STOP_CELL;
  if (s.p[i] == '\n') return STOP_ROW;
  if (s.p[i] != '\r') return STOP_BAD;
  if (i + 1 >= s.n) return last ? STOP_ROW : STOP_CUT;
  return s.p[i + 1] == '\n' ? STOP_ROW : STOP_BAD;
}

static stop quoted_cell(plb_slice s, uint32_t at, char delimiter, bool last, cell *out) {
  uint32_t i = at + 1;
  for (; i < s.n; i += 2) {
    const char *mark = memchr(s.p + i, '"', s.n - i);
    if (!mark) break;
    i = (uint32_t)(mark - s.p);
    if (i + 1 < s.n && s.p[i + 1] == '"') continue;
    *out = (cell){at + 1, i, true};
    return stop_at(s, i + 1, delimiter, last);
  }
  return last ? STOP_BAD : STOP_CUT;
}

static stop plain_cell(plb_slice s, uint32_t at, char delimiter, bool last, cell *out) {
  uint32_t i = at;
  while (i < s.n && s.p[i] != delimiter && s.p[i] != '\n')
    i++;
  *out = (cell){at, i, false};
  if (i >= s.n && !last) return STOP_CUT;
  bool ends = i >= s.n || s.p[i] == '\n';
  if (ends && i > at && s.p[i - 1] == '\r') out->end--;
  return ends ? STOP_ROW : STOP_CELL;
}

/* The row that begins at `at`. In a table with tabs a quotation mark that is not closed is an ordinary character. */
static stop read_row(plb_slice s, uint32_t at, char delimiter, bool last, row *out) {
  out->n = 0;
  for (;;) {
    cell c = {0};
    bool quoted = at < s.n && s.p[at] == '"';
    stop how = quoted ? quoted_cell(s, at, delimiter, last, &c) : STOP_BAD;
    if (!quoted || (how == STOP_BAD && delimiter == '\t')) how = plain_cell(s, at, delimiter, last, &c);
    if (how == STOP_CUT || how == STOP_BAD) return how;
    if (out->n < MOST_COLUMNS) out->at[out->n] = c;
    out->n++;
    at = c.end + c.quoted;
    if (how == STOP_CELL) {
      at++;
      continue;
    }
    if (at < s.n && s.p[at] == '\r') at++;
    out->end = at < s.n ? at + 1 : at;
    return STOP_ROW;
  }
}

static plb_slice cell_of(plb_slice s, const row *r, uint32_t i) {
  return plb_slice_sub(s, r->at[i].begin, r->at[i].end);
}

/* ---- the header ---- */
/* A column's name: a few words at most, no sentence. */
static bool is_name(plb_slice s) {
  s = plb_slice_trim(s);
  uint32_t spaces = 0, letters = 0;
  if (s.n > NAME_MOST) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c < 0x20 || c == '"' || c == '<' || c == '{') return false;
    spaces += c == ' ';
    letters += plb_is_alpha(s.p[i]) || c >= 0x80;
  }
  return s.n == 0 || (letters && spaces <= 3 && s.p[s.n - 1] != '.' && s.p[s.n - 1] != '!' && s.p[s.n - 1] != '?');
}

static bool is_header(plb_slice s, char delimiter, row *r) {
  if (read_row(s, 0, delimiter, false, r) != STOP_ROW || r->n < 2 || r->n > MOST_COLUMNS) return false;
  uint32_t named = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    if (!is_name(cell_of(s, r, i))) return false;
    named += plb_slice_trim(cell_of(s, r, i)).n > 0;
  }
  return named >= 2;
}

/* The delimiter that gives the header most columns; 0: there is no header. */
static char find_delimiter(plb_slice s, row *r) {
  static const char delimiters[] = {'\t', ',', ';'};
  char best = 0;
  uint32_t most = 1;
  for (size_t i = 0; i < sizeof delimiters; i++)
    if (is_header(s, delimiters[i], r) && r->n > most) {
      best = delimiters[i];
      most = r->n;
    }
  if (best) read_row(s, 0, best, false, r);
  return best;
}

/* A header and, where one can be seen, a row that fits it. It may be one, when there is no memory to find out: then
 * opening it finds out, or tells. */
static bool is_csv(plb_slice s) {
  if (s.p[0] == '<' || s.p[0] == '{' || s.p[0] == '[') return false;
  row *r = malloc(sizeof *r);
  if (!r) return true;
  char delimiter = find_delimiter(s, r);
  uint32_t columns = r->n, at = r->end;
  bool fits = delimiter != 0, seen = false;
  while (fits && !seen && at < s.n && read_row(s, at, delimiter, false, r) == STOP_ROW) {
    bool blank = r->n == 1 && plb_slice_trim(cell_of(s, r, 0)).n == 0;
    seen = !blank;
    if (seen) fits = r->n == columns || columns > 2; /* a damaged row, or prose */
    at = r->end;
  }
  free(r);
  return fits;
}

/* Where each field may stand. Names are compared without regard to case. */
static void find_columns(table *t, plb_slice s, const plb_fields *fields) {
  for (size_t f = 0; f < PLB_FIELDS; f++) {
    plb_slice paths = fields->path[f], path;
    t->n_column[f] = 0;
    while (plb_slice_split(&paths, '|', &path))
      for (uint32_t i = 0; path.n && i < t->n_columns && t->n_column[f] < WAYS; i++)
        if (plb_slice_eq_nocase(plb_slice_trim(cell_of(s, &t->row, i)), path))
          t->column[f][t->n_column[f]++] = (uint16_t)i;
  }
}

static bool is_prose(size_t field) {
  plb_given g;
  const plb_slice *at = plb_fields_given(&g, field);
  return at == &g.text || at == &g.html;
}

static bool has_text_column(const table *t) {
  for (size_t f = 0; f < PLB_FIELDS; f++)
    if (is_prose(f) && t->n_column[f]) return true;
  return false;
}

static bool read_header(table *t, plb_slice s, const plb_fields *fields) {
  t->delimiter = find_delimiter(s, &t->row);
  if (!t->delimiter) return false;
  t->n_columns = t->row.n;
  t->begin = t->row.end;
  find_columns(t, s, fields);
  return true;
}

bool plb_csv_has_text(plb_slice head) {
  plb_fields fields;
  table *t = calloc(1, sizeof *t);
  bool found =
      t && plb_fields_open(NULL, &fields, NULL) == PLB_OK && read_header(t, head, &fields) && has_text_column(t);
  free(t);
  return found;
}

/* ---- opening ---- */
static plb_status refuse(const table *t, plb_slice s, plb_error *err) {
  char names[120];
  size_t n = 0;
  names[0] = 0;
  for (uint32_t i = 0; i < t->n_columns; i++) {
    plb_slice name = plb_slice_trim(cell_of(s, &t->row, i));
    if (n + name.n + 8 > sizeof names) {
      memcpy(names + n, ", ...", 6);
      break;
    }
    n += (size_t)snprintf(names + n, sizeof names - n, "%s%.*s", i ? ", " : "", (int)name.n, name.p);
  }
  return plb_fail(err, PLB_FORMAT, "acquire",
                  "no column of this table is known to hold the text (--fields text=NAME); its columns are: %s", names);
}

/* A table by its columns; prose that looked like one goes to the reader of texts. */
static plb_status open_csv(plb_source *s, plb_error *err) {
  table *t = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a table");
  plb_slice w = plb_input_waiting(&s->in), all = w;
  if (plb_slice_starts(w, PLB_LIT("\xef\xbb\xbf"))) w = plb_slice_sub(w, 3, w.n);
  while (w.n && plb_is_space(w.p[0]))
    w = plb_slice_sub(w, 1, w.n);
  bool header = read_header(t, w, &s->fields);
  t->begin += (uint64_t)(w.p - all.p);
  uint32_t known = 0;
  for (size_t f = 0; f < PLB_FIELDS; f++)
    known += t->n_column[f] > 0;
  bool spaced = false; /* "Text, in short": a sentence, unless other names are known too */
  for (uint32_t i = 1; header && i < t->n_columns; i++)
    spaced |= plb_slice_starts(cell_of(w, &t->row, i), PLB_LIT(" "));
  if (header && has_text_column(t) && (known > 1 || !spaced)) {
    bool is_utf8;
    s->state = t;
    return plb_byte_set(PLB_LIT("windows-1252"), &is_utf8, t->upper, err);
  }
  plb_status status = header && known > 1 ? refuse(t, w, err) : PLB_OK;
  if (!status && plb_format_binary(plb_slice_sub(all, 0, all.n < 4096 ? all.n : 4096)))
    status = plb_fail(err, PLB_FORMAT, "acquire", "this is neither a page nor text nor JSON lines");
  free(t);
  s->kind = w.n && plb_reader_export_text.is(w) ? &plb_reader_export_text : &plb_reader_text;
  return !status && s->kind->open ? s->kind->open(s, err) : status;
}

static void close_csv(plb_source *s) {
  free(s->state);
}

/* ---- rows ---- */
static bool grow(plb_source *s) {
  size_t most = (size_t)s->limits.record_bytes + 3, n = plb_input_waiting(&s->in).n;
  if (n >= most || s->in.eof) return false;
  return plb_input_want(&s->in, 2 * n + 1 < most ? 2 * n + 1 : most) || plb_input_waiting(&s->in).n > n;
}

/* Takes the rest of the line. */
static void pass_line(plb_source *s) {
  for (;;) {
    plb_slice w = plb_input_waiting(&s->in);
    const char *end = w.n ? memchr(w.p, '\n', w.n) : NULL;
    plb_input_consume(&s->in, end ? (size_t)(end - w.p) + 1 : w.n);
    if (end || !plb_input_fill(&s->in)) return;
  }
}

/* The cell's value in the arena; {NULL,0}: no memory. */
static plb_slice value_of(const table *t, plb_slice s, const cell *c, const uint16_t *upper, plb_arena *arena) {
  (void)t;
  plb_slice raw = plb_slice_sub(s, c->begin, c->end), part;
  plb_buf b;
  plb_buf_init(&b, 3 * (size_t)raw.n + 16);
  while (c->quoted && plb_slice_find(raw, PLB_LIT("\"\""), 0) != UINT32_MAX) {
    uint32_t at = plb_slice_find(raw, PLB_LIT("\"\""), 0);
    part = plb_slice_sub(raw, 0, at + 1);
    plb_byte_set_put(part, upper, false, &b);
    raw = plb_slice_sub(raw, at + 2, raw.n);
  }
  plb_byte_set_put(raw, upper, false, &b);
  plb_slice out =
      b.status ? (plb_slice){NULL, 0} : plb_arena_dup(arena, plb_slice_trim(plb_slice_of(b.p ? b.p : "", b.n)));
  plb_buf_free(&b);
  return out;
}

/* The row's fields. A row that is not UTF-8 is taken for windows-1252. */
static plb_status read_fields(plb_source *s, plb_record *out, plb_slice w, plb_error *err) {
  const table *t = s->state;
  const uint16_t *upper = plb_utf8_valid(out->bytes) ? NULL : t->upper;
  for (size_t f = 0; f < PLB_FIELDS; f++) {
    plb_slice *to = plb_fields_given(&out->given, f);
    for (uint32_t i = 0; i < t->n_column[f] && to->n == 0; i++) {
      *to = value_of(t, w, &t->row.at[t->column[f][i]], upper, &s->arena);
      if (!to->p) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for the cells of a row");
    }
  }
  if (out->given.text.n || out->given.html.n) return PLB_OK;
  return plb_reader_fail(s, err, PLB_EMPTY, out->offset, "the row has no text");
}

static plb_status fail_row(plb_source *s, plb_record *out, stop how, plb_error *err) {
  char text[160];
  if (how == STOP_CUT && s->in.failure.code) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  pass_line(s);
  if (how == STOP_BAD)
    return plb_reader_fail(s, err, PLB_DAMAGED, out->offset,
                           "a quotation mark is not closed, or closed in the middle of a cell; the next line is tried");
  snprintf(text, sizeof text,
           "the row is longer than %u bytes (record_bytes), or a quotation mark is not closed; the next line is tried",
           s->limits.record_bytes);
  return plb_reader_fail(s, err, PLB_LIMIT, out->offset, text);
}

static plb_status take_row(plb_source *s, plb_record *out, plb_error *err) {
  table *t = s->state;
  char text[100];
  plb_slice w = plb_input_waiting(&s->in);
  out->number = ++s->number;
  uint32_t n = t->row.end;
  while (n && (w.p[n - 1] == '\n' || w.p[n - 1] == '\r'))
    n--;
  out->bytes = plb_slice_sub(w, 0, n);
  plb_status status;
  if (t->row.n == t->n_columns) {
    status = read_fields(s, out, w, err);
  } else {
    snprintf(text, sizeof text, "the row has %u cells, the header has %u", t->row.n, t->n_columns);
    status = plb_reader_fail(s, err, PLB_DAMAGED, out->offset, text);
  }
  plb_input_consume(&s->in, t->row.end);
  return status;
}

static plb_status next_row(plb_source *s, plb_record *out, plb_error *err) {
  table *t = s->state;
  if (s->in.offset < t->begin) plb_input_skip(&s->in, t->begin - s->in.offset);
  for (;;) {
    plb_reader_begin(s, out);
    while (!plb_input_waiting(&s->in).n)
      if (!plb_input_fill(&s->in)) return plb_reader_end(s, out, err);
    stop how;
    bool last;
    do {
      last = s->in.eof && !s->in.failure.code;
      how = read_row(plb_input_waiting(&s->in), 0, t->delimiter, last, &t->row);
    } while (how == STOP_CUT && (grow(s) || (s->in.eof && !last && !s->in.failure.code)));
    plb_slice w = plb_input_waiting(&s->in);
    if (how == STOP_ROW && t->row.n == 1 && plb_slice_trim(cell_of(w, &t->row, 0)).n == 0) {
      plb_input_consume(&s->in, t->row.end); /* a blank line */
      continue;
    }
    uint32_t n = how == STOP_ROW ? t->row.end : 0;
    while (n && (w.p[n - 1] == '\n' || w.p[n - 1] == '\r'))
      n--;
    if (n > s->limits.record_bytes) how = STOP_CUT;
    return how == STOP_ROW ? take_row(s, out, err) : fail_row(s, out, how, err);
  }
}

const plb_reader_kind plb_reader_csv = {.name = "a table",
                                        .format = PLB_FORMAT_FIELDS,
                                        .by_line = true,
                                        .is = is_csv,
                                        .open = open_csv,
                                        .next = next_row,
                                        .close = close_csv};
