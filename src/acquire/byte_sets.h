/* acquire/byte_sets: character sets of one byte a character, out of a compiled-in table, for a process that may not
 * open files. Pure functions, any thread. */
#ifndef PLB_ACQUIRE_BYTE_SETS_H
#define PLB_ACQUIRE_BYTE_SETS_H
#include "base/buf.h"

/* What a label ("iso-8859-2", WHATWG Encoding, section 4.2) means: *is_utf8, or the code points of bytes 0x80.. in
 * upper. PLB_ENCODING for a set that is neither; PLB_TABLE. */
plb_status plb_byte_set(plb_slice label, bool *is_utf8, uint16_t upper[128], plb_error *err);
/* Appends s as UTF-8: upper as above, NULL: s is UTF-8. Wrong bytes and NUL become U+FFFD. references: those of XML are
 * replaced (base/reference.h). */
void plb_byte_set_put(plb_slice s, const uint16_t *upper, bool references, plb_buf *b);
#endif
