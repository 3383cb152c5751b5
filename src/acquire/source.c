/* A source: the format by its first bytes, then records one after another. JSON lines are split at newlines in a buffer
 * that holds at most one line of record_bytes; a page or a text is one record, the whole file. The cursor is the count
 * of bytes consumed with their XXH3: to go on, the bytes are read and hashed again, which at memory speed costs less
 * than keeping an index, and notices every change of the file before that place. */
#include "acquire/acquire.h"

#include <stdlib.h>

#include "acquire/format.h"
#include "acquire/stream.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

enum { READ_BYTES = 64 * 1024, HEAD_BYTES = 4096 };

struct plb_source {
  plb_stream *stream;
  plb_limits limits;
  plb_field_map map;
  char *name;
  plb_format format;
  plb_buf buf; /* bytes at..n are read and not consumed */
  size_t at;
  uint64_t offset;    /* of buf.p[at] in the decompressed bytes */
  plb_hasher *hasher; /* of all bytes before offset */
  uint32_t number;
  uint64_t line;
  bool eof, told; /* no more bytes to read; the failure that ended them was told */
  plb_error failure;
  plb_arena arena;
};

static size_t waiting(const plb_source *s) {
  return s->buf.n - s->at;
}

/* Reads one more block behind the bytes that wait; false when there is none, and then eof is set. */
static bool fill(plb_source *s) {
  if (s->eof) return false;
  if (s->at) {
    memmove(s->buf.p, s->buf.p + s->at, waiting(s));
    s->buf.n -= s->at;
    s->at = 0;
  }
  size_t got = 0;
  if (!plb_buf_reserve(&s->buf, READ_BYTES))
    plb_fail(&s->failure, PLB_NOMEM, "acquire", "no memory for a record");
  else
    plb_stream_read(s->stream, s->buf.p + s->buf.n, READ_BYTES, &got, &s->failure);
  s->buf.n += got;
  s->eof = got == 0;
  return got > 0;
}

static void consume(plb_source *s, size_t n) {
  plb_hasher_add(s->hasher, s->buf.p + s->at, n);
  s->at += n;
  s->offset += n;
}

static plb_cursor cursor_here(const plb_source *s) {
  return (plb_cursor){.offset = s->offset, .hash = plb_hasher_value(s->hasher), .number = s->number};
}

/* Enough bytes to tell the format; of JSON lines that come slowly through a pipe, the first line is enough. */
static plb_slice read_head(plb_source *s) {
  while (waiting(s) < HEAD_BYTES && fill(s)) {
    plb_slice head = plb_slice_trim(plb_slice_of(s->buf.p, s->buf.n));
    if (head.n && head.p[0] == '{' && memchr(head.p, '\n', head.n)) break;
  }
  return plb_slice_of(s->buf.p, s->buf.n > HEAD_BYTES ? HEAD_BYTES : s->buf.n);
}

static plb_status read_format(plb_source *s, plb_error *err) {
  plb_slice head = read_head(s), foreign;
  if (head.n == 0 && s->failure.code) {
    if (err) *err = s->failure;
    return s->failure.code;
  }
  if (head.n == 0) return plb_fail_at(err, PLB_EMPTY, "acquire", 0, "the file is empty");
  plb_status status = plb_format_foreign(head, &foreign, err);
  if (status) return status;
  if (foreign.n)
    return plb_fail_at(err, PLB_FORMAT, "acquire", 0, "this is %.*s, which this version does not read", (int)foreign.n,
                       foreign.p);
  s->format = plb_format_of(head);
  if (s->format == PLB_FORMAT_UNKNOWN)
    return plb_fail_at(err, PLB_FORMAT, "acquire", 0, "this is neither a page nor text nor JSON lines");
  return PLB_OK;
}

static void count_lines(plb_source *s, size_t n) {
  const char *p = s->buf.p + s->at, *end = p + n;
  while ((p = memchr(p, '\n', (size_t)(end - p)))) {
    s->line++;
    p++;
  }
}

