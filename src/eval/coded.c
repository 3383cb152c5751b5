/* Building what a coder wrote: documents by name, events in the order in which they were met. */
#include "eval/coded.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/utf8.h"

plb_status plb_eval_no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "eval", "no memory, or more than %d MiB, for what the coders wrote",
                  PLB_EVAL_ARENA >> 20);
}

plb_status plb_eval_full(const plb_eval *e, plb_error *err) {
  const plb_coder *c = &e->coder[e->n_coder - 1];
  if (c->n_event >= PLB_EVAL_EVENTS)
    return plb_fail(err, PLB_LIMIT, "eval", "more than %d events of one coder", PLB_EVAL_EVENTS);
  if (c->doc.n >= PLB_EVAL_DOCUMENTS)
    return plb_fail(err, PLB_LIMIT, "eval", "more than %d documents of one coder", PLB_EVAL_DOCUMENTS);
  return plb_eval_no_memory(err);
}

void plb_eval_refuse(plb_eval *e, const char *place, const char *format, ...) {
  plb_error err = {.code = PLB_DAMAGED, .module = "eval", .offset = PLB_NO_OFFSET};
  va_list ap;
  va_start(ap, format);
  vsnprintf(err.message, sizeof err.message, format, ap);
  va_end(ap);
  snprintf(err.place, sizeof err.place, "%s", place);
  plb_eval_now(e)->refused++;
  if (e->options.on_problem) e->options.on_problem(e->options.user, &err);
}

void plb_eval_notice(plb_eval *e, const char *place, const char *format, ...) {
  plb_error err = {.module = "eval", .offset = PLB_NO_OFFSET};
  va_list ap;
  va_start(ap, format);
  vsnprintf(err.message, sizeof err.message, format, ap);
  va_end(ap);
  snprintf(err.place, sizeof err.place, "%s", place);
  if (e->options.on_notice) e->options.on_notice(e->options.user, &err);
}

plb_slice plb_eval_base_name(plb_slice path) {
  uint32_t i = path.n;
  while (i && path.p[i - 1] != '/' && path.p[i - 1] != '\\')
    i--;
  return plb_slice_sub(path, i, path.n);
}

plb_slice plb_eval_stem(plb_slice name) {
  for (uint32_t i = name.n; i-- > 1;)
    if (name.p[i] == '.') return plb_slice_sub(name, 0, i);
  return name;
}

uint32_t plb_eval_keys(const plb_slice name[PLB_EVAL_NAMES], plb_slice key[PLB_EVAL_KEYS]) {
  const plb_slice all[PLB_EVAL_KEYS] = {name[PLB_NAME_ID],
                                        name[PLB_NAME_FILE],
                                        plb_eval_stem(name[PLB_NAME_FILE]),
                                        plb_eval_stem(plb_eval_base_name(name[PLB_NAME_ID])),
                                        name[PLB_NAME_URL],
                                        name[PLB_NAME_TITLE]};
  uint32_t n = 0;
  for (size_t i = 0; i < PLB_EVAL_KEYS; i++)
    if (all[i].n) key[n++] = all[i];
  return n;
}

plb_coded_doc *plb_eval_doc(plb_eval *e, plb_slice id) {
  plb_coder *c = plb_eval_now(e);
  uint32_t at = plb_map_get(&c->by_id, id);
  if (at != PLB_MAP_NONE) return &c->doc.at[at];
  plb_slice name = plb_arena_dup(&e->arena, id);
  plb_coded_doc *doc = name.p ? plb_vec_push(&e->arena, &c->doc, PLB_EVAL_DOCUMENTS) : NULL;
  if (!doc || !plb_map_set(&c->by_id, name, c->doc.n - 1)) return NULL;
  *doc = (plb_coded_doc){.name[PLB_NAME_ID] = name};
  return doc;
}

bool plb_eval_name(plb_eval *e, plb_coded_doc *doc, plb_doc_name kind, plb_slice name) {
  name = plb_slice_trim(name);
  if (!name.n || doc->name[kind].n) return true;
  doc->name[kind] = plb_arena_dup(&e->arena, name);
  return doc->name[kind].p != NULL;
}

plb_coded_event *plb_eval_event(plb_eval *e, plb_coded_doc *doc) {
  plb_coder *c = plb_eval_now(e);
  if (c->n_event >= PLB_EVAL_EVENTS) return NULL;
  plb_coded_event *x = plb_vec_push(&e->arena, &doc->event, PLB_EVAL_EVENTS);
  if (!x) return NULL;
  c->n_event++;
  *x = (plb_coded_event){.char_at = PLB_NOWHERE,
                         .byte_at = PLB_NOWHERE,
                         .source_at = PLB_NOWHERE,
                         .sentence_at = PLB_NOWHERE,
                         .sentence_number = PLB_NOWHERE,
                         .at = PLB_NOWHERE,
                         .sentence = UINT64_MAX,
                         .type = PLB_TYPE_COUNT,
                         .status = PLB_ACT_COUNT,
                         .status2 = PLB_ACT_COUNT};
  return x;
}

/* ---- claimants ---- */
static bool in_word(uint32_t c) {
  plb_char_class k = plb_char_class_of(c);
  return c == '_' || (plb_char_is_word(k) && k != PLB_CH_MARK);
}

/* The last word: two names of one speaker mostly agree in it. */
static plb_slice last_word(plb_slice s) {
  uint32_t end = s.n, c;
  while (end) {
    uint32_t n = plb_utf8_prev(s, end, &c);
    if (in_word(c)) break;
    end -= n;
  }
  uint32_t begin = end;
  while (begin) {
    uint32_t n = plb_utf8_prev(s, begin, &c);
    if (!in_word(c)) break;
    begin -= n;
  }
  return plb_slice_sub(s, begin, end);
}

bool plb_eval_claimant(plb_eval *e, plb_coded_event *x, plb_slice name) {
  plb_slice word = last_word(name);
  plb_buf b;
  plb_buf_init(&b, 4 * (size_t)word.n + 16);
  for (uint32_t i = 0, c; i < word.n;) {
    char out[4];
    i += plb_utf8_next(word, i, &c);
    if (c != PLB_UTF8_BAD) plb_buf_add(&b, out, plb_utf8_put(plb_char_lower(c), out));
  }
  x->claimant = plb_arena_dup(&e->arena, plb_slice_trim(name));
  x->claimant_key = plb_arena_dup(&e->arena, plb_slice_of(b.p ? b.p : "", b.n));
  bool good = !b.status && x->claimant.p && x->claimant_key.p;
  plb_buf_free(&b);
  return good;
}
