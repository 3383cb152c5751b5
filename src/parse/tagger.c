/* Averaged perceptron (Collins 2002), greedy from left to right. Words that had one tag only in training take it at
 * once; the others get the tag with the largest sum of integer weights, the first in the order of PLB_TAG_MAP on a tie.
 *
 * models/tagger.bin, little-endian, written by training/tagger/train.c:
 *   magic "PLBTAG01" | u64 XXH3 of all that follows | u32 tags, words, bytes of words, features, weights |
 *   128 x u64 set of tags of each class |
 *   words x {u16 length, u8 class, u8 only tag} | the words' bytes | features x u32 key | features x u8 number of
 * weights | weights x u8 tag | weights x i8 weight Nothing of it is believed before the hash, the sizes and every index
 * have been checked. */
#include <stdlib.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "parse/features.h"

enum { HEADER = 36 + 8 * PLB_LEX_CLASSES, MOST_FEATURES = 1 << 22, ROW_BITS = 6 };

typedef struct cell {
  uint32_t key, row; /* row: first weight << ROW_BITS | number of weights */
} cell;

typedef struct weight {
  uint8_t tag;
  int8_t value;
} weight;

struct plb_tagger {
  cell *cell;
  weight *weight;
  uint32_t mask;
};

typedef struct layout {
  uint32_t tags, words, word_bytes, features, weights;
  const unsigned char *word, *bytes, *key, *count, *tag, *value;
} layout;

static uint32_t u32_at(const unsigned char *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static plb_status damaged(plb_error *err, const char *what) {
  return plb_fail(err, PLB_DAMAGED, "parse", "models/tagger.bin: %s", what);
}

static plb_status read_layout(plb_slice file, layout *f, plb_error *err) {
  const unsigned char *p = (const unsigned char *)file.p;
  if (file.n < HEADER || memcmp(p, "PLBTAG01", 8) != 0) return damaged(err, "not a file of tagger weights");
  uint64_t hash = u32_at(p + 8) | (uint64_t)u32_at(p + 12) << 32;
  if (hash != plb_hash64(plb_slice_sub(file, 16, file.n))) return damaged(err, "the checksum is wrong");
  *f = (layout){u32_at(p + 16), u32_at(p + 20), u32_at(p + 24), u32_at(p + 28), u32_at(p + 32), 0, 0, 0, 0, 0, 0};
  uint64_t size = HEADER + 4ull * f->words + f->word_bytes + 5ull * f->features + 2ull * f->weights;
  if (f->tags != PLB_TAGGER_TAGS) return damaged(err, "another set of tags");
  if (size != file.n || f->features > MOST_FEATURES || f->weights >= 1u << (32 - ROW_BITS))
    return damaged(err, "the sizes do not fit");
  f->word = p + HEADER;
  f->bytes = f->word + 4ull * f->words;
  f->key = f->bytes + f->word_bytes;
  f->count = f->key + 4ull * f->features;
  f->tag = f->count + f->features;
  f->value = f->tag + f->weights;
  return PLB_OK;
}

static void read_classes(plb_slice file, plb_lexicon *lexicon) {
  const unsigned char *p = (const unsigned char *)file.p + HEADER - 8 * PLB_LEX_CLASSES;
  for (uint32_t i = 0; i < PLB_LEX_CLASSES; i++)
    lexicon->class_set[i] = u32_at(p + 8 * i) | (uint64_t)u32_at(p + 8 * i + 4) << 32;
}

static plb_status read_words(const layout *f, plb_lexicon *lexicon, plb_error *err) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < f->words; i++) {
    const unsigned char *row = f->word + 4ull * i;
    uint32_t n = (uint32_t)row[0] | (uint32_t)row[1] << 8;
    if (n > f->word_bytes - at || row[2] >= PLB_CLASS_UNKNOWN || !row[2] || row[3] > PLB_TAG_COUNT)
      return damaged(err, "a word's row is wrong");
    plb_lex_entry *e = plb_lexicon_add(lexicon, plb_slice_of((const char *)f->bytes + at, n));
    if (!e) return plb_fail(err, PLB_NOMEM, "parse", "no memory for the tagger's words");
    e->class = row[2];
    if (!(e->flags & PLB_LEX_CERTAIN)) e->only_tag = row[3];
    at += n;
  }
  return at == f->word_bytes ? PLB_OK : damaged(err, "the words do not fill their part");
}

