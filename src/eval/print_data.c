/* The same as JSON (one object) and as CSV: a long table, one figure a row, or with `list` the disagreements. */
#include <inttypes.h>
#include <math.h>

#include "base/utf8.h"
#include "eval/print.h"

/* ---- JSON ---- */
static void put_json(FILE *out, plb_slice s) {
  uint32_t n, c;
  fputc('"', out);
  for (uint32_t i = 0; i < s.n; i += n) {
    n = plb_utf8_next(s, i, &c);
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", (char)c);
    else if (c < 0x20)
      fprintf(out, "\\u%04x", (unsigned)c);
    else if (c == PLB_UTF8_BAD)
      fputs("\xEF\xBF\xBD", out);
    else
      fwrite(s.p + i, 1, n, out);
  }
  fputc('"', out);
}

static void put_number(FILE *out, double x) {
  if (isnan(x))
    fputs("null", out);
  else
    fprintf(out, "%.6f", x);
}

static void json_alone(const plb_eval *e, uint32_t coder, FILE *out) {
  bool first = true;
  fputs(",\"only_here_names\":[", out);
  for (uint32_t i = 0; i < e->joined->n; i++) {
    const plb_joined_doc *d = &e->joined->doc[i];
    if (d->n_coder > 1 || d->doc[coder] == PLB_NOWHERE) continue;
    if (!first) fputc(',', out);
    put_json(out, d->name);
    first = false;
  }
  fputc(']', out);
}

static void json_coders(const plb_eval *e, FILE *out) {
  fputs("{\"coders\":[", out);
  for (uint32_t c = 0; c < e->n_coder; c++) {
    const plb_coder *k = &e->coder[c];
    fprintf(out, "%s{\"name\":", c ? "," : "");
    put_json(out, k->name);
    fprintf(out,
            ",\"documents\":%" PRIu32 ",\"events\":%" PRIu32 ",\"refused\":%" PRIu64 ",\"only_here\":%" PRIu32
            ",\"outside\":%" PRIu32 ",\"unknown_columns\":",
            k->doc.n, k->n_event, k->refused, e->joined->alone[c], e->joined->outside[c]);
    put_json(out, k->unknown);
    json_alone(e, c, out);
    fputc('}', out);
  }
  const plb_joined *j = e->joined;
  fprintf(out,
          "],\"documents\":{\"by_place\":%" PRIu32 ",\"by_sentence\":%" PRIu32 ",\"by_document\":%" PRIu32
          ",\"triggers_elsewhere\":%" PRIu32 ",\"events_without_place\":%" PRIu32 "}",
          j->level[PLB_LEVEL_OFFSET], j->level[PLB_LEVEL_SENTENCE], j->level[PLB_LEVEL_DOCUMENT], j->moved, j->lost);
}

static void json_figure(const plb_scores *s, plb_figure f, FILE *out) {
  plb_tally t = s->total.at[f];
  fprintf(out, "\"%s\":", plb_figure_name(f));
  if (s->missing[f]) {
    fputs("null", out);
  } else if (plb_figure_is_f1(f)) {
    fprintf(out,
            "{\"precision\":%.6f,\"recall\":%.6f,\"f1\":%.6f,\"low\":%.6f,\"high\":%.6f,\"right\":%" PRIu64
            ",\"gold\":%" PRIu64 ",\"system\":%" PRIu64 "}",
            plb_precision(t), plb_recall(t), plb_f1(t), s->low[f], s->high[f], t.right, t.gold, t.system);
  } else {
    fprintf(out, "{\"share\":%.6f,\"low\":%.6f,\"high\":%.6f,\"right\":%" PRIu64 ",\"n\":%" PRIu64 "}", plb_recall(t),
            s->low[f], s->high[f], t.right, t.gold);
  }
}

static const char *type_or_none(size_t t) {
  return t == PLB_NO_TYPE ? "none" : plb_type_name((plb_type)t);
}

