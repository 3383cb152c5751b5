/* Status: the words round the act decide, nearest first: its own auxiliaries, then what governs it, then the clause.
 * The words stand in data/code/marks.tsv; the five values are PLOVER's auxiliary modes (manual 1.3, "historical,
 * future, hypothetical, negation"). */
#include "base/slice.h"
#include "code/reading.h"

static const plb_token *tok(const plb_clause *c, uint32_t i) {
  return &c->doc->token[i];
}

uint32_t plb_mark_of(const plb_trigger_tables *t, plb_mark_kind kind, plb_slice word) {
  return plb_map_get(&t->mark[kind], word);
}

typedef struct finding {
  plb_act_status status;
  uint32_t cue;
} finding;

static const finding nothing = {PLB_ACT_ACTUAL, PLB_NONE};

static finding verb_status(const plb_reading *r, uint32_t verb, uint32_t depth);

/* Auxiliaries and adverbs of the group, and an adverb right behind it. */
static finding own_words(const plb_reading *r, const plb_verb *v) {
  finding f = nothing;
  uint32_t begin = v->begin;
  while (begin > r->c->sentence->begin && tok(r->c, begin - 1)->tag == PLB_TAG_RB)
    begin--;
  for (uint32_t i = begin; i < v->end; i++) {
    if (plb_match_fixed(r->m, r->c->doc, i)) continue; /* "did not rule out" is the trigger itself */
    uint32_t m = plb_mark_of(r->t, PLB_MARK_MODAL, tok(r->c, i)->lower);
    if (tok(r->c, i)->tag != PLB_TAG_MD) m = plb_mark_of(r->t, PLB_MARK_ADVERB, tok(r->c, i)->lower);
    if (m == PLB_MAP_NONE || m == PLB_ACT_ACTUAL) continue;
    if (m == PLB_ACT_NEGATED || f.cue == PLB_NONE) f = (finding){(plb_act_status)m, i};
  }
  return f;
}

static bool nobody(const plb_clause *c, uint32_t np) {
  if (np == PLB_NONE) return false;
  const plb_token *first = tok(c, c->np.at[np].begin);
  return plb_slice_is(first->lower, "no") || plb_slice_is(first->lower, "nobody") ||
         plb_slice_is(first->lower, "none") || plb_slice_is(first->lower, "neither");
}

/* if, unless, whether, without between the start of the clause and the act. */
static finding conditional(const plb_reading *r, uint32_t from) {
  for (uint32_t i = from; i > r->c->sentence->begin; i--) {
    const plb_token *t = tok(r->c, i - 1);
    if (t->tag >= PLB_TAG_OPENQ && t->tag != PLB_TAG_CLOSEQ) break;
    uint32_t m = plb_mark_of(r->t, PLB_MARK_CONDITIONAL, t->lower);
    if (m != PLB_MAP_NONE && (m != PLB_ACT_NEGATED || i == from)) return (finding){(plb_act_status)m, i - 1};
    if (i < from && plb_tag_verb(t->tag) && plb_verb_at(r->c, i - 1) != plb_verb_at(r->c, from)) break;
  }
  return nothing;
}

/* What the governor makes of the act: its mark, over its own status. */
static finding governed(const plb_reading *r, uint32_t mark, uint32_t cue, uint32_t governor, uint32_t depth) {
  finding own = governor == PLB_NONE ? nothing : verb_status(r, governor, depth + 1);
  if (mark == PLB_MAP_NONE || mark == PLB_ACT_ACTUAL) return own;
  if (own.status == PLB_ACT_NEGATED && mark == PLB_ACT_NEGATED) return nothing; /* "did not fail to" */
  return (finding){(plb_act_status)mark, cue};
}

static finding by_governor(const plb_reading *r, const plb_verb *v, uint32_t depth) {
  uint32_t before = v->begin > r->c->sentence->begin ? v->begin - 1 : v->begin;
  if (v->form == PLB_VERB_ING && plb_slice_is(tok(r->c, before)->lower, "without"))
    return (finding){PLB_ACT_NEGATED, before};
  if (v->form == PLB_VERB_TO) {
    uint32_t adj = plb_mark_of(r->t, PLB_MARK_ADJ, tok(r->c, before)->lower);
    if (adj != PLB_MAP_NONE && v->noun == PLB_NONE) return governed(r, adj, before, PLB_NONE, depth);
  }
  if (v->noun != PLB_NONE) {
    uint32_t head = r->c->np.at[v->noun_head].head;
    uint32_t m = plb_mark_of(r->t, PLB_MARK_NOUN, tok(r->c, head)->lemma);
    if (m != PLB_MAP_NONE) return governed(r, m, head, PLB_NONE, depth);
  }
  if (v->governor == PLB_NONE) return nothing;
  const plb_verb *g = &r->c->verb.at[v->governor];
  plb_slice lemma = tok(r->c, g->head)->lemma;
  uint32_t m = plb_mark_of(r->t, PLB_MARK_VERB, lemma);
  if (v->form == PLB_VERB_TO && plb_slice_is(lemma, "like"))
    return nothing; /* "we would like to thank": done by saying it */
  if (v->form == PLB_VERB_TO && m == PLB_MAP_NONE) {
    bool be = plb_slice_is(lemma, "be");
    return (finding){be ? PLB_ACT_FUTURE : PLB_ACT_HYPOTHETICAL, g->head}; /* "is to visit"; "came to help": purpose */
  }
  if (v->form == PLB_VERB_ING && m != PLB_MAP_NONE && m != PLB_ACT_NEGATED && tok(r->c, before)->tag == PLB_TAG_IN &&
      (plb_slice_is(tok(r->c, before)->lower, "by") || plb_slice_is(tok(r->c, before)->lower, "after") ||
       plb_slice_is(tok(r->c, before)->lower, "while") || plb_slice_is(tok(r->c, before)->lower, "in")))
    m = PLB_ACT_ACTUAL; /* "urged talks by saying" */
  return governed(r, m, g->head, v->governor, depth);
}

