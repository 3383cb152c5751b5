/* tests/cases/code/NAME/{input.txt,expected.txt}: the first line of an input may be "Published: YYYY-MM-DD"; expected
 * holds a line a report: TYPE[ mode] status | actor codes and sectors -> recipient ... | claimants, outermost first |
 * date and a line "- words: reason" for each trigger that gave none. */
#include "../cases.h"
#include "coder.h"

static void put_side(plb_buf *b, const plb_role_fill *fill, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    plb_buf_printf(b, "%s%.*s %s %.*s", i ? ", " : "", (int)fill[i].party.code.n, fill[i].party.code.p,
                   plb_sector_name((plb_sector)fill[i].party.sector), (int)fill[i].party.name.n, fill[i].party.name.p);
}

static void put_report(plb_buf *b, const plb_report *r) {
  char first[11], last[11];
  plb_buf_printf(b, "%s%s%.*s %s | ", plb_type_name((plb_type)r->type), r->mode.n ? " " : "", (int)r->mode.n, r->mode.p,
                 plb_act_status_name((plb_act_status)r->status));
  put_side(b, r->actor, r->n_actor);
  plb_buf_str(b, " -> ");
  put_side(b, r->recipient, r->n_recipient);
  plb_buf_str(b, " |");
  for (uint32_t i = 0; i < r->n_claim; i++)
    plb_buf_printf(b, " %.*s >", (int)r->claim[i].party.name.n, r->claim[i].party.name.p);
  plb_date_format(r->first, first);
  plb_date_format(r->last, last);
  plb_buf_printf(b, " | %s%s%s\n", first, strcmp(first, last) ? "/" : "", strcmp(first, last) ? last : "");
}

static void put_all(plb_buf *b, const plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_report; i++)
    put_report(b, &doc->report[i]);
  for (uint32_t i = 0; i < doc->n_silence; i++) {
    plb_slice words = plb_doc_text(doc, doc->silence[i].trigger);
    if (words.n)
      plb_buf_printf(b, "- %.*s: %.*s\n", (int)words.n, words.p, (int)doc->silence[i].why.n, doc->silence[i].why.p);
  }
}

static bool run_case(void *user, const char *folder) {
  plb_buf input, got;
  plb_arena arena;
  assert_true(case_read(folder, "input.txt", &input));
  plb_slice text = plb_slice_of(input.p, input.n);
  char published[11] = "";
  if (plb_slice_starts(text, PLB_LIT("Published: ")) && text.n > 21) {
    memcpy(published, text.p + 11, 10);
    text = plb_slice_sub(text, 21, text.n);
  }
  plb_doc doc;
  plb_error err = {0};
  plb_arena_init(&arena, 64u << 20);
  plb_buf_init(&got, 1 << 20);
  assert_int_equal(coder_run(user, &arena, text, published, &doc, &err), PLB_OK);
  put_all(&got, &doc);
  bool right = case_same(folder, &got);
  plb_buf_free(&input);
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return right;
}

static void test_cases(void **state) {
  case_all("code", run_case, *state, 30);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
  return cmocka_run_group_tests(tests, coder_setup, coder_teardown);
}
