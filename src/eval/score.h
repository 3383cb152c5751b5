/* score: the first coder taken as right, how often the second is: counts, intervals, confusion, disagreements.
 * Ownership: the arena of the comparison. Errors: PLB_NOMEM, PLB_LIMIT. */
#ifndef PLB_EVAL_SCORE_H
#define PLB_EVAL_SCORE_H
#include "eval/join.h"
#include "eval/match.h"

/* Figures: name, are they precision, recall and F1 (else a share of the events of the right type)? */
#define PLB_FIGURE_MAP(X)               \
  X(SENTENCE, "sentence", true)         \
  X(TRIGGER, "trigger", true)           \
  X(QUAD, "quad", true)                 \
  X(TYPE, "type", true)                 \
  X(DYAD, "dyad", true)                 \
  X(DYAD_SECTORS, "dyad+sectors", true) \
  X(CLAIMANT, "claimant", true)         \
  X(NON_ACTUAL, "non-actual", true)     \
  X(STATUS, "status", false)            \
  X(MODE, "mode", false)                \
  X(DAY, "day", false)
typedef enum plb_figure {
#define PLB_X(name, word, f1) PLB_FIGURE_##name,
  PLB_FIGURE_MAP(PLB_X)
#undef PLB_X
      PLB_FIGURE_COUNT
} plb_figure;

enum { PLB_NO_TYPE = PLB_TYPE_COUNT };

typedef struct plb_tally {
  uint64_t right, system, gold;
} plb_tally;

typedef struct plb_figures {
  plb_tally at[PLB_FIGURE_COUNT];
} plb_figures;

enum { /* what two matched events differ in */
       PLB_DIFFER_TYPE = 1,
       PLB_DIFFER_TRIGGER = 2,
       PLB_DIFFER_DYAD = 4,
       PLB_DIFFER_SECTOR = 8,
       PLB_DIFFER_STATUS = 16,
       PLB_DIFFER_MODE = 32,
       PLB_DIFFER_DAY = 64,
       PLB_DIFFER_CLAIMANT = 128
};

typedef struct plb_disagreement {
  plb_slice document;
  const plb_coded_event *gold, *system; /* one of them may be NULL */
  uint32_t differ;
} plb_disagreement;

struct plb_scores {
  plb_figures total;
  plb_tally type[PLB_TYPE_COUNT];
  double low[PLB_FIGURE_COUNT], high[PLB_FIGURE_COUNT];
  const char *missing[PLB_FIGURE_COUNT];                      /* NULL: known; else who did not say what it needs */
  uint32_t confusion[PLB_TYPE_COUNT + 1][PLB_TYPE_COUNT + 1]; /* gold, system; the last: none */
  uint32_t n_doc, n_without; /* documents scored; of them those the second coder does not have */
  PLB_VEC(plb_disagreement) list;
};

const char *plb_figure_name(plb_figure f);
bool plb_figure_is_f1(plb_figure f);
double plb_precision(plb_tally t);
double plb_recall(plb_tally t);
double plb_f1(plb_tally t);
/* F1, or the share right of gold. */
double plb_figure_value(plb_figure f, plb_tally t);
/* The mean of F1 over the types that gold has. */
double plb_macro_f1(const plb_scores *s);
plb_status plb_eval_score(plb_eval *e, plb_error *err);
/* Counts one matched pair of the right type, or more wrong ones; for agreement, too. */
uint32_t plb_eval_differ(const plb_eval *e, const plb_coded_event *x, const plb_coded_event *y, const plb_match *m);
/* In bootstrap.c: the 90 % intervals. */
plb_status plb_eval_intervals(plb_eval *e, plb_scores *s, const plb_figures *doc, uint32_t n, plb_error *err);
#endif
