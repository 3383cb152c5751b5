/* acquire/stream, acquire/unpack: gzip and Zstandard whole, in members, padded, cut at every byte, flipped at every
 * byte, and as a bomb; going on behind broken members; packed texts at once. */
#include <zstd.h>

#include "acquire/input.h"
#include "acquire/unpack.h"
#include "support.h"

static const char text[] = "{\"text\":\"Alpha met Beta in the old harbour.\"}\n"
                           "{\"text\":\"Beta warned Gamma about the bridge.\"}\n"
                           "{\"text\":\"Gamma thanked Alpha for the boats.\"}\n";

/* Runs a source over the bytes into log ("ok" lines and the final error). The status at opening. */
static plb_status run(const void *bytes, size_t n, plb_buf *log) {
  opened o = {0};
  plb_buf_clear(log);
  plb_status s = open_fd(&o, file_of(bytes, n), NULL);
  if (!s) drain(&o, log, NULL);
  plb_buf_char(log, 0);
  assert_int_equal(log->status, PLB_OK);
  end(&o);
  return s;
}

static void members_are_joined(void **state) {
  (void)state;
  plb_buf gz, log;
  plb_buf_init(&gz, 1 << 20);
  plb_buf_init(&log, 1 << 20);
  /* The cut between members falls inside a line. */
  gzip_add(&gz, text, 60);
  gzip_add(&gz, "", 0);
  gzip_add(&gz, text + 60, sizeof text - 1 - 60);
  plb_buf_add(&gz, "\0\0\0\0", 4);
  assert_int_equal(run(gz.p, gz.n, &log), PLB_OK);
  assert_string_equal(log.p, "1@0 ok Alpha met Beta in the old harbour.\n2@46 ok Beta warned Gamma about the bridge.\n"
                             "3@93 ok Gamma thanked Alpha for the boats.\n");
  plb_buf_str(&gz, "tail");
  assert_int_equal(run(gz.p, gz.n, &log), PLB_OK);
  assert_non_null(strstr(log.p, "3@93 ok"));
  assert_non_null(strstr(log.p, "4@139 damaged"));
  plb_buf_free(&gz);
  plb_buf_free(&log);
}

/* Each prefix gives a prefix of the records, each once, then one error. */
static void cut_at_every_byte(void **state) {
  (void)state;
  plb_buf gz, log;
  plb_buf_init(&gz, 1 << 20);
  plb_buf_init(&log, 1 << 20);
  gzip_add(&gz, text, sizeof text - 1);
  char whole[1000];
  assert_int_equal(run(gz.p, gz.n, &log), PLB_OK);
  assert_true(log.n < sizeof whole);
  memcpy(whole, log.p, log.n);
  size_t most = 0;
  for (size_t n = 3; n < gz.n; n++) {
    if (run(gz.p, n, &log) == PLB_DAMAGED) continue;
    char *damage = strstr(log.p, " damaged \n");
    assert_non_null(damage);
    assert_int_equal(damage[10], 0);
    while (damage > log.p && damage[-1] != '\n')
      damage--;
    size_t good = (size_t)(damage - log.p);
    assert_memory_equal(log.p, whole, good);
    assert_true(good >= most);
    most = good;
  }
  assert_int_equal(most, strlen(whole));
  plb_buf_free(&gz);
  plb_buf_free(&log);
}

static void the_damage_has_a_place(void **state) {
  (void)state;
  plb_buf gz;
  plb_buf_init(&gz, 1 << 20);
  gzip_add(&gz, text, sizeof text - 1);
  opened o = {0};
  plb_record r;
  plb_cursor before = {0}, after = {0};
  assert_int_equal(open_fd(&o, file_of(gz.p, gz.n - 3), NULL), PLB_OK);
  plb_status s;
  while ((s = plb_source_next(o.source, &r, &after, &o.err)) == PLB_OK)
    before = after;
  assert_int_equal(s, PLB_DAMAGED);
  assert_int_equal(o.err.offset, gz.n - 3);
  assert_string_equal(o.err.place, "in.jsonl");
  assert_int_equal(after.offset, before.offset);
  assert_int_equal(plb_source_next(o.source, &r, &after, &o.err), PLB_NOTFOUND);
  end(&o);
  plb_buf_free(&gz);
}

/* No flipped bit of the data or the trailer may pass unseen, but the unused ones of the last data byte. */
static void flipped_at_every_byte(void **state) {
  (void)state;
  plb_buf gz, log;
  plb_buf_init(&gz, 1 << 20);
  plb_buf_init(&log, 1 << 20);
  gzip_add(&gz, text, sizeof text - 1);
  for (size_t i = 10; i < gz.n; i++) {
    if (i == gz.n - 9) continue;
    gz.p[i] ^= 0x10;
    plb_status s = run(gz.p, gz.n, &log);
    if (s != PLB_DAMAGED && s != PLB_FORMAT && !strstr(log.p, "damaged")) fail_msg("byte %zu: %s", i, log.p);
    gz.p[i] ^= 0x10;
  }
  plb_buf_free(&gz);
  plb_buf_free(&log);
}

