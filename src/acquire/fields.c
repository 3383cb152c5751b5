/* Fields of a JSON line. A field is looked for under its paths in order; the first that has a value counts. A list of
 * strings is joined (paragraphs by a blank line, names by "; "); an object stands for its member "name" or "text". */
#include "acquire/fields.h"

#include "base/error.h"
#include "base/json.h"
#include "base/slice.h"
#include "base/table.h"

static const struct {
  const char *name;
  size_t in_map, in_given;
} fields[PLB_FIELDS] = {
#define FIELD(x) \
  { #x, offsetof(plb_field_map, x), offsetof(plb_given, x) }
    FIELD(id),     FIELD(url),    FIELD(title),     FIELD(text),     FIELD(html),
    FIELD(outlet), FIELD(author), FIELD(published), FIELD(language),
#undef FIELD
};

static const char **map_field(plb_field_map *map, size_t i) {
  return (const char **)(void *)((char *)map + fields[i].in_map);
}

static const char *map_words(const plb_field_map *map, size_t i) {
  return map ? *(const char *const *)(const void *)((const char *)map + fields[i].in_map) : NULL;
}

plb_slice *plb_fields_given(plb_given *given, size_t i) {
  return (plb_slice *)(void *)((char *)given + fields[i].in_given);
}

size_t plb_fields_named(plb_slice name) {
  size_t i = 0;
  while (i < PLB_FIELDS && !plb_slice_is(name, fields[i].name))
    i++;
  return i;
}

plb_status plb_fields_open(const plb_field_map *map, plb_fields *out, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/fields.tsv", "field paths", err);
  *out = (plb_fields){0};
  while (!s && !(s = plb_table_next(&t, err))) {
    size_t i = plb_fields_named(plb_table_cell(&t, 0));
    if (i == PLB_FIELDS) return plb_table_fail(&t, err, "a record has no such field");
    out->path[i] = plb_table_cell(&t, 1);
  }
  if (s != PLB_NOTFOUND) return s;
  for (size_t i = 0; i < PLB_FIELDS; i++)
    if (map_words(map, i)) out->path[i] = plb_slice_str(map_words(map, i));
  return PLB_OK;
}

static plb_slice member(const plb_json *v, const char *a, const char *b) {
  plb_slice text = plb_json_text(plb_json_get(v, a));
  return text.n ? text : plb_json_text(plb_json_get(v, b));
}

static plb_slice simple_text(const plb_json *v) {
  return plb_json_is_object(v) ? member(v, "name", "text") : plb_json_text(v);
}

static plb_slice joined(const plb_json *list, plb_slice joiner, plb_arena *arena) {
  size_t n = plb_json_count(list), bytes = 0;
  for (size_t i = 0; i < n; i++)
    bytes += (size_t)simple_text(plb_json_at(list, i)).n + joiner.n;
  char *p = plb_arena_alloc(arena, bytes + 1);
  if (!p) return (plb_slice){NULL, 0};
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    plb_slice part = simple_text(plb_json_at(list, i));
    if (!part.n) continue;
    if (at) memcpy(p + at, joiner.p, joiner.n);
    at += at ? joiner.n : 0;
    memcpy(p + at, part.p, part.n);
    at += part.n;
  }
  return plb_slice_of(p, at);
}

/* The value as text in the arena; n == 0: it has none. False when memory is out. */
static bool value_text(const plb_json *v, plb_slice joiner, plb_arena *arena, plb_slice *out) {
  int64_t number;
  *out = (plb_slice){"", 0};
  if (plb_json_is_array(v) && plb_json_count(v)) {
    *out = joined(v, joiner, arena);
  } else if (plb_json_int(v, &number)) {
    *out = plb_arena_printf(arena, "%lld", (long long)number);
  } else {
    plb_slice text = simple_text(v);
    if (text.n) *out = plb_arena_dup(arena, text);
  }
  return out->p != NULL;
}

