/* Patterns are indexed by the base forms of their head; each occurrence of a head word tries its patterns outwards from
 * the head. Longer matches are taken first and use up their fixed words (TABARI's and PETRARCH's rule of the longest
 * pattern). */
#include "code/triggers.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

enum { MAX_PATTERNS = 100000, MAX_GAP = 4, MAX_FILE = 64 };

static const char *const prepositions[] = {
    "by",      "with",   "to",        "of",     "from",   "on",      "against", "at",    "in",   "for",
    "between", "over",   "toward",    "about",  "into",   "upon",    "towards", "under", "than", "as",
    "among",   "after",  "amid",      "behind", "inside", "near",    "through", "off",   "out",  "around",
    "without", "across", "alongside", "along",  "before", "outside", "that",    "if"};
enum { N_PREPOSITIONS = sizeof prepositions / sizeof *prepositions };

const char *plb_slot_word(uint8_t slot) {
  static const char *const names[] = {"subject", "object", "possessor", "modifier"};
  return slot < PLB_SLOT_PREP ? names[slot] : prepositions[slot - PLB_SLOT_PREP];
}

/* ---- reading the tables ---- */

static bool slot_of(plb_slice word, uint8_t *out) {
  static const char *const names[] = {"subj", "obj", "poss", "mod"};
  size_t i = plb_slice_index(word, names, PLB_SLOT_PREP);
  if (i == PLB_SLOT_PREP) i += plb_slice_index(word, prepositions, N_PREPOSITIONS);
  *out = (uint8_t)i;
  return i < PLB_SLOT_PREP + N_PREPOSITIONS;
}

static plb_status read_side(const plb_table *t, plb_slice text, plb_side *out, plb_error *err) {
  /* Mixed sides ("subj+obj|with") read `|` inside `+`: as all, which only adds slots that are empty anyway. */
  *out = (plb_side){.all = plb_slice_find(text, PLB_LIT("+"), 0) != UINT32_MAX};
  plb_slice rest = text, part;
  if (!text.n || plb_slice_is(text, "-") || plb_slice_is(text, "=")) return PLB_OK;
  uint32_t begin = 0;
  for (uint32_t i = 0; i <= rest.n; i++) {
    if (i < rest.n && rest.p[i] != '+' && rest.p[i] != '|') continue;
    part = plb_slice_trim(plb_slice_sub(rest, begin, i));
    begin = i + 1;
    if (out->n == PLB_FRAME_SLOTS) return plb_table_fail(t, err, "more than %d slots in a frame", PLB_FRAME_SLOTS);
    if (!slot_of(part, &out->slot[out->n++])) return plb_table_fail(t, err, "'%.*s' is no slot", (int)part.n, part.p);
  }
  return PLB_OK;
}

static plb_status read_frame(const plb_table *t, plb_slice frame, plb_pattern *p, plb_error *err) {
  if (!frame.n) {
    if (p->type == PLB_TYPE_NONE) return PLB_OK;
    return plb_table_fail(t, err, "the frame is empty");
  }
  uint32_t arrow = plb_slice_find(frame, PLB_LIT(">"), 0);
  if (arrow == UINT32_MAX) return plb_table_fail(t, err, "the frame '%.*s' has no '>'", (int)frame.n, frame.p);
  plb_slice right = plb_slice_trim(plb_slice_sub(frame, arrow + 1, frame.n));
  plb_status s = read_side(t, plb_slice_sub(frame, 0, arrow), &p->actor, err);
  if (!s) s = read_side(t, right, &p->recipient, err);
  p->symmetric = plb_slice_is(right, "=");
  p->no_recipient = plb_slice_is(right, "-");
  return s;
}

static plb_status read_flags(const plb_table *t, plb_slice flags, plb_pattern *p, plb_error *err) {
  static const char *const names[] = {"both", "people", "speech", "weak"};
  plb_slice part;
  while (plb_slice_split(&flags, ',', &part)) {
    part = plb_slice_trim(part);
    if (!part.n) continue;
    size_t k = plb_slice_index(part, names, 4);
    if (k == 4) return plb_table_fail(t, err, "'%.*s' is no flag", (int)part.n, part.p);
    p->flags |= (uint8_t)(1u << k);
  }
  return PLB_OK;
}

