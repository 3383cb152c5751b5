/* What the command line prints: marks, wrapping, escaping, over fixed and over random documents with wrong spans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/page.h"
#include "cli/text.h"

#define S(x) ((plb_slice){x, sizeof(x) - 1})

typedef struct sink {
  FILE *out;
  char *p;
  size_t n;
} sink;

static sink open_sink(void) {
  return (sink){0};
}

static void begin(sink *s) {
  s->out = open_memstream(&s->p, &s->n);
  assert_non_null(s->out);
}

static char *end(sink *s) {
  fclose(s->out);
  return s->p;
}

static void escapes_html(void **state) {
  (void)state;
  static const char *const pairs[][2] = {{"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
                                         {"\033[1m", "\xEF\xBF\xBD[1m"},
                                         {"x\xFFy", "x\xEF\xBF\xBDy"},
                                         {"\xC0\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD"}, /* overlong '<' */
                                         {"\xE2\x80\xAEx", "\xEF\xBF\xBDx"},       /* right-to-left override */
                                         {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* surrogate */
                                         {"\xC3\xA9\n", "\xC3\xA9\n"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    sink s = open_sink();
    begin(&s);
    cli_html_text(s.out, (plb_slice){pairs[i][0], (uint32_t)strlen(pairs[i][0])});
    assert_string_equal(end(&s), pairs[i][1]);
    free(s.p);
  }
}

static void links_only_http(void **state) {
  (void)state;
  assert_true(cli_html_may_link(S("https://example.org/a")));
  assert_true(cli_html_may_link(S("http://example.org/")));
  assert_false(cli_html_may_link(S("javascript:alert(1)")));
  assert_false(cli_html_may_link(S(" https://example.org/")));
  assert_false(cli_html_may_link(S("https://example.org/\nx")));
  assert_false(cli_html_may_link(S("https:/")));
  assert_false(cli_html_may_link(S("data:text/html,x")));
}

static void wraps_to_width(void **state) {
  (void)state;
  cli_screen screen = {.utf8 = true, .width = 40};
  cli_flow f;
  sink s = open_sink();
  begin(&s);
  cli_flow_begin(&f, s.out, &screen, "- ", "  ", "");
  for (int i = 0; i < 50; i++)
    cli_flow_text(&f, S("some words of a text "), NULL);
  cli_flow_end(&f);
  char *text = end(&s), *rest = text;
  unsigned lines = 0;
  for (char *line; (line = strsep(&rest, "\n")) && rest;) {
    assert_true(strlen(line) <= 40);
    assert_true(strlen(line) > 30 || !*rest);
    assert_memory_equal(line, lines++ ? "  " : "- ", 2);
  }
  assert_true(lines > 20);
  free(s.p);
}

static void breaks_endless_words(void **state) {
  (void)state;
  cli_screen screen = {.utf8 = true, .colour = true, .width = 40};
  static char long_word[20000];
  memset(long_word, 'x', sizeof long_word);
  cli_flow f;
  sink s = open_sink();
  begin(&s);
  cli_flow_begin(&f, s.out, &screen, "", "", "");
  cli_flow_text(&f, (plb_slice){long_word, sizeof long_word}, "1;31");
  cli_flow_end(&f);
  size_t x = 0;
  for (const char *p = end(&s); *p; p++)
    x += *p == 'x';
  assert_int_equal(x, sizeof long_word); /* nothing is lost */
  free(s.p);
}

/* ---- documents ---- */
enum { REPORTS = 6, PARTIES = 3 };
typedef struct made {
  plb_document d;
  plb_report_view report[REPORTS];
  plb_party_view party[REPORTS * PARTIES];
  plb_claim_view claim[REPORTS];
  plb_block_view block[3];
  char text[400];
} made;

