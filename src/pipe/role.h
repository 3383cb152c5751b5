/* pipe/role: what the two kinds of children share, and their loops.
 * A child has descriptor 3 and nothing else: no database, no path, no network. It ends when the writer does (PDEATHSIG,
 * and the end of its socket). It loads what it needs, closes its sandbox and only then says that it is ready. */
#ifndef PLB_PIPE_ROLE_H
#define PLB_PIPE_ROLE_H
#include "base/buf.h"
#include "pipe/sandbox.h"

/* Exit codes of the process. fd: the socket to the writer. */
int plb_reader_main(int fd);
int plb_worker_main(int fd);
/* Closes the sandbox and tells the writer over fd what holds, with what went wrong at loading (PLB_OK: nothing). */
plb_status plb_role_ready(int fd, plb_buf *out, plb_sandbox_role role, const plb_limits *limits, const plb_error *e);
/* The writer's side: what a READY frame says. *opened is the child's error. */
plb_status plb_role_take_ready(const plb_buf *frame, plb_error *opened, plb_sandbox *got, plb_error *err);
#endif