static void json_types(const plb_scores *s, FILE *out) {
  bool first = true;
  fputs(",\"types\":{", out);
  for (size_t t = 0; t < PLB_TYPE_COUNT; t++) {
    plb_tally v = s->type[t];
    if (!v.gold && !v.system) continue;
    fprintf(out,
            "%s\"%s\":{\"precision\":%.6f,\"recall\":%.6f,\"f1\":%.6f,\"right\":%" PRIu64 ",\"gold\":%" PRIu64
            ",\"system\":%" PRIu64 "}",
            first ? "" : ",", type_or_none(t), plb_precision(v), plb_recall(v), plb_f1(v), v.right, v.gold, v.system);
    first = false;
  }
  fprintf(out, "},\"macro_f1\":%.6f,\"confusion\":[", plb_macro_f1(s));
  first = true;
  for (size_t t = 0; t <= PLB_TYPE_COUNT; t++)
    for (size_t k = 0; k <= PLB_TYPE_COUNT; k++) {
      if (!s->confusion[t][k]) continue;
      fprintf(out, "%s{\"gold\":\"%s\",\"system\":\"%s\",\"n\":%" PRIu32 "}", first ? "" : ",", type_or_none(t),
              type_or_none(k), s->confusion[t][k]);
      first = false;
    }
  fputc(']', out);
}

static void json_event(const plb_coded_event *x, FILE *out) {
  char codes[128];
  if (!x) {
    fputs("null", out);
    return;
  }
  fprintf(out, "{\"type\":\"%s\",\"trigger\":", plb_type_name((plb_type)x->type));
  put_json(out, x->trigger);
  plb_eval_codes(x->actor, x->n_actor, codes, sizeof codes);
  fputs(",\"actor\":", out);
  put_json(out, plb_slice_str(codes));
  plb_eval_codes(x->recipient, x->n_recipient, codes, sizeof codes);
  fputs(",\"recipient\":", out);
  put_json(out, plb_slice_str(codes));
  fputs(",\"status\":", out);
  put_json(out, plb_slice_str(x->status < PLB_ACT_COUNT ? plb_act_status_name((plb_act_status)x->status) : ""));
  fputs(",\"mode\":", out);
  put_json(out, x->mode);
  fputs(",\"date\":", out);
  put_json(out, x->date);
  fputs(",\"claimant\":", out);
  put_json(out, x->claimant);
  if (x->line) fprintf(out, ",\"line\":%" PRIu32, x->line);
  fputc('}', out);
}

static void json_list(const plb_scores *s, FILE *out) {
  fputs(",\"disagreements\":[", out);
  for (uint32_t i = 0; i < s->list.n; i++) {
    const plb_disagreement *d = &s->list.at[i];
    fprintf(out, "%s{\"document\":", i ? "," : "");
    put_json(out, d->document);
    fprintf(out, ",\"kind\":\"%s\",\"in\":[", plb_disagreement_kind(d));
    for (uint32_t k = 0, n = 0; plb_differ_name(k); k++)
      if (d->differ & 1u << k) fprintf(out, "%s\"%s\"", n++ ? "," : "", plb_differ_name(k));
    fputs("],\"gold\":", out);
    json_event(d->gold, out);
    fputs(",\"system\":", out);
    json_event(d->system, out);
    fputc('}', out);
  }
  fputc(']', out);
}

static void json_agreement(const plb_eval *e, FILE *out) {
  const plb_agreement *a = e->agreement;
  fputs(",\"agreement\":[", out);
  for (uint32_t i = 0; i < a->measure.n; i++) {
    const plb_measure *m = &a->measure.at[i];
    fprintf(out, "%s{\"what\":\"%s\",\"unit\":\"%s\",\"alpha\":", i ? "," : "", m->name, m->unit);
    put_number(out, m->alpha);
    fputs(",\"low\":", out);
    put_number(out, m->low);
    fputs(",\"high\":", out);
    put_number(out, m->high);
    fputs(",\"kappa\":", out);
    put_number(out, m->kappa);
    fprintf(out, ",\"n\":%" PRIu64 "}", m->n);
  }
  fputs("],\"pairs\":[", out);
  for (uint32_t i = 0; i < a->pair.n; i++) {
    const plb_pair_f1 *p = &a->pair.at[i];
    fprintf(out, "%s{\"first\":%" PRIu32 ",\"second\":%" PRIu32 ",\"type_f1\":%.6f}", i ? "," : "", p->first + 1,
            p->second + 1, plb_f1((plb_tally){p->right, p->n_second, p->n_first}));
  }
  fputc(']', out);
}