static bool first_value(const plb_json *root, plb_slice paths, plb_slice joiner, plb_arena *arena, plb_slice *out) {
  plb_slice path;
  *out = (plb_slice){NULL, 0};
  while (!out->n && plb_slice_split(&paths, '|', &path)) {
    const plb_json *v = path.n ? plb_json_find(root, path) : NULL;
    if (v && !value_text(v, joiner, arena, out)) return false;
  }
  return true;
}

/* "a, b, c" of the names in the object, whole names only; control bytes shown as '?'. */
static void list_names(const plb_json *root, char *out, size_t max) {
  plb_slice key;
  const plb_json *v;
  size_t n = 0;
  out[0] = 0;
  for (const void *at = NULL; (at = plb_json_next(root, at, &key, &v));) {
    if (n + key.n + 8 > max) {
      memcpy(out + n, ", ...", 6);
      return;
    }
    if (n) memcpy(out + n, ", ", 2);
    n += n ? 2 : 0;
    for (uint32_t i = 0; i < key.n; i++)
      out[n++] = (unsigned char)key.p[i] < 0x20 || key.p[i] == 0x7f ? '?' : key.p[i];
    out[n] = 0;
  }
}

static plb_status fill_given(const plb_json *root, const plb_fields *f, plb_given *given, plb_arena *arena,
                             plb_error *err) {
  if (!plb_json_is_object(root)) return plb_fail_at(err, PLB_DAMAGED, "acquire", 0, "the line is no JSON object");
  for (size_t i = 0; i < PLB_FIELDS; i++) {
    bool prose = plb_fields_given(given, i) == &given->text || plb_fields_given(given, i) == &given->html;
    if (!first_value(root, f->path[i], prose ? PLB_LIT("\n\n") : PLB_LIT("; "), arena, plb_fields_given(given, i)))
      return plb_fail(err, PLB_NOMEM, "acquire", "no memory for the fields of the line");
  }
  if (given->text.n || given->html.n) return PLB_OK;
  char names[180];
  list_names(root, names, sizeof names);
  return plb_fail_at(err, PLB_FORMAT, "acquire", 0, "no field with the text; the line has: %s",
                     names[0] ? names : "none");
}

plb_status plb_fields_json(const plb_fields *f, plb_record *record, plb_arena *arena, plb_error *err) {
  memset(&record->given, 0, sizeof record->given);
  plb_json *root;
  plb_status s = plb_json_parse(record->bytes, &root, err);
  if (s) return s;
  s = fill_given(root, f, &record->given, arena, err);
  plb_json_free(root);
  return s;
}

plb_status plb_field_map_parse(const char *words, plb_field_map *map, char *storage, size_t n, plb_error *err) {
  memset(map, 0, sizeof *map);
  if (!words || !*words) return PLB_OK;
  plb_slice rest = plb_slice_str(words), part;
  size_t used = 0;
  while (plb_slice_split(&rest, ',', &part)) {
    plb_slice paths = plb_slice_trim(part), name;
    plb_slice_split(&paths, '=', &name);
    size_t i = plb_fields_named(plb_slice_trim(name));
    paths = plb_slice_trim(paths);
    if (i == PLB_FIELDS)
      return plb_fail(err, PLB_USAGE, "acquire",
                      "'%.*s' is no field; there are id, url, title, text, html, outlet, author, published, language",
                      (int)(name.n > 40 ? 40 : name.n), name.p);
    if (paths.n == 0 || used + paths.n + 1 > n)
      return plb_fail(err, PLB_USAGE, "acquire", "field %s: %s", fields[i].name,
                      paths.n ? "the list of names is too long" : "no name follows '='");
    memcpy(storage + used, paths.p, paths.n);
    storage[used + paths.n] = 0;
    *map_field(map, i) = storage + used;
    used += paths.n + 1;
  }
  return PLB_OK;
}
