/* A database of three coded documents and a failure in a folder of its own in memory, for the targets of the store. The
 * folder goes when the process ends. */
#ifndef FUZZ_DATABASE_H
#define FUZZ_DATABASE_H
#include <stdio.h>
#include <unistd.h>

#include "../tests/coder.h"
#include "base/error.h"
#include "base/view.h"
#include "fuzz.h"
#include "store/store.h"

typedef struct database {
  char folder[32], path[40];
} database;

static database fuzz_database;

static inline void database_remove(void) {
  static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock"};
  char path[64];
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    snprintf(path, sizeof path, "%s%s", fuzz_database.path, ends[i]);
    unlink(path);
  }
}

static inline void database_end(void) {
  database_remove();
  rmdir(fuzz_database.folder);
}

static inline void database_put(plb_store *store, const coder_tables *t, uint32_t number, const char *text,
                                const plb_error *problem) {
  plb_arena arena = {0};
  plb_error err = {0};
  bool added;
  plb_arena_init(&arena, 64 << 20);
  plb_doc doc = {
      .arena = &arena, .limits = &t->limits, .text = plb_slice_str(text), .id = plb_id_of(plb_slice_str(text))};
  doc.record = (plb_record){.source = PLB_LIT("news/a.jsonl"), .number = number, .offset = number * 1000u};
  doc.meta.published_day = (plb_date){2021, 5, 4};
  doc.meta.title = (plb_fact){PLB_LIT("A title"), "given"};
  doc.meta.outlet = (plb_fact){PLB_LIT("Example Times"), "given"};
  plb_map_run run = {0, doc.text.n, 10, doc.text.n};
  doc.map = &run, doc.n_map = 1;
  cut_blocks(&doc, PLB_LIT("\n"));
  must(coder_stages(t, &doc, &err) == PLB_OK);
  must(plb_store_put(store, &doc, problem, NULL, false, &added, &err) == PLB_OK);
  plb_arena_free(&arena);
}

static inline void database_make(void) {
  static const char *const text[] = {
      "Russia accused China of spying on Monday.\nThe French president will visit Berlin, officials said.",
      "Troops killed 12 people in Kyiv on 3 May 2021.\nProtesters marched in Paris; police arrested 30.",
      "Nothing happened at the lake.\nIsrael and Egypt signed an agreement, according to Reuters."};
  database *d = &fuzz_database;
  plb_error err = {0}, problem;
  plb_store *store;
  coder_tables t;
  snprintf(d->folder, sizeof d->folder, "/dev/shm/plb-fuzz-XXXXXX");
  must(mkdtemp(d->folder) != NULL);
  snprintf(d->path, sizeof d->path, "%s/f.db", d->folder);
  atexit(database_end);
  coder_open(&t);
  must(plb_store_open(d->path, PLB_STORE_WRITE, &store, &err) == PLB_OK);
  must(plb_store_run_begin(store, "", &err) == PLB_OK && plb_store_begin(store, &err) == PLB_OK);
  for (uint32_t i = 0; i < 3; i++)
    database_put(store, &t, i + 1, text[i], NULL);
  plb_fail(&problem, PLB_CRASHED, "fuzz", "died");
  database_put(store, &t, 4, "It crashed.", &problem);
  must(plb_store_commit(store, &err) == PLB_OK);
  plb_store_close(store);
  coder_close(&t);
}

static inline bool database_inside(const plb_document *doc, plb_range r) {
  return r.begin <= r.end && r.end <= doc->text.n;
}

/* For plb_store_each: every span lies in its text. */
static inline bool database_look(void *user, const plb_document *doc) {
  (void)user;
  must(!doc->id[0] || (strlen(doc->id) == 32 && strspn(doc->id, "0123456789abcdef") == 32));
  must(doc->title.p && doc->text.p && doc->message.p && doc->status < PLB_STATUS_COUNT);
  for (uint32_t i = 0; i < doc->n_report; i++) {
    const plb_report_view *r = &doc->report[i];
    must(database_inside(doc, r->sentence) && database_inside(doc, r->trigger) && database_inside(doc, r->date_at) &&
         database_inside(doc, r->place_at) && strlen(r->id) == 32 && r->confidence <= 1);
    for (uint32_t k = 0; k < r->n_actor; k++)
      must(database_inside(doc, r->actor[k].at));
    for (uint32_t k = 0; k < r->n_recipient; k++)
      must(database_inside(doc, r->recipient[k].at));
    for (uint32_t k = 0; k < r->n_claim; k++)
      must(database_inside(doc, r->claim[k].cue) && database_inside(doc, r->claim[k].party.at));
  }
  for (uint32_t i = 0; i < doc->n_block; i++)
    must(database_inside(doc, doc->block[i].at));
  for (uint32_t i = 0; i < doc->n_silence; i++)
    must(database_inside(doc, doc->silence[i].sentence));
  return true;
}
#endif
