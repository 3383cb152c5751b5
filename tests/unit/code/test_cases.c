/* tests/cases/code/NAME/{input.txt,expected.txt}: the first line of an input may be "Published: YYYY-MM-DD"; expected
 * holds a line a report: TYPE[ mode] status | actor codes and sectors -> recipient ... | claimants, outermost first |
 * date and a line "- words: reason" for each trigger that gave none. */
#include "coder.h"

#include <dirent.h>

#include "base/buf.h"

static plb_slice read_file(plb_arena *arena, const char *folder, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "rb");
  if (!f) return (plb_slice){NULL, 0};
  char *p = plb_arena_alloc(arena, 1 << 16);
  size_t n = fread(p, 1, 1 << 16, f);
  fclose(f);
  return plb_slice_of(p, n);
}

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

static bool run_case(const coder_tables *t, const char *folder, const char *name) {
  plb_arena arena;
  plb_arena_init(&arena, 64u << 20);
  plb_slice text = read_file(&arena, folder, "input.txt"), want = read_file(&arena, folder, "expected.txt");
  assert_non_null(text.p);
  char published[11] = "";
  if (plb_slice_starts(text, PLB_LIT("Published: ")) && text.n > 21) {
    memcpy(published, text.p + 11, 10);
    text = plb_slice_sub(text, 21, text.n);
  }
  plb_doc doc;
  plb_error err = {0};
  plb_buf got;
  plb_buf_init(&got, 1 << 20);
  assert_int_equal(coder_run(t, &arena, text, published, &doc, &err), PLB_OK);
  put_all(&got, &doc);
  assert_int_equal(got.status, PLB_OK);
  bool right = plb_slice_eq(plb_slice_of(got.p ? got.p : "", got.n), want);
  if (!right) print_message("%s: expected\n%.*sgot\n%.*s", name, (int)want.n, want.p, (int)got.n, got.p ? got.p : "");
  if (!right && getenv("PLB_BLESS")) {
    char path[1024];
    snprintf(path, sizeof path, "%s/expected.txt", folder);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(got.p ? got.p : "", 1, got.n, f);
    fclose(f);
  }
  plb_buf_free(&got);
  plb_arena_free(&arena);
  return right;
}

static void test_cases(void **state) {
  const char *root = PLB_SOURCE_DIR "/tests/cases/code";
  struct dirent **names;
  int n = scandir(root, &names, NULL, alphasort), ran = 0, wrong = 0;
  assert_true(n > 0);
  for (int i = 0; i < n; i++) {
    char folder[900];
    snprintf(folder, sizeof folder, "%s/%s", root, names[i]->d_name);
    if (names[i]->d_name[0] != '.') {
      ran++;
      wrong += !run_case(*state, folder, names[i]->d_name);
    }
    free(names[i]);
  }
  free(names);
  print_message("%d cases, %d wrong\n", ran, wrong);
  assert_true(ran >= 30);
  assert_int_equal(wrong, 0);
}

static coder_tables tables;
static int open_tables(void **state) {
  coder_open(&tables);
  *state = &tables;
  return 0;
}
static int close_tables(void **state) {
  coder_close(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
  return cmocka_run_group_tests(tests, open_tables, close_tables);
}
