/* Trains the tagger: averaged perceptron with the features of src/parse/features.c, integer weights in an 8-bit file.
 * usage: train TRAIN.tsv OUT.bin SEED ROUNDS TRIALS   |   train --test|--errors MODEL.bin DEV.tsv
 * A line of the text is "word TAG lemma", tab-separated; an empty line ends a sentence (prepare.py). Besides each
 * sentence as it is, the trainer sees some in lower case, capitals or title case, so that headlines do not mislead it.
 * Marks keep their tags. The same input, seed and rounds give the same file. Memory: about 750 bytes a feature. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "base/table.h"
#include "parse/features.h"

enum {
  TAGS = PLB_TAGGER_TAGS,
  HEADER = 36 + 8 * PLB_LEX_CLASSES,
  LEAST_WORD = 6,    /* times a word must occur to be kept with its tags */
  LEAST_ONLY = 15,   /* ... to take its only tag without asking */
  LEAST_FEATURE = 3, /* times a feature must occur */
  MARGIN = 4,        /* by which the right tag must win in training */
  MOST_TOKENS = 4000000,
  MOST_IN_SENTENCE = 2000,
  FILE_BYTES = 3000000 /* most the weights' file may have */
};

typedef struct sentence {
  uint32_t begin, end;
} sentence;

typedef struct corpus {
  plb_doc doc;
  plb_arena arena;
  plb_limits limits;
  plb_parser parser;
  uint8_t *gold;
  plb_slice *lemma;
  sentence *at;
  uint32_t n;
} corpus;

typedef struct row {
  uint32_t key, count;
  int32_t weight[TAGS], total[TAGS];
  uint32_t when[TAGS]; /* last step that changed the weight */
  int64_t sum[TAGS];   /* of the totals of all trials */
} row;

typedef struct model {
  row *row;
  uint32_t *cell; /* index + 1 */
  uint32_t n, mask, cap;
} model;

static void die(const char *what) {
  fprintf(stderr, "train: %s\n", what);
  exit(1);
}

static void *need(void *p) {
  if (!p) die("out of memory");
  return p;
}

static plb_slice read_file(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) die(path);
  long n = ftell(f);
  if (n < 0 || n > INT32_MAX || fseek(f, 0, SEEK_SET) != 0) die(path);
  char *p = need(malloc((size_t)n + 1));
  if (fread(p, 1, (size_t)n, f) != (size_t)n) die(path);
  fclose(f);
  return plb_slice_of(p, (size_t)n);
}

static uint32_t tag_of(plb_slice word) {
  for (uint32_t t = 0; t < PLB_TAG_COUNT; t++)
    if (plb_slice_is(word, plb_tag_name((plb_tag)t))) return t;
  die("unknown tag");
  return 0;
}

/* ---- corpus ---- */
static void read_corpus(corpus *c, const plb_parse_tables *t, const char *path) {
  plb_slice text = read_file(path), rest = text, line;
  *c = (corpus){0};
  plb_arena_init(&c->arena, (size_t)2 << 30);
  plb_limits_default(&c->limits);
  c->limits.tokens = MOST_TOKENS;
  c->doc = (plb_doc){.arena = &c->arena, .limits = &c->limits, .text = text};
  c->parser = (plb_parser){.tables = t, .doc = &c->doc, .text = text};
  c->gold = need(malloc(MOST_TOKENS));
  c->lemma = need(calloc(MOST_TOKENS, sizeof *c->lemma));
  c->at = need(calloc(MOST_TOKENS, sizeof *c->at));
  uint32_t begin = 0;
  while (plb_slice_split(&rest, '\n', &line)) {
    plb_slice cells = line, form, tag = {0}, lemma = {0};
    plb_slice_split(&cells, '\t', &form);
    uint32_t n = c->parser.token.n;
    if (!line.n) {
      if (n > begin) c->at[c->n++] = (sentence){begin, n};
      begin = n;
      continue;
    }
    if (!plb_slice_split(&cells, '\t', &tag) || !plb_slice_split(&cells, '\t', &lemma)) die("a line without a tag");
    c->gold[n] = (uint8_t)tag_of(tag);
    c->lemma[n] = lemma;
    uint32_t at = (uint32_t)(form.p - text.p), set = c->gold[n] < TAGS ? PLB_TAG_UNSET : c->gold[n];
    if (plb_words_add(&c->parser, at, at + form.n, set, 0) != PLB_OK) die("too many words");
  }
  for (uint32_t s = 0; s < c->n; s++)
    for (uint32_t i = c->at[s].begin; i < c->at[s].end; i++)
      if (c->parser.token.at[i].tag == PLB_TAG_UNSET) {
        c->parser.token.at[i].flags |= PLB_TOK_FIRST;
        break;
      }
}

