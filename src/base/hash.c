/* XXH3 through Debian's libxxhash; the only file that includes its header. */
#include "base/hash.h"

#include <stdlib.h>
#include <xxhash.h>

uint64_t plb_hash64(plb_slice s) {
  return XXH3_64bits(s.n ? s.p : "", s.n);
}

struct plb_hasher {
  XXH3_state_t *state;
};

plb_hasher *plb_hasher_open(void) {
  plb_hasher *h = malloc(sizeof *h);
  if (!h) return NULL;
  h->state = XXH3_createState();
  if (!h->state) {
    free(h);
    return NULL;
  }
  XXH3_64bits_reset(h->state);
  return h;
}

void plb_hasher_add(plb_hasher *h, const void *p, size_t n) {
  if (n) XXH3_64bits_update(h->state, p, n);
}

uint64_t plb_hasher_value(const plb_hasher *h) {
  return XXH3_64bits_digest(h->state);
}

void plb_hasher_close(plb_hasher *h) {
  if (!h) return;
  XXH3_freeState(h->state);
  free(h);
}

static plb_id hex_of(XXH128_hash_t v) {
  plb_id id;
  snprintf(id.hex, sizeof id.hex, "%016llx%016llx", (unsigned long long)v.high64, (unsigned long long)v.low64);
  return id;
}

plb_id plb_id_of(plb_slice content) {
  return hex_of(XXH3_128bits(content.n ? content.p : "", content.n));
}

plb_id plb_id_of_parts(const plb_slice *parts, size_t n) {
  XXH128_hash_t v = {0, 0};
  for (size_t i = 0; i < n; i++) {
    XXH128_hash_t part = XXH3_128bits(parts[i].n ? parts[i].p : "", parts[i].n);
    uint64_t chain[5] = {v.high64, v.low64, part.high64, part.low64, parts[i].n};
    v = XXH3_128bits(chain, sizeof chain);
  }
  return hex_of(v);
}
