/* Noun phrases to parties, in the order of the text: the table row of the head when it has one; else a role with the
 * nation or body that owns it ("Chinese foreign minister", "Taliban spokesman", "minister of X"); else a name the
 * document has explained before; else a pronoun or description that points back. An office on a day becomes its
 * holder's name. The idea of actor + agent dictionaries is TABARI's and PETRARCH's (Schrodt 2012); dated rows are
 * theirs too. */
#include "resolve/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "resolve/memory.h"

enum { MAX_NATIONS = 8, MAX_NAME = 240 };

struct plb_actor_tables {
  plb_gazetteer gazetteer;
  plb_map description; /* "two countries" -> refer */
};
typedef enum refer { REFER_PAIR, REFER_STATE, REFER_GROUP, REFER_WEST, REFER_NOBODY } refer;

typedef struct resolver {
  const plb_actor_tables *t;
  plb_doc *doc;
  plb_phrases ps;
  PLB_VEC(plb_party) party;
  PLB_VEC(plb_mention) mention;
  plb_memory memory;
  plb_slice focus; /* code of the state the document is most about, or {NULL,0} */
  plb_date day;
  bool out_of_memory;
} resolver;

static const char *const refers[] = {"pair", "state", "group", "west", "nobody"};

static plb_status load_descriptions(plb_map *map, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/descriptions.tsv", "form refers", err);
  if (s) return s;
  while ((s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t k = (uint32_t)plb_slice_index(plb_table_cell(&t, 1), refers, 5);
    if (k == 5) return plb_table_fail(&t, err, "refers is none of pair, state, group, west, nobody");
    if (!plb_map_set(map, plb_table_cell(&t, 0), k)) return plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_actor_tables_open(plb_actor_tables **out, plb_error *err) {
  plb_actor_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
  plb_status s = plb_gazetteer_open(&t->gazetteer, err);
  if (!s) s = load_descriptions(&t->description, err);
  if (!s) return PLB_OK;
  plb_actor_tables_close(t);
  *out = NULL;
  return s;
}

plb_status plb_actor_tables_add(plb_actor_tables *t, const char *file, plb_slice text, plb_error *err) {
  return plb_gazetteer_load(&t->gazetteer, file, text, err);
}

plb_status plb_actor_tables_add_rows(plb_actor_tables *t, const plb_actor_row *row, size_t n, plb_error *err) {
  plb_status s = n ? plb_gazetteer_rank(&t->gazetteer, err) : PLB_OK;
  for (size_t i = 0; i < n && !s; i++)
    s = plb_gazetteer_add(&t->gazetteer, &row[i], err);
  return s;
}

void plb_actor_tables_close(plb_actor_tables *t) {
  if (!t) return;
  plb_gazetteer_close(&t->gazetteer);
  plb_map_free(&t->description);
  free(t);
}

/* ---- small helpers ---- */

static plb_party *push(resolver *r, plb_party party) {
  plb_party *p = plb_vec_push(r->doc->arena, &r->party, r->doc->limits->tokens * 2);
  if (!p) {
    r->out_of_memory = true;
    return NULL;
  }
  *p = party;
  return p;
}

/* Gives the phrase one party more; its parties stand together because phrases are resolved one after another. */
static void give(resolver *r, plb_phrase *p, plb_party party) {
  if (!p->n_party) p->party = r->party.n;
  if (push(r, party)) p->n_party++;
}

static void give_named(plb_phrase *p, plb_named named) {
  p->party = named.party;
  p->n_party = named.n;
}

static plb_slice words(const resolver *r, uint32_t begin, uint32_t end) {
  if (begin >= end) return (plb_slice){"", 0};
  return plb_doc_text(r->doc, plb_doc_tokens(r->doc, begin, end));
}

/* Lower-case words joined by one space, in the arena. */
static plb_slice lower_words(resolver *r, uint32_t begin, uint32_t end) {
  uint32_t n = 0, room = 1;
  for (uint32_t i = begin; i < end; i++)
    room += r->doc->token[i].lower.n + 1;
  char *key = plb_arena_alloc(r->doc->arena, room);
  if (!key) {
    r->out_of_memory = true;
    return (plb_slice){NULL, 0};
  }
  for (uint32_t i = begin; i < end; i++) {
    plb_slice w = r->doc->token[i].lower;
    if (i > begin) key[n++] = ' ';
    memcpy(key + n, w.p, w.n);
    n += w.n;
  }
  return plb_slice_of(key, n);
}

static plb_slice row_rule(resolver *r, const plb_entry *e) {
  plb_slice s = plb_arena_printf(r->doc->arena, "%s:%u", e->file, e->line);
  if (!s.p) r->out_of_memory = true;
  return s;
}

static const plb_entry *entry(const resolver *r, uint32_t e) {
  return &r->t->gazetteer.entry.at[e];
}

static bool name_tag(const plb_token *t) {
  return t->tag == PLB_TAG_NNP || t->tag == PLB_TAG_NNPS;
}

static bool plural_tag(const plb_token *t) {
  return t->tag == PLB_TAG_NNS || t->tag == PLB_TAG_NNPS;
}

static bool has_word(const resolver *r, const plb_phrase *p, const char *word) {
  for (uint32_t i = p->begin; i < p->end; i++)
    if (plb_slice_is(r->doc->token[i].lower, word)) return true;
  return false;
}

static bool former(const resolver *r, const plb_phrase *p) {
  for (uint32_t i = p->begin; i < p->end; i++) {
    plb_slice w = r->doc->token[i].lower;
    if (plb_slice_is(w, "former") || plb_slice_is(w, "ex") || plb_slice_is(w, "late") ||
        plb_slice_starts(w, PLB_LIT("ex-")))
      return true;
  }
  return false;
}

static uint8_t kind_of_entry(const plb_entry *e) {
  switch (e->kind) {
  case PLB_ENTRY_ORGANISATION:
    return PLB_PARTY_ORGANISATION;
  case PLB_ENTRY_GROUP:
    return PLB_PARTY_GROUP;
  case PLB_ENTRY_PERSON:
    return PLB_PARTY_PERSON;
  case PLB_ENTRY_ROLE:
    return PLB_PARTY_ROLE;
  case PLB_ENTRY_PLACE:
  case PLB_ENTRY_PEOPLE:
    return PLB_PARTY_OTHER;
  default:
    return PLB_PARTY_STATE;
  }
}

/* The party of a table hit on the document's day. A person out of every dated office is a former official: ELI. */
static plb_party party_of_hit(resolver *r, const plb_hit *hit) {
  const plb_gazetteer *g = &r->t->gazetteer;
  uint32_t on = plb_gazetteer_on(g, hit->entry, r->day);
  const plb_entry *e = entry(r, on == PLB_ENTRY_NONE ? hit->entry : on);
  plb_party party = {.name = e->name, .code = e->code, .sector = e->sector, .kind = kind_of_entry(e), .certain = 95};
  if (on == PLB_ENTRY_NONE && e->kind == PLB_ENTRY_PERSON && plb_date_known(r->day)) party.sector = PLB_SECTOR_ELI;
  if (e->kind == PLB_ENTRY_PLACE) party.certain = 40;
  if (e->kind == PLB_ENTRY_PEOPLE) party.sector = PLB_SECTOR_CVL;
  party.rule = row_rule(r, e);
  return party;
}

/* ---- who owns a role: nations and bodies inside the phrase, before its 's, after its "of", behind "his" ---- */

static uint32_t add_owner(plb_party *out, uint32_t n, plb_party party) {
  if (!plb_code_known(party.code) && party.kind != PLB_PARTY_GROUP) return n;
  for (uint32_t i = 0; i < n; i++)
    if (plb_slice_eq(out[i].code, party.code) && out[i].kind == party.kind) return n;
  if (n < MAX_NATIONS) out[n++] = party;
  return n;
}

static uint32_t owners_of_phrase(resolver *r, uint32_t phrase, plb_party *out, uint32_t n) {
  const plb_phrase *q = &r->ps.phrase.at[phrase];
  for (uint32_t i = 0; i < q->n_party; i++)
    n = add_owner(out, n, r->party.at[q->party + i]);
  return n;
}

/* "troops in Syria" are not Syria's; "police in Moscow" are Russia's; "ambassador to China" is linked nowhere. */
static bool of_owns(const resolver *r, const plb_phrase *p, const plb_entry *role) {
  if (p->of == PLB_NONE) return false;
  const plb_phrase *q = &r->ps.phrase.at[p->of];
  plb_slice word = r->doc->token[q->prep].lower;
  if (plb_slice_is(word, "in") || plb_slice_is(word, "at"))
    return role->sector != PLB_SECTOR_MIL && role->sector != PLB_SECTOR_REF && role->sector != PLB_SECTOR_REB;
  return !plb_slice_is(word, "for") || role->sector == PLB_SECTOR_GOV;
}

/* Is the phrase joined to the one before it by a comma or "and"? */
static bool joined(const resolver *r, uint32_t k) {
  const plb_phrase *p = &r->ps.phrase.at[k], *q = &r->ps.phrase.at[k - 1];
  if (q->sentence != p->sentence || q->end + 1 != p->begin) return false;
  return plb_slice_is(r->doc->token[q->end].lower, "and") ||
         (r->doc->token[q->end].tag == PLB_TAG_COMMA && k + 1 < r->ps.phrase.n && joined(r, k + 1));
}

static uint32_t find_owners(resolver *r, uint32_t index, const plb_entry *role, uint32_t before, plb_party *out) {
  plb_phrase *p = &r->ps.phrase.at[index];
  uint32_t n = 0;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = entry(r, hit->entry);
    if (hit->end <= before && e->kind != PLB_ENTRY_ROLE) n = add_owner(out, n, party_of_hit(r, hit));
  }
  if (n) return n;
  if (p->possessor != PLB_NONE) n = owners_of_phrase(r, p->possessor, out, n);
  if (!n && of_owns(r, p, role)) {
    for (uint32_t k = p->of; k < r->ps.phrase.n && (k == p->of || joined(r, k)); k++) /* "the leaders of X and Y" */
      if (r->ps.phrase.at[k].n_hit && (k == p->of || !r->ps.phrase.at[k].owner))
        n = add_owner(out, n, party_of_hit(r, &r->ps.hit.at[r->ps.phrase.at[k].hit + r->ps.phrase.at[k].n_hit - 1]));
  }
  if (!n && r->doc->token[p->begin].tag == PLB_TAG_PRPS) {
    plb_named who = plb_memory_pronoun(&r->memory, r->doc->token[p->begin].lower, p->sentence);
    for (uint32_t i = 0; i < who.n; i++)
      n = add_owner(out, n, r->party.at[who.party + i]);
  }
  return n;
}

/* ---- roles ---- */

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

static plb_party role_party(resolver *r, const plb_phrase *p, const plb_entry *role, const plb_party *owner) {
  bool was = former(r, p);
  static const uint8_t kinds[] = {PLB_PARTY_ROLE, PLB_PARTY_ROLE, PLB_PARTY_ORGANISATION, PLB_PARTY_GROUP};
  plb_party party = {.code = owner->code, .kind = kinds[role->role_kind], .certain = 85};
  party.sector = role_sector(role, owner, was);
  const plb_gazetteer *g = &r->t->gazetteer;
  bool one = role->role_kind == PLB_ROLE_PERSON && !plural_tag(&r->doc->token[p->head]) && !was;
  uint32_t holder = one ? plb_gazetteer_holder(g, owner->code, role->name, r->day) : PLB_ENTRY_NONE;
  if (holder != PLB_ENTRY_NONE && (owner->kind == PLB_PARTY_STATE || owner->code.n > 3)) {
    party.name = entry(r, holder)->name;
    party.kind = PLB_PARTY_PERSON;
    party.rule = plb_arena_printf(r->doc->arena, "%s:%u holder of '%.*s'", entry(r, holder)->file,
                                  entry(r, holder)->line, (int)role->name.n, role->name.p);
  } else {
    party.name = plb_arena_printf(r->doc->arena, "%.*s %.*s", (int)owner->name.n, owner->name.p, (int)role->name.n,
                                  role->name.p);
    party.rule =
        plb_arena_printf(r->doc->arena, "%s:%u of %.*s", role->file, role->line, (int)owner->name.n, owner->name.p);
  }
  if (!party.name.p || !party.rule.p) r->out_of_memory = true;
  return party;
}

/* "countries", "people", "reporters" without an owner are nobody's. */
static bool says_nothing(const resolver *r, const plb_phrase *p, const plb_entry *role) {
  if (role->sector == PLB_SECTOR_JRN) return true;
  uint32_t what = plb_map_get(&r->t->description, role->name);
  return what == REFER_STATE || (what == REFER_NOBODY && !plb_slice_is(r->doc->token[p->begin].lower, "the"));
}

/* A role nobody owns in its phrase: the one met before in this document, else the state the document is about. */
static void bare_role(resolver *r, plb_phrase *p, const plb_entry *role) {
  uint32_t before = plb_map_get(&r->memory.role, role->name);
  if (before != PLB_MAP_NONE && !former(r, p) && !says_nothing(r, p, role)) {
    plb_party party = r->party.at[before];
    if (plural_tag(&r->doc->token[p->head]) || role->role_kind != PLB_ROLE_PERSON || !has_word(r, p, "a"))
      give(r, p, party);
    if (p->n_party) return;
  }
  plb_party party = {.name = role->name, .code = PLB_LIT("---"), .sector = role->sector, .kind = PLB_PARTY_ROLE};
  party.certain = 35;
  if (former(r, p)) party.sector = PLB_SECTOR_ELI;
  const plb_named *state = &r->memory.state[0];
  bool here = r->memory.n_state && state->sentence == p->sentence,
       there = r->memory.place.n && r->memory.place_sentence == p->sentence;
  if (says_nothing(r, p, role))
    here = there = false;
  else if (here)
    party.code = r->party.at[state->party].code;
  else if (there)
    party.code = r->memory.place; /* "In Seoul the opposition demanded" */
  else if (r->focus.n)
    party.code = r->focus;
  party.rule = plb_arena_printf(r->doc->arena, "%s:%u, %s", role->file, role->line,
                                here    ? "state named before it in the sentence"
                                : there ? "place named before it"
                                        : "state the document is most about");
  if (!party.rule.p) r->out_of_memory = true;
  give(r, p, party);
}

/* "President of China Xi Jinping": the person named behind "of" is the one in the office. */
static bool named_behind_of(resolver *r, plb_phrase *p) {
  if (p->of == PLB_NONE || !plb_slice_is(r->doc->token[r->ps.phrase.at[p->of].prep].lower, "of")) return false;
  const plb_phrase *q = &r->ps.phrase.at[p->of];
  const plb_hit *person = plb_phrase_hit_at(&r->ps, q, q->head);
  if (!person || entry(r, person->entry)->kind != PLB_ENTRY_PERSON || person->begin == q->begin) return false;
  give(r, p, party_of_hit(r, person));
  return true;
}

static void resolve_role(resolver *r, uint32_t index, const plb_hit *hit) {
  plb_phrase *p = &r->ps.phrase.at[index];
  if (named_behind_of(r, p)) return;
  const plb_entry *role = entry(r, hit->entry);
  plb_party owner[MAX_NATIONS];
  uint32_t n = find_owners(r, index, role, hit->begin, owner);
  if (n > 1 && owner[n - 1].kind == PLB_PARTY_ORGANISATION) { /* "US State Department spokesman": the nearest body */
    owner[0] = owner[n - 1];
    n = 1;
  }
  for (uint32_t i = 0; i < n; i++)
    give(r, p, role_party(r, p, role, &owner[i]));
  if (!n) bare_role(r, p, role);
  if (p->n_party && n && !plb_map_set(&r->memory.role, role->name, p->party)) r->out_of_memory = true;
}

/* ---- names ---- */

/* The last role in front of a name that ends the phrase, or NULL. */
static const plb_hit *role_before_name(const resolver *r, const plb_phrase *p) {
  const plb_hit *role = NULL;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++)
    if (entry(r, r->ps.hit.at[k].entry)->kind == PLB_ENTRY_ROLE) role = &r->ps.hit.at[k];
  return role && role->end < p->end && name_tag(&r->doc->token[p->head]) ? role : NULL;
}

static uint32_t name_begin(const resolver *r, const plb_phrase *p, const plb_hit *role) {
  uint32_t first = role->end;
  while (first < p->head && !name_tag(&r->doc->token[first]))
    first++;
  return first;
}

/* "Foreign Minister Jan Novak": a role in front of a name no table knows. The name begins behind the role. */
static bool role_and_name(resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_hit *role = role_before_name(r, p);
  if (!role) return false;
  uint32_t first = name_begin(r, p, role);
  plb_slice lower = lower_words(r, first, p->head + 1);
  uint32_t known = plb_memory_by_name(&r->memory, lower);
  if (known != PLB_NONE && plb_code_known(r->party.at[known].code)) {
    give(r, p, r->party.at[known]);
    return true;
  }
  resolve_role(r, index, role);
  if (!p->n_party) return true;
  plb_party *party = &r->party.at[p->party];
  party->name = words(r, first, p->head + 1);
  party->kind = PLB_PARTY_PERSON;
  if (!plb_memory_name(&r->memory, lower, p->party)) r->out_of_memory = true;
  return true;
}

static bool known_name(resolver *r, plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && name_tag(&r->doc->token[first - 1]))
    first--;
  if (!name_tag(&r->doc->token[p->head])) return false;
  uint32_t party = plb_memory_by_name(&r->memory, lower_words(r, first, p->head + 1));
  bool titled = first + 2 == p->head + 1 && plb_slice_ends(r->doc->token[first].lower, PLB_LIT("."));
  if (party == PLB_NONE && (first == p->head || titled))
    party = plb_memory_by_name(&r->memory, r->doc->token[p->head].lower);
  if (party == PLB_NONE) return false;
  p->party = party;
  p->n_party = 1;
  return true;
}

