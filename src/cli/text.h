/* text: documents and reports for people at a terminal. Ownership: borrows. One thread. Errors: as the stream's; a
 * document for which memory runs out is printed without marks. */
#ifndef PLB_CLI_TEXT_H
#define PLB_CLI_TEXT_H
#include "cli/flow.h"

typedef struct cli_page {
  FILE *out;
  const cli_screen *screen;
} cli_page;

/* The whole article with its reports after each paragraph. */
void cli_print_document(const cli_page *p, const plb_document *d);
/* Title, outlet, day, authors, file and id. */
void cli_print_head(const cli_page *p, const plb_document *d);
/* The kind of page when it is known and no plain article; else empty. */
plb_slice cli_other_kind(const plb_document *d);
/* One report as a block; number 0: without one. */
void cli_print_report(const cli_page *p, const plb_document *d, const plb_report_view *r, uint32_t number);
/* A line of the list of documents. */
void cli_print_line(const cli_page *p, const plb_document *d);
void cli_print_line_head(const cli_page *p);
/* The row of a built-in table that a rule names, on a line of its own; nothing when it names none. */
void cli_print_rule_row(const cli_page *p, plb_slice rule);
/* "verbal cooperation" for "VC". */
const char *cli_quad_words(const char *quad);
/* The file's name without its folders. */
plb_slice cli_base_name(plb_slice path);
#endif
