/* The lexical coder, sentence by sentence: triggers, parties by frame, checks, status, date, place, claim chain,
 * folding. After TABARI and PETRARCH in its means (dictionaries, longest pattern, frames), beyond them in what it
 * keeps: who says so, what became of the act, the words themselves, and why a trigger gave nothing. */
#include "code/code.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "code/reading.h"
#include "code/topic.h"

/* ---- one document ---- */

typedef struct coder {
  const plb_trigger_tables *t;
  plb_doc *doc;
  plb_clause *clause; /* by sentence */
  plb_match_list *match;
  plb_scope_list *scope;
  plb_report_list report;
  PLB_VEC(plb_silence) silence;
  plb_error *err;
} coder;

static plb_status no_memory(coder *k) {
  return plb_fail(k->err, PLB_NOMEM, "code", "the document's memory is used up");
}

static plb_span match_span(const plb_doc *doc, const plb_match *m) {
  return plb_doc_tokens(doc, m->begin, m->end);
}

static plb_status silent(coder *k, uint32_t sentence, plb_span trigger, plb_slice why) {
  plb_silence *s = plb_vec_push(k->doc->arena, &k->silence, k->doc->limits->tokens);
  if (!s || !why.p) return no_memory(k);
  *s = (plb_silence){sentence, trigger, why};
  return PLB_OK;
}

/* ---- the report ---- */

static void explain_parties(plb_reading *r, const plb_role_fill *fill, uint32_t n, const char *side,
                            plb_step_list *steps) {
  for (uint32_t i = 0; i < n; i++) {
    const plb_party *p = &fill[i].party;
    plb_slice words = plb_doc_text(r->doc, fill[i].span);
    plb_slice text = plb_arena_printf(r->doc->arena, "%s '%.*s' is %.*s (%.*s %s) by %.*s", side, (int)words.n, words.p,
                                      (int)p->name.n, p->name.p, (int)p->code.n, p->code.p,
                                      plb_sector_name((plb_sector)p->sector), (int)p->rule.n, p->rule.p);
    plb_add_step(r, steps, side, text);
  }
}

static plb_slice quoted_token(plb_reading *r, const char *format, uint32_t token) {
  plb_slice w = plb_doc_text(r->doc, r->doc->token[token].span);
  return plb_arena_printf(r->doc->arena, format, (int)w.n, w.p);
}

static void explain_trigger(plb_reading *r, plb_step_list *steps) {
  const plb_pattern *p = r->m->pattern;
  plb_slice span = plb_doc_text(r->doc, match_span(r->doc, r->m));
  plb_slice rule = plb_arena_printf(r->doc->arena, "%s%s:%u", p->rank ? "user:" : "", p->file, p->line);
  plb_slice text = plb_arena_printf(r->doc->arena, "the words '%.*s' match a %s of %s", (int)span.n, span.p,
                                    p->derived ? "noun of a verb" : "pattern", plb_type_name((plb_type)p->type));
  if (!rule.p)
    r->out_of_memory = true;
  else
    plb_add_step(r, steps, rule.p, text);
  if (r->verb != PLB_NONE && r->c->verb.at[r->verb].passive)
    plb_add_step(r, steps, "passive", PLB_LIT("the grammatical subject is the one acted on"));
}

static void set_status(plb_reading *r, plb_report *report, plb_step_list *steps) {
  uint32_t cue;
  report->status = (uint8_t)plb_status_of_trigger(r, &cue);
  const plb_scope *s = plb_scope_innermost(r->scope, r->m->head);
  if (s && s->denied && report->status == PLB_ACT_ACTUAL) {
    report->status = PLB_ACT_NEGATED;
    plb_add_step(r, steps, "status", PLB_LIT("negated: it is what is denied"));
    return;
  }
  if (cue == PLB_NONE) return;
  if (s && s->past && plb_slice_is(r->doc->token[cue].lower, "would")) {
    report->status = PLB_ACT_FUTURE;
    plb_add_step(r, steps, "status", quoted_token(r, "'%.*s' under a past verb of saying: future", cue));
    return;
  }
  if (report->status == PLB_ACT_ACTUAL) return;
  plb_slice w = plb_doc_text(r->doc, r->doc->token[cue].span);
  plb_add_step(r, steps, "status",
               plb_arena_printf(r->doc->arena, "%s because of '%.*s'",
                                plb_act_status_name((plb_act_status)report->status), (int)w.n, w.p));
}

