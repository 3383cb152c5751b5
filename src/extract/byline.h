/* byline: names of authors out of bylines and author fields (data/extract/byline_words.tsv).
 * Ownership: tables own their map until close; names borrow the text given. Thread: immutable after open; pure.
 * Errors: PLB_TABLE, PLB_NOMEM at open. Limits: PLB_BYLINE_MAX names a line, PLB_BYLINE_BYTES bytes a line. */
#ifndef PLB_EXTRACT_BYLINE_H
#define PLB_EXTRACT_BYLINE_H
#include "base/arena.h"
#include "base/map.h"

enum { PLB_BYLINE_MAX = 32, PLB_BYLINE_BYTES = 1000, PLB_BYLINE_NAMES = 16 };

typedef struct plb_byline_tables {
  plb_arena keys;
  plb_map word; /* "kind word" -> 1 */
  plb_slice name[PLB_BYLINE_NAMES];
  uint32_t n_name;
} plb_byline_tables;
plb_status plb_byline_tables_open(plb_byline_tables *t, plb_error *err);
void plb_byline_tables_close(plb_byline_tables *t);

/* PLB_BYLINE_FIELD: a field that names authors (JSON-LD, meta): anything that is not clearly no name counts.
 * PLB_BYLINE_LINE: a line of the page: it must open with "By" or the like, or be names and nothing else. */
typedef enum plb_byline_place { PLB_BYLINE_FIELD, PLB_BYLINE_LINE } plb_byline_place;
/* Names in order; returns how many. A line too long or without a name gives 0. */
uint32_t plb_byline_names(const plb_byline_tables *t, plb_slice text, plb_byline_place place,
                          plb_slice name[PLB_BYLINE_MAX]);
/* Does a class, id or the like say that the element holds a byline? */
bool plb_byline_named(const plb_byline_tables *t, plb_slice names);
/* Does the line open with a word of bylines ("By ") that capital letters follow? */
bool plb_byline_opens(const plb_byline_tables *t, plb_slice line);
#endif
