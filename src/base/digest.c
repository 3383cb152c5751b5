/* SHA-256 through Debian's libmd; the only file that includes its header. */
#include "base/digest.h"

#include <sys/types.h>

#include <sha2.h>

plb_digest plb_digest_of(plb_slice s) {
  plb_digest d;
  SHA2_CTX context;
  SHA256Init(&context);
  if (s.n) SHA256Update(&context, (const uint8_t *)s.p, s.n);
  SHA256End(&context, d.hex);
  return d;
}