/* A name that nothing explains (yet): kept so that an apposition or a later role can. */
static void unknown_name(resolver *r, plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && name_tag(&r->doc->token[first - 1]))
    first--;
  plb_party party = {.name = words(r, first, p->head + 1), .code = PLB_LIT("---"), .sector = PLB_SECTOR_UNK};
  party.kind = PLB_PARTY_OTHER;
  party.certain = 20;
  party.rule = PLB_LIT("a name in no table");
  give(r, p, party);
  if (p->n_party && p->head > first && !plb_memory_name(&r->memory, lower_words(r, first, p->head + 1), p->party))
    r->out_of_memory = true;
}

/* ---- descriptions and pronouns ---- */

/* The state a party belongs to, as a party of its own. */
static plb_party state_itself(const resolver *r, plb_party party) {
  uint32_t e = plb_map_get(&r->t->gazetteer.state, party.code);
  if (e == PLB_MAP_NONE) return party;
  party.name = entry(r, e)->name;
  party.kind = PLB_PARTY_STATE;
  party.sector = PLB_SECTOR_GOV;
  return party;
}

static bool pair_of(resolver *r, plb_phrase *p) {
  if (r->memory.n_state < 2) return false;
  plb_party a = state_itself(r, r->party.at[r->memory.state[1].party]);
  plb_party b = state_itself(r, r->party.at[r->memory.state[0].party]);
  a.rule = b.rule = PLB_LIT("the two states named last");
  a.certain = b.certain = 60;
  give(r, p, a);
  give(r, p, b);
  return true;
}

