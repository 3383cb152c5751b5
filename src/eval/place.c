/* Where events stand. The text is the one in the folder of texts, else the first that a coder brought; places are code
 * points of it. An offset counts when the trigger's words stand there; else they are looked for, first in the sentence
 * given, then in the whole text, and taken where they stand only once. Offsets into a file of the folder of texts are
 * believed as they are. A document is compared at the finest level that all its events have; in a text that is there,
 * that half of each coder's have: the others are then matched within the document. */
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "eval/join.h"
#include "eval/read.h"

enum { FOLDER = PLB_EVAL_CODERS, NO_TEXT };

typedef struct placing {
  plb_eval *e;
  plb_joined *j;
  plb_joined_doc *d;
  bool mostly_placed;
  uint32_t origin; /* the coder whose text it is, FOLDER or NO_TEXT */
} placing;

/* ---- the text ---- */
/* FOLDER/NAME.txt or FOLDER/NAME, for a name without folders in it. */
static bool path_of(const plb_eval *e, plb_slice name, char *out, size_t room) {
  if (!name.n || name.p[0] == '.' || memchr(name.p, '/', name.n) || memchr(name.p, 0, name.n)) return false;
  for (int ending = 1; ending >= 0; ending--) {
    int n = snprintf(out, room, "%s/%.*s%s", e->options.texts, (int)name.n, name.p, ending ? ".txt" : "");
    if (n < (int)room && access(out, R_OK) == 0) return true;
  }
  return false;
}

static plb_status folder_text(placing *p, plb_slice *text, plb_error *err) {
  char path[4096];
  for (uint32_t c = 0; c < p->e->n_coder; c++) {
    if (p->d->doc[c] == PLB_NOWHERE) continue;
    const plb_coded_doc *doc = &p->e->coder[c].doc.at[p->d->doc[c]];
    const plb_slice name[] = {doc->name[PLB_NAME_ID], plb_eval_base_name(doc->name[PLB_NAME_ID]),
                              plb_eval_stem(doc->name[PLB_NAME_FILE]), doc->name[PLB_NAME_FILE]};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
      if (!path_of(p->e, name[i], path, sizeof path)) continue;
      plb_slice bytes;
      plb_status s = plb_eval_load(path, &bytes, err);
      if (s) return s;
      if (plb_utf8_valid(bytes))
        *text = plb_arena_dup(&p->e->arena, bytes.p ? bytes : (plb_slice){"", 0});
      else
        plb_eval_notice(p->e, path, "the text is not UTF-8 and is not used");
      bool good = text->p || !plb_utf8_valid(bytes);
      free((char *)(uintptr_t)bytes.p);
      p->origin = text->p ? FOLDER : NO_TEXT;
      return good ? PLB_OK : plb_eval_no_memory(err);
    }
  }
  return PLB_OK;
}

static plb_status find_text(placing *p, plb_error *err) {
  plb_slice text = {NULL, 0};
  p->origin = NO_TEXT;
  plb_status s = p->e->options.texts ? folder_text(p, &text, err) : PLB_OK;
  for (uint32_t c = 0; !s && !text.p && c < p->e->n_coder; c++) {
    const plb_coded_doc *doc = p->d->doc[c] != PLB_NOWHERE ? &p->e->coder[c].doc.at[p->d->doc[c]] : NULL;
    if (!doc || !doc->has_text) continue;
    text = doc->text;
    p->origin = c;
  }
  if (s || !text.p) return s;
  p->d->has_text = true;
  return plb_eval_text_open(&p->d->text, text, &p->e->arena) ? PLB_OK : plb_eval_no_memory(err);
}

/* ---- an event ---- */
/* The code point that the coder's offset means in this text; PLB_NOWHERE: it says nothing of this text. */
static uint32_t offset_of(const placing *p, const plb_coded_doc *doc, const plb_coded_event *x) {
  const plb_eval_text *t = &p->d->text;
  bool same = doc->has_text && plb_slice_eq(doc->text, t->s);
  if (x->char_at != PLB_NOWHERE && (same || !doc->has_text)) return x->char_at;
  if (x->byte_at != PLB_NOWHERE && (same || (!doc->has_text && p->origin < PLB_EVAL_CODERS)))
    return plb_eval_text_char(t, x->byte_at);
  if (x->source_at != PLB_NOWHERE && p->origin == FOLDER) return plb_eval_text_char(t, x->source_at);
  return PLB_NOWHERE;
}

/* Bytes of the sentence that the coder gave in words; the whole text when it gave none, or they are not in it once. */
static bool sentence_bytes(const placing *p, const plb_coded_event *x, uint32_t *begin, uint32_t *end) {
  plb_slice s = p->d->text.s;
  uint32_t n, length, at = plb_eval_text_find(s, x->sentence_words, 0, s.n, &n, &length);
  *begin = at == UINT32_MAX ? 0 : at;
  *end = at == UINT32_MAX ? s.n : at + length;
  return at != UINT32_MAX;
}

