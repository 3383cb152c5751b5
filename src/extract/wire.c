/* Agencies as house style puts them: in brackets in the dateline ("GENEVA (Reuters) - ...", "(AP) -- ..."), at the end
 * of the text ("... he said. - AFP", "(AFP, Reuters)"), in a byline, or in a sentence of credit, matched by patterns in
 * which '@' holds the agency's place. */
#include "extract/wire.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "extract/lines.h"

enum {
  DATELINE_BYTES = 140,
  BRACKET_BYTES = 80,
  CREDIT_BYTES = 400,
  LAST_BLOCKS = 5,
  FIRST_PARAGRAPHS = 2,
  LINE_NAMES = 16
};

static plb_status add_form(plb_wires *t, plb_table *table, plb_slice form, plb_slice agency, plb_error *err) {
  if (form.n == 0) return PLB_OK;
  if (t->n_forms == PLB_WIRE_FORMS) return plb_table_fail(table, err, "more than %d forms", PLB_WIRE_FORMS);
  t->form[t->n_forms] = form;
  t->agency[t->n_forms] = agency;
  uint16_t *first = &t->first[(unsigned char)form.p[0]];
  t->next[t->n_forms] = *first;
  *first = (uint16_t)(t->n_forms + 1);
  return plb_map_set(&t->by_form, form, t->n_forms++) ? PLB_OK
                                                      : plb_fail(err, PLB_NOMEM, "extract", "no memory for wires.tsv");
}

