/* A flat array of entries and an open-addressing table of 32-bit indices over it, linear probing, at most half full.
 * The tables of data/parse/ each set flags on the words they name. */
#include "parse/lexicon.h"

#include <stdlib.h>

#include "base/doc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "base/table.h"
#include "parse/parse.h"

uint32_t plb_lex_hash(plb_slice word) {
  uint64_t h = plb_hash64(word);
  return (uint32_t)(h ^ h >> 32);
}

static bool grow_cells(plb_lexicon *lex) {
  uint32_t size = lex->cell ? (lex->mask + 1) * 2 : 1024;
  uint32_t *cell = calloc(size, sizeof *cell);
  if (!cell) return false;
  free(lex->cell);
  lex->cell = cell;
  lex->mask = size - 1;
  for (uint32_t i = 0; i < lex->n; i++) {
    uint32_t at = lex->entry[i].hash & lex->mask;
    while (cell[at])
      at = (at + 1) & lex->mask;
    cell[at] = i + 1;
  }
  return true;
}

static bool grow_entries(plb_lexicon *lex) {
  uint32_t cap = lex->cap ? lex->cap * 2 : 1024;
  plb_lex_entry *entry = realloc(lex->entry, cap * sizeof *entry);
  if (!entry) return false;
  lex->entry = entry;
  lex->cap = cap;
  return true;
}

plb_lex_entry *plb_lexicon_add(plb_lexicon *lex, plb_slice key) {
  uint32_t hash = plb_lex_hash(key);
  uint32_t found = plb_lexicon_find(lex, key, hash);
  if (found != PLB_LEX_NONE) return &lex->entry[found];
  if (lex->n >= PLB_LEX_MAX) return NULL;
  if (lex->n == lex->cap && !grow_entries(lex)) return NULL;
  if ((!lex->cell || (lex->n + 1) * 2 > lex->mask) && !grow_cells(lex)) return NULL;
  uint32_t at = hash & lex->mask;
  while (lex->cell[at])
    at = (at + 1) & lex->mask;
  lex->cell[at] = lex->n + 1;
  plb_lex_entry *e = &lex->entry[lex->n++];
  *e = (plb_lex_entry){.p = key.p, .n = key.n, .hash = hash, .only_tag = PLB_TAG_COUNT};
  return e;
}

uint32_t plb_lexicon_find(const plb_lexicon *lex, plb_slice word, uint32_t hash) {
  if (!lex->cell) return PLB_LEX_NONE;
  for (uint32_t at = hash & lex->mask; lex->cell[at]; at = (at + 1) & lex->mask) {
    const plb_lex_entry *e = &lex->entry[lex->cell[at] - 1];
    if (e->hash == hash && e->n == word.n && memcmp(e->p, word.p, word.n) == 0) return lex->cell[at] - 1;
  }
  return PLB_LEX_NONE;
}

void plb_lexicon_free(plb_lexicon *lex) {
  free(lex->entry);
  free(lex->cell);
  *lex = (plb_lexicon){0};
}

/* Flags that a cell names, or UINT32_MAX. */
typedef uint32_t flags_fn(plb_slice cell);

static uint32_t pos_flags(plb_slice cell) {
  uint32_t flags = 0;
  for (uint32_t i = 0; i < cell.n; i++) {
    const char *letter = memchr("nvar", cell.p[i], 4);
    if (!letter) return UINT32_MAX;
    flags |= cell.p[i] == 'n'   ? PLB_LEX_NOUN
             : cell.p[i] == 'v' ? PLB_LEX_VERB
             : cell.p[i] == 'a' ? PLB_LEX_ADJ
                                : PLB_LEX_ADV;
  }
  return flags;
}

