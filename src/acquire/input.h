/* acquire/input: the decompressed bytes of a source as a window that moves over them. What is consumed is counted,
 * hashed and its lines numbered, which is all a cursor is. Ownership: the input owns its buffers and borrows the
 * descriptor. A slice of the window is valid until the next plb_input_fill or plb_input_want. Errors end the bytes and
 * stand in `failure`; a reader hands them out once. Limits: the window holds at most record_bytes and two blocks. Not
 * thread-safe. */
#ifndef PLB_ACQUIRE_INPUT_H
#define PLB_ACQUIRE_INPUT_H
#include "acquire/stream.h"
#include "base/buf.h"
#include "base/hash.h"

typedef struct plb_input {
  plb_file file;
  plb_stream *stream;
  plb_buf buf; /* bytes at..n are read and not consumed */
  size_t at;
  uint64_t offset; /* of buf.p[at] in the decompressed bytes */
  uint64_t line;   /* ends of lines before it */
  plb_hasher *hasher;
  bool parts; /* the bytes are those of an archive's parts */
  bool eof;   /* no more bytes to read */
  plb_error failure;
} plb_input;

/* The struct is zeroed or ended before; after a failure it is to be closed too. */
plb_status plb_input_open(plb_input *in, int fd, const plb_limits *limits, plb_error *err);
void plb_input_close(plb_input *in);
/* Goes on with the bytes of a part of an archive. PLB_NOMEM. */
plb_status plb_input_part(plb_input *in, const plb_bytes *bytes, const plb_limits *limits, plb_error *err);
/* Leaves the part, whatever is left of it. Its end counts as a byte, so that places in two parts differ. */
void plb_input_end_part(plb_input *in);
/* What waits in the window. */
plb_slice plb_input_waiting(const plb_input *in);
/* Reads one more block behind it; false when there is none, and then eof is set. */
bool plb_input_fill(plb_input *in);
/* Reads until n bytes wait, or to the end; whether they do. */
bool plb_input_want(plb_input *in, size_t n);
/* Takes n of the bytes that wait. */
void plb_input_consume(plb_input *in, size_t n);
/* Takes n bytes, reading as needed; false when the source ends before. */
bool plb_input_skip(plb_input *in, uint64_t n);
/* First place of words in the window or what can be read behind it, at or after `from` and before `max`; SIZE_MAX: not
 * there. */
size_t plb_input_find(plb_input *in, plb_slice words, size_t from, size_t max);
/* After damage in a gzip member: takes what waits, and goes on at the next member; false when there is none. The gap
 * counts as one byte. */
bool plb_input_resync(plb_input *in);
/* Back to the first byte, of an archive to before its first part; PLB_IO for a pipe. */
plb_status plb_input_rewind(plb_input *in, plb_error *err);
#endif