static uint64_t next(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

static plb_range wild_range(uint64_t *seed, uint32_t n) {
  uint32_t a = (uint32_t)(next(seed) % (n + 8)), b = a + (uint32_t)(next(seed) % 40);
  return next(seed) % 10 ? (plb_range){a, b} : (plb_range){b, a}; /* some are upside down or past the end */
}

static plb_party_view wild_party(uint64_t *seed, uint32_t n) {
  return (plb_party_view){wild_range(seed, n), S("<b>"), S("X\"Y"), S("t.tsv:1"), "GOV", "state"};
}

static void wild(made *m, uint64_t seed) {
  static const char alphabet[] = "ab <>&\"' \n\xC3\xA9\xE2\x80\xAE\x1b\xFF";
  memset(m, 0, sizeof *m);
  uint32_t n = (uint32_t)(next(&seed) % sizeof m->text);
  for (uint32_t i = 0; i < n; i++)
    m->text[i] = alphabet[next(&seed) % (sizeof alphabet - 1)];
  for (uint32_t i = 0; i < REPORTS; i++) {
    plb_report_view *r = &m->report[i];
    for (uint32_t k = 0; k < PARTIES; k++)
      m->party[i * PARTIES + k] = wild_party(&seed, n);
    m->claim[i] = (plb_claim_view){"speaker", wild_range(&seed, n), wild_party(&seed, n)};
    *r = (plb_report_view){
        .id = "00112233445566778899aabbccddeeff", .type = "ACCUSE", .quad = i % 2 ? "VF" : "??", .status = "actual"};
    r->sentence = wild_range(&seed, n);
    r->trigger = wild_range(&seed, n);
    r->date_at = wild_range(&seed, n);
    r->mode = r->place_name = r->place_code = S("<i>");
    r->actor = &m->party[i * PARTIES];
    r->recipient = r->actor + 1;
    r->claim = &m->claim[i];
    r->n_actor = (uint32_t)(next(&seed) % 2);
    r->n_recipient = (uint32_t)(next(&seed) % PARTIES);
    r->n_claim = (uint32_t)(next(&seed) % 2);
    r->date_basis = r->date_grain = r->cameo = "";
    r->killed = r->injured = r->arrested = -1;
  }
  for (uint32_t i = 0; i < 3; i++)
    m->block[i] = (plb_block_view){i ? "paragraph" : "<kind>", wild_range(&seed, n), 0, 0};
  m->d = (plb_document){.id = "ffeeddccbbaa99887766554433221100",
                        .text = {m->text, n},
                        .report = m->report,
                        .block = m->block,
                        .n_report = REPORTS,
                        .n_block = 3};
  m->d.source = m->d.title = m->d.outlet = m->d.url = m->d.wire = m->d.published = m->d.message = S("<u>\x1b");
}

static void runs_cover_the_text(void **state) {
  (void)state;
  static made m;
  for (uint64_t seed = 1; seed <= 500; seed++) {
    cli_marks marks;
    cli_run run;
    uint32_t at = 0, reached = 0, ends = 0;
    wild(&m, seed);
    plb_range all = {0, m.d.text.n};
    assert_true(cli_marks_init(&marks, &m.d, all, NULL, false));
    while (cli_marks_next(&marks, all, &at, &run)) {
      assert_int_equal(run.at.begin, reached);
      assert_true(run.at.end > run.at.begin);
      reached = run.at.end;
      ends += run.n_ended;
    }
    assert_int_equal(reached, m.d.text.n);
    assert_int_equal(ends, marks.n_by_end); /* each trigger's number is printed once */
    cli_marks_free(&marks);
  }
}

static void hostile_documents_print(void **state) {
  (void)state;
  static made m;
  for (uint64_t seed = 1; seed <= 300; seed++) {
    cli_screen screen = {.utf8 = seed % 2, .width = 50, .colour = false};
    sink s = open_sink();
    wild(&m, seed);
    begin(&s);
    cli_print_document(&(cli_page){s.out, &screen}, &m.d);
    cli_print_line(&(cli_page){s.out, &screen}, &m.d);
    end(&s);
    for (size_t i = 0; i < s.n; i++)
      assert_true(s.p[i] == '\n' || ((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f));
    free(s.p);
    begin(&s);
    cli_html_rows(s.out, &m.d);
    cli_html_document(s.out, &m.d);
    end(&s);
    assert_null(strstr(s.p, "<u>"));
    assert_null(strstr(s.p, "<i>"));
    assert_null(strstr(s.p, "<kind>"));
    assert_null(strchr(s.p, '\x1b'));
    free(s.p);
  }
}

/* ---- one article, as it must look (tests/unit/cli/article.txt; the environment variable PLB_BLESS writes it anew)
 * ---- */
static const char ARTICLE[] =
    "Sweden and Denmark sign fishing accord\n\nForeign minister Anna Berg met her Danish counterpart in "
    "Oslo on Thursday, the ministry said, and accused Norway of breaking the accord.";

static plb_range at(const char *words) {
  uint32_t from = (uint32_t)(strstr(ARTICLE, words) - ARTICLE);
  return (plb_range){from, from + (uint32_t)strlen(words)};
}

static plb_report_view report(const char *id, const char *type, const char *quad, const char *trigger) {
  return (plb_report_view){.id = id,
                           .type = type,
                           .quad = quad,
                           .status = "actual",
                           .trigger = at(trigger),
                           .killed = -1,
                           .injured = -1,
                           .arrested = -1,
                           .date_basis = "no date in the sentence",
                           .confidence = 0.8,
                           .mode = S(""),
                           .place_name = S(""),
                           .place_code = S("")};
}

static void print_article(FILE *out, const cli_screen *screen) {
  const plb_party_view parties[] = {
      {at("Sweden"), S("Sweden"), S("SWE"), S(""), "GOV", "state"},
      {at("Denmark"), S("Denmark"), S("DNK"), S(""), "GOV", "state"},
      {at("Foreign minister Anna Berg"), S("Anna Berg"), S("SWE"), S(""), "GOV", "person"},
      {{0, 0}, S("Norway"), S("NOR"), S(""), "GOV", "state"}};
  const plb_claim_view claim = {
      "speaker", at("said"), {at("the ministry"), S("Foreign Ministry"), S("SWE"), S(""), "GOV", "organisation"}};
  const plb_fact_view fact = {"author", S("Ola Nord"), "byline"};
  const plb_range title = {0, 38}, body = {40, sizeof ARTICLE - 1};
  const plb_block_view blocks[] = {{"title", title, 0, 0}, {"paragraph", body, 0, 0}};
  plb_report_view r[] = {report("a1000000000000000000000000000000", "SUPPORT", "VC", "sign"),
                         report("a2000000000000000000000000000000", "CONSULT", "VC", "met"),
                         report("a3000000000000000000000000000000", "ACCUSE", "VF", "accused")};
  r[0].sentence = title;
  r[1].sentence = r[2].sentence = body;
  r[0].actor = parties;
  r[0].n_actor = 2;
  r[1].actor = r[2].actor = parties + 2;
  r[1].n_actor = r[2].n_actor = 1;
  r[1].mode = S("meet");
  r[1].claim = &claim;
  r[1].n_claim = 1;
  r[1].date_at = at("Thursday");
  snprintf(r[1].date_first, sizeof r[1].date_first, "2024-05-02");
  snprintf(r[1].date_last, sizeof r[1].date_last, "2024-05-02");
  r[1].date_basis = "weekday";
  r[1].place_at = at("Oslo");
  r[1].place_name = S("Oslo");
  r[1].place_code = S("NOR");
  r[2].recipient = parties + 3;
  r[2].n_recipient = 1;
  r[2].status = "hypothetical";
  r[2].killed = 3;
  plb_document d = {.id = "0123456789abcdef0123456789abcdef",
                    .source = S("fish.html"),
                    .number = 1,
                    .revision = 2,
                    .revisions = 3,
                    .title = S("Sweden and Denmark sign fishing accord"),
                    .outlet = S("Northern Herald"),
                    .url = S("https://example.org/a?b=1"),
                    .wire = S("Reuters"),
                    .published = S("2024-05-03"),
                    .text = S(ARTICLE),
                    .message = S(""),
                    .fact = &fact,
                    .n_fact = 1,
                    .block = blocks,
                    .n_block = 2,
                    .report = r,
                    .n_report = 3};
  cli_print_document(&(cli_page){out, screen}, &d);
}

static void article_looks_right(void **state) {
  (void)state;
  static const cli_screen screens[] = {
      {.utf8 = true, .width = 80}, {.width = 60}, {.utf8 = true, .colour = true, .width = 100}};
  sink s = open_sink(), wanted = open_sink();
  begin(&s);
  for (size_t i = 0; i < sizeof screens / sizeof *screens; i++)
    print_article(s.out, &screens[i]);
  end(&s);
  const char *path = PLB_SOURCE_DIR "/tests/unit/cli/article.txt";
  FILE *f = fopen(path, getenv("PLB_BLESS") ? "w+" : "r");
  assert_non_null(f);
  if (getenv("PLB_BLESS")) fwrite(s.p, 1, s.n, f);
  rewind(f);
  begin(&wanted);
  for (int c; (c = fgetc(f)) != EOF;)
    fputc(c, wanted.out);
  fclose(f);
  assert_string_equal(s.p, end(&wanted));
  free(s.p);
  free(wanted.p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(escapes_html),        cmocka_unit_test(links_only_http),
                                     cmocka_unit_test(wraps_to_width),      cmocka_unit_test(breaks_endless_words),
                                     cmocka_unit_test(runs_cover_the_text), cmocka_unit_test(hostile_documents_print),
                                     cmocka_unit_test(article_looks_right)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
