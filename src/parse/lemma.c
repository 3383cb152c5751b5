/* Base forms by rule and exception. The tag chooses a group of suffix rules (lemma_rules.tsv); irregular forms come
 * first (irregular.tsv), then the first rule whose result is a known base form (words.tsv) or that wants no proof.
 * Between "hop" and "hope" for "hoped" the spelling decides: a stem of one short syllable would have doubled its
 * consonant. */
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "parse/room.h"

enum { LONGEST = 48, GROUP_S_NOUN = 0, GROUP_S_VERB, GROUP_ED, GROUP_ING, GROUP_ER, GROUP_EST };

/* ---- tables ---- */
static plb_status rows_of(const char *path, const char *columns, plb_form_row **out, uint32_t *n_out, plb_map *map,
                          plb_error *err) {
  plb_table t;
  plb_slice text = plb_data(path);
  uint32_t n = 0, most = 0;
  for (uint32_t i = 0; i < text.n; i++)
    most += text.p[i] == '\n';
  plb_form_row *row = calloc((size_t)most + 1, sizeof *row);
  if (!row) return plb_fail(err, PLB_NOMEM, "parse", "no memory for %s", path);
  *out = row;
  plb_status s = plb_table_open(&t, path, text, columns, err);
  while (s == PLB_OK && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice form = plb_table_cell(&t, 0), value = plb_table_cell(&t, 1), pos = plb_table_cell(&t, 2);
    if (!form.n || !value.n || n >= most) return plb_table_fail(&t, err, "a form and its value are wanted");
    row[n] = (plb_form_row){form, value, pos.n ? pos.p[0] : '*'};
    if (plb_map_get(map, form) == PLB_MAP_NONE && !plb_map_set(map, form, n))
      return plb_fail(err, PLB_NOMEM, "parse", "no memory for %s", path);
    *n_out = ++n;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static int by_form(const void *a, const void *b) {
  const plb_form_row *x = a, *y = b;
  int c = plb_slice_cmp(x->form, y->form);
  return c ? c : x->pos < y->pos ? -1 : x->pos > y->pos;
}

/* Rows of one form together, the map on the first of them. */
static bool group_rows(plb_form_row *row, uint32_t n, plb_map *map) {
  qsort(row, n, sizeof *row, by_form);
  for (uint32_t i = n; i-- > 0;)
    if (!plb_map_set(map, row[i].form, i)) return false;
  return true;
}

static plb_status load_rules(plb_parse_tables *tables, plb_error *err) {
  static const char *const group_word[PLB_LEMMA_GROUPS] = {"s-noun", "s-verb", "ed", "ing", "er", "est"};
  plb_table t;
  plb_slice text = plb_data("parse/lemma_rules.tsv");
  uint32_t most = 0, n = 0, group = 0;
  for (uint32_t i = 0; i < text.n; i++)
    most += text.p[i] == '\n';
  tables->rule = calloc((size_t)most + 1, sizeof *tables->rule);
  if (!tables->rule) return plb_fail(err, PLB_NOMEM, "parse", "no memory for the lemma rules");
  plb_status s = plb_table_open(&t, "parse/lemma_rules.tsv", text, "group suffix replacement when", err);
  while (s == PLB_OK && (s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t g = group;
    while (g < PLB_LEMMA_GROUPS && !plb_slice_is(plb_table_cell(&t, 0), group_word[g]))
      g++;
    plb_slice when = plb_table_cell(&t, 3);
    bool known = plb_slice_is(when, "known");
    if (g == PLB_LEMMA_GROUPS || (!known && !plb_slice_is(when, "always")))
      return plb_table_fail(&t, err, "unknown group, group out of order, or condition");
    while (group < g)
      tables->rule_begin[++group] = n;
    tables->rule[n++] = (plb_lemma_rule){plb_table_cell(&t, 1), plb_table_cell(&t, 2), known};
  }
  while (group < PLB_LEMMA_GROUPS)
    tables->rule_begin[++group] = n;
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_lemma_load(plb_parse_tables *t, plb_error *err) {
  plb_status s = rows_of("parse/contractions.tsv", "form parts form", &t->split_row, &t->n_split, &t->split, err);
  if (s == PLB_OK)
    s = rows_of("parse/irregular.tsv", "form base pos", &t->irregular_row, &t->n_irregular, &t->irregular, err);
  if (s == PLB_OK && !group_rows(t->irregular_row, t->n_irregular, &t->irregular))
    s = plb_fail(err, PLB_NOMEM, "parse", "no memory for irregular forms");
  return s == PLB_OK ? load_rules(t, err) : s;
}

/* ---- one word ---- */
typedef struct task {
  const plb_parse_tables *t;
  plb_slice word;
  uint32_t pos; /* PLB_LEX flags the base must have */
  char out[LONGEST + 8];
  uint32_t n;
} task;

static bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static bool listed(const task *w, plb_slice base) {
  uint32_t at = plb_lexicon_find(&w->t->lexicon, base, plb_lex_hash(base));
  return (plb_lexicon_flags(&w->t->lexicon, at) & w->pos) != 0;
}

/* Listed, or listed without a prefix: "disinvite". */
static bool known(const task *w, plb_slice base) {
  static const char *const prefix[] = {"dis", "re",      "un",    "over", "out", "mis",
                                       "de",  "counter", "under", "pre",  "co",  "inter"};
  if (listed(w, base)) return true;
  for (size_t i = 0; i < sizeof prefix / sizeof *prefix && base.n > 5; i++) {
    plb_slice p = plb_slice_str(prefix[i]);
    if (base.n >= p.n + 4 && plb_slice_starts(base, p) && listed(w, plb_slice_sub(base, p.n, base.n))) return true;
  }
  return false;
}

/* One syllable, one vowel, one consonant that English doubles before -ed and -ing: "hop", "plan". */
static bool would_double(plb_slice stem) {
  uint32_t vowels = 0;
  for (uint32_t i = 0; i < stem.n; i++)
    vowels += is_vowel(stem.p[i]);
  if (vowels != 1 || stem.n < 3 || !is_vowel(stem.p[stem.n - 2])) return false;
  return !strchr("wxyaeiou", stem.p[stem.n - 1]);
}

static bool try_rule(task *w, const plb_lemma_rule *r, uint32_t group) {
  if (w->word.n <= r->suffix.n + 1 || !plb_slice_ends(w->word, r->suffix)) return false;
  uint32_t stem = w->word.n - r->suffix.n;
  w->n = stem + r->replacement.n;
  if (w->n > sizeof w->out) return false;
  memcpy(w->out, w->word.p, stem);
  if (r->replacement.n) memcpy(w->out + stem, r->replacement.p, r->replacement.n);
  if (!r->known) return true;
  bool bare = !r->replacement.n && (group == GROUP_ED || group == GROUP_ING);
  plb_slice base = {w->out, w->n};
  if (bare && would_double(base)) { /* "hop" for "hoped" only when there is no "hope" */
    w->out[w->n] = 'e';
    if (known(w, plb_slice_of(w->out, w->n + 1))) {
      w->n++;
      return true;
    }
  }
  return known(w, base);
}

static bool apply(task *w, uint32_t group, bool proof) {
  for (uint32_t i = w->t->rule_begin[group]; i < w->t->rule_begin[group + 1]; i++)
    if ((w->t->rule[i].known || !proof) && try_rule(w, &w->t->rule[i], group)) return true;
  return false;
}

static bool irregular(const plb_parse_tables *t, plb_slice word, char pos, plb_slice *base) {
  for (uint32_t i = plb_map_get(&t->irregular, word); i < t->n_irregular; i++) {
    const plb_form_row *r = &t->irregular_row[i];
    if (!plb_slice_eq(r->form, word)) return false;
    if (r->pos == '*' || r->pos == pos) {
      *base = r->value;
      return true;
    }
  }
  return false;
}

/* Group of rules for the tag; -1: the word is its own base. */
static int group_of(plb_tag tag, char *pos, uint32_t *flags) {
  *pos = '*';
  *flags = PLB_LEX_VERB;
  switch (tag) {
  case PLB_TAG_NNS:
  case PLB_TAG_NNPS:
    *pos = 'n';
    *flags = PLB_LEX_NOUN;
    return GROUP_S_NOUN;
  case PLB_TAG_VBZ:
    *pos = 'v';
    return GROUP_S_VERB;
  case PLB_TAG_VBD:
  case PLB_TAG_VBN:
    *pos = 'v';
    return GROUP_ED;
  case PLB_TAG_VBG:
    *pos = 'v';
    return GROUP_ING;
  case PLB_TAG_VBP:
    *pos = 'p';
    return -1;
  case PLB_TAG_MD:
    *pos = 'm';
    return -1;
  case PLB_TAG_JJR:
    *pos = 'a';
    *flags = PLB_LEX_ADJ | PLB_LEX_ADV;
    return GROUP_ER;
  case PLB_TAG_RBR:
    *pos = 'r';
    *flags = PLB_LEX_ADJ | PLB_LEX_ADV;
    return GROUP_ER;
  case PLB_TAG_JJS:
    *pos = 'a';
    *flags = PLB_LEX_ADJ | PLB_LEX_ADV;
    return GROUP_EST;
  case PLB_TAG_RBS:
    *pos = 'r';
    *flags = PLB_LEX_ADJ | PLB_LEX_ADV;
    return GROUP_EST;
  default:
    return -1;
  }
}

static bool may_inflect(plb_slice word, plb_tag tag) {
  if (word.n < 3) return false;
  for (uint32_t i = 0; i < word.n; i++)
    if (plb_is_digit(word.p[i]) || word.p[i] == '.') return tag == PLB_TAG_NNS && plb_is_lower(word.p[word.n - 2]);
  return true;
}

/* Base of `word` into *borrowed (from the tables or the word itself) or, when built, false with w->out. */
static bool find_base(task *w, plb_tag tag, plb_slice *borrowed) {
  char pos;
  int group = group_of(tag, &pos, &w->pos);
  *borrowed = w->word;
  if (irregular(w->t, w->word, pos, borrowed)) return true;
  if (group < 0 || !may_inflect(w->word, tag) || w->word.n > LONGEST) return true;
  return !apply(w, (uint32_t)group, false);
}

/* The part after the last hyphen, whose base decides: "ex-ministers". */
static plb_slice last_part(plb_slice word, uint32_t *before) {
  uint32_t i = word.n;
  while (i && word.p[i - 1] != '-')
    i--;
  *before = i < word.n ? i : 0;
  return plb_slice_sub(word, *before, word.n);
}

plb_slice plb_lemma(const plb_parse_tables *t, plb_slice lower, plb_tag tag, plb_arena *arena) {
  uint32_t before, flags;
  char pos;
  task w = {.t = t, .word = last_part(lower, &before)};
  plb_slice base;
  if (before && (group_of(tag, &pos, &flags), irregular(t, lower, pos, &base))) return base;
  if (find_base(&w, tag, &base)) {
    if (base.p == w.word.p) return lower;
    if (!before) return base;
  } else {
    base = plb_slice_of(w.out, w.n);
  }
  char *copy = plb_arena_alloc(arena, (size_t)before + base.n + 1);
  if (!copy) return (plb_slice){NULL, 0};
  if (before) memcpy(copy, lower.p, before);
  memcpy(copy + before, base.p, base.n);
  return plb_slice_of(copy, before + base.n);
}

uint32_t plb_lemma_guess(const plb_parse_tables *t, plb_slice lower) {
  static const struct {
    uint8_t group;
    uint32_t pos;
  } kind[] = {{GROUP_S_NOUN, PLB_LEX_NOUN}, {GROUP_S_VERB, PLB_LEX_VERB}, {GROUP_ED, PLB_LEX_VERB},
              {GROUP_ING, PLB_LEX_VERB},    {GROUP_ER, PLB_LEX_ADJ},      {GROUP_EST, PLB_LEX_ADJ}};
  uint32_t flags = 0;
  if (lower.n > LONGEST) return 0;
  for (uint32_t i = plb_map_get(&t->irregular, lower); i < t->n_irregular; i++) {
    if (!plb_slice_eq(t->irregular_row[i].form, lower)) break;
    char pos = t->irregular_row[i].pos;
    flags |= pos == 'n' ? PLB_LEX_NOUN : pos == 'v' ? PLB_LEX_VERB : pos == 'a' ? PLB_LEX_ADJ : 0;
  }
  for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
    task w = {.t = t, .word = lower, .pos = kind[i].pos};
    if (apply(&w, kind[i].group, true)) flags |= kind[i].pos;
  }
  return flags;
}

plb_status plb_lemma_run(plb_parser *p, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; i++) {
    plb_token *t = &p->token.at[i];
    char pos;
    uint32_t flags;
    bool odd = plb_lexicon_flags(&p->tables->lexicon, p->word.at[i].lex) & PLB_LEX_IRREGULAR;
    if (!odd && group_of((plb_tag)t->tag, &pos, &flags) < 0) continue;
    t->lemma = plb_lemma(p->tables, t->lower, (plb_tag)t->tag, p->doc->arena);
    if (!t->lemma.p) return plb_fail(p->err, PLB_NOMEM, "parse", "the document's memory is used up (arena_bytes)");
  }
  return PLB_OK;
}
