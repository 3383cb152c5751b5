/* Words in the manner of the Penn Treebank, by rule. White space cuts the block into runs; a run is read from left to
 * right: marks one by one (equal ones grouped), words as letters and digits with the signs that may stand inside a word
 * (hyphen, apostrophe, the points of abbreviations and numbers). A word is then split at clitics, units and glued
 * halves. Straight quotation marks open or close by the white space around them, and by whether one is open. */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "parse/room.h"

enum { LONGEST_SPLIT = 64, NEXT_LOOK = 256, CLOSE_LOOK = 400 };
/* Bytes: of a word that may be two; looked ahead over white space; looked ahead for a closing mark. */

typedef struct mark {
  uint32_t cp, n; /* code point and its bytes; cp 0 past the end */
  plb_char_class class;
} mark;

static mark mark_at(const plb_parser *p, uint32_t i, uint32_t end) {
  if (i >= end) return (mark){0, 0, PLB_CH_SPACE};
  mark m;
  m.n = plb_utf8_next(plb_slice_of(p->text.p, end), i, &m.cp);
  if (m.cp == PLB_UTF8_BAD) m.cp = 0xFFFD;
  m.class = plb_char_class_of(m.cp);
  if (m.class == PLB_CH_OTHER) m.class = m.cp == 0xAD || m.cp == 0x200C || m.cp == 0x200D ? PLB_CH_MARK : PLB_CH_SPACE;
  return m;
}

static mark mark_before(const plb_parser *p, uint32_t begin, uint32_t i) {
  if (i <= begin) return (mark){0, 0, PLB_CH_SPACE};
  mark m;
  m.n = plb_utf8_prev(p->text, i, &m.cp);
  m.class = m.cp == PLB_UTF8_BAD ? PLB_CH_SPACE : plb_char_class_of(m.cp);
  return m;
}

static bool is_word(mark m) {
  return plb_char_is_word(m.class);
}
static bool is_letter(mark m) {
  return m.class >= PLB_CH_UPPER && m.class <= PLB_CH_LETTER;
}
static bool is_apostrophe(uint32_t cp) {
  return cp == '\'' || cp == 0x2019 || cp == 0x2BC || cp == 0xFF07;
}
static bool is_hyphen(uint32_t cp) {
  return cp == '-' || cp == 0x2010 || cp == 0x2011;
}
static bool is_dash(uint32_t cp) {
  return is_hyphen(cp) || (cp >= 0x2012 && cp <= 0x2015) || cp == 0x2212;
}

/* ---- one token ---- */
static bool plain_lower(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] >= 0x80 || plb_is_upper(s.p[i])) return false;
  return true;
}

/* Case-folded copy; also tells the flags of the letters' case. */
static plb_slice fold(plb_arena *arena, plb_slice s, uint8_t *flags) {
  char *out = plb_arena_alloc(arena, (size_t)s.n * 2 + 4);
  if (!out) return (plb_slice){NULL, 0};
  uint32_t n = 0, upper = 0, lower = 0;
  for (uint32_t i = 0; i < s.n;) {
    uint32_t cp, step = plb_utf8_next(s, i, &cp);
    if (cp == PLB_UTF8_BAD) {
      out[n++] = s.p[i];
    } else if (is_apostrophe(cp)) {
      out[n++] = '\'';
    } else {
      plb_char_class c = plb_char_class_of(cp);
      if (c == PLB_CH_UPPER && i == 0) *flags |= PLB_TOK_CAPITAL;
      upper += c == PLB_CH_UPPER;
      lower += c == PLB_CH_LOWER;
      char put[4];
      uint32_t k = plb_utf8_put(plb_char_lower(cp), put);
      memcpy(out + n, put, k);
      n += k;
    }
    i += step;
  }
  if (upper > 1 && !lower) *flags |= PLB_TOK_ALLCAPS;
  return plb_slice_of(out, n);
}

