/* Noun phrases to parties, in the order of the text: the table row of the head when it has one; else a role with the
 * nation or body that owns it ("Chinese foreign minister", "Taliban spokesman", "minister of X"); else a name the
 * document has explained before; else a pronoun or description that points back. An office on a day becomes its
 * holder's name. The idea of actor + agent dictionaries is TABARI's and PETRARCH's (Schrodt 2012); dated rows are
 * theirs too. */
#include "resolve/resolver.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

static const char *const refers[] = {"pair", "state", "group", "west", "nobody", "other"};
static const char *const pronouns[] = {"he", "she"};
static const char *const compounds[] = {"owner", "sponsor"};

/* A table of two columns, a word and one of n kinds, which gives first + its number. */
static plb_status load_kinds(plb_map *map, const char *file, const char *columns, const char *const *kinds, uint32_t n,
                             uint32_t first, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, file, columns, err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice cell = plb_table_cell(&t, 1);
    uint32_t k = (uint32_t)plb_slice_index(cell, kinds, n);
    if (k == n) return plb_table_fail(&t, err, "there is no kind '%.*s'", (int)cell.n, cell.p);
    if (!plb_map_set(map, plb_table_cell(&t, 0), first + k)) return plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_compounds(plb_actor_tables *tables, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/compounds.tsv", "part gives", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice cell = plb_table_cell(&t, 1);
    uint32_t k = (uint32_t)plb_slice_index(cell, compounds, 2);
    uint32_t state = k == 2 ? plb_map_get(&tables->gazetteer.state, cell) : 0;
    if (state == PLB_MAP_NONE) return plb_table_fail(&t, err, "gives neither owner, sponsor nor a state's code");
    if (!plb_map_set(&tables->compound, plb_table_cell(&t, 0), k == 2 ? PLB_COMPOUND_NONE + state : k))
      return plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* "IGO|PTY" as a set of bits; "-": all. */
static plb_status read_sectors(plb_table *t, plb_slice cell, uint64_t *out, plb_error *err) {
  plb_slice rest = cell, name;
  *out = plb_slice_is(cell, "-") || !cell.n ? UINT64_MAX : 0;
  while (!*out || (*out != UINT64_MAX && rest.n)) {
    if (!plb_slice_split(&rest, '|', &name)) break;
    plb_sector s = plb_sector_of(name);
    if (s == PLB_SECTOR_COUNT) return plb_table_fail(t, err, "'%.*s' is no sector", (int)name.n, name.p);
    *out |= (uint64_t)1 << s;
  }
  return PLB_OK;
}

static plb_status load_descriptions(plb_descriptions *d, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/descriptions.tsv", "form refers sectors", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t k = (uint32_t)plb_slice_index(plb_table_cell(&t, 1), refers, sizeof refers / sizeof *refers);
    if (k == sizeof refers / sizeof *refers) return plb_table_fail(&t, err, "refers to no known kind");
    if (d->n == PLB_DESCRIPTIONS_MOST)
      return plb_table_fail(&t, err, "more than %d descriptions", PLB_DESCRIPTIONS_MOST);
    d->row[d->n].refers = (plb_refer)k;
    if ((s = read_sectors(&t, plb_table_cell(&t, 2), &d->row[d->n].sectors, err))) return s;
    if (!plb_map_set(&d->form, plb_table_cell(&t, 0), d->n++)) return plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_actor_tables_open(plb_actor_tables **out, plb_error *err) {
  plb_actor_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
  plb_status s = plb_gazetteer_open(&t->gazetteer, err);
  if (!s) s = load_descriptions(&t->description, err);
  if (!s) s = load_compounds(t, err);
  if (!s) s = plb_clue_weights_open(&t->weights, err);
  if (!s) s = load_kinds(&t->gender, "actors/gender.tsv", "form pronoun", pronouns, 2, PLB_GENDER_HE, err);
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
  plb_map_free(&t->description.form);
  plb_map_free(&t->gender);
  plb_map_free(&t->compound);
  free(t);
}

/* ---- one phrase ---- */

/* A table's national body ("Supreme Court" USA) under another nation in the words ("Pakistan's Supreme Court"). */
static void resolve_body(plb_resolver *r, uint32_t index, const plb_hit *hit) {
  plb_phrase *p = &r->ps.phrase.at[index];
  plb_party party = plb_party_of_hit(r, hit);
  static const plb_entry body = {.sector = PLB_SECTOR_GOV};
  plb_owner_list owner = {0};
  if (party.code.n == 3) plb_find_owners(r, index, &body, hit->begin, &owner);
  if (owner.n == 1 && owner.at[0].code.n == 3 && !plb_slice_eq(owner.at[0].code, party.code) &&
      plb_code_known(party.code)) {
    party.code = owner.at[0].code;
    party.name = plb_arena_printf(r->doc->arena, "%.*s %.*s", (int)owner.at[0].name.n, owner.at[0].name.p,
                                  (int)party.name.n, party.name.p);
    if (!party.name.p) r->out_of_memory = true;
  }
  plb_give(r, p, party);
}

static void resolve_states(plb_resolver *r, plb_phrase *p, const plb_hit *head) {
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = plb_entry_of(r, hit->entry);
    if (hit != head && e->kind > PLB_ENTRY_CAPITAL) continue;
    if (hit == head) p->metonym = e->kind == PLB_ENTRY_CAPITAL;
    if (hit == head || e->kind == PLB_ENTRY_ADJECTIVE) plb_give(r, p, plb_party_of_hit(r, hit));
  }
}

/* "NATO Secretary General Jens Stoltenberg": of a person's offices the one under the body or state named beside him,
 * when the day does not decide. */
static plb_party person_in_phrase(plb_resolver *r, const plb_phrase *p, const plb_hit *hit) {
  plb_party party = plb_party_of_hit(r, hit);
  if (plb_date_known(r->day)) return party;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit && &r->ps.hit.at[k] != hit; k++)
    for (uint32_t e = hit->entry; e != PLB_ENTRY_NONE; e = plb_entry_of(r, e)->next) {
      const plb_entry *row = plb_entry_of(r, e);
      if (row->kind != PLB_ENTRY_PERSON || !plb_slice_eq(row->code, plb_entry_of(r, r->ps.hit.at[k].entry)->code))
        continue;
      party.code = row->code;
      party.sector = row->sector;
      party.name = row->name;
      party.rule = plb_row_rule(r, row);
      return party;
    }
  return party;
}

/* "the Tibesti Salvation Front": a role written as a name is remembered by its words, so that "the Front" finds it
 * again. */
static void remember_named_role(plb_resolver *r, const plb_phrase *p) {
  uint32_t first = p->head;
  while (first > p->begin && plb_name_tag(&r->doc->token[first - 1]))
    first--;
  if (first == p->head || !plb_name_tag(&r->doc->token[p->head]) || p->n_party != 1) return;
  r->party.at[p->party].name = plb_phrase_words(r, first, p->head + 1);
  if (!plb_memory_name(&r->memory, plb_lower_words(r, first, p->head + 1), p->party)) r->out_of_memory = true;
}

static void resolve_hit(plb_resolver *r, uint32_t index, const plb_hit *hit) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_entry *e = plb_entry_of(r, hit->entry);
  if (e->kind == PLB_ENTRY_ROLE) {
    if (plb_name_tag(&r->doc->token[p->head]) && p->n_hit == 1 && hit->begin == p->head && plb_known_name(r, p)) return;
    plb_resolve_role(r, index, hit, false);
    if (e->role_kind != PLB_ROLE_PERSON) remember_named_role(r, p);
  } else if (e->kind == PLB_ENTRY_ORGANISATION || e->kind == PLB_ENTRY_GROUP) {
    resolve_body(r, index, hit);
  } else if (e->kind == PLB_ENTRY_PERSON) {
    plb_party party = person_in_phrase(r, p, hit);
    if (plb_former(r, p)) party.sector = PLB_SECTOR_ELI;
    plb_give(r, p, party);
    plb_slice lower = plb_lower_words(r, hit->begin, hit->end);
    if (p->n_party && !plb_memory_name(&r->memory, lower, p->party)) r->out_of_memory = true;
  } else {
    resolve_states(r, p, hit);
  }
}

