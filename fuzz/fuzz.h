/* What the fuzz targets share. A target's tables are opened once; its process ends with them. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds) {
  if (!holds) abort();
}

/* Takes the first byte off the input; 0 when there is none. */
static inline uint8_t fuzz_byte(plb_slice *in) {
  if (!in->n) return 0;
  uint8_t b = (uint8_t)*in->p;
  *in = plb_slice_sub(*in, 1, in->n);
  return b;
}
#endif
