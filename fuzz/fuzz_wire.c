/* pipe/wire: any bytes as a document of a worker. What is taken can be shown, and is written back as the same bytes. */
#include "base/error.h"
#include "base/view.h"
#include "pipe/wire.h"
#include "fuzz.h"

static void check_doc(const char *p, size_t n) {
  plb_arena arena;
  plb_buf b;
  plb_error e;
  plb_document view;
  plb_arena_init(&arena, 64 << 20);
  plb_buf_init(&b, 64 << 20);
  plb_doc doc = {.arena = &arena};
  plb_slice in = plb_slice_of(p, n);
  if (plb_wire_get_doc(&in, &doc, &e) == PLB_OK) {
    plb_wire_put_doc(&b, &doc);
    if (b.status || b.n != n - in.n || (b.n && memcmp(b.p, p, b.n) != 0)) abort();
    if (plb_view(&doc, NULL, &view, &e) != PLB_OK) abort();
  }
  plb_arena_free(&arena);
  plb_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice in = plb_slice_of((const char *)data, size);
  plb_record record;
  plb_error problem, e;
  plb_wire_place place;
  check_doc((const char *)data, size);
  if (plb_wire_get_error(&in, &problem, &e) == PLB_OK && strlen(problem.message) >= sizeof problem.message) abort();
  plb_sandbox sandbox;
  in = plb_slice_of((const char *)data, size);
  if (plb_wire_get_sandbox(&in, &sandbox, &e) == PLB_OK && strlen(sandbox.missing) >= sizeof sandbox.missing) abort();
  in = plb_slice_of((const char *)data, size);
  if (plb_wire_get_place(&in, &place, &e) == PLB_OK && plb_wire_get_record(&in, &record, &e) == PLB_OK &&
      record.bytes.n > size)
    abort();
  return 0;
}
