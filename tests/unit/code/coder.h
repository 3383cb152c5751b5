/* The coder as the state of a cmocka group, over one text: paragraphs parted by newlines. */
#ifndef TESTS_UNIT_CODER_H
#define TESTS_UNIT_CODER_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../coder.h"

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
  cut_blocks(doc, PLB_LIT("\n"));
  return coder_stages(t, doc, err);
}
#endif
