/* Patterns are indexed by the base forms of their head; each occurrence of a head word tries its patterns outwards from
 * the head. Longer matches are taken first and use up their fixed words (TABARI's and PETRARCH's rule of the longest
 * pattern). */
#include "code/triggers.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { MAX_PATTERNS = 200000, MAX_LINKS = 2000000, MAX_GAP = 4 };

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

bool plb_slot_is_preposition(plb_slice word) {
  return PLB_AMONG(word, prepositions);
}

/* ---- reading the tables ---- */

/* An error in `at`, a part of one of the row's cells. */
static plb_status wrong(const plb_trigger_row *row, plb_slice at, plb_error *err, const char *format, ...)
    PLB_PRINTF(4, 5);
static plb_status wrong(const plb_trigger_row *row, plb_slice at, plb_error *err, const char *format, ...) {
  char text[160], place[180];
  va_list ap;
  va_start(ap, format);
  vsnprintf(text, sizeof text, format, ap);
  va_end(ap);
  plb_fail(err, PLB_TABLE, "code", "%s", text);
  if (row->from && at.p)
    snprintf(place, sizeof place, "%.140s:%u:%u", row->file, row->line, (unsigned)(at.p - row->from) + 1);
  else
    snprintf(place, sizeof place, "%.140s:%u", row->file, row->line);
  if (err) plb_error_place(err, place);
  return PLB_TABLE;
}

static int shown(plb_slice s) {
  return s.n < 60 ? (int)s.n : 60;
}

static bool slot_of(plb_slice word, uint8_t *out) {
  static const char *const names[] = {"subj", "obj", "poss", "mod"};
  size_t i = plb_slice_index(word, names, PLB_SLOT_PREP);
  if (i == PLB_SLOT_PREP) i += plb_slice_index(word, prepositions, N_PREPOSITIONS);
  *out = (uint8_t)i;
  return i < PLB_SLOT_PREP + N_PREPOSITIONS;
}

static plb_status read_side(const plb_trigger_row *row, plb_slice text, plb_side *out, plb_error *err) {
  /* Mixed sides ("subj+obj|with") read `|` inside `+`: as all, which only adds slots that are empty anyway. */
  *out = (plb_side){.all = plb_slice_find(text, PLB_LIT("+"), 0) != UINT32_MAX};
  plb_slice part;
  if (!text.n || plb_slice_is(text, "-") || plb_slice_is(text, "=")) return PLB_OK;
  for (uint32_t i = 0, begin = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '+' && text.p[i] != '|') continue;
    part = plb_slice_trim(plb_slice_sub(text, begin, i));
    begin = i + 1;
    if (out->n == PLB_FRAME_SLOTS) return wrong(row, part, err, "more than %d slots in a frame", PLB_FRAME_SLOTS);
    if (!slot_of(part, &out->slot[out->n++]))
      return wrong(row, part, err, "'%.*s' is no slot", shown(part), part.p ? part.p : "");
  }
  return PLB_OK;
}

static plb_status read_frame(const plb_trigger_row *row, plb_pattern *p, plb_error *err) {
  plb_slice frame = row->frame;
  if (p->type == PLB_TYPE_NONE) return frame.n ? wrong(row, frame, err, "a row of NONE has no frame") : PLB_OK;
  if (!frame.n) return wrong(row, frame, err, "the frame is empty");
  uint32_t arrow = plb_slice_find(frame, PLB_LIT(">"), 0);
  if (arrow == UINT32_MAX) return wrong(row, frame, err, "the frame '%.*s' has no '>'", shown(frame), frame.p);
  plb_slice right = plb_slice_trim(plb_slice_sub(frame, arrow + 1, frame.n));
  plb_status s = read_side(row, plb_slice_sub(frame, 0, arrow), &p->actor, err);
  if (!s) s = read_side(row, right, &p->recipient, err);
  p->symmetric = plb_slice_is(right, "=");
  p->no_recipient = plb_slice_is(right, "-");
  return s;
}

