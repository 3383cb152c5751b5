/* Web archives: WARC 0.17, 0.18, 1.0 and 1.1 (ISO 28500). Of each record the head is read, the length of its block
 * taken from there, and both seen whole before anything is handed on, with what follows them: the next record, or the
 * end. A record that does not fit costs itself: reading goes on at the next line that begins a record, or, when the
 * bytes under it are broken, at the next gzip member. A record that the end of the file cuts is told and not taken, so
 * that it is read when the file has grown. */
#include <stdlib.h>

#include "acquire/format.h"
#include "acquire/http.h"
#include "acquire/media.h"
#include "acquire/reader.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/slice.h"

enum {
  ROOM_BYTES = 40 * 1024,  /* for both heads, beside record_bytes */
  AHEAD_BYTES = 24 * 1024, /* that are looked at when no record follows */
  MARK_BYTES = 16,         /* enough for "\nWARC/1.0\r\n" */
  BLANK_BYTES = 64         /* line ends behind a block; four are usual */
};

typedef struct warc {
  plb_media media;
  plb_head head;
  plb_http http;
} warc;

static bool is_warc(plb_slice s) {
  return plb_slice_starts(s, PLB_LIT("WARC/"));
}

static plb_status open_warc(plb_source *s, plb_error *err) {
  warc *w = calloc(1, sizeof *w);
  if (!w) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a web archive");
  s->state = w;
  plb_http_init(&w->http, &s->limits);
  return plb_media_open(&w->media, err);
}

static void close_warc(plb_source *s) {
  warc *w = s->state;
  if (w) plb_http_free(&w->http);
  free(w);
}

static plb_slice first_bytes(plb_slice s, uint32_t n) {
  return plb_slice_sub(s, 0, s.n < n ? s.n : n);
}

/* ---- where records begin ---- */

/* "WARC/1.0" and the end of the line. */
static bool is_mark(plb_slice s) {
  if (s.n < 9 || memcmp(s.p, "WARC/", 5) != 0) return false;
  return plb_is_digit(s.p[5]) && s.p[6] == '.' && plb_is_digit(s.p[7]) &&
         (s.p[8] == '\r' || s.p[8] == '\n' || plb_is_digit(s.p[8]));
}

/* As far as the bytes go, up to "WARC/". */
static bool begins_mark(plb_slice s) {
  return plb_slice_starts(PLB_LIT("WARC/"), first_bytes(s, 5));
}

typedef enum found { FOUND_MARK, FOUND_LENGTH, FOUND_END } found;

/* Takes bytes up to the next line that begins a record, looked for from `from` on, or `most` bytes, or all. */
static found take_to_mark(plb_input *in, size_t from, uint64_t most) {
  for (;;) {
    plb_slice w = plb_input_waiting(in);
    uint32_t hit = from < w.n ? plb_slice_find(w, PLB_LIT("\nWARC/"), (uint32_t)from) : UINT32_MAX;
    if (hit != UINT32_MAX && hit + 1 < most) {
      plb_input_consume(in, hit + 1);
      most -= hit + 1;
      from = 0;
      plb_input_want(in, MARK_BYTES);
      if (is_mark(plb_input_waiting(in))) return FOUND_MARK;
      continue;
    }
    if (most <= w.n) {
      plb_input_consume(in, (size_t)most);
      return FOUND_LENGTH;
    }
    size_t some = w.n > MARK_BYTES ? w.n - MARK_BYTES : 0;
    plb_input_consume(in, some);
    most -= some;
    from = from > some ? from - some : 0;
    if (plb_input_fill(in)) continue;
    plb_input_consume(in, w.n - some);
    return FOUND_END;
  }
}

/* ---- what is wrong with a record ---- */

/* The bytes are broken: the record at hand is lost, the next gzip member is the next record. */
static plb_status broken(plb_source *s, plb_record *out, plb_error *err) {
  plb_error failure = s->in.failure;
  if (!plb_input_resync(&s->in)) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  return plb_reader_fail(s, err, failure.code, failure.offset, failure.message);
}

