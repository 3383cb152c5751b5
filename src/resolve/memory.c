/* Recency with a preference for subjects and agreement in number, gender and animacy, the core of rule-based pronoun
 * resolution (Hobbs 1978; Lappin & Leass 1994), within three sentences. */
#include "resolve/memory.h"

#include <string.h>

#include "base/slice.h"

enum {
  REACH = 3, /* sentences a pronoun looks back */
  /* weights, tuned on our corpus */
  NEAR = 60,
  BEHIND = 15, /* taken off for each sentence back */
  SUBJECT = 15,
  AGREES = 10,      /* of the pronoun's very gender */
  BODY_AS_MANY = 20 /* taken off: "the ministry ... they" */
};

void plb_memory_init(plb_memory *m, plb_arena *arena) {
  *m = (plb_memory){.arena = arena};
}

void plb_memory_free(plb_memory *m) {
  plb_map_free(&m->name);
  plb_map_free(&m->role);
  plb_map_free(&m->head);
  plb_map_free(&m->word);
  plb_map_free(&m->gender);
}

static bool body_kind(uint8_t kind) {
  return kind == PLB_PARTY_STATE || kind == PLB_PARTY_ORGANISATION || kind == PLB_PARTY_GROUP;
}

static void push_recent(plb_memory *m, plb_recent r) {
  if (m->n_recent < PLB_MEMORY_RECENT) m->n_recent++;
  memmove(m->recent + 1, m->recent, (m->n_recent - 1) * sizeof *m->recent);
  m->recent[0] = r;
}

void plb_memory_note(plb_memory *m, const plb_party *party, const plb_phrase *p, plb_recent what) {
  if (!p->n_party) return;
  what.named = (plb_named){p->party, p->n_party, p->sentence};
  const plb_party *first = &party[p->party];
  for (uint32_t i = 0; i < p->n_party; i++)
    if (party[p->party + i].code.n == 3 && plb_code_known(party[p->party + i].code) &&
        !plb_slice_is(party[p->party + i].code, "WST"))
      m->state = (plb_named){p->party + i, 1, p->sentence};
  bool group = first->kind == PLB_PARTY_ORGANISATION || first->kind == PLB_PARTY_GROUP;
  if (group && first->sector < PLB_SECTOR_COUNT) m->group[first->sector] = what.named;
  if (what.number == PLB_NUMBER_BODY && !body_kind(first->kind)) return;
  push_recent(m, what);
}

plb_named plb_memory_group(const plb_memory *m, uint64_t sectors) {
  plb_named best = {0};
  for (uint32_t k = 0; k < PLB_SECTOR_COUNT; k++)
    if ((sectors >> k & 1) && m->group[k].n && (!best.n || m->group[k].party > best.party)) best = m->group[k];
  return best;
}

plb_named plb_memory_many(const plb_memory *m, uint32_t sentence) {
  for (uint32_t i = 0; i < m->n_recent && m->recent[i].named.sentence + REACH + 2 >= sentence; i++)
    if (m->recent[i].number == PLB_NUMBER_MANY) return m->recent[i].named;
  return (plb_named){0};
}

void plb_memory_together(plb_memory *m, plb_named named, uint32_t token) {
  push_recent(m, (plb_recent){.named = named, .token = token, .number = PLB_NUMBER_MANY, .subject = true});
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
  if (last_word(key).n < key.n && m->n_last < PLB_MEMORY_NAMES) m->last[m->n_last++] = last_word(key);
  const char *space = memchr(key.p, ' ', key.n); /* the family name stands first in "Wang Yi" */
  plb_slice first = plb_slice_of(key.p, space ? (size_t)(space - key.p) : key.n);
  return plb_map_get(&m->name, first) != PLB_MAP_NONE || plb_map_set(&m->name, first, party);
}

uint32_t plb_memory_by_name(const plb_memory *m, plb_slice lower_name) {
  uint32_t party = plb_map_get(&m->name, lower_name);
  return party == PLB_MAP_NONE ? PLB_NONE : party;
}

/* One letter changed, added or left out, but for the first; a final -a is another person ("Ivanov", "Ivanova"). */
static bool one_off(plb_slice a, plb_slice b) {
  if (a.n < b.n) {
    plb_slice swap = a;
    a = b;
    b = swap;
  }
  if (b.n < 5 || a.n > b.n + 1 || a.p[0] != b.p[0]) return false;
  uint32_t k = 0;
  while (k < b.n && a.p[k] == b.p[k])
    k++;
  if (k == b.n) return a.n > b.n && a.p[k] != 'a' && a.p[k] != 's';
  return plb_slice_eq(plb_slice_sub(a, k + 1, a.n), plb_slice_sub(b, a.n == b.n ? k + 1 : k, b.n));
}

uint32_t plb_memory_by_near_name(const plb_memory *m, plb_slice lower) {
  uint32_t party = PLB_NONE;
  for (uint32_t i = 0; i < m->n_last; i++) {
    if (!one_off(lower, m->last[i])) continue;
    uint32_t other = plb_memory_by_name(m, m->last[i]);
    if (party != PLB_NONE && other != party) return PLB_NONE;
    party = other;
  }
  return party;
}

/* What the candidate weighs for the pronoun; 0: it does not fit. */
static int32_t weight(const plb_recent *c, plb_number number, plb_gender gender, uint32_t s) {
  if (c->named.sentence + REACH < s) return 0;
  bool fits = c->number == number || (number == PLB_NUMBER_MANY && c->number == PLB_NUMBER_BODY);
  if (!fits || (gender && c->gender && gender != c->gender)) return 0;
  int32_t w = NEAR - BEHIND * (int32_t)(s - c->named.sentence);
  if (c->subject) w += SUBJECT;
  if (gender && gender == c->gender) w += AGREES;
  if (c->number != number) w -= BODY_AS_MANY;
  return w;
}

plb_named plb_memory_pronoun(const plb_memory *m, plb_slice w, uint32_t s, uint32_t clause, uint32_t self) {
  if (w.n < 2) return (plb_named){0};
  plb_number number = w.p[0] == 't' ? PLB_NUMBER_MANY : w.p[0] == 'i' ? PLB_NUMBER_BODY : PLB_NUMBER_PERSON;
  bool she = w.p[0] == 's' || plb_slice_starts(w, PLB_LIT("her"));
  plb_gender gender = number != PLB_NUMBER_PERSON ? PLB_GENDER_UNKNOWN : she ? PLB_GENDER_SHE : PLB_GENDER_HE;
  if (number == PLB_NUMBER_PERSON && !she && w.p[0] != 'h') return (plb_named){0};
  plb_named best = {0};
  int32_t most = 0;
  for (uint32_t i = 0; i < m->n_recent; i++) {
    const plb_recent *c = &m->recent[i];
    if ((c->subject && c->token >= clause) || c->token == self) continue;
    int32_t x = weight(c, number, gender, s);
    bool tie = x == most && c->subject && c->named.sentence == best.sentence;
    if (x <= 0 || x < most || (x == most && !tie)) continue;
    most = x;
    best = c->named;
  }
  return best;
}

bool plb_memory_two_persons(const plb_memory *m, const plb_party *party, uint32_t s, plb_named out[2]) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->n_recent && m->recent[i].named.sentence + 1 >= s && n < 2; i++) {
    const plb_recent *c = &m->recent[i];
    if (c->number == PLB_NUMBER_MANY) return false;
    if (c->number != PLB_NUMBER_PERSON || c->named.n != 1 ||
        (n && plb_slice_eq(party[out[0].party].name, party[c->named.party].name)))
      continue;
    out[n++] = c->named;
  }
  return n == 2;
}
