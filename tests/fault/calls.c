/* System calls that fail on command, and a trace of what reaches the disk. Linked into a copy of the program
 * (polybius-calls), these functions take the place of the C library's for it and for libsqlite3; standard output goes
 * through them, too. The environment says what to do:
 *   PLB_CALLS=ROLE:GROUP:N:HOW[+]  in this role (writer, reader, worker) the n-th call of the group goes wrong, with +
 *                                  all after it, too. HOW: EIO, ENOSPC, EINTR, short (half of it is done), kill
 *                                  (SIGKILL instead of the call), killed (right after it)
 *   PLB_CALLS_COUNT=FILE           FILE.ROLE gets the number of calls of each group, as machine words
 *   PLB_TRACE=FILE                 what the writer does to files, in order: see `trace` below
 *   PLB_CHECKPOINT=PAGES           the log is checkpointed that often, so that traces hold it
 * Groups: open, read, write (and truncate), sync, unlink, socket, poll, out (standard output). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <polybius/polybius.h>

typedef enum group { OPEN, READ, WRITE, SYNC, UNLINK, SOCKET, POLL, OUT, GROUPS } group;
typedef enum how { NOTHING, FAIL, SHORT, KILL, KILLED } how;
static const char *const names[GROUPS] = {"open", "read", "write", "sync", "unlink", "socket", "poll", "out"};

static const char *role = "writer";
static unsigned long own_calls[GROUPS], *calls = own_calls, at;
static group bad_group = GROUPS;
static how bad_how;
static int bad_errno, tracing = -1;
static bool forever;

/* What happens to this call. */
static how next(group g) {
  calls[g]++;
  if (g != bad_group || (forever ? calls[g] < at : calls[g] != at)) return NOTHING;
  if (bad_how == KILL) kill(getpid(), SIGKILL);
  return bad_how;
}

static long failed(void) {
  errno = bad_errno;
  return -1;
}

static long ended(how h, long result) {
  if (h == KILLED) kill(getpid(), SIGKILL);
  return result;
}

/* ---- trace ----
 * "KIND NAME NUMBER SIZE\n" and SIZE bytes. W: written at NUMBER; T: truncated to NUMBER; S: synced; C: created;
 * U: unlinked; A: the bytes went to standard output. */
static void trace(char kind, const char *name, unsigned long long number, const void *p, size_t n) {
  char line[4200];
  if (tracing < 0) return;
  int k = snprintf(line, sizeof line, "%c %s %llu %zu\n", kind, name, number, n);
  if (syscall(SYS_write, tracing, line, (size_t)k) != k || (n && syscall(SYS_write, tracing, p, n) != (long)n)) abort();
}

