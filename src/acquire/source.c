/* A source: its kind by its first bytes, then records one after another. The cursor is the count of bytes consumed with
 * their XXH3: to go on, the bytes are read and hashed again, which at memory speed costs less than keeping an index,
 * and notices every change of the file before that place. */
#include <stdlib.h>

#include "acquire/format.h"
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"

enum { HEAD_BYTES = 4096 };

/* Enough bytes to tell the format; of JSON lines that come slowly through a pipe, the first line is enough. */
static plb_slice read_head(plb_input *in) {
  while (plb_input_waiting(in).n < HEAD_BYTES && plb_input_fill(in)) {
    plb_slice head = plb_slice_trim(plb_input_waiting(in));
    if (head.n && head.p[0] == '{' && memchr(head.p, '\n', head.n)) break;
  }
  plb_slice head = plb_input_waiting(in);
  return plb_slice_sub(head, 0, head.n > HEAD_BYTES ? HEAD_BYTES : head.n);
}

static bool goes_on(plb_slice head) {
  const plb_reader_kind *kind = head.n ? plb_format_kind(head) : NULL;
  return kind && kind->resync;
}

/* Bytes that break within the head tell nothing: when behind them begins a kind of source that goes on there, they cost
 * themselves. */
static plb_slice read_first_head(plb_source *s) {
  plb_slice head = read_head(&s->in);
  plb_error_clear(&s->broken);
  if (!s->in.failure.code || goes_on(head) || s->zip || s->in.file.start < 0) return head;
  plb_error failure = s->in.failure;
  while (s->in.failure.code && !goes_on(head) && plb_input_resync(&s->in))
    head = read_head(&s->in);
  if (goes_on(head)) {
    s->broken = failure;
    return head;
  }
  return plb_input_rewind(&s->in, NULL) == PLB_OK ? read_head(&s->in) : head;
}

static plb_status find_kind(plb_source *s, plb_error *err) {
  plb_slice head = read_first_head(s), foreign;
  if (s->in.failure.code && (head.n == 0 || s->in.failure.code == PLB_NOMEM)) {
    if (err) *err = s->in.failure;
    return s->in.failure.code;
  }
  if (head.n == 0) return plb_fail_at(err, PLB_EMPTY, "acquire", 0, "the file is empty");
  plb_status status = plb_format_foreign(head, &foreign, err);
  if (status) return status;
  if (foreign.n)
    return plb_fail_at(err, PLB_FORMAT, "acquire", 0, "this is %.*s, which this version does not read", (int)foreign.n,
                       foreign.p);
  s->kind = plb_format_kind(head);
  if (!s->kind)
    return plb_fail_at(err, PLB_FORMAT, "acquire", 0,
                       "this is neither a page nor text nor JSON lines, or records in UTF-16 (convert them to UTF-8)");
  return PLB_OK;
}

static plb_status begin(plb_source *s, plb_error *err) {
  return s->kind->open ? s->kind->open(s, err) : PLB_OK;
}

/* Takes the bytes up to the cursor; false when the source, or the part, ends before. */
static bool skip_in(plb_source *s, const plb_cursor *from) {
  plb_input *in = &s->in;
  if (in->offset > from->offset) return false;
  while (!plb_input_skip(in, from->offset - in->offset))
    if (!s->kind->resync || !plb_input_resync(in)) return false;
  return true;
}

static void end_reader(plb_source *s) {
  if (s->kind && s->kind->close) s->kind->close(s);
  s->kind = NULL;
  s->state = NULL;
  s->told = false;
}

/* ---- parts of an archive ---- */
static void end_part(plb_source *s) {
  end_reader(s);
  plb_error_clear(&s->part_error);
  plb_input_end_part(&s->in);
}

/* Opens the next part, or notes why it cannot be read; false when there is none. */
static bool next_part(plb_source *s) {
  plb_bytes bytes;
  plb_error *e = &s->part_error;
  plb_status status = plb_zip_next(s->zip, &s->part, &bytes, e);
  if (status == PLB_NOTFOUND) return false;
  if (!status) status = plb_input_part(&s->in, &bytes, &s->limits, e);
  if (!status && plb_zip_is(read_head(&s->in)))
    status =
        plb_fail(e, PLB_FORMAT, "acquire", "this is an archive inside an archive, which this version does not read");
  if (!status) status = find_kind(s, e);
  if (!status) status = begin(s, e);
  if (status) end_reader(s);
  return true;
}

/* The error of a part that cannot be read, once: it stands for a record. */
static plb_status fail_part(plb_source *s, plb_record *out, plb_error *err) {
  plb_error e = s->part_error;
  if (!e.code) return PLB_NOTFOUND;
  out->number = ++s->number;
  out->offset = s->in.offset;
  plb_status status = plb_reader_fail(s, err, e.code, e.offset, e.message);
  end_part(s);
  return status;
}

static plb_status next_of_parts(plb_source *s, plb_record *out, plb_error *err) {
  for (;;) {
    plb_status status = s->kind ? s->kind->next(s, out, err) : fail_part(s, out, err);
    bool broken = s->told;
    if (broken) { /* the rest of the part is lost, as a record; who goes on behind it skips these bytes too */
      s->number = out->number;
      plb_input_consume(&s->in, plb_input_waiting(&s->in).n);
    }
    if (broken || (status == PLB_NOTFOUND && s->kind)) end_part(s);
    if (status != PLB_NOTFOUND || !next_part(s)) return status;
  }
}

