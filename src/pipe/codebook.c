/* Codebooks looked at without a run: what is wrong in them, what of them was not taken, which rows are in each other's
 * way, and a dictionary as a table of ours. */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "code/book.h"
#include "code/derive.h"
#include "code/lint.h"
#include "pipe/own.h"

typedef struct looking {
  const plb_codebook_check_options *o;
} looking;

static const char *note_name(uint8_t kind) {
  static const char *const names[] = {"wrong", "skipped", "partly"};
  return kind <= PLB_NOTE_PARTLY ? names[kind] : "?";
}

static void tell_notes(const plb_book *b, uint32_t from, void (*fn)(void *, const plb_finding *), void *user) {
  for (uint32_t i = from; i < b->note.n && fn; i++) {
    const plb_book_note *n = &b->note.at[i];
    fn(user, &(plb_finding){note_name(n->kind), n->place, n->text});
  }
}

static void tell_file(const plb_codebook_check_options *o, const plb_book_file *f, uint64_t rows, uint64_t wrong) {
  plb_codebook_file file = {
      f->name, plb_book_kind_name((plb_book_kind)f->kind), f->rows + rows, f->wrong + wrong, f->skipped, f->partly};
  if (o->on_file) o->on_file(o->user, &file);
}

/* A table of actors is read by those that use it. */
static plb_status look_at_actors(const plb_codebook_check_options *o, const plb_book_file *f, plb_error *err) {
  plb_actor_rows rows;
  plb_actor_row row;
  plb_error wrong;
  uint64_t good = 0, bad = 0;
  plb_status s = plb_actor_rows_open(&rows, f->name, f->text, true, &wrong);
  bool open = !s;
  while (s != PLB_NOTFOUND) {
    if (s && s != PLB_TABLE) return *err = wrong, s;
    if (s) bad++;
    if (s && o->on_finding)
      o->on_finding(o->user, &(plb_finding){"wrong", plb_slice_str(wrong.place), plb_slice_str(wrong.message)});
    if (!open) break;
    s = plb_actor_rows_next(&rows, &row, &wrong);
    good += s == PLB_OK;
  }
  tell_file(o, f, good, bad);
  return PLB_OK;
}

static plb_status read_book(plb_book *b, const plb_own_text *text, size_t n, const plb_codebook_check_options *o,
                            plb_error *err) {
  plb_status s = PLB_OK;
  for (size_t i = 0; i < n && !s; i++) {
    uint32_t notes = b->note.n;
    s = plb_book_read(b, text[i].name, text[i].text, err);
    if (s) break;
    const plb_book_file *f = plb_book_current(b);
    tell_notes(b, notes, o->on_finding, o->user);
    if (f->kind == PLB_BOOK_TABLE)
      s = look_at_actors(o, f, err);
    else
      tell_file(o, f, 0, 0);
  }
  return s;
}

static void tell_lint(void *user, plb_lint_kind kind, const plb_pattern *row, const plb_pattern *other,
                      const char *words) {
  static const char *const how[PLB_LINT_KINDS] = {"stands already in", "goes to", "and all else goes to",
                                                  "is no longer as in"};
  const looking *l = user;
  char place[200], text[400];
  snprintf(place, sizeof place, "%.150s:%u", row->file, row->line);
  snprintf(text, sizeof text, "%s'%s', %s here, %s %.100s:%u, %s",
           kind == PLB_LINT_UNREACHABLE ? "is never reached: " : "", words, plb_pattern_type(row), how[kind],
           other->file, other->line, plb_pattern_type(other));
  l->o->on_finding(l->o->user, &(plb_finding){plb_lint_name(kind), plb_slice_str(place), plb_slice_str(text)});
}

/* The nouns that the rules make of verbs. */
static void tell_derived(const plb_codebook_check_options *o, const plb_patterns *p, uint32_t from) {
  for (uint32_t i = from; i < p->at.n; i++) {
    const plb_pattern *row = &p->at.at[i];
    char place[200], text[200];
    if (!row->derived) continue;
    snprintf(place, sizeof place, "%.150s:%u", row->file, row->line);
    snprintf(text, sizeof text, "'%.*s of', %s", (int)row->word[0].words.n, row->word[0].words.p,
             plb_pattern_type(row));
    o->on_finding(o->user, &(plb_finding){"derived", plb_slice_str(place), plb_slice_str(text)});
  }
}