/* The record is not what it says: it is lost up to the next one. */
static plb_status lost(plb_source *s, plb_record *out, plb_error *err, size_t from, const char *why) {
  char text[200];
  snprintf(text, sizeof text, "a record of the archive is lost: %s", why);
  out->number = ++s->number;
  if (take_to_mark(&s->in, from, UINT64_MAX) == FOUND_END && s->in.failure.code) plb_input_resync(&s->in);
  return plb_reader_fail(s, err, PLB_DAMAGED, out->offset, text);
}

/* The bytes end inside a record whose head has `head` bytes. */
static plb_status cut(plb_source *s, plb_record *out, plb_error *err, uint32_t head) {
  plb_slice w = plb_input_waiting(&s->in);
  uint32_t at = head ? head - 1 : 0;
  while ((at = at < w.n ? plb_slice_find(w, PLB_LIT("\nWARC/"), at) : UINT32_MAX) != UINT32_MAX)
    if (is_mark(plb_slice_sub(w, ++at, w.n)))
      return lost(s, out, err, head ? head - 1 : 0, "another one begins before its end");
  if (s->in.failure.code) return broken(s, out, err);
  s->told = true;
  out->number = ++s->number;
  plb_reader_fail(s, err, PLB_DAMAGED, out->offset, "the file ends inside this record; it is not read");
  s->number--;
  return PLB_DAMAGED;
}

/* ---- head and block ---- */

static const char *unread_version(plb_slice line) {
  static const char *const read[] = {"WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"};
  return PLB_AMONG(line, read) ? NULL : "its version of WARC is not read (0.17, 0.18, 1.0 and 1.1 are)";
}

/* Reads the head into w->head; *n: its bytes, *length: those of the block. */
static plb_status take_head(plb_source *s, plb_record *out, uint32_t *n, uint64_t *length, plb_error *err) {
  warc *w = s->state;
  uint32_t seen = 0;
  for (;;) {
    plb_slice waiting = plb_input_waiting(&s->in);
    *n = plb_head_end(first_bytes(waiting, PLB_HEAD_BYTES), seen, PLB_LIT("WARC/"));
    if (*n && *n != UINT32_MAX) break;
    if (*n || waiting.n >= PLB_HEAD_BYTES) return lost(s, out, err, 1, "its head does not end");
    seen = waiting.n > 8 ? waiting.n - 8 : 0; /* the beginning of "\nWARC/" may be there */
    if (!plb_input_fill(&s->in)) return cut(s, out, err, 0);
  }
  plb_slice bytes = plb_arena_dup(&s->arena, plb_slice_sub(plb_input_waiting(&s->in), 0, *n));
  if (!bytes.p) return lost(s, out, err, 1, "there is no memory for its head");
  const char *why = plb_head_parse(bytes, &s->arena, &w->head);
  if (!why) why = unread_version(w->head.first);
  if (!why && w->head.odd) why = "a line of its head is no field";
  if (!why && !plb_head_get(&w->head, "WARC-Type").n) why = "it has no WARC-Type";
  if (!why && (!plb_slice_u64(plb_head_get(&w->head, "Content-Length"), length) || *length > INT64_MAX))
    why = "it has no usable Content-Length";
  return why ? lost(s, out, err, 1, why) : PLB_OK;
}

typedef enum block_state { BLOCK_WHOLE, BLOCK_CUT, BLOCK_WRONG, BLOCK_SPOILED } block_state;

/* The four bytes behind a block, one of which may be broken. */
static bool almost_ends(plb_slice s) {
  unsigned same = 0;
  for (uint32_t i = 0; i < 4 && i < s.n; i++)
    same += s.p[i] == "\r\n\r\n"[i];
  return same >= 3;
}

