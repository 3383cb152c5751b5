/* Units that coders may agree on: sentences (is there an event or not); events aligned coder after coder as for scoring
 * (an event that one coder lacks is a value of its own, "missed", or no value); and the continuum of all texts, one
 * after another, with the triggers as stretches. */
#include "eval/agree.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/utf8.h"
#include "eval/alpha.h"
#include "eval/bootstrap.h"
#include "eval/match.h"

enum { CODES_BYTES = 2048 };

typedef struct unit { /* one event, as each coder has it; NULL: it has none, or not the document */
  plb_coded_event *event[PLB_EVAL_CODERS];
  const plb_joined_doc *doc;
} unit;

typedef PLB_VEC(unit) unit_list;

/* ---- aligning ---- */
static plb_status align_coder(plb_eval *e, const plb_joined_doc *d, uint32_t coder, unit_list *units, uint32_t from,
                              plb_error *err) {
  plb_coded_event **first, **second;
  uint32_t n, n_first = units->n - from;
  plb_match_list list;
  plb_status s = plb_joined_events(e, d, coder, &second, &n, err);
  first = plb_arena_array(&e->arena, n_first + 1u, sizeof *first);
  bool *met = plb_arena_array(&e->arena, n + 1u, sizeof *met);
  if (s) return s;
  if (!first || !met) return plb_eval_no_memory(err);
  for (uint32_t i = 0; i < n_first; i++)
    for (uint32_t c = 0; c < coder && !first[i]; c++)
      first[i] = units->at[from + i].event[c];
  s = plb_match_events(e, d->level, first, n_first, second, n, &list, err);
  for (uint32_t k = 0; !s && k < list.n; k++) {
    units->at[from + list.at[k].first].event[coder] = second[list.at[k].second];
    met[list.at[k].second] = true;
  }
  for (uint32_t j = 0; !s && j < n; j++) {
    unit *u = met[j] ? NULL : plb_vec_push(&e->arena, units, PLB_EVAL_EVENTS * 2);
    if (!u && !met[j]) return plb_eval_no_memory(err);
    if (!u) continue;
    *u = (unit){.doc = d};
    u->event[coder] = second[j];
  }
  return s;
}

static plb_status align(plb_eval *e, unit_list *units, plb_error *err) {
  plb_status s = PLB_OK;
  for (uint32_t i = 0; !s && i < e->joined->n; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    uint32_t from = units->n;
    if (d->n_coder < 2) continue;
    e->agreement->n_doc++;
    for (uint32_t c = 0; !s && c < e->n_coder; c++)
      s = align_coder(e, d, c, units, from, err);
  }
  return s;
}

/* ---- values ---- */
typedef plb_slice value_fn(plb_eval *e, const plb_coded_event *x);

static plb_slice type_of(plb_eval *e, const plb_coded_event *x) {
  (void)e;
  return plb_slice_str(plb_type_name((plb_type)x->type));
}

static plb_slice status_of(plb_eval *e, const plb_coded_event *x) {
  (void)e;
  return plb_slice_str(plb_act_status_name((plb_act_status)x->status));
}

static plb_slice mode_of(plb_eval *e, const plb_coded_event *x) {
  (void)e;
  return x->mode;
}

static plb_slice day_of(plb_eval *e, const plb_coded_event *x) {
  (void)e;
  return plb_slice_sub(x->date, 0, x->date.n < 10 ? x->date.n : 10);
}

static plb_slice claimant_of(plb_eval *e, const plb_coded_event *x) {
  (void)e;
  return x->claimant_key;
}

static int by_code(const void *a, const void *b) {
  return plb_slice_cmp(*(const plb_slice *)a, *(const plb_slice *)b);
}

/* The known codes in order, each once: "CHN;USA". */
static plb_slice codes_of(plb_eval *e, const plb_coded_party *p, uint32_t n) {
  plb_slice code[PLB_EVAL_PARTIES];
  char out[CODES_BYTES];
  uint32_t k = 0;
  size_t used = 0;
  for (uint32_t i = 0; i < n && k < PLB_EVAL_PARTIES; i++)
    if (plb_match_known(&p[i])) code[k++] = p[i].code;
  if (k) qsort(code, k, sizeof *code, by_code);
  for (uint32_t i = 0; i < k; i++) {
    if ((i && plb_slice_eq(code[i], code[i - 1])) || used + code[i].n + 1 >= sizeof out) continue;
    memcpy(out + used, code[i].p, code[i].n);
    used += code[i].n;
    out[used++] = ';';
  }
  return plb_arena_dup(&e->arena, plb_slice_of(out, used));
}

