/* acquire/format: what a file is, by its first bytes. Pure functions, any thread. */
#ifndef PLB_ACQUIRE_FORMAT_H
#define PLB_ACQUIRE_FORMAT_H
#include "acquire/reader.h"

/* Name of a known format that this version does not read ("a ZIP archive"), from data/acquire/magic.tsv; {NULL,0}:
 * none. PLB_TABLE for a wrong row. */
plb_status plb_format_foreign(plb_slice head, plb_slice *name, plb_error *err);
/* The kind of a source by its first bytes; NULL: none that this version reads. */
const plb_reader_kind *plb_format_kind(plb_slice head);
/* Has it bytes that stand in no text? */
bool plb_format_binary(plb_slice s);
#endif
