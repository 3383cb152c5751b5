/* Thin adapter over jansson 2.14: strict RFC 8259 but for duplicate names (the last one counts). */
#include "base/json.h"

#include <jansson.h>

#include "base/error.h"
#include "base/slice.h"

static json_t *raw(const plb_json *v) {
  return (json_t *)(uintptr_t)v;
}

plb_status plb_json_parse(plb_slice text, plb_json **out, plb_error *err) {
  json_error_t e;
  json_t *root = json_loadb(text.n ? text.p : "", text.n, JSON_DECODE_ANY, &e);
  *out = (plb_json *)root;
  if (root) return PLB_OK;
  plb_status code = json_error_code(&e) == json_error_out_of_memory    ? PLB_NOMEM
                    : json_error_code(&e) == json_error_stack_overflow ? PLB_LIMIT
                                                                       : PLB_DAMAGED;
  return plb_fail_at(err, code, "json", (uint64_t)(e.position < 0 ? 0 : e.position), "JSON: %s (line %d, column %d)",
                     e.text, e.line, e.column);
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

size_t plb_json_count(const plb_json *v) {
  return json_array_size(raw(v));
}

const plb_json *plb_json_at(const plb_json *v, size_t i) {
  return (const plb_json *)json_array_get(raw(v), i);
}

plb_slice plb_json_text(const plb_json *v) {
  if (!json_is_string(raw(v))) return (plb_slice){NULL, 0};
  return plb_slice_of(json_string_value(raw(v)), json_string_length(raw(v)));
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
