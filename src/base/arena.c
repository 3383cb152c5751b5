/* Arena: a list of chunks, each twice the one before up to 4 MiB; allocation bumps a pointer in the newest. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define PLB_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PLB_ASAN 1
#endif
#endif
#ifdef PLB_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 16, FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 4 * 1024 * 1024 };

struct plb_arena_chunk {
  plb_arena_chunk *next;
  size_t used, size; /* of data[] */
  _Alignas(ALIGN) char data[];
};

void plb_arena_init(plb_arena *arena, size_t cap) {
  *arena = (plb_arena){.head = NULL, .used = 0, .cap = cap};
}

static plb_arena_chunk *add_chunk(plb_arena *arena, size_t need) {
  size_t size = arena->head ? arena->head->size * 2 : FIRST_CHUNK;
  if (size > LARGEST_CHUNK) size = LARGEST_CHUNK;
  if (size < need) size = need;
  plb_arena_chunk *chunk = malloc(sizeof *chunk + size);
  if (!chunk) return NULL;
  chunk->next = arena->head;
  chunk->used = 0;
  chunk->size = size;
  ASAN_POISON_MEMORY_REGION(chunk->data, size);
  return arena->head = chunk;
}

/* A chunk with room for so many bytes, or NULL. */
static plb_arena_chunk *chunk_for(plb_arena *arena, size_t need) {
  if (need > arena->cap || arena->used > arena->cap - need) return NULL;
  plb_arena_chunk *chunk = arena->head;
  return chunk && chunk->size - chunk->used >= need ? chunk : add_chunk(arena, need);
}

static void *in_vain(plb_arena *arena) {
  arena->failed = true;
  return NULL;
}

void *plb_arena_raw(plb_arena *arena, size_t n) {
  if (n > arena->cap) return in_vain(arena);
  size_t need = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  if (need == 0) need = ALIGN;
  plb_arena_chunk *chunk = chunk_for(arena, need);
  if (!chunk) return in_vain(arena);
  char *p = chunk->data + chunk->used;
  ASAN_UNPOISON_MEMORY_REGION(p, n);
  chunk->used += need;
  arena->used += need;
  return p;
}

void *plb_arena_alloc(plb_arena *arena, size_t n) {
  void *p = plb_arena_raw(arena, n);
  return p ? memset(p, 0, n) : NULL;
}

void *plb_arena_array(plb_arena *arena, size_t n, size_t size) {
  if (size && n > SIZE_MAX / size) return in_vain(arena);
  return plb_arena_alloc(arena, n * size);
}

plb_slice plb_arena_dup(plb_arena *arena, plb_slice s) {
  char *p = plb_arena_alloc(arena, (size_t)s.n + 1);
  if (!p) return (plb_slice){NULL, 0};
  if (s.n) memcpy(p, s.p, s.n);
  return (plb_slice){p, s.n};
}

plb_slice plb_arena_printf(plb_arena *arena, const char *format, ...) {
  va_list ap, again;
  va_start(ap, format);
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, format, ap);
  va_end(ap);
  char *p = n < 0 ? NULL : plb_arena_alloc(arena, (size_t)n + 1);
  if (p) vsnprintf(p, (size_t)n + 1, format, again);
  va_end(again);
  return (plb_slice){p, p ? (uint32_t)n : 0};
}

void plb_arena_reset(plb_arena *arena) {
  plb_arena_chunk *keep = NULL;
  while (arena->head) {
    plb_arena_chunk *chunk = arena->head;
    arena->head = chunk->next;
    plb_arena_chunk *drop = keep && keep->size >= chunk->size ? chunk : keep;
    if (drop != chunk) keep = chunk;
    free(drop);
  }
  if (keep) {
    keep->next = NULL;
    keep->used = 0;
    ASAN_POISON_MEMORY_REGION(keep->data, keep->size);
  }
  arena->head = keep;
  arena->used = 0;
  arena->failed = false;
}

void plb_arena_free(plb_arena *arena) {
  while (arena->head) {
    plb_arena_chunk *chunk = arena->head;
    arena->head = chunk->next;
    free(chunk);
  }
  arena->used = 0;
  arena->failed = false;
}

void *plb_vec_grow(plb_arena *arena, void **at, uint32_t *n, uint32_t *cap, size_t size, uint32_t max) {
  if (*n >= max) return NULL;
  if (*n == *cap) {
    uint32_t more = *cap ? (*cap > max / 2 ? max : *cap * 2) : (max < 16 ? max : 16);
    size_t used = (size_t)*n * size;
    char *bigger = size && more > SIZE_MAX / size ? NULL : plb_arena_raw(arena, more * size);
    if (!bigger) return NULL;
    if (used) memcpy(bigger, *at, used);
    memset(bigger + used, 0, more * size - used);
    *at = bigger;
    *cap = more;
  }
  return (char *)*at + (size_t)(*n)++ * size;
}
