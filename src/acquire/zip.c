/* Over libzip, which reads the directory at the end of the file; the members are unpacked as they are read. Folders are
 * no members. Hidden names, and the resource forks that macOS packs beside the files, are left out as the walk leaves
 * hidden files out. Office files and e-books are ZIP archives too: data/acquire/zip_marks.tsv tells them by the members
 * that only they have. */
#include "acquire/zip.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "acquire/unpack.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

struct plb_zip {
  zip_t *archive;
  zip_file_t *member;
  uint32_t ratio;
  uint64_t size, made, taken;
  zip_uint64_t next;
};

bool plb_zip_is(plb_slice head) {
  return plb_slice_starts(head, PLB_LIT("PK\x03\x04")) || plb_slice_starts(head, PLB_LIT("PK\x05\x06"));
}

/* libzip takes some of its own lack of memory for a broken archive; malloc has left its mark. errno is 0 before. */
static bool memory_out(int code) {
  return code == ZIP_ER_MEMORY || errno == ENOMEM;
}

static plb_status fail_open(int code, plb_error *err) {
  zip_error_t e;
  bool memory = memory_out(code);
  zip_error_init_with_code(&e, code);
  plb_status s =
      memory ? plb_fail(err, PLB_NOMEM, "acquire", "no memory for a ZIP archive")
             : plb_fail(err, PLB_DAMAGED, "acquire", "the ZIP archive cannot be read: %s", zip_error_strerror(&e));
  zip_error_fini(&e);
  return s;
}

/* Office files and the like. */
static plb_status refuse_marked(const plb_zip *z, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/zip_marks.tsv", "member name", err);
  while (!s && !(s = plb_table_next(&t, err))) {
    char member[64];
    plb_slice name = plb_table_cell(&t, 0), what = plb_table_cell(&t, 1);
    if (name.n >= sizeof member) return plb_table_fail(&t, err, "the member's name is too long");
    memcpy(member, name.p, name.n);
    member[name.n] = 0;
    if (zip_name_locate(z->archive, member, ZIP_FL_ENC_RAW) < 0) continue;
    return plb_fail_at(err, PLB_FORMAT, "acquire", 0, "this is %.*s, which this version does not read", (int)what.n,
                       what.p);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status open_archive(plb_zip *z, int fd, plb_error *err) {
  off_t end = lseek(fd, 0, SEEK_END);
  if (end < 0) return plb_fail(err, PLB_FORMAT, "acquire", "a ZIP archive cannot be read from a pipe; name the file");
  z->size = (uint64_t)end;
  int code = 0, copy = dup(fd);
  if (copy < 0) return plb_fail(err, PLB_IO, "acquire", "cannot read: %s", strerror(errno));
  errno = 0;
  z->archive = zip_fdopen(copy, 0, &code);
  if (!z->archive) {
    plb_status s = fail_open(code, err);
    close(copy);
    return s;
  }
  return refuse_marked(z, err);
}

plb_status plb_zip_open(int fd, const plb_limits *limits, plb_zip **out, plb_error *err) {
  plb_zip *z = calloc(1, sizeof *z);
  *out = NULL;
  if (!z) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for a ZIP archive");
  z->ratio = limits->inflate_ratio;
  plb_status s = open_archive(z, fd, err);
  if (s)
    plb_zip_close(z);
  else
    *out = z;
  return s;
}

void plb_zip_close(plb_zip *z) {
  if (!z) return;
  if (z->member) zip_fclose(z->member);
  if (z->archive) zip_discard(z->archive);
  free(z);
}

void plb_zip_rewind(plb_zip *z) {
  if (z->member) zip_fclose(z->member);
  z->member = NULL;
  z->made = z->taken = 0;
  z->next = 0;
}

uint64_t plb_zip_taken(const plb_zip *z) {
  return z->taken;
}

static ssize_t read_member(void *user, char *p, size_t n, plb_error *err) {
  plb_zip *z = user;
  errno = 0;
  zip_int64_t got = zip_fread(z->member, p, n);
  if (got < 0) {
    zip_error_t *e = zip_file_get_error(z->member);
    bool memory = memory_out(zip_error_code_zip(e));
    plb_fail(err, memory ? PLB_NOMEM : PLB_DAMAGED, "acquire", "the member of the ZIP archive is broken: %s",
             zip_error_strerror(e));
    return -1;
  }
  z->made += (uint64_t)got;
  if (z->made > PLB_RATIO_FREE_BYTES && z->made / z->ratio > z->size) {
    plb_fail(err, PLB_LIMIT, "acquire", "the ZIP archive unpacks to more than %u times its size (inflate_ratio)",
             z->ratio);
    return -1;
  }
  return (ssize_t)got;
}

static bool left_out(const char *name) {
  size_t n = strlen(name);
  if (n == 0 || name[n - 1] == '/' || strncmp(name, "__MACOSX/", 9) == 0) return true;
  return name[0] == '.' || strstr(name, "/.") != NULL;
}

plb_status plb_zip_next(plb_zip *z, const char **name, plb_bytes *bytes, plb_error *err) {
  zip_stat_t st;
  zip_int64_t n = zip_get_num_entries(z->archive, 0);
  if (z->member) zip_fclose(z->member);
  z->member = NULL;
  errno = 0;
  do {
    if (n < 0 || z->next >= (zip_uint64_t)n) return PLB_NOTFOUND;
    *name = zip_get_name(z->archive, z->next, ZIP_FL_ENC_GUESS);
    if (!*name && memory_out(ZIP_ER_OK)) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for a ZIP archive");
    zip_stat_init(&st);
    if (zip_stat_index(z->archive, z->next, 0, &st) == 0 && (st.valid & ZIP_STAT_COMP_SIZE)) z->taken += st.comp_size;
    z->next++;
  } while (!*name || left_out(*name));
  z->member = zip_fopen_index(z->archive, z->next - 1, 0);
  *bytes = (plb_bytes){z, read_member, NULL};
  if (z->member) return PLB_OK;
  zip_error_t *e = zip_get_error(z->archive);
  int code = zip_error_code_zip(e);
  if (code == ZIP_ER_NOPASSWD) return plb_fail(err, PLB_FORMAT, "acquire", "it is encrypted in the ZIP archive");
  return plb_fail(err, memory_out(code) ? PLB_NOMEM : PLB_DAMAGED, "acquire",
                  "it cannot be read out of the ZIP archive: %s", zip_error_strerror(e));
}
