/* Reading whole documents in the order of their ids: one statement walks an index of ids, the loader fetches document
 * by document into an arena that is reset for each, so memory does not grow with the answer. All statements of one walk
 * see one state of the database (a read transaction). */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "store/filter.h"

typedef struct walk {
  plb_store *store;
  plb_document_fn *fn;
  void *user;
  uint64_t shown;
  bool stopped;
} walk;

static plb_status show(walk *w, const plb_doc *doc, const plb_error *problem, plb_error *err) {
  plb_document view;
  plb_status status = plb_view(doc, problem, &view, err);
  if (status) return status;
  w->shown++;
  w->stopped = !w->fn(w->user, &view);
  return PLB_OK;
}

static plb_status walk_documents(walk *w, const plb_query *q, plb_error *err) {
  plb_stmt *ids = NULL;
  plb_loader *loader = NULL;
  plb_doc doc;
  plb_status status = plb_db_prepare(w->store->db, q->documents.p, &ids, err);
  if (status == PLB_OK) status = plb_loader_open(w->store, q->reports.p, plb_query_bind, q, &loader, err);
  if (status == PLB_OK) plb_query_bind(ids, q);
  while (status == PLB_OK && !w->stopped && (status = plb_stmt_step(ids, err)) == PLB_OK) {
    status = plb_loader_read(loader, plb_col_int(ids, 0, INT64_MIN, INT64_MAX), &doc, err);
    if (status == PLB_OK) status = show(w, &doc, NULL, err);
    if (status && doc.id.hex[0]) plb_error_place(err, doc.id.hex);
  }
  plb_loader_close(loader);
  plb_stmt_free(ids);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

static plb_slice copied(plb_arena *arena, plb_slice s, bool *full) {
  plb_slice copy = plb_arena_dup(arena, s);
  if (!copy.p) *full = true;
  return copy;
}

static plb_status read_failure(plb_store *s, plb_stmt *st, plb_doc *doc, plb_error *problem, plb_error *err) {
  bool full = false;
  plb_arena_reset(&s->arena);
  memset(doc, 0, sizeof *doc);
  doc->arena = &s->arena;
  doc->record.source = copied(&s->arena, plb_col_text(st, 0), &full);
  doc->record.offset = (uint64_t)plb_col_int(st, 1, 0, INT64_MAX);
  doc->record.number = (uint32_t)plb_col_int(st, 2, 0, UINT32_MAX);
  plb_slice message = plb_col_text(st, 5);
  if (!plb_col_id(st, 3, &doc->id)) doc->id = (plb_id){0};
  plb_status code = plb_status_of_word(plb_col_text(st, 4));
  plb_fail(problem, code, "store", "%.*s", message.n < 240 ? (int)message.n : 239, message.p);
  doc->meta.title.value = copied(&s->arena, plb_col_text(st, 6), &full);
  doc->meta.url.value = copied(&s->arena, plb_col_text(st, 7), &full);
  if (full) return plb_fail(err, PLB_NOMEM, "store", "the document's arena is full");
  if (code == PLB_OK || code == PLB_STATUS_COUNT)
    return plb_fail(err, PLB_DAMAGED, "store", "a problem has no known code");
  return plb_stmt_sound(st, err);
}

static plb_status walk_failures(walk *w, const plb_query *q, plb_error *err) {
  if (q->failures.n == 0 || w->stopped) return PLB_OK;
  plb_stmt *st = NULL;
  plb_doc doc;
  plb_error problem;
  plb_status status = plb_db_prepare(w->store->db, q->failures.p, &st, err);
  if (status == PLB_OK) plb_query_bind(st, q);
  while (status == PLB_OK && !w->stopped && (status = plb_stmt_step(st, err)) == PLB_OK) {
    status = read_failure(w->store, st, &doc, &problem, err);
    if (status == PLB_OK) status = show(w, &doc, &problem, err);
  }
  plb_stmt_free(st);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

static plb_status walk_all(walk *w, const plb_filter *filter, plb_error *err) {
  plb_query q;
  plb_status status = plb_query_build(w->store, filter, &q, err);
  if (status == PLB_OK) status = walk_documents(w, &q, err);
  if (status == PLB_OK) status = walk_failures(w, &q, err);
  plb_query_free(&q);
  if (status == PLB_OK && w->shown == 0) return plb_fail(err, PLB_NOTFOUND, "store", "nothing matches");
  return status;
}

plb_status plb_store_each(plb_store *store, const plb_filter *filter, plb_document_fn *fn, void *user, plb_error *err) {
  plb_filter all;
  plb_filter_default(&all);
  if (store->walking) return plb_fail(err, PLB_USAGE, "store", "a walk over the documents is under way");
  bool own = !plb_db_in_transaction(store->db);
  plb_status status = own ? plb_db_script(store->db, PLB_LIT("BEGIN"), err) : PLB_OK;
  if (status == PLB_OK) {
    walk w = {.store = store, .fn = fn, .user = user};
    store->walking = true;
    status = walk_all(&w, filter ? filter : &all, err);
    store->walking = false;
    if (own) plb_db_script(store->db, PLB_LIT("ROLLBACK"), NULL);
  }
  if (status) plb_store_place(store, err);
  return status;
}
