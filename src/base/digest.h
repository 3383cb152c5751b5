/* digest: SHA-256 (FIPS 180-4) of words that are not to be shown, so that who has them can check them; and digests that
 * others wrote down (SHA-1, SHA-256), checked. Pure, any thread. */
#ifndef PLB_BASE_DIGEST_H
#define PLB_BASE_DIGEST_H
#include <polybius/polybius.h>

/* 64 lower-case hex digits and a NUL. */
typedef struct plb_digest {
  char hex[65];
} plb_digest;
plb_digest plb_digest_of(plb_slice s);

typedef enum plb_digest_fit { PLB_DIGEST_UNKNOWN, PLB_DIGEST_FITS, PLB_DIGEST_DIFFERS } plb_digest_fit;
/* Is `written` the digest of s? "sha1:" or "sha256:" and base32 (RFC 4648, with or without padding) or hex digits, in
 * either case; anything else is unknown. */
plb_digest_fit plb_digest_check(plb_slice written, plb_slice s);
#endif
