/* What standard output and standard error can do, the pager, and messages. Colours after no-color.org and
 * bixense.com/clicolors: off when NO_COLOR is set and not empty, else on when CLICOLOR_FORCE is, else on for terminals
 * whose TERM is not "dumb"; --color, on the command line or in the file of settings, overrules all of them. The pager
 * is $PAGER split at blanks and started without a shell, so nothing in it is ever run but that program. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/flow.h"

enum { WIDTH_LEAST = 40, WIDTH_MOST = 100, WIDTH_PLAIN = 80, PAGER_WORDS = 16 };

extern char **environ;

static bool set(const char *name) {
  const char *value = getenv(name);
  return value && *value;
}

static bool dumb(void) {
  const char *term = getenv("TERM");
  return term && strcmp(term, "dumb") == 0;
}

static unsigned clamp_width(unsigned n) {
  return n < WIDTH_LEAST ? WIDTH_LEAST : n > WIDTH_MOST ? WIDTH_MOST : n;
}

static unsigned find_width(bool terminal) {
  struct winsize size;
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return clamp_width(size.ws_col);
  const char *columns = getenv("COLUMNS");
  if (!columns) return WIDTH_PLAIN;
  uint64_t n;
  return cli_decimal(&columns, UINT16_MAX, &n) && !*columns && n > 0 ? clamp_width((unsigned)n) : WIDTH_PLAIN;
}

static bool find_colour(const cli *c, bool terminal) {
  const char *when = cli_value(c, CLI_OPT_COLOR), *forced = getenv("CLICOLOR_FORCE");
  for (size_t i = 0; i < c->n_given; i++) { /* the last one of the command line counts */
    if (c->given[i].id == CLI_OPT_NO_COLOR) when = "never";
    if (c->given[i].id == CLI_OPT_COLOR) when = c->given[i].value;
  }
  if (when && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
  if (set("NO_COLOR")) return false;
  if (forced && *forced && strcmp(forced, "0") != 0) return true;
  return terminal && !dumb();
}

void cli_screen_init(cli *c) {
  cli_screen *s = &c->screen;
  setlocale(LC_CTYPE, "");
  s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  if (!s->utf8) setlocale(LC_CTYPE, "C.UTF-8"); /* for wcwidth only */
  s->terminal = isatty(STDOUT_FILENO);
  s->message_terminal = isatty(STDERR_FILENO) && !dumb();
  s->colour = find_colour(c, s->terminal);
  s->width = find_width(s->terminal);
  s->may_page = s->terminal && isatty(STDIN_FILENO) && !dumb() && !cli_value(c, CLI_OPT_NO_PAGER);
}

/* $PAGER as words inside `room`; argv[0] NULL: no pager is wanted. */
static void pager_words(char *room, size_t n, char *argv[PAGER_WORDS + 1]) {
  const char *pager = getenv("PAGER");
  size_t words = 0;
  snprintf(room, n, "%s", pager && strlen(pager) < n ? pager : "less -FIRX");
  for (char *word; words < PAGER_WORDS && (word = strsep(&room, " \t"));)
    if (*word) argv[words++] = word;
  argv[words] = NULL;
  if (words == 1 && strcmp(argv[0], "cat") == 0) argv[0] = NULL;
}

/* Starts the pager with its standard input on `from`; 0 when that is not possible. */
static int spawn_pager(char *argv[], int from, int to_close) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  pid_t pid = 0;
  if (posix_spawn_file_actions_init(&actions)) return 0;
  if (posix_spawnattr_init(&attributes)) {
    posix_spawn_file_actions_destroy(&actions);
    return 0;
  }
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_adddup2(&actions, from, STDIN_FILENO);
  posix_spawn_file_actions_addclose(&actions, from);
  posix_spawn_file_actions_addclose(&actions, to_close);
  if (posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ)) pid = 0;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

void cli_pager_begin(cli *c) {
  char room[1024], *argv[PAGER_WORDS + 1];
  int ends[2];
  if (!c->screen.may_page || c->pager) return;
  c->screen.may_page = false; /* one attempt */
  pager_words(room, sizeof room, argv);
  if (!argv[0] || pipe(ends)) return;
  fflush(stdout);
  setenv("LESS", "FIRX", 0); /* for a bare "less", as most programs do */
  c->pager = spawn_pager(argv, ends[0], ends[1]);
  if (c->pager) {
    dup2(ends[1], STDOUT_FILENO);
    signal(SIGINT, SIG_IGN); /* the pager has it now */
  } else if (set("PAGER")) {
    cli_say(c, "polybius: the pager %s could not be started", argv[0]);
  }
  close(ends[0]);
  close(ends[1]);
}

bool cli_reader_gone(void) {
  struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};
  return ferror(stdout) && poll(&out, 1, 0) > 0 && (out.revents & POLLERR);
}

int cli_finish(cli *c, int code) {
  errno = 0;
  bool lost = fflush(stdout) != 0 || ferror(stdout);
  int why = errno;
  if (c->pager) {
    int status;
    close(STDOUT_FILENO);
    while (waitpid(c->pager, &status, 0) < 0 && errno == EINTR)
      continue;
    return code;
  }
  if (!lost || why == EPIPE || cli_reader_gone()) return code;
  cli_complain("standard output: %s", why ? strerror(why) : "could not be written");
  return CLI_ERROR;
}

/* Names and messages may hold bytes of hostile files: what could command the terminal must not reach it. */
static void put_safe(const char *s) {
  plb_slice all = {s, (uint32_t)strnlen(s, UINT32_MAX - 1)};
  for (uint32_t i = 0, n, cp; i < all.n; i += n) {
    n = cli_next_char(all, i, &cp);
    if (cli_harmless(cp))
      fwrite(all.p + i, 1, n, stderr);
    else
      fputc('?', stderr);
  }
}

static void put_message(const char *before, const char *format, va_list ap) {
  char *message = NULL;
  if (vasprintf(&message, format, ap) < 0) message = NULL;
  fputs(before, stderr);
  put_safe(message ? message : "out of memory");
  fputc('\n', stderr);
  free(message);
}

void cli_say(const cli *c, const char *format, ...) {
  if (c->quiet) return;
  va_list ap;
  va_start(ap, format);
  put_message("", format, ap);
  va_end(ap);
}

void cli_complain(const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  put_message("polybius: ", format, ap);
  va_end(ap);
}

int cli_fail(const plb_error *err) {
  fputs("polybius: ", stderr);
  if (err->place[0]) put_safe(strcmp(err->place, "-") == 0 ? "standard input" : err->place);
  if (err->place[0] && err->offset != PLB_NO_OFFSET) fprintf(stderr, ":%llu", (unsigned long long)err->offset);
  if (err->place[0]) fputs(": ", stderr);
  put_safe(err->message[0] ? err->message : plb_status_text(err->code));
  fputc('\n', stderr);
  return CLI_ERROR;
}
