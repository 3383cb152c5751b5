/* jsonld: what a page's JSON-LD (schema.org) says of its article (data/extract/jsonld_types.tsv).
 * Broken JSON-LD is common: raw line ends in strings, trailing commas, comments and CDATA marks are mended; what stays
 * broken is passed over, for the page says the same elsewhere. Ownership: results are in the arena given; tables own
 * their map. Thread: immutable after open. Errors: PLB_NOMEM, PLB_TABLE. Limits: PLB_JSONLD_BYTES a script,
 * PLB_JSONLD_NODES values visited, PLB_JSONLD_DEPTH levels, PLB_JSONLD_AUTHORS authors; past them the rest of that
 * script says nothing. */
#ifndef PLB_EXTRACT_JSONLD_H
#define PLB_EXTRACT_JSONLD_H
#include "base/arena.h"
#include "base/map.h"
#include "extract/page_kind.h"
#include "extract/references.h"

enum { PLB_JSONLD_BYTES = 2 << 20, PLB_JSONLD_NODES = 20000, PLB_JSONLD_DEPTH = 24, PLB_JSONLD_AUTHORS = 32 };

typedef struct plb_jsonld { /* n == 0: not said */
  plb_slice headline, publisher, published, created, modified, url, language;
  plb_slice author[PLB_JSONLD_AUTHORS];
  uint32_t n_author;
  uint32_t kinds;     /* bits of page_kind.h: of the types met */
  uint32_t n_article; /* objects of rank 1 */
  bool not_free;      /* isAccessibleForFree is false */
} plb_jsonld;

typedef struct plb_jsonld_tables {
  plb_map type; /* -> rank */
  plb_references references;
  plb_kind_tables kinds;
} plb_jsonld_tables;
plb_status plb_jsonld_tables_open(plb_jsonld_tables *t, plb_error *err);
void plb_jsonld_tables_close(plb_jsonld_tables *t);

/* Adds what the script says and *out does not say yet. PLB_DAMAGED: nothing could be read. */
plb_status plb_jsonld_read(const plb_jsonld_tables *t, plb_slice script, plb_arena *arena, plb_jsonld *out,
                           plb_error *err);
#endif