plb_status plb_words_add(plb_parser *p, uint32_t begin, uint32_t end, uint32_t tag, uint8_t flags) {
  if (p->token.n >= p->doc->limits->tokens)
    return plb_fail_at(p->err, PLB_LIMIT, "parse", begin, "more than %u words", p->doc->limits->tokens);
  plb_slice surface = plb_slice_of(p->text.p + begin, end - begin), lower = surface;
  if (begin == 0 || plb_is_space(p->text.p[begin - 1])) {
    flags |= PLB_TOK_SPACE_BEFORE;
  } else {
    uint32_t cp;
    plb_utf8_prev(p->text, begin, &cp);
    if (cp != PLB_UTF8_BAD && plb_char_class_of(cp) == PLB_CH_SPACE) flags |= PLB_TOK_SPACE_BEFORE;
  }
  if (!plain_lower(surface)) lower = fold(p->doc->arena, surface, &flags);
  plb_token *t = lower.p ? plb_vec_push(p->doc->arena, &p->token, UINT32_MAX) : NULL;
  plb_word *w = t ? plb_vec_push(p->doc->arena, &p->word, UINT32_MAX) : NULL;
  if (!w) return plb_fail(p->err, PLB_NOMEM, "parse", "the document's memory is used up (arena_bytes)");
  w->hash = plb_lex_hash(lower);
  w->lex = plb_lexicon_find(&p->tables->lexicon, lower, w->hash);
  *t = (plb_token){
      .span = {begin, end}, .lower = lower, .lemma = lower, .chunk = -1, .tag = (uint8_t)tag, .flags = flags};
  return PLB_OK;
}

static uint32_t flags_of(const plb_parser *p, plb_slice surface) {
  char lower[LONGEST_SPLIT];
  if (surface.n > sizeof lower) return 0;
  for (uint32_t i = 0; i < surface.n; i++)
    lower[i] = plb_lower(surface.p[i]);
  plb_slice key = {lower, surface.n};
  return plb_lexicon_flags(&p->tables->lexicon, plb_lexicon_find(&p->tables->lexicon, key, plb_lex_hash(key)));
}

/* ---- splitting a word ---- */
/* Bytes of the clitic that ends [i, j), 0: none. */
static uint32_t clitic_bytes(plb_slice text, uint32_t i, uint32_t j) {
  static const char *const clitic[] = {"s", "re", "ve", "ll", "d", "m"};
  for (size_t k = 0; k < sizeof clitic / sizeof *clitic; k++) {
    uint32_t n = (uint32_t)strlen(clitic[k]), cp;
    if (j - i < n + 2 || !plb_slice_eq_nocase(plb_slice_of(text.p + j - n, n), plb_slice_of(clitic[k], n))) continue;
    uint32_t a = plb_utf8_prev(text, j - n, &cp);
    if (is_apostrophe(cp) && j - n - a > i) return n + a;
  }
  if (j - i >= 4 && plb_lower(text.p[j - 1]) == 't') {
    uint32_t cp, a = plb_utf8_prev(text, j - 1, &cp), before = j - 1 - a;
    if (is_apostrophe(cp) && before > i + 1 && plb_lower(text.p[before - 1]) == 'n') return a + 2;
  }
  return 0;
}

static plb_status add_parts(plb_parser *p, uint32_t i, plb_slice parts) {
  plb_slice part;
  plb_status s = PLB_OK;
  while (s == PLB_OK && plb_slice_split(&parts, '|', &part)) {
    s = plb_words_add(p, i, i + part.n, PLB_TAG_UNSET, 0);
    i += part.n;
  }
  return s;
}

/* Place in [i, j) where digits end and a unit of units begins, or 0. */
static uint32_t unit_at(const plb_parser *p, uint32_t i, uint32_t j) {
  if (!plb_is_digit(p->text.p[i])) return 0;
  uint32_t k = j;
  while (k > i && plb_is_alpha(p->text.p[k - 1]))
    k--;
  if (k == j || k == i || !plb_is_digit(p->text.p[k - 1])) return 0;
  return flags_of(p, plb_slice_of(p->text.p + k, j - k)) & PLB_LEX_UNIT ? k : 0;
}

