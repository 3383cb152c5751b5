/* Joining, placing, matching and counting: small comparisons of which every figure can be counted by hand. */
#include <math.h>

#include "eval/agree.h"
#include "eval/print.h"
#include "support.h"

#define HEAD "document,type,char,trigger,actor,recipient\n"

static void test_places_without_text(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", HEAD "d,ACCUSE,100,blamed,FRA,DEU\nd,AID,300,gave,FRA,DEU\nd,REJECT,500,refused,ITA,\n", "s.csv",
          HEAD "d,ACCUSE,90,blamed,FRA,DEU\nd,COOPERATE,301,gave,FRA,DEU\nd,REJECT,520,no,ITA,\n");
  assert_int_equal(c.eval->joined->level[PLB_LEVEL_OFFSET], 1);
  assert_tally(&c, PLB_FIGURE_SENTENCE, 2, 3, 3); /* 20 characters behind a trigger of 7 is too far */
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 3, 3);
  assert_tally(&c, PLB_FIGURE_QUAD, 2, 3, 3);
  assert_tally(&c, PLB_FIGURE_DYAD, 1, 3, 3);
  assert_int_equal(c.eval->scores->confusion[PLB_TYPE_AID][PLB_TYPE_COOPERATE], 1);
  assert_int_equal(c.eval->scores->confusion[PLB_TYPE_REJECT][PLB_NO_TYPE], 1);
  assert_int_equal(c.eval->scores->confusion[PLB_NO_TYPE][PLB_TYPE_REJECT], 1);
  assert_int_equal(c.eval->scores->list.n, 3);
  assert_non_null(c.eval->scores->missing[PLB_FIGURE_CLAIMANT]);
  assert_null(c.eval->scores->missing[PLB_FIGURE_DYAD]);
  end(&c);
}

static void test_sentences(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", "document,sentence,type\nd,One  is here.,AID\nd,Two is.,ACCUSE\n", "s.csv",
          "document,sentence,type\nd,One is here.,AID\nd,Three.,ACCUSE\n");
  assert_int_equal(c.eval->joined->level[PLB_LEVEL_SENTENCE], 1);
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 2, 2);
  assert_non_null(c.eval->scores->missing[PLB_FIGURE_TRIGGER]);
  end(&c);
}

static void test_whole_documents(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", "document,type\nd,AID\nd,ACCUSE\ne,AID\n", "s.csv", "document,type\nd,PROTEST\nd,AID\nf,AID\n");
  assert_int_equal(c.eval->joined->level[PLB_LEVEL_DOCUMENT], 1);
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 2, 3); /* e is missed, f is not scored */
  assert_int_equal(c.result.alone, 2);
  assert_int_equal(c.result.documents, 1);
  assert_int_equal(c.eval->scores->n_without, 1);
  end(&c);
}

/* Sides: two thirds of the larger set; no direction in CONSULT; "---" is nobody. */
static const struct {
  const char *gold, *system;
  bool dyad;
} sides[] = {{"AID,1,x,A;B;C,D", "AID,1,x,A;B,D", true},    {"AID,1,x,A;B,D", "AID,1,x,A,D", false},
             {"AID,1,x,A,B", "AID,1,x,B,A", false},         {"CONSULT,1,x,A,B", "CONSULT,1,x,B,A", true},
             {"ASSAULT,1,x,A;B,", "ASSAULT,1,x,B,A", true}, {"ASSAULT,1,x,---,A", "ASSAULT,1,x,,A", true},
             {"ASSAULT,1,x,A,", "ASSAULT,1,x,A,B", false},  {"AID,1,x,A;A;B,D", "AID,1,x,A;B,D", true}};

static void test_sides(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    comparison c;
    char gold[200], system[200];
    snprintf(gold, sizeof gold, HEAD "d,%s\n", sides[i].gold);
    snprintf(system, sizeof system, HEAD "d,%s\n", sides[i].system);
    compare(&c, "g.csv", gold, "s.csv", system);
    if (tally(&c, PLB_FIGURE_DYAD).right != sides[i].dyad) fail_msg("row %zu", i);
    end(&c);
  }
}

#define DOC(text, reports) \
  "{\"document_id\":\"d\",\"source\":{\"name\":\"d.txt\"},\"text\":\"" text "\",\"reports\":[" reports "]}\n"
#define REPORT(type, words, begin)                                                                                   \
  "{\"type\":\"" type "\",\"status\":\"actual\",\"mode\":null,\"trigger\":{\"text\":\"" words "\",\"begin\":" #begin \
  "},\"actor\":[],\"recipient\":[],\"claim\":[],\"date\":{\"first\":null,\"last\":null}}"