static plb_status finish(coder *k, plb_reading *r, plb_report *report, plb_step_list *steps) {
  plb_claim_list claims = {0};
  plb_claims_of(r, r->m->head, &claims);
  if (claims.n && plb_speaks_itself(r, report, &claims.at[claims.n - 1])) claims.n--;
  report->claim = claims.at;
  report->n_claim = claims.n;
  for (uint32_t i = 0; i < claims.n; i++)
    plb_add_step(r, steps, "claim",
                 plb_arena_printf(k->doc->arena, "%.*s says so ('%.*s')", (int)claims.at[i].party.name.n,
                                  claims.at[i].party.name.p, (int)(claims.at[i].cue.end - claims.at[i].cue.begin),
                                  k->doc->text.p + claims.at[i].cue.begin));
  plb_fold(r, report, steps);
  plb_complete_date(r, report);
  report->confidence = plb_confidence_of(r, report, steps);
  report->step = steps->at;
  report->n_step = steps->n;
  if (r->out_of_memory) return no_memory(k);
  if (k->report.n >= k->doc->limits->reports)
    return plb_fail_at(k->err, PLB_LIMIT, "code", report->trigger.begin, "more than %u reports",
                       k->doc->limits->reports);
  plb_report *slot = plb_vec_push(k->doc->arena, &k->report, k->doc->limits->reports);
  if (!slot) return no_memory(k);
  *slot = *report;
  return PLB_OK;
}

/* "plans to visit Oman": the commitment already coded at "plans" gets whom it concerns from the act it governs. */
static bool lend_recipients(coder *k, plb_reading *r, const plb_match *teller, const plb_report *act) {
  plb_span span = match_span(k->doc, teller);
  for (uint32_t i = k->report.n; i > 0; i--) {
    plb_report *agree = &k->report.at[i - 1];
    if (agree->trigger.begin != span.begin || agree->sentence != act->sentence) continue;
    if (agree->n_recipient) return true;
    plb_fill_list actor = {.at = agree->actor, .n = agree->n_actor, .cap = agree->n_actor}, all = {0}, act_side = {0};
    act_side = (plb_fill_list){.at = act->actor, .n = act->n_actor, .cap = act->n_actor};
    if (r->m->pattern->symmetric) plb_fills_append(r, &all, &act_side);
    act_side = (plb_fill_list){.at = act->recipient, .n = act->n_recipient, .cap = act->n_recipient};
    plb_fills_append(r, &all, &act_side);
    plb_drop_shared(&actor, &all);
    agree->recipient = all.at;
    agree->n_recipient = all.n;
    plb_step_list steps = {.at = agree->step, .n = agree->n_step, .cap = agree->n_step};
    plb_add_step(r, &steps, "recipient",
                 quoted_token(r, "whom it concerns comes from '%.*s', which it governs", r->m->head));
    agree->step = steps.at;
    agree->n_step = steps.n;
    return true;
  }
  return false; /* the teller gave no report itself */
}

/* Headlines leave the auxiliary out: "Helicopter shot down near Logar". A past form without an object is a passive
 * there when the pattern wants one. */
static void headline_passive(const plb_clause *c, plb_verb *v, const plb_pattern *p) {
  uint8_t tag = c->doc->token[v->head].tag, last = c->doc->token[c->sentence->end - 1].tag;
  bool bare = v->head == v->begin && (tag == PLB_TAG_VBD || tag == PLB_TAG_VBN);
  bool wants =
      p->actor.n && p->actor.slot[0] == PLB_SLOT_SUBJ && p->recipient.n && p->recipient.slot[0] == PLB_SLOT_OBJ;
  if (last != PLB_TAG_STOP && bare && wants && v->object == PLB_NONE) v->passive = true;
}

