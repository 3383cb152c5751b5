/* Patterns over kinds of words (data/dates/rules.tsv, refs.tsv, holidays.tsv) and their matching: every rule that may
 * begin at an atom is tried, the longest match whose reading holds wins, among equals the earlier row. Elements are
 * matched left to right; an optional one is first taken, then left out. */
#include <stdlib.h>

#include "base/error.h"
#include "base/table.h"
#include "resolve/time.h"

enum { RULES_MOST = 4096 };

static plb_time_reading reading_of(plb_slice name) {
  static const struct {
    const char *name;
    plb_time_reading read;
  } readings[] = {
#define X(name) {#name, plb_time_read_##name},
      PLB_TIME_READINGS(X)
#undef X
  };
  for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
    if (plb_slice_is(name, readings[i].name)) return readings[i].read;
  return NULL;
}

/* ---- reading the tables ---- */

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the patterns of time");
}

/* "NUM|ONE", "of?", ",?" */
static plb_status element(struct plb_date_tables *t, plb_table *table, plb_slice cell, plb_time_element *e,
                          bool may_begin, plb_error *err) {
  plb_slice word;
  e->optional = cell.n > 1 && cell.p[cell.n - 1] == '?';
  if (e->optional) cell.n--;
  while (plb_slice_split(&cell, '|', &word)) {
    if (word.n && plb_is_upper(word.p[0])) {
      size_t kind = plb_time_kind_of(word);
      if (kind == PLB_TW_COUNT) return plb_table_fail(table, err, "unknown kind in the pattern");
      e->kinds |= UINT64_C(1) << kind;
      continue;
    }
    if (!word.n || e->n_literal == PLB_TIME_LITERALS) return plb_table_fail(table, err, "bad pattern");
    int32_t n = plb_time_word_number(t, word);
    if (n < 0) return no_memory(err);
    if (may_begin) t->at[n].kinds |= PLB_TIME_BIT(WORD);
    e->literal[e->n_literal++] = n;
  }
  return PLB_OK;
}

static plb_status add_rule(struct plb_date_tables *t, const plb_time_rule *rule, plb_error *err) {
  if (t->n_rule == t->rule_cap) {
    uint32_t cap = t->rule_cap ? t->rule_cap * 2 : 256;
    plb_time_rule *more = realloc(t->rule, cap * sizeof *more);
    if (!more) return no_memory(err);
    t->rule = more;
    t->rule_cap = cap;
  }
  t->rule[t->n_rule++] = *rule;
  return PLB_OK;
}

static plb_status compile(struct plb_date_tables *t, plb_table *table, plb_time_reading read, plb_slice value,
                          plb_error *err) {
  plb_time_rule rule = {.read = read, .value = value};
  plb_slice rest = plb_table_cell(table, 0), cell;
  bool optional = true; /* is all so far? */
  while (plb_slice_word(&rest, &cell)) {
    if (rule.n == PLB_TIME_PARTS) return plb_table_fail(table, err, "the pattern is too long");
    plb_time_element *e = &rule.element[rule.n++];
    plb_status s = element(t, table, cell, e, optional, err);
    if (s) return s;
    optional &= e->optional;
  }
  if (t->n_rule == RULES_MOST) return plb_table_fail(table, err, "too many patterns");
  if (optional) return plb_table_fail(table, err, "nothing in the pattern must be there");
  return add_rule(t, &rule, err);
}

