/* alloc: allocations that fail on command, and those that were never given back.
 * As released, this program's malloc takes the place of the C library's for every library in the process; under a
 * sanitizer, which owns malloc, it stands before our own calls (--wrap), SQLite's and jansson's. What arenas hand out
 * fails in both (--wrap). One thread. */
#ifndef PLB_FAULT_ALLOC_H
#define PLB_FAULT_ALLOC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void alloc_init(void);
/* From now on the n-th allocation fails (1: the next), or that one and all after it. Stops by itself after it did, when
 * not forever. */
void alloc_arm(int64_t n, bool forever);
/* No more failures; did one happen? */
bool alloc_disarm(void);
/* Notes which call path every allocation comes from, until alloc_recorded, which gives their number. */
void alloc_record(void);
size_t alloc_recorded(void);
/* Their hashes, in order. */
const uint64_t *alloc_paths(void);
/* Begins to note what is allocated from now on. */
void alloc_watch(bool with_trace);
/* Ends it; how many blocks are still there. The first few are told with where they come from, when traced. */
size_t alloc_left(bool tell);
/* Where the failure of late happened, on standard error (with_trace only). */
void alloc_tell_failure(void);
#endif
