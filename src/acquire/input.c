/* The window is one buffer: bytes are read behind those that wait, and these move to its front when it must grow. */
#include "acquire/input.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

enum { READ_BYTES = 64 * 1024 };

plb_status plb_input_open(plb_input *in, int fd, const plb_limits *limits, plb_error *err) {
  *in = (plb_input){0};
  plb_buf_init(&in->buf, (size_t)limits->record_bytes + 2 * READ_BYTES);
  plb_error_clear(&in->failure);
  in->hasher = plb_hasher_open();
  if (!in->hasher) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  plb_bytes bytes = plb_file_bytes(&in->file, fd);
  return plb_stream_open(&bytes, limits, &in->stream, err);
}

void plb_input_close(plb_input *in) {
  plb_stream_close(in->stream);
  plb_hasher_close(in->hasher);
  plb_buf_free(&in->buf);
}

/* No part is open: nothing waits, nothing comes. */
static void leave(plb_input *in) {
  plb_stream_close(in->stream);
  in->stream = NULL;
  plb_buf_clear(&in->buf);
  plb_error_clear(&in->failure);
  in->at = 0;
  in->line = 0;
  in->eof = true;
}

plb_status plb_input_part(plb_input *in, const plb_bytes *bytes, const plb_limits *limits, plb_error *err) {
  leave(in);
  in->parts = true;
  in->eof = false;
  return plb_stream_open(bytes, limits, &in->stream, err);
}

void plb_input_end_part(plb_input *in) {
  leave(in);
  plb_hasher_add(in->hasher, "", 1);
  in->offset++;
}

plb_slice plb_input_waiting(const plb_input *in) {
  return in->buf.p ? plb_slice_of(in->buf.p + in->at, in->buf.n - in->at) : (plb_slice){"", 0};
}

bool plb_input_fill(plb_input *in) {
  if (in->eof) return false;
  size_t waiting = in->buf.n - in->at, got = 0;
  if (in->at) {
    memmove(in->buf.p, in->buf.p + in->at, waiting);
    in->buf.n = waiting;
    in->at = 0;
  }
  if (!plb_buf_reserve(&in->buf, READ_BYTES))
    plb_fail(&in->failure, PLB_NOMEM, "acquire", "no memory for a record");
  else
    plb_stream_read(in->stream, in->buf.p + in->buf.n, READ_BYTES, &got, &in->failure);
  in->buf.n += got;
  in->eof = got == 0;
  return got > 0;
}

bool plb_input_want(plb_input *in, size_t n) {
  while (in->buf.n - in->at < n)
    if (!plb_input_fill(in)) return false;
  return true;
}

static uint64_t count_lines(const char *p, size_t n) {
  const char *end = p + n;
  uint64_t lines = 0;
  while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
    lines++;
    p++;
  }
  return lines;
}

void plb_input_consume(plb_input *in, size_t n) {
  if (n == 0) return;
  plb_hasher_add(in->hasher, in->buf.p + in->at, n);
  in->line += count_lines(in->buf.p + in->at, n);
  in->at += n;
  in->offset += n;
}

bool plb_input_skip(plb_input *in, uint64_t n) {
  while (n) {
    size_t waiting = in->buf.n - in->at, some = n < waiting ? (size_t)n : waiting;
    if (some == 0 && !plb_input_fill(in)) return false;
    plb_input_consume(in, some);
    n -= some;
  }
  return true;
}

size_t plb_input_find(plb_input *in, plb_slice words, size_t from, size_t max) {
  for (;;) {
    plb_slice w = plb_input_waiting(in);
    size_t end = w.n < max ? w.n : max;
    uint32_t hit = from < end ? plb_slice_find(plb_slice_sub(w, 0, (uint32_t)end), words, (uint32_t)from) : UINT32_MAX;
    if (hit != UINT32_MAX) return hit;
    if (w.n >= max) return SIZE_MAX;
    if (w.n >= words.n && from < w.n - words.n + 1) from = w.n - words.n + 1;
    if (!plb_input_fill(in)) return SIZE_MAX;
  }
}

bool plb_input_resync(plb_input *in) {
  if (!in->failure.code || !in->stream || !plb_stream_resync(in->stream)) return false;
  plb_input_consume(in, in->buf.n - in->at);
  in->offset++; /* so that a cursor tells before the damage from behind it */
  plb_error_clear(&in->failure);
  in->eof = false;
  return true;
}

plb_status plb_input_rewind(plb_input *in, plb_error *err) {
  plb_hasher *fresh = plb_hasher_open();
  if (!fresh) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  plb_hasher_close(in->hasher);
  in->hasher = fresh;
  in->offset = 0;
  if (in->parts) {
    leave(in);
    return PLB_OK;
  }
  if (!plb_stream_rewind(in->stream))
    return plb_fail(err, PLB_IO, "acquire", "cannot go back to the start of the file");
  plb_buf_clear(&in->buf);
  plb_error_clear(&in->failure);
  in->at = 0;
  in->line = 0;
  in->eof = false;
  return PLB_OK;
}
