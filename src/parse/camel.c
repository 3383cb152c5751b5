/* Glued words ("TimesCiting", "saidPutin", "WASHINGTONThe"), made by machine translation and by pages whose tags were
 * dropped. A word of letters is cut at an inner capital when both halves are words, the whole is no known name with an
 * inner capital, and one half is of a kind that company names rarely have: a function word, an inflected verb, or two
 * long words. */
#include "base/slice.h"
#include "parse/room.h"

enum { LONGEST = 64, SHORTEST_LEFT = 3, SHORTEST_RIGHT = 2, LONG_LEFT = 7, LONG_RIGHT = 5 };

static uint32_t find(const plb_parse_tables *t, plb_slice lower) {
  return plb_lexicon_find(&t->lexicon, lower, plb_lex_hash(lower));
}

static bool is_known(const plb_parse_tables *t, plb_slice lower) {
  uint32_t at = find(t, lower);
  if (at != PLB_LEX_NONE) {
    const plb_lex_entry *e = &t->lexicon.entry[at];
    if (e->class || (e->flags & PLB_LEX_POS)) return true;
  }
  return lower.n > 4 && plb_lemma_guess(t, lower) != 0;
}

/* A function word, or a verb's past tense or -ing form. */
static bool rarely_name(const plb_parse_tables *t, plb_slice lower) {
  uint32_t at = find(t, lower);
  const plb_lex_entry *e = at == PLB_LEX_NONE ? NULL : &t->lexicon.entry[at];
  if (e && (e->flags & PLB_LEX_STARTER)) return true;
  if (e && (e->flags & PLB_LEX_POS)) return false;
  return lower.n > 4 && (plb_slice_ends(lower, PLB_LIT("ing")) || plb_slice_ends(lower, PLB_LIT("ed"))) &&
         (plb_lemma_guess(t, lower) & PLB_LEX_VERB);
}

/* First inner capital that may begin a second word: after a small letter, or the last of capitals (WASHINGTON|The). */
static uint32_t inner_capital(plb_slice word) {
  for (uint32_t i = SHORTEST_LEFT; i + SHORTEST_RIGHT <= word.n; i++) {
    if (!plb_is_upper(word.p[i])) continue;
    if (plb_is_lower(word.p[i - 1])) return i;
    bool caps = plb_is_upper(word.p[i - 1]) && plb_is_upper(word.p[i - 2]);
    if (caps && i + 3 <= word.n && plb_is_lower(word.p[i + 1])) return i;
  }
  return 0;
}

static bool is_name(const plb_parse_tables *t, plb_slice lower) {
  uint32_t at = find(t, lower);
  return at != PLB_LEX_NONE && (t->lexicon.entry[at].class || (t->lexicon.entry[at].flags & PLB_LEX_CAMEL));
}

uint32_t plb_glue_at(const plb_parse_tables *t, plb_slice word) {
  char lower[LONGEST];
  if (word.n > LONGEST || word.n < SHORTEST_LEFT + SHORTEST_RIGHT) return 0;
  uint32_t at = inner_capital(word);
  if (!at) return 0;
  for (uint32_t i = 0; i < word.n; i++) {
    if (!plb_is_alpha(word.p[i])) return 0;
    lower[i] = plb_lower(word.p[i]);
  }
  plb_slice left = {lower, at}, right = {lower + at, word.n - at};
  if (is_name(t, plb_slice_of(lower, word.n)) || !is_known(t, left) || !is_known(t, right)) return 0;
  if (plb_is_lower(word.p[0])) return at;                      /* saidPutin */
  if (left.n >= LONG_LEFT && right.n >= LONG_RIGHT) return at; /* FederationForeign: too long for a made-up name */
  return rarely_name(t, left) || rarely_name(t, right) ? at : 0;
}
