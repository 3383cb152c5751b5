/* meta_page: what one look through a page's tree gathers for its facts; shared by meta_page.c and pubdate_page.c only.
 * Ownership: doc->arena. Thread: one document a call. Limits: PLB_SIGHTS values of each fact, PLB_PAGE_DATES dates; of
 * more, the best-ranked are kept. */
#ifndef PLB_EXTRACT_META_PAGE_H
#define PLB_EXTRACT_META_PAGE_H
#include "extract/jsonld.h"
#include "extract/meta.h"

enum { PLB_SIGHTS = 24, PLB_PAGE_DATES = 96 };

typedef struct plb_sight { /* a value of a <meta> */
  plb_slice value;
  const char *origin;
  uint8_t rank;
} plb_sight;

typedef struct plb_page_facts {
  const plb_meta_tables *t;
  plb_doc *doc;
  const plb_dom *dom;
  plb_jsonld ld;
  plb_sight sight[PLB_META_FACT_COUNT][PLB_SIGHTS];
  uint32_t n_sight[PLB_META_FACT_COUNT];
  plb_slice html_lang, title, canonical;
  plb_slice address; /* of the page: given, canonical or og:url */
  plb_slice country; /* of the known outlet, or empty */
  uint32_t h1;       /* of the headline, or PLB_DOM_NONE */
} plb_page_facts;

/* The text of an element, or {NULL,0} when it is longer than `most` bytes: facts are short, and a hostile page must not
 * make us copy the same text for each of its ancestors. */
plb_slice plb_page_text(const plb_page_facts *f, uint32_t at, uint32_t most);
/* published and published_day of the page, or the reason why it has none. */
plb_status plb_pubdate_read(const plb_page_facts *f, plb_error *err);
#endif
