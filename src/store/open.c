/* Opening a database: whose file it is (application_id), which schema it has (user_version), and bringing it up to ours
 * by the scripts data/store/schema_N.sql, all in one transaction. Reading never changes the database file: without a
 * write-ahead log beside it the file is opened so that SQLite can make and remove its side files, with one it is opened
 * read-only, and in a folder nobody here may write to it is read as unchanging. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "store/internal.h"

static const int64_t application_id = 0x504C5942; /* "PLYB" */

plb_status plb_store_place(const plb_store *store, plb_error *err) {
  return plb_error_place(err, store->path);
}

/* ---- schema ---- */

static plb_status count_objects(plb_db *db, int64_t *n, plb_error *err) {
  return plb_db_number(db, "SELECT count(*) FROM sqlite_schema", n, err);
}

/* The schema's number; 0 for an empty database, whoever made it. */
static plb_status identify(plb_db *db, int64_t *version, plb_error *err) {
  int64_t owner = 0, objects = 0, utf8 = 0;
  plb_status status = plb_db_number(db, "PRAGMA application_id", &owner, err);
  if (status == PLB_OK) status = plb_db_number(db, "PRAGMA user_version", version, err);
  if (status == PLB_OK) status = count_objects(db, &objects, err);
  if (status == PLB_OK) status = plb_db_number(db, "SELECT encoding = 'UTF-8' FROM pragma_encoding", &utf8, err);
  if (status) return status;
  bool blank = objects == 0 && *version == 0 && (owner == 0 || owner == application_id);
  if ((owner != application_id || *version < 1) && !blank)
    return plb_fail(err, PLB_DATABASE, "store", "is not a Polybius database");
  if (!utf8) return plb_fail(err, PLB_DAMAGED, "store", "the database is not in UTF-8");
  if (*version > PLB_SCHEMA)
    return plb_fail(err, PLB_VERSION, "store", "the database has schema %lld, Polybius %s knows schemas up to %d",
                    (long long)*version, plb_version(), PLB_SCHEMA);
  return PLB_OK;
}

static plb_status fill_types(plb_db *db, plb_error *err) {
  static const struct {
    const char *name, *quad, *cameo, *meaning;
    int tenths;
  } rows[] = {
#define PLB_X(name, quad, tenths, cameo, text) {#name, #quad, cameo, text, tenths},
      PLB_TYPE_MAP(PLB_X)
#undef PLB_X
  };
  plb_stmt *st;
  plb_status status = plb_db_prepare(
      db,
      "INSERT INTO event_type (name, quad, cameo, goldstein, meaning) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO"
      " UPDATE SET quad = ?2, cameo = ?3, goldstein = ?4, meaning = ?5"
      " WHERE quad <> ?2 OR cameo <> ?3 OR goldstein <> ?4 OR meaning <> ?5",
      &st, err);
  for (size_t i = 0; status == PLB_OK && i < sizeof rows / sizeof *rows; i++) {
    plb_bind_text(st, 1, plb_slice_str(rows[i].name));
    plb_bind_text(st, 2, plb_slice_str(rows[i].quad));
    plb_bind_text(st, 3, plb_slice_str(rows[i].cameo));
    plb_bind_real(st, 4, rows[i].tenths / 10.0);
    plb_bind_text(st, 5, plb_slice_str(rows[i].meaning));
    status = plb_stmt_run(st, err);
  }
  plb_stmt_free(st);
  return status;
}

static plb_status migrate_from(plb_db *db, int64_t version, plb_error *err) {
  for (int64_t v = version + 1; v <= PLB_SCHEMA; v++) {
    char path[40], number[80];
    snprintf(path, sizeof path, "store/schema_%d.sql", (int)v);
    snprintf(number, sizeof number, "PRAGMA application_id = %d; PRAGMA user_version = %d", (int)application_id,
             (int)v);
    plb_slice script = plb_data(path);
    if (!script.p) return plb_fail(err, PLB_INTERNAL, "store", "%s is not compiled in", path);
    plb_status status = plb_db_script(db, script, err);
    if (status == PLB_OK) status = plb_db_script(db, plb_slice_str(number), err);
    if (status) return status;
  }
  return fill_types(db, err);
}

static plb_status migrate(plb_db *db, plb_error *err) {
  int64_t version = 0;
  plb_status status = identify(db, &version, err);
  if (status == PLB_OK)
    status =
        plb_db_script(db, PLB_LIT("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; BEGIN IMMEDIATE"), err);
  if (status) return status;
  status = migrate_from(db, version, err);
  if (status == PLB_OK) status = plb_db_script(db, PLB_LIT("COMMIT"), err);
  if (status) plb_db_script(db, PLB_LIT("ROLLBACK"), NULL);
  return status;
}

/* ---- paths ---- */

