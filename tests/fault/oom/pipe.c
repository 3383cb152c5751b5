/* Operations: what passes between the processes, the command line, and a whole run. A run's children are forks of this
 * program that have their tables already: what fails is the writer's. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/cli.h"
#include "pipe/frame.h"
#include "pipe/role.h"
#include "pipe/spawn.h"
#include "pipe/wire.h"
#include "world.h"

/* ---- wire ---- */
static void before_wire(world *w) {
  plb_arena_init(&w->work, w->limits.arena_bytes);
}

static plb_status wire_document(world *w, plb_error *err) {
  plb_buf b;
  plb_doc back = {.arena = &w->work, .limits = &w->limits};
  plb_error told;
  plb_buf_init(&b, 16 << 20);
  plb_frame_begin(&b, PLB_FRAME_RESULT);
  plb_error_clear(&told);
  plb_wire_put_error(&b, &told);
  plb_wire_put_doc(&b, &w->doc[0]);
  plb_frame_end(&b);
  plb_status s = b.status ? plb_fail(err, b.status, "oom", "cannot build a frame") : PLB_OK;
  if (!s) {
    plb_slice in = plb_frame_payload(&b);
    s = plb_wire_get_error(&in, &told, err);
    if (!s) s = plb_wire_get_doc(&in, &back, err);
  }
  if (!s) world_add(w, b.p, b.n);
  if (!s) world_add(w, back.text.p, back.text.n);
  plb_buf_free(&b);
  return s;
}

static plb_status wire_record(world *w, plb_error *err) {
  plb_buf b;
  plb_record back;
  plb_limits limits;
  const char *words;
  plb_buf_init(&b, 16 << 20);
  plb_wire_put_setup(&b, &w->limits, "published=day");
  plb_wire_put_record(&b, &w->doc[1].record);
  plb_status s = b.status ? plb_fail(err, b.status, "oom", "cannot build a frame") : PLB_OK;
  plb_slice in = plb_slice_of(b.p ? b.p : "", b.n);
  if (!s) s = plb_wire_get_setup(&in, &limits, &words, err);
  if (!s) s = plb_wire_get_record(&in, &back, err);
  if (!s) world_add(w, back.bytes.p, back.bytes.n);
  plb_buf_free(&b);
  return s;
}

/* ---- command line ---- */
enum { WORDS = 12 };
typedef struct line {
  const char *word[WORDS];
} line;

static void add_output(world *w) {
  static char all[1 << 20];
  fflush(stdout);
  ssize_t n = pread(STDOUT_FILENO, all, sizeof all, 0);
  if (n < 0 || (size_t)n == sizeof all) world_die("what a command printed");
  world_add(w, all, (size_t)n);
}

static void before_command(world *w) {
  world_remove_database(w);
  world_copy(w->kept, w->db);
  clearerr(stdout);
  if (ftruncate(STDOUT_FILENO, 0) != 0 || lseek(STDOUT_FILENO, 0, SEEK_SET) != 0) world_die("standard output");
}

static plb_status command(world *w, plb_error *err) {
  const line *l = w->with;
  char *argv[WORDS + 4] = {(char[]){"polybius"}};
  int argc = 1, code = CLI_ERROR;
  for (int i = 0; i < WORDS && l->word[i]; i++)
    argv[argc++] = (char *)(uintptr_t)(strcmp(l->word[i], "DB") == 0 ? w->db : l->word[i]);
  cli c = {0};
  if (cli_parse(&c, argc, argv)) {
    cli_screen_init(&c);
    code = cli_finish(&c, c.command->run(&c));
  }
  cli_free(&c);
  if (code == CLI_ERROR) return plb_fail(err, PLB_NOMEM, "oom", "the command failed");
  world_add(w, &code, sizeof code);
  return PLB_OK;
}

/* ---- a run ---- */
static plb_stages *own_stages; /* of the forked children; set once */
static bool child;

plb_status __wrap_plb_child_start(const char *role, plb_child *out, plb_error *err);
plb_status __wrap_plb_stages_open(plb_stages **out, plb_error *err);
plb_status __real_plb_stages_open(plb_stages **out, plb_error *err);
void __wrap_plb_stages_close(plb_stages *s);
void __real_plb_stages_close(plb_stages *s);

