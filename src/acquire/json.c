/* JSON that is not a record a line: a list of objects, objects that each take several lines, and JSON Feed (versions 1
 * and 1.1, jsonfeed.org), whose items are the records. Objects are cut by counting braces outside strings. A string of
 * JSON holds no line end: one that does is broken. After a broken object the next one begins at a line indented as it
 * was, or, where objects share a line, at the next "},{". */
#include <stdlib.h>

#include "acquire/reader.h"
#include "base/error.h"
#include "base/json.h"
#include "base/slice.h"

enum { MOST_SPACE = 4096 }; /* that is looked at to tell how an object is indented */

typedef struct objects {
  bool list;      /* a ']' ends it */
  uint64_t begin; /* of the items of a feed */
  plb_slice outlet, language;
  plb_arena arena;
  bool feed;
} objects;

static uint32_t skip_space(plb_slice s, uint32_t i) {
  while (i < s.n && plb_is_space(s.p[i]))
    i++;
  return i;
}

/* Past the string that begins at i; UINT32_MAX: it is broken; s.n + 1: the bytes end in it. */
static uint32_t string_end(plb_slice s, uint32_t i) {
  for (i++; i < s.n; i++) {
    if (s.p[i] == '"') return i + 1;
    if (s.p[i] == '\n') return UINT32_MAX;
    if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] != '\n') i++;
  }
  return s.n + 1;
}

typedef enum scan { SCAN_WHOLE, SCAN_LONG, SCAN_CUT, SCAN_BAD } scan;

/* The object or list that begins at `at`: its end. */
static scan value_end(plb_slice s, uint32_t at, uint32_t *end) {
  uint32_t braces = 0, brackets = 0;
  for (uint32_t i = at; i < s.n; i++) {
    char c = s.p[i];
    if (c == '"') {
      i = string_end(s, i);
      if (i == UINT32_MAX) return SCAN_BAD;
      if (i > s.n) return SCAN_CUT;
      i--;
    } else if (c == '{' || c == '[') {
      (*(c == '{' ? &braces : &brackets))++;
    } else if (c == '}' || c == ']') {
      uint32_t *open = c == '}' ? &braces : &brackets;
      if ((*open)-- == 0) return SCAN_BAD;
      if (braces + brackets) continue;
      *end = i + 1;
      return SCAN_WHOLE;
    }
  }
  return SCAN_CUT;
}

/* ---- what it is ---- */
/* Does it say "version": "https://jsonfeed.org/version/1"? */
static bool is_json_feed(plb_slice s) {
  uint32_t i = plb_slice_find(s, PLB_LIT("\"version\""), 0);
  if (s.p[0] != '{' || i == UINT32_MAX) return false;
  i = skip_space(s, i + 9);
  if (i >= s.n || s.p[i] != ':') return false;
  i = skip_space(s, i + 1);
  uint32_t end = i < s.n && s.p[i] == '"' ? string_end(s, i) : UINT32_MAX;
  return end <= s.n && plb_slice_find(plb_slice_sub(s, i, end), PLB_LIT("jsonfeed.org"), 0) != UINT32_MAX;
}

/* "{", a line end, and a name or the end: no object on one line begins so. */
static bool is_spread(plb_slice s) {
  const char *line_end = memchr(s.p, '\n', s.n);
  uint32_t n = line_end ? (uint32_t)(line_end - s.p) : s.n, end;
  if (s.p[0] != '{' || value_end(plb_slice_sub(s, 0, n), 0, &end) != SCAN_CUT) return false;
  uint32_t quotes = 0;
  for (uint32_t i = 0; i < n; i++)
    quotes += s.p[i] == '"' && s.p[i - 1] != '\\';
  uint32_t next = skip_space(s, n);
  return quotes % 2 == 0 && next < s.n && (s.p[next] == '"' || s.p[next] == '}');
}

static bool is_list(plb_slice s) {
  if (s.p[0] != '[') return false;
  uint32_t next = skip_space(s, 1);
  return next < s.n && s.p[next] == '{';
}

static bool is_json(plb_slice s) {
  return is_list(s) || is_json_feed(s) || is_spread(s);
}

/* ---- opening ---- */
/* Looks through the members of the feed up to its items. */
static plb_status read_members(objects *o, plb_slice s, uint32_t *items, plb_error *err) {
  uint32_t i = skip_space(s, plb_slice_starts(s, PLB_LIT("\xef\xbb\xbf")) ? 3 : 0) + 1;
  for (;;) {
    while (i < s.n && s.p[i] != '"' && s.p[i] != '}')
      i++;
    uint32_t name = i, end = i < s.n && s.p[i] == '"' ? string_end(s, i) : UINT32_MAX;
    if (end > s.n) break;
    plb_slice key = plb_slice_sub(s, name + 1, end - 1);
    i = skip_space(s, end);
    i = i < s.n && s.p[i] == ':' ? skip_space(s, i + 1) : s.n;
    if (i >= s.n) break;
    if (plb_slice_is(key, "items") && s.p[i] == '[') {
      *items = i + 1;
      return PLB_OK;
    }
    char c = s.p[i];
    if (c == '{' || c == '[') {
      if (value_end(s, i, &end) != SCAN_WHOLE) break;
    } else if (c == '"') {
      end = string_end(s, i);
    } else {
      end = i + 1;
    }
    if (end > s.n) break;
    plb_json *v;
    bool wanted = c == '"' && (plb_slice_is(key, "title") || plb_slice_is(key, "language"));
    if (wanted && plb_json_parse(plb_slice_sub(s, i, end), &v, NULL) == PLB_OK) {
      plb_slice text = plb_arena_dup(&o->arena, plb_json_text(v));
      if (plb_slice_is(key, "title"))
        o->outlet = text;
      else
        o->language = text;
      plb_json_free(v);
    }
    i = end;
  }
  return plb_fail(err, PLB_DAMAGED, "acquire", "no list of items is found in this JSON feed");
}