/* Reads on until the record's bytes wait, and what follows them is known: two ends of lines, a record, or the end. */
static block_state see_block(plb_input *in, size_t total) {
  size_t at = total, lines = 0;
  if (!plb_input_want(in, total)) return BLOCK_CUT;
  while (at < total + BLANK_BYTES && plb_input_want(in, at + 1)) {
    char c = plb_input_waiting(in).p[at];
    if (c != '\r' && c != '\n') break;
    lines += c == '\n';
    at++;
  }
  plb_input_want(in, at + 5);
  plb_slice next = plb_slice_sub(plb_input_waiting(in), (uint32_t)at, plb_input_waiting(in).n);
  if (next.n && begins_mark(next)) return BLOCK_WHOLE;
  bool ended = next.n == 0 || lines >= 2 ||
               almost_ends(plb_slice_sub(plb_input_waiting(in), (uint32_t)total, plb_input_waiting(in).n));
  /* Bytes of a broken gzip member that go on behind the record: its own cannot be trusted either. */
  size_t mark = next.n ? plb_input_find(in, PLB_LIT("\nWARC/"), at, total + AHEAD_BYTES) : SIZE_MAX;
  if (mark == SIZE_MAX && in->failure.code && plb_input_waiting(in).n < total + plb_stream_spoiled(in->stream))
    return BLOCK_SPOILED;
  return ended ? BLOCK_WHOLE : BLOCK_WRONG;
}

/* ---- articles ---- */

static void pass(plb_source *s, bool *passed, const plb_media_row *row) {
  plb_reader_pass(s, row->one, row->many);
  *passed = true;
}

/* "warc/TYPE" and the like, as the table has them. */
static const plb_media_row *row_of(const plb_source *s, const char *group, plb_slice name) {
  const warc *w = s->state;
  char type[48];
  snprintf(type, sizeof type, "%s/%.*s", group, (int)(name.n < 32 ? name.n : 32), name.p);
  return plb_media_find(&w->media, plb_slice_str(type));
}

/* The row that passes a kind of record over; NULL: its block may be an article. */
static const plb_media_row *not_read(const plb_source *s) {
  static const char *const read[] = {"response", "resource", "conversion"};
  const warc *w = s->state;
  plb_slice type = plb_head_get(&w->head, "WARC-Type");
  if (plb_head_get(&w->head, "WARC-Segment-Number").n) return row_of(s, "warc", PLB_LIT("segment"));
  for (size_t i = 0; i < sizeof read / sizeof *read; i++)
    if (plb_slice_eq_nocase(type, plb_slice_str(read[i]))) return NULL;
  return row_of(s, "warc", type);
}

/* "<http://...>" of old versions and "http://..." alike. */
static plb_slice address(plb_slice uri) {
  if (uri.n >= 2 && uri.p[0] == '<' && uri.p[uri.n - 1] == '>') uri = plb_slice_sub(uri, 1, uri.n - 1);
  return plb_slice_trim(uri);
}

/* A row of the table that is about this name only. */
static const plb_media_row *special(const plb_source *s, const char *group, plb_slice name) {
  const plb_media_row *row = row_of(s, group, name);
  return plb_slice_is(row->pattern, "*") ? NULL : row;
}

/* The row that passes over what crawlers add of their own (resources with addresses like urn:...) and what sites keep
 * for machines (robots.txt), or NULL. */
static const plb_media_row *by_address(const plb_source *s) {
  const warc *w = s->state;
  plb_slice rest = address(plb_head_get(&w->head, "WARC-Target-URI")), scheme, path, name = {NULL, 0}, part;
  path = rest;
  plb_slice_split(&rest, ':', &scheme);
  const plb_media_row *row = NULL;
  if (plb_slice_eq_nocase(plb_head_get(&w->head, "WARC-Type"), PLB_LIT("resource"))) row = special(s, "uri", scheme);
  if (row) return row;
  plb_slice_split(&path, '?', &part);
  while (plb_slice_split(&part, '/', &name))
    continue;
  return name.n ? special(s, "file", name) : NULL;
}

