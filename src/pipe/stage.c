/* Stages in the order of the data flow, as a table: what each needs, what it gives, how it is loaded and run. The check
 * of needs against gifts is CoreNLP's requires/requirementsSatisfied: a wrong order is found at start, not in the
 * output. */
#include "pipe/stage.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "code/code.h"
#include "extract/extract.h"
#include "parse/parse.h"
#include "pipe/own.h"
#include "resolve/resolve.h"

enum { /* what there is of a document */
       HAS_RECORD = 1,
       HAS_TEXT = 2, /* with blocks and facts */
       HAS_WORDS = 4,
       HAS_PARTIES = 8,
       HAS_TIMES = 16,
       HAS_REPORTS = 32
};

struct plb_stages {
  plb_extract_tables *extract;
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_trigger_tables *triggers;
  plb_book *book; /* the user's codebook, NULL without one */
};

static plb_status open_extract(plb_stages *s, plb_error *err) {
  return plb_extract_tables_open(&s->extract, err);
}
static plb_status open_parse(plb_stages *s, plb_error *err) {
  return plb_parse_tables_open(&s->parse, err);
}
static plb_status open_actors(plb_stages *s, plb_error *err) {
  return plb_actor_tables_open(&s->actors, err);
}
static plb_status open_dates(plb_stages *s, plb_error *err) {
  return plb_date_tables_open(&s->dates, err);
}
static plb_status open_code(plb_stages *s, plb_error *err) {
  return plb_trigger_tables_open(&s->triggers, err);
}
static plb_status run_extract(const plb_stages *s, plb_doc *doc, plb_error *err) {
  return plb_extract(s->extract, doc, err);
}
static plb_status run_parse(const plb_stages *s, plb_doc *doc, plb_error *err) {
  return plb_parse(s->parse, doc, err);
}
static plb_status run_actors(const plb_stages *s, plb_doc *doc, plb_error *err) {
  return plb_resolve_actors(s->actors, doc, err);
}
static plb_status run_dates(const plb_stages *s, plb_doc *doc, plb_error *err) {
  return plb_resolve_dates(s->dates, doc, err);
}
static plb_status run_code(const plb_stages *s, plb_doc *doc, plb_error *err) {
  return plb_code(s->triggers, doc, err);
}

static const struct {
  const char *name, *room; /* both may be given as the last stage */
  unsigned requires, provides;
  plb_status (*open)(plb_stages *, plb_error *);
  plb_status (*run)(const plb_stages *, plb_doc *, plb_error *);
} stages[] = {
    {"extract", "extract", HAS_RECORD, HAS_TEXT, open_extract, run_extract},
    {"parse", "parse", HAS_TEXT, HAS_WORDS, open_parse, run_parse},
    {"resolve_dates", "resolve", HAS_TEXT | HAS_WORDS, HAS_TIMES, open_dates, run_dates},
    {"resolve_actors", "resolve", HAS_TEXT | HAS_WORDS | HAS_TIMES, HAS_PARTIES, open_actors, run_actors},
    {"code", "code", HAS_TEXT | HAS_WORDS | HAS_PARTIES | HAS_TIMES, HAS_REPORTS, open_code, run_code},
};
enum { STAGES = sizeof stages / sizeof *stages };

plb_status plb_stages_check(plb_error *err) {
  unsigned there = HAS_RECORD;
  for (size_t i = 0; i < STAGES; i++) {
    if (stages[i].requires & ~there)
      return plb_fail(err, PLB_INTERNAL, "pipe", "stage %s needs what no stage before it gives", stages[i].name);
    there |= stages[i].provides;
  }
  return PLB_OK;
}

/* Number of stages to run; 0 for a name that is none. */
static size_t last_stage(const char *stop_after) {
  if (!stop_after || !*stop_after) return STAGES;
  size_t n = 0;
  for (size_t i = 0; i < STAGES; i++)
    if (strcmp(stop_after, stages[i].name) == 0 || strcmp(stop_after, stages[i].room) == 0) n = i + 1;
  return n;
}

bool plb_stages_known(const char *stop_after) {
  return last_stage(stop_after) > 0;
}

plb_status plb_stages_open(plb_stages **out, plb_error *err) {
  *out = NULL;
  plb_status status = plb_stages_check(err);
  if (status) return status;
  plb_stages *s = calloc(1, sizeof *s);
  if (!s) return plb_fail(err, PLB_NOMEM, "pipe", "no memory for the tables");
  for (size_t i = 0; i < STAGES && !status; i++)
    status = stages[i].open(s, err);
  if (status)
    plb_stages_close(s);
  else
    *out = s;
  return status;
}

plb_status plb_stages_add(plb_stages *s, const plb_own_text *own, plb_error *err) {
  return plb_own_add(own, s->actors, s->triggers, &s->book, err);
}

void plb_stages_close(plb_stages *s) {
  if (!s) return;
  plb_trigger_tables_close(s->triggers);
  plb_date_tables_close(s->dates);
  plb_actor_tables_close(s->actors);
  plb_parse_tables_close(s->parse);
  plb_extract_tables_close(s->extract);
  plb_own_close(s->book);
  free(s);
}

plb_id plb_record_id(const plb_record *r) {
  char offset[24];
  snprintf(offset, sizeof offset, "%llu", (unsigned long long)r->offset);
  plb_slice content[] = {r->given.url.n ? r->given.url : r->given.id, r->bytes};
  plb_slice place[] = {r->source, plb_slice_str(offset)};
  return plb_id_of_parts(r->bytes.n ? content : place, 2);
}

plb_status plb_stages_run(const plb_stages *s, plb_doc *doc, const char *stop_after, plb_error *err) {
  size_t n = last_stage(stop_after);
  if (n == 0) return plb_fail(err, PLB_USAGE, "pipe", "there is no stage called '%.40s'", stop_after);
  plb_status status = PLB_OK;
  doc->id = plb_record_id(&doc->record);
  for (size_t i = 0; i < n && !status; i++)
    status = stages[i].run(s, doc, err);
  if (!status && doc->arena->failed)
    return plb_fail(err, PLB_NOMEM, "pipe", "the document's memory is used up (arena_bytes)");
  if (status == PLB_LANGUAGE && n == 1) { /* who wants the text only gets it in any language; the fact names it */
    plb_error_clear(err);
    status = PLB_OK;
  }
  return status;
}
