/* Reader of data tables: UTF-8 lines of tab-separated columns, `#` comments, the first row naming the columns
 * (data/README.md). Ownership: cells borrow the text given. Errors: PLB_TABLE with name:line. Limits:
 * plb_limits.line_bytes a row. */
#ifndef PLB_BASE_TABLE_H
#define PLB_BASE_TABLE_H
#include <polybius/polybius.h>

enum { PLB_TABLE_MAX_COLUMNS = 16 };
typedef struct plb_table {
  plb_slice rest;
  const char *name;    /* for messages */
  plb_slice row;       /* the current row, untrimmed */
  uint32_t line;       /* of it, from 1 */
  uint32_t line_bytes; /* most bytes a row may have */
  uint32_t n_columns;
  plb_slice column[PLB_TABLE_MAX_COLUMNS]; /* names, in file order */
  uint8_t order[PLB_TABLE_MAX_COLUMNS];    /* wanted column i stands in cell order[i] */
  plb_slice cell[PLB_TABLE_MAX_COLUMNS];   /* of the current row, in file order */
} plb_table;

/* Reads the header and checks that every column of `wanted` (space-separated; NULL: none) is there. name is borrowed.
 */
plb_status plb_table_open(plb_table *t, const char *name, plb_slice text, const char *wanted, plb_error *err);
/* The same for a file of data/ compiled into the binary, by its path there. */
plb_status plb_table_open_data(plb_table *t, const char *path, const char *wanted, plb_error *err);
/* Next row: PLB_OK, PLB_NOTFOUND at the end (err untouched), or PLB_TABLE. */
plb_status plb_table_next(plb_table *t, plb_error *err);
/* Cell of the i-th wanted column; a lone "-" is empty. */
plb_slice plb_table_cell(const plb_table *t, uint32_t i);
/* An error at the current row. */
plb_status plb_table_fail(const plb_table *t, plb_error *err, const char *format, ...) PLB_PRINTF(3, 4);

/* A file of data/ compiled into the binary, by its path below data/; {NULL,0} when there is none. */
plb_slice plb_data(const char *path);
/* The i-th compiled-in file, {NULL,0} past the last; *path is its path below data/. */
plb_slice plb_data_at(size_t i, const char **path);
/* SHA-256 over all of them and their paths, its first 32 hex digits: made at build. */
const char *plb_data_hash(void);
#endif
