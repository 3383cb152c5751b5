/* marks: which words of a text play which role in its reports, as runs to print one after another.
 * Ownership: a cli_marks owns its arrays until cli_marks_free; it borrows the document. One thread.
 * Errors: false when memory runs out. Limits: one byte of memory for a byte of text (plb_limits.text_bytes). */
#ifndef PLB_CLI_MARKS_H
#define PLB_CLI_MARKS_H
#include <polybius/polybius.h>

/* Where roles overlap, the later one of this list is shown. */
typedef enum cli_role {
  CLI_PLAIN,
  CLI_DATE,
  CLI_PLACE,
  CLI_CLAIMANT,
  CLI_RECIPIENT,
  CLI_ACTOR,
  CLI_TRIGGER,
  CLI_ROLE_COUNT
} cli_role;
const char *cli_role_name(cli_role role);

typedef struct cli_marks {
  const plb_document *d;
  plb_range of; /* the part of the text that is marked */
  unsigned char *role;
  uint32_t *by_end; /* reports ordered by the end of their trigger */
  uint32_t n_by_end;
} cli_marks;

/* Marks of one report inside `of`, or of all reports (report NULL). triggers_only: no other roles. */
bool cli_marks_init(cli_marks *m, const plb_document *d, plb_range of, const plb_report_view *report,
                    bool triggers_only);
void cli_marks_free(cli_marks *m);

typedef struct cli_run {
  plb_range at;
  cli_role role;
  uint32_t first_report; /* a report whose trigger this is (role trigger) */
  bool trigger_ends;     /* numbers of the reports by_end[ended .. +n_ended) follow */
  uint32_t ended, n_ended;
} cli_run;
/* The run at *at (set to of.begin first), inside `within`; false at its end. */
bool cli_marks_next(const cli_marks *m, plb_range within, uint32_t *at, cli_run *run);
/* Is this a range of the document's text at all? */
bool cli_range_good(const plb_document *d, plb_range r);
plb_slice cli_words(const plb_document *d, plb_range r);
#endif
