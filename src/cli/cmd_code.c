/* code: into a database. read: to the screen, at once. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/job.h"
#include "cli/reasons.h"
#include "cli/text.h"

static void acknowledge(void *user, plb_slice source, uint32_t number) {
  (void)user;
  fwrite(source.p, 1, source.n, stdout);
  printf("\t%" PRIu32 "\n", number);
  fflush(stdout);
}

static void add_part(char *line, size_t room, const char *format, uint64_t n) {
  size_t used = strlen(line);
  if (n && used < room) snprintf(line + used, room - used, format, n);
}

static void summary(const cli_job *job, int code) {
  const plb_job_result *r = &job->result;
  const char *database = job->options.database;
  char line[256];
  if (!job->files && !job->failures) {
    cli_say(job->c, "There are no files to read there.");
    return;
  }
  if (cli_job_idle(job)) {
    cli_say(job->c, "Nothing new in the files (%" PRIu64 "); the database is %s", job->files, database);
    if (job->options.n_own)
      cli_say(job->c, "With --again they are coded anew, by the tables of your own as they are now.");
    return;
  }
  snprintf(line, sizeof line, "%" PRIu64 " document%s added with %" PRIu64 " report%s", r->added,
           r->added == 1 ? "" : "s", r->reports, r->reports == 1 ? "" : "s");
  add_part(line, sizeof line, ", %" PRIu64 " known before", r->known);
  add_part(line, sizeof line, ", %" PRIu64 " skipped", r->skipped);
  add_part(line, sizeof line, ", %" PRIu64 " passed over", r->passed);
  add_part(line, sizeof line, ", %" PRIu64 " failed", r->failed > job->failures ? r->failed : job->failures);
  cli_say(job->c, "%s, in %.1f s; the database is %s", line, r->seconds, database);
  if (code == CLI_INTERRUPTED)
    cli_say(job->c, "Interrupted; what is committed is kept. The same command goes on from there.");
  else if (r->added + r->known)
    cli_say(job->c, "Next: polybius show --db %s", database);
}

int cli_run_code(cli *c) {
  cli_job job;
  if (!cli_job_init(&job, c)) return CLI_ERROR;
  job.options.database = cli_database(c);
  if (cli_value(c, CLI_OPT_ACKS)) job.options.on_committed = acknowledge;
  int code = cli_job_run(&job, NULL, NULL);
  if (!job.options.dry_run && code != CLI_ERROR) summary(&job, code);
  return code;
}

/* ---- read ---- */
typedef struct reading {
  cli_page page;
  plb_filter filter;
  bool filtered;
  bool text, count; /* for people; only the reasons, counted */
  cli_reasons reasons;
  plb_export_format format;
  plb_status status;
  plb_error err;
  uint64_t documents, shown; /* shown: reports */
} reading;

static bool print_one(void *user, const plb_document *d) {
  reading *r = user;
  r->shown += d->n_report;
  if (r->count) {
    if (cli_reasons_add(&r->reasons, d)) return true;
    r->status = r->err.code = PLB_NOMEM;
    r->err.offset = PLB_NO_OFFSET;
    return false;
  }
  if (r->text) {
    if (d->status != PLB_OK) return true; /* told as a problem */
    if (r->documents++) fputc('\n', r->page.out);
    cli_print_document(&r->page, d);
  } else {
    r->status = plb_document_print(d, r->format, r->page.out, &r->err);
  }
  return r->status == PLB_OK && !ferror(r->page.out);
}

/* Hands on the document with only the reports that match; one without any is left out. */
static bool print_matching(void *user, const plb_document *d) {
  reading *r = user;
  plb_document less = *d;
  plb_report_view *kept = calloc(d->n_report + 1u, sizeof *kept);
  less.report = kept;
  less.n_report = 0;
  for (uint32_t i = 0; kept && i < d->n_report; i++)
    if (plb_report_matches(&r->filter, d, &d->report[i])) kept[less.n_report++] = d->report[i];
  bool go_on = kept != NULL;
  if (!kept) {
    r->status = r->err.code = PLB_NOMEM;
    r->err.offset = PLB_NO_OFFSET;
  }
  if (less.n_report) go_on = print_one(user, &less);
  free(kept);
  return go_on;
}

/* What the command line asks for; false: told that it does not fit together. */
static bool prepare(reading *r, cli *c) {
  r->page = (cli_page){stdout, &c->screen};
  r->filtered = cli_filter(c, &r->filter);
  r->text = !cli_format(c, "text", &r->format);
  const char *format = cli_value(c, CLI_OPT_FORMAT);
  r->count = format && strcmp(format, "reasons") == 0;
  if (r->count && (r->filtered || cli_value(c, CLI_OPT_NO_TEXT) || cli_value(c, CLI_OPT_STOP_AFTER))) {
    cli_complain("--format reasons counts what gave no report: it takes no filter, --no-text or --stop-after");
    return false;
  }
  if (!r->text || !cli_value(c, CLI_OPT_NO_TEXT)) return true;
  cli_complain("--no-text needs --format jsonl, csv or documents");
  return false;
}

/* The exit code when nothing was printed, told; else `code`. */
static int found(const reading *r, const cli *c, int code) {
  if (code == CLI_OK && r->filtered && !r->shown) code = CLI_NOTHING;
  if (code == CLI_NOTHING && r->filtered) cli_say(c, "polybius: no report matches");
  if (code == CLI_NOTHING && !r->filtered && !r->text) cli_say(c, "polybius: no event reports");
  return code;
}

int cli_run_read(cli *c) {
  cli_job job;
  reading r = {.status = PLB_OK};
  if (!prepare(&r, c) || !cli_job_init(&job, c)) return CLI_ERROR;
  if (r.text && strcmp(c->operand[0], "-") != 0) cli_pager_begin(c);
  if (!r.text && cli_shape(r.format) == PLB_EXPORT_CSV) r.status = plb_document_print(NULL, r.format, stdout, &r.err);
  int code = r.status == PLB_OK ? cli_job_run(&job, r.filtered ? print_matching : print_one, &r) : CLI_ERROR;
  if (r.count && r.status == PLB_OK && code != CLI_ERROR) cli_reasons_print(&r.reasons, stdout);
  cli_reasons_free(&r.reasons);
  if (r.status != PLB_OK && !cli_reader_gone()) return cli_fail(&r.err);
  return found(&r, c, code);
}
