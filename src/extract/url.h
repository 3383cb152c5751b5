/* url: addresses of pages: their parts, their canonical form, what a relative one means.
 * Ownership: parts borrow the text given; made strings are in the arena given; the tables own their map until close.
 * Thread: tables are immutable after open. Errors: PLB_FORMAT for what is no absolute http or https URL, PLB_NOMEM,
 * PLB_TABLE. Limits: PLB_URL_MAX bytes a URL, PLB_URL_PARAMETERS parameters. */
#ifndef PLB_EXTRACT_URL_H
#define PLB_EXTRACT_URL_H
#include "base/arena.h"
#include "base/map.h"

enum { PLB_URL_MAX = 4096, PLB_URL_PARAMETERS = 256, PLB_URL_PREFIXES = 64 };

typedef struct plb_url {
  plb_slice scheme, host, port, path, query, fragment; /* without their marks; query.p NULL: no '?' */
} plb_url;

typedef struct plb_url_tables { /* data/extract/tracking.tsv */
  plb_map exact;
  plb_slice prefix[PLB_URL_PREFIXES];
  uint32_t n_prefix;
} plb_url_tables;

plb_status plb_url_tables_open(plb_url_tables *t, plb_error *err);
void plb_url_tables_close(plb_url_tables *t);

/* Parts of an absolute http or https URL without user name; false for anything else. */
bool plb_url_split(plb_slice text, plb_url *out);
/* Scheme and host in lower case, no default port, no fragment, no tracking parameters, "/" for an empty path. */
plb_status plb_url_canonical(const plb_url_tables *t, plb_slice text, plb_arena *arena, plb_slice *out, plb_error *err);
/* A reference on the page `base` as an absolute URL (RFC 3986, 5.2); PLB_FORMAT when neither gives one. */
plb_status plb_url_join(plb_slice base, plb_slice reference, plb_arena *arena, plb_slice *out, plb_error *err);
/* The page inside an archive's or proxy's address (".../web/2019/https://host/..", ".../https/host/.."), put together
 * in the arena; {NULL,0} when there is none. */
plb_slice plb_url_inner(plb_slice text, plb_arena *arena);
#endif
