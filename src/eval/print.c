/* The readable table. What comes out of files is shown without control characters and bidirectional marks. */
#include "eval/print.h"

#include <inttypes.h>
#include <math.h>

#include "base/utf8.h"

enum { WORDS_MOST = 60, NAMES_MOST = 5 };

static const char *const differ_names[] = {"type", "trigger", "dyad", "sector", "status", "mode", "day", "claimant"};

const char *plb_differ_name(uint32_t i) {
  return i < sizeof differ_names / sizeof *differ_names ? differ_names[i] : NULL;
}

const char *plb_disagreement_kind(const plb_disagreement *d) {
  return !d->system ? "missed" : d->gold ? "differs" : "extra";
}

void plb_eval_codes(const plb_coded_party *p, uint32_t n, char *out, size_t room) {
  size_t used = 0;
  out[0] = 0;
  for (uint32_t i = 0; i < n && used + 2 < room; i++)
    if (plb_match_known(&p[i])) {
      int k = snprintf(out + used, room - used, "%s%.*s", used ? "+" : "", (int)p[i].code.n, p[i].code.p);
      used += (size_t)k < room - used ? (size_t)k : room - used - 1;
    }
  if (!used) snprintf(out, room, "-");
}

static void put_char(FILE *out, uint32_t c, plb_slice bytes) {
  bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == PLB_UTF8_BAD;
  bool bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
  if (c == '\n' || c == '\t' || c == '\r')
    fputc(' ', out);
  else if (control || bidi)
    fputs("\xEF\xBF\xBD", out);
  else
    fwrite(bytes.p, 1, bytes.n, out);
}

/* At most `most` characters, then "..."; 0: all. */
static void put(FILE *out, plb_slice s, uint32_t most) {
  uint32_t n, c, chars = 0;
  for (uint32_t i = 0; i < s.n; i += n) {
    if (most && chars++ == most) {
      fputs("...", out);
      return;
    }
    n = plb_utf8_next(s, i, &c);
    put_char(out, c, plb_slice_sub(s, i, i + n));
  }
}

/* ---- who and what ---- */
static const char *plural(uint64_t n) {
  return n == 1 ? "" : "s";
}

static void print_coder(const plb_eval *e, uint32_t c, FILE *out) {
  static const char *const roles[] = {"gold    ", "system  "};
  const plb_coder *k = &e->coder[c];
  if (e->options.agreement)
    fprintf(out, "coder %-2" PRIu32 " ", c + 1);
  else
    fputs(roles[c], out);
  put(out, k->name, 0);
  fprintf(out, ": %" PRIu32 " document%s, %" PRIu32 " event%s", k->doc.n, plural(k->doc.n), k->n_event,
          plural(k->n_event));
  if (k->refused) fprintf(out, ", %" PRIu64 " wrong row%s left out", k->refused, plural(k->refused));
  fputc('\n', out);
  if (!k->unknown.n) return;
  fputs("         columns that are not read: ", out);
  put(out, k->unknown, 400);
  fputc('\n', out);
}

/* The documents that only this coder has; without --list the first few. */
static void print_alone(const plb_eval *e, uint32_t coder, FILE *out) {
  uint32_t n = 0, most = e->options.list ? UINT32_MAX : NAMES_MOST;
  if (!e->joined->alone[coder]) return;
  fputs("only in ", out);
  put(out, e->coder[coder].name, 0);
  for (uint32_t i = 0; i < e->joined->n && n < most; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    if (d->n_coder > 1 || d->doc[coder] == PLB_NOWHERE) continue;
    fputs(n++ ? ", " : ": ", out);
    put(out, d->name, 0);
  }
  if (n < e->joined->alone[coder]) fprintf(out, " and %" PRIu32 " more (--list)", e->joined->alone[coder] - n);
  fputc('\n', out);
}