static bool is_number(plb_slice s) {
  bool digit = false;
  for (uint32_t i = 0; i < s.n; i++) {
    if (plb_is_digit(s.p[i]))
      digit = true;
    else if (!strchr(",.:/-+", s.p[i]))
      return false;
  }
  return digit;
}

/* "20m" after a currency. */
static bool is_sum(const plb_parser *p, plb_slice s) {
  if (!p->token.n || p->token.at[p->token.n - 1].tag != PLB_TAG_SYM || !plb_is_digit(s.p[0])) return false;
  uint32_t letters = 0;
  while (letters < s.n && plb_is_alpha(s.p[s.n - 1 - letters]))
    letters++;
  return letters <= 2 && is_number(plb_slice_of(s.p, s.n - letters));
}

/* A word without clitics. */
static plb_status add_stem(plb_parser *p, uint32_t i, uint32_t j, uint8_t flags) {
  plb_slice s = plb_slice_of(p->text.p + i, j - i);
  uint32_t at = 0;
  if (s.n <= LONGEST_SPLIT) {
    if (flags_of(p, s) & PLB_LEX_SPLIT) {
      char lower[LONGEST_SPLIT];
      for (uint32_t k = 0; k < s.n; k++)
        lower[k] = plb_lower(s.p[k]);
      uint32_t row = plb_map_get(&p->tables->split, plb_slice_of(lower, s.n));
      if (row != PLB_MAP_NONE) return add_parts(p, i, p->tables->split_row[row].value);
    }
    if ((at = unit_at(p, i, j)) != 0) {
      plb_status status = plb_words_add(p, i, at, PLB_TAG_CD, flags);
      return status == PLB_OK ? plb_words_add(p, at, j, PLB_TAG_UNSET, 0) : status;
    }
    if ((at = plb_glue_at(p->tables, s)) != 0) {
      plb_status status = plb_words_add(p, i, i + at, PLB_TAG_UNSET, flags);
      return status == PLB_OK ? add_stem(p, i + at, j, PLB_TOK_GLUED) : status;
    }
  }
  return plb_words_add(p, i, j, is_number(s) || is_sum(p, s) ? PLB_TAG_CD : PLB_TAG_UNSET, flags);
}

static plb_status add_word(plb_parser *p, uint32_t i, uint32_t j, uint8_t flags) {
  uint32_t cut[3], n_cut = 0, end = j;
  while (n_cut < 3) {
    uint32_t n = memchr(p->text.p + i, '\'', end - i) || end - i > 3 ? clitic_bytes(p->text, i, end) : 0;
    if (!n) break;
    end -= n;
    cut[n_cut++] = end;
  }
  plb_status s = add_stem(p, i, end, flags);
  while (s == PLB_OK && n_cut) {
    uint32_t b = cut[--n_cut], e = n_cut ? cut[n_cut - 1] : j;
    s = plb_words_add(p, b, e, PLB_TAG_UNSET, 0);
  }
  return s;
}

/* ---- where a word ends ---- */
/* Letters that end before i, counted up to 3, and not preceded by another word character. */
static uint32_t letters_before(const plb_parser *p, uint32_t begin, uint32_t i) {
  uint32_t n = 0;
  while (n < 3 && i > begin) {
    mark m = mark_before(p, begin, i);
    if (!is_letter(m)) return is_word(m) ? 3 : n;
    n++;
    i -= m.n;
  }
  return n;
}

