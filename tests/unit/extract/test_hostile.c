/* Pages made to hurt: large, deep, broken. Each must end, as text or as a named error, in time that grows with its
 * size. With PLB_TIMES set in the environment the processor time of each is printed; PLB_MIB says how large they are
 * (2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/slice.h"
#include "extract/extract.h"
#include "map.h"

/* The unit over and over between head and tail; of "%u" in the unit the running number is made. */
typedef struct hurt {
  const char *name, *head, *unit, *tail;
} hurt;

static const hurt pages[] = {
    {"text without tags", "", "word and word, ", ""},
    {"one long word", "<p>", "aaaaaaaaaaaaaaaa", ""},
    {"open brackets", "", "<", ""},
    {"open brackets and spaces", "", "< ", ""},
    {"ampersands", "<p>", "&", ""},
    {"unknown references", "<p>", "&nosuchthing;", ""},
    {"references", "<p>", "&eacute;&amp;&#8217;", ""},
    {"broken numbers", "<p>", "&#;&#x;&#99999999999;", ""},
    {"deep", "", "<div>", ""},
    {"deep and shallow", "", "<div><div><div><div></div></div></div></div>", ""},
    {"bold never closed", "<p>", "<b>x", ""},
    {"bold and paragraphs never closed", "", "<b><p>x", ""},
    {"wrong order", "", "<b><i><p>x</b></i></p>", ""},
    {"end tags alone", "<div>", "</p></span></b>", ""},
    {"end tags in depth",
     "<div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div>",
     "</section>x", ""},
    {"attribute never closed", "<p class=\"", "never closed > <p> ", ""},
    {"one tag of many attributes", "<p ", "a%u=b ", ">x"},
    {"many tags of many attributes", "", "<a b c d e f g h i j k l m n o p q r s t u v w x y z=1>", ""},
    {"long class lists", "", "<p class='a b c d e f article body share related nav'>x", ""},
    {"one class list", "<p class='", "share-related-nav_menu ", "'>x</p>"},
    {"comment never closed", "<!-- ", "never closed -- > ", ""},
    {"many comments", "", "<!--x-->y", ""},
    {"declarations", "", "<!DOCTYPE x><?php y ?><![CDATA[z]]>", ""},
    {"script never closed", "<script>", "var x = '</scrip>'; ", ""},
    {"JSON scripts", "", "<script type='application/ld+json'>{\"articleBody\":\"a\"}</script>", ""},
    {"one JSON script", "<script type='application/ld+json'>", "{\"articleBody\":\"a\\n<p>&amp;\"}", "</script>"},
    {"stated body", "<script type='application/ld+json'>{\"articleBody\":\"", "It is <b>said\\n &amp; \\u00e9 < ",
     "\"}</script>"},
    {"short paragraphs", "", "<p>x</p>", ""},
    {"paragraphs", "", "<p>The minister met the envoys on the %uth day and said that the talks would go on.</p>", ""},
    {"the same paragraph", "",
     "<p>The minister met the envoys on the last day and said that the talks, all of them, would go on "
     "until an agreement had been found.</p>",
     ""},
    {"links", "", "<a href='/%u'>A link to another page</a> ", ""},
    {"list of links", "<ul>", "<li><a href='/%u'>A link to another page</a>", ""},
    {"headings", "", "<h2>Heading %u</h2>", ""},
    {"pictures", "", "<div class=image><img src=x>Words</div>", ""},
    {"empty elements in a picture", "<div class=image><p>a</p><p>b</p>", "<i></i>", "</div>"},
    {"cells", "<table>", "<tr><td>a<td>b<td>c", ""},
    {"tables in tables", "", "<table><tr><td>x", ""},
    {"tables in tables closed", "", "<table><tr><td><table><tr><td>x</table></table>", ""},
    {"breaks", "<p>", "x<br><br>y<br>", ""},
    {"titles", "<title>", "T ", "</title><h1>T</h1>"},
    {"title and headings", "<title>The same heading</title>", "<h1>The same heading</h1>", ""},
    {"headings like the title", "<title>a a a a a a a a a b</title>", "<h1>a a a a a a a a a a</h1>", ""},
    {"separators in the title", "<title>", "a - ", "</title><h1>a a a a</h1>"},
    {"metas", "", "<meta name=description content='x y z'>", ""},
    {"spaces", "<p>", " \n\t", "x"},
    {"no-break spaces", "<p>x", "\xC2\xA0", "x"},
    {"soft hyphens", "<p>", "x\xC2\xAD", ""},
    {"control characters", "<p>", "\x01\x02", "x"},
    {"control characters in words", "<p>", "x\x01", ""},
    {"wrong bytes", "<p>", "\xFF\xC3", ""},
    {"wide characters", "<p>", "\xF0\x9F\x98\x80", ""},
    {"dates", "", "<p>12 May 2019, 10:00 ", ""},
    {"authors", "", "<p class=byline>By Anna %u Holt and Tom Reed</p>", ""},
    {"quotation marks", "<p>", "\"'\xE2\x80\x9C", ""},
    {"forms", "", "<form><select><option>x<textarea>", ""},
    {"frames", "<frameset>", "<frame src=x>", ""},
    {"bodies", "", "<html><body class=x>y", ""},
};

