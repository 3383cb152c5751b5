/* 90 % intervals by the bootstrap over documents (Efron 1979): 500 times as many documents as there are are drawn with
 * replacement; the 26th and the 475th of the 500 figures in order bound the interval. The draws are those of Python's
 * random.Random(7).choices, so that anybody can repeat them: Mersenne Twister (Matsumoto and Nishimura 1998,
 * mt19937ar), seeded by an array of one word, 53 bits a draw. */
#include "eval/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "eval/score.h"

enum { WORDS = PLB_TWISTER_WORDS, MIDDLE = 397 };
typedef plb_twister twister;

void plb_bootstrap_seed(twister *t) {
  const uint32_t key = PLB_BOOTSTRAP_SEED;
  uint32_t *s = t->state, i = 1;
  s[0] = 19650218u;
  for (uint32_t k = 1; k < WORDS; k++)
    s[k] = 1812433253u * (s[k - 1] ^ (s[k - 1] >> 30)) + k;
  for (uint32_t k = 0; k < WORDS; k++) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1664525u)) + key;
    if (++i == WORDS) {
      s[0] = s[WORDS - 1];
      i = 1;
    }
  }
  for (uint32_t k = 1; k < WORDS; k++) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1566083941u)) - i;
    if (++i == WORDS) {
      s[0] = s[WORDS - 1];
      i = 1;
    }
  }
  s[0] = 0x80000000u;
  t->at = WORDS;
}

static void turn(twister *t) {
  for (uint32_t k = 0; k < WORDS; k++) {
    uint32_t y = (t->state[k] & 0x80000000u) | (t->state[(k + 1) % WORDS] & 0x7fffffffu);
    t->state[k] = t->state[(k + MIDDLE) % WORDS] ^ (y >> 1) ^ ((y & 1) ? 0x9908b0dfu : 0);
  }
  t->at = 0;
}

static uint32_t word(twister *t) {
  if (t->at == WORDS) turn(t);
  uint32_t y = t->state[t->at++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

uint32_t plb_bootstrap_draw(twister *t, uint32_t n) {
  uint32_t high = word(t) >> 5, low = word(t) >> 6;
  return (uint32_t)((high * 67108864.0 + low) / 9007199254740992.0 * n);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

void plb_bootstrap_ends(double *value, uint32_t n, double *low, double *high) {
  uint32_t known = 0;
  for (uint32_t i = 0; i < n; i++)
    if (!isnan(value[i])) value[known++] = value[i];
  if (known) qsort(value, known, sizeof *value, ascending);
  *low = known ? value[known / 20] : NAN;
  *high = known ? value[known - known / 20 - 1] : NAN;
}

static plb_figures sample(twister *t, const plb_figures *doc, uint32_t n) {
  plb_figures sum = {0};
  for (uint32_t i = 0; i < n; i++) {
    const plb_figures *d = &doc[plb_bootstrap_draw(t, n)];
    for (size_t k = 0; k < PLB_FIGURE_COUNT; k++) {
      sum.at[k].right += d->at[k].right;
      sum.at[k].system += d->at[k].system;
      sum.at[k].gold += d->at[k].gold;
    }
  }
  return sum;
}

plb_status plb_eval_intervals(plb_eval *e, plb_scores *s, const plb_figures *doc, uint32_t n, plb_error *err) {
  twister *t = plb_arena_alloc(&e->arena, sizeof *t);
  double(*value)[PLB_BOOTSTRAP_SAMPLES] = plb_arena_array(&e->arena, PLB_FIGURE_COUNT, sizeof *value);
  if (!t || !value) return plb_eval_no_memory(err);
  plb_bootstrap_seed(t);
  for (size_t i = 0; n && i < PLB_BOOTSTRAP_SAMPLES; i++) {
    plb_figures f = sample(t, doc, n);
    for (size_t k = 0; k < PLB_FIGURE_COUNT; k++)
      value[k][i] = plb_figure_value((plb_figure)k, f.at[k]);
  }
  for (size_t k = 0; k < PLB_FIGURE_COUNT; k++) {
    plb_bootstrap_ends(value[k], PLB_BOOTSTRAP_SAMPLES, &s->low[k], &s->high[k]);
  }
  return PLB_OK;
}
