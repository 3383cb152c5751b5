/* pipe/spawn: child processes of the same program.
 * Ownership: a child is ended by plb_child_end. Errors: PLB_IO says what could not be started and why. */
#ifndef PLB_PIPE_SPAWN_H
#define PLB_PIPE_SPAWN_H
#include <polybius/polybius.h>
#include <sys/types.h>

enum {
  PLB_ROLE_FD = 3, /* the child's end of its socket */
  PLB_EXIT_OK = 0,
  PLB_EXIT_USAGE = 64,
  PLB_EXIT_NOMEM = 86, /* a library that cannot fail cleanly ran out of memory */
  PLB_EXIT_PARENT = 87 /* the writer is gone or sent nonsense */
};

typedef struct plb_child {
  pid_t pid;        /* 0: none */
  int fd;           /* our end of its socket */
  uint64_t seconds; /* of the processor, that it may use in all */
} plb_child;

/* Starts this program anew as "reader" or "worker". */
plb_status plb_child_start(const char *role, plb_child *out, plb_error *err);
/* Processor seconds it has used, or -1 when the system does not tell. */
double plb_child_seconds(const plb_child *c);
/* From now on it may use so many seconds more of the processor (whole ones; RLIMIT_CPU). The writer's own deadline
 * comes first; this one holds also while the writer is stopped. Ends it with SIGXCPU. */
void plb_child_allow(plb_child *c, double used, uint32_t seconds);
/* SIGKILL. */
void plb_child_kill(const plb_child *c);
/* Closes the socket and waits for its end, by force after a second; *how (or NULL) gets waitpid's status, -1 unknown.
 */
void plb_child_end(plb_child *c, int *how);
/* "was killed by signal 11 (SEGV)" in words for people. */
void plb_child_how(int how, char *out, size_t n);
/* What its end means for the document it was working on: TIMEOUT, NOMEM or CRASHED. */
plb_status plb_child_verdict(int how);
/* What a host may have forgotten when a child exits at once; "" when it was killed. */
const char *plb_child_hint(int how);
#endif