static bool description(resolver *r, plb_phrase *p) {
  uint32_t first = p->begin;
  while (first < p->head && (r->doc->token[first].tag == PLB_TAG_DT || r->doc->token[first].tag == PLB_TAG_PDT) &&
         !plb_slice_is(r->doc->token[first].lower, "both"))
    first++;
  bool determined = first > p->begin || r->doc->token[first].tag != PLB_TAG_JJ;
  uint32_t what = plb_map_get(&r->t->description, lower_words(r, first, p->head + 1));
  if (what == PLB_MAP_NONE || what == REFER_NOBODY || has_word(r, p, "a") || has_word(r, p, "an") ||
      has_word(r, p, "no"))
    return false;
  if (what == REFER_PAIR) return pair_of(r, p);
  if (what == REFER_WEST) {
    if (p->head == first && (first == p->begin || !(r->doc->token[p->head].flags & PLB_TOK_CAPITAL))) return false;
    give(r, p,
         (plb_party){.name = PLB_LIT("the West"),
                     .code = PLB_LIT("WST"),
                     .sector = PLB_SECTOR_GOV,
                     .kind = PLB_PARTY_STATE,
                     .certain = 90,
                     .rule = PLB_LIT("actors/descriptions.tsv west")});
    return true;
  }
  plb_named named = what == REFER_STATE ? r->memory.state[0] : r->memory.group;
  if (!determined || (what == REFER_STATE && !r->memory.n_state) || !named.n) return false;
  plb_party party = r->party.at[named.party];
  if (what == REFER_STATE) party = state_itself(r, party);
  party.rule = what == REFER_STATE ? PLB_LIT("the state named last") : PLB_LIT("the body named last");
  party.certain = 55;
  give(r, p, party);
  return true;
}

