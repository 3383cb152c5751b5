/* acquire/feeds, csv, json: the files of tests/cases/records; every record resumable, damage at every byte, limits. */
#include "../cases.h"
#include "acquire/byte_sets.h"
#include "support.h"

#include <time.h>

static void print_fact(plb_buf *out, const char *name, plb_slice s) {
  if (s.n) plb_buf_printf(out, "%s: %.*s\n", name, (int)s.n, s.p);
}

static void print_record(plb_buf *out, const plb_record *r, plb_slice file) {
  const plb_given *g = &r->given;
  plb_buf_printf(out, "---- %u @%llu +%u\n", r->number, (unsigned long long)r->offset, r->bytes.n);
  print_fact(out, "id", g->id);
  print_fact(out, "url", g->url);
  print_fact(out, "title", g->title);
  print_fact(out, "outlet", g->outlet);
  print_fact(out, "author", g->author);
  print_fact(out, "published", g->published);
  print_fact(out, "language", g->language);
  print_fact(out, "html", g->html);
  print_fact(out, "text", g->text);
  assert_true(r->offset + r->bytes.n <= file.n);
  assert_memory_equal(r->bytes.p, file.p + r->offset, r->bytes.n); /* the offset is where the bytes stand */
}

static bool run_case(void *user, const char *folder) {
  (void)user;
  plb_buf in, out;
  plb_record r;
  plb_cursor after;
  opened o = {0};
  assert_true(case_read(folder, "input", &in));
  plb_buf_init(&out, 1 << 20);
  assert_int_equal(open_fd(&o, file_of(in.p, in.n), NULL), PLB_OK);
  plb_status s;
  while ((s = plb_source_next(o.source, &r, &after, &o.err)) != PLB_NOTFOUND) {
    if (s == PLB_OK)
      print_record(&out, &r, plb_slice_of(in.p, in.n));
    else
      plb_buf_printf(&out, "---- %u @%llu %s: %s (%s)\n", r.number, (unsigned long long)r.offset, plb_status_word(s),
                     o.err.message, o.err.place);
  }
  end(&o);
  check_resume(in.p, in.n);
  bool same = case_same(folder, &out);
  plb_buf_free(&in);
  plb_buf_free(&out);
  return same;
}

static void every_file_is_read(void **state) {
  (void)state;
  case_all("records", run_case, NULL, 19);
}

/* Reads it all: how many records were good, and whether the words were among them. */
static uint32_t count_good(const void *bytes, size_t n, const char *const *words, bool *found) {
  opened o = {0};
  plb_record r;
  plb_cursor after, before = {0};
  plb_status s;
  uint32_t good = 0;
  for (size_t i = 0; words && words[i]; i++)
    found[i] = false;
  if (open_fd(&o, file_of(bytes, n), NULL)) return close(o.fd), 0;
  while ((s = plb_source_next(o.source, &r, &after, &o.err)) != PLB_NOTFOUND) {
    assert_true(after.offset >= before.offset && (s || after.offset > before.offset));
    if (s) assert_true(o.err.message[0] != 0);
    before = after;
    good += s == PLB_OK;
    for (size_t i = 0; words && words[i]; i++)
      found[i] |= s == PLB_OK && plb_slice_find(r.given.text, plb_slice_str(words[i]), 0) != UINT32_MAX;
  }
  end(&o);
  return good;
}

static const char feed[] = "<?xml version=\"1.0\"?><rss><channel><title>Post</title>\n"
                           "<item><title a=\"b\">1</title><description>First &amp; best.</description></item>\n"
                           "<item><title>2</title><description><![CDATA[<p>Second.</p>]]> and</description></item>\n"
                           "<!-- between -->\n"
                           "<item><title>3</title><description>Third of all.</description></item></channel></rss>\n";
static const char csv[] = "id,title,text\n"
                          "1,One,First of all.\n"
                          "2,\"Two\",\"Second, \"\"and\"\"\nmore.\"\n"
                          "3,Three,Third of all.\n"
                          "4,Four,Fourth of all.\n";
static const char list[] = "[\n  {\"text\": \"First of all.\"},\n  {\"text\": \"Sec\\\"ond.\", \"a\": {\"b\": [1]}},\n"
                           "  {\"text\": \"Third of all.\"},\n  {\"text\": \"Fourth of all.\"}\n]\n";

/* The bytes from..to of a record changed one after the other to each of the first `ways` of some bytes: what stands in
 * other records is still read. */
static void damage(const char *bytes, size_t n, size_t from, size_t to, const char *const *others, size_t ways) {
  static const char with[] = "x<>\"&,{]\n\0";
  char *copy = malloc(n);
  assert_non_null(copy);
  for (size_t at = from; at < to; at++)
    for (size_t k = 0; k < ways; k++) {
      bool found[4];
      memcpy(copy, bytes, n);
      copy[at] = with[k];
      count_good(copy, n, others, found);
      for (size_t i = 0; others[i]; i++)
        if (!found[i]) fail_msg("byte %zu changed to 0x%02x: '%s' is lost", at, with[k], others[i]);
    }
  free(copy);
}

