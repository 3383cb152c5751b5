/* pipe/wire: what passes between the processes: length-prefixed frames; a plb_doc as bytes and back.
 * The decoder trusts nothing: every count, offset and enum is checked against the frame and the text.
 * Errors: PLB_DAMAGED, PLB_LIMIT, PLB_NOMEM. */
#ifndef PLB_PIPE_WIRE_H
#define PLB_PIPE_WIRE_H
#include "base/buf.h"
#include "base/doc.h"

void plb_wire_put_record(plb_buf *b, const plb_record *r);
plb_status plb_wire_get_record(plb_slice *in, plb_arena *arena, plb_record *out, plb_error *err);
/* What store and views need: all but the source bytes, the words and chunks (their counts are kept). */
void plb_wire_put_doc(plb_buf *b, const plb_doc *doc);
plb_status plb_wire_get_doc(plb_slice *in, plb_doc *doc, plb_error *err);
#endif