/* "Chinese companies", "a Russian campaign": no head we know, but a nation. */
static void national(plb_resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    const plb_entry *e = plb_entry_of(r, hit->entry);
    if (e->kind == PLB_ENTRY_ROLE || e->kind == PLB_ENTRY_PLACE) continue;
    plb_party party = plb_party_of_hit(r, hit);
    party.certain = 45;
    party.kind = PLB_PARTY_OTHER;
    if (e->kind != PLB_ENTRY_ORGANISATION && e->kind != PLB_ENTRY_GROUP) party.sector = PLB_SECTOR_UNK;
    plb_give(r, p, party);
  }
}

/* An apposition is closed: a comma, a bracket, the sentence's end or "who" follows. "In Rome, the minister said" is
 * none. */
static bool closed(const plb_resolver *r, const plb_phrase *p) {
  if (p->end >= r->doc->n_token || r->doc->token[p->end].sentence != p->sentence) return true;
  uint8_t tag = r->doc->token[p->end].tag;
  return tag == PLB_TAG_COMMA || tag >= PLB_TAG_STOP || tag == PLB_TAG_WP || tag == PLB_TAG_POS || tag == PLB_TAG_CC;
}

static plb_slice apposition_rule(plb_resolver *r, const plb_party *by) {
  plb_slice s = plb_arena_printf(r->doc->arena, "apposition: %.*s", (int)by->rule.n, by->rule.p);
  if (!s.p) r->out_of_memory = true;
  return s;
}

