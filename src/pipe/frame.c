/* Frames over stream sockets. Descriptors travel with a frame's first byte as SCM_RIGHTS (unix(7)). */
#include "pipe/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"

typedef union passing {
  struct cmsghdr head;
  char room[CMSG_SPACE(sizeof(int))];
} passing;

void plb_frame_begin(plb_buf *b, plb_frame_kind kind) {
  uint32_t head[2] = {(uint32_t)kind, 0};
  plb_buf_clear(b);
  plb_buf_add(b, head, sizeof head);
}

void plb_frame_end(plb_buf *b) {
  if (!b->status && b->n - PLB_FRAME_HEAD > UINT32_MAX) b->status = PLB_LIMIT;
  if (b->status) return;
  uint32_t n = (uint32_t)(b->n - PLB_FRAME_HEAD);
  memcpy(b->p + 4, &n, sizeof n);
}

static uint32_t word_at(const plb_buf *b, size_t at) {
  uint32_t v;
  memcpy(&v, b->p + at, sizeof v);
  return v;
}

plb_frame_kind plb_frame_kind_of(const plb_buf *b) {
  return (plb_frame_kind)word_at(b, 0);
}

plb_slice plb_frame_payload(const plb_buf *b) {
  return plb_slice_of(b->p + PLB_FRAME_HEAD, b->n - PLB_FRAME_HEAD);
}

static plb_status gone(plb_error *err, const char *what) {
  return plb_fail(err, PLB_IO, "pipe", "the other process is gone (%s)", what);
}

/* Checks the eight bytes and makes room for the payload. */
static plb_status check_head(plb_buf *b, plb_error *err) {
  uint32_t kind = word_at(b, 0), n = word_at(b, 4);
  if (kind < PLB_FRAME_SETUP || kind > PLB_FRAME_LAST) return plb_fail(err, PLB_DAMAGED, "pipe", "not a frame");
  if (plb_buf_reserve(b, n)) return PLB_OK;
  return plb_fail(err, b->status, "pipe", "a frame of %u bytes is too long", n);
}

plb_status plb_frame_send(int fd, const plb_buf *b, int passed, plb_error *err) {
  if (b->status) return plb_fail(err, b->status, "pipe", "cannot build a frame");
  passing control;
  memset(&control, 0, sizeof control);
  size_t sent = 0;
  while (sent < b->n) {
    struct iovec part = {b->p + sent, b->n - sent};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
    if (passed >= 0 && sent == 0) {
      m.msg_control = &control;
      m.msg_controllen = sizeof control;
      struct cmsghdr *c = CMSG_FIRSTHDR(&m);
      c->cmsg_level = SOL_SOCKET;
      c->cmsg_type = SCM_RIGHTS;
      c->cmsg_len = CMSG_LEN(sizeof passed);
      memcpy(CMSG_DATA(c), &passed, sizeof passed);
    }
    ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);
    if (n > 0)
      sent += (size_t)n;
    else if (errno != EINTR)
      return gone(err, strerror(errno));
  }
  return PLB_OK;
}

/* The descriptor in the message, -1: none. */
static int passed_with(struct msghdr *m) {
  int fd = -1;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof fd))
      memcpy(&fd, CMSG_DATA(c), sizeof fd);
  return fd;
}

static plb_status receive_bytes(int fd, plb_buf *b, size_t n, int *passed, plb_error *err) {
  size_t want = b->n + n;
  while (b->n < want) {
    passing control;
    struct iovec part = {b->p + b->n, want - b->n};
    struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    m.msg_controllen = CMSG_LEN(sizeof(int)); /* CMSG_SPACE has room for a second, which nobody would close */
    ssize_t got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0 && b->n == 0) return PLB_NOTFOUND;
    if (got <= 0) return gone(err, got ? strerror(errno) : "in the middle of a frame");
    int came = passed_with(&m);
    if (came >= 0 && *passed >= 0) close(*passed);
    if (came >= 0) *passed = came;
    b->n += (size_t)got;
  }
  return PLB_OK;
}

plb_status plb_frame_receive(int fd, plb_buf *b, int *passed, plb_error *err) {
  *passed = -1;
  plb_buf_clear(b);
  if (!plb_buf_reserve(b, PLB_FRAME_HEAD)) return plb_fail(err, b->status, "pipe", "no memory for a frame");
  plb_status s = receive_bytes(fd, b, PLB_FRAME_HEAD, passed, err);
  if (!s) s = check_head(b, err);
  if (!s) s = receive_bytes(fd, b, word_at(b, 4), passed, err);
  if (s && *passed >= 0) {
    close(*passed);
    *passed = -1;
  }
  return s;
}

plb_status plb_frame_poll(int fd, plb_buf *b, plb_error *err) {
  for (;;) {
    size_t want = PLB_FRAME_HEAD;
    if (b->n >= PLB_FRAME_HEAD) {
      want += word_at(b, 4);
      if (b->n == want) return PLB_OK;
    } else if (!plb_buf_reserve(b, want - b->n)) {
      return plb_fail(err, b->status, "pipe", "no memory for a frame");
    }
    ssize_t got = recv(fd, b->p + b->n, want - b->n, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return PLB_NOTFOUND;
    if (got <= 0) return gone(err, got ? strerror(errno) : "it closed its socket");
    b->n += (size_t)got;
    if (b->n != PLB_FRAME_HEAD) continue;
    plb_status s = check_head(b, err);
    if (s) return s;
  }
}

plb_status plb_frame_push(int fd, const plb_buf *b, size_t *sent, plb_error *err) {
  while (*sent < b->n) {
    ssize_t n = send(fd, b->p + *sent, b->n - *sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0)
      *sent += (size_t)n;
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      return PLB_NOTFOUND;
    else if (errno != EINTR)
      return gone(err, strerror(errno));
  }
  return PLB_OK;
}
