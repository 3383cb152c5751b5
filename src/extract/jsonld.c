/* JSON-LD: mend, parse (base/json.h), walk arrays, @graph and mainEntity; the first article's own words come before
 * those of the page around it. Names given by {"@id": ...} are looked up among the objects of the same script. */
#include "extract/jsonld.h"

#include "base/error.h"
#include "base/json.h"
#include "base/slice.h"
#include "base/table.h"

plb_status plb_jsonld_tables_open(plb_jsonld_tables *t, plb_error *err) {
  *t = (plb_jsonld_tables){0};
  plb_table table;
  uint64_t rank;
  plb_status s = plb_table_open_data(&table, "extract/jsonld_types.tsv", "type rank", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    if (!plb_slice_u64(plb_table_cell(&table, 1), &rank) || rank < 1 || rank > 2)
      s = plb_table_fail(&table, err, "rank is neither 1 nor 2");
    else if (!plb_map_set(&t->type, plb_table_cell(&table, 0), (uint32_t)rank))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for jsonld_types.tsv");
  }
  if (s == PLB_NOTFOUND) s = plb_references_open(&t->references, err);
  if (!s) s = plb_kind_tables_open(&t->kinds, err);
  if (!s) return PLB_OK;
  plb_jsonld_tables_close(t);
  return s;
}

void plb_jsonld_tables_close(plb_jsonld_tables *t) {
  plb_map_free(&t->type);
  plb_references_close(&t->references);
  plb_kind_tables_close(&t->kinds);
}

/* ---- mending ---- */

/* Bytes of a comment or CDATA mark that begins at i, outside strings; 0: none. */
static uint32_t mark_at(plb_slice s, uint32_t i) {
  static const char *const marks[] = {"<!--",      "-->", "//<![CDATA[",   "//]]>",
                                      "<![CDATA[", "]]>", "/*<![CDATA[*/", "/*]]>*/"};
  if (!memchr("<-/]", s.p[i], 4)) return 0;
  for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
    if (plb_slice_starts(plb_slice_sub(s, i, s.n), plb_slice_str(marks[k]))) return (uint32_t)strlen(marks[k]);
  return 0;
}

static bool comma_is_spare(plb_slice s, uint32_t i) {
  while (++i < s.n && plb_is_space(s.p[i]))
    continue;
  return i == s.n || s.p[i] == '}' || s.p[i] == ']' || s.p[i] == ',';
}

static plb_slice mended(plb_slice s, plb_arena *arena) {
  char *out = plb_arena_alloc(arena, (size_t)s.n + 1);
  uint32_t n = 0, mark;
  bool string = false;
  for (uint32_t i = 0; out && i < s.n; i++) {
    char c = s.p[i];
    if (string && c == '\\' && i + 1 < s.n) {
      bool known = memchr("\"\\/bfnrtu", s.p[i + 1], 9) != NULL;
      if (known) out[n++] = c;
      out[n++] = (unsigned char)s.p[++i] < ' ' ? ' ' : s.p[i];
    } else if (string) {
      string = c != '"';
      out[n++] = (unsigned char)c < ' ' ? ' ' : c;
    } else if ((mark = mark_at(s, i))) {
      i += mark - 1;
    } else if (c != ',' || !comma_is_spare(s, i)) {
      string = c == '"';
      out[n++] = c;
    }
  }
  while (n && (plb_is_space(out[n - 1]) || out[n - 1] == ';'))
    n--;
  return plb_slice_of(out, n);
}

/* ---- walking ---- */

typedef struct walk {
  const plb_jsonld_tables *t;
  plb_arena *arena;
  plb_jsonld *out;
  const plb_json *root;
  uint32_t nodes, rank; /* rank wanted in this pass */
  bool memory_out;
} walk;

static void keep(walk *w, plb_slice *field, plb_slice value) {
  plb_slice s = plb_slice_trim(value);
  if (field->n || s.n == 0 || s.n > 4096) return;
  plb_slice kept = plb_arena_dup(w->arena, s);
  if (kept.p)
    *field = plb_unescape(&w->t->references, kept, w->arena);
  else
    w->memory_out = true;
}

/* The object with that "@id" and a name, in arrays and @graph. */
static const plb_json *named_by_id(walk *w, const plb_json *v, plb_slice id, int depth) {
  if (!v || depth > 4 || ++w->nodes > PLB_JSONLD_NODES) return NULL;
  if (plb_json_is_object(v)) {
    if (plb_slice_eq(plb_json_text(plb_json_get(v, "@id")), id) && plb_json_get(v, "name")) return v;
    v = plb_json_get(v, "@graph");
  }
  for (size_t i = 0; i < plb_json_count(v); i++) {
    const plb_json *hit = named_by_id(w, plb_json_at(v, i), id, depth + 1);
    if (hit) return hit;
  }
  return NULL;
}

/* The name a value stands for: itself, its name, the name of the object its @id points to. */
static plb_slice name_of(walk *w, const plb_json *v) {
  if (plb_json_is_array(v)) v = plb_json_at(v, 0);
  if (plb_json_is_string(v)) return plb_json_text(v);
  const plb_json *name = plb_json_get(v, "name");
  plb_slice id = plb_json_text(plb_json_get(v, "@id"));
  if (!name && id.n) name = plb_json_get(named_by_id(w, w->root, id, 0), "name");
  if (plb_json_is_array(name)) name = plb_json_at(name, 0);
  return plb_json_text(name);
}

