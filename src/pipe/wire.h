/* pipe/wire: what passes between the processes, as bytes: records, documents, errors, cursors, settings.
 * The decoder trusts nothing: every count, offset and enum is checked against the frame and the text.
 * Ownership: decoded slices and strings borrow from the frame, arrays stand in the arena: both must outlive what was
 * decoded. Errors: PLB_DAMAGED, PLB_NOMEM. Writing fails in the buffer's status. Thread: any, one buffer each. */
#ifndef PLB_PIPE_WIRE_H
#define PLB_PIPE_WIRE_H
#include "acquire/acquire.h"
#include "base/buf.h"
#include "base/doc.h"
#include "pipe/stage.h"

void plb_wire_put_record(plb_buf *b, const plb_record *r);
plb_status plb_wire_get_record(plb_slice *in, plb_record *out, plb_error *err);
/* What store and views need: all but the record's bytes and given fields, the words, chunks, quotes, mentions and
 * times. Of the words and chunks the count is kept (the arrays are NULL). The arena and limits of doc are set before
 * get. */
void plb_wire_put_doc(plb_buf *b, const plb_doc *doc);
plb_status plb_wire_get_doc(plb_slice *in, plb_doc *doc, plb_error *err);
/* code PLB_OK: no error. The module comes back as one of the program's own names. */
void plb_wire_put_error(plb_buf *b, const plb_error *e);
plb_status plb_wire_get_error(plb_slice *in, plb_error *out, plb_error *err);
void plb_wire_put_sandbox(plb_buf *b, const plb_sandbox *s);
plb_status plb_wire_get_sandbox(plb_slice *in, plb_sandbox *out, plb_error *err);

/* What stands before a record in a frame of the reader: the cursor after it and the bytes taken from the file so far.
 */
typedef struct plb_wire_place {
  plb_cursor after;
  uint64_t taken;
} plb_wire_place;
void plb_wire_put_place(plb_buf *b, const plb_wire_place *p);
plb_status plb_wire_get_place(plb_slice *in, plb_wire_place *out, plb_error *err);

/* Settings of a child. words: field map of the reader, last stage of the worker; "" none. */
void plb_wire_put_setup(plb_buf *b, const plb_limits *limits, const char *words);
plb_status plb_wire_get_setup(plb_slice *in, plb_limits *limits, const char **words, plb_error *err);
/* The user's tables behind a worker's settings; none when nothing is there. The texts read borrow the frame. */
void plb_wire_put_own(plb_buf *b, const plb_own_text *own, size_t n);
plb_status plb_wire_get_own(plb_slice *in, plb_arena *arena, plb_own_text **own, uint32_t *n, plb_error *err);
/* A source for the reader: its name and where to go on. */
void plb_wire_put_source(plb_buf *b, const char *name, const plb_cursor *from);
plb_status plb_wire_get_source(plb_slice *in, const char **name, plb_cursor *from, plb_error *err);
#endif
