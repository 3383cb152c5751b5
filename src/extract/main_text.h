/* main text: which runs of the page are the article, and what kind of block each is. Writes them through text_out.h.
 * Ownership: the document's arena. Thread: one document a call. Errors: PLB_NOMEM, PLB_LIMIT; no text is no error here.
 * Reads doc->meta.title (to know the title again when it stands in the page). */
#ifndef PLB_EXTRACT_MAIN_TEXT_H
#define PLB_EXTRACT_MAIN_TEXT_H
#include "extract/page.h"
#include "extract/page_kind.h"
#include "extract/phrases.h"
#include "extract/references.h"
#include "extract/text_out.h"

typedef struct plb_main_tables { /* borrowed */
  const plb_page_words *words;
  const plb_phrases *phrases;
  const plb_references *references;
  const plb_kind_tables *kinds;
} plb_main_tables;
/* *shape: what the page looks like around its text. */
plb_status plb_main_text(const plb_main_tables *t, plb_doc *doc, const plb_dom *dom, plb_text_out *out,
                         plb_kind_shape *shape, plb_error *err);

/* Is it of the article's body: paragraph, heading, list, quote, table? */
bool plb_block_is_body(uint8_t kind);
#endif
