/* JSON Lines: a record a line. Lines are split at newlines in a window that holds at most one of record_bytes; a longer
 * one is passed over and told. */
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"

static bool is_lines(plb_slice s) {
  if (s.p[0] == '{') return true;
  return !plb_reader_page.is(s) && plb_slice_find(s, PLB_LIT("\n{\""), 0) != UINT32_MAX; /* the first is cut off */
}

typedef enum line_state { LINE_FOUND, LINE_LONG, LINE_NONE } line_state;

/* Finds the next line and consumes it with its newline. A line cut off by damage is none. */
static line_state take_line(plb_source *s, plb_slice *line) {
  plb_input *in = &s->in;
  size_t seen = 0;
  bool too_long = false;
  for (;;) {
    plb_slice w = plb_input_waiting(in);
    const char *end = w.n > seen ? memchr(w.p + seen, '\n', w.n - seen) : NULL;
    size_t n = end ? (size_t)(end - w.p) : w.n;
    bool last = !end && in->eof;
    if (last && (in->failure.code || (n == 0 && !too_long))) return too_long ? LINE_LONG : LINE_NONE;
    if (n > (size_t)s->limits.record_bytes + 1) too_long = true;
    if (end || last) {
      *line = plb_slice_of(w.p, n);
      plb_input_consume(in, n + (end != NULL));
      if (line->n && line->p[line->n - 1] == '\r') line->n--;
      return too_long || line->n > s->limits.record_bytes ? LINE_LONG : LINE_FOUND;
    }
    seen = n;
    if (too_long) {
      plb_input_consume(in, n);
      seen = 0;
    }
    plb_input_fill(in);
  }
}

static plb_status long_line(plb_source *s, plb_error *err, uint64_t offset) {
  char text[120];
  snprintf(text, sizeof text, "the line is longer than %u bytes (record_bytes)", s->limits.record_bytes);
  return plb_reader_fail(s, err, PLB_LIMIT, offset, text);
}

static plb_status read_line(plb_source *s, plb_record *out, plb_error *err) {
  plb_error inner;
  plb_error_clear(&inner);
  plb_status status = plb_fields_json(&s->fields, out, &s->arena, &inner);
  if (!status) return PLB_OK;
  uint64_t at = inner.offset == PLB_NO_OFFSET ? 0 : inner.offset;
  return plb_reader_fail(s, err, status, out->offset + at, inner.message);
}

static plb_status next_line(plb_source *s, plb_record *out, plb_error *err) {
  for (;;) {
    plb_slice line = {NULL, 0};
    plb_reader_begin(s, out);
    line_state state = take_line(s, &line);
    if (state == LINE_NONE) return plb_reader_end(s, out, err);
    if (out->offset == 0 && plb_slice_starts(line, PLB_LIT("\xef\xbb\xbf"))) {
      line = plb_slice_sub(line, 3, line.n);
      out->offset = 3;
    }
    if (state == LINE_FOUND && plb_slice_trim(line).n == 0) continue;
    out->number = ++s->number;
    if (state == LINE_LONG) return long_line(s, err, out->offset);
    out->bytes = line;
    return read_line(s, out, err);
  }
}

const plb_reader_kind plb_reader_lines = {
    .name = "JSON lines", .format = PLB_FORMAT_FIELDS, .by_line = true, .is = is_lines, .next = next_line};
