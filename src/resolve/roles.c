/* Roles: who owns them ("Chinese foreign minister", "Taliban spokesman", "minister of X"), and whose they are when
 * nobody does. An office on a day becomes its holder's name. The idea of actor + agent dictionaries is TABARI's and
 * PETRARCH's (Schrodt 2012); dated rows are theirs too. */
#include "resolve/resolver.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

/* ---- who owns a role: nations and bodies inside the phrase, before its 's, after its "of", behind "his" ---- */

static void add_owner(plb_resolver *r, plb_owner_list *out, plb_party party) {
  if (!plb_code_known(party.code) && party.kind != PLB_PARTY_GROUP) return;
  for (uint32_t i = 0; i < out->n; i++)
    if (plb_slice_eq(out->at[i].code, party.code) && out->at[i].kind == party.kind) return;
  plb_party *slot = plb_vec_push(r->doc->arena, out, r->doc->limits->tokens);
  if (slot)
    *slot = party;
  else
    r->out_of_memory = true;
}

plb_compound plb_compound_of(const plb_resolver *r, uint32_t token, uint32_t *entry) {
  plb_slice w = r->doc->token[token].lower;
  uint32_t hyphen = plb_slice_find(w, PLB_LIT("-"), 1);
  if (hyphen == UINT32_MAX) return PLB_COMPOUND_NONE;
  uint32_t what = plb_map_get(&r->t->compound, plb_slice_sub(w, hyphen + 1, w.n));
  *entry = plb_map_get(&r->t->gazetteer.form, plb_slice_sub(w, 0, hyphen));
  if (what >= PLB_COMPOUND_NONE || *entry == PLB_MAP_NONE) return PLB_COMPOUND_NONE;
  uint8_t kind = plb_entry_of(r, *entry)->kind;
  return kind == PLB_ENTRY_ROLE || kind == PLB_ENTRY_PERSON ? PLB_COMPOUND_NONE : (plb_compound)what;
}

/* The state that a part of a hyphened word names, as an entry. */
static uint32_t state_part(const plb_resolver *r, plb_slice part) {
  uint32_t e = plb_map_get(&r->t->gazetteer.form, part), first = plb_map_get(&r->t->compound, part);
  if (e == PLB_MAP_NONE)
    return first == PLB_MAP_NONE || first < PLB_COMPOUND_NONE ? PLB_ENTRY_NONE : first - PLB_COMPOUND_NONE;
  uint8_t kind = plb_entry_of(r, e)->kind;
  return kind == PLB_ENTRY_STATE || kind == PLB_ENTRY_ADJECTIVE ? e : PLB_ENTRY_NONE;
}

bool plb_two_states(plb_resolver *r, uint32_t token, plb_party out[2]) {
  plb_slice w = r->doc->token[token].lower;
  uint32_t hyphen = plb_slice_find(w, PLB_LIT("-"), 1);
  if (hyphen == UINT32_MAX || !(r->doc->token[token].flags & PLB_TOK_CAPITAL)) return false;
  uint32_t a = state_part(r, plb_slice_sub(w, 0, hyphen)), b = state_part(r, plb_slice_sub(w, hyphen + 1, w.n));
  if (a == PLB_ENTRY_NONE || b == PLB_ENTRY_NONE) return false;
  out[0] = plb_party_of_hit(r, &(plb_hit){token, token + 1, a});
  out[1] = plb_party_of_hit(r, &(plb_hit){token, token + 1, b});
  return true;
}

/* "a Washington-based group", "the Saudi-led coalition" */
static void compound_owner(plb_resolver *r, const plb_phrase *p, uint32_t before, plb_owner_list *out) {
  uint32_t e;
  for (uint32_t i = p->begin; i < before; i++)
    if (plb_compound_of(r, i, &e) == PLB_COMPOUND_OWNER)
      add_owner(r, out, plb_party_of_hit(r, &(plb_hit){i, i + 1, e}));
}

