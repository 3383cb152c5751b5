/* Base noun phrases, by a finite-state pass over the tags from left to right: determiner, numbers, modifiers, nouns;
 * the head is the last noun. A pronoun or a bare number that stands for a noun is a phrase of its own. A possessive
 * mark ends a phrase and belongs to none. Two adjectives joined before one head are one phrase ("the Russian and Syrian
 * defence ministries"), two nouns joined are two phrases. */
#include "base/error.h"
#include "base/slice.h"
#include "parse/room.h"

enum { NOUN_NEAR = 7 }; /* words in which the noun of a modifier is looked for */

static bool is_noun(uint32_t tag) {
  return tag <= PLB_TAG_NNPS;
}
static bool is_name(uint32_t tag) {
  return tag == PLB_TAG_NNP || tag == PLB_TAG_NNPS;
}
static bool is_adjective(uint32_t tag) {
  return tag >= PLB_TAG_JJ && tag <= PLB_TAG_JJS;
}
static bool is_participle(uint32_t tag) {
  return tag == PLB_TAG_VBN || tag == PLB_TAG_VBG;
}
static bool is_determiner(uint32_t tag) {
  return tag == PLB_TAG_DT || tag == PLB_TAG_PDT || tag == PLB_TAG_PRPS || tag == PLB_TAG_WPS;
}

typedef struct scan {
  const plb_parser *p;
  const plb_token *token;
  uint32_t begin, end; /* of the sentence */
} scan;

static uint32_t tag_at(const scan *s, uint32_t i) {
  return i < s->end ? s->token[i].tag : PLB_TAG_COUNT;
}

static uint32_t flags_of(const scan *s, uint32_t i) {
  return plb_lexicon_flags(&s->p->tables->lexicon, s->p->word.at[i].lex);
}

/* Month or weekday, also with the stop of an abbreviation. */
static bool is_month(const scan *s, uint32_t i) {
  if (i >= s->end) return false;
  return (flags_of(s, i) & PLB_LEX_MONTH) || (plb_abbreviation_flags(s->p, i) & PLB_LEX_MONTH);
}

/* A weekday, or a month with a number after it ("May" is also a name). */
static bool is_day(const scan *s, uint32_t i) {
  if (!is_month(s, i) || !is_name(s->token[i].tag)) return false;
  return plb_slice_ends(s->token[i].lower, PLB_LIT("day")) || tag_at(s, i + 1) == PLB_TAG_CD;
}

/* A determiner that can stand for a noun: "this", "some", not "the". */
static bool stands_alone(const plb_token *t) {
  static const char *const never[] = {"the", "a", "an", "no", "every"};
  return t->tag == PLB_TAG_DT && !PLB_AMONG(t->lower, never);
}

/* Adverb, participle or quotation mark that may stand before the noun of a phrase: a noun must follow soon. */
static bool leads_to_noun(const scan *s, uint32_t i) {
  for (uint32_t k = i; k < i + NOUN_NEAR; k++) {
    uint32_t tag = tag_at(s, k), next = tag_at(s, k + 1);
    if (is_noun(tag)) return true;
    bool joint = (tag == PLB_TAG_COMMA || tag == PLB_TAG_CC) && (is_adjective(next) || next == PLB_TAG_CC);
    if (!joint && !is_adjective(tag) && !is_participle(tag) && tag != PLB_TAG_CD && tag != PLB_TAG_OPENQ &&
        tag != PLB_TAG_CLOSEQ)
      return false;
  }
  return false;
}

/* "and", or a comma, between two modifiers of one later noun. */
static bool joins_modifiers(const scan *s, uint32_t i) {
  uint32_t tag = tag_at(s, i), before = tag_at(s, i - 1), next = i + 1;
  if (tag != PLB_TAG_CC && tag != PLB_TAG_COMMA) return false;
  bool comma_and =
      tag == PLB_TAG_COMMA && tag_at(s, next) == PLB_TAG_CC; /* poor, small and distant; actual, and fair, */
  if (comma_and) next++;
  if (!is_adjective(before) && before != PLB_TAG_COMMA) return false;
  if (!is_adjective(tag_at(s, next)) && (tag == PLB_TAG_COMMA || tag_at(s, next) != PLB_TAG_VBN)) return false;
  return leads_to_noun(s, next);
}

/* Between quotation marks inside the phrase: the "special operation" force. */
static bool quoted_modifier(const scan *s, uint32_t i) {
  uint32_t tag = tag_at(s, i);
  if (tag == PLB_TAG_OPENQ) return leads_to_noun(s, i + 1);
  uint32_t before = tag_at(s, i - 1);
  return tag == PLB_TAG_CLOSEQ && (is_adjective(before) || is_participle(before)) && leads_to_noun(s, i + 1);
}

/* "Masked men" at the beginning of a phrase, but not "have masked men": no verb or noun stands before it, no name
 * follows. */
static bool leading_participle(const scan *s, uint32_t i) {
  if (tag_at(s, i) != PLB_TAG_VBN) return false;
  bool titled = i + 1 < s->end && (flags_of(s, i + 1) & PLB_LEX_TITLED); /* ousted President Evo Morales */
  if (is_name(tag_at(s, i + 1)) && !titled) return false;
  if (i == s->begin) return true;
  uint32_t before = tag_at(s, i - 1);
  if (before == PLB_TAG_IN || before == PLB_TAG_OPENQ || before == PLB_TAG_VBG || before == PLB_TAG_COLON) return true;
  plb_slice lemma = s->token[i - 1].lemma;
  bool verb =
      before >= PLB_TAG_VB && before <= PLB_TAG_VBZ && !plb_slice_is(lemma, "have") && !plb_slice_is(lemma, "be");
  return titled && verb;
}