static size_t place(const char *in, const char *words) {
  const char *at = strstr(in, words);
  assert_non_null(at);
  return (size_t)(at - in);
}

static void a_damaged_byte_costs_its_record(void **state) {
  (void)state;
  static const char *const first_third[] = {"First", "Third", NULL}, *const first[] = {"First", NULL};
  static const char *const all[] = {"First", "Third", "Fourth", NULL};
  damage(feed, sizeof feed - 1, place(feed, "<item><title>2"), place(feed, "\n<!-- b"), first_third, 10);
  damage(feed, sizeof feed - 1, place(feed, "<!-- b"), place(feed, "\n<item><title>3"), first_third, 10);
  damage(feed, sizeof feed - 1, place(feed, "<item><title>3"), sizeof feed - 1, first, 10);
  damage(csv, sizeof csv - 1, place(csv, "2,\"Two"), place(csv, "\n3,Three"), all, 10);
  damage(list, sizeof list - 1, place(list, "{\"text\": \"Sec") + 1, place(list, ",\n  {\"text\": \"Third"), all, 10);
}

/* Cut anywhere, and any byte changed: no more than what is there comes out, and it ends. */
static void damage_anywhere_ends(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t n;
    uint32_t records;
  } files[] = {{feed, sizeof feed - 1, 3}, {csv, sizeof csv - 1, 4}, {list, sizeof list - 1, 4}};
  static const char *const none[] = {NULL};
  for (size_t f = 0; f < 3; f++) {
    assert_int_equal(count_good(files[f].bytes, files[f].n, NULL, NULL), files[f].records);
    for (size_t n = 1; n < files[f].n; n++)
      assert_true(count_good(files[f].bytes, n, NULL, NULL) <= files[f].records);
    damage(files[f].bytes, files[f].n, 0, files[f].n, none, 3);
  }
}

static void fill(plb_buf *b, const char *before, size_t n, const char *after) {
  plb_buf_str(b, before);
  for (size_t i = 0; i < n; i++)
    plb_buf_char(b, 'y');
  plb_buf_str(b, after);
}

/* A record one byte shorter than the limit, as long, one longer, much longer, and a last short one. */
static void check_limit(const char *head, const char *before, const char *after, const char *tail, uint32_t limit) {
  const size_t shell = strlen(before) + strlen(after);
  const size_t lengths[] = {limit - 1, limit, limit + 1, (size_t)limit * 5, shell + 3};
  static const plb_status want[] = {PLB_OK, PLB_OK, PLB_LIMIT, PLB_LIMIT, PLB_OK, PLB_NOTFOUND};
  plb_buf b;
  opened o = {0};
  plb_buf_init(&b, 1 << 24);
  plb_buf_str(&b, head);
  for (size_t i = 0; i < 5; i++) {
    fill(&b, before, lengths[i] - shell, after);
    plb_buf_str(&b, i < 4 && head[0] == '[' ? ",\n" : "\n");
  }
  plb_buf_str(&b, tail);
  plb_limits_default(&o.limits);
  o.limits.record_bytes = limit;
  assert_int_equal(open_fd(&o, file_of(b.p, b.n), NULL), PLB_OK);
  for (uint32_t k = 0; k < 6; k++) {
    plb_record r;
    plb_cursor cursor;
    plb_status s = plb_source_next(o.source, &r, &cursor, &o.err);
    if (s != want[k]) fail_msg("%.20s record %u: %s %s", head, k + 1, plb_status_word(s), o.err.message);
    if (s != PLB_NOTFOUND) assert_int_equal(r.number, k + 1);
  }
  end(&o);
  plb_buf_free(&b);
}

static void a_record_may_be_exactly_as_long_as_the_limit(void **state) {
  (void)state;
  static const uint32_t limits[] = {200, 65536, 200000};
  for (size_t i = 0; i < 3; i++) {
    check_limit("<rss><channel><title>t</title>", "<item><description>", "</description></item>", "</channel></rss>",
                limits[i]);
    check_limit("<rss>", "<item><description><![CDATA[", "]]></description></item>", "</rss>", limits[i]);
    check_limit("id,text\n", "1,", "", "", limits[i]);
    check_limit("[\n", "{\"text\":\"", "\"}", "]\n", limits[i]);
  }
}

static void refused(const char *bytes, plb_status want, const char *words) {
  opened o = {0};
  plb_status s = open_fd(&o, file_of(bytes, strlen(bytes)), NULL);
  if (s != want || !strstr(o.err.message, words)) fail_msg("%.40s: %s '%s'", bytes, plb_status_word(s), o.err.message);
  if (!s) plb_source_close(o.source);
  close(o.fd);
}

static void what_holds_no_records_is_named(void **state) {
  (void)state;
  refused("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>x</loc></url></urlset>", PLB_FORMAT,
          "this is a sitemap without titles: nothing to read");
  refused("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", PLB_FORMAT,
          "this is an index of sitemaps: it names files, nothing to read");
  refused("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><rss></rss>", PLB_ENCODING,
          "this file is in the character set Shift_JIS, which is not read here: convert it to UTF-8");
  refused("id,title,date,leader\n1,a,b,c\n", PLB_FORMAT, "its columns are: id, title, date, leader");
  refused("{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\"}", PLB_DAMAGED,
          "no list of items is found in this JSON feed");
}