/* ---- words and their sets of tags ---- */
typedef struct word_tags {
  uint32_t count[TAGS], n;
} word_tags;

static uint64_t set_of(const word_tags *w) {
  uint64_t set = 0;
  for (uint32_t t = 0; t < TAGS; t++)
    if (w->count[t] * 50 > w->n) set |= 1ull << t;
  return set;
}

typedef struct tag_set {
  uint64_t set;
  uint32_t n;
} tag_set;

static int by_count(const void *a, const void *b) {
  const tag_set *x = a, *y = b;
  if (x->n != y->n) return x->n < y->n ? 1 : -1;
  return x->set < y->set ? -1 : x->set > y->set;
}

static uint32_t bits(uint64_t x) {
  return (uint32_t)__builtin_popcountll(x);
}

/* Number of the known set most like this one. */
static uint8_t class_of(const tag_set *known, uint32_t n, uint64_t set) {
  uint32_t best = 0, least = UINT32_MAX;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t d = bits(known[i].set ^ set);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return (uint8_t)(best + 1);
}

static word_tags *count_words(const corpus *c, plb_lexicon *lex) {
  word_tags *w = need(calloc(PLB_LEX_MAX, sizeof *w));
  for (uint32_t i = 0; i < c->parser.token.n; i++) {
    if (c->gold[i] >= TAGS) continue;
    plb_lex_entry *e = need(plb_lexicon_add(lex, c->parser.token.at[i].lower));
    uint32_t at = (uint32_t)(e - lex->entry);
    w[at].count[c->gold[i]]++;
    w[at].n++;
  }
  return w;
}

/* Classes and only tags into the lexicon. */
static void set_classes(const word_tags *w, plb_lexicon *lex) {
  tag_set *known = need(calloc(PLB_LEX_MAX, sizeof *known));
  uint32_t n = 0;
  for (uint32_t i = 0; i < lex->n; i++) {
    if (w[i].n < LEAST_WORD) continue;
    uint64_t set = set_of(&w[i]);
    uint32_t k = 0;
    while (k < n && known[k].set != set)
      k++;
    if (k == n) known[n++].set = set;
    known[k].n += w[i].n;
  }
  qsort(known, n, sizeof *known, by_count);
  if (n > PLB_CLASS_UNKNOWN - 1) n = PLB_CLASS_UNKNOWN - 1;
  for (uint32_t i = 0; i < lex->n; i++) {
    if (w[i].n < LEAST_WORD) continue;
    lex->entry[i].class = class_of(known, n, set_of(&w[i]));
    for (uint32_t t = 0; t < TAGS; t++)
      if (w[i].n >= LEAST_ONLY && !(lex->entry[i].flags & PLB_LEX_CERTAIN) &&
          w[i].count[t] * 1000ull >= w[i].n * 998ull)
        lex->entry[i].only_tag = (uint8_t)t;
  }
  for (uint32_t i = 0; i < n; i++)
    lex->class_set[i + 1] = known[i].set;
  free(known);
}

static void look_up(corpus *c, const plb_lexicon *lex) {
  for (uint32_t i = 0; i < c->parser.word.n; i++)
    c->parser.word.at[i].lex = plb_lexicon_find(lex, c->parser.token.at[i].lower, c->parser.word.at[i].hash);
}

