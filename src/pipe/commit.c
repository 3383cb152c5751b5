/* Commit: finished records leave the window at its front, so the order of commits is the order of the input whatever
 * the number of workers. A batch is one transaction with the cursors of its sources; only after its fsync is anything
 * told. */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "pipe/job.h"
#include "pipe/wire.h"
#include "pipe/frame.h"

static const char *source_name(const job *j, const slot *s) {
  return j->walk.at[s->source].path;
}

/* The number counts all records of the source, also where a member of an archive is named. */
static void name_record(const job *j, const slot *s, plb_error *e) {
  char place[sizeof e->place];
  if (s->part[0])
    snprintf(place, sizeof place, "%.80s!/%.80s, record %u", source_name(j, s), s->part, s->number);
  else
    snprintf(place, sizeof place, "%.160s:%u", source_name(j, s), s->number);
  plb_error_place(e, place);
}

/* The document of the slot, as far as it is known; a broken result is the slot's problem. */
static void read_slot(job *j, slot *s, plb_doc *doc) {
  plb_arena_reset(&j->arena);
  *doc = (plb_doc){.arena = &j->arena, .limits = &j->limits};
  plb_error e;
  plb_status status = PLB_OK;
  if (s->result.n) {
    plb_slice in = plb_frame_payload(&s->result);
    status = plb_wire_get_error(&in, &s->problem, &e);
    if (!status) status = plb_wire_get_doc(&in, doc, &e);
    if (!status && doc->id.hex[0] && strcmp(doc->id.hex, s->id.hex) != 0)
      status = plb_fail(&e, PLB_INTERNAL, "pipe", "the document has another identifier than its record");
  }
  if (status) {
    s->problem = e;
    *doc = (plb_doc){.arena = &j->arena, .limits = &j->limits};
  }
  doc->id = s->id;
  doc->record = (plb_record){
      .source = plb_slice_str(source_name(j, s)), .offset = s->offset, .number = s->number, .format = s->format};
  doc->record.given.id = plb_slice_str(s->given_id);
  doc->record.given.acquired = plb_slice_str(s->acquired);
  doc->record.given.note = plb_slice_str(s->kept);
  if (s->problem.code) name_record(j, s, &s->problem);
}

/* Errors of the database's own, which end the run; others are about this one document. */
static bool ends_run(plb_status s) {
  return s == PLB_DATABASE || s == PLB_IO || s == PLB_NOMEM || s == PLB_VERSION;
}

static plb_status store_slot(job *j, slot *s, const plb_doc *doc, bool *added, plb_error *err) {
  plb_store_cursor after = {s->after.offset, s->after.hash, s->after.number};
  plb_status status = plb_store_begin(j->store, err);
  if (status) return status;
  if (!s->problem.code) {
    status = plb_store_put(j->store, doc, NULL, &after, j->options->again, added, err);
    if (status == PLB_OK || ends_run(status)) return status;
    s->problem = *err;
    name_record(j, s, &s->problem);
  }
  plb_doc bare = *doc;
  bare.n_report = bare.n_silence = 0;
  return plb_store_put(j->store, &bare, &s->problem, &after, j->options->again, added, err);
}

static plb_status show_slot(job *j, slot *s, const plb_doc *doc, bool *added, plb_error *err) {
  plb_document view;
  plb_error problem = s->problem;
  plb_status status = plb_view(doc, problem.code ? &problem : NULL, &view, err);
  if (status) return status;
  *added = !problem.code;
  if (j->options->on_document && !j->options->on_document(j->options->user, &view)) j->halted = true;
  return PLB_OK;
}

static void count_slot(job *j, const slot *s, const plb_doc *doc, bool added) {
  plb_job_result *r = j->result;
  r->records++;
  if (s->problem.code == PLB_EMPTY || s->problem.code == PLB_LANGUAGE) {
    r->skipped++;
  } else if (s->problem.code) {
    r->failed++;
  } else if (added) {
    r->added++;
    r->reports += doc->n_report;
    j->batch_reports += doc->n_report;
  } else {
    r->known++;
  }
  j->batch_problems += s->problem.code != PLB_OK;
  j->batch_documents += s->problem.code == PLB_OK;
}

/* What a source passed over: told, counted, and its cursor kept. */
static plb_status hand_on_note(job *j, slot *s, plb_error *err) {
  plb_store_cursor after = {s->after.offset, s->after.hash, s->after.number};
  plb_status status = j->store ? plb_store_begin(j->store, err) : PLB_OK;
  if (!status && j->store) status = plb_store_cursor_put(j->store, plb_slice_str(source_name(j, s)), &after, err);
  if (status) return status;
  plb_error_place(&s->problem, source_name(j, s));
  job_notice(j, &s->problem);
  j->result->passed += s->number;
  return PLB_OK;
}

static void tell_said(const job *j, const slot *s) {
  plb_error notice;
  plb_error_clear(&notice);
  notice.module = "acquire";
  snprintf(notice.message, sizeof notice.message, "%s", s->said);
  name_record(j, s, &notice);
  job_notice(j, &notice);
}

static plb_status hand_on_record(job *j, slot *s, plb_error *err) {
  plb_doc doc;
  bool added = false;
  read_slot(j, s, &doc);
  plb_status status = j->store ? store_slot(j, s, &doc, &added, err) : show_slot(j, s, &doc, &added, err);
  if (status) return status;
  if (s->problem.code) job_problem(j, &s->problem);
  if (added && s->said[0]) tell_said(j, s);
  count_slot(j, s, &doc, added);
  return PLB_OK;
}

static plb_status hand_on(job *j, slot *s, plb_error *err) {
  plb_status status = s->note ? hand_on_note(j, s, err) : hand_on_record(j, s, err);
  if (status) return status;
  if (j->n_marks == 0) j->batch_since = job_now();
  /* Of a file that cannot be read, or not to its end, no record was taken: it is read anew in the next run. */
  bool record = !s->note && s->after.number == s->number;
  j->marks[j->n_marks++] = (mark){s->source, record ? s->number : 0};
  j->progress.bytes_done = s->bytes_done;
  return PLB_OK;
}

plb_status commit_ready(job *j, plb_error *err) {
  while (j->window.first < j->window.next && !j->halted) {
    slot *s = window_slot(&j->window, j->window.first);
    if (s->state != SLOT_DONE) return PLB_OK;
    plb_status status = hand_on(j, s, err);
    window_pop(&j->window);
    if (!status) status = commit_due(j, j->store == NULL, err);
    if (status) return status;
  }
  return PLB_OK;
}

plb_status commit_due(job *j, bool now, plb_error *err) {
  if (j->n_marks == 0) return PLB_OK;
  if (!now && j->n_marks < BATCH_DOCUMENTS && (job_now() - j->batch_since) * 1000 < BATCH_MS) return PLB_OK;
  plb_status status = j->store ? plb_store_commit(j->store, err) : PLB_OK;
  if (status) return status;
  j->progress.documents += j->batch_documents;
  j->progress.reports += j->batch_reports;
  j->progress.problems += j->batch_problems;
  for (unsigned i = 0; j->options->on_committed && i < j->n_marks; i++) {
    const mark *m = &j->marks[i];
    if (m->number) j->options->on_committed(j->options->user, plb_slice_str(j->walk.at[m->source].path), m->number);
  }
  j->batch_documents = j->batch_reports = j->batch_problems = 0;
  j->n_marks = 0;
  return PLB_OK;
}