static void pronoun(resolver *r, plb_phrase *p) {
  p->pronoun = true;
  if (r->doc->token[p->begin].lower.p[0] == 't' && plb_memory_two_persons(&r->memory, p->sentence)) {
    plb_party a = r->party.at[r->memory.person_before.party], b = r->party.at[r->memory.person.party];
    give(r, p, a);
    give(r, p, b);
    return;
  }
  plb_named who = plb_memory_pronoun(&r->memory, r->doc->token[p->begin].lower, p->sentence);
  if (who.n) give_named(p, who);
}

/* ---- one phrase ---- */

/* A table's national body ("Supreme Court" USA) under another nation in the words ("Pakistan's Supreme Court"). */
static void resolve_body(resolver *r, uint32_t index, const plb_hit *hit) {
  plb_phrase *p = &r->ps.phrase.at[index];
  plb_party party = party_of_hit(r, hit), owner[MAX_NATIONS];
  static const plb_entry body = {.sector = PLB_SECTOR_GOV};
  uint32_t n = party.code.n == 3 ? find_owners(r, index, &body, hit->begin, owner) : 0;
  if (n == 1 && owner[0].code.n == 3 && !plb_slice_eq(owner[0].code, party.code) && plb_code_known(party.code)) {
    party.code = owner[0].code;
    party.name = plb_arena_printf(r->doc->arena, "%.*s %.*s", (int)owner[0].name.n, owner[0].name.p, (int)party.name.n,
                                  party.name.p);
    if (!party.name.p) r->out_of_memory = true;
  }
  give(r, p, party);
}

