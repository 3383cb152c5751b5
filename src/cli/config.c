/* The file of settings: lines "NAME = VALUE", read by hand from bounded memory. A name is that of an option that
 * data/options lists as a setting, of one command with COMMAND and a dot before it, or of a limit. Its place follows
 * the XDG Base Directory Specification 0.8: a relative $XDG_CONFIG_HOME is ignored. */
#include "cli/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static const char *const limit_names[] = {
#define PLB_X(name, def, cap, unit, text) #name,
    PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
};

const char *cli_limit_name(size_t i) {
  return i < sizeof limit_names / sizeof *limit_names ? limit_names[i] : NULL;
}

/* Setting i of a command (NULL: of every command), counting only options that are settings. */
static const cli_option *setting_at(const cli_command *command, size_t i) {
  const cli_option *o = command ? command->option : cli_global_options();
  for (; o->name; o++)
    if (o->setting && i-- == 0) return o;
  return NULL;
}

static const cli_option *setting_named(const cli_command *command, const char *name) {
  const cli_option *o;
  for (size_t i = 0; (o = setting_at(command, i)); i++)
    if (strcmp(o->name, name) == 0) return o;
  return NULL;
}

const char *cli_config_name_at(const void *unused, size_t i) {
  (void)unused;
  const cli_command *command = NULL;
  for (size_t k = 0;; k++) {
    const cli_option *o;
    for (size_t j = 0; (o = setting_at(command, j)); j++)
      if (i-- == 0) return o->name;
    command = cli_command_at(k);
    if (!command) return cli_limit_name(i);
  }
}

/* ---- one line ---- */

typedef struct parsing {
  cli_config *config;
  const char *home;
  cli_config_tell *tell;
  void *user;
  unsigned line, wrong;
} parsing;

static bool wrong(parsing *p, const char *format, ...) PLB_PRINTF(2, 3);
static bool wrong(parsing *p, const char *format, ...) {
  char message[1400];
  va_list ap;
  va_start(ap, format);
  vsnprintf(message, sizeof message, format, ap);
  va_end(ap);
  p->wrong++;
  p->tell(p->user, p->line, message);
  return false;
}

static char *trim(char *s) {
  s += strspn(s, " \t");
  size_t n = strlen(s);
  while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
    s[--n] = 0;
  return s;
}

/* The value without comment and quotation marks; NULL: told. */
static char *take_value(parsing *p, char *s) {
  s = trim(s);
  if (*s != '"') {
    for (char *c = s; *c; c++)
      if (*c == '#' && (c == s || c[-1] == ' ' || c[-1] == '\t')) *c = 0;
    return trim(s);
  }
  char *close = strchr(s + 1, '"');
  char *rest = close ? trim(close + 1) : NULL;
  if (!close) wrong(p, "the closing quotation mark is missing");
  if (close && *rest && *rest != '#') wrong(p, "after the closing quotation mark stands '%.40s'", rest);
  if (!close || (*rest && *rest != '#')) return NULL;
  *close = 0;
  return s + 1;
}

/* The value as it is kept, or NULL: told. */
static char *kept(parsing *p, const cli_option *o, const char *value) {
  char *copy = NULL;
  bool file = o && o->value && (strcmp(o->value, "FILE") == 0 || strcmp(o->value, "FOLDER") == 0);
  if (file && value[0] == '~' && value[1] == '/' && p->home) {
    if (asprintf(&copy, "%s%s", p->home, value + 1) < 0) copy = NULL;
  } else {
    copy = strdup(value);
  }
  if (!copy) wrong(p, "out of memory");
  return copy;
}

static bool add(parsing *p, const cli_setting *s, const char *name, const char *value) {
  cli_config *config = p->config;
  for (size_t i = 0; i < config->n; i++) {
    const cli_setting *old = &config->setting[i];
    bool same = s->option ? old->option && old->option->id == s->option->id : old->limit && old->limit == s->limit;
    if (same && old->command == s->command) return wrong(p, "%s is set already in line %u", name, old->line);
  }
  if (config->n == CLI_SETTINGS_MOST) return wrong(p, "there are more than %d settings", CLI_SETTINGS_MOST);
  cli_setting *now = &config->setting[config->n];
  *now = *s;
  now->line = p->line;
  now->value = kept(p, s->option, value);
  if (now->value) config->n++;
  return now->value != NULL;
}

