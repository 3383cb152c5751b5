/* HTTP/1 messages (RFC 9112): status line, fields, chunked bodies; content codings as in RFC 9110, section 8.4.
 * Crawlers often store the body unpacked under the head of the packed one, so what a head says of the body is tried,
 * not trusted. A body that ends before it says it does is taken as far as it goes, and that is told. */
#include "acquire/http.h"

#include "acquire/reader.h"
#include "acquire/unpack.h"
#include "base/error.h"
#include "base/slice.h"

enum { CODINGS = 2 };

void plb_http_init(plb_http *h, const plb_limits *limits) {
  for (size_t i = 0; i < sizeof h->buf / sizeof *h->buf; i++)
    plb_buf_init(&h->buf[i], limits->record_bytes);
}

void plb_http_free(plb_http *h) {
  for (size_t i = 0; i < sizeof h->buf / sizeof *h->buf; i++)
    plb_buf_free(&h->buf[i]);
}

/* ---- the head ---- */

/* "HTTP/1.1 200 OK" -> 200; 0 for anything else. */
static uint32_t status_of(plb_slice line) {
  plb_slice word;
  uint64_t status;
  if (!plb_slice_word(&line, &word) || !plb_slice_starts(word, PLB_LIT("HTTP/"))) return 0;
  if (!plb_slice_word(&line, &word) || word.n != 3 || !plb_slice_u64(word, &status)) return 0;
  return (uint32_t)status;
}

void plb_http_type(plb_slice content_type, plb_answer *out) {
  plb_slice part;
  plb_slice_split(&content_type, ';', &part);
  plb_slice_split(&part, ',', &out->type);
  out->type = plb_slice_trim(out->type);
  out->charset = (plb_slice){"", 0};
  while (!out->charset.n && plb_slice_split(&content_type, ';', &part)) {
    plb_slice name, value = part;
    plb_slice_split(&value, '=', &name);
    if (!plb_slice_eq_nocase(plb_slice_trim(name), PLB_LIT("charset"))) continue;
    value = plb_slice_trim(value);
    while (value.n && (value.p[0] == '"' || value.p[0] == '\''))
      value = plb_slice_sub(value, 1, value.n);
    while (value.n && (value.p[value.n - 1] == '"' || value.p[value.n - 1] == '\''))
      value.n--;
    out->charset = value;
  }
}

bool plb_http_answer(plb_http *h, plb_slice block, plb_arena *arena, plb_answer *out) {
  *out = (plb_answer){.large_head = plb_slice_starts(block, PLB_LIT("HTTP/"))};
  uint32_t n =
      plb_head_end(plb_slice_sub(block, 0, block.n < PLB_HEAD_BYTES ? block.n : PLB_HEAD_BYTES), 0, PLB_LIT(""));
  if (n == 0 && block.n > PLB_HEAD_BYTES) return false;
  plb_slice head = plb_slice_sub(block, 0, n ? n : block.n);
  if (plb_head_parse(head, arena, &h->head)) return false;
  out->large_head = false;
  out->status = status_of(h->head.first);
  out->body = plb_slice_sub(block, head.n, block.n);
  plb_http_type(plb_head_get(&h->head, "Content-Type"), out);
  return out->status != 0;
}

/* ---- chunks ---- */

