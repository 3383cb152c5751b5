/* Frames: from "subj>on|against" to parties. Control follows the textbook rules: "urge X to", "accuse X of -ing" give X
 * the act, "plan to", "by -ing" keep the governor's subject; a passive turns subject and object. */
#include <string.h>

#include "base/slice.h"
#include "code/reading.h"

static const plb_token *tok(const plb_reading *r, uint32_t i) {
  return &r->doc->token[i];
}

bool plb_same_party(const plb_party *a, const plb_party *b) {
  return plb_slice_eq(a->code, b->code) && plb_slice_eq(a->name, b->name);
}

void plb_add_fill(plb_reading *r, plb_fill_list *out, plb_span span, plb_party party) {
  for (uint32_t i = 0; i < out->n; i++)
    if (plb_same_party(&out->at[i].party, &party)) return;
  plb_role_fill *f = plb_vec_push(r->doc->arena, out, r->doc->limits->tokens);
  if (!f) {
    r->out_of_memory = true;
    return;
  }
  *f = (plb_role_fill){span, party};
}

static bool first_person(plb_slice w) {
  static const char *const words[] = {"i", "we", "us", "our", "my", "me", "ours", "ourselves", "myself"};
  return PLB_AMONG(w, words);
}

/* "our soldiers" inside reported speech are the speaker's. */
static plb_party owned_by_speaker(const plb_reading *r, const plb_mention *m, plb_party party) {
  const plb_scope *s = first_person(tok(r, m->begin)->lower) ? plb_scope_innermost(r->scope, m->begin) : NULL;
  if (s && m->end > m->begin + 1 && party.certain <= 40) party.code = s->speaker_party.code;
  return party;
}

static void fill_mention(plb_reading *r, uint32_t m, plb_fill_list *out) {
  const plb_mention *mention = &r->doc->mention[m];
  plb_span span = plb_doc_tokens(r->doc, mention->begin, mention->end);
  for (uint32_t i = 0; i < mention->n_party; i++)
    plb_add_fill(r, out, span, owned_by_speaker(r, mention, r->doc->party[mention->party + i]));
}

/* "we", "our", "I" inside reported speech: the speaker. */
static void fill_speaker(plb_reading *r, uint32_t token, uint32_t end, plb_fill_list *out) {
  const plb_scope *s = plb_scope_innermost(r->scope, token);
  if (s) plb_add_fill(r, out, plb_doc_tokens(r->doc, token, end), s->speaker_party);
}

/* Mentions that modify inside the phrase, before its head: "Russian", "Beijing" in "Beijing talks", "its". */
static void fill_modifiers(plb_reading *r, const plb_np *p, plb_fill_list *out) {
  uint32_t lo = 0, hi = r->doc->n_mention;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (r->doc->mention[mid].begin < p->begin)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (uint32_t k = lo; k < r->doc->n_mention && r->doc->mention[k].begin < p->head; k++)
    if (r->doc->mention[k].modifier && r->doc->mention[k].end <= p->head) fill_mention(r, k, out);
  if (first_person(tok(r, p->begin)->lower) && p->begin < p->head) fill_speaker(r, p->begin, p->begin + 1, out);
}

static void fill_one(plb_reading *r, uint32_t k, plb_fill_list *out) {
  const plb_np *p = &r->c->np.at[k];
  if (p->time) return;
  uint32_t before = out->n;
  if (p->mention != PLB_NONE) fill_mention(r, p->mention, out);
  if (out->n == before && first_person(tok(r, p->head)->lower)) fill_speaker(r, p->begin, p->end, out);
  if (out->n == before) fill_modifiers(r, p, out);
  if (out->n == before && p->owner != PLB_NONE) plb_fill_np(r, p->owner, out);
  if (out->n > before) return;
  uint32_t prep, at = p->end, of = plb_next_prep(r->c, &at, p->end + 1, &prep);
  if (of == PLB_NONE || prep != p->end) return;
  plb_slice word = tok(r, prep)->lower;
  if (plb_slice_is(word, "of") || plb_slice_is(word, "in") || plb_slice_is(word, "from")) plb_fill_np(r, of, out);
}

void plb_fill_np(plb_reading *r, uint32_t np, plb_fill_list *out) {
  if (np == PLB_NONE) return;
  for (uint32_t k = np; k != PLB_NONE; k = r->c->np.at[k].joined)
    fill_one(r, k, out);
}

/* ---- verbs ---- */

static uint32_t by_phrase(const plb_clause *c, uint32_t from, uint32_t reach) {
  uint32_t at = from, prep, k;
  while ((k = plb_next_prep(c, &at, reach, &prep)) != PLB_NONE)
    if (plb_slice_is(c->doc->token[prep].lower, "by")) return k;
  return PLB_NONE;
}

