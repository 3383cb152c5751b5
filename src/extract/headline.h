/* headline: which of the titles that a page gives itself is the article's.
 * Pure functions over a list the caller owns; any thread. No errors. */
#ifndef PLB_EXTRACT_HEADLINE_H
#define PLB_EXTRACT_HEADLINE_H
#include "extract/dom.h"

enum { PLB_HEADLINES = 24, PLB_HEADLINE_WORDS = 3 /* less is rather a label */ };

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
  uint32_t node;  /* of what is shown, or PLB_DOM_NONE */
  bool marked;    /* microdata calls the shown one the headline */
  uint32_t votes; /* how many others have its words, all of them or at their begin or end; kept by plb_headline_add */
} plb_headline;

typedef struct plb_headlines {
  plb_headline at[PLB_HEADLINES];
  uint32_t n;
} plb_headlines;

/* A full list takes no more: it holds what stands first. */
void plb_headline_add(plb_headlines *list, plb_headline one);
/* The votes that a headline would get. */
uint32_t plb_headline_votes(const plb_headlines *list, const plb_headline *one);

/* The article's, or NULL when the list is empty. */
const plb_headline *plb_headline_choose(const plb_headlines *list);
/* The heading shown that most others agree with, or the first one; NULL when none is shown. */
const plb_headline *plb_headline_shown(const plb_headlines *list);
#endif
