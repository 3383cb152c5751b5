/* CAMEO's codes by longest beginning ("0871" before "087" before "08"), as its tree of digits is meant; actor codes in
 * threes of letters, after the CAMEO manual: first who it is, then what role, from the general to the special. */
#include "code/cameo.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

enum { EVENTS_MOST = 1000, VERBS_MOST = 100000, STEM_LEAST = 3, STEM_MORE = 4 };

struct plb_cameo_tables {
  plb_arena arena;
  PLB_VEC(plb_cameo_event) event;
  PLB_VEC(plb_slice) verb; /* in order */
  PLB_VEC(plb_slice) name;
  plb_map code;  /* digits -> event */
  plb_map role;  /* -> sector */
  plb_map state; /* -> name */
  plb_map noun;  /* -> name of the kind */
};

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "code", "no memory for the tables of CAMEO");
}

static plb_status load_events(plb_cameo_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "ontology/cameo.tsv", "code type mode frame flags", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_cameo_event *e = plb_vec_push(&t->arena, &t->event, EVENTS_MOST);
    if (!e) return no_memory(err);
    *e = (plb_cameo_event){plb_table_cell(&table, 1), plb_table_cell(&table, 2), plb_table_cell(&table, 3),
                           plb_table_cell(&table, 4)};
    if (!plb_map_set(&t->code, plb_table_cell(&table, 0), t->event.n - 1)) return no_memory(err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_roles(plb_cameo_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "ontology/cameo_roles.tsv", "role sector", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_sector sector = plb_sector_of(plb_table_cell(&table, 1));
    if (sector == PLB_SECTOR_COUNT) return plb_table_fail(&table, err, "there is no such sector");
    if (!plb_map_set(&t->role, plb_table_cell(&table, 0), sector)) return no_memory(err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* The first value of a key stays. */
static plb_status load_names(plb_cameo_tables *t, plb_map *map, const char *file, const char *columns, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, file, columns, err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice key = plb_table_cell(&table, 0);
    if (plb_map_get(map, key) != PLB_MAP_NONE) continue;
    plb_slice *name = plb_vec_push(&t->arena, &t->name, VERBS_MOST);
    if (!name) return no_memory(err);
    *name = plb_table_cell(&table, 1);
    if (!plb_map_set(map, key, t->name.n - 1)) return no_memory(err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static int by_word(const void *a, const void *b) {
  return plb_slice_cmp(*(const plb_slice *)a, *(const plb_slice *)b);
}

static plb_status load_verbs(plb_cameo_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "parse/words.tsv", "word pos", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    if (plb_slice_find(plb_table_cell(&table, 1), PLB_LIT("v"), 0) == UINT32_MAX) continue;
    plb_slice *verb = plb_vec_push(&t->arena, &t->verb, VERBS_MOST);
    if (!verb) return no_memory(err);
    *verb = plb_table_cell(&table, 0);
  }
  if (t->verb.n) qsort(t->verb.at, t->verb.n, sizeof *t->verb.at, by_word);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_cameo_open(plb_cameo_tables **out, plb_error *err) {
  plb_cameo_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return no_memory(err);
  plb_arena_init(&t->arena, 64u << 20);
  plb_status s = load_events(t, err);
  if (!s) s = load_roles(t, err);
  if (!s) s = load_names(t, &t->state, "actors/states.tsv", "code name", err);
  if (!s) s = load_names(t, &t->noun, "actors/roles.tsv", "form kind", err);
  if (!s) s = load_verbs(t, err);
  if (!s) return PLB_OK;
  plb_cameo_close(t);
  *out = NULL;
  return s;
}

void plb_cameo_close(plb_cameo_tables *t) {
  if (!t) return;
  plb_map_free(&t->code);
  plb_map_free(&t->role);
  plb_map_free(&t->state);
  plb_map_free(&t->noun);
  plb_arena_free(&t->arena);
  free(t);
}

/* ---- event codes ---- */

bool plb_cameo_event_of(const plb_cameo_tables *t, plb_slice code, plb_cameo_event *out) {
  if (code.n < 2 || code.n > 4) return false;
  for (uint32_t i = 0; i < code.n; i++)
    if (!plb_is_digit(code.p[i])) return false;
  for (uint32_t n = code.n; n >= 2; n--) {
    uint32_t i = plb_map_get(&t->code, plb_slice_sub(code, 0, n));
    if (i == PLB_MAP_NONE) continue;
    *out = t->event.at[i];
    return true;
  }
  return false;
}

/* ---- actor codes ---- */

static plb_slice three(plb_slice s, uint32_t i) {
  return plb_slice_sub(s, 3 * i, 3 * i + 3 < s.n ? 3 * i + 3 : s.n);
}

bool plb_cameo_sector_of(const plb_cameo_tables *t, plb_slice roles, uint8_t *out) {
  for (uint32_t i = 0; 3 * i < roles.n; i++) {
    uint32_t sector = plb_map_get(&t->role, three(roles, i));
    if (sector == PLB_MAP_NONE) continue;
    *out = (uint8_t)sector;
    return true;
  }
  return false;
}

plb_slice plb_cameo_state(const plb_cameo_tables *t, plb_slice code) {
  uint32_t i = plb_map_get(&t->state, code);
  return i == PLB_MAP_NONE ? (plb_slice){NULL, 0} : t->name.at[i];
}

plb_slice plb_cameo_noun(const plb_cameo_tables *t, plb_slice noun) {
  uint32_t i = plb_map_get(&t->noun, noun);
  return i == PLB_MAP_NONE ? (plb_slice){NULL, 0} : t->name.at[i];
}

/* IGO, NGO, NGM, MNC, IMG: no state's. "IGOUNO" is IGO:UNO. */
static bool stateless(plb_arena *arena, plb_slice code, plb_cameo_actor *out) {
  static const struct {
    const char *first, *prefix;
    plb_sector sector;
  } kinds[] = {{"IGO", "IGO", PLB_SECTOR_IGO},
               {"NGO", "NGO", PLB_SECTOR_NGO},
               {"NGM", "NGO", PLB_SECTOR_NGO},
               {"MNC", "MNC", PLB_SECTOR_MNC}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!plb_slice_is(three(code, 0), kinds[i].first)) continue;
    plb_slice name = three(code, 1);
    bool long_name = code.n > 6; /* of groups of letters behind the kind the last one says which it is */
    if (long_name) name = three(code, (code.n - 1) / 3);
    out->code = code.n > 3 ? plb_arena_printf(arena, "%s:%.*s", kinds[i].prefix, (int)name.n, name.p) : PLB_LIT("---");
    out->sector = (uint8_t)kinds[i].sector;
    return true;
  }
  return false;
}

/* Codes of the United Nations and its kin that older dictionaries write without IGO before them. */
static bool bare_organisation(plb_arena *arena, plb_slice code, plb_cameo_actor *out) {
  static const char *const codes[] = {"UNO", "EUR", "EEC", "IMF", "NAT", "OAS", "OAU", "ARL", "OPC", "ASN", "G77"};
  plb_slice first = three(code, 0);
  if (!PLB_AMONG(first, codes)) return false;
  out->code = plb_arena_printf(arena, "IGO:%.*s", (int)first.n, first.p);
  out->sector = PLB_SECTOR_IGO;
  return true;
}

bool plb_cameo_actor_of(const plb_cameo_tables *t, plb_arena *arena, plb_slice code, plb_cameo_actor *out) {
  *out = (plb_cameo_actor){.sector = PLB_SECTOR_UNK};
  bool letters = code.n >= 3 && code.n <= 18;
  for (uint32_t i = 0; i < code.n && letters; i++)
    letters = plb_is_upper(code.p[i]) || plb_is_digit(code.p[i]);
  if (!letters) return false;
  plb_slice first = three(code, 0), rest = plb_slice_sub(code, 3, code.n);
  uint32_t role = plb_map_get(&t->role, first);
  if (stateless(arena, code, out) || bare_organisation(arena, code, out)) return out->code.p != NULL;
  bool state = plb_cameo_state(t, first).n > 0;
  out->code = role != PLB_MAP_NONE && !state ? PLB_LIT("---") : first;
  out->plain = !rest.n && plb_slice_eq(out->code, first);
  if (out->plain) out->sector = PLB_SECTOR_GOV;
  if (!out->plain) plb_cameo_sector_of(t, state || role == PLB_MAP_NONE ? rest : code, &out->sector);
  return true;
}

/* ---- stems ---- */

void plb_cameo_verbs(const plb_cameo_tables *t, plb_slice stem, bool (*fn)(void *user, plb_slice verb), void *user) {
  uint32_t low = 0, high = t->verb.n;
  while (low < high) { /* the first that is not before the stem */
    uint32_t middle = low + (high - low) / 2;
    if (plb_slice_cmp(t->verb.at[middle], stem) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < t->verb.n && plb_slice_eq(t->verb.at[low], stem)) {
    fn(user, stem);
    return;
  }
  for (; stem.n >= STEM_LEAST && low < t->verb.n && plb_slice_starts(t->verb.at[low], stem); low++)
    if (t->verb.at[low].n <= stem.n + STEM_MORE && !fn(user, t->verb.at[low])) return;
}
