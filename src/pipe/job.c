/* The run: plan, then one poll loop over the reader's and the workers' sockets until everything found is committed.
 * Nothing blocks but the database's fsync; nothing grows but the window, and that has an end. */
#include "pipe/job.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "pipe/frame.h"
#include "pipe/sandbox.h"
#include "pipe/stage.h"
#include "pipe/wire.h"

enum { GAP_SECONDS = 1, SETUP_ROOM = 8192 * OWN_TABLES_MOST, OPTIONS_BYTES = 8192 * (OWN_TABLES_MOST + 1) };

double job_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

bool job_stopped(const job *j) {
  return j->halted || (j->options->stop && *(const volatile int *)j->options->stop != 0);
}

void job_problem(const job *j, const plb_error *problem) {
  if (j->options->on_problem) j->options->on_problem(j->options->user, problem);
}

void job_notice(const job *j, const plb_error *notice) {
  if (j->options->on_notice) j->options->on_notice(j->options->user, notice);
}

void job_notice_sandbox(job *j, const plb_sandbox *got) {
  const char *weakness = plb_sandbox_weakness(got);
  if (!weakness || j->noticed || !j->options->on_notice) return;
  plb_error notice;
  plb_fail(&notice, PLB_IO, "pipe",
           "warning: the processes that read the input are not fully locked up (%s); see polybius doctor", weakness);
  j->noticed = true;
  job_notice(j, &notice);
}

void job_push_problem(job *j, size_t source, const plb_record *record, const plb_error *problem) {
  plb_record place = record ? *record : (plb_record){.number = 1};
  place.source = plb_slice_str(j->walk.at[source].path);
  slot *s = window_push(&j->window);
  s->problem = *problem;
  plb_error_place(&s->problem, j->walk.at[source].path);
  s->source = source;
  s->offset = place.offset;
  s->number = place.number;
  s->after = record ? j->feed.after : (plb_cursor){0};
  s->id = plb_record_id(&place);
  s->bytes_done = j->feed.base_bytes + j->walk.at[source].size;
}

void plb_job_options_default(plb_job_options *options) {
  memset(options, 0, sizeof *options);
  options->size = sizeof *options;
  plb_limits_default(&options->limits);
}

/* ---- before the run ---- */

static plb_status check_options(const plb_job_options *o, plb_error *err) {
  plb_field_map map;
  char storage[4096];
  if (o->size != sizeof *o || o->limits.size != sizeof o->limits)
    return plb_fail(err, PLB_USAGE, "pipe", "the options are not from plb_job_options_default of this version");
  if (o->workers > WORKERS_MAX) return plb_fail(err, PLB_USAGE, "pipe", "at most %d worker processes", WORKERS_MAX);
  for (size_t i = 0; i < o->n_own; i++)
    if ((unsigned)o->own[i].kind >= PLB_OWN_KIND_COUNT || !o->own[i].path)
      return plb_fail(err, PLB_USAGE, "pipe", "table %zu of one's own has no known kind or no path", i + 1);
  if (o->n_path == 0) return plb_fail(err, PLB_USAGE, "pipe", "there is nothing to read");
  if (!plb_stages_known(o->stop_after))
    return plb_fail(err, PLB_USAGE, "pipe", "there is no stage called '%.40s'", o->stop_after);
  if (o->database && o->stop_after)
    return plb_fail(err, PLB_USAGE, "pipe", "a run that stops after a stage stores nothing: name no database");
  plb_status s = plb_stages_check(err);
  return s ? s : plb_field_map_parse(o->fields, &map, storage, sizeof storage, err);
}

static void tell_walk_problem(void *user, const plb_error *e) {
  job *j = user;
  j->result->failed++;
  j->progress.problems++;
  job_problem(j, e);
}

static plb_status plan(job *j, plb_error *err) {
  plb_status s = PLB_OK;
  for (size_t i = 0; i < j->options->n_path && !s; i++)
    s = plb_walk_add(&j->walk, j->options->path[i], &j->limits, tell_walk_problem, j);
  if (s == PLB_LIMIT)
    return plb_fail(err, s, "pipe", "more than %u files at once (walk_files); take them in several runs",
                    j->limits.walk_files);
  if (s) return plb_fail(err, s, "pipe", "no memory for the list of files");
  plb_job_plan p = {j->walk.n, j->walk.bytes, j->walk.skipped_hidden, j->walk.skipped_links, j->walk.skipped_other};
  if (j->options->on_plan) j->options->on_plan(j->options->user, &p);
  j->progress.bytes_total = j->walk.bytes;
  return PLB_OK;
}

static unsigned processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return (unsigned)CPU_COUNT(&set);
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (unsigned)n : 1;
}