static bool dot_inside(const plb_parser *p, uint32_t begin, uint32_t i, uint32_t end) {
  mark next = mark_at(p, i + 1, end);
  char before = p->text.p[i - 1];
  if (plb_is_digit(before) && next.class == PLB_CH_DIGIT) return true;
  uint32_t letters = letters_before(p, begin, i);
  if (is_letter(next)) {
    mark after = mark_at(p, i + 1 + next.n, end);
    bool single = !is_letter(after) && after.class != PLB_CH_DIGIT;
    return (letters == 1 || (letters == 2 && plb_is_upper(p->text.p[i - 2]))) && single;
  }
  if (!is_hyphen(next.cp) || !is_word(mark_at(p, i + 1 + next.n, end))) return false;
  return letters == 1 ||
         (flags_of(p, plb_slice_of(p->text.p + begin, i - begin)) & PLB_LEX_TITLE); /* U.S.-backed, Lt.-Gen */
}

static bool thousands(const plb_parser *p, uint32_t i, uint32_t end) {
  if (end - i < 4 || !plb_is_digit(p->text.p[i - 1])) return false;
  for (uint32_t k = 1; k <= 3; k++)
    if (!plb_is_digit(p->text.p[i + k])) return false;
  return end - i == 4 || !plb_is_digit(p->text.p[i + 4]);
}

static bool slash_inside(const plb_parser *p, uint32_t begin, uint32_t i, uint32_t end) {
  mark next = mark_at(p, i + 1, end);
  if (plb_is_digit(p->text.p[i - 1]) && next.class == PLB_CH_DIGIT) return true;
  if (letters_before(p, begin, i) != 1 || !is_letter(next)) return false; /* w/o, n/a */
  uint32_t k = i + 1, n = 0;
  for (mark m = next; n < 3 && is_letter(m); n++)
    m = mark_at(p, k += m.n, end);
  return n <= 2;
}

/* Does the word that began at `begin` go on over the sign m at i? */
static bool inside_word(const plb_parser *p, uint32_t begin, uint32_t i, mark m, uint32_t end) {
  mark next = mark_at(p, i + m.n, end);
  if (m.cp == '.') return dot_inside(p, begin, i, end);
  if (!is_word(next)) return false;
  if (is_apostrophe(m.cp)) return is_letter(next);
  if (is_hyphen(m.cp)) return true;
  if (m.cp == '_') return true;
  if (m.cp == ',') return thousands(p, i, end);
  if (m.cp == ':') return plb_is_digit(p->text.p[i - 1]) && next.class == PLB_CH_DIGIT;
  if (m.cp == '/') return slash_inside(p, begin, i, end);
  if (m.cp == '&') return next.class == PLB_CH_UPPER && letters_before(p, begin, i) <= 2;
  return false;
}

/* "pro- and anti-government": "and" or "or" stands after the run that ends at i. */
static bool joins_next(const plb_parser *p, uint32_t i) {
  static const char *const word[] = {" and ", " or ", " to "};
  for (size_t k = 0; k < sizeof word / sizeof *word; k++) {
    size_t n = strlen(word[k]);
    if (p->text.n - i > n && memcmp(p->text.p + i, word[k], n) == 0) return true;
  }
  return false;
}

static uint32_t word_end(const plb_parser *p, uint32_t i, uint32_t end) {
  uint32_t j = i;
  while (j < end) {
    mark m = mark_at(p, j, end);
    if (!is_word(m) && (j == i ? m.class == PLB_CH_SPACE : !inside_word(p, i, j, m, end))) break;
    j += m.n;
  }
  if (j > i && j + 1 == end && is_hyphen((unsigned char)p->text.p[j]) && joins_next(p, end)) j++;
  return j;
}

/* ---- the full stop after a word ---- */
static mark next_mark(const plb_parser *p, uint32_t i, uint32_t block_end) {
  uint32_t stop = block_end - i > NEXT_LOOK ? i + NEXT_LOOK : block_end;
  mark m = mark_at(p, i, stop);
  while (i < stop && m.class == PLB_CH_SPACE)
    m = mark_at(p, i += m.n, stop);
  return m;
}

