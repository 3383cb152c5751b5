/* acquire/exports: the export files of tests/cases/exports, made after descriptions of the vendors' formats; damage at
 * every byte; limits. */
#include "../cases.h"
#include "support.h"

static bool read_input(const char *folder, plb_buf *b) {
  static const char *const names[] = {"input.txt", "input.rtf", "input.html"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (case_read(folder, names[i], b)) return true;
    plb_buf_free(b);
  }
  return false;
}

static void print_fact(plb_buf *out, const char *name, plb_slice s) {
  if (s.n) plb_buf_printf(out, "%s: %.*s\n", name, (int)s.n, s.p);
}

static void print_record(plb_buf *out, const plb_record *r, plb_slice file) {
  const plb_given *g = &r->given;
  plb_slice text = g->text.n ? g->text : r->bytes;
  plb_buf_printf(out, "---- %u @%llu %s\n", r->number, (unsigned long long)r->offset, g->text.n ? "copied" : "bytes");
  print_fact(out, "title", g->title);
  print_fact(out, "outlet", g->outlet);
  print_fact(out, "author", g->author);
  print_fact(out, "published", g->published);
  print_fact(out, "language", g->language);
  print_fact(out, "url", g->url);
  print_fact(out, "id", g->id);
  plb_buf_printf(out, "%.*s\n", (int)text.n, text.p);
  assert_true(r->offset + r->bytes.n <= file.n);
  assert_memory_equal(r->bytes.p, file.p + r->offset, r->bytes.n); /* the offset is where the bytes stand */
}

static bool run_case(void *user, const char *folder) {
  (void)user;
  plb_buf in, out;
  plb_record r;
  plb_cursor after;
  opened o = {0};
  assert_true(read_input(folder, &in));
  plb_buf_init(&out, 1 << 20);
  assert_int_equal(open_fd(&o, file_of(in.p, in.n), NULL), PLB_OK);
  plb_status s;
  while ((s = plb_source_next(o.source, &r, &after, &o.err)) != PLB_NOTFOUND) {
    if (s == PLB_OK)
      print_record(&out, &r, plb_slice_of(in.p, in.n));
    else
      plb_buf_printf(&out, "---- %u %s: %s\n", r.number, plb_status_word(s), o.err.message);
  }
  assert_int_equal(after.offset, in.n);
  end(&o);
  check_resume(in.p, in.n);
  bool same = case_same(folder, &out);
  plb_buf_free(&in);
  plb_buf_free(&out);
  return same;
}

static void every_export_is_read(void **state) {
  (void)state;
  case_all("exports", run_case, NULL, 8);
}

/* Cut anywhere: articles before the cut are the same, nothing else happens. */
static bool cut_case(void *user, const char *folder) {
  plb_buf in;
  opened o = {0};
  (void)user;
  assert_true(read_input(folder, &in));
  for (size_t n = 60; n < in.n; n += 7) {
    plb_record r;
    plb_cursor after;
    if (open_fd(&o, file_of(in.p, n), NULL)) continue;
    plb_status s;
    uint64_t last = 0;
    for (int i = 0; (s = plb_source_next(o.source, &r, &after, &o.err)) != PLB_NOTFOUND; i++) {
      assert_true(s == PLB_OK || s == PLB_EMPTY);
      assert_true(after.offset > last && i < 10);
      last = after.offset;
    }
    end(&o);
  }
  plb_buf_free(&in);
  return true;
}

static void cut_anywhere(void **state) {
  (void)state;
  case_all("exports", cut_case, NULL, 8);
}

static void an_article_has_a_limit(void **state) {
  (void)state;
  plb_buf b, log;
  opened o = {0};
  plb_limits_default(&o.limits);
  o.limits.record_bytes = 100000;
  plb_buf_init(&b, 1 << 24);
  plb_buf_init(&log, 1 << 24);
  plb_buf_str(&b, "1 of 3 DOCUMENTS\n\nThe Star\n\nMay 3, 2004\n\nTitle\n\nLENGTH: 3 words\n\nWords.\n");
  plb_buf_str(&b, "2 of 3 DOCUMENTS\n\nThe Star\n\nMay 3, 2004\n\nTitle\n\nLENGTH: 3 words\n\n");
  for (int i = 0; i < 20000; i++)
    plb_buf_str(&b, "too much ");
  plb_buf_str(&b, "\n3 of 3 DOCUMENTS\n\nThe Star\n\nMay 3, 2004\n\nTitle\n\nLENGTH: 3 words\n\nLast words.\n");
  assert_int_equal(open_fd(&o, file_of(b.p, b.n), NULL), PLB_OK);
  drain(&o, &log, NULL);
  plb_buf_char(&log, 0);
  if (!strstr(log.p, " limit ")) fail_msg("%.300s", log.p);
  if (!strstr(log.p, "Last words.")) fail_msg("%.300s", log.p);
  end(&o);
  plb_buf_free(&b);
  plb_buf_free(&log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_export_is_read),
      cmocka_unit_test(cut_anywhere),
      cmocka_unit_test(an_article_has_a_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
