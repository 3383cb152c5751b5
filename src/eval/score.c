/* Counting, after the end-to-end scorer of our development data: what each figure means stands in docs/eval.md. Events
 * marked optional in gold score neither way, and forgive an event of the second coder only at their own trigger. */
#include "eval/score.h"

#include "base/error.h"

static const struct {
  const char *name;
  bool f1;
} figures[] = {
#define PLB_X(name, word, f1) {word, f1},
    PLB_FIGURE_MAP(PLB_X)
#undef PLB_X
};

const char *plb_figure_name(plb_figure f) {
  return figures[f].name;
}

bool plb_figure_is_f1(plb_figure f) {
  return figures[f].f1;
}

static double share(uint64_t part, uint64_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

double plb_precision(plb_tally t) {
  return share(t.right, t.system);
}

double plb_recall(plb_tally t) {
  return share(t.right, t.gold);
}

double plb_f1(plb_tally t) {
  double p = plb_precision(t), r = plb_recall(t);
  return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

double plb_figure_value(plb_figure f, plb_tally t) {
  return figures[f].f1 ? plb_f1(t) : plb_recall(t);
}

double plb_macro_f1(const plb_scores *s) {
  double sum = 0;
  uint32_t n = 0;
  for (size_t t = 0; t < PLB_TYPE_COUNT; t++) {
    if (!s->type[t].gold) continue;
    sum += plb_f1(s->type[t]);
    n++;
  }
  return n ? sum / n : 0;
}

/* ---- one pair ---- */
static bool is_day(plb_slice date) {
  return date.n == 10;
}

static plb_slice first_day(plb_slice date) {
  return plb_slice_sub(date, 0, date.n < 10 ? date.n : 10);
}

static bool status_right(const plb_coded_event *x, const plb_coded_event *y) {
  return y->status == x->status || y->status == x->status2;
}

static bool both_said(const plb_eval *e, uint32_t what) {
  return (e->coder[0].said & what) == what && (e->coder[1].said & what) == what;
}

uint32_t plb_eval_differ(const plb_eval *e, const plb_coded_event *x, const plb_coded_event *y, const plb_match *m) {
  uint32_t d = m->type ? 0 : PLB_DIFFER_TYPE;
  if (!m->near && both_said(e, PLB_SAID_TRIGGER)) d |= PLB_DIFFER_TRIGGER;
  if (!m->dyad && both_said(e, PLB_SAID_ACTOR | PLB_SAID_RECIPIENT)) d |= PLB_DIFFER_DYAD;
  if (m->dyad && !m->sectors && both_said(e, PLB_SAID_SECTOR)) d |= PLB_DIFFER_SECTOR;
  if (!status_right(x, y) && both_said(e, PLB_SAID_STATUS)) d |= PLB_DIFFER_STATUS;
  if (x->mode.n && !plb_slice_eq(x->mode, y->mode) && both_said(e, PLB_SAID_MODE)) d |= PLB_DIFFER_MODE;
  if (is_day(x->date) && !plb_slice_eq(x->date, first_day(y->date)) && both_said(e, PLB_SAID_DATE)) d |= PLB_DIFFER_DAY;
  if (!plb_slice_eq(x->claimant_key, y->claimant_key) && both_said(e, PLB_SAID_CLAIMANT)) d |= PLB_DIFFER_CLAIMANT;
  return d;
}

static void right_type(plb_figures *f, const plb_coded_event *x, const plb_coded_event *y) {
  bool status = status_right(x, y);
  f->at[PLB_FIGURE_STATUS].right += status;
  f->at[PLB_FIGURE_STATUS].gold++;
  if (x->status != PLB_ACT_ACTUAL && y->status != PLB_ACT_ACTUAL && status) f->at[PLB_FIGURE_NON_ACTUAL].right++;
  if (x->claimant_key.n && plb_slice_eq(x->claimant_key, y->claimant_key)) f->at[PLB_FIGURE_CLAIMANT].right++;
  if (x->mode.n) {
    f->at[PLB_FIGURE_MODE].gold++;
    f->at[PLB_FIGURE_MODE].right += plb_slice_eq(x->mode, y->mode);
  }
  if (is_day(x->date)) {
    f->at[PLB_FIGURE_DAY].gold++;
    f->at[PLB_FIGURE_DAY].right += plb_slice_eq(x->date, first_day(y->date));
  }
}

static void count_pair(plb_scores *s, plb_figures *f, const plb_match *m, const plb_coded_event *x,
                       const plb_coded_event *y) {
  f->at[PLB_FIGURE_SENTENCE].right++;
  f->at[PLB_FIGURE_TRIGGER].right += m->near;
  f->at[PLB_FIGURE_QUAD].right += m->quad;
  f->at[PLB_FIGURE_TYPE].right += m->type;
  f->at[PLB_FIGURE_DYAD].right += m->type && m->dyad;
  f->at[PLB_FIGURE_DYAD_SECTORS].right += m->type && m->sectors;
  s->confusion[x->type][y->type]++;
  if (!m->type) return;
  s->type[x->type].right++;
  right_type(f, x, y);
}

/* ---- one document ---- */
typedef struct sides {
  plb_coded_event **gold, **system;
  uint32_t n_gold, n_system;
  bool *gold_met, *system_met, *forgiven;
} sides;

static void count_gold(plb_scores *s, plb_figures *f, const plb_coded_event *x) {
  for (plb_figure k = 0; k <= PLB_FIGURE_DYAD_SECTORS; k++)
    f->at[k].gold++;
  f->at[PLB_FIGURE_CLAIMANT].gold += x->claimant_key.n > 0;
  f->at[PLB_FIGURE_NON_ACTUAL].gold += x->status != PLB_ACT_ACTUAL;
  s->type[x->type].gold++;
}

static void count_system(plb_scores *s, plb_figures *f, const plb_coded_event *y) {
  for (plb_figure k = 0; k <= PLB_FIGURE_DYAD_SECTORS; k++)
    f->at[k].system++;
  f->at[PLB_FIGURE_CLAIMANT].system += y->claimant_key.n > 0;
  f->at[PLB_FIGURE_NON_ACTUAL].system += y->status != PLB_ACT_ACTUAL;
  s->type[y->type].system++;
}

static bool differ(plb_eval *e, plb_slice document, const plb_coded_event *x, const plb_coded_event *y, uint32_t what) {
  plb_disagreement *d = plb_vec_push(&e->arena, &e->scores->list, 2 * PLB_EVAL_EVENTS);
  if (d) *d = (plb_disagreement){document, x, y, what};
  return d != NULL;
}

static bool alone(plb_eval *e, const sides *v, plb_figures *f, plb_slice document) {
  plb_scores *s = e->scores;
  for (uint32_t i = 0; i < v->n_gold; i++) {
    if (v->gold[i]->optional) continue;
    count_gold(s, f, v->gold[i]);
    if (v->gold_met[i]) continue;
    s->confusion[v->gold[i]->type][PLB_NO_TYPE]++;
    if (!differ(e, document, v->gold[i], NULL, 0)) return false;
  }
  for (uint32_t j = 0; j < v->n_system; j++) {
    if (v->forgiven[j]) continue;
    count_system(s, f, v->system[j]);
    if (v->system_met[j]) continue;
    s->confusion[PLB_NO_TYPE][v->system[j]->type]++;
    if (!differ(e, document, NULL, v->system[j], 0)) return false;
  }
  return true;
}

static bool met(plb_eval *e, sides *v, const plb_match *m, plb_figures *f, plb_slice document) {
  const plb_coded_event *x = v->gold[m->first], *y = v->system[m->second];
  v->gold_met[m->first] = v->system_met[m->second] = true;
  if (x->optional) {
    v->forgiven[m->second] = true;
    return true;
  }
  count_pair(e->scores, f, m, x, y);
  uint32_t d = plb_eval_differ(e, x, y, m);
  return !d || differ(e, document, x, y, d);
}

static plb_status score_doc(plb_eval *e, const plb_joined_doc *d, plb_figures *f, plb_error *err) {
  sides v;
  plb_match_list list;
  plb_status s = plb_joined_events(e, d, 0, &v.gold, &v.n_gold, err);
  if (!s) s = plb_joined_events(e, d, 1, &v.system, &v.n_system, err);
  if (!s) s = plb_match_events(e, d->level, v.gold, v.n_gold, v.system, v.n_system, &list, err);
  if (s) return s;
  v.gold_met = plb_arena_array(&e->arena, v.n_gold + 1u, sizeof(bool));
  v.system_met = plb_arena_array(&e->arena, v.n_system + 1u, sizeof(bool));
  v.forgiven = plb_arena_array(&e->arena, v.n_system + 1u, sizeof(bool));
  bool good = v.gold_met && v.system_met && v.forgiven;
  for (uint32_t k = 0; good && k < list.n; k++)
    good = met(e, &v, &list.at[k], f, d->name);
  return good && alone(e, &v, f, d->name) ? PLB_OK : plb_eval_no_memory(err);
}

/* ---- all ---- */
static const struct {
  uint8_t figure;
  uint16_t needs;
} needs[] = {{PLB_FIGURE_DYAD, PLB_SAID_ACTOR | PLB_SAID_RECIPIENT},
             {PLB_FIGURE_DYAD_SECTORS, PLB_SAID_ACTOR | PLB_SAID_RECIPIENT | PLB_SAID_SECTOR},
             {PLB_FIGURE_CLAIMANT, PLB_SAID_CLAIMANT},
             {PLB_FIGURE_NON_ACTUAL, PLB_SAID_STATUS},
             {PLB_FIGURE_STATUS, PLB_SAID_STATUS},
             {PLB_FIGURE_MODE, PLB_SAID_MODE},
             {PLB_FIGURE_DAY, PLB_SAID_DATE}};

static void find_missing(const plb_eval *e, plb_scores *s) {
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    for (uint32_t c = 2; c-- > 0;)
      if ((e->coder[c].said & needs[i].needs) != needs[i].needs)
        s->missing[needs[i].figure] = c ? "the second file does not say" : "the first file does not say";
  for (uint32_t c = 2; c-- > 0;)
    if (!(e->coder[c].said & (PLB_SAID_TRIGGER | PLB_SAID_PLACE)))
      s->missing[PLB_FIGURE_TRIGGER] = c ? "the second file does not say" : "the first file does not say";
}

static bool counts(const plb_eval *e, const plb_joined_doc *d) {
  return d->doc[0] != PLB_NOWHERE && (d->doc[1] != PLB_NOWHERE || !e->options.common);
}

plb_status plb_eval_score(plb_eval *e, plb_error *err) {
  plb_scores *s = e->scores = plb_arena_alloc(&e->arena, sizeof *s);
  plb_figures *doc = plb_arena_array(&e->arena, e->joined->n + 1u, sizeof *doc);
  if (!s || !doc) return plb_eval_no_memory(err);
  plb_status status = PLB_OK;
  for (uint32_t i = 0; !status && i < e->joined->n; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    if (!counts(e, d)) continue;
    s->n_without += d->doc[1] == PLB_NOWHERE;
    status = score_doc(e, d, &doc[s->n_doc++], err);
  }
  for (uint32_t i = 0; i < s->n_doc; i++)
    for (size_t k = 0; k < PLB_FIGURE_COUNT; k++) {
      s->total.at[k].right += doc[i].at[k].right;
      s->total.at[k].system += doc[i].at[k].system;
      s->total.at[k].gold += doc[i].at[k].gold;
    }
  find_missing(e, s);
  return status ? status : plb_eval_intervals(e, s, doc, s->n_doc, err);
}
