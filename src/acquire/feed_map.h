/* acquire/feed_map: the forms of XML files of records (data/acquire/feeds.tsv), and the fields of one record.
 * Ownership: a map borrows the compiled-in table; aliases borrow the slice given to plb_feed_aliases. Values are put
 * into the arena given. Thread: read-only after plb_feed_aliases. Errors: PLB_TABLE; PLB_DAMAGED, PLB_EMPTY, PLB_NOMEM
 * for a record. */
#ifndef PLB_ACQUIRE_FEED_MAP_H
#define PLB_ACQUIRE_FEED_MAP_H
#include "acquire/fields.h"
#include "acquire/xml.h"

enum { PLB_FEED_NAMES = 16 };

typedef struct plb_feed_map {
  plb_slice form, record;
  plb_slice root[PLB_FEED_NAMES], inside[PLB_FEED_NAMES];
  plb_given path; /* of every field: where it stands in a record */
  plb_slice head_outlet, head_language;
  struct {
    plb_slice prefix, uri;
  } space[PLB_FEED_NAMES];
  struct {
    plb_slice written, means; /* prefixes: of the file, of the table */
  } alias[PLB_FEED_NAMES];
  uint32_t n_root, n_inside, n_space, n_alias;
  uint16_t upper[128]; /* of what is not UTF-8; the caller's to fill */
} plb_feed_map;

/* The form whose root element is called so; PLB_NOTFOUND: none. */
plb_status plb_feed_map_open(const plb_xml_token *root, plb_feed_map *out, plb_error *err);
/* Does the name, as the file writes it, mean this one of the table? */
bool plb_feed_is(const plb_feed_map *m, plb_slice written, plb_slice wanted);
bool plb_feed_is_one(const plb_feed_map *m, plb_slice written, const plb_slice *wanted, uint32_t n);
/* A value of the paths in content or the attributes of the element round it; {"",0}: none, {NULL,0}: no memory. */
plb_slice plb_feed_value(const plb_feed_map *m, plb_slice paths, plb_slice content, plb_slice attributes,
                         plb_arena *arena);
/* Fills given from one record's bytes. */
plb_status plb_feed_read(const plb_feed_map *m, plb_slice record, plb_given *given, plb_arena *arena, plb_error *err);
#endif
