/* match: which events of two coders are the same, one to one, best first. Ownership: the arena of the comparison.
 * Errors: PLB_NOMEM; PLB_LIMIT above PLB_EVAL_PAIRS candidates in a document. */
#ifndef PLB_EVAL_MATCH_H
#define PLB_EVAL_MATCH_H
#include "eval/join.h"

typedef struct plb_match {
  uint32_t first, second; /* indices */
  int32_t weight;
  bool near, quad, type, dyad, sectors; /* what is right of the second by the first */
} plb_match;

typedef struct plb_match_list {
  plb_match *at;
  uint32_t n;
} plb_match_list;

plb_status plb_match_events(plb_eval *e, plb_level level, plb_coded_event *const *first, uint32_t n_first,
                            plb_coded_event *const *second, uint32_t n_second, plb_match_list *out, plb_error *err);
/* Do the two act alike: the trigger near, types and parties equal? Fills all but the indices. */
void plb_match_compare(plb_level level, const plb_coded_event *x, const plb_coded_event *y, plb_match *out);
/* Is it somebody's code? */
bool plb_match_known(const plb_coded_party *p);
#endif
