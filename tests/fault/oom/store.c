/* Operations: the database made, opened, written, asked and exported. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "world.h"

void world_remove_database(const world *w) {
  static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock"};
  char path[700];
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    snprintf(path, sizeof path, "%s%s", w->db, ends[i]);
    unlink(path);
  }
}

static void none(world *w) {
  world_remove_database(w);
}
static void two_documents(world *w) {
  world_remove_database(w);
  world_copy(w->kept, w->db);
}

static plb_status put(world *w, plb_store *store, unsigned i, bool again, plb_error *err) {
  bool added;
  const plb_doc *doc = &w->doc[i];
  plb_store_cursor after = {.offset = 100 + i, .hash = 7, .number = doc->record.number};
  plb_status s = plb_store_put(store, doc, NULL, &after, again, &added, err);
  if (!s) world_add(w, &added, sizeof added);
  return s;
}

/* A whole run: documents first..last, committed at once. */
static plb_status write_run(world *w, unsigned first, unsigned last, bool again, plb_error *err) {
  plb_store *store = NULL;
  plb_job_result result = {.records = 1};
  plb_status s = plb_store_open(w->db, PLB_STORE_WRITE, &store, err);
  if (s) return s;
  s = plb_store_run_begin(store, "oom", err);
  if (!s) s = plb_store_begin(store, err);
  for (unsigned i = first; i <= last && !s; i++)
    s = put(w, store, i, again, err);
  if (!s) s = plb_store_commit(store, err);
  if (!s) s = plb_store_run_end(store, &result, PLB_OK, err);
  plb_store_close(store);
  return s;
}

static plb_status open_only(world *w, plb_error *err) {
  plb_store *store = NULL;
  plb_status s = plb_store_open(w->db, PLB_STORE_WRITE, &store, err);
  if (s) return store ? plb_fail(err, PLB_INTERNAL, "oom", "a handle of nothing") : s;
  world_add(w, "open", 4);
  plb_store_close(store);
  return PLB_OK;
}
static plb_status put_new(world *w, plb_error *err) {
  return write_run(w, 2, 2, false, err);
}
static plb_status put_again(world *w, plb_error *err) {
  return write_run(w, 0, 2, true, err);
}

static plb_status put_problem(world *w, plb_error *err) {
  bool added;
  plb_store *store = NULL;
  plb_error problem;
  plb_doc doc = {.id = plb_id_of(PLB_LIT("broken")), .record = w->doc[2].record};
  plb_store_cursor cursor = {.offset = 300, .number = 9};
  doc.record.number = 9;
  plb_fail(&problem, PLB_DAMAGED, "acquire", "planted");
  plb_status s = plb_store_open(w->db, PLB_STORE_WRITE, &store, err);
  if (!s) s = plb_store_cursor_get(store, doc.record.source, &(plb_store_cursor){0}, err);
  if (!s) s = plb_store_has(store, &w->doc[0].id, &added, err);
  if (!s) s = plb_store_run_begin(store, "oom", err);
  if (!s) s = plb_store_begin(store, err);
  if (!s) s = plb_store_put(store, &doc, &problem, &cursor, false, &added, err);
  if (!s) s = plb_store_commit(store, err);
  if (!s) world_add(w, &added, sizeof added);
  plb_store_close(store);
  return s;
}

/* ---- after a write ---- */
static void check_counts(const world *w, plb_status told, uint64_t before, uint64_t after) {
  plb_error e;
  plb_store *store = NULL;
  plb_store_counts c = {0};
  plb_status s = plb_store_open(w->db, PLB_STORE_READ, &store, &e);
  if (s == PLB_NOTFOUND && before == 0 && told) return;
  if (!s) s = plb_store_check(store, &e);
  if (!s) s = plb_store_count(store, &c, &e);
  plb_store_close(store);
  if (s) world_die(e.message);
  if (c.documents != after && !(told && c.documents == before)) world_die("a batch is half there, or lost");
}
static void check_new(world *w, plb_status told) {
  check_counts(w, told, 0, 0);
}
static void check_two(world *w, plb_status told) {
  check_counts(w, told, 2, 2);
}
static void check_three(world *w, plb_status told) {
  check_counts(w, told, 2, 3);
}

