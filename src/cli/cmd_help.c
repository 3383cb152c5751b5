/* help, version, completion, pair: small commands. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

int cli_run_help(cli *c) {
  const char *name = c->n_operand ? c->operand[0] : NULL;
  const cli_command *command = name ? cli_command_named(name) : NULL;
  if (name && !command) {
    const char *near = cli_nearest(name, cli_command_name, NULL);
    cli_complain("there is no command '%s'", name);
    if (near) fprintf(stderr, "Did you mean \"polybius help %s\"?\n", near);
    return CLI_ERROR;
  }
  cli_pager_begin(c);
  fputs(command ? command->help : cli_front_help(), stdout);
  return CLI_OK;
}

int cli_run_version(cli *c) {
  (void)c;
  plb_build_info info;
  plb_build(&info);
  printf("polybius %s\ntables %s\nlibraries %s\n", info.version, info.tables_hash, info.libraries);
  return CLI_OK;
}

int cli_run_completion(cli *c) {
  fputs(cli_completion(c->operand[0]), stdout);
  return CLI_OK;
}

/* ---- pair ---- */
static bool take_number(const char **p, uint32_t most, uint32_t *out) {
  uint64_t n;
  if (!cli_decimal(p, most, &n) || **p != '\t') return false;
  *out = (uint32_t)n;
  ++*p;
  return true;
}

/* One line: ID, four offsets, TEXT. */
static bool code_line(plb_pair_coder *coder, const char *line, size_t n, plb_error *err) {
  const char *tab = memchr(line, '\t', n), *p = tab ? tab + 1 : NULL, *type = "";
  plb_range source, target;
  bool good = p && n <= UINT32_MAX && take_number(&p, (uint32_t)n, &source.begin) &&
              take_number(&p, (uint32_t)n, &source.end) && take_number(&p, (uint32_t)n, &target.begin) &&
              take_number(&p, (uint32_t)n, &target.end);
  plb_slice text = good ? (plb_slice){p, (uint32_t)(n - (size_t)(p - line))} : (plb_slice){NULL, 0};
  if (!good || source.begin > source.end || target.begin > target.end || source.end > text.n || target.end > text.n) {
    *err = (plb_error){.code = PLB_FORMAT, .module = "cli", .offset = PLB_NO_OFFSET};
    snprintf(err->message, sizeof err->message,
             "a line is not ID, four offsets within the text, and TEXT, with tabs between");
    return false;
  }
  if (plb_pair_code(coder, text, source, target, &type, err) != PLB_OK) return false;
  fwrite(line, 1, (size_t)(tab - line), stdout);
  printf("\t%s\n", type);
  return true;
}

int cli_run_pair(cli *c) {
  plb_pair_coder *coder = NULL;
  plb_own_table own[CLI_OWN_MOST];
  size_t n_own;
  plb_error err = {0};
  char *line = NULL;
  size_t room = 0;
  ssize_t n;
  int code = CLI_OK;
  unsigned long number = 0;
  if (!cli_own(c, own, &n_own)) return CLI_ERROR;
  if (plb_pair_coder_open(own, n_own, &coder, &err) != PLB_OK) return cli_fail(&err);
  while ((n = getline(&line, &room, stdin)) >= 0 && !ferror(stdout)) {
    number++;
    if (n && line[n - 1] == '\n') line[--n] = 0;
    if (code_line(coder, line, (size_t)n, &err)) continue;
    if (!err.place[0]) snprintf(err.place, sizeof err.place, "line %lu", number);
    cli_fail(&err);
    code = CLI_PARTIAL;
  }
  free(line);
  plb_pair_coder_close(coder);
  return number ? code : CLI_NOTHING;
}
