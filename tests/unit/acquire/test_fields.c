/* acquire/fields: the field map, its defaults and its words. */
#include "acquire/fields.h"
#include "support.h"

static plb_status fields(const char *line, const plb_field_map *map, plb_record *r, plb_arena *arena, plb_error *err) {
  *r = (plb_record){.bytes = plb_slice_str(line), .format = PLB_FORMAT_FIELDS};
  plb_error_clear(err);
  plb_fields names;
  plb_status s = plb_fields_open(map, &names, err);
  return s ? s : plb_fields_json(&names, r, arena, err);
}

static void finds_the_usual_names(void **state) {
  (void)state;
  plb_arena arena;
  plb_arena_init(&arena, 1 << 20);
  plb_record r;
  plb_error err;
  const char *line =
      "{\"doc_id\":-7,\"link\":\"u\",\"headline\":\"h\",\"event_text\":\"t\",\"html\":\"<p>\",\"site\":\"s\","
      "\"authors\":[{\"name\":\"A B\"},\"C D\",5],\"datePublished\":\"2020-01-02\",\"lang\":\"en\"}";
  assert_int_equal(fields(line, NULL, &r, &arena, &err), PLB_OK);
  assert_true(plb_slice_is(r.given.id, "-7"));
  assert_true(plb_slice_is(r.given.url, "u"));
  assert_true(plb_slice_is(r.given.title, "h"));
  assert_true(plb_slice_is(r.given.text, "t"));
  assert_true(plb_slice_is(r.given.html, "<p>"));
  assert_true(plb_slice_is(r.given.outlet, "s"));
  assert_true(plb_slice_is(r.given.author, "A B; C D"));
  assert_true(plb_slice_is(r.given.published, "2020-01-02"));
  assert_true(plb_slice_is(r.given.language, "en"));
  plb_arena_free(&arena);
}

static void an_empty_value_is_none(void **state) {
  (void)state;
  plb_arena arena;
  plb_arena_init(&arena, 1 << 20);
  plb_record r;
  plb_error err;
  assert_int_equal(fields("{\"text\":\"\",\"body\":null,\"content\":\"c\"}", NULL, &r, &arena, &err), PLB_OK);
  assert_true(plb_slice_is(r.given.text, "c"));
  assert_int_equal(r.given.title.n, 0);
  assert_int_equal(fields("{}", NULL, &r, &arena, &err), PLB_FORMAT);
  assert_non_null(strstr(err.message, "none"));
  plb_arena_free(&arena);
}

static void the_user_names_fields(void **state) {
  (void)state;
  plb_arena arena;
  plb_arena_init(&arena, 1 << 20);
  plb_record r;
  plb_error err;
  plb_field_map map;
  char storage[100];
  assert_int_equal(plb_field_map_parse("published=meta.day|day, text=words", &map, storage, sizeof storage, &err),
                   PLB_OK);
  const char *line = "{\"meta\":{\"day\":\"2021\"},\"day\":\"2022\",\"text\":\"no\",\"words\":\"yes\",\"title\":\"t\"}";
  assert_int_equal(fields(line, &map, &r, &arena, &err), PLB_OK);
  assert_true(plb_slice_is(r.given.published, "2021"));
  assert_true(plb_slice_is(r.given.text, "yes"));
  assert_true(plb_slice_is(r.given.title, "t"));
  assert_int_equal(fields("{\"text\":\"no\"}", &map, &r, &arena, &err), PLB_FORMAT);
  plb_arena_free(&arena);
}

static void wrong_words_are_refused(void **state) {
  (void)state;
  plb_field_map map;
  char storage[16];
  plb_error err;
  assert_int_equal(plb_field_map_parse("", &map, storage, sizeof storage, &err), PLB_OK);
  assert_int_equal(plb_field_map_parse(NULL, &map, storage, sizeof storage, &err), PLB_OK);
  assert_int_equal(plb_field_map_parse("colour=x", &map, storage, sizeof storage, &err), PLB_USAGE);
  assert_non_null(strstr(err.message, "colour"));
  assert_int_equal(plb_field_map_parse("text", &map, storage, sizeof storage, &err), PLB_USAGE);
  assert_int_equal(plb_field_map_parse("text=", &map, storage, sizeof storage, &err), PLB_USAGE);
  assert_int_equal(plb_field_map_parse("text=0123456789abcdef", &map, storage, sizeof storage, &err), PLB_USAGE);
  assert_int_equal(plb_field_map_parse("text=0123456789abcde", &map, storage, sizeof storage, &err), PLB_OK);
}

static void memory_has_an_end(void **state) {
  (void)state;
  plb_record r;
  plb_error err;
  plb_arena arena;
  for (size_t cap = 0; cap < 160; cap += 16) {
    plb_arena_init(&arena, cap);
    plb_status s =
        fields("{\"text\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"authors\":[\"b\",\"c\"],"
               "\"id\":123}",
               NULL, &r, &arena, &err);
    assert_int_equal(s, cap < 96 ? PLB_NOMEM : PLB_OK);
    plb_arena_free(&arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_the_usual_names), cmocka_unit_test(an_empty_value_is_none),
      cmocka_unit_test(the_user_names_fields), cmocka_unit_test(wrong_words_are_refused),
      cmocka_unit_test(memory_has_an_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