static void explain_by_apposition(plb_resolver *r, plb_phrase *p) {
  if (p->apposed == PLB_NONE || !p->n_party || !closed(r, p)) return;
  plb_phrase *q = &r->ps.phrase.at[p->apposed];
  if (q->n_party != 1 || p->n_party != 1) return;
  plb_party *a = &r->party.at[q->party], *b = &r->party.at[p->party];
  bool a_open = a->kind == PLB_PARTY_OTHER && a->certain <= 20, b_open = b->kind == PLB_PARTY_OTHER && b->certain <= 20;
  if (a_open && b->kind == PLB_PARTY_ROLE) {
    a->code = b->code;
    a->sector = b->sector;
    a->kind = PLB_PARTY_PERSON;
    a->certain = 70;
    a->rule = apposition_rule(r, b);
    p->party = q->party;
  } else if (b_open && a->kind == PLB_PARTY_ROLE) {
    b->code = a->code;
    b->sector = a->sector;
    b->kind = PLB_PARTY_PERSON;
    b->certain = 70;
    b->rule = apposition_rule(r, a);
  }
}

/* "Lavrov and Wang": remembered together for a later "they". */
static void note_together(plb_resolver *r, uint32_t index) {
  const plb_phrase *p = &r->ps.phrase.at[index], *q = index ? &r->ps.phrase.at[index - 1] : NULL;
  if (!q || q->sentence != p->sentence || !p->n_party || !q->n_party || q->end + 1 != p->begin) return;
  if (!plb_slice_is(r->doc->token[q->end].lower, "and")) return;
  plb_named both = {r->party.n, 0, p->sentence};
  for (uint32_t i = 0; i < q->n_party; i++)
    both.n += plb_push_party(r, r->party.at[q->party + i]) != NULL;
  for (uint32_t i = 0; i < p->n_party; i++)
    both.n += plb_push_party(r, r->party.at[p->party + i]) != NULL;
  plb_memory_together(&r->memory, both, q->begin);
}

static plb_status resolve_phrase(plb_resolver *r, uint32_t index) {
  plb_phrase *p = &r->ps.phrase.at[index];
  const plb_token *head = &r->doc->token[p->head];
  const plb_hit *hit = plb_phrase_hit_at(&r->ps, p, p->head);
  if (p->end == p->begin + 1 && (head->tag == PLB_TAG_PRP || head->tag == PLB_TAG_PRPS))
    plb_pronoun(r, p);
  else if (plb_again(r, p) || plb_description(r, p))
    ;
  else if (hit && !(plb_entry_of(r, hit->entry)->kind == PLB_ENTRY_ADJECTIVE && hit->end <= p->head))
    resolve_hit(r, index, hit);
  else if (!plb_role_and_name(r, index) && !plb_known_name(r, p)) {
    national(r, index);
    if (!p->n_party && plb_name_tag(head)) plb_unknown_name(r, p);
  }
  explain_by_apposition(r, p);
  plb_remember(r, p);
  if (p->pronoun || (p->metonym && plb_phrase_locative(r->doc, p))) return r->out_of_memory ? PLB_NOMEM : PLB_OK;
  plb_note(r, p);
  note_together(r, index);
  return r->out_of_memory ? PLB_NOMEM : PLB_OK;
}

/* ---- the document ---- */

/* "U.S. Defense Secretary Jane Doe": a role, its owner and a name in one phrase explain the name for the whole
 * document. */
static void learn_role_and_name(plb_resolver *r, const plb_phrase *p) {
  const plb_hit *role = plb_role_before_name(r, p);
  if (!role) return;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit && &r->ps.hit.at[k] != role; k++) {
    plb_party owner = plb_party_of_hit(r, &r->ps.hit.at[k]);
    if (!plb_code_known(owner.code) || plb_entry_of(r, r->ps.hit.at[k].entry)->kind == PLB_ENTRY_ROLE) continue;
    plb_party party = plb_role_party(r, p, plb_entry_of(r, role->entry), &owner);
    uint32_t first = plb_name_begin(r, p, role);
    party.name = plb_phrase_words(r, first, p->head + 1);
    party.kind = PLB_PARTY_PERSON;
    if (plb_push_party(r, party) &&
        !plb_memory_name(&r->memory, plb_lower_words(r, first, p->head + 1), r->party.n - 1))
      r->out_of_memory = true;
    return;
  }
}

