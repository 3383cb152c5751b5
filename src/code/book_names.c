/* Actor and agent dictionaries of PETRARCH2 and TABARI as rows of our tables of actors. An actor is a phrase, further
 * phrases on lines with '+', and codes in [], with dates or without: one row a code. An agent is a phrase, its plural
 * in
 * {} when it is irregular, and a code with '~'. Formats: docs/source/dictionaries.rst of PETRARCH2, the manual of
 * TABARI 0.8; years of two digits from 00 to 30 are of this century there. */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"
#include "code/book.h"
#include "code/book_lines.h"

enum {
  CODES_MOST = 64,
  FORMS_MOST = 1 << 20,
  ACRONYM = 3,
  SETS_MOST = 200,
  CENTURY = 30,
  WORDS_MOST = 12,
  LETTERS_MOST = 200
};

typedef struct dated_code {
  plb_slice code;
  plb_date from, to;
  uint32_t line, column;
} dated_code;

typedef struct names {
  plb_book *b;
  plb_book_lines lines;
  plb_buf text;
  bool full;      /* memory ran out: what keep gave is empty */
  plb_slice name; /* of the actor that is being read; n == 0: none */
  uint32_t line;
  plb_buf forms;
  dated_code code[CODES_MOST];
  uint32_t n_code;
  bool person;
  plb_map marker; /* of agents: "!PERSON!" -> its words */
  PLB_VEC(plb_slice) set;
  plb_error *err;
} names;

static plb_status no_memory(names *v) {
  return plb_fail(v->err, PLB_NOMEM, "code", "no memory for the codebook");
}

static plb_status note(names *v, plb_note_kind kind, plb_slice at, const char *what, plb_slice name) {
  return plb_book_note_at(v->b, kind, v->lines.number, plb_book_column(&v->lines, at), v->err, what,
                          name.n < 60 ? (int)name.n : 60, name.p ? name.p : "");
}

static plb_slice keep(names *v) {
  plb_slice s = v->text.status ? (plb_slice){NULL, 0} : plb_arena_dup(&v->b->arena, plb_slice_of(v->text.p, v->text.n));
  v->full |= !s.p;
  plb_buf_clear(&v->text);
  return s;
}

/* "GEORGE_W._BUSH_" -> "George W. Bush"; a single word of up to three letters is an acronym. Agents: lower case. */
static void put_name(plb_buf *out, plb_slice phrase, bool lower) {
  plb_slice trimmed = phrase;
  while (trimmed.n && (trimmed.p[trimmed.n - 1] == '_' || plb_is_space(trimmed.p[trimmed.n - 1])))
    trimmed.n--;
  bool acronym = trimmed.n <= ACRONYM && !lower, begins = true, blank = false;
  for (uint32_t i = 0; i < trimmed.n; i++) {
    char c = trimmed.p[i];
    if (c == '_' || plb_is_space(c)) {
      blank = true;
      continue;
    }
    if (blank) plb_buf_char(out, ' '), begins = true;
    blank = false;
    plb_buf_char(out, c == '|' ? '/' : (begins && !lower) || acronym ? c : plb_lower(c));
    begins = c == '-' || c == '.' || c == '/';
  }
}

static const char too_long[] = "the name has more than twelve words or 200 bytes, or bytes that are no text: '%.*s'";

static bool form_fits(plb_slice form) {
  uint32_t words = 1;
  for (uint32_t i = 0; i < form.n; i++) {
    words += form.p[i] == ' ' || form.p[i] == '\'';
    if ((unsigned char)form.p[i] < 0x20 || form.p[i] == 0x7F) return false;
  }
  return words <= WORDS_MOST && form.n <= LETTERS_MOST && plb_utf8_valid(form);
}

/* ---- dates and codes ---- */