/* "US, Australian hostages": a state's name alone, parted by a comma from a phrase that begins with another nation. */
static void listed_nation(plb_resolver *r, const plb_phrase *p, plb_owner_list *out) {
  if (!plb_plural_tag(&r->doc->token[p->head])) return;
  if (p->apposed == PLB_NONE || !p->n_hit || r->ps.hit.at[p->hit].begin != p->begin) return;
  const plb_phrase *q = &r->ps.phrase.at[p->apposed];
  uint8_t first = plb_entry_of(r, r->ps.hit.at[p->hit].entry)->kind;
  const plb_hit *hit = plb_phrase_hit_at(&r->ps, q, q->head);
  if (first != PLB_ENTRY_ADJECTIVE || !hit || hit->begin != q->begin || hit->end != q->end || q->prep != PLB_NONE)
    return;
  uint8_t kind = plb_entry_of(r, hit->entry)->kind;
  if (kind == PLB_ENTRY_STATE || kind == PLB_ENTRY_ADJECTIVE) add_owner(r, out, plb_party_of_hit(r, hit));
}

static void owners_of_phrase(plb_resolver *r, uint32_t phrase, plb_owner_list *out) {
  const plb_phrase *q = &r->ps.phrase.at[phrase];
  for (uint32_t i = 0; i < q->n_party; i++)
    add_owner(r, out, r->party.at[q->party + i]);
}

/* "troops in Syria" are not Syria's; "police in Moscow" are Russia's; "ambassador to China" is linked nowhere. */
static bool of_owns(const plb_resolver *r, const plb_phrase *p, const plb_entry *role) {
  if (p->of == PLB_NONE) return false;
  const plb_phrase *q = &r->ps.phrase.at[p->of];
  plb_slice word = r->doc->token[q->prep].lower;
  if (plb_slice_is(word, "in") || plb_slice_is(word, "at"))
    return !plb_phrase_envoy(r->doc, p) && role->sector != PLB_SECTOR_MIL && role->sector != PLB_SECTOR_REF &&
           role->sector != PLB_SECTOR_REB;
  return !plb_slice_is(word, "for") || role->sector == PLB_SECTOR_GOV;
}

/* Does the phrase stand right behind the one before, parted by "and" or by a comma? */
static bool behind(const plb_resolver *r, uint32_t k, bool comma) {
  if (!k) return false;
  const plb_phrase *p = &r->ps.phrase.at[k], *q = &r->ps.phrase.at[k - 1];
  if (q->sentence != p->sentence || q->end + 1 != p->begin) return false;
  const plb_token *t = &r->doc->token[q->end];
  return comma ? t->tag == PLB_TAG_COMMA : plb_slice_is(t->lower, "and");
}

/* The last phrase of the enumeration that begins at k ("Chile, Peru and Ghana"); k when no "and" ends it. */
static uint32_t list_end(const plb_resolver *r, uint32_t k) {
  uint32_t last = k;
  for (uint32_t i = k + 1; i < r->ps.phrase.n; i++) {
    if (behind(r, i, false))
      last = i;
    else if (!behind(r, i, true))
      break;
  }
  return last;
}

/* "Russia and China's foreign ministers": those coordinated with the possessor, for what is many. */
static void possessors(plb_resolver *r, const plb_phrase *p, plb_owner_list *out) {
  uint32_t first = p->possessor;
  if (plb_plural_tag(&r->doc->token[p->head]) && behind(r, first, false) && !r->ps.phrase.at[first - 1].owner) {
    first--;
    while (behind(r, first, true) && !r->ps.phrase.at[first - 1].owner)
      first--;
  }
  for (uint32_t k = first; k <= p->possessor; k++)
    owners_of_phrase(r, k, out);
}

