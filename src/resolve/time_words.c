/* Words of time: a map from words to kinds (data/dates/words.tsv), and the cutting of a sentence into atoms. A word
 * with hyphens is cut at them ("third-quarter" is two atoms), numbers of several words become one ("twenty four", "2
 * 1/2", "nineteen ninety-six"), and what is told by its form (years, clock times, numeric dates) gets its kind here. */
#include <stdlib.h>

#include "base/error.h"
#include "base/table.h"
#include "resolve/time.h"

enum { YEAR_LEAST = 1000, YEAR_MOST = 2199 };
/* Kinds whose words have a value: those before PHASE, EDGE, APPROX, BEFORE_YEAR. */
#define VALUED (PLB_TIME_BIT(PHASE) - 1)

size_t plb_time_kind_of(plb_slice name) {
  static const char *const names[] = {
#define X(name) #name,
      PLB_TIME_KINDS(X)
#undef X
  };
  return plb_slice_index(name, names, PLB_TW_COUNT);
}

int32_t plb_time_word_number(struct plb_date_tables *t, plb_slice word) {
  uint32_t i = plb_map_get(&t->word, word);
  if (i != PLB_MAP_NONE) return (int32_t)i;
  if (t->n_word == t->word_cap) {
    uint32_t cap = t->word_cap ? t->word_cap * 2 : 512;
    plb_time_word *more = realloc(t->at, cap * sizeof *more);
    if (!more) return -1;
    t->at = more;
    t->word_cap = cap;
  }
  t->at[t->n_word] = (plb_time_word){0};
  if (!plb_map_set(&t->word, word, t->n_word)) return -1;
  return (int32_t)t->n_word++;
}

/* A number, or one or two letters: "-1", "MO", "D". */
static bool cell_value(plb_slice v, int32_t *out) {
  bool minus = v.n && v.p[0] == '-';
  uint64_t n;
  if (plb_slice_u64(plb_slice_sub(v, minus, v.n), &n) && n <= PLB_TIME_MOST) {
    *out = minus ? -(int32_t)n : (int32_t)n;
    return true;
  }
  if (v.n < 1 || v.n > 2 || !plb_is_upper(v.p[0])) return false;
  *out = v.n == 1 ? v.p[0] : v.p[0] << 8 | v.p[1];
  return true;
}

