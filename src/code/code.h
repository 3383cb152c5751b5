/* code: the lexical coder. Triggers of data/triggers/ over tagged words, parties by their frames, status from the words
 * round them, claim chains from reported speech, CODEBOOK folding rules as the visible last step. Reads all that parse
 * and resolve filled; fills doc->report and doc->silence. Thread: tables immutable and shared. Errors: PLB_NOMEM,
 * PLB_LIMIT (reports), PLB_TABLE at opening. */
#ifndef PLB_CODE_CODE_H
#define PLB_CODE_CODE_H
#include "base/doc.h"

typedef struct plb_trigger_tables plb_trigger_tables;
plb_status plb_trigger_tables_open(plb_trigger_tables **out, plb_error *err);
/* Before the first document: rows of a user's codebook, which win over those there are. What they point to must outlive
 * the tables. */
struct plb_trigger_row;
plb_status plb_trigger_tables_add(plb_trigger_tables *t, const struct plb_trigger_row *row, size_t n, plb_error *err);
void plb_trigger_tables_close(plb_trigger_tables *t);
plb_status plb_code(const plb_trigger_tables *t, plb_doc *doc, plb_error *err);
#endif
