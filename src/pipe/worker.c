/* A worker: loads the tables once, then record in, stages, document out, one after another. What it holds of a document
 * is one arena. It has no handle on anything but its socket; whatever a page does to it, the writer sees it end. */
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/error.h"
#include "base/slice.h"
#include "extract/dom.h"
#include "pipe/fault.h"
#include "pipe/frame.h"
#include "pipe/role.h"
#include "pipe/spawn.h"
#include "pipe/stage.h"
#include "pipe/wire.h"

enum { FRAME_ROOM = 64 * 1024, STOP_BYTES = 64, OWN_ROOM = 256 << 20 /* the cap of own_table_bytes */ };

typedef struct worker {
  int fd;
  plb_limits limits;
  char stop_after[STOP_BYTES];
  plb_stages *stages;
  plb_arena arena;
  plb_buf in, out;
} worker;

/* libxml2 can loop after a failed allocation: end here, the writer knows this exit code. */
static void no_memory(void) {
  _exit(PLB_EXIT_NOMEM);
}

/* Runs the stages over the record in the frame; *doc is what became known, also with an error. */
static plb_status run(worker *w, plb_doc *doc, plb_error *e) {
  plb_slice in = plb_frame_payload(&w->in);
  plb_wire_place place;
  *doc = (plb_doc){.arena = &w->arena, .limits = &w->limits};
  if (plb_frame_kind_of(&w->in) != PLB_FRAME_RECORD) return plb_fail(e, PLB_INTERNAL, "pipe", "this is no record");
  plb_status s = plb_wire_get_place(&in, &place, e);
  if (!s) s = plb_wire_get_record(&in, &doc->record, e);
  if (!s && plb_fault(doc->record.bytes, "")) no_memory();
  if (!s) s = plb_stages_run(w->stages, doc, w->stop_after, e);
  return s;
}

static plb_status send_result(worker *w, const plb_doc *doc, const plb_error *e) {
  plb_frame_begin(&w->out, PLB_FRAME_RESULT);
  plb_wire_put_error(&w->out, e);
  plb_wire_put_doc(&w->out, doc);
  plb_frame_end(&w->out);
  return w->out.status;
}

static plb_status work(worker *w) {
  plb_doc doc;
  plb_error e;
  plb_error_clear(&e);
  /* Of a document that failed only the facts are sure. */
  if (run(w, &doc, &e)) doc = (plb_doc){.id = doc.id, .meta = doc.meta};
  plb_status s = send_result(w, &doc, &e);
  if (s) {
    plb_doc none = {.id = doc.id};
    plb_fail(&e, s, "pipe", "the document is too large to hand on (arena_bytes)");
    send_result(w, &none, &e);
  }
  plb_arena_reset(&w->arena);
  return plb_frame_send(w->fd, &w->out, -1, NULL);
}

/* Our tables, then the user's out of what is left of the settings. */
static plb_status open_tables(worker *w, plb_slice in, plb_error *e) {
  plb_own_text *own;
  uint32_t n;
  plb_status s = plb_wire_get_own(&in, &w->arena, &own, &n, e);
  if (!s) s = plb_stages_open(&w->stages, e);
  for (uint32_t i = 0; i < n && !s; i++)
    s = plb_stages_add(w->stages, &own[i], e);
  plb_arena_reset(&w->arena);
  return s;
}

static plb_status set_up(worker *w) {
  const char *words;
  int passed;
  plb_error e;
  plb_error_clear(&e);
  plb_status s = plb_frame_receive(w->fd, &w->in, &passed, NULL);
  if (s) return s;
  plb_slice in = plb_frame_payload(&w->in);
  s = plb_wire_get_setup(&in, &w->limits, &words, NULL);
  if (s) return s;
  snprintf(w->stop_after, sizeof w->stop_after, "%s", words);
  w->out.max = w->limits.arena_bytes;
  plb_arena_init(&w->arena, w->limits.arena_bytes);
  plb_dom_process_init(no_memory);
  plb_status opened = open_tables(w, in, &e);
  plb_buf_free(&w->in);
  plb_buf_init(&w->in, 2 * (size_t)w->limits.record_bytes + FRAME_ROOM);
  s = plb_role_ready(w->fd, &w->out, PLB_SANDBOX_WORKER, &w->limits, &e);
  return s ? s : opened;
}

int plb_worker_main(int fd) {
  worker w = {.fd = fd};
  int passed;
  plb_buf_init(&w.in, OWN_ROOM + FRAME_ROOM);
  plb_buf_init(&w.out, FRAME_ROOM);
  plb_status s = set_up(&w);
  while (!s && !(s = plb_frame_receive(fd, &w.in, &passed, NULL))) {
    if (passed >= 0) close(passed);
    s = work(&w);
  }
  plb_stages_close(w.stages);
  plb_arena_free(&w.arena);
  plb_buf_free(&w.in);
  plb_buf_free(&w.out);
  return s == PLB_NOTFOUND ? PLB_EXIT_OK : PLB_EXIT_PARENT;
}
