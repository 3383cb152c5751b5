/* view: a plb_doc as the public header's plain structs. The view borrows from the doc; its arrays are in the doc's arena. */
#ifndef PLB_BASE_VIEW_H
#define PLB_BASE_VIEW_H
#include "base/doc.h"

/* problem: NULL for a document that was read. PLB_NOMEM when the arena is full. */
plb_status plb_view(const plb_doc *doc, const plb_error *problem, plb_document *out, plb_error *err);
const char *plb_block_name(plb_block_kind k);
plb_block_kind plb_block_of(plb_slice name);
const char *plb_party_kind_name(plb_party_kind k);
plb_party_kind plb_party_kind_of(plb_slice name);
const char *plb_grain_name(plb_granularity g);
plb_granularity plb_grain_of(plb_slice name);
#endif
