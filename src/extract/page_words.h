/* What the names on an element (class, id, itemprop, role) say of it, after data/extract/class_words.tsv.
 * Ownership: the tables own their memory until close. Thread: immutable after open. Errors: PLB_TABLE, PLB_NOMEM at
 * open. */
#ifndef PLB_EXTRACT_PAGE_WORDS_H
#define PLB_EXTRACT_PAGE_WORDS_H
#include "extract/dom.h"

enum { /* bits */
       PLB_WORD_BODY = 1,
       PLB_WORD_DROP = 2,
       PLB_WORD_CAPTION = 4,
       PLB_WORD_CREDIT = 8,
       PLB_WORD_TEASER = 16,
       PLB_WORD_COMMENT = 32,
       PLB_WORD_STANDFIRST = 64,
       PLB_WORD_PICTURE = 128
};

typedef struct plb_page_words plb_page_words;
plb_status plb_page_words_open(plb_page_words **out, plb_error *err);
void plb_page_words_close(plb_page_words *t);
/* All bits that the element's names give. */
uint32_t plb_page_words_of(const plb_page_words *t, const plb_dom *dom, uint32_t at);
#endif
