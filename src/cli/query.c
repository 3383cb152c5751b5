/* What the commands that read a database share: which one, the filters of the command line, and where output goes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

const char *cli_database_named(void) {
  const char *named = getenv("POLYBIUS_DB");
  return named && *named ? named : NULL;
}

const char *cli_database(const cli *c) {
  const char *path = cli_given_value(c, CLI_OPT_DB);
  if (!path) path = cli_database_named();
  if (!path) path = cli_value(c, CLI_OPT_DB);
  return path ? path : cli_option_of(c->command, CLI_OPT_DB)->setting;
}

plb_store *cli_open(const cli *c) {
  plb_store *store = NULL;
  plb_error err = {0};
  const char *path = cli_database(c);
  if (access(path, F_OK) != 0) {
    cli_complain("%s: %s", path, errno == ENOENT ? "there is no such database" : strerror(errno));
    cli_say(c, "To make one: polybius code --db %s FILES   (or see \"polybius demo\")", path);
    return NULL;
  }
  if (plb_store_open(path, PLB_STORE_READ, &store, &err) == PLB_OK) return store;
  if (!err.place[0]) snprintf(err.place, sizeof err.place, "%s", path);
  cli_fail(&err);
  return NULL;
}

static const cli_option_id conditions[] = {CLI_OPT_REPORT,     CLI_OPT_TYPE,   CLI_OPT_STATUS, CLI_OPT_ACTOR,
                                           CLI_OPT_RECIPIENT,  CLI_OPT_SINCE,  CLI_OPT_UNTIL,  CLI_OPT_VOICE,
                                           CLI_OPT_CONFIDENCE, CLI_OPT_OUTLET, CLI_OPT_WORDS};

bool cli_is_filter(cli_option_id id) {
  for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
    if (conditions[i] == id) return true;
  return id == CLI_OPT_DOCUMENT;
}

/* The first condition on text or reports that is given, or NULL. */
static const cli_option *first_condition(const cli *c) {
  for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
    if (cli_value(c, conditions[i])) return cli_option_of(c->command, conditions[i]);
  return NULL;
}

bool cli_failures_make_sense(const cli *c, plb_export_format format) {
  const cli_option *condition = first_condition(c);
  if (!cli_value(c, CLI_OPT_FAILURES)) return true;
  if (cli_shape(format) != PLB_EXPORT_DOCUMENTS) {
    cli_complain("--failures needs --format documents");
    return false;
  }
  if (!condition) return true;
  cli_complain("--failures and --%s exclude each other: a document that was not read has neither text nor reports",
               condition->name);
  return false;
}

bool cli_filter(const cli *c, plb_filter *filter) {
  plb_filter_default(filter);
  filter->document = cli_value(c, CLI_OPT_DOCUMENT);
  filter->report = cli_value(c, CLI_OPT_REPORT);
  filter->words = cli_value(c, CLI_OPT_WORDS);
  filter->type = cli_value(c, CLI_OPT_TYPE);
  filter->status = cli_value(c, CLI_OPT_STATUS);
  filter->actor = cli_value(c, CLI_OPT_ACTOR);
  filter->recipient = cli_value(c, CLI_OPT_RECIPIENT);
  filter->outlet = cli_value(c, CLI_OPT_OUTLET);
  filter->since = cli_value(c, CLI_OPT_SINCE);
  filter->until = cli_value(c, CLI_OPT_UNTIL);
  filter->voice = cli_value(c, CLI_OPT_VOICE);
  filter->latest = cli_value(c, CLI_OPT_LATEST) != NULL;
  const char *confidence = cli_value(c, CLI_OPT_CONFIDENCE);
  if (confidence) cli_share(confidence, &filter->confidence);
  filter->failures = cli_value(c, CLI_OPT_FAILURES) != NULL;
  return first_condition(c) != NULL;
}

int cli_queried(const cli *c, plb_status status, const plb_error *err) {
  if (status == PLB_OK) return CLI_OK;
  if (status != PLB_NOTFOUND && cli_reader_gone()) return CLI_OK;
  if (status == PLB_USAGE) { /* a mistake of the command line, not of the database */
    cli_complain("%s", err->message);
    return CLI_ERROR;
  }
  if (status != PLB_NOTFOUND) return cli_fail(err);
  cli_say(c, "polybius: nothing in %s matches", cli_database(c));
  return CLI_NOTHING;
}