static plb_slice actor_of(plb_eval *e, const plb_coded_event *x) {
  return codes_of(e, x->actor, x->n_actor);
}

static plb_slice recipient_of(plb_eval *e, const plb_coded_event *x) {
  return codes_of(e, x->recipient, x->n_recipient);
}

typedef struct numbering {
  plb_map map;
  uint32_t n;
} numbering;

static bool number_of(numbering *v, plb_slice s, int32_t *out) {
  uint32_t at = plb_map_get(&v->map, s);
  if (at == PLB_MAP_NONE && !plb_map_set(&v->map, s, at = v->n++)) return false;
  *out = (int32_t)at;
  return true;
}

/* ---- measures ---- */
/* The values of units, coder by coder, and where each document's units end. */
typedef struct values {
  int32_t *value;
  uint32_t n, n_value;
  uint32_t *end; /* of each document */
  uint32_t n_doc;
} values;

static bool make_values(plb_eval *e, size_t n, values *out) {
  *out = (values){.n = (uint32_t)n};
  out->value = plb_arena_array(&e->arena, n * e->n_coder + 1, sizeof *out->value);
  out->end = plb_arena_array(&e->arena, e->joined->n + 1u, sizeof *out->end);
  return out->value && out->end;
}

/* As many documents as there are, drawn 500 times. */
static bool interval(plb_eval *e, const values *v, plb_measure *m) {
  plb_coincidences c;
  plb_twister *t = plb_arena_alloc(&e->arena, sizeof *t);
  double *alpha = plb_arena_array(&e->arena, PLB_BOOTSTRAP_SAMPLES, sizeof *alpha);
  if (!t || !alpha || !plb_coincidences_open(&c, v->n_value, &e->arena)) return false;
  plb_bootstrap_seed(t);
  for (uint32_t i = 0; i < PLB_BOOTSTRAP_SAMPLES; i++) {
    plb_coincidences_start(&c);
    for (uint32_t k = 0; k < v->n_doc; k++) {
      uint32_t d = plb_bootstrap_draw(t, v->n_doc), from = d ? v->end[d - 1] : 0;
      plb_coincidences_add(&c, v->value + (size_t)from * e->n_coder, v->end[d] - from, e->n_coder);
    }
    alpha[i] = plb_coincidences_alpha(&c);
  }
  plb_bootstrap_ends(alpha, PLB_BOOTSTRAP_SAMPLES, &m->low, &m->high);
  return true;
}

static plb_status add(plb_eval *e, const char *name, const char *unit_name, const values *v, plb_error *err) {
  plb_measure *m = plb_vec_push(&e->arena, &e->agreement->measure, 100);
  if (!m) return plb_eval_no_memory(err);
  *m = (plb_measure){.name = name, .unit = unit_name, .kappa = NAN};
  for (uint32_t u = 0; u < v->n; u++) {
    uint32_t said = 0;
    for (uint32_t c = 0; c < e->n_coder; c++)
      said += v->value[(size_t)u * e->n_coder + c] != PLB_NO_VALUE;
    m->n += said > 1;
  }
  bool good = plb_alpha_nominal(v->value, v->n, e->n_coder, v->n_value, &e->arena, &m->alpha) && interval(e, v, m);
  if (good && e->n_coder == 2) good = plb_kappa(v->value, v->n, v->n_value, &e->arena, &m->kappa);
  return good ? PLB_OK : plb_eval_no_memory(err);
}

/* missed: an event that a coder lacks in a document it has is a value. needs: coders that do not say it have none. */
static plb_status measure_events(plb_eval *e, const unit_list *units, const char *name, value_fn *of, bool missed,
                                 uint32_t needs, plb_error *err) {
  numbering number = {0};
  values v;
  bool good = make_values(e, units->n, &v);
  for (uint32_t u = 0; good && u < units->n; u++) {
    const plb_joined_doc *d = units->at[u].doc;
    for (uint32_t c = 0; good && c < e->n_coder; c++) {
      const plb_coded_event *x = units->at[u].event[c];
      int32_t *to = &v.value[(size_t)u * e->n_coder + c];
      *to = PLB_NO_VALUE;
      if ((e->coder[c].said & needs) != needs) continue;
      if (x)
        good = number_of(&number, of(e, x), to);
      else if (missed && d->doc[c] != PLB_NOWHERE)
        good = number_of(&number, PLB_LIT("\x01missed"), to);
    }
    if (u + 1 == units->n || units->at[u + 1].doc != d) v.end[v.n_doc++] = u + 1;
  }
  v.n_value = number.n;
  plb_map_free(&number.map);
  if (!good || e->arena.failed) return plb_eval_no_memory(err);
  return add(e, name, missed ? "events that anybody coded" : "events that two coded", &v, err);
}

