/* UTF-8 and Unicode classes. Pure functions, any thread. utf8proc is included by utf8.c only. */
#ifndef PLB_BASE_UTF8_H
#define PLB_BASE_UTF8_H
#include <polybius/polybius.h>

#define PLB_UTF8_BAD UINT32_MAX
/* Code point at byte i (< s.n) into *cp, PLB_UTF8_BAD for a wrong byte; returns the bytes it takes (1 for a wrong one).
 * Strict after RFC 3629: no overlong forms, no surrogates. */
uint32_t plb_utf8_next(plb_slice s, uint32_t i, uint32_t *cp);
/* Bytes of the code point that ends before i (> 0); its value in *cp. */
uint32_t plb_utf8_prev(plb_slice s, uint32_t i, uint32_t *cp);
bool plb_utf8_valid(plb_slice s);
/* The first place at or after i (<= s.n) whose byte is not 1..0x7F; s.n when there is none. */
uint32_t plb_utf8_ascii(plb_slice s, uint32_t i);
/* Writes cp (1..4 bytes) to out, returns the count; 0 for no scalar value. */
uint32_t plb_utf8_put(uint32_t cp, char out[4]);
/* Code points in the slice (wrong bytes count one each). */
uint32_t plb_utf8_count(plb_slice s);

typedef enum plb_char_class {
  PLB_CH_OTHER,
  PLB_CH_SPACE,
  PLB_CH_UPPER, /* upper and title case letters */
  PLB_CH_LOWER,
  PLB_CH_LETTER, /* letters without case, modifiers */
  PLB_CH_MARK,
  PLB_CH_DIGIT,
  PLB_CH_OPEN,  /* ( [ { and opening quotation marks */
  PLB_CH_CLOSE, /* ) ] } and closing quotation marks */
  PLB_CH_PUNCT,
  PLB_CH_SYMBOL
} plb_char_class;
plb_char_class plb_char_class_of(uint32_t cp);
static inline bool plb_char_is_word(plb_char_class c) {
  return c >= PLB_CH_UPPER && c <= PLB_CH_DIGIT;
}
uint32_t plb_char_lower(uint32_t cp);
uint32_t plb_char_upper(uint32_t cp);
#endif
