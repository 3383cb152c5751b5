/* blocks: what kind of block each run of the article is, and which runs are no text of it after all.
 * Ownership: the document's arena. Errors: PLB_NOMEM. */
#ifndef PLB_EXTRACT_BLOCKS_H
#define PLB_EXTRACT_BLOCKS_H
#include "extract/page.h"
#include "extract/phrases.h"

enum { PLB_BLOCK_LEFT_OUT = PLB_BLOCK_KIND_COUNT };

typedef struct plb_blocks {
  plb_doc *doc;
  const plb_page *page;
  const plb_phrases *phrases;
  uint32_t root, begin, end;    /* runs [begin, end) of the page stand in the root */
  uint8_t *kind;                /* per run from begin on: plb_block_kind or PLB_BLOCK_LEFT_OUT */
  plb_slice *text;              /* per run from begin on: its characters, white space folded */
  uint8_t *memo;                /* per node: what was found out about it, scratch */
  plb_slice title, description; /* of the page, letters and digits in lower case */
} plb_blocks;

/* The run before the root that is the article's summary when the root holds none; UINT32_MAX: there is none. */
uint32_t plb_blocks_summary(const plb_blocks *b);
plb_status plb_blocks_choose(plb_doc *doc, const plb_page *page, const plb_phrases *phrases, uint32_t root,
                             plb_blocks *out, plb_error *err);
#endif