static void trace_fd(char kind, int fd, unsigned long long number, const void *p, size_t n) {
  char link[64], name[4096];
  int saved = errno;
  if (tracing < 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t k = readlink(link, name, sizeof name - 1);
  name[k > 0 ? k : 0] = 0;
  if (name[0] == '/') trace(kind, name, number, p, n);
  errno = saved;
}

/* ---- the calls ---- */
PLB_API int open(const char *path, int flags, ...) {
  va_list ap;
  va_start(ap, flags);
  mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
  va_end(ap);
  how h = next(OPEN);
  struct stat st;
  bool new = tracing >= 0 && (flags & O_CREAT) && stat(path, &st) != 0;
  if (h == FAIL) return (int)failed();
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (new &&fd >= 0) trace_fd('C', fd, 0, NULL, 0);
  return (int)ended(h, fd);
}

PLB_API int open64(const char *path, int flags, ...) {
  va_list ap;
  va_start(ap, flags);
  mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
  va_end(ap);
  return open(path, flags, mode);
}

static size_t part(how h, size_t n) {
  return h == SHORT && n > 1 ? n / 2 : n;
}

PLB_API ssize_t read(int fd, void *p, size_t n) {
  how h = next(READ);
  return h == FAIL ? failed() : ended(h, syscall(SYS_read, fd, p, part(h, n)));
}

PLB_API ssize_t pread(int fd, void *p, size_t n, off_t from) {
  how h = next(READ);
  return h == FAIL ? failed() : ended(h, syscall(SYS_pread64, fd, p, part(h, n), from));
}

PLB_API ssize_t pread64(int fd, void *p, size_t n, off_t from) {
  return pread(fd, p, n, from);
}

static ssize_t put(group g, int fd, const void *p, size_t n) {
  how h = next(g);
  if (h == FAIL) return failed();
  ssize_t done = syscall(SYS_write, fd, p, part(h, n));
  if (done > 0 && g == OUT) trace('A', "-", 0, p, (size_t)done);
  return ended(h, done);
}

PLB_API ssize_t write(int fd, const void *p, size_t n) {
  return put(WRITE, fd, p, n);
}

PLB_API ssize_t pwrite(int fd, const void *p, size_t n, off_t to) {
  how h = next(WRITE);
  if (h == FAIL) return failed();
  ssize_t done = syscall(SYS_pwrite64, fd, p, part(h, n), to);
  if (done > 0) trace_fd('W', fd, (unsigned long long)to, p, (size_t)done);
  return ended(h, done);
}

PLB_API ssize_t pwrite64(int fd, const void *p, size_t n, off_t to) {
  return pwrite(fd, p, n, to);
}

PLB_API int ftruncate(int fd, off_t n) {
  how h = next(WRITE);
  if (h == FAIL) return (int)failed();
  int result = (int)syscall(SYS_ftruncate, fd, n);
  if (result == 0) trace_fd('T', fd, (unsigned long long)n, NULL, 0);
  return (int)ended(h, result);
}

PLB_API int ftruncate64(int fd, off_t n) {
  return ftruncate(fd, n);
}

static int sync_with(long number, int fd) {
  how h = next(SYNC);
  if (h == FAIL) return (int)failed();
  int result = tracing >= 0 ? 0 : (int)syscall(number, fd);
  if (result == 0) trace_fd('S', fd, 0, NULL, 0);
  return (int)ended(h, result);
}

PLB_API int fsync(int fd) {
  return sync_with(SYS_fsync, fd);
}

PLB_API int fdatasync(int fd) {
  return sync_with(SYS_fdatasync, fd);
}

PLB_API int unlink(const char *path) {
  how h = next(UNLINK);
  if (h == FAIL) return (int)failed();
  char full[4096];
  if (tracing >= 0 && realpath(path, full)) trace('U', full, 0, NULL, 0);
  return (int)ended(h, syscall(SYS_unlink, path));
}

PLB_API ssize_t recv(int fd, void *p, size_t n, int flags) {
  how h = next(SOCKET);
  return h == FAIL ? failed() : ended(h, syscall(SYS_recvfrom, fd, p, part(h, n), flags, NULL, NULL));
}

PLB_API ssize_t send(int fd, const void *p, size_t n, int flags) {
  how h = next(SOCKET);
  return h == FAIL ? failed() : ended(h, syscall(SYS_sendto, fd, p, part(h, n), flags, NULL, 0));
}

static struct iovec halved(how h, const struct msghdr *m) {
  struct iovec v = m->msg_iov[0];
  v.iov_len = part(h, v.iov_len);
  return v;
}

PLB_API ssize_t recvmsg(int fd, struct msghdr *m, int flags) {
  how h = next(SOCKET);
  struct iovec v = halved(h, m), *whole = m->msg_iov;
  if (h == FAIL) return failed();
  m->msg_iov = &v;
  ssize_t result = syscall(SYS_recvmsg, fd, m, flags);
  m->msg_iov = whole;
  return ended(h, result);
}

PLB_API ssize_t sendmsg(int fd, const struct msghdr *m, int flags) {
  how h = next(SOCKET);
  struct iovec v = halved(h, m);
  struct msghdr some = *m;
  some.msg_iov = &v;
  return h == FAIL ? failed() : ended(h, syscall(SYS_sendmsg, fd, &some, flags));
}

PLB_API int poll(struct pollfd *fds, nfds_t n, int timeout) {
  how h = next(POLL);
  return h == FAIL ? (int)failed() : (int)ended(h, syscall(SYS_poll, fds, n, timeout));
}

/* The same under the names that _FORTIFY_SOURCE gives them. */
PLB_API int __poll_chk(struct pollfd *fds, nfds_t n, int timeout, size_t room);
PLB_API ssize_t __read_chk(int fd, void *p, size_t n, size_t room);
PLB_API ssize_t __pread_chk(int fd, void *p, size_t n, off_t from, size_t room);
PLB_API ssize_t __recv_chk(int fd, void *p, size_t n, size_t room, int flags);
PLB_API int __poll_chk(struct pollfd *fds, nfds_t n, int timeout, size_t room) {
  return n * sizeof *fds <= room ? poll(fds, n, timeout) : (abort(), 0);
}
PLB_API ssize_t __read_chk(int fd, void *p, size_t n, size_t room) {
  return n <= room ? read(fd, p, n) : (abort(), 0);
}
PLB_API ssize_t __pread_chk(int fd, void *p, size_t n, off_t from, size_t room) {
  return n <= room ? pread(fd, p, n, from) : (abort(), 0);
}
PLB_API ssize_t __recv_chk(int fd, void *p, size_t n, size_t room, int flags) {
  return n <= room ? recv(fd, p, n, flags) : (abort(), 0);
}

/* ---- standard output, and files for output ---- */
static ssize_t put_cookie(void *cookie, const char *p, size_t n) {
  ssize_t done = put(OUT, (int)(intptr_t)cookie, p, n);
  return done < 0 ? 0 : done; /* how a cookie says that it failed */
}

static int close_cookie(void *cookie) {
  return (int)syscall(SYS_close, (int)(intptr_t)cookie);
}

static FILE *output(int fd) {
  return fopencookie((void *)(intptr_t)fd, "w", (cookie_io_functions_t){.write = put_cookie, .close = close_cookie});
}

/* ---- checkpoints ---- */
int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **rest);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **rest) {
  static const char often[] = " PRAGMA wal_autocheckpoint";
  const char *pages = getenv("PLB_CHECKPOINT");
  int rc = __real_sqlite3_prepare_v2(db, sql, n, st, rest);
  if (rc || !pages || strncmp(sql, often, sizeof often - 1) != 0) return rc;
  char other[80];
  snprintf(other, sizeof other, "%s = %s", often, pages);
  sqlite3_finalize(*st);
  return __real_sqlite3_prepare_v2(db, other, -1, st, NULL);
}

