/* Web archives: versions, kinds of record, codings of HTTP, limits, and every damage. */
#include "warc.h"

static const char hello[] = "<html><body><p>The lake is calm tonight.</p></body></html>";

static void open_archive(opened *o, const archive *a) {
  assert_int_equal(open_fd(o, file_of(a->bytes.p, a->bytes.n), NULL), PLB_OK);
}

static plb_status next(opened *o, plb_record *r) {
  plb_cursor after;
  plb_error_clear(&o->err);
  return plb_source_next(o->source, r, &after, &o->err);
}

static void ends(opened *o) {
  plb_record r;
  assert_int_equal(next(o, &r), PLB_NOTFOUND);
  assert_int_equal(next(o, &r), PLB_NOTFOUND);
  end(o);
}

static void passed(const opened *o, uint32_t n, const char *words) {
  char text[200];
  assert_int_equal(plb_source_passed(o->source, text, sizeof text), n);
  assert_string_equal(text, words);
}

static void reads_every_version_packed_and_plain(void **state) {
  (void)state;
  static const char *const versions[] = {"0.17", "0.18", "1.0", "1.1"};
  for (size_t v = 0; v < 4; v++)
    for (way p = PLAIN; p <= ONE_STREAM; p++) {
      archive a;
      opened o = {0};
      plb_record r;
      archive_begin(&a, p);
      a.version = versions[v];
      add_record(&a, "warcinfo", "", "software: x\r\n", 13);
      add_record(&a, "request", "", "GET / HTTP/1.1\r\n\r\n", 18);
      add_page(&a, v ? "http://a.example/news/" : "<http://a.example/news/>", hello);
      add_record(&a, "metadata", "", "", 0);
      add_record(&a, "resource", "WARC-Target-URI: file:///x\r\nContent-Type: text/plain;charset=\"latin1\"\r\n",
                 "Words.", 6);
      add_record(&a, "conversion", "Content-Type: text/plain\r\nWARC-Date: 20240301102030\r\n", "More.", 5);
      archive_end(&a);
      open_archive(&o, &a);
      assert_int_equal(next(&o, &r), PLB_OK);
      assert_int_equal(r.number, 3);
      assert_int_equal(r.format, PLB_FORMAT_HTML);
      assert_true(plb_slice_is(r.bytes, hello));
      assert_true(plb_slice_is(r.given.url, "http://a.example/news/"));
      assert_true(plb_slice_is(r.given.acquired, "2024-03-01T10:20:30Z"));
      assert_true(plb_slice_is(r.given.charset, "utf-8"));
      assert_int_equal(r.given.note.n, 0);
      assert_int_equal(next(&o, &r), PLB_OK);
      assert_int_equal(r.format, PLB_FORMAT_TEXT);
      assert_true(plb_slice_is(r.bytes, "Words."));
      assert_true(plb_slice_is(r.given.charset, "latin1"));
      assert_int_equal(r.given.acquired.n, 0);
      assert_int_equal(next(&o, &r), PLB_OK);
      assert_true(plb_slice_is(r.bytes, "More."));
      assert_true(plb_slice_is(r.given.acquired, "2024-03-01T10:20:30Z"));
      assert_int_equal(r.number, 6);
      assert_int_equal(next(&o, &r), PLB_NOTFOUND);
      passed(&o, 3, "1 description of the archive, 1 request, 1 note of the crawler");
      ends(&o);
      archive_free(&a);
    }
}

static void takes_folded_fields_and_bare_line_ends(void **state) {
  (void)state;
  static const char warc[] =
      "\nWARC/1.0\nwarc-type : resource\nWARC-Target-URI: http://a.example/\n long\n"
      "\tname\nCONTENT-LENGTH: 6\nContent-Type: text/plain\n\nWords.\n"
      "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nMore.";
  opened o = {0};
  plb_record r;
  assert_int_equal(open_fd(&o, pipe_of(warc, sizeof warc - 1), NULL), PLB_OK);
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_int_equal(r.offset, 1);
  assert_true(plb_slice_is(r.bytes, "Words."));
  assert_true(plb_slice_is(r.given.url, "http://a.example/ long name"));
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_true(plb_slice_is(r.bytes, "More."));
  ends(&o);
}

