/* Brotli. A stream has no mark at its beginning and no second one behind it. */
#include <brotli/decode.h>
#include <stdlib.h>

#include "acquire/unpack.h"
#include "base/slice.h"

typedef struct unpacker {
  BrotliDecoderState *b;
} unpacker;

static void *open_brotli(plb_packing packing) {
  (void)packing;
  unpacker *u = calloc(1, sizeof *u);
  if (!u) return NULL;
  u->b = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  if (u->b) return u;
  free(u);
  return NULL;
}

static plb_unpack_state step_brotli(void *state, plb_slice *in, char *p, size_t n, size_t *made) {
  unpacker *u = state;
  size_t left = in->n, room = n;
  const uint8_t *from = (const uint8_t *)in->p;
  uint8_t *to = (uint8_t *)p;
  BrotliDecoderResult r = BrotliDecoderDecompressStream(u->b, &left, &from, &room, &to, NULL);
  *made = n - room;
  *in = plb_slice_sub(*in, in->n - (uint32_t)left, in->n);
  if (r == BROTLI_DECODER_RESULT_SUCCESS) return PLB_UNPACK_END;
  if (r != BROTLI_DECODER_RESULT_ERROR) return PLB_UNPACK_ON;
  BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(u->b);
  bool memory = code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
  return memory ? PLB_UNPACK_NOMEM : PLB_UNPACK_BAD;
}

static bool reset_brotli(void *state) {
  unpacker *u = state;
  BrotliDecoderState *fresh = BrotliDecoderCreateInstance(NULL, NULL, NULL);
  if (!fresh) return false;
  BrotliDecoderDestroyInstance(u->b);
  u->b = fresh;
  return true;
}

static const char *reason_brotli(const void *state) {
  const unpacker *u = state;
  return BrotliDecoderErrorString(BrotliDecoderGetErrorCode(u->b));
}

static void close_brotli(void *state) {
  unpacker *u = state;
  BrotliDecoderDestroyInstance(u->b);
  free(u);
}

const plb_unpack_kind plb_unpack_brotli = {open_brotli, step_brotli, reset_brotli, reason_brotli, close_brotli};