/* ---- sentences ---- */
static bool all_in_sentences(plb_eval *e, const plb_joined_doc *d) {
  for (uint32_t c = 0; c < e->n_coder; c++) {
    const plb_coded_doc *doc = d->doc[c] != PLB_NOWHERE ? &e->coder[c].doc.at[d->doc[c]] : NULL;
    for (uint32_t i = 0; doc && i < doc->event.n; i++)
      if (doc->event.at[i].sentence == UINT64_MAX) return false;
  }
  return d->has_text && d->n_coder > 1;
}

static void sentences_of(plb_eval *e, const plb_joined_doc *d, int32_t *value) {
  uint32_t n = d->text.n_start - 1;
  for (uint32_t c = 0; c < e->n_coder; c++) {
    const plb_coded_doc *doc = d->doc[c] != PLB_NOWHERE ? &e->coder[c].doc.at[d->doc[c]] : NULL;
    for (uint32_t k = 0; k < n; k++)
      value[(size_t)k * e->n_coder + c] = doc && plb_eval_inside(doc, d->text.start[k]) ? 0 : PLB_NO_VALUE;
    for (uint32_t i = 0; doc && i < doc->event.n; i++) {
      uint64_t k = doc->event.at[i].sentence - 1;
      if (k < n && !doc->event.at[i].outside) value[k * e->n_coder + c] = 1;
    }
  }
}

static plb_status measure_sentences(plb_eval *e, plb_error *err) {
  size_t n = 0;
  values v;
  for (uint32_t i = 0; i < e->joined->n; i++)
    if (all_in_sentences(e, &e->joined->doc[i])) n += e->joined->doc[i].text.n_start - 1;
  if (!make_values(e, n, &v)) return plb_eval_no_memory(err);
  v.n_value = 2;
  for (uint32_t i = 0, at = 0; i < e->joined->n; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    if (!all_in_sentences(e, d)) continue;
    sentences_of(e, d, v.value + (size_t)at * e->n_coder);
    v.end[v.n_doc++] = at += d->text.n_start - 1;
  }
  return n ? add(e, "event or none", "sentences", &v, err) : PLB_OK;
}

/* ---- unitizing ---- */
typedef PLB_VEC(plb_stretch) stretches;

static bool on_continuum(const plb_eval *e, const plb_joined_doc *d) {
  return d->has_text && d->n_coder == e->n_coder && d->level == PLB_LEVEL_OFFSET;
}

