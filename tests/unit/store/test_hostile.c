/* Databases handed over by somebody else: values that lie, tables of another make, flipped and cut bytes. Whatever they
 * hold, reading ends with a status, and what is shown lies inside its text. */
#include "support.h"

static void fill(box *b, uint32_t n) {
  reopen(b, PLB_STORE_WRITE);
  for (uint32_t i = 0; i < n; i++)
    put_one(b, make_doc(&b->arena, i), false);
  put_failure(b, make_doc(&b->arena, 500), PLB_CRASHED, "died");
  plb_store_close(b->store);
  b->store = NULL;
}

static bool inside(const plb_document *doc, plb_range r) {
  return r.begin <= r.end && r.end <= doc->text.n;
}

/* Touches every byte that a view points to. */
static bool look(void *user, const plb_document *doc) {
  uint64_t *sum = user;
  assert_true(!doc->id[0] || (strlen(doc->id) == 32 && strspn(doc->id, "0123456789abcdef") == 32));
  for (uint32_t i = 0; i < doc->n_report; i++) {
    const plb_report_view *r = &doc->report[i];
    assert_true(inside(doc, r->sentence) && inside(doc, r->trigger) && inside(doc, r->date_at) &&
                inside(doc, r->place_at));
    for (uint32_t k = 0; k < r->n_actor; k++)
      assert_true(inside(doc, r->actor[k].at));
    for (uint32_t k = 0; k < r->n_recipient; k++)
      assert_true(inside(doc, r->recipient[k].at));
    for (uint32_t k = 0; k < r->n_claim; k++)
      assert_true(inside(doc, r->claim[k].cue) && inside(doc, r->claim[k].party.at));
    *sum += plb_hash64(plb_words_of(doc, r->sentence));
  }
  for (uint32_t i = 0; i < doc->n_block; i++)
    assert_true(inside(doc, doc->block[i].at));
  for (uint32_t i = 0; i < doc->n_silence; i++)
    assert_true(inside(doc, doc->silence[i].sentence));
  *sum += plb_hash64(doc->text);
  return true;
}

static plb_status read_all_of_it(box *b) {
  uint64_t sum = 0;
  plb_filter f;
  plb_store *s = NULL;
  plb_filter_default(&f);
  f.failures = true;
  plb_status status = plb_store_open(b->path, PLB_STORE_READ, &s, &b->err);
  if (status == PLB_OK) status = plb_store_each(s, &f, look, &sum, &b->err);
  plb_store_close(s);
  return status;
}

/* ---- values that lie ---- */

#define LIE(code, sql) \
  { code, sql }