static void resolve_states(resolver *r, plb_phrase *p, const plb_hit *head) {
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = entry(r, hit->entry);
    if (hit != head && e->kind > PLB_ENTRY_CAPITAL) continue;
    if (hit == head) p->metonym = e->kind == PLB_ENTRY_CAPITAL;
    if (hit == head || e->kind == PLB_ENTRY_ADJECTIVE) give(r, p, party_of_hit(r, hit));
  }
}

/* "NATO Secretary General Jens Stoltenberg": of a person's offices the one under the body or state named beside him,
 * when the day does not decide. */
static plb_party person_in_phrase(resolver *r, const plb_phrase *p, const plb_hit *hit) {
  plb_party party = party_of_hit(r, hit);
  if (plb_date_known(r->day)) return party;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit && &r->ps.hit.at[k] != hit; k++)
    for (uint32_t e = hit->entry; e != PLB_ENTRY_NONE; e = entry(r, e)->next) {
      const plb_entry *row = entry(r, e);
      if (row->kind != PLB_ENTRY_PERSON || !plb_slice_eq(row->code, entry(r, r->ps.hit.at[k].entry)->code)) continue;
      party.code = row->code;
      party.sector = row->sector;
      party.name = row->name;
      party.rule = row_rule(r, row);
      return party;
    }
  return party;
}