/* ---- features and weights ---- */
static row *find_row(model *m, uint32_t key, bool make) {
  uint32_t at = key & m->mask;
  while (m->cell[at] && m->row[m->cell[at] - 1].key != key)
    at = (at + 1) & m->mask;
  if (m->cell[at]) return &m->row[m->cell[at] - 1];
  if (!make) return NULL;
  if (m->n == m->cap) m->row = need(realloc(m->row, (m->cap *= 2) * sizeof *m->row));
  m->cell[at] = ++m->n;
  row *r = &m->row[m->n - 1];
  memset(r, 0, sizeof *r);
  r->key = key;
  return r;
}

static uint64_t random_next(uint64_t *seed) { /* splitmix64 */
  uint64_t z = (*seed += 0x9E3779B97F4A7C15ull);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ z >> 27) * 0x94D049BB133111EBull;
  return z ^ z >> 31;
}

/* The sentence's tokens with other capitals: 0 as they are, 1 lower, 2 upper, 3 title case. */
static void recase(plb_token *out, const plb_token *in, uint32_t n, uint32_t kind) {
  for (uint32_t i = 0; i < n; i++) {
    out[i] = in[i];
    bool letter = plb_is_lower(in[i].lower.p[0]);
    uint8_t clear = (uint8_t) ~(PLB_TOK_CAPITAL | PLB_TOK_ALLCAPS);
    if (!letter || !kind) continue;
    if (kind == 3 && (in[i].flags & PLB_TOK_CAPITAL)) continue;
    out[i].flags &= clear;
    if (kind == 2) out[i].flags |= (uint8_t)(PLB_TOK_CAPITAL | (in[i].lower.n > 1 ? PLB_TOK_ALLCAPS : 0));
    if (kind == 3 && (in[i].lower.n > 3 || (in[i].flags & PLB_TOK_FIRST))) out[i].flags |= PLB_TOK_CAPITAL;
  }
}

typedef struct run {
  const plb_parse_tables *t;
  corpus *c;
  model *m;
  uint32_t step, wrong, asked;
  int64_t all_steps;
  plb_token *token; /* room for one sentence in other capitals */
  bool count_only;
} run;

/* The best tag; and the best when every wrong one is given MARGIN for free. */
static uint32_t best_tag(row *const *rows, uint32_t n, uint32_t gold, uint32_t *rival) {
  int32_t score[TAGS] = {0};
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t t = 0; t < TAGS; t++)
      score[t] += rows[i]->weight[t];
  uint32_t best = 0;
  for (uint32_t t = 1; t < TAGS; t++)
    if (score[t] > score[best]) best = t;
  *rival = gold;
  for (uint32_t t = 0; t < TAGS; t++)
    if (t != gold && score[t] + MARGIN > score[*rival] + (*rival == gold ? 0 : MARGIN)) *rival = t;
  return best;
}

static void change(row *r, uint32_t tag, int32_t by, uint32_t step) {
  r->total[tag] += (int32_t)(step - r->when[tag]) * r->weight[tag];
  r->when[tag] = step;
  r->weight[tag] += by;
}

static uint32_t learn(run *r, const plb_tag_state *state, uint32_t gold) {
  uint32_t key[PLB_TAGGER_MOST_FEATURES], n = plb_tag_features(state, key), found = 0;
  row *rows[PLB_TAGGER_MOST_FEATURES];
  if (r->count_only) {
    for (uint32_t i = 0; i < n; i++)
      find_row(r->m, key[i], true)->count++;
    return gold;
  }
  for (uint32_t i = 0; i < n; i++) {
    row *one = find_row(r->m, key[i], false);
    if (one) rows[found++] = one;
  }
  uint32_t rival, guess = best_tag(rows, found, gold, &rival);
  r->step++;
  r->asked++;
  r->wrong += guess != gold;
  if (rival == gold) return guess;
  for (uint32_t i = 0; i < found; i++) {
    change(rows[i], gold, 1, r->step);
    change(rows[i], rival, -1, r->step);
  }
  return guess;
}

