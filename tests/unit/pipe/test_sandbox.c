/* pipe/sandbox: each layer by itself, in a child made for it, and the allow-list from both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/slice.h"
#include "pipe/sandbox.h"

enum { GOOD = 0, BAD = 1, ABSENT = 2, CALLS = 600, URETPROBE = 335, UPROBE = 336 };

#ifdef PLB_SANDBOX_OFF
static void skip_here(void) {
  skip();
}
#else
static void skip_here(void) {
}
#endif

/* Runs it in a child; waitpid's status. */
static int in_child(int (*what)(long), long with) {
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) _exit(what(with));
  int how;
  assert_int_equal(waitpid(pid, &how, 0), pid);
  return how;
}

static void must_be_good(int how) {
  if (WIFEXITED(how) && WEXITSTATUS(how) == ABSENT) skip();
  assert_true(WIFEXITED(how) && WEXITSTATUS(how) == GOOD);
}

static void must_die(int how, const char *what, long number) {
  if (WIFSIGNALED(how) && WTERMSIG(how) == SIGSYS) return;
  fail_msg("%s %ld: status %x instead of SIGSYS", what, number, (unsigned)how);
}

/* ---- Landlock ---- */
static int landlock_shuts_files(long unused) {
  (void)unused;
  int before = open("/", O_RDONLY | O_CLOEXEC);
  if (before < 0 || !plb_sandbox_no_new_privs()) return BAD;
  int version = plb_sandbox_landlock();
  if (version == 0) return ABSENT;
  if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES) return BAD;
  if (open("/tmp/plb-landlock", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 || errno != EACCES) return BAD;
  if (unlink("/etc/passwd-not-there") == 0) return BAD;
  char *const words[] = {NULL};
  if (execve("/bin/sh", words, words) == 0 || errno != EACCES) return BAD;
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (version >= 4 && (connect(s, (struct sockaddr *)&there, sizeof there) == 0 || errno != EACCES)) return BAD;
  if (version >= 6 && (kill(getppid(), 0) == 0 || errno != EPERM)) return BAD;
  return fcntl(before, F_GETFD) >= 0 ? GOOD : BAD; /* what is open stays open */
}

static void landlock_alone_shuts_files_ports_and_signals(void **state) {
  (void)state;
  must_be_good(in_child(landlock_shuts_files, 0));
}

/* ---- limits ---- */
static int limits_hold(long role) {
  if (!plb_sandbox_limits((plb_sandbox_role)role, 64 << 20)) return BAD;
  struct rlimit files, size, core;
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_FSIZE, &size);
  getrlimit(RLIMIT_CORE, &core);
  if (files.rlim_max > 8 || size.rlim_max != 0 || core.rlim_max != 0) return BAD;
  int last = 0;
  while (last < 100 && open("/", O_RDONLY | O_CLOEXEC) >= 0)
    last++;
  if (last > (role == PLB_SANDBOX_WORKER ? 1 : 5)) return BAD; /* beside the three and the socket's */
  void *large = mmap(NULL, 65 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void *small = mmap(NULL, 16 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return large == MAP_FAILED && small != MAP_FAILED ? GOOD : BAD;
}

static int lower_limits_stay(long unused) {
  (void)unused;
  setrlimit(RLIMIT_AS, &(struct rlimit){3u << 30, 3u << 30});
  if (!plb_sandbox_limits(PLB_SANDBOX_WORKER, UINT64_C(1) << 40)) return BAD;
  struct rlimit now;
  getrlimit(RLIMIT_AS, &now);
  return now.rlim_max == 3u << 30 ? GOOD : BAD;
}

static void limits_are_lowered_only(void **state) {
  (void)state;
  skip_here();
  must_be_good(in_child(limits_hold, PLB_SANDBOX_READER));
  must_be_good(in_child(limits_hold, PLB_SANDBOX_WORKER));
  must_be_good(in_child(lower_limits_stay, 0));
}

/* ---- seccomp ---- */
static bool locked(long role) {
  plb_json_process_init();
  return plb_sandbox_no_new_privs() && plb_sandbox_seccomp((plb_sandbox_role)role);
}

/* Calls that a child may make, with some argument or other; the ones that end it or wait are tried by real runs. */
static const int allowed[] = {SYS_brk,           SYS_munmap,       SYS_mremap,         SYS_madvise,         SYS_futex,
                              SYS_clock_gettime, SYS_gettimeofday, SYS_time,           SYS_getrandom,       SYS_getpid,
                              SYS_gettid,        SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_restart_syscall, SYS_close,
                              SYS_exit,          SYS_exit_group};
static const int allowed_to_reader[] = {SYS_read, SYS_pread64, SYS_lseek, SYS_poll, SYS_ppoll, SYS_fstat, SYS_dup};

static bool among(int number, const int *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (list[i] == number) return true;
  return false;
}

/* The two of the kernel's own trampolines pass every filter since Linux 6.14, and do nothing for others. */
static bool may(long role, int number) {
  return number == URETPROBE || number == UPROBE || among(number, allowed, sizeof allowed / sizeof *allowed) ||
         (role == PLB_SANDBOX_READER && among(number, allowed_to_reader, sizeof allowed_to_reader / sizeof(int)));
}

/* with: role * CALLS + number. All other calls get arguments that none of their rules lets through. */
static int call(long with) {
  if (!locked(with / CALLS)) return BAD;
  long exec = PROT_EXEC;
  syscall(with % CALLS, -1L, -1L, exec, 0L, -1L, 0L);
  return GOOD;
}

static void every_other_call_ends_the_process(void **state) {
  (void)state;
  skip_here();
  for (long role = PLB_SANDBOX_READER; role <= PLB_SANDBOX_WORKER; role++)
    for (int number = 0; number < CALLS; number++)
      if (!may(role, number)) must_die(in_child(call, role * CALLS + number), "call", number);
}

/* What a reader and a worker do all day, in one process. */
static int allowed_calls(long role) {
  int pair[2];
  char byte;
  struct timespec now;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 || dup2(pair[0], 3) != 3) return BAD;
  int file = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  if (file < 0 || !locked(role)) return BAD;
  struct iovec part = {&byte, 1};
  struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
  if (sendmsg(3, &m, MSG_NOSIGNAL) != 1) return BAD;
  void *p = malloc(100 << 20); /* by mmap */
  p = realloc(p, 200 << 20);
  if (!p) return BAD;
  free(p);
  for (size_t n = 1; n < 100000; n *= 2) /* by brk */
    free(calloc(n, 3));
  plb_json *json;
  plb_error e;
  if (plb_json_parse(PLB_LIT("{\"a\": [1]}"), &json, &e)) return BAD;
  plb_json_free(json);
  if (clock_gettime(CLOCK_MONOTONIC, &now) != 0 || syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now) != 0) return BAD;
  if (role == PLB_SANDBOX_READER && (read(file, &byte, 1) != 1 || lseek(file, 0, SEEK_SET) != 0)) return BAD;
  struct stat st;
  if (role == PLB_SANDBOX_READER && fstat(file, &st) != 0) return BAD;
  exit(GOOD); /* with everything that glibc does at the end */
}