static void what_is_no_page_is_counted(void **state) {
  (void)state;
  archive a;
  opened o = {0};
  plb_record r;
  archive_begin(&a, MEMBERS);
  add_answer(&a, "http://a.example/1.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "\x89PNG", 4);
  add_answer(&a, "http://a.example/2.jpg", "HTTP/1.1 200 OK\r\nContent-Type: IMAGE/JPEG\r\n\r\n", "\xff\xd8", 2);
  add_answer(&a, "http://a.example/3", "HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", "", 0);
  add_answer(&a, "http://a.example/4", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", hello,
             sizeof hello - 1);
  add_answer(&a, "http://a.example/5", "HTTP/1.1 503 No\r\n\r\n", "", 0);
  add_answer(&a, "http://a.example/6", OK_HTML, " \r\n", 3);
  add_answer(&a, "http://a.example/7", "HTTP/1.1 200\r\nContent-Type: application/json\r\n\r\n", "{\"a\":1}", 7);
  add_answer(&a, "http://a.example/8", "HTTP/1.1 200\r\n\r\n", "ab\0\1\2", 5);
  add_answer(&a, "http://a.example/9", "no answer at all", "", 0);
  add_record(&a, "revisit", "WARC-Target-URI: http://a.example/\r\n", "", 0);
  add_record(&a, "response", "WARC-Segment-Number: 1\r\nContent-Type: application/http\r\n", OK_HTML,
             sizeof OK_HTML - 1);
  add_record(&a, "continuation", "WARC-Segment-Number: 2\r\n", "x", 1);
  add_record(&a, "letter", "", "x", 1);
  open_archive(&o, &a);
  assert_int_equal(next(&o, &r), PLB_NOTFOUND);
  passed(&o, 13,
         "2 images, 1 redirect, 1 not found, 1 error answer, 1 page without text, 1 JSON file without an article, "
         "2 other files, 1 revisit (the same page again), 3 others");
  ends(&o);
  archive_free(&a);
}

static void what_crawlers_and_machines_need_is_no_page(void **state) {
  (void)state;
  static const char *const fields[] = {
      "WARC-Target-URI: urn:X-wpull:log\r\n", "WARC-Target-URI: <metadata://gnu.org/software/wget/warc/wget.log>\r\n",
      "WARC-Target-URI: https://a.example/robots.txt?x=/a\r\n", "WARC-Target-URI: https://a.example/robots.txt/\r\n",
      "WARC-Target-URI: ftp://a.example/urn.txt\r\n"};
  archive a;
  opened o = {0};
  plb_record r;
  archive_begin(&a, PLAIN);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    char all[200];
    snprintf(all, sizeof all, "%sContent-Type: text/plain\r\n", fields[i]);
    add_record(&a, "resource", all, "Words.", 6);
  }
  open_archive(&o, &a);
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_int_equal(r.number, 4);
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_int_equal(next(&o, &r), PLB_NOTFOUND);
  passed(&o, 3, "2 notes of the crawler, 1 file for machines");
  ends(&o);
  archive_free(&a);
}

static void pages_are_told_by_type_or_by_bytes(void **state) {
  (void)state;
  static const struct {
    const char *type, *body;
    plb_format format;
  } pages[] = {
      {"Content-Type: application/xhtml+xml\r\n", hello, PLB_FORMAT_HTML},
      {"Content-Type: text/xml\r\n", hello, PLB_FORMAT_HTML},
      {"Content-Type: text/plain\r\n", hello, PLB_FORMAT_TEXT},
      {"", hello, PLB_FORMAT_HTML},
      {"", "Plain words.", PLB_FORMAT_TEXT},
      {"Content-Type: application/json\r\n", "{\"title\":\"T\",\"text\":\"Words.\"}", PLB_FORMAT_FIELDS},
  };
  archive a;
  opened o = {0};
  plb_record r;
  archive_begin(&a, PLAIN);
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    char head[100];
    snprintf(head, sizeof head, "HTTP/1.1 %d OK\r\n%s\r\n", i ? 200 : 203, pages[i].type);
    add_answer(&a, "http://a.example/", head, pages[i].body, strlen(pages[i].body));
  }
  open_archive(&o, &a);
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    assert_int_equal(next(&o, &r), PLB_OK);
    assert_int_equal(r.format, pages[i].format);
    assert_true(plb_slice_is(r.bytes, pages[i].body));
    assert_true(plb_slice_is(r.given.url, "http://a.example/"));
    if (r.format == PLB_FORMAT_FIELDS) assert_true(plb_slice_is(r.given.text, "Words."));
  }
  ends(&o);
  archive_free(&a);
}

/* ---- codings ---- */

static void pack(plb_buf *out, int window, const void *p, size_t n) {
  z_stream z = {0};
  plb_buf_init(out, 64 << 20);
  assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  assert_true(plb_buf_reserve(out, deflateBound(&z, n)));
  z.next_in = (Bytef *)(uintptr_t)p;
  z.avail_in = (uInt)n;
  z.next_out = (Bytef *)out->p;
  z.avail_out = (uInt)deflateBound(&z, n);
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out->n = z.total_out;
  deflateEnd(&z);
}