static void print_documents(const plb_eval *e, FILE *out) {
  const plb_joined *j = e->joined;
  uint32_t shared = 0;
  for (size_t l = 0; l < PLB_LEVEL_COUNT; l++)
    shared += j->level[l];
  fprintf(out, "\n%" PRIu32 " document%s in common", shared, plural(shared));
  for (uint32_t c = 0; c < e->n_coder; c++) {
    if (!j->alone[c]) continue;
    fprintf(out, "; %" PRIu32 " only in ", j->alone[c]);
    put(out, e->coder[c].name, 0);
    if (e->scores && !e->options.common) fputs(c ? " (not scored)" : " (events count as missed)", out);
  }
  fputc('\n', out);
  for (uint32_t c = 0; c < e->n_coder; c++)
    print_alone(e, c, out);
  fprintf(out,
          "matched by places in the text: %" PRIu32 ", by sentences: %" PRIu32 ", by whole documents: %" PRIu32 "\n",
          j->level[PLB_LEVEL_OFFSET], j->level[PLB_LEVEL_SENTENCE], j->level[PLB_LEVEL_DOCUMENT]);
  for (uint32_t c = 0; c < e->n_coder; c++)
    if (j->outside[c])
      fprintf(out, "%" PRIu32 " event%s of coder %" PRIu32 " in sentences that another did not look at: left out\n",
              j->outside[c], plural(j->outside[c]), c + 1);
  if (j->moved) fprintf(out, "%" PRIu32 " trigger%s not where the offset says\n", j->moved, plural(j->moved));
  if (j->lost)
    fprintf(out, "%" PRIu32 " event%s without a place in the text, matched within the document\n", j->lost,
            plural(j->lost));
}

/* ---- figures ---- */
static void print_figure(const plb_scores *s, plb_figure f, FILE *out) {
  plb_tally t = s->total.at[f];
  fprintf(out, "%-14s", plb_figure_name(f));
  if (s->missing[f] || (!t.gold && !t.system)) {
    fprintf(out, "  -  %s\n", s->missing[f] ? s->missing[f] : "there is nothing to compare");
    return;
  }
  if (plb_figure_is_f1(f))
    fprintf(out, "%9.3f %9.3f %9.3f  [%.3f, %.3f] %7" PRIu64 " %7" PRIu64 " %7" PRIu64 "\n", plb_precision(t),
            plb_recall(t), plb_f1(t), s->low[f], s->high[f], t.right, t.gold, t.system);
  else
    fprintf(out, "%29.3f  [%.3f, %.3f] %7" PRIu64 " %7" PRIu64 "\n", plb_recall(t), s->low[f], s->high[f], t.right,
            t.gold);
}

static void print_types(const plb_scores *s, FILE *out) {
  fputs("\nby type       precision    recall        F1   right    gold  system\n", out);
  for (size_t t = 0; t < PLB_TYPE_COUNT; t++)
    if (s->type[t].gold || s->type[t].system)
      fprintf(out, "%-14s%9.3f %9.3f %9.3f %7" PRIu64 " %7" PRIu64 " %7" PRIu64 "\n", plb_type_name((plb_type)t),
              plb_precision(s->type[t]), plb_recall(s->type[t]), plb_f1(s->type[t]), s->type[t].right, s->type[t].gold,
              s->type[t].system);
  fprintf(out, "%-14s%29.3f\n", "mean (macro)", plb_macro_f1(s));
}

static const char *type_or_none(size_t t) {
  return t == PLB_NO_TYPE ? "none" : plb_type_name((plb_type)t);
}

static bool occurs(const plb_scores *s, size_t t) {
  for (size_t k = 0; k <= PLB_TYPE_COUNT; k++)
    if (s->confusion[t][k] || s->confusion[k][t]) return true;
  return false;
}

static void print_confusion(const plb_scores *s, FILE *out) {
  fputs("\nconfusion: rows gold, columns system\n          ", out);
  for (size_t k = 0; k <= PLB_TYPE_COUNT; k++)
    if (occurs(s, k)) fprintf(out, " %4.4s", type_or_none(k));
  fputc('\n', out);
  for (size_t t = 0; t <= PLB_TYPE_COUNT; t++) {
    if (!occurs(s, t)) continue;
    fprintf(out, "%-10s", type_or_none(t));
    for (size_t k = 0; k <= PLB_TYPE_COUNT; k++)
      if (occurs(s, k) && s->confusion[t][k])
        fprintf(out, " %4" PRIu32, s->confusion[t][k]);
      else if (occurs(s, k))
        fputs("    .", out);
    fputc('\n', out);
  }
}