static void place_event(placing *p, const plb_coded_doc *doc, plb_coded_event *x) {
  const plb_eval_text *t = &p->d->text;
  uint32_t at = offset_of(p, doc, x), begin, end, n, length;
  bool there = at < t->n_char && plb_eval_text_at(t->s, x->trigger, plb_eval_text_byte(t, at), &length);
  if (at != PLB_NOWHERE && !there && x->trigger.n) p->j->moved++;
  if (at != PLB_NOWHERE && (there || p->origin == FOLDER || !x->trigger.n)) {
    x->at = at;
  } else {
    bool sentence = sentence_bytes(p, x, &begin, &end);
    uint32_t found = plb_eval_text_find(t->s, x->trigger, begin, end, &n, &length);
    if (found != UINT32_MAX) x->at = plb_eval_text_char(t, found);
    if (found == UINT32_MAX && sentence) x->sentence = plb_eval_text_sentence(t, plb_eval_text_char(t, begin));
  }
  if (x->at != PLB_NOWHERE) x->sentence = plb_eval_text_sentence(t, x->at);
  if (x->at == PLB_NOWHERE && x->sentence == UINT64_MAX) p->j->lost++;
}

/* In a text: does half of what each coder wrote have a place? */
static bool mostly_placed(const placing *p) {
  for (uint32_t c = 0; c < p->e->n_coder; c++) {
    const plb_coded_doc *doc = p->d->doc[c] != PLB_NOWHERE ? &p->e->coder[c].doc.at[p->d->doc[c]] : NULL;
    uint32_t placed = 0;
    for (uint32_t i = 0; doc && i < doc->event.n; i++)
      placed += doc->event.at[i].at != PLB_NOWHERE;
    if (doc && 2 * placed < doc->event.n) return false;
  }
  return p->d->has_text;
}

/* ---- without a text: what all events have ---- */
typedef struct counts {
  uint32_t n, at, sentence, chars, bytes, sentence_at, number, words;
} counts;

typedef void event_fn(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user);

static void each_event(placing *p, event_fn *fn, void *user) {
  for (uint32_t c = 0; c < p->e->n_coder; c++) {
    plb_coded_doc *doc = p->d->doc[c] != PLB_NOWHERE ? &p->e->coder[c].doc.at[p->d->doc[c]] : NULL;
    for (uint32_t i = 0; doc && i < doc->event.n; i++)
      fn(p, doc, &doc->event.at[i], user);
  }
}

static void count(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user) {
  counts *c = user;
  (void)p;
  (void)doc;
  c->n++;
  c->at += x->at != PLB_NOWHERE;
  c->sentence += x->sentence != UINT64_MAX;
  c->chars += x->char_at != PLB_NOWHERE;
  c->bytes += x->byte_at != PLB_NOWHERE;
  c->sentence_at += x->sentence_at != PLB_NOWHERE;
  c->number += x->sentence_number != PLB_NOWHERE;
  c->words += x->sentence_words.n > 0;
}

static void place_in_text(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user) {
  (void)user;
  place_event(p, doc, x);
}

static uint64_t words_key(plb_slice s) {
  plb_slice word;
  uint64_t key = 0;
  while (plb_slice_word(&s, &word))
    key = key * 1099511628211u + plb_hash64(word);
  return key == UINT64_MAX ? 0 : key;
}

static void take_unit(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user) {
  const counts *c = user;
  (void)p;
  (void)doc;
  if (c->chars == c->n)
    x->at = x->char_at;
  else if (c->bytes == c->n)
    x->at = x->byte_at;
}

static void take_sentence(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user) {
  const counts *c = user;
  (void)doc;
  if (c->sentence == c->n || p->mostly_placed) return;
  x->sentence = UINT64_MAX;
  if (c->words == c->n)
    x->sentence = words_key(x->sentence_words);
  else if (c->sentence_at == c->n)
    x->sentence = x->sentence_at;
  else if (c->number == c->n)
    x->sentence = x->sentence_number;
}

/* ---- parts that were not coded ---- */
bool plb_eval_inside(const plb_coded_doc *doc, uint32_t at) {
  for (uint32_t i = 0; i < doc->scope.n; i++)
    if (at >= doc->scope.at[i].begin && at < doc->scope.at[i].end) return true;
  return !doc->scope.n;
}

static void mark_outside(placing *p, const plb_coded_doc *doc, plb_coded_event *x, void *user) {
  (void)user;
  for (uint32_t c = 0; c < p->e->n_coder && x->at != PLB_NOWHERE; c++) {
    const plb_coded_doc *other = p->d->doc[c] != PLB_NOWHERE ? &p->e->coder[c].doc.at[p->d->doc[c]] : NULL;
    if (other && other != doc && !plb_eval_inside(other, x->at)) x->outside = true;
  }
  for (uint32_t c = 0; x->outside && c < p->e->n_coder; c++)
    if (p->d->doc[c] != PLB_NOWHERE && &p->e->coder[c].doc.at[p->d->doc[c]] == doc) p->j->outside[c]++;
}

static plb_level level_of(const placing *p, const counts *c) {
  if (c->at == c->n || p->mostly_placed) return PLB_LEVEL_OFFSET;
  return c->sentence == c->n ? PLB_LEVEL_SENTENCE : PLB_LEVEL_DOCUMENT;
}

plb_status plb_eval_place(plb_eval *e, plb_joined *j, plb_joined_doc *d, plb_error *err) {
  placing p = {.e = e, .j = j, .d = d};
  counts c = {0};
  plb_status s = find_text(&p, err);
  if (s) return s;
  if (d->has_text) each_event(&p, place_in_text, NULL);
  p.mostly_placed = mostly_placed(&p);
  each_event(&p, count, &c);
  if (!d->has_text) each_event(&p, take_unit, &c);
  each_event(&p, take_sentence, &c);
  c = (counts){0};
  each_event(&p, count, &c);
  d->level = (uint8_t)level_of(&p, &c);
  each_event(&p, mark_outside, NULL);
  return PLB_OK;
}
