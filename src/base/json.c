/* Thin adapter over jansson 2.14, strict after RFC 8259; what it lets pass or does not bound (a NUL byte behind a
 * number, depth, the number of values) is looked for before. Its own list of deviations: docs/base.md. After a failed
 * allocation jansson may call the text broken, or leave a value out and say nothing: its allocator is ours, and
 * remembers. */
#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"

static json_t *raw(const plb_json *v) {
  return (json_t *)(uintptr_t)v;
}

static plb_status refuse(plb_error *err, plb_status code, size_t at, const char *what) {
  return plb_fail_at(err, code, "json", at, "JSON: %s", what);
}

/* Nesting and number of values by the marks outside strings: what is not JSON is left to jansson. */
static plb_status check_size(plb_slice text, plb_error *err) {
  uint32_t depth = 0, values = 1;
  bool string = false;
  for (uint32_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '"') {
      string = !string;
    } else if (string) {
      i += c == '\\';
    } else if (c == ',' || c == '[' || c == '{') {
      depth += c != ',';
      if (depth > PLB_JSON_DEPTH) return refuse(err, PLB_LIMIT, i, "nested deeper than 64 levels");
      if (++values > PLB_JSON_VALUES) return refuse(err, PLB_LIMIT, i, "more than 200000 values");
    } else if ((c == ']' || c == '}') && depth) {
      depth--;
    }
  }
  return PLB_OK;
}

static plb_status failed(const json_error_t *e, plb_error *err) {
  return plb_fail_at(err, PLB_DAMAGED, "json", (uint32_t)e->position, "JSON: %s (line %d, column %d)", e->text, e->line,
                     e->column);
}

void plb_json_process_init(void) {
  json_object_seed(0);
}

/* jansson takes bare functions, so what they remember has to be static. Of the parse at hand only. */
static _Thread_local bool memory_out;

static void *remembering_malloc(size_t n) {
  void *p = malloc(n);
  if (!p) memory_out = true;
  return p;
}

plb_status plb_json_parse(plb_slice text, plb_json **out, plb_error *err) {
  json_error_t e;
  *out = NULL;
  const char *nul = text.n ? memchr(text.p, 0, text.n) : NULL;
  if (nul) return refuse(err, PLB_DAMAGED, (size_t)(nul - text.p), "a NUL byte");
  plb_status s = check_size(text, err);
  if (s) return s;
  json_set_alloc_funcs(remembering_malloc, free);
  memory_out = false;
  json_t *root = json_loadb(text.n ? text.p : "", text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
  if (memory_out) {
    json_decref(root);
    return plb_fail(err, PLB_NOMEM, "json", "no memory for JSON of %u bytes", text.n);
  }
  *out = (plb_json *)root;
  return root ? PLB_OK : failed(&e, err);
}

void plb_json_free(plb_json *root) {
  json_decref(raw(root));
}

const plb_json *plb_json_find(const plb_json *v, plb_slice path) {
  plb_slice part;
  json_t *at = raw(v);
  while (at && plb_slice_split(&path, '.', &part))
    at = json_object_getn(at, part.p, part.n);
  return (const plb_json *)at;
}

const plb_json *plb_json_get(const plb_json *v, const char *path) {
  return plb_json_find(v, plb_slice_str(path));
}

bool plb_json_is_array(const plb_json *v) {
  return json_is_array(raw(v));
}

bool plb_json_is_object(const plb_json *v) {
  return json_is_object(raw(v));
}

bool plb_json_is_string(const plb_json *v) {
  return json_is_string(raw(v));
}

bool plb_json_is_false(const plb_json *v) {
  return json_is_false(raw(v));
}

bool plb_json_is_true(const plb_json *v) {
  return json_is_true(raw(v));
}

size_t plb_json_count(const plb_json *v) {
  return json_array_size(raw(v));
}

const plb_json *plb_json_at(const plb_json *v, size_t i) {
  return (const plb_json *)json_array_get(raw(v), i);
}

plb_slice plb_json_text(const plb_json *v) {
  if (!json_is_string(raw(v))) return (plb_slice){NULL, 0};
  char *p = (char *)(uintptr_t)json_string_value(raw(v)), *nul;
  size_t n = json_string_length(raw(v));
  while ((nul = memchr(p, 0, n)))
    *nul = ' ';
  return plb_slice_of(p, n);
}

bool plb_json_int(const plb_json *v, int64_t *out) {
  if (!json_is_integer(raw(v))) return false;
  *out = json_integer_value(raw(v));
  return true;
}

const void *plb_json_next(const plb_json *object, const void *at, plb_slice *key, const plb_json **value) {
  json_t *o = raw(object);
  void *it = at ? json_object_iter_next(o, (void *)(uintptr_t)at) : json_object_iter(o);
  if (!it) return NULL;
  *key = plb_slice_str(json_object_iter_key(it));
  *value = (const plb_json *)json_object_iter_value(it);
  return it;
}
