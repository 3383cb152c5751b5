/* A user's codebook: what is recognised, what wins, what is told of what is wrong. Examples of whole files are in
 * tests/cases/cli/codebook. */
#include "coder.h"

#include "code/book.h"

static plb_book book;

static void read_text(const char *name, const char *text) {
  plb_error err = {0};
  assert_int_equal(plb_book_open(&book, &err), PLB_OK);
  assert_int_equal(plb_book_read(&book, name, plb_slice_str(text), &err), PLB_OK);
}

static void end(void) {
  plb_book_close(&book);
}

static void is(plb_slice got, const char *want) {
  if (!plb_slice_is(got, want)) print_error("'%.*s' is not '%s'\n", (int)got.n, got.p, want);
  assert_true(plb_slice_is(got, want));
}

/* ---- recognising ---- */

static void test_kinds(void **state) {
  static const struct {
    const char *text;
    plb_book_kind kind;
  } files[] = {
      {"# x\npattern\tpos\tmode\tframe\tflags\n", PLB_BOOK_TRIGGERS},
      {"code\tsector\tname\tforms\tfrom\tto\n", PLB_BOOK_TABLE},
      {"form\tsector\tkind\n", PLB_BOOK_TABLE},
      {"role\toffices\n", PLB_BOOK_TABLE},
      {"--- ROW [040] ---\nROW\n- * BOAT [041]\n", PLB_BOOK_VERBS},
      {"ROW [040] ;x\n", PLB_BOOK_VERBS},
      {"NORWAY_ [NOR]\n+OSLO_\n", PLB_BOOK_ACTORS},
      {"ROWER [~LAB]\nROWERS_UNION {} [NGO~]\n", PLB_BOOK_AGENTS},
  };
  plb_book_kind kind;
  plb_error err = {0};
  (void)state;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    assert_int_equal(plb_book_recognise("x", plb_slice_str(files[i].text), &kind, &err), PLB_OK);
    assert_int_equal(kind, files[i].kind);
  }
  assert_int_equal(plb_book_recognise("x", PLB_LIT("Plain words.\n"), &kind, &err), PLB_FORMAT);
  assert_string_equal(err.place, "x");
  assert_int_equal(plb_book_recognise("x", PLB_LIT(""), &kind, &err), PLB_FORMAT);
}

/* ---- our own tables ---- */

static void test_wrong_rows_are_told_and_the_others_read(void **state) {
  (void)state;
  read_text("my.tsv", "\xEF\xBB\xBFtype\tpattern\tpos\tmode\tframe\tflags\n"
                      "ACCUSE\tyammer\tV\t-\tsubj>obj\t-\n"
                      "ACCUSE\tyammer\tV\t-\tsubj>beside\t-\n"
                      "ACCUSE\tone\n"
                      "ACCUSE\tyammer at\tV\t-\tsubj>obj\t-\n");
  assert_int_equal(book.trigger.n, 2);
  assert_int_equal(book.note.n, 2);
  is(book.note.at[0].place, "my.tsv:3:24");
  is(book.note.at[0].text, "'beside' is no slot");
  is(book.note.at[1].place, "my.tsv:4");
  assert_int_equal(plb_book_current(&book)->wrong, 2);
  assert_int_equal(plb_book_current(&book)->rows, 2);
  end();
}

static void test_type_by_name(void **state) {
  (void)state;
  read_text("some/where/REJECT.tsv", "pattern\tpos\tmode\tframe\tflags\nspurn\tV\t-\tsubj>obj\t-\n");
  is(book.trigger.at[0].type, "REJECT");
  end();
  read_text("mine.tsv", "pattern\tpos\tmode\tframe\tflags\nspurn\tV\t-\tsubj>obj\t-\n");
  assert_int_equal(book.trigger.n, 0);
  assert_int_equal(book.note.n, 1);
  end();
}

/* What stands in no row of a table: each is wrong for one reason. */
static void test_every_wrong_cell(void **state) {
  static const char *const rows[] = {"NOTYPE\tx\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx\tX\t-\tsubj>obj\t-",
                                     "ACCUSE\tX\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx|\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\t?x\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\t_ x\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx _\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx _ _ y\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx ~y z\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx_y\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx _y\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx\tV\tvisit\tsubj>obj\t-",
                                     "ACCUSE\tx\tV\t-\t-\t-",
                                     "ACCUSE\tx\tV\t-\tsubj\t-",
                                     "ACCUSE\tx\tV\t-\tsubj>no\t-",
                                     "ACCUSE\tx\tV\t-\tsubj>obj\tno",
                                     "NONE\tx\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\t-\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\t\xFF\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\ta b c d e f g h i j k l m\tV\t-\tsubj>obj\t-",
                                     "ACCUSE\tx\tV\t-\tby+with+to+of+from+on+at+in+for>-\t-"};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[300];
    snprintf(text, sizeof text, "type\tpattern\tpos\tmode\tframe\tflags\n%s\n", rows[i]);
    read_text("my.tsv", text);
    if (book.note.n != 1) print_error("%s\n", rows[i]);
    assert_int_equal(book.note.n, 1);
    assert_int_equal(book.trigger.n, 0);
    end();
  }
}

