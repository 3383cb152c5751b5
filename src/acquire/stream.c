/* Unpacking as the bytes come. What a stream is, its first four bytes tell. Members (gzip, RFC 1952; frames of
 * Zstandard, RFC 8878) follow each other, and zero bytes after the last gzip member are padding, as gzip(1) takes them.
 * Whatever else follows is damage and said, with its place. Against decompression bombs: past the first MiB, output may
 * be at most inflate_ratio times the input. To go on after damage, the next gzip mark is looked for from the broken
 * member's start on, since a member that was cut runs into the next one; a source of many broken members, or one that
 * cannot seek, is searched forward only. */
#include "acquire/stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquire/unpack.h"
#include "base/error.h"
#include "base/slice.h"

enum { INPUT_BYTES = 64 * 1024, WAYS_BACK = 1000 };

struct plb_stream {
  plb_bytes from;
  uint32_t ratio;
  plb_packing packing;
  plb_unpack *unpack;
  bool begun, eof, between, padding; /* between: after the end of a member; padding: zeros were seen there */
  uint64_t gave, spoiled;            /* bytes that the present member gave; those, when it turned out to be broken */
  uint64_t taken, made;
  uint64_t member; /* where the present member begins */
  uint32_t ways_back;
  plb_error failure; /* code PLB_OK: none so far */
  size_t at, n;      /* unread input */
  char input[INPUT_BYTES];
};

/* ---- a descriptor ---- */
static ssize_t read_file(void *user, char *p, size_t n, plb_error *err) {
  plb_file *f = user;
  for (;;) {
    ssize_t got = read(f->fd, p, n);
    if (got >= 0) return got;
    if (errno == EAGAIN) {
      struct pollfd wait = {.fd = f->fd, .events = POLLIN};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      plb_fail(err, PLB_IO, "acquire", "cannot read: %s", strerror(errno));
      return -1;
    }
  }
}

static bool seek_file(void *user, uint64_t offset) {
  plb_file *f = user;
  off_t place = f->start + (off_t)offset;
  return f->start >= 0 && lseek(f->fd, place, SEEK_SET) == place;
}

plb_bytes plb_file_bytes(plb_file *file, int fd) {
  *file = (plb_file){fd, lseek(fd, 0, SEEK_CUR)};
  return (plb_bytes){file, read_file, seek_file};
}

/* ---- the stream ---- */
plb_status plb_stream_open(const plb_bytes *from, const plb_limits *limits, plb_stream **out, plb_error *err) {
  plb_stream *s = calloc(1, sizeof *s);
  *out = s;
  if (!s) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  s->from = *from;
  s->ratio = limits->inflate_ratio;
  s->ways_back = WAYS_BACK;
  plb_error_clear(&s->failure);
  return PLB_OK;
}

void plb_stream_close(plb_stream *s) {
  if (!s) return;
  plb_unpack_close(s->unpack);
  free(s);
}

uint64_t plb_stream_taken(const plb_stream *s) {
  return s->taken;
}

bool plb_stream_packed(const plb_stream *s) {
  return s->packing != PLB_PACKED_NOT;
}

/* Goes to the offset and forgets what waits. */
static bool seek(plb_stream *s, uint64_t offset) {
  if (!s->from.seek || !s->from.seek(s->from.user, offset)) return false;
  s->taken = offset;
  s->at = s->n = 0;
  s->eof = false;
  return true;
}

bool plb_stream_rewind(plb_stream *s) {
  if (!seek(s, 0)) return false;
  plb_unpack_close(s->unpack);
  s->unpack = NULL;
  s->begun = s->between = s->padding = false;
  s->gave = s->spoiled = 0;
  s->made = s->member = 0;
  s->ways_back = WAYS_BACK;
  plb_error_clear(&s->failure);
  return true;
}

/* Offset in the source of the first byte not used yet. */
static uint64_t place(const plb_stream *s) {
  return s->taken - (s->n - s->at);
}

static void fail(plb_stream *s, plb_status code, const char *text) {
  plb_fail_at(&s->failure, code, "acquire", place(s), "%s", text);
}

/* Reads more input behind what is there; false at the end or on an error. */
static bool refill(plb_stream *s) {
  if (s->at == s->n) s->at = s->n = 0;
  if (s->eof || s->n == INPUT_BYTES) return false;
  plb_error e;
  plb_error_clear(&e);
  ssize_t got = s->from.read(s->from.user, s->input + s->n, INPUT_BYTES - s->n, &e);
  if (got < 0) {
    s->failure = e;
    if (e.offset == PLB_NO_OFFSET) s->failure.offset = place(s);
    return false;
  }
  s->eof = got == 0;
  s->n += (size_t)got;
  s->taken += (uint64_t)got;
  return got > 0;
}

