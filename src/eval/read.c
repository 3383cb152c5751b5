/* Files and folders of coded events: which form a file has is seen from its first sign; a folder's files go by name. */
#include "eval/read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"

static plb_status failed(const char *path, plb_error *err) {
  return plb_fail(err, errno == ENOMEM ? PLB_NOMEM : PLB_IO, "eval", "%s: %s", path, strerror(errno));
}

static plb_status load(int fd, const char *path, plb_buf *b, plb_error *err) {
  ssize_t n = 1;
  while (n > 0 && !b->status) {
    if (!plb_buf_reserve(b, 1 << 16)) break;
    n = read(fd, b->p + b->n, 1 << 16);
    if (n < 0 && errno == EINTR)
      n = 1;
    else if (n < 0)
      return failed(path, err);
    else
      b->n += (size_t)n;
  }
  if (b->status == PLB_LIMIT)
    return plb_fail(err, PLB_LIMIT, "eval", "%s is longer than %d MiB", path, PLB_EVAL_FILE_BYTES >> 20);
  return b->status ? plb_eval_no_memory(err) : PLB_OK;
}

plb_status plb_eval_load(const char *path, plb_slice *bytes, plb_error *err) {
  plb_buf b;
  plb_buf_init(&b, PLB_EVAL_FILE_BYTES + (1 << 16));
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  plb_status s = fd < 0 ? failed(path, err) : load(fd, path, &b, err);
  if (fd >= 0) close(fd);
  *bytes = plb_slice_of(b.p, b.n);
  if (s) plb_buf_free(&b);
  if (s) bytes->p = NULL;
  return s;
}

plb_status plb_eval_read_bytes(plb_eval *e, const char *name, plb_slice bytes, plb_error *err) {
  if (plb_slice_starts(bytes, PLB_LIT("\xef\xbb\xbf"))) bytes = plb_slice_sub(bytes, 3, bytes.n);
  plb_slice body = plb_slice_trim(bytes);
  if (!body.n) return plb_fail(err, PLB_FORMAT, "eval", "%s is empty", name);
  return body.p[0] == '{' ? plb_eval_read_json(e, name, bytes, err) : plb_eval_read_rows(e, name, bytes, err);
}

static plb_status read_file(plb_eval *e, const char *path, const char *name, plb_error *err) {
  plb_slice bytes;
  plb_status s = plb_eval_load(path, &bytes, err);
  if (!s) s = plb_eval_read_bytes(e, name, bytes, err);
  free((char *)(uintptr_t)bytes.p);
  return s;
}

static bool is_coded(plb_slice name) {
  return plb_slice_ends(name, PLB_LIT(".json")) || plb_slice_ends(name, PLB_LIT(".jsonl")) ||
         plb_slice_ends(name, PLB_LIT(".csv")) || plb_slice_ends(name, PLB_LIT(".tsv"));
}

static int chosen(const struct dirent *d) {
  return d->d_name[0] != '.';
}

/* One file of a folder that cannot be read is told, and the others are. */
static plb_status read_member(plb_eval *e, const char *folder, const char *name, plb_error *err) {
  char path[4096];
  plb_error why = {.offset = PLB_NO_OFFSET};
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    return plb_fail(err, PLB_LIMIT, "eval", "%s: the path is longer than 4096 bytes", folder);
  plb_status s = read_file(e, path, path, &why);
  if (s == PLB_NOMEM || s == PLB_LIMIT) return *err = why, s;
  if (s) plb_eval_refuse(e, path, "%s", why.message);
  return PLB_OK;
}

static plb_status read_folder(plb_eval *e, const char *path, plb_error *err) {
  struct dirent **entry;
  int n = scandir(path, &entry, chosen, alphasort);
  if (n < 0) return failed(path, err);
  uint32_t others = 0, taken = 0;
  plb_status s = PLB_OK;
  for (int i = 0; i < n; i++) {
    bool coded = is_coded(plb_slice_str(entry[i]->d_name));
    others += !coded;
    taken += coded;
    if (coded && !s) s = read_member(e, path, entry[i]->d_name, err);
    free(entry[i]);
  }
  free(entry);
  if (others)
    plb_eval_notice(e, path, "%u names that end neither in .json, .jsonl, .csv nor .tsv are not read", others);
  if (!s && !taken)
    s = plb_fail(err, PLB_NOTFOUND, "eval", "%s: no .json, .jsonl, .csv or .tsv file is in the folder", path);
  return s;
}

plb_status plb_eval_read_path(plb_eval *e, const char *path, plb_error *err) {
  struct stat st;
  if (stat(path, &st) != 0) return failed(path, err);
  return S_ISDIR(st.st_mode) ? read_folder(e, path, err) : read_file(e, path, path, err);
}
