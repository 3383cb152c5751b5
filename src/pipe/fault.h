/* pipe/fault: planted faults for tests. Only programs compiled with PLB_FAULTS have them (tests/CMakeLists.txt); in all
 * others the function is empty. A text that holds one of the words crashes, hangs, puts to sleep or eats the memory of
 * the process that reads it, or makes a system call that a sandboxed process may not make. */
#ifndef PLB_PIPE_FAULT_H
#define PLB_PIPE_FAULT_H
#include "base/slice.h"

#ifdef PLB_FAULTS
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static inline bool plb_fault_says(plb_slice text, const char *who, const char *what) {
  char word[64];
  snprintf(word, sizeof word, "PLB-FAULT-%s%s.", who, what);
  return plb_slice_find(text, plb_slice_str(word), 0) != UINT32_MAX;
}

/* Each would do no harm where nothing forbids it: the document is then read as any other, and the test fails. */
static inline void plb_fault_call(plb_slice text, const char *who) {
  static const struct sockaddr_un unix_address = {.sun_family = AF_UNIX, .sun_path = "sandbox-socket"};
  char *const words[] = {NULL};
  const struct {
    const char *name;
    long number, a, b, c, d;
  } calls[] = {
      {"OPEN", SYS_open, (long)"/etc/passwd", O_RDONLY, 0, 0},
      {"OPENAT", SYS_openat, AT_FDCWD, (long)"/etc/passwd", O_RDONLY, 0},
      {"CREATE", SYS_openat, AT_FDCWD, (long)"sandbox-made", O_WRONLY | O_CREAT, 0600},
      {"STAT", SYS_newfstatat, AT_FDCWD, (long)"/etc/passwd", (long)&(struct stat){0}, 0},
      {"SOCKET", SYS_socket, AF_INET, SOCK_STREAM, 0, 0},
      {"CONNECT", SYS_connect, 3, (long)&unix_address, sizeof unix_address, 0},
      {"EXECVE", SYS_execve, (long)"/bin/true-or-not", (long)words, (long)words, 0},
      {"FORK", SYS_fork, 0, 0, 0, 0},
      {"VFORK", SYS_clone, 0, 0, 0, 0},
      {"CLONE3", SYS_clone3, 0, 0, 0, 0},
      {"PTRACE", SYS_ptrace, PTRACE_TRACEME, 0, 0, 0},
      {"KILL", SYS_kill, 1, 0, 0, 0},
      {"TGKILL", SYS_tgkill, 1, 1, 0, 0},
      {"UNLINK", SYS_unlink, (long)"sandbox-victim", 0, 0, 0},
      {"RENAME", SYS_rename, (long)"sandbox-victim", (long)"sandbox-moved", 0, 0},
      {"MMAP-EXEC", SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS},
      {"MMAP-FILE", SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE},
      {"MPROTECT-EXEC", SYS_mprotect, 0, 4096, PROT_READ | PROT_EXEC, 0},
      {"MEMFD", SYS_memfd_create, (long)"x", 0, 0, 0},
      {"WRITE", SYS_write, 1, (long)"x", 1, 0},
      {"SENDMSG", SYS_sendmsg, 1, 0, 0, 0},
      {"SETRLIMIT", SYS_setrlimit, RLIMIT_CORE, (long)&(struct rlimit){0}, 0, 0},
      {"PRCTL", SYS_prctl, 1, 0, 0, 0},
      {"DUP", SYS_dup, 0, 0, 0, 0},
      {"IOCTL", SYS_ioctl, 0, 0x5401, 0, 0},
      {"IO-URING", SYS_io_uring_setup, 1, 0, 0, 0},
      {"BPF", SYS_bpf, 0, 0, 0, 0},
      {"USERFAULTFD", SYS_userfaultfd, 0, 0, 0, 0},
      {"PROCESS-VM", SYS_process_vm_readv, 1, 0, 0, 0},
      {"X32", 0x40000000 + SYS_getpid, 0, 0, 0, 0},
      {"UNKNOWN", 1000, 0, 0, 0, 0},
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    char word[40];
    snprintf(word, sizeof word, "CALL-%s", calls[i].name);
    if (!plb_fault_says(text, who, word)) continue;
    if (syscall(calls[i].number, calls[i].a, calls[i].b, calls[i].c, calls[i].d, -1, 0) == 0 &&
        (calls[i].number == SYS_fork || calls[i].number == SYS_clone))
      _exit(0);
  }
}

/* True when the memory was eaten up. who: "" in the worker, "READER-" in the reader. */
static inline bool plb_fault(plb_slice text, const char *who) {
  static const int zero = 0;
  char *volatile twice = NULL;
  plb_fault_call(text, who);
  if (plb_fault_says(text, who, "CRASH")) abort();
  if (plb_fault_says(text, who, "FREE")) { /* glibc says so and aborts */
    twice = malloc(100);
    free(twice);
    free(twice);
  }
  if (plb_fault_says(text, who, "HANG"))
    for (volatile unsigned i = 0;; i++)
      continue;
  while (plb_fault_says(text, who, "SLEEP"))
    syscall(SYS_futex, &zero, FUTEX_WAIT, 0, NULL, NULL, 0);
  if (!plb_fault_says(text, who, "MEMORY")) return false;
  for (size_t n = 0; n < 1u << 16; n++) {
    char *p = malloc(1 << 20);
    if (!p) return true;
    for (size_t i = 0; i < 1 << 20; i += 4096)
      p[i] = 1;
  }
  abort(); /* 64 GiB and no limit: the test fails */
}
#else
static inline bool plb_fault(plb_slice text, const char *who) {
  (void)text;
  (void)who;
  return false;
}
#endif
#endif
