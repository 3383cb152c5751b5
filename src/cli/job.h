/* job: what `code`, `read` and `demo` share: a run with its progress line, its problems and its end.
 * Ownership: borrows. One run at a time in a process (it takes SIGINT and SIGTERM). Errors: as exit codes. */
#ifndef PLB_CLI_JOB_H
#define PLB_CLI_JOB_H
#include "cli/cli.h"

typedef struct cli_job {
  const cli *c;
  plb_job_options options;
  plb_own_table own[CLI_OWN_MOST];
  plb_job_result result;
  uint64_t files;                   /* of the plan */
  uint64_t failures;                /* problems told that are failures */
  bool drawn;                       /* a progress line stands on the terminal */
  double drawn_at, sample_at, rate; /* seconds; bytes a second of late, 0: unknown yet */
  uint64_t sample_bytes;
  plb_document_fn *on_document;
  void *document_user;
} cli_job;

/* Were there files, all of which were read in an earlier run? */
static inline bool cli_job_idle(const cli_job *job) {
  const plb_job_result *r = &job->result;
  return job->options.database && job->files && !(r->records + r->failed + job->failures);
}

/* Options out of the command line; false: told. */
bool cli_job_init(cli_job *job, const cli *c);
/* Runs and tells problems; the exit code. on_document (or NULL) gets `document_user`; job is the user of all other
 * callbacks. */
int cli_job_run(cli_job *job, plb_document_fn *on_document, void *document_user);
#endif
