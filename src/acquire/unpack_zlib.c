/* gzip, zlib and raw deflate. */
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "acquire/unpack.h"
#include "base/slice.h"

static void *open_zlib(plb_packing packing) {
  int window = packing == PLB_PACKED_GZIP ? 15 + 16 : packing == PLB_PACKED_ZLIB ? 15 : -15;
  z_stream *z = calloc(1, sizeof *z);
  if (z && inflateInit2(z, window) == Z_OK) return z;
  free(z);
  return NULL;
}

static plb_unpack_state step_zlib(void *state, plb_slice *in, char *p, size_t n, size_t *made) {
  z_stream *z = state;
  uInt room = n > INT_MAX ? INT_MAX : (uInt)n;
  z->next_in = (Bytef *)(uintptr_t)in->p;
  z->avail_in = in->n;
  z->next_out = (Bytef *)p;
  z->avail_out = room;
  int code = inflate(z, Z_NO_FLUSH);
  *made = room - z->avail_out;
  *in = plb_slice_sub(*in, in->n - z->avail_in, in->n);
  if (code == Z_STREAM_END) return PLB_UNPACK_END;
  if (code == Z_OK || code == Z_BUF_ERROR) return PLB_UNPACK_ON;
  return code == Z_MEM_ERROR ? PLB_UNPACK_NOMEM : PLB_UNPACK_BAD;
}

static bool reset_zlib(void *state) {
  return inflateReset(state) == Z_OK;
}

static const char *reason_zlib(const void *state) {
  const z_stream *z = state;
  return z->msg ? z->msg : "no details";
}

static void close_zlib(void *state) {
  inflateEnd(state);
  free(state);
}

const plb_unpack_kind plb_unpack_zlib = {open_zlib, step_zlib, reset_zlib, reason_zlib, close_zlib};
