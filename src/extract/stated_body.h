/* stated body: the article's text as the page states it to machines (schema.org articleBody in JSON-LD), for pages
 * whose own text is put together by a script only when they are shown. Ownership: the document's arena. No errors of
 * its own: those of text_out.h come out of plb_out_finish. */
#ifndef PLB_EXTRACT_STATED_BODY_H
#define PLB_EXTRACT_STATED_BODY_H
#include "extract/dom.h"
#include "extract/references.h"
#include "extract/text_out.h"

typedef struct plb_stated_body {
  uint32_t node;    /* PLB_DOM_DATA; PLB_DOM_NONE: the page states none */
  plb_slice inside; /* the string as it stands there */
} plb_stated_body;

/* The longest one on the page. */
plb_stated_body plb_stated_body_find(const plb_dom *dom);
/* Writes it as paragraphs: a line is one; tags in it are left out, character references read. */
void plb_stated_body_write(const plb_references *t, const plb_dom *dom, plb_stated_body body, plb_text_out *out);
#endif
