/* Repair of what the greedy tagger decides before it has seen the rest of the clause, and which a coder of events
 * needs: "troops fired" acts, "troops fired on by rebels" suffers; "strikes" happen or strike. Rules in the manner of
 * Brill (1992), by hand, each about one trait of the whole clause:
 * 1. after a form of be or have, adverbs between not counted, stands a participle;
 * 2. after a nominative pronoun stands a past tense;
 * 3. a participle after a noun is a past tense when its clause has no other finite verb and no "by" follows;
 * 4. a participle after "and" whose nearest verb before is a past tense and no auxiliary is one too;
 * 5. a participle after a noun with an object of its own is a past tense, but for verbs of two objects;
 * 6. in a sentence without any finite verb, the first word after a noun that could be a past tense is its verb
 * ("Soldiers shot at farmers."), or else a plural noun between a singular one and a noun phrase ("Israel strikes
 * targets");
 * 7. a plural noun after a singular one and a verb in -s after it disagree: the first is the verb, the second its
 * object;
 * 8. a past tense after a noun and before a preposition is a participle when another finite verb follows in its clause,
 *    verbs of saying excepted ("the man accused of murder fled"); a present tense there is a noun ("attacks on Kyiv
 *    killed ten"), as is one right before a finite verb, and one right after a preposition;
 * 9. an adjective where the head of a noun phrase must stand is a noun, if such a noun exists ("a warm welcome by"). */
#include "base/slice.h"
#include "parse/room.h"

enum { NEAR = 40 }; /* words of a clause looked at in one direction */

typedef struct sentence {
  const plb_parse_tables *tables;
  plb_token *token;
  const plb_word *word;
  uint32_t n;
} sentence;

static uint32_t flags_of(const sentence *s, uint32_t i) {
  return plb_lexicon_flags(&s->tables->lexicon, s->word[i].lex);
}

static bool could_be(const sentence *s, uint32_t i, uint32_t pos) {
  return (plb_lemma_guess(s->tables, s->token[i].lower) & pos) != 0;
}

static bool is_auxiliary(const plb_token *t) {
  static const char *const form[] = {"is", "are", "was",  "were", "be",  "been", "being", "am",
                                     "'s", "'re", "have", "has",  "had", "'ve",  "'m",    "having"};
  return t->lower.n <= 6 && PLB_AMONG(t->lower, form);
}

static bool is_nominative(const plb_token *t) {
  static const char *const form[] = {"he", "she", "they", "we", "i"};
  return t->tag == PLB_TAG_PRP && PLB_AMONG(t->lower, form);
}

/* "have they met": the auxiliary stands before the pronoun. */
static bool inverted(const plb_token *first, const plb_token *pronoun) {
  return pronoun > first &&
         (is_auxiliary(pronoun - 1) || pronoun[-1].tag == PLB_TAG_MD || pronoun[-1].tag == PLB_TAG_RB);
}

/* "since the talks held in May": a noun phrase alone may follow these. */
static bool is_preposition_too(const plb_token *t) {
  static const char *const form[] = {"since", "before", "after", "until", "as", "than", "that"};
  return PLB_AMONG(t->lower, form);
}

static bool is_adverb(uint32_t tag) {
  return tag >= PLB_TAG_RB && tag <= PLB_TAG_RBS;
}
static bool is_noun(uint32_t tag) {
  return tag <= PLB_TAG_NNPS;
}
static bool is_finite(uint32_t tag) {
  return tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP || tag == PLB_TAG_MD;
}
static bool is_verb(uint32_t tag) {
  return tag >= PLB_TAG_VB && tag <= PLB_TAG_MD;
}
static bool ends_clause(uint32_t tag) {
  return tag == PLB_TAG_STOP || tag == PLB_TAG_COLON || tag == PLB_TAG_COMMA || tag == PLB_TAG_WDT ||
         tag == PLB_TAG_WP || tag == PLB_TAG_WRB || tag == PLB_TAG_OPENQ || tag == PLB_TAG_CLOSEQ ||
         tag == PLB_TAG_LPAREN || tag == PLB_TAG_RPAREN;
}

/* Nearest word before i that is no adverb; i when there is none. */
static uint32_t leader(const plb_token *t, uint32_t i) {
  uint32_t k = i;
  while (k > 0 && k + 6 > i)
    if (!is_adverb(t[--k].tag)) return k;
  return i;
}

/* Only a subject, perhaps after an introduction up to a comma ("In May, troops"), stands before i in its sentence; or
 * in the clause that a word like "after" begins. */
