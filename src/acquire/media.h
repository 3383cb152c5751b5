/* acquire/media: what of an archive is read, by content type, answer and kind of record (data/acquire/media.tsv).
 * Ownership: names borrow the compiled-in table. Immutable after opening. Errors: PLB_TABLE. */
#ifndef PLB_ACQUIRE_MEDIA_H
#define PLB_ACQUIRE_MEDIA_H
#include <polybius/polybius.h>

typedef enum plb_media_kind {
  PLB_MEDIA_NONE,
  PLB_MEDIA_PAGE,
  PLB_MEDIA_TEXT,
  PLB_MEDIA_JSON,
  PLB_MEDIA_XML
} plb_media_kind;
typedef struct plb_media_row {
  plb_slice pattern;   /* a type; its last sign may be '*' */
  plb_media_kind kind; /* NONE: passed over */
  plb_slice one, many; /* what it is called when it is passed over */
} plb_media_row;

enum { PLB_MEDIA_ROWS = 96 };
typedef struct plb_media {
  plb_media_row row[PLB_MEDIA_ROWS];
  uint32_t n;
} plb_media;
plb_status plb_media_open(plb_media *m, plb_error *err);
/* The first row whose pattern fits; never NULL. */
const plb_media_row *plb_media_find(const plb_media *m, plb_slice type);
#endif