static bool is_acronym(plb_slice s) { /* U.S  p.m  U.S.A */
  if (s.n < 3) return false;
  for (uint32_t i = 0; i < s.n; i++)
    if (i % 2 ? s.p[i] != '.' : !plb_is_alpha(s.p[i])) return false;
  return s.n % 2 == 1;
}

static bool initial_stop(const plb_parser *p, plb_slice s, mark next) {
  if (next.class != PLB_CH_UPPER && next.cp != '.') return false;
  if (s.p[0] != 'I') return true;
  if (!p->token.n) return false;
  const plb_token *before = &p->token.at[p->token.n - 1];
  return (before->flags & PLB_TOK_CAPITAL) &&
         !(plb_lexicon_flags(&p->tables->lexicon, p->word.at[p->token.n - 1].lex) & PLB_LEX_STARTER);
}

/* Lexicon flags of the word [i, j) or, when it has none, of its part after a hyphen (Lt.-Gen, Vice-Adm). */
static uint32_t stop_flags(const plb_parser *p, uint32_t i, uint32_t j) {
  plb_slice s = plb_slice_of(p->text.p + i, j - i);
  uint32_t flags = flags_of(p, s);
  const char *hyphen = memchr(s.p, '-', s.n);
  if (flags || !hyphen) return flags;
  return flags_of(p, plb_slice_of(hyphen + 1, (size_t)(s.p + s.n - hyphen - 1))) &
         (PLB_LEX_ABBREVIATION | PLB_LEX_TITLE);
}

/* Does the full stop at j belong to the word [i, j)? */
static bool owns_stop(const plb_parser *p, uint32_t i, uint32_t j, uint32_t block_end) {
  plb_slice s = plb_slice_of(p->text.p + i, j - i);
  mark next = next_mark(p, j + 1, block_end);
  bool ellipsis = block_end - j > 2 && p->text.p[j + 1] == '.' && p->text.p[j + 2] == '.';
  if (ellipsis || s.n > LONGEST_SPLIT) return false;
  if (is_acronym(s)) return true;
  if (s.n == 1 && plb_is_upper(s.p[0])) return initial_stop(p, s, next);
  uint32_t flags = stop_flags(p, i, j);
  if (!(flags & PLB_LEX_ABBREVIATION)) return false;
  if (flags & PLB_LEX_CAPITAL && !plb_is_upper(s.p[0])) return false;
  if (flags & PLB_LEX_NUMBERED) return next.class == PLB_CH_DIGIT;
  bool goes_on = next.class == PLB_CH_LOWER || next.class == PLB_CH_DIGIT || next.cp == ',' || next.cp == ';';
  if ((flags & PLB_LEX_POS) && plb_is_lower(s.p[0])) return goes_on;
  return true;
}

/* ---- quotation marks ---- */
static bool opens_after(mark before) {
  return before.class == PLB_CH_SPACE || before.class == PLB_CH_OPEN || is_dash(before.cp) || before.cp == '/' ||
         before.cp == '"' || before.cp == '\'' || before.cp == 0x2018 || before.cp == 0x201C;
}

static bool closes_before(mark next) {
  return next.class == PLB_CH_SPACE || next.class == PLB_CH_CLOSE || next.class == PLB_CH_PUNCT;
}

static plb_status add_quote(plb_parser *p, uint32_t i, uint32_t n, bool *open, bool opening) {
  *open = opening;
  return plb_words_add(p, i, i + n, opening ? PLB_TAG_OPENQ : PLB_TAG_CLOSEQ, 0);
}

static plb_status double_mark(plb_parser *p, uint32_t i, uint32_t n, uint32_t begin, uint32_t end) {
  mark before = mark_before(p, begin, i), next = mark_at(p, i + n, end);
  bool left = opens_after(before), right = closes_before(next);
  if (!p->double_open && before.class == PLB_CH_DIGIT) return plb_words_add(p, i, i + n, PLB_TAG_PUNCT, 0); /* 5" */
  bool opening = left != right ? left : !p->double_open;
  return add_quote(p, i, n, &p->double_open, opening);
}

