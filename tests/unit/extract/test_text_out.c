/* text_out and fields: folded white space, blocks, and the map back to the record's bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/slice.h"
#include "extract/fields.h"
#include "extract/text_out.h"
#include "map.h"

static plb_limits limits;
static plb_arena arena;
static plb_doc doc;
static plb_charset_tables *tables;
static plb_error err;

static int open_all(void **state) {
  (void)state;
  return plb_charset_tables_open(&tables, &err) != PLB_OK;
}

static int close_all(void **state) {
  (void)state;
  plb_charset_tables_close(tables);
  plb_arena_free(&arena);
  return 0;
}

static void fresh(plb_slice bytes) {
  plb_arena_free(&arena);
  arena = (plb_arena){0};
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  doc = (plb_doc){.arena = &arena, .limits = &limits};
  doc.record.bytes = bytes;
}

/* Runs are in order of the text and inside it and the bytes; a run of equal length is equal bytes. */
/* The record's bytes that the part of the text came from, first run to last. */
static plb_slice source_of(const char *part) {
  uint32_t begin = plb_slice_find(doc.text, plb_slice_str(part), 0), end = begin + (uint32_t)strlen(part);
  uint32_t from = UINT32_MAX, to = 0;
  assert_int_not_equal(begin, UINT32_MAX);
  for (uint32_t i = 0; i < doc.n_map; i++) {
    const plb_map_run *r = &doc.map[i];
    if (r->text_begin + r->n <= begin || r->text_begin >= end) continue;
    uint32_t skip = r->n == r->source_n && begin > r->text_begin ? begin - r->text_begin : 0;
    uint32_t cut = r->n == r->source_n && end < r->text_begin + r->n ? r->text_begin + r->n - end : 0;
    if (from == UINT32_MAX) from = r->source_begin + skip;
    to = r->source_begin + r->source_n - cut;
  }
  assert_int_not_equal(from, UINT32_MAX);
  return plb_slice_sub(doc.record.bytes, from, to);
}

static void write_all(const plb_charset_page *page) {
  plb_text_out *out;
  assert_int_equal(plb_out_open(&out, &doc, page, &err), PLB_OK);
  plb_out_begin(out, PLB_BLOCK_PARAGRAPH);
  plb_out_add(out, page->utf8, 0, page->utf8.n);
  plb_out_end(out);
  assert_int_equal(plb_out_finish(out, &err), PLB_OK);
  check_map(&doc);
}

static void write_bytes(plb_slice bytes, const char *label, const char *want) {
  plb_charset_page page;
  fresh(bytes);
  assert_int_equal(plb_charset_read(tables, &doc, bytes, plb_slice_str(label), false, &page, &err), PLB_OK);
  write_all(&page);
  if (!plb_slice_is(doc.text, want)) print_error("got [%.*s]\n", (int)doc.text.n, doc.text.p);
  assert_true(plb_slice_is(doc.text, want));
}

static void folding(void **state) {
  (void)state;
  write_bytes(PLB_LIT("  one \n\t two\xC2\xA0three  "), "", "one two three");
  assert_int_equal(doc.n_map, 3); /* "one ", "two", "three": folded spaces stand nowhere */
  write_bytes(PLB_LIT("so\xC2\xAD"
                      "ft ze\xE2\x80\x8Bro \xE2\x80\x8E mark\x01s"),
              "", "soft zero marks");
  assert_true(plb_slice_is(source_of("soft"), "so\xC2\xAD"
                                              "ft"));
  write_bytes(PLB_LIT(" \n \xC2\xA0 "), "", "");
  assert_int_equal(doc.n_block, 0);
  assert_int_equal(doc.n_map, 0);
}

static void other_sets(void **state) {
  (void)state;
  write_bytes(PLB_LIT("caf\xE9 au \x93"
                      "lait\x94"),
              "windows-1252",
              "caf\xC3\xA9 au \xE2\x80\x9C"
              "lait\xE2\x80\x9D");
  assert_true(plb_slice_is(source_of("lait"), "lait"));
  assert_true(plb_slice_is(source_of("\xC3\xA9"), "\xE9"));
  plb_slice wide = {"\xFF\xFE"
                    "h\0e\0y\0 \0\xE9\0!\0",
                    14};
  write_bytes(wide, "", "hey \xC3\xA9!");
  plb_slice hey = source_of("hey");
  assert_true(hey.p == wide.p + 2);
}

static void blocks(void **state) {
  (void)state;
  plb_charset_page page;
  plb_text_out *out;
  plb_slice bytes = PLB_LIT("Title here. Body &amp; soul. x");
  fresh(bytes);
  assert_int_equal(plb_charset_read(tables, &doc, bytes, plb_slice_str(""), false, &page, &err), PLB_OK);
  assert_int_equal(plb_out_open(&out, &doc, &page, &err), PLB_OK);
  plb_out_begin(out, PLB_BLOCK_TITLE);
  plb_out_add(out, plb_slice_sub(bytes, 0, 11), 0, 11);
  assert_true(plb_out_end(out));
  plb_out_begin(out, PLB_BLOCK_CAPTION);
  plb_out_add(out, PLB_LIT("  "), 0, 2);
  assert_false(plb_out_end(out));
  plb_out_begin(out, PLB_BLOCK_PARAGRAPH);
  plb_out_add(out, PLB_LIT("dropped"), 0, 7);
  plb_out_drop(out);
  plb_out_begin(out, PLB_BLOCK_PARAGRAPH);
  plb_out_add(out, PLB_LIT("Body "), 12, 5);
  plb_out_add(out, PLB_LIT("&"), 17, 5);
  plb_out_add(out, PLB_LIT(" soul"), 22, 5);
  plb_out_space(out);
  plb_out_add(out, PLB_LIT("made"), 0, 0);
  assert_true(plb_slice_is(plb_out_text(out), "Body & soul made"));
  assert_true(plb_out_end(out));
  assert_int_equal(plb_out_finish(out, &err), PLB_OK);
  assert_true(plb_slice_is(doc.text, "Title here.\nBody & soul made"));
  assert_int_equal(doc.n_block, 2);
  assert_true(plb_slice_is(plb_doc_text(&doc, doc.block[1].span), "Body & soul made"));
  check_map(&doc);
  assert_true(plb_slice_is(source_of("& soul"), "&amp; soul"));
}

