/* acquire: any bytes behind the beginning of a web archive, plain, or as one gzip stream after a first one. */
#include <string.h>
#include <zlib.h>

#include "source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char first[] = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n";

static size_t pack(uint8_t *out, size_t room, const void *p, size_t n) {
  z_stream z = {0};
  if (deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) abort();
  z.next_in = (Bytef *)(uintptr_t)p;
  z.avail_in = (uInt)n;
  z.next_out = out;
  z.avail_out = (uInt)room;
  if (deflate(&z, Z_FINISH) != Z_STREAM_END) abort();
  size_t made = z.total_out;
  deflateEnd(&z);
  return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t room = 2 * size + 4096, n = sizeof first - 1;
  uint8_t *file = malloc(room);
  if (!file) return 0;
  if (size && data[0] % 4 == 0) {
    n = pack(file, room, first, n);
    n += pack(file + n, room - n, data + 1, size - 1);
    /* One byte of the second stream is broken, unless it is the last one of the input that says so. */
    if (data[size - 1] % 2) file[n / 2] ^= data[size - 1];
  } else {
    memcpy(file, first, n);
    memcpy(file + n, data, size);
    n += size;
  }
  fuzz_source(file, n);
  free(file);
  return 0;
}