/* Determiners, numbers and modifiers from i on; returns where the nouns may begin. */
static uint32_t modifiers(const scan *s, uint32_t i, bool opened) {
  for (;;) {
    uint32_t tag = tag_at(s, i);
    bool inside = opened;
    if (tag == PLB_TAG_CD || is_adjective(tag)) {
      opened = true;
    } else if (tag == PLB_TAG_SYM && tag_at(s, i + 1) == PLB_TAG_CD) {
      opened = true;
    } else if (is_participle(tag) && leads_to_noun(s, i + 1) && (inside || leading_participle(s, i))) {
      opened = true;
    } else if (inside && (tag == PLB_TAG_RB || tag == PLB_TAG_RBS || tag == PLB_TAG_RBR) &&
               (is_adjective(tag_at(s, i + 1)) || is_participle(tag_at(s, i + 1))) && leads_to_noun(s, i + 1)) {
      i++;
    } else if (inside && (joins_modifiers(s, i) || quoted_modifier(s, i))) {
    } else {
      return i;
    }
    i++;
  }
}

/* Does the quotation that closes at i open among the last four words? */
static bool quote_opened(const scan *s, uint32_t i) {
  for (uint32_t k = i; k > 0 && k + 5 > i; k--)
    if (s->token[k - 1].tag == PLB_TAG_OPENQ) return s->token[k - 1].sentence == s->token[i].sentence;
  return false;
}

/* May the word at i, no noun itself, stand between the nouns before and after it? */
static bool among_nouns(const scan *s, uint32_t i) {
  uint32_t tag = tag_at(s, i), next = tag_at(s, i + 1), before = tag_at(s, i - 1);
  if (!is_noun(next)) return false;
  if (tag == PLB_TAG_CD) return is_name(before);                                              /* Boeing 737 jets */
  if (tag == PLB_TAG_CC) return s->token[i].lower.n == 1 && is_name(next) && is_name(before); /* Johnson & Johnson */
  if (is_name(next)) return false;
  if (tag == PLB_TAG_CLOSEQ) return quote_opened(s, i);                            /* the "interim" government */
  return is_adjective(tag) && is_noun(before) && !(flags_of(s, i) & PLB_LEX_SPAN); /* NATO nuclear weapons */
}

/* Nouns, and what may stand among them; *head is the last noun. */
static uint32_t nouns(const scan *s, uint32_t i, uint32_t *head) {
  uint32_t first = i;
  while (i < s->end) {
    uint32_t tag = tag_at(s, i);
    if (is_noun(tag)) {
      if (i > first && is_day(s, i) && !is_month(s, i - 1)) break;                   /* "Moscow Monday" */
      if (i > first && tag == PLB_TAG_NNP && tag_at(s, i - 1) == PLB_TAG_NNS) break; /* "within minutes Chad" */
      *head = i++;
    } else if (tag == PLB_TAG_CD && is_month(s, i - 1)) {
      i++; /* April 9; a February 2022 trip */
      if (!is_noun(tag_at(s, i)) || is_name(tag_at(s, i))) break;
    } else if (among_nouns(s, i)) {
      i++;
    } else {
      break;
    }
  }
  return i;
}

/* "China's sweeping territorial claims": behind a possessive mark any modifier opens the phrase. */
static bool after_possessive(const scan *s, uint32_t i) {
  return i > 0 && s->token[i - 1].tag == PLB_TAG_POS;
}

/* The phrase that begins at i, or false. */
static bool phrase(const scan *s, uint32_t i, plb_chunk *out) {
  uint32_t tag = tag_at(s, i), k = i;
  if (tag == PLB_TAG_PRP || tag == PLB_TAG_WP || tag == PLB_TAG_EX) {
    *out = (plb_chunk){i, i + 1, i};
    return tag != PLB_TAG_EX;
  }
  while (is_determiner(tag_at(s, k)))
    k++;
  uint32_t core = modifiers(s, k, k > i || after_possessive(s, i));
  if (is_noun(tag_at(s, core)) || (tag_at(s, core) == PLB_TAG_VBG && core > k && is_noun(tag_at(s, core + 1)))) {
    uint32_t head = core, end = nouns(s, core, &head);
    *out = (plb_chunk){i, end, head};
    return true;
  }
  uint32_t last = core > i ? core - 1 : i;
  bool number = tag_at(s, last) == PLB_TAG_CD, stands = k > i && core > k; /* "the accused", "the poor" */
  if (number || stands || (k > i && core == k && stands_alone(&s->token[k - 1]))) {
    *out = (plb_chunk){i, last + 1, last};
    return true;
  }
  return false;
}

plb_status plb_chunks_find(plb_parser *p, const plb_sentence *sentence) {
  scan s = {p, p->token.at, sentence->begin, sentence->end};
  for (uint32_t i = sentence->begin; i < sentence->end;) {
    plb_chunk c;
    if (!phrase(&s, i, &c)) {
      i++;
      continue;
    }
    plb_chunk *at = plb_vec_push(p->doc->arena, &p->chunk, UINT32_MAX);
    if (!at) return plb_fail(p->err, PLB_NOMEM, "parse", "the document's memory is used up (arena_bytes)");
    *at = c;
    for (uint32_t k = c.begin; k < c.end; k++)
      p->token.at[k].chunk = (int32_t)(p->chunk.n - 1);
    i = c.end;
  }
  return PLB_OK;
}
