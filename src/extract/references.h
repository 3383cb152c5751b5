/* references: character references in text that was escaped once more than its format asks for: values of JSON-LD and
 * of <meta>, a body stated in JSON-LD (data/extract/references.tsv). The page's own are read by libxml2 (dom.c).
 * Ownership: tables own their map until close; results are in the arena given. Thread: immutable after open; pure.
 * Errors: PLB_TABLE, PLB_NOMEM at open. Limits: names of PLB_REFERENCE_NAME bytes. */
#ifndef PLB_EXTRACT_REFERENCES_H
#define PLB_EXTRACT_REFERENCES_H
#include "base/arena.h"
#include "base/map.h"

enum { PLB_REFERENCE_NAME = 10 };

typedef struct plb_references {
  plb_map code; /* name -> code point */
} plb_references;
plb_status plb_references_open(plb_references *t, plb_error *err);
void plb_references_close(plb_references *t);

/* The reference whose '&' stands at byte i: bytes it takes, its ';' among them, and its character; 0 when it is none we
 * know. */
uint32_t plb_reference_at(const plb_references *t, plb_slice s, uint32_t i, uint32_t *cp);
/* The text with its references read; borrows when there are none, or when memory is out. */
plb_slice plb_unescape(const plb_references *t, plb_slice s, plb_arena *arena);
#endif