static void begin(plb_stream *s) {
  while (s->n - s->at < 4 && refill(s))
    continue;
  if (s->failure.code) return;
  s->begun = true;
  s->member = place(s);
  s->packing = plb_packing_of(plb_slice_of(s->input + s->at, s->n - s->at));
  if (s->packing == PLB_PACKED_NOT) return;
  s->unpack = plb_unpack_open(s->packing);
  if (!s->unpack) fail(s, PLB_NOMEM, "no memory to unpack");
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
  bool gzip = s->packing == PLB_PACKED_GZIP;
  for (;;) {
    if (s->at == s->n && !refill(s)) return false;
    if (s->input[s->at] != 0 || !gzip) break;
    s->padding = true;
    s->at++;
  }
  if (gzip && (s->padding || s->input[s->at] != 0x1f)) {
    s->member = place(s);
    fail(s, PLB_DAMAGED, "bytes that are no gzip member follow the last one");
    return false;
  }
  if (!plb_unpack_reset(s->unpack)) {
    fail(s, PLB_NOMEM, "no memory to unpack");
    return false;
  }
  s->member = place(s);
  s->between = false;
  s->gave = 0;
  return true;
}

static void unpack_failed(plb_stream *s, plb_unpack_state state) {
  char text[160];
  snprintf(text, sizeof text, "the %s data are broken: %s", plb_packing_name(s->packing), plb_unpack_reason(s->unpack));
  if (state == PLB_UNPACK_NOMEM)
    fail(s, PLB_NOMEM, "no memory to unpack");
  else
    fail(s, PLB_DAMAGED, text);
  s->spoiled = s->gave;
}

uint64_t plb_stream_spoiled(const plb_stream *s) {
  return s->spoiled;
}

static void check_ratio(plb_stream *s) {
  if (s->made <= PLB_RATIO_FREE_BYTES || s->made / s->ratio <= place(s)) return;
  char text[160];
  snprintf(text, sizeof text, "the %s data unpack to more than %u times their size (inflate_ratio)",
           plb_packing_name(s->packing), s->ratio);
  fail(s, PLB_LIMIT, text);
}

static void ends_too_early(plb_stream *s) {
  char text[80];
  snprintf(text, sizeof text, "the %s data end too early", plb_packing_name(s->packing));
  if (!s->failure.code) fail(s, PLB_DAMAGED, text);
}

/* One step: unpacks what is there; the bytes made, 0 for "go on" or the end. *more: whether to go on. */
static size_t unpack_step(plb_stream *s, char *p, size_t n, bool *more) {
  *more = false;
  if (s->between && !next_member(s)) return 0;
  /* Without new input there may still be output that had no room before. */
  if (s->at == s->n) refill(s);
  if (s->failure.code) return 0;
  plb_slice in = plb_slice_of(s->input + s->at, s->n - s->at);
  size_t made = 0;
  plb_unpack_state state = plb_unpack_step(s->unpack, &in, p, n, &made);
  bool idle = made == 0 && in.n == s->n - s->at && state == PLB_UNPACK_ON;
  s->at = s->n - in.n;
  s->made += made;
  s->gave += made;
  if (state == PLB_UNPACK_END)
    s->between = true;
  else if (state != PLB_UNPACK_ON)
    unpack_failed(s, state);
  else if (idle && s->eof)
    ends_too_early(s);
  if (!s->failure.code) check_ratio(s);
  *more = !s->failure.code;
  return made;
}

plb_status plb_stream_read(plb_stream *s, char *p, size_t n, size_t *got, plb_error *err) {
  *got = 0;
  bool more = !s->failure.code;
  if (more && !s->begun) begin(s);
  if (more && !s->failure.code && s->packing == PLB_PACKED_NOT) *got = copy_plain(s, p, n);
  while (more && !s->failure.code && s->packing != PLB_PACKED_NOT && *got == 0) {
    *got = unpack_step(s, p, n, &more);
    if (!more) break;
  }
  if (*got || !s->failure.code) return PLB_OK;
  if (err) *err = s->failure;
  return s->failure.code;
}

/* ---- going on after damage ---- */
/* Moves to the next place that looks like the head of a gzip member: its mark, deflate, no reserved flag. */
static bool find_member(plb_stream *s) {
  for (;;) {
    while (s->n - s->at >= 4) {
      const char *p = s->input + s->at;
      const char *hit = memchr(p, 0x1f, s->n - s->at - 3);
      s->at = hit ? (size_t)(hit - s->input) : s->n - 3;
      if (!hit) break;
      if (hit[1] == (char)0x8b && hit[2] == 8 && (hit[3] & 0xe0) == 0) return true;
      s->at++;
    }
    if (s->at && s->n - s->at < 4) {
      memmove(s->input, s->input + s->at, s->n - s->at);
      s->n -= s->at;
      s->at = 0;
    }
    if (!refill(s)) return false;
  }
}

bool plb_stream_resync(plb_stream *s) {
  if (s->failure.code != PLB_DAMAGED || s->packing != PLB_PACKED_GZIP) return false;
  plb_error before = s->failure;
  plb_error_clear(&s->failure);
  if (s->ways_back && s->member + 1 < place(s)) {
    uint64_t here = place(s);
    s->ways_back--;
    if (!seek(s, s->member + 1) && s->from.seek && !seek(s, here)) s->eof = true;
  }
  if (find_member(s) && plb_unpack_reset(s->unpack)) {
    s->member = place(s);
    s->between = s->padding = false;
    s->gave = s->spoiled = 0;
    return true;
  }
  if (!s->failure.code) s->failure = before;
  return false;
}
