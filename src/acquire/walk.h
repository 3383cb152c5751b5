/* Walks what the user named: files, folders (sorted by name, hidden files and links left out and counted), "-".
 * Ownership: the list owns its strings until plb_walk_free. Limits: path_bytes, walk_depth, walk_files. */
#ifndef PLB_ACQUIRE_WALK_H
#define PLB_ACQUIRE_WALK_H
#include <polybius/polybius.h>

typedef struct plb_walk_item {
  char *path;
  uint64_t size; /* bytes on disk, 0 for a pipe */
} plb_walk_item;
typedef struct plb_walk {
  plb_walk_item *at;
  size_t n, cap;
  uint64_t bytes;
  size_t skipped_hidden, skipped_links, skipped_other;
} plb_walk;

typedef void plb_walk_problem(void *user, const plb_error *err);
/* Adds path and, for a folder, all below it. A file or folder that cannot be read goes to `problem`, and the walk goes
 * on; returns PLB_OK, PLB_LIMIT or PLB_NOMEM. A URL ("http://...") is reported as PLB_USAGE: this version does not
 * fetch. */
plb_status plb_walk_add(plb_walk *w, const char *path, const plb_limits *limits, plb_walk_problem *problem, void *user);
void plb_walk_free(plb_walk *w);
#endif
