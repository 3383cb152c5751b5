/* Sentences within a block, by rule. A full stop, question or exclamation mark, an ellipsis or an abbreviation's own
 * stop may end a sentence; closing marks after it stay with it. What decides is the kind of stop and the word that
 * comes next: lower case goes on; after a title nothing ends; after other abbreviations only a word that often begins
 * sentences (marks.tsv: starter) shows a new one. '"Why?" he asked' goes on: a verb of saying is near (marks.tsv:
 * saying). A run of more than limits.sentence_tokens words is broken there. */
#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "parse/room.h"

enum {
  SAYING_NEAR = 6,
  CASE_WORDS = 100
}; /* words after '?"' searched for a verb of saying; words that show a block's case */

static bool is_closing(const plb_token *t) {
  return t->tag == PLB_TAG_CLOSEQ || t->tag == PLB_TAG_RPAREN;
}

static bool is_opening(const plb_token *t) {
  return t->tag == PLB_TAG_OPENQ || t->tag == PLB_TAG_LPAREN;
}

static char last_byte(const plb_parser *p, const plb_token *t) {
  return p->text.p[t->span.end - 1];
}

static bool is_mark(const plb_token *t) {
  return t->tag >= PLB_TAG_SYM && t->tag < PLB_TAG_UNSET;
}

static uint32_t lex_flags(const plb_parser *p, uint32_t i) {
  return plb_lexicon_flags(&p->tables->lexicon, p->word.at[i].lex);
}

uint32_t plb_abbreviation_flags(const plb_parser *p, uint32_t i) {
  plb_slice s = p->token.at[i].lower;
  if (s.n < 2 || s.p[s.n - 1] != '.') return 0;
  s.n--;
  return plb_lexicon_flags(&p->tables->lexicon, plb_lexicon_find(&p->tables->lexicon, s, plb_lex_hash(s)));
}

static bool is_lower_word(const plb_parser *p, uint32_t i) {
  uint32_t cp;
  plb_utf8_next(p->text, p->token.at[i].span.begin, &cp);
  return cp != PLB_UTF8_BAD && plb_char_class_of(cp) == PLB_CH_LOWER;
}

static bool is_number(const plb_token *t) {
  return t->tag == PLB_TAG_CD;
}

/* Nothing but a number or one letter has been read: "1." "B." */
static bool list_label(const plb_parser *p, uint32_t begin, uint32_t stop) {
  if (stop != begin + 1) return false;
  const plb_token *t = &p->token.at[begin];
  return is_number(t) || (t->span.end - t->span.begin == 1 && t->tag == PLB_TAG_UNSET);
}

static bool saying_near(const plb_parser *p, uint32_t i) {
  for (uint32_t k = i; k < p->token.n && k < i + SAYING_NEAR; k++) {
    if (p->token.at[k].tag == PLB_TAG_STOP) return false;
    if (lex_flags(p, k) & PLB_LEX_SAYING) return true;
  }
  return false;
}

static bool after_abbreviation(const plb_parser *p, uint32_t stop, uint32_t next) {
  const plb_token *word = &p->token.at[next];
  uint32_t flags = plb_abbreviation_flags(p, stop), starts = lex_flags(p, next);
  if ((flags & (PLB_LEX_TITLE | PLB_LEX_NUMBERED)) || !(word->flags & PLB_TOK_CAPITAL)) return false;
  if (flags & PLB_LEX_CLOSING) return !(starts & PLB_LEX_MONTH) && !(word->flags & PLB_TOK_ALLCAPS);
  return (starts & PLB_LEX_STARTER) && !(starts & PLB_LEX_MONTH);
}

/* The block writes its sentences without capitals, as chats do: then lower case after a stop tells nothing. */
static bool without_capitals(const plb_parser *p, uint32_t first) {
  uint32_t words = 0, capitals = 0;
  bool begins_lower = false;
  for (uint32_t i = first; i < p->token.n && words < CASE_WORDS; i++) {
    if (is_mark(&p->token.at[i]) || is_number(&p->token.at[i])) continue;
    if (!words++) begins_lower = is_lower_word(p, i);
    capitals += (p->token.at[i].flags & PLB_TOK_CAPITAL) != 0;
  }
  return begins_lower && capitals * 8 <= words;
}

