/* Open addressing with linear probing over XXH3, grown at three quarters. */
#include "base/map.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/slice.h"

static plb_map_cell *probe(const plb_map *m, plb_slice key, uint32_t hash) {
  uint32_t i = hash & m->mask;
  while (m->cell[i].value != PLB_MAP_NONE && !(m->cell[i].hash == hash && plb_slice_eq(m->cell[i].key, key)))
    i = (i + 1) & m->mask;
  return &m->cell[i];
}

static bool grow(plb_map *m) {
  plb_map bigger = {.mask = m->cell ? m->mask * 2 + 1 : 63, .n = m->n};
  bigger.cell = calloc((size_t)bigger.mask + 1, sizeof *bigger.cell);
  if (!bigger.cell) return false;
  for (size_t i = 0; i <= bigger.mask; i++)
    bigger.cell[i].value = PLB_MAP_NONE;
  for (size_t i = 0; m->cell && i <= m->mask; i++)
    if (m->cell[i].value != PLB_MAP_NONE) *probe(&bigger, m->cell[i].key, m->cell[i].hash) = m->cell[i];
  free(m->cell);
  *m = bigger;
  return true;
}

bool plb_map_set(plb_map *m, plb_slice key, uint32_t value) {
  if ((!m->cell || (uint64_t)m->n * 4 >= ((uint64_t)m->mask + 1) * 3) && !grow(m)) return false;
  uint32_t hash = (uint32_t)plb_hash64(key);
  plb_map_cell *cell = probe(m, key, hash);
  if (cell->value == PLB_MAP_NONE) m->n++;
  *cell = (plb_map_cell){key, hash, value};
  return true;
}

uint32_t plb_map_get(const plb_map *m, plb_slice key) {
  if (!m->cell) return PLB_MAP_NONE;
  return probe(m, key, (uint32_t)plb_hash64(key))->value;
}

void plb_map_free(plb_map *m) {
  free(m->cell);
  *m = (plb_map){0};
}
