/* plain: a page that was saved as plain text -> blocks and facts.
 * Writes blocks through plb_out_* with offsets into utf8 and fills doc->meta (language and wire only where a header
 * line says them; the text tells the rest). Reads doc->record.given: a URL tells the outlet, a title that the text does
 * not have is written first. The caller opens and finishes `out`. Lines of navigation, sharing, log-in and the like get
 * no block. Ownership: doc->arena. Thread: one document a call. Errors: PLB_NOMEM, PLB_LIMIT; no text is no error here.
 * Limits: those of pieces.h and text_out.h. */
#ifndef PLB_EXTRACT_PLAIN_H
#define PLB_EXTRACT_PLAIN_H
#include "extract/meta.h"
#include "extract/text_out.h"

plb_status plb_plain_text(const plb_meta_tables *t, plb_doc *doc, plb_slice utf8, plb_text_out *out, plb_error *err);
#endif