static uint32_t kind_flags(plb_slice cell) {
  static const struct {
    const char *word;
    uint32_t flags;
  } kind[] = {{"title", PLB_LEX_TITLE},     {"number", PLB_LEX_NUMBERED}, {"capital", PLB_LEX_CAPITAL},
              {"closing", PLB_LEX_CLOSING}, {"month", PLB_LEX_MONTH},     {"plain", 0}};
  uint32_t flags = PLB_LEX_ABBREVIATION;
  plb_slice part;
  while (plb_slice_split(&cell, '|', &part)) {
    size_t i = 0;
    while (i < sizeof kind / sizeof *kind && !plb_slice_is(part, kind[i].word))
      i++;
    if (i == sizeof kind / sizeof *kind) return UINT32_MAX;
    flags |= kind[i].flags;
  }
  return flags;
}

static uint32_t mark_flags(plb_slice cell) {
  static const struct {
    const char *word;
    uint32_t flags;
  } kind[] = {{"camel", PLB_LEX_CAMEL},    {"starter", PLB_LEX_STARTER},
              {"unit", PLB_LEX_UNIT},      {"domain", PLB_LEX_DOMAIN},
              {"calendar", PLB_LEX_MONTH}, {"title", PLB_LEX_TITLED},
              {"saying", PLB_LEX_SAYING},  {"two-objects", PLB_LEX_TWO_OBJECTS},
              {"span", PLB_LEX_SPAN},      {"subordinator", PLB_LEX_SUBORDINATOR}};
  for (size_t i = 0; i < sizeof kind / sizeof *kind; i++)
    if (plb_slice_is(cell, kind[i].word)) return kind[i].flags;
  return UINT32_MAX;
}

static uint32_t split_flags(plb_slice cell) {
  return cell.n ? PLB_LEX_SPLIT : UINT32_MAX;
}

static uint32_t irregular_flags(plb_slice cell) {
  return cell.n ? PLB_LEX_IRREGULAR : UINT32_MAX;
}

static plb_status load(plb_lexicon *lex, const char *path, const char *columns, flags_fn *flags_of, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, path, columns, err);
  while (s == PLB_OK && (s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t flags = flags_of(plb_table_cell(&t, 1));
    plb_slice word = plb_table_cell(&t, 0);
    if (flags == UINT32_MAX || !word.n) return plb_table_fail(&t, err, "a word and a known kind are wanted");
    plb_lex_entry *e = plb_lexicon_add(lex, word);
    if (!e) return plb_fail(err, PLB_NOMEM, "parse", "no memory for the lexicon");
    e->flags |= flags;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* Words whose tag is certain: the tagger does not ask. */
static plb_status load_tags(plb_lexicon *lex, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "parse/tags.tsv", "word tag", err);
  while (s == PLB_OK && (s = plb_table_next(&t, err)) == PLB_OK) {
    uint32_t tag = 0;
    while (tag < PLB_TAG_COUNT && !plb_slice_is(plb_table_cell(&t, 1), plb_tag_name((plb_tag)tag)))
      tag++;
    plb_lex_entry *e =
        plb_table_cell(&t, 0).n && tag < PLB_TAG_COUNT ? plb_lexicon_add(lex, plb_table_cell(&t, 0)) : NULL;
    if (!e) return plb_table_fail(&t, err, "a word and a tag of PLB_TAG_MAP are wanted");
    e->flags |= PLB_LEX_CERTAIN;
    e->only_tag = (uint8_t)tag;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_lexicon_load(plb_lexicon *lex, plb_error *err) {
  static const struct {
    const char *path, *columns;
    flags_fn *flags_of;
  } table[] = {{"parse/words.tsv", "word pos", pos_flags},
               {"parse/abbreviations.tsv", "form kind", kind_flags},
               {"parse/marks.tsv", "word kind", mark_flags},
               {"parse/contractions.tsv", "form parts", split_flags},
               {"parse/irregular.tsv", "form pos", irregular_flags}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    plb_status s = load(lex, table[i].path, table[i].columns, table[i].flags_of, err);
    if (s != PLB_OK) return s;
  }
  return load_tags(lex, err);
}