static bool only_subject_before(const sentence *s, uint32_t i) {
  const plb_token *t = s->token;
  bool comma = false;
  if (i > NEAR) return false;
  for (uint32_t k = i; k > 0; k--) {
    uint32_t tag = t[k - 1].tag;
    if (is_finite(tag) || tag == PLB_TAG_TO || (!comma && is_verb(tag))) return false;
    if (!comma && tag == PLB_TAG_IN && k < i && (flags_of(s, k - 1) & PLB_LEX_SUBORDINATOR))
      return !is_preposition_too(&t[k - 1]);
    if (tag == PLB_TAG_COMMA && comma) return false;
    if (tag == PLB_TAG_COMMA)
      comma = true;
    else if (ends_clause(tag))
      return false;
  }
  return !comma || t[0].tag == PLB_TAG_IN || t[0].tag == PLB_TAG_RB || t[0].tag == PLB_TAG_VBG;
}

static bool finite_after(const plb_token *t, uint32_t i, uint32_t n) {
  for (uint32_t k = i + 1; k < n && k < i + NEAR && !ends_clause(t[k].tag) && t[k].tag != PLB_TAG_CC; k++)
    if (is_finite(t[k].tag)) return true;
  return false;
}

/* Rule 3. */
static bool lone_verb(const sentence *s, uint32_t i) {
  const plb_token *t = s->token;
  uint32_t n = s->n;
  if (i + 1 >= n || !plb_slice_is(t[n - 1].lower, ".") || plb_slice_is(t[i + 1].lower, "by")) return false;
  if (ends_clause(t[i + 1].tag)) return false;
  return only_subject_before(s, i) && !finite_after(t, i, n);
}

/* Rule 4. */
static bool joined_to_past(const plb_token *t, uint32_t i, uint32_t n) {
  if (i + 1 < n && plb_slice_is(t[i + 1].lower, "by")) return false;
  for (uint32_t k = i - 1; k > 0 && k + NEAR > i; k--) {
    uint32_t tag = t[k - 1].tag;
    if (tag == PLB_TAG_STOP || tag == PLB_TAG_WDT || tag == PLB_TAG_WP) return false;
    if (is_verb(tag)) return tag == PLB_TAG_VBD && !is_auxiliary(&t[k - 1]);
  }
  return false;
}

/* Rule 5; "arrested that night" has no object. */
static bool takes_object(const sentence *s, uint32_t i) {
  const plb_token *t = s->token;
  uint32_t n = s->n;
  if (i + 1 >= n || (t[i + 1].tag != PLB_TAG_DT && t[i + 1].tag != PLB_TAG_PRPS)) return false;
  if (flags_of(s, i) & PLB_LEX_TWO_OBJECTS) return false;
  for (uint32_t k = i + 2; k < n && k < i + 5; k++)
    if (flags_of(s, k) & PLB_LEX_SPAN) return false;
  return true;
}

/* Rule 6. */
static bool begins_phrase(const plb_token *t) {
  return t->tag == PLB_TAG_DT || t->tag == PLB_TAG_PRPS || t->tag == PLB_TAG_TO || t->tag == PLB_TAG_CD ||
         is_noun(t->tag) || (t->tag >= PLB_TAG_JJ && t->tag <= PLB_TAG_JJS);
}

/* Rule 7. */
static void mend_agreement(const sentence *s) {
  plb_token *t = s->token;
  for (uint32_t i = 1; i + 1 < s->n; i++)
    if (t[i].tag == PLB_TAG_NNS && t[i + 1].tag == PLB_TAG_VBZ &&
        (t[i - 1].tag == PLB_TAG_NN || t[i - 1].tag == PLB_TAG_NNP) && could_be(s, i, PLB_LEX_VERB) &&
        could_be(s, i + 1, PLB_LEX_NOUN)) {
      t[i].tag = PLB_TAG_VBZ;
      t[i + 1].tag = PLB_TAG_NNS;
    }
}

/* Rule 8: a preposition follows i, and after nothing but noun phrases a finite verb with a noun before it. */
static bool verb_behind_phrase(const sentence *s, uint32_t i, bool joined) {
  const plb_token *t = s->token;
  uint32_t next = i + 1;
  if (next >= s->n || t[next].tag != PLB_TAG_IN || (flags_of(s, next) & PLB_LEX_SUBORDINATOR)) return false;
  for (uint32_t k = next + 1; k < s->n && k < i + NEAR; k++) {
    uint32_t tag = t[k].tag;
    if (is_finite(tag)) return is_noun(t[k - 1].tag) || is_adverb(t[k - 1].tag);
    bool phrase = is_noun(tag) || tag == PLB_TAG_DT || tag == PLB_TAG_CD || (tag >= PLB_TAG_JJ && tag <= PLB_TAG_RBS) ||
                  tag == PLB_TAG_PRPS || tag == PLB_TAG_POS || tag == PLB_TAG_IN || (joined && tag == PLB_TAG_CC);
    if (!phrase || (flags_of(s, k) & PLB_LEX_SUBORDINATOR)) return false;
  }
  return false;
}