/* Without a '^' a verb pattern's head is its first word, a noun pattern's the word before its first preposition, else
 * its last. */
static void default_head(plb_pattern *p) {
  p->head = 0;
  if (p->pos != 'N') return;
  for (uint8_t i = 0; i < p->n; i++) {
    uint8_t slot;
    plb_slice rest = p->word[i].words, first;
    bool preposition = rest.n && plb_slice_split(&rest, '|', &first) && slot_of(first, &slot) && slot >= PLB_SLOT_PREP;
    if (preposition && i) return;
    if (!p->word[i].gap && !p->word[i].optional) p->head = i;
  }
}

static plb_status read_words(const plb_table *t, plb_slice text, plb_pattern *p, plb_error *err) {
  plb_slice part;
  bool marked = false;
  while (plb_slice_split(&text, ' ', &part)) {
    if (!part.n) continue;
    if (p->n == PLB_PATTERN_WORDS) return plb_table_fail(t, err, "more than %d words", PLB_PATTERN_WORDS);
    plb_word_test *w = &p->word[p->n];
    if (part.p[0] == '^') p->head = p->n, marked = true, part = plb_slice_sub(part, 1, part.n);
    w->optional = part.n && part.p[0] == '?';
    if (w->optional) part = plb_slice_sub(part, 1, part.n);
    w->context = part.n && part.p[0] == '~';
    if (w->context) part = plb_slice_sub(part, 1, part.n);
    w->gap = plb_slice_is(part, "_");
    if (!w->gap) w->words = part;
    p->n++;
    if (!w->gap && !w->context) p->core = p->n;
  }
  if (!marked) default_head(p);
  if (!p->n || !p->word[p->head].words.n || p->word[p->head].optional)
    return plb_table_fail(t, err, "the pattern has no head");
  return PLB_OK;
}

