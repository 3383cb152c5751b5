/* Shared by the tests of acquire: a source over bytes in memory, gzip made with zlib, and the records it gives. */
#ifndef ACQUIRE_TEST_SUPPORT_H
#define ACQUIRE_TEST_SUPPORT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "acquire/acquire.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

static inline int file_of(const void *bytes, size_t n) {
  int fd = memfd_create("test", MFD_CLOEXEC);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, n), (ssize_t)n);
  assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
  return fd;
}

/* A descriptor that cannot seek, with the bytes in it. */
static inline int pipe_of(const void *bytes, size_t n) {
  int end[2];
  assert_int_equal(pipe(end), 0);
  assert_true(n < 60000);
  assert_int_equal(write(end[1], bytes, n), (ssize_t)n);
  close(end[1]);
  return end[0];
}

static inline void gzip_add(plb_buf *out, const void *bytes, size_t n) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  uLong bound = deflateBound(&z, (uLong)n);
  assert_true(plb_buf_reserve(out, bound));
  z.next_in = (Bytef *)(uintptr_t)bytes;
  z.avail_in = (uInt)n;
  z.next_out = (Bytef *)out->p + out->n;
  z.avail_out = (uInt)bound;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out->n += z.total_out;
  deflateEnd(&z);
}

typedef struct opened {
  plb_source *source;
  plb_limits limits;
  plb_error err;
  bool restarted;
  int fd;
} opened;

static inline plb_status open_fd(opened *o, int fd, const plb_cursor *from) {
  if (!o->limits.size) plb_limits_default(&o->limits);
  plb_error_clear(&o->err);
  o->fd = fd;
  return plb_source_open(fd, "in.jsonl", NULL, &o->limits, from, &o->restarted, &o->source, &o->err);
}

static inline void end(opened *o) {
  plb_source_close(o->source);
  close(o->fd);
  o->source = NULL;
}

/* Statuses and texts of all that a source gives, one line each, so that runs can be compared. */
static inline void drain(opened *o, plb_buf *log, plb_cursor *last) {
  plb_record r;
  plb_cursor after = {0};
  plb_status s;
  while ((s = plb_source_next(o->source, &r, &after, &o->err)) != PLB_NOTFOUND) {
    plb_slice text = r.given.text.n ? r.given.text : r.bytes;
    plb_buf_printf(log, "%u@%llu %s %.*s\n", r.number, (unsigned long long)r.offset, plb_status_word(s),
                   s ? 0 : (int)text.n, s ? "" : text.p);
    if (last) *last = after;
    assert_true(log->n < 1000000);
  }
}
/* Stops after k records, opens anew at the cursor, and must give what one run gives. */
static inline void check_resume(const void *bytes, size_t n) {
  plb_buf whole, parts;
  plb_buf_init(&whole, 1 << 20);
  plb_buf_init(&parts, 1 << 20);
  opened o = {0};
  assert_int_equal(open_fd(&o, file_of(bytes, n), NULL), PLB_OK);
  drain(&o, &whole, NULL);
  end(&o);
  uint32_t records = 0;
  for (size_t i = 0; i < whole.n; i++)
    records += whole.p[i] == '@';
  assert_true(records > 0);
  for (uint32_t k = 1; k <= records; k++) {
    plb_record r;
    plb_cursor after = {0};
    assert_int_equal(open_fd(&o, file_of(bytes, n), NULL), PLB_OK);
    for (uint32_t i = 0; i < k; i++)
      plb_source_next(o.source, &r, &after, &o.err);
    end(&o);
    plb_buf_clear(&parts);
    assert_int_equal(open_fd(&o, file_of(bytes, n), &after), PLB_OK);
    assert_false(o.restarted);
    drain(&o, &parts, NULL);
    end(&o);
    assert_true(parts.n <= whole.n);
    if (parts.n) assert_memory_equal(parts.p, whole.p + whole.n - parts.n, parts.n);
    uint32_t rest = 0;
    for (size_t i = 0; i < parts.n; i++)
      rest += parts.p[i] == '@';
    assert_int_equal(rest, records - k);
  }
  plb_buf_free(&whole);
  plb_buf_free(&parts);
}

#endif
