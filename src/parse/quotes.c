/* Quotation runs of one block: marks are paired with a stack by family (double, single). A mark that opens while one of
 * its family is open ends that run unclosed: nobody nests the same marks, but pages do forget to close. A run still
 * open at the end of its block ends there, closed = false; the next paragraph of a long quotation opens its own. A
 * single mark that is never closed was an apostrophe, except at the very beginning of the block. */
#include "base/error.h"
#include "base/slice.h"
#include "parse/room.h"

typedef struct open_mark {
  uint32_t token;
  bool single;
} open_mark;

typedef struct pairing {
  plb_parser *p;
  uint32_t first;
  open_mark open[2]; /* of each kind one at most: a second of its kind ends the first */
  uint32_t n;
} pairing;

static bool is_single(const plb_parser *p, const plb_token *t) {
  plb_slice s = plb_token_text(p, t);
  if (s.n == 1) return s.p[0] == '\'' || s.p[0] == '`';
  static const char *const mark[] = {"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9A", "\xE2\x80\xB9", "\xE2\x80\xBA"};
  return PLB_AMONG(s, mark);
}

/* The run from the mark at depth `at` to token `end`. */
static plb_status add_run(pairing *w, uint32_t at, uint32_t end, bool closed) {
  open_mark o = w->open[at];
  if (!closed && o.single && o.token != w->first) return PLB_OK;
  if (end <= o.token + 1) return PLB_OK;
  plb_quote *q = plb_vec_push(w->p->doc->arena, &w->p->quote, UINT32_MAX);
  if (!q) return plb_fail(w->p->err, PLB_NOMEM, "parse", "the document's memory is used up (arena_bytes)");
  *q = (plb_quote){o.token + 1, end, closed};
  return PLB_OK;
}

static uint32_t depth_of(const pairing *w, bool single) {
  uint32_t at = w->n;
  while (at && w->open[at - 1].single != single)
    at--;
  return at; /* one more than the index, 0: none */
}

static plb_status open_run(pairing *w, uint32_t i, bool single) {
  uint32_t at = depth_of(w, single);
  plb_status s = PLB_OK;
  if (at) {
    s = add_run(w, at - 1, i, false);
    w->n = at - 1;
  }
  w->open[w->n++] = (open_mark){i, single};
  return s;
}

static plb_status close_run(pairing *w, uint32_t i, bool single) {
  uint32_t at = depth_of(w, single);
  if (!at) return PLB_OK;
  plb_status s = add_run(w, at - 1, i, true);
  w->n = at - 1;
  return s;
}

/* Ordered by their beginning; runs are found by their end. */
static void sort_from(plb_quote *q, uint32_t first, uint32_t n) {
  for (uint32_t i = first + 1; i < n; i++) {
    plb_quote x = q[i];
    uint32_t k = i;
    for (; k > first && q[k - 1].begin > x.begin; k--)
      q[k] = q[k - 1];
    q[k] = x;
  }
}

static void flag_tokens(const plb_parser *p, uint32_t from) {
  uint32_t done = 0; /* runs may nest: each token once */
  for (uint32_t i = from; i < p->quote.n; i++) {
    const plb_quote *q = &p->quote.at[i];
    for (uint32_t k = q->begin > done ? q->begin : done; k < q->end; k++)
      p->token.at[k].flags |= PLB_TOK_IN_QUOTE;
    if (q->end > done) done = q->end;
  }
}

plb_status plb_quotes_pair(plb_parser *p, uint32_t first) {
  pairing w = {.p = p, .first = first};
  uint32_t from = p->quote.n;
  plb_status s = PLB_OK;
  for (uint32_t i = first; i < p->token.n && s == PLB_OK; i++) {
    const plb_token *t = &p->token.at[i];
    if (t->tag == PLB_TAG_OPENQ) s = open_run(&w, i, is_single(p, t));
    if (t->tag == PLB_TAG_CLOSEQ) s = close_run(&w, i, is_single(p, t));
  }
  for (uint32_t at = 0; at < w.n && s == PLB_OK; at++)
    s = add_run(&w, at, p->token.n, false);
  sort_from(p->quote.at, from, p->quote.n);
  flag_tokens(p, from);
  return s;
}
