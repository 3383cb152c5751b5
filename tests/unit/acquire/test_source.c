/* acquire/source: every format, every damage, the cursor at every record. */
#include "acquire/format.h"
#include "support.h"

static const char lines[] = "{\"id\":\"a\",\"text\":\"Alpha met Beta.\"}\n"
                            "\n"
                            "{\"id\":\"b\",\"body\":\"Beta warned Gamma.\"}\r\n"
                            "  \t\n"
                            "{\"id\":3,\"content\":[\"One.\",\"Two.\"]}";

static void check(const void *bytes, size_t n, const char *expected) {
  for (int piped = 0; piped < 2; piped++) {
    opened o = {0};
    plb_buf log;
    plb_buf_init(&log, 1 << 20);
    assert_int_equal(open_fd(&o, piped ? pipe_of(bytes, n) : file_of(bytes, n), NULL), PLB_OK);
    drain(&o, &log, NULL);
    plb_buf_char(&log, 0);
    assert_string_equal(log.p, expected);
    assert_int_equal(plb_source_bytes_read(o.source), n);
    end(&o);
    plb_buf_free(&log);
  }
}

static void reads_json_lines(void **state) {
  (void)state;
  check(lines, sizeof lines - 1, "1@0 ok Alpha met Beta.\n2@37 ok Beta warned Gamma.\n3@81 ok One.\n\nTwo.\n");
}

static void takes_a_byte_order_mark(void **state) {
  (void)state;
  static const char text[] = "\xef\xbb\xbf{\"text\":\"x\"}\n{\"text\":\"y\"}\n";
  check(text, sizeof text - 1, "1@3 ok x\n2@16 ok y\n");
}

static void one_bad_line_costs_one_record(void **state) {
  (void)state;
  static const char text[] = "{\"text\":\"x\"}\n{\"text\": oops}\n[1]\n{\"name\":\"n\"}\n{\"text\":\"y\"}\n";
  check(text, sizeof text - 1, "1@0 ok x\n2@13 damaged \n3@28 damaged \n4@32 format \n5@45 ok y\n");
}

static void a_bad_line_says_where(void **state) {
  (void)state;
  static const char text[] = "\n{\"text\":\"x\"}\n{\"text\": oops}\n";
  opened o = {0};
  plb_record r;
  plb_cursor after;
  assert_int_equal(open_fd(&o, file_of(text, sizeof text - 1), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_DAMAGED);
  assert_string_equal(o.err.place, "in.jsonl:3");
  assert_true(o.err.offset >= 14 + 9 && o.err.offset <= 14 + 14);
  assert_int_equal(r.number, 2);
  assert_true(r.bytes.n > 0);
  end(&o);
}

static void a_line_without_text_names_its_fields(void **state) {
  (void)state;
  static const char text[] = "{\"headline\":\"h\",\"text\":\"\",\"bo\\u0001dy2\":\"b\"}\n";
  opened o = {0};
  plb_record r;
  plb_cursor after;
  assert_int_equal(open_fd(&o, file_of(text, sizeof text - 1), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_FORMAT);
  assert_non_null(strstr(o.err.message, "headline"));
  assert_non_null(strstr(o.err.message, "bo?dy2"));
  end(&o);
}

static void make_line(plb_buf *b, size_t length) {
  plb_buf_str(b, "{\"text\":\"");
  for (size_t i = 0; i + 11 < length; i++)
    plb_buf_char(b, 'x');
  plb_buf_str(b, "\"}\n");
}

static void a_line_may_be_exactly_as_long_as_the_limit(void **state) {
  (void)state;
  static const size_t limits[] = {64, 65536, 200000};
  for (size_t i = 0; i < 3; i++) {
    plb_buf b, log;
    plb_buf_init(&b, 1 << 24);
    plb_buf_init(&log, 1 << 24);
    make_line(&b, limits[i] - 1);
    make_line(&b, limits[i]);
    make_line(&b, limits[i] + 1);
    make_line(&b, limits[i] * 5);
    make_line(&b, 20);
    opened o = {0};
    plb_limits_default(&o.limits);
    o.limits.record_bytes = (uint32_t)limits[i];
    assert_int_equal(open_fd(&o, file_of(b.p, b.n), NULL), PLB_OK);
    static const plb_status want[] = {PLB_OK, PLB_OK, PLB_LIMIT, PLB_LIMIT, PLB_OK, PLB_NOTFOUND};
    for (uint32_t k = 0; k < 6; k++) {
      plb_record r;
      plb_cursor after;
      assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), want[k]);
      if (want[k] != PLB_NOTFOUND) assert_int_equal(r.number, k + 1);
    }
    end(&o);
    plb_buf_free(&b);
    plb_buf_free(&log);
  }
}

