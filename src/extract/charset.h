/* Bytes of a page to UTF-8, and offsets back to the bytes.
 * The character set is found in this order: byte order mark, valid UTF-8 with characters beyond ASCII, what HTTP or
 * <meta> or the XML declaration says (labels of the WHATWG encoding standard, data/extract/charsets.tsv), windows-1252.
 * Wrong bytes and NUL become U+FFFD and are counted; the result is valid UTF-8 without NUL.
 * Ownership: the document's arena; utf8 may borrow the input when nothing had to change. Errors: PLB_NOMEM,
 * PLB_ENCODING for a label of a set that cannot be read (WHATWG "replacement"). */
#ifndef PLB_EXTRACT_CHARSET_H
#define PLB_EXTRACT_CHARSET_H
#include "base/doc.h"

/* From text_begin on, every text_unit bytes of UTF-8 come from source_unit bytes of the source, until the next segment.
 */
typedef struct plb_charset_segment {
  uint32_t text_begin, source_begin;
  uint8_t text_unit, source_unit;
} plb_charset_segment;

typedef struct plb_charset_page {
  plb_slice source, utf8;
  const char *name;   /* of the character set: "UTF-8", "windows-1252", ... */
  const char *origin; /* "bom", "bytes", "meta", "xml", "given", "guess" */
  plb_charset_segment *segment;
  uint32_t n_segment;
  uint32_t n_wrong; /* characters that became U+FFFD */
} plb_charset_page;

typedef struct plb_charset_tables plb_charset_tables;
plb_status plb_charset_tables_open(plb_charset_tables **out, plb_error *err);
void plb_charset_tables_close(plb_charset_tables *t);

/* label: what was said from outside (HTTP), empty when nothing was. html: also look for <meta> and the XML declaration.
 */
plb_status plb_charset_read(const plb_charset_tables *t, plb_doc *doc, plb_slice bytes, plb_slice label, bool html,
                            plb_charset_page *out, plb_error *err);
/* The segment that byte `at` (< utf8.n) of the UTF-8 stands in; n_segment must not be 0. */
uint32_t plb_charset_segment_of(const plb_charset_page *page, uint32_t at);
/* Where byte `at` (0..utf8.n) of the UTF-8 stands in the source; inside a character: its beginning. */
uint32_t plb_charset_source(const plb_charset_page *page, uint32_t at);
#endif
