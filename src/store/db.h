/* db: the few calls of SQLite that the store needs; db.c is the only file that includes sqlite3.h.
 * Ownership: plb_db_open is ended by plb_db_close, plb_db_prepare by plb_stmt_free (before its database). Bound bytes
 * are borrowed until the statement is reset. One thread. Errors: PLB_NOMEM, PLB_IO, PLB_LIMIT (a value over
 * PLB_DB_VALUE_BYTES), PLB_DAMAGED (broken file, or a value that is not of the kind asked for), PLB_DATABASE. Wrong
 * bindings and wrong values are remembered and told by the next step. */
#ifndef PLB_STORE_DB_H
#define PLB_STORE_DB_H
#include <polybius/polybius.h>

enum { PLB_DB_VALUE_BYTES = 64 << 20 }; /* most bytes of one value or row */

typedef struct plb_db plb_db;
typedef struct plb_stmt plb_stmt;
typedef enum plb_db_access {
  PLB_DB_WRITE,
  PLB_DB_QUERY, /* the file is opened to be read and written, so that side files can be made and removed; queries only
                 */
  PLB_DB_READ,  /* the file is opened read-only */
  PLB_DB_UNCHANGING /* read-only, and nobody else can write: no side files, no locks */
} plb_db_access;

/* Opens an existing file at an absolute path, hardened against hostile content: no extensions, triggers, views,
 * untrusted functions or memory mapping; cell sizes are checked. */
plb_status plb_db_open(const char *path, plb_db_access access, plb_db **out, plb_error *err);
void plb_db_close(plb_db *db);
/* Runs a script without parameters; rows are ignored. */
plb_status plb_db_script(plb_db *db, plb_slice sql, plb_error *err);
/* First column of the first row as a number; PLB_NOTFOUND when there is none. */
plb_status plb_db_number(plb_db *db, const char *sql, int64_t *out, plb_error *err);
bool plb_db_in_transaction(const plb_db *db);
int64_t plb_db_last_id(const plb_db *db);

plb_status plb_db_prepare(plb_db *db, const char *sql, plb_stmt **out, plb_error *err);
void plb_stmt_free(plb_stmt *st);
/* Parameters count from 1; those the statement does not have are left out. */
void plb_bind_int(plb_stmt *st, int i, int64_t v);
void plb_bind_real(plb_stmt *st, int i, double v);
void plb_bind_text(plb_stmt *st, int i, plb_slice s); /* NULL when s.n == 0 */
void plb_bind_full(plb_stmt *st, int i, plb_slice s); /* "" when s.n == 0 */
void plb_bind_blob(plb_stmt *st, int i, plb_slice s);
void plb_bind_null(plb_stmt *st, int i);
/* PLB_OK: there is a row. PLB_NOTFOUND: no more (err untouched). */
plb_status plb_stmt_step(plb_stmt *st, plb_error *err);
/* Steps to the end and resets. */
plb_status plb_stmt_run(plb_stmt *st, plb_error *err);
void plb_stmt_reset(plb_stmt *st);
/* Was the last error one of the query's text? (SQLITE_ERROR: a wrong full-text query) */
bool plb_stmt_is_query_error(const plb_stmt *st);
/* Columns count from 0; slices are valid until the next step or reset. Any other type or range marks the row as
 * damaged. */
int64_t plb_col_int(plb_stmt *st, int i, int64_t low, int64_t high);
plb_slice plb_col_text(plb_stmt *st, int i); /* NULL is empty */
plb_slice plb_col_blob(plb_stmt *st, int i);
bool plb_col_null(plb_stmt *st, int i);
/* PLB_DAMAGED when a column since the last reset was of the wrong kind. */
plb_status plb_stmt_sound(plb_stmt *st, plb_error *err);
#endif