static bool reduced_clause(const sentence *s, uint32_t i) {
  if (flags_of(s, i) & (PLB_LEX_SAYING | PLB_LEX_TWO_OBJECTS)) return false;
  if (!plb_slice_ends(s->token[i].lower, PLB_LIT("ed")) || is_auxiliary(&s->token[i])) return false;
  return verb_behind_phrase(s, i, false);
}

/* A word seen in training must have been a noun there; another must be a noun's form by the tables. */
static bool could_be_noun(const sentence *s, uint32_t i) {
  uint32_t lex = s->word[i].lex;
  uint32_t class = lex == PLB_LEX_NONE ? 0 : s->tables->lexicon.entry[lex].class;
  if (class) return (s->tables->lexicon.class_set[class] & (1ull << PLB_TAG_NN | 1ull << PLB_TAG_NNS)) != 0;
  return (flags_of(s, i) & PLB_LEX_NOUN) || could_be(s, i, PLB_LEX_NOUN);
}

/* "besides go", "kind of show": a verb after what is a preposition elsewhere. */
static bool takes_verb(const plb_token *t) {
  static const char *const form[] = {"of", "besides", "except", "than", "but", "like"};
  return PLB_AMONG(t->lower, form);
}

/* Rule 8 for the present tense. */
static bool is_noun_here(const sentence *s, uint32_t i) {
  const plb_token *t = s->token;
  uint32_t before = t[i - 1].tag, tag = t[i].tag;
  if (is_auxiliary(&t[i]) || (flags_of(s, i) & PLB_LEX_SAYING)) return false;
  if (tag != PLB_TAG_VBZ && before == PLB_TAG_IN)
    return (flags_of(s, i) & PLB_LEX_NOUN) && !(flags_of(s, i - 1) & PLB_LEX_SUBORDINATOR) && !takes_verb(&t[i - 1]);
  if (tag == PLB_TAG_VB || (!is_noun(before) && before != PLB_TAG_JJ && before != PLB_TAG_POS)) return false;
  bool disagrees = tag == PLB_TAG_VBP && before == PLB_TAG_NN && (flags_of(s, i) & PLB_LEX_NOUN); /* "power grab" */
  if (!disagrees && !could_be_noun(s, i)) return false;
  bool verb_next = i + 1 < s->n && (t[i + 1].tag == PLB_TAG_VBD || t[i + 1].tag == PLB_TAG_MD);
  return verb_next || verb_behind_phrase(s, i, false);
}

/* Rule 9: an adjective, or a word in -ing, that stands where the head of a phrase must. */
static bool is_bare_adjective(const sentence *s, uint32_t i) {
  const plb_token *t = s->token;
  if (i + 1 >= s->n || !(flags_of(s, i) & PLB_LEX_NOUN)) return false;
  uint32_t next = t[i + 1].tag, k = i;
  if (next != PLB_TAG_IN && next != PLB_TAG_VBD && next != PLB_TAG_VBN && next != PLB_TAG_MD) return false;
  while (k > 0 && t[k - 1].tag == PLB_TAG_JJ)
    k--;
  bool opened = k > 0 && (t[k - 1].tag == PLB_TAG_DT || t[k - 1].tag == PLB_TAG_POS || t[k - 1].tag == PLB_TAG_PRPS);
  bool gerund = plb_slice_ends(t[i].lower, PLB_LIT("ing")) && next == PLB_TAG_IN;
  bool office = (flags_of(s, i) & PLB_LEX_TITLED) && next != PLB_TAG_IN; /* the premier resigned */
  return opened && (k < i || gerund || office || t[k - 1].tag == PLB_TAG_POS);
}

/* "Fighting in Goma displaced thousands." */
static bool is_gerund_subject(const sentence *s, uint32_t i) {
  bool begins = i == 0 || s->token[i - 1].tag == PLB_TAG_DT || s->token[i - 1].tag == PLB_TAG_JJ;
  return begins && (flags_of(s, i) & PLB_LEX_NOUN) && verb_behind_phrase(s, i, true);
}

static void find_nouns(const sentence *s) {
  plb_token *t = s->token;
  for (uint32_t i = 0; i < s->n; i++) {
    uint32_t tag = t[i].tag;
    if (i && (tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP || tag == PLB_TAG_VB) && is_noun_here(s, i))
      t[i].tag = tag == PLB_TAG_VBZ ? PLB_TAG_NNS : PLB_TAG_NN;
    if (i && tag == PLB_TAG_JJ && is_bare_adjective(s, i)) t[i].tag = PLB_TAG_NN;
    if (tag == PLB_TAG_VBG && is_gerund_subject(s, i)) t[i].tag = PLB_TAG_NN;
  }
}