/* "demands that the government withdraw": in the clause under a word of wanting the act is only wanted. */
static finding wanted(const plb_reading *r, const plb_verb *v) {
  if (v->form != PLB_VERB_FINITE || v->subject == PLB_NONE) return nothing;
  const plb_np *p = &r->c->np.at[r->c->np.at[v->subject].first];
  uint32_t i = p->owner != PLB_NONE ? r->c->np.at[p->owner].begin : p->begin;
  if (i < r->c->sentence->begin + 2 || !plb_slice_is(tok(r->c, i - 1)->lower, "that")) return nothing;
  uint32_t w = plb_verb_at(r->c, i - 2);
  if (w == PLB_NONE) return nothing;
  uint32_t head = r->c->verb.at[w].head, m = plb_mark_of(r->t, PLB_MARK_VERB, tok(r->c, head)->lemma);
  return m == PLB_ACT_HYPOTHETICAL && !plb_slice_is(tok(r->c, head)->lemma, "warn") &&
                 !plb_slice_is(tok(r->c, head)->lemma, "insist") && !plb_slice_is(tok(r->c, head)->lemma, "tell")
             ? (finding){PLB_ACT_HYPOTHETICAL, head}
             : nothing;
}

static finding verb_status(const plb_reading *r, uint32_t verb, uint32_t depth) {
  if (depth > 6) return nothing;
  const plb_verb *v = &r->c->verb.at[verb];
  finding f = own_words(r, v);
  if (f.cue == PLB_NONE && nobody(r->c, v->object)) f = (finding){PLB_ACT_NEGATED, r->c->np.at[v->object].begin};
  if (f.cue == PLB_NONE && nobody(r->c, v->subject)) f = (finding){PLB_ACT_NEGATED, r->c->np.at[v->subject].begin};
  if (f.cue == PLB_NONE) f = conditional(r, v->begin);
  if (f.cue == PLB_NONE) f = wanted(r, v);
  if (f.cue == PLB_NONE && (v->form != PLB_VERB_FINITE || (v->shares && v->governor != PLB_NONE)) &&
      !(v->passive && v->form == PLB_VERB_PARTICIPLE))
    f = by_governor(r, v, depth);
  /* "will visit and meet", "ready to support and provide": the first verb's words hold for the bare second */
  uint8_t tag = tok(r->c, v->begin)->tag;
  bool bare = tag == PLB_TAG_VB || tag == PLB_TAG_VBG || tag == PLB_TAG_VBN;
  if (f.cue == PLB_NONE && v->partner != PLB_NONE && bare) f = verb_status(r, v->partner, depth + 1);
  return f;
}

static bool definite(const plb_reading *r, const plb_np *p) {
  const plb_token *first = tok(r->c, p->begin);
  return p->owner != PLB_NONE || first->tag == PLB_TAG_PRPS || plb_slice_is(first->lower, "the") ||
         plb_slice_is(first->lower, "this") || plb_slice_is(first->lower, "these");
}

static finding noun_words(const plb_reading *r, const plb_np *p) {
  for (uint32_t i = p->begin; i < p->head; i++) {
    if (plb_match_fixed(r->m, r->c->doc, i)) continue;
    uint32_t m = plb_mark_of(r->t, PLB_MARK_ADJECTIVE, tok(r->c, i)->lower);
    if (m == PLB_MAP_NONE) m = plb_mark_of(r->t, PLB_MARK_DETERMINER, tok(r->c, i)->lower);
    if (m != PLB_MAP_NONE && m != PLB_ACT_ACTUAL) return (finding){(plb_act_status)m, i};
  }
  return nothing;
}