/* YYMMDD or YYYYMMDD at the beginning of *in, taken off; false: none. */
static bool take_date(plb_slice *in, plb_date *out) {
  uint32_t n = 0;
  *in = plb_slice_trim(*in);
  while (n < in->n && plb_is_digit(in->p[n]))
    n++;
  if (n != 6 && n != 8) return false;
  uint32_t year = 0, i = 0;
  for (; i < n - 4; i++)
    year = year * 10 + (uint32_t)(in->p[i] - '0');
  if (n == 6) year += year <= CENTURY ? 2000 : 1900;
  char iso[16];
  snprintf(iso, sizeof iso, "%04u-%.2s-%.2s", year, in->p + n - 4, in->p + n - 2);
  *out = plb_date_parse_iso(plb_slice_str(iso));
  *in = plb_slice_trim(plb_slice_sub(*in, n, in->n));
  return plb_date_known(*out);
}

/* What stands behind the code: "", "<950630", ">20130119", "950601-990815". */
static bool take_dates(plb_slice rest, dated_code *c) {
  rest = plb_slice_trim(rest);
  if (!rest.n) return true;
  char sign = rest.p[0];
  if (sign == '<' || sign == '>') {
    rest = plb_slice_sub(rest, 1, rest.n);
    return take_date(&rest, sign == '<' ? &c->to : &c->from) && !rest.n;
  }
  if (!take_date(&rest, &c->from) || !rest.n || rest.p[0] != '-') return false;
  rest = plb_slice_sub(rest, 1, rest.n);
  return take_date(&rest, &c->to) && !rest.n;
}

/* "[AFGGOV 870930-871130]" without the brackets. */
static plb_status read_code(names *v, plb_slice inside) {
  uint32_t end = 0;
  while (end < inside.n && !plb_is_space(inside.p[end]) && inside.p[end] != '<' && inside.p[end] != '>')
    end++;
  dated_code c = {.code = plb_slice_sub(inside, 0, end), .line = v->lines.number};
  c.column = plb_book_column(&v->lines, inside);
  if (!take_dates(plb_slice_sub(inside, end, inside.n), &c))
    return note(v, PLB_NOTE_SKIPPED, inside, "'%.*s' is no code with dates", inside);
  if (v->n_code == CODES_MOST) return note(v, PLB_NOTE_SKIPPED, inside, "too many codes of one actor%.*s", PLB_LIT(""));
  v->code[v->n_code++] = c;
  return PLB_OK;
}

static plb_status read_codes(names *v, plb_slice line, plb_slice *phrase) {
  plb_slice before, inside, after;
  *phrase = line;
  plb_status s = PLB_OK;
  for (bool first = true; !s && plb_book_cut(line, '[', ']', &before, &inside, &after); first = false) {
    if (first) *phrase = before;
    s = read_code(v, inside);
    line = after;
  }
  return s;
}

/* ---- actors ---- */

static bool of_group(uint8_t sector) {
  return sector == PLB_SECTOR_REB || sector == PLB_SECTOR_PTY || sector == PLB_SECTOR_OPP || sector == PLB_SECTOR_PRM ||
         sector == PLB_SECTOR_UAF || sector == PLB_SECTOR_CRM || sector == PLB_SECTOR_SOC;
}