/* A table whose rows all have one reading, or name theirs in the second column. */
static plb_status open_table(struct plb_date_tables *t, const char *path, const char *columns, plb_time_reading read,
                             plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, path, columns, err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_time_reading own = read ? read : reading_of(plb_table_cell(&table, 1));
    if (!own)
      s = plb_table_fail(&table, err, "unknown reading");
    else
      s = compile(t, &table, own, plb_table_cell(&table, read ? 1 : 2), err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* May the rule begin with an atom of this kind? */
static bool begins(const plb_time_rule *rule, size_t kind) {
  for (uint32_t i = 0; i < rule->n; i++) {
    const plb_time_element *e = &rule->element[i];
    if (e->kinds >> kind & 1) return true;
    if (kind == PLB_TW_WORD && e->n_literal) return true;
    if (!e->optional) return false;
  }
  return false;
}

static plb_status fill_bucket(struct plb_date_tables *t, size_t kind, plb_error *err) {
  plb_time_bucket *b = &t->bucket[kind];
  for (uint32_t i = 0; i < t->n_rule; i++)
    b->n += begins(&t->rule[i], kind);
  b->rule = calloc(b->n + 1, sizeof *b->rule);
  if (!b->rule) return no_memory(err);
  uint32_t n = 0;
  for (uint32_t i = 0; i < t->n_rule; i++)
    if (begins(&t->rule[i], kind)) b->rule[n++] = (uint16_t)i;
  return PLB_OK;
}

plb_status plb_time_rules_open(struct plb_date_tables *t, plb_error *err) {
  plb_status s = open_table(t, "dates/rules.tsv", "pattern reading value", NULL, err);
  if (!s) s = open_table(t, "dates/refs.tsv", "pattern value", plb_time_read_reference, err);
  if (!s) s = open_table(t, "dates/holidays.tsv", "pattern when", plb_time_read_holiday, err);
  for (size_t k = 0; k < PLB_TW_COUNT && !s; k++)
    s = fill_bucket(t, k, err);
  return s;
}

void plb_time_rules_close(struct plb_date_tables *t) {
  for (size_t k = 0; k < PLB_TW_COUNT; k++)
    free(t->bucket[k].rule);
  free(t->rule);
}

/* ---- matching ---- */

static bool fits(const plb_time_element *e, const plb_atom *a) {
  if (e->kinds & a->kinds) return true;
  for (uint32_t i = 0; i < e->n_literal; i++)
    if (e->literal[i] == a->word) return true;
  return false;
}

static bool match(const plb_time_reader *r, plb_time_match *m, uint32_t e, uint32_t atom) {
  if (e == m->rule->n) {
    m->end = atom;
    return true;
  }
  const plb_time_element *want = &m->rule->element[e];
  if (atom < r->atoms.n && fits(want, &r->atoms.at[atom])) {
    uint32_t n = m->n;
    m->atom[m->n++] = &r->atoms.at[atom];
    if (match(r, m, e + 1, atom + 1)) return true;
    m->n = n;
  }
  return want->optional && match(r, m, e + 1, atom);
}

/* A match may not end inside a word ("four-quarter-long"). */
static bool whole_words(const plb_time_reader *r, const plb_time_match *m) {
  return m->end >= r->atoms.n || !r->atoms.at[m->end].joined;
}

/* A quick look at the first two elements, which decide most of the time. */
static bool may_match(const plb_time_reader *r, const plb_time_rule *rule, uint32_t atom) {
  const plb_time_element *e = rule->element;
  if (e[0].optional) return true;
  if (!fits(&e[0], &r->atoms.at[atom])) return false;
  return rule->n < 2 || e[1].optional || (atom + 1 < r->atoms.n && fits(&e[1], &r->atoms.at[atom + 1]));
}

static void try_bucket(plb_time_reader *r, const plb_time_bucket *b, uint32_t atom, plb_time *best, uint32_t *end,
                       uint32_t *best_rule) {
  for (uint32_t k = 0; k < b->n; k++) {
    const plb_time_rule *rule = &r->tables->rule[b->rule[k]];
    if (!may_match(r, rule, atom)) continue;
    plb_time_match m = {.rule = rule, .begin = atom};
    plb_time t = {0};
    if (!match(r, &m, 0, atom) || m.end < *end || !whole_words(r, &m)) continue;
    if (m.end == *end && b->rule[k] >= *best_rule) continue;
    if (!m.rule->read(r, &m, &t)) continue;
    *best = t;
    *end = m.end;
    *best_rule = b->rule[k];
  }
}

bool plb_time_rules_read(plb_time_reader *r, uint32_t atom, plb_time *t, uint32_t *end) {
  uint64_t kinds = r->atoms.at[atom].kinds;
  uint32_t rule = UINT32_MAX;
  *end = atom;
  for (size_t k = 0; k < PLB_TW_COUNT; k++)
    if (kinds >> k & 1) try_bucket(r, &r->tables->bucket[k], atom, t, end, &rule);
  return *end > atom;
}

const plb_atom *plb_time_part(const plb_time_match *m, plb_time_kind kind, uint32_t nth) {
  for (uint32_t i = 0; i < m->n; i++)
    if (m->atom[i]->kinds >> kind & 1 && nth-- == 0) return m->atom[i];
  return NULL;
}
