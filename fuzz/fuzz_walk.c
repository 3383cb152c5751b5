/* acquire/walk: any words as the names of files and folders (a line each; a line that ends in '/' is a folder, and the
 * next names lie in it), and as the path that the user names. Every file made is found once, in the order of bytes. */
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acquire/walk.h"
#include "fuzz.h"

enum { BYTES = 2048, NAMES = 12 };

static char root[32];

static int drop(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  (void)st, (void)kind, (void)ftw;
  return ftw->level ? remove(path) : 0;
}

static void end(void) {
  nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
  rmdir(root);
}

static void begin(void) {
  snprintf(root, sizeof root, "/dev/shm/plb-walk-XXXXXX");
  must(mkdtemp(root) != NULL);
  atexit(end);
}

/* The files made that are not hidden, nor in a hidden folder. */
static size_t make(char *names) {
  int at = open(root, O_DIRECTORY | O_PATH | O_CLOEXEC);
  bool hidden = false;
  size_t n = 0;
  must(at >= 0);
  for (int i = 0; i < NAMES && names; i++) {
    char *name = strsep(&names, "\n"), *slash = strchr(name, '/');
    if (slash) *slash = 0;
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if (slash && mkdirat(at, name, 0700) == 0) {
      int in = openat(at, name, O_DIRECTORY | O_PATH | O_CLOEXEC);
      must(in >= 0);
      close(at);
      at = in;
      hidden = hidden || name[0] == '.';
    } else if (!slash) {
      int fd = openat(at, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
      n += fd >= 0 && !hidden && name[0] != '.';
      if (fd >= 0) close(fd);
    }
  }
  close(at);
  return n;
}

static void told(void *user, const plb_error *err) {
  must(err->code != PLB_OK && err->message[0] && err->place[0] && ++*(int *)user < 10000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!root[0]) begin();
  if (size > BYTES) return 0;
  char names[BYTES + 1], path[BYTES + 64];
  if (size) memcpy(names, data, size);
  names[size] = 0;
  plb_limits limits;
  plb_limits_default(&limits);
  plb_walk walk = {0};
  int problems = 0;
  snprintf(path, sizeof path, "http%s", names); /* an address, or a file that is not there */
  must(plb_walk_add(&walk, path, &limits, told, &problems) == PLB_OK && walk.n == 0 && problems == 1);
  size_t n = make(names);
  must(plb_walk_add(&walk, root, &limits, told, &problems) == PLB_OK);
  must(walk.n == n && problems == 1);
  struct stat st;
  for (size_t i = 0; i < walk.n; i++)
    must(strncmp(walk.at[i].path, root, strlen(root)) == 0 && stat(walk.at[i].path, &st) == 0);
  plb_walk_free(&walk);
  nftw(root, drop, 8, FTW_DEPTH | FTW_PHYS);
  return 0;
}