/* "the leaders of X and Y" */
static void owners_behind(plb_resolver *r, const plb_phrase *p, plb_owner_list *out) {
  uint32_t last = list_end(r, p->of);
  for (uint32_t k = p->of; k <= last; k++) {
    const plb_phrase *q = &r->ps.phrase.at[k];
    if (q->n_hit && (k == p->of || !q->owner))
      add_owner(r, out, plb_party_of_hit(r, &r->ps.hit.at[q->hit + q->n_hit - 1]));
  }
}

void plb_find_owners(plb_resolver *r, uint32_t index, const plb_entry *role, uint32_t before, plb_owner_list *out) {
  plb_phrase *p = &r->ps.phrase.at[index];
  listed_nation(r, p, out);
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    if (hit->end <= before && plb_entry_of(r, hit->entry)->kind != PLB_ENTRY_ROLE)
      add_owner(r, out, plb_party_of_hit(r, hit));
  }
  if (!out->n) compound_owner(r, p, before, out);
  if (!out->n && p->possessor != PLB_NONE) possessors(r, p, out);
  if (out->n) return;
  if (r->doc->token[p->begin].tag == PLB_TAG_PRPS) {
    plb_named who = plb_possessor(r, p);
    for (uint32_t i = 0; i < who.n; i++)
      add_owner(r, out, r->party.at[who.party + i]);
  } else if (of_owns(r, p, role)) {
    owners_behind(r, p, out);
  }
}

/* ---- roles ---- */

/* "US-backed Syrian forces" are no soldiers of Syria's. */
static bool sponsored(const plb_resolver *r, const plb_phrase *p) {
  uint32_t e;
  for (uint32_t i = p->begin; i < p->head; i++)
    if (plb_compound_of(r, i, &e) == PLB_COMPOUND_SPONSOR) return true;
  return false;
}

static uint8_t role_sector(const plb_entry *role, const plb_party *owner, bool was) {
  if (was) return PLB_SECTOR_ELI;
  if (owner->kind == PLB_PARTY_GROUP) return owner->sector;
  if (owner->kind == PLB_PARTY_ORGANISATION && owner->code.n == 3 && role->sector == PLB_SECTOR_GOV)
    return owner->sector;
  if (plb_slice_starts(owner->code, PLB_LIT("IGO"))) return PLB_SECTOR_IGO;
  if (plb_slice_starts(owner->code, PLB_LIT("NGO"))) return PLB_SECTOR_NGO;
  if (plb_slice_starts(owner->code, PLB_LIT("MNC"))) return PLB_SECTOR_MNC;
  if (role->sector == PLB_SECTOR_UNK) return owner->sector; /* "his Chinese counterpart" */
  return role->sector;
}

static uint8_t kind_of_role(const plb_entry *role) {
  static const uint8_t kinds[] = {PLB_PARTY_ROLE, PLB_PARTY_ROLE, PLB_PARTY_ORGANISATION, PLB_PARTY_GROUP};
  return kinds[role->role_kind];
}

plb_party plb_role_party(plb_resolver *r, const plb_phrase *p, const plb_entry *role, const plb_party *owner) {
  bool was = plb_former(r, p);
  plb_party party = {.code = owner->code, .kind = kind_of_role(role), .certain = 85};
  party.sector = role_sector(role, owner, was);
  if (party.sector == PLB_SECTOR_MIL && sponsored(r, p)) party.sector = PLB_SECTOR_REB;
  const plb_gazetteer *g = &r->t->gazetteer;
  bool one = role->role_kind == PLB_ROLE_PERSON && !plb_plural_tag(&r->doc->token[p->head]) && !was;
  uint32_t holder = one ? plb_gazetteer_holder(g, owner->code, role->name, r->day) : PLB_ENTRY_NONE;
  if (holder != PLB_ENTRY_NONE && (owner->kind == PLB_PARTY_STATE || owner->code.n > 3)) {
    party.name = plb_entry_of(r, holder)->name;
    party.kind = PLB_PARTY_PERSON;
    party.rule = plb_arena_printf(r->doc->arena, "%s:%u holder of '%.*s'", plb_entry_of(r, holder)->file,
                                  plb_entry_of(r, holder)->line, (int)role->name.n, role->name.p);
  } else {
    party.name = plb_arena_printf(r->doc->arena, "%.*s %.*s", (int)owner->name.n, owner->name.p, (int)role->name.n,
                                  role->name.p);
    party.rule =
        plb_arena_printf(r->doc->arena, "%s:%u of %.*s", role->file, role->line, (int)owner->name.n, owner->name.p);
  }
  if (!party.name.p || !party.rule.p) r->out_of_memory = true;
  return party;
}

