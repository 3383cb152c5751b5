/* Each pattern is spelled out: one sequence of words for every choice of its alternatives and optional words, gaps kept
 * as "_". A row covers a spelling when its own matcher accepts it, a gap of the spelling being taken by a gap only. A
 * row of equal weight that covers a spelling and goes first (plb_pattern_order) takes it away. Rows of more weight need
 * more words than the spelling has, those of less go later: neither can. Rows to compare are found by one word that
 * both must have. */
#include "code/lint.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"

enum { SPELLINGS_MOST = 512, WORDS_MOST = 3 * PLB_PATTERN_WORDS, LINKS_MOST = 4000000 };

typedef struct word {
  plb_slice text; /* empty: a gap */
  bool context, head;
} word;

typedef struct spelling {
  word at[WORDS_MOST];
  uint32_t n, weight;
} spelling;

typedef struct link {
  uint32_t pattern, next;
} link;

typedef struct lint {
  const plb_patterns *p;
  plb_arena arena;
  plb_map first; /* word -> link: rows in which it is an alternative of a word that must stand there */
  PLB_VEC(link) link;
  plb_lint_tell *tell;
  void *user;
} lint;

const char *plb_lint_name(plb_lint_kind kind) {
  static const char *const names[PLB_LINT_KINDS] = {"duplicate", "conflict", "unreachable", "overrides"};
  return (unsigned)kind < PLB_LINT_KINDS ? names[kind] : "?";
}

/* ---- spellings ---- */

static uint32_t choices(const plb_word_test *w) {
  uint32_t n = 1;
  for (uint32_t i = 0; i < w->words.n; i++)
    n += w->words.p[i] == '|';
  return n + w->optional;
}

static uint64_t spellings(const plb_pattern *p) {
  uint64_t n = 1;
  for (uint8_t i = 0; i < p->n && n <= SPELLINGS_MOST; i++)
    n *= choices(&p->word[i]);
  return n;
}

static void add_words(spelling *out, plb_slice alternative, const plb_word_test *w, bool head) {
  plb_slice part;
  while (plb_slice_split(&alternative, '_', &part))
    if (out->n < WORDS_MOST) out->at[out->n++] = (word){part, w->context, head};
}

/* Spelling number k of the pattern. */
static void spell(const plb_pattern *p, uint64_t k, spelling *out) {
  out->n = 0;
  out->weight = p->weight;
  for (uint8_t i = 0; i < p->n; i++) {
    const plb_word_test *w = &p->word[i];
    uint64_t n = choices(w), pick = k % n;
    k /= n;
    plb_slice rest = w->words, alternative = rest;
    if (w->gap) {
      if (out->n < WORDS_MOST) out->at[out->n++] = (word){.text = {NULL, 0}};
      continue;
    }
    if (w->optional && pick == n - 1) continue;
    for (uint64_t j = 0; j <= pick; j++)
      plb_slice_split(&rest, '|', &alternative);
    add_words(out, alternative, w, i == p->head);
  }
}

/* ---- does a row cover a spelling? ---- */

static uint32_t takes(const plb_word_test *w, const spelling *s, uint32_t i) {
  plb_slice rest = w->words, alternative, part;
  uint32_t most = 0;
  while (plb_slice_split(&rest, '|', &alternative)) {
    uint32_t n = 0;
    bool good = true;
    while (good && plb_slice_split(&alternative, '_', &part)) {
      good = i + n < s->n && s->at[i + n].text.n && plb_slice_eq(part, s->at[i + n].text);
      n++;
    }
    if (good && n > most) most = n;
  }
  return most;
}

/* The part of a trigger that is no context must cover what is none. */
static bool covers_from(const plb_pattern *p, uint8_t k, const spelling *s, uint32_t i) {
  if (k == p->n) return i == s->n;
  const plb_word_test *w = &p->word[k];
  if (w->gap) {
    if (covers_from(p, k + 1, s, i)) return i < s->n ? true : false;
    return i < s->n && !s->at[i].text.n && covers_from(p, k + 1, s, i + 1);
  }
  uint32_t n = takes(w, s, i);
  if (n && s->at[i].head == (k == p->head) && s->at[i].context == w->context && covers_from(p, k + 1, s, i + n))
    return true;
  return w->optional && covers_from(p, k + 1, s, i);
}

static bool covers(const plb_pattern *p, char pos, const spelling *s) {
  return p->pos == pos && p->weight == s->weight && covers_from(p, 0, s, 0);
}

