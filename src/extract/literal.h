/* literal: JSON strings as they stand in the bytes, character by character, so that decoded text knows where it came
 * from. base/json.h reads JSON; this only walks the strings of text that is JSON already. Pure functions, any thread.
 */
#ifndef PLB_EXTRACT_LITERAL_H
#define PLB_EXTRACT_LITERAL_H
#include <polybius/polybius.h>

/* The next string literal at or after *at, without its quotation marks; *at goes past it. False: there is none. */
bool plb_literal_next(plb_slice json, uint32_t *at, plb_slice *inside);
/* The character at byte i (< inside.n) decoded into out (*n bytes; a lone surrogate or NUL gives U+FFFD); returns the
 * bytes it takes in the literal. */
uint32_t plb_literal_char(plb_slice inside, uint32_t i, char out[4], uint32_t *n);
#endif
