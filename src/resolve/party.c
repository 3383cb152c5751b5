/* Parties as they are made: from a table hit, with the rule that made them. */
#include "resolve/resolver.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

plb_party *plb_push_party(plb_resolver *r, plb_party party) {
  plb_party *p = plb_vec_push(r->doc->arena, &r->party, r->doc->limits->tokens * 2);
  if (!p) {
    r->out_of_memory = true;
    return NULL;
  }
  *p = party;
  return p;
}

/* Gives the phrase one party more; its parties stand together because phrases are resolved one after another. */
void plb_give(plb_resolver *r, plb_phrase *p, plb_party party) {
  if (!p->n_party) p->party = r->party.n;
  if (plb_push_party(r, party)) p->n_party++;
}

plb_slice plb_phrase_words(const plb_resolver *r, uint32_t begin, uint32_t end) {
  if (begin >= end) return (plb_slice){"", 0};
  return plb_doc_text(r->doc, plb_doc_tokens(r->doc, begin, end));
}

/* Lower-case words joined by one space, in the arena. */
plb_slice plb_lower_words(plb_resolver *r, uint32_t begin, uint32_t end) {
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

plb_slice plb_row_rule(plb_resolver *r, const plb_entry *e) {
  plb_slice s = plb_arena_printf(r->doc->arena, "%s:%u", e->file, e->line);
  if (!s.p) r->out_of_memory = true;
  return s;
}

const plb_entry *plb_entry_of(const plb_resolver *r, uint32_t e) {
  return &r->t->gazetteer.entry.at[e];
}

bool plb_name_tag(const plb_token *t) {
  return t->tag == PLB_TAG_NNP || t->tag == PLB_TAG_NNPS;
}

bool plb_plural_tag(const plb_token *t) {
  return t->tag == PLB_TAG_NNS || t->tag == PLB_TAG_NNPS;
}

bool plb_has_word(const plb_resolver *r, const plb_phrase *p, const char *word) {
  for (uint32_t i = p->begin; i < p->end; i++)
    if (plb_slice_is(r->doc->token[i].lower, word)) return true;
  return false;
}

bool plb_former(const plb_resolver *r, const plb_phrase *p) {
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
plb_party plb_party_of_hit(plb_resolver *r, const plb_hit *hit) {
  const plb_gazetteer *g = &r->t->gazetteer;
  uint32_t on = plb_gazetteer_on(g, hit->entry, r->day);
  const plb_entry *e = plb_entry_of(r, on == PLB_ENTRY_NONE ? hit->entry : on);
  plb_party party = {.name = e->name, .code = e->code, .sector = e->sector, .kind = kind_of_entry(e), .certain = 95};
  if (on == PLB_ENTRY_NONE && e->kind == PLB_ENTRY_PERSON && plb_date_known(r->day)) party.sector = PLB_SECTOR_ELI;
  if (e->kind == PLB_ENTRY_PLACE) party.certain = 40;
  if (e->kind == PLB_ENTRY_PEOPLE) party.sector = PLB_SECTOR_CVL;
  party.rule = plb_row_rule(r, e);
  return party;
}

plb_party plb_state_itself(const plb_resolver *r, plb_party party) {
  uint32_t e = plb_map_get(&r->t->gazetteer.state, party.code);
  if (e == PLB_MAP_NONE) return party;
  party.name = plb_entry_of(r, e)->name;
  party.kind = PLB_PARTY_STATE;
  party.sector = PLB_SECTOR_GOV;
  return party;
}

plb_party plb_state_at(const plb_resolver *r, uint32_t index) {
  const plb_seen *seen = &r->about.state[index];
  bool body = seen->code.n > 3;
  return plb_state_itself(r, (plb_party){.name = body ? seen->name : seen->code,
                                         .code = seen->code,
                                         .sector = body ? PLB_SECTOR_IGO : PLB_SECTOR_GOV,
                                         .kind = body ? PLB_PARTY_ORGANISATION : PLB_PARTY_STATE});
}

plb_party plb_party_again(plb_resolver *r, uint32_t party, const char *how) {
  enum { SURE = 70 }; /* no pointing word is surer */
  plb_party again = r->party.at[party];
  again.certain = again.certain < SURE ? again.certain : SURE;
  again.rule = plb_arena_printf(r->doc->arena, "%s: %.*s", how, (int)again.rule.n, again.rule.p);
  if (!again.rule.p) r->out_of_memory = true;
  return again;
}
