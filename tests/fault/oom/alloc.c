/* Allocations count down to the one that fails. Blocks are kept in a hash table by address, emptied by a new generation
 * number. */
#include "alloc.h"

#include <errno.h>
#include <execinfo.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/slice.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifdef SANITIZED
#include <jansson.h>
#include <sqlite3.h>
#endif

enum { PATHS = 1 << 20, PATH_FRAMES = 7, SLOTS = 1 << 18, FRAMES = 24, TOLD = 3 };

typedef struct block {
  void *p; /* NULL: given back */
  size_t n;
  uint32_t generation, frames;
  void *frame[FRAMES];
} block;

static int64_t countdown; /* 0: nothing fails; 1: the next allocation does */
static bool forever, failed, watching, tracing;
static block blocks[SLOTS];
static uint32_t generation;
static void *failure[FRAMES];
static int failure_frames;

static uint64_t paths[PATHS]; /* of each allocation, hashed */
static size_t n_path;
static bool recording;

static void record_path(void) {
  void *frame[PATH_FRAMES];
  recording = false;
  int n = backtrace(frame, PATH_FRAMES);
  if (n_path < PATHS) paths[n_path++] = plb_hash64(plb_slice_of((const char *)frame, (size_t)n * sizeof *frame));
  recording = true;
}

void alloc_record(void) {
  n_path = 0;
  recording = true;
}

size_t alloc_recorded(void) {
  recording = false;
  return n_path;
}

const uint64_t *alloc_paths(void) {
  return paths;
}

static bool fails_now(void) {
  if (recording) record_path();
  if (countdown == 0 || --countdown > 0) return false;
  if (tracing && !failed) {
    countdown = 0;
    failure_frames = backtrace(failure, FRAMES);
  }
  failed = true;
  countdown = forever ? 1 : 0;
  return true;
}

void alloc_arm(int64_t n, bool for_ever) {
  failed = false;
  forever = for_ever;
  countdown = n;
}

bool alloc_disarm(void) {
  countdown = 0;
  return failed;
}

void alloc_tell_failure(void) {
  if (failed) backtrace_symbols_fd(failure, failure_frames, STDERR_FILENO);
}

void alloc_watch(bool with_trace) {
  generation++;
  watching = true;
  tracing = with_trace;
}

static block *find(const void *p) {
  for (size_t i = (uintptr_t)p / 16 % SLOTS, k = 0; k < SLOTS; i = (i + 1) % SLOTS, k++)
    if (blocks[i].p == p || blocks[i].generation != generation) return &blocks[i];
  static const char full[] = "oom: too many blocks\n";
  if (write(STDERR_FILENO, full, sizeof full - 1) < 0) errno = 0;
  abort();
}

static void *noted(void *p, size_t n) {
  if (!p || !watching) return p;
  block *b = find(p);
  b->p = p;
  b->n = n;
  b->generation = generation;
  b->frames = 0;
  if (tracing) {
    watching = false;
    int64_t left = countdown;
    countdown = 0;
    b->frames = (uint32_t)backtrace(b->frame, FRAMES);
    countdown = left;
    watching = true;
  }
  return p;
}

/* The slot stays taken, so that those behind it are found. */
static void forgotten(const void *p) {
  if (!p || !watching) return;
  block *b = find(p);
  if (b->generation == generation) b->p = NULL;
}

size_t alloc_left(bool tell) {
  size_t left = 0;
  watching = false;
  for (size_t i = 0; i < SLOTS; i++) {
    if (blocks[i].generation != generation || !blocks[i].p || ++left > TOLD || !tell) continue;
    fprintf(stderr, "  not given back: %zu bytes\n", blocks[i].n);
    backtrace_symbols_fd(blocks[i].frame, (int)blocks[i].frames, STDERR_FILENO);
  }
  return left;
}

/* ---- malloc and its kin ---- */
static void *no_memory(void) {
  errno = ENOMEM;
  return NULL;
}

#ifndef SANITIZED
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void __libc_free(void *p);
#define REAL(f) __libc_##f
#define OWN(f) f
#else
extern void *__real_malloc(size_t n);
extern void *__real_calloc(size_t n, size_t size);
extern void *__real_realloc(void *p, size_t n);
extern void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t most);
#define REAL(f) __real_##f
#define OWN(f) __wrap_##f
#endif

PLB_API void *OWN(malloc)(size_t n) {
  return fails_now() ? no_memory() : noted(REAL(malloc)(n), n);
}

PLB_API void *OWN(calloc)(size_t n, size_t size) {
  return fails_now() ? no_memory() : noted(REAL(calloc)(n, size), n * size);
}

PLB_API void *OWN(realloc)(void *p, size_t n) {
  if (fails_now()) return no_memory();
  forgotten(p);
  return noted(REAL(realloc)(p, n), n);
}