/* Rule 6, second half: a noun, adjective or participle by its tag that has the form of a past tense. */
static bool past_form(const sentence *s, uint32_t i) {
  const plb_token *t = &s->token[i];
  plb_slice word = t->lower;
  if (t->tag == PLB_TAG_NNP || t->tag == PLB_TAG_NNPS || t->tag == PLB_TAG_NNS || t->tag == PLB_TAG_IN) return false;
  const char *hyphen = memchr(word.p, '-', word.n);
  if (hyphen) word = plb_slice_sub(word, (uint32_t)(hyphen - word.p) + 1, word.n);
  if (plb_slice_ends(word, PLB_LIT("ed"))) return (plb_lemma_guess(s->tables, word) & PLB_LEX_VERB) != 0;
  if (!(flags_of(s, i) & PLB_LEX_IRREGULAR) || plb_slice_ends(word, PLB_LIT("ing")) ||
      plb_slice_ends(word, PLB_LIT("n")))
    return false;
  return could_be(s, i, PLB_LEX_VERB) && t->tag != PLB_TAG_CD;
}

/* "Gunmen shot and killed" */
static void find_joined_past(const sentence *s) {
  plb_token *t = s->token;
  for (uint32_t i = 1; i + 2 < s->n; i++)
    if (t[i].tag == PLB_TAG_NN && t[i + 1].tag == PLB_TAG_CC && t[i + 2].tag == PLB_TAG_VBD && is_noun(t[i - 1].tag) &&
        past_form(s, i))
      t[i].tag = PLB_TAG_VBD;
}

static bool find_missing_past(const sentence *s) {
  plb_token *t = s->token;
  for (uint32_t i = 1; i < s->n; i++) {
    uint32_t before = t[i - 1].tag;
    if (t[i].tag == PLB_TAG_COMMA || t[i].tag == PLB_TAG_COLON) return false;
    bool subject =
        is_noun(before) || (before == PLB_TAG_RB && i > 1 && is_noun(t[i - 2].tag)) || (i == 1 && before == PLB_TAG_JJ);
    if (!subject) continue;
    if (i + 1 < s->n && plb_slice_is(t[i + 1].lower, "by")) continue;
    if (!past_form(s, i)) continue;
    t[i].tag = PLB_TAG_VBD;
    return true;
  }
  return false;
}

static void find_missing_verb(const sentence *s) {
  plb_token *t = s->token;
  uint32_t found = 0;
  for (uint32_t i = 0; i < s->n; i++) {
    if (is_finite(t[i].tag) || t[i].tag == PLB_TAG_VB) return;
    bool between = !found && i > 0 && i + 1 < s->n && t[i].tag == PLB_TAG_NNS && begins_phrase(&t[i + 1]) &&
                   !(flags_of(s, i + 1) & (PLB_LEX_MONTH | PLB_LEX_SPAN)) &&
                   (t[i - 1].tag == PLB_TAG_NN || t[i - 1].tag == PLB_TAG_NNP);
    if (between && could_be(s, i, PLB_LEX_VERB)) found = i;
  }
  bool stopped = s->n > 1 && plb_slice_is(t[s->n - 1].lower, ".");
  if (stopped && find_missing_past(s)) return;
  if (found) t[found].tag = PLB_TAG_VBZ;
}

/* Rules 1 and 8: is the past tense at i a participle? */
static bool is_participle_here(const sentence *s, uint32_t i) {
  const plb_token *before = &s->token[leader(s->token, i)];
  if (is_auxiliary(before) && !is_auxiliary(&s->token[i]) && before->tag != PLB_TAG_POS) return true;
  return is_noun(before->tag) && before + 1 == &s->token[i] && reduced_clause(s, i);
}

/* Rules 2 to 5: is the participle at i a past tense? */
static bool is_past_here(const sentence *s, uint32_t i) {
  const plb_token *t = s->token, *before = &t[leader(t, i)];
  if (is_nominative(before)) return !inverted(t, before);
  if (is_noun(before->tag)) return lone_verb(s, i) || takes_object(s, i);
  return before->tag == PLB_TAG_CC && joined_to_past(t, i, s->n);
}

void plb_repair_verbs(const plb_parse_tables *tables, plb_token *t, const plb_word *word, uint32_t n) {
  sentence s = {tables, t, word, n};
  mend_agreement(&s);
  find_nouns(&s);
  find_joined_past(&s);
  find_missing_verb(&s);
  for (uint32_t i = 1; i < n; i++) {
    if (t[i].tag == PLB_TAG_VBD && is_participle_here(&s, i))
      t[i].tag = PLB_TAG_VBN;
    else if (t[i].tag == PLB_TAG_VBN && is_past_here(&s, i))
      t[i].tag = PLB_TAG_VBD;
  }
}
