/* Tables of actors looked at without a run: the check of their rows, and who a phrase would be. The phrase is read as
 * the subject of a sentence of its own ("... said so."), since a bare noun phrase is often taken for something else. */
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "parse/parse.h"
#include "pipe/own.h"
#include "resolve/check.h"
#include "resolve/resolve.h"

enum { WHO_ARENA = 64 << 20, WORDS_MOST = 1000 };

static plb_status read_day(const char *day, plb_date *out, plb_error *err) {
  *out = day ? plb_date_parse_iso(plb_slice_str(day)) : (plb_date){0};
  if (!day || plb_date_known(*out)) return PLB_OK;
  return plb_fail(err, PLB_USAGE, "actors", "'%.40s' is no day", day);
}

plb_status plb_actors_check(const plb_own_table *own, size_t n_own, const char *day, unsigned years,
                            plb_actor_finding_fn *fn, void *user, plb_actor_counts *counts, plb_error *err) {
  plb_limits limits;
  plb_arena arena = {0};
  plb_own_text *text;
  plb_date today;
  plb_limits_default(&limits);
  plb_arena_init(&arena, (size_t)limits.own_table_bytes + (1u << 20));
  plb_status s = read_day(day, &today, err);
  if (!s) s = plb_own_read(own, n_own, &limits, &arena, &text, err);
  plb_actor_text *table = s ? NULL : plb_arena_array(&arena, n_own + 1, sizeof *table);
  if (!s && !table) s = plb_fail(err, PLB_NOMEM, "actors", "no memory for the tables");
  for (size_t i = 0; !s && i < n_own; i++)
    table[i] = (plb_actor_text){text[i].name, text[i].text};
  if (!s) s = plb_actor_tables_check(table, n_own, today, years, fn, user, counts, err);
  plb_arena_free(&arena);
  return s;
}

/* ---- who is it ---- */

struct plb_actor_reader {
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_limits limits;
};

static plb_status add_own(plb_actor_reader *r, const plb_own_table *own, size_t n, plb_error *err) {
  plb_arena arena = {0};
  plb_own_text *text;
  plb_arena_init(&arena, (size_t)r->limits.own_table_bytes + (1u << 20));
  plb_status s = plb_own_read(own, n, &r->limits, &arena, &text, err);
  for (size_t i = 0; !s && i < n; i++)
    s = plb_actor_tables_add(r->actors, text[i].name, text[i].text, err);
  plb_arena_free(&arena);
  return s;
}

plb_status plb_actor_reader_open(plb_actor_reader **out, const plb_own_table *own, size_t n_own, plb_error *err) {
  plb_actor_reader *r = *out = calloc(1, sizeof *r);
  if (!r) return plb_fail(err, PLB_NOMEM, "actors", "no memory");
  plb_limits_default(&r->limits);
  plb_status s = plb_parse_tables_open(&r->parse, err);
  if (!s) s = plb_date_tables_open(&r->dates, err);
  if (!s) s = plb_actor_tables_open(&r->actors, err);
  if (!s) s = add_own(r, own, n_own, err);
  if (!s) return PLB_OK;
  plb_actor_reader_close(r);
  *out = NULL;
  return s;
}

void plb_actor_reader_close(plb_actor_reader *r) {
  if (!r) return;
  plb_actor_tables_close(r->actors);
  plb_date_tables_close(r->dates);
  plb_parse_tables_close(r->parse);
  free(r);
}

static void hand_on(const plb_doc *doc, const plb_mention *m, uint32_t words,
                    void (*fn)(void *, const plb_party_view *), void *user) {
  plb_span first = doc->token[m->begin].span, last = doc->token[m->end - 1].span;
  for (uint32_t i = 0; i < m->n_party; i++) {
    const plb_party *p = &doc->party[m->party + i];
    plb_party_view view = {.at = {first.begin, last.end < words ? last.end : words},
                           .name = p->name,
                           .code = p->code,
                           .rule = p->rule,
                           .sector = plb_sector_name((plb_sector)p->sector),
                           .kind = plb_party_kind_name((plb_party_kind)p->kind)};
    fn(user, &view);
  }
}

/* The mention that names the head comes before those that modify it, one that a table or rule knows before a mere name.
 */
static int worth(const plb_doc *doc, const plb_mention *m) {
  const plb_party *p = &doc->party[m->party];
  return 2 * (plb_code_known(p->code) || p->sector != PLB_SECTOR_UNK) + !m->modifier;
}

static const plb_mention *head_mention(const plb_doc *doc, uint32_t words) {
  const plb_mention *best = NULL;
  for (uint32_t i = 0; i < doc->n_mention; i++) {
    const plb_mention *m = &doc->mention[i];
    if (doc->token[m->begin].span.begin >= words || !m->n_party) continue;
    if (!best || worth(doc, m) > worth(doc, best)) best = m;
  }
  return best;
}

static plb_status read_words(plb_actor_reader *r, plb_doc *doc, plb_error *err) {
  plb_status s = plb_parse(r->parse, doc, err);
  if (!s) s = plb_resolve_dates(r->dates, doc, err);
  return s ? s : plb_resolve_actors(r->actors, doc, err);
}

plb_status plb_actor_read(plb_actor_reader *r, plb_slice words, const char *day,
                          void (*fn)(void *user, const plb_party_view *party), void *user, plb_error *err) {
  plb_date date;
  if (words.n > WORDS_MOST) return plb_fail(err, PLB_LIMIT, "actors", "more than %d bytes of words", WORDS_MOST);
  plb_status s = read_day(day, &date, err);
  if (s) return s;
  plb_arena arena;
  plb_arena_init(&arena, WHO_ARENA);
  plb_slice text = plb_arena_printf(&arena, "%.*s said so.", (int)words.n, words.p);
  plb_block block = {.span = {0, text.n}, .kind = PLB_BLOCK_PARAGRAPH};
  plb_doc doc = {.arena = &arena, .limits = &r->limits, .text = text, .block = &block, .n_block = 1};
  doc.meta.published_day = date;
  s = text.p ? read_words(r, &doc, err) : plb_fail(err, PLB_NOMEM, "actors", "no memory");
  const plb_mention *head = s ? NULL : head_mention(&doc, words.n);
  if (head) hand_on(&doc, head, words.n, fn, user);
  plb_arena_free(&arena);
  return s;
}