plb_status __wrap_plb_stages_open(plb_stages **out, plb_error *err) {
  if (!child) return __real_plb_stages_open(out, err);
  *out = own_stages;
  return PLB_OK;
}

void __wrap_plb_stages_close(plb_stages *s) {
  if (!child) __real_plb_stages_close(s);
}

plb_status __wrap_plb_child_start(const char *role, plb_child *out, plb_error *err) {
  int end[2];
  *out = (plb_child){.pid = 0, .fd = -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) != 0) return plb_fail(err, PLB_IO, "oom", "no socket");
  pid_t pid = fork();
  if (pid < 0) world_die("fork");
  if (pid == 0) {
    alloc_disarm();
    child = true;
    if (dup2(end[1], PLB_ROLE_FD) < 0) _exit(PLB_EXIT_USAGE);
    closefrom(PLB_ROLE_FD + 1);
    _exit(strcmp(role, "reader") == 0 ? plb_reader_main(PLB_ROLE_FD) : plb_worker_main(PLB_ROLE_FD));
  }
  close(end[1]);
  *out = (plb_child){.pid = pid, .fd = end[0]};
  return PLB_OK;
}

static void before_run(world *w) {
  own_stages = w->stages;
  before_command(w);
}

static bool add_seen(void *user, const plb_document *d) {
  world_add(user, d->id, 32);
  world_add(user, &d->n_report, sizeof d->n_report);
  return true;
}

static void add_ack(void *user, plb_slice source, uint32_t number) {
  (void)source;
  world_add(user, &number, sizeof number);
}

/* Kept for the message: what is wrong with an input stands here. */
static void keep_problem(void *user, const plb_error *problem) {
  world *w = user;
  if (!w->problem[0]) snprintf(w->problem, sizeof w->problem, "%s: %.150s", problem->place, problem->message);
}

static plb_status run(world *w, const char *database, plb_error *err) {
  plb_job_options o;
  plb_job_result r;
  const char *path = w->inputs;
  plb_job_options_default(&o);
  o.path = &path;
  o.n_path = 1;
  o.database = database;
  o.workers = 1;
  o.user = w;
  o.on_problem = keep_problem;
  w->problem[0] = 0;
  if (database)
    o.on_committed = add_ack;
  else
    o.on_document = add_seen;
  plb_status s = plb_job_run(&o, &r, err);
  if (s) return s;
  /* A file that was left out for want of memory is told, and counted. */
  world_add(w, &r.reports, sizeof r.reports);
  world_add(w, &r.added, sizeof r.added);
  return r.failed ? plb_fail(err, PLB_NOMEM, "oom", "%s", w->problem) : PLB_OK;
}

static plb_status run_read(world *w, plb_error *err) {
  return run(w, NULL, err);
}
static plb_status run_code(world *w, plb_error *err) {
  return run(w, w->db, err);
}

static void check_sound(world *w, plb_status told) {
  plb_error e;
  plb_store *store = NULL;
  plb_status s = plb_store_open(w->db, PLB_STORE_READ, &store, &e);
  if (!s) s = plb_store_check(store, &e);
  plb_store_close(store);
  (void)told;
  if (s) world_die(e.message);
}

static const line lines[] = {
    {{"version"}},
    {{"show", "--db", "DB"}},
    {{"search", "--db", "DB", "harbour"}},
    {{"report", "--db", "DB", "--title", "Harbour"}},
    {{"export", "--db", "DB", "--format", "csv", "--actor", "NOR"}},
};

static op of_command(const char *name, const line *l) {
  return (op){.name = name, .prepare = before_command, .act = command, .look = add_output, .with = l, .dims = true};
}

const op *ops_of_pipe(world *w, size_t *n) {
  static op list[16];
  (void)w;
  const op all[] = {
      {.name = "wire: document", .prepare = before_wire, .act = wire_document},
      {.name = "wire: record", .prepare = before_wire, .act = wire_record},
      of_command("polybius version", &lines[0]),
      of_command("polybius show", &lines[1]),
      of_command("polybius search", &lines[2]),
      of_command("polybius report", &lines[3]),
      of_command("polybius export", &lines[4]),
      {.name = "run: read", .prepare = before_run, .act = run_read, .slow = true},
      {.name = "run: code", .prepare = before_run, .act = run_code, .check = check_sound, .slow = true},
  };
  memcpy(list, all, sizeof all);
  *n = sizeof all / sizeof *all;
  return list;
}
