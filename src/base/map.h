/* Hash map from byte strings to 32-bit values. Keys are borrowed: they must outlive the map.
 * Ownership: the map owns its table until plb_map_free. Not thread-safe while being filled; lookups of a filled map
 * are. */
#ifndef PLB_BASE_MAP_H
#define PLB_BASE_MAP_H
#include <polybius/polybius.h>

#define PLB_MAP_NONE UINT32_MAX
typedef struct plb_map_cell {
  plb_slice key;
  uint32_t hash, value;
} plb_map_cell;
typedef struct plb_map {
  plb_map_cell *cell;
  uint32_t n, mask; /* mask + 1 cells, a power of two; 0 cells when cell is NULL */
} plb_map;

/* Sets key to value, replacing an older one; false when memory is out. value must not be PLB_MAP_NONE. */
bool plb_map_set(plb_map *m, plb_slice key, uint32_t value);
/* Value of the key or PLB_MAP_NONE. */
uint32_t plb_map_get(const plb_map *m, plb_slice key);
void plb_map_free(plb_map *m);
#endif