static plb_status last_status(const plb_buf *gz, uint32_t ratio) {
  opened o = {0};
  plb_record r;
  plb_cursor after;
  plb_limits_default(&o.limits);
  o.limits.inflate_ratio = ratio;
  plb_status s = open_fd(&o, file_of(gz->p, gz->n), NULL), last = s;
  while (!s || s == PLB_LIMIT) {
    last = s;
    s = o.source ? plb_source_next(o.source, &r, &after, &o.err) : PLB_NOTFOUND;
  }
  end(&o);
  return last;
}

static void a_bomb_stops(void **state) {
  (void)state;
  size_t n = 6u << 20;
  char *same = malloc(n);
  assert_non_null(same);
  memset(same, 'a', n);
  plb_buf gz;
  plb_buf_init(&gz, 1 << 24);
  gzip_add(&gz, same, n);
  assert_true(n / gz.n > 500);
  assert_int_equal(last_status(&gz, 2000), PLB_OK);
  assert_int_equal(last_status(&gz, 200), PLB_LIMIT);
  /* The first MiB is free of the rule. */
  plb_buf_clear(&gz);
  gzip_add(&gz, same, 1u << 20);
  assert_int_equal(last_status(&gz, 2), PLB_OK);
  plb_buf_free(&gz);
  free(same);
}

static void zstd_add(plb_buf *out, const void *bytes, size_t n) {
  size_t bound = ZSTD_compressBound(n);
  assert_true(plb_buf_reserve(out, bound));
  size_t made = ZSTD_compress(out->p + out->n, bound, bytes, n, 3);
  assert_false(ZSTD_isError(made));
  out->n += made;
}

static void zstd_frames_are_joined(void **state) {
  (void)state;
  static const char skippable[] = "\x5a\x2a\x4d\x18\x03\0\0\0abc";
  plb_buf z, log;
  plb_buf_init(&z, 1 << 20);
  plb_buf_init(&log, 1 << 20);
  plb_buf_add(&z, skippable, sizeof skippable - 1);
  zstd_add(&z, text, 60);
  plb_buf_add(&z, skippable, sizeof skippable - 1);
  zstd_add(&z, text + 60, sizeof text - 1 - 60);
  assert_int_equal(run(z.p, z.n, &log), PLB_OK);
  assert_string_equal(log.p, "1@0 ok Alpha met Beta in the old harbour.\n2@46 ok Beta warned Gamma about the bridge.\n"
                             "3@93 ok Gamma thanked Alpha for the boats.\n");
  size_t good = z.n;
  plb_buf_str(&z, "tail");
  assert_int_equal(run(z.p, z.n, &log), PLB_OK);
  assert_non_null(strstr(log.p, "3@93 ok"));
  assert_non_null(strstr(log.p, "4@139 damaged"));
  for (size_t n = good - 1; n > good - 60; n--)
    assert_true(run(z.p, n, &log) == PLB_DAMAGED || strstr(log.p, " damaged \n"));
  plb_buf_free(&z);
  plb_buf_free(&log);
}

static void a_zstd_bomb_stops(void **state) {
  (void)state;
  size_t n = 6u << 20;
  char *same = calloc(1, n);
  assert_non_null(same);
  memset(same, 'a', n);
  plb_buf z;
  plb_buf_init(&z, 1 << 24);
  zstd_add(&z, same, n);
  assert_int_equal(last_status(&z, 200), PLB_LIMIT);
  plb_buf_free(&z);
  free(same);
}

/* What can be read of bytes, a '|' where it went on behind damage. */
static void read_on(plb_buf *out, int fd) {
  plb_input in;
  plb_limits limits;
  plb_limits_default(&limits);
  plb_buf_clear(out);
  assert_int_equal(plb_input_open(&in, fd, &limits, NULL), PLB_OK);
  do {
    while (plb_input_fill(&in))
      continue;
    plb_buf_slice(out, plb_input_waiting(&in));
    plb_buf_char(out, in.failure.code ? '|' : '.');
    plb_input_consume(&in, plb_input_waiting(&in).n);
  } while (plb_input_resync(&in));
  plb_buf_char(out, 0);
  plb_input_close(&in);
  close(fd);
}

static void goes_on_behind_a_broken_member(void **state) {
  (void)state;
  plb_buf part[3], gz, out;
  plb_buf_init(&gz, 1 << 20);
  plb_buf_init(&out, 1 << 20);
  static const char *const words[] = {"First words. ", "Second words, of a member that breaks. ", "Third words."};
  for (int i = 0; i < 3; i++) {
    plb_buf_init(&part[i], 1 << 16);
    gzip_add(&part[i], words[i], strlen(words[i]));
  }
  for (size_t lost = 1; lost + 1 < part[1].n; lost++) { /* bytes that the second lacks at its end, or that are wrong */
    for (int wrong = 0; wrong < 2; wrong++) {
      plb_buf_clear(&gz);
      plb_buf_add(&gz, part[0].p, part[0].n);
      plb_buf_add(&gz, part[1].p, wrong ? part[1].n : part[1].n - lost);
      if (wrong) gz.p[gz.n - lost] ^= 0x55;
      plb_buf_add(&gz, part[2].p, part[2].n);
      read_on(&out, file_of(gz.p, gz.n));
      if (strncmp(out.p, words[0], 13) != 0 || !strstr(out.p, "Third words.")) fail_msg("lost %zu: %s", lost, out.p);
      if (wrong && part[1].n - lost >= 10 && !strchr(out.p, '|')) fail_msg("lost %zu: %s", lost, out.p);
    }
  }
  for (int i = 0; i < 3; i++)
    plb_buf_free(&part[i]);
  plb_buf_free(&gz);
  plb_buf_free(&out);
}