/* ---- begin and end ---- */
static void set_how(const char *word) {
  static const struct {
    const char *word;
    how how;
    int number;
  } list[] = {{"EIO", FAIL, EIO},  {"ENOSPC", FAIL, ENOSPC}, {"EINTR", FAIL, EINTR},
              {"short", SHORT, 0}, {"kill", KILL, 0},        {"killed", KILLED, 0}};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (strcmp(list[i].word, word) == 0) bad_how = list[i].how, bad_errno = list[i].number;
  if (bad_how == NOTHING) abort();
}

static void read_command(const char *words) {
  char who[16], what[16], in_which_way[16];
  int n = sscanf(words, "%15[^:]:%15[^:]:%lu:%15[A-Za-z]", who, what, &at, in_which_way);
  if (n != 4) abort();
  set_how(in_which_way);
  forever = words[strlen(words) - 1] == '+';
  if (strcmp(who, role) != 0) return;
  for (int g = 0; g < GROUPS; g++)
    if (strcmp(names[g], what) == 0) bad_group = (group)g;
}

/* A sandboxed child can open nothing at its end: it counts in a file's memory. */
static void count_into(const char *file) {
  char name[4096];
  if (!file) return;
  snprintf(name, sizeof name, "%s.%s", file, role);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CREAT, 0600);
  if (fd < 0 || syscall(SYS_ftruncate, fd, sizeof own_calls) != 0) abort();
  void *p = mmap(NULL, sizeof own_calls, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED) abort();
  calls = p;
  syscall(SYS_close, fd);
}

__attribute__((constructor)) static void begin(int argc, char **argv) {
  const char *words = getenv("PLB_CALLS"), *file = getenv("PLB_TRACE");
  if (argc > 1 && strncmp(argv[1], "--role=", 7) == 0) role = argv[1] + 7;
  if (strcmp(role, "writer") == 0) {
    stdout = output(STDOUT_FILENO);
    if (file) tracing = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  memset(own_calls, 0, sizeof own_calls);
  count_into(getenv("PLB_CALLS_COUNT"));
  if (words) read_command(words);
}