static bool set_limit(parsing *p, const char *limit, const char *value) {
  plb_limits limits;
  plb_error err = {0};
  const char *digits = value;
  uint64_t n;
  plb_limits_default(&limits);
  if (!cli_decimal(&digits, UINT64_MAX, &n) || *digits)
    return wrong(p, "%s takes a whole number, not '%.80s'", limit, value);
  if (plb_limits_set(&limits, limit, n, &err) != PLB_OK) return wrong(p, "%s", err.message);
  return add(p, &(cli_setting){.limit = limit}, limit, value);
}

/* "yes" or "no" for the ways to say so, else NULL. */
static const char *truth(const char *value) {
  char as_listed[CLI_WORD_ROOM];
  if (cli_choice("yes|true|on", value, as_listed, sizeof as_listed)) return "yes";
  return cli_choice("no|false|off", value, as_listed, sizeof as_listed) ? "no" : NULL;
}

static bool set_option(parsing *p, const cli_option *o, const cli_command *command, const char *name,
                       const char *value) {
  char room[CLI_WORD_ROOM], why[CLI_WHY_ROOM];
  if (!o->value) {
    const char *said = truth(value);
    if (!said) return wrong(p, "%s takes yes or no, not '%.80s'", name, value);
    return add(p, &(cli_setting){.option = o, .command = command}, name, said);
  }
  const char *good = cli_value_check(o, value, room, why, sizeof why);
  if (!good) return wrong(p, "%s %s", name, why);
  /* What is set for all commands must suit each of them. */
  for (size_t i = 0; !command && cli_command_at(i); i++) {
    const cli_command *each = cli_command_at(i);
    const cli_option *same = setting_named(each, o->name);
    char other[CLI_WORD_ROOM];
    if (same && !cli_value_check(same, value, other, why, sizeof why))
      return wrong(p, "%s.%s %s", each->name, name, why);
  }
  return add(p, &(cli_setting){.option = o, .command = command}, name, good);
}

static bool unknown(parsing *p, const char *name) {
  const char *near = cli_nearest(name, cli_config_name_at, NULL);
  if (near) return wrong(p, "there is no setting '%.80s'; did you mean %s?", name, near);
  return wrong(p, "there is no setting '%.80s'; \"polybius config show\" lists them", name);
}

static const char *own_setting(const void *command, size_t i) {
  const cli_option *o = setting_at(command, i);
  return o ? o->name : NULL;
}

static bool set_for_command(parsing *p, char *name, char *dot, const char *value) {
  *dot = 0;
  const cli_command *command = cli_command_named(name);
  const cli_option *o = command ? setting_named(command, dot + 1) : NULL;
  if (!command) return wrong(p, "there is no command '%.80s' to set '%.80s' for", name, dot + 1);
  if (!o) {
    const char *near = cli_nearest(dot + 1, own_setting, command);
    return wrong(p, "'%.80s' is no setting of the command %s%s%s%s", dot + 1, name, near ? "; did you mean " : "",
                 near ? near : "", near ? "?" : "");
  }
  *dot = '.';
  return set_option(p, o, command, name, value);
}

static bool set(parsing *p, char *name, const char *value) {
  char *dot = strchr(name, '.');
  if (dot) return set_for_command(p, name, dot, value);
  for (size_t i = 0; i < sizeof limit_names / sizeof *limit_names; i++)
    if (strcmp(limit_names[i], name) == 0) return set_limit(p, limit_names[i], value);
  const cli_option *o = setting_named(NULL, name);
  for (size_t i = 0; !o && cli_command_at(i); i++)
    o = setting_named(cli_command_at(i), name);
  return o ? set_option(p, o, NULL, name, value) : unknown(p, name);
}

static void parse_line(parsing *p, char *line) {
  line = trim(line);
  if (!*line || *line == '#') return;
  for (const char *c = line; *c; c++) {
    if (((unsigned char)*c >= 0x20 && *c != 0x7f) || *c == '\t') continue;
    wrong(p, "there is a control character in the line");
    return;
  }
  char *equals = strchr(line, '=');
  if (!equals) {
    wrong(p, "a line is NAME = VALUE, not '%.80s'", line);
    return;
  }
  *equals = 0;
  char *value = take_value(p, equals + 1);
  if (value) set(p, trim(line), value);
}