/* What the block says of itself (with large_head: nothing); the row that passes it over, or NULL. */
static const plb_media_row *look(plb_source *s, plb_slice block, plb_answer *a) {
  warc *w = s->state;
  plb_slice type = plb_head_get(&w->head, "Content-Type");
  plb_answer outer = {0};
  plb_http_type(type, &outer);
  bool http = plb_slice_eq_nocase(outer.type, PLB_LIT("application/http")) ||
              (plb_slice_eq_nocase(plb_head_get(&w->head, "WARC-Type"), PLB_LIT("response")) &&
               plb_slice_starts(block, PLB_LIT("HTTP/")));
  if (http) {
    char status[8];
    if (!plb_http_answer(&w->http, block, &s->arena, a))
      return a->large_head ? NULL : plb_media_find(&w->media, PLB_LIT("*"));
    snprintf(status, sizeof status, "%u", a->status);
    if (a->status != 200 && a->status != 203) return row_of(s, "http", plb_slice_str(status));
  } else {
    *a = outer;
    a->body = block;
    w->http.head.n = 0;
  }
  const plb_media_row *known = by_address(s);
  if (known) return known;
  if (!a->type.n) a->type = plb_head_get(&w->head, "WARC-Identified-Payload-Type");
  if (!a->type.n) return NULL; /* told by its bytes when they are unpacked */
  const plb_media_row *row = plb_media_find(&w->media, a->type);
  return row->kind == PLB_MEDIA_NONE ? row : NULL;
}

static plb_media_kind kind_by_bytes(plb_slice body) {
  plb_slice head = first_bytes(body, 4096), begin = plb_slice_trim(head);
  const plb_reader_kind *kind = begin.n ? plb_format_kind(head) : NULL;
  if (!kind) return PLB_MEDIA_NONE;
  if (kind == &plb_reader_lines) return PLB_MEDIA_JSON;
  return plb_reader_page.is(begin) ? PLB_MEDIA_PAGE : PLB_MEDIA_TEXT;
}

/* A page of XML begins with its root. */
static bool is_xhtml(plb_slice body) {
  plb_slice head = first_bytes(body, 4096);
  return plb_slice_find_nocase(head, PLB_LIT("<html"), 0) != UINT32_MAX;
}

/* A JSON file's own fields, and the address it was fetched from. */
static plb_status take_json(plb_source *s, plb_record *out, bool *article, plb_error *err) {
  plb_given archive = out->given;
  plb_status status = plb_fields_json(&s->fields, out, &s->arena, err);
  *article = status == PLB_OK;
  if (status == PLB_FORMAT || status == PLB_DAMAGED) return PLB_OK;
  if (archive.url.n) out->given.url = archive.url;
  out->given.acquired = archive.acquired;
  out->given.note = archive.note;
  return status;
}

/* "2024-03-01T10:00:00.25Z" and "20240301100000" -> "2024-03-01T10:00:00Z"; n == 0: no such time. */
static plb_slice moment(plb_source *s, plb_slice date) {
  char t[15] = {0};
  uint32_t n = 0;
  for (uint32_t i = 0; i < date.n && date.p[i] != '.' && n < 14; i++)
    if (plb_is_digit(date.p[i])) t[n++] = date.p[i];
  plb_slice day = plb_arena_printf(&s->arena, "%.4s-%.2s-%.2s", t, t + 4, t + 6);
  if (n != 14 || !day.p || !plb_date_known(plb_date_parse_iso(day))) return (plb_slice){"", 0};
  return plb_arena_printf(&s->arena, "%sT%.2s:%.2s:%.2sZ", day.p, t + 8, t + 10, t + 12);
}

/* The field whose digest is not that of the bytes; NULL: it fits, or there is none that is known. The block's is of all
 * bytes. The payload's some crawlers took with chunks, some without them, some of the unpacked page. */
