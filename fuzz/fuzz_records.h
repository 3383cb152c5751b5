/* What must hold for any file of records: shared by the fuzz targets of feeds and tables. */
#ifndef FUZZ_RECORDS_H
#define FUZZ_RECORDS_H
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "extract/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
  if (!holds) abort();
}

static inline bool records_open(int fd, const plb_limits *limits, const plb_cursor *from, plb_source **out) {
  plb_error e;
  bool restarted = false;
  must(lseek(fd, 0, SEEK_SET) == 0);
  plb_status s = plb_source_open(fd, "fuzz", NULL, limits, from, &restarted, out, &e);
  must(!restarted);
  return s == PLB_OK;
}

static inline void check_field(plb_slice s) {
  must(plb_utf8_valid(s) && (s.n == 0 || !memchr(s.p, 0, s.n)));
}

/* Single bytes that are said to stand in the record stand there. */
static inline void check_map(const plb_record *r, plb_slice given, const plb_limits *limits) {
  plb_arena arena = {0};
  plb_charset_page page;
  plb_error e;
  plb_arena_init(&arena, limits->arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = limits, .record = *r};
  must(plb_fields_page(&doc, given, &page, &e) == PLB_OK);
  for (uint32_t i = 0; i < page.n_segment; i++) {
    const plb_charset_segment *s = &page.segment[i];
    uint32_t end = i + 1 < page.n_segment ? page.segment[i + 1].text_begin : given.n;
    must(s->text_begin < end && end <= given.n && s->source_begin <= r->bytes.n);
    if (s->text_unit != 1 || s->source_unit != 1) continue;
    must(s->source_begin + (end - s->text_begin) <= r->bytes.n);
    must(memcmp(given.p + s->text_begin, r->bytes.p + s->source_begin, end - s->text_begin) == 0);
  }
  plb_arena_free(&arena);
}

static inline void check_record(const plb_record *r, const plb_limits *limits) {
  const plb_given *g = &r->given;
  const plb_slice all[] = {g->id, g->url, g->title, g->text, g->html, g->outlet, g->author, g->published, g->language};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    check_field(all[i]);
  must(r->bytes.n > 0 && r->bytes.n <= limits->record_bytes);
  if (r->format == PLB_FORMAT_FIELDS) check_map(r, g->html.n ? g->html : g->text, limits);
}

/* Reads to the end; the cursor after record `keep`, and how many there were. */
static inline unsigned records_drain(plb_source *s, const plb_limits *limits, unsigned keep, plb_cursor *kept) {
  plb_record r;
  plb_cursor after, before = {0};
  plb_error e;
  unsigned n = 0;
  plb_status status;
  while ((status = plb_source_next(s, &r, &after, &e)) != PLB_NOTFOUND) {
    must(r.number > 0 && (status == PLB_OK || e.message[0]));
    must(after.offset >= before.offset);
    before = after;
    if (status == PLB_OK) check_record(&r, limits);
    if (after.number == r.number && ++n == keep) *kept = after;
  }
  return n;
}

static inline void records_check(const char *head, const char *rest, size_t n) {
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  must(fd >= 0 && write(fd, head, strlen(head)) == (ssize_t)strlen(head) && write(fd, rest, n) == (ssize_t)n);
  plb_limits limits;
  plb_limits_default(&limits);
  limits.record_bytes = 4096;
  plb_source *s;
  plb_cursor middle = {0};
  if (records_open(fd, &limits, NULL, &s)) {
    unsigned keep = n ? 1 + (unsigned char)rest[n - 1] % 4u : 1;
    unsigned all = records_drain(s, &limits, keep, &middle);
    plb_source_close(s);
    if (all >= keep && middle.offset && records_open(fd, &limits, &middle, &s)) {
      must(records_drain(s, &limits, 0, &middle) == all - keep);
      plb_source_close(s);
    }
  }
  close(fd);
}
#endif