/* "countries", "diplomats", "reporters" without an owner are nobody's. */
static bool says_nothing(const plb_resolver *r, const plb_phrase *p, const plb_entry *role) {
  const plb_description_row *d = plb_description_of(r, role->name);
  if (role->sector == PLB_SECTOR_JRN || (d && d->refers == PLB_REFER_STATE)) return true;
  return d && d->refers == PLB_REFER_NOBODY && !plb_slice_is(r->doc->token[p->begin].lower, "the");
}

static plb_seeker seeker(const plb_entry *role) {
  if (role->sector == PLB_SECTOR_MIL || role->sector == PLB_SECTOR_COP || role->sector == PLB_SECTOR_SPY ||
      role->sector == PLB_SECTOR_PRM)
    return PLB_SEEK_FORCE;
  if (role->role_kind == PLB_ROLE_BODY) return PLB_SEEK_BODY;
  return role->sector == PLB_SECTOR_GOV ? PLB_SEEK_OFFICIAL : PLB_SEEK_PEOPLE;
}

/* A role nobody owns in its phrase: the one met before in this document, else the state for which most clues speak. */
static void bare_role(plb_resolver *r, plb_phrase *p, const plb_entry *role, bool titled) {
  uint32_t before = plb_map_get(&r->memory.role, role->name);
  if (!titled && before != PLB_MAP_NONE && !plb_former(r, p) && !says_nothing(r, p, role)) {
    plb_party party = r->party.at[before];
    if (plb_plural_tag(&r->doc->token[p->head]) || role->role_kind != PLB_ROLE_PERSON || !plb_has_word(r, p, "a"))
      plb_give(r, p, party);
    if (p->n_party) return;
  }
  plb_party party = {.name = role->name, .code = PLB_LIT("---"), .sector = role->sector, .kind = kind_of_role(role)};
  party.certain = 35;
  if (plb_former(r, p)) party.sector = PLB_SECTOR_ELI;
  plb_clue clue;
  uint8_t sure;
  bool nobody = says_nothing(r, p, role);
  if (titled) {
    nobody = !plb_guess_state(r, p->head, PLB_SEEK_TITLED, &party.code, &clue);
  } else if (!nobody) {
    uint32_t owner = plb_about_owner(&r->about, &r->t->weights, r->doc, &p->head, 1, seeker(role), &clue, &sure);
    nobody = owner == PLB_NONE;
    if (!nobody) party.code = r->about.state[owner].code;
  }
  if (party.code.n > 3 && role->sector == PLB_SECTOR_GOV) party.sector = PLB_SECTOR_IGO; /* the European Union's */
  party.rule =
      plb_arena_printf(r->doc->arena, "%s:%u, %s", role->file, role->line, nobody ? "nobody's" : plb_clue_words(clue));
  if (!party.rule.p) r->out_of_memory = true;
  plb_give(r, p, party);
}