static const char *misfit(const warc *w, plb_slice block, const plb_answer *a) {
  const plb_slice forms[] = {a->raw, a->entity, a->body};
  plb_slice said = plb_head_get(&w->head, "WARC-Block-Digest");
  plb_digest_fit fit = plb_digest_check(said, block);
  if (fit == PLB_DIGEST_DIFFERS) return "WARC-Block-Digest";
  if (fit == PLB_DIGEST_FITS) return NULL;
  said = plb_head_get(&w->head, "WARC-Payload-Digest");
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if ((i == 0 || forms[i].p != forms[i - 1].p) && plb_digest_check(said, forms[i]) != PLB_DIGEST_DIFFERS) return NULL;
  return "WARC-Payload-Digest";
}

static void take_facts(plb_source *s, const plb_answer *a, plb_slice block, plb_record *out) {
  const warc *w = s->state;
  const char *wrong;
  plb_slice why = plb_head_get(&w->head, "WARC-Truncated");
  out->given.url = address(plb_head_get(&w->head, "WARC-Target-URI"));
  out->given.acquired = moment(s, plb_head_get(&w->head, "WARC-Date"));
  out->given.charset = a->charset;
  if (why.n)
    out->given.note = plb_arena_printf(&s->arena, "the archiver cut it short (WARC-Truncated: %.*s)",
                                       (int)(why.n < 40 ? why.n : 40), why.p);
  else if (a->cut)
    out->given.note = plb_arena_printf(&s->arena, "it is not whole: %s", a->cut);
  else if ((wrong = misfit(w, block, a)))
    out->given.note = plb_arena_printf(&s->arena, "its bytes are not those that were archived (%s)", wrong);
}

/* An article out of the block, or a record to pass over. */
static plb_status take_article(plb_source *s, plb_slice block, plb_answer *a, plb_record *out, bool *passed,
                               plb_error *err) {
  warc *w = s->state;
  plb_error e;
  plb_error_clear(&e);
  plb_status status = plb_http_unpack(&w->http, s->limits.inflate_ratio, a, &e);
  if (status) return plb_reader_fail(s, err, status, out->offset, e.message);
  const plb_media_row *row = plb_media_find(&w->media, a->type);
  plb_media_kind kind = a->type.n ? row->kind : kind_by_bytes(a->body);
  if (kind == PLB_MEDIA_XML) kind = is_xhtml(a->body) ? PLB_MEDIA_PAGE : PLB_MEDIA_NONE;
  out->bytes = a->body;
  bool article = kind != PLB_MEDIA_NONE && plb_slice_trim(a->body).n;
  if (article) take_facts(s, a, block, out);
  if (article && kind == PLB_MEDIA_JSON) status = take_json(s, out, &article, &e);
  if (status) return plb_reader_fail(s, err, status, out->offset, e.message);
  if (!article) return pass(s, passed, row), PLB_OK;
  out->format = kind == PLB_MEDIA_PAGE ? PLB_FORMAT_HTML : kind == PLB_MEDIA_TEXT ? PLB_FORMAT_TEXT : PLB_FORMAT_FIELDS;
  return PLB_OK;
}

/* ---- records ---- */

/* A record that is larger than the window: no article, or over the limit. What its bytes are is seen by their first;
 * a record that begins among them shows that its length is wrong. */
static plb_status take_large(plb_source *s, plb_record *out, uint32_t head, uint64_t total, bool *passed,
                             plb_error *err) {
  const plb_media_row *row = not_read(s);
  plb_answer a = {0};
  char text[120];
  plb_input_want(&s->in, (size_t)head + PLB_HEAD_BYTES);
  plb_slice w = plb_input_waiting(&s->in);
  if (!row) row = look(s, plb_slice_sub(w, head, w.n), &a);
  found f = take_to_mark(&s->in, head - 1, total);
  if (f == FOUND_END && s->in.failure.code) return broken(s, out, err);
  out->number = ++s->number;
  if (f == FOUND_END) return plb_reader_fail(s, err, PLB_DAMAGED, out->offset, "the file ends inside this record");
  if (f == FOUND_MARK)
    return plb_reader_fail(s, err, PLB_DAMAGED, out->offset,
                           "a record of the archive is lost: another one begins before its end");
  if (row) return pass(s, passed, row), PLB_OK;
  snprintf(text, sizeof text, "the record is longer than %u bytes (record_bytes)", s->limits.record_bytes);
  return plb_reader_fail(s, err, PLB_LIMIT, out->offset, text);
}

