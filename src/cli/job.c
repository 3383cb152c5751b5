/* A run. The time left is what is left in bytes over the rate of late (an average that forgets what is more than some
 * ten seconds old), so that it stays true when the documents get longer. The first Ctrl-C asks the run to end after the
 * next commit, a second one kills. */
#include "cli/job.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

/* The one piece of state a signal handler can reach: POSIX hands it no pointer. */
static volatile sig_atomic_t stop_asked;

static void on_signal(int number) {
  (void)number;
  stop_asked = 1;
}

static void take_signals(void) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
  stop_asked = 0;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

static void clear_line(cli_job *job) {
  if (job->drawn) fputs("\r\033[K", stderr);
  job->drawn = false;
}

static void time_left(char *out, size_t n, double seconds) {
  if (seconds < 90)
    snprintf(out, n, "%.0f s left", seconds < 1 ? 1 : seconds);
  else if (seconds < 5400)
    snprintf(out, n, "%.0f min left", seconds / 60);
  else
    snprintf(out, n, "%.1f h left", seconds / 3600);
}

/* Bytes a second: each sample weighs by the time it stands for. */
static void update_rate(cli_job *job, const plb_job_progress *p) {
  double dt = p->seconds - job->sample_at;
  if (dt < 0.5) return;
  double now = (double)(p->bytes_done - job->sample_bytes) / dt, weight = dt / (10 + dt);
  job->rate = job->rate > 0 ? job->rate + weight * (now - job->rate) : now;
  job->sample_at = p->seconds;
  job->sample_bytes = p->bytes_done;
}

static void draw_progress(void *user, const plb_job_progress *p) {
  cli_job *job = user;
  update_rate(job, p);
  if (p->seconds < 0.5 || p->seconds - job->drawn_at < 0.1) return;
  char share[16] = "", left[32] = "";
  if (p->bytes_total && p->bytes_done <= p->bytes_total) {
    snprintf(share, sizeof share, "%3.0f %%  ", 100.0 * (double)p->bytes_done / (double)p->bytes_total);
    if (job->rate > 0) time_left(left, sizeof left, (double)(p->bytes_total - p->bytes_done) / job->rate);
  }
  fprintf(stderr, "\r\033[K%s%" PRIu64 " documents, %" PRIu64 " reports, %" PRIu64 " problems  %.0f/s  %s", share,
          p->documents, p->reports, p->problems, p->seconds > 0 ? (double)p->documents / p->seconds : 0.0, left);
  fflush(stderr);
  job->drawn = true;
  job->drawn_at = p->seconds;
}

static void tell_problem(void *user, const plb_error *problem) {
  cli_job *job = user;
  bool skipped = problem->code == PLB_EMPTY || problem->code == PLB_LANGUAGE;
  clear_line(job);
  if (!skipped) job->failures++;
  if (skipped && job->c->quiet) return;
  cli_fail(problem);
}

static void tell_notice(void *user, const plb_error *notice) {
  cli_job *job = user;
  clear_line(job);
  if (!job->c->quiet || notice->code) cli_fail(notice); /* one with a code is a warning */
}

static void tell_plan(void *user, const plb_job_plan *plan) {
  cli_job *job = user;
  job->files = plan->files;
  if (!job->options.dry_run) return;
  printf("%" PRIu64 " files, %.1f MB would be read", plan->files, (double)plan->bytes / 1e6);
  printf("; left out: %" PRIu64 " hidden, %" PRIu64 " links, %" PRIu64 " others\n", plan->hidden, plan->links,
         plan->other);
}

bool cli_job_init(cli_job *job, const cli *c) {
  memset(job, 0, sizeof *job);
  job->c = c;
  plb_job_options_default(&job->options);
  job->options.path = c->operand;
  job->options.n_path = c->n_operand;
  job->options.fields = cli_value(c, CLI_OPT_FIELDS);
  job->options.stop_after = cli_value(c, CLI_OPT_STOP_AFTER);
  job->options.workers = (unsigned)cli_number(c, CLI_OPT_WORKERS, 0);
  job->options.dry_run = cli_value(c, CLI_OPT_DRY_RUN) != NULL;
  job->options.again = cli_value(c, CLI_OPT_AGAIN) != NULL;
  job->options.own = job->own;
  return cli_own(c, job->own, &job->options.n_own) && cli_limits(c, &job->options.limits);
}

/* The callbacks of a run share one user pointer; documents go on to their own. */
static bool hand_on(void *user, const plb_document *d) {
  cli_job *job = user;
  clear_line(job);
  return job->on_document(job->document_user, d);
}

static int exit_code(const cli_job *job, plb_status status, const plb_error *err) {
  const plb_job_result *r = &job->result;
  if (status == PLB_INTERRUPTED) return CLI_INTERRUPTED;
  if (status != PLB_OK) return cli_reader_gone() ? CLI_OK : cli_fail(err);
  if (r->failed || job->failures) return CLI_PARTIAL;
  if (job->options.dry_run) return job->files ? CLI_OK : CLI_NOTHING;
  if (cli_job_idle(job) || (r->known && !r->added)) return CLI_OK;
  return r->added && (r->reports || job->options.stop_after) ? CLI_OK : CLI_NOTHING;
}

int cli_job_run(cli_job *job, plb_document_fn *on_document, void *document_user) {
  plb_error err = {0};
  job->document_user = document_user;
  job->on_document = on_document;
  if (on_document) job->options.on_document = hand_on;
  job->options.user = job;
  job->options.stop = (const int *)(uintptr_t)&stop_asked;
  job->options.on_plan = tell_plan;
  job->options.on_problem = tell_problem;
  job->options.on_notice = tell_notice;
  if (job->c->screen.message_terminal && !job->c->quiet) job->options.on_progress = draw_progress;
  take_signals();
  plb_status status = plb_job_run(&job->options, &job->result, &err);
  clear_line(job);
  return exit_code(job, status, &err);
}