/* After "workers'" inside single marks: a word follows, and another mark that can close them stands further on. */
static bool closes_later(const plb_parser *p, uint32_t i, mark m) {
  uint32_t stop = p->block_end - i > CLOSE_LOOK ? i + CLOSE_LOOK : p->block_end;
  plb_slice text = plb_slice_of(p->text.p, stop), wanted = plb_slice_of(p->text.p + i, m.n);
  if (mark_at(p, i + m.n, stop).class != PLB_CH_SPACE || !is_letter(next_mark(p, i + m.n, stop))) return false;
  for (uint32_t k = plb_slice_find(text, wanted, i + m.n); k != UINT32_MAX; k = plb_slice_find(text, wanted, k + m.n))
    if (!is_word(mark_at(p, k + m.n, stop))) return true;
  return false;
}

static plb_status single_mark(plb_parser *p, uint32_t i, mark m, uint32_t begin, uint32_t end) {
  mark before = mark_before(p, begin, i), next = mark_at(p, i + m.n, end);
  bool opening = m.cp != 0x2019 && opens_after(before) && !closes_before(next);
  if (opening) return add_quote(p, i, m.n, &p->single_open, true);
  char last = i > begin ? plb_lower(p->text.p[i - 1]) : 0;
  bool plural = last == 's' || last == 'z' || last == 'x';
  if (plural && (!p->single_open || closes_later(p, i, m))) return plb_words_add(p, i, i + m.n, PLB_TAG_POS, 0);
  if (p->single_open) return add_quote(p, i, m.n, &p->single_open, false);
  return plb_words_add(p, i, i + m.n, opens_after(before) && m.cp == '\'' ? PLB_TAG_OPENQ : PLB_TAG_CLOSEQ, 0);
}

/* '90s, 'em: the apostrophe is the word's. */
static bool elision(const plb_parser *p, uint32_t i, mark m, uint32_t end) {
  uint32_t j = i + m.n;
  if (m.cp == 0x2018 ? p->single_open : !is_apostrophe(m.cp)) return false;
  if (j + 1 < end && plb_is_digit(p->text.p[j]) && plb_is_digit(p->text.p[j + 1]))
    return j + 2 == end || !plb_is_digit(p->text.p[j + 2]);
  static const char *const word[] = {"em", "til", "tis", "twas", "cause", "n"};
  uint32_t k = j;
  while (k < end && plb_is_alpha(p->text.p[k]))
    k++;
  plb_slice s = plb_slice_of(p->text.p + j, k - j);
  for (size_t w = 0; w < sizeof word / sizeof *word; w++)
    if (plb_slice_eq_nocase(s, plb_slice_str(word[w]))) return true;
  return false;
}

/* ---- marks ---- */
static uint32_t same_run(const plb_parser *p, uint32_t i, uint32_t end, const char *set) {
  while (i < end && p->text.p[i] && strchr(set, p->text.p[i]))
    i++;
  return i;
}

static uint32_t tag_of_mark(mark m) {
  switch (m.cp) {
  case ',':
    return PLB_TAG_COMMA;
  case ';':
  case ':':
  case 0x2026:
    return PLB_TAG_COLON;
  case '%':
    return PLB_TAG_NN;
  case '&':
    return PLB_TAG_CC;
  case '#':
    return PLB_TAG_SYM;
  default:
    break;
  }
  if (is_dash(m.cp)) return PLB_TAG_COLON;
  switch (m.class) {
  case PLB_CH_OPEN:
    return PLB_TAG_LPAREN;
  case PLB_CH_CLOSE:
    return PLB_TAG_RPAREN;
  case PLB_CH_SYMBOL:
    return PLB_TAG_SYM;
  default:
    return PLB_TAG_PUNCT;
  }
}

