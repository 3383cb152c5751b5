/* Names are cut into parts at anything but letters and before capitals, and every run of one to three parts is looked
 * up, so that "article__body", "articleBody" and "main-article-body" all hold "article-body". One map look-up a run. */
#include "extract/page_words.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"

enum {
  MAX_PARTS = 3,
  MAX_ROLE = 32,
  MAX_NAME = 512, /* bytes of one name; a longer one is no word of a person */
  WHOLE = 1 << 15 /* the word counts only when it is the whole name */
};

struct plb_page_words {
  plb_map word; /* to bits */
  plb_map role; /* values of role, to bits */
};

static uint32_t bit_of(plb_slice kind) {
  static const char *const names[] = {"body",   "drop",    "caption",    "credit",
                                      "teaser", "comment", "standfirst", "picture"};
  size_t i = plb_slice_index(kind, names, sizeof names / sizeof *names);
  return i < sizeof names / sizeof *names ? 1u << i : 0;
}

static plb_status read_row(plb_page_words *t, plb_table *table, plb_error *err) {
  plb_slice word = plb_table_cell(table, 0), match = plb_table_cell(table, 2);
  bool whole = plb_slice_is(match, "whole"), role = plb_slice_is(match, "role");
  plb_map *map = role ? &t->role : &t->word;
  uint32_t bit = bit_of(plb_table_cell(table, 1)), old = plb_map_get(map, word);
  if (!bit) return plb_table_fail(table, err, "unknown kind");
  if (!whole && !role && !plb_slice_is(match, "part"))
    return plb_table_fail(table, err, "match is not part, whole or role");
  if (old != PLB_MAP_NONE) return plb_table_fail(table, err, "the word stands here twice");
  if (!plb_map_set(map, word, whole ? bit | WHOLE : bit))
    return plb_fail(err, PLB_NOMEM, "extract", "no memory left for class words");
  return PLB_OK;
}

plb_status plb_page_words_open(plb_page_words **out, plb_error *err) {
  plb_page_words *t = calloc(1, sizeof *t);
  plb_table table;
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for class words");
  plb_status s = plb_table_open_data(&table, "extract/class_words.tsv", "word kind match", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = read_row(t, &table, err);
  if (s != PLB_NOTFOUND) {
    plb_page_words_close(t);
    return s;
  }
  *out = t;
  return PLB_OK;
}

void plb_page_words_close(plb_page_words *t) {
  if (!t) return;
  plb_map_free(&t->word);
  plb_map_free(&t->role);
  free(t);
}

/* One name in parts: the parts joined by "-" in `joined`, each part's begin in `part`. */
typedef struct name_parts {
  char joined[MAX_NAME * 2];
  uint32_t n, n_part;
  bool numbered; /* it has digits: then it is no word by itself */
  uint32_t part[MAX_NAME];
} name_parts;

static void cut_name(plb_slice name, name_parts *out) {
  out->n = out->n_part = 0;
  out->numbered = false;
  for (uint32_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    if (plb_is_digit(c)) out->numbered = true;
    if (!plb_is_alpha(c)) continue;
    bool after_other = i == 0 || !plb_is_alpha(name.p[i - 1]);
    bool hump = i > 0 && plb_is_upper(c) && plb_is_lower(name.p[i - 1]);
    if (after_other || hump) {
      if (out->n) out->joined[out->n++] = '-';
      out->part[out->n_part++] = out->n;
    }
    out->joined[out->n++] = plb_lower(c);
  }
}

static uint32_t bits_of_name(const plb_page_words *t, plb_slice name) {
  name_parts p;
  uint32_t bits = 0;
  if (name.n > MAX_NAME) return 0;
  cut_name(name, &p);
  for (uint32_t i = 0; i < p.n_part; i++) {
    for (uint32_t k = 1; k <= MAX_PARTS && i + k <= p.n_part; k++) {
      uint32_t end = i + k == p.n_part ? p.n : p.part[i + k] - 1;
      uint32_t v = plb_map_get(&t->word, plb_slice_of(p.joined + p.part[i], end - p.part[i]));
      if (v != PLB_MAP_NONE && (!(v & WHOLE) || (k == p.n_part && !p.numbered))) bits |= v & ~(uint32_t)WHOLE;
    }
  }
  return bits;
}

static uint32_t bits_of_names(const plb_page_words *t, plb_slice list) {
  uint32_t bits = 0;
  for (plb_slice name; plb_slice_word(&list, &name);)
    bits |= bits_of_name(t, name);
  return bits;
}

static uint32_t bits_of_role(const plb_page_words *t, plb_slice role) {
  char lower[MAX_ROLE];
  if (role.n > sizeof lower) return 0;
  for (uint32_t i = 0; i < role.n; i++)
    lower[i] = plb_lower(role.p[i]);
  uint32_t bits = plb_map_get(&t->role, plb_slice_of(lower, role.n));
  return bits == PLB_MAP_NONE ? 0 : bits;
}

uint32_t plb_page_words_of(const plb_page_words *t, const plb_dom *dom, uint32_t at) {
  static const char *const attrs[] = {"class",          "id",          "itemprop",   "role",
                                      "data-component", "data-testid", "data-module"};
  const plb_dom_node *n = &dom->node[at];
  uint32_t bits = 0;
  for (uint32_t i = 0; i < n->n_attr; i++) {
    const plb_dom_attribute *a = &dom->attr[n->attr + i];
    if (PLB_AMONG(a->name, attrs)) bits |= bits_of_names(t, a->value);
    if (plb_slice_is(a->name, "role")) bits |= bits_of_role(t, a->value);
  }
  return bits;
}
