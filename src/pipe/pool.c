/* The pool: workers are started when there is work for them, up to the number asked for. Each has at most two records,
 * one at work and one waiting in its socket, so that it need not idle while the writer commits. A worker that ends
 * costs the record it was working on; the one behind it goes back to the queue. */
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/slice.h"
#include "pipe/frame.h"
#include "pipe/job.h"
#include "pipe/role.h"
#include "pipe/wire.h"

enum { FRAME_ROOM = 64 * 1024 };

static void begin_oldest(const job *j, worker *w) {
  w->since = j->awake;
  w->since_seconds = plb_child_seconds(&w->child);
  plb_child_allow(&w->child, w->since_seconds, CPU_FACTOR * (w->ready ? j->limits.worker_seconds : STARTUP_SECONDS));
}

static plb_status start_worker(job *j, plb_error *err) {
  pool *p = &j->pool;
  worker *w = &p->at[p->n];
  *w = (worker){.n = 0};
  plb_status s = plb_child_start("worker", &w->child, err);
  if (s) return s;
  plb_buf_init(&w->in, (size_t)j->limits.arena_bytes + FRAME_ROOM);
  p->n++;
  begin_oldest(j, w);
  /* One that died meanwhile is seen, with its reason, when its socket is read. */
  if (plb_frame_send(w->child.fd, &p->setup, -1, NULL)) plb_child_kill(&w->child);
  return PLB_OK;
}

/* An idle worker, else a new one, else one with room in its queue; -1: none. */
static int choose(job *j, plb_error *err, plb_status *status) {
  pool *p = &j->pool;
  int least = -1;
  for (unsigned i = 0; i < p->n; i++)
    if (p->at[i].n < WORKER_QUEUE && (least < 0 || p->at[i].n < p->at[least].n)) least = (int)i;
  if (least >= 0 && p->at[least].n == 0) return least;
  if (p->n == p->most) return least;
  *status = start_worker(j, err);
  if (*status == PLB_OK) return (int)p->n - 1;
  if (p->n == 0) return -1;
  /* Go on with those there are, and say so. */
  job_problem(j, err);
  p->most = p->n;
  *status = PLB_OK;
  return least;
}

plb_status pool_dispatch(job *j, plb_error *err) {
  pool *p = &j->pool;
  window *win = &j->window;
  if (p->queued_from < win->first) p->queued_from = win->first;
  for (; p->queued_from < win->next; p->queued_from++) {
    slot *s = window_slot(win, p->queued_from);
    if (s->state != SLOT_QUEUED) continue;
    plb_status status = PLB_OK;
    int i = choose(j, err, &status);
    if (status || i < 0) return status;
    worker *w = &p->at[i];
    if (w->n == 0 && w->ready) begin_oldest(j, w);
    w->queue[w->n++] = p->queued_from;
    s->state = SLOT_SENT;
    pool_push(j, (unsigned)i);
  }
  return PLB_OK;
}

bool pool_wants_write(const worker *w) {
  return w->n_sent < w->n;
}

void pool_push(job *j, unsigned i) {
  worker *w = &j->pool.at[i];
  while (pool_wants_write(w)) {
    const slot *s = window_slot(&j->window, w->queue[w->n_sent]);
    /* A dead worker is seen, with its reason, when its socket is read; one that cannot be reached is ended. */
    plb_status pushed = plb_frame_push(w->child.fd, &s->frame, &w->sent, NULL);
    if (pushed && pushed != PLB_NOTFOUND) plb_child_kill(&w->child);
    if (pushed) return;
    w->n_sent++;
    w->sent = 0;
  }
}

static plb_status take_ready(job *j, worker *w, plb_error *err) {
  plb_error e;
  plb_sandbox got;
  plb_status s = plb_role_take_ready(&w->in, &e, &got, err);
  if (s) return s;
  if (e.code) {
    if (err) *err = e;
    return e.code;
  }
  job_notice_sandbox(j, &got);
  w->ready = true;
  j->pool.deaths = 0;
  begin_oldest(j, w);
  return PLB_OK;
}

/* The oldest record of the worker is finished. */
static slot *finish_oldest(job *j, worker *w) {
  slot *s = window_slot(&j->window, w->queue[0]);
  w->n--;
  if (w->n_sent) w->n_sent--;
  memmove(w->queue, w->queue + 1, w->n * sizeof *w->queue);
  window_drop(&j->window, &s->frame);
  s->state = SLOT_DONE;
  return s;
}