unsigned cli_config_parse(cli_config *config, const char *text, size_t n, const char *home, cli_config_tell *tell,
                          void *user) {
  parsing p = {.config = config, .home = home, .tell = tell, .user = user};
  char line[CLI_CONFIG_LINE + 1];
  static const char mark[] = "\xEF\xBB\xBF";
  size_t at = n >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
  while (at < n) {
    const char *end = memchr(text + at, '\n', n - at);
    size_t length = end ? (size_t)(end - text) - at : n - at, kept_length = length;
    if (length && text[at + length - 1] == '\r') kept_length--;
    p.line++;
    if (kept_length > CLI_CONFIG_LINE) {
      wrong(&p, "the line is longer than %d bytes", CLI_CONFIG_LINE);
    } else if (memchr(text + at, 0, kept_length)) {
      wrong(&p, "there is a control character in the line");
    } else {
      memcpy(line, text + at, kept_length);
      line[kept_length] = 0;
      parse_line(&p, line);
    }
    at += length + 1;
  }
  return p.wrong;
}

/* ---- the file ---- */

static bool place(char *out, const char *folder, const char *rest) {
  if (!folder || folder[0] != '/') return false;
  int n = snprintf(out, CLI_PATH_ROOM, "%s%s", folder, rest);
  if (n < CLI_PATH_ROOM) return true;
  out[0] = 0;
  return false;
}

/* At most CLI_CONFIG_BYTES + 1 bytes of a plain file or a device such as /dev/null; -1: *why, and errno. */
static ssize_t read_file(const char *path, char *out, const char **why) {
  struct stat st;
  int fd;
  do
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  while (fd < 0 && errno == EINTR);
  size_t n = 0;
  ssize_t got = -1;
  bool fit = fd >= 0 && fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISCHR(st.st_mode));
  *why = fd >= 0 && !fit ? "is not a plain file" : NULL;
  while (fit && (got = read(fd, out + n, CLI_CONFIG_BYTES + 1 - n)) > 0)
    n += (size_t)got;
  if (!*why) *why = strerror(errno);
  if (fd >= 0) close(fd);
  return got < 0 ? -1 : (ssize_t)n;
}

/* Where the file is, into config->path; "" when there is no place for one, or no room for its name. */
static void find_place(cli_config *config, const char *given, const char *home) {
  config->path[0] = 0;
  if (given && strlen(given) < sizeof config->path)
    snprintf(config->path, sizeof config->path, "%s", given);
  else if (!given && !place(config->path, getenv("XDG_CONFIG_HOME"), "/polybius/config"))
    place(config->path, home, "/.config/polybius/config");
}

unsigned cli_config_read(cli_config *config, const char *given, cli_config_tell *tell, void *user) {
  const char *home = getenv("HOME"), *why = "the name is too long";
  find_place(config, given, home);
  char *text = config->path[0] ? malloc(CLI_CONFIG_BYTES + 1) : NULL;
  ssize_t n = text ? read_file(config->path, text, &why) : -1;
  config->found = n >= 0;
  unsigned count = n < 0;
  if (n < 0 && !given && (!config->path[0] || (text && (errno == ENOENT || errno == ENOTDIR)))) {
    count = 0; /* nobody has settings */
  } else if (n < 0) {
    tell(user, 0, !config->path[0] || text ? why : "out of memory");
  } else if (n > CLI_CONFIG_BYTES) {
    count = 1;
    tell(user, 0, "is larger than a file of settings may be (64 KiB)");
  } else {
    count = cli_config_parse(config, text, (size_t)n, home, tell, user);
  }
  free(text);
  return count;
}

void cli_config_free(cli_config *config) {
  for (size_t i = 0; i < config->n; i++)
    free(config->setting[i].value);
  config->n = 0;
}

/* ---- what counts ---- */

const cli_setting *cli_config_find(const cli_config *config, const cli_command *command, cli_option_id id) {
  const cli_setting *found = NULL;
  const cli_option *o = cli_option_of(command, id);
  if (!o || !o->setting) return NULL;
  for (size_t i = 0; i < config->n; i++) {
    const cli_setting *s = &config->setting[i];
    if (!s->option || s->option->id != id || (s->command && s->command != command)) continue;
    if (!found || s->command) found = s;
  }
  return found;
}

const cli_setting *cli_config_limit(const cli_config *config, const char *name) {
  for (size_t i = 0; i < config->n; i++)
    if (config->setting[i].limit && strcmp(config->setting[i].limit, name) == 0) return &config->setting[i];
  return NULL;
}
