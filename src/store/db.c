/* SQLite 3.40 behind a narrow door. Settings for files of unknown origin after SQLite's own "Defense Against The Dark
 * Arts" (sqlite.org/security.html): defensive, no trusted schema, cell size check, no memory mapping, bounded lengths.
 */
#include "store/db.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

struct plb_db {
  sqlite3 *handle;
};
struct plb_stmt {
  plb_db *db;
  sqlite3_stmt *handle;
  int n_parameters;
  int bound;  /* first error of a binding */
  int last;   /* result of the last step */
  bool wrong; /* a column was not what it should be */
};

static plb_status status_of(int rc) {
  switch (rc & 0xff) {
  case SQLITE_NOMEM:
    return PLB_NOMEM;
  case SQLITE_IOERR:
  case SQLITE_FULL:
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_READONLY:
    return rc == SQLITE_IOERR_NOMEM ? PLB_NOMEM : PLB_IO;
  case SQLITE_CORRUPT:
    return PLB_DAMAGED;
  case SQLITE_TOOBIG:
    return PLB_LIMIT;
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
    return PLB_INTERNAL;
  default:
    return PLB_DATABASE;
  }
}

static plb_status fail(const plb_db *db, int rc, plb_error *err) {
  if ((rc & 0xff) == SQLITE_BUSY)
    return plb_fail(err, PLB_DATABASE, "store", "another program keeps the database locked");
  if ((rc & 0xff) == SQLITE_NOTADB) return plb_fail(err, PLB_DATABASE, "store", "is not a Polybius database");
  const char *text = db && sqlite3_errcode(db->handle) != SQLITE_OK ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
  return plb_fail(err, status_of(rc), "store", "SQLite: %s", text);
}

/* ---- open ---- */

/* "file:" with all but letters, digits and /-_. percent-encoded, so that no name can carry parameters. */
static void add_uri(plb_buf *b, const char *path) {
  plb_buf_str(b, "file:");
  for (const unsigned char *p = (const unsigned char *)path; *p; p++)
    if (plb_is_alpha((char)*p) || plb_is_digit((char)*p) || strchr("/-_.", *p))
      plb_buf_char(b, (char)*p);
    else
      plb_buf_printf(b, "%%%02X", *p);
  plb_buf_str(b, "?immutable=1");
  plb_buf_add(b, "", 1);
}

static int open_handle(const char *path, plb_db_access access, sqlite3 **handle) {
  const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  if (access == PLB_DB_WRITE || access == PLB_DB_QUERY)
    return sqlite3_open_v2(path, handle, common | SQLITE_OPEN_READWRITE, NULL);
  if (access == PLB_DB_READ) return sqlite3_open_v2(path, handle, common | SQLITE_OPEN_READONLY, NULL);
  plb_buf uri;
  plb_buf_init(&uri, 4 * PATH_MAX);
  add_uri(&uri, path);
  int rc =
      uri.status ? SQLITE_NOMEM : sqlite3_open_v2(uri.p, handle, common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  plb_buf_free(&uri);
  return rc;
}

static int harden(sqlite3 *handle) {
  static const struct {
    int what, value;
  } settings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                  {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                  {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                  {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    int rc = sqlite3_db_config(handle, settings[i].what, settings[i].value, NULL);
    if (rc) return rc;
  }
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, PLB_DB_VALUE_BYTES);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
  return sqlite3_busy_timeout(handle, 5000);
}

static plb_status prepare_session(plb_db *db, plb_db_access access, plb_error *err) {
  plb_status status = plb_db_script(
      db,
      PLB_LIT(
          "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384"),
      err);
  if (status == PLB_OK && access != PLB_DB_WRITE) status = plb_db_script(db, PLB_LIT("PRAGMA query_only = ON"), err);
  return status;
}

plb_status plb_db_open(const char *path, plb_db_access access, plb_db **out, plb_error *err) {
  *out = NULL;
  plb_db *db = calloc(1, sizeof *db);
  if (!db) return plb_fail(err, PLB_NOMEM, "store", "no memory for a database handle");
  int rc = open_handle(path, access, &db->handle);
  if (rc == SQLITE_OK) rc = harden(db->handle);
  plb_status status = rc ? fail(db->handle ? db : NULL, rc, err) : prepare_session(db, access, err);
  if (status) {
    plb_db_close(db);
    return status;
  }
  *out = db;
  return PLB_OK;
}

void plb_db_close(plb_db *db) {
  if (!db) return;
  sqlite3_close_v2(db->handle);
  free(db);
}

/* ---- scripts ---- */

plb_status plb_db_script(plb_db *db, plb_slice sql, plb_error *err) {
  const char *at = sql.p, *end = sql.p + sql.n;
  while (at < end) {
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db->handle, at, (int)(end - at), &st, &at);
    if (rc) return fail(db, rc, err);
    if (!st) continue;
    do
      rc = sqlite3_step(st);
    while (rc == SQLITE_ROW);
    plb_status status = rc == SQLITE_DONE ? PLB_OK : fail(db, rc, err);
    sqlite3_finalize(st);
    if (status) return status;
  }
  return PLB_OK;
}

plb_status plb_db_number(plb_db *db, const char *sql, int64_t *out, plb_error *err) {
  plb_stmt *st;
  plb_status status = plb_db_prepare(db, sql, &st, err);
  if (status) return status;
  status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    *out = plb_col_int(st, 0, INT64_MIN, INT64_MAX);
    status = plb_stmt_sound(st, err);
  } else if (status == PLB_NOTFOUND) {
    plb_fail(err, PLB_NOTFOUND, "store", "the query gave no number");
  }
  plb_stmt_free(st);
  return status;
}