/* "the Tibesti Salvation Front": a role written as a name is remembered by its words, so that "the Front" finds it
 * again. */
static void remember_named_role(resolver *r, const plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && name_tag(&r->doc->token[first - 1]))
    first--;
  if (first == p->head || !name_tag(&r->doc->token[p->head]) || p->n_party != 1) return;
  r->party.at[p->party].name = words(r, first, p->head + 1);
  if (!plb_memory_name(&r->memory, lower_words(r, first, p->head + 1), p->party)) r->out_of_memory = true;
}

static void resolve_hit(resolver *r, uint32_t index, const plb_hit *hit) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_entry *e = entry(r, hit->entry);
  if (e->kind == PLB_ENTRY_ROLE) {
    if (name_tag(&r->doc->token[p->head]) && p->n_hit == 1 && hit->begin == p->head && known_name(r, p)) return;
    resolve_role(r, index, hit);
    if (e->role_kind != PLB_ROLE_PERSON) remember_named_role(r, p);
  } else if (e->kind == PLB_ENTRY_ORGANISATION || e->kind == PLB_ENTRY_GROUP) {
    resolve_body(r, index, hit);
  } else if (e->kind == PLB_ENTRY_PERSON) {
    plb_party party = person_in_phrase(r, p, hit);
    if (former(r, p)) party.sector = PLB_SECTOR_ELI;
    give(r, p, party);
    plb_slice lower = lower_words(r, hit->begin, hit->end);
    if (p->n_party && !plb_memory_name(&r->memory, lower, p->party)) r->out_of_memory = true;
  } else {
    resolve_states(r, p, hit);
  }
}

/* "Chinese companies", "a Russian campaign": no head we know, but a nation. */
static void national(resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = entry(r, hit->entry);
    if (e->kind == PLB_ENTRY_ROLE || e->kind == PLB_ENTRY_PLACE) continue;
    plb_party party = party_of_hit(r, hit);
    party.certain = 45;
    party.kind = PLB_PARTY_OTHER;
    if (e->kind != PLB_ENTRY_ORGANISATION && e->kind != PLB_ENTRY_GROUP) party.sector = PLB_SECTOR_UNK;
    give(r, p, party);
  }
}

/* An apposition is closed: a comma, a bracket, the sentence's end or "who" follows. "In Rome, the minister said" is
 * none. */
static bool closed(const resolver *r, const plb_phrase *p) {
  if (p->end >= r->doc->n_token || r->doc->token[p->end].sentence != p->sentence) return true;
  uint8_t tag = r->doc->token[p->end].tag;
  return tag == PLB_TAG_COMMA || tag >= PLB_TAG_STOP || tag == PLB_TAG_WP || tag == PLB_TAG_POS || tag == PLB_TAG_CC;
}

static void explain_by_apposition(resolver *r, plb_phrase *p) {
  if (p->apposed == PLB_NONE || !p->n_party || !closed(r, p)) return;
  plb_phrase *q = &r->ps.phrase.at[p->apposed];
  if (q->n_party != 1 || p->n_party != 1) return;
  plb_party *a = &r->party.at[q->party], *b = &r->party.at[p->party];
  bool a_open = a->kind == PLB_PARTY_OTHER && !plb_code_known(a->code),
       b_open = b->kind == PLB_PARTY_OTHER && !plb_code_known(b->code);
  if (a_open && b->kind == PLB_PARTY_ROLE) {
    a->code = b->code;
    a->sector = b->sector;
    a->kind = PLB_PARTY_PERSON;
    a->certain = 70;
    a->rule = PLB_LIT("apposition");
    p->party = q->party;
  } else if (b_open && a->kind == PLB_PARTY_ROLE) {
    b->code = a->code;
    b->sector = a->sector;
    b->kind = PLB_PARTY_PERSON;
    b->certain = 70;
    b->rule = PLB_LIT("apposition");
  }
}

