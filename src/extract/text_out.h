/* Writer of article text: blocks, folded white space, and the map back to the page's bytes.
 * Every run of white space (no-break and other Unicode spaces among it) becomes one space, spaces at a block's ends go,
 * soft hyphens, zero-width and direction marks go. Blocks are joined by "\n"; a block without characters is dropped.
 *
 * Use: open, then per block begin, add.., end, then plb_out_finish, which sets doc->text, block, map.
 * Ownership: the document's arena. Errors are sticky (PLB_NOMEM, PLB_LIMIT for text_bytes) and come out of
 * plb_out_finish. */
#ifndef PLB_EXTRACT_TEXT_OUT_H
#define PLB_EXTRACT_TEXT_OUT_H
#include "base/doc.h"
#include "extract/charset.h"

typedef struct plb_text_out plb_text_out;

/* `page` is what charset.c made; offsets given to plb_out_add count in page->utf8. NULL: offsets lead nowhere, no map.
 */
plb_status plb_out_open(plb_text_out **out, plb_doc *doc, const plb_charset_page *page, plb_error *err);
void plb_out_begin(plb_text_out *out, plb_block_kind kind);
/* Characters that stand in the UTF-8 page at `at`, source_n bytes there (source_n == s.n: byte for byte; 0: nowhere).
 */
void plb_out_add(plb_text_out *out, plb_slice s, uint32_t at, uint32_t source_n);
/* A space that stands nowhere in the page (between the cells of a row). */
void plb_out_space(plb_text_out *out);
/* The open block's text so far, valid until the next call. */
plb_slice plb_out_text(const plb_text_out *out);
/* Ends the block; false when it had no characters and was dropped. */
bool plb_out_end(plb_text_out *out);
/* Forgets the open block. */
void plb_out_drop(plb_text_out *out);
plb_status plb_out_finish(plb_text_out *out, plb_error *err);
#endif
