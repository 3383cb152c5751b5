/* The reader: gets descriptors, one at a time, and sends back their records. It parses containers of strangers, so it
 * is a process of its own; when it dies, the file it was reading is lost and no other. Sends block when the writer does
 * not take: that is the back-pressure. */
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/error.h"
#include "base/slice.h"
#include "pipe/fault.h"
#include "pipe/frame.h"
#include "pipe/role.h"
#include "pipe/spawn.h"
#include "pipe/wire.h"

enum { FRAME_ROOM = 64 * 1024 };

typedef struct reader {
  int fd;
  plb_limits limits;
  plb_field_map map;
  plb_buf in, out;
} reader;

static plb_status send_record(reader *r, const plb_wire_place *place, const plb_record *record) {
  plb_frame_begin(&r->out, PLB_FRAME_RECORD);
  plb_wire_put_place(&r->out, place);
  plb_wire_put_record(&r->out, record);
  plb_frame_end(&r->out);
  return plb_frame_send(r->fd, &r->out, -1, NULL);
}

/* A problem or a note: the record's place and what there is to say. */
static plb_status send_words(reader *r, plb_frame_kind kind, const plb_wire_place *place, const plb_record *record,
                             const plb_error *e) {
  plb_frame_begin(&r->out, kind);
  plb_wire_put_place(&r->out, place);
  plb_wire_put_record(&r->out, record);
  plb_wire_put_error(&r->out, e);
  plb_frame_end(&r->out);
  return plb_frame_send(r->fd, &r->out, -1, NULL);
}

static plb_status send_end(reader *r) {
  plb_frame_begin(&r->out, PLB_FRAME_END);
  plb_frame_end(&r->out);
  return plb_frame_send(r->fd, &r->out, -1, NULL);
}

/* At the end of a source: how many of its records were no articles, and the cursor behind them. */
static plb_status send_passed(reader *r, const plb_source *source, const plb_wire_place *place) {
  char what[200];
  plb_error e;
  plb_error_clear(&e);
  plb_record none = {.number = plb_source_passed(source, what, sizeof what)};
  if (none.number == 0) return PLB_OK;
  e.module = "acquire";
  snprintf(e.message, sizeof e.message, "%u record%s no page%s: %s", none.number, none.number == 1 ? " was" : "s were",
           none.number == 1 ? "" : "s", what);
  return send_words(r, PLB_FRAME_NOTE, place, &none, &e);
}

/* Records until the end. Only a writer that is gone is an error here. */
static plb_status send_all(reader *r, plb_source *source) {
  for (;;) {
    plb_record record;
    plb_wire_place place;
    plb_error e;
    plb_error_clear(&e);
    plb_status s = plb_source_next(source, &record, &place.after, &e);
    place.taken = plb_source_bytes_read(source);
    if (s == PLB_NOTFOUND) return send_passed(r, source, &place);
    if (s == PLB_OK && plb_fault(record.bytes, "READER-"))
      s = plb_fail(&e, PLB_NOMEM, "pipe", "planted: the reader is out of memory");
    s = s ? send_words(r, PLB_FRAME_PROBLEM, &place, &record, &e) : send_record(r, &place, &record);
    if (s) return s;
  }
}

static plb_status read_source(reader *r, int file) {
  plb_slice in = plb_frame_payload(&r->in);
  const char *name;
  plb_cursor from;
  plb_error e;
  plb_source *source;
  bool restarted;
  plb_status s = plb_wire_get_source(&in, &name, &from, NULL);
  if (s || plb_frame_kind_of(&r->in) != PLB_FRAME_SOURCE || file < 0) return PLB_DAMAGED;
  plb_error_clear(&e);
  s = plb_source_open(file, name, &r->map, &r->limits, &from, &restarted, &source, &e);
  if (s) {
    plb_record none = {.source = plb_slice_str(name), .number = 1};
    s = send_words(r, PLB_FRAME_PROBLEM, &(plb_wire_place){.after = {0}}, &none, &e);
  } else {
    s = send_all(r, source);
    plb_source_close(source);
  }
  return s ? s : send_end(r);
}

static plb_status set_up(reader *r, char *storage, size_t n) {
  const char *words;
  int passed;
  plb_status s = plb_frame_receive(r->fd, &r->in, &passed, NULL);
  if (s) return s;
  plb_slice in = plb_frame_payload(&r->in);
  s = plb_wire_get_setup(&in, &r->limits, &words, NULL);
  if (!s) s = plb_field_map_parse(words, &r->map, storage, n, NULL);
  /* A JSON line with its fields again beside it. */
  r->out.max = 2 * (size_t)r->limits.record_bytes + FRAME_ROOM;
  if (s) return s;
  plb_error none;
  plb_error_clear(&none);
  return plb_role_ready(r->fd, &r->out, PLB_SANDBOX_READER, &r->limits, &none);
}

int plb_reader_main(int fd) {
  char storage[4096];
  reader r = {.fd = fd};
  int file;
  plb_buf_init(&r.in, FRAME_ROOM);
  plb_buf_init(&r.out, FRAME_ROOM);
  plb_status s = set_up(&r, storage, sizeof storage);
  while (!s && !(s = plb_frame_receive(fd, &r.in, &file, NULL))) {
    s = read_source(&r, file);
    if (file >= 0) close(file);
  }
  plb_buf_free(&r.in);
  plb_buf_free(&r.out);
  return s == PLB_NOTFOUND ? PLB_EXIT_OK : PLB_EXIT_PARENT;
}
