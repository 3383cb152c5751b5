/* lock: one writer a database. A file beside it, "NAME.lock", held by flock(2) and removed at the end; it holds the
 * process number of its owner. A file of its own, because closing any descriptor of the database would drop SQLite's
 * own locks. Errors: PLB_DATABASE when another process holds it, PLB_IO. */
#ifndef PLB_STORE_LOCK_H
#define PLB_STORE_LOCK_H
#include <polybius/polybius.h>

typedef struct plb_lock {
  int fd; /* -1: not held */
  char *path;
} plb_lock;

plb_status plb_lock_take(plb_lock *lock, const char *database, plb_error *err);
void plb_lock_drop(plb_lock *lock);
#endif
