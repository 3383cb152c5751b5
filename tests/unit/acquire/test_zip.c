/* acquire/zip: archives of every kind of member, members that cannot be read, damage, bombs, and the cursor at every
 * record. */
#include "support.h"

typedef struct zipper {
  plb_buf out, directory;
  uint32_t members;
} zipper;

static void begin_zip(zipper *z) {
  *z = (zipper){0};
  plb_buf_init(&z->out, 1 << 24);
  plb_buf_init(&z->directory, 1 << 20);
}

static void number(plb_buf *b, uint32_t v, int bytes) {
  for (int i = 0; i < bytes; i++)
    plb_buf_char(b, (char)(i < 4 ? v >> 8 * i : 0));
}

/* The fields that a member's head and its row in the directory share (APPNOTE 4.3.7 and 4.3.12). */
static void head(plb_buf *b, const char *name, uint32_t flags, uint32_t crc, size_t packed, size_t n) {
  number(b, 20, 2);
  number(b, flags, 2);
  number(b, 8, 2); /* deflate */
  number(b, 0, 4);
  number(b, crc, 4);
  number(b, (uint32_t)packed, 4);
  number(b, (uint32_t)n, 4);
  number(b, (uint32_t)strlen(name), 2);
  number(b, 0, 2);
}

static void add(zipper *z, const char *name, uint32_t flags, const void *bytes, size_t n) {
  plb_buf gz;
  plb_buf_init(&gz, 1 << 24);
  gzip_add(&gz, bytes, n); /* ten bytes of head and eight of tail round raw deflate */
  uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)n), at = (uint32_t)z->out.n;
  plb_buf_add(&z->out, "PK\3\4", 4);
  head(&z->out, name, flags, crc, gz.n - 18, n);
  plb_buf_str(&z->out, name);
  plb_buf_add(&z->out, gz.p + 10, gz.n - 18);
  plb_buf_add(&z->directory, "PK\1\2", 4);
  number(&z->directory, 20, 2);
  head(&z->directory, name, flags, crc, gz.n - 18, n);
  number(&z->directory, 0, 2 + 2 + 2 + 4);
  number(&z->directory, at, 4);
  plb_buf_str(&z->directory, name);
  z->members++;
  plb_buf_free(&gz);
}

static void add_text(zipper *z, const char *name, const char *text) {
  add(z, name, 0, text, strlen(text));
}

static void end_zip(zipper *z) {
  uint32_t at = (uint32_t)z->out.n;
  plb_buf_add(&z->out, z->directory.p, z->directory.n);
  plb_buf_add(&z->out, "PK\5\6\0\0\0\0", 8);
  number(&z->out, z->members, 2);
  number(&z->out, z->members, 2);
  number(&z->out, (uint32_t)z->directory.n, 4);
  number(&z->out, at, 4);
  number(&z->out, 0, 2);
  plb_buf_free(&z->directory);
}

static void log_of(const zipper *z, plb_buf *log) {
  opened o = {0};
  plb_buf_clear(log);
  assert_int_equal(open_fd(&o, file_of(z->out.p, z->out.n), NULL), PLB_OK);
  drain(&o, log, NULL);
  plb_buf_char(log, 0);
  end(&o);
}

static void add_every_kind(zipper *z) {
  plb_buf gz;
  plb_buf_init(&gz, 1 << 16);
  gzip_add(&gz, "{\"text\":\"Packed.\"}\n", 19);
  gz.p[gz.n - 6] ^= 1; /* its check sum is wrong */
  begin_zip(z);
  add_text(z, "news/", "");
  add_text(z, "news/a.txt", "First words.");
  add_text(z, "news/.hidden", "Not read.");
  add_text(z, "__MACOSX/news/a.txt", "Not read.");
  add_text(z, "picture.png", "\x89PNG\r\n\x1a\n");
  add_text(z, "b.jsonl", "{\"text\":\"One.\"}\n{oops\n{\"text\":\"Two.\"}");
  add_text(z, "empty", "");
  add(z, "secret", 1, "cipher text", 11);
  add_text(z, "inner.zip", "PK\3\4....");
  add(z, "c.jsonl.gz", 0, gz.p, gz.n);
  add_text(z, "d.html", "<p>Last.");
  end_zip(z);
  plb_buf_free(&gz);
}

static void reads_every_kind_of_member(void **state) {
  (void)state;
  zipper z;
  plb_buf log;
  plb_buf_init(&log, 1 << 20);
  add_every_kind(&z);
  log_of(&z, &log);
  assert_string_equal(log.p, "1@0 ok First words.\n"
                             "2@13 format \n"
                             "3@14 ok One.\n4@30 damaged \n5@36 ok Two.\n"
                             "6@52 empty \n"
                             "7@53 format \n"
                             "8@54 format \n"
                             "9@55 ok Packed.\n10@74 damaged \n"
                             "11@75 ok <p>Last.\n");
  plb_buf_free(&z.out);
  plb_buf_free(&log);
}

static void a_problem_names_the_member(void **state) {
  (void)state;
  zipper z;
  opened o = {0};
  plb_record r;
  plb_cursor after;
  add_every_kind(&z);
  assert_int_equal(open_fd(&o, file_of(z.out.p, z.out.n), NULL), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_true(plb_slice_is(r.part, "news/a.txt"));
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_FORMAT);
  assert_string_equal(o.err.place, "in.jsonl!/picture.png");
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_OK);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_DAMAGED);
  assert_string_equal(o.err.place, "in.jsonl!/b.jsonl:2");
  end(&o);
  plb_buf_free(&z.out);
}