static bool object_preposition(plb_slice w) {
  return plb_slice_is(w, "of") || plb_slice_is(w, "from") || plb_slice_is(w, "for") || plb_slice_is(w, "into") ||
         plb_slice_is(w, "against") || plb_slice_is(w, "as");
}

static uint32_t logical_subject(const plb_clause *c, uint32_t verb, uint32_t depth);

/* Who does the act of a verb that depends on another one. */
static uint32_t controlled(const plb_clause *c, const plb_verb *v, uint32_t depth) {
  const plb_verb *g = &c->verb.at[v->governor];
  uint32_t between =
      v->begin > c->sentence->begin ? v->begin - 1 : v->begin; /* nothing stands before an opening -ing */
  bool prep = v->form == PLB_VERB_ING && c->doc->token[between].tag == PLB_TAG_IN;
  bool takes_object = v->form == PLB_VERB_TO || (prep && object_preposition(c->doc->token[between].lower));
  uint32_t object = g->passive ? g->subject : g->object;
  if (takes_object && object != PLB_NONE && (g->passive || c->np.at[object].begin < v->begin)) return object;
  if (takes_object && !g->passive) { /* "called on Manila to": the phrase behind the particle */
    uint32_t at = g->end, p, k = plb_next_prep(c, &at, v->begin, &p);
    if (k != PLB_NONE && c->np.at[k].end + (prep ? 1u : 0u) == v->begin) return k;
  }
  return depth < 8 ? logical_subject(c, v->governor, depth + 1) : PLB_NONE;
}

/* "pressure on X to", "a call for X to", "efforts by X to" give X the act; "pressure from X to" does not. */
static bool does_act(const plb_clause *c, const plb_np *n) {
  plb_slice w = n->prep == PLB_NONE ? (plb_slice){"", 0} : c->doc->token[n->prep].lower;
  return plb_slice_is(w, "on") || plb_slice_is(w, "for") || plb_slice_is(w, "by") || plb_slice_is(w, "upon");
}

/* Who does the act of an infinitive that hangs on a noun ("pressure on Iran to leave", "plans to visit"). */
static uint32_t by_noun(const plb_clause *c, const plb_verb *v, uint32_t depth) {
  const plb_np *n = &c->np.at[v->noun];
  if (v->noun != v->noun_head && n->mention != PLB_NONE && c->doc->mention[n->mention].n_party && does_act(c, n))
    return v->noun;
  if (v->governor == PLB_NONE) return n->owner != PLB_NONE ? n->owner : v->noun;
  uint32_t k = controlled(c, v, depth);
  if (k != PLB_NONE && (k != v->noun || n->mention != PLB_NONE)) return k;
  return depth < 8 ? logical_subject(c, v->governor, depth + 1) : PLB_NONE;
}

static uint32_t logical_subject(const plb_clause *c, uint32_t verb, uint32_t depth) {
  const plb_verb *v = &c->verb.at[verb];
  if (v->passive) return by_phrase(c, v->end, v->reach);
  if (v->partner != PLB_NONE && depth < 8 && !c->verb.at[v->partner].passive)
    return logical_subject(c, v->partner, depth + 1);
  if (v->form == PLB_VERB_FINITE || (v->shares && v->governor == PLB_NONE)) return v->subject;
  if (v->noun != PLB_NONE && v->form == PLB_VERB_TO) return by_noun(c, v, depth);
  if (v->form == PLB_VERB_ING && v->noun != PLB_NONE && c->np.at[v->noun].end == v->begin && !c->np.at[v->noun].time)
    return c->np.at[v->noun].first; /* "companies supporting Russia" */
  if (v->governor != PLB_NONE) return controlled(c, v, depth + 1);
  return v->subject;
}

uint32_t plb_logical_subject(const plb_clause *c, uint32_t verb) {
  return logical_subject(c, verb, 0);
}

uint32_t plb_noun_reach(const plb_clause *c, uint32_t from) {
  for (uint32_t i = from; i < c->sentence->end; i++) {
    uint8_t tag = c->doc->token[i].tag;
    if (plb_verb_at(c, i) != PLB_NONE || tag == PLB_TAG_WDT || tag == PLB_TAG_WP || tag >= PLB_TAG_STOP) return i;
    if (tag != PLB_TAG_COMMA || plb_np_at(c, i) != PLB_NONE) continue;
    uint32_t next = plb_np_at(c, i + 1);
    if (next == PLB_NONE || c->np.at[next].first == next) return i;
  }
  return c->sentence->end;
}