/* "a threat of sanctions", "calls for talks" */
static finding noun_of_noun(const plb_reading *r, const plb_np *p) {
  if (p->prep == PLB_NONE || p->prep == r->c->sentence->begin) return nothing;
  uint32_t left = plb_np_at(r->c, p->prep - 1);
  if (left == PLB_NONE) return nothing;
  uint32_t head = r->c->np.at[left].head;
  uint32_t m = plb_mark_of(r->t, PLB_MARK_NOUN, tok(r->c, head)->lemma);
  return m == PLB_MAP_NONE || m == PLB_ACT_ACTUAL ? nothing : (finding){(plb_act_status)m, head};
}

/* An event noun as a verb's object, plain or prepositional: "averted a war", "called for talks". */
static finding governed_noun(const plb_reading *r, const plb_np *p, uint32_t w) {
  const plb_verb *v = &r->c->verb.at[w];
  finding own = verb_status(r, w, 1);
  uint32_t m = plb_mark_of(r->t, PLB_MARK_VERB, tok(r->c, v->head)->lemma);
  bool own_object = v->object != PLB_NONE && r->c->np.at[v->object].first == r->c->np.at[r->np].first;
  bool its = own_object || (p->prep != PLB_NONE && p->prep == v->end);
  bool told = m == PLB_ACT_NEGATED &&
              plb_type_quad((plb_type)r->m->pattern->type)[1] != 'F'; /* "rejected the accusation" was made */
  bool marked = m != PLB_MAP_NONE && m != PLB_ACT_ACTUAL && its && (!definite(r, p) || told);
  if (!marked) return definite(r, p) ? nothing : own;
  bool twice = own.status == PLB_ACT_NEGATED && m == PLB_ACT_NEGATED; /* "did not rule out tariffs" */
  return (finding){twice ? PLB_ACT_HYPOTHETICAL : (plb_act_status)m, v->head};
}

static bool happens(plb_slice lemma) {
  static const char *const words[] = {"be", "hold", "take", "begin", "start", "happen"};
  return PLB_AMONG(lemma, words);
}

static finding noun_status(const plb_reading *r) {
  const plb_np *p = &r->c->np.at[r->np];
  finding f = noun_words(r, p);
  if (f.cue == PLB_NONE) f = noun_of_noun(r, p);
  if (f.cue != PLB_NONE) return f;
  uint32_t w = plb_governing_verb(r->c, r->np);
  if (w != PLB_NONE) return governed_noun(r, p, w);
  for (uint32_t k = 0; k < r->c->verb.n; k++) { /* the event as subject: "talks will be held" */
    const plb_verb *v = &r->c->verb.at[k];
    if (v->subject == PLB_NONE || r->c->np.at[v->subject].first != p->first) continue;
    return happens(tok(r->c, v->head)->lemma) || !definite(r, p) ? verb_status(r, k, 1) : nothing;
  }
  return nothing;
}

/* "If they attack again, we will strike": a future that hangs on a condition in the same sentence. */
static bool under_condition(const plb_reading *r) {
  static const char *const words[] = {"if", "unless", "should"};
  if (r->verb == PLB_NONE) return false;
  for (uint32_t i = r->c->sentence->begin; i < r->c->sentence->end; i++) {
    const plb_token *t = tok(r->c, i);
    bool opens = i == r->c->sentence->begin || tok(r->c, i - 1)->tag >= PLB_TAG_COMMA;
    if (PLB_AMONG(t->lower, words) && (t->tag != PLB_TAG_MD || opens) &&
        (t->flags & PLB_TOK_IN_QUOTE) == (tok(r->c, r->m->head)->flags & PLB_TOK_IN_QUOTE))
      return true;
  }
  return false;
}

plb_act_status plb_status_of_trigger(const plb_reading *r, uint32_t *cue) {
  finding f = nothing;
  if (plb_mark_of(r->t, PLB_MARK_ADVERB, tok(r->c, r->m->begin)->lower) == PLB_ACT_NEGATED &&
      r->m->begin < r->m->head) {
    /* "will not negotiate": the pattern's own "not" is what happens */
  } else if (r->verb != PLB_NONE) {
    f = verb_status(r, r->verb, 0);
  } else if (r->np != PLB_NONE && r->m->pattern->pos == 'N') {
    f = noun_status(r);
  } else {
    for (uint32_t k = 0; k < r->c->verb.n && r->c->verb.at[k].end <= r->m->begin; k++)
      if (r->c->verb.at[k].end + 3 >= r->m->begin && r->np == PLB_NONE) f = verb_status(r, k, 0);
  }
  for (uint32_t i = r->m->begin; f.cue == PLB_NONE && i < r->m->end; i++) /* "made no promise", "hold no talks" */
    if (plb_slice_is(tok(r->c, i)->lower, "no") && !(tok(r->c, i)->flags & PLB_TOK_IN_QUOTE) &&
        !plb_match_fixed(r->m, r->c->doc, i))
      f = (finding){PLB_ACT_NEGATED, i};
  if (f.status == PLB_ACT_FUTURE && under_condition(r)) f.status = PLB_ACT_HYPOTHETICAL;
  *cue = f.cue;
  return f.status;
}