static plb_status add_pattern(plb_patterns *all, const plb_pattern *p, plb_error *err) {
  plb_slice rest = p->word[p->head].words, word;
  while (plb_slice_split(&rest, '|', &word)) {
    uint32_t before = plb_map_get(&all->head, word);
    plb_pattern *slot = plb_vec_push(&all->arena, &all->at, MAX_PATTERNS);
    if (!slot || !word.n) return plb_fail(err, PLB_NOMEM, "code", "no memory for the trigger tables");
    *slot = *p;
    slot->next = before == PLB_MAP_NONE ? UINT32_MAX : before;
    if (!plb_map_set(&all->head, word, all->at.n - 1)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return PLB_OK;
}

static plb_status load_file(plb_patterns *all, const char *file, uint8_t type, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, file, "pattern pos mode frame flags example", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_pattern p = {.type = type, .file = file, .line = t.line};
    plb_slice pos = plb_table_cell(&t, 1);
    if (pos.n != 1 || !strchr("VNA", pos.p[0])) return plb_table_fail(&t, err, "pos is none of V, N, A");
    p.pos = pos.p[0];
    p.mode = plb_table_cell(&t, 2);
    p.example = plb_table_cell(&t, 5);
    s = read_words(&t, plb_table_cell(&t, 0), &p, err);
    if (!s) s = read_frame(&t, plb_table_cell(&t, 3), &p, err);
    if (!s) s = read_flags(&t, plb_table_cell(&t, 4), &p, err);
    if (!s) s = add_pattern(all, &p, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_patterns_open(plb_patterns *all, plb_error *err) {
  *all = (plb_patterns){0};
  plb_arena_init(&all->arena, 256u << 20);
  plb_status s = PLB_OK;
  for (int type = 0; !s && type <= PLB_TYPE_COUNT; type++) {
    const char *name = type < PLB_TYPE_COUNT ? plb_type_name((plb_type)type) : "NONE";
    plb_slice file = plb_arena_printf(&all->arena, "triggers/%s.tsv", name);
    s = file.p ? load_file(all, file.p, (uint8_t)type, err) : plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  if (s) plb_patterns_close(all);
  return s;
}

void plb_patterns_close(plb_patterns *all) {
  plb_map_free(&all->head);
  plb_arena_free(&all->arena);
}

/* ---- matching ---- */

static bool pos_fits(const plb_token *t, char pos) {
  uint8_t tag = t->tag;
  if (pos == 'V') return tag >= PLB_TAG_VB && tag <= PLB_TAG_VBZ;
  if (pos == 'N') return tag <= PLB_TAG_NNPS || (tag == PLB_TAG_VBG && t->chunk >= 0);
  return tag >= PLB_TAG_JJ || tag == PLB_TAG_VBN || tag == PLB_TAG_VBD || tag == PLB_TAG_VBG || tag <= PLB_TAG_NNS;
}

static bool word_fits(const plb_word_test *w, const plb_token *t) {
  plb_slice rest = w->words, word;
  while (plb_slice_split(&rest, '|', &word))
    if (plb_slice_eq(word, t->lemma) || plb_slice_eq(word, t->lower)) return true;
  return false;
}

static bool gap_word(const plb_token *t) {
  if (t->tag >= PLB_TAG_PUNCT) return t->tag == PLB_TAG_OPENQ || t->tag == PLB_TAG_CLOSEQ;
  return !(t->tag == PLB_TAG_VBD || t->tag == PLB_TAG_VBP || t->tag == PLB_TAG_VBZ || t->tag == PLB_TAG_MD);
}

/* Articles and quotation marks cost nothing. */
static bool counts_in_gap(const plb_token *t) {
  return t->tag != PLB_TAG_DT && t->tag != PLB_TAG_OPENQ && t->tag != PLB_TAG_CLOSEQ;
}

typedef struct walker {
  const plb_pattern *p;
  const plb_token *token;
  uint32_t begin, end; /* of the sentence */
  bool tail;           /* past the words of the trigger, in its context */
} walker;

/* Matches words k.. of the pattern at token i and on; returns the token behind the last one, 0 for no match. */
static uint32_t forward(const walker *w, uint32_t k, uint32_t i) {
  if (k == w->p->n) return i;
  if (k == w->p->core && !w->tail) {
    walker context = *w;
    context.tail = true;
    return forward(&context, k, i) ? i : 0;
  }
  const plb_word_test *test = &w->p->word[k];
  if (test->gap) {
    for (uint32_t skip = 0, words = 0; words <= MAX_GAP && i + skip < w->end; skip++) {
      uint32_t e = forward(w, k + 1, i + skip);
      if (e) return e;
      if (!gap_word(&w->token[i + skip])) return 0;
      words += counts_in_gap(&w->token[i + skip]);
    }
    return 0;
  }
  if (i < w->end && word_fits(test, &w->token[i])) {
    uint32_t e = forward(w, k + 1, i + 1);
    if (e) return e;
  }
  return test->optional ? forward(w, k + 1, i) : 0;
}

/* Matches words k, k-1, .. 0 ending before token i; returns the first token + 1, 0 for no match. */
static uint32_t backward(const walker *w, uint32_t k, uint32_t i) {
  if (k == 0) return i + 1;
  const plb_word_test *test = &w->p->word[k - 1];
  if (test->gap) {
    for (uint32_t skip = 0; skip <= MAX_GAP && i >= w->begin + skip; skip++) {
      uint32_t b = backward(w, k - 1, i - skip);
      if (b) return b;
      if (i - skip == w->begin || !gap_word(&w->token[i - skip - 1])) return 0;
    }
    return 0;
  }
  if (i > w->begin && word_fits(test, &w->token[i - 1])) {
    uint32_t b = backward(w, k - 1, i - 1);
    if (b) return b;
  }
  return test->optional ? backward(w, k - 1, i) : 0;
}

bool plb_match_fixed(const plb_match *m, const plb_doc *doc, uint32_t token) {
  if (token < m->begin || token >= m->end) return false;
  if (token == m->head) return true;
  for (uint32_t k = 0; k < m->pattern->core; k++)
    if (!m->pattern->word[k].gap && k != m->pattern->head && word_fits(&m->pattern->word[k], &doc->token[token]))
      return true;
  return false;
}

/* How many words of the match are fixed (gaps left out). */
static uint32_t match_weight(const plb_match *m) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->pattern->n; i++)
    n += !m->pattern->word[i].gap && !m->pattern->word[i].optional;
  return n;
}

static plb_status match_head(const plb_patterns *all, const plb_doc *doc, const plb_sentence *s, uint32_t i,
                             plb_slice key, plb_match_list *out, plb_error *err) {
  for (uint32_t k = plb_map_get(&all->head, key); k != UINT32_MAX; k = all->at.at[k].next) {
    const plb_pattern *p = &all->at.at[k];
    if (!pos_fits(&doc->token[i], p->pos)) continue;
    walker w = {p, doc->token, s->begin, s->end, false};
    uint32_t end = forward(&w, p->head + 1u, i + 1), begin = end ? backward(&w, p->head, i) : 0;
    if (!begin) continue;
    plb_match *m = plb_vec_push(doc->arena, out, doc->limits->tokens);
    if (!m) return plb_fail(err, PLB_NOMEM, "code", "the document's memory is used up");
    *m = (plb_match){p, begin - 1, end, i};
  }
  return PLB_OK;
}

/* Longest first; NONE before others of the same length; then by place and by the order of the tables. */
static int by_weight(const void *a, const void *b) {
  const plb_match *x = a, *y = b;
  uint32_t wx = match_weight(x), wy = match_weight(y);
  if (wx != wy) return wx > wy ? -1 : 1;
  int nx = x->pattern->type != PLB_TYPE_NONE, ny = y->pattern->type != PLB_TYPE_NONE;
  if (nx != ny) return nx - ny;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->end - x->begin != y->end - y->begin) return x->end - x->begin < y->end - y->begin ? -1 : 1;
  if (x->pattern->type != y->pattern->type) return (int)x->pattern->type - (int)y->pattern->type;
  return x->pattern->line < y->pattern->line ? -1 : x->pattern->line > y->pattern->line;
}

static int by_head(const void *a, const void *b) {
  const plb_match *x = a, *y = b;
  return x->head < y->head ? -1 : x->head > y->head;
}

/* Does the match share a fixed word (not one in a gap) with one already taken? Marks its words when not. */
static bool take(const plb_doc *doc, const plb_match *m, bool *used, uint32_t base) {
  for (uint32_t i = m->begin; i < m->end; i++)
    if (used[i - base] && plb_match_fixed(m, doc, i)) return false;
  for (uint32_t i = m->begin; i < m->end; i++)
    used[i - base] |= plb_match_fixed(m, doc, i);
  return true;
}

plb_status plb_patterns_match(const plb_patterns *all, const plb_doc *doc, const plb_sentence *s, plb_match_list *out,
                              plb_error *err) {
  *out = (plb_match_list){0};
  for (uint32_t i = s->begin; i < s->end; i++) {
    const plb_token *t = &doc->token[i];
    plb_status status = match_head(all, doc, s, i, t->lemma, out, err);
    if (!status && !plb_slice_eq(t->lemma, t->lower)) status = match_head(all, doc, s, i, t->lower, out, err);
    if (status) return status;
  }
  if (!out->n) return PLB_OK;
  bool *used = plb_arena_array(doc->arena, s->end - s->begin, sizeof *used);
  if (!used) return plb_fail(err, PLB_NOMEM, "code", "the document's memory is used up");
  qsort(out->at, out->n, sizeof *out->at, by_weight);
  uint32_t n = 0;
  for (uint32_t i = 0; i < out->n; i++)
    if (take(doc, &out->at[i], used, s->begin)) out->at[n++] = out->at[i];
  out->n = n;
  qsort(out->at, out->n, sizeof *out->at, by_head);
  return PLB_OK;
}
