/* dom: the tree, and that every character of every text node knows its bytes of the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/slice.h"
#include "extract/dom.h"

typedef struct page {
  plb_limits limits;
  plb_arena arena;
  plb_doc doc;
  plb_dom *dom;
  plb_error err;
  plb_status status;
} page;

static void open_slice(page *p, plb_slice html) {
  *p = (page){0};
  plb_limits_default(&p->limits);
  plb_arena_init(&p->arena, p->limits.arena_bytes);
  p->doc = (plb_doc){.arena = &p->arena, .limits = &p->limits};
  p->status = plb_dom_parse(&p->doc, html, &p->dom, &p->err);
}

static void open_page(page *p, const char *html) {
  open_slice(p, plb_slice_str(html));
}

static void close_page(page *p) {
  plb_arena_free(&p->arena);
}

static uint32_t first(const page *p, plb_tagname tag) {
  uint32_t at = plb_dom_find(p->dom, 0, 0, tag);
  assert_int_not_equal(at, PLB_DOM_NONE);
  return at;
}

static void assert_slice(plb_slice s, const char *want) {
  if (plb_slice_is(s, want)) return;
  print_error("got [%.*s], want [%s]\n", (int)s.n, s.p ? s.p : "", want);
  fail();
}

/* Runs lie in order, cover each text but for characters the parser made up, and equal runs are equal bytes. */
static uint32_t check_offsets(const page *p) {
  const plb_dom *d = p->dom;
  uint32_t unmapped = 0;
  for (uint32_t i = 0; i < d->n_node; i++) {
    const plb_dom_node *n = &d->node[i];
    if (n->kind != PLB_DOM_TEXT) continue;
    uint32_t at = (uint32_t)(n->text.p - d->pool), end = at + n->text.n, source = 0;
    for (uint32_t k = n->run; k < n->run + n->n_run; k++) {
      const plb_map_run *r = &d->run[k];
      assert_true(r->text_begin >= at && r->text_begin + r->n <= end);
      assert_true(r->source_begin >= source && r->source_begin + r->source_n <= d->html.n);
      unmapped += r->text_begin - at;
      if (r->n == r->source_n) assert_memory_equal(d->pool + r->text_begin, d->html.p + r->source_begin, r->n);
      if (r->n != r->source_n) assert_int_equal(d->html.p[r->source_begin], '&');
      at = r->text_begin + r->n;
      source = r->source_begin + r->source_n;
    }
    unmapped += end - at;
  }
  return unmapped;
}

static void tree(void **state) {
  (void)state;
  page p;
  open_page(&p, "<html><body class='a B'><p id=x>One <b>two</b></p><ul><li>a<li>b</ul></body></html>");
  assert_int_equal(p.status, PLB_OK);
  uint32_t para = first(&p, PLB_TAGNAME_p), ul = first(&p, PLB_TAGNAME_ul);
  assert_slice(plb_dom_attr(p.dom, para, "id"), "x");
  assert_null(plb_dom_attr(p.dom, para, "class").p);
  assert_int_equal(p.dom->node[para].next, ul);
  assert_int_equal(p.dom->node[ul].prev, para);
  assert_int_equal(p.dom->node[para].end, ul);
  assert_slice(plb_dom_text(p.dom, &p.arena, para), "One two");
  assert_slice(plb_dom_text(p.dom, &p.arena, ul), "a b");
  uint32_t body = first(&p, PLB_TAGNAME_body);
  assert_true(plb_dom_has_word(p.dom, body, "class", "b"));
  assert_false(plb_dom_has_word(p.dom, body, "class", "ab"));
  assert_true(plb_dom_inside(p.dom, p.dom->node[para].first, PLB_TAGNAME_p));
  assert_int_equal(plb_dom_skip(p.dom, body, para), ul);
  close_page(&p);
}

static void scripts(void **state) {
  (void)state;
  page p;
  open_page(&p,
            "<script>var a='<p>no</p>';</script><style>p{}</style><!-- no --><p>yes<script type='application/ld+json'>"
            "{\"a\":\"&amp; </b>\"}</script></p>");
  assert_slice(plb_dom_text(p.dom, &p.arena, 0), "yes");
  uint32_t data = 0;
  while (data < p.dom->n_node && p.dom->node[data].kind != PLB_DOM_DATA)
    data++;
  assert_true(data < p.dom->n_node);
  assert_slice(p.dom->node[data].text, "{\"a\":\"&amp; </b>\"}");
  assert_int_equal(p.dom->node[data].n_run, 1);
  assert_memory_equal(p.dom->html.p + p.dom->node[data].source_begin, "{\"a\":\"&amp; </b>\"}", 17);
  close_page(&p);
}