static void print_scores(const plb_scores *s, FILE *out) {
  fprintf(out, "\n              precision    recall        F1  90 %% interval    right    gold  system\n");
  for (plb_figure f = 0; f < PLB_FIGURE_STATUS; f++)
    print_figure(s, f, out);
  fputs("on events of the right type: share right\n", out);
  for (plb_figure f = PLB_FIGURE_STATUS; f < PLB_FIGURE_COUNT; f++)
    print_figure(s, f, out);
  print_types(s, out);
  print_confusion(s, out);
}

/* ---- agreement ---- */
static void print_coefficient(double x, FILE *out) {
  if (isnan(x))
    fputs("        -", out);
  else
    fprintf(out, "%9.3f", x);
}

static void print_agreement(const plb_eval *e, FILE *out) {
  const plb_agreement *a = e->agreement;
  fprintf(out, "\nagreement              alpha  90 %% interval  %s       n\n", e->n_coder == 2 ? "    kappa" : "");
  for (uint32_t i = 0; i < a->measure.n; i++) {
    const plb_measure *m = &a->measure.at[i];
    fprintf(out, "%-19s", m->name);
    print_coefficient(m->alpha, out);
    if (isnan(m->alpha) || isnan(m->low))
      fprintf(out, "%17s", "");
    else
      fprintf(out, " [%6.3f, %.3f]", m->low, m->high);
    if (e->n_coder == 2) print_coefficient(m->kappa, out);
    fprintf(out, " %7" PRIu64 " %s\n", m->n, m->unit);
  }
  fputs("(Krippendorff's alpha, Cohen's kappa; see docs/eval.md. Rows without \"missed counts\" leave out what only "
        "one coder\n"
        "saw, and so look better than the coding is.)\n",
        out);
  if (e->n_coder < 3) return;
  fputs("\npairs                type F1\n", out);
  for (uint32_t i = 0; i < a->pair.n; i++) {
    const plb_pair_f1 *p = &a->pair.at[i];
    plb_tally t = {p->right, p->n_second, p->n_first};
    fprintf(out, "%" PRIu32 " and %-13" PRIu32 "%9.3f\n", p->first + 1, p->second + 1, plb_f1(t));
  }
}

/* ---- disagreements ---- */
static void print_event(const plb_coded_event *x, FILE *out) {
  char codes[128];
  fprintf(out, "%s ", plb_type_name((plb_type)x->type));
  plb_eval_codes(x->actor, x->n_actor, codes, sizeof codes);
  put(out, plb_slice_str(codes), 0);
  fputs(" > ", out);
  plb_eval_codes(x->recipient, x->n_recipient, codes, sizeof codes);
  put(out, plb_slice_str(codes), 0);
  fputs(" '", out);
  put(out, x->trigger, WORDS_MOST);
  fputc('\'', out);
  if (x->status < PLB_ACT_COUNT && x->status != PLB_ACT_ACTUAL)
    fprintf(out, " %s", plb_act_status_name((plb_act_status)x->status));
}

static void print_list(const plb_scores *s, FILE *out) {
  fprintf(out, "\ndisagreements: %" PRIu32 "\n", s->list.n);
  for (uint32_t i = 0; i < s->list.n; i++) {
    const plb_disagreement *d = &s->list.at[i];
    put(out, d->document, 0);
    fprintf(out, ": %s", plb_disagreement_kind(d));
    for (uint32_t k = 0, n = 0; plb_differ_name(k); k++)
      if (d->differ & 1u << k) fprintf(out, "%s%s", n++ ? ", " : " in ", plb_differ_name(k));
    fputs(": ", out);
    if (d->gold) print_event(d->gold, out);
    if (d->gold && d->system) fputs(" | ", out);
    if (d->system) print_event(d->system, out);
    fputc('\n', out);
  }
}

void plb_eval_print_text(const plb_eval *e, FILE *out) {
  for (uint32_t c = 0; c < e->n_coder; c++)
    print_coder(e, c, out);
  print_documents(e, out);
  if (e->scores) print_scores(e->scores, out);
  print_agreement(e, out);
  if (e->scores && e->options.list) print_list(e->scores, out);
}
