/* digest: SHA-256 (FIPS 180-4) of words that are not to be shown, so that who has them can check them. */
#ifndef PLB_BASE_DIGEST_H
#define PLB_BASE_DIGEST_H
#include <polybius/polybius.h>

/* 64 lower-case hex digits and a NUL. */
typedef struct plb_digest {
  char hex[65];
} plb_digest;
plb_digest plb_digest_of(plb_slice s);
#endif
