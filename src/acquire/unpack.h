/* acquire/unpack: compressed bytes -> bytes, step by step, over zlib, libzstd and libbrotli (one file each).
 * Ownership: the caller owns input and output. Not thread-safe. Errors: a state; the reason is a short text. Limits:
 * plb_unpack_all holds the output to inflate_ratio past the first MiB and to the buffer's maximum; who steps counts. */
#ifndef PLB_ACQUIRE_UNPACK_H
#define PLB_ACQUIRE_UNPACK_H
#include "base/buf.h"

typedef enum plb_packing {
  PLB_PACKED_NOT,
  PLB_PACKED_GZIP,    /* RFC 1952 */
  PLB_PACKED_ZLIB,    /* RFC 1950, HTTP's "deflate" */
  PLB_PACKED_DEFLATE, /* RFC 1951, what some servers send as "deflate" */
  PLB_PACKED_BROTLI,  /* RFC 7932 */
  PLB_PACKED_ZSTD     /* RFC 8878 */
} plb_packing;
typedef enum plb_unpack_state { PLB_UNPACK_ON, PLB_UNPACK_END, PLB_UNPACK_BAD, PLB_UNPACK_NOMEM } plb_unpack_state;
enum { PLB_RATIO_FREE_BYTES = 1 << 20 }; /* output that no ratio is asked of */

typedef struct plb_unpack plb_unpack;
/* NULL when out of memory. */
plb_unpack *plb_unpack_open(plb_packing packing);
void plb_unpack_close(plb_unpack *u);
/* Takes of *in (which moves on) and writes up to n bytes to p. END: a member or frame is over. ON with nothing made:
 * more input is needed. */
plb_unpack_state plb_unpack_step(plb_unpack *u, plb_slice *in, char *p, size_t n, size_t *made);
/* Before the next member; false when the library refuses. */
bool plb_unpack_reset(plb_unpack *u);
const char *plb_unpack_reason(const plb_unpack *u);
const char *plb_packing_name(plb_packing packing);
/* "gzip" data by their first four bytes; fewer than four tell less. */
plb_packing plb_packing_of(plb_slice head);
/* All of one packed text, appended to out. PLB_DAMAGED: broken, cut off, or bytes follow; PLB_LIMIT; PLB_NOMEM. What
 * was unpacked before the failure stands in out. */
plb_status plb_unpack_all(plb_packing packing, plb_slice in, uint32_t ratio, plb_buf *out, plb_error *err);

/* One library. */
typedef struct plb_unpack_kind {
  void *(*open)(plb_packing packing);
  plb_unpack_state (*step)(void *state, plb_slice *in, char *p, size_t n, size_t *made);
  bool (*reset)(void *state);
  const char *(*reason)(const void *state);
  void (*close)(void *state);
} plb_unpack_kind;
extern const plb_unpack_kind plb_unpack_zlib, plb_unpack_zstd, plb_unpack_brotli;
#endif