/* Bytes of one coder and code points of the other meet in the text; a trigger without offset is found by its words. */
static void test_places_in_text(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", HEAD "d.txt,ACCUSE,11,blamed,,\nd.txt,AID,,gave,,\nd.txt,REJECT,99,refused,,\n", "s.jsonl",
          DOC("\\u00c9t\\u00e9. Nord blamed Sud. Sud gave. It refused.",
              REPORT("ACCUSE", "blamed", 12) "," REPORT("AID", "gave", 28) "," REPORT("REJECT", "refused", 37)));
  assert_int_equal(c.problems, 0);
  assert_int_equal(c.eval->joined->level[PLB_LEVEL_OFFSET], 1);
  assert_int_equal(c.eval->joined->lost, 0);
  assert_int_equal(c.eval->joined->moved, 2); /* 11 is one too many, 99 is nowhere; both were found by their words */
  assert_tally(&c, PLB_FIGURE_TRIGGER, 3, 3, 3);
  assert_tally(&c, PLB_FIGURE_TYPE, 3, 3, 3);
  end(&c);
}

static void test_words_that_are_not_there(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", HEAD "d,ACCUSE,,accused,,\nd,AID,,gave,,\n", "s.jsonl",
          DOC("He gave. She gave. Nord blamed Sud.", REPORT("ACCUSE", "blamed", 24)));
  assert_int_equal(c.eval->joined->lost, 2); /* not there; there twice */
  assert_int_equal(c.eval->joined->level[PLB_LEVEL_DOCUMENT], 1);
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 1, 2);
  end(&c);
}

/* Only what lies in the sentences that were looked at counts. */
static void test_scope(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.jsonl",
          "{\"document\":\"d\",\"begin\":0,\"end\":16,\"reports\":[{\"trigger\":[5,11],\"type\":\"ACCUSE\",\"actors\":["
          "],\"recipients\":[]}]}\n",
          "s.jsonl", DOC("Nord blamed Sud. Sud gave.", REPORT("ACCUSE", "blamed", 5) "," REPORT("AID", "gave", 21)));
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 1, 1);
  assert_int_equal(c.eval->joined->outside[1], 1);
  end(&c);
}

static void test_optional(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", "document,type,char,trigger,optional\nd,AID,10,gave,yes\nd,AID,200,gave,\nd,AID,300,gave,yes\n",
          "s.csv", "document,type,char,trigger\nd,AID,10,gave\nd,AID,200,gave\n");
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 1, 1);
  assert_int_equal(c.eval->scores->list.n, 0);
  end(&c);
}

#define FIELDS "document,type,char,status,mode,date,claimant\n"
static void test_fields(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv",
          FIELDS "d,AID,1,future,a,2024-05-01,Ann Lee\nd,AID,100,actual,,2024-05,\nd,AID,200,negated,b,,Bo\n", "s.csv",
          FIELDS "d,AID,1,future,a,2024-05-01/2024-05-03,Minister LEE\nd,AID,100,future,x,,\nd,AID,200,actual,c,,\n");
  assert_tally(&c, PLB_FIGURE_STATUS, 1, 0, 3);
  assert_tally(&c, PLB_FIGURE_NON_ACTUAL, 1, 2, 2);
  assert_tally(&c, PLB_FIGURE_MODE, 1, 0, 2);
  assert_tally(&c, PLB_FIGURE_DAY, 1, 0, 1);
  assert_tally(&c, PLB_FIGURE_CLAIMANT, 1, 1, 2);
  assert_int_equal(c.eval->scores->list.n, 2);
  assert_int_equal(c.eval->scores->list.at[0].differ, PLB_DIFFER_STATUS);
  assert_int_equal(c.eval->scores->list.at[1].differ, PLB_DIFFER_STATUS | PLB_DIFFER_MODE | PLB_DIFFER_CLAIMANT);
  end(&c);
}

static void test_names(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", "document,type\nx/one,AID\ntwo.html,AID\nA title,AID\nhttp://h/4,AID\n", "s.jsonl",
          "{\"document_id\":\"1\",\"source\":{\"name\":\"one.txt\"},\"text\":\"a\",\"reports\":[]}\n"
          "{\"document_id\":\"2\",\"source\":{\"name\":\"two.html\"},\"text\":\"a\",\"reports\":[]}\n"
          "{\"document_id\":\"3\",\"title\":\"A title\",\"text\":\"a\",\"reports\":[]}\n"
          "{\"document_id\":\"4\",\"url\":\"http://h/4\",\"text\":\"a\",\"reports\":[]}\n");
  assert_int_equal(c.result.documents, 4);
  assert_int_equal(c.result.alone, 0);
  end(&c);
}

