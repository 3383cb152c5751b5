/* The program's door: reader and worker processes end in plb_role_main; else the command line is read and its command
 * run. */
#include <signal.h>
#include <string.h>

#include "cli/cli.h"

static int front(cli *c) {
  if (cli_value(c, CLI_OPT_VERSION)) {
    printf("polybius %s\n", plb_version());
    return CLI_OK;
  }
  if (c->command) {
    cli_pager_begin(c);
    fputs(c->command->help, stdout);
    return CLI_OK;
  }
  if (!cli_value(c, CLI_OPT_HELP)) {
    fputs(cli_first_help(), stderr);
    return CLI_ERROR;
  }
  cli_pager_begin(c);
  fputs(cli_front_help(), stdout);
  return CLI_OK;
}

int main(int argc, char **argv) {
  int role = plb_role_main(argc, argv);
  if (role >= 0) return role;
  signal(SIGPIPE, SIG_IGN); /* a reader that went away is seen as EPIPE */
  cli c = {0};
  int code = CLI_ERROR;
  if (cli_parse(&c, argc, argv)) {
    bool help = cli_value(&c, CLI_OPT_HELP) || cli_value(&c, CLI_OPT_VERSION) || !c.command;
    if (help || cli_configure(&c)) {
      cli_screen_init(&c);
      code = cli_finish(&c, help ? front(&c) : c.command->run(&c));
    }
  }
  cli_free(&c);
  return code;
}
