/* Recency with a preference for subjects, the core of rule-based pronoun resolution (Hobbs 1978; Lappin & Leass 1994),
 * within three sentences. */
#include "resolve/memory.h"

#include <string.h>

#include "base/slice.h"

enum { REACH = 3 }; /* sentences a pronoun looks back */

void plb_memory_init(plb_memory *m, plb_arena *arena) {
  *m = (plb_memory){.arena = arena};
}

void plb_memory_free(plb_memory *m) {
  plb_map_free(&m->name);
  plb_map_free(&m->role);
  plb_map_free(&m->head);
  plb_map_free(&m->word);
}

static void note_state(plb_memory *m, const plb_party *all, plb_named named) {
  const plb_party *party = &all[named.party];
  uint32_t k = 0;
  while (k < m->n_state && !plb_slice_eq(all[m->state[k].party].code, party->code))
    k++;
  if (k == m->n_state && m->n_state < PLB_MEMORY_STATES) m->n_state++;
  if (k == PLB_MEMORY_STATES) k--;
  for (; k > 0; k--)
    m->state[k] = m->state[k - 1];
  m->state[0] = named;
}

static bool body_kind(uint8_t kind) {
  return kind == PLB_PARTY_STATE || kind == PLB_PARTY_ORGANISATION || kind == PLB_PARTY_GROUP;
}

void plb_memory_note(plb_memory *m, const plb_party *party, const plb_phrase *p, bool plural) {
  if (!p->n_party) return;
  plb_named named = {p->party, p->n_party, p->sentence};
  for (uint32_t i = 0; i < p->n_party; i++)
    if (party[p->party + i].code.n == 3 && party[p->party + i].code.p[0] != '-' &&
        !plb_slice_is(party[p->party + i].code, "WST"))
      note_state(m, party, (plb_named){p->party + i, 1, p->sentence});
  const plb_party *first = &party[p->party];
  bool subject = p->prep == PLB_NONE;
  if (plural || p->n_party > 1) {
    m->many = named;
    if (!body_kind(first->kind)) return;
  } else if (first->kind == PLB_PARTY_PERSON || first->kind == PLB_PARTY_ROLE) {
    if (!m->person.n || !plb_slice_eq(party[m->person.party].name, first->name)) m->person_before = m->person;
    m->person = named;
    if (subject) m->person_subject = named;
    return;
  }
  if (!body_kind(first->kind)) return;
  m->body = named;
  if (subject) m->body_subject = named;
  if (first->kind != PLB_PARTY_STATE) m->group = named;
}

void plb_memory_together(plb_memory *m, plb_named named) {
  m->many = named;
}

bool plb_memory_two_persons(const plb_memory *m, uint32_t s) {
  return m->person.n == 1 && m->person_before.n == 1 && m->person.sentence + 1 >= s &&
         m->person_before.sentence + 1 >= s && m->many.sentence + 1 < s;
}

static plb_slice last_word(plb_slice s) {
  for (uint32_t i = s.n; i > 0; i--)
    if (s.p[i - 1] == ' ') return plb_slice_sub(s, i, s.n);
  return s;
}

bool plb_memory_name(plb_memory *m, plb_slice lower_name, uint32_t party) {
  if (!lower_name.n) return true;
  plb_slice key = plb_arena_dup(m->arena, lower_name);
  if (!key.p || !plb_map_set(&m->name, key, party) || !plb_map_set(&m->name, last_word(key), party)) return false;
  const char *space = memchr(key.p, ' ', key.n); /* the family name stands first in "Wang Yi" */
  plb_slice first = plb_slice_of(key.p, space ? (size_t)(space - key.p) : key.n);
  return plb_map_get(&m->name, first) != PLB_MAP_NONE || plb_map_set(&m->name, first, party);
}

uint32_t plb_memory_by_name(const plb_memory *m, plb_slice lower_name) {
  uint32_t party = plb_map_get(&m->name, lower_name);
  return party == PLB_MAP_NONE ? PLB_NONE : party;
}

static plb_named nearer(plb_named subject, plb_named any, uint32_t s) {
  if (subject.n && subject.sentence + REACH >= s && subject.sentence + 1 >= any.sentence) return subject;
  return any.n && any.sentence + REACH >= s ? any : (plb_named){0};
}

plb_named plb_memory_pronoun(const plb_memory *m, plb_slice w, uint32_t s) {
  if (w.n == 0) return (plb_named){0};
  if (w.p[0] == 'h' || w.p[0] == 's') return nearer(m->person_subject, m->person, s); /* he his him her she */
  if (w.p[0] == 'i' && w.n > 1) return nearer(m->body_subject, m->body, s);           /* it its */
  if (w.p[0] != 't') return (plb_named){0};
  plb_named many = nearer(m->many, m->many, s); /* they them their */
  plb_named body = nearer(m->body_subject, m->body, s);
  return many.n && (!body.n || many.sentence >= body.sentence) ? many : body;
}
