/* Streaming inflate with zlib. A file is gzip when it begins with 1f 8b 08; members follow each other, and zero bytes
 * after the last one are padding, as gzip(1) takes them. Whatever else follows is damage and said, with its place.
 * Against decompression bombs: past the first MiB, output may be at most inflate_ratio times the input. */
#include "acquire/stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/error.h"

enum { INPUT_BYTES = 64 * 1024, RATIO_FREE_BYTES = 1 << 20 };

typedef enum stream_kind { KIND_NEW, KIND_PLAIN, KIND_GZIP } stream_kind;

struct plb_stream {
  int fd;
  off_t start; /* where the descriptor stood; -1: a pipe */
  uint32_t ratio;
  stream_kind kind;
  bool eof, inflating, between, padding; /* between: after the end of a member; padding: zeros were seen there */
  uint64_t taken, made;
  plb_error failure; /* code PLB_OK: none so far */
  size_t at, n;      /* unread input */
  z_stream z;
  unsigned char input[INPUT_BYTES];
};

plb_status plb_stream_open(int fd, const plb_limits *limits, plb_stream **out, plb_error *err) {
  plb_stream *s = calloc(1, sizeof *s);
  if (!s) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  s->fd = fd;
  s->start = lseek(fd, 0, SEEK_CUR);
  s->ratio = limits->inflate_ratio;
  plb_error_clear(&s->failure);
  *out = s;
  return PLB_OK;
}

void plb_stream_close(plb_stream *s) {
  if (!s) return;
  if (s->inflating) inflateEnd(&s->z);
  free(s);
}

uint64_t plb_stream_taken(const plb_stream *s) {
  return s->taken;
}

bool plb_stream_can_rewind(const plb_stream *s) {
  return s->start >= 0;
}

bool plb_stream_rewind(plb_stream *s) {
  if (s->start < 0 || lseek(s->fd, s->start, SEEK_SET) != s->start) return false;
  if (s->inflating) inflateEnd(&s->z);
  s->inflating = s->eof = s->between = s->padding = false;
  s->kind = KIND_NEW;
  s->taken = s->made = 0;
  s->at = s->n = 0;
  plb_error_clear(&s->failure);
  return true;
}

/* Offset in the file of the first byte not used yet. */
static uint64_t place(const plb_stream *s) {
  return s->taken - (s->n - s->at);
}

static void fail(plb_stream *s, plb_status code, const char *text) {
  plb_fail_at(&s->failure, code, "acquire", place(s), "%s", text);
}

/* Reads more input behind what is there; false at the end or on an error. */
static bool refill(plb_stream *s) {
  if (s->at == s->n) s->at = s->n = 0;
  while (!s->eof && s->n < INPUT_BYTES) {
    ssize_t got = read(s->fd, s->input + s->n, INPUT_BYTES - s->n);
    if (got > 0) {
      s->n += (size_t)got;
      s->taken += (uint64_t)got;
      return true;
    }
    if (got == 0) {
      s->eof = true;
    } else if (errno == EAGAIN) {
      struct pollfd p = {.fd = s->fd, .events = POLLIN};
      poll(&p, 1, -1);
    } else if (errno != EINTR) {
      plb_fail_at(&s->failure, PLB_IO, "acquire", place(s), "cannot read: %s", strerror(errno));
      return false;
    }
  }
  return false;
}

static void begin(plb_stream *s) {
  while (s->n < 3 && refill(s))
    continue;
  if (s->failure.code) return;
  if (s->n < 3 || memcmp(s->input, "\x1f\x8b\x08", 3) != 0) {
    s->kind = KIND_PLAIN;
    return;
  }
  s->kind = KIND_GZIP;
  memset(&s->z, 0, sizeof s->z);
  if (inflateInit2(&s->z, 15 + 16) == Z_OK)
    s->inflating = true;
  else
    fail(s, PLB_NOMEM, "no memory to gunzip");
}

static size_t copy_plain(plb_stream *s, char *p, size_t n) {
  if (s->at == s->n && !refill(s)) return 0;
  size_t some = s->n - s->at < n ? s->n - s->at : n;
  memcpy(p, s->input + s->at, some);
  s->at += some;
  return some;
}

/* After a member: true when another one begins. */
static bool next_member(plb_stream *s) {
  for (;;) {
    if (s->at == s->n && !refill(s)) return false;
    if (s->input[s->at] != 0) break;
    s->padding = true;
    s->at++;
  }
  if (s->padding || s->input[s->at] != 0x1f) {
    fail(s, PLB_DAMAGED, "bytes that are no gzip member follow the last one");
    return false;
  }
  if (inflateReset(&s->z) != Z_OK) {
    fail(s, PLB_INTERNAL, "zlib refused to begin a member");
    return false;
  }
  s->between = false;
  return true;
}

static void inflate_failed(plb_stream *s, int code) {
  char text[120];
  snprintf(text, sizeof text, "the gzip data are broken: %s", s->z.msg ? s->z.msg : "no details");
  if (code == Z_MEM_ERROR)
    fail(s, PLB_NOMEM, "no memory to gunzip");
  else
    fail(s, PLB_DAMAGED, text);
}

static void check_ratio(plb_stream *s) {
  if (s->made <= RATIO_FREE_BYTES || s->made / s->ratio <= place(s)) return;
  char text[120];
  snprintf(text, sizeof text, "the gzip data unpack to more than %u times their size (inflate_ratio)", s->ratio);
  fail(s, PLB_LIMIT, text);
}

/* One step: inflates what is there; the bytes made, 0 for "go on" or the end. *more: whether to go on. */
static size_t inflate_step(plb_stream *s, char *p, size_t n, bool *more) {
  *more = false;
  if (s->between && !next_member(s)) return 0;
  if (s->at == s->n && !refill(s)) {
    if (!s->failure.code) fail(s, PLB_DAMAGED, "the gzip data end too early");
    return 0;
  }
  s->z.next_in = s->input + s->at;
  s->z.avail_in = (uInt)(s->n - s->at);
  s->z.next_out = (unsigned char *)p;
  s->z.avail_out = (uInt)(n > UINT32_MAX / 2 ? UINT32_MAX / 2 : n);
  size_t room = s->z.avail_out;
  int code = inflate(&s->z, Z_NO_FLUSH);
  s->at = s->n - s->z.avail_in;
  size_t made = room - s->z.avail_out;
  s->made += made;
  if (code == Z_STREAM_END)
    s->between = true;
  else if (code != Z_OK && code != Z_BUF_ERROR)
    inflate_failed(s, code);
  if (!s->failure.code) check_ratio(s);
  *more = !s->failure.code;
  return made;
}

plb_status plb_stream_read(plb_stream *s, char *p, size_t n, size_t *got, plb_error *err) {
  *got = 0;
  bool more = !s->failure.code;
  if (more && s->kind == KIND_NEW) begin(s);
  if (more && !s->failure.code && s->kind == KIND_PLAIN) *got = copy_plain(s, p, n);
  while (more && !s->failure.code && s->kind == KIND_GZIP && *got == 0) {
    *got = inflate_step(s, p, n, &more);
    if (!more) break;
  }
  if (*got || !s->failure.code) return PLB_OK;
  if (err) *err = s->failure;
  return s->failure.code;
}
