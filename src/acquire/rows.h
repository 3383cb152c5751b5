/* acquire/rows: a text, an RTF file or an HTML file as rows of readable text, each with the bytes it came from. For
 * export files of news archives, whose articles are found by words at the beginning of rows. Ownership: plb_rows
 * borrows the bytes and its tables; rows are appended to the caller's buffer. Not thread-safe. Errors: PLB_TABLE and
 * PLB_NOMEM when the tables are opened; writing fails in the buffer's status. */
#ifndef PLB_ACQUIRE_ROWS_H
#define PLB_ACQUIRE_ROWS_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

typedef enum plb_rows_form { PLB_ROWS_TEXT, PLB_ROWS_RTF, PLB_ROWS_HTML } plb_rows_form;

typedef struct plb_row {
  uint32_t text_begin, text_end;     /* of the buffer; without white space at its ends */
  uint32_t source_begin, source_end; /* of the bytes, with its end of line */
} plb_row;

/* What words mean: "rtf", "inline", "drop", "name" and the word, joined by a tab. */
typedef struct plb_rows_tables {
  plb_map map; /* to an index of means */
  plb_slice *means;
  uint32_t n_means;
  plb_arena arena;
} plb_rows_tables;
plb_status plb_rows_tables_open(plb_rows_tables **out, plb_error *err);
void plb_rows_tables_close(plb_rows_tables *t);
/* n == 0: nothing. kind is one of those above. */
plb_slice plb_rows_means(const plb_rows_tables *t, const char *kind, plb_slice word);

typedef struct plb_rows {
  const plb_rows_tables *tables;
  plb_rows_form form;
  plb_slice bytes;
  uint32_t at;
} plb_rows;

/* The next row; false when the bytes end in it. last: no more bytes follow these, and what is left is a row. Text bytes
 * that are not UTF-8 are taken for windows-1252. */
bool plb_rows_next(plb_rows *r, bool last, plb_buf *text, plb_row *row);
/* The same for one form; white space is left as it is. */
bool plb_rows_next_rtf(plb_rows *r, bool last, plb_buf *text);
bool plb_rows_next_html(plb_rows *r, bool last, plb_buf *text);
void plb_rows_put_char(plb_buf *text, uint32_t cp);
/* A byte of windows-1252 (WHATWG Encoding standard, index-windows-1252). */
void plb_rows_put_1252(plb_buf *text, unsigned char byte);
#endif
