/* Counting silences by rule. A reason is what the coder says, without the words it quotes. */
#include "cli/reasons.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/flow.h"

enum { REASONS_MOST = 1000, WHY_BYTES = 400 };

/* "'accused' stands ..." becomes "'...' stands ...". */
static void without_quoted(plb_slice why, char out[WHY_BYTES]) {
  size_t n = 0;
  for (uint32_t i = 0; i < why.n && n + 5 < WHY_BYTES; i++) {
    out[n++] = why.p[i];
    const char *end = why.p[i] == '\'' ? memchr(why.p + i + 1, '\'', why.n - i - 1) : NULL;
    if (!end) continue;
    memcpy(out + n, "...'", 4);
    n += 4;
    i = (uint32_t)(end - why.p);
  }
  out[n] = 0;
}

static cli_reason *reason_of(cli_reasons *r, const char *why) {
  for (size_t i = 0; i < r->n; i++)
    if (strcmp(r->at[i].why, why) == 0) return &r->at[i];
  if (r->n == REASONS_MOST) return &r->at[r->n - 1];
  cli_reason *more = realloc(r->at, (r->n + 1) * sizeof *more);
  char *copy = strdup(r->n + 1 == REASONS_MOST ? "all other reasons" : why);
  if (more) r->at = more;
  if (!more || !copy) {
    free(copy);
    return NULL;
  }
  r->at[r->n] = (cli_reason){.why = copy};
  return &r->at[r->n++];
}

bool cli_reasons_add(cli_reasons *r, const plb_document *d) {
  char why[WHY_BYTES];
  if (d->status != PLB_OK) return true;
  r->documents++;
  r->reports += d->n_report;
  r->sentences += d->n_sentence;
  for (uint32_t i = 0; i < d->n_silence; i++) {
    without_quoted(d->silence[i].why, why);
    cli_reason *reason = reason_of(r, why);
    if (!reason) return false;
    reason->n++;
  }
  return true;
}

static int most_frequent(const void *a, const void *b) {
  const cli_reason *x = a, *y = b;
  if (x->n != y->n) return x->n < y->n ? 1 : -1;
  return strcmp(x->why, y->why);
}

void cli_reasons_print(cli_reasons *r, FILE *out) {
  cli_screen plain = {0};
  if (r->n) qsort(r->at, r->n, sizeof *r->at, most_frequent);
  for (size_t i = 0; i < r->n; i++) {
    fprintf(out, "%" PRIu64 "\t", r->at[i].n);
    cli_put_safe(out, &plain, (plb_slice){r->at[i].why, (uint32_t)strlen(r->at[i].why)}, 0);
    fputc('\n', out);
  }
  fprintf(out, "%" PRIu64 "\treports\n%" PRIu64 "\tsentences\n%" PRIu64 "\tdocuments\n", r->reports, r->sentences,
          r->documents);
}

void cli_reasons_free(cli_reasons *r) {
  for (size_t i = 0; i < r->n; i++)
    free(r->at[i].why);
  free(r->at);
}
