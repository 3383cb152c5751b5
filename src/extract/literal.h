/* literal: JSON strings, quoted cells of CSV and the contents of XML elements as they stand in the bytes, character by
 * character, so that decoded text knows where it came from. The readers of acquire read these formats; this only walks
 * bytes that they took for such. Pure functions, any thread. */
#ifndef PLB_EXTRACT_LITERAL_H
#define PLB_EXTRACT_LITERAL_H
#include <polybius/polybius.h>

typedef enum plb_literal_form { PLB_LITERAL_JSON, PLB_LITERAL_CSV, PLB_LITERAL_XML } plb_literal_form;

/* Which form a record's bytes have, by the first of them. */
plb_literal_form plb_literal_form_of(plb_slice bytes);
/* The next literal at or after *at, without its quotation marks or tags; *at goes past it. False: there is none. An
 * XML element's content up to its first tag, a CDATA section being none. */
bool plb_literal_next(plb_literal_form form, plb_slice bytes, uint32_t *at, plb_slice *inside);
/* The character at byte i (< inside.n) decoded into out (*n bytes; 0: what stands there is no character; a lone
 * surrogate, NUL or wrong byte gives U+FFFD); returns the bytes it takes in the literal. *raw: inside a CDATA section,
 * false at the literal's beginning. */
uint32_t plb_literal_char(plb_literal_form form, plb_slice inside, uint32_t i, bool *raw, char out[4], uint32_t *n);
#endif
