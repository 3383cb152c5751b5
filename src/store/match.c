/* A report against a filter without a database, by the same rules as the SQL of filter.c. */
#include <string.h>

#include "base/slice.h"
#include "store/internal.h"

static bool has_code(const plb_party_view *party, uint32_t n, const char *code) {
  for (uint32_t i = 0; i < n; i++)
    if (plb_slice_eq_nocase(party[i].code, plb_slice_str(code))) return true;
  return false;
}

/* May the later day be on or after the earlier one? Both are YYYY[-MM[-DD]]; what is not said is taken as late. */
static bool not_before(const char *later, const char *earlier) {
  size_t n = strlen(later);
  return n && (strcmp(later, earlier) >= 0 || strncmp(later, earlier, n) == 0);
}

static bool in_time(const plb_filter *f, const plb_report_view *r) {
  if (f->since && !not_before(r->date_last, f->since)) return false;
  return !f->until || (r->date_first[0] && not_before(f->until, r->date_first));
}

bool plb_report_matches(const plb_filter *f, const plb_document *document, const plb_report_view *r) {
  if (f->type && strcmp(f->type, r->type) != 0) return false;
  if (f->status && strcmp(f->status, r->status) != 0) return false;
  if (f->actor && !has_code(r->actor, r->n_actor, f->actor)) return false;
  if (f->recipient && !has_code(r->recipient, r->n_recipient, f->recipient)) return false;
  if (f->outlet && !plb_slice_eq_nocase(document->outlet, plb_slice_str(f->outlet))) return false;
  if (f->voice && (f->voice[0] == 'o') != (r->n_claim == 0)) return false;
  if (r->confidence * 1000 + 0.001 < f->confidence * 1000) return false;
  return in_time(f, r);
}