static opened only_answer(const char *fields, const void *body, size_t n, uint32_t record_bytes) {
  archive a;
  opened o = {0};
  char head[300];
  plb_limits_default(&o.limits);
  if (record_bytes) o.limits.record_bytes = record_bytes;
  archive_begin(&a, PLAIN);
  snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n", fields);
  add_answer(&a, "http://a.example/", head, body, n);
  open_archive(&o, &a);
  archive_free(&a);
  return o;
}

static void check_body(const char *fields, const void *body, size_t n, const char *want, const char *note) {
  opened o = only_answer(fields, body, n, 0);
  plb_record r;
  plb_status s = next(&o, &r);
  if (s) fail_msg("%s: %s", fields, o.err.message);
  assert_true(plb_slice_is(r.bytes, want));
  if (note ? !plb_slice_is(r.given.note, note) : r.given.note.n)
    fail_msg("%s: '%.*s'", fields, (int)r.given.note.n, r.given.note.p);
  ends(&o);
}

static void check_fails(const char *fields, const void *body, size_t n, plb_status want, const char *words) {
  opened o = only_answer(fields, body, n, 0);
  plb_record r;
  assert_int_equal(next(&o, &r), want);
  if (!strstr(o.err.message, words)) fail_msg("'%s' lacks '%s'", o.err.message, words);
  assert_string_equal(o.err.place, "in.jsonl:1");
  ends(&o);
}

#define CHUNKED "Transfer-Encoding: chunked\r\n"
static const char chunks[] = "b ; x=1\r\n<html><body\r\n20\r\n><p>The lake is calm tonight.</p>\r\n0f\r\n</body></html>"
                             "\r\n\r\n";

static void takes_chunks_off(void **state) {
  (void)state;
  char whole[200];
  snprintf(whole, sizeof whole,
           "b ; x=1\r\n<html><body\r\n21\r\n><p>The lake is calm tonight.</p>\r\n0E\r\n</body></html>"
           "\r\n0\r\nTrailer: x\r\n\r\n");
  check_body(CHUNKED, whole, strlen(whole), hello, NULL);
  check_body(CHUNKED, hello, sizeof hello - 1, hello, NULL);
  whole[strlen(whole) - 19] = 0;
  check_body(CHUNKED, whole, strlen(whole), hello, "it is not whole: its last chunk is missing");
  check_body("Content-Length: 100\r\n", hello, sizeof hello - 1, hello,
             "it is not whole: it is shorter than its Content-Length");
  check_body("Content-Length: 58\r\n", hello, sizeof hello - 1, hello, NULL);
  check_fails(CHUNKED, chunks, sizeof chunks - 1, PLB_DAMAGED, "chunks");
}

static void takes_codings_off(void **state) {
  (void)state;
  static const unsigned char brotli[] = {
      0xa1, 0xc8, 0x01, 0x00, 0xe6, 0x38, 0xb0, 0x1b, 0xbb, 0x36, 0xe2, 0x24, 0x17, 0xdf, 0xd6, 0x08,
      0x95, 0xde, 0x3c, 0x68, 0x54, 0x6f, 0x61, 0x03, 0x8e, 0x74, 0xa0, 0x01, 0x43, 0x3a, 0xbb, 0x5e,
      0xe0, 0x60, 0x03, 0x4e, 0x0c, 0xb2, 0x38, 0x90, 0x4d, 0x0f, 0x57, 0x7b, 0x40, 0xa4, 0x97, 0xe8,
      0x8e, 0x6c, 0x94, 0xe5, 0x93, 0x76, 0xa6, 0x80, 0xf9, 0x01, 0xa7, 0x44, 0x1e,
  };
  static const struct {
    const char *name;
    int window;
  } ways[] = {{"gzip", 31}, {"x-gzip", 31}, {"deflate", 15}, {"deflate", -15}};
  char fields[100];
  for (size_t i = 0; i < 4; i++) {
    plb_buf once, twice;
    pack(&once, ways[i].window, hello, sizeof hello - 1);
    snprintf(fields, sizeof fields, "Content-Encoding: %s\r\n", ways[i].name);
    check_body(fields, once.p, once.n, hello, NULL);
    check_body(fields, hello, sizeof hello - 1, hello, NULL); /* stored unpacked */
    pack(&twice, 31, once.p, once.n);
    snprintf(fields, sizeof fields, "Content-Encoding: %s, GZIP\r\n", ways[i].name);
    check_body(fields, twice.p, twice.n, hello, NULL);
    plb_buf_free(&once);
    plb_buf_free(&twice);
  }
  check_body("Content-Encoding: br\r\n", brotli, sizeof brotli, hello, NULL);
  check_body("Content-Encoding: br\r\n", hello, sizeof hello - 1, hello, NULL);
  check_body("Content-Encoding: identity\r\n", hello, sizeof hello - 1, hello, NULL);
  check_fails("Content-Encoding: br, gzip\r\nTransfer-Encoding: gzip, chunked\r\n", "0", 1, PLB_FORMAT, "more than 2");
  check_fails("Content-Encoding: compress\r\n", "\x1f\x9d", 2, PLB_FORMAT, "'compress'");
  check_fails("Content-Encoding: br\r\n", "\xff\xff\xff\xff\xff\xff", 6, PLB_DAMAGED, "Brotli");
}