static bool skip_to(plb_source *s, const plb_cursor *from) {
  while (s->offset < from->offset) {
    if (waiting(s) == 0 && !fill(s)) return false;
    uint64_t left = from->offset - s->offset;
    size_t n = left < waiting(s) ? (size_t)left : waiting(s);
    count_lines(s, n);
    consume(s, n);
  }
  if (plb_hasher_value(s->hasher) != from->hash) return false;
  /* A page or text that has grown is another page. */
  if (s->format != PLB_FORMAT_FIELDS && (waiting(s) || fill(s))) return false;
  s->number = from->number;
  return true;
}

static plb_status start_anew(plb_source *s, plb_error *err) {
  plb_hasher *fresh = plb_hasher_open();
  if (!fresh) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  plb_hasher_close(s->hasher);
  s->hasher = fresh;
  if (!plb_stream_rewind(s->stream)) return plb_fail(err, PLB_IO, "acquire", "cannot go back to the start of the file");
  plb_buf_clear(&s->buf);
  plb_error_clear(&s->failure);
  s->at = 0;
  s->offset = s->line = 0;
  s->number = 0;
  s->eof = false;
  return PLB_OK;
}

static plb_status go_on(plb_source *s, const plb_cursor *from, bool *restarted, plb_error *err) {
  if (!from || from->offset == 0) return PLB_OK;
  if (plb_stream_can_rewind(s->stream)) {
    if (skip_to(s, from)) return PLB_OK;
    plb_status status = start_anew(s, err);
    if (status) return status;
  }
  if (restarted) *restarted = true;
  return PLB_OK;
}

static plb_status open_source(plb_source *s, int fd, const char *name, const plb_cursor *from, bool *restarted,
                              plb_error *err) {
  s->name = strdup(name);
  s->hasher = plb_hasher_open();
  if (!s->name || !s->hasher) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  plb_status status = plb_stream_open(fd, &s->limits, &s->stream, err);
  if (!status) status = read_format(s, err);
  if (!status) status = go_on(s, from, restarted, err);
  return status;
}

plb_status plb_source_open(int fd, const char *name, const plb_field_map *map, const plb_limits *limits,
                           const plb_cursor *from, bool *restarted, plb_source **out, plb_error *err) {
  *out = NULL;
  if (restarted) *restarted = false;
  plb_source *s = calloc(1, sizeof *s);
  if (!s) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  s->limits = *limits;
  if (map) s->map = *map;
  plb_buf_init(&s->buf, (size_t)limits->record_bytes + 2 * READ_BYTES);
  plb_arena_init(&s->arena, limits->arena_bytes);
  plb_error_clear(&s->failure);
  plb_status status = open_source(s, fd, name, from, restarted, err);
  if (status) {
    plb_error_place(err, name);
    plb_source_close(s);
    return status;
  }
  *out = s;
  return PLB_OK;
}

void plb_source_close(plb_source *s) {
  if (!s) return;
  plb_stream_close(s->stream);
  plb_hasher_close(s->hasher);
  plb_buf_free(&s->buf);
  plb_arena_free(&s->arena);
  free(s->name);
  free(s);
}

uint64_t plb_source_bytes_read(const plb_source *s) {
  return plb_stream_taken(s->stream);
}

/* The end of the bytes: PLB_NOTFOUND, or once the failure that ended them. */
static plb_status at_end(plb_source *s, plb_record *out, plb_error *err) {
  if (!s->failure.code || s->told) return PLB_NOTFOUND;
  s->told = true;
  out->number = s->number + 1;
  out->offset = s->offset;
  if (err) *err = s->failure;
  plb_error_place(err, s->name);
  return s->failure.code;
}

static plb_status fail_record(plb_source *s, plb_error *err, plb_status code, uint64_t offset, const char *text) {
  char place[sizeof err->place];
  plb_fail_at(err, code, "acquire", offset, "%s", text);
  if (s->format == PLB_FORMAT_FIELDS)
    snprintf(place, sizeof place, "%.160s:%llu", s->name, (unsigned long long)s->line);
  else
    snprintf(place, sizeof place, "%.160s", s->name);
  return err ? plb_error_place(err, place) : code;
}

