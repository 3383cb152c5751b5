/* acquire/reader: one kind of source, and how its records are cut. A new kind is one file with its plb_reader_kind, and
 * its row in the list of reader.c. Room-internal.
 *
 * A cursor may point behind any record: a reader goes on there given only what its `open` read at the start of the
 * source (a header row, a feed's title) and the bytes from there on. */
#ifndef PLB_ACQUIRE_READER_H
#define PLB_ACQUIRE_READER_H
#include "acquire/acquire.h"
#include "acquire/fields.h"
#include "acquire/input.h"
#include "acquire/zip.h"

typedef struct plb_reader_kind plb_reader_kind;

/* Records that are no articles, by what they are. */
typedef struct plb_passed {
  plb_slice one, many;
  uint32_t n;
} plb_passed;
enum { PLB_PASSED_KINDS = 64 };

struct plb_source {
  plb_input in;
  plb_limits limits;
  plb_fields fields;
  char *name;
  const plb_reader_kind *kind; /* NULL: the part of an archive is over, or cannot be read */
  void *state;                 /* the reader's own, from open to close */
  uint32_t number;             /* records taken so far */
  uint64_t line;               /* where the record being read begins, from 1 */
  bool told;                   /* the failure that ended the bytes was told */
  plb_arena arena;             /* of the record being read: the reader resets it when one begins */
  plb_zip *zip;                /* the archive, or NULL */
  const char *part;
  plb_error part_error; /* why the part cannot be read */
  plb_error broken;     /* damage before the first byte, to be told as the first record of a kind that resyncs */
  plb_passed passed[PLB_PASSED_KINDS];
};

struct plb_reader_kind {
  const char *name; /* for people */
  plb_format format;
  bool whole;     /* the source is one record: when it grew, it is another */
  bool by_line;   /* errors say the line */
  bool by_number; /* or the number of the record */
  bool resync;    /* next goes on behind a broken gzip member with plb_input_resync */
  /* Does a source that begins so belong here? s: its first bytes without mark and white space before them. */
  bool (*is)(plb_slice s);
  /* Reads what stands before the first record; NULL: nothing to do. */
  plb_status (*open)(plb_source *s, plb_error *err);
  /* As plb_source_next; out's source, offset and format are filled in. */
  plb_status (*next)(plb_source *s, plb_record *out, plb_error *err);
  void (*close)(plb_source *s); /* NULL: nothing to do */
};

/* The first kind that takes such a beginning (see `is`; s.n > 0); the last one takes any. */
const plb_reader_kind *plb_reader_kind_of(plb_slice s);

/* For readers. A record begins: its offset, line and arena. */
void plb_reader_begin(plb_source *s, plb_record *out);
/* A bad record: err says what, and where in the source. `offset` is of the decompressed bytes. */
plb_status plb_reader_fail(plb_source *s, plb_error *err, plb_status code, uint64_t offset, const char *text);
/* The end of the bytes: PLB_NOTFOUND, or once the failure that ended them. */
plb_status plb_reader_end(plb_source *s, plb_record *out, plb_error *err);

/* A record that is no article: counted by its name (a compiled-in table's, or static), said at the end of the source.
 */
void plb_reader_pass(plb_source *s, plb_slice one, plb_slice many);

/* Do the bytes begin with a header row that names a text, by our own names? */
bool plb_csv_has_text(plb_slice head);

extern const plb_reader_kind plb_reader_lines, plb_reader_page, plb_reader_text, plb_reader_rtf, plb_reader_export_text,
    plb_reader_export_html, plb_reader_feed, plb_reader_csv, plb_reader_json, plb_reader_warc;
#endif