/* What stands of line ends before a record, one byte of which may be broken. */
static bool skip_blank_lines(plb_input *in) {
  while (plb_input_want(in, 1)) {
    plb_slice w = plb_input_waiting(in);
    uint32_t n = 0;
    while (n < w.n && (w.p[n] == '\r' || w.p[n] == '\n'))
      n++;
    plb_input_consume(in, n);
    if (n == w.n) continue;
    plb_input_want(in, MARK_BYTES + 4);
    w = plb_input_waiting(in);
    for (n = 0; n < 4 && n < w.n && !is_mark(plb_slice_sub(w, n, w.n)); n++)
      continue;
    if (n && n < 4 && n < w.n) plb_input_consume(in, n);
    return true;
  }
  return false;
}

static plb_status next_record(plb_source *s, plb_record *out, bool *passed, plb_error *err) {
  plb_input *in = &s->in;
  uint32_t head;
  uint64_t length = 0;
  bool more = skip_blank_lines(in);
  plb_reader_begin(s, out);
  if (!more) return in->failure.code ? broken(s, out, err) : plb_reader_end(s, out, err);
  if (!plb_input_want(in, MARK_BYTES) && plb_input_waiting(in).n < 9 && begins_mark(plb_input_waiting(in)))
    return cut(s, out, err, 0);
  if (!is_mark(plb_input_waiting(in))) return lost(s, out, err, 0, "these bytes begin none");
  plb_status status = take_head(s, out, &head, &length, err);
  if (status) return status;
  if (head + length > (uint64_t)s->limits.record_bytes + ROOM_BYTES)
    return take_large(s, out, head, head + length, passed, err);
  size_t total = (size_t)(head + length);
  block_state seen = see_block(in, total);
  if (seen == BLOCK_CUT) return cut(s, out, err, head);
  if (seen == BLOCK_SPOILED) return broken(s, out, err);
  if (seen == BLOCK_WRONG) return lost(s, out, err, head - 1, "its Content-Length does not fit");
  plb_slice block = plb_slice_sub(plb_input_waiting(in), head, (uint32_t)total);
  plb_input_consume(in, total);
  out->number = ++s->number;
  plb_answer a = {0};
  const plb_media_row *row = not_read(s);
  if (!row) row = look(s, block, &a);
  if (row) return pass(s, passed, row), PLB_OK;
  if (a.large_head)
    return plb_reader_fail(s, err, PLB_LIMIT, out->offset,
                           "the head of its HTTP answer is longer than 32 KiB or 200 fields");
  return take_article(s, block, &a, out, passed, err);
}

static plb_status next_warc(plb_source *s, plb_record *out, plb_error *err) {
  if (s->told) return PLB_NOTFOUND;
  if (s->broken.code && s->number == 0) {
    plb_reader_begin(s, out);
    out->number = ++s->number;
    return plb_reader_fail(s, err, s->broken.code, s->broken.offset, s->broken.message);
  }
  for (;;) {
    bool passed = false;
    plb_status status = next_record(s, out, &passed, err);
    if (status || !passed) return status;
    *out = (plb_record){.source = out->source};
  }
}

const plb_reader_kind plb_reader_warc = {.name = "a web archive",
                                         .format = PLB_FORMAT_HTML,
                                         .by_number = true,
                                         .resync = true,
                                         .is = is_warc,
                                         .open = open_warc,
                                         .next = next_warc,
                                         .close = close_warc};
