/* acquire/export: what marks the articles in the files that news archives hand out (data/acquire/exports.tsv), and the
 * facts and text of one article out of its rows.
 * Ownership: the table owns its patterns, which borrow the compiled-in table; what is filled into a record stands in
 * the arena. Thread: the table may be shared. Errors: PLB_TABLE, PLB_NOMEM; PLB_EMPTY for an article without text. */
#ifndef PLB_ACQUIRE_EXPORT_H
#define PLB_ACQUIRE_EXPORT_H
#include "acquire/rows.h"
#include "base/arena.h"
#include "base/doc.h"

/* In the order of the names in export.c. */
typedef enum plb_export_role {
  PLB_ROLE_SIGNS,
  PLB_ROLE_SIGN,
  PLB_ROLE_BEGIN,
  PLB_ROLE_END,
  PLB_ROLE_HEAD,
  PLB_ROLE_CODE,
  PLB_ROLE_COPYRIGHT,
  PLB_ROLE_TITLE,
  PLB_ROLE_OUTLET,
  PLB_ROLE_AUTHOR,
  PLB_ROLE_PUBLISHED,
  PLB_ROLE_LANGUAGE,
  PLB_ROLE_URL,
  PLB_ROLE_ID,
  PLB_ROLE_LABEL,
  PLB_ROLE_AFTER,
  PLB_ROLE_BODY,
  PLB_ROLE_TAIL,
  PLB_ROLE_COUNT
} plb_export_role;

typedef struct plb_export_mark {
  plb_export_role role;
  plb_slice words;
} plb_export_mark;
enum { PLB_EXPORT_VENDORS = 16 };
typedef struct plb_exports {
  plb_arena arena;
  plb_export_mark *mark; /* those of one vendor stand together */
  uint32_t n_mark, n_vendor;
  struct {
    plb_slice name, head;
    uint32_t begin, end, signs; /* marks; signs that must be seen */
    bool code, has_begin;       /* labels are codes; articles have a mark before them */
  } vendor[PLB_EXPORT_VENDORS];
} plb_exports;
plb_status plb_exports_open(plb_exports **out, plb_error *err);
void plb_exports_close(plb_exports *x);

/* The vendor whose signs stand in the rows, or n_vendor. */
uint32_t plb_exports_vendor(const plb_exports *x, const plb_buf *text, const plb_row *row, uint32_t n);
/* Does the row have the role with the vendor? rest: what follows its words. */
bool plb_exports_is(const plb_exports *x, uint32_t vendor, plb_export_role role, plb_slice row, plb_slice *rest);
/* Fills given of the record from the article's rows. *body_begin, *body_end: the rows of its text where they follow
 * each other, else equal. wrapped: paragraphs are rows up to a blank one (else each row is one). */
plb_status plb_exports_read(const plb_exports *x, uint32_t vendor, bool wrapped, const plb_buf *text,
                            const plb_row *row, uint32_t n, plb_given *given, uint32_t *body_begin, uint32_t *body_end,
                            plb_arena *arena, plb_error *err);
#endif
