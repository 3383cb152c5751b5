/* acquire/stream: bytes of a descriptor, gunzipped when they are gzip (RFC 1952, any number of members).
 * Ownership: the stream owns its buffers and borrows the descriptor. Not thread-safe. zlib.h is included in stream.c
 * only. Errors: PLB_IO, PLB_DAMAGED (offset: in the compressed bytes), PLB_LIMIT (inflate_ratio), PLB_NOMEM. An error
 * is final, and comes only after every byte before it was handed out. */
#ifndef PLB_ACQUIRE_STREAM_H
#define PLB_ACQUIRE_STREAM_H
#include <polybius/polybius.h>

typedef struct plb_stream plb_stream;
plb_status plb_stream_open(int fd, const plb_limits *limits, plb_stream **out, plb_error *err);
/* Up to n bytes to p; PLB_OK with *got == 0 is the end. */
plb_status plb_stream_read(plb_stream *s, char *p, size_t n, size_t *got, plb_error *err);
/* Back to where the descriptor stood at the opening; false when it cannot (a pipe). */
bool plb_stream_rewind(plb_stream *s);
bool plb_stream_can_rewind(const plb_stream *s);
/* Bytes taken from the descriptor. */
uint64_t plb_stream_taken(const plb_stream *s);
void plb_stream_close(plb_stream *s);
#endif
