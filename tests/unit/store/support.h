/* What the store's tests share: invented documents, temporary folders, and SQL past the store's door (raw SQLite). */
#ifndef PLB_TEST_STORE_SUPPORT_H
#define PLB_TEST_STORE_SUPPORT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "store/internal.h"

#if defined(__GNUC__)
#define MAYBE_UNUSED __attribute__((unused))
#endif

typedef struct box {
  char folder[64], path[96];
  plb_arena arena;
  plb_store *store;
  plb_error err;
} box;

MAYBE_UNUSED static void check_ok(plb_status status, const plb_error *err, int line) {
  if (status == PLB_OK) return;
  print_error("line %d: %s: %s [%s]\n", line, plb_status_word(status), err->message, err->place);
  fail();
}
#define OK(call) check_ok((call), &b->err, __LINE__)
#define FAILS(code, call) assert_string_equal(plb_status_word(call), plb_status_word(code))

MAYBE_UNUSED static int box_open(void **state) {
  box *b = calloc(1, sizeof *b);
  if (!b) return -1;
  const char *tmp = getenv("TMPDIR");
  snprintf(b->folder, sizeof b->folder, "%.40s/plb-store-XXXXXX", tmp ? tmp : P_tmpdir);
  if (!mkdtemp(b->folder)) return -1;
  snprintf(b->path, sizeof b->path, "%s/t.db", b->folder);
  plb_arena_init(&b->arena, 64u << 20);
  *state = b;
  return 0;
}

MAYBE_UNUSED static int box_close(void **state) {
  box *b = *state;
  static const char *const ends[] = {"", "-wal", "-shm", ".lock", ".link", ".out"};
  char path[128];
  plb_store_close(b->store);
  plb_arena_free(&b->arena);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    snprintf(path, sizeof path, "%s%s", b->path, ends[i]);
    unlink(path);
  }
  int rc = rmdir(b->folder);
  free(b);
  return rc;
}

MAYBE_UNUSED static void reopen(box *b, plb_store_mode mode) {
  plb_store_close(b->store);
  b->store = NULL;
  OK(plb_store_open(b->path, mode, &b->store, &b->err));
  if (mode == PLB_STORE_WRITE) OK(plb_store_run_begin(b->store, "test", &b->err));
}

/* Runs SQL on the file as any other program could. */
MAYBE_UNUSED static void raw(const box *b, const char *sql) {
  sqlite3 *db = NULL;
  char *message = NULL;
  assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
    print_error("%s: %s\n", sql, message);
    fail();
  }
  sqlite3_close(db);
}

MAYBE_UNUSED static int64_t raw_number(const box *b, const char *sql) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
  if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
    print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    fail();
  }
  assert_int_equal(sqlite3_step(st), SQLITE_ROW);
  int64_t n = sqlite3_column_int64(st, 0);
  sqlite3_finalize(st);
  sqlite3_close(db);
  return n;
}

/* ---- an invented article ---- */

#define TEXT_HEAD "Lake talks resume\n\n"
#define TEXT_ONE \
  "Norland accused Sudland of blocking the lake on 3 May 2021, its minister Ida Berg told the \"Bay Courier\"."
#define TEXT_TWO "Sudland's army may close the port of Kr\xC3\xA5kvik."

MAYBE_UNUSED static plb_span words(const plb_doc *doc, const char *what) {
  uint32_t at = plb_slice_find(doc->text, plb_slice_str(what), 0);
  assert_true(at != UINT32_MAX);
  return (plb_span){at, at + (uint32_t)strlen(what)};
}

MAYBE_UNUSED static plb_party party(const char *name, const char *code, plb_sector sector, plb_party_kind kind) {
  return (plb_party){.name = plb_slice_str(name),
                     .code = plb_slice_str(code),
                     .sector = (uint8_t)sector,
                     .kind = (uint8_t)kind,
                     .certain = 90,
                     .rule = PLB_LIT("actors/states.tsv:7")};
}

MAYBE_UNUSED static void set_report_id(plb_doc *doc, plb_report *r) {
  char key[96];
  snprintf(key, sizeof key, "%s %u %u %u", doc->id.hex, r->trigger.begin, r->trigger.end, r->rank);
  r->id = plb_id_of(plb_slice_str(key));
}

