/* config: the file of settings, "NAME = VALUE" lines; docs/cli.md says what stands in it.
 * Ownership: a cli_config owns its values until cli_config_free; it begins as {0}. One thread.
 * Errors: each wrong line is told with its number and is left out; cli_config_parse counts them.
 * Limits: CLI_CONFIG_BYTES a file, CLI_CONFIG_LINE a line; more is told as wrong, nothing is cut. */
#ifndef PLB_CLI_CONFIG_H
#define PLB_CLI_CONFIG_H
#include <polybius/polybius.h>

#include "options.gen.h"

enum { CLI_CONFIG_BYTES = 64 << 10, CLI_CONFIG_LINE = 8 << 10, CLI_SETTINGS_MOST = 128, CLI_PATH_ROOM = 4096 };

struct cli_command;
struct cli_option;

typedef struct cli_setting {
  const struct cli_option *option;   /* NULL: a limit */
  const char *limit;                 /* its name */
  const struct cli_command *command; /* the only one it is for; NULL: all that have the option */
  char *value;                       /* checked; of a flag "yes" or "no" */
  unsigned line;
} cli_setting;

typedef struct cli_config {
  char path[CLI_PATH_ROOM]; /* "": there is no place for one */
  bool found;
  cli_setting setting[CLI_SETTINGS_MOST];
  size_t n;
} cli_config;

/* line 0: of the file as a whole. */
typedef void cli_config_tell(void *user, unsigned line, const char *message);
/* Adds the settings of these bytes; the number of wrong lines. home: what "~" stands for, or NULL. */
unsigned cli_config_parse(cli_config *config, const char *text, size_t n, const char *home, cli_config_tell *tell,
                          void *user);
/* Finds the file (given: as --config names it, or NULL) and parses it; a missing one is empty, unless it is given. */
unsigned cli_config_read(cli_config *config, const char *given, cli_config_tell *tell, void *user);
void cli_config_free(cli_config *config);

/* The setting that counts for this option of this command, or NULL. */
const cli_setting *cli_config_find(const cli_config *config, const struct cli_command *command, cli_option_id id);
const cli_setting *cli_config_limit(const cli_config *config, const char *name);
/* The names that may be set, options before limits, some more than once; NULL past the end. */
const char *cli_config_name_at(const void *unused, size_t i);
const char *cli_limit_name(size_t i); /* NULL past the end */
#endif