static void a_cut_coding_is_told(void **state) {
  (void)state;
  plb_buf text, packed;
  plb_buf_init(&text, 1 << 20);
  for (int i = 0; i < 2000; i++)
    plb_buf_printf(&text, "<p>%d words</p>", i * 7919);
  pack(&packed, 31, text.p, text.n);
  opened o = only_answer("Content-Encoding: gzip\r\n", packed.p, packed.n / 2, 0);
  plb_record r;
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_true(r.bytes.n > 1000 && r.bytes.n < text.n);
  assert_memory_equal(r.bytes.p, text.p, r.bytes.n);
  assert_true(plb_slice_is(r.given.note, "it is not whole: its packed bytes end too early"));
  ends(&o);
  packed.p[packed.n / 2] ^= 0x55;
  packed.p[packed.n / 2 + 1] ^= 0x55;
  check_fails("Content-Encoding: gzip\r\n", packed.p, packed.n, PLB_DAMAGED, "gzip");
  plb_buf_free(&text);
  plb_buf_free(&packed);
}

static void a_page_has_a_limit_however_it_is_packed(void **state) {
  (void)state;
  plb_buf text, packed;
  plb_buf_init(&text, 1 << 20);
  for (int i = 0; text.n < 90000; i++)
    plb_buf_printf(&text, "<p>%d</p>", i * 7919);
  pack(&packed, 31, text.p, text.n);
  for (int how = 0; how < 3; how++)
    for (uint32_t limit = (uint32_t)text.n - 1; limit <= text.n + 1; limit++) {
      char head[100];
      plb_buf chunk;
      plb_buf_init(&chunk, 1 << 20);
      snprintf(head, sizeof head, "%zx\r\n", text.n);
      plb_buf_str(&chunk, head);
      plb_buf_add(&chunk, text.p, text.n);
      plb_buf_str(&chunk, "\r\n0\r\n\r\n");
      opened o = how == 0   ? only_answer("", text.p, text.n, limit)
                 : how == 1 ? only_answer("Content-Encoding: gzip\r\n", packed.p, packed.n, limit)
                            : only_answer(CHUNKED, chunk.p, chunk.n, limit);
      plb_record r;
      assert_int_equal(next(&o, &r), limit < text.n ? PLB_LIMIT : PLB_OK);
      if (limit >= text.n) assert_int_equal(r.bytes.n, text.n);
      if (limit < text.n) assert_non_null(strstr(o.err.message, how == 1 ? "unpacks to more" : "record_bytes"));
      ends(&o);
      plb_buf_free(&chunk);
    }
  plb_buf_free(&text);
  plb_buf_free(&packed);
}

static void a_bomb_in_a_coding_is_stopped(void **state) {
  (void)state;
  char *zeros = calloc(1, 6 << 20);
  plb_buf once, twice;
  pack(&once, 31, zeros, 6 << 20);
  pack(&twice, 31, once.p, once.n);
  check_fails("Content-Encoding: gzip\r\n", once.p, once.n, PLB_LIMIT, "inflate_ratio");
  check_fails("Content-Encoding: gzip, gzip\r\n", twice.p, twice.n, PLB_LIMIT, "inflate_ratio");
  plb_buf_free(&once);
  plb_buf_free(&twice);
  free(zeros);
}

static void what_the_archiver_cut_is_read_and_told(void **state) {
  (void)state;
  archive a;
  opened o = {0};
  plb_record r;
  archive_begin(&a, PLAIN);
  add_record(&a, "resource", "Content-Type: text/plain\r\nWARC-Truncated: length\r\n", "Words.", 6);
  open_archive(&o, &a);
  assert_int_equal(next(&o, &r), PLB_OK);
  assert_true(plb_slice_is(r.given.note, "the archiver cut it short (WARC-Truncated: length)"));
  ends(&o);
  archive_free(&a);
}

