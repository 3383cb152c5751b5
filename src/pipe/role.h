/* pipe/role: what the two kinds of children share, and their loops.
 * A child has descriptor 3 and nothing else: no database, no path, no network. It ends when the writer does (PDEATHSIG,
 * and the end of its socket). Limits: RLIMIT_AS (worker_bytes above its own size), RLIMIT_CORE 0. */
#ifndef PLB_PIPE_ROLE_H
#define PLB_PIPE_ROLE_H
#include <polybius/polybius.h>

/* Exit codes of the process. fd: the socket to the writer. */
int plb_reader_main(int fd);
int plb_worker_main(int fd);
/* From now on this process may grow by so many bytes. */
void plb_role_limit_memory(uint64_t bytes);
#endif