static plb_status prepare_pool(job *j, plb_error *err) {
  pool *p = &j->pool;
  p->most = j->options->workers ? j->options->workers : processors();
  if (p->most > WORKERS_MAX) p->most = WORKERS_MAX;
  p->at = calloc(p->most, sizeof *p->at);
  if (!p->at) return plb_fail(err, PLB_NOMEM, "pipe", "no memory for %u workers", p->most);
  plb_buf_init(&p->setup, (size_t)j->limits.own_table_bytes + SETUP_ROOM);
  plb_frame_begin(&p->setup, PLB_FRAME_SETUP);
  plb_wire_put_setup(&p->setup, &j->limits, j->options->stop_after ? j->options->stop_after : "");
  plb_wire_put_own(&p->setup, j->own, j->options->n_own);
  plb_frame_end(&p->setup);
  return p->setup.status ? plb_fail(err, p->setup.status, "pipe", "no memory for the settings") : PLB_OK;
}

static const char *const own_names[PLB_OWN_KIND_COUNT] = {"actors", "codebook"};

/* What decides the result, for the run's row: fields, again, limits that are not the usual ones, the user's tables. */
static void describe(const job *j, plb_buf *out) {
  plb_limits usual;
  plb_limits_default(&usual);
  plb_buf_printf(out, "again=%d fields=%s", j->options->again, j->options->fields ? j->options->fields : "-");
#define PLB_X(name, def, cap, unit, text) \
  if (j->limits.name != usual.name) plb_buf_printf(out, " " #name "=%u", j->limits.name);
  PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
  for (size_t i = 0; i < j->options->n_own; i++)
    plb_buf_printf(out, " %s=%s", own_names[j->options->own[i].kind], j->options->own[i].path);
  plb_buf_char(out, 0);
}

static plb_status open_store(job *j, plb_error *err) {
  plb_buf words;
  plb_id tables = plb_own_hash(j->own, j->options->n_own);
  if (!j->options->database) return PLB_OK;
  plb_status s = plb_store_open(j->options->database, PLB_STORE_WRITE, &j->store, err);
  if (s) return s;
  plb_buf_init(&words, OPTIONS_BYTES);
  describe(j, &words);
  plb_store_tables(j->store, &tables);
  s = words.status ? plb_fail(err, words.status, "pipe", "no memory for the run's options")
                   : plb_store_run_begin(j->store, words.p, err);
  plb_buf_free(&words);
  return s;
}

/* ---- the loop ---- */

static void tell_progress(job *j, bool now) {
  double t = job_now();
  if (!j->options->on_progress || (!now && (t - j->told) * 1000 < TICK_MS)) return;
  j->told = t;
  j->progress.seconds = t - j->began;
  j->options->on_progress(j->options->user, &j->progress);
}

/* One look at all sockets: at[0] is the reader's, at[i + 1] that of worker i. */
static unsigned fill_polls(const job *j, struct pollfd *at) {
  bool listen = j->feed.child.pid && window_has_room(&j->window);
  at[0] = (struct pollfd){.fd = listen ? j->feed.child.fd : -1, .events = POLLIN};
  for (unsigned i = 0; i < j->pool.n; i++) {
    const worker *w = &j->pool.at[i];
    at[i + 1] = (struct pollfd){.fd = w->child.fd, .events = (short)(POLLIN | (pool_wants_write(w) ? POLLOUT : 0))};
  }
  return j->pool.n + 1;
}

static int patience(job *j) {
  const window *w = &j->window;
  if (w->first < w->next && window_slot(&j->window, w->first)->state == SLOT_DONE) return 0;
  if (j->n_marks == 0) return TICK_MS;
  double left = BATCH_MS - (job_now() - j->batch_since) * 1000;
  return left < 0 ? 0 : left < TICK_MS ? (int)left + 1 : TICK_MS;
}

static plb_status look(job *j, plb_error *err) {
  struct pollfd at[WORKERS_MAX + 1];
  unsigned n = fill_polls(j, at);
  if (poll(at, n, patience(j)) < 0 && errno != EINTR)
    return plb_fail(err, PLB_IO, "pipe", "cannot wait for the processes: %s", strerror(errno));
  plb_status s = at[0].revents ? feed_receive(j, err) : PLB_OK;
  /* From the last to the first: a dead worker's place is taken by the last one. */
  for (unsigned i = n - 1; i > 0 && !s; i--) {
    if (at[i].revents & POLLOUT) pool_push(j, i - 1);
    if (at[i].revents & (POLLIN | POLLHUP | POLLERR)) s = pool_receive(j, i - 1, err);
  }
  return s;
}

/* A writer that was stopped (Ctrl-Z) or held up by a callback or a disk holds up its children too: such a gap is not
 * theirs. */
static void count_awake(job *j) {
  double now = job_now(), gap = now - j->awake_at;
  j->awake += gap < GAP_SECONDS ? gap : GAP_SECONDS;
  j->awake_at = now;
}

static plb_status turn(job *j, plb_error *err) {
  count_awake(j);
  plb_status s = feed_step(j, err);
  if (!s) s = pool_dispatch(j, err);
  if (!s) s = look(j, err);
  if (!s) s = feed_check(j, err);
  if (!s) s = pool_check(j, err);
  if (!s) s = commit_ready(j, err);
  if (!s) s = commit_due(j, false, err);
  tell_progress(j, false);
  return s;
}

static bool finished(const job *j) {
  return feed_done(j) && j->window.first == j->window.next;
}

/* ---- codebooks ---- */

typedef struct book_look {
  const job *j;
  uint64_t wrong;
} book_look;

static void tell_wrong(void *user, const plb_finding *f) {
  const book_look *l = user;
  plb_error e;
  char place[192];
  if (strcmp(f->kind, "wrong") != 0) return;
  plb_fail(&e, PLB_TABLE, "code", "%.*s", (int)f->text.n, f->text.p);
  snprintf(place, sizeof place, "%.*s", (int)f->place.n, f->place.p);
  plb_error_place(&e, place);
  job_problem(l->j, &e);
}

/* Of what a dictionary says and we cannot, a run tells the count only. */
static void tell_book(void *user, const plb_codebook_file *f) {
  book_look *l = user;
  plb_error e;
  l->wrong += f->wrong;
  if (!f->skipped && !f->partly) return;
  plb_fail(&e, PLB_OK, "code",
           "%s: %llu rows taken, of which %llu with something left out; %llu entries not taken (polybius codebook "
           "check names each)",
           f->kind, (unsigned long long)f->rows, (unsigned long long)f->partly, (unsigned long long)f->skipped);
  plb_error_place(&e, f->path);
  job_notice(l->j, &e);
}

/* Every wrong row is told before the first document is read, and then none is. */
static plb_status look_at_books(job *j, plb_error *err) {
  book_look l = {.j = j};
  bool any = false;
  for (size_t i = 0; i < j->options->n_own; i++)
    any |= j->own[i].kind == PLB_OWN_CODEBOOK;
  plb_status s = any ? plb_own_look(j->own, j->options->n_own, tell_wrong, tell_book, &l, err) : PLB_OK;
  if (s || !l.wrong) return s;
  return plb_fail(err, PLB_TABLE, "pipe", "the codebook has %llu wrong rows: nothing was read",
                  (unsigned long long)l.wrong);
}

static plb_status run(job *j, plb_error *err) {
  plb_status s = plb_own_read(j->options->own, j->options->n_own, &j->limits, &j->own_arena, &j->own, err);
  if (!s) s = look_at_books(j, err);
  if (!s) s = prepare_pool(j, err);
  if (!s) s = open_store(j, err);
  while (!s && !finished(j) && !job_stopped(j))
    s = turn(j, err);
  if (!s) s = commit_due(j, true, err);
  if (!s && !j->halted && !finished(j)) s = plb_fail(err, PLB_INTERRUPTED, "pipe", "stopped; what is done is kept");
  if (s == PLB_OK) j->progress.bytes_done = j->progress.bytes_total;
  tell_progress(j, true);
  return s;
}

static void end(job *j, plb_status how) {
  pool_end(j);
  feed_end(j);
  window_free(&j->window);
  plb_walk_free(&j->walk);
  plb_arena_free(&j->arena);
  plb_arena_free(&j->own_arena);
  free(j->pool.at);
  j->result->seconds = job_now() - j->began;
  if (j->store && how != PLB_OK && how != PLB_INTERRUPTED) plb_store_rollback(j->store);
  if (j->store) plb_store_run_end(j->store, j->result, how, NULL);
  plb_store_close(j->store);
}

plb_status plb_job_run(const plb_job_options *options, plb_job_result *result, plb_error *err) {
  plb_job_result none;
  plb_error unseen;
  if (!result) result = &none;
  if (!err) err = &unseen;
  memset(result, 0, sizeof *result);
  plb_error_clear(err);
  plb_status s = check_options(options, err);
  if (s) return s;
  job *j = calloc(1, sizeof *j);
  if (!j) return plb_fail(err, PLB_NOMEM, "pipe", "no memory for a run");
  j->options = options;
  j->result = result;
  j->limits = options->limits;
  j->feed.file = -1;
  j->feed.child.fd = -1;
  j->began = j->awake_at = job_now();
  plb_arena_init(&j->arena, j->limits.arena_bytes);
  plb_arena_init(&j->own_arena, (size_t)j->limits.own_table_bytes + SETUP_ROOM);
  s = plan(j, err);
  if (!s && !options->dry_run) s = run(j, err);
  end(j, s);
  free(j);
  return s;
}