/* "President of China Xi Jinping": the person named behind "of" is the one in the office. */
static bool named_behind_of(plb_resolver *r, plb_phrase *p) {
  if (p->of == PLB_NONE || !plb_slice_is(r->doc->token[r->ps.phrase.at[p->of].prep].lower, "of")) return false;
  const plb_phrase *q = &r->ps.phrase.at[p->of];
  const plb_hit *person = plb_phrase_hit_at(&r->ps, q, q->head);
  if (!person || plb_entry_of(r, person->entry)->kind != PLB_ENTRY_PERSON || person->begin == q->begin) return false;
  plb_give(r, p, plb_party_of_hit(r, person));
  return true;
}

/* "both governments", "the two navies": of the two states meant. */
static void both_owners(plb_resolver *r, const plb_phrase *p, plb_owner_list *out) {
  bool both = plb_has_word(r, p, "both") || plb_behind_both(r, p);
  bool neither = plb_has_word(r, p, "neither") || plb_has_word(r, p, "either");
  if (!neither && (!plb_plural_tag(&r->doc->token[p->head]) || !(both || plb_has_word(r, p, "two")))) return;
  if (!neither && !both && !plb_has_word(r, p, "the")) return;
  plb_party two[2];
  if (!plb_both_states(r, p->begin, two)) return;
  add_owner(r, out, two[0]);
  add_owner(r, out, two[1]);
}

/* "its eastern neighbour", "his counterpart": of two main states the one that is not the owner. */
static bool other_state(plb_resolver *r, plb_phrase *p, const plb_entry *role, const plb_party *owner) {
  const plb_description_row *d = plb_description_of(r, role->name);
  uint32_t pair[2];
  if (!d || d->refers != PLB_REFER_OTHER || p->n_hit > 1) return false;
  if (!plb_about_pair(&r->about, r->doc, p->begin, pair)) return false;
  for (uint32_t i = 0; i < 2; i++) {
    if (!plb_slice_eq(r->about.state[pair[i]].code, owner->code)) continue;
    plb_party other = plb_state_at(r, pair[1 - i]);
    other.certain = 50;
    other.rule = PLB_LIT("the other of the two main states");
    plb_give(r, p, other);
    return true;
  }
  return false;
}

/* "the Secretary-General": of the international organisation that the document names most. */
static void body_role(plb_resolver *r, plb_phrase *p, const plb_entry *role) {
  if (role->sector != PLB_SECTOR_IGO || r->about.body == PLB_ENTRY_NONE) return;
  plb_party owner = plb_party_of_hit(r, &(plb_hit){p->begin, p->begin, r->about.body});
  plb_party party = plb_role_party(r, p, role, &owner);
  party.certain = 50;
  plb_give(r, p, party);
}

void plb_resolve_role(plb_resolver *r, uint32_t index, const plb_hit *hit, bool titled) {
  plb_phrase *p = &r->ps.phrase.at[index];
  if (named_behind_of(r, p)) return;
  const plb_entry *role = plb_entry_of(r, hit->entry);
  bool stance = role->sector == PLB_SECTOR_OPP && role->role_kind == PLB_ROLE_BODY && p->end < r->doc->n_token &&
                plb_slice_is(r->doc->token[p->end].lower, "to");
  if (stance) return; /* "opposition to the bill" */
  plb_owner_list owner = {0};
  plb_find_owners(r, index, role, hit->begin, &owner);
  if (owner.n > 1 && owner.at[owner.n - 1].kind == PLB_PARTY_ORGANISATION) { /* "US State Department spokesman" */
    owner.at[0] = owner.at[owner.n - 1];                                     /* the nearest body */
    owner.n = 1;
  }
  if (owner.n == 1 && other_state(r, p, role, &owner.at[0])) return;
  if (!owner.n && !titled) both_owners(r, p, &owner);
  for (uint32_t i = 0; i < owner.n; i++)
    plb_give(r, p, plb_role_party(r, p, role, &owner.at[i]));
  if (!owner.n) body_role(r, p, role);
  if (!p->n_party) bare_role(r, p, role, titled);
  if (p->n_party && owner.n && !plb_map_set(&r->memory.role, role->name, p->party)) r->out_of_memory = true;
}