/* Names met in full anywhere, so that a headline's surname finds the body's full name. */
static void learn_names(plb_resolver *r) {
  for (uint32_t i = 0; i < r->ps.phrase.n; i++) {
    const plb_phrase *p = &r->ps.phrase.at[i];
    const plb_hit *hit = plb_phrase_hit_at(&r->ps, p, p->head);
    if (!hit) learn_role_and_name(r, p);
    if (!hit || plb_entry_of(r, hit->entry)->kind != PLB_ENTRY_PERSON || hit->end == hit->begin + 1) continue;
    plb_party *party = plb_push_party(r, plb_party_of_hit(r, hit));
    if (!party || !plb_memory_name(&r->memory, plb_lower_words(r, hit->begin, hit->end), r->party.n - 1)) return;
  }
}

static void find_pair(plb_resolver *r) {
  uint32_t pair[2];
  if (!plb_about_main(&r->about, pair)) return;
  for (uint32_t i = 0; i < 2; i++)
    r->doc->pair[i] = plb_state_at(r, pair[i]);
}

static bool emit(plb_resolver *r, plb_mention m) {
  plb_mention *slot = plb_vec_push(r->doc->arena, &r->mention, r->doc->limits->tokens * 2);
  if (!slot) return false;
  *slot = m;
  return true;
}

/* "China-Russia ties" */
static bool emit_both(plb_resolver *r, uint32_t token, uint32_t sentence) {
  plb_party two[2];
  if (!plb_two_states(r, token, two)) return true;
  plb_mention m = {token, token + 1, token, sentence, r->party.n, 2, false, true, false};
  return plb_push_party(r, two[0]) && plb_push_party(r, two[1]) && emit(r, m);
}

/* The phrase as a mention, and the nations and bodies inside it as mentions that modify. */
static bool emit_phrase(plb_resolver *r, const plb_phrase *p) {
  plb_mention m = {.begin = p->begin, .end = p->end, .head = p->head, .sentence = p->sentence, .party = p->party};
  m.n_party = p->n_party;
  m.metonym = p->metonym;
  m.pronoun = p->pronoun;
  m.modifier = p->owner;
  if ((p->n_party || p->pronoun) && !emit(r, m)) return false;
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
    const plb_hit *hit = &r->ps.hit.at[k];
    if (hit->begin <= p->head && p->head < hit->end) continue;
    if (plb_entry_of(r, hit->entry)->kind == PLB_ENTRY_ROLE || plb_entry_of(r, hit->entry)->kind == PLB_ENTRY_PLACE)
      continue;
    if (!plb_push_party(r, plb_party_of_hit(r, hit))) return false;
    plb_mention inner = {hit->begin, hit->end, hit->end - 1, p->sentence, r->party.n - 1, 1, false, true, false};
    if (!emit(r, inner)) return false;
  }
  for (uint32_t i = p->begin; i < p->head; i++)
    if (!emit_both(r, i, p->sentence)) return false;
  const plb_token *first = &r->doc->token[p->begin];
  if (first->tag != PLB_TAG_PRPS || p->end == p->begin + 1) return true;
  plb_mention owner = {p->begin, p->begin + 1, p->begin, p->sentence, 0, 0, false, true, true};
  plb_named who = plb_possessor(r, p);
  owner.party = r->party.n;
  owner.n_party = who.n;
  for (uint32_t i = 0; i < who.n; i++)
    if (!plb_push_party(r, plb_party_again(r, who.party + i, "possessive"))) return false;
  return emit(r, owner);
}

plb_status plb_resolve_actors(const plb_actor_tables *t, plb_doc *doc, plb_error *err) {
  plb_resolver r = {.t = t, .doc = doc, .day = doc->meta.published_day};
  plb_memory_init(&r.memory, doc->arena);
  plb_status s = plb_phrases_find(&t->gazetteer, doc, &r.ps, err);
  if (!s) {
    s = plb_about_read(&t->gazetteer, doc, &r.ps, &r.about, err);
    find_pair(&r);
    learn_names(&r);
  }
  for (uint32_t i = 0; !s && i < r.ps.phrase.n; i++) {
    s = resolve_phrase(&r, i);
    if (!s && !emit_phrase(&r, &r.ps.phrase.at[i])) s = PLB_NOMEM;
    if (s) plb_fail(err, s, "resolve", "the document's memory is used up");
  }
  plb_memory_free(&r.memory);
  if (r.about.focus != PLB_NONE) doc->focus = r.about.state[r.about.focus].code;
  doc->party = r.party.at;
  doc->n_party = r.party.n;
  doc->mention = r.mention.at;
  doc->n_mention = r.mention.n;
  return s;
}
