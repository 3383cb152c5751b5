/* acquire: bytes of a source -> records, one after another, with a cursor to continue at.
 * Ownership: plb_source owns its buffers; a record's slices are valid until the next call. Not thread-safe.
 * Limits: record_bytes, inflate_ratio. The reader never opens files: it is handed a descriptor. */
#ifndef PLB_ACQUIRE_ACQUIRE_H
#define PLB_ACQUIRE_ACQUIRE_H
#include "base/doc.h"

/* Where a source was left: decompressed bytes consumed, records delivered, and the XXH3 of all bytes before `offset`,
 * so that a changed file is noticed and read anew. {0}: from the start. */
typedef struct plb_cursor {
  uint64_t offset;
  uint64_t hash;
  uint32_t number;
} plb_cursor;

/* Field map of JSON lines: paths with dots, alternatives separated by '|' ("published|pub_date|date"). NULL: our
 * defaults. */
typedef struct plb_field_map {
  const char *id, *url, *title, *text, *html, *outlet, *author, *published, *language;
} plb_field_map;

typedef struct plb_source plb_source;
/* Opens a source on descriptor fd (borrowed; it may be a pipe). name is for messages and format hints only and is
 * copied. With a cursor: skips to it and checks its hash; when the bytes differ, starts anew and sets *restarted. */
plb_status plb_source_open(int fd, const char *name, const plb_field_map *map, const plb_limits *limits,
                           const plb_cursor *from, bool *restarted, plb_source **out, plb_error *err);
/* Next record and the cursor after it. PLB_OK; PLB_NOTFOUND at the end; another status for a bad record: err has its
 * place and offset, *after is past it, and the next call goes on (unless *after equals the cursor before: then the
 * source ended). after->number == out->number exactly when a record was taken, good or bad. */
plb_status plb_source_next(plb_source *s, plb_record *out, plb_cursor *after, plb_error *err);
/* How many records were passed over so far because they are no articles, and what they were: "7 images, 3 redirects".
 */
uint32_t plb_source_passed(const plb_source *s, char *out, size_t n);
/* Compressed bytes read so far, for progress. */
uint64_t plb_source_bytes_read(const plb_source *s);
void plb_source_close(plb_source *s);

/* Splits "published=pub_date,text=event_text" into *map over *storage (both caller's); PLB_USAGE for an unknown field.
 */
plb_status plb_field_map_parse(const char *words, plb_field_map *map, char *storage, size_t n, plb_error *err);
#endif
