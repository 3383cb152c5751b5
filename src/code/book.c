/* What kind of file it is says its first row (a table's header) or, in a dictionary, the count of lines that only one
 * kind has: patterns "- ... * ... [112]", agents "[~GOV]", actors "[USAGOV]". Tables are read here, dictionaries in
 * book_verbs.c and book_names.c. */
#include "code/book.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"

enum { FILES_MOST = 64, ROWS_MOST = 1000000, LINES_LOOKED_AT = 4000 };

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "code", "no memory for the codebook");
}

const char *plb_book_kind_name(plb_book_kind kind) {
  static const char *const names[PLB_BOOK_KINDS] = {"table of triggers", "table of actors", "verb dictionary",
                                                    "actor dictionary", "agent dictionary"};
  return (unsigned)kind < PLB_BOOK_KINDS ? names[kind] : "?";
}

plb_status plb_book_open(plb_book *b, plb_error *err) {
  *b = (plb_book){0};
  plb_arena_init(&b->arena, 1u << 30);
  plb_status s = plb_patterns_open(&b->patterns, err);
  if (s) plb_book_close(b);
  return s;
}

void plb_book_close(plb_book *b) {
  plb_patterns_close(&b->patterns);
  plb_cameo_close(b->cameo);
  plb_arena_free(&b->arena);
  *b = (plb_book){0};
}

plb_book_file *plb_book_current(plb_book *b) {
  return &b->file.at[b->file.n - 1];
}

/* ---- what is collected ---- */

static plb_status add_note(plb_book *b, plb_note_kind kind, plb_slice place, plb_slice text, plb_error *err) {
  plb_book_file *f = plb_book_current(b);
  plb_book_note *note = plb_vec_push(&b->arena, &b->note, ROWS_MOST);
  if (!note || !place.p || !text.p) return no_memory(err);
  *note = (plb_book_note){(uint8_t)kind, place, text};
  uint32_t *count = kind == PLB_NOTE_WRONG ? &f->wrong : kind == PLB_NOTE_SKIPPED ? &f->skipped : &f->partly;
  ++*count;
  return PLB_OK;
}

plb_status plb_book_note_at(plb_book *b, plb_note_kind kind, uint32_t line, uint32_t column, plb_error *err,
                            const char *format, ...) {
  char text[240];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  const char *name = plb_book_current(b)->name;
  plb_slice place = column ? plb_arena_printf(&b->arena, "%.140s:%u:%u", name, line, column)
                           : plb_arena_printf(&b->arena, "%.140s:%u", name, line);
  return add_note(b, kind, place, plb_arena_dup(&b->arena, plb_slice_str(text)), err);
}

plb_status plb_book_add_trigger(plb_book *b, const plb_trigger_row *row, plb_error *err) {
  plb_trigger_row *kept = plb_vec_push(&b->arena, &b->trigger, ROWS_MOST);
  if (!kept) return no_memory(err);
  *kept = *row;
  kept->rank = (uint8_t)b->file.n;
  plb_error wrong;
  plb_status s = plb_patterns_add(&b->patterns, kept, &wrong);
  if (s == PLB_TABLE) { /* a dictionary's row that our language has no room for is not wrong in itself */
    bool ours = plb_book_current(b)->kind == PLB_BOOK_TRIGGERS;
    b->trigger.n--;
    return add_note(b, ours ? PLB_NOTE_WRONG : PLB_NOTE_SKIPPED, plb_arena_dup(&b->arena, plb_slice_str(wrong.place)),
                    plb_arena_dup(&b->arena, plb_slice_str(wrong.message)), err);
  }
  if (s) return no_memory(err);
  plb_book_current(b)->rows++;
  return PLB_OK;
}

plb_status plb_book_add_actor(plb_book *b, const plb_actor_row *actor, plb_error *err) {
  plb_actor_row *kept = plb_vec_push(&b->arena, &b->actor, ROWS_MOST);
  if (!kept) return no_memory(err);
  *kept = *actor;
  kept->file = plb_book_current(b)->rule;
  plb_book_current(b)->rows++;
  return PLB_OK;
}

/* ---- recognising ---- */

static bool has_cell(plb_slice line, const char *name) {
  plb_slice part;
  while (plb_slice_split(&line, '\t', &part))
    if (plb_slice_is(plb_slice_trim(part), name)) return true;
  return false;
}

typedef struct tally {
  uint32_t verbs, actors, agents;
} tally;

/* One line of a dictionary: what its code says it is. */
static void look_at(plb_slice line, tally *t) {
  uint32_t open = plb_slice_find(line, PLB_LIT("["), 0);
  uint32_t close = open == UINT32_MAX ? open : plb_slice_find(line, PLB_LIT("]"), open);
  bool dashes = plb_slice_starts(line, PLB_LIT("---")) || (line.n > 1 && line.p[0] == '-' && line.p[1] == ' ');
  if (line.n && line.p[0] == '&') t->verbs++;
  if (close == UINT32_MAX) return;
  plb_slice code = plb_slice_trim(plb_slice_sub(line, open + 1, close));
  if (dashes)
    t->verbs += 2;
  else if (plb_slice_find(code, PLB_LIT("~"), 0) != UINT32_MAX)
    t->agents++;
  else if (code.n && (plb_is_digit(code.p[0]) || code.p[0] == ':'))
    t->verbs++;
  else if (code.n && plb_is_alpha(code.p[0]))
    t->actors++;
}

