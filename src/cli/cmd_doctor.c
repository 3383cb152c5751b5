/* doctor: each check is one line, and what is wrong says how to mend it. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/cli.h"

typedef struct checkup {
  const cli *c;
  unsigned wrong;
} checkup;

static void line(checkup *k, bool good, const char *what, const char *finding, const char *mend) {
  const char *mark = good ? "ok   " : "WRONG";
  if (k->c->screen.colour)
    printf("\033[%sm%s\033[0m %-10s %s\n", good ? "32" : "1;31", mark, what, finding);
  else
    printf("%s %-10s %s\n", mark, what, finding);
  if (!good && mend) printf("      mend: %s\n", mend);
  k->wrong += !good;
}

static void check_tables(checkup *k, const plb_build_info *info) {
  plb_error err = {0};
  char text[512];
  bool good = plb_tables_check(&err) == PLB_OK;
  snprintf(text, sizeof text, "%s%s%s", good ? info->tables_hash : err.place, !good && err.place[0] ? ": " : "",
           good ? "" : err.message);
  line(k, good, "tables", text, "mend that table in data/ or models/ and build again");
}

static void check_kernel(checkup *k) {
  struct utsname name;
  char text[256];
  if (uname(&name) != 0) return;
  snprintf(text, sizeof text, "%s %s, %ld processors", name.sysname, name.release, sysconf(_SC_NPROCESSORS_ONLN));
  line(k, true, "kernel", text, NULL);
}

/* What a child says it got; not what this process thinks the kernel can. */
static void check_sandbox(checkup *k, const char *role) {
  plb_error err = {0};
  plb_sandbox s;
  char text[512], landlock[40] = "no Landlock";
  if (plb_sandbox_ask(role, &s, &err) != PLB_OK) {
    line(k, false, role, err.message, NULL);
    return;
  }
  bool good = s.limits && s.no_new_privs && s.seccomp;
  if (s.landlock) snprintf(landlock, sizeof landlock, "Landlock version %d", s.landlock);
  snprintf(text, sizeof text, "%s, %s, %s, %s%s%s", s.limits ? "limits" : "not all limits",
           s.no_new_privs ? "no new privileges" : "may gain privileges",
           s.seccomp ? "seccomp filter" : "no seccomp filter", landlock, good ? "" : "; ", s.missing);
  line(k, good, role, text,
       "a release build, on a kernel with CONFIG_SECCOMP_FILTER, in a container that lets programs filter themselves");
}

static void check_room(checkup *k) {
  struct rlimit files, memory;
  char text[128];
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || getrlimit(RLIMIT_AS, &memory) != 0) return;
  bool enough = files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= 64;
  snprintf(text, sizeof text, "%" PRIu64 " open files", (uint64_t)files.rlim_cur);
  line(k, enough, "files", text, "raise it: ulimit -n 1024");
  plb_limits limits;
  plb_limits_default(&limits);
  bool room = memory.rlim_cur == RLIM_INFINITY || memory.rlim_cur >= limits.worker_bytes;
  snprintf(text, sizeof text, "%s",
           memory.rlim_cur == RLIM_INFINITY ? "no limit of address space" : "address space is limited");
  line(k, room, "memory", text, "raise it (ulimit -v), or use --limit worker_bytes=N");
}

static void check_screen(checkup *k) {
  const cli_screen *s = &k->c->screen;
  char text[128];
  snprintf(text, sizeof text, "%s, %s, %u columns, colours %s", s->terminal ? "terminal" : "no terminal",
           s->utf8 ? "UTF-8" : "not UTF-8 (plain signs are used)", s->width, s->colour ? "on" : "off");
  line(k, true, "output", text, NULL);
}

/* The first wrong line and how many there are. */
typedef struct settings_found {
  const cli_config *config;
  char text[CLI_PATH_ROOM + 400];
} settings_found;

static void note_setting(void *user, unsigned number, const char *message) {
  settings_found *found = user;
  if (found->text[0]) return;
  if (number)
    snprintf(found->text, sizeof found->text, "%s:%u: %.300s", found->config->path, number, message);
  else
    snprintf(found->text, sizeof found->text, "%s: %.300s", found->config->path, message);
}

static void check_settings(checkup *k) {
  cli_config config = {0};
  settings_found found = {.config = &config};
  unsigned wrong = cli_config_read(&config, cli_given_value(k->c, CLI_OPT_CONFIG), note_setting, &found);
  if (!wrong)
    snprintf(found.text, sizeof found.text, "%s: %s", config.path[0] ? config.path : "no place for them",
             config.found ? "good" : "no such file; the defaults hold");
  line(k, wrong == 0, "settings", found.text, "\"polybius config check\" lists every wrong line");
  cli_config_free(&config);
}

static void check_database(checkup *k, const char *path) {
  plb_store *store = NULL;
  plb_error err = {0};
  plb_store_counts counts;
  char text[512];
  plb_status s = access(path, R_OK) == 0 ? plb_store_open(path, PLB_STORE_READ, &store, &err) : PLB_IO;
  if (!err.message[0] && s != PLB_OK) snprintf(err.message, sizeof err.message, "%s", strerror(errno));
  if (s == PLB_OK) s = plb_store_check(store, &err);
  if (s == PLB_OK) s = plb_store_count(store, &counts, &err);
  if (s == PLB_OK)
    snprintf(text, sizeof text,
             "%s: sound; %" PRIu64 " documents, %" PRIu64 " reports, %" PRIu64 " failures, %" PRIu64 " runs, schema %d",
             path, counts.documents, counts.reports, counts.failures, counts.runs, counts.schema);
  else
    snprintf(text, sizeof text, "%s: %s", path, err.message);
  const char *mend = s == PLB_DAMAGED   ? "restore a copy, or code the files anew into another database"
                     : s == PLB_VERSION ? "use the newer version of polybius that made it"
                                        : "check the path; \"polybius code\" makes databases";
  line(k, s == PLB_OK, "database", text, mend);
  plb_store_close(store);
}

static void list_limits(void) {
  plb_limits limits;
  plb_limits_default(&limits);
  puts("\nlimits (--limit NAME=VALUE)      default       most  what");
#define PLB_X(name, def, cap, unit, text) \
  printf("  %-20s %18" PRIu32 " %10" PRIu32 "  %s: %s\n", #name, limits.name, (uint32_t)(cap), unit, text);
  PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
}

int cli_run_doctor(cli *c) {
  plb_build_info info;
  checkup k = {.c = c};
  const char *database = cli_value(c, CLI_OPT_DB);
  plb_build(&info);
  line(&k, true, "version", info.version, NULL);
  check_tables(&k, &info);
  line(&k, true, "libraries", info.libraries, NULL);
  check_kernel(&k);
  check_sandbox(&k, "reader");
  check_sandbox(&k, "worker");
  check_room(&k);
  check_screen(&k);
  check_settings(&k);
  if (database) check_database(&k, database);
  list_limits();
  if (k.wrong) cli_complain("wrong: %u; see above", k.wrong);
  return k.wrong ? CLI_ERROR : CLI_OK;
}
