/* read: files of coded events into the coder at hand: tables, JSON, JSON lines, folders of them.
 * Ownership: what is kept goes to the arena; the file's bytes are freed. Errors: wrong rows are told and left out
 * (plb_eval_refuse); a file that cannot be read at all, memory and limits are the status. Limits: PLB_EVAL_FILE_BYTES a
 * file, those of base/json a line, the enum of coded.h. */
#ifndef PLB_EVAL_READ_H
#define PLB_EVAL_READ_H
#include "eval/coded.h"

/* A file or folder. */
plb_status plb_eval_read_path(plb_eval *e, const char *path, plb_error *err);
/* The bytes of a file of that name, of whatever form. */
plb_status plb_eval_read_bytes(plb_eval *e, const char *name, plb_slice bytes, plb_error *err);
/* A table with a header row; and JSON: whole, or a value a line. */
plb_status plb_eval_read_rows(plb_eval *e, const char *name, plb_slice bytes, plb_error *err);
plb_status plb_eval_read_json(plb_eval *e, const char *name, plb_slice bytes, plb_error *err);
/* A whole file into *bytes (malloc'd; to be freed). */
plb_status plb_eval_load(const char *path, plb_slice *bytes, plb_error *err);
#endif
