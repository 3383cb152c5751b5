/* Memory that runs out: the n-th allocation fails, for every n, once and from then on, over every operation of the
 * program. Each time it must be told (PLB_NOMEM) or come to the very same result; nothing stays allocated, a database
 * is sound, and the next attempt works.
 *
 * usage: oom INPUTS [--all] [--only NAME] [--at N [--forever]]
 * Operations of a process that may end itself (libxml2 in a worker, PLB_EXIT_NOMEM) are tried in forks. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "base/error.h"
#include "extract/dom.h"
#include "pipe/spawn.h"
#include "world.h"

enum {
  BAD_TOLD = 12,
  ALL_POINTS = 600,
  RUN_POINTS = 60,
  NEXT_OF_MANY = 4,
  PATH_TIMES = 1,
  THIN_POINTS = 60,
  PATHS_MOST = 1 << 16
};

/* Counts of one sweep; in memory that forks share. */
typedef struct tally {
  int64_t n; /* the point at hand */
  uint64_t points, nomem, same, died, bad;
  bool done, dying;
} tally;

typedef struct sweep {
  world *w;
  const op *op;
  tally *t;
  FILE *say;
  uint64_t right;       /* digest */
  const bool *skip;     /* by point, from 0 */
  size_t n_skip, usual; /* usual: blocks that stay without faults, too (the name of the locale) */
  bool forever, one, in_child, counting;
} sweep;

/* The one thing the callback of libxml2's allocators can reach. */
static tally *dying;

static void no_memory(void) {
  if (!dying) abort();
  dying->died++;
  dying->points++;
  dying->n++;
  _exit(PLB_EXIT_NOMEM);
}

/* Runs the operation, without faults when n == 0; *left: blocks not given back. */
static plb_status attempt(sweep *s, int64_t n, bool *failed, size_t *left, plb_error *e) {
  world *w = s->w;
  w->digest = 0;
  w->with = s->op->with;
  w->work = (plb_arena){0};
  if (s->op->prepare) s->op->prepare(w);
  plb_error_clear(e);
  alloc_watch(s->one);
  if (s->counting) alloc_record();
  alloc_arm(n, s->forever);
  plb_status status = s->op->act(w, e);
  *failed = alloc_disarm();
  s->n_skip = s->counting ? alloc_recorded() : s->n_skip;
  if (!status && s->op->look) s->op->look(w);
  plb_arena_free(&w->work);
  *left = alloc_left(s->one);
  return status;
}

static void bad(sweep *s, const char *what, const char *more) {
  if (s->t->bad++ < BAD_TOLD)
    fprintf(s->say, "FAILED: %s, allocation %lld%s: %s %s\n", s->op->name, (long long)s->t->n,
            s->forever ? " and all after it" : "", what, more);
  if (s->one) alloc_tell_failure();
}

/* The same without faults. */
static void next_works(sweep *s) {
  bool failed;
  size_t left;
  plb_error e;
  plb_status status = attempt(s, 0, &failed, &left, &e);
  if (status)
    bad(s, "the next attempt fails:", e.message);
  else if (s->w->digest != s->right)
    bad(s, "the next attempt gives something else", "");
}

/* One point; false: the operation has no n-th allocation. */
static bool try_point(sweep *s) {
  bool failed;
  size_t left;
  plb_error e;
  char words[64];
  plb_status status = attempt(s, s->t->n, &failed, &left, &e);
  if (s->op->check) s->op->check(s->w, status);
  if (!failed && status) bad(s, "nothing failed, and yet:", e.message);
  if (!failed) return false;
  s->t->points++;
  s->t->nomem += status == PLB_NOMEM;
  s->t->same += status == PLB_OK;
  snprintf(words, sizeof words, "%s:", plb_status_word(status));
  if (status && status != PLB_NOMEM) bad(s, words, e.message);
  if (!status && s->w->digest != s->right && !s->op->dims) bad(s, "no error, but another result", "");
  snprintf(words, sizeof words, "%zu", left);
  if (left > s->usual + s->op->loses) bad(s, "blocks are not given back:", words);
  bool many = s->n_skip > ALL_POINTS || s->op->slow;
  if (!many || s->t->points % NEXT_OF_MANY == 1 || s->one) next_works(s);
  return true;
}

static void all_points(sweep *s) {
  for (; !s->t->done; s->t->n++) {
    if (s->n_skip >= (size_t)s->t->n && s->skip[s->t->n - 1]) continue;
    if (!try_point(s) || s->one) s->t->done = true;
    if (s->in_child && s->t->bad > BAD_TOLD) s->t->done = true;
  }
}