uint32_t plb_governing_verb(const plb_clause *c, uint32_t np) {
  const plb_np *p = &c->np.at[c->np.at[np].first];
  uint32_t b = p->prep != PLB_NONE ? p->prep : p->begin;
  for (uint32_t o = p->owner; o != PLB_NONE; o = c->np.at[o].owner)
    b = c->np.at[o].prep != PLB_NONE ? c->np.at[o].prep : c->np.at[o].begin;
  uint32_t best = PLB_NONE;
  for (uint32_t w = 0; w < c->verb.n && c->verb.at[w].end <= b; w++)
    if (c->verb.at[w].reach >= b) best = w;
  return best;
}

/* ---- slots ---- */

/* Slots `that` and `if`: the subject of the clause they open ("concede that X won"). */
static void fill_clause_subject(plb_reading *r, const char *word, uint32_t from, plb_fill_list *out) {
  for (uint32_t i = from; i + 1 < r->c->sentence->end && i < from + 8; i++)
    if (plb_slice_is(r->doc->token[i].lower, word)) {
      plb_fill_np(r, plb_np_at(r->c, i + 1), out);
      return;
    }
}

static void fill_preposition(plb_reading *r, const char *word, uint32_t from, uint32_t reach, plb_fill_list *out) {
  enum { NEAR = 3 }; /* phrases a preposition is looked for in; "of" only right behind */
  uint32_t at = from, prep, k;
  bool of = plb_slice_is(PLB_LIT("of"), word);
  if (plb_slice_is(PLB_LIT("that"), word) || plb_slice_is(PLB_LIT("if"), word)) {
    fill_clause_subject(r, word, from, out);
    return;
  }
  for (uint32_t i = 0; i < NEAR && (k = plb_next_prep(r->c, &at, reach, &prep)) != PLB_NONE; i++) {
    if (of && r->verb == PLB_NONE && prep != from) return;
    if (!plb_slice_is(r->doc->token[prep].lower, word)) continue;
    plb_fill_np(r, k, out);
    if (out->n) return;
  }
}

static uint32_t object_behind(const plb_reading *r, uint32_t at) {
  uint32_t k = plb_np_at(r->c, at);
  while (k != PLB_NONE && r->c->np.at[k].owns && k + 1 < r->c->np.n)
    k++;
  return k != PLB_NONE && !r->c->np.at[k].time ? k : PLB_NONE;
}

/* "refused to recognise Kosovo", "plans to meet with Kosovo": the object of the verb that follows, or its prepositional
 * one. */
static void fill_complement(plb_reading *r, plb_fill_list *out) {
  static const char *const words[] = {"with", "to", "from", "of", "against", "on", "in"};
  uint32_t w = plb_verb_at(r->c, r->m->end), before = out->n;
  if (w == PLB_NONE || w == r->verb || r->c->verb.at[w].passive) return;
  const plb_verb *v = &r->c->verb.at[w];
  plb_fill_np(r, v->object, out);
  for (uint32_t k = 0; k < sizeof words / sizeof *words && out->n == before; k++)
    fill_preposition(r, words[k], v->end, plb_noun_reach(r->c, v->end), out);
}

/* Of a pattern of several words: what stands in its gap ("warned X of", "summoned the X ambassador"), else what follows
 * it. */
static void fill_object(plb_reading *r, plb_fill_list *out) {
  const plb_verb *v = &r->c->verb.at[r->verb];
  uint32_t before = out->n;
  bool longer = r->m->end > v->end;
  bool in_gap = v->object != PLB_NONE && longer && r->c->np.at[v->object].end <= r->m->end;
  plb_fill_np(r, v->passive ? v->subject : longer && !in_gap ? object_behind(r, r->m->end) : v->object, out);
  if (out->n == before && !v->passive && in_gap) plb_fill_np(r, object_behind(r, r->m->end), out);
  if (out->n == before && !v->passive && r->m->end >= v->end) fill_complement(r, out);
}

static void fill_verb_slot(plb_reading *r, uint8_t slot, plb_fill_list *out) {
  const plb_verb *v = &r->c->verb.at[r->verb];
  bool longer = r->m->end > v->end;
  if (r->m->pattern->pos == 'A' && slot <= PLB_SLOT_OBJ) { /* "is concerned about": no passive */
    plb_fill_np(r, slot == PLB_SLOT_SUBJ ? v->subject : object_behind(r, r->m->end), out);
  } else if (slot == PLB_SLOT_SUBJ) {
    plb_fill_np(r, plb_logical_subject(r->c, r->verb), out);
  } else if (slot == PLB_SLOT_OBJ) {
    fill_object(r, out);
  } else if (slot >= PLB_SLOT_PREP) {
    uint32_t before = out->n;
    fill_preposition(r, plb_slot_word(slot), v->end, plb_noun_reach(r->c, longer ? r->m->end : v->end), out);
    if (longer && out->n == before) /* another verb of the pattern stands between: "fail to reach a deal with" */
      fill_preposition(r, plb_slot_word(slot), r->m->end, plb_noun_reach(r->c, r->m->end), out);
  } else if (longer) { /* "launch a Russian attack": the noun of the pattern */
    uint32_t k = plb_np_at(r->c, r->m->end - 1);
    if (k == PLB_NONE) return;
    if (slot == PLB_SLOT_MOD)
      fill_modifiers(r, &r->c->np.at[k], out);
    else
      plb_fill_np(r, r->c->np.at[k].owner, out);
  }
}