static bool after_stop(const plb_parser *p, uint32_t begin, uint32_t stop, uint32_t last, uint32_t next) {
  const plb_token *mark = &p->token.at[stop];
  char c = last_byte(p, mark);
  if (is_lower_word(p, next) && (!p->no_capitals || last > stop)) return false;
  if (c == '.' && list_label(p, begin, stop)) return false;
  if (c != '.' && last > stop && p->token.at[last].tag == PLB_TAG_CLOSEQ) return !saying_near(p, next);
  return true;
}

/* Does a sentence that began at `begin` end after token `last`, whose stop is token `stop`? */
static bool ends(const plb_parser *p, uint32_t begin, uint32_t stop, uint32_t last) {
  uint32_t next = last + 1;
  if (next >= p->token.n) return true;
  const plb_token *follower = &p->token.at[next];
  if (!(follower->flags & (PLB_TOK_SPACE_BEFORE | PLB_TOK_GLUED)) && !is_opening(follower) && last == stop)
    return false;
  while (next < p->token.n && is_mark(&p->token.at[next]) && p->token.at[next].tag != PLB_TAG_STOP) {
    if (p->token.at[next].tag == PLB_TAG_COMMA) return false;
    next++;
  }
  if (next >= p->token.n) return false; /* only marks follow */
  const plb_token *mark = &p->token.at[stop];
  if (mark->tag == PLB_TAG_STOP) return after_stop(p, begin, stop, last, next);
  if (mark->tag == PLB_TAG_COLON) return (p->token.at[next].flags & PLB_TOK_CAPITAL) && last_byte(p, mark) != '-';
  return follower->tag != PLB_TAG_COLON && after_abbreviation(p, stop, next); /* WASHINGTON, D.C. - The */
}

static bool may_end(const plb_parser *p, uint32_t i) {
  const plb_token *t = &p->token.at[i];
  if (t->tag == PLB_TAG_STOP) return true;
  plb_slice s = plb_token_text(p, t);
  if (t->tag == PLB_TAG_COLON) return s.p[0] == '.' || (s.n >= 3 && memcmp(s.p, "\xE2\x80\xA6", 3) == 0);
  return t->tag == PLB_TAG_UNSET && s.n > 1 && s.p[s.n - 1] == '.';
}

static plb_status add(plb_parser *p, uint32_t block, uint32_t begin, uint32_t end) {
  plb_sentence *s = plb_vec_push(p->doc->arena, &p->sentence, UINT32_MAX);
  if (!s) return plb_fail(p->err, PLB_NOMEM, "parse", "the document's memory is used up (arena_bytes)");
  plb_token *t = p->token.at;
  *s = (plb_sentence){begin, end, {t[begin].span.begin, t[end - 1].span.end}, block};
  bool first = true;
  for (uint32_t i = begin; i < end; i++) {
    t[i].sentence = p->sentence.n - 1;
    if (first && !is_mark(&t[i])) {
      t[i].flags |= PLB_TOK_FIRST;
      first = false;
    }
  }
  return PLB_OK;
}

plb_status plb_sentences_break(plb_parser *p, uint32_t block, uint32_t first) {
  uint32_t begin = first, n = p->token.n;
  plb_status s = PLB_OK;
  p->no_capitals = without_capitals(p, first);
  for (uint32_t i = first; i < n && s == PLB_OK; i++) {
    uint32_t last = i;
    bool end = false;
    if (may_end(p, i)) {
      while (last + 1 < n && (is_closing(&p->token.at[last + 1]) || p->token.at[last + 1].tag == PLB_TAG_STOP))
        last++;
      end = ends(p, begin, i, last);
    }
    if (!end) last = i;
    bool full = last + 1 - begin >= p->doc->limits->sentence_tokens;
    if (!end && !full && last + 1 < n) continue;
    s = add(p, block, begin, last + 1);
    begin = last + 1;
    i = last;
  }
  return s;
}
