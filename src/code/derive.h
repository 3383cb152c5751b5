/* derive: nouns made by rule out of the verbs of trigger rows: "expropriate" gives "the expropriation of X by Y".
 * Ownership: in the patterns. Thread: before the patterns are shared. Errors: PLB_TABLE, PLB_NOMEM. */
#ifndef PLB_CODE_DERIVE_H
#define PLB_CODE_DERIVE_H
#include "code/triggers.h"

/* Adds the nouns of the patterns from number `from` on. */
plb_status plb_patterns_derive(plb_patterns *p, uint32_t from, plb_error *err);
#endif