plb_status plb_time_words_open(struct plb_date_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "dates/words.tsv", "word kind value", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    int32_t value, word;
    size_t kind = plb_time_kind_of(plb_table_cell(&table, 1));
    if (kind >= PLB_TW_DAYN)
      s = plb_table_fail(&table, err, "unknown kind");
    else if (!cell_value(plb_table_cell(&table, 2), &value))
      s = plb_table_fail(&table, err, "bad value");
    else if ((word = plb_time_word_number(t, plb_table_cell(&table, 0))) < 0)
      s = plb_fail(err, PLB_NOMEM, "resolve", "no memory for the words of time");
    else if (kind < PLB_TW_PHASE && t->at[word].kinds & VALUED && t->at[word].value != value)
      s = plb_table_fail(&table, err, "the word has another value already");
    else {
      t->at[word].kinds |= UINT64_C(1) << kind;
      if (kind < PLB_TW_PHASE) t->at[word].value = value;
    }
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_slice plb_time_lower(const plb_time_reader *r, int64_t token) {
  if (token < r->begin || token >= r->end) return (plb_slice){"", 0};
  return r->doc->token[token].lower;
}

/* ---- forms ---- */

/* Digits with a comma before each three: "1,000". */
static bool whole_number(plb_slice w, uint64_t *out) {
  uint64_t n = 0;
  bool commas = false;
  uint32_t run = 0;
  for (uint32_t i = 0; i < w.n; i++) {
    if (w.p[i] == ',' && run && run <= 3 && (!commas || run == 3)) {
      commas = true;
      run = 0;
      continue;
    }
    if (!plb_is_digit(w.p[i]) || i >= 9) return false;
    n = n * 10 + (uint64_t)(w.p[i] - '0');
    run++;
  }
  *out = n;
  return w.n > 0 && (!commas || run == 3);
}

static void number_form(plb_atom *a, plb_slice w) {
  uint64_t n;
  if (w.n > 2 && w.p[w.n - 2] == '.' && w.p[w.n - 1] == '5' && plb_slice_u64(plb_slice_sub(w, 0, w.n - 2), &n)) {
    if (n > PLB_TIME_MOST) return; /* "2.5" */
    *a = (plb_atom){.kinds = PLB_TIME_BIT(NUM), .value = (int32_t)n, .half = true, .word = a->word};
    return;
  }
  if (!whole_number(w, &n) || n > PLB_TIME_MOST) return;
  a->kinds = PLB_TIME_BIT(NUM);
  a->value = (int32_t)n;
  if (n >= 1 && n <= 31 && w.n <= 2) a->kinds |= PLB_TIME_BIT(DAYN);
  if (w.n == 4 && n >= YEAR_LEAST && n <= YEAR_MOST) a->kinds |= PLB_TIME_BIT(YEAR);
}

/* "3rd" */
static bool ordinal_form(plb_atom *a, plb_slice w) {
  static const char *const endings[] = {"st", "nd", "rd", "th"};
  uint64_t n;
  if (w.n < 3 || w.n > 5 || !plb_slice_u64(plb_slice_sub(w, 0, w.n - 2), &n)) return false;
  if (!PLB_AMONG(plb_slice_sub(w, w.n - 2, w.n), endings)) return false;
  a->kinds = PLB_TIME_BIT(ORD) | (n >= 1 && n <= 31 ? PLB_TIME_BIT(DAYN) : 0);
  a->value = (int32_t)n;
  return true;
}

/* "1980s", "80s" */
static bool decade_form(plb_atom *a, plb_slice w) {
  uint64_t n;
  if ((w.n != 5 && w.n != 3) || w.p[w.n - 1] != 's' || w.p[w.n - 2] != '0') return false;
  if (!plb_slice_u64(plb_slice_sub(w, 0, w.n - 1), &n) || (w.n == 5 && (n < YEAR_LEAST || n > YEAR_MOST))) return false;
  a->kinds = PLB_TIME_BIT(DECADE);
  a->value = (int32_t)n;
  return true;
}

/* "7:15", "19.30" is no time by itself. */
static bool clock_form(plb_atom *a, plb_slice w) {
  uint64_t h, m;
  uint32_t colon = plb_slice_find(w, PLB_LIT(":"), 0);
  if (colon == UINT32_MAX || colon < 1 || colon > 2 || w.n < colon + 3) return false;
  if (w.n != colon + 3 && !(w.n == colon + 6 && w.p[colon + 3] == ':')) return false;
  if (!plb_slice_u64(plb_slice_sub(w, 0, colon), &h) || !plb_slice_u64(plb_slice_sub(w, colon + 1, colon + 3), &m))
    return false;
  if (h > 24 || m > 59) return false;
  *a = (plb_atom){.kinds = PLB_TIME_BIT(CLOCK), .value = (int32_t)h, .more = (int32_t)m, .word = a->word};
  return true;
}

/* The two numbers of "4-8", "4–8", "1990-91", "1998–2001". */
static bool range_form(plb_atom *a, plb_slice w) {
  uint64_t x, y;
  for (uint32_t k = 1; k + 1 < w.n && k <= 4; k++) {
    uint32_t dash = w.p[k] == '-' ? 1 : (k + 3 < w.n && (unsigned char)w.p[k] == 0xE2 ? 3 : 0);
    if (!dash) continue;
    if (w.n - k - dash > 4 || !plb_slice_u64(plb_slice_sub(w, 0, k), &x) ||
        !plb_slice_u64(plb_slice_sub(w, k + dash, w.n), &y))
      return false;
    bool years = k == 4 && x >= YEAR_LEAST && x <= YEAR_MOST;
    if (years && w.n - k - dash == 2) y += x / 100 * 100;
    if (years ? y <= x || y > YEAR_MOST : x < 1 || y > 31 || x >= y) return false;
    a->kinds = years ? PLB_TIME_BIT(YEARS) : PLB_TIME_BIT(DAYS);
    a->value = (int32_t)x;
    a->more = (int32_t)y;
    return true;
  }
  return false;
}

/* "3/14/2024", "14.3.2024"; the reading decides which is the month. */
static bool slashed_form(plb_slice w) {
  uint32_t marks = 0;
  for (uint32_t i = 0; i < w.n; i++) {
    if (plb_is_digit(w.p[i])) continue;
    if (w.p[i] != '/' && w.p[i] != '.') return false;
    marks++;
  }
  return marks == 2 && w.n >= 6;
}

static bool iso_form(plb_slice w) {
  return w.n >= 10 && w.p[4] == '-' && w.p[7] == '-' && plb_date_parse_iso(w).day;
}

static void digit_form(plb_atom *a, plb_slice w) {
  if (ordinal_form(a, w) || decade_form(a, w) || clock_form(a, w) || range_form(a, w)) return;
  if (iso_form(w))
    a->kinds = PLB_TIME_BIT(ISO);
  else if (slashed_form(w))
    a->kinds = PLB_TIME_BIT(SLASHED);
  else
    number_form(a, w);
}

/* "'80s", "'96", with any apostrophe (lower has it as '). */
static void apostrophe_form(plb_atom *a, plb_slice w) {
  uint64_t n;
  plb_slice rest = plb_slice_sub(w, 1, w.n);
  if (rest.n == 3 && decade_form(a, rest)) return;
  if (rest.n != 2 || !plb_slice_u64(rest, &n)) return;
  a->kinds = PLB_TIME_BIT(YEAR);
  a->value = (int32_t)(n < 30 ? 2000 + n : 1900 + n);
}

/* Is the part of the word, at offset `at` in it, written with a small letter? */
static bool is_small(const plb_time_reader *r, const plb_token *token, uint32_t at) {
  uint32_t place = token->span.begin + (token->lower.n == token->span.end - token->span.begin ? at : 0);
  return plb_is_lower(r->doc->text.p[place]);
}

static plb_atom atom_of(const plb_time_reader *r, plb_slice w, const plb_token *token) {
  plb_atom a = {.word = PLB_TIME_NO_WORD};
  if (!w.n) return a;
  if (plb_is_digit(w.p[0])) digit_form(&a, w);
  if (w.p[0] == '\'' && w.n > 2) apostrophe_form(&a, w);
  if (a.kinds) return a;
  uint32_t i = plb_map_get(&r->tables->word, w);
  if (i == PLB_MAP_NONE) {
    if (w.n == 2 && w.p[0] == 'q' && w.p[1] >= '1' && w.p[1] <= '4')
      a = (plb_atom){.kinds = PLB_TIME_BIT(QN), .value = w.p[1] - '0', .word = PLB_TIME_NO_WORD};
    return a;
  }
  a.word = (int32_t)i;
  a.kinds = r->tables->at[i].kinds;
  a.value = r->tables->at[i].value;
  uint64_t names = PLB_TIME_BIT(MONTH) | PLB_TIME_BIT(WEEKDAY) | PLB_TIME_BIT(WEEKDAYS);
  if (a.kinds & names && is_small(r, token, (uint32_t)(w.p - token->lower.p))) a.kinds &= ~names;
  if (a.kinds & PLB_TIME_BIT(ORD) && a.value <= 31) a.kinds |= PLB_TIME_BIT(DAYN);
  a.plural = w.n > 1 && w.p[w.n - 1] == 's';
  return a;
}

/* ---- numbers of several words ---- */

/* "twenty" "four", "two" "thousand", "nineteen" "ninety": the number of both, 0 when they are two. */
static int32_t joined_number(int32_t x, int32_t y) {
  bool tens = x >= 20 && x < 100 && x % 10 == 0, hundreds = x >= 100 && x % 100 == 0;
  bool year = x >= 1820 && x < 2100 && x % 10 == 0; /* "nineteen ninety" "six" */
  if ((y == 100 || y == 1000) && x < 100) return x * y;
  if ((tens || year) && y < 10) return x + y;
  if (hundreds && y < 100) return x + y;
  if (x >= 18 && x <= 20 && y >= 10 && y < 100) return x * 100 + y;
  return 0;
}

static bool joins_number(plb_atom *left, const plb_atom *a) {
  if (!plb_time_has(left, PLB_TW_NUM) || left->half || !plb_time_has(a, PLB_TW_NUM)) return false;
  if (left->word == PLB_TIME_NO_WORD && a->value < 100) return false; /* digits, then a small number */
  int32_t both = joined_number(left->value, a->value);
  if (!both) return false;
  left->value = both;
  left->kinds = PLB_TIME_BIT(NUM);
  if (both >= 1800 && both < 2100) left->kinds |= PLB_TIME_BIT(YEAR);
  return true;
}

static bool adds_half(plb_atom *left, plb_slice w) {
  if (!plb_time_has(left, PLB_TW_NUM) || left->half) return false;
  if (!plb_slice_is(w, "1/2") && !plb_slice_is(w, "½")) return false;
  left->half = true;
  left->kinds = PLB_TIME_BIT(NUM);
  return true;
}

static void add_atom(plb_time_reader *r, plb_slice w, uint32_t token, bool joined) {
  const plb_token *at = &r->doc->token[token];
  plb_atom a = atom_of(r, w, at);
  a.begin = token;
  a.end = token + 1;
  a.joined = joined;
  plb_atom *left = r->atoms.n ? &r->atoms.at[r->atoms.n - 1] : NULL;
  if (left && (joins_number(left, &a) || adds_half(left, w))) {
    left->end = a.end;
    return;
  }
  plb_atom *slot = plb_vec_push(r->doc->arena, &r->atoms, r->doc->limits->text_bytes);
  if (slot)
    *slot = a;
  else
    r->failed = true;
}

void plb_time_atoms(plb_time_reader *r) {
  r->atoms.n = 0;
  for (uint32_t i = r->begin; i < r->end; i++) {
    plb_slice w = r->doc->token[i].lower, part;
    bool digits = w.n && plb_is_digit(w.p[0]) && (w.n < 5 || w.p[w.n - 1] < 'a');
    if (w.n < 3 || digits || !memchr(w.p, '-', w.n) || plb_map_get(&r->tables->word, w) != PLB_MAP_NONE) {
      add_atom(r, w, i, false);
      continue;
    }
    for (bool joined = false; plb_slice_split(&w, '-', &part); joined = true)
      if (part.n) add_atom(r, part, i, joined);
  }
}