static bool skip_parts(plb_source *s, const plb_cursor *from) {
  plb_input *in = &s->in;
  for (;;) {
    if (in->offset >= from->offset) return in->offset == from->offset;
    if (s->kind && skip_in(s, from)) return true;
    if (s->kind || s->part_error.code) end_part(s);
    if (in->offset < from->offset && !next_part(s)) return false;
  }
}

/* ---- going on at a cursor ---- */
static bool skip_to(plb_source *s, const plb_cursor *from) {
  plb_input *in = &s->in;
  if (from->offset < in->offset || !(s->zip ? skip_parts(s, from) : skip_in(s, from))) return false;
  if (plb_hasher_value(in->hasher) != from->hash) return false;
  if (s->kind && s->kind->whole && plb_input_want(in, 1)) return false;
  s->number = from->number;
  return true;
}

static plb_status open_plain(plb_source *s, plb_error *err) {
  plb_status status = find_kind(s, err);
  return status ? status : begin(s, err);
}

static plb_status start_anew(plb_source *s, plb_error *err) {
  end_reader(s);
  s->number = 0;
  plb_status status = plb_input_rewind(&s->in, err);
  if (status) return status;
  if (s->zip) {
    plb_error_clear(&s->part_error);
    plb_zip_rewind(s->zip);
    return PLB_OK;
  }
  return open_plain(s, err);
}

static plb_status go_on(plb_source *s, const plb_cursor *from, bool *restarted, plb_error *err) {
  if (!from || from->offset == 0) return PLB_OK;
  if (s->in.file.start >= 0) {
    if (skip_to(s, from)) return PLB_OK;
    plb_status status = start_anew(s, err);
    if (status) return status;
  }
  if (restarted) *restarted = true;
  return PLB_OK;
}

static plb_status open_zip(plb_source *s, int fd, plb_error *err) {
  if (plb_stream_packed(s->in.stream))
    return plb_fail(err, PLB_FORMAT, "acquire",
                    "this is a ZIP archive packed once more, which this version does not read");
  plb_status status = plb_zip_open(fd, &s->limits, &s->zip, err);
  if (status) return status;
  s->in.parts = true;
  return plb_input_rewind(&s->in, err);
}

static plb_status open_kind(plb_source *s, int fd, plb_error *err) {
  plb_slice head = read_head(&s->in);
  if (s->in.failure.code == PLB_NOMEM) {
    if (err) *err = s->in.failure;
    return s->in.failure.code;
  }
  return plb_zip_is(head) ? open_zip(s, fd, err) : open_plain(s, err);
}

static plb_status open_source(plb_source *s, int fd, const char *name, const plb_field_map *map, const plb_cursor *from,
                              bool *restarted, plb_error *err) {
  s->name = strdup(name);
  if (!s->name) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a file");
  plb_status status = plb_input_open(&s->in, fd, &s->limits, err);
  if (!status) status = plb_fields_open(map, &s->fields, err);
  if (!status) status = open_kind(s, fd, err);
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
  plb_arena_init(&s->arena, limits->arena_bytes);
  plb_status status = open_source(s, fd, name, map, from, restarted, err);
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
  end_reader(s);
  plb_input_close(&s->in);
  plb_zip_close(s->zip);
  plb_arena_free(&s->arena);
  free(s->name);
  free(s);
}

uint64_t plb_source_bytes_read(const plb_source *s) {
  return s->zip ? plb_zip_taken(s->zip) : plb_stream_taken(s->in.stream);
}

/* A character set can make three bytes of one, and a value may stand in several fields. */
static bool is_too_wide(const plb_record *r, uint32_t most) {
  uint64_t n = 0;
  for (size_t i = 0; i < PLB_FIELDS; i++)
    n += plb_fields_given((plb_given *)(uintptr_t)&r->given, i)->n;
  return n > most;
}

static plb_status check_fields(plb_source *s, const plb_record *r, plb_error *err) {
  char text[120];
  if (!is_too_wide(r, s->limits.record_bytes)) return PLB_OK;
  snprintf(text, sizeof text, "the fields of this record are together longer than %u bytes (record_bytes)",
           s->limits.record_bytes);
  return plb_reader_fail(s, err, PLB_LIMIT, r->offset, text);
}

plb_status plb_source_next(plb_source *s, plb_record *out, plb_cursor *after, plb_error *err) {
  *out = (plb_record){.source = plb_slice_str(s->name), .offset = s->in.offset};
  plb_status status = s->zip ? next_of_parts(s, out, err) : s->kind->next(s, out, err);
  if (!status) status = check_fields(s, out, err);
  /* A reader that got no memory for its words may have taken them for none. */
  if (s->arena.failed && status != PLB_NOTFOUND && status != PLB_NOMEM)
    status = plb_reader_fail(s, err, PLB_NOMEM, out->offset, "no memory for a record");
  *after = (plb_cursor){.offset = s->in.offset, .hash = plb_hasher_value(s->in.hasher), .number = s->number};
  return status;
}