plb_status plb_book_recognise(const char *name, plb_slice text, plb_book_kind *kind, plb_error *err) {
  plb_slice rest = text, line;
  tally t = {0};
  bool first = true;
  for (uint32_t n = 0; n < LINES_LOOKED_AT && plb_slice_split(&rest, '\n', &line); n++) {
    plb_slice bare = plb_slice_trim(line);
    if (!bare.n || bare.p[0] == '#' || bare.p[0] == ';') continue;
    if (first && has_cell(bare, "pattern") && has_cell(bare, "pos")) return *kind = PLB_BOOK_TRIGGERS, PLB_OK;
    bool table = (has_cell(bare, "code") && has_cell(bare, "name")) ||
                 (has_cell(bare, "form") && has_cell(bare, "sector")) ||
                 (has_cell(bare, "role") && has_cell(bare, "offices"));
    if (first && table) return *kind = PLB_BOOK_TABLE, PLB_OK;
    first = false;
    look_at(bare, &t);
  }
  *kind = t.agents > t.actors && t.agents > t.verbs ? PLB_BOOK_AGENTS
          : t.actors > t.verbs                      ? PLB_BOOK_ACTORS
                                                    : PLB_BOOK_VERBS;
  if (t.verbs + t.actors + t.agents) return PLB_OK;
  plb_fail(err, PLB_FORMAT, "code",
           "this is no codebook: neither a table with a header row nor a dictionary of PETRARCH2 or TABARI");
  return plb_error_place(err, name), PLB_FORMAT;
}

/* ---- tables of triggers ---- */

/* "my/ACCUSE.tsv" is of that type; anything else needs a column. */
static plb_slice type_of_name(const char *name) {
  const char *slash = strrchr(name, '/');
  plb_slice stem = plb_slice_str(slash ? slash + 1 : name);
  if (plb_slice_ends(stem, PLB_LIT(".tsv"))) stem.n -= 4;
  return plb_slice_is(stem, "NONE") || plb_type_of(stem) != PLB_TYPE_COUNT ? stem : (plb_slice){NULL, 0};
}

static bool has_column(const plb_table *t, const char *name) {
  for (uint32_t i = 0; i < t->n_columns; i++)
    if (plb_slice_is(t->column[i], name)) return true;
  return false;
}

static plb_status table_note(plb_book *b, const plb_error *wrong, plb_error *err) {
  return add_note(b, PLB_NOTE_WRONG, plb_arena_dup(&b->arena, plb_slice_str(wrong->place)),
                  plb_arena_dup(&b->arena, plb_slice_str(wrong->message)), err);
}

static plb_status read_triggers(plb_book *b, const char *name, plb_slice text, plb_error *err) {
  plb_table t;
  plb_error wrong;
  plb_trigger_row row;
  plb_status s = plb_table_open(&t, name, text, "pattern pos mode frame flags", &wrong);
  plb_slice type = has_column(&t, "type") ? (plb_slice){NULL, 0} : type_of_name(name);
  if (!s && !type.n && !has_column(&t, "type"))
    s = plb_table_fail(&t, &wrong, "no column 'type', and the file is not named after one, such as ACCUSE.tsv");
  if (s) return table_note(b, &wrong, err);
  while ((s = plb_trigger_row_next(&t, type, &row, &wrong)) != PLB_NOTFOUND) {
    s = s ? table_note(b, &wrong, err) : plb_book_add_trigger(b, &row, err);
    if (s) return s;
  }
  return PLB_OK;
}

static plb_status read_kind(plb_book *b, const char *name, plb_slice text, plb_error *err) {
  plb_book_kind kind;
  if (plb_slice_starts(text, PLB_LIT("\xEF\xBB\xBF"))) text = plb_slice_sub(text, 3, text.n);
  plb_status s = plb_book_recognise(name, text, &kind, err);
  if (s) return s;
  plb_book_file *f = plb_vec_push(&b->arena, &b->file, FILES_MOST);
  if (!f)
    return b->arena.failed ? no_memory(err)
                           : plb_fail(err, PLB_LIMIT, "code", "more than %d files of a codebook", FILES_MOST);
  *f = (plb_book_file){.name = name, .text = text, .kind = (uint8_t)kind};
  f->rule = plb_arena_printf(&b->arena, "user:%s", name).p;
  if (!f->rule) return no_memory(err);
  if (kind >= PLB_BOOK_VERBS && !b->cameo && (s = plb_cameo_open(&b->cameo, err))) return s;
  switch (kind) {
  case PLB_BOOK_TRIGGERS:
    return read_triggers(b, name, text, err);
  case PLB_BOOK_VERBS:
    return plb_book_read_verbs(b, text, err);
  case PLB_BOOK_ACTORS:
    return plb_book_read_actors(b, text, err);
  case PLB_BOOK_AGENTS:
    return plb_book_read_agents(b, text, err);
  default:
    return PLB_OK;
  }
}

plb_status plb_book_read(plb_book *b, const char *name, plb_slice text, plb_error *err) {
  plb_status s = read_kind(b, name, text, err);
  return !s && b->arena.failed ? no_memory(err) : s;
}
