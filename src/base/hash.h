/* Hashes: XXH3 for keys and content identifiers. Stable over machines and versions (XXH3's format is frozen). */
#ifndef PLB_BASE_HASH_H
#define PLB_BASE_HASH_H
#include <polybius/polybius.h>

uint64_t plb_hash64(plb_slice s);
/* Streaming 64-bit hash over large inputs. init/end own memory; NULL when out of memory. */
typedef struct plb_hasher plb_hasher;
plb_hasher *plb_hasher_open(void);
void plb_hasher_add(plb_hasher *h, const void *p, size_t n);
uint64_t plb_hasher_value(const plb_hasher *h);
void plb_hasher_close(plb_hasher *h);

/* Content identifier: 128 bits as 32 lower-case hex digits and a NUL. */
typedef struct plb_id {
  char hex[33];
} plb_id;
plb_id plb_id_of(plb_slice content);
/* Identifier of the parts, each preceded by its length, so that no two lists of parts collide by joining. */
plb_id plb_id_of_parts(const plb_slice *parts, size_t n);
#endif