static plb_status open_json(plb_source *s, plb_error *err) {
  objects *o = calloc(1, sizeof *o);
  if (!o) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read JSON");
  s->state = o;
  plb_arena_init(&o->arena, 8 << 20);
  plb_slice w = plb_input_waiting(&s->in);
  if (plb_slice_starts(w, PLB_LIT("\xef\xbb\xbf"))) w = plb_slice_sub(w, 3, w.n);
  w = plb_slice_trim(w);
  o->list = w.p[0] == '[';
  o->feed = is_json_feed(w);
  if (!o->feed) return PLB_OK;
  plb_input_want(&s->in, (size_t)s->limits.record_bytes + 1);
  uint32_t items = 0;
  plb_status status = read_members(o, plb_input_waiting(&s->in), &items, err);
  o->begin = items;
  return status;
}

static void close_json(plb_source *s) {
  objects *o = s->state;
  if (!o) return;
  plb_arena_free(&o->arena);
  free(o);
}

/* ---- cutting ---- */
static bool grow(plb_source *s) {
  size_t most = (size_t)s->limits.record_bytes + 1, n = plb_input_waiting(&s->in).n;
  if (n >= most || s->in.eof) return false;
  return plb_input_want(&s->in, 2 * n + 1 < most ? 2 * n + 1 : most) || plb_input_waiting(&s->in).n > n;
}

/* How the object at `at` of the window begins: the spaces before it when it is the first of its line, or -1. */
static int64_t indent_of(plb_slice w, uint32_t at) {
  uint32_t i = at;
  while (i && (w.p[i - 1] == ' ' || w.p[i - 1] == '\t'))
    i--;
  return i && w.p[i - 1] == '\n' ? (int64_t)(at - i) : -1;
}

/* Where the next object begins after a broken one: behind the line end or comma before it. UINT32_MAX: not here. */
static uint32_t find_next(plb_slice w, uint32_t from, int64_t indent) {
  if (indent >= 0) {
    for (uint32_t i = from; i < w.n; i++) {
      const char *line = memchr(w.p + i, '\n', w.n - i);
      if (!line) return UINT32_MAX;
      i = (uint32_t)(line - w.p);
      uint32_t k = i + 1;
      while (k < w.n && k - i - 1 < indent && (w.p[k] == ' ' || w.p[k] == '\t'))
        k++;
      if (k - i - 1 == indent && k < w.n && w.p[k] == '{') return i;
    }
    return UINT32_MAX;
  }
  for (uint32_t i = from; i < w.n; i++) {
    if (w.p[i] != '}') continue;
    uint32_t comma = skip_space(w, i + 1), next = comma < w.n && w.p[comma] == ',' ? skip_space(w, comma + 1) : w.n;
    if (next < w.n && w.p[next] == '{') return i + 1;
    if (comma > i + 1) i = comma - 1;
  }
  return UINT32_MAX;
}

/* Takes the broken object at the window's beginning, up to the next one or the end. */
static void pass_over(plb_source *s, int64_t indent) {
  plb_input *in = &s->in;
  uint32_t from = 1, most = (uint32_t)(indent > 0 && indent < 4096 ? indent : 0) + 64;
  for (;;) {
    plb_slice w = plb_input_waiting(in);
    uint32_t next = find_next(w, from, indent);
    if (next != UINT32_MAX) {
      plb_input_consume(in, next);
      return;
    }
    /* What may belong to the beginning of the next object stays. */
    uint32_t keep = in->eof ? 0 : w.n < most ? w.n : most;
    plb_input_consume(in, w.n - keep);
    if (keep < w.n) from = 0;
    if (in->eof) return;
    plb_input_fill(in);
  }
}

static plb_status fail_object(plb_source *s, plb_record *out, scan how, plb_error *err) {
  char text[120];
  if (how == SCAN_LONG) {
    snprintf(text, sizeof text, "the object is longer than %u bytes (record_bytes)", s->limits.record_bytes);
    return plb_reader_fail(s, err, PLB_LIMIT, out->offset, text);
  }
  return plb_reader_fail(s, err, PLB_DAMAGED, out->offset,
                         how == SCAN_BAD ? "broken JSON: a line ends inside a string, or a bracket closes nothing"
                                         : "the file ends inside an object, or its braces do not match");
}

