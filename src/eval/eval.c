/* The comparison from outside: coders are read one after another, then their documents joined, scored, and printed. */
#include <stdlib.h>

#include "base/error.h"
#include "eval/print.h"
#include "eval/read.h"
#include "eval/values.h"

void plb_eval_options_default(plb_eval_options *options) {
  *options = (plb_eval_options){.size = sizeof *options};
}

plb_status plb_eval_open(const plb_eval_options *options, plb_eval **out, plb_error *err) {
  plb_eval *e = *out = NULL;
  if (options->size != sizeof *options)
    return plb_fail(err, PLB_USAGE, "eval", "the options are of another version of the library");
  e = calloc(1, sizeof *e);
  if (!e) return plb_eval_no_memory(err);
  e->options = *options;
  plb_arena_init(&e->arena, PLB_EVAL_ARENA);
  plb_status s = plb_eval_words_open(&e->words, err);
  if (!s)
    *out = e;
  else
    plb_eval_close(e);
  return s;
}

void plb_eval_close(plb_eval *e) {
  if (!e) return;
  for (uint32_t c = 0; c < e->n_coder; c++)
    plb_map_free(&e->coder[c].by_id);
  plb_map_free(&e->wanted);
  plb_eval_words_close(e->words);
  plb_arena_free(&e->arena);
  free(e);
}

/* Of the second coder's documents only these are scored. */
static bool want(plb_eval *e) {
  plb_slice key[PLB_EVAL_KEYS];
  for (uint32_t i = 0; i < e->coder[0].doc.n; i++)
    for (uint32_t k = 0, n = plb_eval_keys(e->coder[0].doc.at[i].name, key); k < n; k++)
      if (!plb_map_set(&e->wanted, key[k], i)) return false;
  return true;
}

plb_status plb_eval_coder(plb_eval *e, const char *name, plb_error *err) {
  if (e->run) return plb_fail(err, PLB_USAGE, "eval", "the comparison is made already");
  if (e->n_coder == PLB_EVAL_CODERS || (e->n_coder == 2 && !e->options.agreement))
    return plb_fail(err, PLB_USAGE, "eval", "at most %d coders can be compared",
                    e->options.agreement ? PLB_EVAL_CODERS : 2);
  plb_slice kept = plb_arena_dup(&e->arena, plb_slice_str(name));
  if (!kept.p) return plb_eval_no_memory(err);
  if (e->n_coder == 1 && !e->options.agreement && !want(e)) return plb_eval_no_memory(err);
  e->coder[e->n_coder++] = (plb_coder){.name = kept};
  return PLB_OK;
}

plb_status plb_eval_read(plb_eval *e, const char *path, plb_error *err) {
  if (!e->n_coder || e->run) return plb_fail(err, PLB_USAGE, "eval", "plb_eval_coder goes before what is read");
  return plb_eval_read_path(e, path, err);
}

static plb_eval_result result_of(const plb_eval *e) {
  plb_eval_result r = {0};
  for (size_t l = 0; l < PLB_LEVEL_COUNT; l++)
    r.documents += e->joined->level[l];
  for (uint32_t c = 0; c < e->n_coder; c++) {
    r.alone += e->joined->alone[c];
    r.refused += e->coder[c].refused;
  }
  if (e->scores) r.type_f1 = plb_f1(e->scores->total.at[PLB_FIGURE_TYPE]);
  return r;
}

plb_status plb_eval_run(plb_eval *e, plb_eval_result *result, plb_error *err) {
  *result = (plb_eval_result){0};
  if (e->run || e->n_coder < 2)
    return plb_fail(err, PLB_USAGE, "eval", "two coders have to be read, and compared once");
  e->run = true;
  plb_status s = plb_eval_join(e, err);
  if (!s && !e->options.agreement) s = plb_eval_score(e, err);
  if (!s) s = plb_eval_agree(e, err);
  if (s) return s;
  *result = result_of(e);
  return result->documents ? PLB_OK : plb_fail(err, PLB_NOTFOUND, "eval", "the coders have no document in common");
}

plb_status plb_eval_print(const plb_eval *e, plb_eval_format format, FILE *out, plb_error *err) {
  if (!e->agreement) return plb_fail(err, PLB_USAGE, "eval", "plb_eval_run goes before printing");
  if (format == PLB_EVAL_JSON)
    plb_eval_print_json(e, out);
  else if (format == PLB_EVAL_CSV)
    plb_eval_print_csv(e, out);
  else
    plb_eval_print_text(e, out);
  return ferror(out) ? plb_fail(err, PLB_IO, "eval", "could not write") : PLB_OK;
}