static plb_status read_features(const layout *f, plb_tagger *tagger, plb_error *err) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < f->features; i++) {
    uint32_t key = u32_at(f->key + 4ull * i), n = f->count[i], c = key & tagger->mask;
    if (!key || !n || n > PLB_TAGGER_TAGS || n > f->weights - at) return damaged(err, "a feature's row is wrong");
    while (tagger->cell[c].key)
      c = (c + 1) & tagger->mask;
    tagger->cell[c] = (cell){key, at << ROW_BITS | n};
    at += n;
  }
  if (at != f->weights) return damaged(err, "the weights do not fill their part");
  for (uint32_t i = 0; i < f->weights; i++) {
    if (f->tag[i] >= PLB_TAGGER_TAGS) return damaged(err, "a weight's tag is unknown");
    tagger->weight[i] = (weight){f->tag[i], (int8_t)f->value[i]};
  }
  return PLB_OK;
}

plb_status plb_tagger_open(plb_tagger **out, plb_lexicon *lexicon, plb_slice weights, plb_error *err) {
  layout f = {0};
  *out = NULL;
  plb_status s = read_layout(weights, &f, err);
  if (s != PLB_OK) return s;
  plb_tagger *tagger = calloc(1, sizeof *tagger);
  if (!tagger) return plb_fail(err, PLB_NOMEM, "parse", "no memory for the tagger");
  uint32_t cells = 1024;
  while (cells < f.features * 2)
    cells *= 2;
  tagger->mask = cells - 1;
  tagger->cell = calloc(cells, sizeof *tagger->cell);
  tagger->weight = calloc((size_t)f.weights + 1, sizeof *tagger->weight);
  if (!tagger->cell || !tagger->weight) s = plb_fail(err, PLB_NOMEM, "parse", "no memory for the tagger's weights");
  read_classes(weights, lexicon);
  if (s == PLB_OK) s = read_words(&f, lexicon, err);
  if (s == PLB_OK) s = read_features(&f, tagger, err);
  if (s == PLB_OK)
    *out = tagger;
  else
    plb_tagger_close(tagger);
  return s;
}

void plb_tagger_close(plb_tagger *tagger) {
  if (!tagger) return;
  free(tagger->cell);
  free(tagger->weight);
  free(tagger);
}

static uint32_t best_tag(const plb_tagger *tagger, const plb_tag_state *state) {
  uint32_t key[PLB_TAGGER_MOST_FEATURES], n = plb_tag_features(state, key);
  int32_t score[PLB_TAGGER_TAGS] = {0};
  for (uint32_t i = 0; i < n; i++)
    __builtin_prefetch(&tagger->cell[key[i] & tagger->mask]);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t c = key[i] & tagger->mask;
    while (tagger->cell[c].key && tagger->cell[c].key != key[i])
      c = (c + 1) & tagger->mask;
    uint32_t row = tagger->cell[c].row;
    const weight *w = tagger->weight + (row >> ROW_BITS);
    for (uint32_t k = row & ((1u << ROW_BITS) - 1); k > 0; k--, w++)
      score[w->tag] += w->value;
  }
  uint32_t best = 0;
  uint64_t allowed = plb_tag_allowed(state);
  for (uint32_t i = 1; i < PLB_TAGGER_TAGS; i++)
    if (score[i] > score[best] && (allowed >> i & 1)) best = i;
  return best;
}

void plb_tagger_run(const plb_parse_tables *t, plb_token *token, const plb_word *word, uint32_t n) {
  plb_casing casing = plb_casing_of(token, n);
  plb_tag_state state;
  plb_tag_word next;
  plb_tag_state_start(&state, casing);
  for (uint32_t i = 0; i < 3 && i < n; i++)
    state.at[2 + i] = plb_tag_word_of(t, &token[i], &word[i], casing);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t only = word[i].lex == PLB_LEX_NONE ? PLB_TAG_COUNT : t->lexicon.entry[word[i].lex].only_tag;
    if (token[i].tag == PLB_TAG_UNSET && only != PLB_TAG_COUNT) token[i].tag = (uint8_t)only;
    if (token[i].tag == PLB_TAG_UNSET) {
      plb_tag_look_ahead(&state, t, token, word, i, n);
      token[i].tag = (uint8_t)best_tag(t->tagger, &state);
    }
    next = i + 3 < n ? plb_tag_word_of(t, &token[i + 3], &word[i + 3], casing) : plb_tag_word_outside(1);
    plb_tag_state_step(&state, token[i].tag, &next);
  }
  plb_repair_verbs(t, token, word, n);
}
