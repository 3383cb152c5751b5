/* lint: rows of trigger tables compared with each other: which say the same, which contradict, which are never reached.
 * Ownership: texts handed to tell live until it returns. Thread: any, over patterns that no longer change. Errors:
 * PLB_NOMEM. Limits: of a pattern's spellings the first SPELLINGS_MOST are tried; a row with more is never called
 * unreachable. */
#ifndef PLB_CODE_LINT_H
#define PLB_CODE_LINT_H
#include "code/triggers.h"

typedef enum plb_lint_kind {
  PLB_LINT_DUPLICATE,   /* the same words, type and mode */
  PLB_LINT_CONFLICT,    /* the same words, another type or mode */
  PLB_LINT_UNREACHABLE, /* wherever it fits, rows that go first fit too */
  PLB_LINT_OVERRIDES,   /* a user's row takes the place of one of ours, or of an earlier file's */
  PLB_LINT_KINDS
} plb_lint_kind;
const char *plb_lint_name(plb_lint_kind kind);

typedef void plb_lint_tell(void *user, plb_lint_kind kind, const plb_pattern *row, const plb_pattern *other,
                           const char *text);
/* Findings of rows of rank `least` or more. */
plb_status plb_lint(const plb_patterns *p, uint8_t least, plb_lint_tell *tell, void *user, plb_error *err);
#endif