static int by_begin(const void *a, const void *b) {
  const plb_stretch *x = a, *y = b;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Stretches in order; those that overlap become one. */
static void tidy(stretches *s) {
  uint32_t n = 0;
  if (s->n) qsort(s->at, s->n, sizeof *s->at, by_begin);
  for (uint32_t i = 0; i < s->n; i++) {
    plb_stretch *last = n ? &s->at[n - 1] : NULL;
    uint32_t end = s->at[i].begin + s->at[i].length;
    if (!last || s->at[i].begin >= last->begin + last->length)
      s->at[n++] = s->at[i];
    else if (end > last->begin + last->length)
      last->length = end - last->begin;
  }
  s->n = n;
}

/* One coder's triggers of a type (PLB_TYPE_COUNT: of any) on the continuum. */
static bool gather(plb_eval *e, uint32_t coder, plb_type type, stretches *out) {
  uint32_t base = 0;
  for (uint32_t i = 0; i < e->joined->n; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    if (!on_continuum(e, d)) continue;
    const plb_coded_doc *doc = &e->coder[coder].doc.at[d->doc[coder]];
    for (uint32_t k = 0; k < doc->event.n; k++) {
      const plb_coded_event *x = &doc->event.at[k];
      if (x->outside || x->at >= d->text.n_char || (type < PLB_TYPE_COUNT && x->type != type)) continue;
      plb_stretch *to = plb_vec_push(&e->arena, out, PLB_EVAL_EVENTS);
      if (!to) return false;
      uint32_t length = plb_utf8_count(x->trigger), most = d->text.n_char - x->at;
      *to = (plb_stretch){base + x->at, length > most ? most : length ? length : 1};
    }
    base += d->text.n_char;
  }
  tidy(out);
  return true;
}

static bool unitize(plb_eval *e, plb_type type, double length, double *observed, double *expected, uint64_t *n) {
  const plb_stretch *stretch[PLB_EVAL_CODERS];
  uint32_t count[PLB_EVAL_CODERS];
  double o, x;
  for (uint32_t c = 0; c < e->n_coder; c++) {
    stretches s = {0};
    if (!gather(e, c, type, &s)) return false;
    stretch[c] = s.at;
    count[c] = s.n;
    *n += s.n;
  }
  if (!plb_unitizing(stretch, count, e->n_coder, length, &e->arena, &o, &x)) return false;
  *observed += o;
  *expected += x;
  return true;
}

static bool add_unitizing(plb_eval *e, const char *name, plb_type from, plb_type to, double length) {
  double observed = 0, expected = 0;
  plb_measure m = {.name = name, .unit = "triggers on the texts", .kappa = NAN, .low = NAN, .high = NAN};
  for (plb_type t = from; t <= to; t++)
    if (!unitize(e, t, length, &observed, &expected, &m.n)) return false;
  m.alpha = expected > 0 ? 1 - observed / expected : NAN;
  plb_measure *at = plb_vec_push(&e->arena, &e->agreement->measure, 100);
  if (at) *at = m;
  return at != NULL;
}

static plb_status measure_unitizing(plb_eval *e, plb_error *err) {
  uint64_t length = 0;
  for (uint32_t i = 0; i < e->joined->n; i++)
    if (on_continuum(e, &e->joined->doc[i])) length += e->joined->doc[i].text.n_char;
  if (length > UINT32_MAX) return plb_fail(err, PLB_LIMIT, "eval", "the texts are longer than 4 GiB together");
  if (length < 2) return PLB_OK;
  bool good = add_unitizing(e, "unitizing, any type", PLB_TYPE_COUNT, PLB_TYPE_COUNT, (double)length) &&
              add_unitizing(e, "unitizing, by type", 0, PLB_TYPE_COUNT - 1, (double)length);
  return good ? PLB_OK : plb_eval_no_memory(err);
}

/* ---- pairs of coders ---- */
static plb_status pair_doc(plb_eval *e, const plb_joined_doc *d, plb_pair_f1 *p, plb_error *err) {
  plb_coded_event **first, **second;
  uint32_t n_first, n_second;
  plb_match_list list;
  plb_status s = plb_joined_events(e, d, p->first, &first, &n_first, err);
  if (!s) s = plb_joined_events(e, d, p->second, &second, &n_second, err);
  if (!s) s = plb_match_events(e, d->level, first, n_first, second, n_second, &list, err);
  if (s) return s;
  p->n_first += n_first;
  p->n_second += n_second;
  for (uint32_t k = 0; k < list.n; k++)
    p->right += list.at[k].type;
  return PLB_OK;
}

static plb_status measure_pairs(plb_eval *e, plb_error *err) {
  plb_status s = PLB_OK;
  for (uint32_t a = 0; a < e->n_coder; a++)
    for (uint32_t b = a + 1; !s && b < e->n_coder; b++) {
      plb_pair_f1 *p = plb_vec_push(&e->arena, &e->agreement->pair, PLB_EVAL_CODERS * PLB_EVAL_CODERS);
      if (!p) return plb_eval_no_memory(err);
      *p = (plb_pair_f1){.first = a, .second = b};
      for (uint32_t i = 0; !s && i < e->joined->n; i++) {
        const plb_joined_doc *d = &e->joined->doc[i];
        if (d->doc[a] != PLB_NOWHERE && d->doc[b] != PLB_NOWHERE) s = pair_doc(e, d, p, err);
      }
    }
  return s;
}

static const struct {
  const char *name;
  value_fn *of;
  bool missed;
  uint16_t needs;
} events[] = {
    {"type, missed counts", type_of, true, 0},           {"type", type_of, false, 0},
    {"status", status_of, false, PLB_SAID_STATUS},       {"mode", mode_of, false, PLB_SAID_MODE},
    {"actor", actor_of, false, PLB_SAID_ACTOR},          {"recipient", recipient_of, false, PLB_SAID_RECIPIENT},
    {"claimant", claimant_of, false, PLB_SAID_CLAIMANT}, {"day", day_of, false, PLB_SAID_DATE}};

plb_status plb_eval_agree(plb_eval *e, plb_error *err) {
  unit_list units = {0};
  e->agreement = plb_arena_alloc(&e->arena, sizeof *e->agreement);
  if (!e->agreement) return plb_eval_no_memory(err);
  plb_status s = align(e, &units, err);
  if (!s) s = measure_sentences(e, err);
  for (size_t i = 0; !s && i < sizeof events / sizeof *events; i++)
    s = measure_events(e, &units, events[i].name, events[i].of, events[i].missed, events[i].needs, err);
  if (!s) s = measure_unitizing(e, err);
  return s ? s : measure_pairs(e, err);
}