static const struct {
  plb_status code;
  const char *sql;
} lies[] = {
    LIE(PLB_DAMAGED, "UPDATE report SET trigger_end = 4000000000"),
    LIE(PLB_DAMAGED, "UPDATE report SET trigger_begin = trigger_end"),
    LIE(PLB_DAMAGED, "UPDATE report SET trigger_begin = -1"),
    LIE(PLB_DAMAGED, "UPDATE report SET trigger_begin = trigger_end + 1"),
    LIE(PLB_DAMAGED, "UPDATE report SET sentence = 3"),
    LIE(PLB_DAMAGED, "UPDATE report SET sentence = 4294967295"),
    LIE(PLB_DAMAGED, "UPDATE report SET sentence_end = 9000000000000000000"),
    LIE(PLB_DAMAGED, "UPDATE report SET sentence_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE report SET date_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE report SET place_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE report SET type = 'NOTHING'"),
    LIE(PLB_DAMAGED, "UPDATE report SET status = 'so-so'"),
    LIE(PLB_DAMAGED, "UPDATE report SET date_first = '2021-02-31'"),
    LIE(PLB_DAMAGED, "UPDATE report SET date_last = '2021-05-03; DROP TABLE report'"),
    LIE(PLB_DAMAGED, "UPDATE report SET date_grain = 'aeon'"),
    LIE(PLB_DAMAGED, "UPDATE report SET confidence = 1001"),
    LIE(PLB_DAMAGED, "UPDATE report SET killed = -1"),
    LIE(PLB_DAMAGED, "UPDATE report SET injured = 4294967295"),
    LIE(PLB_DAMAGED, "UPDATE report SET report_id = upper(report_id)"),
    LIE(PLB_DAMAGED, "UPDATE report SET report_id = substr(report_id, 1, 31)"),
    LIE(PLB_DAMAGED, "UPDATE party SET sector = 'XYZ'"),
    LIE(PLB_DAMAGED, "UPDATE party SET kind = ''"),
    LIE(PLB_DAMAGED, "UPDATE party SET certain = 101"),
    LIE(PLB_DAMAGED, "UPDATE party SET text_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE claim SET kind = 'rumour'"),
    LIE(PLB_DAMAGED, "UPDATE claim SET cue_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE claim SET text_begin = 173, text_end = 173"),
    LIE(PLB_DAMAGED, "UPDATE block SET kind = 'advertisement'"),
    LIE(PLB_DAMAGED, "UPDATE block SET text_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE silence SET sentence = 3"),
    LIE(PLB_DAMAGED, "UPDATE silence SET trigger_end = 172"),
    LIE(PLB_DAMAGED, "UPDATE document SET sentences = 4294967295"),
    LIE(PLB_DAMAGED, "UPDATE document SET tokens = 1099511627776"),
    LIE(PLB_DAMAGED, "UPDATE document SET sentences = 0"),
    LIE(PLB_DAMAGED, "UPDATE document SET text = ''"),
    LIE(PLB_DAMAGED, "UPDATE document SET text = substr(text, 1, 60)"),
    LIE(PLB_DAMAGED, "UPDATE document SET document_id = 'Z' || substr(document_id, 2)"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'80'"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'00ffffffffffffffffff7f0000'"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'00050100'"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'0005000b'"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'00aa01000000060000'"),
    LIE(PLB_DAMAGED, "UPDATE document SET map = x'000500feffffff1f'"),
    LIE(PLB_DAMAGED, "UPDATE problem SET code = 'bad luck'"),
    LIE(PLB_DAMAGED, "UPDATE problem SET code = 'ok'"),
    LIE(PLB_DAMAGED, "UPDATE problem SET offset = -1"),
    LIE(PLB_DAMAGED, "UPDATE acquisition SET number = -1"),
    LIE(PLB_LIMIT, "UPDATE document SET text = text || CAST(zeroblob(70000000) AS TEXT)"),
    LIE(PLB_OK, "DELETE FROM fact"),
    LIE(PLB_OK, "DELETE FROM acquisition"),
    LIE(PLB_OK, "DELETE FROM party"),
    LIE(PLB_OK, "UPDATE document SET map = x''"),
    LIE(PLB_OK, "UPDATE problem SET document_id = 'short'"),
    LIE(PLB_OK, "UPDATE problem SET document_id = char(27) || substr(document_id, 2)"),
    LIE(PLB_OK, "UPDATE report SET place_begin = 165 WHERE place_end > 165"), /* inside a letter */
    LIE(PLB_DATABASE, "DROP TABLE step"),
    LIE(PLB_DATABASE, "ALTER TABLE report DROP COLUMN rank"),
    LIE(PLB_DATABASE,
        "DROP TABLE step; CREATE VIEW step AS SELECT 1 AS report, 1 AS position, 'x' AS rule, 'y' AS text"),
    LIE(PLB_DAMAGED, "DROP TABLE step; CREATE TABLE step (report, position, rule, text);"
                     " INSERT INTO step SELECT id, 0, x'00ff', 5 FROM report"),
    LIE(PLB_DAMAGED, "DROP TABLE block; CREATE TABLE block (document, position, kind, text_begin, text_end);"
                     " INSERT INTO block SELECT id, 0, 'title', 'zero', 3.5 FROM document"),
    LIE(PLB_DAMAGED, "DROP TABLE block; CREATE TABLE block (document, position, kind, text_begin, text_end);"
                     " INSERT INTO block SELECT id, 0, 'title', NULL, NULL FROM document"),
};

static void test_lies(void **state) {
  box *b = *state;
  for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
    char sql[512];
    unlink(b->path);
    fill(b, 1);
    snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; %s", lies[i].sql);
    raw(b, sql);
    plb_status status = read_all_of_it(b);
    if (status != lies[i].code) print_error("%s: %s (%s)\n", lies[i].sql, plb_status_word(status), b->err.message);
    FAILS(lies[i].code, status);
    if (status) assert_true(b->err.place[0] != 0);
    plb_arena_reset(&b->arena);
  }
}

