/* Tables of the facts, and how one is entered: cleaned, told apart from what is no such fact, with its origin. Where
 * facts are looked for is in meta_page.c (HTML) and plain.c (plain text). */
#include "extract/meta.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

static const char *const fact_names[] = {"title",    "outlet", "author",   "published",
                                         "modified", "url",    "language", "type"};

static plb_status add_name(plb_meta_tables *t, plb_table *table, plb_error *err) {
  plb_slice fact = plb_table_cell(table, 0), name = plb_table_cell(table, 1);
  uint64_t rank;
  uint8_t k = (uint8_t)plb_slice_index(fact, fact_names, PLB_META_FACT_COUNT);
  if (k == PLB_META_FACT_COUNT) return plb_table_fail(table, err, "an unknown fact");
  if (!plb_slice_u64(plb_table_cell(table, 2), &rank) || rank > 99)
    return plb_table_fail(table, err, "rank is not 0..99");
  if (t->n_names == PLB_META_NAMES) return plb_table_fail(table, err, "more than %d names", PLB_META_NAMES);
  plb_slice origin = plb_arena_printf(&t->names, "meta:%.*s", (int)name.n, name.p);
  t->name[t->n_names] = (plb_meta_name){k, (uint8_t)rank, origin.p};
  if (!origin.p || !plb_map_set(&t->by_name, name, t->n_names++))
    return plb_fail(err, PLB_NOMEM, "extract", "no memory for meta_names.tsv");
  return PLB_OK;
}