static void learn_sentence(run *r, sentence s, uint32_t kind) {
  plb_token *token = r->token;
  uint32_t n = s.end - s.begin;
  if (n > MOST_IN_SENTENCE) die("a sentence is too long");
  const plb_word *word = r->c->parser.word.at + s.begin;
  const uint8_t *gold = r->c->gold + s.begin;
  recase(token, r->c->parser.token.at + s.begin, n, kind);
  plb_casing casing = plb_casing_of(token, n);
  plb_tag_state state;
  plb_tag_state_start(&state, casing);
  for (uint32_t i = 0; i < 3 && i < n; i++)
    state.at[2 + i] = plb_tag_word_of(r->t, &token[i], &word[i], casing);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t only = word[i].lex == PLB_LEX_NONE ? PLB_TAG_COUNT : r->t->lexicon.entry[word[i].lex].only_tag;
    uint32_t tag = token[i].tag != PLB_TAG_UNSET ? token[i].tag : only;
    if (tag == PLB_TAG_COUNT) {
      plb_tag_look_ahead(&state, r->t, token, word, i, n);
      tag = learn(r, &state, gold[i]);
    }
    plb_tag_word next =
        i + 3 < n ? plb_tag_word_of(r->t, &token[i + 3], &word[i + 3], casing) : plb_tag_word_outside(1);
    plb_tag_state_step(&state, tag, &next);
  }
}

static void shuffle(sentence *at, uint32_t n, uint64_t *seed) {
  for (uint32_t i = n; i > 1; i--) {
    uint32_t k = (uint32_t)(random_next(seed) % i);
    sentence x = at[i - 1];
    at[i - 1] = at[k];
    at[k] = x;
  }
}

/* Features that occur often enough, packed anew. */
static void keep_frequent(model *m) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->n; i++)
    if (m->row[i].count >= LEAST_FEATURE) m->row[n++] = m->row[i];
  m->n = n;
  memset(m->cell, 0, (m->mask + 1ull) * sizeof *m->cell);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = m->row[i].key & m->mask;
    while (m->cell[at])
      at = (at + 1) & m->mask;
    m->cell[at] = i + 1;
  }
}

static uint64_t train(run *r, uint64_t seed, uint32_t rounds) {
  corpus *c = r->c;
  for (uint32_t round = 0; round < rounds; round++) {
    r->wrong = r->asked = 0;
    shuffle(c->at, c->n, &seed);
    for (uint32_t s = 0; s < c->n; s++) {
      learn_sentence(r, c->at[s], 0);
      uint64_t dice = random_next(&seed) % 100;
      if (dice < 24) learn_sentence(r, c->at[s], 1 + (uint32_t)dice / 8);
    }
    fprintf(stderr, "round %u: %.2f %% wrong of %u\n", round + 1, 100.0 * r->wrong / r->asked, r->asked);
  }
  return seed;
}

/* Ends one trial: its totals go to the sums, the weights start from 0 again. */
static void end_trial(run *r) {
  for (uint32_t i = 0; i < r->m->n; i++) {
    row *w = &r->m->row[i];
    for (uint32_t t = 0; t < TAGS; t++) {
      w->sum[t] += w->total[t] + (int64_t)(r->step - w->when[t]) * w->weight[t];
      w->total[t] = w->weight[t] = 0;
      w->when[t] = 0;
    }
  }
  r->all_steps += r->step;
  r->step = 0;
}

/* The mean of several trials, each in another order, rests less on the order than one. */
static void train_all(run *r, uint64_t seed, uint32_t rounds, uint32_t trials) {
  corpus *c = r->c;
  r->count_only = true;
  for (uint32_t s = 0; s < c->n; s++)
    learn_sentence(r, c->at[s], 0);
  uint32_t all = r->m->n;
  keep_frequent(r->m);
  fprintf(stderr, "%u sentences, %u words, %u features of %u\n", c->n, c->parser.token.n, r->m->n, all);
  r->count_only = false;
  for (uint32_t k = 0; k < trials; k++) {
    seed = train(r, seed, rounds);
    end_trial(r);
  }
}

/* ---- file ---- */
typedef struct out_row {
  uint32_t key, n;
  int64_t size; /* of its weights, for cutting */
  int8_t value[TAGS];
} out_row;

