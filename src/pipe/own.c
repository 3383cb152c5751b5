/* A file is read whole, at most one byte past what is left of the limit. */
#include "pipe/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

static plb_status failed(plb_error *err, plb_status code, const char *path, const char *why) {
  plb_fail(err, code, "pipe", "%s", why);
  plb_error_place(err, path);
  return code;
}

static int open_plain(const char *path) {
  int fd;
  do
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  while (fd < 0 && errno == EINTR);
  return fd;
}

/* Bytes read, at most n; -1 with errno. */
static ssize_t read_all(int fd, char *out, size_t n) {
  size_t have = 0;
  while (have < n) {
    ssize_t got = read(fd, out + have, n - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    have += (size_t)got;
  }
  return (ssize_t)have;
}

static plb_status read_file(const char *path, size_t most, plb_arena *arena, plb_slice *out, plb_error *err) {
  struct stat st;
  int fd = open_plain(path);
  if (fd < 0) return failed(err, PLB_IO, path, strerror(errno));
  plb_status s = PLB_OK;
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    s = failed(err, PLB_IO, path, "a table is read from a plain file");
  } else if ((size_t)st.st_size > most) {
    s = failed(err, PLB_LIMIT, path, "the tables of one's own are too large (own_table_bytes)");
  } else {
    char *bytes = plb_arena_raw(arena, (size_t)st.st_size + 1);
    ssize_t n = bytes ? read_all(fd, bytes, (size_t)st.st_size + 1) : 0;
    if (!bytes) s = failed(err, PLB_NOMEM, path, "no memory for the table");
    if (n < 0) s = failed(err, PLB_IO, path, strerror(errno));
    if (n > st.st_size) s = failed(err, PLB_IO, path, "the file grew while it was read");
    if (!s) *out = plb_slice_of(bytes, (size_t)n);
  }
  close(fd);
  return s;
}

plb_status plb_own_read(const plb_own_table *own, size_t n, const plb_limits *limits, plb_arena *arena,
                        plb_own_text **out, plb_error *err) {
  size_t left = limits->own_table_bytes;
  if (n > OWN_TABLES_MOST) return plb_fail(err, PLB_LIMIT, "pipe", "more than %d tables of one's own", OWN_TABLES_MOST);
  plb_own_text *text = *out = plb_arena_array(arena, n + 1, sizeof *text);
  if (!text) return plb_fail(err, PLB_NOMEM, "pipe", "no memory for the tables");
  for (size_t i = 0; i < n; i++) {
    text[i] = (plb_own_text){.kind = (uint8_t)own[i].kind, .name = own[i].path};
    plb_status s = read_file(own[i].path, left, arena, &text[i].text, err);
    if (s) return s;
    left -= text[i].text.n;
  }
  return PLB_OK;
}

plb_id plb_own_hash(const plb_own_text *own, size_t n) {
  plb_slice part[1 + 2 * OWN_TABLES_MOST] = {plb_slice_str(plb_data_hash())};
  plb_id id = {.hex = ""};
  if (!n) {
    snprintf(id.hex, sizeof id.hex, "%s", plb_data_hash());
    return id;
  }
  for (size_t i = 0; i < n; i++) {
    part[1 + 2 * i] = plb_slice_of((const char *)&own[i].kind, 1);
    part[2 + 2 * i] = own[i].text;
  }
  return plb_id_of_parts(part, 1 + 2 * n);
}

/* ---- into the tables ---- */

static plb_status no_book(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "pipe", "no memory for the codebook");
}

static plb_status open_book(plb_book **book, plb_error *err) {
  if (*book) return PLB_OK;
  plb_book *b = calloc(1, sizeof *b);
  if (!b) return no_book(err);
  plb_status s = plb_book_open(b, err);
  if (s)
    free(b);
  else
    *book = b;
  return s;
}

static plb_status add_book(const plb_own_text *own, plb_actor_tables *actors, plb_trigger_tables *triggers, plb_book *b,
                           plb_error *err) {
  uint32_t n_trigger = b->trigger.n, n_actor = b->actor.n;
  plb_slice name = plb_arena_dup(&b->arena, plb_slice_str(own->name)), text = plb_arena_dup(&b->arena, own->text);
  plb_status s = name.p && text.p ? plb_book_read(b, name.p, text, err) : no_book(err);
  if (s) return s;
  if (plb_book_current(b)->kind == PLB_BOOK_TABLE) return plb_actor_tables_add(actors, own->name, own->text, err);
  if (b->trigger.n > n_trigger)
    s = plb_trigger_tables_add(triggers, b->trigger.at + n_trigger, b->trigger.n - n_trigger, err);
  if (!s && b->actor.n > n_actor)
    s = plb_actor_tables_add_rows(actors, b->actor.at + n_actor, b->actor.n - n_actor, err);
  return s;
}

plb_status plb_own_add(const plb_own_text *own, plb_actor_tables *actors, plb_trigger_tables *triggers, plb_book **book,
                       plb_error *err) {
  plb_status s;
  switch ((plb_own_kind)own->kind) {
  case PLB_OWN_ACTORS:
    return plb_actor_tables_add(actors, own->name, own->text, err);
  case PLB_OWN_CODEBOOK:
    s = open_book(book, err);
    return s ? s : add_book(own, actors, triggers, *book, err);
  default:
    return plb_fail(err, PLB_INTERNAL, "pipe", "a table of no known kind");
  }
}

void plb_own_close(plb_book *book) {
  if (book) plb_book_close(book);
  free(book);
}