static plb_status read_phrases(plb_wires *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "outlets/wire_phrases.tsv", "pattern", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    if (t->n_phrases == PLB_WIRE_PHRASES) return plb_table_fail(&table, err, "more than %d patterns", PLB_WIRE_PHRASES);
    t->phrase[t->n_phrases++] = plb_table_cell(&table, 0);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_wires_open(plb_wires *t, plb_error *err) {
  *t = (plb_wires){0};
  plb_table table;
  plb_status s = plb_table_open_data(&table, "outlets/wires.tsv", "name forms", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice name = plb_table_cell(&table, 0), forms = plb_table_cell(&table, 1), part;
    s = add_form(t, &table, name, name, err);
    while (!s && plb_slice_split(&forms, '|', &part))
      s = add_form(t, &table, part, name, err);
  }
  if (s == PLB_NOTFOUND) s = read_phrases(t, err);
  if (s) plb_wires_close(t);
  return s;
}

void plb_wires_close(plb_wires *t) {
  plb_map_free(&t->by_form);
}

plb_slice plb_wire_named(const plb_wires *t, plb_slice name) {
  uint32_t i = plb_map_get(&t->by_form, plb_slice_trim(name));
  return i == PLB_MAP_NONE ? (plb_slice){NULL, 0} : t->agency[i];
}

typedef struct credits {
  const plb_wires *t;
  plb_slice agency[PLB_WIRE_CREDITS];
  uint32_t n;
  const char *origin;
} credits;

static bool credited(const credits *c, plb_slice agency) {
  for (uint32_t i = 0; i < c->n; i++)
    if (plb_slice_eq(c->agency[i], agency)) return true;
  return false;
}

static void credit(credits *c, plb_slice agency, const char *origin) {
  if (credited(c, agency) || c->n == PLB_WIRE_CREDITS) return;
  if (c->n == 0) c->origin = origin;
  c->agency[c->n++] = agency;
}

/* Names of agencies and nothing else, parted by "," "/" "&" or "and"; adds them to c (may be NULL). */
static bool only_agencies(const plb_wires *t, plb_slice list, credits *c, const char *origin) {
  uint32_t begin = 0, found = 0;
  plb_slice names[PLB_WIRE_CREDITS];
  for (uint32_t i = 0; i <= list.n; i++) {
    bool and_word = plb_slice_starts(plb_slice_sub(list, i, list.n), PLB_LIT(" and "));
    if (i < list.n && !and_word && !memchr(",/&;", list.p[i], 4)) continue;
    plb_slice part = plb_slice_trim(plb_slice_sub(list, begin, i));
    if (plb_slice_starts(part, PLB_LIT("with "))) part = plb_slice_sub(part, 5, part.n);
    plb_slice agency = plb_wire_named(t, part);
    if (agency.n == 0 || found == PLB_WIRE_CREDITS) return false;
    names[found++] = agency;
    begin = i + (and_word ? 5 : 1);
    if (and_word) i += 4;
  }
  for (uint32_t i = 0; c && i < found; i++)
    credit(c, names[i], origin);
  return found > 0;
}

static bool dash_at(plb_slice s, uint32_t at) {
  while (at < s.n && s.p[at] == ' ')
    at++;
  plb_slice rest = plb_slice_sub(s, at, s.n);
  return rest.n && (rest.p[0] == '-' || rest.p[0] == ':' || plb_slice_starts(rest, PLB_LIT("\xE2\x80\x93")) ||
                    plb_slice_starts(rest, PLB_LIT("\xE2\x80\x94")));
}

static void dateline(credits *c, plb_slice paragraph) {
  plb_slice head = plb_slice_of(paragraph.p, paragraph.n < DATELINE_BYTES ? paragraph.n : DATELINE_BYTES);
  uint32_t open = plb_slice_find(head, PLB_LIT("("), 0);
  if (open == UINT32_MAX) return;
  uint32_t close = plb_slice_find(head, PLB_LIT(")"), open);
  if (close == UINT32_MAX || close - open > BRACKET_BYTES) return;
  if (open == 0 || dash_at(head, close + 1)) only_agencies(c->t, plb_slice_sub(head, open + 1, close), c, "dateline");
}

/* "... he said. - AFP", "... he said. (AFP)" */
static void end_credit(credits *c, plb_slice paragraph) {
  plb_slice s = plb_slice_trim(paragraph);
  uint32_t from = s.n > BRACKET_BYTES ? s.n - BRACKET_BYTES : 0;
  if (s.n && s.p[s.n - 1] == ')') {
    uint32_t open = s.n;
    while (open > from && s.p[open - 1] != '(')
      open--;
    if (open > from) only_agencies(c->t, plb_slice_sub(s, open, s.n - 1), c, "end of the text");
    return;
  }
  for (uint32_t i = s.n; i > from + 1; i--) {
    if (!dash_at(s, i - 1) || !memchr(" .\"'\x9D\x99", s.p[i - 2], 6)) continue;
    uint32_t name = i - 1;
    while (name < s.n && !plb_is_alpha(s.p[name]))
      name++;
    only_agencies(c->t, plb_slice_sub(s, name, s.n), c, "end of the text");
    return;
  }
}

static bool word_edge(plb_slice s, uint32_t begin, uint32_t end) {
  bool before = begin == 0 || !(plb_is_alpha(s.p[begin - 1]) || plb_is_digit(s.p[begin - 1]));
  return before && (end == s.n || !(plb_is_alpha(s.p[end]) || plb_is_digit(s.p[end])));
}

static bool form_at(const plb_wires *t, uint32_t form, plb_slice line, uint32_t at) {
  plb_slice f = t->form[form];
  return at + f.n <= line.n && memcmp(line.p + at, f.p, f.n) == 0 && word_edge(line, at, at + f.n);
}

typedef struct name_hit {
  uint16_t form, at;
} name_hit;

/* The agencies' names in the line, those of one form side by side, forms in the table's order. */
static uint32_t names_in(const plb_wires *t, plb_slice line, name_hit hit[LINE_NAMES + 1]) {
  uint32_t n = 0;
  for (uint32_t at = 0; at < line.n; at++) {
    if (at && (plb_is_alpha(line.p[at - 1]) || plb_is_digit(line.p[at - 1]))) continue;
    for (uint32_t f = t->first[(unsigned char)line.p[at]]; f && n <= LINE_NAMES; f = t->next[f - 1]) {
      if (!form_at(t, f - 1, line, at)) continue;
      uint32_t k = n++;
      for (; k && hit[k - 1].form > f - 1; k--)
        hit[k] = hit[k - 1];
      hit[k] = (name_hit){(uint16_t)(f - 1), (uint16_t)at};
    }
  }
  return n;
}

/* Does a pattern fit the line with '@' for the n bytes at `at`? */
static bool credits_at(const plb_wires *t, plb_slice line, uint32_t at, uint32_t n) {
  char folded[CREDIT_BYTES + 8];
  uint32_t begin = at, used = 0;
  if (at >= 4 && plb_slice_eq_nocase(plb_slice_of(line.p + at - 4, 4), PLB_LIT("the "))) begin = at - 4;
  for (uint32_t i = 0; i < begin; i++)
    folded[used++] = plb_lower(line.p[i]);
  folded[used++] = '@';
  for (uint32_t i = at + n; i < line.n; i++)
    folded[used++] = plb_lower(line.p[i]);
  for (uint32_t k = 0; k < t->n_phrases; k++)
    if (plb_glob(t->phrase[k], plb_slice_of(folded, used))) return true;
  return false;
}

/* A line with more names than any sentence of credit has is a list of something else. */
static void phrases(credits *c, plb_slice line) {
  name_hit hit[LINE_NAMES + 1];
  uint32_t n = line.n <= CREDIT_BYTES ? names_in(c->t, line, hit) : 0;
  for (uint32_t i = 0; i < n && n <= LINE_NAMES; i++) {
    plb_slice agency = c->t->agency[hit[i].form];
    if (!credited(c, agency) && credits_at(c->t, line, hit[i].at, c->t->form[hit[i].form].n))
      credit(c, agency, "credit line");
  }
}

/* Initials before a bracket: "ab, cd/ef " - short words of lower-case letters, commas and slashes. */
static bool initials_only(plb_slice s) {
  uint32_t run = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    if (plb_is_alpha(s.p[i]))
      run++;
    else if (memchr(" ,/.-", s.p[i], 5))
      run = 0;
    else
      return false;
    if (run > 4) return false;
  }
  return s.n <= 40;
}

