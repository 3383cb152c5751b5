/* alpha: coefficients of agreement on plain arrays; nothing of news. Pure, any thread. Errors: false when memory is
 * out; a coefficient that is not defined (nothing to compare, or no variation at all) is NAN. */
#ifndef PLB_EVAL_ALPHA_H
#define PLB_EVAL_ALPHA_H
#include "base/arena.h"

enum { PLB_NO_VALUE = -1 };

/* value[unit * n_coder + coder]: from 0 below n_value, or PLB_NO_VALUE where the coder says nothing of the unit. */
bool plb_alpha_nominal(const int32_t *value, uint32_t n_unit, uint32_t n_coder, uint32_t n_value, plb_arena *arena,
                       double *alpha);
/* The same by pieces: units are added, and alpha taken of what was added since the last start. */
typedef struct plb_coincidences {
  double n, same;       /* values; those equal within their unit, weighted */
  double *total, *here; /* by value */
  uint32_t n_value;
} plb_coincidences;
bool plb_coincidences_open(plb_coincidences *c, uint32_t n_value, plb_arena *arena);
void plb_coincidences_start(plb_coincidences *c);
void plb_coincidences_add(plb_coincidences *c, const int32_t *value, uint32_t n_unit, uint32_t n_coder);
double plb_coincidences_alpha(const plb_coincidences *c);
/* Cohen's, of two coders, on the units of which both say something. */
bool plb_kappa(const int32_t *value, uint32_t n_unit, uint32_t n_value, plb_arena *arena, double *kappa);

typedef struct plb_stretch {
  uint32_t begin, length; /* length > 0 */
} plb_stretch;
/* The disagreements of one category: coder i's stretches, n[i] of them in order and apart, on a continuum from 0 of
 * `length`. Krippendorff's alpha is 1 - the sum of the observed over that of the expected. */
bool plb_unitizing(const plb_stretch *const *stretch, const uint32_t *n, uint32_t n_coder, double length,
                   plb_arena *arena, double *observed, double *expected);
#endif
