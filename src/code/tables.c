/* The tables of the coder, read once: triggers, marks of status, words of saying, instruments, sizes, topics. */
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "code/code.h"
#include "code/derive.h"
#include "code/reading.h"
#include "code/topic.h"

static const char *const mark_kinds[PLB_MARK_KINDS] = {"modal",       "adverb", "adjective", "determiner",
                                                       "conditional", "verb",   "noun",      "adj"};
static const char *const cue_kinds[PLB_CUE_KINDS] = {"verb", "noun"};
static const char *const instruments[] = {"instrument"};
static const char *const counts[] = {"killed", "injured", "arrested"};

static plb_status load_marks(plb_trigger_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "code/marks.tsv", "word kind status", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice word = plb_table_cell(&table, 0), status = plb_table_cell(&table, 2);
    size_t kind = plb_slice_index(plb_table_cell(&table, 1), mark_kinds, PLB_MARK_KINDS);
    uint32_t value = plb_act_status_of(status);
    if (kind == PLB_MARK_KINDS) return plb_table_fail(&table, err, "unknown kind");
    if (value == PLB_ACT_COUNT) return plb_table_fail(&table, err, "'%.*s' is no status", (int)status.n, status.p);
    if (plb_map_get(&t->mark[kind], word) != PLB_MAP_NONE) return plb_table_fail(&table, err, "the row stands twice");
    if (!plb_map_set(&t->mark[kind], word, value)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* A table of two columns: word -> number of its kind. */
static plb_status load_words(plb_map *map, const char *file, const char *columns, const char *const *names, uint32_t n,
                             plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, file, columns, err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    uint32_t kind = (uint32_t)plb_slice_index(plb_table_cell(&table, 1), names, n);
    if (kind == n) return plb_table_fail(&table, err, "unknown kind");
    if (!plb_map_set(map, plb_table_cell(&table, 0), kind)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_cues(plb_trigger_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "code/cues.tsv", "word kind", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    size_t kind = plb_slice_index(plb_table_cell(&table, 1), cue_kinds, PLB_CUE_KINDS);
    if (kind == PLB_CUE_KINDS) return plb_table_fail(&table, err, "unknown kind");
    if (!plb_map_set(&t->cue[kind], plb_table_cell(&table, 0), 0)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_trigger_tables_open(plb_trigger_tables **out, plb_error *err) {
  plb_trigger_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "code", "no memory for the trigger tables");
  plb_status s = plb_patterns_open(&t->patterns, err);
  if (!s) s = plb_patterns_derive(&t->patterns, 0, err);
  if (!s) s = load_marks(t, err);
  if (!s) s = load_cues(t, err);
  if (!s) s = load_words(&t->size, "code/sizes.tsv", "lemma counts", counts, 3, err);
  if (!s) s = load_words(&t->instrument, "code/instruments.tsv", "lemma counts", instruments, 1, err);
  if (!s) s = plb_confidence_open(&t->confidence, err);
  if (!s) s = plb_complement_modes_open(t, err);
  if (!s) s = plb_topics_open(&t->topic, err);
  if (!s) return PLB_OK;
  plb_trigger_tables_close(t);
  *out = NULL;
  return s;
}

plb_status plb_trigger_tables_add(plb_trigger_tables *t, const plb_trigger_row *row, size_t n, plb_error *err) {
  plb_status s = PLB_OK;
  uint32_t from = t->patterns.at.n;
  for (size_t i = 0; i < n && !s; i++)
    s = plb_patterns_add(&t->patterns, &row[i], err);
  return s ? s : plb_patterns_derive(&t->patterns, from, err);
}

void plb_trigger_tables_close(plb_trigger_tables *t) {
  if (!t) return;
  plb_patterns_close(&t->patterns);
  for (int k = 0; k < PLB_MARK_KINDS; k++)
    plb_map_free(&t->mark[k]);
  for (int k = 0; k < PLB_CUE_KINDS; k++)
    plb_map_free(&t->cue[k]);
  plb_map_free(&t->size);
  plb_map_free(&t->confidence);
  plb_arena_free(&t->arena);
  plb_map_free(&t->topic);
  plb_map_free(&t->instrument);
  free(t);
}