static void offsets_of_tricky_pages(void **state) {
  (void)state;
  static const char *const pages[] = {
      "plain",
      "<p>a&amp;b &lt;c&gt; &quot;d&quot; caf&eacute; &#8217;x&#x2014;y &nbsp;z</p>",
      "<p>AT&T R&D; &unknown; a & b && c &",
      "<p>a&amp;&amp;b&&amp;c &amp</p>",
      "<p>\xC3\xA9\xE2\x80\x9C\xF0\x9F\x98\x80 &#128512; x</p>",
      "<p>one<!-- comment -->two<!-- <p>three</p> -->four</p>",
      "<p>control\x01\x02 characters \x03 here</p>",
      "<p>a form\f feed\v, one at the end\f</p><p>\f</p>",
      "<table><tr><td>a<td>b<tr><td>c</table>after",
      "</html>text after the end<p>more</body>",
      "<p>unclosed <b>bold <i>both</b> rest</i> end",
      "<p>a < b and c > d <notatag> </> <3 you</p>",
      "<title>T &amp; U</title><textarea>a &lt; b</textarea><select><option>x &eacute;</select>",
      "<p title=\"unclosed>text</p><p>more",
      "<![CDATA[ x ]]><p>y<?php echo '>' ?>z</p>",
      "\n\n   <p>\r\n spaced \t out \r\n</p>\r\n",
      "&amp;&lt;&#65;&#x41;",
      "<p>same same same</p><p>same same same</p>",
  };
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    page p;
    open_page(&p, pages[i]);
    assert_int_equal(p.status, PLB_OK);
    uint32_t unmapped = check_offsets(&p);
    if (unmapped) print_error("page %zu: %u characters know no place\n", i, unmapped);
    assert_int_equal(unmapped, 0);
    close_page(&p);
  }
}

/* Long texts come in pieces of about a thousand bytes; the pieces' borders fall inside characters and references too.
 */
static void offsets_of_long_texts(void **state) {
  (void)state;
  static const char *const units[] = {"abc ",  "\xE2\x80\x94x", "&amp;", "a&eacute;\xC3\xA9", "\xF0\x9F\x98\x80",
                                      "x\x01y"};
  char *buf = malloc(20000);
  for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
    for (uint32_t shift = 0; shift < 7; shift++) {
      uint32_t n = 0, len = (uint32_t)strlen(units[u]);
      memcpy(buf, "<p>", 3);
      n = 3;
      for (uint32_t k = 0; k < shift; k++)
        buf[n++] = 'y';
      while (n < 9000) {
        memcpy(buf + n, units[u], len);
        n += len;
      }
      page p;
      open_slice(&p, plb_slice_of(buf, n));
      assert_int_equal(p.status, PLB_OK);
      assert_int_equal(check_offsets(&p), 0);
      close_page(&p);
    }
  }
  free(buf);
}

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static void offsets_of_random_soup(void **state) {
  (void)state;
  static const char *const bits[] = {"<p>",
                                     "</p>",
                                     "<b>",
                                     "</b>",
                                     "<div class=x>",
                                     "</div>",
                                     "&amp;",
                                     "&",
                                     "&eacute;",
                                     "&#65;",
                                     "text",
                                     " ",
                                     "\n",
                                     "\xC3\xA9",
                                     "<br>",
                                     "<li>",
                                     "<a href='?a&b'>",
                                     "</a>",
                                     "<!--x-->",
                                     "<",
                                     ">",
                                     "<td>",
                                     "</table>",
                                     "<table>",
                                     "\"",
                                     "=",
                                     "<script>a</script>",
                                     "&nbsp"};
  uint32_t seed = 7;
  char buf[2048];
  for (uint32_t round = 0; round < 3000; round++) {
    uint32_t n = 0;
    while (n < 300) {
      const char *s = bits[next_random(&seed) % (sizeof bits / sizeof *bits)];
      memcpy(buf + n, s, strlen(s));
      n += (uint32_t)strlen(s);
    }
    page p;
    open_slice(&p, plb_slice_of(buf, n));
    assert_int_equal(p.status, PLB_OK);
    assert_int_equal(check_offsets(&p), 0);
    close_page(&p);
  }
}

