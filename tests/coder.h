/* The rooms from parse to code for tests and fuzz targets. Opening ends the program when a table is wrong. */
#ifndef TESTS_CODER_H
#define TESTS_CODER_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blocks.h"
#include "code/code.h"
#include "parse/parse.h"
#include "resolve/resolve.h"

typedef struct coder_tables {
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_trigger_tables *triggers;
  plb_limits limits;
} coder_tables;

static inline void coder_open(coder_tables *t) {
  plb_error err = {0};
  memset(t, 0, sizeof *t);
  plb_limits_default(&t->limits);
  if (plb_parse_tables_open(&t->parse, &err) || plb_actor_tables_open(&t->actors, &err) ||
      plb_date_tables_open(&t->dates, &err) || plb_trigger_tables_open(&t->triggers, &err)) {
    fprintf(stderr, "%s: %s\n", err.place, err.message);
    exit(1);
  }
}

static inline void coder_close(coder_tables *t) {
  plb_trigger_tables_close(t->triggers);
  plb_date_tables_close(t->dates);
  plb_actor_tables_close(t->actors);
  plb_parse_tables_close(t->parse);
}

static inline plb_status coder_stages(const coder_tables *t, plb_doc *doc, plb_error *err) {
  plb_status s = plb_parse(t->parse, doc, err);
  if (!s) s = plb_resolve_dates(t->dates, doc, err);
  if (!s) s = plb_resolve_actors(t->actors, doc, err);
  return s ? s : plb_code(t->triggers, doc, err);
}
#endif