static void a_page_is_one_record(void **state) {
  (void)state;
  static const char page[] = "  <!DOCTYPE html>\n<html><body><p>Hello.</p></body></html>\n";
  opened o = {0};
  plb_record r;
  plb_cursor after;
  assert_int_equal(open_fd(&o, file_of(page, sizeof page - 1), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_int_equal(r.format, PLB_FORMAT_HTML);
  assert_true(plb_slice_is(r.bytes, page));
  assert_int_equal(after.offset, sizeof page - 1);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_NOTFOUND);
  end(&o);
}

static void a_page_has_a_limit(void **state) {
  (void)state;
  char text[101];
  memset(text, 'a', sizeof text);
  for (uint32_t limit = 99; limit <= 101; limit++) {
    opened o = {0};
    plb_record r;
    plb_cursor after;
    plb_limits_default(&o.limits);
    o.limits.record_bytes = limit;
    assert_int_equal(open_fd(&o, file_of(text, 100), NULL), PLB_OK);
    assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), limit < 100 ? PLB_LIMIT : PLB_OK);
    assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_NOTFOUND);
    end(&o);
  }
}

static void check_open(const void *bytes, size_t n, plb_status want, const char *words) {
  opened o = {0};
  assert_int_equal(open_fd(&o, file_of(bytes, n), NULL), want);
  if (words && !strstr(o.err.message, words)) fail_msg("'%s' lacks '%s'", o.err.message, words);
  assert_string_equal(o.err.place, "in.jsonl");
  end(&o);
}

