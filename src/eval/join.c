/* Documents are joined by any name they share: id, file with and without ending, address, title, in this order. A name
 * that two documents of one coder bear joins nothing. */
#include "eval/join.h"

#include <stdlib.h>

#include "base/error.h"

enum { KEYS = PLB_EVAL_KEYS, AMBIGUOUS = PLB_MAP_NONE - 1 };

typedef PLB_VEC(plb_joined_doc) joined_list;

/* The joined document that one of the names points to, of those that the coder has none in yet. */
static uint32_t partner(const plb_map *map, const joined_list *list, const plb_coded_doc *d, uint32_t coder,
                        bool *ambiguous) {
  plb_slice key[KEYS];
  uint32_t n = plb_eval_keys(d->name, key);
  *ambiguous = false;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = plb_map_get(map, key[i]);
    if (at == PLB_MAP_NONE) continue;
    if (at != AMBIGUOUS && list->at[at].doc[coder] == PLB_NOWHERE) return at;
    *ambiguous = true;
  }
  return PLB_NOWHERE;
}

static bool enter(plb_map *map, const plb_coded_doc *d, uint32_t at) {
  plb_slice key[KEYS];
  uint32_t n = plb_eval_keys(d->name, key);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t there = plb_map_get(map, key[i]);
    if (there == at) continue;
    if (!plb_map_set(map, key[i], there == PLB_MAP_NONE ? at : AMBIGUOUS)) return false;
  }
  return true;
}

/* An id that is a hash says nothing to people, the file's name does. */
static plb_slice shown_name(const plb_coded_doc *d) {
  plb_slice id = d->name[PLB_NAME_ID];
  uint32_t n = 0;
  while (n < id.n && (plb_is_digit(id.p[n]) || (id.p[n] >= 'a' && id.p[n] <= 'f')))
    n++;
  return n == id.n && n == 32 && d->name[PLB_NAME_FILE].n ? d->name[PLB_NAME_FILE] : id;
}

static bool join_doc(plb_eval *e, plb_map *map, joined_list *list, uint32_t coder, uint32_t doc) {
  const plb_coded_doc *d = &e->coder[coder].doc.at[doc];
  bool ambiguous = false;
  uint32_t at = coder ? partner(map, list, d, coder, &ambiguous) : PLB_NOWHERE;
  if (at == PLB_NOWHERE) {
    if (ambiguous)
      plb_eval_notice(e, "",
                      "%.*s: the document '%.*s' has only names that several documents bear; it is joined with none",
                      (int)e->coder[coder].name.n, e->coder[coder].name.p, (int)d->name[0].n, d->name[0].p);
    plb_joined_doc *fresh = plb_vec_push(&e->arena, list, PLB_EVAL_DOCUMENTS);
    if (!fresh) return false;
    *fresh = (plb_joined_doc){.name = shown_name(d)};
    for (uint32_t i = 0; i < PLB_EVAL_CODERS; i++)
      fresh->doc[i] = PLB_NOWHERE;
    at = list->n - 1;
  }
  list->at[at].doc[coder] = doc;
  list->at[at].n_coder++;
  return true;
}

static bool join_coder(plb_eval *e, plb_map *map, joined_list *list, uint32_t coder) {
  for (uint32_t i = 0; i < e->coder[coder].doc.n; i++)
    if (!join_doc(e, map, list, coder, i)) return false;
  for (uint32_t at = 0; at < list->n; at++)
    if (list->at[at].doc[coder] != PLB_NOWHERE && !enter(map, &e->coder[coder].doc.at[list->at[at].doc[coder]], at))
      return false;
  return true;
}

static int by_name(const void *a, const void *b) {
  const plb_joined_doc *x = a, *y = b;
  int c = plb_slice_cmp(x->name, y->name);
  return c ? c : (x->doc[0] > y->doc[0]) - (x->doc[0] < y->doc[0]);
}

static void count(const plb_eval *e, plb_joined *j) {
  for (uint32_t i = 0; i < j->n; i++) {
    const plb_joined_doc *d = &j->doc[i];
    if (d->n_coder > 1) j->level[d->level]++;
    for (uint32_t c = 0; c < e->n_coder; c++)
      if (d->n_coder == 1 && d->doc[c] != PLB_NOWHERE) j->alone[c]++;
  }
}

plb_status plb_eval_join(plb_eval *e, plb_error *err) {
  joined_list list = {0};
  plb_map map = {0};
  bool good = true;
  plb_joined *j = e->joined = plb_arena_alloc(&e->arena, sizeof *j);
  for (uint32_t c = 0; good && c < e->n_coder; c++)
    good = join_coder(e, &map, &list, c);
  plb_map_free(&map);
  if (!j || !good) return plb_eval_no_memory(err);
  if (list.n) qsort(list.at, list.n, sizeof *list.at, by_name);
  j->doc = list.at;
  j->n = list.n;
  plb_status s = PLB_OK;
  for (uint32_t i = 0; !s && i < j->n; i++)
    s = plb_eval_place(e, j, &j->doc[i], err);
  count(e, j);
  return s;
}

plb_status plb_joined_events(plb_eval *e, const plb_joined_doc *d, uint32_t coder, plb_coded_event ***out, uint32_t *n,
                             plb_error *err) {
  *n = 0;
  *out = NULL;
  if (d->doc[coder] == PLB_NOWHERE) return PLB_OK;
  plb_coded_doc *doc = &e->coder[coder].doc.at[d->doc[coder]];
  *out = plb_arena_array(&e->arena, doc->event.n + 1u, sizeof **out);
  if (!*out) return plb_eval_no_memory(err);
  for (uint32_t i = 0; i < doc->event.n; i++)
    if (!doc->event.at[i].outside) (*out)[(*n)++] = &doc->event.at[i];
  return PLB_OK;
}