static plb_status code_match(coder *k, uint32_t sentence, const plb_match *m) {
  plb_clause *c = &k->clause[sentence];
  plb_reading r = {
      .t = k->t, .doc = k->doc, .c = c, .m = m, .scope = &k->scope[sentence], .sentence = sentence, .told = &k->report};
  r.np = plb_np_at(c, m->head);
  r.verb = r.np == PLB_NONE ? plb_verb_at(c, m->head) : PLB_NONE;
  if (r.verb != PLB_NONE) headline_passive(c, &c->verb.at[r.verb], m->pattern);
  plb_fill_list actor = {0}, recipient = {0};
  plb_step_list steps = {0};
  plb_fill_parties(&r, &actor, &recipient);
  if (r.out_of_memory) return no_memory(k);
  plb_slice why = plb_why_not(&r, &k->match[sentence], &actor, &recipient);
  if (why.p) return silent(k, sentence, match_span(k->doc, m), why);
  plb_report report = {.sentence = sentence, .trigger = match_span(k->doc, m), .type = m->pattern->type};
  report.mode = m->pattern->mode.p ? m->pattern->mode : PLB_LIT("");
  explain_trigger(&r, &steps);
  report.actor = actor.at;
  report.n_actor = actor.n;
  report.recipient = recipient.at;
  report.n_recipient = recipient.n;
  explain_parties(&r, actor.at, actor.n, "actor", &steps);
  explain_parties(&r, recipient.at, recipient.n, "recipient", &steps);
  set_status(&r, &report, &steps);
  plb_set_complement_mode(&r, &k->match[sentence], &report, &steps);
  plb_set_date(&r, &report);
  plb_set_place(&r, &report);
  plb_set_size(&r, &report);
  const plb_match *teller = report.status == PLB_ACT_FUTURE ? plb_told_already(&r, &k->match[sentence]) : NULL;
  bool lent = teller && lend_recipients(k, &r, teller, &report);
  if (r.out_of_memory) return no_memory(k);
  if (lent)
    return silent(k, sentence, report.trigger, PLB_LIT("the word that governs it already tells the commitment"));
  return finish(k, &r, &report, &steps);
}

/* MOBILIZE inside an ASSAULT by the same actor is dropped (folding rule). */
static plb_status drop_mobilize(coder *k, uint32_t from) {
  uint32_t n = from;
  for (uint32_t i = from; i < k->report.n; i++) {
    const plb_report *a = &k->report.at[i];
    bool inside = false;
    for (uint32_t j = from; a->type == PLB_TYPE_MOBILIZE && j < k->report.n; j++) {
      const plb_report *b = &k->report.at[j];
      inside |= b->type == PLB_TYPE_ASSAULT && a->n_actor && b->n_actor && b->status == a->status &&
                plb_code_known(a->actor[0].party.code) && plb_slice_eq(a->actor[0].party.code, b->actor[0].party.code);
    }
    if (inside) {
      plb_status s = silent(k, a->sentence, a->trigger, PLB_LIT("folding: MOBILIZE inside an ASSAULT"));
      if (s) return s;
    } else {
      k->report.at[n++] = *a;
    }
  }
  k->report.n = n;
  return PLB_OK;
}

static plb_status code_sentence(coder *k, uint32_t s) {
  uint32_t from = k->report.n, silences = k->silence.n;
  plb_status status = PLB_OK;
  for (uint32_t i = 0; !status && i < k->match[s].n; i++) {
    const plb_match *m = &k->match[s].at[i];
    if (m->pattern->type == PLB_TYPE_NONE)
      status = silent(k, s, match_span(k->doc, m), PLB_LIT("listed as no event (triggers/NONE.tsv)"));
    else
      status = code_match(k, s, m);
  }
  if (!status) status = drop_mobilize(k, from);
  if (!status && k->report.n == from && k->silence.n == silences)
    status = silent(k, s, (plb_span){0, 0}, PLB_LIT("no trigger word"));
  return status;
}

/* The speaker a quotation without a cue belongs to: a scope over the same quotation in a sentence near, else the last
 * speaker. */
static const plb_scope *speaker_near(const coder *k, uint32_t s) {
  const plb_doc *doc = k->doc;
  const plb_sentence *me = &doc->sentence[s];
  for (uint32_t q = 0; q < doc->n_quote; q++) {
    if (doc->quote[q].end <= me->begin || doc->quote[q].begin >= me->end) continue;
    for (uint32_t o = s > 3 ? s - 3 : 0; o < doc->n_sentence && o <= s + 3; o++)
      for (uint32_t i = 0; o != s && i < k->scope[o].n; i++) {
        const plb_scope *scope = &k->scope[o].at[i];
        if (scope->begin < doc->quote[q].end && scope->end > doc->quote[q].begin) return scope;
      }
  }
  for (uint32_t o = s; o > 0 && o + 2 > s; o--)
    if (k->scope[o - 1].n) return &k->scope[o - 1].at[k->scope[o - 1].n - 1];
  return NULL;
}

