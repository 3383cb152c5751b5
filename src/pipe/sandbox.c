/* Order matters: Landlock needs a descriptor for its rules and no new privileges; the limits then take descriptors
 * away; the filter comes last, since it forbids the calls that the others need. The list of calls was made from strace
 * of runs over all formats and from the sources of glibc's malloc, abort and stdio; tests/fault/sandbox.py tries both
 * sides. See landlock(7), seccomp(2), seccomp_rule_add(3). */
#include "pipe/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pipe/spawn.h"

enum { READER_FILES = 8, WORKER_FILES = PLB_ROLE_FD + 1 };

/* ---- limits ---- */

/* Never raises what is lower already. */
static bool lower(__rlimit_resource_t what, uint64_t value) {
  struct rlimit now;
  if (getrlimit(what, &now) != 0) return false;
  rlim_t want = value < now.rlim_max ? (rlim_t)value : now.rlim_max;
  if (setrlimit(what, &(struct rlimit){want, want}) != 0 || getrlimit(what, &now) != 0) return false;
  return now.rlim_cur <= value && now.rlim_max <= value;
}

/* Bytes of address space in use; 0: this system does not tell. */
static uint64_t own_size(void) {
  FILE *f = fopen("/proc/self/statm", "re");
  char line[128] = "";
  bool there = f && fgets(line, sizeof line, f);
  if (f) fclose(f);
  uint64_t pages = 0;
  for (const char *p = line; *p >= '0' && *p <= '9' && pages < UINT64_MAX / 20; p++)
    pages = pages * 10 + (uint64_t)(*p - '0');
  return there ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool limit_memory(uint64_t own, uint64_t more) {
  return own > 0 && lower(RLIMIT_AS, own + more);
}

static bool limit_rest(plb_sandbox_role role) {
  signal(SIGXFSZ, SIG_IGN); /* a last word to a closed file must not hide what really went wrong */
  bool good = lower(RLIMIT_CORE, 0);
  good &= lower(RLIMIT_FSIZE, 0);
  good &= lower(RLIMIT_NPROC, 0);
  return good & lower(RLIMIT_NOFILE, role == PLB_SANDBOX_READER ? READER_FILES : WORKER_FILES);
}

bool plb_sandbox_limits(plb_sandbox_role role, uint64_t memory) {
  uint64_t own = own_size();
  bool good = limit_memory(own, memory);
  return good & limit_rest(role);
}

bool plb_sandbox_no_new_privs(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* ---- Landlock: its header is older than its kernel on many systems, so its numbers stand here ---- */
enum { LANDLOCK_VERSION_FLAG = 1, LANDLOCK_TCP = 3, LANDLOCK_SCOPES = 3 };

typedef struct landlock_rules { /* struct landlock_ruleset_attr */
  uint64_t files, tcp, scoped;
} landlock_rules;

/* All rights over files that a version knows of. */
static uint64_t file_rights(long version) {
  static const unsigned rights[] = {0, 13, 14, 15, 15, 16}; /* REFER came with 2, TRUNCATE with 3, IOCTL_DEV with 5 */
  long last = sizeof rights / sizeof *rights - 1;
  return (UINT64_C(1) << rights[version < last ? version : last]) - 1;
}

/* Trying is better than believing. */
static bool files_are_shut(void) {
  int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) close(fd);
  return fd < 0 && errno == EACCES;
}

int plb_sandbox_landlock(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_VERSION_FLAG);
  if (version < 1) return 0;
  landlock_rules rules = {.files = file_rights(version)};
  if (version >= 4) rules.tcp = LANDLOCK_TCP;
  if (version >= 6) rules.scoped = LANDLOCK_SCOPES; /* abstract sockets, signals */
  long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (fd < 0) return 0;
  bool good = syscall(SYS_landlock_restrict_self, (int)fd, 0) == 0;
  close((int)fd);
  return good && files_are_shut() ? (int)version : 0;
}

/* ---- seccomp ---- */

/* Whatever their arguments: memory, clocks, the end. */
static const int both[] = {SCMP_SYS(brk),
                           SCMP_SYS(munmap),
                           SCMP_SYS(mremap),
                           SCMP_SYS(madvise),
                           SCMP_SYS(futex),
                           SCMP_SYS(clock_gettime),
                           SCMP_SYS(gettimeofday),
                           SCMP_SYS(time),
                           SCMP_SYS(getrandom),
                           SCMP_SYS(getpid),
                           SCMP_SYS(gettid),
                           SCMP_SYS(rt_sigreturn),
                           SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(restart_syscall),
                           SCMP_SYS(close),
                           SCMP_SYS(exit),
                           SCMP_SYS(exit_group)};
