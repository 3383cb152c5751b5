/* How sure a report is: the share of reports with the same marks that annotators told, too. A logistic model over
 * yes-no marks of the pattern, the grammar and the parties (Platt 1999 for the idea of such a calibration); its weights
 * stand in data/code/confidence.tsv, fitted on our corpus by training/confidence.py. Whole numbers only, so that every
 * machine gives the same bytes. */
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "code/reading.h"

plb_status plb_confidence_open(plb_map *weights, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "code/confidence.tsv", "mark weight", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice cell = plb_table_cell(&table, 1);
    bool negative = cell.n && cell.p[0] == '-';
    uint32_t n = 0;
    for (uint32_t i = negative; i < cell.n; i++) {
      if (!plb_is_digit(cell.p[i]) || n > 1000) return plb_table_fail(&table, err, "the weight is no whole number");
      n = n * 10 + (uint32_t)(cell.p[i] - '0');
    }
    uint32_t stored = PLB_CONFIDENCE_ZERO + n; /* a map holds no negative numbers */
    if (negative) stored = PLB_CONFIDENCE_ZERO - n;
    if (!plb_map_set(weights, plb_table_cell(&table, 0), stored)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

typedef struct scale {
  plb_reading *r;
  int32_t sum; /* hundredths of a logit */
  plb_buf text;
} scale;

static void mark(scale *s, bool holds, const char *name) {
  if (!holds) return;
  uint32_t stored = plb_map_get(&s->r->t->confidence, plb_slice_str(name));
  int32_t w = stored == PLB_MAP_NONE ? 0 : (int32_t)stored - PLB_CONFIDENCE_ZERO, size = w < 0 ? -w : w;
  s->sum += w;
  if (s->text.n) plb_buf_str(&s->text, ", ");
  plb_buf_printf(&s->text, "%s %c%d.%02d", name, w < 0 ? '-' : '+', (int)(size / 100), (int)(size % 100));
}

/* 1000 / (1 + exp(-x)), x in hundredths: the curve at whole halves, straight lines in between. */
static uint16_t logistic(int32_t x) {
  static const uint16_t at[] = {500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993}; /* 0, 0.5 ... 5 */
  uint32_t a = (uint32_t)(x < 0 ? -x : x);
  if (a > 499) a = 499;
  uint32_t p = at[a / 50] + (uint32_t)(at[a / 50 + 1] - at[a / 50]) * (a % 50) / 50;
  return (uint16_t)(x < 0 ? 1000 - p : p);
}

static uint32_t least_certain(const plb_role_fill *fill, uint32_t n) {
  uint32_t least = 100;
  for (uint32_t i = 0; i < n; i++)
    if (fill[i].party.certain < least) least = fill[i].party.certain;
  return least;
}

static bool known(const plb_role_fill *fill, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (plb_code_known(fill[i].party.code)) return true;
  return false;
}

static bool left_out(const plb_role_fill *fill, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (fill[i].span.begin == fill[i].span.end) return true;
  return false;
}

static void party_marks(scale *s, const plb_report *p) {
  uint32_t a = least_certain(p->actor, p->n_actor), b = least_certain(p->recipient, p->n_recipient);
  mark(s, !p->n_actor, "no actor");
  mark(s, p->n_actor && !known(p->actor, p->n_actor), "actor without code");
  mark(s, p->n_actor && a < 50, "actor unsure");
  mark(s, p->n_actor && a >= 80, "actor sure");
  mark(s, left_out(p->actor, p->n_actor), "actor left out");
  mark(s, !p->n_recipient, "no recipient");
  mark(s, p->n_recipient && !known(p->recipient, p->n_recipient), "recipient without code");
  mark(s, p->n_recipient && b < 50, "recipient unsure");
  mark(s, p->n_recipient && b >= 80, "recipient sure");
  mark(s, left_out(p->recipient, p->n_recipient), "recipient left out");
  mark(s, s->r->m->pattern->symmetric && p->n_actor < 2, "one party where two meet");
}

static void pattern_marks(scale *s) {
  const plb_pattern *p = s->r->m->pattern;
  mark(s, p->pos == 'N', "noun");
  mark(s, p->pos == 'A', "adjective");
  mark(s, p->core > 1, "several words");
  mark(s, p->flags & PLB_FLAG_BOTH, "ambiguous word");
  mark(s, p->flags & PLB_FLAG_WEAK, "weak word");
  mark(s, p->flags & PLB_FLAG_SPEECH, "word of saying");
  mark(s, p->mode.n > 0, "mode");
}

static void sentence_marks(scale *s, const plb_report *p) {
  const plb_reading *r = s->r;
  const plb_token *head = &r->doc->token[r->m->head], *last = &r->doc->token[r->c->sentence->end - 1];
  bool another = r->told->n && r->told->at[r->told->n - 1].sentence == p->sentence;
  mark(s, r->verb != PLB_NONE && r->c->verb.at[r->verb].passive, "passive");
  mark(s, r->verb != PLB_NONE && r->c->verb.at[r->verb].form != PLB_VERB_FINITE, "not finite");
  mark(s, r->verb != PLB_NONE && r->c->verb.at[r->verb].relative, "relative clause");
  mark(s, r->verb == PLB_NONE && p->status == PLB_ACT_ACTUAL && r->m->pattern->pos == 'V', "participle");
  mark(s, head->flags & PLB_TOK_IN_QUOTE, "quoted");
  mark(s, last->tag != PLB_TAG_STOP, "headline");
  mark(s, another, "not the first of its sentence");
  mark(s, r->c->sentence->end - r->c->sentence->begin > 35, "long sentence");
  mark(s, p->n_claim > 0, "claimed");
}

uint16_t plb_confidence_of(plb_reading *r, const plb_report *p, plb_step_list *steps) {
  scale s = {.r = r};
  plb_buf_init(&s.text, 4096);
  mark(&s, true, "report");
  mark(&s, true, plb_type_name((plb_type)p->type));
  if (p->status != PLB_ACT_ACTUAL) mark(&s, true, plb_act_status_name((plb_act_status)p->status));
  pattern_marks(&s);
  sentence_marks(&s, p);
  party_marks(&s, p);
  plb_slice text =
      s.text.status ? (plb_slice){NULL, 0} : plb_arena_dup(r->doc->arena, plb_slice_of(s.text.p, s.text.n));
  plb_buf_free(&s.text);
  plb_add_step(r, steps, "confidence", text);
  return logistic(s.sum);
}
