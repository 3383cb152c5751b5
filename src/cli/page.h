/* page: the HTML page of a set of documents, written piece by piece. Everything out of a document passes cli_html_text.
 * Ownership: borrows the stream. One thread. Errors: as the stream's. */
#ifndef PLB_CLI_PAGE_H
#define PLB_CLI_PAGE_H
#include <polybius/polybius.h>

enum { CLI_TYPES_MOST = 32 };
typedef struct cli_counts {
  uint64_t documents, reports, claimed;
  unsigned n_type;
  struct {
    char type[16], quad[3];
    uint64_t n;
  } type[CLI_TYPES_MOST];
} cli_counts;

void cli_counts_add(cli_counts *counts, const plb_document *d);

/* In this order: begin, a row for every report of every document, middle, every document, end. */
/* conditions: what the reports on the page were chosen by, or "". */
void cli_html_begin(FILE *out, const char *title, const char *conditions, const cli_counts *counts);
void cli_html_rows(FILE *out, const plb_document *d);
void cli_html_middle(FILE *out);
void cli_html_document(FILE *out, const plb_document *d);
void cli_html_end(FILE *out);

/* Text for element content and quoted attributes: & < > " ' escaped; control characters, bidirectional overrides and
 * wrong UTF-8 as U+FFFD. */
void cli_html_text(FILE *out, plb_slice text);
/* Is this an address a page may link to (http or https, no control character)? */
bool cli_html_may_link(plb_slice url);
#endif