static void limits(void **state) {
  (void)state;
  char *buf = malloc(6 * 300 + 1);
  for (int i = 0; i < 300; i++)
    memcpy(buf + 5 * i, "<div>", 5);
  page p;
  open_slice(&p, plb_slice_of(buf, 5 * 300));
  assert_int_equal(p.status, PLB_LIMIT);
  assert_non_null(strstr(p.err.message, "dom_depth"));
  close_page(&p);
  for (int i = 0; i < 300; i++)
    memcpy(buf + 3 * i, "<p>", 3);
  p = (page){0};
  plb_limits_default(&p.limits);
  p.limits.dom_nodes = 100;
  plb_arena_init(&p.arena, p.limits.arena_bytes);
  p.doc = (plb_doc){.arena = &p.arena, .limits = &p.limits};
  assert_int_equal(plb_dom_parse(&p.doc, plb_slice_of(buf, 900), &p.dom, &p.err), PLB_LIMIT);
  assert_non_null(strstr(p.err.message, "dom_nodes"));
  plb_arena_free(&p.arena);
  p.limits.dom_nodes = 100;
  for (int i = 0; i < 201; i++)
    memcpy(buf + 4 * i, "&lt;", 4);
  for (uint32_t n = 200; n <= 201; n++) {
    p.arena = (plb_arena){0};
    plb_arena_init(&p.arena, p.limits.arena_bytes);
    plb_status s = plb_dom_parse(&p.doc, plb_slice_of(buf, 4 * n), &p.dom, &p.err);
    assert_int_equal(s, n == 200 ? PLB_OK : PLB_LIMIT);
    if (s) assert_non_null(strstr(p.err.message, "references"));
    plb_arena_free(&p.arena);
  }
  for (int i = 0; i < 300; i++)
    memcpy(buf + 3 * i, "<p>", 3);
  p.limits.dom_nodes = 250000;
  p.arena = (plb_arena){0};
  plb_arena_init(&p.arena, 20000);
  assert_int_equal(plb_dom_parse(&p.doc, plb_slice_of(buf, 900), &p.dom, &p.err), PLB_NOMEM);
  close_page(&p);
  free(buf);
}

static void attributes_of_one_tag(void **state) {
  (void)state;
  char *buf = malloc(20000);
  page p;
  for (int n = 399; n <= 401; n++) {
    int at = snprintf(buf, 20000, "<script>if (a<b a1 a2 'a3) x = \"<q r>\";</script><p title='<x' ");
    for (int i = 1; i < n; i++)
      at += snprintf(buf + at, 20000 - (size_t)at, "a%d=%s ", i, i % 2 ? "x" : "\"a b=c > d\"");
    at += snprintf(buf + at, 20000 - (size_t)at, "/>x");
    open_slice(&p, plb_slice_of(buf, (size_t)at));
    assert_int_equal(p.status, n > 400 ? PLB_LIMIT : PLB_OK);
    if (p.status == PLB_OK) assert_slice(plb_dom_attr(p.dom, first(&p, PLB_TAGNAME_p), "title"), "<x");
    if (p.status) assert_int_equal(p.err.offset, strstr(buf, "<p title") - buf);
    close_page(&p);
  }
  free(buf);
}

/* The two trees in words, for the attributes that shorten.c keeps. */
static void print_tree(const plb_dom *d, FILE *to) {
  for (uint32_t i = 0; i < d->n_node; i++) {
    const plb_dom_node *n = &d->node[i];
    fprintf(to, "%u %u-%u %d %d [%.*s]", i, n->parent, n->end, n->kind, n->tag, (int)n->text.n, n->text.p);
    static const char *const names[] = {"class", "href", "id", "type", "hidden", "title"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
      plb_slice v = plb_dom_attr(d, i, names[k]);
      if (v.p) fprintf(to, " %s=[%.*s]", names[k], (int)v.n, v.p);
    }
    for (uint32_t k = n->run; n->kind != PLB_DOM_ELEMENT && k < n->run + n->n_run; k++)
      fprintf(to, " %u+%u", d->run[k].source_begin, d->run[k].source_n);
    fputc('\n', to);
  }
}

static char *tree_of(plb_slice html, bool whole) {
  page p = {0};
  char *text = NULL;
  size_t n;
  FILE *to = open_memstream(&text, &n);
  plb_limits_default(&p.limits);
  plb_arena_init(&p.arena, p.limits.arena_bytes);
  p.doc = (plb_doc){.arena = &p.arena, .limits = &p.limits};
  p.status = (whole ? plb_dom_parse_whole : plb_dom_parse)(&p.doc, html, &p.dom, &p.err);
  fprintf(to, "%s %s\n", plb_status_word(p.status), p.err.message);
  if (p.status == PLB_OK) print_tree(p.dom, to);
  fclose(to);
  close_page(&p);
  return text;
}

static void same_tree(plb_slice html) {
  char *whole = tree_of(html, true), *shortened = tree_of(html, false);
  if (strcmp(whole, shortened) != 0) fail_msg("%.*s\nwhole:\n%sshortened:\n%s", (int)html.n, html.p, whole, shortened);
  free(whole);
  free(shortened);
}

