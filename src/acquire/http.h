/* acquire/http: an HTTP answer as archives keep it -> what it says of itself, and its body without chunks and codings.
 * Ownership: the answer's slices borrow the block, the arena or the buffers of plb_http, and are valid until the next
 * call. Not thread-safe. Errors: PLB_DAMAGED, PLB_LIMIT (record_bytes for every step of unpacking, inflate_ratio),
 * PLB_FORMAT (a coding that is not read, or more than two), PLB_NOMEM. */
#ifndef PLB_ACQUIRE_HTTP_H
#define PLB_ACQUIRE_HTTP_H
#include "acquire/head.h"
#include "base/buf.h"

typedef struct plb_http {
  plb_head head;
  plb_buf buf[3]; /* one a step */
} plb_http;
void plb_http_init(plb_http *h, const plb_limits *limits);
void plb_http_free(plb_http *h);

typedef struct plb_answer {
  uint32_t status;
  bool large_head;         /* it is an answer whose head is over the limits */
  plb_slice type, charset; /* of Content-Type */
  plb_slice body;          /* as it came, until plb_http_unpack */
  plb_slice raw, entity;   /* after plb_http_unpack: the body as it came; without its chunks */
  const char *cut;         /* how it is seen that the body is not whole; NULL: it is not */
} plb_answer;
/* The head. False: this is no HTTP answer, or (large_head) its head cannot be read. */
bool plb_http_answer(plb_http *h, plb_slice block, plb_arena *arena, plb_answer *out);
/* Type and character set out of a Content-Type. */
void plb_http_type(plb_slice content_type, plb_answer *out);
/* Takes chunks and codings off the body. A body that is not packed as its head says is taken as it is. */
plb_status plb_http_unpack(plb_http *h, uint32_t ratio, plb_answer *a, plb_error *err);
#endif