static plb_status add_code(names *v, const dated_code *c, plb_slice forms) {
  plb_cameo_actor actor = {.code = PLB_LIT("---"), .sector = PLB_SECTOR_UNK};
  bool nobody = plb_slice_is(c->code, "---") || plb_slice_is(c->code, "###") || plb_slice_is(c->code, "+++");
  char upper[24];
  uint32_t slash = plb_slice_find(c->code, PLB_LIT("/"), 0);
  plb_slice first = slash == UINT32_MAX ? c->code : plb_slice_sub(c->code, 0, slash);
  uint32_t n = first.n < sizeof upper ? first.n : 0;
  for (uint32_t i = 0; i < n; i++)
    upper[i] = plb_is_lower(first.p[i]) ? (char)(first.p[i] - 32) : first.p[i];
  plb_slice code = nobody ? actor.code : plb_arena_dup(&v->b->arena, plb_slice_of(upper, n));
  if (!nobody && !plb_cameo_actor_of(v->b->cameo, &v->b->arena, code, &actor))
    return plb_book_note_at(v->b, PLB_NOTE_SKIPPED, c->line, c->column, v->err, "'%.*s' is no code of an actor",
                            c->code.n < 40 ? (int)c->code.n : 40, c->code.p ? c->code.p : "");
  plb_status s = slash == UINT32_MAX ? PLB_OK
                                     : plb_book_note_at(v->b, PLB_NOTE_PARTLY, c->line, c->column, v->err,
                                                        "of the codes '%.*s' the first is taken",
                                                        c->code.n < 40 ? (int)c->code.n : 40, c->code.p);
  plb_slice known = actor.plain ? plb_cameo_state(v->b->cameo, actor.code) : (plb_slice){NULL, 0};
  plb_actor_row row = {.code = actor.code, .sector = actor.sector, .name = v->name, .forms = forms, .line = c->line};
  row.from = c->from, row.to = c->to;
  row.table = actor.plain              ? PLB_ACTORS_STATES
              : v->person && !nobody   ? PLB_ACTORS_PEOPLE
              : of_group(actor.sector) ? PLB_ACTORS_GROUPS
                                       : PLB_ACTORS_ORGANISATIONS;
  if (known.n) { /* under our own name; the words are forms of it */
    row.name = known;
    row.forms = forms.n ? plb_arena_printf(&v->b->arena, "%.*s|%.*s", (int)v->name.n, v->name.p, (int)forms.n, forms.p)
                        : v->name;
  }
  return s ? s : plb_book_add_actor(v->b, &row, v->err);
}

/* Codes with days, or several, and one of them of an official or of the elite: a person with a career. */
static bool is_person(const names *v) {
  bool dated = v->n_code > 1, official = false;
  for (uint32_t i = 0; i < v->n_code; i++) {
    const dated_code *c = &v->code[i];
    dated |= plb_date_known(c->from) || plb_date_known(c->to);
    official |= plb_slice_find(c->code, PLB_LIT("GOV"), 3) != UINT32_MAX ||
                plb_slice_find(c->code, PLB_LIT("ELI"), 3) != UINT32_MAX;
  }
  return dated && official;
}

/* The actor read last, with all that belongs to it. */
static plb_status end_actor(names *v) {
  plb_status s = PLB_OK;
  if (!v->name.n) return PLB_OK;
  plb_slice forms = plb_arena_dup(&v->b->arena, plb_slice_of(v->forms.p, v->forms.n));
  if (v->forms.status || !forms.p) return no_memory(v);
  if (!v->n_code)
    s = plb_book_note_at(v->b, PLB_NOTE_SKIPPED, v->line, 1, v->err, "'%.*s' has no code",
                         v->name.n < 60 ? (int)v->name.n : 60, v->name.p);
  v->person = is_person(v);
  for (uint32_t i = 0; i < v->n_code && !s; i++)
    s = add_code(v, &v->code[i], forms);
  v->name.n = v->n_code = 0;
  plb_buf_clear(&v->forms);
  return s;
}

static plb_status read_synonym(names *v, plb_slice line) {
  plb_slice phrase;
  plb_status s = read_codes(v, line, &phrase);
  if (s || !v->name.n) return s ? s : note(v, PLB_NOTE_SKIPPED, line, "no actor stands before '%.*s'", line);
  phrase = plb_slice_trim(plb_slice_sub(phrase, 1, phrase.n));
  if (!phrase.n) return note(v, PLB_NOTE_SKIPPED, line, "there is no name%.*s", PLB_LIT(""));
  put_name(&v->text, phrase, false);
  plb_slice form = keep(v);
  if (!form.p) return no_memory(v);
  if (!form_fits(form)) return note(v, PLB_NOTE_SKIPPED, line, too_long, form);
  if (v->forms.n) plb_buf_char(&v->forms, '|');
  plb_buf_slice(&v->forms, form);
  return PLB_OK;
}

