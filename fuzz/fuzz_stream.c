/* acquire/stream: bytes packed by zlib as one or more gzip members, read back in pieces. Whole, they must come out as
 * they went in; cut short, as a beginning of themselves, and with an error unless a member ended there; with one bit
 * changed, never as other bytes without an error: but for the flags of a member's header, which gzip's checksum does
 * not cover (RFC 1952, 2.3.1), so that one bit there may hide data as a name or an extra field from any reader. The
 * first four bytes choose how. */
#include <zlib.h>

#include "acquire/stream.h"
#include "base/buf.h"
#include "base/error.h"
#include "fuzz.h"

typedef struct source {
  plb_slice bytes;
  uint32_t at, piece;
} source;

static ssize_t take(void *user, char *p, size_t n, plb_error *err) {
  (void)err;
  source *s = user;
  uint32_t left = s->bytes.n - s->at;
  if (n > s->piece) n = s->piece;
  if (n > left) n = left;
  if (n) memcpy(p, s->bytes.p + s->at, n);
  s->at += (uint32_t)n;
  return (ssize_t)n;
}

static void pack(plb_buf *out, plb_slice in, int level) {
  z_stream z = {0};
  must(deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  must(plb_buf_reserve(out, deflateBound(&z, in.n) + 32));
  z.next_in = (unsigned char *)(uintptr_t)in.p;
  z.avail_in = in.n;
  z.next_out = (unsigned char *)out->p + out->n;
  z.avail_out = (uInt)(out->cap - out->n);
  must(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out->n = out->cap - z.avail_out;
  deflateEnd(&z);
}

static plb_status unpack(plb_slice packed, uint32_t piece, plb_buf *out) {
  source s = {packed, 0, piece};
  plb_bytes from = {.user = &s, .read = take};
  plb_limits limits;
  plb_stream *stream;
  plb_error err = {0};
  plb_limits_default(&limits);
  must(plb_stream_open(&from, &limits, &stream, &err) == PLB_OK);
  plb_status status;
  size_t got = 1;
  char part[700];
  while (!(status = plb_stream_read(stream, part, sizeof part, &got, &err)) && got)
    plb_buf_add(out, part, got);
  if (status) must(err.code == status && err.message[0]);
  must(plb_stream_taken(stream) <= packed.n);
  plb_stream_close(stream);
  return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice in = plb_slice_of((const char *)data, size);
  if (size < 5 || size > 1 << 16) return 0;
  uint32_t members = 1u + fuzz_byte(&in) % 4u, piece = 1u + fuzz_byte(&in), how = fuzz_byte(&in),
           where = fuzz_byte(&in);
  plb_buf packed, out;
  plb_buf_init(&packed, 1 << 20);
  plb_buf_init(&out, 1 << 20);
  size_t flags[4]; /* where each member has them */
  for (uint32_t i = 0; i < members; i++) {
    flags[i] = packed.n + 3;
    pack(&packed, plb_slice_sub(in, in.n / members * i, i + 1 == members ? in.n : in.n / members * (i + 1)), how % 10);
  }
  size_t at = packed.n * where / 256;
  if (how >= 200)
    packed.n = at;
  else if (how >= 100)
    packed.p[at] = (char)(packed.p[at] ^ (1 << how % 8));
  plb_status s = packed.n ? unpack(plb_slice_of(packed.p, packed.n), piece * 5, &out) : PLB_DAMAGED;
  bool begins = out.n <= in.n && (!out.n || memcmp(out.p, in.p, out.n) == 0);
  if (how < 100) must(s == PLB_OK && begins && out.n == in.n);
  if (how >= 200 && packed.n > 3) must(begins && (s == PLB_DAMAGED || out.n < in.n || !in.n));
  bool packed_still = packed.n > 3 && memcmp(packed.p, "\x1f\x8b\x08", 3) == 0;
  bool told = how >= 100 && how < 200 && packed_still;
  for (uint32_t i = 0; i < members; i++)
    told = told && at != flags[i];
  if (told) must(s == PLB_DAMAGED || (s == PLB_OK && begins && out.n == in.n));
  plb_buf_free(&packed);
  plb_buf_free(&out);
  return 0;
}
