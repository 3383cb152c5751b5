/* The feed: opens what the walk found and hands it to the one reader process, one file at a time. The reader's records
 * go into the window; what the database knows already is marked there and skips the workers. The reader may wait for a
 * pipe for ever, but it may not compute for ever: its deadline counts processor time since its last frame or the last
 * move of the file offset that it shares with us. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "pipe/frame.h"
#include "pipe/job.h"
#include "pipe/role.h"
#include "pipe/stage.h"
#include "pipe/wire.h"

enum { FRAME_ROOM = 64 * 1024 };

static const char *item_path(const job *j, size_t i) {
  return j->walk.at[i].path;
}

static off_t file_place(const feed *f) {
  return f->file >= 0 ? lseek(f->file, 0, SEEK_CUR) : -1;
}

static void sign_of_life(job *j) {
  feed *f = &j->feed;
  f->seen_at = file_place(f);
  f->seen_seconds = plb_child_seconds(&f->child);
  plb_child_allow(&f->child, f->seen_seconds, CPU_FACTOR * j->limits.worker_seconds);
  f->seen_awake = j->awake;
}

static plb_status start_reader(job *j, plb_error *err) {
  feed *f = &j->feed;
  plb_status s = plb_child_start("reader", &f->child, err);
  if (s) return s;
  f->in.max = 2 * (size_t)j->limits.record_bytes + 2 * FRAME_ROOM;
  f->out.max = FRAME_ROOM;
  f->ready = false;
  plb_buf_clear(&f->in);
  plb_frame_begin(&f->out, PLB_FRAME_SETUP);
  plb_wire_put_setup(&f->out, &j->limits, j->options->fields ? j->options->fields : "");
  plb_frame_end(&f->out);
  if (f->out.status) return plb_fail(err, f->out.status, "pipe", "no memory for the reader's settings");
  /* One that died meanwhile is seen, with its reason, when its socket is read. */
  if (plb_frame_send(f->child.fd, &f->out, -1, NULL)) plb_child_kill(&f->child);
  return PLB_OK;
}

static void finish_item(job *j) {
  feed *f = &j->feed;
  if (f->file > 0) close(f->file);
  f->file = -1;
  f->busy = false;
  f->base_bytes += j->walk.at[f->current].size;
  f->taken = 0;
}

/* Opens the walk item; -1: its problem stands in the window. */
static int open_item(job *j, size_t i) {
  const char *path = item_path(j, i);
  if (strcmp(path, "-") == 0) return 0;
  struct stat st;
  plb_error e;
  int fd;
  do
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  while (fd < 0 && errno == EINTR && !job_stopped(j)); /* a pipe that nobody writes to yet waits here */
  if (fd < 0)
    plb_fail(&e, errno == ENOENT ? PLB_NOTFOUND : PLB_IO, "acquire", "cannot open it: %s", strerror(errno));
  else if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
    plb_fail(&e, PLB_FORMAT, "acquire", "it is a folder now");
  else
    return fd;
  if (fd >= 0) close(fd);
  job_push_problem(j, i, NULL, &e);
  return -1;
}

static plb_status find_cursor(job *j, const char *path, plb_cursor *from, plb_error *err) {
  plb_store_cursor c = {0};
  *from = (plb_cursor){0};
  if (!j->store || j->options->again) return PLB_OK;
  plb_status s = plb_store_cursor_get(j->store, plb_slice_str(path), &c, err);
  *from = (plb_cursor){.offset = c.offset, .hash = c.hash, .number = c.number};
  return s;
}

static plb_status send_item(job *j, size_t i, int fd, plb_error *err) {
  feed *f = &j->feed;
  f->current = i;
  f->file = fd;
  f->busy = true;
  plb_status s = find_cursor(j, item_path(j, i), &f->after, err);
  if (!s && !f->child.pid) s = start_reader(j, err);
  if (s) return s;
  plb_frame_begin(&f->out, PLB_FRAME_SOURCE);
  plb_wire_put_source(&f->out, item_path(j, i), &f->after);
  plb_frame_end(&f->out);
  if (f->out.status) return plb_fail(err, f->out.status, "pipe", "no memory for the reader's next file");
  sign_of_life(j);
  /* Never left waiting for what did not arrive. */
  if (plb_frame_send(f->child.fd, &f->out, fd, NULL)) plb_child_kill(&f->child);
  return PLB_OK;
}

plb_status feed_step(job *j, plb_error *err) {
  feed *f = &j->feed;
  while (!f->busy && f->next < j->walk.n && window_has_room(&j->window)) {
    size_t i = f->next++;
    int fd = open_item(j, i);
    if (fd >= 0) return send_item(j, i, fd, err);
    f->base_bytes += j->walk.at[i].size;
  }
  return PLB_OK;
}

bool feed_done(const job *j) {
  return !j->feed.busy && j->feed.next == j->walk.n;
}

static void copy_fitting(char *to, size_t n, plb_slice s) {
  snprintf(to, n, "%.*s", s.n < n ? (int)s.n : 0, s.p ? s.p : "");
}

/* An id that does not fit is known by its hash. */
static void copy_id(char *to, size_t n, plb_slice id) {
  copy_fitting(to, n, id.n < n ? id : plb_slice_str(plb_id_of(id).hex));
}

static void fill_slot(job *j, slot *s, const plb_wire_place *place, const plb_record *r, const plb_id *id) {
  feed *f = &j->feed;
  s->source = f->current;
  s->offset = r->offset;
  s->number = r->number;
  s->format = r->format;
  s->after = place->after;
  s->bytes_done = f->base_bytes + place->taken;
  s->id = *id;
  copy_id(s->given_id, sizeof s->given_id, r->given.id);
  copy_fitting(s->acquired, sizeof s->acquired, r->given.acquired);
  copy_fitting(s->said, sizeof s->said, r->given.note);
  copy_fitting(s->part, sizeof s->part, r->part);
  snprintf(s->kept, sizeof s->kept, "%s%s%s%s", s->said, s->said[0] && s->part[0] ? "; " : "",
           s->part[0] ? "in the archive as " : "", s->part);
}