void plb_eval_print_json(const plb_eval *e, FILE *out) {
  json_coders(e, out);
  if (e->scores) {
    fprintf(out, ",\"scored\":%" PRIu32 ",\"without_system\":%" PRIu32 ",\"figures\":{", e->scores->n_doc,
            e->scores->n_without);
    for (plb_figure f = 0; f < PLB_FIGURE_COUNT; f++) {
      if (f) fputc(',', out);
      json_figure(e->scores, f, out);
    }
    fputc('}', out);
    json_types(e->scores, out);
  }
  json_agreement(e, out);
  if (e->scores && e->options.list) json_list(e->scores, out);
  fputs("}\n", out);
}

/* ---- CSV ---- */
/* A text cell; one that a spreadsheet would run gets an apostrophe. */
static void put_cell(FILE *out, plb_slice s) {
  bool formula = s.n && strchr("=+-@\t\r", s.p[0]) && !plb_slice_is(s, "-") && !plb_slice_is(s, "---");
  fputc('"', out);
  if (formula) fputc('\'', out);
  for (uint32_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') fputc('"', out);
    fputc(s.p[i] ? s.p[i] : ' ', out);
  }
  fputc('"', out);
}

/* Fields that a spreadsheet may leave bare: names of ours. */
static void csv_row(FILE *out, const char *table, const char *item, const char *other, double value) {
  fprintf(out, "%s,%s,%s,", table, item, other);
  if (!isnan(value)) fprintf(out, "%.6f", value);
}

static void csv_figure(const plb_scores *s, plb_figure f, FILE *out) {
  plb_tally t = s->total.at[f];
  bool f1 = plb_figure_is_f1(f), known = !s->missing[f];
  csv_row(out, f1 ? "f1" : "share", plb_figure_name(f), "", known ? plb_figure_value(f, t) : NAN);
  if (!known)
    fputs(",,,,,,,\r\n", out);
  else if (f1)
    fprintf(out, ",%.6f,%.6f,%.6f,%.6f,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", s->low[f], s->high[f],
            plb_precision(t), plb_recall(t), t.right, t.gold, t.system);
  else
    fprintf(out, ",%.6f,%.6f,,,%" PRIu64 ",%" PRIu64 ",\r\n", s->low[f], s->high[f], t.right, t.gold);
}

static void csv_scores(const plb_scores *s, FILE *out) {
  for (plb_figure f = 0; f < PLB_FIGURE_COUNT; f++)
    csv_figure(s, f, out);
  for (size_t t = 0; t < PLB_TYPE_COUNT; t++) {
    plb_tally v = s->type[t];
    if (!v.gold && !v.system) continue;
    csv_row(out, "type", type_or_none(t), "", plb_f1(v));
    fprintf(out, ",,,%.6f,%.6f,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", plb_precision(v), plb_recall(v), v.right,
            v.gold, v.system);
  }
  for (size_t t = 0; t <= PLB_TYPE_COUNT; t++)
    for (size_t k = 0; k <= PLB_TYPE_COUNT; k++)
      if (s->confusion[t][k])
        fprintf(out, "confusion,%s,%s,%" PRIu32 ",,,,,,,\r\n", type_or_none(t), type_or_none(k), s->confusion[t][k]);
}

