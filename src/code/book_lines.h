/* book_lines: the lines of a dictionary of PETRARCH2 or TABARI without their comments.
 * Ownership: lines borrow the text. Thread: one a reader. Errors: none. */
#ifndef PLB_CODE_BOOK_LINES_H
#define PLB_CODE_BOOK_LINES_H
#include "base/slice.h"

typedef struct plb_book_lines {
  plb_slice rest;
  uint32_t number; /* of the line, from 1 */
  const char *from;
  bool comment;  /* inside <!-- */
  bool indented; /* the line begins with a tab or blanks */
  bool empty;    /* a line without words stood before it */
  bool repeat;   /* hand the line out once more */
  plb_slice line;
} plb_book_lines;

/* The next line that has words, trimmed; false at the end. */
bool plb_book_line(plb_book_lines *l, plb_slice *out);
static inline void plb_book_unread(plb_book_lines *l) {
  l->repeat = true;
}
/* Column of a part of the line, from 1. */
static inline uint32_t plb_book_column(const plb_book_lines *l, plb_slice at) {
  return at.p ? (uint32_t)(at.p - l->from) + 1 : 0;
}
/* Takes the part in `open` ... `close` out of the line: what stands before it is *before, behind it *after. False when
 * there is none that ends. */
bool plb_book_cut(plb_slice line, char open, char close, plb_slice *before, plb_slice *inside, plb_slice *after);
#endif
