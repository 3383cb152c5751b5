/* shorten: the page without what libxml2 need not see: the text of scripts and styles (JSON stays) and of comments, and
 * attributes. Those that rules ask for are told beside the page, unless their value has references to decode. libxml2
 * takes some hundred instructions for each byte, and two thirds of a usual page go. The tree is that of the whole page;
 * where the page is too odd to be sure of that, its rest is left as it is.
 *
 * Ownership: the arena's. Thread: pure, any. Errors: PLB_NOMEM; PLB_LIMIT with its place for a tag of more than
 * PLB_TAG_ATTRIBUTES attributes, since libxml2 compares each with all before it. One pass. */
#ifndef PLB_EXTRACT_SHORTEN_H
#define PLB_EXTRACT_SHORTEN_H
#include "extract/dom.h"

enum { PLB_TAG_ATTRIBUTES = 400 }; /* most that a tag may have */

typedef struct plb_cut {
  uint32_t at, gone; /* from byte `at` of the short page on, `gone` bytes of the whole one are left out before it */
} plb_cut;

/* A start tag whose attributes, or some of them, were taken out. */
typedef struct plb_short_tag {
  uint32_t at;    /* its ">" or "/>" in the short page */
  plb_slice name; /* as it stands in the page */
  uint32_t attr, n_attr;
} plb_short_tag;

typedef struct plb_short_page {
  plb_slice text; /* the page itself when nothing was left out */
  plb_cut *cut;   /* by `at`; no text that libxml2 hands over begins before a cut and ends behind it */
  uint32_t n_cut;
  plb_short_tag *tag; /* by `at` */
  uint32_t n_tag;
  plb_dom_attribute *attr; /* values are bytes of the page */
} plb_short_page;

plb_status plb_shorten(plb_arena *arena, plb_slice html, plb_short_page *out, plb_error *err);
/* Is the attribute with this name, in lower case, in the tree? Others are left out. */
bool plb_short_keeps(const char *name);
/* Where byte `at` of the short page stands in the whole one. *from: the number of cuts known to lie at or before it, 0
 * at first; places asked for in rising order cost one pass. */
uint32_t plb_short_source(const plb_short_page *page, uint32_t at, uint32_t *from);
#endif
