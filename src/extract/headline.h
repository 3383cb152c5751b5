/* headline: which of the titles that a page gives itself is the article's.
 * Pure functions over a list the caller owns; any thread. No errors. */
#ifndef PLB_EXTRACT_HEADLINE_H
#define PLB_EXTRACT_HEADLINE_H
#include "extract/dom.h"

enum { PLB_HEADLINE_WORDS = 3 }; /* less is rather a label */

typedef enum plb_headline_from {
  PLB_HEADLINE_JSONLD,
  PLB_HEADLINE_SHOWN,   /* a heading of the page */
  PLB_HEADLINE_GRAPH,   /* og:title */
  PLB_HEADLINE_TWITTER, /* twitter:title, which repeats og:title */
  PLB_HEADLINE_META,    /* any other <meta> */
  PLB_HEADLINE_ELEMENT  /* <title> */
} plb_headline_from;

typedef struct plb_headline {
  plb_slice text; /* without the outlet's name */
  const char *origin;
  plb_headline_from from;
  uint32_t node; /* of what is shown, or PLB_DOM_NONE */
  bool marked;   /* microdata calls the shown one the headline */
} plb_headline;

/* The article's, or NULL when the list is empty. */
const plb_headline *plb_headline_choose(const plb_headline *list, uint32_t n);
/* The heading shown that most others agree with, or the first one; NULL when none is shown. */
const plb_headline *plb_headline_shown(const plb_headline *list, uint32_t n);
/* How many others have its words: all of them, or at their begin or end. */
uint32_t plb_headline_votes(const plb_headline *list, uint32_t n, uint32_t at);
#endif
