/* Web archives made for the tests: records, as plain text or as gzip. */
#ifndef ACQUIRE_TEST_WARC_H
#define ACQUIRE_TEST_WARC_H
#include "support.h"

typedef enum way { PLAIN, MEMBERS, ONE_STREAM } way;
typedef struct archive {
  plb_buf bytes, plain;
  way way;
  const char *version;
} archive;

static inline void archive_begin(archive *a, way how) {
  *a = (archive){.way = how, .version = "1.0"};
  plb_buf_init(&a->bytes, 64 << 20);
  plb_buf_init(&a->plain, 64 << 20);
}

static inline void archive_free(archive *a) {
  plb_buf_free(&a->bytes);
  plb_buf_free(&a->plain);
}

/* A record as it is written. */
static inline void add_raw(archive *a, const void *p, size_t n) {
  if (a->way == MEMBERS)
    gzip_add(&a->bytes, p, n);
  else
    plb_buf_add(a->way == PLAIN ? &a->bytes : &a->plain, p, n);
}

/* fields: more lines, each with its CRLF. */
static inline void add_record(archive *a, const char *type, const char *fields, const void *block, size_t n) {
  plb_buf b;
  plb_buf_init(&b, 64 << 20);
  plb_buf_printf(&b, "WARC/%s\r\nWARC-Type: %s\r\n%sContent-Length: %zu\r\n\r\n", a->version, type, fields, n);
  plb_buf_add(&b, block, n);
  plb_buf_str(&b, "\r\n\r\n");
  add_raw(a, b.p, b.n);
  plb_buf_free(&b);
}

/* http: the head of the answer with its blank line. */
static inline void add_answer(archive *a, const char *url, const char *http, const void *body, size_t n) {
  plb_buf b;
  char fields[600];
  plb_buf_init(&b, 64 << 20);
  plb_buf_str(&b, http);
  plb_buf_add(&b, body, n);
  snprintf(fields, sizeof fields,
           "WARC-Target-URI: %s\r\nWARC-Date: 2024-03-01T10:20:30Z\r\nContent-Type: application/http; "
           "msgtype=response\r\n",
           url);
  add_record(a, "response", fields, b.p, b.n);
  plb_buf_free(&b);
}

#define OK_HTML "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

static inline void add_page(archive *a, const char *url, const char *body) {
  add_answer(a, url, OK_HTML, body, strlen(body));
}

/* Packs what is to be one stream. */
static inline void archive_end(archive *a) {
  if (a->way == ONE_STREAM) gzip_add(&a->bytes, a->plain.p, a->plain.n);
}
#endif
