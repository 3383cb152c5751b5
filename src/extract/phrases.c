/* The first words in lower case without punctuation, a number as "N"; the longest beginning that is in the map decides.
 */
#include "extract/phrases.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { MAX_WORDS = 8, MAX_BYTES = 160, WHOLE = 16 };

struct plb_phrases {
  plb_map phrase; /* to kind, | WHOLE */
  plb_slice promo[PLB_PROMO_MAX];
  uint32_t n_promo;
};

static uint32_t kind_of(plb_slice s) {
  static const char *const names[] = {"drop", "teaser", "credit", "section", "end", "label"};
  size_t i = plb_slice_index(s, names, sizeof names / sizeof *names);
  return i < sizeof names / sizeof *names ? (uint32_t)i + 1 : 0;
}

static plb_status read_row(plb_phrases *t, plb_table *table, plb_error *err) {
  plb_slice phrase = plb_table_cell(table, 0), match = plb_table_cell(table, 1);
  uint32_t kind = kind_of(plb_table_cell(table, 2));
  if (plb_slice_is(match, "any") && plb_slice_is(plb_table_cell(table, 2), "promo")) {
    if (t->n_promo == PLB_PROMO_MAX)
      return plb_table_fail(table, err, "more than %d promotional phrases", PLB_PROMO_MAX);
    t->promo[t->n_promo++] = phrase;
    return PLB_OK;
  }
  bool whole = plb_slice_is(match, "whole");
  if (!kind) return plb_table_fail(table, err, "unknown kind");
  if (!whole && !plb_slice_is(match, "start")) return plb_table_fail(table, err, "match is neither whole nor start");
  if (plb_map_get(&t->phrase, phrase) != PLB_MAP_NONE)
    return plb_table_fail(table, err, "the phrase stands here twice");
  if (!plb_map_set(&t->phrase, phrase, whole ? kind | WHOLE : kind))
    return plb_fail(err, PLB_NOMEM, "extract", "no memory left for phrases");
  return PLB_OK;
}

plb_status plb_phrases_open(plb_phrases **out, plb_error *err) {
  plb_phrases *t = calloc(1, sizeof *t);
  plb_table table;
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for phrases");
  plb_status s = plb_table_open_data(&table, "extract/block_phrases.tsv", "phrase match kind", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = read_row(t, &table, err);
  if (s != PLB_NOTFOUND) {
    plb_phrases_close(t);
    return s;
  }
  *out = t;
  return PLB_OK;
}

void plb_phrases_close(plb_phrases *t) {
  if (!t) return;
  plb_map_free(&t->phrase);
  free(t);
}

typedef struct words {
  char at[MAX_BYTES + 16];
  uint32_t n, n_word;
  uint32_t end[MAX_WORDS]; /* of each word */
  bool more;               /* the block has further words */
} words;

static uint32_t skip_marks(plb_slice s, uint32_t i, bool *copyright) {
  for (uint32_t cp, w; i < s.n; i += w) {
    w = plb_utf8_next(s, i, &cp);
    if (cp == 0xA9) {
      *copyright = true;
      return i + w;
    }
    if (cp != PLB_UTF8_BAD && plb_char_is_word(plb_char_class_of(cp))) return i;
  }
  return i;
}

/* Copies the word at i in lower case; returns its end. A number is "N". */
static uint32_t copy_word(plb_slice s, uint32_t i, words *w) {
  uint32_t begin = w->n, cp, k;
  bool number = true;
  for (; i < s.n; i += k) {
    k = plb_utf8_next(s, i, &cp);
    plb_char_class c = cp == PLB_UTF8_BAD ? PLB_CH_OTHER : plb_char_class_of(cp);
    if (!plb_char_is_word(c)) break;
    if (c != PLB_CH_DIGIT) number = false;
    if (w->n + 4 <= MAX_BYTES) w->n += plb_utf8_put(plb_char_lower(cp), w->at + w->n);
  }
  if (number) {
    w->n = begin;
    w->at[w->n++] = 'N';
  }
  return i;
}

static void cut(plb_slice s, words *w) {
  w->n = w->n_word = 0;
  w->more = false;
  for (uint32_t i = 0; i < s.n;) {
    bool copyright = false;
    i = skip_marks(s, i, &copyright);
    if (i >= s.n && !copyright) return;
    if (w->n_word == MAX_WORDS || w->n > MAX_BYTES - 12) {
      w->more = true;
      return;
    }
    if (w->n) w->at[w->n++] = ' ';
    if (copyright) {
      memcpy(w->at + w->n, "copyright", 9);
      w->n += 9;
    } else {
      i = copy_word(s, i, w);
    }
    w->end[w->n_word++] = w->n;
  }
}

plb_phrase_kind plb_phrase_of(const plb_phrases *t, plb_slice block, bool *whole) {
  words w;
  cut(block, &w);
  for (uint32_t k = w.n_word; k > 0; k--) {
    uint32_t v = plb_map_get(&t->phrase, plb_slice_of(w.at, w.end[k - 1]));
    if (v == PLB_MAP_NONE) continue;
    *whole = k == w.n_word && !w.more;
    if (!(v & WHOLE) || *whole) return (plb_phrase_kind)(v & 15);
  }
  *whole = false;
  return PLB_PHRASE_NONE;
}

uint32_t plb_phrase_promos(const plb_phrases *t, plb_slice block, uint32_t enough) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < t->n_promo && n < enough; i++)
    n += plb_slice_find_nocase(block, t->promo[i], 0) != UINT32_MAX;
  return n;
}