static void goes_on_at_every_record(void **state) {
  (void)state;
  zipper z;
  add_every_kind(&z);
  check_resume(z.out.p, z.out.n);
  plb_buf_free(&z.out);
}

/* A member whose check sum is wrong is one lost record, also to who goes on behind it. */
static void goes_on_behind_a_broken_member(void **state) {
  (void)state;
  zipper z;
  begin_zip(&z);
  add_text(&z, "a.txt", "First words.");
  add_text(&z, "b.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}");
  add_text(&z, "c.html", "<p>Last.");
  end_zip(&z);
  plb_slice all = plb_slice_of(z.out.p, z.out.n);
  for (uint32_t at = 0; (at = plb_slice_find(all, PLB_LIT("PK\1\2"), at)) != UINT32_MAX; at += 16) {
    z.out.p[at + 16] ^= 1; /* in the directory */
    check_resume(z.out.p, z.out.n);
  }
  plb_buf_free(&z.out);
}

/* Whatever is cut or flipped: an error or records, and every record is one of the archive's. */
static void damage_never_makes_records(void **state) {
  (void)state;
  zipper z;
  plb_buf log;
  plb_buf_init(&log, 1 << 20);
  begin_zip(&z);
  add_text(&z, "a.txt", "First words.");
  add_text(&z, "b.txt", "Second words.");
  end_zip(&z);
  for (size_t i = 4; i < z.out.n; i++) {
    for (int bit = 1; bit < 256; bit <<= 3) {
      z.out.p[i] = (char)(z.out.p[i] ^ bit);
      opened o = {0};
      plb_buf_clear(&log);
      if (open_fd(&o, file_of(z.out.p, z.out.n), NULL) == PLB_OK) drain(&o, &log, NULL);
      plb_buf_char(&log, 0);
      for (const char *ok = log.p; (ok = strstr(ok, " ok ")); ok++)
        assert_true(strncmp(ok, " ok First words.\n", 17) == 0 || strncmp(ok, " ok Second words.\n", 18) == 0);
      end(&o);
      z.out.p[i] = (char)(z.out.p[i] ^ bit);
    }
  }
  for (size_t n = 4; n < z.out.n; n++) {
    opened o = {0};
    assert_int_not_equal(open_fd(&o, file_of(z.out.p, n), NULL), PLB_OK);
    end(&o);
  }
  plb_buf_free(&z.out);
  plb_buf_free(&log);
}

static void check_refused(const zipper *z, plb_status want, const char *words) {
  opened o = {0};
  assert_int_equal(open_fd(&o, file_of(z->out.p, z->out.n), NULL), want);
  if (!strstr(o.err.message, words)) fail_msg("'%s' lacks '%s'", o.err.message, words);
  end(&o);
}

static void what_is_no_folder_of_files_is_named(void **state) {
  (void)state;
  zipper z;
  begin_zip(&z);
  add_text(&z, "[Content_Types].xml", "<Types/>");
  add_text(&z, "word/document.xml", "<w/>");
  end_zip(&z);
  check_refused(&z, PLB_FORMAT, "an office file");
  opened o = {0};
  assert_int_equal(open_fd(&o, pipe_of(z.out.p, z.out.n), NULL), PLB_FORMAT);
  assert_non_null(strstr(o.err.message, "pipe"));
  end(&o);
  plb_buf gz;
  plb_buf_init(&gz, 1 << 16);
  gzip_add(&gz, z.out.p, z.out.n);
  assert_int_equal(open_fd(&o, file_of(gz.p, gz.n), NULL), PLB_FORMAT);
  assert_non_null(strstr(o.err.message, "packed once more"));
  end(&o);
  plb_buf_free(&gz);
  plb_buf_free(&z.out);
}

static void an_empty_archive_has_no_records(void **state) {
  (void)state;
  zipper z;
  plb_buf log;
  plb_buf_init(&log, 1 << 10);
  begin_zip(&z);
  end_zip(&z);
  log_of(&z, &log);
  assert_string_equal(log.p, "");
  plb_buf_free(&z.out);
  plb_buf_free(&log);
}

static void a_bomb_stops(void **state) {
  (void)state;
  zipper z;
  plb_buf log;
  plb_buf_init(&log, 1 << 24);
  char *same = malloc(6u << 20);
  assert_non_null(same);
  memset(same, 'a', 6u << 20);
  begin_zip(&z);
  add(&z, "a.txt", 0, same, 6u << 20);
  add_text(&z, "b.txt", "Words.");
  end_zip(&z);
  log_of(&z, &log);
  assert_non_null(strstr(log.p, " limit "));
  free(same);
  plb_buf_free(&z.out);
  plb_buf_free(&log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_kind_of_member),      cmocka_unit_test(a_problem_names_the_member),
      cmocka_unit_test(goes_on_at_every_record),         cmocka_unit_test(goes_on_behind_a_broken_member),
      cmocka_unit_test(damage_never_makes_records),      cmocka_unit_test(what_is_no_folder_of_files_is_named),
      cmocka_unit_test(an_empty_archive_has_no_records), cmocka_unit_test(a_bomb_stops),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
