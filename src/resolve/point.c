/* Descriptions that point back ("the two countries", "the group") and pronouns. */
#include "resolve/resolver.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

/* ---- descriptions and pronouns ---- */

static bool pair_of(plb_resolver *r, plb_phrase *p) {
  if (r->memory.n_state < 2) return false;
  plb_party a = plb_state_itself(r, r->party.at[r->memory.state[1].party]);
  plb_party b = plb_state_itself(r, r->party.at[r->memory.state[0].party]);
  a.rule = b.rule = PLB_LIT("the two states named last");
  a.certain = b.certain = 60;
  plb_give(r, p, a);
  plb_give(r, p, b);
  return true;
}

bool plb_description(plb_resolver *r, plb_phrase *p) {
  uint32_t first = p->begin;
  while (first < p->head && (r->doc->token[first].tag == PLB_TAG_DT || r->doc->token[first].tag == PLB_TAG_PDT) &&
         !plb_slice_is(r->doc->token[first].lower, "both"))
    first++;
  bool determined = first > p->begin || r->doc->token[first].tag != PLB_TAG_JJ;
  uint32_t what = plb_map_get(&r->t->description, plb_lower_words(r, first, p->head + 1));
  if (what == PLB_MAP_NONE || what == PLB_REFER_NOBODY || plb_has_word(r, p, "a") || plb_has_word(r, p, "an") ||
      plb_has_word(r, p, "no"))
    return false;
  if (what == PLB_REFER_PAIR) return pair_of(r, p);
  if (what == PLB_REFER_WEST) {
    if (p->head == first && (first == p->begin || !(r->doc->token[p->head].flags & PLB_TOK_CAPITAL))) return false;
    plb_give(r, p,
         (plb_party){.name = PLB_LIT("the West"),
                     .code = PLB_LIT("WST"),
                     .sector = PLB_SECTOR_GOV,
                     .kind = PLB_PARTY_STATE,
                     .certain = 90,
                     .rule = PLB_LIT("actors/descriptions.tsv west")});
    return true;
  }
  plb_named named = what == PLB_REFER_STATE ? r->memory.state[0] : r->memory.group;
  if (!determined || (what == PLB_REFER_STATE && !r->memory.n_state) || !named.n) return false;
  plb_party party = r->party.at[named.party];
  if (what == PLB_REFER_STATE) party = plb_state_itself(r, party);
  party.rule = what == PLB_REFER_STATE ? PLB_LIT("the state named last") : PLB_LIT("the body named last");
  party.certain = 55;
  plb_give(r, p, party);
  return true;
}

void plb_pronoun(plb_resolver *r, plb_phrase *p) {
  p->pronoun = true;
  if (r->doc->token[p->begin].lower.p[0] == 't' && plb_memory_two_persons(&r->memory, p->sentence)) {
    plb_party a = r->party.at[r->memory.person_before.party], b = r->party.at[r->memory.person.party];
    plb_give(r, p, a);
    plb_give(r, p, b);
    return;
  }
  plb_named who = plb_memory_pronoun(&r->memory, r->doc->token[p->begin].lower, p->sentence);
  if (who.n) plb_give_named(p, who);
}
