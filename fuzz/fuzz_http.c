/* acquire: any bytes as an HTTP answer of an archive. */
#include <stdlib.h>

#include "acquire/http.h"
#include "base/error.h"
#include "base/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_limits limits;
  plb_http http;
  plb_answer answer;
  plb_arena arena = {0};
  plb_error e;
  plb_limits_default(&limits);
  limits.record_bytes = 65536;
  plb_arena_init(&arena, 64 << 20);
  plb_http_init(&http, &limits);
  plb_error_clear(&e);
  if (plb_http_answer(&http, plb_slice_of((const char *)data, size), &arena, &answer)) {
    if (answer.status == 0 || answer.body.n > size) abort();
    plb_status s = plb_http_unpack(&http, limits.inflate_ratio, &answer, &e);
    if (s ? !e.message[0] : answer.body.n > limits.record_bytes) abort();
  }
  plb_http_free(&http);
  plb_arena_free(&arena);
  return 0;
}
