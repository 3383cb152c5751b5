/* What a record gave of itself (a JSON line, a WARC head) against what its page says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/slice.h"
#include "extract/extract.h"

#define TEXT                                                                                                       \
  "The foreign ministers of Alland and Borduria signed a treaty on fishing rights in the capital after talks "     \
  "that lasted for most of the night.\n\nFishermen in both of the countries welcomed it and said that they would " \
  "go out again as soon as the navies had left.\n"
#define PAGE(head) "<html lang=\"en\"><head>" head "</head><body><p>" TEXT "</p></body></html>"

static plb_extract_tables *tables;
static plb_limits limits;
static plb_arena arena;
static plb_doc doc;
static plb_error err;

static int open_all(void **state) {
  (void)state;
  plb_limits_default(&limits);
  return plb_extract_tables_open(&tables, &err) != PLB_OK;
}

static int close_all(void **state) {
  (void)state;
  plb_extract_tables_close(tables);
  plb_arena_free(&arena);
  return 0;
}

static void read_page(const char *bytes, plb_format format, plb_given given) {
  plb_arena_free(&arena);
  arena = (plb_arena){0};
  plb_arena_init(&arena, limits.arena_bytes);
  doc = (plb_doc){.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.number = 1, .format = format, .bytes = plb_slice_str(bytes), .given = given};
  assert_int_equal(plb_extract(tables, &doc, &err), PLB_OK);
}

static void is(plb_fact f, const char *value, const char *origin) {
  if (!plb_slice_is(f.value, value)) print_error("got '%.*s' (%s)\n", (int)f.value.n, f.value.p, f.origin);
  assert_true(plb_slice_is(f.value, value));
  assert_string_equal(f.origin, origin);
}

static void test_url(void **state) {
  (void)state;
  plb_given given = {.url = PLB_LIT(" HTTPS://WWW.BBC.com:443/news/world-1?utm_source=x#top ")};
  read_page(TEXT, PLB_FORMAT_TEXT, given);
  is(doc.meta.url, "https://www.bbc.com/news/world-1", "given");
  is(doc.meta.outlet, "BBC News", "url");
  read_page(PAGE(""), PLB_FORMAT_HTML, given);
  is(doc.meta.url, "https://www.bbc.com/news/world-1", "given");
  is(doc.meta.outlet, "BBC News", "url");
}

static void test_url_of_another_kind(void **state) {
  (void)state;
  plb_given given = {.url = PLB_LIT("urn:item:7")};
  read_page(TEXT, PLB_FORMAT_TEXT, given);
  is(doc.meta.url, "urn:item:7", "given");
  read_page(PAGE("<link rel=\"canonical\" href=\"https://courier.example/fish\">"), PLB_FORMAT_HTML, given);
  is(doc.meta.url, "https://courier.example/fish", "canonical link");
}

static void is_day(int year, int month, int day) {
  plb_date d = doc.meta.published_day;
  assert_int_equal(d.year * 10000 + d.month * 100 + d.day, year * 10000 + month * 100 + day);
}

static void test_two_readings(void **state) {
  (void)state;
  plb_given given = {.published = PLB_LIT("03/04/2021")};
  read_page(PAGE("<meta property=\"article:published_time\" content=\"2021-04-03\">"), PLB_FORMAT_HTML, given);
  is(doc.meta.published, "2021-04-03", "given");
  is_day(2021, 4, 3);
  read_page(PAGE("<meta property=\"article:published_time\" content=\"2021-04-09\">"), PLB_FORMAT_HTML, given);
  is(doc.meta.published, "2021-04-09", "meta:article:published_time");
  is_day(2021, 4, 9);
  read_page(PAGE(""), PLB_FORMAT_HTML, given);
  is(doc.meta.published, "", "the date can be read day first or month first");
  is_day(0, 0, 0);
}

static void test_title(void **state) {
  (void)state;
  plb_given given = {.title = PLB_LIT("Fishing treaty signed in Allport")};
  read_page(TEXT, PLB_FORMAT_TEXT, given);
  assert_int_equal(doc.n_block, 3);
  assert_int_equal(doc.block[0].kind, PLB_BLOCK_TITLE);
  assert_true(plb_slice_eq(plb_doc_text(&doc, doc.block[0].span), given.title));
  assert_int_equal(doc.block[1].kind, PLB_BLOCK_PARAGRAPH);
  is(doc.meta.title, "Fishing treaty signed in Allport", "given");
  read_page("Boats go out again from Allport\n\n" TEXT, PLB_FORMAT_TEXT, given);
  assert_int_equal(doc.n_block, 3);
  assert_true(plb_slice_is(plb_doc_text(&doc, doc.block[0].span), "Boats go out again from Allport"));
}

static void test_kind(void **state) {
  (void)state;
  read_page(TEXT, PLB_FORMAT_TEXT, (plb_given){0});
  is(doc.meta.kind, "", "plain text does not say");
  read_page(PAGE("<meta property=\"og:type\" content=\"article\">"), PLB_FORMAT_HTML, (plb_given){0});
  is(doc.meta.kind, "article", "meta:og:type");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_url), cmocka_unit_test(test_url_of_another_kind),
                                     cmocka_unit_test(test_two_readings), cmocka_unit_test(test_title),
                                     cmocka_unit_test(test_kind)};
  return cmocka_run_group_tests(tests, open_all, close_all);
}
