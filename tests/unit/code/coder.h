/* The rooms from parse to code over one text, for tests: a title line when asked for, then paragraphs parted by
 * newlines. */
#ifndef TESTS_CODER_H
#define TESTS_CODER_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
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

/* For cmocka_run_group_tests: the tables once for all tests, as their state. */
static inline int coder_setup(void **state) {
  static coder_tables tables;
  coder_open(&tables);
  *state = &tables;
  return 0;
}

static inline int coder_teardown(void **state) {
  coder_close(*state);
  return 0;
}

/* Codes text into doc; the arena is the caller's. published: "2024-04-10" or "". */
static inline plb_status coder_run(const coder_tables *t, plb_arena *arena, plb_slice text, const char *published,
                                   plb_doc *doc, plb_error *err) {
  *doc = (plb_doc){.arena = arena, .limits = &t->limits, .text = text, .id = plb_id_of(text)};
  doc->meta.published_day = plb_date_parse_iso(plb_slice_str(published));
  doc->block = plb_arena_array(arena, text.n + 1u, sizeof *doc->block);
  uint32_t begin = 0;
  for (uint32_t i = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '\n') continue;
    if (i > begin) doc->block[doc->n_block++] = (plb_block){{begin, i}, PLB_BLOCK_PARAGRAPH};
    begin = i + 1;
  }
  plb_status s = plb_parse(t->parse, doc, err);
  if (!s) s = plb_resolve_dates(t->dates, doc, err);
  if (!s) s = plb_resolve_actors(t->actors, doc, err);
  return s ? s : plb_code(t->triggers, doc, err);
}
#endif
