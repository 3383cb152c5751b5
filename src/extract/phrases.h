/* Short blocks known by their words: "Read more:", "Advertisement", "Reporting by" (data/extract/block_phrases.tsv).
 * Ownership: the tables own their memory until close. Thread: immutable after open. Errors: PLB_TABLE, PLB_NOMEM at
 * open. Limits: the first 8 words of a block are looked at. */
#ifndef PLB_EXTRACT_PHRASES_H
#define PLB_EXTRACT_PHRASES_H
#include <polybius/polybius.h>

typedef enum plb_phrase_kind {
  PLB_PHRASE_NONE,
  PLB_PHRASE_DROP,
  PLB_PHRASE_TEASER,
  PLB_PHRASE_CREDIT,
  PLB_PHRASE_SECTION, /* a heading over things of other articles */
  PLB_PHRASE_END,     /* the article is over */
  PLB_PHRASE_LABEL    /* stands before a row of links */
} plb_phrase_kind;

enum { PLB_PROMO_MAX = 128 };

typedef struct plb_phrases plb_phrases;
plb_status plb_phrases_open(plb_phrases **out, plb_error *err);
void plb_phrases_close(plb_phrases *t);
/* What the block's longest known beginning says; *whole: the block is nothing but that. */
plb_phrase_kind plb_phrase_of(const plb_phrases *t, plb_slice block, bool *whole);
/* How many different promotional phrases stand in the block; stops counting at `enough`. */
uint32_t plb_phrase_promos(const plb_phrases *t, plb_slice block, uint32_t enough);
#endif
