/* check: what is wrong or doubtful in tables of actors, ours or a user's beside ours: ill-formed rows, one form for two
 * parties at one time, rows that another hides, one office held by two or by nobody, rows out of date.
 * Ownership: findings live as long as the call that tells them. Errors: PLB_NOMEM, PLB_LIMIT; what is wrong in a table
 * is a finding. Limits: FINDINGS_MOST; of a form in more than CHAIN_MOST rows the first are compared, and it is said.
 */
#ifndef PLB_RESOLVE_CHECK_H
#define PLB_RESOLVE_CHECK_H
#include "resolve/gazetteer.h"

/* A table to check beside ours. */
typedef struct plb_actor_text {
  const char *name;
  plb_slice text;
} plb_actor_text;

/* No tables given: our own are checked. Rows out of date: as_of more than `years` before `day`. Findings come in the
 * order of files and lines. */
plb_status plb_actor_tables_check(const plb_actor_text *table, size_t n, plb_date day, unsigned years,
                                  plb_actor_finding_fn *fn, void *user, plb_actor_counts *counts, plb_error *err);

/* ---- shared by check.c and check_forms.c ---- */
typedef struct plb_found {
  plb_actor_finding finding;
  uint32_t order; /* of equal places, the one found first */
  uint8_t rank;
} plb_found;

typedef struct plb_checking {
  plb_gazetteer g;
  bool ours; /* our tables are looked at; else the user's, rank > 0 */
  plb_date day;
  unsigned years;
  PLB_VEC(plb_actor_row) row;
  PLB_VEC(uint8_t) rank; /* of each row */
  PLB_VEC(plb_found) found;
  plb_map ambiguous; /* form -> index of its codes */
  PLB_VEC(plb_slice) codes;
  bool full;
} plb_checking;

/* kind is a literal. A text of several lines is not wanted. */
void plb_check_tell(plb_checking *c, const char *kind, bool wrong, uint8_t rank, const char *file, uint32_t line,
                    const char *advice, const char *format, ...) PLB_PRINTF(8, 9);
/* Forms and offices, when all rows are in. */
void plb_check_forms(plb_checking *c);
void plb_check_offices(plb_checking *c);
static inline bool plb_check_wants(const plb_checking *c, uint8_t rank) {
  return c->ours ? rank == 0 : rank > 0;
}
#endif
