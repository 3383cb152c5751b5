/* pipe/sandbox: locks a child process up before it sees the first byte of a stranger's.
 * Four layers, each by itself: lower limits (setrlimit), no new privileges (prctl), no files, TCP ports or signals to
 * others (Landlock), an allow-list of system calls of which any other ends the process (seccomp). A layer that this
 * system refuses is left out and told; the others hold. Builds with sanitizers or coverage have none (PLB_SANDBOX_OFF
 * says why), since their run-time libraries make system calls of their own.
 * What may open files (tables, iconv's modules, the seed of jansson) has to be done before. Errors: none, see
 * plb_sandbox. Thread: the only one of the process. */
#ifndef PLB_PIPE_SANDBOX_H
#define PLB_PIPE_SANDBOX_H
#include <polybius/polybius.h>

typedef enum plb_sandbox_role { PLB_SANDBOX_READER, PLB_SANDBOX_WORKER } plb_sandbox_role;

/* For good. memory: bytes that the process may grow by. *got: what holds now, as read back from the kernel. */
void plb_sandbox_close(plb_sandbox_role role, uint64_t memory, plb_sandbox *got);
/* NULL when all layers that matter hold, else what a user is told once a run. Landlock is not among them: where seccomp
 * holds, nothing can be opened anyway. */
const char *plb_sandbox_weakness(const plb_sandbox *s);

/* The layers one by one, for tests. False: errno says why. */
bool plb_sandbox_no_new_privs(void);
int plb_sandbox_landlock(void); /* the version that holds, 0: none */
bool plb_sandbox_limits(plb_sandbox_role role, uint64_t memory);
bool plb_sandbox_seccomp(plb_sandbox_role role);
#endif
