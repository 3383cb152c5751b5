/* Children of the writer: how they begin. */
#include "pipe/role.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/slice.h"
#include "pipe/frame.h"
#include "pipe/spawn.h"
#include "pipe/wire.h"

static bool is_socket(int fd) {
  struct stat st;
  return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

int plb_role_main(int argc, char **argv) {
  static const char option[] = "--role=";
  if (argc < 2 || strncmp(argv[1], option, sizeof option - 1) != 0) return -1;
  const char *role = argv[1] + sizeof option - 1;
  bool reader = strcmp(role, "reader") == 0, worker = strcmp(role, "worker") == 0;
  if (argc != 2 || (!reader && !worker) || !is_socket(PLB_ROLE_FD)) {
    fprintf(stderr, "polybius: --role is for the program's own use\n");
    return PLB_EXIT_USAGE;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  /* Nothing that is read depends on the zone of the machine, and no file of zones is asked for later (libzip makes
   * local times of DOS's). */
  setenv("TZ", "UTC0", 1);
  tzset();
  return reader ? plb_reader_main(PLB_ROLE_FD) : plb_worker_main(PLB_ROLE_FD);
}

plb_status plb_role_ready(int fd, plb_buf *out, plb_sandbox_role role, const plb_limits *limits, const plb_error *e) {
  plb_sandbox got;
  plb_json_process_init();
  plb_sandbox_close(role, limits->worker_bytes, &got);
  plb_frame_begin(out, PLB_FRAME_READY);
  plb_wire_put_error(out, e);
  plb_wire_put_sandbox(out, &got);
  plb_frame_end(out);
  return plb_frame_send(fd, out, -1, NULL);
}

plb_status plb_role_take_ready(const plb_buf *frame, plb_error *opened, plb_sandbox *got, plb_error *err) {
  plb_slice in = plb_frame_payload(frame);
  plb_status s = plb_wire_get_error(&in, opened, err);
  return s ? s : plb_wire_get_sandbox(&in, got, err);
}

/* ---- the writer asks ---- */

static plb_status ask(const plb_child *child, plb_sandbox *out, plb_error *err) {
  plb_limits limits;
  plb_buf b;
  plb_error opened;
  int passed;
  plb_limits_default(&limits);
  plb_buf_init(&b, 4096);
  plb_frame_begin(&b, PLB_FRAME_SETUP);
  plb_wire_put_setup(&b, &limits, "");
  plb_frame_end(&b);
  plb_status s = plb_frame_send(child->fd, &b, -1, err);
  if (!s) s = plb_frame_receive(child->fd, &b, &passed, err);
  if (!s && passed >= 0) close(passed);
  if (!s && plb_frame_kind_of(&b) != PLB_FRAME_READY) s = plb_fail(err, PLB_DAMAGED, "pipe", "wrong frame");
  if (!s) s = plb_role_take_ready(&b, &opened, out, err);
  if (!s && opened.code && err) *err = opened;
  plb_buf_free(&b);
  return s ? s : opened.code;
}

plb_status plb_sandbox_ask(const char *role, plb_sandbox *out, plb_error *err) {
  plb_child child;
  int how;
  char words[120];
  *out = (plb_sandbox){.landlock = 0};
  plb_status s = plb_child_start(role, &child, err);
  if (s) return s;
  s = ask(&child, out, err);
  plb_child_end(&child, &how);
  if (s != PLB_IO && s != PLB_NOTFOUND) return s;
  plb_child_how(how, words, sizeof words);
  return plb_fail(err, PLB_INTERNAL, "pipe", "the %s process %s before it was ready%s", role, words,
                  plb_child_hint(how));
}
