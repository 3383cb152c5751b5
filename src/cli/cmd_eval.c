/* eval: coded files and databases against each other. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"

static void tell(void *user, const plb_error *problem) {
  (void)user;
  cli_fail(problem);
}

static void notice(void *user, const plb_error *n) {
  const cli *c = user;
  if (!c->quiet) cli_fail(n);
}

static bool is_database(const char *path) {
  char head[16] = {0};
  FILE *f = fopen(path, "rb");
  bool is = f && fread(head, 1, sizeof head, f) == sizeof head && memcmp(head, "SQLite format 3", 16) == 0;
  if (f) fclose(f);
  return is;
}

/* ---- one coder ---- */
typedef struct reading {
  plb_eval *eval;
  plb_status status;
  plb_error err;
} reading;

static bool add(void *user, const plb_document *d) {
  reading *r = user;
  r->status = plb_eval_document(r->eval, d, &r->err);
  return r->status == PLB_OK;
}

/* The newest revision of each page. */
static plb_status read_database(plb_eval *eval, const char *path, plb_error *err) {
  reading r = {.eval = eval};
  plb_store *store = NULL;
  plb_filter filter;
  plb_filter_default(&filter);
  filter.latest = true;
  plb_status s = plb_store_open(path, PLB_STORE_READ, &store, err);
  if (s == PLB_OK) s = plb_store_each(store, &filter, add, &r, err);
  plb_store_close(store);
  if (r.status != PLB_OK) *err = r.err;
  if (r.status != PLB_OK) return r.status;
  return s == PLB_NOTFOUND ? PLB_OK : s; /* an empty database is a coder who found nothing */
}

static plb_status read_coder(plb_eval *eval, const char *path, plb_error *err) {
  plb_status s = plb_eval_coder(eval, path, err);
  if (s != PLB_OK) return s;
  return is_database(path) ? read_database(eval, path, err) : plb_eval_read(eval, path, err);
}

static plb_eval_format format_of(const cli *c) {
  const char *name = cli_value(c, CLI_OPT_FORMAT);
  if (name && strcmp(name, "json") == 0) return PLB_EVAL_JSON;
  return name && strcmp(name, "csv") == 0 ? PLB_EVAL_CSV : PLB_EVAL_TEXT;
}

/* Prints what is known, also when there is no document in common: which columns and documents there are says why. */
static int print(const cli *c, const plb_eval *eval, int code) {
  plb_error err = {0};
  FILE *out = cli_output(c);
  if (!out) return CLI_ERROR;
  plb_status s = plb_eval_print(eval, format_of(c), out, &err);
  if (s != PLB_OK && out == stdout) return cli_reader_gone() ? CLI_OK : cli_fail(&err);
  int closed = cli_output_close(c, out, CLI_OK);
  return closed == CLI_OK ? code : closed;
}

static int compare(const cli *c, plb_eval *eval) {
  plb_error err = {0};
  plb_eval_result r;
  for (size_t i = 0; i < c->n_operand; i++)
    if (read_coder(eval, c->operand[i], &err) != PLB_OK) return cli_fail(&err);
  plb_status s = plb_eval_run(eval, &r, &err);
  if (s != PLB_OK && s != PLB_NOTFOUND) return cli_fail(&err);
  bool left_out = r.refused || (r.alone && !cli_value(c, CLI_OPT_COMMON));
  int code = s == PLB_NOTFOUND ? CLI_NOTHING : left_out ? CLI_PARTIAL : CLI_OK;
  code = print(c, eval, code);
  if (s == PLB_NOTFOUND) cli_say(c, "polybius: %s", err.message);
  return code;
}

int cli_run_eval(cli *c) {
  plb_eval_options options;
  plb_eval *eval = NULL;
  plb_error err = {0};
  plb_eval_options_default(&options);
  options.agreement = cli_value(c, CLI_OPT_AGREEMENT) != NULL;
  options.texts = cli_value(c, CLI_OPT_TEXTS);
  options.common = cli_value(c, CLI_OPT_COMMON) != NULL;
  options.list = cli_value(c, CLI_OPT_LIST) != NULL;
  options.user = c;
  options.on_problem = tell;
  options.on_notice = notice;
  if (c->n_operand > 2 && !options.agreement) {
    cli_complain("GOLD and SYSTEM are two files; with --agreement there may be more");
    return CLI_ERROR;
  }
  if (plb_eval_open(&options, &eval, &err) != PLB_OK) return cli_fail(&err);
  int code = compare(c, eval);
  plb_eval_close(eval);
  return code;
}