static bool set_limit(plb_limits *limits, const char *words) {
  char name[64];
  const char *equals = strchr(words, '=');
  const char *p = equals ? equals + 1 : "";
  uint64_t value;
  if (!cli_decimal(&p, UINT64_MAX, &value) || *p || (size_t)(equals - words) >= sizeof name) {
    cli_complain("--limit takes NAME=VALUE with a whole number, not '%s'", words);
    return false;
  }
  snprintf(name, sizeof name, "%.*s", (int)(equals - words), words);
  plb_error err = {0};
  if (plb_limits_set(limits, name, value, &err) == PLB_OK) return true;
  cli_fail(&err);
  fputs("\"polybius doctor\" lists the limits.\n", stderr);
  return false;
}

bool cli_limits(const cli *c, plb_limits *limits) {
  const cli_setting *s;
  for (size_t i = 0; cli_limit_name(i); i++)
    if ((s = cli_config_limit(&c->config, cli_limit_name(i))))
      plb_limits_set(limits, s->limit, strtoull(s->value, NULL, 10), NULL); /* checked when it was read */
  for (size_t i = 0; i < c->n_given; i++)
    if (c->given[i].id == CLI_OPT_LIMIT && !set_limit(limits, c->given[i].value)) return false;
  return true;
}

bool cli_own(const cli *c, plb_own_table *out, size_t *n) {
  static const struct {
    cli_option_id id;
    plb_own_kind kind;
  } options[] = {{CLI_OPT_ACTORS, PLB_OWN_ACTORS}, {CLI_OPT_CODEBOOK, PLB_OWN_CODEBOOK}};
  *n = 0;
  for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
    size_t before = *n;
    for (size_t i = 0; i < c->n_given; i++) {
      if (c->given[i].id != options[k].id) continue;
      if (*n == CLI_OWN_MOST) {
        cli_complain("more than %d tables of your own are given", CLI_OWN_MOST);
        return false;
      }
      out[(*n)++] = (plb_own_table){options[k].kind, c->given[i].value};
    }
    const char *set = *n > before || *n == CLI_OWN_MOST ? NULL : cli_value(c, options[k].id);
    if (set && *set) out[(*n)++] = (plb_own_table){options[k].kind, set};
  }
  return true;
}

FILE *cli_output(const cli *c) {
  const char *path = cli_value(c, CLI_OPT_OUTPUT);
  if (!path || strcmp(path, "-") == 0) return stdout;
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (out) return out;
  cli_complain("%s: %s", path, strerror(errno));
  if (errno == EEXIST) fputs("An existing file is never overwritten: name another, or remove it.\n", stderr);
  if (fd >= 0) close(fd);
  return NULL;
}

int cli_output_close(const cli *c, FILE *out, int code) {
  if (out == stdout) return code;
  const char *path = cli_value(c, CLI_OPT_OUTPUT);
  errno = 0;
  bool lost = ferror(out) || fflush(out) != 0 || (fsync(fileno(out)) != 0 && errno != EINVAL);
  int why = errno;
  lost = fclose(out) != 0 || lost;
  if (lost) cli_complain("%s: %s", path, why ? strerror(why) : "could not be written");
  if (lost || code != CLI_OK) unlink(path);
  return lost ? CLI_ERROR : code;
}

plb_export_format cli_shape(plb_export_format format) {
  return (plb_export_format)((unsigned)format & ~(unsigned)PLB_EXPORT_NO_TEXT);
}

bool cli_format(const cli *c, const char *otherwise, plb_export_format *format) {
  const char *name = cli_value(c, CLI_OPT_FORMAT);
  if (!name) name = otherwise;
  unsigned shape = strcmp(name, "csv") == 0         ? PLB_EXPORT_CSV
                   : strcmp(name, "documents") == 0 ? PLB_EXPORT_DOCUMENTS
                                                    : PLB_EXPORT_JSONL;
  if (cli_value(c, CLI_OPT_NO_TEXT)) shape |= PLB_EXPORT_NO_TEXT;
  *format = (plb_export_format)shape;
  return strcmp(name, "text") != 0;
}
