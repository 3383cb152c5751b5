/* Language by function words, the oldest reliable method (Grefenstette 1995, "Comparing two language identification
 * schemes"): closed-class words are a third to a half of any running text and are not names, so an English report full
 * of foreign names stays English. The script with most letters is found first; inside it every word that is a function
 * word of k languages gives each of them 1/sqrt(k). The best language wins when its words are a fair part of the text
 * and clearly more than the next one's; otherwise the language of the script, or "und". */
#include "extract/language.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum {
  WORD_BYTES = 48,
  MOST_SETS = 16384,
  MOST_LANGUAGES = 64,
  MOST_SCRIPTS = 64,
  MOST_RANGES = 96,
  LONGEST_ENDING = 8
};

typedef struct script_range {
  uint32_t first, last;
  uint8_t script;
} script_range;

struct plb_language_tables {
  plb_map word;   /* -> index of sets */
  uint64_t *sets; /* bit i: the word belongs to language i */
  uint32_t n_sets;
  plb_slice code[MOST_LANGUAGES];
  uint8_t script_of[MOST_LANGUAGES];
  plb_map ending, letter; /* as word */
  uint32_t n_languages, english;
  plb_slice script[MOST_SCRIPTS], script_language[MOST_SCRIPTS];
  uint32_t n_scripts;
  script_range range[MOST_RANGES]; /* by first */
  uint32_t n_ranges;
};

/* Shares of a text that function words make up: below the first it is hardly running English, from the second on the
 * best language is believed. Running text of a listed language has 0.25 and more. */
#define FEW_WORDS 0.04
#define SURE_WORDS 0.08
/* Of a function word's weight. */
#define ENDING_SHARE 0.4
#define LETTERS_SHARE 0.6

static uint32_t script_named(plb_language_tables *t, plb_slice name) {
  for (uint32_t i = 0; i < t->n_scripts; i++)
    if (plb_slice_eq(t->script[i], name)) return i;
  if (t->n_scripts == MOST_SCRIPTS) return UINT32_MAX;
  t->script[t->n_scripts] = name;
  return t->n_scripts++;
}