/* ---- questions ---- */
static bool add_document(void *user, const plb_document *d) {
  world_add(user, d->id, 32);
  for (uint32_t i = 0; i < d->n_report; i++) {
    world_add(user, d->report[i].id, 32);
    world_add(user, &d->report[i].n_step, sizeof d->report[i].n_step);
  }
  return true;
}

static plb_status ask(world *w, const plb_filter *filter, plb_error *err) {
  plb_store *store = NULL;
  plb_status s = plb_store_open(w->db, PLB_STORE_READ, &store, err);
  if (s) return s;
  s = plb_store_each(store, filter, add_document, w, err);
  plb_store_close(store);
  return s;
}

static plb_status ask_all(world *w, plb_error *err) {
  return ask(w, NULL, err);
}

static plb_status ask_filtered(world *w, plb_error *err) {
  plb_filter f;
  plb_filter_default(&f);
  f.words = "harbour";
  f.actor = "NOR";
  f.type = "ACCUSE";
  f.since = "2021";
  f.until = "2021-12-31";
  f.document = "text.txt";
  f.failures = true;
  return ask(w, &f, err);
}

static void add_type(void *user, const char *type, uint64_t n) {
  world_add(user, type, strlen(type));
  world_add(user, &n, sizeof n);
}

static plb_status count_all(world *w, plb_error *err) {
  plb_store *store = NULL;
  plb_store_counts c;
  plb_status s = plb_store_open(w->db, PLB_STORE_READ, &store, err);
  if (s) return s;
  s = plb_store_count(store, &c, err);
  if (!s) s = plb_store_types(store, add_type, w, err);
  if (!s) s = plb_store_check(store, err);
  if (!s) world_add(w, &c, sizeof c);
  plb_store_close(store);
  return s;
}

/* ---- exports ---- */
static char exported[1 << 20];

static plb_status export_as(world *w, plb_export_format format, plb_error *err) {
  plb_store *store = NULL;
  memset(exported, 0, sizeof exported);
  FILE *out = fmemopen(exported, sizeof exported, "w");
  if (!out) return plb_fail(err, PLB_NOMEM, "oom", "the test's own file");
  plb_status s = plb_store_open(w->db, PLB_STORE_READ, &store, err);
  if (!s) s = plb_store_export(store, NULL, format, out, err);
  plb_store_close(store);
  fclose(out);
  if (!s) world_add(w, exported, strlen(exported));
  return s;
}

static plb_status export_jsonl(world *w, plb_error *err) {
  return export_as(w, PLB_EXPORT_JSONL, err);
}
static plb_status export_csv(world *w, plb_error *err) {
  return export_as(w, PLB_EXPORT_CSV, err);
}
static plb_status export_documents(world *w, plb_error *err) {
  return export_as(w, PLB_EXPORT_DOCUMENTS, err);
}

const op *ops_of_store(world *w, size_t *n) {
  static const op list[] = {
      {.name = "store: make", .prepare = none, .act = open_only, .check = check_new},
      {.name = "store: open", .prepare = two_documents, .act = open_only, .check = check_two},
      {.name = "store: put", .prepare = two_documents, .act = put_new, .check = check_three},
      {.name = "store: put again", .prepare = two_documents, .act = put_again, .check = check_three},
      {.name = "store: problem", .prepare = two_documents, .act = put_problem, .check = check_two},
      {.name = "store: each", .prepare = two_documents, .act = ask_all},
      {.name = "store: query", .prepare = two_documents, .act = ask_filtered},
      {.name = "store: count", .prepare = two_documents, .act = count_all},
      {.name = "export jsonl", .prepare = two_documents, .act = export_jsonl},
      {.name = "export csv", .prepare = two_documents, .act = export_csv},
      {.name = "export documents", .prepare = two_documents, .act = export_documents},
  };
  plb_error e;
  none(w);
  if (write_run(w, 0, 1, false, &e)) world_die(e.message);
  world_copy(w->db, w->kept);
  *n = sizeof list / sizeof *list;
  return list;
}
