/* Nominal: Krippendorff, Content Analysis, 2nd ed. 2004, chapter 11: alpha = 1 - (n - 1) * sum of o_ck / sum of n_c n_k
 * over unequal values, with the coincidences o of values within units. Kappa: Cohen 1960. Unitizing: Krippendorff,
 * "Measuring the Reliability of Qualitative Text Analysis Data", Quality and Quantity 38, 2004 (alpha_U of 1995): the
 * continuum of each coder is cut into stretches of a category and the gaps between them; stretches that overlap differ
 * by the squares of their ends' distances, a stretch inside a gap by the square of its length. */
#include "eval/alpha.h"

#include <math.h>
#include <stdlib.h>

/* ---- nominal ---- */
bool plb_coincidences_open(plb_coincidences *c, uint32_t n_value, plb_arena *arena) {
  *c = (plb_coincidences){.n_value = n_value};
  c->total = plb_arena_array(arena, n_value + 1u, sizeof *c->total);
  c->here = plb_arena_array(arena, n_value + 1u, sizeof *c->here);
  return c->total && c->here;
}

void plb_coincidences_start(plb_coincidences *c) {
  c->n = c->same = 0;
  for (uint32_t v = 0; v < c->n_value; v++)
    c->total[v] = 0;
}

static void add_unit(plb_coincidences *c, const int32_t *v, uint32_t n_coder) {
  double m = 0;
  for (uint32_t i = 0; i < n_coder; i++)
    m += v[i] != PLB_NO_VALUE;
  if (m < 2) return; /* nothing to compare it with */
  for (uint32_t i = 0; i < n_coder; i++)
    if (v[i] != PLB_NO_VALUE) c->here[v[i]]++;
  for (uint32_t i = 0; i < n_coder; i++) {
    if (v[i] == PLB_NO_VALUE || c->here[v[i]] == 0) continue;
    c->same += c->here[v[i]] * (c->here[v[i]] - 1) / (m - 1);
    c->total[v[i]] += c->here[v[i]];
    c->here[v[i]] = 0;
  }
  c->n += m;
}

void plb_coincidences_add(plb_coincidences *c, const int32_t *value, uint32_t n_unit, uint32_t n_coder) {
  for (uint32_t u = 0; u < n_unit; u++)
    add_unit(c, value + (size_t)u * n_coder, n_coder);
}

double plb_coincidences_alpha(const plb_coincidences *c) {
  double squares = 0;
  for (uint32_t v = 0; v < c->n_value; v++)
    squares += c->total[v] * c->total[v];
  double differ = c->n * c->n - squares;
  return differ > 0 ? 1 - (c->n - 1) * (c->n - c->same) / differ : NAN;
}

bool plb_alpha_nominal(const int32_t *value, uint32_t n_unit, uint32_t n_coder, uint32_t n_value, plb_arena *arena,
                       double *alpha) {
  plb_coincidences c;
  if (!plb_coincidences_open(&c, n_value, arena)) return false;
  plb_coincidences_add(&c, value, n_unit, n_coder);
  *alpha = plb_coincidences_alpha(&c);
  return true;
}

bool plb_kappa(const int32_t *value, uint32_t n_unit, uint32_t n_value, plb_arena *arena, double *kappa) {
  double *first = plb_arena_array(arena, n_value + 1u, sizeof *first),
         *second = plb_arena_array(arena, n_value + 1u, sizeof *second);
  double same = 0, n = 0, chance = 0;
  if (!first || !second) return false;
  for (uint32_t u = 0; u < n_unit; u++) {
    int32_t a = value[2 * (size_t)u], b = value[2 * (size_t)u + 1];
    if (a == PLB_NO_VALUE || b == PLB_NO_VALUE) continue;
    first[a]++;
    second[b]++;
    same += a == b;
    n++;
  }
  for (uint32_t c = 0; c < n_value; c++)
    chance += first[c] * second[c];
  *kappa = n > 0 && chance < n * n ? (same / n - chance / (n * n)) / (1 - chance / (n * n)) : NAN;
  return true;
}

/* ---- unitizing ---- */
/* A stretch or a gap. */
typedef struct section {
  double begin, length;
  bool unit;
} section;

