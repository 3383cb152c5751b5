/* base/json: any bytes as JSON, walked to its leaves. base/buf: any bytes written as a JSON string must be read back as
 * the same text when they are UTF-8 without NUL, and as valid UTF-8 always. acquire: the same bytes as a JSON line and
 * as a map of fields. */
#include "acquire/fields.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

static void walk(const plb_json *v) {
  plb_slice text = plb_json_text(v), key;
  const plb_json *value = NULL;
  int64_t number;
  must(plb_utf8_valid(text) && (text.n == 0 || plb_json_is_string(v)));
  plb_json_int(v, &number);
  for (size_t i = 0; i < plb_json_count(v); i++)
    walk(plb_json_at(v, i));
  must(plb_json_at(v, plb_json_count(v)) == NULL);
  if (!plb_json_is_object(v)) return;
  for (const void *at = NULL; (at = plb_json_next(v, at, &key, &value));) {
    must(plb_utf8_valid(key));
    walk(value);
  }
  walk(plb_json_get(v, "a.b"));
}

static void write_and_read(plb_slice in) {
  plb_buf b;
  plb_json *v;
  plb_error err = {0};
  plb_buf_init(&b, 64 << 20);
  plb_buf_json(&b, in);
  must(!b.status);
  bool nul = in.n && memchr(in.p, 0, in.n), same = plb_utf8_valid(in);
  plb_status s = plb_json_parse(plb_slice_of(b.p, b.n), &v, &err);
  must(s == PLB_OK);
  if (same && !nul) must(plb_slice_eq(plb_json_text(v), in));
  plb_json_free(v);
  plb_buf_clear(&b);
  plb_buf_html(&b, in);
  must(!b.status && (!b.n || !memchr(b.p, '<', b.n)));
  plb_buf_free(&b);
}

static void read_fields(plb_slice in) {
  plb_arena arena = {0};
  plb_error err = {0};
  plb_field_map map;
  char words[200], storage[256];
  plb_arena_init(&arena, 64 << 20);
  snprintf(words, sizeof words, "%.*s", (int)(in.n < 150 ? in.n : 150), in.n ? in.p : "");
  bool mapped = plb_field_map_parse(words, &map, storage, sizeof storage, &err) == PLB_OK;
  plb_record record = {.format = PLB_FORMAT_FIELDS, .bytes = in};
  plb_fields fields;
  must(plb_fields_open(mapped ? &map : NULL, &fields, &err) == PLB_OK);
  plb_status s = plb_fields_json(&fields, &record, &arena, &err);
  must(s == PLB_OK || err.message[0]);
  if (!s) must(plb_utf8_valid(record.given.text) && plb_utf8_valid(record.given.title));
  plb_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  plb_slice in = plb_slice_of((const char *)data, size);
  plb_json *v;
  plb_error err = {0};
  plb_status s = plb_json_parse(in, &v, &err);
  must(s == PLB_OK || ((s == PLB_DAMAGED || s == PLB_LIMIT) && err.message[0] && !v));
  if (!s) walk(v);
  if (!s) plb_json_free(v);
  write_and_read(in);
  read_fields(in);
  return 0;
}
