/* Arena: memory of one document, freed at once.
 * Ownership: the arena owns every block it hands out; nobody frees one. Not thread-safe. Errors: NULL at the cap or
 * when malloc fails. Limits: the cap given at init (plb_limits.arena_bytes). Unused space is poisoned under ASan. */
#ifndef PLB_BASE_ARENA_H
#define PLB_BASE_ARENA_H
#include <polybius/polybius.h>

typedef struct plb_arena_chunk plb_arena_chunk;
typedef struct plb_arena {
  plb_arena_chunk *head;
  size_t used, cap; /* bytes handed out with their padding; most that may be */
  bool failed;      /* something was asked for in vain since init or reset */
} plb_arena;

/* May be called on a zeroed struct only. */
void plb_arena_init(plb_arena *arena, size_t cap);
/* Zeroed memory of n bytes at an alignment of 16, or NULL. */
void *plb_arena_alloc(plb_arena *arena, size_t n);
/* The same, with bytes of any value. */
void *plb_arena_raw(plb_arena *arena, size_t n);
/* n items of `size` bytes, zeroed, overflow checked, or NULL. */
void *plb_arena_array(plb_arena *arena, size_t n, size_t size);
/* A copy of the slice followed by a NUL; {NULL,0} when memory is out. */
plb_slice plb_arena_dup(plb_arena *arena, plb_slice s);
/* printf into the arena; {NULL,0} when memory is out. */
plb_slice plb_arena_printf(plb_arena *arena, const char *format, ...) PLB_PRINTF(2, 3);
/* Forgets everything but keeps the largest chunk for the next document. */
void plb_arena_reset(plb_arena *arena);
void plb_arena_free(plb_arena *arena);

/* Growing array of plain structs in an arena: PLB_VEC(type) v = {0}; push returns NULL at `max` or when memory is out.
 * Growth copies, so pointers into it end at the next push. */
#define PLB_VEC(type) \
  struct {            \
    type *at;         \
    uint32_t n, cap;  \
  }
void *plb_vec_grow(plb_arena *arena, void **at, uint32_t *n, uint32_t *cap, size_t size, uint32_t max);
#define plb_vec_push(arena, v, max) plb_vec_grow((arena), (void **)&(v)->at, &(v)->n, &(v)->cap, sizeof *(v)->at, (max))
#endif
