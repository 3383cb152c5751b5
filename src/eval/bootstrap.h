/* bootstrap: which documents are drawn, always the same, and the ends of an interval. Pure, one thread a twister. */
#ifndef PLB_EVAL_BOOTSTRAP_H
#define PLB_EVAL_BOOTSTRAP_H
#include <stdint.h>

enum { PLB_BOOTSTRAP_SAMPLES = 500, PLB_BOOTSTRAP_SEED = 7, PLB_TWISTER_WORDS = 624 };

typedef struct plb_twister {
  uint32_t state[PLB_TWISTER_WORDS];
  uint32_t at;
} plb_twister;

void plb_bootstrap_seed(plb_twister *t);
/* From 0 below n. */
uint32_t plb_bootstrap_draw(plb_twister *t, uint32_t n);
/* The 90 % interval of the values that are not NAN, which are put in order; NAN: there is none. */
void plb_bootstrap_ends(double *value, uint32_t n, double *low, double *high);
#endif
