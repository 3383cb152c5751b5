/* Zstandard. Frames follow each other; skippable ones are passed over by the library. A frame may ask for a window of
 * 128 MiB, as `zstd --long` writes them. */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "acquire/unpack.h"
#include "base/slice.h"

enum { WINDOW_LOG = 27 };

typedef struct unpacker {
  ZSTD_DStream *z;
  size_t code;
} unpacker;

static void *open_zstd(plb_packing packing) {
  (void)packing;
  unpacker *u = calloc(1, sizeof *u);
  if (!u) return NULL;
  u->z = ZSTD_createDStream();
  if (u->z && !ZSTD_isError(ZSTD_DCtx_setParameter(u->z, ZSTD_d_windowLogMax, WINDOW_LOG))) return u;
  ZSTD_freeDStream(u->z);
  free(u);
  return NULL;
}

static plb_unpack_state step_zstd(void *state, plb_slice *in, char *p, size_t n, size_t *made) {
  unpacker *u = state;
  ZSTD_inBuffer from = {in->p, in->n, 0};
  ZSTD_outBuffer to = {p, n, 0};
  u->code = ZSTD_decompressStream(u->z, &to, &from);
  *made = to.pos;
  *in = plb_slice_sub(*in, (uint32_t)from.pos, in->n);
  if (!ZSTD_isError(u->code)) return u->code == 0 ? PLB_UNPACK_END : PLB_UNPACK_ON;
  return ZSTD_getErrorCode(u->code) == ZSTD_error_memory_allocation ? PLB_UNPACK_NOMEM : PLB_UNPACK_BAD;
}

static bool reset_zstd(void *state) {
  unpacker *u = state;
  return !ZSTD_isError(ZSTD_DCtx_reset(u->z, ZSTD_reset_session_only));
}

static const char *reason_zstd(const void *state) {
  const unpacker *u = state;
  return ZSTD_isError(u->code) ? ZSTD_getErrorName(u->code) : "no details";
}

static void close_zstd(void *state) {
  unpacker *u = state;
  ZSTD_freeDStream(u->z);
  free(u);
}

const plb_unpack_kind plb_unpack_zstd = {open_zstd, step_zstd, reset_zstd, reason_zstd, close_zstd};