static plb_status take_ready(job *j, plb_error *err) {
  plb_error none;
  plb_sandbox got;
  plb_status s = plb_role_take_ready(&j->feed.in, &none, &got, err);
  if (s) return s;
  j->feed.ready = true;
  job_notice_sandbox(j, &got);
  return PLB_OK;
}

/* One frame of the reader's; *sense is false when it makes none. Any other error is the writer's own (a database that
 * is broken says PLB_DAMAGED, too) and ends the run before anything of the record is taken. */
static plb_status take_frame(job *j, bool *sense, plb_error *err) {
  feed *f = &j->feed;
  plb_slice in = plb_frame_payload(&f->in);
  plb_frame_kind kind = plb_frame_kind_of(&f->in);
  plb_wire_place place;
  plb_record record;
  plb_error problem;
  bool known = false;
  if (kind == PLB_FRAME_READY) {
    plb_status ready = take_ready(j, err);
    *sense = ready == PLB_OK;
    return ready;
  }
  *sense = true;
  if (kind == PLB_FRAME_END && f->busy) finish_item(j);
  if (kind == PLB_FRAME_END) return PLB_OK;
  *sense = false;
  if (!f->busy || (kind != PLB_FRAME_RECORD && kind != PLB_FRAME_PROBLEM && kind != PLB_FRAME_NOTE))
    return plb_fail(err, PLB_DAMAGED, "pipe", "wrong frame");
  plb_status s = plb_wire_get_place(&in, &place, err);
  if (!s) s = plb_wire_get_record(&in, &record, err);
  if (!s && kind != PLB_FRAME_RECORD) s = plb_wire_get_error(&in, &problem, err);
  if (s) return s;
  *sense = true;
  plb_id id = plb_record_id(&record);
  bool ask = kind == PLB_FRAME_RECORD && j->store && !j->options->again;
  if (ask && (s = plb_store_has(j->store, &id, &known, err))) return s;
  slot *to = window_push(&j->window);
  fill_slot(j, to, &place, &record, &id);
  f->after = place.after;
  f->taken = place.taken;
  if (kind != PLB_FRAME_RECORD) {
    to->note = kind == PLB_FRAME_NOTE;
    to->problem = problem;
    return PLB_OK;
  }
  to->known = known;
  if (known) return PLB_OK;
  to->state = SLOT_QUEUED;
  window_take(&j->window, &to->frame, &f->in);
  return PLB_OK;
}

/* The reader is dead (or is killed here, because of why): the file it was reading is lost from there on, the next one
 * gets a new reader. One that dies before it was ready never will be. */
static plb_status lose_item(job *j, plb_status code, const char *why, plb_error *err) {
  feed *f = &j->feed;
  int how;
  char words[120];
  plb_error e;
  plb_record place = {.offset = f->after.offset, .number = f->after.number + 1};
  if (why) plb_child_kill(&f->child);
  plb_child_end(&f->child, &how);
  plb_child_how(how, words, sizeof words);
  if (!why) code = plb_child_verdict(how);
  if (!f->ready)
    return plb_fail(err, PLB_INTERNAL, "pipe", "the reader process %s before it was ready%s", words,
                    plb_child_hint(how));
  if (!f->busy) return PLB_OK;
  plb_fail_at(&e, code, "pipe", f->after.offset,
              "the reader process %s after record %u of this file; its rest is not read", why ? why : words,
              f->after.number);
  job_push_problem(j, f->current, &place, &e);
  finish_item(j);
  return PLB_OK;
}

plb_status feed_receive(job *j, plb_error *err) {
  feed *f = &j->feed;
  while (f->child.pid && window_has_room(&j->window)) {
    plb_error e;
    bool sense = true;
    plb_status s = plb_frame_poll(f->child.fd, &f->in, &e);
    if (s == PLB_NOTFOUND) return PLB_OK;
    if (s == PLB_IO) return lose_item(j, PLB_CRASHED, NULL, err);
    if (s == PLB_NOMEM) { /* ours, not the reader's fault */
      *err = e;
      return s;
    }
    if (s == PLB_OK) {
      s = take_frame(j, &sense, err);
      plb_buf_clear(&f->in);
      sign_of_life(j);
      if (s && sense) return s;
    }
    if (s) return lose_item(j, PLB_CRASHED, "sent nonsense and was ended", err);
  }
  return PLB_OK;
}

plb_status feed_check(job *j, plb_error *err) {
  feed *f = &j->feed;
  double most = j->limits.worker_seconds;
  if (!f->busy || !f->child.pid) return PLB_OK;
  if (!window_has_room(&j->window)) f->seen_awake = j->awake;
  bool sleeps = f->seen_at >= 0 && j->awake - f->seen_awake >= most * WALL_FACTOR;
  if (!sleeps && plb_child_seconds(&f->child) - f->seen_seconds < most) return PLB_OK;
  if (file_place(f) != f->seen_at || !window_has_room(&j->window)) return sign_of_life(j), PLB_OK;
  return lose_item(j, PLB_TIMEOUT, "took too long (worker_seconds)", err);
}

void feed_end(job *j) {
  feed *f = &j->feed;
  if (f->child.pid && f->busy) plb_child_kill(&f->child);
  if (f->child.pid) plb_child_end(&f->child, NULL);
  if (f->file > 0) close(f->file);
  plb_buf_free(&f->in);
  plb_buf_free(&f->out);
}