/* "in Seoul": where, not who. */
static bool place_word(plb_slice w) {
  return plb_slice_is(w, "in") || plb_slice_is(w, "at") || plb_slice_is(w, "near") || plb_slice_is(w, "outside") ||
         plb_slice_is(w, "from") || plb_slice_is(w, "around");
}

static bool locative(const resolver *r, const plb_phrase *p) {
  return p->prep != PLB_NONE && place_word(r->doc->token[p->prep].lower);
}

/* "Lavrov and Wang": remembered together for a later "they". */
static void note_together(resolver *r, uint32_t index) {
  const plb_phrase *p = &r->ps.phrase.at[index], *q = index ? &r->ps.phrase.at[index - 1] : NULL;
  if (!q || q->sentence != p->sentence || !p->n_party || !q->n_party || q->end + 1 != p->begin) return;
  if (!plb_slice_is(r->doc->token[q->end].lower, "and")) return;
  plb_named both = {r->party.n, 0, p->sentence};
  for (uint32_t i = 0; i < q->n_party; i++)
    both.n += push(r, r->party.at[q->party + i]) != NULL;
  for (uint32_t i = 0; i < p->n_party; i++)
    both.n += push(r, r->party.at[p->party + i]) != NULL;
  plb_memory_together(&r->memory, both);
}

static plb_status resolve_phrase(resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_token *head = &r->doc->token[p->head];
  const plb_hit *hit = plb_phrase_hit_at(&r->ps, p, p->head);
  if (p->end == p->begin + 1 && (head->tag == PLB_TAG_PRP || head->tag == PLB_TAG_PRPS))
    pronoun(r, p);
  else if (description(r, p))
    ;
  else if (hit && !(entry(r, hit->entry)->kind == PLB_ENTRY_ADJECTIVE && hit->end <= p->head))
    resolve_hit(r, index, hit);
  else if (!role_and_name(r, index) && !known_name(r, p)) {
    national(r, index);
    if (!p->n_party && name_tag(head)) unknown_name(r, p);
  }
  explain_by_apposition(r, p);
  if (p->metonym && locative(r, p)) {
    r->memory.place = r->party.at[p->party].code;
    r->memory.place_sentence = p->sentence;
  } else if (!p->pronoun) {
    bool plural = plural_tag(head) && p->n_party && r->party.at[p->party].kind >= PLB_PARTY_ROLE;
    plb_memory_note(&r->memory, r->party.at, p, plural);
    note_together(r, index);
  }
  return r->out_of_memory ? PLB_NOMEM : PLB_OK;
}

/* ---- the document ---- */

/* "U.S. Defense Secretary Jane Doe": a role, its owner and a name in one phrase explain the name for the whole
 * document. */
static void learn_role_and_name(resolver *r, const plb_phrase *p) {
  const plb_hit *role = role_before_name(r, p);
  if (!role) return;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit && &r->ps.hit.at[k] != role; k++) {
    plb_party owner = party_of_hit(r, &r->ps.hit.at[k]);
    if (!plb_code_known(owner.code) || entry(r, r->ps.hit.at[k].entry)->kind == PLB_ENTRY_ROLE) continue;
    plb_party party = role_party(r, p, entry(r, role->entry), &owner);
    uint32_t first = name_begin(r, p, role);
    party.name = words(r, first, p->head + 1);
    party.kind = PLB_PARTY_PERSON;
    if (push(r, party) && !plb_memory_name(&r->memory, lower_words(r, first, p->head + 1), r->party.n - 1))
      r->out_of_memory = true;
    return;
  }
}

/* Names met in full anywhere, so that a headline's surname finds the body's full name. */
static void learn_names(resolver *r) {
  for (uint32_t i = 0; i < r->ps.phrase.n; i++) {
    const plb_phrase *p = &r->ps.phrase.at[i];
    const plb_hit *hit = plb_phrase_hit_at(&r->ps, p, p->head);
    if (!hit) learn_role_and_name(r, p);
    if (!hit || entry(r, hit->entry)->kind != PLB_ENTRY_PERSON || hit->end == hit->begin + 1) continue;
    plb_party *party = push(r, party_of_hit(r, hit));
    if (!party || !plb_memory_name(&r->memory, lower_words(r, hit->begin, hit->end), r->party.n - 1)) return;
  }
}

/* "HANOI, Vietnam (AP) --": among the first words of a paragraph's first sentence, before a dash. */
static bool in_dateline(const resolver *r, uint32_t token) {
  const plb_sentence *s = &r->doc->sentence[r->doc->token[token].sentence];
  if (r->doc->token[token].sentence > 4 || !(r->doc->token[s->begin].flags & PLB_TOK_ALLCAPS)) return false;
  for (uint32_t i = s->begin; i < s->end && i < s->begin + 12; i++) {
    plb_slice w = r->doc->token[i].lower;
    if (plb_slice_is(w, "\xE2\x80\x94") || plb_slice_is(w, "\xE2\x80\x93") || plb_slice_is(w, "-") ||
        plb_slice_is(w, "--"))
      return token < i;
  }
  return false;
}