static void csv_agreement(const plb_eval *e, FILE *out) {
  for (uint32_t i = 0; i < e->agreement->measure.n; i++) {
    const plb_measure *m = &e->agreement->measure.at[i];
    char item[64], other[64];
    snprintf(item, sizeof item, "\"%s\"", m->name);
    snprintf(other, sizeof other, "\"%s\"", m->unit);
    csv_row(out, "alpha", item, other, m->alpha);
    if (isnan(m->low))
      fputs(",,", out);
    else
      fprintf(out, ",%.6f,%.6f", m->low, m->high);
    fprintf(out, ",,,,%" PRIu64 ",\r\n", m->n);
    if (e->n_coder != 2) continue;
    csv_row(out, "kappa", item, other, m->kappa);
    fprintf(out, ",,,,,,%" PRIu64 ",\r\n", m->n);
  }
  for (uint32_t i = 0; i < e->agreement->pair.n; i++) {
    const plb_pair_f1 *p = &e->agreement->pair.at[i];
    plb_tally t = {p->right, p->n_second, p->n_first};
    fprintf(out, "pair,%" PRIu32 ",%" PRIu32 ",%.6f,,,%.6f,%.6f,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\r\n", p->first + 1,
            p->second + 1, plb_f1(t), plb_precision(t), plb_recall(t), t.right, t.gold, t.system);
  }
}

static void csv_documents(const plb_eval *e, FILE *out) {
  static const char *const levels[] = {"by place", "by sentence", "by document"};
  for (size_t l = 0; l < PLB_LEVEL_COUNT; l++)
    fprintf(out, "documents,%s,,%" PRIu32 ",,,,,,,\r\n", levels[l], e->joined->level[l]);
  for (uint32_t c = 0; c < e->n_coder; c++) {
    fprintf(out, "documents,only in,%" PRIu32 ",%" PRIu32 ",,,,,,,\r\n", c + 1, e->joined->alone[c]);
    fprintf(out, "rows,left out,%" PRIu32 ",%" PRIu64 ",,,,,,,\r\n", c + 1, e->coder[c].refused);
  }
}

static void csv_event(const plb_coded_event *x, FILE *out) {
  char codes[128];
  if (!x) {
    fputs(",,,,,,,,", out);
    return;
  }
  if (x->line)
    fprintf(out, ",%" PRIu32, x->line);
  else
    fputc(',', out);
  fprintf(out, ",%s,", plb_type_name((plb_type)x->type));
  put_cell(out, x->trigger);
  fputc(',', out);
  plb_eval_codes(x->actor, x->n_actor, codes, sizeof codes);
  put_cell(out, plb_slice_str(codes));
  fputc(',', out);
  plb_eval_codes(x->recipient, x->n_recipient, codes, sizeof codes);
  put_cell(out, plb_slice_str(codes));
  fprintf(out, ",%s,", x->status < PLB_ACT_COUNT ? plb_act_status_name((plb_act_status)x->status) : "");
  put_cell(out, x->date);
  fputc(',', out);
  put_cell(out, x->claimant);
}

static void csv_list(const plb_scores *s, FILE *out) {
  fputs("document,kind,differs_in,gold_line,gold_type,gold_trigger,gold_actor,gold_recipient,gold_status,gold_date,"
        "gold_claimant,"
        "system_line,system_type,system_trigger,system_actor,system_recipient,system_status,system_date,system_"
        "claimant\r\n",
        out);
  for (uint32_t i = 0; i < s->list.n; i++) {
    const plb_disagreement *d = &s->list.at[i];
    put_cell(out, d->document);
    fprintf(out, ",%s,", plb_disagreement_kind(d));
    for (uint32_t k = 0, n = 0; plb_differ_name(k); k++)
      if (d->differ & 1u << k) fprintf(out, "%s%s", n++ ? ";" : "", plb_differ_name(k));
    csv_event(d->gold, out);
    csv_event(d->system, out);
    fputs("\r\n", out);
  }
}

void plb_eval_print_csv(const plb_eval *e, FILE *out) {
  if (e->scores && e->options.list) {
    csv_list(e->scores, out);
    return;
  }
  fputs("table,item,other,value,low,high,precision,recall,right,gold,system\r\n", out);
  csv_documents(e, out);
  if (e->scores) csv_scores(e->scores, out);
  csv_agreement(e, out);
}
