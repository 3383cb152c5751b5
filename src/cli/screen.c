/* What standard output and standard error can do, the pager, and messages. Colours after no-color.org: off when
 * standard output is no terminal, NO_COLOR is set and not empty, or TERM is "dumb"; --color overrules all three. */
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

#include "cli/cli.h"

enum { WIDTH_LEAST = 40, WIDTH_MOST = 100, WIDTH_PLAIN = 80 };

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
  for (size_t i = c->n_given; i-- > 0;) {
    if (c->given[i].id == CLI_OPT_NO_COLOR) return false;
    if (c->given[i].id == CLI_OPT_COLOR && strcmp(c->given[i].value, "auto") != 0)
      return strcmp(c->given[i].value, "always") == 0;
  }
  return terminal && !set("NO_COLOR") && !dumb();
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

/* Starts less with its standard input on `from`; 0 when that is not possible. */
static int spawn_less(int from, int to_close) {
  char *argv[] = {(char[]){"less"}, (char[]){"-FIRX"}, NULL};
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
  if (posix_spawnp(&pid, "less", &actions, &attributes, argv, environ)) pid = 0;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

void cli_pager_begin(cli *c) {
  int ends[2];
  if (!c->screen.may_page || c->pager || pipe(ends)) return;
  fflush(stdout);
  c->pager = spawn_less(ends[0], ends[1]);
  if (c->pager) {
    dup2(ends[1], STDOUT_FILENO);
    signal(SIGINT, SIG_IGN); /* less has it now */
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

void cli_say(const cli *c, const char *format, ...) {
  if (c->quiet) return;
  va_list ap;
  va_start(ap, format);
  vfprintf(stderr, format, ap);
  va_end(ap);
  fputc('\n', stderr);
}

void cli_complain(const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  fputs("polybius: ", stderr);
  vfprintf(stderr, format, ap);
  va_end(ap);
  fputc('\n', stderr);
}

/* Names and messages may hold bytes of hostile files: control characters must not reach the terminal. */
static void put_safe(const char *s) {
  for (; *s; s++) {
    unsigned char b = (unsigned char)*s;
    fputc(b < 0x20 || b == 0x7f ? '?' : b, stderr);
  }
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
