/* Which library unpacks what, and the unpacking of a text at once. */
#include "acquire/unpack.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"

struct plb_unpack {
  const plb_unpack_kind *kind;
  void *state;
};

static const struct {
  const char *name;
  const plb_unpack_kind *kind;
} packings[] = {
    [PLB_PACKED_GZIP] = {"gzip", &plb_unpack_zlib},       [PLB_PACKED_ZLIB] = {"deflate", &plb_unpack_zlib},
    [PLB_PACKED_DEFLATE] = {"deflate", &plb_unpack_zlib}, [PLB_PACKED_BROTLI] = {"Brotli", &plb_unpack_brotli},
    [PLB_PACKED_ZSTD] = {"Zstandard", &plb_unpack_zstd},
};

plb_unpack *plb_unpack_open(plb_packing packing) {
  plb_unpack *u = calloc(1, sizeof *u);
  if (!u) return NULL;
  u->kind = packings[packing].kind;
  u->state = u->kind->open(packing);
  if (u->state) return u;
  free(u);
  return NULL;
}

void plb_unpack_close(plb_unpack *u) {
  if (!u) return;
  u->kind->close(u->state);
  free(u);
}

plb_unpack_state plb_unpack_step(plb_unpack *u, plb_slice *in, char *p, size_t n, size_t *made) {
  return u->kind->step(u->state, in, p, n, made);
}

bool plb_unpack_reset(plb_unpack *u) {
  return u->kind->reset(u->state);
}

const char *plb_unpack_reason(const plb_unpack *u) {
  return u->kind->reason(u->state);
}

const char *plb_packing_name(plb_packing packing) {
  return packings[packing].name;
}

plb_packing plb_packing_of(plb_slice head) {
  if (plb_slice_starts(head, PLB_LIT("\x1f\x8b\x08"))) return PLB_PACKED_GZIP;
  if (plb_slice_starts(head, PLB_LIT("\x28\xb5\x2f\xfd"))) return PLB_PACKED_ZSTD;
  /* A skippable frame of Zstandard: 184D2A50 to 184D2A5F, low byte first. */
  bool skippable = head.n >= 4 && (head.p[0] & 0xf0) == 0x50 && memcmp(head.p + 1, "\x2a\x4d\x18", 3) == 0;
  return skippable ? PLB_PACKED_ZSTD : PLB_PACKED_NOT;
}

static plb_status unpack(plb_unpack *u, plb_slice in, uint32_t ratio, plb_buf *out, plb_error *err) {
  enum { STEP = 64 * 1024 };
  uint64_t all = in.n, made_all = 0;
  for (;;) {
    size_t made = 0, room = out->max - out->n < STEP ? out->max - out->n : STEP;
    char past[1]; /* when the buffer is full, a byte more tells whether it was enough */
    if (room && !plb_buf_reserve(out, room)) return plb_fail(err, out->status, "acquire", "no memory to unpack");
    plb_unpack_state state =
        room ? plb_unpack_step(u, &in, out->p + out->n, room, &made) : plb_unpack_step(u, &in, past, 1, &made);
    if (!room && made) return plb_fail(err, PLB_LIMIT, "acquire", "it unpacks to more than %zu bytes", out->max);
    out->n += made;
    made_all += made;
    if (made_all > PLB_RATIO_FREE_BYTES && made_all / ratio > all)
      return plb_fail(err, PLB_LIMIT, "acquire", "it unpacks to more than %u times its size (inflate_ratio)", ratio);
    if (state == PLB_UNPACK_NOMEM) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to unpack");
    if (state == PLB_UNPACK_BAD)
      return plb_fail_at(err, PLB_DAMAGED, "acquire", all - in.n, "%s", plb_unpack_reason(u));
    if (state == PLB_UNPACK_END && in.n == 0) return PLB_OK;
    if (state == PLB_UNPACK_END && !plb_unpack_reset(u))
      return plb_fail(err, PLB_NOMEM, "acquire", "no memory to unpack");
    if (state == PLB_UNPACK_ON && made == 0 && in.n == 0)
      return plb_fail_at(err, PLB_DAMAGED, "acquire", all, "it ends too early");
  }
}

plb_status plb_unpack_all(plb_packing packing, plb_slice in, uint32_t ratio, plb_buf *out, plb_error *err) {
  plb_unpack *u = plb_unpack_open(packing);
  if (!u) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to unpack");
  plb_status s = unpack(u, in, ratio, out, err);
  plb_unpack_close(u);
  return s;
}
