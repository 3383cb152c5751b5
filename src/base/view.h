/* view: a plb_doc as the public header's plain structs. The view borrows from the doc; its arrays are in the doc's
 * arena. Any thread, one document at a time. Errors: PLB_DAMAGED for spans, indices or enums that do not fit the
 * document (a worker or a database may be hostile), PLB_NOMEM when the arena is full. */
#ifndef PLB_BASE_VIEW_H
#define PLB_BASE_VIEW_H
#include "base/doc.h"

/* problem: NULL for a document that was read; otherwise only ids, place, facts and the problem are shown. */
plb_status plb_view(const plb_doc *doc, const plb_error *problem, plb_document *out, plb_error *err);
/* Does everything a view or the store would follow lie inside the document? */
plb_status plb_doc_check(const plb_doc *doc, plb_error *err);
/* Bytes of the record that a span of the text came from; false (and *begin == *end) when no run of the map covers it.
 */
bool plb_doc_source(const plb_doc *doc, plb_span span, uint64_t *begin, uint64_t *end);

/* Names; "?" for no value of the enum. The other way: the enum's COUNT (PLB_GRAIN_UNKNOWN) for an unknown name. */
#define PLB_GRAIN_UNKNOWN ((plb_granularity)(PLB_GRAIN_RANGE + 1))
const char *plb_block_name(plb_block_kind k);
plb_block_kind plb_block_of(plb_slice name);
const char *plb_party_kind_name(plb_party_kind k);
plb_party_kind plb_party_kind_of(plb_slice name);
const char *plb_grain_name(plb_granularity g);
plb_granularity plb_grain_of(plb_slice name);
const char *plb_claim_kind_name(plb_claim_kind k);
plb_claim_kind plb_claim_kind_of(plb_slice name);
#endif