static size_t fill(const hurt *h, char *to, size_t most) {
  size_t n = (size_t)snprintf(to, most, "%s", h->head), unit = strlen(h->unit), end = strlen(h->tail);
  const char *number = strstr(h->unit, "%u");
  for (unsigned i = 0; n + unit + 12 + end < most; i++) {
    if (number) {
      size_t before = (size_t)(number - h->unit);
      n += (size_t)snprintf(to + n, most - n, "%.*s%u%s", (int)before, h->unit, i, number + 2);
    } else {
      memcpy(to + n, h->unit, unit);
      n += unit;
    }
  }
  memcpy(to + n, h->tail, end);
  return n + end;
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Reads a page as the first record of a file; `took`: seconds of processor time. What it finds is held against its map.
 */
static plb_status read_page(const plb_extract_tables *t, plb_format format, plb_slice bytes, double *took,
                            plb_error *err) {
  plb_limits limits;
  plb_arena arena = {0};
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  doc.record = (plb_record){.number = 1, .format = format, .bytes = bytes};
  double begin = seconds();
  plb_status s = plb_extract(t, &doc, err);
  *took = seconds() - begin;
  if (s == PLB_OK) check_map(&doc);
  plb_arena_free(&arena);
  return s;
}

static double run(const plb_extract_tables *t, const hurt *h, plb_format format, char *buf, size_t most) {
  plb_error err = {0};
  double took;
  plb_status s = read_page(t, format, plb_slice_of(buf, fill(h, buf, most)), &took, &err);
  if (getenv("PLB_TIMES")) print_message("%6.2f s  %-10s %s%s\n", took, plb_status_word(s), h->name, err.message);
  bool named = s == PLB_OK || s == PLB_EMPTY || s == PLB_LANGUAGE || s == PLB_LIMIT || s == PLB_NOMEM;
  if (!named) print_error("%s: %s\n", h->name, err.message);
  assert_true(named);
  return took;
}

/* Twice the page in well under four times the time: nothing grows with the square. The small one must take long enough
 * to tell. */
static void run_all(plb_format format) {
  plb_extract_tables *t;
  plb_error err = {0};
  const char *mib = getenv("PLB_MIB");
  size_t most = (size_t)(mib ? strtoul(mib, NULL, 10) : 1) << 20;
  char *buf = malloc(most);
  assert_non_null(buf);
  assert_int_equal(plb_extract_tables_open(&t, &err), PLB_OK);
  int slow = 0;
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    double half = run(t, &pages[i], format, buf, most / 2), whole = run(t, &pages[i], format, buf, most);
    if (half < 0.2 || whole < 3.2 * half) continue;
    print_error("%s: %.2f s, and twice as long %.2f s\n", pages[i].name, half, whole);
    slow++;
  }
  assert_int_equal(slow, 0);
  plb_extract_tables_close(t);
  free(buf);
}

static void as_html(void **state) {
  (void)state;
  run_all(PLB_FORMAT_HTML);
}

static void as_text(void **state) {
  (void)state;
  run_all(PLB_FORMAT_TEXT);
}

/* A page that ends anywhere, in memory that ends there, too: a connection that broke. */
static void cut_at_every_byte(void **state) {
  static const char page[] =
      "<!DOCTYPE html><html lang='en'><head><title>Oslo &amp; Rome</title><meta property=\"og:title\" content=\"Oslo\">"
      "<meta name=author content='A &quot;B&quot; C'><link rel=canonical href=/x><script "
      "type=\"application/ld+json\">{\"a\":"
      "\"b\"}</script></head><body class=\"a b\"><!-- x --><article id=\"c\" itemprop='d'><h1>Oslo met Rome</h1><p "
      "class=''>The ministers of Norway and Italy met in Oslo on Monday.</p><time datetime=\"2024-05-06\"/><a "
      "href=\"/y\" "
      "rel='author'>Z</a><img alt=\"q\" src=r></article></body></html>";
  plb_extract_tables *t;
  plb_error err = {0};
  (void)state;
  assert_int_equal(plb_extract_tables_open(&t, &err), PLB_OK);
  for (uint32_t n = 0; n < sizeof page; n++) {
    char *bytes = malloc(n + !n);
    assert_non_null(bytes);
    memcpy(bytes, page, n);
    double took;
    plb_status s = read_page(t, PLB_FORMAT_HTML, plb_slice_of(bytes, n), &took, &err);
    assert_true(s == PLB_OK || s == PLB_EMPTY || s == PLB_LANGUAGE);
    free(bytes);
  }
  plb_extract_tables_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(as_html), cmocka_unit_test(as_text),
                                     cmocka_unit_test(cut_at_every_byte)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
