/* agree: how far the coders agree, none of them being right: alpha, kappa, F1 of each pair. Ownership: the arena of the
 * comparison. Errors: PLB_NOMEM, PLB_LIMIT. */
#ifndef PLB_EVAL_AGREE_H
#define PLB_EVAL_AGREE_H
#include "eval/join.h"

typedef struct plb_measure {
  const char *name, *unit; /* unit: what was compared */
  uint64_t n;              /* of these units */
  double alpha, kappa;     /* NAN: not defined; kappa of two coders only */
  double low, high;        /* of alpha, 90 %; NAN: none (unitizing) */
} plb_measure;

typedef struct plb_pair_f1 {
  uint32_t first, second;
  uint64_t right, n_first, n_second; /* events of the right type */
} plb_pair_f1;

struct plb_agreement {
  PLB_VEC(plb_measure) measure;
  PLB_VEC(plb_pair_f1) pair;
  uint32_t n_doc; /* that two coders or more have */
};

plb_status plb_eval_agree(plb_eval *e, plb_error *err);
#endif