static void test_names_of_several(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", "document,title,type\na,T,AID\nb,T,AID\nc,U,AID\n", "s.csv",
          "document,title,type\nz,T,AID\nc,U,AID\n");
  assert_int_equal(c.result.documents, 1);
  assert_int_equal(c.result.alone, 3);
  assert_int_equal(c.notices, 1);
  end(&c);
}

static void test_nothing_in_common(void **state) {
  (void)state;
  comparison c;
  plb_error err = {0};
  begin(&c, false);
  assert_int_equal(add_coder(&c, "g.csv", "document,type\na,AID\n", &err), PLB_OK);
  assert_int_equal(plb_eval_run(c.eval, &c.result, &err), PLB_USAGE);
  assert_int_equal(add_coder(&c, "s.csv", "document,type\nb,AID\n", &err), PLB_OK);
  assert_int_equal(plb_eval_coder(c.eval, "third", &err), PLB_USAGE);
  assert_int_equal(plb_eval_run(c.eval, &c.result, &err), PLB_NOTFOUND);
  assert_int_equal(plb_eval_run(c.eval, &c.result, &err), PLB_USAGE);
  assert_int_equal(plb_eval_coder(c.eval, "late", &err), PLB_USAGE);
  end(&c);
}

static const plb_measure *measure(const comparison *c, const char *name) {
  const plb_agreement *a = c->eval->agreement;
  for (uint32_t i = 0; i < a->measure.n; i++)
    if (strcmp(a->measure.at[i].name, name) == 0) return &a->measure.at[i];
  fail_msg("no measure %s", name);
  return NULL;
}

/* Three coders; the second misses an event, the third has not read document e. */
static void test_agreement(void **state) {
  (void)state;
  comparison c;
  plb_error err = {0};
  begin(&c, true);
  assert_int_equal(add_coder(&c, "a.csv", "document,char,type\nd,10,AID\nd,90,ACCUSE\ne,10,REJECT\n", &err), PLB_OK);
  assert_int_equal(add_coder(&c, "b.csv", "document,char,type\nd,10,AID\ne,10,REJECT\n", &err), PLB_OK);
  assert_int_equal(add_coder(&c, "c.csv", "document,char,type\nd,10,AID\nd,90,REJECT\n", &err), PLB_OK);
  assert_int_equal(run(&c), PLB_OK);
  assert_int_equal(measure(&c, "type, missed counts")->n, 3);
  assert_int_equal(measure(&c, "type")->n, 3);
  /* units AID AID AID; ACCUSE . REJECT; REJECT REJECT .: n = 7, coincidences that differ 2, pairs of values 34 - 10 */
  assert_true(fabs(measure(&c, "type")->alpha - (1 - 6.0 * 2 / 30)) < 1e-9);
  assert_true(isnan(measure(&c, "type")->kappa));
  assert_int_equal(c.eval->agreement->pair.n, 3);
  assert_int_equal(c.eval->agreement->pair.at[0].right, 2);
  assert_null(c.eval->scores);
  end(&c);
}

