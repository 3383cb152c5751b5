/* store: the SQLite file. What the public header declares of plb_store, and what the pipe needs to write into it.
 * sqlite3.h is included in db.c only. One handle, one thread, one writer a file (a lock file says who).
 * Errors: PLB_DATABASE, PLB_VERSION, PLB_IO, PLB_NOMEM, PLB_DAMAGED, PLB_LIMIT, PLB_USAGE, PLB_NOTFOUND. */
#ifndef PLB_STORE_STORE_H
#define PLB_STORE_STORE_H
#include "base/doc.h"

/* A cursor as the store keeps it (the same numbers as acquire's plb_cursor). */
typedef struct plb_store_cursor {
  uint64_t offset, hash;
  uint32_t number;
} plb_store_cursor;

/* What codes the documents of the next run; those compiled in, when nothing is said. */
void plb_store_tables(plb_store *store, const plb_id *hash);
/* A run: program version, tables, options; its id goes with what it writes. */
plb_status plb_store_run_begin(plb_store *store, const char *options, plb_error *err);
plb_status plb_store_run_end(plb_store *store, const plb_job_result *result, plb_status how, plb_error *err);

/* Where to go on with a source; {0} for a new one. */
plb_status plb_store_cursor_get(plb_store *store, plb_slice source, plb_store_cursor *out, plb_error *err);

/* Keeps the cursor of a source of which no record was written, in the open transaction. */
plb_status plb_store_cursor_put(plb_store *store, plb_slice source, const plb_store_cursor *after, plb_error *err);

/* Begins a transaction when none is open. */
plb_status plb_store_begin(plb_store *store, plb_error *err);
/* Writes one document or, with `problem` given, one record's failure (doc then holds what is known), and the source's
 * cursor (`after`; NULL: left as it is), in the open transaction of a run. *added: was the document written? false when
 * it was there already (its acquisition is still noted, and failures of it or of its place are settled). `again`: an
 * old version of the document is replaced, unless this very run has written it. A failure leaves an older version as it
 * is. PLB_DAMAGED, PLB_LIMIT, PLB_ENCODING: the document is not fit to be written, nothing of it was, and the batch
 * goes on. PLB_USAGE: no run, no transaction. After any other error the batch can only be undone. */
plb_status plb_store_put(plb_store *store, const plb_doc *doc, const plb_error *problem, const plb_store_cursor *after,
                         bool again, bool *added, plb_error *err);
/* Makes all since plb_store_begin durable (fsync), or undoes it. */
plb_status plb_store_commit(plb_store *store, plb_error *err);
void plb_store_rollback(plb_store *store);

/* Does the database hold this document, coded by these tables? */
plb_status plb_store_has(plb_store *store, const plb_id *document, bool *has, plb_error *err);
#endif