static void digests_are_checked(void **state) {
  (void)state;
  static const char page[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "5\r\n<p>ab\r\n1\r\nc\r\n0\r\n\r\n";
  static const char block[] = "its bytes are not those that were archived (WARC-Block-Digest)";
  static const char payload[] = "its bytes are not those that were archived (WARC-Payload-Digest)";
  static const struct {
    const char *type, *fields, *note;
  } rows[] = {
      {"resource", "WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n", ""},
      {"resource", "WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6\r\n", block},
      {"resource", "WARC-Payload-Digest: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n",
       ""},
      {"resource", "WARC-Payload-Digest: sha1:AAAT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n", payload},
      {"resource", "WARC-Payload-Digest: md5:900150983cd24fb0d6963f7d28e17f73\r\n", ""},
      /* Of a block that fits no other digest is asked. */
      {"resource",
       "WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n"
       "WARC-Payload-Digest: sha1:AAAT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n",
       ""},
      {"resource", "WARC-Truncated: time\r\nWARC-Block-Digest: sha1:AAAT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n",
       "the archiver cut it short (WARC-Truncated: time)"},
      {"response", "WARC-Payload-Digest: sha1:O3SPCHBQBIAIGCZQL34WUEZQI6P7PLGM\r\n", ""},
      {"response", "WARC-Payload-Digest: sha1:DTK2XYRH6XKMP77UAFVPH3P6E3EW6EX4\r\n", ""},
      {"response", "WARC-Payload-Digest: sha1:AAAT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n", payload},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    archive a;
    opened o = {0};
    plb_record r;
    char fields[300];
    bool answer = strcmp(rows[i].type, "response") == 0;
    snprintf(fields, sizeof fields, "%s%s", answer ? "" : "Content-Type: text/plain\r\n", rows[i].fields);
    archive_begin(&a, PLAIN);
    add_record(&a, rows[i].type, fields, answer ? page : "abc", answer ? sizeof page - 1 : 3);
    archive_end(&a);
    open_archive(&o, &a);
    assert_int_equal(next(&o, &r), PLB_OK);
    assert_true(plb_slice_is(r.bytes, answer ? "<p>abc" : "abc"));
    if (!plb_slice_is(r.given.note, rows[i].note))
      fail_msg("%s: '%.*s'", rows[i].fields, (int)r.given.note.n, r.given.note.p);
    ends(&o);
    archive_free(&a);
  }
}

/* ---- damage ---- */

enum { PAGES = 5 };
static const char *const urls[PAGES] = {"http://a.example/0", "http://a.example/1", "http://a.example/2",
                                        "http://a.example/3", "http://a.example/4"};

static void page_text(char out[200], int i) {
  snprintf(out, 200, "<html><body><p>Page %d: the council of Port %d met again on the %dth.</p></body></html>", i,
           i * 7919 + 13, i + 4);
}

static void five_pages(archive *a, way how) {
  archive_begin(a, how);
  for (int i = 0; i < PAGES; i++) {
    char text[200];
    page_text(text, i);
    add_page(a, urls[i], text);
  }
  archive_end(a);
}

typedef struct outcome {
  unsigned good, bad, changed;
  bool page[PAGES];
} outcome;

/* Reads to the end: each page at most once and in order; without changed pages every good one is as it was. */
static outcome read_all(const void *bytes, size_t n) {
  outcome out = {0};
  opened o = {0};
  plb_record r;
  plb_status s = open_fd(&o, file_of(bytes, n), NULL);
  int last = -1;
  while (!s || s != PLB_NOTFOUND) {
    if (!o.source) {
      out.bad++;
      break;
    }
    s = next(&o, &r);
    if (s == PLB_NOTFOUND) break;
    if (s) {
      assert_true(o.err.message[0] && o.err.place[0]);
      out.bad++;
    } else {
      int i = 0;
      char text[200] = "";
      while (i < PAGES && (page_text(text, i), !plb_slice_is(r.bytes, text)))
        i++;
      out.changed += i == PAGES;
      if (i < PAGES) {
        assert_true(i > last);
        last = i;
        out.page[i] = true;
        out.good++;
      }
    }
    assert_true(out.good + out.bad + out.changed < 1000);
  }
  end(&o);
  return out;
}

/* Where the bytes of page i are all there, in an archive of that kind. */
static void cut_at_every_byte(way how) {
  archive a;
  size_t whole[PAGES]; /* bytes that hold pages 0..i, of a file of members or plain records */
  five_pages(&a, how);
  archive b;
  archive_begin(&b, how);
  for (int i = 0; i < PAGES; i++) {
    char text[200];
    page_text(text, i);
    add_page(&b, urls[i], text);
    whole[i] = b.bytes.n;
  }
  for (size_t n = how == PLAIN ? 5 : 1; n < a.bytes.n; n++) {
    outcome out = read_all(a.bytes.p, n);
    unsigned sure = 0;
    for (int i = 0; i < PAGES; i++)
      sure += how != ONE_STREAM && n >= whole[i];
    assert_int_equal(out.changed, 0);
    if (out.good < sure) fail_msg("cut at %zu of %zu: %u pages, not %u", n, a.bytes.n, out.good, sure);
    bool between = how != ONE_STREAM && sure && n == whole[sure - 1];
    /* Of a plain record the two blank lines may be missing. */
    bool complete = between || (how == PLAIN && out.good > sure);
    if (!complete && out.bad != 1) fail_msg("cut at %zu: %u said", n, out.bad);
    if (between && (out.bad || out.good != sure)) fail_msg("cut between records, at %zu: %u said", n, out.bad);
  }
  archive_free(&a);
  archive_free(&b);
}

static void cut_anywhere_nothing_before_is_lost(void **state) {
  (void)state;
  cut_at_every_byte(PLAIN);
  cut_at_every_byte(MEMBERS);
  cut_at_every_byte(ONE_STREAM);
}

static uint32_t chance(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

/* One byte wrong in a file of members costs one page, and is told; one in a plain file costs at most one. */
static void a_flipped_byte_costs_one_record(void **state) {
  (void)state;
  archive a;
  five_pages(&a, MEMBERS);
  for (size_t i = 0; i < a.bytes.n; i++) {
    a.bytes.p[i] ^= 0x5a;
    outcome out = read_all(a.bytes.p, a.bytes.n);
    a.bytes.p[i] ^= 0x5a;
    bool first_mark = i < 3; /* then it is no gzip file */
    if (first_mark) continue;
    if (out.changed || out.good < PAGES - 1)
      fail_msg("byte %zu: %u good, %u bad, %u changed", i, out.good, out.bad, out.changed);
    if (out.good < PAGES && out.bad == 0) fail_msg("byte %zu: lost in silence", i);
  }
  archive_free(&a);
  five_pages(&a, PLAIN);
  for (size_t i = 5; i < a.bytes.n; i++) {
    a.bytes.p[i] ^= 0x5a;
    outcome out = read_all(a.bytes.p, a.bytes.n);
    a.bytes.p[i] ^= 0x5a;
    if (out.good < PAGES - 1) fail_msg("byte %zu: %u good, %u bad, %u changed", i, out.good, out.bad, out.changed);
  }
  archive_free(&a);
}

static void damage_all_over_is_told(void **state) {
  (void)state;
  uint32_t seed = 7;
  for (int round = 0; round < 1000; round++) {
    archive a;
    five_pages(&a, round % 2 ? MEMBERS : ONE_STREAM);
    for (size_t i = 0; i <= a.bytes.n / 100; i++)
      a.bytes.p[3 + chance(&seed) % (a.bytes.n - 3)] = (char)chance(&seed);
    outcome out = read_all(a.bytes.p, a.bytes.n);
    /* The checksum of a single stream comes at its end only. */
    if (round % 2) assert_int_equal(out.changed, 0);
    if (out.good < PAGES && out.bad + out.changed == 0) fail_msg("round %d: lost in silence", round);
    archive_free(&a);
  }
}

/* The third of five plain records is made wrong; the others are read. */
static void check_bad_record(const char *record, const char *words) {
  archive a;
  opened o = {0};
  plb_record r;
  char text[200];
  for (way p = PLAIN; p <= ONE_STREAM; p++) {
    archive_begin(&a, p);
    for (int i = 0; i < PAGES; i++) {
      page_text(text, i);
      if (i == 2)
        add_raw(&a, record, strlen(record));
      else
        add_page(&a, urls[i], text);
    }
    archive_end(&a);
    open_archive(&o, &a);
    for (int i = 0; i < PAGES; i++) {
      plb_status s = next(&o, &r);
      if (i == 2 && (s != PLB_DAMAGED || !strstr(o.err.message, words)))
        fail_msg("%s: '%s' lacks '%s'", record, o.err.message, words);
      if (i == 2) assert_string_equal(o.err.place, "in.jsonl:3");
      if (i != 2 && s) fail_msg("%s: page %d: %s", record, i, o.err.message);
      assert_int_equal(r.number, i + 1);
      page_text(text, i);
      if (i != 2) assert_true(plb_slice_is(r.bytes, text));
    }
    ends(&o);
    archive_free(&a);
  }
}

#define T "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\n"
static void a_bad_record_costs_itself(void **state) {
  (void)state;
  check_bad_record("GARBAGE\r\n\r\nmore of it\r\n\r\n", "these bytes begin none");
  check_bad_record("WARC/2.0\r\nWARC-Type: resource\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "version");
  check_bad_record(T "Content-Length: many\r\n\r\nWords.\r\n\r\n", "Content-Length");
  check_bad_record(T "Content-Length: -6\r\n\r\nWords.\r\n\r\n", "Content-Length");
  check_bad_record(T "Content-Length: 99999999999999999999\r\n\r\nWords.\r\n\r\n", "Content-Length");
  check_bad_record(T "\r\nWords.\r\n\r\n", "Content-Length");
  check_bad_record(T "Content-Length: 4\r\n\r\nWords.\r\n\r\n", "does not fit");
  check_bad_record(T "Content-Length: 40\r\n\r\nWords.\r\n\r\n", "does not fit");
  check_bad_record(T "Content-Length: 4000\r\n\r\nWords.\r\n\r\n", "another one begins");
  check_bad_record(T "Content-Length: 4000000000\r\n\r\nWords.\r\n\r\n", "another one begins");
  check_bad_record("WARC/1.0\r\nContent-Length: 6\r\n\r\nWords.\r\n\r\n", "WARC-Type");
  check_bad_record(T "no field\r\nContent-Length: 6\r\n\r\nWords.\r\n\r\n", "no field");
}

static void a_head_has_limits(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1 << 20);
  plb_buf_str(&b, T "Content-Length: 6\r\n");
  for (int i = 0; i < 300; i++)
    plb_buf_str(&b, "A: b\r\n");
  plb_buf_add(&b, "\r\nWords.\r\n\r\n", 13);
  check_bad_record(b.p, "200 fields");
  plb_buf_clear(&b);
  plb_buf_str(&b, T "Content-Length: 6\r\nA: ");
  for (int i = 0; i < 300; i++)
    plb_buf_str(&b, "b\r\n ");
  plb_buf_add(&b, "\r\n\r\nWords.\r\n\r\n", 15);
  check_bad_record(b.p, "200 fields");
  plb_buf_clear(&b);
  plb_buf_str(&b, T "A: ");
  for (int i = 0; i < 5000; i++)
    plb_buf_str(&b, "1234567890");
  plb_buf_add(&b, "\r\nContent-Length: 6\r\n\r\nWords.\r\n\r\n", 34);
  check_bad_record(b.p, "does not end");
  plb_buf_free(&b);
}

/* 199 fields of an answer are read (one more is its Content-Type), 200 are not; nor is a field without end. */
static void a_head_of_http_has_limits(void **state) {
  (void)state;
  for (int fields = 199; fields <= 201; fields++) {
    archive a;
    opened o = {0};
    plb_record r;
    plb_buf head;
    plb_buf_init(&head, 1 << 20);
    plb_buf_str(&head, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n");
    for (int i = 0; i < (fields == 201 ? 40000 : fields); i++)
      plb_buf_str(&head, fields == 201 ? "A" : "A: b\r\n");
    plb_buf_add(&head, "\r\n", 3);
    archive_begin(&a, PLAIN);
    add_answer(&a, "http://a.example/", head.p, hello, sizeof hello - 1);
    add_page(&a, urls[0], hello);
    archive_end(&a);
    open_archive(&o, &a);
    assert_int_equal(next(&o, &r), fields == 199 ? PLB_OK : PLB_LIMIT);
    if (fields > 199) assert_non_null(strstr(o.err.message, "32 KiB or 200 fields"));
    assert_int_equal(next(&o, &r), PLB_OK);
    assert_true(plb_slice_is(r.given.url, urls[0]));
    ends(&o);
    archive_free(&a);
    plb_buf_free(&head);
  }
}

static void large_records_are_passed_over_or_told(void **state) {
  (void)state;
  enum { SIZE = 300000 };
  char *bytes = malloc(SIZE), text[200];
  memset(bytes, 'x', SIZE);
  for (way p = PLAIN; p <= ONE_STREAM; p++) {
    archive a;
    opened o = {0};
    plb_record r;
    plb_limits_default(&o.limits);
    o.limits.record_bytes = 100000;
    archive_begin(&a, p);
    add_answer(&a, "http://a.example/a.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", bytes, SIZE);
    add_answer(&a, "http://a.example/b", OK_HTML, bytes, SIZE);
    page_text(text, 0);
    add_page(&a, urls[0], text);
    add_record(&a, "request", "", bytes, SIZE);
    archive_end(&a);
    open_archive(&o, &a);
    assert_int_equal(next(&o, &r), PLB_LIMIT);
    assert_int_equal(r.number, 2);
    assert_int_equal(next(&o, &r), PLB_OK);
    assert_true(plb_slice_is(r.bytes, text));
    assert_int_equal(next(&o, &r), PLB_NOTFOUND);
    passed(&o, 2, "1 image, 1 request");
    ends(&o);
    assert_int_equal(open_fd(&o, file_of(a.bytes.p, a.bytes.n - (p == PLAIN ? 1000 : 20)), NULL), PLB_OK);
    plb_status s;
    unsigned bad = 0;
    while ((s = next(&o, &r)) != PLB_NOTFOUND)
      bad += s != PLB_OK;
    assert_int_equal(bad, p == ONE_STREAM ? bad : 2);
    assert_true(bad > 0);
    ends(&o);
    archive_free(&a);
  }
  free(bytes);
}

/* ---- cursors ---- */

/* Stops after k records, opens anew at the cursor, and must give what one run gives. */
static void check_cursors(const void *bytes, size_t n) {
  plb_buf whole, parts;
  plb_buf_init(&whole, 1 << 20);
  plb_buf_init(&parts, 1 << 20);
  opened o = {0};
  plb_cursor cursor[64];
  plb_record r;
  unsigned taken = 0;
  size_t log_at[64];
  plb_status s;
  if (open_fd(&o, file_of(bytes, n), NULL)) goto done;
  while ((s = plb_source_next(o.source, &r, &cursor[taken], &o.err)) != PLB_NOTFOUND) {
    plb_buf_printf(&whole, "%u@%llu %s %.*s\n", r.number, (unsigned long long)r.offset, plb_status_word(s),
                   s ? 0 : (int)r.bytes.n, s ? "" : r.bytes.p);
    log_at[taken] = whole.n;
    if (cursor[taken].number == r.number) taken++;
    assert_true(taken < 64);
  }
  end(&o);
  for (unsigned k = 0; k < taken; k++) {
    plb_buf_clear(&parts);
    assert_int_equal(open_fd(&o, file_of(bytes, n), &cursor[k]), PLB_OK);
    assert_false(o.restarted);
    drain(&o, &parts, NULL);
    assert_int_equal(parts.n, whole.n - log_at[k]);
    if (parts.n) assert_memory_equal(parts.p, whole.p + log_at[k], parts.n);
    end(&o);
  }
done:
  end(&o);
  plb_buf_free(&whole);
  plb_buf_free(&parts);
}

static void goes_on_at_every_record(void **state) {
  (void)state;
  uint32_t seed = 3;
  for (way p = PLAIN; p <= ONE_STREAM; p++)
    for (int round = 0; round < 300; round++) {
      archive a;
      five_pages(&a, p);
      for (int i = 0; i < round % 8; i++)
        a.bytes.p[3 + chance(&seed) % (a.bytes.n - 3)] = (char)chance(&seed);
      check_cursors(a.bytes.p, a.bytes.n - (round % 3 == 2 ? chance(&seed) % 200 : 0));
      archive_free(&a);
    }
}

static void a_cut_file_goes_on_when_it_has_grown(void **state) {
  (void)state;
  for (way p = PLAIN; p <= MEMBERS; p++) {
    archive a;
    opened o = {0};
    plb_record r;
    plb_cursor after = {0}, ignored;
    five_pages(&a, p);
    for (size_t n = a.bytes.n / 2; n < a.bytes.n; n++) {
      unsigned good = 0;
      plb_status s;
      after = (plb_cursor){0};
      assert_int_equal(open_fd(&o, file_of(a.bytes.p, n), NULL), PLB_OK);
      while ((s = plb_source_next(o.source, &r, &ignored, &o.err)) != PLB_NOTFOUND) {
        good += s == PLB_OK;
        after = ignored;
      }
      end(&o);
      assert_int_equal(open_fd(&o, file_of(a.bytes.p, a.bytes.n), &after), PLB_OK);
      assert_false(o.restarted);
      while ((s = plb_source_next(o.source, &r, &ignored, &o.err)) != PLB_NOTFOUND) {
        if (s) fail_msg("cut at %zu, grown: %s", n, o.err.message);
        good++;
      }
      end(&o);
      assert_int_equal(good, PAGES);
    }
    archive_free(&a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_version_packed_and_plain),
      cmocka_unit_test(takes_folded_fields_and_bare_line_ends),
      cmocka_unit_test(what_is_no_page_is_counted),
      cmocka_unit_test(what_crawlers_and_machines_need_is_no_page),
      cmocka_unit_test(pages_are_told_by_type_or_by_bytes),
      cmocka_unit_test(takes_chunks_off),
      cmocka_unit_test(takes_codings_off),
      cmocka_unit_test(a_cut_coding_is_told),
      cmocka_unit_test(a_page_has_a_limit_however_it_is_packed),
      cmocka_unit_test(a_bomb_in_a_coding_is_stopped),
      cmocka_unit_test(what_the_archiver_cut_is_read_and_told),
      cmocka_unit_test(digests_are_checked),
      cmocka_unit_test(cut_anywhere_nothing_before_is_lost),
      cmocka_unit_test(a_flipped_byte_costs_one_record),
      cmocka_unit_test(damage_all_over_is_told),
      cmocka_unit_test(a_bad_record_costs_itself),
      cmocka_unit_test(a_head_has_limits),
      cmocka_unit_test(a_head_of_http_has_limits),
      cmocka_unit_test(large_records_are_passed_over_or_told),
      cmocka_unit_test(goes_on_at_every_record),
      cmocka_unit_test(a_cut_file_goes_on_when_it_has_grown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
