/* acquire/head: the head of a WARC record or of an HTTP answer: a first line, then lines "Name: value" up to a blank
 * one. Lines end in CRLF or LF; a line that begins with white space goes on with the one before it. Ownership: slices
 * borrow the head's bytes or stand in the arena. Pure, any thread. Limits: PLB_HEAD_*. */
#ifndef PLB_ACQUIRE_HEAD_H
#define PLB_ACQUIRE_HEAD_H
#include "base/arena.h"

enum { PLB_HEAD_BYTES = 32 * 1024, PLB_HEAD_FIELDS = 200 };

typedef struct plb_head {
  plb_slice first;
  uint32_t n, odd, folds; /* fields; lines that are none; lines that go on */
  struct {
    plb_slice name, value;
  } field[PLB_HEAD_FIELDS];
} plb_head;

/* Length with the blank line that ends it, looked for from `from` on; 0: it does not end in these bytes; UINT32_MAX: a
 * line that begins with `next` comes first. */
uint32_t plb_head_end(plb_slice bytes, uint32_t from, plb_slice next);
/* NULL, or why it cannot be read. */
const char *plb_head_parse(plb_slice bytes, plb_arena *arena, plb_head *out);
/* Value of the first field of that name (ASCII case folded); n == 0: none. */
plb_slice plb_head_get(const plb_head *h, const char *name);
#endif
