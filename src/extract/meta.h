/* meta: facts about the article: title, outlet, authors, day of publication, address, language the page claims.
 * Every fact says where it was read; an unknown one has n == 0 and an origin that says why.
 * Ownership: tables own their memory until close; facts live in doc->arena or the tables. Thread: tables are immutable
 * after open. Errors: PLB_TABLE, PLB_NOMEM. A broken page gives fewer facts, never an error. Limits: PLB_META_AUTHORS
 * authors; the limits of the files below it. */
#ifndef PLB_EXTRACT_META_H
#define PLB_EXTRACT_META_H
#include "base/doc.h"
#include "extract/byline.h"
#include "extract/dom.h"
#include "extract/jsonld.h"
#include "extract/lines.h"
#include "extract/outlets.h"
#include "extract/pubdate.h"
#include "extract/url.h"
#include "extract/wire.h"

enum { PLB_META_AUTHORS = 32, PLB_META_NAMES = 256 };

/* What data/extract/meta_names.tsv says of one name of a <meta> element. */
typedef struct plb_meta_name {
  uint8_t fact;       /* plb_meta_fact */
  uint8_t rank;       /* smaller is better */
  const char *origin; /* "meta:og:title" */
} plb_meta_name;
typedef enum plb_meta_fact {
  PLB_META_TITLE,
  PLB_META_OUTLET,
  PLB_META_AUTHOR,
  PLB_META_PUBLISHED,
  PLB_META_MODIFIED,
  PLB_META_URL,
  PLB_META_LANGUAGE,
  PLB_META_TYPE, /* og:type */
  PLB_META_FACT_COUNT
} plb_meta_fact;

typedef struct plb_meta_tables {
  plb_url_tables url;
  plb_outlets outlets;
  plb_pubdate_tables dates;
  plb_byline_tables bylines;
  plb_wires wires;
  plb_line_tables lines;
  plb_jsonld_tables jsonld;
  plb_date_words date_words;
  plb_arena names;
  plb_meta_name name[PLB_META_NAMES];
  uint32_t n_names;
  plb_map by_name; /* lower case -> index of name */
} plb_meta_tables;

plb_status plb_meta_tables_open(plb_meta_tables **out, plb_error *err);
void plb_meta_tables_close(plb_meta_tables *t);

/* doc->meta from the page, but for wire and kind, which need the text (wire.h, page_kind.h). *said: what tells the
 * kind. Reads doc->record.given.url as a hint. */
plb_status plb_meta_read(const plb_meta_tables *t, plb_doc *doc, const plb_dom *dom, plb_kind_said *said,
                         plb_error *err);
/* White space (no-break spaces among it) folded to single spaces, none at the ends; {NULL,0} when memory is out. */
plb_slice plb_meta_folded(plb_slice s, plb_arena *arena);
/* Gives every fact that has no value and no reason yet its reason. */
void plb_meta_reasons(plb_meta *meta);
/* Appends an author, unless it is there, names the outlet, or is nobody. text: a field or line that names authors. */
plb_status plb_meta_add_authors(const plb_meta_tables *t, plb_doc *doc, plb_slice text, plb_byline_place place,
                                const char *origin, plb_error *err);
/* published and published_day from a date found; an ambiguous one gives a reason instead. */
plb_status plb_meta_set_published(plb_doc *doc, const plb_pubdate *d, const char *origin, plb_error *err);
/* "http://..." of a page as canonical URL fact, unwrapping an archive's or proxy's address; nothing when it is none. */
plb_status plb_meta_set_url(const plb_meta_tables *t, plb_doc *doc, plb_slice url, const char *origin, plb_error *err);
#endif
