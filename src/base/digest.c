/* SHA-1 and SHA-256 through Debian's libmd; the only file that includes its headers. A digest that was written down is
 * compared as it is written: ours is spelt the same way. */
#include "base/digest.h"

#include <string.h>
#include <sys/types.h>

#include <sha1.h>
#include <sha2.h>

#include "base/slice.h"

plb_digest plb_digest_of(plb_slice s) {
  plb_digest d;
  SHA2_CTX context;
  SHA256Init(&context);
  if (s.n) SHA256Update(&context, (const uint8_t *)s.p, s.n);
  SHA256End(&context, d.hex);
  return d;
}

static void sha1(plb_slice s, uint8_t *out) {
  SHA1_CTX context;
  SHA1Init(&context);
  if (s.n) SHA1Update(&context, (const uint8_t *)s.p, s.n);
  SHA1Final(out, &context);
}

static void sha256(plb_slice s, uint8_t *out) {
  SHA2_CTX context;
  SHA256Init(&context);
  if (s.n) SHA256Update(&context, (const uint8_t *)s.p, s.n);
  SHA256Final(out, &context);
}

/* Spells the bytes with 2 to the power of `wide` letters, the last one filled up with zeros. */
static plb_slice spell(const uint8_t *bytes, uint32_t n, const char *letters, unsigned wide, char *out) {
  uint32_t held = 0, bits = 0, used = 0;
  for (uint32_t i = 0; i < n; i++) {
    held = held << 8 | bytes[i];
    for (bits += 8; bits >= wide; used++) {
      bits -= wide;
      out[used] = letters[held >> bits & ((1u << wide) - 1)];
    }
  }
  if (bits) out[used++] = letters[held << (wide - bits) & ((1u << wide) - 1)];
  return plb_slice_of(out, used);
}

plb_digest_fit plb_digest_check(plb_slice written, plb_slice s) {
  static const struct {
    const char *name;
    uint32_t bytes;
    void (*of)(plb_slice s, uint8_t *out);
  } kinds[] = {{"sha1", 20, sha1}, {"sha-1", 20, sha1}, {"sha256", 32, sha256}, {"sha-256", 32, sha256}};
  plb_slice name, value = plb_slice_trim(written);
  uint8_t bytes[32];
  char ours[65];
  plb_slice_split(&value, ':', &name);
  while (value.n && value.p[value.n - 1] == '=')
    value.n--;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    uint32_t n = kinds[i].bytes;
    bool hex = value.n == 2 * n;
    if (!plb_slice_eq_nocase(name, plb_slice_str(kinds[i].name))) continue;
    if (!hex && value.n != (8 * n + 4) / 5) return PLB_DIGEST_UNKNOWN;
    kinds[i].of(s, bytes);
    plb_slice spelt = hex ? spell(bytes, n, "0123456789abcdef", 4, ours)
                          : spell(bytes, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, ours);
    return plb_slice_eq_nocase(value, spelt) ? PLB_DIGEST_FITS : PLB_DIGEST_DIFFERS;
  }
  return PLB_DIGEST_UNKNOWN;
}