static bool is_double(uint32_t cp) {
  return cp == '"' || cp == 0xFF02 || cp == 0x201F;
}

/* A quotation mark at i, or PLB_NOTFOUND. */
static plb_status quote_mark(plb_parser *p, uint32_t i, mark m, uint32_t begin, uint32_t end, uint32_t *used) {
  *used = m.n;
  const char *two = end - i >= 2 ? p->text.p + i : "  ";
  if ((two[0] == '\'' && two[1] == '\'') || (two[0] == '`' && two[1] == '`')) {
    *used = 2;
    return two[0] == '`' ? add_quote(p, i, 2, &p->double_open, true) : double_mark(p, i, 2, begin, end);
  }
  if (is_double(m.cp)) return double_mark(p, i, m.n, begin, end);
  switch (m.cp) {
  case '\'':
  case '`':
  case 0x2019:
    return single_mark(p, i, m, begin, end);
  case 0x2018:
  case 0x201A:
  case 0x2039:
    return add_quote(p, i, m.n, &p->single_open, true);
  case 0x203A:
    return add_quote(p, i, m.n, &p->single_open, false);
  case 0x201C:
    if (p->double_open && !opens_after(mark_before(p, begin, i))) return add_quote(p, i, m.n, &p->double_open, false);
    return add_quote(p, i, m.n, &p->double_open, true);
  case 0x201E:
  case 0xAB:
    return add_quote(p, i, m.n, &p->double_open, true);
  case 0x201D:
  case 0xBB:
    return add_quote(p, i, m.n, &p->double_open, false);
  default:
    return PLB_NOTFOUND;
  }
}

/* Bytes of a smiley at i, 0: none. */
static uint32_t smiley(const plb_parser *p, uint32_t i, uint32_t end) {
  uint32_t j = i + 1;
  if (p->text.p[i] != ':' && p->text.p[i] != ';') return 0;
  if (j < end && p->text.p[j] == '-') j++;
  if (j >= end || !strchr(")(DPp", p->text.p[j]) || (j == i + 1 && plb_is_alpha(p->text.p[j]))) return 0;
  return j + 1 == end || p->text.p[j + 1] == p->text.p[j] ? j + 1 - i : 0;
}

/* The mark at i, with equal ones after it; *used is the bytes it takes. */
static plb_status add_mark(plb_parser *p, uint32_t i, mark m, uint32_t begin, uint32_t end, uint32_t *used) {
  plb_status s = quote_mark(p, i, m, begin, end, used);
  if (s != PLB_NOTFOUND) return s;
  uint32_t j = i + m.n, tag = tag_of_mark(m);
  if (m.cp == '.') {
    j = same_run(p, i, end, ".");
    tag = j - i > 1 ? PLB_TAG_COLON : PLB_TAG_STOP;
  } else if ((j = i + smiley(p, i, end)) > i) {
    tag = PLB_TAG_PUNCT;
  } else if (j = i + m.n, m.cp == '!' || m.cp == '?') {
    j = same_run(p, i, end, "!?");
    tag = PLB_TAG_STOP;
  } else if (m.cp == 0x3002 || m.cp == 0xFF01 || m.cp == 0xFF1F) {
    tag = PLB_TAG_STOP;
  } else if (m.class != PLB_CH_OPEN && m.class != PLB_CH_CLOSE && m.cp != ',' && m.cp != '$' && m.cp != '%') {
    for (mark next = mark_at(p, j, end); next.cp == m.cp; next = mark_at(p, j, end))
      j += next.n;
  }
  *used = j - i;
  return plb_words_add(p, i, j, tag, 0);
}

/* ---- runs ---- */
static bool currency_follows(const plb_parser *p, uint32_t i, uint32_t j, uint32_t end) {
  if (j - i > 3 || j + 1 >= end || p->text.p[j] != '$' || !plb_is_digit(p->text.p[j + 1])) return false;
  for (uint32_t k = i; k < j; k++)
    if (!plb_is_upper(p->text.p[k])) return false;
  return true;
}

