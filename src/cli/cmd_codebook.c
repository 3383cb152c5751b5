/* codebook: what there is to say of codebooks of one's own, and dictionaries as tables. */
#include <inttypes.h>
#include <string.h>

#include "cli/flow.h"

typedef struct looking {
  const cli *c;
  uint64_t files, bad, findings;
} looking;

static void print_finding(void *user, const plb_finding *f) {
  looking *l = user;
  static const char *const good[] = {"skipped", "partly", "overrides", "derived"};
  bool harmless = false;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    harmless |= strcmp(f->kind, good[i]) == 0;
  l->findings++;
  l->bad += !harmless;
  cli_put_safe(stdout, &l->c->screen, f->place, 0);
  printf(": %s: ", f->kind);
  cli_put_safe(stdout, &l->c->screen, f->text, 0);
  putchar('\n');
}

static void complain(void *user, const plb_finding *f) {
  (void)user;
  cli_complain("%.*s: %s: %.*s", (int)f->place.n, f->place.p, f->kind, (int)f->text.n, f->text.p);
}

static void print_file(void *user, const plb_codebook_file *f) {
  looking *l = user;
  l->files++;
  cli_put_safe(stdout, &l->c->screen, (plb_slice){f->path, (uint32_t)strlen(f->path)}, 0);
  printf(": %s: %" PRIu64 " rows taken, %" PRIu64 " in part; %" PRIu64 " entries skipped, %" PRIu64 " wrong\n", f->kind,
         f->rows, f->partly, f->skipped, f->wrong);
}

static int check(cli *c, const plb_limits *limits) {
  plb_own_table own[CLI_OWN_MOST];
  looking l = {.c = c};
  plb_error err = {0};
  size_t n = c->n_operand - 1;
  if (n > CLI_OWN_MOST) {
    cli_complain("at most %d files at once", CLI_OWN_MOST);
    return CLI_ERROR;
  }
  for (size_t i = 0; i < n; i++)
    own[i] = (plb_own_table){PLB_OWN_CODEBOOK, c->operand[i + 1]};
  plb_codebook_check_options o = {.size = sizeof o,
                                  .own = own,
                                  .n_own = n,
                                  .limits = *limits,
                                  .derived = cli_value(c, CLI_OPT_DERIVED) != NULL,
                                  .user = &l,
                                  .on_file = print_file,
                                  .on_finding = print_finding};
  cli_pager_begin(c);
  if (plb_codebook_check(&o, &err) != PLB_OK) return cli_fail(&err);
  if (!l.findings) cli_say(c, "polybius: nothing found");
  return l.bad ? CLI_PARTIAL : CLI_OK;
}

static int convert(cli *c, const plb_limits *limits) {
  plb_error err = {0};
  if (c->n_operand != 2) {
    cli_complain("codebook convert takes one file");
    return CLI_ERROR;
  }
  plb_status s = plb_codebook_convert(c->operand[1], limits, stdout, c->quiet ? NULL : complain, NULL, &err);
  return s == PLB_OK ? CLI_OK : cli_fail(&err);
}

int cli_run_codebook(cli *c) {
  plb_limits limits;
  plb_limits_default(&limits);
  if (!cli_limits(c, &limits)) return CLI_ERROR;
  if (strcmp(c->operand[0], "check") == 0) return check(c, &limits);
  if (strcmp(c->operand[0], "convert") == 0) return convert(c, &limits);
  cli_complain("codebook takes check or convert, not '%s'", c->operand[0]);
  return CLI_ERROR;
}
