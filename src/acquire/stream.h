/* acquire/stream: the bytes of a descriptor or of an archive's member, unpacked when they are gzip or Zstandard (any
 * number of members).
 * Ownership: the stream owns its buffers and borrows where its bytes come from. Not thread-safe. Errors: PLB_IO,
 * PLB_DAMAGED (offset: in the packed bytes), PLB_LIMIT (inflate_ratio), PLB_NOMEM. An error comes only after every byte
 * before it was handed out, and is final unless plb_stream_resync finds where to go on. */
#ifndef PLB_ACQUIRE_STREAM_H
#define PLB_ACQUIRE_STREAM_H
#include <polybius/polybius.h>
#include <sys/types.h>

/* Where bytes come from. */
typedef struct plb_bytes {
  void *user;
  /* Up to n bytes to p: their number, 0 at the end, -1 with err. */
  ssize_t (*read)(void *user, char *p, size_t n, plb_error *err);
  /* Goes to the offset, counted from where the bytes began; false when it cannot. NULL: never. */
  bool (*seek)(void *user, uint64_t offset);
} plb_bytes;

/* A descriptor; its start is where it stands now. */
typedef struct plb_file {
  int fd;
  off_t start; /* -1: a pipe */
} plb_file;
plb_bytes plb_file_bytes(plb_file *file, int fd);

typedef struct plb_stream plb_stream;
plb_status plb_stream_open(const plb_bytes *from, const plb_limits *limits, plb_stream **out, plb_error *err);
/* Up to n bytes to p; PLB_OK with *got == 0 is the end. */
plb_status plb_stream_read(plb_stream *s, char *p, size_t n, size_t *got, plb_error *err);
/* After PLB_DAMAGED in gzip data: goes on at the next member that begins behind the broken one's start. False when
 * there is none, or for any other failure. */
bool plb_stream_resync(plb_stream *s);
/* How many of the bytes handed out last are of the member that turned out to be broken (by its checksum, say). */
uint64_t plb_stream_spoiled(const plb_stream *s);
/* Back to the first byte; false when it cannot (a pipe). */
bool plb_stream_rewind(plb_stream *s);
/* Is it gzip or Zstandard? Known once something was read. */
bool plb_stream_packed(const plb_stream *s);
/* Packed bytes taken. */
uint64_t plb_stream_taken(const plb_stream *s);
void plb_stream_close(plb_stream *s);
#endif