/* ---- comparing ---- */

static plb_status index_rows(lint *l, plb_error *err) {
  for (uint32_t i = 0; i < l->p->at.n; i++) {
    const plb_pattern *p = &l->p->at.at[i];
    plb_slice rest = p->word[p->head].words, alternative;
    while (plb_slice_split(&rest, '|', &alternative)) {
      uint32_t before = plb_map_get(&l->first, alternative);
      link *at = plb_vec_push(&l->arena, &l->link, LINKS_MOST);
      if (!at || !plb_map_set(&l->first, alternative, l->link.n - 1))
        return plb_fail(err, PLB_NOMEM, "code", "no memory to compare the rows");
      *at = (link){i, before == PLB_MAP_NONE ? UINT32_MAX : before};
    }
  }
  return PLB_OK;
}

static plb_slice head_of(const spelling *s) {
  for (uint32_t i = 0; i < s->n; i++)
    if (s->at[i].head) return s->at[i].text;
  return (plb_slice){NULL, 0};
}

/* The row that goes first of those that cover the spelling, other than row i; NULL: none goes before it. */
static const plb_pattern *winner(const lint *l, uint32_t i, const spelling *s) {
  const plb_pattern *row = &l->p->at.at[i], *best = NULL;
  for (uint32_t k = plb_map_get(&l->first, head_of(s)); k != UINT32_MAX; k = l->link.at[k].next) {
    uint32_t j = l->link.at[k].pattern;
    const plb_pattern *other = &l->p->at.at[j];
    if (j == i || other->weight != s->weight) continue;
    int order = plb_pattern_order(other, row);
    if (order > 0 || (order == 0 && j > i) || (best && plb_pattern_order(other, best) >= 0)) continue;
    if (covers(other, row->pos, s)) best = other;
  }
  return best;
}

static void describe(const spelling *s, char *out, size_t room) {
  size_t n = 0;
  out[0] = 0;
  for (uint32_t i = 0; i < s->n && n < room; i++) {
    plb_slice w = s->at[i].text.n ? s->at[i].text : PLB_LIT("_");
    int put = snprintf(out + n, room - n, "%s%s%.*s", n ? " " : "", s->at[i].context ? "~" : "", (int)w.n, w.p);
    n += put > 0 ? (size_t)put : room;
  }
}

static bool same_meaning(const plb_pattern *a, const plb_pattern *b) {
  return a->type == b->type && plb_slice_eq(a->mode, b->mode);
}

/* One finding a row and other row: of the first of its spellings that the other takes. */
static void compare(lint *l, uint32_t i, uint8_t least) {
  const plb_pattern *row = &l->p->at.at[i], *told = NULL, *last = NULL;
  uint64_t n = spellings(row), lost = 0;
  char text[200], words[160];
  spelling s;
  if (n > SPELLINGS_MOST) n = SPELLINGS_MOST;
  for (uint64_t k = 0; k < n; k++) {
    spell(row, k, &s);
    const plb_pattern *other = winner(l, i, &s);
    lost += other != NULL;
    if (!other || other == told || (row->rank < least && other->rank < least)) continue;
    describe(&s, words, sizeof words);
    told = last = other;
    plb_lint_kind kind = other->rank != row->rank   ? PLB_LINT_OVERRIDES
                         : same_meaning(row, other) ? PLB_LINT_DUPLICATE
                                                    : PLB_LINT_CONFLICT;
    if (kind == PLB_LINT_OVERRIDES)
      l->tell(l->user, kind, other, row, words);
    else
      l->tell(l->user, kind, row, other, words);
  }
  if (lost < n || spellings(row) > SPELLINGS_MOST || !last || last->rank != row->rank) return;
  snprintf(text, sizeof text, "%.150s", words);
  l->tell(l->user, PLB_LINT_UNREACHABLE, row, last, text);
}

plb_status plb_lint(const plb_patterns *p, uint8_t least, plb_lint_tell *tell, void *user, plb_error *err) {
  lint l = {.p = p, .tell = tell, .user = user};
  plb_arena_init(&l.arena, 256u << 20);
  plb_status s = index_rows(&l, err);
  for (uint32_t i = 0; i < p->at.n && !s; i++)
    compare(&l, i, least);
  plb_map_free(&l.first);
  plb_arena_free(&l.arena);
  return s;
}
