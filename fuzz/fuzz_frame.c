/* pipe/frame: any bytes from the other process, in pieces of any size. Both ways to receive must find the same frames
 * and the same end, and no frame may be longer than the buffer's maximum. */
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "fuzz.h"
#include "pipe/frame.h"

enum { FRAME_MOST = 1 << 16, TOLD = 8 };

typedef struct seen {
  uint32_t n;
  plb_id last;
  plb_status end;
} seen;

static void note(seen *s, const plb_buf *b) {
  plb_slice payload = plb_frame_payload(b);
  uint32_t kind = (uint32_t)plb_frame_kind_of(b);
  must(kind >= PLB_FRAME_SETUP && kind <= PLB_FRAME_LAST && payload.n <= FRAME_MOST);
  plb_slice parts[3] = {plb_slice_of(s->last.hex, 32), plb_slice_of((const char *)&kind, sizeof kind), payload};
  s->last = plb_id_of_parts(parts, 3);
  s->n++;
}

static void pair(int fd[2]) {
  int room = 1 << 18;
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) == 0);
  must(setsockopt(fd[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room) == 0);
}

/* All at once, then the end. */
static seen receive(plb_slice in) {
  int fd[2], passed;
  seen s = {.last = plb_id_of(PLB_LIT(""))};
  plb_buf b;
  plb_error err = {0};
  pair(fd);
  must(!in.n || send(fd[0], in.p, in.n, MSG_DONTWAIT) == (ssize_t)in.n);
  close(fd[0]);
  plb_buf_init(&b, FRAME_MOST + PLB_FRAME_HEAD);
  while ((s.end = plb_frame_receive(fd[1], &b, &passed, &err)) == PLB_OK) {
    must(passed == -1);
    note(&s, &b);
  }
  close(fd[1]);
  plb_buf_free(&b);
  return s;
}

static plb_status poll_all(int fd, plb_buf *b, seen *s, plb_error *err) {
  plb_status status;
  while ((status = plb_frame_poll(fd, b, err)) == PLB_OK) {
    note(s, b);
    plb_buf_clear(b);
  }
  return status;
}

static seen poll_pieces(plb_slice in, size_t piece) {
  int fd[2];
  seen s = {.last = plb_id_of(PLB_LIT("")), .end = PLB_NOTFOUND};
  plb_buf b;
  plb_error err = {0};
  pair(fd);
  plb_buf_init(&b, FRAME_MOST + PLB_FRAME_HEAD);
  for (size_t at = 0; at < in.n && s.end == PLB_NOTFOUND; at += piece) {
    size_t n = in.n - at < piece ? in.n - at : piece;
    must(send(fd[0], in.p + at, n, MSG_DONTWAIT) == (ssize_t)n);
    s.end = poll_all(fd[1], &b, &s, &err);
  }
  close(fd[0]);
  bool between = b.n == 0;
  if (s.end == PLB_NOTFOUND) {
    must(poll_all(fd[1], &b, &s, &err) == PLB_IO);
    s.end = between ? PLB_NOTFOUND : PLB_IO;
  }
  close(fd[1]);
  plb_buf_free(&b);
  return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice in = plb_slice_of((const char *)data, size);
  size_t piece = 1 + (size_t)fuzz_byte(&in) * 3;
  if (in.n / piece > 2000 || in.n > 1 << 16) return 0;
  seen a = receive(in), b = poll_pieces(in, piece);
  must(a.n == b.n && memcmp(a.last.hex, b.last.hex, 32) == 0 && a.end == b.end);
  return 0;
}