/* Absolute path of an existing database, or of one to be made in an existing folder, into out[PATH_MAX]. */
static plb_status resolve_path(const char *path, plb_store_mode mode, char *out, bool *exists, plb_error *err) {
  struct stat st;
  *exists = stat(path, &st) == 0;
  if (*exists && !S_ISREG(st.st_mode)) return plb_fail(err, PLB_IO, "store", "is not a plain file");
  if (!*exists && errno != ENOENT) return plb_fail(err, PLB_IO, "store", "%s", strerror(errno));
  if (!*exists && mode == PLB_STORE_READ) return plb_fail(err, PLB_NOTFOUND, "store", "there is no such database");
  if (*exists) return realpath(path, out) ? PLB_OK : plb_fail(err, PLB_IO, "store", "%s", strerror(errno));
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  if (!folder) return plb_fail(err, PLB_NOMEM, "store", "no memory for a path");
  char *found = realpath(folder, out);
  free(folder);
  if (!found) return plb_fail(err, PLB_IO, "store", "its folder: %s", strerror(errno));
  size_t n = strlen(out);
  if (!*name || n + 1 + strlen(name) >= PATH_MAX) return plb_fail(err, PLB_USAGE, "store", "is no name for a database");
  snprintf(out + n, PATH_MAX - n, "%s%s", out[n - 1] == '/' ? "" : "/", name);
  return PLB_OK;
}

static plb_status make_file(const char *path, plb_error *err) {
  int fd;
  do
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return plb_fail(err, PLB_IO, "store", "cannot make it: %s", strerror(errno));
  close(fd);
  return PLB_OK;
}

/* ---- the two ways to open ---- */

static plb_status open_to_write(plb_store *s, const char *path, bool exists, plb_error *err) {
  plb_status status = plb_lock_take(&s->lock, path, err);
  if (status) return status;
  if (!exists) status = make_file(path, err);
  if (status) return status;
  status = plb_db_open(path, PLB_DB_WRITE, &s->db, err);
  if (status == PLB_OK) status = migrate(s->db, err);
  if (status && !exists) {
    plb_db_close(s->db);
    s->db = NULL;
    unlink(path);
  }
  return status;
}

static plb_status try_to_read(plb_store *s, const char *path, plb_db_access access, plb_error *err) {
  int64_t version = 0;
  plb_status status = plb_db_open(path, access, &s->db, err);
  if (status == PLB_OK) status = identify(s->db, &version, err);
  if (status == PLB_OK && version == 0)
    status = plb_fail(err, PLB_DATABASE, "store", "is empty, not a Polybius database");
  if (status == PLB_OK && version < PLB_SCHEMA)
    status = plb_fail(err, PLB_VERSION, "store",
                      "the database has schema %d, Polybius %s reads schema %d: code into it once", (int)version,
                      plb_version(), PLB_SCHEMA);
  if (status) {
    plb_db_close(s->db);
    s->db = NULL;
  }
  return status;
}

static bool folder_writable(const char *path) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  return access(folder, W_OK) == 0;
}

static plb_status open_to_read(plb_store *s, const char *path, plb_error *err) {
  char log[PATH_MAX + 8];
  struct stat st;
  snprintf(log, sizeof log, "%s-wal", path);
  bool has_log = stat(log, &st) == 0, empty_log = !has_log || st.st_size == 0, writable = folder_writable(path);
  if (!has_log && !writable) return try_to_read(s, path, PLB_DB_UNCHANGING, err);
  bool quiet = !has_log && access(path, W_OK) == 0;
  plb_status status = try_to_read(s, path, quiet ? PLB_DB_QUERY : PLB_DB_READ, err);
  if (status != PLB_IO || writable) return status;
  if (empty_log) return try_to_read(s, path, PLB_DB_UNCHANGING, err);
  return plb_fail(
      err, PLB_IO, "store",
      "its folder cannot be written to and the last run has left a log: copy the database and the file that ends"
      " in -wal to another folder");
}

plb_status plb_store_open(const char *path, plb_store_mode mode, plb_store **out, plb_error *err) {
  *out = NULL;
  char full[PATH_MAX];
  bool exists = false;
  if (!path || !*path || strlen(path) >= PATH_MAX || (mode != PLB_STORE_READ && mode != PLB_STORE_WRITE))
    return plb_fail(err, PLB_USAGE, "store", "a database needs a file name");
  plb_store *s = calloc(1, sizeof *s);
  if (s) s->path = strdup(path);
  if (!s || !s->path) {
    free(s);
    return plb_fail(err, PLB_NOMEM, "store", "no memory for a database handle");
  }
  s->mode = mode;
  s->lock.fd = -1;
  plb_arena_init(&s->arena, 1u << 30);
  plb_buf_init(&s->scratch, PLB_STORE_MAP_BYTES);
  plb_status status = resolve_path(path, mode, full, &exists, err);
  if (status == PLB_OK)
    status = mode == PLB_STORE_WRITE ? open_to_write(s, full, exists, err) : open_to_read(s, full, err);
  if (status) {
    plb_error_place(err, path);
    plb_store_close(s);
    return status;
  }
  *out = s;
  return PLB_OK;
}

void plb_store_close(plb_store *s) {
  if (!s) return;
  plb_store_rollback(s);
  for (int i = 0; i < PLB_PUT_COUNT; i++)
    plb_stmt_free(s->put[i]);
  plb_db_close(s->db);
  plb_lock_drop(&s->lock);
  plb_arena_free(&s->arena);
  plb_buf_free(&s->scratch);
  free(s->path);
  free(s);
}
