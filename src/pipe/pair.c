/* One sentence with its two parties given (the PLV task): the parties are put in as mentions of their own, then the
 * coder runs as always; of its reports the one that fits the two best gives the type. */
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "code/code.h"
#include "parse/parse.h"
#include "pipe/own.h"
#include "resolve/resolve.h"

enum { ARENA = 64 << 20 };

struct plb_pair_coder {
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_trigger_tables *triggers;
  plb_book *book;
  plb_limits limits;
};

static plb_status add_own(plb_pair_coder *c, const plb_own_table *own, size_t n, plb_error *err) {
  plb_arena arena;
  plb_own_text *text;
  plb_arena_init(&arena, (size_t)c->limits.own_table_bytes + ARENA);
  plb_status s = plb_own_read(own, n, &c->limits, &arena, &text, err);
  for (size_t i = 0; i < n && !s; i++)
    s = plb_own_add(&text[i], c->actors, c->triggers, &c->book, err);
  plb_arena_free(&arena);
  return s;
}

plb_status plb_pair_coder_open(const plb_own_table *own, size_t n_own, plb_pair_coder **out, plb_error *err) {
  plb_pair_coder *c = *out = calloc(1, sizeof *c);
  if (!c) return plb_fail(err, PLB_NOMEM, "pipe", "no memory");
  plb_limits_default(&c->limits);
  plb_status s = plb_parse_tables_open(&c->parse, err);
  if (!s) s = plb_actor_tables_open(&c->actors, err);
  if (!s) s = plb_date_tables_open(&c->dates, err);
  if (!s) s = plb_trigger_tables_open(&c->triggers, err);
  if (!s) s = add_own(c, own, n_own, err);
  if (!s) return PLB_OK;
  plb_pair_coder_close(c);
  *out = NULL;
  return s;
}

void plb_pair_coder_close(plb_pair_coder *c) {
  if (!c) return;
  plb_trigger_tables_close(c->triggers);
  plb_date_tables_close(c->dates);
  plb_actor_tables_close(c->actors);
  plb_parse_tables_close(c->parse);
  plb_own_close(c->book);
  free(c);
}

static bool inside(plb_span s, plb_range r) {
  return s.begin < r.end && s.end > r.begin;
}

static int by_first_token(const void *a, const void *b) {
  const plb_mention *x = a, *y = b;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return x->end == y->end ? 0 : x->end > y->end ? -1 : 1;
}

/* The given party as doc->party[index], pointed to by every mention whose head lies in its span; at least one is made.
 */
static plb_status give(plb_doc *doc, plb_range span, uint32_t index, plb_slice name, plb_error *err) {
  doc->party[index] = (plb_party){.name = name,
                                  .code = name,
                                  .sector = PLB_SECTOR_GOV,
                                  .kind = PLB_PARTY_ROLE,
                                  .certain = 95,
                                  .rule = PLB_LIT("given")};
  bool found = false;
  for (uint32_t i = 0; i < doc->n_mention; i++) {
    plb_mention *m = &doc->mention[i];
    if (!inside(doc->token[m->head].span, span)) continue;
    m->party = index;
    m->n_party = 1;
    found |= !m->modifier;
  }
  if (found) return PLB_OK;
  for (uint32_t i = doc->n_token; i > 0; i--) { /* the last word of the span, with its chunk */
    const plb_token *t = &doc->token[i - 1];
    if (!inside(t->span, span)) continue;
    plb_mention m = {i - 1, i, i - 1, t->sentence, index, 1, false, false, false};
    if (t->chunk >= 0)
      m.begin = doc->chunk[t->chunk].begin, m.end = doc->chunk[t->chunk].end, m.head = doc->chunk[t->chunk].head;
    doc->mention[doc->n_mention++] = m;
    qsort(doc->mention, doc->n_mention, sizeof *doc->mention, by_first_token);
    return PLB_OK;
  }
  return plb_fail(err, PLB_USAGE, "pair", "a span covers no word");
}

static bool holds(const plb_role_fill *fill, uint32_t n, plb_slice name) {
  for (uint32_t i = 0; i < n; i++)
    if (plb_slice_eq(fill[i].party.name, name)) return true;
  return false;
}

static int fit(const plb_report *r, plb_slice source, plb_slice target) {
  bool a_s = holds(r->actor, r->n_actor, source), a_t = holds(r->actor, r->n_actor, target);
  bool r_s = holds(r->recipient, r->n_recipient, source), r_t = holds(r->recipient, r->n_recipient, target);
  if (a_s && (r_t || a_t)) return 10;
  if (a_s) return 6;
  if (r_t) return 5;
  if (a_t && r_s) return 4;
  return a_t || r_s ? 3 : 1;
}

static plb_status read_pair(plb_pair_coder *c, plb_doc *doc, plb_range source, plb_range target, plb_error *err) {
  plb_slice names[2] = {PLB_LIT("source"), PLB_LIT("target")};
  plb_status s = plb_parse(c->parse, doc, err);
  if (!s) s = plb_resolve_dates(c->dates, doc, err);
  if (!s) s = plb_resolve_actors(c->actors, doc, err);
  if (s) return s;
  plb_party *party = plb_arena_array(doc->arena, doc->n_party + 2u, sizeof *party);
  plb_mention *mention = plb_arena_array(doc->arena, doc->n_mention + 2u, sizeof *mention);
  if (!party || !mention) return plb_fail(err, PLB_NOMEM, "pair", "no memory");
  for (uint32_t i = 0; i < doc->n_party; i++)
    party[i] = doc->party[i];
  for (uint32_t i = 0; i < doc->n_mention; i++)
    mention[i] = doc->mention[i];
  doc->party = party;
  doc->mention = mention;
  s = give(doc, target, doc->n_party + 1, names[1], err);
  if (!s) s = give(doc, source, doc->n_party, names[0], err);
  doc->n_party += 2;
  return s ? s : plb_code(c->triggers, doc, err);
}

plb_status plb_pair_code(plb_pair_coder *c, plb_slice text, plb_range source, plb_range target, const char **type,
                         plb_error *err) {
  plb_arena arena;
  plb_arena_init(&arena, ARENA);
  plb_block block = {.span = {0, text.n}, .kind = PLB_BLOCK_PARAGRAPH};
  plb_doc doc = {.arena = &arena, .limits = &c->limits, .text = text, .block = &block, .n_block = 1};
  *type = "";
  plb_status s = source.end > text.n || target.end > text.n || source.begin >= source.end || target.begin >= target.end
                     ? plb_fail(err, PLB_USAGE, "pair", "a span lies outside the text")
                     : read_pair(c, &doc, source, target, err);
  int best = 0;
  for (uint32_t i = 0; !s && i < doc.n_report; i++) {
    int f = fit(&doc.report[i], PLB_LIT("source"), PLB_LIT("target"));
    if (f > best) best = f, *type = plb_type_name((plb_type)doc.report[i].type);
  }
  plb_arena_free(&arena);
  return s;
}
