/* Walk: depth first, the names of a folder in byte order, so that the order is the same on every file system. Inside a
 * folder hidden files, symbolic links and what is neither file nor folder are left out and counted; what the user names
 * is taken. */
#include "acquire/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/slice.h"

typedef struct walker {
  plb_walk *walk;
  const plb_limits *limits;
  plb_walk_problem *problem;
  void *user;
} walker;

typedef struct name_list {
  char **at;
  size_t n, cap;
} name_list;

static void report(const walker *w, plb_status code, const char *path, const char *text) {
  plb_error e;
  plb_fail(&e, code, "acquire", "%s", text);
  plb_error_place(&e, path);
  if (w->problem) w->problem(w->user, &e);
}

/* Room for one more item of `size` bytes. */
static plb_status grow(const walker *w, void **at, size_t n, size_t *cap, size_t size) {
  if (n >= w->limits->walk_files) return PLB_LIMIT;
  if (n < *cap) return PLB_OK;
  size_t more = *cap ? *cap * 2 : 64;
  void *bigger = realloc(*at, more * size);
  if (!bigger) return PLB_NOMEM;
  *at = bigger;
  *cap = more;
  return PLB_OK;
}

static plb_status add_file(const walker *w, const char *path, uint64_t size) {
  plb_walk *walk = w->walk;
  plb_status status = grow(w, (void **)&walk->at, walk->n, &walk->cap, sizeof *walk->at);
  if (status) return status;
  char *copy = strdup(path);
  if (!copy) return PLB_NOMEM;
  walk->at[walk->n++] = (plb_walk_item){.path = copy, .size = size};
  walk->bytes += size;
  return PLB_OK;
}

static void free_names(name_list *list) {
  for (size_t i = 0; i < list->n; i++)
    free(list->at[i]);
  free(list->at);
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of a folder, sorted; hidden ones are counted. */
static plb_status read_names(const walker *w, const char *path, name_list *list) {
  DIR *dir = opendir(path);
  if (!dir) {
    report(w, PLB_IO, path, strerror(errno));
    return PLB_OK;
  }
  plb_status status = PLB_OK;
  struct dirent *entry;
  while (!status && (errno = 0, entry = readdir(dir))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (entry->d_name[0] == '.') {
      w->walk->skipped_hidden++;
      continue;
    }
    status = grow(w, (void **)&list->at, list->n, &list->cap, sizeof *list->at);
    if (status) break;
    char *copy = strdup(entry->d_name);
    if (copy)
      list->at[list->n++] = copy;
    else
      status = PLB_NOMEM;
  }
  if (!status && errno) report(w, PLB_IO, path, strerror(errno));
  closedir(dir);
  if (list->n) qsort(list->at, list->n, sizeof *list->at, by_bytes);
  return status;
}

static plb_status add_folder(const walker *w, const char *path, uint32_t depth);

static plb_status add_entry(const walker *w, const char *folder, const char *name, uint32_t depth) {
  size_t n = strlen(folder), room = n + strlen(name) + 2;
  char *path = malloc(room);
  if (!path) return PLB_NOMEM;
  bool slash = n && folder[n - 1] == '/';
  snprintf(path, room, "%s%s%s", folder, slash ? "" : "/", name);
  plb_status status = PLB_OK;
  struct stat st;
  if (strlen(path) > w->limits->path_bytes)
    report(w, PLB_LIMIT, path, "the path is too long (path_bytes)");
  else if (lstat(path, &st) != 0)
    report(w, PLB_IO, path, strerror(errno));
  else if (S_ISDIR(st.st_mode))
    status = add_folder(w, path, depth + 1);
  else if (S_ISREG(st.st_mode))
    status = add_file(w, path, (uint64_t)st.st_size);
  else
    *(S_ISLNK(st.st_mode) ? &w->walk->skipped_links : &w->walk->skipped_other) += 1;
  free(path);
  return status;
}

static plb_status add_folder(const walker *w, const char *path, uint32_t depth) {
  if (depth > w->limits->walk_depth) {
    report(w, PLB_LIMIT, path, "folders are nested too deeply (walk_depth)");
    return PLB_OK;
  }
  name_list list = {0};
  plb_status status = read_names(w, path, &list);
  for (size_t i = 0; i < list.n && !status; i++)
    status = add_entry(w, path, list.at[i], depth);
  free_names(&list);
  return status;
}

static bool is_address(const char *path) {
  plb_slice s = plb_slice_str(path);
  uint32_t at = plb_slice_find(s, PLB_LIT("://"), 0);
  if (at == UINT32_MAX || at < 2) return false;
  for (uint32_t i = 0; i < at; i++)
    if (!plb_is_alpha(s.p[i])) return false;
  return true;
}

plb_status plb_walk_add(plb_walk *walk, const char *path, const plb_limits *limits, plb_walk_problem *problem,
                        void *user) {
  walker w = {walk, limits, problem, user};
  struct stat st;
  bool piped = strcmp(path, "-") == 0;
  if (is_address(path)) {
    report(&w, PLB_USAGE, path, "this version does not fetch pages; save it first and name the file");
  } else if (strlen(path) > limits->path_bytes) {
    report(&w, PLB_LIMIT, path, "the path is too long (path_bytes)");
  } else if ((piped ? fstat(0, &st) : stat(path, &st)) != 0) {
    report(&w, errno == ENOENT ? PLB_NOTFOUND : PLB_IO, path, strerror(errno));
  } else if (S_ISDIR(st.st_mode) && !piped) {
    return add_folder(&w, path, 1);
  } else if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode) || piped) {
    return add_file(&w, path, S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0);
  } else {
    walk->skipped_other++;
    report(&w, PLB_FORMAT, path, "this is neither a file nor a folder");
  }
  return PLB_OK;
}

void plb_walk_free(plb_walk *walk) {
  for (size_t i = 0; i < walk->n; i++)
    free(walk->at[i].path);
  free(walk->at);
  *walk = (plb_walk){0};
}