typedef struct seen_state {
  plb_slice code;
  uint32_t weight;
} seen_state;

static int by_weight(const void *a, const void *b) {
  const seen_state *x = a, *y = b;
  if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
  return plb_slice_cmp(x->code, y->code);
}

/* The state that the document is most about, and its main pair: mentions count less the later they stand. A pair needs
 * a second state at least a third as heavy as the first and a third one at most half as heavy as the second. */
static void find_focus(resolver *r) {
  seen_state seen[64];
  uint32_t n = 0;
  for (uint32_t k = 0; k < r->ps.hit.n; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = entry(r, hit->entry);
    if (e->kind == PLB_ENTRY_ROLE || e->code.n != 3 || !plb_code_known(e->code)) continue;
    uint32_t sentence = r->doc->token[hit->begin].sentence, i = 0;
    while (i < n && !plb_slice_eq(seen[i].code, e->code))
      i++;
    if (i == n && n < 64) seen[n].code = e->code, seen[n++].weight = 0;
    uint32_t weight = 1000 / (4 + sentence);
    if (e->kind == PLB_ENTRY_CAPITAL && hit->begin && place_word(r->doc->token[hit->begin - 1].lower)) weight /= 4;
    if (i < n) seen[i].weight += weight + (in_dateline(r, hit->begin) ? 60 : 0);
  }
  if (!n) return;
  qsort(seen, n, sizeof *seen, by_weight);
  r->focus = seen[0].code;
  bool pair = n > 1 && seen[1].weight * 3 >= seen[0].weight && (n == 2 || seen[2].weight * 2 <= seen[1].weight);
  for (uint32_t i = 0; pair && i < 2; i++)
    r->doc->pair[i] =
        state_itself(r, (plb_party){.name = seen[i].code, .code = seen[i].code, .sector = PLB_SECTOR_GOV});
}

static bool emit(resolver *r, plb_mention m) {
  plb_mention *slot = plb_vec_push(r->doc->arena, &r->mention, r->doc->limits->tokens * 2);
  if (!slot) return false;
  *slot = m;
  return true;
}

/* The phrase as a mention, and the nations and bodies inside it as mentions that modify. */
static bool emit_phrase(resolver *r, const plb_phrase *p) {
  plb_mention m = {.begin = p->begin, .end = p->end, .head = p->head, .sentence = p->sentence, .party = p->party};
  m.n_party = p->n_party;
  m.metonym = p->metonym;
  m.pronoun = p->pronoun;
  m.modifier = p->owner;
  if ((p->n_party || p->pronoun) && !emit(r, m)) return false;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    if (hit->begin <= p->head && p->head < hit->end) continue;
    if (entry(r, hit->entry)->kind == PLB_ENTRY_ROLE || entry(r, hit->entry)->kind == PLB_ENTRY_PLACE) continue;
    if (!push(r, party_of_hit(r, hit))) return false;
    plb_mention inner = {hit->begin, hit->end, hit->end - 1, p->sentence, r->party.n - 1, 1, false, true, false};
    if (!emit(r, inner)) return false;
  }
  const plb_token *first = &r->doc->token[p->begin];
  if (first->tag != PLB_TAG_PRPS || p->end == p->begin + 1) return true;
  plb_mention owner = {p->begin, p->begin + 1, p->begin, p->sentence, 0, 0, false, true, true};
  plb_named who = plb_memory_pronoun(&r->memory, first->lower, p->sentence);
  owner.party = who.party;
  owner.n_party = who.n;
  return emit(r, owner);
}

plb_status plb_resolve_actors(const plb_actor_tables *t, plb_doc *doc, plb_error *err) {
  resolver r = {.t = t, .doc = doc, .day = doc->meta.published_day};
  plb_memory_init(&r.memory, doc->arena);
  plb_status s = plb_phrases_find(&t->gazetteer, doc, &r.ps, err);
  if (!s) {
    find_focus(&r);
    learn_names(&r);
  }
  for (uint32_t i = 0; !s && i < r.ps.phrase.n; i++) {
    s = resolve_phrase(&r, i);
    if (!s && !emit_phrase(&r, &r.ps.phrase.at[i])) s = PLB_NOMEM;
    if (s) plb_fail(err, s, "resolve", "the document's memory is used up");
  }
  plb_memory_free(&r.memory);
  doc->focus = r.focus;
  doc->party = r.party.at;
  doc->n_party = r.party.n;
  doc->mention = r.mention.at;
  doc->n_mention = r.mention.n;
  return s;
}
