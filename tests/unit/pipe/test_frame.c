/* frame: whole frames and pieces of them, what is no frame, and descriptors that come along: never more than one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "pipe/frame.h"

typedef struct line {
  int fd[2];
  plb_buf out, in;
  plb_error err;
} line;

static int open_line(void **state) {
  static line l;
  l = (line){0};
  plb_buf_init(&l.out, 1 << 16);
  plb_buf_init(&l.in, 1000);
  *state = &l;
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, l.fd);
}

static int close_line(void **state) {
  line *l = *state;
  close(l->fd[0]);
  close(l->fd[1]);
  plb_buf_free(&l->out);
  plb_buf_free(&l->in);
  return 0;
}

static void frame(line *l, plb_frame_kind kind, plb_slice payload) {
  plb_frame_begin(&l->out, kind);
  plb_buf_slice(&l->out, payload);
  plb_frame_end(&l->out);
}

static int open_descriptors(void) {
  DIR *dir = opendir("/proc/self/fd");
  int n = 0;
  assert_non_null(dir);
  while (readdir(dir))
    n++;
  closedir(dir);
  return n;
}

static void test_whole(void **state) {
  line *l = *state;
  int passed;
  frame(l, PLB_FRAME_RECORD, PLB_LIT("words"));
  assert_int_equal(plb_frame_send(l->fd[0], &l->out, -1, &l->err), PLB_OK);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_OK);
  assert_int_equal(passed, -1);
  assert_int_equal(plb_frame_kind_of(&l->in), PLB_FRAME_RECORD);
  assert_true(plb_slice_is(plb_frame_payload(&l->in), "words"));
  shutdown(l->fd[0], SHUT_WR);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_NOTFOUND);
}

static void test_byte_by_byte(void **state) {
  line *l = *state;
  frame(l, PLB_FRAME_RESULT, PLB_LIT("words"));
  for (size_t i = 0; i < l->out.n; i++) {
    assert_int_equal(plb_frame_poll(l->fd[1], &l->in, &l->err), PLB_NOTFOUND);
    assert_int_equal(write(l->fd[0], l->out.p + i, 1), 1);
  }
  assert_int_equal(plb_frame_poll(l->fd[1], &l->in, &l->err), PLB_OK);
  assert_true(plb_slice_is(plb_frame_payload(&l->in), "words"));
  plb_buf_clear(&l->in);
  shutdown(l->fd[0], SHUT_WR);
  assert_int_equal(plb_frame_poll(l->fd[1], &l->in, &l->err), PLB_IO);
}

static void refused(line *l, uint32_t kind, uint32_t n, plb_status want) {
  uint32_t head[2] = {kind, n};
  int passed;
  for (int way = 0; way < 2; way++) {
    assert_int_equal(write(l->fd[0], head, sizeof head), sizeof head);
    plb_buf_clear(&l->in);
    plb_status s =
        way ? plb_frame_receive(l->fd[1], &l->in, &passed, &l->err) : plb_frame_poll(l->fd[1], &l->in, &l->err);
    assert_int_equal(s, want);
    assert_true(l->err.code == want && l->err.message[0]);
  }
}

static void test_no_frames(void **state) {
  line *l = *state;
  refused(l, PLB_FRAME_SETUP - 1u, 0, PLB_DAMAGED);
  refused(l, PLB_FRAME_LAST + 1u, 0, PLB_DAMAGED);
  refused(l, 0, 0, PLB_DAMAGED);
  refused(l, PLB_FRAME_RECORD, 993, PLB_LIMIT); /* with its head more than the buffer's 1000 */
  refused(l, PLB_FRAME_RECORD, UINT32_MAX, PLB_LIMIT);
}

static void test_cut(void **state) {
  line *l = *state;
  int passed;
  frame(l, PLB_FRAME_RECORD, PLB_LIT("words"));
  assert_int_equal(write(l->fd[0], l->out.p, l->out.n - 1), l->out.n - 1);
  shutdown(l->fd[0], SHUT_WR);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_IO);
  assert_non_null(strstr(l->err.message, "middle"));
}

static void test_passed(void **state) {
  line *l = *state;
  int passed, before = open_descriptors();
  frame(l, PLB_FRAME_SOURCE, PLB_LIT("name"));
  assert_int_equal(plb_frame_send(l->fd[0], &l->out, 0, &l->err), PLB_OK);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_OK);
  assert_true(passed >= 0);
  assert_int_equal(open_descriptors(), before + 1);
  close(passed);
  memset(l->out.p, 0, 4); /* no frame: what came with it is closed */
  assert_int_equal(plb_frame_send(l->fd[0], &l->out, 0, &l->err), PLB_OK);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_DAMAGED);
  assert_int_equal(passed, -1);
  assert_int_equal(open_descriptors(), before);
}

static void test_two_passed(void **state) {
  line *l = *state;
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(2 * sizeof(int))];
  } control = {0};
  int two[2] = {0, 1}, passed, before = open_descriptors();
  frame(l, PLB_FRAME_SOURCE, PLB_LIT("name"));
  struct iovec part = {l->out.p, l->out.n};
  struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  *c = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof two)};
  memcpy(CMSG_DATA(c), two, sizeof two);
  assert_int_equal(sendmsg(l->fd[0], &m, 0), l->out.n);
  assert_int_equal(plb_frame_receive(l->fd[1], &l->in, &passed, &l->err), PLB_OK);
  assert_true(passed >= 0);
  close(passed);
  assert_int_equal(open_descriptors(), before);
}

#define WITH_LINE(f) cmocka_unit_test_setup_teardown(f, open_line, close_line)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_LINE(test_whole), WITH_LINE(test_byte_by_byte), WITH_LINE(test_no_frames),
      WITH_LINE(test_cut),   WITH_LINE(test_passed),       WITH_LINE(test_two_passed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