static bool after_stop(const plb_parser *p, uint32_t i) {
  const plb_token *last = p->token.n ? &p->token.at[p->token.n - 1] : NULL;
  return last && last->span.end == i && last->tag == PLB_TAG_STOP;
}

/* The word at i; its end in *to. */
static plb_status read_word(plb_parser *p, uint32_t i, uint32_t end, uint32_t block_end, uint32_t *to) {
  uint32_t j = word_end(p, i, end);
  if (currency_follows(p, i, j, end)) {
    *to = j + 1;
    return plb_words_add(p, i, j + 1, PLB_TAG_SYM, 0);
  }
  if (j < end && p->text.p[j] == '.' && owns_stop(p, i, j, block_end)) {
    *to = j + 1;
    bool title = (stop_flags(p, i, j) & PLB_LEX_TITLE) && plb_is_upper(p->text.p[i]);
    return plb_words_add(p, i, j + 1, title ? PLB_TAG_NNP : PLB_TAG_UNSET, 0);
  }
  *to = j;
  if (j > i + 1 && is_hyphen((unsigned char)p->text.p[j - 1]))
    return plb_words_add(p, i, j, PLB_TAG_JJ, 0); /* pro- and */
  uint8_t glued = after_stop(p, i) && mark_at(p, i, end).class == PLB_CH_UPPER ? PLB_TOK_GLUED : 0;
  return add_word(p, i, j, glued);
}

static bool starts_word(const plb_parser *p, uint32_t begin, uint32_t i, mark m, uint32_t end) {
  if (is_word(m)) return true;
  mark next = mark_at(p, i + m.n, end), before = mark_before(p, begin, i);
  if ((m.cp == '-' || m.cp == '.' || m.cp == '+') && next.class == PLB_CH_DIGIT) return before.class == PLB_CH_SPACE;
  return before.class != PLB_CH_DIGIT && elision(p, i, m, end) && opens_after(before);
}

static plb_status read_run(plb_parser *p, uint32_t i, uint32_t end, plb_span block) {
  bool fresh = true; /* an address may begin here */
  while (i < end) {
    mark m = mark_at(p, i, end);
    plb_status s;
    uint32_t used = 0, url = i;
    if (fresh && (is_word(m) || m.cp == '@' || m.cp == '#')) url = plb_url_end(p->tables, p->text, i, end);
    if (url > i) {
      bool name = m.cp == '@' || m.cp == '#';
      s = plb_words_add(p, i, url, name ? PLB_TAG_NNP : PLB_TAG_NN, 0);
      used = url - i;
    } else if (starts_word(p, block.begin, i, m, end)) {
      uint32_t to = i;
      s = read_word(p, i, end, block.end, &to);
      used = to - i;
    } else {
      s = add_mark(p, i, m, block.begin, end, &used);
    }
    if (s != PLB_OK) return s;
    fresh = !is_word(m);
    i += used;
  }
  return PLB_OK;
}

static bool all_letters(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if (!plb_is_lower(s.p[i])) return false;
  return true;
}

plb_status plb_words_read(plb_parser *p, plb_span block) {
  p->double_open = p->single_open = false;
  p->block_end = block.end;
  for (uint32_t i = block.begin; i < block.end;) {
    mark m = mark_at(p, i, block.end);
    if (m.class == PLB_CH_SPACE) {
      i += m.n;
      continue;
    }
    uint32_t j = i;
    while (j < block.end && m.class != PLB_CH_SPACE)
      m = mark_at(p, j += m.n, block.end);
    plb_slice run = plb_slice_of(p->text.p + i, j - i);
    plb_status s = all_letters(run) ? add_stem(p, i, j, 0) : read_run(p, i, j, block);
    if (s != PLB_OK) return s;
    i = j;
  }
  return PLB_OK;
}