/* A page or a text: all there is. */
static plb_status next_whole(plb_source *s, plb_record *out, plb_error *err) {
  while (waiting(s) <= s->limits.record_bytes && fill(s))
    continue;
  if (s->failure.code || waiting(s) == 0) return at_end(s, out, err);
  out->number = s->number + 1;
  if (waiting(s) > s->limits.record_bytes) {
    s->buf.n = s->at;
    s->eof = true;
    char text[120];
    snprintf(text, sizeof text, "the file is longer than %u bytes (record_bytes)", s->limits.record_bytes);
    return fail_record(s, err, PLB_LIMIT, s->limits.record_bytes, text);
  }
  out->bytes = plb_slice_of(s->buf.p + s->at, waiting(s));
  s->number++;
  consume(s, waiting(s));
  return PLB_OK;
}

typedef enum line_state { LINE_FOUND, LINE_LONG, LINE_NONE } line_state;

/* Finds the next line and consumes it with its newline. A line cut off by damage is none. */
static line_state take_line(plb_source *s, plb_slice *line) {
  size_t seen = 0;
  bool too_long = false;
  for (;;) {
    const char *from = s->buf.p + s->at;
    const char *end = waiting(s) > seen ? memchr(from + seen, '\n', waiting(s) - seen) : NULL;
    size_t n = end ? (size_t)(end - from) : waiting(s);
    bool last = !end && s->eof;
    if (last && (s->failure.code || (n == 0 && !too_long))) {
      s->line += too_long;
      return too_long ? LINE_LONG : LINE_NONE;
    }
    if (n > (size_t)s->limits.record_bytes + 1) too_long = true;
    if (end || last) {
      *line = plb_slice_of(from, n);
      consume(s, n + (end != NULL));
      s->line++;
      if (line->n && line->p[line->n - 1] == '\r') line->n--;
      return too_long || line->n > s->limits.record_bytes ? LINE_LONG : LINE_FOUND;
    }
    seen = n;
    if (too_long) {
      consume(s, n);
      seen = 0;
    }
    fill(s);
  }
}

static plb_status long_line(plb_source *s, plb_error *err, uint64_t offset) {
  char text[120];
  snprintf(text, sizeof text, "the line is longer than %u bytes (record_bytes)", s->limits.record_bytes);
  return fail_record(s, err, PLB_LIMIT, offset, text);
}

static plb_status read_fields(plb_source *s, plb_record *out, plb_error *err) {
  plb_error inner;
  plb_error_clear(&inner);
  plb_arena_reset(&s->arena);
  plb_status status = plb_record_fields(out, &s->map, &s->arena, &inner);
  if (!status) return PLB_OK;
  uint64_t at = inner.offset == PLB_NO_OFFSET ? 0 : inner.offset;
  return fail_record(s, err, status, out->offset + at, inner.message);
}

static plb_status next_line(plb_source *s, plb_record *out, plb_error *err) {
  for (;;) {
    plb_slice line = {NULL, 0};
    out->offset = s->offset;
    line_state state = take_line(s, &line);
    if (state == LINE_NONE) return at_end(s, out, err);
    if (out->offset == 0 && plb_slice_starts(line, PLB_LIT("\xef\xbb\xbf"))) {
      line = plb_slice_sub(line, 3, line.n);
      out->offset = 3;
    }
    if (state == LINE_FOUND && plb_slice_trim(line).n == 0) continue;
    out->number = ++s->number;
    if (state == LINE_LONG) return long_line(s, err, out->offset);
    out->bytes = line;
    return read_fields(s, out, err);
  }
}

plb_status plb_source_next(plb_source *s, plb_record *out, plb_cursor *after, plb_error *err) {
  *out = (plb_record){.source = plb_slice_str(s->name), .offset = s->offset, .format = s->format};
  plb_status status = s->format == PLB_FORMAT_FIELDS ? next_line(s, out, err) : next_whole(s, out, err);
  *after = cursor_here(s);
  return status;
}