static plb_status read_flags(const plb_trigger_row *row, plb_pattern *p, plb_error *err) {
  static const char *const names[] = {"both", "people", "speech", "weak"};
  plb_slice flags = row->flags, part;
  while (plb_slice_split(&flags, ',', &part)) {
    part = plb_slice_trim(part);
    if (!part.n) continue;
    size_t k = plb_slice_index(part, names, 4);
    if (k == 4) return wrong(row, part, err, "'%.*s' is no flag", shown(part), part.p);
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

/* Takes a sign off the front of *part. */
static bool sign(plb_slice *part, char c) {
  bool found = part->n && part->p[0] == c;
  if (found) *part = plb_slice_sub(*part, 1, part->n);
  return found;
}

static bool word_char(plb_slice s, uint32_t i) {
  unsigned char c = (unsigned char)s.p[i];
  return plb_is_lower((char)c) || plb_is_digit((char)c) || c >= 0x80 || strchr("-'._&/", c);
}

/* Every alternative is a word in lower case, or several with '_' between them. */
static plb_status check_words(const plb_trigger_row *row, const plb_word_test *w, plb_error *err) {
  plb_slice rest = w->words, word;
  while (plb_slice_split(&rest, '|', &word)) {
    bool good = word.n && word.p[0] != '_' && word.p[word.n - 1] != '_';
    for (uint32_t i = 0; i < word.n && good; i++)
      good = word_char(word, i);
    if (!good) return wrong(row, word, err, "'%.*s' is no word of a pattern (lower case)", shown(word), word.p);
  }
  return plb_utf8_valid(w->words) ? PLB_OK : wrong(row, w->words, err, "this is not UTF-8");
}

static plb_status check_gaps(const plb_trigger_row *row, const plb_pattern *p, plb_error *err) {
  const plb_word_test *w = p->word, *head = &w[p->head];
  if (!p->n || !head->words.n || head->optional || head->context || head->phrases)
    return wrong(row, row->pattern, err, "the pattern has no head: one word that must stand there");
  if (w[0].gap || w[p->n - 1].gap) return wrong(row, row->pattern, err, "a gap stands at the beginning or the end");
  for (uint8_t i = 1; i < p->n; i++) {
    if (w[i].gap && w[i - 1].gap) return wrong(row, row->pattern, err, "two gaps stand beside each other");
    if (w[i - 1].context && !w[i].context && !w[i].gap)
      return wrong(row, w[i].words, err, "words of context (~) stand at the end of a pattern");
  }
  return PLB_OK;
}

static plb_status read_words(const plb_trigger_row *row, plb_pattern *p, plb_error *err) {
  plb_slice text = row->pattern, part;
  bool marked = false;
  plb_status s = PLB_OK;
  while (!s && plb_slice_split(&text, ' ', &part)) {
    if (!part.n) continue;
    if (p->n == PLB_PATTERN_WORDS) return wrong(row, part, err, "more than %d words", PLB_PATTERN_WORDS);
    plb_word_test *w = &p->word[p->n];
    if (sign(&part, '^')) p->head = p->n, marked = true;
    w->optional = sign(&part, '?');
    w->context = sign(&part, '~');
    w->gap = plb_slice_is(part, "_");
    if (!w->gap) w->words = part;
    w->phrases = plb_slice_find(w->words, PLB_LIT("_"), 0) != UINT32_MAX;
    p->n++;
    if (!w->gap && !w->context) p->core = p->n;
    p->gaps = (uint8_t)(p->gaps + w->gap);
    p->weight = (uint8_t)(p->weight + (!w->gap && !w->optional));
    if (!w->gap) s = check_words(row, w, err);
  }
  if (s) return s;
  if (!marked) default_head(p);
  return check_gaps(row, p, err);
}

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "code", "no memory for the trigger tables");
}

/* ---- which words a pattern cannot do without ---- */

static void set_word(plb_word_set *set, plb_slice word) {
  if (!word.n) return;
  uint32_t h = (uint8_t)word.p[0] + 5u * (uint8_t)word.p[word.n > 1] + 17u * (uint8_t)word.p[word.n - 1] +
               29u * (uint32_t)word.n;
  set->bits[h >> 6 & 3] |= 1ull << (h & 63);
}

static bool sets_meet(const plb_word_set *a, const plb_word_set *b) {
  return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
          (a->bits[3] & b->bits[3])) != 0;
}