static plb_status begin_actor(names *v, plb_slice line) {
  plb_slice phrase;
  plb_status s = end_actor(v);
  v->line = v->lines.number;
  if (!s) s = read_codes(v, line, &phrase);
  if (s) return s;
  put_name(&v->text, phrase, false);
  v->name = keep(v);
  if (!v->name.p) return no_memory(v);
  if (v->name.n && form_fits(v->name)) return PLB_OK;
  v->n_code = 0;
  plb_slice name = v->name;
  v->name.n = 0;
  return note(v, PLB_NOTE_SKIPPED, line, name.n ? too_long : "there is no name%.*s", name);
}

/* <NOUN> ... </NOUN>: words that TABARI is to take for nouns; the tagger knows. */
static plb_status skip_section(names *v, plb_slice line) {
  plb_status s = end_actor(v);
  if (!s) s = note(v, PLB_NOTE_SKIPPED, line, "the section %.*s is left out", line);
  while (!s && plb_book_line(&v->lines, &line) && !plb_slice_starts(line, PLB_LIT("</")))
    plb_book_current(v->b)->skipped++;
  return s;
}

static plb_status read_actor_line(names *v, plb_slice line) {
  plb_slice rest;
  if (plb_slice_starts(line, PLB_LIT("~~"))) return PLB_OK;
  if (line.p[0] == '<') return skip_section(v, line);
  if (line.p[0] == '+') return read_synonym(v, line);
  if (line.p[0] == '[' && v->name.n) return read_codes(v, line, &rest);
  return begin_actor(v, line);
}

/* ---- agents ---- */

/* "!PERSON! = MAN, MEN, WOMAN" */
static plb_status read_marker(names *v, plb_slice line, uint32_t equals) {
  plb_slice name = plb_slice_trim(plb_slice_sub(line, 0, equals));
  plb_slice *set = plb_vec_push(&v->b->arena, &v->set, SETS_MOST);
  if (!set) return note(v, PLB_NOTE_SKIPPED, line, "too many sets: '%.*s'", name);
  *set = plb_slice_sub(line, equals + 1, line.n);
  return plb_map_set(&v->marker, name, v->set.n - 1) ? PLB_OK : no_memory(v);
}

/* What the noun is: as our role of that name, or of its last word; else a person. */
static uint8_t kind_of(const names *v, plb_slice form) {
  static const char *const kinds[3] = {"person", "body", "group"};
  plb_slice kind = plb_cameo_noun(v->b->cameo, form), last = form, rest = form;
  while (!kind.n && plb_slice_word(&rest, &last))
    continue;
  if (!kind.n) kind = plb_cameo_noun(v->b->cameo, last);
  size_t k = plb_slice_index(kind, kinds, 3);
  return (uint8_t)(k < 3 ? PLB_ROLE_PERSON + k : PLB_ROLE_PERSON);
}

static plb_status add_agent(names *v, plb_slice form, uint8_t sector) {
  if (!form.p) return no_memory(v);
  if (!form.n) return PLB_OK;
  if (!form_fits(form)) return note(v, PLB_NOTE_SKIPPED, v->lines.line, too_long, form);
  plb_actor_row row = {.table = PLB_ACTORS_ROLES, .sector = sector, .code = PLB_LIT("---"), .name = form};
  row.role_kind = kind_of(v, form);
  row.line = v->lines.number;
  return plb_book_add_actor(v->b, &row, v->err);
}

