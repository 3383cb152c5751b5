/* A page seen as runs of text: the paragraphs as a reader sees them, before anything is said about what belongs to the
 * article. A run is text between two breaks made by block tags (or two <br>), with how much of it is inside links, and
 * what the elements around it are named. Runs are in document order; those of a subtree stand side by side. Ownership:
 * the document's arena. Errors: PLB_NOMEM. */
#ifndef PLB_EXTRACT_PAGE_H
#define PLB_EXTRACT_PAGE_H
#include "extract/dom.h"
#include "extract/page_words.h"

enum {                      /* plb_page.flag, per node */
       PLB_NODE_HIDDEN = 1, /* not seen by a reader, or inside something that is not */
       PLB_NODE_LINK = 2,   /* inside a link */
       PLB_NODE_DROP = 4    /* set by article.c: not of the article, or inside something that is not */
};

typedef struct plb_run {
  uint32_t begin, end;   /* nodes: the visible TEXT nodes of [begin, end) */
  uint32_t owner;        /* the block element it stands in */
  uint32_t chars, links; /* characters without white space; those inside links */
  uint32_t breaks;       /* single <br> inside */
  float value;           /* how much prose it is: 0 for menus and short lines */
} plb_run;

typedef struct plb_page {
  const plb_dom *dom;
  uint8_t *flag;   /* per node */
  uint16_t *words; /* per node: PLB_WORD_* of the element itself */
  float *value;    /* per node: sum over the runs in its subtree that are not dropped */
  uint32_t *chars; /* per node: characters in its subtree that are not dropped */
  uint32_t *links;
  uint8_t *holds; /* per node: scratch of article.c */
  plb_run *run;
  uint32_t n_run;
} plb_page;

plb_status plb_page_read(const plb_page_words *words, plb_doc *doc, const plb_dom *dom, bool show_hidden, plb_page *out,
                         plb_error *err);
/* Sums value, chars and links anew, leaving out nodes flagged PLB_NODE_DROP. */
void plb_page_sum(plb_page *page);
/* The run's characters, hidden and dropped ones left out, white space folded. {NULL,0} when memory is out. */
plb_slice plb_page_run_text(const plb_page *page, plb_arena *arena, uint32_t run);
/* The first run that begins at or after the node. */
uint32_t plb_page_run_at(const plb_page *page, uint32_t node);
#endif