/* Takes "1f;extension\r\n" off *in; false when there is no such line. */
static bool chunk_size(plb_slice *in, uint64_t *size) {
  plb_slice line;
  uint32_t end = plb_slice_find(plb_slice_sub(*in, 0, in->n < 1024 ? in->n : 1024), PLB_LIT("\n"), 0), i = 0;
  if (end == UINT32_MAX) return false;
  line = plb_slice_trim(plb_slice_sub(*in, 0, end));
  *size = 0;
  for (; i < line.n && i < 9; i++) {
    char c = plb_lower(line.p[i]);
    if (!plb_is_digit(c) && (c < 'a' || c > 'f')) break;
    *size = *size * 16 + (uint64_t)(plb_is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  if (i == 0 || (i < line.n && line.p[i] != ';' && !plb_is_space(line.p[i]))) return false;
  *in = plb_slice_sub(*in, end + 1, in->n);
  return true;
}

static void take_line_end(plb_slice *in) {
  if (in->n && in->p[0] == '\r') *in = plb_slice_sub(*in, 1, in->n);
  if (in->n && in->p[0] == '\n') *in = plb_slice_sub(*in, 1, in->n);
}

static plb_status full(const plb_buf *out, plb_error *err) {
  if (out->status == PLB_LIMIT)
    return plb_fail(err, PLB_LIMIT, "acquire", "the page is longer than %zu bytes (record_bytes)", out->max);
  return plb_fail(err, out->status, "acquire", "no memory to unpack the page");
}

static plb_status unchunk(plb_answer *a, plb_buf *out, plb_error *err) {
  plb_slice in = a->body;
  uint64_t size;
  plb_buf_clear(out);
  if (!chunk_size(&in, &size)) return PLB_OK; /* stored without its chunks */
  while (size) {
    uint32_t some = size < in.n ? (uint32_t)size : in.n;
    plb_buf_slice(out, plb_slice_sub(in, 0, some));
    if (out->status) return full(out, err);
    in = plb_slice_sub(in, some, in.n);
    take_line_end(&in);
    if (in.n == 0) {
      a->cut = "its last chunk is missing";
      break;
    }
    if (!chunk_size(&in, &size)) return plb_fail(err, PLB_DAMAGED, "acquire", "the chunks of the page are broken");
  }
  a->body = plb_slice_of(out->p, out->n);
  return PLB_OK;
}

/* ---- codings ---- */

/* How the body is packed when it is called so; NOT also when it does not look it. False: such a coding is not read. */
static bool packing_of(plb_slice name, plb_slice body, plb_packing *out) {
  const unsigned char *p = (const unsigned char *)body.p;
  *out = PLB_PACKED_NOT;
  if (plb_slice_eq_nocase(name, PLB_LIT("identity")) || plb_slice_eq_nocase(name, PLB_LIT("none"))) return true;
  if (plb_slice_eq_nocase(name, PLB_LIT("br"))) {
    *out = PLB_PACKED_BROTLI;
  } else if (plb_slice_eq_nocase(name, PLB_LIT("deflate"))) {
    bool zlib = body.n >= 2 && (p[0] & 0x0f) == 8 && (p[0] * 256 + p[1]) % 31 == 0;
    *out = zlib ? PLB_PACKED_ZLIB : PLB_PACKED_DEFLATE;
  } else if (plb_slice_eq_nocase(name, PLB_LIT("gzip")) || plb_slice_eq_nocase(name, PLB_LIT("x-gzip")) ||
             plb_slice_eq_nocase(name, PLB_LIT("zstd"))) {
    *out = plb_packing_of(body);
  } else {
    return false;
  }
  return true;
}

static plb_status unpack(plb_answer *a, plb_slice name, uint32_t ratio, plb_buf *out, plb_error *err) {
  plb_packing packing;
  plb_error e;
  if (!packing_of(name, a->body, &packing))
    return plb_fail(err, PLB_FORMAT, "acquire", "the page is packed as '%.*s', which this version does not read",
                    (int)(name.n < 40 ? name.n : 40), name.p);
  if (packing == PLB_PACKED_NOT || a->body.n == 0) return PLB_OK;
  plb_buf_clear(out);
  plb_error_clear(&e);
  plb_status s = plb_unpack_all(packing, a->body, ratio, out, &e);
  bool ended = s == PLB_DAMAGED && out->n && e.offset == a->body.n;
  if (s == PLB_DAMAGED && !ended && plb_reader_page.is(a->body)) return PLB_OK; /* stored unpacked */
  if (s && !ended)
    return plb_fail(err, s, "acquire", "the page, packed as %s: %.160s", plb_packing_name(packing), e.message);
  if (ended) a->cut = "its packed bytes end too early";
  a->body = plb_slice_of(out->p, out->n);
  return PLB_OK;
}

typedef struct codings {
  plb_slice name[CODINGS];
  uint32_t n;
  bool chunked;
} codings;

/* Adds those of all fields of that name, in the order in which they were put on. */
static bool add_codings(const plb_head *h, const char *field, codings *c) {
  for (uint32_t i = 0; i < h->n; i++) {
    plb_slice rest = h->field[i].value, name;
    if (!plb_slice_eq_nocase(h->field[i].name, plb_slice_str(field))) continue;
    while (plb_slice_split(&rest, ',', &name)) {
      name = plb_slice_trim(name);
      if (name.n == 0) continue;
      if (plb_slice_eq_nocase(name, PLB_LIT("chunked"))) {
        c->chunked = true;
      } else {
        if (c->n == CODINGS) return false;
        c->name[c->n++] = name;
      }
    }
  }
  return true;
}

/* Without codings the length that the head gives is that of the body. */
static void check_length(const plb_http *h, plb_answer *a) {
  uint64_t said;
  if (plb_slice_u64(plb_head_get(&h->head, "Content-Length"), &said) && said > a->body.n)
    a->cut = "it is shorter than its Content-Length";
}

plb_status plb_http_unpack(plb_http *h, uint32_t ratio, plb_answer *a, plb_error *err) {
  codings c = {0};
  if (!add_codings(&h->head, "Content-Encoding", &c) || !add_codings(&h->head, "Transfer-Encoding", &c))
    return plb_fail(err, PLB_FORMAT, "acquire", "the page is packed more than %d times over", CODINGS);
  if (!c.chunked && c.n == 0) check_length(h, a);
  a->raw = a->body;
  plb_status s = c.chunked ? unchunk(a, &h->buf[0], err) : PLB_OK;
  a->entity = a->body;
  for (uint32_t i = c.n; i-- > 0 && !s;)
    s = unpack(a, c.name[i], ratio, &h->buf[1 + i], err);
  if (!s && a->body.n > h->buf[0].max)
    s = plb_fail(err, PLB_LIMIT, "acquire", "the page is longer than %zu bytes (record_bytes)", h->buf[0].max);
  return s;
}
