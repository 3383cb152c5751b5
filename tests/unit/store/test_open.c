/* Opening: modes, new files, foreign files, versions, the lock, side files, folders one may not write to. */
#include <fcntl.h>
#include <sys/wait.h>

#include "base/table.h"
#include "support.h"

static void test_new_file(void **state) {
  box *b = *state;
  struct stat st;
  reopen(b, PLB_STORE_WRITE);
  assert_int_equal(stat(b->path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  put_one(b, make_doc(&b->arena, 1), false);
  char path[128];
  snprintf(path, sizeof path, "%s-wal", b->path);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  plb_store_close(b->store);
  b->store = NULL;
  assert_int_equal(stat(path, &st), -1);
  assert_int_equal(raw_number(b, "PRAGMA application_id"), 0x504C5942);
  assert_int_equal(raw_number(b, "PRAGMA user_version"), PLB_SCHEMA);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM event_type"), PLB_TYPE_COUNT);
  assert_int_equal(raw_number(b, "SELECT goldstein = -9.3 AND quad = 'MF' FROM event_type WHERE name = 'ASSAULT'"), 1);
}

static void test_session_settings(void **state) {
  box *b = *state;
  int64_t n = -1;
  reopen(b, PLB_STORE_WRITE);
  static const struct {
    const char *sql;
    int64_t value;
  } settings[] = {{"PRAGMA synchronous", 2},    {"PRAGMA foreign_keys", 1},
                  {"PRAGMA trusted_schema", 0}, {"PRAGMA cell_size_check", 1},
                  {"PRAGMA query_only", 0},     {"SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1}};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    OK(plb_db_number(b->store->db, settings[i].sql, &n, &b->err));
    assert_int_equal(n, settings[i].value);
  }
  FAILS(PLB_DATABASE, plb_db_number(b->store->db, "SELECT load_extension('x')", &n, &b->err));
  FAILS(PLB_DATABASE, plb_db_number(b->store->db, "SELECT count(*) FROM v_report", &n, &b->err));
  FAILS(PLB_DATABASE, plb_db_number(b->store->db, "SELECT \"no such column\"", &n, &b->err));
  FAILS(PLB_NOTFOUND, plb_db_number(b->store->db, "SELECT 1 WHERE 0", &n, &b->err));
  reopen(b, PLB_STORE_READ);
  OK(plb_db_number(b->store->db, "PRAGMA query_only", &n, &b->err));
  assert_int_equal(n, 1);
}

static void test_wrong_calls(void **state) {
  box *b = *state;
  plb_store *s = NULL;
  char path[160];
  FAILS(PLB_USAGE, plb_store_open(NULL, PLB_STORE_READ, &s, &b->err));
  FAILS(PLB_USAGE, plb_store_open("", PLB_STORE_WRITE, &s, &b->err));
  FAILS(PLB_USAGE, plb_store_open(b->path, (plb_store_mode)7, &s, &b->err));
  FAILS(PLB_NOTFOUND, plb_store_open(b->path, PLB_STORE_READ, &s, &b->err));
  assert_string_equal(b->err.place, b->path);
  FAILS(PLB_IO, plb_store_open(b->folder, PLB_STORE_WRITE, &s, &b->err));
  FAILS(PLB_IO, plb_store_open("/dev/null", PLB_STORE_READ, &s, &b->err));
  snprintf(path, sizeof path, "%s/no/such/t.db", b->folder);
  FAILS(PLB_IO, plb_store_open(path, PLB_STORE_WRITE, &s, &b->err));
  snprintf(path, sizeof path, "%s/", b->folder);
  FAILS(PLB_IO, plb_store_open(path, PLB_STORE_WRITE, &s, &b->err));
  assert_null(s);
  plb_store_close(NULL);
}

static void write_file(const char *path, const char *bytes, size_t n) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static void test_foreign(void **state) {
  box *b = *state;
  static const char text[4096] = "These are minutes of a meeting, and no database at all.";
  struct stat st;
  write_file(b->path, text, sizeof text);
  for (int mode = 0; mode < 2; mode++) {
    FAILS(PLB_DATABASE, plb_store_open(b->path, (plb_store_mode)mode, &b->store, &b->err));
    assert_string_equal(b->err.message, "is not a Polybius database");
  }
  assert_int_equal(stat(b->path, &st), 0);
  assert_int_equal(st.st_size, sizeof text);
  unlink(b->path);
  raw(b, "CREATE TABLE photo (id INTEGER)");
  for (int mode = 0; mode < 2; mode++) {
    FAILS(PLB_DATABASE, plb_store_open(b->path, (plb_store_mode)mode, &b->store, &b->err));
    assert_string_equal(b->err.message, "is not a Polybius database");
  }
  assert_int_equal(raw_number(b, "SELECT count(*) FROM sqlite_schema"), 1);
  raw(b, "PRAGMA user_version = 1");
  FAILS(PLB_DATABASE, plb_store_open(b->path, PLB_STORE_WRITE, &b->store, &b->err));
}

static void test_versions(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  plb_store_close(b->store);
  b->store = NULL;
  raw(b, "PRAGMA user_version = 7");
  for (int mode = 0; mode < 2; mode++) {
    FAILS(PLB_VERSION, plb_store_open(b->path, (plb_store_mode)mode, &b->store, &b->err));
    assert_non_null(strstr(b->err.message, "schema 7"));
    assert_non_null(strstr(b->err.message, plb_version()));
  }
}

static void test_migration_from_nothing(void **state) {
  box *b = *state;
  write_file(b->path, "", 0); /* left by a process that died while making it */
  FAILS(PLB_DATABASE, plb_store_open(b->path, PLB_STORE_READ, &b->store, &b->err));
  reopen(b, PLB_STORE_WRITE);
  assert_true(put_one(b, make_doc(&b->arena, 1), false));
  plb_store_close(b->store);
  b->store = NULL;
  unlink(b->path);
  raw(b, "PRAGMA application_id = 1347180866; PRAGMA user_version = 0; VACUUM"); /* schema 0 is an empty database */
  FAILS(PLB_DATABASE, plb_store_open(b->path, PLB_STORE_READ, &b->store, &b->err));
  reopen(b, PLB_STORE_WRITE);
  assert_true(put_one(b, make_doc(&b->arena, 1), false));
  OK(plb_store_check(b->store, &b->err));
}

/* A database of schema 1 with a document in it. */
static void test_migration_from_1(void **state) {
  box *b = *state;
  plb_slice script = plb_data("store/schema_1.sql");
  char *sql = plb_arena_alloc(&b->arena, (size_t)script.n + 1000);
  snprintf(
      sql, (size_t)script.n + 1000,
      "%.*s; INSERT INTO run (id, started, version, tables) VALUES (1, 'x', 'x', 'x');"
      "INSERT INTO document (document_id, run, title, url, published, sentences, tokens, text, map) VALUES"
      " ('0123456789abcdef0123456789abcdef', 1, 'Old', 'https://post.example/old', '2020-02-03', 0, 0, 'Old.', x'');"
      "PRAGMA application_id = 1347180866; PRAGMA user_version = 1",
      (int)script.n, script.p);
  raw(b, sql);
  FAILS(PLB_VERSION, plb_store_open(b->path, PLB_STORE_READ, &b->store, &b->err));
  assert_non_null(strstr(b->err.message, "schema 1"));
  reopen(b, PLB_STORE_WRITE);
  assert_true(put_one(b, make_doc(&b->arena, 1), false));
  OK(plb_store_check(b->store, &b->err));
  assert_int_equal(raw_number(b, "PRAGMA user_version"), PLB_SCHEMA);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM v_revision WHERE page = 'https://post.example/old'"
                                 " AND revision = 1 AND revisions = 1 AND acquired IS NULL"),
                   1);
  assert_int_equal(raw_number(b, "SELECT count(*) FROM document WHERE seen = '2020-02-03'"), 1);
}

static void test_migration_is_one_transaction(void **state) {
  box *b = *state;
  raw(b, "PRAGMA application_id = 1347180866; CREATE TABLE claim (x); PRAGMA user_version = 0");
  FAILS(PLB_DATABASE, plb_store_open(b->path, PLB_STORE_WRITE, &b->store, &b->err));
  assert_int_equal(raw_number(b, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void test_utf16(void **state) {
  box *b = *state;
  raw(b, "PRAGMA encoding = 'UTF-16'; CREATE TABLE x (a); PRAGMA application_id = 1347180866; PRAGMA user_version = 1");
  FAILS(PLB_DAMAGED, plb_store_open(b->path, PLB_STORE_READ, &b->store, &b->err));
}

static void test_one_writer(void **state) {
  box *b = *state;
  plb_store *second = NULL;
  char lock[128], link_path[128];
  reopen(b, PLB_STORE_WRITE);
  FAILS(PLB_DATABASE, plb_store_open(b->path, PLB_STORE_WRITE, &second, &b->err));
  assert_non_null(strstr(b->err.message, "another run is writing to"));
  char process[32];
  snprintf(process, sizeof process, "(process %ld)", (long)getpid());
  assert_non_null(strstr(b->err.message, process));
  snprintf(link_path, sizeof link_path, "%s.link", b->path);
  assert_int_equal(symlink(b->path, link_path), 0);
  FAILS(PLB_DATABASE, plb_store_open(link_path, PLB_STORE_WRITE, &second, &b->err));
  assert_true(put_one(b, make_doc(&b->arena, 1), false)); /* the failed attempts have not cost the first its locks */
  OK(plb_store_open(b->path, PLB_STORE_READ, &second, &b->err)); /* readers are welcome */
  plb_store_counts counts;
  OK(plb_store_count(second, &counts, &b->err));
  assert_int_equal(counts.documents, 1);
  plb_store_close(second);
  snprintf(lock, sizeof lock, "%s.lock", b->path);
  assert_int_equal(access(lock, F_OK), 0);
  plb_store_close(b->store);
  b->store = NULL;
  assert_int_equal(access(lock, F_OK), -1);
  reopen(b, PLB_STORE_WRITE);
}

static void test_lock_of_a_dead_process(void **state) {
  box *b = *state;
  char lock[128];
  snprintf(lock, sizeof lock, "%s.lock", b->path);
  write_file(lock, "999999\n", 7);
  reopen(b, PLB_STORE_WRITE);
  assert_true(put_one(b, make_doc(&b->arena, 1), false));
}

static void test_lock_is_no_link(void **state) {
  box *b = *state;
  char lock[128];
  snprintf(lock, sizeof lock, "%s.lock", b->path);
  assert_int_equal(symlink("/", lock), 0);
  FAILS(PLB_IO, plb_store_open(b->path, PLB_STORE_WRITE, &b->store, &b->err));
  assert_int_equal(access(b->path, F_OK), -1);
}

static void test_locked_by_another_program(void **state) {
  box *b = *state;
  sqlite3 *db = NULL;
  reopen(b, PLB_STORE_WRITE);
  assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  FAILS(PLB_DATABASE, plb_store_begin(b->store, &b->err)); /* after five seconds of waiting */
  assert_non_null(strstr(b->err.message, "locked"));
  sqlite3_close(db);
  OK(plb_store_begin(b->store, &b->err));
}

static void read_leaves_nothing(box *b) {
  struct stat before, after;
  char path[128];
  assert_int_equal(stat(b->path, &before), 0);
  plb_store *s = NULL;
  plb_store_counts counts;
  OK(plb_store_open(b->path, PLB_STORE_READ, &s, &b->err));
  OK(plb_store_count(s, &counts, &b->err));
  assert_int_equal(counts.documents, 1);
  plb_store_close(s);
  assert_int_equal(stat(b->path, &after), 0);
  assert_true(before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
  snprintf(path, sizeof path, "%s-wal", b->path);
  assert_int_equal(access(path, F_OK), -1);
  snprintf(path, sizeof path, "%s-shm", b->path);
  assert_int_equal(access(path, F_OK), -1);
}

static void test_reading_leaves_no_trace(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  plb_store_close(b->store);
  b->store = NULL;
  read_leaves_nothing(b);
}

/* As another user, who may not write to the folder: root may write everywhere. Exit code of the child: the status. */
static plb_status read_as_nobody(box *b, uint64_t *documents) {
  int pipes[2];
  assert_int_equal(pipe(pipes), 0);
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(99);
    plb_store *s = NULL;
    plb_store_counts counts = {0};
    plb_status status = plb_store_open(b->path, PLB_STORE_READ, &s, &b->err);
    if (status == PLB_OK) status = plb_store_count(s, &counts, &b->err);
    plb_store_close(s);
    ssize_t n = write(pipes[1], &counts.documents, sizeof counts.documents);
    _exit(n == sizeof counts.documents ? (int)status : 98);
  }
  int how = 0;
  assert_int_equal(waitpid(child, &how, 0), child);
  assert_true(WIFEXITED(how));
  assert_int_equal(read(pipes[0], documents, sizeof *documents), sizeof *documents);
  close(pipes[0]);
  close(pipes[1]);
  return (plb_status)WEXITSTATUS(how);
}

static void test_read_only_folder(void **state) {
  box *b = *state;
  uint64_t documents = 0;
  char log[128];
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 1), false);
  plb_store_close(b->store);
  b->store = NULL;
  assert_int_equal(chmod(b->path, 0444), 0);
  assert_int_equal(chmod(b->folder, 0555), 0);
  plb_status status = read_as_nobody(b, &documents);
  assert_int_equal(chmod(b->folder, 0755), 0);
  FAILS(PLB_OK, status);
  assert_int_equal(documents, 1);
  /* A log that was never brought in, and no way to bring it in. */
  snprintf(log, sizeof log, "%s-wal", b->path);
  write_file(log, "not brought in", 14);
  assert_int_equal(chmod(log, 0444), 0);
  assert_int_equal(chmod(b->folder, 0555), 0);
  status = read_as_nobody(b, &documents);
  assert_int_equal(chmod(b->folder, 0755), 0);
  FAILS(PLB_IO, status);
}

static void test_strange_names(void **state) {
  box *b = *state;
  static const char *const names[] = {":memory:", "file:x?mode=memory", "a%41&b #c.db", "-"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[160];
    plb_store *s = NULL;
    snprintf(path, sizeof path, "%s/%s", b->folder, names[i]);
    OK(plb_store_open(path, PLB_STORE_WRITE, &s, &b->err));
    plb_store_close(s);
    plb_db *db = NULL;
    int64_t n = 0;
    OK(plb_db_open(path, PLB_DB_UNCHANGING, &db, &b->err));
    OK(plb_db_number(db, "PRAGMA user_version", &n, &b->err));
    assert_int_equal(n, PLB_SCHEMA);
    plb_db_close(db);
    assert_int_equal(unlink(path), 0);
  }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, box_open, box_close)
  const struct CMUnitTest tests[] = {
      CASE(test_new_file),
      CASE(test_session_settings),
      CASE(test_wrong_calls),
      CASE(test_foreign),
      CASE(test_versions),
      CASE(test_migration_from_nothing),
      CASE(test_migration_from_1),
      CASE(test_migration_is_one_transaction),
      CASE(test_utf16),
      CASE(test_one_writer),
      CASE(test_lock_of_a_dead_process),
      CASE(test_lock_is_no_link),
      CASE(test_locked_by_another_program),
      CASE(test_reading_leaves_no_trace),
      CASE(test_read_only_folder),
      CASE(test_strange_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