static void what_is_not_read_is_named(void **state) {
  (void)state;
  check_open("", 0, PLB_EMPTY, "empty");
  check_open("PK\003\004....", 8, PLB_DAMAGED, "ZIP");
  check_open("filedesc://x.arc 0.0.0.0 20240301100000 text/plain 76\n", 55, PLB_FORMAT, "ARC");
  check_open("%PDF-1.7\n", 9, PLB_FORMAT, "PDF");
  check_open("\x28\xb5\x2f\xfd....", 8, PLB_DAMAGED, "Zstandard");
  check_open("\x89PNG\r\n\x1a\n", 8, PLB_FORMAT, "PNG");
  check_open("\xff\xd8\xff\xe0", 4, PLB_FORMAT, "JPEG");
  check_open("ab\0\1\2\3", 6, PLB_FORMAT, "neither");
  static const unsigned char empty[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  check_open(empty, sizeof empty, PLB_EMPTY, "empty");
}

static void the_format_is_told_by_content(void **state) {
  (void)state;
  assert_ptr_equal(plb_format_kind(PLB_LIT("Plain words.")), &plb_reader_text);
  assert_ptr_equal(plb_format_kind(PLB_LIT("")), &plb_reader_text);
  assert_ptr_equal(plb_format_kind(PLB_LIT("< 5 people came")), &plb_reader_text);
  assert_ptr_equal(plb_format_kind(PLB_LIT("<p>Words")), &plb_reader_page);
  assert_ptr_equal(plb_format_kind(PLB_LIT("\xef\xbb\xbf\n<!-- c -->")), &plb_reader_page);
  assert_ptr_equal(plb_format_kind(PLB_LIT("junk <HTML lang=en>")), &plb_reader_page);
  assert_ptr_equal(plb_format_kind(PLB_LIT("\xff\xfe<\0h\0t\0m\0l\0>\0")), &plb_reader_page);
  assert_ptr_equal(plb_format_kind(PLB_LIT("\xfe\xff\0W\0o\0r\0d")), &plb_reader_text);
  assert_ptr_equal(plb_format_kind(PLB_LIT(" {\"a\":1}")), &plb_reader_lines);
  assert_ptr_equal(plb_format_kind(PLB_LIT("cut off\"}\n{\"text\":\"x\"}")), &plb_reader_lines);
  assert_ptr_equal(plb_format_kind(PLB_LIT("{\"html\":\"<html><body>\"}")), &plb_reader_lines);
  assert_ptr_equal(plb_format_kind(PLB_LIT("<p>a</p><script>\n{\"a\":1}")), &plb_reader_page);
  assert_null(plb_format_kind(PLB_LIT("a\0b")));
  assert_ptr_equal(plb_format_kind(PLB_LIT("<?xml version='1.0'?><rss version='2.0'>")), &plb_reader_feed);
  assert_ptr_equal(plb_format_kind(PLB_LIT("<!-- <rss> --><html><rss>")), &plb_reader_page);
  assert_ptr_equal(plb_format_kind(PLB_LIT("\xef\xbb\xbf<a:feed xmlns:a='x'>")), &plb_reader_feed);
  assert_ptr_equal(plb_format_kind(PLB_LIT(" [\n {\"text\":\"x\"}]")), &plb_reader_json);
  assert_ptr_equal(plb_format_kind(PLB_LIT("[1, 2]")), &plb_reader_text);
  assert_ptr_equal(plb_format_kind(PLB_LIT("{\n \"text\": \"x\"\n}")), &plb_reader_json);
  assert_ptr_equal(plb_format_kind(PLB_LIT("{\"text\": \"x\n{\"text\": \"y\"}")), &plb_reader_lines);
  assert_ptr_equal(plb_format_kind(PLB_LIT("id,text\n1,x\n")), &plb_reader_csv);
  assert_ptr_equal(plb_format_kind(PLB_LIT("Words, more words.\nAnd, so on.\n")), &plb_reader_text);
  assert_null(plb_format_kind(PLB_LIT("\xff\xfei\0d\0,\0t\0e\0x\0t\0\n\0"
                                      "1\0,\0x\0\n\0")));
  assert_ptr_equal(plb_format_kind(PLB_LIT("\xff\xfeW\0,\0m\0\n\0A\0,\0s\0\n\0")), &plb_reader_text);
}

static void goes_on_at_every_record(void **state) {
  (void)state;
  static const char broken[] = "{\"text\":\"x\"}\n{oops\n\n{\"a\":1}\n{\"text\":\"y\"}";
  static const char page[] = "<html><p>Words.</p></html>";
  plb_buf gz;
  plb_buf_init(&gz, 1 << 20);
  gzip_add(&gz, lines, sizeof lines - 1);
  check_resume(lines, sizeof lines - 1);
  check_resume(gz.p, gz.n);
  check_resume(broken, sizeof broken - 1);
  check_resume(page, sizeof page - 1);
  plb_buf_free(&gz);
}

static void a_changed_file_is_read_anew(void **state) {
  (void)state;
  plb_buf log, again;
  plb_buf_init(&log, 1 << 20);
  plb_buf_init(&again, 1 << 20);
  plb_cursor last;
  opened o = {0};
  assert_int_equal(open_fd(&o, file_of(lines, sizeof lines - 1), NULL), PLB_OK);
  drain(&o, &log, &last);
  end(&o);
  char changed[sizeof lines];
  memcpy(changed, lines, sizeof lines);
  changed[sizeof lines - 5] = 'X';
  const size_t cut[] = {sizeof lines - 1, sizeof lines - 1 - 20};
  for (size_t i = 0; i < 2; i++) {
    plb_buf_clear(&again);
    assert_int_equal(open_fd(&o, file_of(i ? lines : changed, cut[i]), &last), PLB_OK);
    assert_true(o.restarted);
    drain(&o, &again, NULL);
    assert_memory_equal(again.p, "1@0 ok Alpha", 12);
    end(&o);
  }
  /* A pipe cannot be read twice: from the start, and said. */
  assert_int_equal(open_fd(&o, pipe_of(lines, sizeof lines - 1), &last), PLB_OK);
  assert_true(o.restarted);
  end(&o);
  plb_buf_free(&log);
  plb_buf_free(&again);
}

static void a_grown_file_goes_on_but_a_grown_page_is_another(void **state) {
  (void)state;
  static const char more[] = "{\"text\":\"x\"}\n{\"text\":\"y\"}\n", page[] = "<p>One.</p><p>Two.</p>";
  opened o = {0};
  plb_record r;
  plb_cursor after;
  assert_int_equal(open_fd(&o, file_of(more, 13), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  end(&o);
  assert_int_equal(open_fd(&o, file_of(more, sizeof more - 1), &after), PLB_OK);
  assert_false(o.restarted);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_int_equal(r.number, 2);
  end(&o);
  assert_int_equal(open_fd(&o, file_of(page, 11), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  end(&o);
  assert_int_equal(open_fd(&o, file_of(page, sizeof page - 1), &after), PLB_OK);
  assert_true(o.restarted);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_int_equal(r.bytes.n, sizeof page - 1);
  end(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_json_lines),
      cmocka_unit_test(takes_a_byte_order_mark),
      cmocka_unit_test(one_bad_line_costs_one_record),
      cmocka_unit_test(a_bad_line_says_where),
      cmocka_unit_test(a_line_without_text_names_its_fields),
      cmocka_unit_test(a_line_may_be_exactly_as_long_as_the_limit),
      cmocka_unit_test(a_page_is_one_record),
      cmocka_unit_test(a_page_has_a_limit),
      cmocka_unit_test(what_is_not_read_is_named),
      cmocka_unit_test(the_format_is_told_by_content),
      cmocka_unit_test(goes_on_at_every_record),
      cmocka_unit_test(a_changed_file_is_read_anew),
      cmocka_unit_test(a_grown_file_goes_on_but_a_grown_page_is_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
