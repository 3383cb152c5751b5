/* tests/cases/resolve/NAME/{input.txt,expected.txt}: the first line of an input may be "Published: YYYY-MM-DD";
 * expected holds a line a mention: its words, o for one that owns or modifies, "=", code, sector and name of each party
 * with the rule that gave it (numbers of table rows left out), or "nobody". */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../blocks.h"
#include "../cases.h"
#include "parse/parse.h"
#include "resolve/resolve.h"

typedef struct rooms {
  plb_parse_tables *parse;
  plb_date_tables *dates;
  plb_actor_tables *actors;
} rooms;

static void put_rule(plb_buf *b, plb_slice rule) {
  bool row = false; /* behind "tsv:" */
  for (uint32_t i = 0; i < rule.n; i++) {
    row = rule.p[i] == ':' || (row && rule.p[i] >= '0' && rule.p[i] <= '9');
    if (!row || rule.p[i] == ':') plb_buf_printf(b, "%c", rule.p[i] == ':' ? ' ' : rule.p[i]);
  }
}

static void put_mention(plb_buf *b, const plb_doc *doc, const plb_mention *m) {
  plb_slice words = plb_doc_text(doc, plb_doc_tokens(doc, m->begin, m->end));
  plb_buf_printf(b, "%.*s%s = ", (int)words.n, words.p, m->modifier ? " (o)" : "");
  for (uint32_t i = 0; i < m->n_party; i++) {
    const plb_party *p = &doc->party[m->party + i];
    plb_buf_printf(b, "%s%.*s %s %.*s [", i ? "; " : "", (int)p->code.n, p->code.p,
                   plb_sector_name((plb_sector)p->sector), (int)p->name.n, p->name.p);
    put_rule(b, p->rule);
    plb_buf_str(b, "]");
  }
  plb_buf_str(b, m->n_party ? "\n" : "nobody\n");
}

static bool run_case(void *user, const char *folder) {
  const rooms *t = user;
  plb_buf input, got;
  plb_arena arena;
  plb_limits limits;
  plb_error err = {0};
  assert_true(case_read(folder, "input.txt", &input));
  plb_slice text = plb_slice_of(input.p, input.n);
  plb_limits_default(&limits);
  plb_arena_init(&arena, 64u << 20);
  plb_buf_init(&got, 1 << 20);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  if (plb_slice_starts(text, PLB_LIT("Published: ")) && text.n > 21) {
    doc.meta.published_day = plb_date_parse_iso(plb_slice_sub(text, 11, 21));
    text = plb_slice_sub(text, 21, text.n);
  }
  doc.text = text;
  cut_blocks(&doc, PLB_LIT("\n"));
  assert_int_equal(plb_parse(t->parse, &doc, &err), PLB_OK);
  assert_int_equal(plb_resolve_dates(t->dates, &doc, &err), PLB_OK);
  assert_int_equal(plb_resolve_actors(t->actors, &doc, &err), PLB_OK);
  for (uint32_t i = 0; i < doc.n_mention; i++)
    put_mention(&got, &doc, &doc.mention[i]);
  bool right = case_same(folder, &got);
  plb_buf_free(&input);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return right;
}

static void test_cases(void **state) {
  rooms t = {0};
  plb_error err = {0};
  (void)state;
  assert_int_equal(plb_parse_tables_open(&t.parse, &err), PLB_OK);
  assert_int_equal(plb_date_tables_open(&t.dates, &err), PLB_OK);
  assert_int_equal(plb_actor_tables_open(&t.actors, &err), PLB_OK);
  case_all("resolve", run_case, &t, 20);
  plb_actor_tables_close(t.actors);
  plb_date_tables_close(t.dates);
  plb_parse_tables_close(t.parse);
}

/* The list of a role's owners has no bound but the document's: all states of a list are kept. */
static void test_many_owners(void **state) {
  static const char text[] = "The leaders of Chile, Peru, Ghana, Kenya, Norway, Sweden, Spain, France, Italy, Poland, "
                             "Japan, India and Brazil met.";
  rooms t = {0};
  plb_error err = {0};
  plb_limits limits;
  plb_arena arena;
  (void)state;
  assert_int_equal(plb_parse_tables_open(&t.parse, &err), PLB_OK);
  assert_int_equal(plb_actor_tables_open(&t.actors, &err), PLB_OK);
  plb_limits_default(&limits);
  plb_arena_init(&arena, 16u << 20);
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = plb_slice_str(text)};
  cut_blocks(&doc, PLB_LIT("\n"));
  assert_int_equal(plb_parse(t.parse, &doc, &err), PLB_OK);
  assert_int_equal(plb_resolve_actors(t.actors, &doc, &err), PLB_OK);
  assert_true(doc.n_mention > 0);
  assert_int_equal(doc.mention[0].n_party, 13);
  plb_arena_free(&arena);
  plb_actor_tables_close(t.actors);
  plb_parse_tables_close(t.parse);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_many_owners)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