/* A child goes on where the last one ended itself. */
static void all_points_in_forks(sweep *s) {
  while (!s->t->done) {
    int how = 0;
    int64_t before = s->t->n;
    fflush(s->say);
    pid_t pid = fork();
    if (pid < 0) world_die("fork");
    if (pid == 0) {
      dying = s->t;
      s->in_child = true;
      all_points(s);
      fflush(s->say);
      _exit(0);
    }
    if (waitpid(pid, &how, 0) != pid) world_die("waitpid");
    if (how == 0 || (WIFEXITED(how) && WEXITSTATUS(how) == PLB_EXIT_NOMEM && s->t->n > before)) {
      if (s->one && how) s->t->done = true;
      continue;
    }
    bad(s, "the process died", "");
    s->t->n++;
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void run(sweep *s, int64_t from) {
  double began = now();
  *s->t = (tally){.n = from};
  (s->op->dies ? all_points_in_forks : all_points)(s);
  tally *t = s->t;
  fprintf(
      s->say,
      "%-20s %-7s %6llu of %zu points: %llu nomem, %llu ended by design, %llu the same result, %llu wrong  %.1f s\n",
      s->op->name, s->forever ? "forever" : "once", (unsigned long long)t->points, s->n_skip,
      (unsigned long long)t->nomem, (unsigned long long)t->died, (unsigned long long)t->same,
      (unsigned long long)t->bad, now() - began);
  fflush(s->say);
}

/* Tables are read row by row: where an operation has too many points, each call path is tried at its first rows, and
 * besides every so many-th point. */
static void thin_out(sweep *s, bool every) {
  static bool skip[1 << 20];
  static struct {
    uint64_t path;
    unsigned times;
  } seen[PATHS_MOST];
  const uint64_t *path = alloc_paths();
  size_t stride = s->n_skip / (s->op->slow ? RUN_POINTS : THIN_POINTS) + 1;
  s->skip = skip;
  memset(seen, 0, sizeof seen);
  memset(skip, 0, s->n_skip);
  if (every || s->n_skip <= (s->op->slow ? RUN_POINTS : ALL_POINTS)) return;
  for (size_t i = 0; i < s->n_skip; i++) {
    size_t k = path[i] % PATHS_MOST;
    while (seen[k].times && seen[k].path != path[i])
      k = (k + 1) % PATHS_MOST;
    seen[k].path = path[i];
    skip[i] = seen[k].times++ >= PATH_TIMES && i % stride != 0;
  }
}

/* Twice, so that what a library allocates once and for all is there. */
static void warm_up(sweep *s) {
  bool failed;
  size_t left;
  plb_error e;
  for (int i = 0; i < 3; i++) {
    s->counting = i == 2;
    if (attempt(s, 0, &failed, &left, &e)) {
      fprintf(s->say, "%s: %s\n", s->op->name, e.message);
      exit(2);
    }
    if (i && s->w->digest != s->right) world_die("two runs differ");
    s->right = s->w->digest;
    s->usual = left;
  }
  s->counting = false;
}

typedef struct words {
  const char *inputs, *only;
  int64_t at;
  bool forever, all;
} words;

static words read_words(int argc, char **argv) {
  words o = {.inputs = argc > 1 ? argv[1] : NULL};
  for (int i = 2; i < argc; i++) {
    if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
      o.only = argv[++i];
    else if (strcmp(argv[i], "--at") == 0 && i + 1 < argc)
      o.at = strtoll(argv[++i], NULL, 10);
    else if (strcmp(argv[i], "--forever") == 0)
      o.forever = true;
    else if (strcmp(argv[i], "--all") == 0)
      o.all = true;
    else
      o.inputs = NULL;
  }
  if (o.inputs) return o;
  fputs("usage: oom INPUTS [--all] [--only NAME] [--at N [--forever]]\n", stderr);
  exit(2);
}

static void sweep_op(sweep *s, const words *o, uint64_t *points, uint64_t *wrong) {
  warm_up(s);
  thin_out(s, o->all || o->at);
  s->one = o->at > 0;
  for (int k = 0; k < 2; k++) {
    s->forever = k == 1;
    if (s->one && s->forever != o->forever) continue;
    run(s, s->one ? o->at : 1);
    *points += s->t->points;
    *wrong += s->t->bad;
  }
}

/* Standard output and error become files in memory, so that commands can print. */
static FILE *take_output(bool keep_messages) {
  FILE *say = fdopen(dup(STDOUT_FILENO), "w");
  int out = memfd_create("out", 0), null = open("/dev/null", O_WRONLY);
  if (!say || dup2(out, STDOUT_FILENO) < 0) world_die("standard output");
  if (!keep_messages && dup2(null, STDERR_FILENO) < 0) world_die("standard error");
  setvbuf(say, NULL, _IOLBF, 4096);
  return say;
}

static void remove_folder(const char *folder) {
  static const char *const names[] = {"sweep.db", "sweep.db-wal", "sweep.db-shm", "sweep.db.lock", "kept.db"};
  char path[700];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    unlink(path);
  }
  rmdir(folder);
}

int main(int argc, char **argv) {
  static world w;
  words o = read_words(argc, argv);
  char folder[] = "/dev/shm/plb-oom-XXXXXX", other[] = P_tmpdir "/plb-oom-XXXXXX";
  const char *place = mkdtemp(folder);
  if (!place && !(place = mkdtemp(other))) world_die("no folder for the database");
  setenv("TZ", "UTC0", 1); /* as children do (plb_role_main) */
  tzset();
  alloc_init();
  plb_dom_process_init(no_memory);
  tally *t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (t == MAP_FAILED) world_die("memory");
  world_open(&w, o.inputs, place);
  FILE *say = take_output(o.at > 0);
  uint64_t points = 0, wrong = 0, operations = 0;
  const op *(*const lists[])(world *, size_t *) = {ops_of_stages, ops_of_store, ops_of_pipe};
  for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
    size_t n;
    const op *list = lists[k](&w, &n);
    for (size_t i = 0; i < n; i++) {
      if (o.only && strcmp(o.only, list[i].name) != 0) continue;
      sweep s = {.w = &w, .op = &list[i], .t = t, .say = say};
      sweep_op(&s, &o, &points, &wrong);
      operations++;
    }
  }
  world_close(&w);
  remove_folder(place);
  fprintf(say, "%llu operations, %llu points passed, %llu failed\n", (unsigned long long)operations,
          (unsigned long long)points, (unsigned long long)wrong);
  return wrong || !points;
}
