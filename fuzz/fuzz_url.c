/* extract/url: any line as an address: what is canonical stays so, a reference to nothing but the page is the page, and
 * parts lie inside the text. The second line is a reference on the page of the first. */
#include "extract/url.h"
#include "fuzz.h"

static bool inside(plb_slice part, plb_slice text) {
  return !part.n || (part.p >= text.p && part.p + part.n <= text.p + text.n);
}

static void check_parts(plb_slice text) {
  plb_url u;
  if (!plb_url_split(text, &u)) return;
  must(u.scheme.n && u.host.n);
  must(inside(u.scheme, text) && inside(u.host, text) && inside(u.port, text) && inside(u.path, text) &&
       inside(u.query, text) && inside(u.fragment, text));
}

static void check_canonical(const plb_url_tables *t, plb_slice text, plb_arena *arena) {
  plb_error err = {0};
  plb_slice once, twice;
  plb_status s = plb_url_canonical(t, text, arena, &once, &err);
  must(s == PLB_OK || s == PLB_FORMAT || s == PLB_NOMEM);
  if (s) return;
  plb_url u;
  must(plb_url_split(once, &u) && u.path.n && u.path.p[0] == '/' && !u.fragment.n);
  must(plb_url_canonical(t, once, arena, &twice, &err) == PLB_OK && plb_slice_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_url_tables t;
  static bool opened;
  plb_error err = {0};
  if (!opened) must(plb_url_tables_open(&t, &err) == PLB_OK);
  opened = true;
  plb_slice rest = plb_slice_of((const char *)data, size), page, reference = {NULL, 0}, out;
  if (size > 2 * PLB_URL_MAX || !size || !plb_slice_split(&rest, '\n', &page)) return 0;
  if (rest.p) reference = rest;
  plb_arena arena = {0};
  plb_arena_init(&arena, 16 << 20);
  check_parts(page);
  check_canonical(&t, page, &arena);
  if (plb_url_join(page, reference, &arena, &out, &err) == PLB_OK) check_parts(out);
  plb_slice inner = plb_url_inner(page, &arena);
  must(!inner.n || plb_slice_starts(inner, PLB_LIT("http")));
  plb_arena_free(&arena);
  return 0;
}