static bool signature(const plb_wires *t, plb_slice line, credits *c) {
  plb_slice s = plb_slice_trim(line);
  uint32_t open = plb_slice_find(s, PLB_LIT("("), 0);
  if (open == UINT32_MAX || s.p[s.n - 1] != ')' || s.n - open > BRACKET_BYTES) return false;
  return initials_only(plb_slice_sub(s, 0, open)) &&
         only_agencies(t, plb_slice_sub(s, open + 1, s.n - 1), c, "credit line");
}

bool plb_wire_is_signature(const plb_wires *t, plb_slice line) {
  return signature(t, line, NULL);
}

static void read_blocks(credits *c, const plb_doc *doc) {
  uint32_t paragraphs = 0, last = 0;
  for (uint32_t i = 0; i < doc->n_block; i++)
    if (doc->block[i].kind == PLB_BLOCK_PARAGRAPH) last = i;
  for (uint32_t i = 0; i < doc->n_block; i++) {
    const plb_block *b = &doc->block[i];
    plb_slice text = plb_doc_text(doc, b->span);
    bool prose = b->kind == PLB_BLOCK_PARAGRAPH || b->kind == PLB_BLOCK_STANDFIRST;
    if (prose && paragraphs++ < FIRST_PARAGRAPHS) dateline(c, text);
    if (b->kind == PLB_BLOCK_CREDIT || i + LAST_BLOCKS > last) {
      signature(c->t, text, c);
      phrases(c, text);
    }
    if (b->kind == PLB_BLOCK_PARAGRAPH && i + 2 > last) end_credit(c, text);
  }
}

static plb_slice join(const credits *c, plb_arena *arena) {
  plb_slice all = c->agency[0];
  for (uint32_t i = 1; i < c->n && all.p; i++)
    all = plb_arena_printf(arena, "%.*s, %.*s", (int)all.n, all.p, (int)c->agency[i].n, c->agency[i].p);
  return all;
}

plb_status plb_wire_read(const plb_wires *t, plb_doc *doc, plb_error *err) {
  credits c = {.t = t};
  if (doc->meta.wire.value.n) return PLB_OK;
  for (uint32_t i = 0; i < doc->meta.n_author; i++) {
    plb_slice name = doc->meta.author[i].value, agency = plb_wire_named(t, name);
    if (agency.n) credit(&c, agency, "byline");
  }
  read_blocks(&c, doc);
  if (c.n == 0) {
    doc->meta.wire = (plb_fact){{"", 0}, "no agency is credited"};
    return PLB_OK;
  }
  doc->meta.wire = (plb_fact){join(&c, doc->arena), c.origin};
  return doc->meta.wire.value.p ? PLB_OK : plb_fail(err, PLB_NOMEM, "extract", "no memory for the agencies");
}
