/* page kind: is the page an article, and of what make: live blog, gallery, video, the stub before a paywall, or an
 * index of other articles (data/extract/page_kinds.tsv). Ownership: tables own their map until close; the fact is
 * static text. Thread: tables immutable after open; one document a call. Errors: PLB_TABLE, PLB_NOMEM at open. Limits:
 * PLB_KIND_WALLS patterns. */
#ifndef PLB_EXTRACT_PAGE_KIND_H
#define PLB_EXTRACT_PAGE_KIND_H
#include "base/map.h"
#include "extract/page.h"

enum { PLB_KIND_WALLS = 32 };

typedef enum plb_page_kind {
  PLB_KIND_ARTICLE,
  PLB_KIND_LIVE,
  PLB_KIND_GALLERY,
  PLB_KIND_VIDEO,
  PLB_KIND_STUB,
  PLB_KIND_INDEX,
  PLB_KIND_COUNT
} plb_page_kind;

typedef struct plb_kind_tables {
  plb_map type; /* -> plb_page_kind */
  plb_map graph;
  plb_slice wall[PLB_KIND_WALLS];
  uint32_t n_wall;
} plb_kind_tables;
plb_status plb_kind_tables_open(plb_kind_tables *t, plb_error *err);
void plb_kind_tables_close(plb_kind_tables *t);

typedef struct plb_kind_said { /* what the page says of itself; bits are 1 << plb_page_kind */
  uint32_t jsonld, microdata, graph;
  bool not_free; /* isAccessibleForFree is false */
} plb_kind_said;

typedef struct plb_kind_shape { /* what the part of the page that holds the article looks like */
  uint32_t linked_headings, pictures;
  uint32_t links, chars; /* characters inside links, and all */
  bool wall;
} plb_kind_shape;

/* 1 << the kind that a schema.org type or og:type gives; 0: it says nothing. */
uint32_t plb_kind_of_type(const plb_kind_tables *t, plb_slice type);
uint32_t plb_kind_of_graph(const plb_kind_tables *t, plb_slice type);
void plb_kind_look(const plb_kind_tables *t, plb_arena *arena, const plb_page *page, uint32_t root,
                   plb_kind_shape *out);
/* doc->meta.kind, when doc->text and doc->block are there. The words of an index are all pointers to others: its blocks
 * become teasers. */
void plb_kind_decide(const plb_kind_said *said, const plb_kind_shape *shape, plb_doc *doc);
#endif