static plb_status read_names(plb_meta_tables *t, plb_error *err) {
  plb_table table;
  plb_arena_init(&t->names, 1u << 16);
  plb_status s = plb_table_open_data(&table, "extract/meta_names.tsv", "fact name rank", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = add_name(t, &table, err);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_meta_tables_open(plb_meta_tables **out, plb_error *err) {
  plb_meta_tables *t = calloc(1, sizeof *t);
  *out = NULL;
  if (!t) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the tables of facts");
  plb_status s = plb_url_tables_open(&t->url, err);
  if (!s) s = plb_outlets_open(&t->outlets, err);
  if (!s) s = plb_pubdate_tables_open(&t->dates, err);
  if (!s) s = plb_byline_tables_open(&t->bylines, err);
  if (!s) s = plb_wires_open(&t->wires, err);
  if (!s) s = plb_line_tables_open(&t->lines, err);
  if (!s) s = plb_jsonld_tables_open(&t->jsonld, err);
  if (!s) s = plb_date_words_open(&t->date_words, err);
  if (!s) s = read_names(t, err);
  if (s)
    plb_meta_tables_close(t);
  else
    *out = t;
  return s;
}

void plb_meta_tables_close(plb_meta_tables *t) {
  if (!t) return;
  plb_url_tables_close(&t->url);
  plb_outlets_close(&t->outlets);
  plb_pubdate_tables_close(&t->dates);
  plb_byline_tables_close(&t->bylines);
  plb_wires_close(&t->wires);
  plb_line_tables_close(&t->lines);
  plb_jsonld_tables_close(&t->jsonld);
  plb_arena_free(&t->names);
  plb_map_free(&t->by_name);
  free(t);
}

plb_slice plb_meta_folded(plb_slice s, plb_arena *arena) {
  char *out = plb_arena_alloc(arena, (size_t)s.n + 1);
  uint32_t n = 0;
  if (!out) return (plb_slice){NULL, 0};
  for (uint32_t i = 0; i < s.n; i++) {
    bool nbsp = i + 1 < s.n && (unsigned char)s.p[i] == 0xC2 && (unsigned char)s.p[i + 1] == 0xA0;
    i += nbsp;
    if (!nbsp && !plb_is_space(s.p[i]))
      out[n++] = s.p[i];
    else if (n && out[n - 1] != ' ')
      out[n++] = ' ';
  }
  return plb_slice_trim(plb_slice_of(out, n));
}

static void reason(plb_fact *fact, const char *why) {
  if (fact->value.n) return;
  fact->value = (plb_slice){"", 0};
  if (!fact->origin) fact->origin = why;
}

void plb_meta_reasons(plb_meta *m) {
  reason(&m->title, "no title on the page");
  reason(&m->outlet, "no outlet named on the page");
  reason(&m->url, "no address on the page");
  reason(&m->language, "not said on the page");
  reason(&m->kind, "plain text does not say");
  reason(&m->published, "no publication date on the page");
}

plb_status plb_meta_set_published(plb_doc *doc, const plb_pubdate *d, const char *origin, plb_error *err) {
  if (plb_date_known(d->other)) {
    doc->meta.published = (plb_fact){{"", 0}, "the date can be read day first or month first"};
    doc->meta.published_day = (plb_date){0};
    return PLB_OK;
  }
  plb_slice value = plb_pubdate_value(d, doc->arena);
  if (!value.p) return plb_fail(err, PLB_NOMEM, "extract", "no memory for a date");
  doc->meta.published = (plb_fact){value, origin};
  doc->meta.published_day = d->day;
  return PLB_OK;
}

plb_status plb_meta_set_url(const plb_meta_tables *t, plb_doc *doc, plb_slice url, const char *origin, plb_error *err) {
  plb_slice inner = plb_url_inner(url, doc->arena), made;
  plb_error ignored;
  if (doc->meta.url.value.n) return PLB_OK;
  plb_status s = plb_url_canonical(&t->url, inner.p ? inner : plb_slice_trim(url), doc->arena, &made, &ignored);
  if (s == PLB_NOMEM) return plb_fail(err, PLB_NOMEM, "extract", "no memory for a URL");
  if (s == PLB_OK) doc->meta.url = (plb_fact){made, origin};
  return PLB_OK;
}

static bool is_known_author(const plb_meta *m, plb_slice name) {
  for (uint32_t i = 0; i < m->n_author; i++)
    if (plb_slice_eq_nocase(m->author[i].value, name)) return true;
  return false;
}

/* The outlet itself, under the page's or our name for it. */
static bool is_outlet(const plb_meta_tables *t, const plb_meta *m, plb_slice name) {
  if (m->outlet.value.n && plb_name_same(name, m->outlet.value)) return true;
  const plb_outlet *a = plb_outlet_of_name(&t->outlets, name), *b = plb_outlet_of_name(&t->outlets, m->outlet.value);
  return a && (a == b || plb_wire_named(&t->wires, name).n == 0);
}

/* "Example Agency Staff" is the agency; the staff of anything else is nobody, and gives n == 0. */
static plb_slice without_staff(const plb_meta_tables *t, plb_slice name) {
  plb_slice staff = PLB_LIT(" staff");
  if (name.n <= staff.n || !plb_slice_eq_nocase(plb_slice_sub(name, name.n - staff.n, name.n), staff)) return name;
  plb_slice rest = plb_slice_sub(name, 0, name.n - staff.n);
  if (plb_wire_named(&t->wires, rest).n == 0) rest.n = 0;
  return rest;
}

/* "Jane Doe Example Times" without the outlet's name. */
static plb_slice without_outlet(const plb_meta *m, plb_slice name) {
  plb_slice outlet = m->outlet.value;
  if (outlet.n == 0 || name.n < outlet.n + 5) return name;
  plb_slice tail = plb_slice_sub(name, name.n - outlet.n, name.n), head = plb_slice_sub(name, 0, name.n - outlet.n);
  bool whole = plb_slice_eq_nocase(tail, outlet) && head.p[head.n - 1] == ' ';
  return whole && plb_slice_find(plb_slice_trim(head), PLB_LIT(" "), 0) != UINT32_MAX ? plb_slice_trim(head) : name;
}

plb_status plb_meta_add_authors(const plb_meta_tables *t, plb_doc *doc, plb_slice text, plb_byline_place place,
                                const char *origin, plb_error *err) {
  plb_slice name[PLB_BYLINE_MAX];
  plb_meta *m = &doc->meta;
  uint32_t n = plb_byline_names(&t->bylines, text, place, name);
  if (n && !m->author) {
    m->author = plb_arena_array(doc->arena, PLB_META_AUTHORS, sizeof *m->author);
    if (!m->author) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the authors");
  }
  for (uint32_t i = 0; i < n && m->n_author < PLB_META_AUTHORS; i++) {
    plb_slice one = without_outlet(m, without_staff(t, name[i]));
    if (one.n == 0 || is_known_author(m, one) || is_outlet(t, m, one)) continue;
    plb_slice kept = plb_meta_folded(one, doc->arena);
    if (!kept.p) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the authors");
    m->author[m->n_author++] = (plb_fact){kept, origin};
  }
  return PLB_OK;
}
