/* pipe/stage: the table of stages and the loop that runs them over one document, inside a worker.
 * Ownership: plb_stages owns the tables; a document's parts are in its arena. Thread: open stages are immutable and
 * shared. Errors: those of the stages; PLB_TABLE at opening; PLB_INTERNAL for a table of stages in the wrong order. */
#ifndef PLB_PIPE_STAGE_H
#define PLB_PIPE_STAGE_H
#include "base/doc.h"

typedef struct plb_stages plb_stages; /* all tables, loaded once, immutable */
plb_status plb_stages_open(plb_stages **out, plb_error *err);
/* A table of the user's own, before the first document. name is borrowed by nobody; text is copied. */
typedef struct plb_own_text {
  uint8_t kind; /* plb_own_kind */
  const char *name;
  plb_slice text;
} plb_own_text;
plb_status plb_stages_add(plb_stages *s, const plb_own_text *own, plb_error *err);
void plb_stages_close(plb_stages *s);
/* Checks that each stage's needs are provided by the stages before it; PLB_INTERNAL names the first that is not. */
plb_status plb_stages_check(plb_error *err);
/* Is it the name of a stage, or of a room ("resolve" is both stages of resolve)? NULL and "" are: all of them. */
bool plb_stages_known(const char *stop_after);
/* Identifier of a document: of the address or given id, and the bytes; of a record without bytes, that of its place. */
plb_id plb_record_id(const plb_record *r);
/* Gives the document its identifier and runs the stages in order over doc (record filled), the last one being
 * `stop_after` when given. */
plb_status plb_stages_run(const plb_stages *s, plb_doc *doc, const char *stop_after, plb_error *err);
#endif