PLB_API void OWN(free)(void *p) {
  forgotten(p);
  REAL(free)(p);
}

#ifdef SANITIZED
char *__wrap_strndup(const char *s, size_t most) {
  size_t n = strnlen(s, most);
  char *p = __wrap_malloc(n + 1);
  if (p) memcpy(p, s, n), p[n] = 0;
  return p;
}

char *__wrap_strdup(const char *s) {
  return __wrap_strndup(s, SIZE_MAX);
}

static sqlite3_mem_methods sqlite_memory;
static void *sqlite_malloc(int n) {
  return fails_now() ? NULL : sqlite_memory.xMalloc(n);
}
static void *sqlite_realloc(void *p, int n) {
  return fails_now() ? NULL : sqlite_memory.xRealloc(p, n);
}

void alloc_init(void) {
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory);
  sqlite3_mem_methods mine = sqlite_memory;
  mine.xMalloc = sqlite_malloc;
  mine.xRealloc = sqlite_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
  json_set_alloc_funcs(__wrap_malloc, __wrap_free);
}
#else
void alloc_init(void) {
  void *frame[2];
  backtrace(frame, 2); /* what it loads is loaded now */
}
#endif

/* ---- iconv ----
 * One point a converter: on the way to it the C library loads modules, takes lack of memory there for an unknown name
 * (EINVAL) and keeps what it has, so that what it does inside is its own affair. */
iconv_t __real_iconv_open(const char *to, const char *from);
iconv_t __wrap_iconv_open(const char *to, const char *from);
iconv_t __wrap_iconv_open(const char *to, const char *from) {
  if (fails_now()) {
    errno = ENOMEM;
    return (iconv_t)-1;
  }
  int64_t left = countdown;
  bool watched = watching, recorded = recording;
  countdown = 0;
  watching = recording = false;
  iconv_t cd = __real_iconv_open(to, from);
  countdown = left;
  watching = watched;
  recording = recorded;
  return cd;
}

/* ---- arenas ---- */
void *__real_plb_arena_alloc(plb_arena *arena, size_t n);
void *__real_plb_arena_raw(plb_arena *arena, size_t n);
void *__real_plb_arena_array(plb_arena *arena, size_t n, size_t size);
plb_slice __real_plb_arena_dup(plb_arena *arena, plb_slice s);
void *__real_plb_vec_grow(plb_arena *arena, void **at, uint32_t *n, uint32_t *cap, size_t size, uint32_t max);
void *__wrap_plb_arena_alloc(plb_arena *arena, size_t n);
void *__wrap_plb_arena_raw(plb_arena *arena, size_t n);
void *__wrap_plb_arena_array(plb_arena *arena, size_t n, size_t size);
plb_slice __wrap_plb_arena_dup(plb_arena *arena, plb_slice s);
plb_slice __wrap_plb_arena_printf(plb_arena *arena, const char *format, ...);
void *__wrap_plb_vec_grow(plb_arena *arena, void **at, uint32_t *n, uint32_t *cap, size_t size, uint32_t max);

static bool arena_fails(plb_arena *arena) {
  bool now = fails_now();
  arena->failed |= now;
  return now;
}

void *__wrap_plb_arena_alloc(plb_arena *arena, size_t n) {
  return arena_fails(arena) ? NULL : __real_plb_arena_alloc(arena, n);
}

void *__wrap_plb_arena_raw(plb_arena *arena, size_t n) {
  return arena_fails(arena) ? NULL : __real_plb_arena_raw(arena, n);
}

void *__wrap_plb_arena_array(plb_arena *arena, size_t n, size_t size) {
  return arena_fails(arena) ? NULL : __real_plb_arena_array(arena, n, size);
}

plb_slice __wrap_plb_arena_dup(plb_arena *arena, plb_slice s) {
  return arena_fails(arena) ? (plb_slice){NULL, 0} : __real_plb_arena_dup(arena, s);
}

plb_slice __wrap_plb_arena_printf(plb_arena *arena, const char *format, ...) {
  va_list ap, again;
  va_start(ap, format);
  va_copy(again, ap);
  int n = vsnprintf(NULL, 0, format, ap);
  char *p = n < 0 || arena_fails(arena) ? NULL : __real_plb_arena_alloc(arena, (size_t)n + 1);
  if (p) vsnprintf(p, (size_t)n + 1, format, again);
  va_end(ap);
  va_end(again);
  return (plb_slice){p, p ? (uint32_t)n : 0};
}

/* Only where it must grow. */
void *__wrap_plb_vec_grow(plb_arena *arena, void **at, uint32_t *n, uint32_t *cap, size_t size, uint32_t max) {
  if (*n == *cap && *n < max && arena_fails(arena)) return NULL;
  return __real_plb_vec_grow(arena, at, n, cap, size, max);
}
