/* config: the settings and where each comes from. And what every command does first: reading the file of settings. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"

static void complain(void *user, unsigned line, const char *message) {
  const cli_config *config = user;
  if (line)
    cli_complain("%s:%u: %s", config->path, line, message);
  else
    cli_complain("%s: %s", config->path[0] ? config->path : "the file of settings", message);
}

static void ignore(void *user, unsigned line, const char *message) {
  (void)user;
  (void)line;
  (void)message;
}

/* Commands that explain, or look into the file themselves, do not stop at what is wrong in it. */
static bool lenient(const cli_command *command) {
  return command->run == cli_run_help || command->run == cli_run_version || command->run == cli_run_completion ||
         command->run == cli_run_config || command->run == cli_run_doctor;
}

bool cli_configure(cli *c) {
  bool patient = lenient(c->command);
  const char *named = cli_given_value(c, CLI_OPT_CONFIG);
  unsigned wrong = cli_config_read(&c->config, named, patient ? ignore : complain, &c->config);
  c->quiet = cli_value(c, CLI_OPT_QUIET) != NULL;
  if (!wrong || patient) return true;
  fputs("\"polybius help config\" tells what may stand there.\n", stderr);
  return false;
}

/* ---- show ---- */

/* What an option of a command has for a value, and where that comes from. */
static void resolve(const cli *c, const cli_command *command, const cli_option *o, const char **value, char *origin,
                    size_t room) {
  const cli_setting *s = cli_config_find(&c->config, command, o->id);
  const char *given = cli_given_value(c, o->id), *named = o->id == CLI_OPT_DB ? cli_database_named() : NULL;
  *value = given ? (o->value ? given : "yes") : named ? named : s ? s->value : o->setting;
  if (given)
    snprintf(origin, room, "command line");
  else if (named)
    snprintf(origin, room, "POLYBIUS_DB");
  else if (s)
    snprintf(origin, room, "%s:%u", c->config.path, s->line);
  else
    snprintf(origin, room, "default");
}

static void row(const char *name, const char *value, const char *origin) {
  if (origin)
    printf("%-20s %-24s %s\n", name, *value ? value : "-", origin);
  else
    printf("%-20s %s\n", name, *value ? value : "-");
}

static const cli_option *setting_of(const cli_command *command, cli_option_id id) {
  const cli_option *o = cli_option_of(command, id);
  return o && o->setting ? o : NULL;
}

/* Is the option's value the same for all commands that have it? */
static bool one_value(const cli *c, cli_option_id id) {
  char origin[2][CLI_PATH_ROOM + 16];
  const char *value[2] = {NULL, NULL};
  const cli_command *command;
  for (size_t i = 0; (command = cli_command_at(i)); i++) {
    const cli_option *o = setting_of(command, id);
    if (!o) continue;
    resolve(c, command, o, &value[1], origin[1], sizeof origin[1]);
    if (value[0] && (strcmp(value[0], value[1]) != 0 || strcmp(origin[0], origin[1]) != 0)) return false;
    value[0] = value[1];
    memcpy(origin[0], origin[1], sizeof origin[0]);
  }
  return true;
}

static void show_option(const cli *c, cli_option_id id, bool origins) {
  char origin[CLI_PATH_ROOM + 16];
  const cli_command *command;
  const char *value;
  bool one = one_value(c, id);
  for (size_t i = 0; (command = cli_command_at(i)); i++) {
    const cli_option *o = setting_of(command, id);
    char name[64];
    if (!o) continue;
    resolve(c, command, o, &value, origin, sizeof origin);
    snprintf(name, sizeof name, "%s%s%s", one ? "" : command->name, one ? "" : ".", o->name);
    row(name, value, origins ? origin : NULL);
    if (one) return;
  }
}

static void show_limit(const cli *c, const char *name, uint32_t otherwise, bool origins) {
  const cli_setting *s = cli_config_limit(&c->config, name);
  char value[24], origin[CLI_PATH_ROOM + 16];
  snprintf(value, sizeof value, "%" PRIu32, otherwise);
  if (s)
    snprintf(origin, sizeof origin, "%s:%u", c->config.path, s->line);
  else
    snprintf(origin, sizeof origin, "default");
  row(name, s ? s->value : value, origins ? origin : NULL);
}

static void show_limits(const cli *c, bool origins) {
  plb_limits limits;
  plb_limits_default(&limits);
#define PLB_X(name, def, cap, unit, text) show_limit(c, #name, limits.name, origins);
  PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
}

static int show(cli *c) {
  bool origins = cli_value(c, CLI_OPT_ORIGIN) != NULL;
  for (int id = 0; id < CLI_OPT_COUNT; id++)
    show_option(c, (cli_option_id)id, origins);
  show_limits(c, origins);
  return CLI_OK;
}

/* ---- path, check ---- */

static int path(const cli *c) {
  if (!c->config.path[0]) {
    cli_complain("neither HOME nor XDG_CONFIG_HOME is set, so there is no place for settings");
    return CLI_ERROR;
  }
  puts(c->config.path);
  if (!c->config.found) cli_say(c, "There is no such file yet; the defaults hold.");
  return CLI_OK;
}

/* Every wrong line told: the first reading, before the command, was silent. */
static int check(const cli *c, bool tell) {
  cli_config again = {0};
  unsigned wrong = cli_config_read(&again, cli_given_value(c, CLI_OPT_CONFIG), complain, &again);
  size_t n = again.n;
  cli_config_free(&again);
  if (wrong) return CLI_ERROR;
  if (tell && again.found) printf("%s: settings: %zu, all good\n", again.path, n);
  if (tell && !again.found) printf("%s: there is no such file; the defaults hold\n", again.path);
  return CLI_OK;
}

int cli_run_config(cli *c) {
  const char *what = c->n_operand ? c->operand[0] : "show";
  if (strcmp(what, "path") == 0) return path(c);
  if (strcmp(what, "check") == 0) return check(c, true);
  int code = check(c, false);
  return code == CLI_OK ? show(c) : code;
}