static void work_goes_on(void **state) {
  (void)state;
  skip_here();
  must_be_good(in_child(allowed_calls, PLB_SANDBOX_READER));
  must_be_good(in_child(allowed_calls, PLB_SANDBOX_WORKER));
}

static int abort_in_there(long role) {
  if (!locked(role)) return BAD;
  abort();
}

static void abort_is_still_abort(void **state) {
  (void)state;
  skip_here();
  int how = in_child(abort_in_there, PLB_SANDBOX_WORKER);
  assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
}

static int read_in_worker(long unused) {
  (void)unused;
  char byte;
  if (!locked(PLB_SANDBOX_WORKER)) return BAD;
  return read(0, &byte, 1) < 0 ? BAD : GOOD;
}

static void a_worker_may_not_read(void **state) {
  (void)state;
  skip_here();
  must_die(in_child(read_in_worker, 0), "read", 0);
}

/* ---- all of it ---- */
static int close_all(long role) {
  plb_sandbox got;
  plb_sandbox_close((plb_sandbox_role)role, 1 << 30, &got);
  if (!got.limits || !got.no_new_privs || !got.seccomp || got.missing[0]) return BAD;
  return plb_sandbox_weakness(&got) ? BAD : GOOD;
}

static void closing_tells_what_holds(void **state) {
  (void)state;
  skip_here();
  must_be_good(in_child(close_all, PLB_SANDBOX_READER));
  must_be_good(in_child(close_all, PLB_SANDBOX_WORKER));
}

static void each_layer_but_landlock_matters(void **state) {
  (void)state;
  plb_sandbox s = {.limits = true, .no_new_privs = true, .seccomp = true, .missing = "x"};
  assert_null(plb_sandbox_weakness(&s));
  s.seccomp = false;
  assert_string_equal(plb_sandbox_weakness(&s), "x");
  s = (plb_sandbox){.limits = true, .seccomp = true};
  assert_non_null(plb_sandbox_weakness(&s));
  s = (plb_sandbox){.no_new_privs = true, .seccomp = true};
  assert_non_null(plb_sandbox_weakness(&s));
}

/* This program is its own child. */
static void a_child_answers(void **state) {
  (void)state;
  plb_sandbox reader, worker;
  plb_error e;
  assert_int_equal(plb_sandbox_ask("reader", &reader, &e), PLB_OK);
  assert_int_equal(plb_sandbox_ask("worker", &worker, &e), PLB_OK);
#ifdef PLB_SANDBOX_OFF
  assert_false(reader.seccomp || worker.seccomp || reader.landlock || worker.landlock);
  assert_non_null(strstr(worker.missing, "this build has no sandbox"));
#else
  assert_true(reader.seccomp && worker.seccomp && reader.no_new_privs && worker.no_new_privs);
  assert_int_equal(reader.landlock, worker.landlock);
#endif
  assert_int_equal(plb_sandbox_ask("cook", &worker, &e), PLB_INTERNAL);
  assert_non_null(strstr(e.message, "before it was ready"));
}

int main(int argc, char **argv) {
  int role = plb_role_main(argc, argv);
  if (role >= 0) return role;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(landlock_alone_shuts_files_ports_and_signals),
      cmocka_unit_test(limits_are_lowered_only),
      cmocka_unit_test(every_other_call_ends_the_process),
      cmocka_unit_test(work_goes_on),
      cmocka_unit_test(abort_is_still_abort),
      cmocka_unit_test(a_worker_may_not_read),
      cmocka_unit_test(closing_tells_what_holds),
      cmocka_unit_test(each_layer_but_landlock_matters),
      cmocka_unit_test(a_child_answers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
