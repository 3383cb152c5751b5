/* Counts and checks. The check is SQLite's quick_check and foreign_key_check, then every document is read as an export
 * would read it, since a file can be sound for SQLite and still hold spans that leave their text. */

#include "base/error.h"
#include "base/slice.h"
#include "store/internal.h"

plb_status plb_store_count(plb_store *s, plb_store_counts *out, plb_error *err) {
  static const char *const queries[] = {"SELECT count(*) FROM document", "SELECT count(*) FROM problem",
                                        "SELECT count(*) FROM report", "SELECT count(*) FROM run",
                                        "SELECT count(*) FROM source"};
  int64_t n[6] = {0};
  plb_status status = PLB_OK;
  for (int i = 0; status == PLB_OK && i < 5; i++)
    status = plb_db_number(s->db, queries[i], &n[i], err);
  if (status == PLB_OK) status = plb_db_number(s->db, "PRAGMA user_version", &n[5], err);
  if (status) return plb_store_place(s, err), status;
  *out = (plb_store_counts){(uint64_t)n[0], (uint64_t)n[1], (uint64_t)n[2], (uint64_t)n[3], (uint64_t)n[4], (int)n[5]};
  return PLB_OK;
}

plb_status plb_store_types(plb_store *s, void (*fn)(void *user, const char *type, uint64_t n), void *user,
                           plb_error *err) {
  plb_stmt *st;
  plb_status status =
      plb_db_prepare(s->db, "SELECT type, count(*) FROM report GROUP BY type ORDER BY 2 DESC, 1", &st, err);
  if (status) return plb_store_place(s, err), status;
  while ((status = plb_stmt_step(st, err)) == PLB_OK) {
    plb_type type = plb_type_of(plb_col_text(st, 0));
    uint64_t n = (uint64_t)plb_col_int(st, 1, 0, INT64_MAX);
    if (type == PLB_TYPE_COUNT) status = plb_fail(err, PLB_DAMAGED, "store", "a report is of no known type");
    if (status || (status = plb_stmt_sound(st, err))) break;
    fn(user, plb_type_name(type), n);
  }
  plb_stmt_free(st);
  if (status == PLB_NOTFOUND) return PLB_OK;
  return plb_store_place(s, err), status;
}

/* quick_check says "error code=7" of a page it had no memory for and "error code=10" (or more, the low byte counts) of
 * one the disk did not give: neither is damage. */
static plb_status status_of_finding(plb_slice found) {
  static const plb_slice mark = {"error code=", 11};
  uint32_t at = plb_slice_find(found, mark, 0), code = 0;
  if (at == UINT32_MAX) return PLB_DAMAGED;
  for (at += mark.n; at < found.n && plb_is_digit(found.p[at]) && code < 100000; at++)
    code = code * 10 + (uint32_t)(found.p[at] - '0');
  return (code & 0xff) == 7 ? PLB_NOMEM : (code & 0xff) == 10 ? PLB_IO : PLB_DAMAGED;
}

static plb_status quick_check(plb_store *s, plb_error *err) {
  plb_stmt *st;
  plb_status status = plb_db_prepare(s->db, "PRAGMA quick_check(1)", &st, err);
  if (status) return status;
  status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    plb_slice found = plb_col_text(st, 0);
    if (!plb_slice_is(found, "ok"))
      status = plb_fail(err, status_of_finding(found), "store", "quick_check: %.*s", found.n < 200 ? (int)found.n : 200,
                        found.p);
  }
  plb_stmt_free(st);
  return status == PLB_NOTFOUND ? plb_fail(err, PLB_DAMAGED, "store", "quick_check says nothing") : status;
}

static plb_status key_check(plb_store *s, plb_error *err) {
  plb_stmt *st;
  plb_status status = plb_db_prepare(s->db, "PRAGMA foreign_key_check", &st, err);
  if (status) return status;
  status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    plb_slice child = plb_col_text(st, 0), parent = plb_col_text(st, 2);
    status = plb_fail(err, PLB_DAMAGED, "store", "a row of %.*s points to a row of %.*s that is not there",
                      child.n < 60 ? (int)child.n : 60, child.p, parent.n < 60 ? (int)parent.n : 60, parent.p);
  }
  plb_stmt_free(st);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

static bool look_at(void *user, const plb_document *document) {
  (void)user;
  (void)document;
  return true;
}

plb_status plb_store_check(plb_store *s, plb_error *err) {
  plb_filter all;
  plb_filter_default(&all);
  all.failures = true;
  plb_status status = quick_check(s, err);
  if (status == PLB_OK) status = key_check(s, err);
  if (status) return plb_store_place(s, err), status;
  status = plb_store_each(s, &all, look_at, NULL, err);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}