/* "POLICE!PERSON!": one row a word of the set. */
static plb_status add_phrase(names *v, plb_slice phrase, uint8_t sector) {
  uint32_t open = plb_slice_find(phrase, PLB_LIT("!"), 0);
  uint32_t close = open == UINT32_MAX ? open : plb_slice_find(phrase, PLB_LIT("!"), open + 1);
  if (close == UINT32_MAX) {
    put_name(&v->text, phrase, true);
    return add_agent(v, keep(v), sector);
  }
  plb_slice name = plb_slice_sub(phrase, open, close + 1), part;
  uint32_t i = plb_map_get(&v->marker, name);
  if (i == PLB_MAP_NONE) return note(v, PLB_NOTE_SKIPPED, phrase, "there is no set '%.*s'", name);
  plb_slice rest = v->set.at[i];
  plb_status s = PLB_OK;
  while (!s && plb_slice_split(&rest, ',', &part)) {
    part = plb_slice_trim(part);
    plb_slice whole = plb_arena_printf(&v->b->arena, "%.*s%.*s%.*s", (int)open, phrase.p, (int)part.n, part.p,
                                       (int)(phrase.n - close - 1), phrase.p + close + 1);
    put_name(&v->text, whole, true);
    s = add_agent(v, keep(v), sector);
  }
  return s;
}

static plb_status read_agent(names *v, plb_slice line) {
  plb_slice phrase, code, after, plural = {NULL, 0};
  uint8_t sector = PLB_SECTOR_UNK;
  uint32_t equals = plb_slice_find(line, PLB_LIT("="), 0);
  if (line.p[0] == '!' && equals != UINT32_MAX) return read_marker(v, line, equals);
  if (plb_slice_starts(line, PLB_LIT("~~"))) return PLB_OK;
  if (!plb_book_cut(line, '[', ']', &phrase, &code, &after) && !plb_book_cut(line, '[', '}', &phrase, &code, &after))
    return note(v, PLB_NOTE_SKIPPED, line, "'%.*s' has no code in []", line);
  plb_slice roles = code;
  if (roles.n && roles.p[0] == '~') roles = plb_slice_trim(plb_slice_sub(roles, 1, roles.n));
  if (plb_slice_ends(roles, PLB_LIT("~"))) roles = plb_slice_trim(plb_slice_sub(roles, 0, roles.n - 1));
  if (!plb_cameo_sector_of(v->b->cameo, roles, &sector))
    return note(v, PLB_NOTE_SKIPPED, code, "'%.*s' names no sector", code);
  plb_slice whole = phrase, word;
  if (plb_book_cut(whole, '{', '}', &phrase, &plural, &after)) whole = phrase;
  plb_status s = add_phrase(v, whole, sector);
  while (!s && plb_slice_word(&plural, &word))
    s = add_phrase(v, word, sector);
  return s;
}

/* ---- a file ---- */

static plb_status read_names(plb_book *b, plb_slice text, plb_status (*one)(names *, plb_slice), plb_error *err) {
  names *v = plb_arena_alloc(&b->arena, sizeof *v);
  plb_slice line;
  plb_status s = PLB_OK;
  if (!v) return plb_fail(err, PLB_NOMEM, "code", "no memory for the codebook");
  *v = (names){.b = b, .lines = {.rest = text}, .err = err};
  plb_buf_init(&v->text, FORMS_MOST);
  plb_buf_init(&v->forms, FORMS_MOST);
  while (!s && plb_book_line(&v->lines, &line))
    s = one(v, line);
  if (!s) s = end_actor(v);
  if (!s && v->full) s = no_memory(v);
  plb_buf_free(&v->text);
  plb_buf_free(&v->forms);
  plb_map_free(&v->marker);
  return s;
}

plb_status plb_book_read_actors(plb_book *b, plb_slice text, plb_error *err) {
  return read_names(b, text, read_actor_line, err);
}

plb_status plb_book_read_agents(plb_book *b, plb_slice text, plb_error *err) {
  return read_names(b, text, read_agent, err);
}