static plb_status read_object(plb_source *s, plb_record *out, plb_error *err) {
  const objects *o = s->state;
  plb_error inner;
  plb_error_clear(&inner);
  plb_given *g = &out->given;
  plb_status status = plb_fields_json(&s->fields, out, &s->arena, &inner);
  if (o->feed && status == PLB_FORMAT && g->title.n) { /* a headline is all there is */
    g->text = g->title;
    status = PLB_OK;
  }
  if (!g->outlet.n && o->feed) g->outlet = o->outlet;
  if (!g->language.n && o->feed) g->language = o->language;
  if (!status) return PLB_OK;
  return plb_reader_fail(s, err, status, out->offset + (inner.offset == PLB_NO_OFFSET ? 0 : inner.offset),
                         inner.message);
}

/* The object at the window's beginning. LONG with *end: it is whole, but over the limit; without: more than fits. */
static scan find_object(plb_source *s, uint32_t *end) {
  scan how;
  *end = 0;
  while ((how = value_end(plb_input_waiting(&s->in), 0, end)) == SCAN_CUT && grow(s))
    ;
  bool too_long = (how == SCAN_WHOLE ? *end : plb_input_waiting(&s->in).n) > s->limits.record_bytes;
  return too_long && (how == SCAN_WHOLE || how == SCAN_CUT) ? SCAN_LONG : how;
}

static plb_status take_object(plb_source *s, plb_record *out, uint32_t at, plb_error *err) {
  uint32_t end;
  int64_t indent = indent_of(plb_input_waiting(&s->in), at);
  plb_input_consume(&s->in, at);
  plb_reader_begin(s, out);
  scan how = find_object(s, &end);
  if (how == SCAN_CUT && s->in.failure.code) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  plb_status status;
  if (how == SCAN_WHOLE) {
    out->bytes = plb_slice_sub(plb_input_waiting(&s->in), 0, end);
    status = read_object(s, out, err);
    /* Braces may match by chance; another object on a line of its own was not meant to be inside. */
    uint32_t next = status == PLB_DAMAGED && indent >= 0 ? find_next(out->bytes, 1, indent) : UINT32_MAX;
    if (next != UINT32_MAX) end = next;
  } else {
    status = fail_object(s, out, how, err);
  }
  if (end)
    plb_input_consume(&s->in, end);
  else
    pass_over(s, indent);
  return status;
}

/* Nothing but white space to the end? */
static bool is_last(plb_source *s, uint32_t at) {
  for (;;) {
    plb_slice w = plb_input_waiting(&s->in);
    at = skip_space(w, at);
    if (at < w.n) return false;
    if (!grow(s)) return s->in.eof;
  }
}

static plb_status end_of_objects(plb_source *s, plb_record *out, bool open, plb_error *err) {
  if (!open || s->in.failure.code || s->told) return plb_reader_end(s, out, err);
  s->told = true;
  out->number = s->number + 1;
  return plb_reader_fail(s, err, PLB_DAMAGED, s->in.offset, "the file ends before its list does");
}

/* What is neither an object nor between two: an error, up to the next object. */
static plb_status junk(plb_source *s, plb_record *out, uint32_t at, plb_error *err) {
  plb_input_consume(&s->in, at);
  plb_reader_begin(s, out);
  out->number = ++s->number;
  plb_slice w = plb_input_waiting(&s->in);
  const char *open = memchr(w.p, '{', w.n);
  plb_input_consume(&s->in, open ? (size_t)(open - w.p) : w.n);
  return plb_reader_fail(s, err, PLB_DAMAGED, out->offset, "something that is no object stands between two of them");
}

static plb_status next_object(plb_source *s, plb_record *out, plb_error *err) {
  const objects *o = s->state;
  if (s->in.offset < o->begin) plb_input_skip(&s->in, o->begin - s->in.offset);
  plb_reader_begin(s, out);
  for (uint32_t at = 0;; at++) {
    if (at == MOST_SPACE) {
      plb_input_consume(&s->in, at);
      at = 0;
    }
    while (at >= plb_input_waiting(&s->in).n)
      if (!plb_input_fill(&s->in)) return end_of_objects(s, out, o->list || o->feed, err);
    plb_slice w = plb_input_waiting(&s->in);
    uint64_t place = s->in.offset + at;
    char c = w.p[at];
    bool begins = s->number == 0 && place < MOST_SPACE && ((c & 0x80 && place < 3) || (c == '[' && o->list));
    if (plb_is_space(c) || c == ',' || begins) continue;
    if (c == ']' && o->feed) return end_of_objects(s, out, false, err);
    if (c == ']' && o->list && is_last(s, at + 1)) return end_of_objects(s, out, false, err);
    return c == '{' ? take_object(s, out, at, err) : junk(s, out, at, err);
  }
}

const plb_reader_kind plb_reader_json = {.name = "JSON objects",
                                         .format = PLB_FORMAT_FIELDS,
                                         .by_line = true,
                                         .is = is_json,
                                         .open = open_json,
                                         .next = next_object,
                                         .close = close_json};
