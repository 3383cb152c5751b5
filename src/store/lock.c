/* Lock file with the usual care: after flock succeeded the path must still name the locked file, or its former owner
 * has removed it in between and we start over. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { ATTEMPTS = 100 };

static plb_status taken(int fd, const char *database, plb_error *err) {
  char pid[24];
  ssize_t n = pread(fd, pid, sizeof pid - 1, 0);
  pid[n > 0 ? n : 0] = 0;
  pid[strspn(pid, "0123456789")] = 0;
  if (!pid[0]) return plb_fail(err, PLB_DATABASE, "store", "another run is writing to %.150s", database);
  return plb_fail(err, PLB_DATABASE, "store", "another run is writing to %.150s (process %s)", database, pid);
}

static bool still_there(int fd, const char *path) {
  struct stat held, named;
  return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

static plb_status failed(const char *path, plb_error *err) {
  return plb_fail(err, PLB_IO, "store", "cannot lock %.150s: %s", path, strerror(errno));
}

static void sign(int fd) {
  char pid[24];
  int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
  /* Only a message hangs on it: a full disk is found out by the database itself. */
  if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) < 0) errno = 0;
}

plb_status plb_lock_take(plb_lock *lock, const char *database, plb_error *err) {
  size_t n = strlen(database) + sizeof ".lock";
  lock->fd = -1;
  lock->path = malloc(n);
  if (!lock->path) return plb_fail(err, PLB_NOMEM, "store", "no memory for a path");
  snprintf(lock->path, n, "%s.lock", database);
  for (int i = 0; i < ATTEMPTS; i++) {
    int fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno == EINTR) continue;
    if (fd < 0) return failed(lock->path, err);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      plb_status status = errno == EWOULDBLOCK ? taken(fd, database, err) : failed(lock->path, err);
      close(fd);
      return status;
    }
    if (still_there(fd, lock->path)) {
      sign(fd);
      lock->fd = fd;
      return PLB_OK;
    }
    close(fd);
  }
  return plb_fail(err, PLB_DATABASE, "store", "the lock of %.150s changes hands all the time", database);
}

void plb_lock_drop(plb_lock *lock) {
  if (lock->fd >= 0) {
    unlink(lock->path);
    close(lock->fd);
  }
  free(lock->path);
  *lock = (plb_lock){.fd = -1, .path = NULL};
}
