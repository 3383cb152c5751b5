/* Names no table knows: behind a role, met before in the document, or new. */
#include "resolve/resolver.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

static const char *const titles[] = {"mr", "mrs", "ms",   "miss", "mr.",  "mrs.",    "ms.",
                                     "dr", "dr.", "dame", "sir",  "lady", "justice", "lord"};

/* The last role in front of a name that ends the phrase, or NULL. */
const plb_hit *plb_role_before_name(const plb_resolver *r, const plb_phrase *p) {
  const plb_hit *role = NULL;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++)
    if (plb_entry_of(r, r->ps.hit.at[k].entry)->kind == PLB_ENTRY_ROLE) role = &r->ps.hit.at[k];
  return role && role->end < p->end && plb_name_tag(&r->doc->token[p->head]) ? role : NULL;
}

uint32_t plb_name_begin(const plb_resolver *r, const plb_phrase *p, const plb_hit *role) {
  uint32_t first = role->end;
  while (first < p->head && !plb_name_tag(&r->doc->token[first]))
    first++;
  return first;
}

/* "Foreign Minister Jan Novak": a role in front of a name no table knows. The name begins behind the role. */
bool plb_role_and_name(plb_resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_hit *role = plb_role_before_name(r, p);
  if (!role) return false;
  uint32_t first = plb_name_begin(r, p, role);
  plb_slice lower = plb_lower_words(r, first, p->head + 1);
  uint32_t known = plb_memory_by_name(&r->memory, lower);
  if (known != PLB_NONE && plb_code_known(r->party.at[known].code)) {
    plb_give(r, p, r->party.at[known]);
    return true;
  }
  plb_resolve_role(r, index, role, true);
  if (!p->n_party) return true;
  plb_party *party = &r->party.at[p->party];
  party->name = plb_phrase_words(r, first, p->head + 1);
  party->kind = PLB_PARTY_PERSON;
  if (!plb_memory_name(&r->memory, lower, p->party)) r->out_of_memory = true;
  return true;
}

bool plb_known_name(plb_resolver *r, plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && plb_name_tag(&r->doc->token[first - 1]))
    first--;
  if (!plb_name_tag(&r->doc->token[p->head])) return false;
  uint32_t party = plb_memory_by_name(&r->memory, plb_lower_words(r, first, p->head + 1));
  plb_slice title = r->doc->token[first].lower;
  bool titled = first + 2 == p->head + 1 && (plb_slice_ends(title, PLB_LIT(".")) || PLB_AMONG(title, titles));
  if (party == PLB_NONE && (first == p->head || titled))
    party = plb_memory_by_name(&r->memory, r->doc->token[p->head].lower);
  if (party != PLB_NONE) {
    p->party = party;
    p->n_party = 1;
    return true;
  }
  party = plb_memory_by_near_name(&r->memory, r->doc->token[p->head].lower);
  if (party == PLB_NONE) return false;
  plb_party near = r->party.at[party];
  near.certain = near.certain < 60 ? near.certain : 60;
  near.rule = plb_arena_printf(r->doc->arena, "misspelt: one letter off '%.*s'", (int)near.name.n, near.name.p);
  if (!near.rule.p) r->out_of_memory = true;
  plb_give(r, p, near);
  return p->n_party > 0;
}

/* The state for which most clues speak over all places where the family name at `head` stands; false: none. */
bool plb_guess_state(plb_resolver *r, uint32_t head, plb_seeker who, plb_slice *code, plb_clue *clue) {
  enum { MOST = 12, FAR = 512 }; /* places, tokens */
  uint32_t at[MOST] = {head}, n = 1;
  plb_slice last = r->doc->token[head].lower;
  for (uint32_t i = head + 1; i < r->doc->n_token && i < head + FAR && n < MOST; i++)
    if (plb_slice_eq(r->doc->token[i].lower, last)) at[n++] = i;
  uint8_t sure;
  uint32_t owner = plb_about_owner(&r->about, &r->t->weights, r->doc, at, n, who, clue, &sure);
  if (owner == PLB_NONE) return false;
  *code = r->about.state[owner].code;
  return true;
}

/* Two names and more, or one behind "Mr"; no place behind "in". */
static bool person_like(const plb_resolver *r, const plb_phrase *p, uint32_t first) {
  if (plb_phrase_locative(r->doc, p)) return false;
  return p->head > first || PLB_AMONG(r->doc->token[first].lower, titles);
}

/* A name that nothing explains (yet): kept so that an apposition or a later role can. */
void plb_unknown_name(plb_resolver *r, plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && plb_name_tag(&r->doc->token[first - 1]))
    first--;
  plb_party party = {.name = plb_phrase_words(r, first, p->head + 1), .code = PLB_LIT("---"), .sector = PLB_SECTOR_UNK};
  party.kind = PLB_PARTY_OTHER;
  party.certain = 20;
  party.rule = PLB_LIT("a name in no table");
  plb_clue clue;
  if (person_like(r, p, first) && plb_guess_state(r, p->head, PLB_SEEK_NAME, &party.code, &clue))
    party.rule = plb_arena_printf(r->doc->arena, "a name in no table, %s", plb_clue_words(clue));
  if (!party.rule.p) r->out_of_memory = true;
  plb_give(r, p, party);
  if (p->n_party && p->head > first && !plb_memory_name(&r->memory, plb_lower_words(r, first, p->head + 1), p->party))
    r->out_of_memory = true;
}
