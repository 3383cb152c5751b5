/* After the end-to-end scorer of our development data: events of one sentence (at the level of documents: events that
 * share anything) are candidates, weighed 8 for the type, 5 for the trigger, 3 for the quad class, 3 for the parties,
 * and taken best first; ties go by order. A trigger is near when it begins within 12 code points before the first's, or
 * inside it (at least 12). A side is right when its set of codes is equal, or shares two thirds of the larger one.
 * CONSULT, COOPERATE and several actors without recipient have no direction: both sides together are compared. */
#include "eval/match.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/utf8.h"

enum { SLACK = 12, OPTIONAL_LOSS = 20 };

/* ---- parties ---- */
typedef struct party_set {
  const plb_coded_party *at[2 * PLB_EVAL_PARTIES];
  uint32_t n;
} party_set;

bool plb_match_known(const plb_coded_party *p) {
  return p->code.n && !plb_slice_is(p->code, "---");
}

static bool equal(const plb_coded_party *a, const plb_coded_party *b, bool sectors) {
  return plb_slice_eq(a->code, b->code) && (!sectors || plb_slice_eq(a->sector, b->sector));
}

static bool holds(const party_set *s, const plb_coded_party *p, bool sectors) {
  for (uint32_t i = 0; i < s->n; i++)
    if (equal(s->at[i], p, sectors)) return true;
  return false;
}

static void collect(party_set *s, const plb_coded_party *p, uint32_t n, bool sectors) {
  for (uint32_t i = 0; i < n && s->n < 2 * PLB_EVAL_PARTIES; i++)
    if (plb_match_known(&p[i]) && !holds(s, &p[i], sectors)) s->at[s->n++] = &p[i];
}

static bool same(const party_set *a, const party_set *b, bool sectors) {
  uint32_t shared = 0, larger = a->n > b->n ? a->n : b->n;
  for (uint32_t i = 0; i < a->n; i++)
    shared += holds(b, a->at[i], sectors);
  return 3 * shared >= 2 * (larger ? larger : 1) || (!a->n && !b->n);
}

static bool same_parties(const plb_coded_event *x, const plb_coded_event *y, bool sectors) {
  party_set a = {.n = 0}, b = {.n = 0}, c = {.n = 0}, d = {.n = 0};
  bool symmetric = x->type == PLB_TYPE_CONSULT || x->type == PLB_TYPE_COOPERATE || (!x->n_recipient && x->n_actor > 1);
  collect(&a, x->actor, x->n_actor, sectors);
  collect(&b, y->actor, y->n_actor, sectors);
  collect(symmetric ? &a : &c, x->recipient, x->n_recipient, sectors);
  collect(symmetric ? &b : &d, y->recipient, y->n_recipient, sectors);
  return same(&a, &b, sectors) && same(&c, &d, sectors);
}

/* ---- triggers ---- */
static bool near_place(const plb_coded_event *x, const plb_coded_event *y) {
  uint64_t length = plb_utf8_count(x->trigger);
  return (uint64_t)y->at + SLACK >= x->at && y->at <= x->at + (length > SLACK ? length : SLACK);
}

/* Without places: one trigger's words are, or hold, the other's. */
static bool near_words(const plb_coded_event *x, const plb_coded_event *y) {
  if (!x->trigger.n || !y->trigger.n) return false;
  return plb_slice_find_nocase(x->trigger, y->trigger, 0) != UINT32_MAX ||
         plb_slice_find_nocase(y->trigger, x->trigger, 0) != UINT32_MAX;
}

static bool same_quad(const plb_coded_event *x, const plb_coded_event *y) {
  return strcmp(plb_type_quad((plb_type)x->type), plb_type_quad((plb_type)y->type)) == 0;
}

void plb_match_compare(plb_level level, const plb_coded_event *x, const plb_coded_event *y, plb_match *m) {
  m->type = x->type == y->type;
  m->quad = same_quad(x, y);
  bool placed = level == PLB_LEVEL_OFFSET && x->at != PLB_NOWHERE && y->at != PLB_NOWHERE;
  m->near = placed ? near_place(x, y) : near_words(x, y);
  m->dyad = same_parties(x, y, false);
  m->sectors = same_parties(x, y, true);
  m->weight = 8 * m->type + 5 * m->near + 3 * m->quad + 3 * m->dyad;
  if (x->optional && !(m->near && m->type)) m->weight -= OPTIONAL_LOSS;
}