static uint32_t alternatives(const plb_word_test *w) {
  uint32_t n = 1;
  for (uint32_t i = 0; i < w->words.n; i++)
    n += w->words.p[i] == '|';
  return n;
}

/* Of a phrase its first word. */
static plb_word_set words_of(const plb_word_test *w) {
  plb_word_set set = {{0}};
  plb_slice rest = w->words, word, part;
  while (plb_slice_split(&rest, '|', &word))
    if (plb_slice_split(&word, '_', &part)) set_word(&set, part);
  return set;
}

/* The tests with the fewest alternatives, the head's left out: it is known to stand there. */
static void find_needs(plb_pattern *p) {
  bool taken[PLB_PATTERN_WORDS] = {false};
  for (p->n_need = 0; p->n_need < PLB_PATTERN_NEEDS; p->n_need++) {
    uint32_t best = PLB_PATTERN_WORDS;
    for (uint32_t k = 0; k < p->n; k++) {
      const plb_word_test *w = &p->word[k];
      if (k == p->head || w->gap || w->optional || taken[k]) continue;
      if (best == PLB_PATTERN_WORDS || alternatives(w) < alternatives(&p->word[best])) best = k;
    }
    if (best == PLB_PATTERN_WORDS) return;
    taken[best] = true;
    p->need[p->n_need] = words_of(&p->word[best]);
  }
}

static plb_status link_pattern(plb_patterns *all, const plb_pattern *p, plb_error *err) {
  plb_slice rest = p->word[p->head].words, word;
  plb_pattern *slot = plb_vec_push(&all->arena, &all->at, MAX_PATTERNS);
  if (!slot) return no_memory(err);
  *slot = *p;
  find_needs(slot);
  while (plb_slice_split(&rest, '|', &word)) {
    uint32_t before = plb_map_get(&all->head, word);
    plb_pattern_link *link = plb_vec_push(&all->arena, &all->link, MAX_LINKS);
    if (!link) return no_memory(err);
    *link = (plb_pattern_link){all->at.n - 1, before == PLB_MAP_NONE ? UINT32_MAX : before};
    if (!plb_map_set(&all->head, word, all->link.n - 1)) return no_memory(err);
  }
  return PLB_OK;
}

static plb_status read_type(const plb_trigger_row *row, plb_pattern *p, plb_error *err) {
  p->type = (uint8_t)plb_type_of(row->type);
  if (p->type == PLB_TYPE_COUNT && !plb_slice_is(row->type, "NONE"))
    return wrong(row, row->type, err, "'%.*s' is no type", shown(row->type), row->type.p ? row->type.p : "");
  if (row->pos.n != 1 || !strchr("VNA", row->pos.p[0])) return wrong(row, row->pos, err, "pos is none of V, N, A");
  p->pos = row->pos.p[0];
  return PLB_OK;
}

static plb_status read_mode(const plb_patterns *all, const plb_trigger_row *row, plb_error *err) {
  char key[64];
  if (!row->mode.n) return PLB_OK;
  int n = snprintf(key, sizeof key, "%.*s %.*s", shown(row->type), row->type.p, shown(row->mode), row->mode.p);
  bool known = n > 0 && (size_t)n < sizeof key && plb_map_get(&all->mode, plb_slice_of(key, (size_t)n)) != PLB_MAP_NONE;
  if (known) return PLB_OK;
  return wrong(row, row->mode, err, "%.*s has no mode '%.*s'", shown(row->type), row->type.p, shown(row->mode),
               row->mode.p);
}

plb_status plb_patterns_add(plb_patterns *all, const plb_trigger_row *row, plb_error *err) {
  plb_pattern p = {.file = row->file, .line = row->line, .rank = row->rank, .mode = row->mode, .example = row->example};
  plb_status s = read_type(row, &p, err);
  if (!s) s = read_words(row, &p, err);
  if (!s) s = read_mode(all, row, err);
  if (!s) s = read_frame(row, &p, err);
  if (!s) s = read_flags(row, &p, err);
  return s ? s : link_pattern(all, &p, err);
}

const char *plb_pattern_type(const plb_pattern *p) {
  return p->type < PLB_TYPE_COUNT ? plb_type_name((plb_type)p->type) : "NONE";
}

