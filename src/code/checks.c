/* Checks: why a trigger gives no report. */
#include "base/slice.h"
#include "code/reading.h"

/* The subject is there in words but is nobody who could act politically ("the storm hit Japan"). */
static bool acted_by_thing(const plb_reading *r, const plb_fill_list *actor) {
  if (r->verb == PLB_NONE || actor->n || !plb_has_slot(&r->m->pattern->actor, PLB_SLOT_SUBJ)) return false;
  uint32_t np = plb_logical_subject(r->c, r->verb);
  if (np == PLB_NONE) return false;
  const plb_token *head = &r->doc->token[r->c->np.at[np].head];
  bool weapon = r->m->pattern->type == PLB_TYPE_ASSAULT && plb_map_get(&r->t->instrument, head->lemma) != PLB_MAP_NONE;
  return head->tag != PLB_TAG_PRP && head->tag != PLB_TAG_WP && !weapon;
}

/* Is it the -ing form behind a preposition under verb w ("accused X of using ...")? */
static bool ing_under(const plb_reading *r, uint32_t verb, uint32_t w) {
  if (verb == PLB_NONE) return false;
  const plb_verb *v = &r->c->verb.at[verb];
  return v->form == PLB_VERB_ING && v->governor == w && v->begin > r->c->sentence->begin &&
         r->doc->token[v->begin - 1].tag == PLB_TAG_IN;
}

/* "accused them of meddling": an -ing form or noun under the accusing verb stays inside the ACCUSE. */
static bool inside_accusation(const plb_reading *r, const plb_match_list *all) {
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *a = &all->at[i];
    if (a->pattern->type != PLB_TYPE_ACCUSE || a->head >= r->m->head || a->pattern->pos != 'V') continue;
    uint32_t w = plb_verb_at(r->c, a->head);
    if (w == PLB_NONE) continue;
    const plb_verb *v = &r->c->verb.at[w];
    bool noun = r->verb == PLB_NONE && r->np != PLB_NONE;
    if (ing_under(r, noun ? plb_governing_verb(r->c, r->np) : r->verb, w)) return true;
    if (noun && r->c->np.at[r->np].prep != PLB_NONE && r->c->np.at[r->np].begin < v->reach) {
      plb_slice word = r->doc->token[r->c->np.at[r->np].prep].lower;
      if (plb_slice_is(word, "of") || plb_slice_is(word, "for")) return true;
    }
  }
  return false;
}

static bool other_trigger_near(const plb_reading *r, const plb_match_list *all) {
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *m = &all->at[i];
    if (m == r->m || m->pattern->type == PLB_TYPE_NONE || (m->pattern->flags & PLB_FLAG_WEAK)) continue;
    uint32_t a = m->head < r->m->head ? m->head : r->m->head, b = m->head < r->m->head ? r->m->head : m->head;
    bool parted = false;
    for (uint32_t t = a; t < b; t++)
      parted |= r->doc->token[t].tag == PLB_TAG_COMMA;
    if (!parted) return true;
  }
  return false;
}

static uint32_t count_political(const plb_fill_list *l) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < l->n; i++)
    n += plb_political(&l->at[i].party);
  return n;
}

/* Flag `both`, for words that are ambiguous in ordinary news: two political sides, or an actor who is beyond doubt a
 * political one; in a symmetric frame two political parties among the actors; in a passive without agent a recipient
 * beyond doubt. */
static bool both_political(const plb_reading *r, const plb_fill_list *actor, const plb_fill_list *recipient) {
  if (r->m->pattern->symmetric) return count_political(actor) > 1;
  bool passive = r->verb != PLB_NONE && r->c->verb.at[r->verb].passive;
  if (passive && !actor->n) return plb_firm(recipient);
  return plb_any_political(actor) && (plb_any_political(recipient) || plb_firm(actor));
}

/* "the Shanghai Cooperation Organization": the word belongs to a name. */
static bool part_of_name(const plb_reading *r) {
  const plb_np *p = r->np == PLB_NONE ? NULL : &r->c->np.at[r->np];
  if (!p || p->mention == PLB_NONE || r->doc->token[r->m->head].tag != PLB_TAG_NNP) return false;
  const plb_mention *m = &r->doc->mention[p->mention];
  return r->m->head > m->begin && r->m->head < m->head && r->doc->token[m->head].tag == PLB_TAG_NNP;
}

plb_slice plb_why_not(const plb_reading *r, const plb_match_list *all, const plb_fill_list *actor,
                      const plb_fill_list *recipient) {
  uint8_t flags = r->m->pattern->flags;
  if (part_of_name(r)) return PLB_LIT("the word is part of a name");
  if (inside_accusation(r, all)) return PLB_LIT("it stands inside an accusation, as its content");
  if (acted_by_thing(r, actor)) return PLB_LIT("who acts here is no political actor");
  if (!plb_any_political(actor) && !plb_any_political(recipient)) return PLB_LIT("no political actor was found for it");
  if ((flags & PLB_FLAG_BOTH) && !both_political(r, actor, recipient))
    return PLB_LIT("the word is ambiguous: it counts only between political parties");
  if (!(flags & PLB_FLAG_PEOPLE) && actor->n && !plb_any_political(actor) && !r->m->pattern->symmetric)
    return PLB_LIT("the actor is nobody political");
  if ((flags & PLB_FLAG_WEAK) && other_trigger_near(r, all)) return PLB_LIT("another trigger tells the same act");
  return (plb_slice){NULL, 0};
}
