/* Shared by the fuzz targets of acquire: a source over bytes, read to its end, and gone on with at one of its cursors.
 */
#ifndef FUZZ_SOURCE_H
#define FUZZ_SOURCE_H
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/error.h"

static bool fuzz_open(int fd, const plb_limits *limits, const plb_cursor *from, plb_source **out) {
  plb_error e;
  bool restarted = false;
  if (lseek(fd, 0, SEEK_SET) != 0) abort();
  plb_status s = plb_source_open(fd, "fuzz", NULL, limits, from, &restarted, out, &e);
  if (restarted) abort();
  return s == PLB_OK;
}

/* Reads to the end; the cursor after record `keep`, and how many there were. The failure that ends a source is no
 * record. */
static unsigned fuzz_drain(plb_source *s, unsigned keep, plb_cursor *kept) {
  plb_record r;
  plb_cursor after;
  plb_error e;
  unsigned n = 0;
  plb_status status;
  while ((status = plb_source_next(s, &r, &after, &e)) != PLB_NOTFOUND) {
    if (status && !e.message[0]) abort();
    if (r.number == 0 || r.bytes.n > 65536) abort();
    if (after.number == r.number && ++n == keep) *kept = after;
  }
  return n;
}

static void fuzz_start_anew(int fd, const plb_limits *limits, plb_cursor wrong, unsigned want) {
  plb_source *s;
  plb_error e;
  bool restarted = false;
  if (lseek(fd, 0, SEEK_SET) != 0) abort();
  if (plb_source_open(fd, "fuzz", NULL, limits, &wrong, &restarted, &s, &e) != PLB_OK || !restarted) abort();
  if (fuzz_drain(s, 0, &wrong) != want) abort();
  plb_source_close(s);
}

/* Any bytes as a file: every cursor that the source hands out must be one at which a new source goes on, and one that
 * was not (a database may be hostile) makes it start anew. */
static void fuzz_source(const uint8_t *data, size_t size) {
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
  plb_limits limits;
  plb_limits_default(&limits);
  limits.record_bytes = 65536;
  plb_source *s;
  plb_cursor middle = {0};
  if (fuzz_open(fd, &limits, NULL, &s)) {
    unsigned keep = size ? 1 + data[size - 1] % 4u : 1;
    unsigned n = fuzz_drain(s, keep, &middle);
    plb_source_close(s);
    if (n >= keep && middle.offset && fuzz_open(fd, &limits, &middle, &s)) {
      if (fuzz_drain(s, 0, &middle) != n - keep) abort();
      plb_source_close(s);
    }
    uint64_t past = size ? data[size / 2] : 0;
    fuzz_start_anew(fd, &limits, (plb_cursor){1 + past * past, middle.hash + 1, 7}, n);
    fuzz_start_anew(fd, &limits, (plb_cursor){UINT64_MAX - past, 0, UINT32_MAX}, n);
  }
  close(fd);
}
#endif
