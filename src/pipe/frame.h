/* pipe/frame: length-prefixed messages over the sockets between the processes.
 * A frame is kind and payload length (two 32-bit numbers, this machine's byte order) and the payload. A buffer that
 * holds a frame holds the eight bytes too, so that it can be sent on as it is. Ownership: buffers are the caller's.
 * Errors: PLB_IO the other side is gone, PLB_DAMAGED, PLB_LIMIT, PLB_NOMEM. Limits: the buffer's maximum. Thread: one a
 * socket. */
#ifndef PLB_PIPE_FRAME_H
#define PLB_PIPE_FRAME_H
#include "base/buf.h"

typedef enum plb_frame_kind {
  PLB_FRAME_SETUP = 0x504C4200, /* writer -> child: limits and words */
  PLB_FRAME_SOURCE,             /* writer -> reader, with a descriptor: read this */
  PLB_FRAME_RECORD,             /* reader -> writer -> worker */
  PLB_FRAME_PROBLEM,            /* reader -> writer: a record or source that cannot be read */
  PLB_FRAME_NOTE,               /* reader -> writer: what it passed over; the number of the record is how many */
  PLB_FRAME_END,                /* reader -> writer: the source is read */
  PLB_FRAME_READY,              /* child -> writer: tables are loaded, or why not */
  PLB_FRAME_RESULT,             /* worker -> writer: a document or its problem */
  PLB_FRAME_LAST = PLB_FRAME_RESULT
} plb_frame_kind;
enum { PLB_FRAME_HEAD = 8 };

void plb_frame_begin(plb_buf *b, plb_frame_kind kind); /* clears b */
void plb_frame_end(plb_buf *b);                        /* writes the length; then b->status tells */
plb_frame_kind plb_frame_kind_of(const plb_buf *b);
plb_slice plb_frame_payload(const plb_buf *b);

/* Blocking, for children. passed: a descriptor to send along, or -1. */
plb_status plb_frame_send(int fd, const plb_buf *b, int passed, plb_error *err);
/* PLB_NOTFOUND when the other side closed between frames. *passed: descriptor that came along, or -1 (the caller
 * closes). */
plb_status plb_frame_receive(int fd, plb_buf *b, int *passed, plb_error *err);

/* Not blocking, for the writer: reads on into b. PLB_OK: a whole frame is there; PLB_NOTFOUND: not yet. */
plb_status plb_frame_poll(int fd, plb_buf *b, plb_error *err);
/* Sends from b what goes; *sent counts the bytes so far. PLB_OK: all of it; PLB_NOTFOUND: not yet. */
plb_status plb_frame_push(int fd, const plb_buf *b, size_t *sent, plb_error *err);
#endif
