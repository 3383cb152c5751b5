/* Children of the writer: how they begin. */
#include "pipe/role.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipe/spawn.h"

void plb_role_limit_memory(uint64_t bytes) {
  FILE *f = fopen("/proc/self/statm", "re");
  char line[128] = "";
  bool there = f && fgets(line, sizeof line, f);
  if (f) fclose(f);
  uint64_t pages = 0;
  for (const char *p = line; *p >= '0' && *p <= '9' && pages < UINT64_MAX / 20; p++)
    pages = pages * 10 + (uint64_t)(*p - '0');
  if (!there || pages == 0) return; /* without /proc the writer's deadline is left */
  rlim_t limit = (rlim_t)(pages * (uint64_t)sysconf(_SC_PAGESIZE) + bytes);
  setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit});
}

static bool is_socket(int fd) {
  struct stat st;
  return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

int plb_role_main(int argc, char **argv) {
  static const char option[] = "--role=";
  if (argc < 2 || strncmp(argv[1], option, sizeof option - 1) != 0) return -1;
  const char *role = argv[1] + sizeof option - 1;
  bool reader = strcmp(role, "reader") == 0, worker = strcmp(role, "worker") == 0;
  if (argc != 2 || (!reader && !worker) || !is_socket(PLB_ROLE_FD)) {
    fprintf(stderr, "polybius: --role is for the program's own use\n");
    return PLB_EXIT_USAGE;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  return reader ? plb_reader_main(PLB_ROLE_FD) : plb_worker_main(PLB_ROLE_FD);
}