static int by_size(const void *a, const void *b) {
  const out_row *x = a, *y = b;
  if (x->size != y->size) return x->size < y->size ? 1 : -1;
  return x->key < y->key ? -1 : x->key > y->key;
}

static int8_t quantise(int64_t total, int64_t unit) {
  int64_t q = total >= 0 ? (total + unit / 2) / unit : -((-total + unit / 2) / unit);
  return (int8_t)(q > 127 ? 127 : q < -127 ? -127 : q);
}

/* Averaged weights in units, rows without weights left out, the largest first. */
static out_row *averaged(model *m, int64_t unit, uint32_t *n_out) {
  out_row *out = need(calloc(m->n + 1ull, sizeof *out));
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->n; i++) {
    row *r = &m->row[i];
    out_row *o = &out[n];
    *o = (out_row){.key = r->key};
    for (uint32_t t = 0; t < TAGS; t++) {
      o->value[t] = quantise(r->sum[t], unit);
      o->n += o->value[t] != 0;
      o->size += (int64_t)abs(o->value[t]);
    }
    n += o->n > 0;
  }
  qsort(out, n, sizeof *out, by_size);
  *n_out = n;
  return out;
}

typedef struct bytes {
  unsigned char *p;
  size_t n;
} bytes;

static void put(bytes *b, uint64_t v, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    b->p[b->n++] = (unsigned char)(v >> (8 * i));
}

static void put_words(bytes *b, const plb_lexicon *lex) {
  for (uint32_t i = 0; i < lex->n; i++)
    if (lex->entry[i].class) {
      put(b, lex->entry[i].n, 2);
      put(b, lex->entry[i].class, 1);
      put(b, lex->entry[i].only_tag, 1);
    }
  for (uint32_t i = 0; i < lex->n; i++)
    if (lex->entry[i].class) {
      memcpy(b->p + b->n, lex->entry[i].p, lex->entry[i].n);
      b->n += lex->entry[i].n;
    }
}

static void put_rows(bytes *b, const out_row *out, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    put(b, out[i].key, 4);
  for (uint32_t i = 0; i < n; i++)
    put(b, out[i].n, 1);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t t = 0; t < TAGS; t++)
      if (out[i].value[t]) put(b, t, 1);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t t = 0; t < TAGS; t++)
      if (out[i].value[t]) put(b, (uint8_t)out[i].value[t], 1);
}

static void write_model(const plb_lexicon *lex, const out_row *out, uint32_t n, const char *path) {
  uint32_t words = 0, word_bytes = 0, features = 0, weights = 0;
  for (uint32_t i = 0; i < lex->n; i++)
    if (lex->entry[i].class) {
      words++;
      word_bytes += lex->entry[i].n;
    }
  size_t size = HEADER + 4ull * words + word_bytes;
  for (; features < n && size + 5 + 2ull * out[features].n <= FILE_BYTES; features++) {
    size += 5 + 2ull * out[features].n;
    weights += out[features].n;
  }
  bytes b = {need(calloc(1, size)), 0};
  memcpy(b.p, "PLBTAG01", 8);
  b.n = 16;
  put(&b, TAGS, 4);
  put(&b, words, 4);
  put(&b, word_bytes, 4);
  put(&b, features, 4);
  put(&b, weights, 4);
  for (uint32_t i = 0; i < PLB_LEX_CLASSES; i++)
    put(&b, lex->class_set[i], 8);
  put_words(&b, lex);
  put_rows(&b, out, features);
  if (b.n != size) die("sizes do not fit");
  b.n = 8;
  put(&b, plb_hash64(plb_slice_of((char *)b.p + 16, size - 16)), 8);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(b.p, 1, size, f) != size || fclose(f) != 0) die(path);
  fprintf(stderr, "%s: %u words, %u features of %u, %u weights, %zu bytes\n", path, words, features, n, weights, size);
}

/* ---- test ---- */
static bool open_class(uint32_t tag) {
  return tag <= PLB_TAG_VBZ || (tag >= PLB_TAG_JJ && tag <= PLB_TAG_RBS);
}