static void test_check_finds(void **state) {
  box *b = *state;
  fill(b, 2);
  reopen(b, PLB_STORE_READ);
  OK(plb_store_check(b->store, &b->err));
  plb_store_close(b->store);
  b->store = NULL;
  raw(b, "PRAGMA foreign_keys = OFF; DELETE FROM report WHERE position = 0");
  reopen(b, PLB_STORE_READ);
  FAILS(PLB_DAMAGED, plb_store_check(b->store, &b->err));
  assert_non_null(strstr(b->err.message, "points to a row of report"));
  plb_store_close(b->store);
  unlink(b->path);
  b->store = NULL;
  fill(b, 2);
  raw(b, "PRAGMA ignore_check_constraints = ON; UPDATE report SET place_end = 5000");
  reopen(b, PLB_STORE_READ);
  FAILS(PLB_DAMAGED, plb_store_check(b->store, &b->err)); /* sound for SQLite, but a span leaves its text */
}

static void test_triggers_do_not_fire(void **state) {
  box *b = *state;
  plb_store_counts c;
  fill(b, 2);
  raw(b, "CREATE TRIGGER evil AFTER INSERT ON document BEGIN DELETE FROM report; END");
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 9), false);
  OK(plb_store_count(b->store, &c, &b->err));
  assert_int_equal(c.reports, 6);
}

/* ---- broken bytes ---- */

static bool expected(plb_status s) {
  return s == PLB_OK || s == PLB_NOTFOUND || s == PLB_DAMAGED || s == PLB_DATABASE || s == PLB_IO || s == PLB_LIMIT ||
         s == PLB_VERSION || s == PLB_NOMEM || s == PLB_USAGE;
}

static void ignore_type(void *user, const char *type, uint64_t n) {
  (void)user;
  assert_int_not_equal(plb_type_of(plb_slice_str(type)), PLB_TYPE_COUNT);
  (void)n;
}

static void use_to_read(box *b) {
  plb_store *s = NULL;
  plb_store_counts counts;
  plb_error e = {0};
  plb_filter f;
  bool has;
  uint64_t sum = 0;
  plb_id id = make_doc(&b->arena, 1)->id;
  plb_status status = plb_store_open(b->path, PLB_STORE_READ, &s, &e);
  assert_true(expected(status));
  if (status) return;
  assert_true(expected(plb_store_each(s, NULL, look, &sum, &e)));
  plb_filter_default(&f);
  f.words = "lake";
  f.actor = "NRL";
  f.failures = true;
  assert_true(expected(plb_store_each(s, &f, look, &sum, &e)));
  f = (plb_filter){.size = sizeof f, .document = "a", .failures = true};
  assert_true(expected(plb_store_each(s, &f, look, &sum, &e)));
  assert_true(expected(plb_store_count(s, &counts, &e)));
  assert_true(expected(plb_store_types(s, ignore_type, NULL, &e)));
  assert_true(expected(plb_store_has(s, &id, &has, &e)));
  assert_true(expected(plb_store_check(s, &e)));
  plb_store_close(s);
}

static void use_to_write(box *b) {
  plb_store *s = NULL;
  plb_error e = {0};
  bool added;
  plb_status status = plb_store_open(b->path, PLB_STORE_WRITE, &s, &e);
  assert_true(expected(status));
  if (status) return;
  status = plb_store_run_begin(s, "hostile", &e);
  if (status == PLB_OK) status = plb_store_begin(s, &e);
  for (uint32_t i = 0; status == PLB_OK && i < 3; i++)
    status = plb_store_put(s, make_doc(&b->arena, i), NULL, NULL, true, &added, &e);
  if (status == PLB_OK) status = plb_store_commit(s, &e);
  assert_true(expected(status));
  plb_store_close(s);
}