static void text_limit(void **state) {
  (void)state;
  plb_text_out *out;
  fresh(PLB_LIT("0123456789"));
  limits.text_bytes = 25;
  assert_int_equal(plb_out_open(&out, &doc, NULL, &err), PLB_OK);
  plb_out_begin(out, PLB_BLOCK_PARAGRAPH);
  for (int i = 0; i < 3; i++)
    plb_out_add(out, PLB_LIT("0123456789"), 0, 10);
  plb_out_end(out);
  assert_int_equal(plb_out_finish(out, &err), PLB_LIMIT);
}

static void given_text(const char *line, const char *given, bool found) {
  plb_charset_page page;
  fresh(plb_slice_str(line));
  assert_int_equal(plb_fields_page(&doc, plb_slice_str(given), &page, &err), PLB_OK);
  assert_int_equal(page.n_segment > 0, found);
  write_all(&page);
}

static void json_fields(void **state) {
  (void)state;
  given_text("{\"id\":\"Say\",\"text\":\"Say \\\"no\\\" to\\nth\\u00e9 \\ud83d\\ude00 caf\xC3\xA9.\"}",
             "Say \"no\" to\nth\xC3\xA9 \xF0\x9F\x98\x80 caf\xC3\xA9.", true);
  assert_true(plb_slice_is(doc.text, "Say \"no\" to th\xC3\xA9 \xF0\x9F\x98\x80 caf\xC3\xA9."));
  assert_true(plb_slice_is(source_of("\"no\""), "\\\"no\\\""));
  assert_true(plb_slice_is(source_of("\xC3\xA9 \xF0"), "\\u00e9 \\ud83d\\ude00"));
  assert_true(plb_slice_is(source_of("caf\xC3\xA9."), "caf\xC3\xA9."));
  given_text("{\"text\":[\"One.\",\"\",\"Two \\t here.\"]}", "One.\n\nTwo \t here.", true);
  assert_true(plb_slice_is(source_of("Two here"), "Two \\t here"));
  given_text("{\"text\":\"other\"}", "not there", false);
  assert_int_equal(doc.n_map, 0);
  given_text("{\"title\":\"One.\",\"text\":\"One.\\n\\nTwo.\"}", "One.\n\nTwo.", true);
  assert_true(plb_slice_is(source_of("Two."), "Two."));
}

static void csv_fields(void **state) {
  (void)state;
  given_text("1,Two,\"He said \"\"no\"\" to\nTwo caf\xC3\xA9s.\"", "He said \"no\" to\nTwo caf\xC3\xA9s.", true);
  assert_true(plb_slice_is(source_of("said \"no\" to"), "said \"\"no\"\" to"));
  assert_true(plb_slice_is(source_of("Two"), "Two"));
  given_text("7;Seven came;\"x\"", "Seven came", true);
  assert_int_equal(doc.map[0].source_begin, 2);
  given_text("17,7 came,7", "7", true); /* a whole cell, not the end of another */
  assert_int_equal(doc.map[0].source_begin, 10);
  given_text("1,\" Two.\n\",x", "Two.", true);   /* white space at a cell's ends was left out */
  given_text("1,caf\xe9", "caf\xC3\xA9", false); /* windows-1252: not known, never wrong */
  given_text("1,\"not this\"", "this", false);
}

static void xml_fields(void **state) {
  (void)state;
  given_text("<item><title>Say</title><description>Say &quot;no&quot; <!-- x -->to &#233;t&#xe9; &nbsp; "
             "&amp;lt;.</description>"
             "</item>",
             "Say \"no\" to \xC3\xA9t\xC3\xA9 &nbsp; &lt;.", true);
  assert_true(plb_slice_is(source_of("\"no\""), "&quot;no&quot;"));
  assert_true(plb_slice_is(source_of("\xC3\xA9t"), "&#233;t"));
  assert_true(plb_slice_is(source_of("&lt;"), "&amp;lt;"));
  given_text("<item a='>'><x>\n <![CDATA[ One & <b>two</b>]]> &amp; <![CDATA[3]]>\n</x></item>", "One & <b>two</b> & 3",
             true);
  assert_true(plb_slice_is(source_of("two"), "two"));
  assert_true(plb_slice_is(source_of("& 3"), "&amp; <![CDATA[3"));
  given_text("<S><Text>\nOne.\n</Text></S>\n<S><Text>Two &lt; 3.</Text></S>", "One.\n\nTwo < 3.", true);
  assert_true(plb_slice_is(source_of("Two < 3."), "Two &lt; 3."));
  given_text("<entry><content><div>One <i>two</i>.</div></content></entry>", "<div>One <i>two</i>.</div>", true);
  given_text("<item><x>One more</x></item>", "One", false); /* a longer text */
  given_text("<item><x>caf\xe9</x></item>", "caf\xC3\xA9", false);
  given_text("<item><x a=\"<![CDATA[\">One</x", "Two", false);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folding),    cmocka_unit_test(other_sets),  cmocka_unit_test(blocks),
      cmocka_unit_test(text_limit), cmocka_unit_test(json_fields), cmocka_unit_test(csv_fields),
      cmocka_unit_test(xml_fields),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
