/* References of XML: &amp; &lt; &gt; &quot; &apos; &#8217; &#x2019;. No other names: nothing that a document could
 * define is ever looked up. Pure functions, any thread. */
#ifndef PLB_BASE_REFERENCE_H
#define PLB_BASE_REFERENCE_H
#include <polybius/polybius.h>

enum { PLB_REFERENCE_BYTES = 16 }; /* most that a reference takes; a longer one is words */
/* Bytes of the reference at byte i of s (*cp: its character, U+FFFD for a number that is none); 0: there is none. */
uint32_t plb_reference(plb_slice s, uint32_t i, uint32_t *cp);
#endif