static void blame(job *j, worker *w, int how) {
  char words[120];
  plb_status code = w->timed_out ? PLB_TIMEOUT : plb_child_verdict(how);
  plb_child_how(how, words, sizeof words);
  slot *s = finish_oldest(j, w);
  if (code == PLB_TIMEOUT)
    plb_fail(&s->problem, code, "pipe", "the worker process took too long (worker_seconds) and was ended");
  else if (code == PLB_NOMEM)
    plb_fail(&s->problem, code, "pipe", "the worker process ran out of memory");
  else
    plb_fail(&s->problem, code, "pipe", "the worker process %s", words);
}

/* A worker is dead: who is to blame, what goes back, and the last worker takes its place in the list. */
static plb_status bury(job *j, unsigned i, plb_error *err) {
  pool *p = &j->pool;
  worker *w = &p->at[i];
  int how;
  char words[120];
  plb_child_end(&w->child, &how);
  plb_child_how(how, words, sizeof words);
  bool never = !w->ready;
  if (!never && w->n) blame(j, w, how);
  for (unsigned k = 0; k < w->n; k++) {
    window_slot(&j->window, w->queue[k])->state = SLOT_QUEUED;
    if (w->queue[k] < p->queued_from) p->queued_from = w->queue[k];
  }
  plb_buf_free(&w->in);
  *w = p->at[--p->n];
  if (!never || ++p->deaths < STARTUP_DEATHS) return PLB_OK;
  return plb_fail(err, PLB_INTERNAL, "pipe", "worker processes end before they are ready: the last one %s%s", words,
                  plb_child_hint(how));
}

/* *sense: it is a frame that may come now. */
static plb_status take_frame(job *j, worker *w, bool *sense, plb_error *err) {
  plb_frame_kind kind = plb_frame_kind_of(&w->in);
  *sense = true;
  if (kind == PLB_FRAME_READY && !w->ready) return take_ready(j, w, err);
  *sense = kind == PLB_FRAME_RESULT && w->ready && w->n_sent > 0;
  if (!*sense) return PLB_OK;
  slot *s = finish_oldest(j, w);
  window_take(&j->window, &s->result, &w->in);
  if (w->n) begin_oldest(j, w);
  return PLB_OK;
}

plb_status pool_receive(job *j, unsigned i, plb_error *err) {
  worker *w = &j->pool.at[i];
  bool sense = true;
  plb_error e;
  plb_status polled;
  while (!(polled = plb_frame_poll(w->child.fd, &w->in, &e))) {
    plb_status s = take_frame(j, w, &sense, err);
    plb_buf_clear(&w->in);
    if (s) return s;
    if (!sense) break;
  }
  if (polled == PLB_NOTFOUND) return PLB_OK;
  if (polled == PLB_NOMEM) { /* ours, not the worker's fault */
    *err = e;
    return polled;
  }
  if (polled != PLB_IO) plb_child_kill(&w->child);
  return bury(j, i, err);
}

static bool too_long(const job *j, const worker *w) {
  double most = w->ready ? j->limits.worker_seconds : STARTUP_SECONDS;
  double wall = j->awake - w->since;
  if ((w->n == 0 && w->ready) || wall < most) return false;
  double used = plb_child_seconds(&w->child) - w->since_seconds;
  return used >= most || wall >= most * WALL_FACTOR;
}

plb_status pool_check(job *j, plb_error *err) {
  for (unsigned i = 0; i < j->pool.n; i++) {
    worker *w = &j->pool.at[i];
    if (!too_long(j, w)) continue;
    w->timed_out = true;
    plb_child_kill(&w->child);
    plb_status s = bury(j, i, err);
    if (s) return s;
    i--;
  }
  return PLB_OK;
}

/* Those that idle end by themselves at the end of their socket. */
void pool_end(job *j) {
  pool *p = &j->pool;
  for (unsigned i = 0; i < p->n; i++) {
    if (p->at[i].n || !p->at[i].ready) plb_child_kill(&p->at[i].child);
    shutdown(p->at[i].child.fd, SHUT_RDWR);
  }
  for (unsigned i = 0; i < p->n; i++) {
    plb_child_end(&p->at[i].child, NULL);
    plb_buf_free(&p->at[i].in);
  }
  plb_buf_free(&p->setup);
  p->n = 0;
}
