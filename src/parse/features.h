/* features: what the tagger looks at, shared by the tagger and by the program that trains it (training/tagger/train.c).
 * A feature is a 32-bit key, never 0: a hash of the kind of feature and its values. Pure functions. */
#ifndef PLB_PARSE_FEATURES_H
#define PLB_PARSE_FEATURES_H
#include "parse/room.h"

enum {
  PLB_TAGGER_TAGS = PLB_TAG_SYM + 1, /* the tags it decides among; those of marks come with the words */
  PLB_TAGGER_MOST_FEATURES = 48,
  /* Classes from here on are of words not seen in training: + their parts of speech in words.tsv, */
  PLB_CLASS_UNKNOWN = PLB_LEX_CLASSES,
  PLB_CLASS_ODD = 16 /* + this for irregular forms ("shook") */
};

/* How a sentence writes its words: what a capital tells depends on it. */
typedef enum plb_casing { PLB_CASING_NORMAL, PLB_CASING_LOWER, PLB_CASING_UPPER, PLB_CASING_TITLE } plb_casing;

typedef struct plb_tag_word {
  uint32_t form; /* hash of the word, digits made alike */
  uint32_t suffix1, suffix2, suffix3, suffix4, prefix3;
  bool short_word;           /* bytes too few to say that it is of no closed class */
  uint8_t class, shape, pos; /* pos: parts of speech of words.tsv that it may have */
} plb_tag_word;

typedef struct plb_tag_state {
  plb_tag_word at[5];        /* two words before, the word, two words after */
  uint32_t previous, before; /* tags of the two words before */
  uint32_t leader;           /* hash of the nearest word before that is no adverb */
  uint32_t verb;             /* tag of the latest verb in this clause, or PLB_TAG_COUNT */
  uint32_t ahead;            /* 0 no finite verb may follow in this clause, 1 one may, 2 one does */
  plb_casing casing;
} plb_tag_state;

plb_casing plb_casing_of(const plb_token *token, uint32_t n);
plb_tag_word plb_tag_word_of(const plb_parse_tables *t, const plb_token *token, const plb_word *word,
                             plb_casing casing);
/* The word outside a sentence, before (0) or after (1). */
plb_tag_word plb_tag_word_outside(uint32_t side);
void plb_tag_state_start(plb_tag_state *s, plb_casing casing);
/* Moves on after a word got its tag; `next` is the word two after the new current one. */
void plb_tag_state_step(plb_tag_state *s, uint32_t tag, const plb_tag_word *next);
/* Sets state->ahead for the word i of n. */
void plb_tag_look_ahead(plb_tag_state *s, const plb_parse_tables *t, const plb_token *token, const plb_word *word,
                        uint32_t i, uint32_t n);
/* Tags that the current word may get, as bits: a word never seen is of no closed class. */
uint64_t plb_tag_allowed(const plb_tag_state *s);
/* Keys of the current word's features; returns how many. */
uint32_t plb_tag_features(const plb_tag_state *s, uint32_t out[PLB_TAGGER_MOST_FEATURES]);
#endif