plb_status plb_codebook_check(const plb_codebook_check_options *o, plb_error *err) {
  plb_arena arena;
  plb_own_text *text;
  plb_book book;
  looking l = {o};
  if (o->size != sizeof *o) return plb_fail(err, PLB_USAGE, "pipe", "the options are of another version");
  plb_arena_init(&arena, (size_t)o->limits.own_table_bytes + (1u << 20));
  plb_status s = plb_book_open(&book, err);
  uint32_t ours = s ? 0 : book.patterns.at.n;
  if (!s) s = plb_own_read(o->own, o->n_own, &o->limits, &arena, &text, err);
  if (!s) s = read_book(&book, text, o->n_own, o, err);
  if (!s) s = plb_patterns_derive(&book.patterns, o->n_own ? ours : 0, err);
  if (!s && o->on_finding && o->derived) tell_derived(o, &book.patterns, ours);
  if (!s && o->on_finding) s = plb_lint(&book.patterns, o->n_own ? 1 : 0, tell_lint, &l, err);
  plb_book_close(&book);
  plb_arena_free(&arena);
  return s;
}

/* ---- before a run ---- */

plb_status plb_own_look(const plb_own_text *own, size_t n, void (*on_finding)(void *, const plb_finding *),
                        void (*on_file)(void *, const plb_codebook_file *), void *user, plb_error *err) {
  plb_codebook_check_options o = {.user = user, .on_file = on_file, .on_finding = on_finding};
  plb_book book;
  plb_status s = plb_book_open(&book, err);
  for (size_t i = 0; i < n && !s; i++)
    if (own[i].kind == PLB_OWN_CODEBOOK) s = read_book(&book, &own[i], 1, &o, err);
  plb_book_close(&book);
  return s;
}

/* ---- converting ---- */

static plb_slice dash(plb_slice s) {
  return s.n ? s : PLB_LIT("-");
}

static void put_cells(FILE *out, const plb_slice *cell, size_t n) {
  for (size_t i = 0; i < n; i++) {
    plb_slice s = dash(cell[i]);
    fwrite(s.p, 1, s.n, out);
    fputc(i + 1 < n ? '\t' : '\n', out);
  }
}

static void put_triggers(const plb_book *b, FILE *out) {
  fputs("type\tpattern\tpos\tmode\tframe\tflags\n", out);
  for (uint32_t i = 0; i < b->trigger.n; i++) {
    const plb_trigger_row *r = &b->trigger.at[i];
    put_cells(out, (plb_slice[]){r->type, r->pattern, r->pos, r->mode, r->frame, r->flags}, 6);
  }
}

static void put_roles(const plb_book *b, FILE *out) {
  static const char *const kinds[] = {"-", "person", "body", "group"};
  fputs("form\tsector\tkind\n", out);
  for (uint32_t i = 0; i < b->actor.n; i++) {
    const plb_actor_row *r = &b->actor.at[i];
    put_cells(out,
              (plb_slice[]){r->name, plb_slice_str(plb_sector_name((plb_sector)r->sector)),
                            plb_slice_str(kinds[r->role_kind])},
              3);
  }
}

static void put_actors(const plb_book *b, FILE *out) {
  fputs("code\tsector\tname\tforms\tfrom\tto\n", out);
  for (uint32_t i = 0; i < b->actor.n; i++) {
    const plb_actor_row *r = &b->actor.at[i];
    char from[11], to[11];
    plb_date_format(r->from, from);
    plb_date_format(r->to, to);
    put_cells(out,
              (plb_slice[]){r->code, plb_slice_str(plb_sector_name((plb_sector)r->sector)), r->name, r->forms,
                            plb_slice_str(from), plb_slice_str(to)},
              6);
  }
}

static plb_status not_to_convert(const char *path, plb_error *err) {
  plb_fail(err, PLB_USAGE, "pipe", "this is a table of actors in our own format");
  return plb_error_place(err, path);
}

plb_status plb_codebook_convert(const char *path, const plb_limits *limits, FILE *out,
                                void (*on_finding)(void *user, const plb_finding *finding), void *user,
                                plb_error *err) {
  plb_own_table own = {PLB_OWN_CODEBOOK, path};
  plb_own_text *text;
  plb_arena arena;
  plb_book book;
  plb_codebook_check_options o = {.user = user, .on_finding = on_finding};
  plb_arena_init(&arena, (size_t)limits->own_table_bytes + (1u << 20));
  plb_status s = plb_book_open(&book, err);
  if (!s) s = plb_own_read(&own, 1, limits, &arena, &text, err);
  if (!s) s = read_book(&book, text, 1, &o, err);
  uint8_t kind = s ? 0 : plb_book_current(&book)->kind;
  if (!s && kind == PLB_BOOK_TABLE) s = not_to_convert(path, err);
  if (!s && (kind == PLB_BOOK_TRIGGERS || kind == PLB_BOOK_VERBS)) put_triggers(&book, out);
  if (!s && kind == PLB_BOOK_AGENTS) put_roles(&book, out);
  if (!s && kind == PLB_BOOK_ACTORS) put_actors(&book, out);
  plb_book_close(&book);
  plb_arena_free(&arena);
  return s;
}