/* ---- pairs ---- */
/* Is there nothing to tell the places of the two apart? */
static bool anywhere(plb_level level, const plb_coded_event *x, const plb_coded_event *y) {
  return level == PLB_LEVEL_DOCUMENT || (x->sentence == UINT64_MAX && x->at == PLB_NOWHERE) ||
         (y->sentence == UINT64_MAX && y->at == PLB_NOWHERE);
}

/* May they be the same, whatever they say? */
static bool may_be(plb_level level, const plb_coded_event *x, const plb_coded_event *y) {
  bool unknown = x->sentence == UINT64_MAX || y->sentence == UINT64_MAX;
  return unknown || x->sentence == y->sentence || anywhere(level, x, y);
}

/* Events of unknown sentences may when their places are near. */
static bool candidate(plb_level level, const plb_coded_event *x, const plb_coded_event *y, const plb_match *m) {
  if (x->optional && !m->near) return false;
  if (anywhere(level, x, y)) return m->type || m->near || (m->quad && m->dyad);
  return x->sentence == UINT64_MAX || y->sentence == UINT64_MAX ? m->near : x->sentence == y->sentence;
}

static int best_first(const void *a, const void *b) {
  const plb_match *x = a, *y = b;
  if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  return (x->second > y->second) - (x->second < y->second);
}

typedef PLB_VEC(plb_match) matches;

static plb_status candidates(plb_level level, plb_coded_event *const *first, uint32_t n_first,
                             plb_coded_event *const *second, uint32_t n_second, plb_arena *arena, matches *out,
                             plb_error *err) {
  for (uint32_t i = 0; i < n_first; i++)
    for (uint32_t j = 0; j < n_second; j++) {
      plb_match m = {.first = i, .second = j};
      if (!may_be(level, first[i], second[j])) continue;
      plb_match_compare(level, first[i], second[j], &m);
      if (!candidate(level, first[i], second[j], &m)) continue;
      plb_match *to = plb_vec_push(arena, out, PLB_EVAL_PAIRS);
      if (!to && out->n >= PLB_EVAL_PAIRS)
        return plb_fail(err, PLB_LIMIT, "eval", "more than %d pairs of events of one document may be the same",
                        PLB_EVAL_PAIRS);
      if (!to) return plb_eval_no_memory(err);
      *to = m;
    }
  return PLB_OK;
}

static plb_status choose(plb_eval *e, matches *all, uint32_t n_first, uint32_t n_second, plb_match_list *out,
                         plb_error *err) {
  bool *used = plb_arena_array(&e->arena, (size_t)n_first + n_second + 1, sizeof *used);
  uint32_t least = n_first < n_second ? n_first : n_second;
  out->at = plb_arena_array(&e->arena, least + 1u, sizeof *out->at);
  if (!used || !out->at) return plb_eval_no_memory(err);
  if (all->n) qsort(all->at, all->n, sizeof *all->at, best_first);
  for (uint32_t k = 0; k < all->n; k++) {
    const plb_match *m = &all->at[k];
    if (used[m->first] || used[n_first + m->second]) continue;
    used[m->first] = used[n_first + m->second] = true;
    out->at[out->n++] = *m;
  }
  return PLB_OK;
}

plb_status plb_match_events(plb_eval *e, plb_level level, plb_coded_event *const *first, uint32_t n_first,
                            plb_coded_event *const *second, uint32_t n_second, plb_match_list *out, plb_error *err) {
  matches all = {0};
  plb_arena scratch = {0};
  *out = (plb_match_list){0};
  plb_arena_init(&scratch, PLB_EVAL_ARENA);
  plb_status s = candidates(level, first, n_first, second, n_second, &scratch, &all, err);
  if (!s) s = choose(e, &all, n_first, n_second, out, err);
  plb_arena_free(&scratch);
  return s;
}
