/* reasons: how often each reason kept a sentence or a word from giving a report, over the documents of a run.
 * Ownership: cli_reasons_free. Errors: false when memory is out. Limits: 1000 different reasons; further ones count
 * together. */
#ifndef PLB_CLI_REASONS_H
#define PLB_CLI_REASONS_H
#include "cli/cli.h"

typedef struct cli_reason {
  char *why; /* words in quotation marks left out, so that one rule is one reason */
  uint64_t n;
} cli_reason;

typedef struct cli_reasons {
  cli_reason *at;
  size_t n;
  uint64_t reports, sentences, documents;
} cli_reasons;

bool cli_reasons_add(cli_reasons *r, const plb_document *d);
/* COUNT, REASON, tab-separated, most frequent first; then what was coded. */
void cli_reasons_print(cli_reasons *r, FILE *out);
void cli_reasons_free(cli_reasons *r);
#endif