/* '"Oslo stands with Putin," he added': nobody speaks of himself by name; "he" is who spoke before. */
static void speaker_from_before(coder *k, uint32_t s) {
  enum { REACH = 3 };
  const plb_doc *doc = k->doc;
  for (uint32_t i = 0; i < k->scope[s].n; i++) {
    plb_scope *scope = &k->scope[s].at[i];
    if (scope->speaker == PLB_NONE) continue;
    const plb_token *head = &doc->token[k->clause[s].np.at[scope->speaker].head];
    bool names_himself = false;
    for (uint32_t m = 0; head->tag == PLB_TAG_PRP && m < k->clause[s].np.n; m++) {
      uint32_t mention = k->clause[s].np.at[m].mention;
      if (mention == PLB_NONE || doc->mention[mention].pronoun || !doc->mention[mention].n_party) continue;
      const plb_party *p = &doc->party[doc->mention[mention].party];
      names_himself |= plb_scope_covers(scope, doc->mention[mention].head) &&
                       (doc->token[doc->mention[mention].head].flags & PLB_TOK_IN_QUOTE) &&
                       plb_same_party(p, &scope->speaker_party);
    }
    for (uint32_t o = s; names_himself && o > 0 && o + REACH > s; o--) {
      if (!k->scope[o - 1].n) continue;
      const plb_scope *before = &k->scope[o - 1].at[k->scope[o - 1].n - 1];
      scope->speaker_party = before->speaker_party;
      break;
    }
  }
}

static plb_status read_sentences(coder *k) {
  plb_doc *doc = k->doc;
  k->clause = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->clause);
  k->match = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->match);
  k->scope = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->scope);
  if (!k->clause || !k->match || !k->scope) return no_memory(k);
  plb_status s = PLB_OK;
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++) {
    s = plb_clause_read(doc, i, &k->clause[i], k->err);
    if (!s) s = plb_patterns_match(&k->t->patterns, doc, &doc->sentence[i], &k->match[i], k->err);
    if (!s) s = plb_scopes_read(k->t, doc, &k->clause[i], &k->match[i], NULL, &k->scope[i], k->err);
  }
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++) {
    speaker_from_before(k, i);
    bool quoted = false;
    for (uint32_t t = doc->sentence[i].begin; t < doc->sentence[i].end; t++)
      quoted |= (doc->token[t].flags & PLB_TOK_IN_QUOTE) && !plb_scope_innermost(&k->scope[i], t);
    const plb_scope *carried = quoted ? speaker_near(k, i) : NULL;
    if (carried) s = plb_scopes_read(k->t, doc, &k->clause[i], &k->match[i], carried, &k->scope[i], k->err);
  }
  return s;
}

static void number_reports(plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_report; i++) {
    plb_report *r = &doc->report[i];
    r->rank =
        i && doc->report[i - 1].trigger.begin == r->trigger.begin && doc->report[i - 1].trigger.end == r->trigger.end
            ? doc->report[i - 1].rank + 1
            : 0;
    char text[64];
    int n = snprintf(text, sizeof text, "%u-%u/%u", r->trigger.begin, r->trigger.end, r->rank);
    plb_slice parts[2] = {plb_slice_str(doc->id.hex), plb_slice_of(text, (size_t)n)};
    r->id = plb_id_of_parts(parts, 2);
  }
}

static int by_trigger(const void *a, const void *b) {
  const plb_report *x = a, *y = b;
  if (x->trigger.begin != y->trigger.begin) return x->trigger.begin < y->trigger.begin ? -1 : 1;
  if (x->trigger.end != y->trigger.end) return x->trigger.end < y->trigger.end ? -1 : 1;
  return (int)x->type - (int)y->type;
}

plb_status plb_code(const plb_trigger_tables *t, plb_doc *doc, plb_error *err) {
  coder k = {.t = t, .doc = doc, .err = err};
  bool sport = plb_topic_is_sport(&t->topic, doc);
  plb_status s = sport ? PLB_OK : read_sentences(&k);
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++)
    s = sport ? silent(&k, i, (plb_span){0, 0}, PLB_LIT("the article is about sport (code/topics.tsv)"))
              : code_sentence(&k, i);
  if (s) return s;
  if (k.report.n) qsort(k.report.at, k.report.n, sizeof *k.report.at, by_trigger);
  doc->report = k.report.at;
  doc->n_report = k.report.n;
  doc->silence = k.silence.at;
  doc->n_silence = k.silence.n;
  number_reports(doc);
  return PLB_OK;
}