/* ---- which wins ---- */

typedef struct coded {
  coder_tables t;
  plb_arena arena;
  plb_doc doc;
} coded;

static void code(coded *c, const char *books[], const char *text) {
  plb_error err = {0};
  coder_open(&c->t);
  plb_arena_init(&c->arena, 64u << 20);
  assert_int_equal(plb_book_open(&book, &err), PLB_OK);
  for (size_t i = 0; books[i]; i++) {
    uint32_t before = book.trigger.n, actors = book.actor.n;
    assert_int_equal(plb_book_read(&book, "b", plb_slice_str(books[i]), &err), PLB_OK);
    assert_int_equal(plb_book_current(&book)->wrong + plb_book_current(&book)->skipped, 0);
    if (book.trigger.n > before)
      assert_int_equal(plb_trigger_tables_add(c->t.triggers, &book.trigger.at[before], book.trigger.n - before, &err),
                       PLB_OK);
    if (book.actor.n > actors)
      assert_int_equal(plb_actor_tables_add_rows(c->t.actors, &book.actor.at[actors], book.actor.n - actors, &err),
                       PLB_OK);
  }
  assert_int_equal(coder_run(&c->t, &c->arena, plb_slice_str(text), "2024-05-03", &c->doc, &err), PLB_OK);
}

static void uncode(coded *c) {
  plb_arena_free(&c->arena);
  coder_close(&c->t);
  plb_book_close(&book);
}

#define HEAD "type\tpattern\tpos\tmode\tframe\tflags\n"

static void expect_type(const char *books[], const char *text, const char *type) {
  coded c;
  code(&c, books, text);
  assert_int_equal(c.doc.n_report, *type != 0);
  if (*type) assert_string_equal(plb_type_name((plb_type)c.doc.report[0].type), type);
  uncode(&c);
}

static void test_user_wins(void **state) {
  const char *none[] = {NULL};
  const char *own[] = {HEAD "REJECT\taccuse\tV\t-\tsubj>obj\t-\n", NULL};
  const char *silent[] = {HEAD "NONE\taccuse\tV\t-\t-\t-\n", NULL};
  const char *later[] = {silent[0], own[0], NULL};
  const char *longer[] = {HEAD "REJECT\tstrike\tV\t-\tsubj>obj\t-\n", NULL};
  (void)state;
  expect_type(none, "France accused Germany.", "ACCUSE");
  expect_type(own, "France accused Germany.", "REJECT");
  expect_type(silent, "France accused Germany.", "");
  expect_type(later, "France accused Germany.", "REJECT");
  expect_type(longer, "France and Germany struck a balance.", ""); /* ours has more words */
}

static void test_rule_names_the_file(void **state) {
  const char *own[] = {HEAD "REJECT\taccuse\tV\t-\tsubj>obj\t-\n", NULL};
  coded c;
  (void)state;
  code(&c, own, "France accused Germany.");
  is(c.doc.report[0].step[0].rule, "user:b:2");
  uncode(&c);
}

static void test_phrases(void **state) {
  const char *own[] = {HEAD "PROTEST\tfestoon _ rotten_egg|fish\tV\t-\tsubj>obj\t-\n"
                            "PROTEST\ttin_pan|kettle ^bang\tV\t-\tsubj>at\t-\n",
                       NULL};
  (void)state;
  expect_type(own, "France festooned Germany with rotten eggs.", "PROTEST");
  expect_type(own, "France festooned Germany with fish.", "PROTEST");
  expect_type(own, "France festooned Germany with rotten apples and an egg.", "");
}

/* ---- nouns made by rule ---- */

static void test_derived(void **state) {
  const char *none[] = {NULL};
  const char *own[] = {HEAD "AID\tfumigate\tV\t-\tsubj>obj\t-\n", NULL};
  const char *silent[] = {HEAD "NONE\tvilification of\tN\t-\t-\t-\n", NULL};
  const char *other[] = {HEAD "AID\tvilification of\tN\t-\tby>of\t-\n", NULL};
  (void)state;
  expect_type(none, "The vilification of Chile by Bolivia went on.", "ACCUSE");
  expect_type(none, "The vilification of mines went on.", "");       /* a party on either side */
  expect_type(none, "The Bolivian equipment of Chile went on.", ""); /* data/code/nouns.tsv */
  expect_type(none, "The fumigation of Chile by Bolivia went on.", "");
  expect_type(own, "The fumigation of Chile by Bolivia went on.", "AID");
  expect_type(silent, "The vilification of Chile by Bolivia went on.", "");
  expect_type(other, "The vilification of Chile by Bolivia went on.", "AID");
}

