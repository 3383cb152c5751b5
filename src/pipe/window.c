/* The window: records between the reader and the commit, a ring in input order. Whatever order the workers finish in,
 * records leave at the front only; when the ring or its bytes are full, the reader is not listened to, and so stops. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "pipe/job.h"

enum { KEEP_BYTES = 64 * 1024 }; /* larger buffers are given back at once */

slot *window_push(window *w) {
  slot *s = window_slot(w, w->next++);
  plb_buf frame = s->frame, result = s->result;
  memset(s, 0, sizeof *s);
  s->frame = frame;
  s->result = result;
  plb_error_clear(&s->problem);
  s->state = SLOT_DONE;
  return s;
}

void window_take(window *w, plb_buf *into, plb_buf *frame) {
  plb_buf empty = *into;
  *into = *frame;
  *frame = empty;
  frame->max = into->max;
  plb_buf_clear(frame);
  w->bytes += into->n;
}

void window_drop(window *w, plb_buf *held) {
  w->bytes -= held->n;
  plb_buf_clear(held);
  if (held->cap > KEEP_BYTES) plb_buf_free(held);
}

void window_pop(window *w) {
  slot *s = window_slot(w, w->first++);
  window_drop(w, &s->frame);
  window_drop(w, &s->result);
  s->state = SLOT_FREE;
}

void window_free(window *w) {
  for (size_t i = 0; i < WINDOW_SLOTS; i++) {
    plb_buf_free(&w->at[i].frame);
    plb_buf_free(&w->at[i].result);
  }
}