MAYBE_UNUSED static void fill_first(plb_doc *doc, plb_report *r) {
  plb_arena *a = doc->arena;
  *r = (plb_report){.sentence = 1, .type = PLB_TYPE_ACCUSE, .status = PLB_ACT_ACTUAL, .mode = PLB_LIT("allege")};
  r->trigger = words(doc, "accused");
  r->n_actor = r->n_recipient = 1;
  r->n_claim = r->n_step = 2;
  r->actor = plb_arena_array(a, 1, sizeof *r->actor);
  r->recipient = plb_arena_array(a, 1, sizeof *r->recipient);
  r->claim = plb_arena_array(a, 2, sizeof *r->claim);
  r->step = plb_arena_array(a, 2, sizeof *r->step);
  r->actor[0] = (plb_role_fill){words(doc, "Norland"), party("Norland", "NRL", PLB_SECTOR_GOV, PLB_PARTY_STATE)};
  r->recipient[0] = (plb_role_fill){words(doc, "Sudland"), party("Sudland", "SDL", PLB_SECTOR_GOV, PLB_PARTY_STATE)};
  r->claim[0] = (plb_claim){PLB_CLAIM_MEDIUM, words(doc, "\"Bay Courier\""), words(doc, "told"),
                            party("Bay Courier", "NRL", PLB_SECTOR_JRN, PLB_PARTY_ORGANISATION)};
  r->claim[1] = (plb_claim){PLB_CLAIM_SPEAKER, words(doc, "its minister Ida Berg"), words(doc, "told"),
                            party("Ida Berg", "NRL", PLB_SECTOR_GOV, PLB_PARTY_PERSON)};
  r->step[0] = (plb_step){PLB_LIT("triggers/ACCUSE.tsv:3"), PLB_LIT("matched 'accused'")};
  r->step[1] = (plb_step){PLB_LIT("frame"), PLB_LIT("subj>obj")};
  r->first = r->last = (plb_date){2021, 5, 3};
  r->grain = PLB_GRAIN_DAY;
  r->date_basis = "explicit";
  r->date_span = words(doc, "3 May 2021");
  r->killed = r->injured = r->arrested = UINT32_MAX;
  r->confidence = 875;
}

MAYBE_UNUSED static void fill_second(plb_doc *doc, plb_report *r) {
  plb_arena *a = doc->arena;
  *r = (plb_report){.sentence = 2, .type = PLB_TYPE_COERCE, .status = PLB_ACT_HYPOTHETICAL};
  r->trigger = words(doc, "close");
  r->n_actor = 2;
  r->n_step = 1;
  r->actor = plb_arena_array(a, 2, sizeof *r->actor);
  r->step = plb_arena_array(a, 1, sizeof *r->step);
  r->actor[0] =
      (plb_role_fill){words(doc, "Sudland's army"), party("Sudland; army", "SDL", PLB_SECTOR_MIL, PLB_PARTY_ROLE)};
  r->actor[1] = (plb_role_fill){{0, 0}, party("Eastern League", "IGO:ESL", PLB_SECTOR_IGO, PLB_PARTY_ORGANISATION)};
  r->step[0] = (plb_step){PLB_LIT("triggers/COERCE.tsv:9"), PLB_LIT("matched 'close'")};
  r->first = (plb_date){2021, 5, 0};
  r->last = (plb_date){2021, 6, 0};
  r->grain = PLB_GRAIN_RANGE;
  r->date_basis = "publication";
  r->place_name = PLB_LIT("Kr\xC3\xA5kvik");
  r->place_code = PLB_LIT("SDL");
  r->place_span = words(doc, "Kr\xC3\xA5kvik");
  r->killed = 0;
  r->injured = 12;
  r->arrested = UINT32_MAX;
  r->confidence = 400;
}

MAYBE_UNUSED static void fill_meta(plb_doc *doc, uint32_t n) {
  plb_meta *m = &doc->meta;
  m->title = (plb_fact){PLB_LIT("Lake talks resume"), "h1"};
  m->outlet = (plb_fact){n % 2 ? PLB_LIT("Norland Post") : PLB_LIT("The Sound"), "json-ld"};
  m->url = (plb_fact){plb_arena_printf(doc->arena, "https://post.example/%u", n), "given"};
  m->language = (plb_fact){PLB_LIT("en"), "words"};
  m->wire = (plb_fact){{NULL, 0}, "no agency line"};
  m->published = (plb_fact){PLB_LIT("2021-05-04T06:30:00Z"), "json-ld"};
  m->published_day = (plb_date){2021, 5, 4};
  m->n_author = 2;
  m->author = plb_arena_array(doc->arena, 2, sizeof *m->author);
  m->author[0] = (plb_fact){PLB_LIT("Ola Strand"), "byline"};
  m->author[1] = (plb_fact){PLB_LIT("Kim Lie"), "byline"};
}

