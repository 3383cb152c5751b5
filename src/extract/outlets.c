/* Outlets by hash map: the host and then each domain above it is looked up, so the longest one that is known wins. */
#include "extract/outlets.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"
#include "extract/url.h"

uint32_t plb_name_key(plb_slice name, char out[PLB_NAME_KEY_MAX]) {
  uint32_t n = 0;
  plb_slice s = plb_slice_trim(name);
  if (s.n > 4 && plb_slice_eq_nocase(plb_slice_of(s.p, 4), PLB_LIT("the "))) s = plb_slice_sub(s, 4, s.n);
  for (uint32_t i = 0; i < s.n;) {
    uint32_t cp;
    i += plb_utf8_next(s, i, &cp);
    if (cp == PLB_UTF8_BAD || !plb_char_is_word(plb_char_class_of(cp))) continue;
    if (n + 4 > PLB_NAME_KEY_MAX) return 0;
    n += plb_utf8_put(plb_char_lower(cp), out + n);
  }
  return n;
}

bool plb_name_same(plb_slice a, plb_slice b) {
  char ka[PLB_NAME_KEY_MAX], kb[PLB_NAME_KEY_MAX];
  uint32_t na = plb_name_key(a, ka), nb = plb_name_key(b, kb);
  return na && plb_slice_eq(plb_slice_of(ka, na), plb_slice_of(kb, nb));
}

static bool add_name(plb_outlets *t, plb_slice name, uint32_t row) {
  char key[PLB_NAME_KEY_MAX];
  uint32_t n = plb_name_key(name, key);
  if (n == 0 || plb_map_get(&t->by_name, plb_slice_of(key, n)) != PLB_MAP_NONE) return true;
  plb_slice kept = plb_arena_dup(&t->keys, plb_slice_of(key, n));
  return kept.p && plb_map_set(&t->by_name, kept, row);
}

static bool add_row(plb_outlets *t, const plb_table *table, uint32_t row) {
  plb_slice domains = plb_table_cell(table, 0), forms = plb_table_cell(table, 2), part;
  t->at[row] = (plb_outlet){plb_table_cell(table, 1), plb_table_cell(table, 3), plb_table_cell(table, 4)};
  bool ok = add_name(t, t->at[row].name, row);
  while (ok && plb_slice_split(&domains, '|', &part))
    ok = plb_map_set(&t->by_domain, part, row);
  while (ok && plb_slice_split(&forms, '|', &part))
    ok = part.n == 0 || add_name(t, part, row);
  return ok;
}

plb_status plb_outlets_open(plb_outlets *t, plb_error *err) {
  *t = (plb_outlets){0};
  plb_arena_init(&t->keys, 1u << 20);
  t->at = calloc(PLB_OUTLETS_MAX, sizeof *t->at);
  plb_table table;
  plb_status s = plb_table_open_data(&table, "outlets/outlets.tsv", "domain name forms country kind", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    if (t->n == PLB_OUTLETS_MAX)
      s = plb_table_fail(&table, err, "more than %d outlets", PLB_OUTLETS_MAX);
    else if (!t->at || !add_row(t, &table, t->n++))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for outlets.tsv");
  }
  if (s == PLB_NOTFOUND && t->n) return PLB_OK;
  if (s == PLB_NOTFOUND) s = plb_table_fail(&table, err, "no outlet");
  plb_outlets_close(t);
  return s;
}

void plb_outlets_close(plb_outlets *t) {
  plb_map_free(&t->by_domain);
  plb_map_free(&t->by_name);
  plb_arena_free(&t->keys);
  free(t->at);
  t->at = NULL;
}

const plb_outlet *plb_outlet_of_url(const plb_outlets *t, plb_slice url) {
  plb_url u;
  char host[256];
  if (!plb_url_split(url, &u)) return NULL;
  for (uint32_t i = 0; i < u.host.n; i++)
    host[i] = plb_lower(u.host.p[i]);
  plb_slice rest = plb_slice_of(host, u.host.n), part;
  while (rest.n) {
    uint32_t row = plb_map_get(&t->by_domain, rest);
    if (row != PLB_MAP_NONE) return &t->at[row];
    if (!plb_slice_split(&rest, '.', &part)) break;
  }
  return NULL;
}

const plb_outlet *plb_outlet_of_name(const plb_outlets *t, plb_slice name) {
  char key[PLB_NAME_KEY_MAX];
  uint32_t n = plb_name_key(name, key);
  uint32_t row = n ? plb_map_get(&t->by_name, plb_slice_of(key, n)) : PLB_MAP_NONE;
  return row == PLB_MAP_NONE ? NULL : &t->at[row];
}
