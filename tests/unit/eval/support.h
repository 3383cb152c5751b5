/* What the tests of eval share: a comparison of texts given as files of a name, its problems counted, its print as a
 * string. */
#ifndef TESTS_EVAL_SUPPORT_H
#define TESTS_EVAL_SUPPORT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/slice.h"
#include "eval/read.h"
#include "eval/score.h"

typedef struct comparison {
  plb_eval *eval;
  plb_eval_result result;
  uint32_t problems, notices;
  plb_error last, notice; /* problem, notice */
} comparison;

static inline void count_problem(void *user, const plb_error *p) {
  comparison *c = user;
  c->problems++;
  c->last = *p;
}

static inline void count_notice(void *user, const plb_error *p) {
  comparison *c = user;
  c->notices++;
  c->notice = *p;
}

static inline void begin(comparison *c, bool agreement) {
  plb_eval_options o;
  *c = (comparison){0};
  plb_eval_options_default(&o);
  o.agreement = agreement;
  o.list = true;
  o.user = c;
  o.on_problem = count_problem;
  o.on_notice = count_notice;
  assert_int_equal(plb_eval_open(&o, &c->eval, NULL), PLB_OK);
}

/* One more coder, whose file of that name holds the text. */
static inline plb_status add_coder(comparison *c, const char *name, const char *text, plb_error *err) {
  assert_int_equal(plb_eval_coder(c->eval, name, err), PLB_OK);
  return plb_eval_read_bytes(c->eval, name, plb_slice_str(text), err);
}

static inline plb_status run(comparison *c) {
  return plb_eval_run(c->eval, &c->result, NULL);
}

static inline void end(comparison *c) {
  plb_eval_close(c->eval);
}

/* Two files compared; to be ended. */
static inline void compare(comparison *c, const char *gold_name, const char *gold, const char *system_name,
                           const char *system) {
  plb_error err = {0};
  begin(c, false);
  assert_int_equal(add_coder(c, gold_name, gold, &err), PLB_OK);
  assert_int_equal(add_coder(c, system_name, system, &err), PLB_OK);
  assert_int_equal(run(c), PLB_OK);
}

static inline plb_tally tally(const comparison *c, plb_figure f) {
  return c->eval->scores->total.at[f];
}

static inline void assert_tally(const comparison *c, plb_figure f, uint64_t right, uint64_t system, uint64_t gold) {
  plb_tally t = tally(c, f);
  assert_int_equal(t.right, right);
  assert_int_equal(t.system, system);
  assert_int_equal(t.gold, gold);
}
#endif