static void add_author(walk *w, plb_slice name) {
  if (name.n == 0 || w->out->n_author == PLB_JSONLD_AUTHORS) return;
  plb_slice *slot = &w->out->author[w->out->n_author];
  *slot = (plb_slice){NULL, 0};
  keep(w, slot, name);
  w->out->n_author += slot->n > 0;
}

static void authors(walk *w, const plb_json *v) {
  if (!plb_json_is_array(v)) {
    const plb_json *names = plb_json_get(v, "name");
    for (size_t i = 0; i < plb_json_count(names); i++)
      add_author(w, plb_json_text(plb_json_at(names, i)));
    if (!plb_json_is_array(names)) add_author(w, name_of(w, v));
    return;
  }
  for (size_t i = 0; i < plb_json_count(v) && i < PLB_JSONLD_AUTHORS; i++)
    add_author(w, name_of(w, plb_json_at(v, i)));
}

static uint32_t rank_of(walk *w, const plb_json *object) {
  const plb_json *type = plb_json_get(object, "@type");
  uint32_t best = PLB_MAP_NONE, n = (uint32_t)plb_json_count(type);
  for (uint32_t i = 0; i < (n ? n : 1) && i < 8; i++) {
    plb_slice name = plb_json_text(n ? plb_json_at(type, i) : type);
    uint32_t slash = name.n;
    while (slash && name.p[slash - 1] != '/' && name.p[slash - 1] != ':')
      slash--; /* http://schema.org/Article */
    w->out->kinds |= plb_kind_of_type(&w->t->kinds, name);
    uint32_t rank = name.n ? plb_map_get(&w->t->type, plb_slice_sub(name, slash, name.n)) : PLB_MAP_NONE;
    if (rank < best) best = rank;
  }
  return best;
}

static void take(walk *w, const plb_json *o) {
  plb_jsonld *out = w->out;
  out->n_article += w->rank == 1;
  keep(w, &out->headline, plb_json_text(plb_json_get(o, "headline")));
  if (w->rank == 1) keep(w, &out->headline, plb_json_text(plb_json_get(o, "name")));
  const plb_json *free = plb_json_get(o, "isAccessibleForFree");
  out->not_free |= plb_json_is_false(free) || plb_slice_eq_nocase(plb_json_text(free), PLB_LIT("false"));
  keep(w, &out->published, plb_json_text(plb_json_get(o, "datePublished")));
  keep(w, &out->created, plb_json_text(plb_json_get(o, "dateCreated")));
  keep(w, &out->modified, plb_json_text(plb_json_get(o, "dateModified")));
  keep(w, &out->publisher, name_of(w, plb_json_get(o, "publisher")));
  const plb_json *page = plb_json_get(o, "mainEntityOfPage");
  keep(w, &out->url, plb_json_text(plb_json_get(o, "url")));
  keep(w, &out->url, plb_json_is_object(page) ? plb_json_text(plb_json_get(page, "@id")) : plb_json_text(page));
  keep(w, &out->language, plb_json_text(plb_json_get(o, "inLanguage")));
  if (out->n_author == 0) authors(w, plb_json_get(o, "author"));
  if (out->n_author == 0 && w->rank == 1) authors(w, plb_json_get(o, "creator"));
}

static void visit(walk *w, const plb_json *v, int depth) {
  if (!v || depth > PLB_JSONLD_DEPTH || ++w->nodes > PLB_JSONLD_NODES) return;
  for (size_t i = 0; i < plb_json_count(v); i++)
    visit(w, plb_json_at(v, i), depth + 1);
  if (!plb_json_is_object(v)) return;
  if (rank_of(w, v) == w->rank) take(w, v);
  visit(w, plb_json_get(v, "@graph"), depth + 1);
  visit(w, plb_json_get(v, "mainEntity"), depth + 1);
  if (plb_json_is_object(plb_json_get(v, "mainEntityOfPage"))) visit(w, plb_json_get(v, "mainEntityOfPage"), depth + 1);
}

plb_status plb_jsonld_read(const plb_jsonld_tables *t, plb_slice script, plb_arena *arena, plb_jsonld *out,
                           plb_error *err) {
  plb_json *root = NULL;
  plb_error ignored;
  if (script.n > PLB_JSONLD_BYTES)
    return plb_fail(err, PLB_DAMAGED, "extract", "a JSON-LD script over %d bytes", PLB_JSONLD_BYTES);
  plb_slice text = mended(script, arena);
  if (!text.p) return plb_fail(err, PLB_NOMEM, "extract", "no memory for JSON-LD");
  plb_status s = plb_json_parse(text, &root, &ignored);
  if (s)
    return plb_fail(err, s == PLB_NOMEM ? s : PLB_DAMAGED, "extract",
                    s == PLB_NOMEM ? "no memory for JSON-LD" : "JSON-LD that is no JSON");
  walk w = {.t = t, .arena = arena, .out = out, .root = root};
  for (w.rank = 1; w.rank <= 2; w.rank++) {
    w.nodes = 0;
    visit(&w, root, 0);
  }
  plb_json_free(root);
  return w.memory_out ? plb_fail(err, PLB_NOMEM, "extract", "no memory for JSON-LD") : PLB_OK;
}