/* ---- dictionaries ---- */

static void test_dictionary_codes(void **state) {
  const char *verbs[] = {"&BOAT\n+KETCH\n+FISHING_BOAT\n\n--- SCULL [111] ---\nSCULL\nYAWL {YAWLED YAWLING}\n"
                         "- * &BOAT (TO) [071]\n- * NOTHING [---]\n- + WAS_* BY $ [112]\n",
                         NULL};
  (void)state;
  expect_type(verbs, "France sculled Germany.", "ACCUSE");
  expect_type(verbs, "France yawled Germany.", "ACCUSE");
  expect_type(verbs, "France sculled ten fishing boats to Germany.", "AID");
  expect_type(verbs, "France sculled nothing in Germany.", "");
  coded c;
  code(&c, verbs, "France was sculled by Germany.");
  assert_int_equal(c.doc.n_report, 1);
  is(c.doc.report[0].actor[0].party.code, "DEU");
  is(c.doc.report[0].recipient[0].party.code, "FRA");
  uncode(&c);
}

static void test_dictionary_actors(void **state) {
  const char *books[] = {"GULLMARK_ [GLM]\n+GULLMARKER_\nOLA_TERN_\n\t[GLMGOV <991231]\n\t[GLMELI >20000101]\n",
                         "BEADLE [~COP]\n", NULL};
  coded c;
  (void)state;
  code(&c, books, "Ola Tern accused Germany. The Gullmarker beadle accused Norway.");
  assert_int_equal(c.doc.n_report, 2);
  is(c.doc.report[0].actor[0].party.code, "GLM");
  assert_int_equal(c.doc.report[0].actor[0].party.sector, PLB_SECTOR_ELI);
  is(c.doc.report[1].actor[0].party.code, "GLM");
  assert_int_equal(c.doc.report[1].actor[0].party.sector, PLB_SECTOR_COP);
  uncode(&c);
}

static void test_two_digit_years(void **state) {
  (void)state;
  read_text("a.txt", "OLA_TERN_\n\t[GLMGOV 300101-310101]\n");
  assert_int_equal(book.actor.at[0].from.year, 2030);
  assert_int_equal(book.actor.at[0].to.year, 1931);
  end();
}

static void test_stems(void **state) {
  (void)state;
  read_text("v.txt", "CONTRIBUT [070] ;x\nMET_ [040]\nCONTRIBUTE [070]\n");
  is(book.trigger.at[0].pattern, "^contribute");
  is(book.trigger.at[1].pattern, "^met");
  is(book.trigger.at[2].pattern, "^contribute");
  end();
}

/* Comments, sections and ends of files hide nothing else. */
static void test_comments(void **state) {
  (void)state;
  read_text(
      "v.txt",
      "<!-- ROW [040]\nROW [040] -->\n# ROW [040]\nROW [040] # [050]\n<TIME>\nNOW [+1]\n</TIME>\n~~END\nLOCK [###]\n");
  assert_int_equal(book.trigger.n, 2);
  assert_int_equal(book.trigger.at[0].line, 4);
  is(book.trigger.at[1].type, "NONE");
  end();
}

static void test_too_many_files(void **state) {
  plb_error err = {0};
  plb_status s = PLB_OK;
  (void)state;
  assert_int_equal(plb_book_open(&book, &err), PLB_OK);
  for (int i = 0; i < 65 && !s; i++)
    s = plb_book_read(&book, "x", PLB_LIT("NORWAY_ [NOR]\n"), &err);
  assert_int_equal(s, PLB_LIMIT);
  end();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinds),
      cmocka_unit_test(test_wrong_rows_are_told_and_the_others_read),
      cmocka_unit_test(test_type_by_name),
      cmocka_unit_test(test_every_wrong_cell),
      cmocka_unit_test(test_user_wins),
      cmocka_unit_test(test_rule_names_the_file),
      cmocka_unit_test(test_phrases),
      cmocka_unit_test(test_derived),
      cmocka_unit_test(test_dictionary_codes),
      cmocka_unit_test(test_dictionary_actors),
      cmocka_unit_test(test_two_digit_years),
      cmocka_unit_test(test_stems),
      cmocka_unit_test(test_comments),
      cmocka_unit_test(test_too_many_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