/* Cell of the column of that name, empty without one. */
static plb_slice named_cell(const plb_table *t, const char *name) {
  for (uint32_t i = 0; i < t->n_columns; i++)
    if (plb_slice_is(t->column[i], name))
      return plb_slice_is(t->cell[i], "-") ? plb_slice_of(t->cell[i].p, 0) : t->cell[i];
  return (plb_slice){NULL, 0};
}

plb_status plb_trigger_row_next(plb_table *t, plb_slice type, plb_trigger_row *row, plb_error *err) {
  plb_status s = plb_table_next(t, err);
  if (s) return s;
  *row = (plb_trigger_row){.file = t->name, .line = t->line, .from = t->cell[0].p};
  row->pattern = named_cell(t, "pattern");
  row->pos = named_cell(t, "pos");
  row->mode = named_cell(t, "mode");
  row->frame = named_cell(t, "frame");
  row->flags = named_cell(t, "flags");
  row->example = named_cell(t, "example");
  row->type = type.n ? type : named_cell(t, "type");
  return PLB_OK;
}

static plb_status load_file(plb_patterns *all, const char *file, const char *type, plb_error *err) {
  plb_table t;
  plb_trigger_row row;
  plb_status s = plb_table_open_data(&t, file, "pattern pos mode frame flags example", err);
  while (!s && (s = plb_trigger_row_next(&t, plb_slice_str(type), &row, err)) == PLB_OK) {
    row.from = NULL;
    s = plb_patterns_add(all, &row, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_modes(plb_patterns *all, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "ontology/modes.tsv", "type mode", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice type = plb_table_cell(&t, 0), mode = plb_table_cell(&t, 1);
    plb_slice key = plb_arena_printf(&all->arena, "%.*s %.*s", (int)type.n, type.p, (int)mode.n, mode.p);
    if (!key.p || !plb_map_set(&all->mode, key, t.line)) s = no_memory(err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_patterns_open(plb_patterns *all, plb_error *err) {
  *all = (plb_patterns){0};
  plb_arena_init(&all->arena, 256u << 20);
  plb_status s = load_modes(all, err);
  for (int type = 0; !s && type <= PLB_TYPE_COUNT; type++) {
    const char *name = type < PLB_TYPE_COUNT ? plb_type_name((plb_type)type) : "NONE";
    plb_slice file = plb_arena_printf(&all->arena, "triggers/%s.tsv", name);
    s = file.p ? load_file(all, file.p, name, err) : no_memory(err);
  }
  if (s) plb_patterns_close(all);
  return s;
}

void plb_patterns_close(plb_patterns *all) {
  plb_map_free(&all->head);
  plb_map_free(&all->mode);
  plb_arena_free(&all->arena);
}

/* ---- matching ---- */

static bool pos_fits(const plb_token *t, char pos) {
  uint8_t tag = t->tag;
  if (pos == 'V') return tag >= PLB_TAG_VB && tag <= PLB_TAG_VBZ;
  if (pos == 'N') return tag <= PLB_TAG_NNPS || (tag == PLB_TAG_VBG && t->chunk >= 0);
  return tag >= PLB_TAG_JJ || tag == PLB_TAG_VBN || tag == PLB_TAG_VBD || tag == PLB_TAG_VBG || tag <= PLB_TAG_NNS;
}

static bool is_word(plb_slice word, const plb_token *t) {
  return plb_slice_eq(word, t->lemma) || plb_slice_eq(word, t->lower);
}

/* Is the token one of the words, or a word of one of the phrases? */
static bool word_fits(const plb_word_test *w, const plb_token *t) {
  plb_slice rest = w->words, word, part;
  while (plb_slice_split(&rest, '|', &word)) {
    if (is_word(word, t)) return true;
    while (w->phrases && plb_slice_split(&word, '_', &part))
      if (is_word(part, t)) return true;
  }
  return false;
}

/* How many tokens from `first` on the word or phrase takes, at most up to `end`; 0: it does not stand there. */
static uint32_t phrase_length(plb_slice phrase, const plb_token *first, uint32_t end) {
  plb_slice part;
  uint32_t n = 0;
  while (plb_slice_split(&phrase, '_', &part))
    if (n >= end || !is_word(part, &first[n++])) return 0;
  return n;
}

static uint32_t words_in(plb_slice phrase) {
  uint32_t n = 1;
  for (uint32_t i = 0; i < phrase.n; i++)
    n += phrase.p[i] == '_';
  return n;
}

/* Tokens that the longest fitting alternative takes: those from i on, or, backwards, those before i. 0: none fits. */
static uint32_t take_words(const plb_word_test *w, const plb_token *token, uint32_t i, uint32_t begin, uint32_t end,
                           bool backwards) {
  if (!w->phrases) return backwards ? i > begin && word_fits(w, &token[i - 1]) : i < end && word_fits(w, &token[i]);
  plb_slice rest = w->words, word;
  uint32_t most = 0;
  while (plb_slice_split(&rest, '|', &word)) {
    uint32_t n = words_in(word);
    if (n <= most || n > (backwards ? i - begin : end - i)) continue;
    if (phrase_length(word, &token[backwards ? i - n : i], n)) most = n;
  }
  return most;
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
  uint32_t words = take_words(test, w->token, i, w->begin, w->end, false);
  if (words) {
    uint32_t e = forward(w, k + 1, i + words);
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
  uint32_t words = take_words(test, w->token, i, w->begin, w->end, true);
  if (words) {
    uint32_t b = backward(w, k - 1, i - words);
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

static bool can_match(const plb_pattern *p, const plb_word_set *words) {
  for (uint32_t i = 0; i < p->n_need; i++)
    if (!sets_meet(&p->need[i], words)) return false;
  return true;
}

static plb_status match_head(const plb_patterns *all, const plb_doc *doc, const plb_sentence *s,
                             const plb_word_set *words, uint32_t i, plb_slice key, plb_match_list *out,
                             plb_error *err) {
  for (uint32_t k = plb_map_get(&all->head, key); k != UINT32_MAX; k = all->link.at[k].next) {
    const plb_pattern *p = &all->at.at[all->link.at[k].pattern];
    if (!pos_fits(&doc->token[i], p->pos) || !can_match(p, words)) continue;
    walker w = {p, doc->token, s->begin, s->end, false};
    uint32_t end = forward(&w, p->head + 1u, i + 1), begin = end ? backward(&w, p->head, i) : 0;
    if (!begin) continue;
    plb_match *m = plb_vec_push(doc->arena, out, doc->limits->tokens);
    if (!m) return plb_fail(err, PLB_NOMEM, "code", "the document's memory is used up");
    *m = (plb_match){p, begin - 1, end, i};
  }
  return PLB_OK;
}

/* Most fixed words first; of as many a user's row, of the later file; NONE before others. */
static int by_words(const plb_pattern *a, const plb_pattern *b) {
  if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
  if (a->rank != b->rank) return a->rank > b->rank ? -1 : 1;
  return (a->type != PLB_TYPE_NONE) - (b->type != PLB_TYPE_NONE);
}

/* Where two take the very same words, the one without a gap says more of them. */
static int by_place(const plb_pattern *a, const plb_pattern *b) {
  if (a->gaps != b->gaps) return (int)a->gaps - (int)b->gaps;
  if (a->type != b->type) return (int)a->type - (int)b->type;
  return a->line < b->line ? -1 : a->line > b->line;
}

int plb_pattern_order(const plb_pattern *a, const plb_pattern *b) {
  int order = by_words(a, b);
  return order ? order : by_place(a, b);
}

static int by_weight(const void *a, const void *b) {
  const plb_match *x = a, *y = b;
  int order = by_words(x->pattern, y->pattern);
  if (order) return order;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  if (x->end - x->begin != y->end - y->begin) return x->end - x->begin < y->end - y->begin ? -1 : 1;
  return by_place(x->pattern, y->pattern);
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
  plb_word_set words = {{0}};
  for (uint32_t i = s->begin; i < s->end; i++) {
    set_word(&words, doc->token[i].lemma);
    set_word(&words, doc->token[i].lower);
  }
  for (uint32_t i = s->begin; i < s->end; i++) {
    const plb_token *t = &doc->token[i];
    plb_status status = match_head(all, doc, s, &words, i, t->lemma, out, err);
    if (!status && !plb_slice_eq(t->lemma, t->lower)) status = match_head(all, doc, s, &words, i, t->lower, out, err);
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
