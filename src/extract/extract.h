/* extract: a record's bytes -> article text in blocks, offsets back to the source, facts about the article.
 * Reads doc->record; fills text, block, map, meta, all in doc->arena. Thread: one document a call, ctx-free
 * apart from plb_extract_tables (immutable, shared). Errors: PLB_EMPTY no article text, PLB_LANGUAGE not English (meta
 * is filled), PLB_ENCODING, PLB_LIMIT, PLB_NOMEM. Limits: dom_nodes, dom_depth, text_bytes. */
#ifndef PLB_EXTRACT_EXTRACT_H
#define PLB_EXTRACT_EXTRACT_H
#include "base/doc.h"

typedef struct plb_extract_tables plb_extract_tables; /* data/extract/, data/outlets/ */
plb_status plb_extract_tables_open(plb_extract_tables **out, plb_error *err);
void plb_extract_tables_close(plb_extract_tables *t);

plb_status plb_extract(const plb_extract_tables *t, plb_doc *doc, plb_error *err);
#endif