static void an_empty_feed_and_an_open_list_are_told(void **state) {
  (void)state;
  static const char empty[] = "<rss><channel><title>x</title></channel></rss>", open[] = "[{\"text\":\"x\"},\n";
  opened o = {0};
  plb_record r;
  plb_cursor after, last;
  assert_int_equal(open_fd(&o, file_of(empty, sizeof empty - 1), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_EMPTY);
  assert_string_equal(o.err.message, "this feed has no entries");
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_NOTFOUND);
  end(&o);
  assert_int_equal(open_fd(&o, file_of(open, sizeof open - 1), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &last, &o.err), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_DAMAGED);
  assert_string_equal(o.err.message, "the file ends before its list does");
  assert_int_equal(after.number, last.number); /* no record: the end of the source */
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_NOTFOUND);
  end(&o);
}

static void prose_is_no_table(void **state) {
  (void)state;
  static const char *const texts[] = {
      "Monday, Oslo, Norway\nThe ministers met, talked, and left.\nThey agreed, it seems, on little.\n",
      "Text, in short\nThe ministers met, and left.\n",
      "Talks end\n\nThe ministers met in Oslo, Norway, on Monday, officials said.\n",
      "Norway;Oslo\nSweden;Stockholm\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    opened o = {0};
    plb_record r;
    plb_cursor after;
    assert_int_equal(open_fd(&o, file_of(texts[i], strlen(texts[i])), NULL), PLB_OK);
    assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
    assert_int_equal(r.format, PLB_FORMAT_TEXT);
    assert_true(plb_slice_is(r.bytes, texts[i]));
    end(&o);
  }
}

static void a_map_names_the_columns(void **state) {
  (void)state;
  static const char table[] = "Schlagzeile;Artikel\nEins;Der Text.\n";
  const plb_field_map map = {.text = "Artikel", .title = "Schlagzeile"};
  plb_limits limits;
  plb_error err;
  plb_source *source;
  plb_record r;
  plb_cursor after;
  int fd = file_of(table, sizeof table - 1);
  plb_limits_default(&limits);
  assert_int_equal(plb_source_open(fd, "t.csv", &map, &limits, NULL, NULL, &source, &err), PLB_OK);
  assert_int_equal(plb_source_next(source, &r, &after, &err), PLB_OK);
  assert_true(plb_slice_is(r.given.text, "Der Text."));
  assert_true(plb_slice_is(r.given.title, "Eins"));
  plb_source_close(source);
  close(fd);
}

/* Twice the bytes, at most three times the time: nothing looks through the file again and again. */
static void hostile_feeds_take_no_time(void **state) {
  (void)state;
  static const char *const parts[] = {
      "<!--",  "<!--<item>",        "<![CDATA[<item>", "<item><![CDATA[<!--", "<?<item></item>",
      "<item", "<!DOCTYPE [<item>", "<item a='",       "<a><item><b>",        "<item></a>"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    plb_buf b;
    plb_buf_init(&b, 1 << 22);
    plb_buf_str(&b, "<rss><channel>");
    while (b.n < 1 << 20)
      plb_buf_str(&b, parts[i]);
    clock_t begin = clock();
    count_good(b.p, b.n, NULL, NULL);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    if (seconds > 6) fail_msg("%s a megabyte long takes %.1f s", parts[i], seconds);
    plb_buf_free(&b);
  }
}

static void sets_mean_what_their_labels_say(void **state) {
  (void)state;
  static const char *const labels[] = {"latin1", "ISO-8859-2", "iso-8859-15", "windows-1250", "cp1251", "KOI8-R"};
  static const uint16_t e9[] = {0xE9, 0xE9, 0xE9, 0xE9, 0x439, 0x418}, a4[] = {0xA4, 0xA4, 0x20AC, 0xA4, 0xA4, 0x2553};
  for (size_t i = 0; i < 6; i++) {
    bool utf8;
    uint16_t upper[128];
    plb_error err;
    assert_int_equal(plb_byte_set(plb_slice_str(labels[i]), &utf8, upper, &err), PLB_OK);
    assert_false(utf8);
    assert_int_equal(upper[0xE9 - 128], e9[i]);
    assert_int_equal(upper[0xA4 - 128], a4[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_file_is_read),
      cmocka_unit_test(a_damaged_byte_costs_its_record),
      cmocka_unit_test(damage_anywhere_ends),
      cmocka_unit_test(a_record_may_be_exactly_as_long_as_the_limit),
      cmocka_unit_test(what_holds_no_records_is_named),
      cmocka_unit_test(an_empty_feed_and_an_open_list_are_told),
      cmocka_unit_test(prose_is_no_table),
      cmocka_unit_test(a_map_names_the_columns),
      cmocka_unit_test(hostile_feeds_take_no_time),
      cmocka_unit_test(sets_mean_what_their_labels_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
