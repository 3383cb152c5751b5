/* English makes nouns of acts by rule from verbs in -ate, -ise, -ize, -ify (-ation, -isation, -ization, -ification) and
 * from some others by -ment. A noun is made when it stands in data/parse/words.tsv, so that it is one, and in no row of
 * a noun or of NONE (so that who wrote a row for it has the last word) nor in data/code/nouns.tsv. It counts only
 * before "of" and with a political party on either side: what the verb's object is stands behind "of", who acts before
 * it or behind "by". */
#include "code/derive.h"

#include "base/error.h"
#include "base/slice.h"

enum { VERB_MOST = 40, NOUNS_MOST = 100000 };

static const struct {
  const char *verb, *cut, *noun; /* ending of the verb; what of it falls away; what comes for it */
} rules[] = {
    {"ate", "e", "ion"}, {"ise", "e", "ation"}, {"ize", "e", "ation"}, {"ify", "y", "ication"}, {"", "", "ment"}};
enum { RULES = sizeof rules / sizeof *rules };

typedef struct noun {
  plb_slice word;
  uint32_t pattern; /* of the verb */
  bool real;        /* it stands in words.tsv */
} noun;

typedef struct derivation {
  plb_patterns *p;
  plb_map known;     /* words of rows of nouns and of NONE */
  plb_map candidate; /* noun -> index */
  PLB_VEC(noun) noun;
} derivation;

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "code", "no memory for the nouns of verbs");
}

static bool note_words(derivation *d, const plb_pattern *p) {
  for (uint8_t i = 0; i < p->n; i++) {
    plb_slice rest = p->word[i].words, word;
    while (plb_slice_split(&rest, '|', &word))
      if (word.n && !plb_map_set(&d->known, word, 1)) return false;
  }
  return true;
}

static plb_status note_exceptions(derivation *d, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "code/nouns.tsv", "noun", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK)
    if (!plb_map_set(&d->known, plb_table_cell(&t, 0), 1)) s = no_memory(err);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* A verb of one word whose subject acts on its object. */
static bool gives_nouns(const plb_pattern *p) {
  bool object = false;
  for (uint8_t i = 0; i < p->recipient.n; i++)
    object |= p->recipient.slot[i] == PLB_SLOT_OBJ;
  return p->pos == 'V' && p->n == 1 && p->type != PLB_TYPE_NONE && !p->symmetric && object && p->actor.n == 1 &&
         p->actor.slot[0] == PLB_SLOT_SUBJ && !(p->flags & PLB_FLAG_WEAK);
}

/* The first rule whose ending the verb has is its rule; -ment is for all others. */
static plb_slice noun_of(plb_arena *arena, plb_slice verb) {
  for (uint32_t i = 0; i < RULES; i++) {
    plb_slice ending = plb_slice_str(rules[i].verb);
    if (!plb_slice_ends(verb, ending) || verb.n <= ending.n || verb.n > VERB_MOST) continue;
    uint32_t keep = verb.n - plb_slice_str(rules[i].cut).n;
    return plb_arena_printf(arena, "%.*s%s", (int)keep, verb.p, rules[i].noun);
  }
  return (plb_slice){"", 0};
}

static plb_status add_candidates(derivation *d, uint32_t pattern, plb_error *err) {
  plb_slice rest = d->p->at.at[pattern].word[0].words, verb;
  while (plb_slice_split(&rest, '|', &verb)) {
    plb_slice word = noun_of(&d->p->arena, verb);
    if (!word.p) return no_memory(err);
    if (!word.n || plb_map_get(&d->known, word) != PLB_MAP_NONE) continue;
    if (plb_map_get(&d->candidate, word) != PLB_MAP_NONE) continue; /* the first row has it */
    noun *n = plb_vec_push(&d->p->arena, &d->noun, NOUNS_MOST);
    if (!n || !plb_map_set(&d->candidate, word, d->noun.n - 1)) return no_memory(err);
    *n = (noun){word, pattern, false};
  }
  return PLB_OK;
}

static plb_status find_real(derivation *d, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "parse/words.tsv", "word pos", err);
  while (!s && d->noun.n && (s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t i = plb_map_get(&d->candidate, plb_table_cell(&t, 0));
    if (i != PLB_MAP_NONE) d->noun.at[i].real = plb_slice_find(plb_table_cell(&t, 1), PLB_LIT("n"), 0) != UINT32_MAX;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status add_noun(derivation *d, const noun *n, plb_error *err) {
  const plb_pattern verb = d->p->at.at[n->pattern];
  plb_trigger_row row = {.file = verb.file, .line = verb.line, .rank = verb.rank, .pos = PLB_LIT("N")};
  row.type = plb_slice_str(plb_pattern_type(&verb));
  row.pattern = plb_arena_printf(&d->p->arena, "%.*s of", (int)n->word.n, n->word.p);
  row.mode = verb.mode;
  row.frame = PLB_LIT("by|poss|mod>of");
  row.flags = verb.flags & PLB_FLAG_PEOPLE ? PLB_LIT("both,people") : PLB_LIT("both");
  plb_status s = row.pattern.p ? plb_patterns_add(d->p, &row, err) : no_memory(err);
  if (!s) d->p->at.at[d->p->at.n - 1].derived = true;
  return s;
}

plb_status plb_patterns_derive(plb_patterns *p, uint32_t from, plb_error *err) {
  derivation d = {.p = p};
  uint32_t n = p->at.n;
  plb_status s = note_exceptions(&d, err);
  for (uint32_t i = 0; i < n && !s; i++)
    if ((p->at.at[i].pos == 'N' || p->at.at[i].type == PLB_TYPE_NONE) && !note_words(&d, &p->at.at[i]))
      s = no_memory(err);
  for (uint32_t i = from; i < n && !s; i++)
    if (gives_nouns(&p->at.at[i])) s = add_candidates(&d, i, err);
  if (!s) s = find_real(&d, err);
  for (uint32_t i = 0; i < d.noun.n && !s; i++)
    if (d.noun.at[i].real) s = add_noun(&d, &d.noun.at[i], err);
  plb_map_free(&d.known);
  plb_map_free(&d.candidate);
  return s;
}