static void fill_noun_slot(plb_reading *r, uint8_t slot, plb_fill_list *out) {
  const plb_np *p = &r->c->np.at[r->np];
  if (slot == PLB_SLOT_POSS) {
    plb_fill_np(r, p->owner, out);
    if (!out->n && p->owner == PLB_NONE && tok(r, p->begin)->tag == PLB_TAG_PRPS) {
      plb_fill_list all = {0};
      fill_modifiers(r, p, &all);
      if (all.n) plb_add_fill(r, out, all.at[0].span, all.at[0].party);
    }
  } else if (slot == PLB_SLOT_MOD) {
    if (tok(r, p->begin)->tag != PLB_TAG_PRPS) fill_modifiers(r, p, out);
  } else if (slot >= PLB_SLOT_PREP) {
    fill_preposition(r, plb_slot_word(slot), p->end, plb_noun_reach(r->c, p->end), out);
  } else {
    uint32_t w = plb_governing_verb(r->c, r->np);
    if (w == PLB_NONE && slot == PLB_SLOT_SUBJ && p->prep > r->c->sentence->begin && p->prep != PLB_NONE)
      plb_fill_np(r, plb_np_at(r->c, p->prep - 1), out); /* "X during a meeting" */
    if (w == PLB_NONE) return;
    uint32_t k = slot == PLB_SLOT_SUBJ ? plb_logical_subject(r->c, w) : r->c->verb.at[w].object;
    if (k != PLB_NONE && k != r->np) plb_fill_np(r, k, out);
  }
}

/* Participle inside a phrase ("the detained activists"): the phrase is its object. */
static void fill_participle_slot(plb_reading *r, uint8_t slot, plb_fill_list *out) {
  const plb_np *p = &r->c->np.at[r->np];
  bool object = slot == PLB_SLOT_OBJ ||
                (slot == PLB_SLOT_SUBJ && (r->m->pattern->pos == 'A' || tok(r, r->m->head)->tag == PLB_TAG_VBG));
  if (object)
    plb_fill_np(r, r->np, out);
  else if (slot >= PLB_SLOT_PREP)
    fill_preposition(r, plb_slot_word(slot), p->end, plb_noun_reach(r->c, p->end), out);
}

/* Predicates without a verb of their own ("is under investigation"): the copula's subject. */
static void fill_predicate_slot(plb_reading *r, uint8_t slot, plb_fill_list *out) {
  uint32_t w = PLB_NONE;
  for (uint32_t k = 0; k < r->c->verb.n && r->c->verb.at[k].end <= r->m->begin; k++)
    w = k;
  if (slot == PLB_SLOT_SUBJ) {
    uint32_t left = r->m->begin > r->c->sentence->begin ? plb_np_at(r->c, r->m->begin - 1) : PLB_NONE;
    if (left != PLB_NONE)
      plb_fill_np(r, left, out);
    else if (w != PLB_NONE)
      plb_fill_np(r, r->c->verb.at[w].subject, out);
  } else if (slot == PLB_SLOT_OBJ) {
    plb_fill_np(r, object_behind(r, r->m->end), out);
  } else if (slot >= PLB_SLOT_PREP) {
    fill_preposition(r, plb_slot_word(slot), r->m->end, plb_noun_reach(r->c, r->m->end), out);
  }
}

static void fill_slot(plb_reading *r, uint8_t slot, plb_fill_list *out) {
  if (r->verb != PLB_NONE)
    fill_verb_slot(r, slot, out);
  else if (r->m->pattern->pos == 'N' && r->np != PLB_NONE)
    fill_noun_slot(r, slot, out);
  else if (r->np != PLB_NONE && r->m->head < r->c->np.at[r->np].head)
    fill_participle_slot(r, slot, out);
  else
    fill_predicate_slot(r, slot, out);
}

void plb_fill_side(plb_reading *r, const plb_side *side, plb_fill_list *out) {
  for (uint32_t i = 0; i < side->n; i++) {
    fill_slot(r, side->slot[i], out);
    if (out->n && !side->all) return;
  }
}