typedef struct image {
  char *bytes;
  size_t n;
} image;

static image take_image(box *b) {
  image im = {0};
  struct stat st;
  fill(b, 12);
  assert_int_equal(stat(b->path, &st), 0);
  im.n = (size_t)st.st_size;
  im.bytes = malloc(im.n);
  FILE *f = fopen(b->path, "rb");
  assert_int_equal(fread(im.bytes, 1, im.n, f), im.n);
  fclose(f);
  return im;
}

static void lay_down(box *b, const char *bytes, size_t n) {
  static const char *const sides[] = {"-wal", "-shm"};
  char path[128];
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s%s", b->path, sides[i]);
    unlink(path);
  }
  unlink(b->path);
  FILE *f = fopen(b->path, "wb");
  assert_int_equal(fwrite(bytes, 1, n, f), n);
  fclose(f);
}

static uint32_t dice(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

static void test_flipped_bytes(void **state) {
  box *b = *state;
  image im = take_image(b);
  char *copy = malloc(im.n);
  uint64_t seed = 20210503;
  for (int round = 0; round < 250; round++) {
    memcpy(copy, im.bytes, im.n);
    uint32_t flips = 1u << (round % 7), page = dice(&seed) % (uint32_t)(im.n / 4096);
    for (uint32_t i = 0; i < flips; i++) {
      size_t at = round % 2 ? dice(&seed) % im.n : page * (size_t)4096 + dice(&seed) % (round % 3 ? 64 : 4096);
      copy[at] = (char)dice(&seed);
    }
    lay_down(b, copy, im.n);
    use_to_read(b);
    use_to_write(b);
    plb_arena_reset(&b->arena);
  }
  free(copy);
  free(im.bytes);
}

static void test_cut_short(void **state) {
  box *b = *state;
  image im = take_image(b);
  for (size_t n = 1; n < im.n; n += n < 4096 ? 513 : 4096 * 3 + 100) {
    lay_down(b, im.bytes, n);
    use_to_read(b);
    use_to_write(b);
    plb_arena_reset(&b->arena);
  }
  free(im.bytes);
}

static void test_swapped_pages(void **state) {
  box *b = *state;
  image im = take_image(b);
  char *copy = malloc(im.n);
  uint64_t seed = 7;
  uint32_t pages = (uint32_t)(im.n / 4096);
  for (int round = 0; round < 60; round++) {
    memcpy(copy, im.bytes, im.n);
    for (int i = 0; i < 1 + round % 4; i++) {
      size_t from = 1 + dice(&seed) % (pages - 1), to = 1 + dice(&seed) % (pages - 1);
      memcpy(copy + to * 4096, im.bytes + from * 4096, 4096);
    }
    lay_down(b, copy, im.n);
    use_to_read(b);
    use_to_write(b);
    plb_arena_reset(&b->arena);
  }
  free(copy);
  free(im.bytes);
}

static void test_broken_log(void **state) {
  box *b = *state;
  char path[128];
  image im = take_image(b);
  uint64_t seed = 99;
  for (int round = 0; round < 30; round++) {
    lay_down(b, im.bytes, im.n);
    snprintf(path, sizeof path, "%s-wal", b->path);
    FILE *f = fopen(path, "wb");
    static const unsigned char magic[8] = {0x37, 0x7f, 0x06, 0x82, 0x00, 0x2d, 0xe2, 0x18};
    fwrite(magic, 1, round % 2 ? 8 : 3, f);
    for (int i = 0; i < 9000; i++)
      fputc((int)(dice(&seed) & 255), f);
    fclose(f);
    use_to_read(b);
    use_to_write(b);
    plb_arena_reset(&b->arena);
  }
  free(im.bytes);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, box_open, box_close)
  const struct CMUnitTest tests[] = {
      CASE(test_lies),      CASE(test_check_finds),   CASE(test_triggers_do_not_fire), CASE(test_flipped_bytes),
      CASE(test_cut_short), CASE(test_swapped_pages), CASE(test_broken_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
