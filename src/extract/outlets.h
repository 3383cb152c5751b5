/* outlets: known news outlets by domain and by name (data/outlets/outlets.tsv).
 * Ownership: the tables own their memory until close; rows borrow the compiled-in text. Thread: immutable after open.
 * Errors: PLB_TABLE, PLB_NOMEM. Limits: PLB_OUTLETS_MAX rows. */
#ifndef PLB_EXTRACT_OUTLETS_H
#define PLB_EXTRACT_OUTLETS_H
#include "base/arena.h"
#include "base/map.h"

enum { PLB_OUTLETS_MAX = 4096, PLB_NAME_KEY_MAX = 160 };

typedef struct plb_outlet {
  plb_slice name, country, kind;
} plb_outlet;

typedef struct plb_outlets {
  plb_arena keys;
  plb_outlet *at;
  uint32_t n;
  plb_map by_domain, by_name;
} plb_outlets;

plb_status plb_outlets_open(plb_outlets *t, plb_error *err);
void plb_outlets_close(plb_outlets *t);
/* The outlet whose domain is the URL's host or one above it; NULL when we know none. */
const plb_outlet *plb_outlet_of_url(const plb_outlets *t, plb_slice url);
/* The outlet with that name or form (case, points and a leading "The" do not matter); NULL when we know none. Several
 * outlets may share a name: the first row counts. */
const plb_outlet *plb_outlet_of_name(const plb_outlets *t, plb_slice name);
/* Letters and digits of a name, in lower case, without a leading "the": what makes two spellings one name. Returns the
 * bytes used; 0 when it is too long or empty. */
uint32_t plb_name_key(plb_slice name, char out[PLB_NAME_KEY_MAX]);
bool plb_name_same(plb_slice a, plb_slice b);
#endif
