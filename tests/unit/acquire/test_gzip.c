/* acquire/stream: gzip whole, in members, padded, cut at every byte, flipped at every byte, and as a bomb. */
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_are_joined),     cmocka_unit_test(cut_at_every_byte),
      cmocka_unit_test(the_damage_has_a_place), cmocka_unit_test(flipped_at_every_byte),
      cmocka_unit_test(a_bomb_stops),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