static void shortened_pages(void **state) {
  (void)state;
  static const char *const pages[] = {
      "<p CLASS=a class=b Id = 'x\"y' hidden>t</p>",
      "<a href=x/y/>t</a><a href=x />t</a><br/><br id=1/><img src=x id='&amp;'/>u",
      "<p title=\"a&eacute;b\" x=y class=''>t<p title=&nosuch; class>u",
      "<p a='>' class=c>t</p><p 'a' class=d>t</p><p/class=e>t</p><p class=f\fid=g>t</p><p class='never closed",
      "<style><body>x</style>y",
      "<style><p>x</style>y",
      "<script><noscript>x</script>y",
      "<script></b>x</script>y",
      "<b><script></b>x</script>y",
      "<script>x</scriptx>y</script>z",
      "<script>x</script",
      "<script>x</SCRIPT a='>'>z",
      "<script/>x</script>y",
      "<script",
      "<script>",
      "<script></script><style></style>x",
      "<script type=application/json>{}</script><script type='a/j&#115;on'>{}</script><script type=x>{}</script>",
      "a<!-- <p> -->b<!---->c<!-->d-->e<!--->f-->g<!-- x --!>h<!----!>i<!--j- -->k<!-- never closed -> ",
      "<?php echo '<p id=a>' ?>x<?\?><p><? ?><p id=b>y<?><p id=c><?\xC3\xA9 <p> >z<?x",
      "<!DOCTYPE html PUBLIC \"a>b<script>\">x<!doctype \"'>\" '>y",
      "x<![CDATA[<p id=a>]]>y<!ELEMENT a><!",
      "<body class=a><body class=b><html id=c><p>x<head id=d>y",
      "</p id='>'>x</ p>y</>z</p",
      "<p id=a<b class=c>x",
      "<_p id=x>y<1>z<p-q:r.s id=t>u< p>",
      "<svg><style>a</style><title>b</title></svg><noscript id=x><p>y</noscript>"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
    same_tree(plb_slice_str(pages[i]));
}

/* Random soup of what the shortening looks at; a fixed seed, so that a failure comes again. */
static void shortened_soup(void **state) {
  (void)state;
  static const char *const bits[] = {"<p ",     "<a href=x>", "<script>",   "</script>",  "<script type='x/json'>",
                                     "<style>", "</style>",   "<!--",       "-->",        "--!>",
                                     "<!",      "<?",         "<?x ",       "?>",         "</p>",
                                     "</",      ">",          "/>",         "<",          "\"",
                                     "'",       "=",          "&amp;",      "&",          " class=a",
                                     " id='b'", " x=y",       " title=&#9", "text",       " ",
                                     "\n",      "\f",         "<body ",     "<noscript>", "</b>",
                                     "<b>",     "<!DOCTYPE ", "\xC3\xA9",   "hidden",     "-"};
  uint32_t seed = 12345;
  char buf[400];
  for (int round = 0; round < 20000; round++) {
    size_t n = 0;
    for (uint32_t k = 0; k < 25; k++) {
      seed = seed * 1664525u + 1013904223u;
      const char *bit = bits[(seed >> 16) % (sizeof bits / sizeof *bits)];
      memcpy(buf + n, bit, strlen(bit));
      n += strlen(bit);
    }
    same_tree(plb_slice_of(buf, n));
  }
}

/* The end of a script by something else than its end tag: what follows is read by libxml2 alone, and must not hold it
 * up. */
static void odd_pages_are_bounded(void **state) {
  (void)state;
  static const char *const tails[] = {">x</script>", ">x"};
  size_t most = 300000;
  char *buf = malloc(most);
  for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
    size_t n = (size_t)snprintf(buf, most, "<b><script></b><p ");
    for (int i = 0; n + 40 < most; i++)
      n += (size_t)snprintf(buf + n, most - n, "a%d=b ", i);
    n += (size_t)snprintf(buf + n, most - n, "%s", tails[k]);
    page p;
    open_slice(&p, plb_slice_of(buf, n));
    assert_int_equal(p.status, PLB_LIMIT);
    assert_int_equal(p.err.offset, strstr(buf, "<p ") - buf);
    close_page(&p);
  }
  free(buf);
}

static void empty_page(void **state) {
  (void)state;
  page p;
  open_page(&p, "");
  assert_int_equal(p.status, PLB_OK);
  assert_int_equal(plb_dom_text(p.dom, &p.arena, 0).n, 0);
  close_page(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tree),
      cmocka_unit_test(scripts),
      cmocka_unit_test(offsets_of_tricky_pages),
      cmocka_unit_test(offsets_of_long_texts),
      cmocka_unit_test(offsets_of_random_soup),
      cmocka_unit_test(limits),
      cmocka_unit_test(empty_page),
      cmocka_unit_test(attributes_of_one_tag),
      cmocka_unit_test(shortened_pages),
      cmocka_unit_test(shortened_soup),
      cmocka_unit_test(odd_pages_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
