/* title: a headline without the outlet's name that <title> and saved pages put behind it ("... | Example Times").
 * Pure functions, any thread; the result borrows the text given. No errors. */
#ifndef PLB_EXTRACT_TITLE_H
#define PLB_EXTRACT_TITLE_H
#include "extract/outlets.h"

/* outlet: the page's outlet when it is known, or empty. *found (may be NULL): the name that was cut off, or {NULL,0}.
 */
plb_slice plb_title_strip(const plb_outlets *outlets, plb_slice title, plb_slice outlet, plb_slice *found);
uint32_t plb_title_words(plb_slice s);
/* The same words, whatever the case, the marks and the spaces. */
bool plb_title_same(plb_slice a, plb_slice b);
/* Do all words of `part` begin `whole` or end it? ("Talks resume" and "Talks resume - World - Example Times") */
bool plb_title_within(plb_slice part, plb_slice whole);
/* Is `inner` what stands before or behind a separator in `whole`? ("Talks resume" in "World | Talks resume") */
bool plb_title_dressed(plb_slice inner, plb_slice whole);
/* Do at least four fifths of the longer words of `a` stand in `b`? True when it has none (scripts without spaces). */
bool plb_title_akin(plb_slice a, plb_slice b);
#endif
