/* pieces: a plain-text page as paragraphs and single lines: lines that a fixed width broke are joined again.
 * Ownership: the arena given. Thread: pure. Errors: PLB_NOMEM, PLB_LIMIT (PLB_PIECES_MAX). */
#ifndef PLB_EXTRACT_PIECES_H
#define PLB_EXTRACT_PIECES_H
#include "base/arena.h"

enum { PLB_PIECES_MAX = 200000 };

typedef struct plb_piece {
  uint32_t begin, end; /* bytes of the page without white space around; a line end inside counts as a space */
  uint32_t words;
  uint16_t latin; /* permille of Latin letters among its letters; 1000 without letters */
  bool gap;       /* an empty line stands before it, or nothing */
  bool closed;    /* ends as a sentence does */
  bool prose;     /* a sentence or more, not a line of the page's furniture */
  bool bullet;    /* begins with a list mark */
} plb_piece;

plb_status plb_pieces_of(plb_slice page, plb_arena *arena, plb_piece **out, uint32_t *n, plb_error *err);
/* The measures of page[begin..end) alone. */
plb_piece plb_piece_measure(plb_slice page, uint32_t begin, uint32_t end, bool gap);
#endif