static const int reader_only[] = {SCMP_SYS(read),  SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(poll),
                                  SCMP_SYS(ppoll), SCMP_SYS(fstat),   SCMP_SYS(dup)};

static int allow_all(scmp_filter_ctx f, const int *call, size_t n) {
  int e = 0;
  for (size_t i = 0; i < n && !e; i++)
    e = seccomp_rule_add(f, SCMP_ACT_ALLOW, call[i], 0);
  return e;
}

/* A call whose argument `at` must be `value` under `mask`. */
static int allow_if(scmp_filter_ctx f, int call, unsigned at, uint64_t mask, uint64_t value) {
  return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, SCMP_CMP64(at, SCMP_CMP_MASKED_EQ, mask, value));
}

static int allow_some(scmp_filter_ctx f) {
  const uint64_t all = UINT32_MAX; /* of an int; what stands above it the kernel does not look at */
  int e = allow_if(f, SCMP_SYS(recvmsg), 0, all, PLB_ROLE_FD);
  if (!e) e = allow_if(f, SCMP_SYS(sendmsg), 0, all, PLB_ROLE_FD);
  /* A last word of glibc or assert: to /dev/null, but without it the signal would be the wrong one. */
  if (!e) e = allow_if(f, SCMP_SYS(write), 0, all, STDERR_FILENO);
  if (!e) e = allow_if(f, SCMP_SYS(writev), 0, all, STDERR_FILENO);
  if (!e) e = allow_if(f, SCMP_SYS(tgkill), 0, all, (uint64_t)getpid()); /* abort */
  if (!e) e = allow_if(f, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
  if (e) return e;
  return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                          SCMP_A3_64(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
}

static int allow_reader(scmp_filter_ctx f) {
  int e = allow_all(f, reader_only, sizeof reader_only / sizeof *reader_only);
  if (!e) e = allow_if(f, SCMP_SYS(newfstatat), 3, UINT32_MAX, AT_EMPTY_PATH); /* fstat of glibc 2.33 and later */
  return e ? e : allow_if(f, SCMP_SYS(fcntl), 1, UINT32_MAX, F_GETFL);         /* fdopen */
}

bool plb_sandbox_seccomp(plb_sandbox_role role) {
  scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!f) return errno = ENOSYS, false;
  int e = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (!e) e = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list */
  if (!e) e = allow_all(f, both, sizeof both / sizeof *both);
  if (!e) e = allow_some(f);
  if (!e && role == PLB_SANDBOX_READER) e = allow_reader(f);
  if (!e) e = seccomp_load(f);
  seccomp_release(f);
  errno = -e;
  return e == 0;
}

/* ---- all of it ---- */

#ifdef PLB_SANDBOX_OFF
void plb_sandbox_close(plb_sandbox_role role, uint64_t memory, plb_sandbox *got) {
  (void)role;
  *got = (plb_sandbox){.landlock = 0};
  snprintf(got->missing, sizeof got->missing, "%s", PLB_SANDBOX_OFF);
  plb_sandbox_no_new_privs();
  limit_memory(own_size(), memory);
  lower(RLIMIT_CORE, 0);
}
#else
static void miss(plb_sandbox *got, const char *layer, int e) {
  if (!got->missing[0]) snprintf(got->missing, sizeof got->missing, "no %s: %s", layer, strerror(e));
}

void plb_sandbox_close(plb_sandbox_role role, uint64_t memory, plb_sandbox *got) {
  *got = (plb_sandbox){.landlock = 0};
  uint64_t own = own_size();
  dup2(STDOUT_FILENO, STDERR_FILENO); /* /dev/null: nobody writes on the user's terminal from in here */
  got->no_new_privs = plb_sandbox_no_new_privs();
  if (!got->no_new_privs) miss(got, "promise of no new privileges", errno);
  got->landlock = plb_sandbox_landlock();
  got->limits = limit_memory(own, memory);
  got->limits &= limit_rest(role);
  if (!got->limits) miss(got, "full set of limits", errno);
  got->seccomp = plb_sandbox_seccomp(role);
  if (!got->seccomp) miss(got, "filter of system calls", errno);
}
#endif

const char *plb_sandbox_weakness(const plb_sandbox *s) {
  return s->limits && s->no_new_privs && s->seccomp ? NULL : s->missing;
}
