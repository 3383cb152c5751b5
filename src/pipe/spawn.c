/* posix_spawn of /proc/self/exe: no fork of a host that may have threads, and the very program that runs, also when its
 * file was replaced. The child gets its socket as descriptor 3, /dev/null as 0 and 1, our standard error as 2, nothing
 * else. */
#include "pipe/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

extern char **environ;

static const char program[] = "/proc/self/exe";

static int set_files(posix_spawn_file_actions_t *files, int fd) {
  int e = posix_spawn_file_actions_adddup2(files, fd, PLB_ROLE_FD);
  if (!e) e = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
  if (!e) e = posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
  if (!e) e = posix_spawn_file_actions_addclosefrom_np(files, PLB_ROLE_FD + 1);
  return e;
}

/* Ctrl-C reaches the whole group: the writer alone decides what becomes of it. */
static int set_signals(posix_spawnattr_t *attributes) {
  sigset_t blocked, standard;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigemptyset(&standard);
  sigaddset(&standard, SIGPIPE);
  sigaddset(&standard, SIGCHLD);
  int e = posix_spawnattr_setsigmask(attributes, &blocked);
  if (!e) e = posix_spawnattr_setsigdefault(attributes, &standard);
  if (!e) e = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  return e;
}

static int spawn(const char *role, int fd, pid_t *pid) {
  char name[] = "polybius", word[40];
  snprintf(word, sizeof word, "--role=%s", role);
  char *argv[] = {name, word, NULL};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  int e = posix_spawn_file_actions_init(&files);
  if (e) return e;
  e = posix_spawnattr_init(&attributes);
  if (!e) {
    e = set_files(&files, fd);
    if (!e) e = set_signals(&attributes);
    if (!e) e = posix_spawn(pid, program, &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&files);
  return e;
}

plb_status plb_child_start(const char *role, plb_child *out, plb_error *err) {
  int end[2];
  *out = (plb_child){.pid = 0, .fd = -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) != 0)
    return plb_fail(err, PLB_IO, "pipe", "cannot start a %s process: no socket: %s", role, strerror(errno));
  pid_t pid;
  int e = spawn(role, end[1], &pid);
  close(end[1]);
  if (e) {
    close(end[0]);
    return plb_fail(err, PLB_IO, "pipe", "cannot start a %s process: posix_spawn of %s: %s", role, program,
                    strerror(e));
  }
  *out = (plb_child){.pid = pid, .fd = end[0]};
  return PLB_OK;
}

double plb_child_seconds(const plb_child *c) {
  clockid_t clock;
  struct timespec t;
  if (clock_getcpuclockid(c->pid, &clock) != 0 || clock_gettime(clock, &t) != 0) return -1;
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void plb_child_allow(plb_child *c, double used, uint32_t seconds) {
  uint64_t until = (uint64_t)(used > 0 ? used : 0) + seconds;
  if (c->pid <= 0 || until == c->seconds) return;
  if (prlimit(c->pid, RLIMIT_CPU, &(struct rlimit){(rlim_t)until, RLIM_INFINITY}, NULL) == 0) c->seconds = until;
}

void plb_child_kill(const plb_child *c) {
  if (c->pid > 0) kill(c->pid, SIGKILL);
}

void plb_child_end(plb_child *c, int *how) {
  int status = -1;
  pid_t done = c->pid > 0 ? 0 : -1;
  if (c->fd >= 0) close(c->fd);
  for (int i = 0; done == 0 && i < 1000; i++) {
    done = waitpid(c->pid, &status, WNOHANG);
    if (done == 0) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    if (done < 0 && errno == EINTR) done = 0;
  }
  if (done == 0) {
    plb_child_kill(c);
    while ((done = waitpid(c->pid, &status, 0)) < 0 && errno == EINTR)
      continue;
  }
  if (how) *how = done > 0 ? status : -1;
  *c = (plb_child){.pid = 0, .fd = -1};
}

static const char *why_signal(int number) {
  switch (number) {
  case SIGKILL:
    return "; the system may be out of memory";
  case SIGXCPU:
    return ": it took too long (worker_seconds)";
  case SIGSYS:
    return ": it tried a system call the sandbox forbids";
  default:
    return "";
  }
}

void plb_child_how(int how, char *out, size_t n) {
  if (how == -1)
    snprintf(out, n, "ended, nobody knows how");
  else if (WIFSIGNALED(how))
    snprintf(out, n, "was killed by signal %d (SIG%s)%s", WTERMSIG(how),
             sigabbrev_np(WTERMSIG(how)) ? sigabbrev_np(WTERMSIG(how)) : "?", why_signal(WTERMSIG(how)));
  else
    snprintf(out, n, "ended with exit code %d", WIFEXITED(how) ? WEXITSTATUS(how) : -1);
}

plb_status plb_child_verdict(int how) {
  if (how != -1 && WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU) return PLB_TIMEOUT;
  return how != -1 && WIFEXITED(how) && WEXITSTATUS(how) == PLB_EXIT_NOMEM ? PLB_NOMEM : PLB_CRASHED;
}

const char *plb_child_hint(int how) {
  return how != -1 && WIFSIGNALED(how) ? "" : "; does main() call plb_role_main first?";
}