static bool hex(plb_slice s, uint32_t *out) {
  *out = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    char c = plb_lower(s.p[i]);
    if (!plb_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
    *out = *out << 4 | (uint32_t)(plb_is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  return s.n >= 4 && s.n <= 6;
}

static plb_status read_scripts(plb_language_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/scripts.tsv", "script first last language", err);
  if (s) return s;
  while ((s = plb_table_next(&table, err)) == PLB_OK) {
    script_range r;
    uint32_t script = script_named(t, plb_table_cell(&table, 0));
    if (!hex(plb_table_cell(&table, 1), &r.first) || !hex(plb_table_cell(&table, 2), &r.last) || r.last < r.first)
      return plb_table_fail(&table, err, "first and last are not code points in order");
    if (script == UINT32_MAX || t->n_ranges == MOST_RANGES)
      return plb_table_fail(&table, err, "too many scripts or ranges");
    if (t->n_ranges && t->range[t->n_ranges - 1].last >= r.first)
      return plb_table_fail(&table, err, "ranges must be in order and apart");
    r.script = (uint8_t)script;
    t->script_language[script] = plb_table_cell(&table, 3);
    t->range[t->n_ranges++] = r;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status add_words(plb_language_tables *t, plb_map *map, plb_table *table, uint32_t language, plb_slice words,
                            plb_error *err) {
  plb_slice word;
  while (words.n && plb_slice_split(&words, '|', &word)) {
    uint32_t at = plb_map_get(map, word);
    if (word.n == 0 || word.n > WORD_BYTES) return plb_table_fail(table, err, "an empty or overlong word");
    if (at == PLB_MAP_NONE) {
      if (t->n_sets == MOST_SETS) return plb_table_fail(table, err, "more than %d words", MOST_SETS);
      at = t->n_sets++;
      if (!plb_map_set(map, word, at)) return plb_fail(err, PLB_NOMEM, "extract", "no memory for %s", table->name);
    }
    t->sets[at] |= UINT64_C(1) << language;
  }
  return PLB_OK;
}

static plb_status read_languages(plb_language_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/languages.tsv", "code script words", err);
  if (s) return s;
  t->english = UINT32_MAX;
  while ((s = plb_table_next(&table, err)) == PLB_OK) {
    uint32_t scripts = t->n_scripts, i = t->n_languages, script = script_named(t, plb_table_cell(&table, 1));
    if (script >= scripts) return plb_table_fail(&table, err, "the script is not in scripts.tsv");
    if (i == MOST_LANGUAGES) return plb_table_fail(&table, err, "more than %d languages", MOST_LANGUAGES);
    t->code[i] = plb_table_cell(&table, 0);
    t->script_of[i] = (uint8_t)script;
    if (plb_slice_is(t->code[i], "en")) t->english = i;
    t->n_languages++;
    s = add_words(t, &t->word, &table, i, plb_table_cell(&table, 2), err);
    if (s) return s;
  }
  if (s != PLB_NOTFOUND) return s;
  return t->english == UINT32_MAX ? plb_table_fail(&table, err, "there is no row for en") : PLB_OK;
}

static uint32_t language_named(const plb_language_tables *t, plb_slice code) {
  uint32_t i = 0;
  while (i < t->n_languages && !plb_slice_eq(t->code[i], code))
    i++;
  return i;
}

static plb_status read_forms(plb_language_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/language_forms.tsv", "code endings letters", err);
  while (!s && !(s = plb_table_next(&table, err))) {
    uint32_t i = language_named(t, plb_table_cell(&table, 0));
    if (i == t->n_languages) return plb_table_fail(&table, err, "languages.tsv has no such language");
    s = add_words(t, &t->ending, &table, i, plb_table_cell(&table, 1), err);
    if (!s) s = add_words(t, &t->letter, &table, i, plb_table_cell(&table, 2), err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_language_tables_open(plb_language_tables **out, plb_error *err) {
  plb_language_tables *t = calloc(1, sizeof *t);
  *out = NULL;
  if (t) t->sets = calloc(MOST_SETS, sizeof *t->sets);
  if (!t || !t->sets) {
    free(t);
    return plb_fail(err, PLB_NOMEM, "extract", "no memory for languages.tsv");
  }
  plb_status s = read_scripts(t, err);
  if (!s) s = read_languages(t, err);
  if (!s) s = read_forms(t, err);
  if (s)
    plb_language_tables_close(t);
  else
    *out = t;
  return s;
}

void plb_language_tables_close(plb_language_tables *t) {
  if (!t) return;
  plb_map_free(&t->word);
  plb_map_free(&t->ending);
  plb_map_free(&t->letter);
  free(t->sets);
  free(t);
}

/* ---- counting ---- */

typedef struct counts {
  uint32_t letters[MOST_SCRIPTS], all_letters, words;
  double score[MOST_LANGUAGES]; /* of function words */
  double looks[MOST_LANGUAGES]; /* of how the other words look */
  uint32_t hits[MOST_LANGUAGES];
} counts;

static int script_of(const plb_language_tables *t, uint32_t cp) {
  uint32_t lo = 0, hi = t->n_ranges;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (t->range[mid].last < cp)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < t->n_ranges && t->range[lo].first <= cp ? t->range[lo].script : -1;
}

static double weight_of(uint64_t set) {
  return 1.0 / sqrt((double)__builtin_popcountll(set));
}

/* What the word's longest known ending and its letters speak for. */
static uint64_t ending_of(const plb_language_tables *t, plb_slice word) {
  for (uint32_t n = word.n > LONGEST_ENDING ? LONGEST_ENDING : word.n; n >= 2; n--) {
    uint32_t at = plb_map_get(&t->ending, plb_slice_sub(word, word.n - n, word.n));
    if (at != PLB_MAP_NONE) return t->sets[at];
  }
  return 0;
}

static uint64_t letters_of(const plb_language_tables *t, plb_slice word) {
  uint64_t set = 0;
  for (uint32_t i = 0; i < word.n;) {
    uint32_t cp, n = plb_utf8_next(word, i, &cp);
    uint32_t at = cp < 0x80 ? PLB_MAP_NONE : plb_map_get(&t->letter, plb_slice_sub(word, i, i + n));
    if (at != PLB_MAP_NONE) set = set ? set & t->sets[at] ? set & t->sets[at] : set | t->sets[at] : t->sets[at];
    i += n;
  }
  return set;
}

static void add_looks(counts *c, uint64_t set, double share) {
  for (double w = set ? share * weight_of(set) : 0; set; set &= set - 1)
    c->looks[__builtin_ctzll(set)] += w;
}

static void count_word(const plb_language_tables *t, counts *c, plb_slice word, bool small) {
  c->words++;
  uint32_t at = plb_map_get(&t->word, word);
  if (at == PLB_MAP_NONE) {
    /* In a long text the function words are enough. */
    if (small && c->words <= PLB_LANGUAGE_SHORT) {
      add_looks(c, ending_of(t, word), ENDING_SHARE);
      add_looks(c, letters_of(t, word), LETTERS_SHARE);
    }
    return;
  }
  uint64_t set = t->sets[at];
  double weight = weight_of(set);
  for (; set; set &= set - 1) {
    int language = __builtin_ctzll(set);
    c->score[language] += weight;
    c->hits[language]++;
  }
}

static void count_text(const plb_language_tables *t, counts *c, plb_slice text) {
  char word[WORD_BYTES + 4];
  uint32_t n = 0;
  bool small = false; /* it begins with a small letter */
  for (uint32_t i = 0; i <= text.n;) {
    uint32_t cp = ' ', step = i < text.n ? plb_utf8_next(text, i, &cp) : 1;
    plb_char_class kind = cp == PLB_UTF8_BAD ? PLB_CH_OTHER : plb_char_class_of(cp);
    bool letter = kind >= PLB_CH_UPPER && kind <= PLB_CH_MARK;
    if (letter) {
      int script = script_of(t, cp);
      if (script >= 0) c->letters[script]++;
      c->all_letters += kind != PLB_CH_MARK;
      if (n == 0) small = kind != PLB_CH_UPPER;
      if (n <= WORD_BYTES) n += plb_utf8_put(plb_char_lower(cp), word + n);
    } else if (n) {
      bool initial = n == 1 && cp == '.'; /* "U.S." is no word of any language */
      if (!initial) count_word(t, c, plb_slice_of(word, n), small);
      n = 0;
    }
    i += step;
  }
}

static uint32_t main_script(const plb_language_tables *t, const counts *c) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < t->n_scripts; i++)
    if (c->letters[i] > c->letters[best]) best = i;
  return best;
}

static uint32_t script_index(const plb_language_tables *t, const char *name) {
  for (uint32_t i = 0; i < t->n_scripts; i++)
    if (plb_slice_is(t->script[i], name)) return i;
  return 0;
}

/* Two best languages of the script; UINT32_MAX when none has a word. */
static void best_two(const plb_language_tables *t, const counts *c, uint32_t script, uint32_t *first,
                     uint32_t *second) {
  *first = *second = UINT32_MAX;
  for (uint32_t i = 0; i < t->n_languages; i++) {
    if (t->script_of[i] != script || c->score[i] <= 0) continue;
    if (*first == UINT32_MAX || c->score[i] > c->score[*first]) {
      *second = *first;
      *first = i;
    } else if (*second == UINT32_MAX || c->score[i] > c->score[*second]) {
      *second = i;
    }
  }
}

static plb_language_guess by_script(const plb_language_tables *t, const counts *c, uint32_t script) {
  plb_slice code = t->script_language[script];
  /* Japanese is written in Han with Kana between; a text of Kana alone is rare. */
  uint32_t kana = script_index(t, "Kana"), han = script_index(t, "Han");
  if (script == han && c->letters[kana] * 10 > c->letters[han]) code = t->script_language[kana];
  return (plb_language_guess){code.n ? code : PLB_LIT("und"), false, "script"};
}

/* A short text counts as English unless its words clearly say otherwise; how they look counts too. */
static plb_language_guess of_short(const plb_language_tables *t, counts *c, uint32_t script) {
  uint32_t first, second;
  for (uint32_t i = 0; i < t->n_languages; i++)
    c->score[i] += c->looks[i];
  best_two(t, c, script, &first, &second);
  double english = c->score[t->english], top = first == UINT32_MAX ? 0 : c->score[first];
  double next = second == UINT32_MAX ? 0 : c->score[second];
  bool sure = top >= (first == t->english ? 1.2 : 1.5) && top > 1.3 * next;
  bool others = first != t->english && top >= 1.5 && top > 2 * english;
  if (sure) return (plb_language_guess){t->code[first], !others, "function words and endings"};
  if (others) return (plb_language_guess){PLB_LIT("und"), false, "no language's words stand out"};
  return (plb_language_guess){english > 0 ? t->code[t->english] : PLB_LIT("und"), true, "too short to tell"};
}

/* A long text is English when its English words are not outweighed; tables of names and results have few words of any
 * kind. */
static plb_language_guess of_latin(const plb_language_tables *t, counts *c, uint32_t script) {
  uint32_t first, second;
  double words = c->words ? c->words : 1, english = c->score[t->english];
  if (c->words < PLB_LANGUAGE_SHORT) return of_short(t, c, script);
  best_two(t, c, script, &first, &second);
  double top = first == UINT32_MAX ? 0 : c->score[first], next = second == UINT32_MAX ? 0 : c->score[second];
  bool enough = english >= FEW_WORDS * words && top <= 1.15 * english;
  if (first == t->english && enough && top > 1.15 * next)
    return (plb_language_guess){t->code[first], true, "function words"};
  bool sure = top >= SURE_WORDS * words && top > 1.15 * next;
  if (sure) return (plb_language_guess){t->code[first], enough, "function words"};
  return (plb_language_guess){PLB_LIT("und"), enough, "no language's words stand out"};
}

plb_language_guess plb_language_of(const plb_language_tables *t, plb_slice text) {
  counts c = {0};
  count_text(t, &c, text);
  if (c.all_letters == 0) return (plb_language_guess){PLB_LIT("und"), true, "no letters"};
  uint32_t script = main_script(t, &c), latin = script_index(t, "Latin"), first, second;
  /* A line of names in another script inside English does not count; half the letters do. */
  if (script == latin || (uint64_t)c.letters[latin] * 2 > c.all_letters) return of_latin(t, &c, latin);
  if (c.letters[script] == 0) return (plb_language_guess){PLB_LIT("und"), false, "script"};
  best_two(t, &c, script, &first, &second);
  if (first != UINT32_MAX && (second == UINT32_MAX || c.score[first] > 1.15 * c.score[second]))
    return (plb_language_guess){t->code[first], false, "function words"};
  return by_script(t, &c, script);
}

bool plb_language_read(const plb_language_tables *t, plb_doc *doc) {
  plb_language_guess guess = plb_language_of(t, doc->text);
  bool unsure = plb_slice_is(guess.code, "und"), said = doc->meta.language.value.n > 0;
  if (!unsure || !said) doc->meta.language = (plb_fact){guess.code, guess.origin};
  /* Results and lists have no running text to tell by; then the page's own word counts. */
  return guess.english || (unsure && said && plb_slice_is(doc->meta.language.value, "en"));
}