/* A document as a database hands it out, with one report. */
static void test_document(void **state) {
  (void)state;
  comparison c;
  plb_error err = {0};
  plb_party_view actor = {.name = PLB_LIT("Nord"), .code = PLB_LIT("NRD"), .sector = "GOV", .kind = "state"};
  plb_claim_view claim = {.kind = "speaker", .party = {.at = {15, 18}, .sector = "UNK", .kind = "other"}};
  plb_report_view report = {.id = "1",
                            .sentence = {0, 19},
                            .trigger = {7, 14},
                            .type = "ACCUSE",
                            .status = "actual",
                            .date_first = "2024-05-01",
                            .date_last = "2024-05-02",
                            .actor = &actor,
                            .n_actor = 1,
                            .claim = &claim,
                            .n_claim = 1};
  plb_document d = {.id = "0123456789abcdef0123456789abcdef",
                    .source = PLB_LIT("news/été.txt"),
                    .text = PLB_LIT("Été: accused Sud."),
                    .report = &report,
                    .n_report = 1};
  begin(&c, false);
  assert_int_equal(plb_eval_document(c.eval, &d, &err), PLB_USAGE); /* no coder yet */
  assert_int_equal(add_coder(&c, "g.csv", "file,type,char,actor,date,speaker\nété,ACCUSE,5,NRD,2024-05-01,Sud\n", &err),
                   PLB_OK);
  assert_int_equal(plb_eval_coder(c.eval, "db", &err), PLB_OK);
  assert_int_equal(plb_eval_document(c.eval, &d, &err), PLB_OK);
  assert_int_equal(plb_eval_document(c.eval, &d, &err), PLB_OK); /* met twice, counted once */
  d.id = "1123456789abcdef0123456789abcdef";
  d.source = PLB_LIT("other.txt");
  assert_int_equal(plb_eval_document(c.eval, &d, &err), PLB_OK); /* not in the first file: its text is not kept */
  d.status = PLB_EMPTY;
  assert_int_equal(plb_eval_document(c.eval, &d, &err), PLB_OK);
  assert_int_equal(run(&c), PLB_OK);
  assert_int_equal(c.eval->coder[1].n_event, 2);
  assert_false(c.eval->coder[1].doc.at[1].has_text);
  assert_int_equal(c.result.alone, 1);
  assert_tally(&c, PLB_FIGURE_TYPE, 1, 1, 1);
  assert_tally(&c, PLB_FIGURE_DAY, 1, 0, 1);
  assert_tally(&c, PLB_FIGURE_CLAIMANT, 1, 1, 1);
  assert_int_equal(c.eval->joined->moved, 0);
  end(&c);
}

/* Every format, and a name that would command a terminal or a spreadsheet. */
static void test_print(void **state) {
  (void)state;
  comparison c;
  compare(&c, "g.csv", HEAD "\"=d\x1b[2J\",AID,1,\"=x\n\",A,B\n", "s.csv", HEAD "\"=d\x1b[2J\",REJECT,1,y,A,B\n");
  for (plb_eval_format f = PLB_EVAL_TEXT; f <= PLB_EVAL_CSV; f++) {
    char *out = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&out, &n);
    assert_int_equal(plb_eval_print(c.eval, f, file, NULL), PLB_OK);
    fclose(file);
    assert_non_null(strstr(out, "AID"));
    if (f == PLB_EVAL_TEXT) assert_null(memchr(out, 0x1b, n));
    if (f == PLB_EVAL_JSON) assert_non_null(strstr(out, "=d\\u001b[2J"));
    if (f == PLB_EVAL_CSV) assert_non_null(strstr(out, "\"'=d"));
    free(out);
  }
  end(&c);
}

static void test_print_too_early(void **state) {
  (void)state;
  comparison c;
  begin(&c, false);
  assert_int_equal(plb_eval_print(c.eval, PLB_EVAL_TEXT, stdout, NULL), PLB_USAGE);
  end(&c);
  plb_eval_options o = {0};
  assert_int_equal(plb_eval_open(&o, &c.eval, NULL), PLB_USAGE);
}

/* 2100 times 2100 events in one sentence: more pairs than may be. */
static void test_too_many_pairs(void **state) {
  (void)state;
  comparison c;
  plb_error err = {0};
  enum { ROWS = 2100, ROW = 8 };
  char *text = calloc(1, ROWS * ROW + 40);
  size_t n = (size_t)sprintf(text, "document,type,sentence\n");
  for (int i = 0; i < ROWS; i++)
    n += (size_t)sprintf(text + n, "d,AID,s\n");
  begin(&c, false);
  assert_int_equal(add_coder(&c, "g.csv", text, &err), PLB_OK);
  assert_int_equal(add_coder(&c, "s.csv", text, &err), PLB_OK);
  assert_int_equal(plb_eval_run(c.eval, &c.result, &err), PLB_LIMIT);
  free(text);
  end(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_places_without_text),
                                     cmocka_unit_test(test_sentences),
                                     cmocka_unit_test(test_whole_documents),
                                     cmocka_unit_test(test_sides),
                                     cmocka_unit_test(test_places_in_text),
                                     cmocka_unit_test(test_words_that_are_not_there),
                                     cmocka_unit_test(test_scope),
                                     cmocka_unit_test(test_optional),
                                     cmocka_unit_test(test_fields),
                                     cmocka_unit_test(test_names),
                                     cmocka_unit_test(test_names_of_several),
                                     cmocka_unit_test(test_nothing_in_common),
                                     cmocka_unit_test(test_agreement),
                                     cmocka_unit_test(test_document),
                                     cmocka_unit_test(test_print),
                                     cmocka_unit_test(test_print_too_early),
                                     cmocka_unit_test(test_too_many_pairs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