static bool is_name(uint32_t tag) {
  return tag == PLB_TAG_NNP || tag == PLB_TAG_NNPS;
}

/* show: print every wrong tag and base form. */
static void test(plb_parse_tables *t, const char *model_path, const char *dev, bool show) {
  corpus c;
  plb_error err = {0};
  if (plb_tagger_open(&t->tagger, &t->lexicon, read_file(model_path), &err) != PLB_OK) die(err.message);
  read_corpus(&c, t, dev);
  uint32_t n = 0, right = 0, words = 0, words_right = 0, open = 0, base = 0;
  for (uint32_t s = 0; s < c.n; s++)
    plb_tagger_run(t, c.parser.token.at + c.at[s].begin, c.parser.word.at + c.at[s].begin, c.at[s].end - c.at[s].begin);
  for (uint32_t i = 0; i < c.parser.token.n; i++) {
    plb_token *k = &c.parser.token.at[i];
    n++;
    right += k->tag == c.gold[i];
    if (c.gold[i] < TAGS) {
      words++;
      words_right += k->tag == c.gold[i];
      if (k->tag != c.gold[i] && show) {
        printf("@%u ", i);
        printf("tag %s %s %.*s\n", plb_tag_name((plb_tag)c.gold[i]), plb_tag_name((plb_tag)k->tag), (int)k->lower.n,
               k->lower.p);
      }
    }
    if (!open_class(c.gold[i]) || is_name(c.gold[i])) continue;
    open++;
    plb_slice lemma = plb_lemma(t, k->lower, (plb_tag)c.gold[i], &c.arena);
    bool same = plb_slice_eq_nocase(lemma, c.lemma[i]);
    base += same;
    if (!same && show)
      printf("lemma %s %.*s %.*s %.*s\n", plb_tag_name((plb_tag)c.gold[i]), (int)k->lower.n, k->lower.p,
             (int)c.lemma[i].n, c.lemma[i].p, (int)lemma.n, lemma.p);
  }
  printf("%s: tags %.2f %% of %u, without marks %.2f %%; lemmas of open classes, gold tags: %.2f %% of %u\n", dev,
         100.0 * right / n, n, 100.0 * words_right / words, 100.0 * base / open, open);
}

int main(int argc, char **argv) {
  plb_parse_tables t = {0};
  plb_error err = {0};
  plb_status s = plb_lexicon_load(&t.lexicon, &err);
  if (s == PLB_OK) s = plb_lemma_load(&t, &err);
  if (s != PLB_OK) die(err.message);
  if (argc == 4 && (strcmp(argv[1], "--test") == 0 || strcmp(argv[1], "--errors") == 0)) {
    test(&t, argv[2], argv[3], argv[1][2] == 'e');
    return 0;
  }
  uint64_t seed = 0, rounds = 0, trials = 0;
  if (argc != 6 || !plb_slice_u64(plb_slice_str(argv[5]), &trials) || !plb_slice_u64(plb_slice_str(argv[3]), &seed) ||
      !plb_slice_u64(plb_slice_str(argv[4]), &rounds))
    die("usage: train TRAIN.tsv OUT.bin SEED ROUNDS TRIALS | train --test|--errors MODEL.bin DEV.tsv");
  corpus c;
  read_corpus(&c, &t, argv[1]);
  word_tags *w = count_words(&c, &t.lexicon);
  set_classes(w, &t.lexicon);
  look_up(&c, &t.lexicon);
  model m = {.row = need(malloc(sizeof *m.row << 20)), .cap = 1u << 20, .mask = (1u << 24) - 1};
  m.cell = need(calloc(m.mask + 1ull, sizeof *m.cell));
  run r = {.t = &t, .c = &c, .m = &m, .token = need(calloc(MOST_IN_SENTENCE, sizeof(plb_token)))};
  train_all(&r, seed, (uint32_t)rounds, (uint32_t)trials);
  uint32_t n;
  out_row *out = averaged(&m, r.all_steps / 8, &n);
  write_model(&t.lexicon, out, n, argv[2]);
  return 0;
}