static void a_pipe_goes_on_at_what_is_left(void **state) {
  (void)state;
  plb_buf gz, out;
  plb_buf_init(&gz, 1 << 20);
  plb_buf_init(&out, 1 << 20);
  gzip_add(&gz, "First.", 6);
  gz.p[gz.n - 5] ^= 1;
  gzip_add(&gz, "Second.", 7);
  read_on(&out, pipe_of(gz.p, gz.n));
  assert_string_equal(out.p, "First.|Second..");
  plb_buf_free(&gz);
  plb_buf_free(&out);
}

static void check_all(plb_packing packing, plb_slice packed) {
  plb_buf out;
  plb_error e;
  plb_buf_init(&out, 1 << 20);
  assert_int_equal(plb_unpack_all(packing, packed, 200, &out, &e), PLB_OK);
  assert_int_equal(out.n, sizeof text - 1);
  assert_memory_equal(out.p, text, out.n);
  for (uint32_t n = 0; n < packed.n; n++) {
    plb_buf_clear(&out);
    assert_int_equal(plb_unpack_all(packing, plb_slice_sub(packed, 0, n), 200, &out, &e), PLB_DAMAGED);
  }
  for (size_t max = sizeof text - 3; max < sizeof text + 1; max++) {
    plb_buf small;
    plb_buf_init(&small, max);
    plb_status want = max < sizeof text - 1 ? PLB_LIMIT : PLB_OK;
    assert_int_equal(plb_unpack_all(packing, packed, 200, &small, &e), want);
    plb_buf_free(&small);
  }
  plb_buf_free(&out);
}

static void unpacks_texts_at_once(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1 << 20);
  gzip_add(&b, text, sizeof text - 1);
  check_all(PLB_PACKED_GZIP, plb_slice_of(b.p, b.n));
  /* gzip's head is ten bytes, its tail eight; between them stands raw deflate. */
  check_all(PLB_PACKED_DEFLATE, plb_slice_of(b.p + 10, b.n - 18));
  plb_buf_clear(&b);
  zstd_add(&b, text, sizeof text - 1);
  check_all(PLB_PACKED_ZSTD, plb_slice_of(b.p, b.n));
  char packed[1000];
  uLongf n = sizeof packed;
  assert_int_equal(compress((Bytef *)packed, &n, (const Bytef *)text, sizeof text - 1), Z_OK);
  check_all(PLB_PACKED_ZLIB, plb_slice_of(packed, n));
  /* Made by brotli(1) of the text. */
  static const unsigned char brotli[] = {
      0x1f, 0x8a, 0x00, 0x00, 0xc4, 0xf2, 0xd6, 0x95, 0x74, 0xfb, 0x75, 0xeb, 0x1a, 0x45, 0xc9, 0xb7, 0x61,
      0x82, 0xc7, 0xb0, 0x09, 0x06, 0x6a, 0x72, 0xc0, 0xfc, 0xeb, 0x34, 0x0b, 0xb4, 0x05, 0x9e, 0x05, 0x16,
      0x62, 0x5b, 0x6e, 0x63, 0xf2, 0xeb, 0x2a, 0x42, 0xa3, 0x6b, 0xc5, 0x93, 0xe0, 0x85, 0xdb, 0x89, 0x6f,
      0xb3, 0x12, 0x9a, 0x0f, 0x02, 0x36, 0x71, 0x37, 0x6a, 0x8e, 0x96, 0xb0, 0x9f, 0xca, 0xca, 0x37, 0x0a,
      0xe3, 0xfd, 0x97, 0xab, 0xe7, 0x84, 0x48, 0x55, 0xc2, 0xd0, 0x74, 0xcc, 0x76, 0x4a, 0xa0, 0x11, 0xf2,
      0xa0, 0xc6, 0xce, 0xcb, 0x07, 0x80, 0xaa, 0x36, 0x78, 0xb6, 0x95, 0x6f, 0x00};
  check_all(PLB_PACKED_BROTLI, plb_slice_of((const char *)brotli, sizeof brotli));
  plb_buf_free(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_are_joined),
      cmocka_unit_test(cut_at_every_byte),
      cmocka_unit_test(the_damage_has_a_place),
      cmocka_unit_test(flipped_at_every_byte),
      cmocka_unit_test(a_bomb_stops),
      cmocka_unit_test(zstd_frames_are_joined),
      cmocka_unit_test(a_zstd_bomb_stops),
      cmocka_unit_test(goes_on_behind_a_broken_member),
      cmocka_unit_test(a_pipe_goes_on_at_what_is_left),
      cmocka_unit_test(unpacks_texts_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