/* Section k of the n stretches and the gaps around them, 2n + 1 in all; gaps may be empty. */
static section section_at(const plb_stretch *s, uint32_t n, uint32_t k, double length) {
  if (k % 2) return (section){s[k / 2].begin, s[k / 2].length, true};
  double begin = k ? (double)s[k / 2 - 1].begin + s[k / 2 - 1].length : 0, end = k / 2 < n ? s[k / 2].begin : length;
  return (section){begin, end - begin, false};
}

static double square(double x) {
  return x * x;
}

static double distance(section u, section v) {
  double d = u.begin - v.begin;
  if (u.unit && v.unit && -u.length < d && d < v.length) return square(d) + square(d + u.length - v.length);
  if (u.unit && !v.unit && v.length - u.length >= d && d >= 0) return square(u.length);
  if (!u.unit && v.unit && v.length - u.length <= d && d <= 0) return square(v.length);
  return 0;
}

/* Only sections that overlap differ: both lists are walked once. */
static double observed_of(const plb_stretch *a, uint32_t n_a, const plb_stretch *b, uint32_t n_b, double length) {
  double sum = 0;
  for (uint32_t g = 0, h = 0; g < 2 * n_a + 1 && h < 2 * n_b + 1;) {
    section u = section_at(a, n_a, g, length), v = section_at(b, n_b, h, length);
    double end_u = u.begin + u.length, end_v = v.begin + v.length;
    if (u.length > 0 && v.length > 0) sum += distance(u, v);
    if (end_u <= end_v)
      g++;
    else
      h++;
  }
  return sum;
}

typedef struct gaps { /* ascending; sum[i]: of the lengths from i on */
  double *length, *sum;
  size_t n;
} gaps;

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool find_gaps(const plb_stretch *const *stretch, const uint32_t *n, uint32_t n_coder, double length,
                      plb_arena *arena, gaps *out) {
  size_t most = 0;
  for (uint32_t i = 0; i < n_coder; i++)
    most += n[i] + 1u;
  *out = (gaps){plb_arena_array(arena, most + 1, sizeof(double)), plb_arena_array(arena, most + 1, sizeof(double)), 0};
  if (!out->length || !out->sum) return false;
  for (uint32_t i = 0; i < n_coder; i++)
    for (uint32_t k = 0; k < 2 * n[i] + 1; k += 2) {
      section gap = section_at(stretch[i], n[i], k, length);
      if (gap.length > 0) out->length[out->n++] = gap.length;
    }
  qsort(out->length, out->n, sizeof(double), ascending);
  for (size_t i = out->n; i-- > 0;)
    out->sum[i] = out->sum[i + 1] + out->length[i];
  return true;
}

/* How many places a stretch of length l finds in all gaps. */
static double room_in(const gaps *g, double l) {
  size_t low = 0, high = g->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (g->length[middle] < l)
      low = middle + 1;
    else
      high = middle;
  }
  return g->sum[low] - (double)(g->n - low) * (l - 1);
}

bool plb_unitizing(const plb_stretch *const *stretch, const uint32_t *n, uint32_t n_coder, double length,
                   plb_arena *arena, double *observed, double *expected) {
  double all = 0, sum = 0, inside = 0, m = n_coder;
  gaps g;
  *observed = *expected = 0;
  if (!find_gaps(stretch, n, n_coder, length, arena, &g)) return false;
  for (uint32_t i = 0; i < n_coder; i++)
    all += n[i];
  for (uint32_t i = 0; i < n_coder; i++)
    for (uint32_t j = 0; j < n_coder; j++)
      if (i != j) *observed += observed_of(stretch[i], n[i], stretch[j], n[j], length);
  for (uint32_t i = 0; i < n_coder; i++)
    for (uint32_t k = 0; k < n[i]; k++) {
      double l = stretch[i][k].length;
      sum += (all - 1) / 3 * (2 * l * l * l - 3 * l * l + l) + l * l * room_in(&g, l);
      inside += l * (l - 1);
    }
  *observed /= m * (m - 1) * length * length;
  *expected = 2 / length * sum / (m * length * (m * length - 1) - inside);
  return true;
}