bool plb_db_in_transaction(const plb_db *db) {
  return !sqlite3_get_autocommit(db->handle);
}

int64_t plb_db_last_id(const plb_db *db) {
  return sqlite3_last_insert_rowid(db->handle);
}

/* ---- statements ---- */

plb_status plb_db_prepare(plb_db *db, const char *sql, plb_stmt **out, plb_error *err) {
  *out = NULL;
  plb_stmt *st = calloc(1, sizeof *st);
  if (!st) return plb_fail(err, PLB_NOMEM, "store", "no memory for a statement");
  st->db = db;
  int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->handle, NULL);
  if (rc) {
    free(st);
    return fail(db, rc, err);
  }
  st->n_parameters = sqlite3_bind_parameter_count(st->handle);
  *out = st;
  return PLB_OK;
}

void plb_stmt_free(plb_stmt *st) {
  if (!st) return;
  sqlite3_finalize(st->handle);
  free(st);
}

static void bound(plb_stmt *st, int rc) {
  if (rc && !st->bound) st->bound = rc;
}

void plb_bind_int(plb_stmt *st, int i, int64_t v) {
  if (i <= st->n_parameters) bound(st, sqlite3_bind_int64(st->handle, i, v));
}

void plb_bind_real(plb_stmt *st, int i, double v) {
  if (i <= st->n_parameters) bound(st, sqlite3_bind_double(st->handle, i, v));
}

void plb_bind_full(plb_stmt *st, int i, plb_slice s) {
  if (i <= st->n_parameters)
    bound(st, sqlite3_bind_text64(st->handle, i, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void plb_bind_text(plb_stmt *st, int i, plb_slice s) {
  if (s.n)
    plb_bind_full(st, i, s);
  else
    plb_bind_null(st, i);
}

void plb_bind_blob(plb_stmt *st, int i, plb_slice s) {
  if (i <= st->n_parameters) bound(st, sqlite3_bind_blob64(st->handle, i, s.n ? s.p : "", s.n, SQLITE_STATIC));
}

void plb_bind_null(plb_stmt *st, int i) {
  if (i <= st->n_parameters) bound(st, sqlite3_bind_null(st->handle, i));
}

plb_status plb_stmt_step(plb_stmt *st, plb_error *err) {
  if (st->bound) return fail(NULL, st->bound, err);
  plb_status status = plb_stmt_sound(st, err);
  if (status) return status;
  st->last = sqlite3_step(st->handle);
  if (st->last == SQLITE_ROW) return PLB_OK;
  if (st->last == SQLITE_DONE) return PLB_NOTFOUND;
  return fail(st->db, st->last, err);
}

plb_status plb_stmt_run(plb_stmt *st, plb_error *err) {
  plb_status status;
  do
    status = plb_stmt_step(st, err);
  while (status == PLB_OK);
  plb_stmt_reset(st);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

void plb_stmt_reset(plb_stmt *st) {
  if (!st) return;
  sqlite3_reset(st->handle);
  st->bound = 0;
  st->wrong = false;
}

bool plb_stmt_is_query_error(const plb_stmt *st) {
  return (st->last & 0xff) == SQLITE_ERROR;
}

int64_t plb_col_int(plb_stmt *st, int i, int64_t low, int64_t high) {
  int64_t v = sqlite3_column_int64(st->handle, i);
  if (sqlite3_column_type(st->handle, i) == SQLITE_INTEGER && v >= low && v <= high) return v;
  st->wrong = true;
  return low;
}

plb_slice plb_col_text(plb_stmt *st, int i) {
  int type = sqlite3_column_type(st->handle, i);
  if (type == SQLITE_NULL) return PLB_LIT("");
  const char *p = type == SQLITE_TEXT ? (const char *)sqlite3_column_text(st->handle, i) : NULL;
  if (!p) {
    st->wrong = true;
    return PLB_LIT("");
  }
  return plb_slice_of(p, (size_t)sqlite3_column_bytes(st->handle, i));
}

plb_slice plb_col_blob(plb_stmt *st, int i) {
  if (sqlite3_column_type(st->handle, i) != SQLITE_BLOB) {
    st->wrong = true;
    return PLB_LIT("");
  }
  const char *p = sqlite3_column_blob(st->handle, i);
  return plb_slice_of(p ? p : "", (size_t)sqlite3_column_bytes(st->handle, i));
}

bool plb_col_null(plb_stmt *st, int i) {
  return sqlite3_column_type(st->handle, i) == SQLITE_NULL;
}

plb_status plb_stmt_sound(plb_stmt *st, plb_error *err) {
  if (!st->wrong) return PLB_OK;
  return plb_fail(err, PLB_DAMAGED, "store", "a value of the database is not of the kind it should be");
}
