/* fields: a given text (a field of a JSON line, a CSV row, an XML element) as a page whose offsets lead back into the
 * record's bytes.
 * Ownership: doc->arena. Errors: PLB_NOMEM. */
#ifndef PLB_EXTRACT_FIELDS_H
#define PLB_EXTRACT_FIELDS_H
#include "extract/charset.h"

/* `given` is decoded text of doc->record.bytes: one string, or several joined by "\n\n". When it is not found there,
 * the page has no segments: its text came from nowhere. */
plb_status plb_fields_page(plb_doc *doc, plb_slice given, plb_charset_page *out, plb_error *err);
#endif