/* Document n: its own id and url, the record n of source "in/a.jsonl". Everything lives in the arena. */
MAYBE_UNUSED static plb_doc *make_doc(plb_arena *arena, uint32_t n) {
  plb_doc *doc = plb_arena_array(arena, 1, sizeof *doc);
  char key[24];
  snprintf(key, sizeof key, "document %u", n);
  doc->arena = arena;
  doc->id = plb_id_of(plb_slice_str(key));
  doc->record = (plb_record){.source = PLB_LIT("in/a.jsonl"), .offset = 1000u * n, .number = n + 1};
  doc->text = PLB_LIT(TEXT_HEAD TEXT_ONE "\n" TEXT_TWO);
  fill_meta(doc, n);
  doc->n_block = 3;
  doc->block = plb_arena_array(arena, 3, sizeof *doc->block);
  doc->n_sentence = 3;
  doc->sentence = plb_arena_array(arena, 3, sizeof *doc->sentence);
  doc->sentence[0].span = words(doc, "Lake talks resume");
  doc->sentence[1].span = words(doc, TEXT_ONE);
  doc->sentence[2].span = words(doc, TEXT_TWO);
  for (uint32_t i = 0; i < 3; i++)
    doc->block[i] = (plb_block){doc->sentence[i].span, i ? PLB_BLOCK_PARAGRAPH : PLB_BLOCK_TITLE};
  doc->n_token = 33;
  doc->n_map = 2;
  doc->map = plb_arena_array(arena, 2, sizeof *doc->map);
  doc->map[0] = (plb_map_run){0, 17, 40, 17};
  doc->map[1] = (plb_map_run){doc->sentence[1].span.begin, doc->text.n - doc->sentence[1].span.begin, 100,
                              doc->text.n - doc->sentence[1].span.begin};
  doc->n_report = 2;
  doc->report = plb_arena_array(arena, 2, sizeof *doc->report);
  fill_first(doc, &doc->report[0]);
  fill_second(doc, &doc->report[1]);
  set_report_id(doc, &doc->report[0]);
  set_report_id(doc, &doc->report[1]);
  doc->n_silence = 1;
  doc->silence = plb_arena_array(arena, 1, sizeof *doc->silence);
  doc->silence[0] = (plb_silence){0, words(doc, "talks"), PLB_LIT("'talks' has no parties")};
  return doc;
}

MAYBE_UNUSED static plb_store_cursor cursor_after(const plb_doc *doc) {
  return (plb_store_cursor){doc->record.offset + 1000, UINT64_C(0xF000000000000001) + doc->record.number,
                            doc->record.number};
}

/* Puts one document in a transaction of its own; was it added? */
MAYBE_UNUSED static bool put_one(box *b, const plb_doc *doc, bool again) {
  bool added;
  plb_store_cursor after = cursor_after(doc);
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_put(b->store, doc, NULL, &after, again, &added, &b->err));
  OK(plb_store_commit(b->store, &b->err));
  return added;
}

MAYBE_UNUSED static void put_failure(box *b, const plb_doc *doc, plb_status code, const char *message) {
  bool added;
  plb_error problem;
  plb_store_cursor after = cursor_after(doc);
  plb_fail(&problem, code, "extract", "%s", message);
  OK(plb_store_begin(b->store, &b->err));
  OK(plb_store_put(b->store, doc, &problem, &after, false, &added, &b->err));
  OK(plb_store_commit(b->store, &b->err));
  assert_false(added);
}

/* The whole export as a string of the arena. */
MAYBE_UNUSED static char *export_text(box *b, const plb_filter *filter, plb_export_format format) {
  char *bytes = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&bytes, &n);
  OK(plb_store_export(b->store, filter, format, out, &b->err));
  fclose(out);
  plb_slice copy = plb_arena_dup(&b->arena, plb_slice_of(bytes, n));
  free(bytes);
  return (char *)(uintptr_t)copy.p;
}
#endif
