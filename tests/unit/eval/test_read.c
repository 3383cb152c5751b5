/* Files that people coded: every form that is read, every way a row can be wrong, told with line and column, the others
 * kept. */
#include "support.h"

/* Reads one file as the first coder; the events of its first document. */
static plb_coded_doc *read_one(comparison *c, const char *name, const char *text) {
  plb_error err = {0};
  begin(c, false);
  assert_int_equal(add_coder(c, name, text, &err), PLB_OK);
  plb_coder *k = &c->eval->coder[0];
  return k->doc.n ? &k->doc.at[0] : NULL;
}

static void test_table(void **state) {
  (void)state;
  comparison c;
  plb_coded_doc *d = read_one(&c, "g.csv",
                              "\xef\xbb\xbf"
                              "Doc ID,Event,Actor,Target,Date,Status,Speaker,Trigger,Mood\r\n"
                              "a1,ACCUSE,FRA;DEU,RUSMIL,20240517,,\"Jean d'Arc, aide\",\"\"\"said\"\"\",x\r\n"
                              "a1,190,---,,2024-05,planned,,hit,\r\n\r\n"
                              "a2,none,,,,,,,\r\n");
  assert_int_equal(c.problems, 0);
  assert_int_equal(c.eval->coder[0].doc.n, 2);
  assert_int_equal(d->event.n, 2);
  const plb_coded_event *x = &d->event.at[0], *y = &d->event.at[1];
  assert_int_equal(x->type, PLB_TYPE_ACCUSE);
  assert_int_equal(x->n_actor, 2);
  assert_true(plb_slice_is(x->recipient[0].code, "RUS") && plb_slice_is(x->recipient[0].sector, "MIL"));
  assert_true(plb_slice_is(x->date, "2024-05-17"));
  assert_int_equal(x->status, PLB_ACT_ACTUAL);
  assert_true(plb_slice_is(x->claimant_key, "aide"));
  assert_true(plb_slice_is(x->trigger, "\"said\""));
  assert_int_equal(y->type, PLB_TYPE_ASSAULT);
  assert_int_equal(y->status, PLB_ACT_FUTURE);
  assert_int_equal(y->line, 3);
  assert_int_equal(c.eval->coder[0].doc.at[1].event.n, 0); /* read, and nothing in it */
  assert_true(plb_slice_is(c.eval->coder[0].unknown, "Mood"));
  end(&c);
}

static void test_no_document_column(void **state) {
  (void)state;
  comparison c;
  plb_coded_doc *d = read_one(&c, "folder/wire.7.tsv", "trigger\ttype\tactor\tclaimant\ngave\tAID\tHUN|SVK\t-\n");
  assert_int_equal(c.notices, 1);
  assert_true(plb_slice_is(d->name[PLB_NAME_ID], "wire.7"));
  assert_int_equal(d->event.at[0].n_actor, 2);
  assert_int_equal(d->event.at[0].claimant_key.n, 0);
  end(&c);
}

static void test_semicolons_and_tabs(void **state) {
  (void)state;
  comparison c;
  plb_coded_doc *d = read_one(&c, "g.csv", "document;type;char\nx;CONSULT;12\n");
  assert_int_equal(d->event.at[0].char_at, 12);
  end(&c);
  d = read_one(&c, "g.csv", "document,type,sentence\nx,CONSULT,4\n");
  assert_int_equal(d->event.at[0].sentence_number, 4);
  assert_int_equal(d->event.at[0].sentence_words.n, 0);
  end(&c);
  d = read_one(&c, "g.tsv", "document\ttype\tsentence_no\nx\tyield\t3\n");
  assert_int_equal(d->event.at[0].sentence_number, 3);
  assert_int_equal(d->event.at[0].type, PLB_TYPE_CONCEDE);
  end(&c);
}

/* A wrong row, where it is told, and a right one behind it that is kept. */
static const struct {
  const char *row, *place, *says;
} wrong_rows[] = {{"d,FOO,,,,1", "g.csv:3:2", "no event type"},
                  {"d,01,,,,1", "g.csv:3:2", "no event type"},
                  {"d,12345,,,,1", "g.csv:3:2", "no event type"},
                  {"d,,,,,1,", "g.csv:3:2", "names no event type"},
                  {"d,AID,,,,1,x", "g.csv:3", "7 cells"},
                  {"d,AID,,,,-4", "g.csv:3:6", "whole number"},
                  {"d,AID,,,,99999999999", "g.csv:3:6", "whole number"},
                  {"d,AID,A B,,,1", "g.csv:3:3", "no code"},
                  {"d,AID,,17/05/2024,,1", "g.csv:3:4", "no date"},
                  {"d,AID,,2024-02-30,,1", "g.csv:3:4", "no date"},
                  {"d,AID,,,maybe so,1", "g.csv:3:5", "no status"},
                  {",AID,,,,1", "g.csv:3", "no document"},
                  {"d,AID", "g.csv:3", "2 cells"},
                  {"d,AID,\xff,,,1", "g.csv:3", "UTF-8"},
                  {"d,\"AID,,,,1", "g.csv:3", "quotation mark"},
                  {"d,\"AID\"x,,,,1", "g.csv:3", "quotation mark"}};

static void test_wrong_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrong_rows / sizeof *wrong_rows; i++) {
    comparison c;
    char text[400];
    snprintf(text, sizeof text, "document,type,actor,date,status,char\nd,ACCUSE,,,,1\n%s\nd,REJECT,,,,9\n",
             wrong_rows[i].row);
    plb_coded_doc *d = read_one(&c, "g.csv", text);
    if (c.problems != 1 || !strstr(c.last.message, wrong_rows[i].says))
      fail_msg("row %zu: %u problems, the last: %s", i, c.problems, c.last.message);
    assert_string_equal(c.last.place, wrong_rows[i].place);
    assert_int_equal(c.eval->coder[0].refused, 1);
    assert_int_equal(c.eval->coder[0].n_event, 2);
    assert_int_equal(d->event.at[1].type, PLB_TYPE_REJECT);
    end(&c);
  }
}

static void test_wrong_headers(void **state) {
  (void)state;
  static const char *const heads[] = {"a,b\n1,2\n", "document,colour\nx,y\n", "\"document,type\n", "", " \n "};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    comparison c;
    plb_error err = {0};
    begin(&c, false);
    assert_int_equal(add_coder(&c, "g.csv", heads[i], &err), PLB_FORMAT);
    assert_non_null(strstr(err.message, "g.csv"));
    end(&c);
  }
}

static void test_cameo_codes(void **state) {
  (void)state;
  static const struct {
    const char *code;
    plb_type type;
  } codes[] = {{"19", PLB_TYPE_ASSAULT},  {"043", PLB_TYPE_CONSULT},  {"43", PLB_TYPE_CONSULT},
               {"841", PLB_TYPE_RETREAT}, {"0841", PLB_TYPE_RETREAT}, {"81", PLB_TYPE_CONCEDE},
               {"4", PLB_TYPE_CONSULT},   {"1721", PLB_TYPE_COERCE}};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    comparison c;
    char text[80];
    snprintf(text, sizeof text, "document,cameo\nd,%s\n", codes[i].code);
    plb_coded_doc *d = read_one(&c, "g.csv", text);
    assert_int_equal(d->event.at[0].type, codes[i].type);
    end(&c);
  }
}

static void test_json(void **state) {
  (void)state;
  comparison c;
  plb_coded_doc *d =
      read_one(&c, "folder/n1.json",
               "{\"doc\":\"n1\",\"events\":[{\"char\":7,\"trigger\":\"met\",\"event\":\"CONSULT\",\"mode\":null,"
               "\"status\":\"actual\",\"date\":null,\"attribution\":[\"A\",\"Bo Li\"],\"actor\":[{\"code\":\"FRA\","
               "\"sector\":\"GOV\"}],\"recipient\":[],\"optional\":true},{\"char\":-1,\"event\":\"AID\"},"
               "{\"char\":1,\"event\":\"X\"},{\"char\":1.5,\"event\":\"AID\"},7,"
               "{\"char\":9,\"event\":\"AID\",\"actor\":{}},{\"char\":3,\"event\":\"AID\",\"date\":\"May\"}]}");
  assert_int_equal(c.problems, 6);
  assert_string_equal(c.last.place, "folder/n1.json:events[6].date");
  assert_int_equal(d->event.n, 1);
  assert_true(plb_slice_is(d->name[PLB_NAME_ID], "n1"));
  assert_true(d->event.at[0].optional && plb_slice_is(d->event.at[0].claimant_key, "li"));
  end(&c);
}

static void test_lines(void **state) {
  (void)state;
  comparison c;
  read_one(&c, "r.jsonl",
           "{\"report_id\":\"1\",\"document_id\":\"d\",\"type\":\"AID\",\"status\":\"negated\",\"trigger\":{\"text\":"
           "\"gave\",\"begin\":4,"
           "\"source_begin\":null},\"sentence\":{\"text\":\"x\",\"begin\":0},\"date\":{\"first\":\"2024-05\",\"last\":"
           "\"2024-06\"},"
           "\"claim\":[{\"kind\":\"outlet\",\"name\":\"Post\"}],\"actor\":[],\"recipient\":[]}\n"
           "not json\n[1]\n{\"odd\":1}\n"
           "{\"document_id\":\"e\",\"text\":\"abc\",\"reports\":[]}\n"
           "{\"set\":\"s\",\"document\":\"f\",\"sentence\":1,\"begin\":3,\"end\":9,\"reports\":[{\"trigger\":[4,6],"
           "\"type\":\"AID\","
           "\"actors\":[],\"recipients\":[]},{\"trigger\":[9,2],\"type\":\"AID\"}]}\n");
  const plb_coder *k = &c.eval->coder[0];
  assert_int_equal(c.problems, 4);
  assert_string_equal(c.last.place, "r.jsonl:6:reports[1].trigger");
  assert_int_equal(k->doc.n, 3);
  const plb_coded_event *x = &k->doc.at[0].event.at[0];
  assert_int_equal(x->byte_at, 4);
  assert_int_equal(x->status, PLB_ACT_NEGATED);
  assert_true(plb_slice_is(x->date, "2024-05/2024-06"));
  assert_int_equal(x->claimant_key.n, 0); /* the outlet is no claimant */
  assert_true(k->doc.at[1].has_text);
  assert_int_equal(k->doc.at[2].scope.n, 1);
  end(&c);
}

static void test_compiled(void **state) {
  (void)state;
  comparison c;
  plb_coded_doc *d = read_one(&c, "c.json",
                              "{\"id\":\"001\",\"text\":\"Été: Nord accused "
                              "Sud.\",\"entities\":[{\"id\":\"E1\",\"name\":\"Nord\",\"code\":\"NRD\","
                              "\"sector\":\"GOV\"}],\"reports\":[{\"trigger\":[10,17],\"type\":\"ACCUSE\",\"mode\":"
                              "\"allege\",\"status\":\"actual\","
                              "\"actors\":[{\"entity\":\"E1\"},{\"entity\":\"E9\"}],\"recipients\":[{\"entity\":null}],"
                              "\"date\":{\"value\":\"2024-05-01\"},\"claim\":[{\"entity\":\"E1\"}]}]}");
  assert_int_equal(c.problems, 0);
  const plb_coded_event *x = &d->event.at[0];
  assert_true(plb_slice_is(x->trigger, "accused") && plb_slice_is(x->actor[0].code, "NRD"));
  assert_int_equal(x->actor[1].code.n, 0);
  assert_true(plb_slice_is(x->claimant_key, "nord") && plb_slice_is(x->date, "2024-05-01"));
  end(&c);
}

static void test_paths(void **state) {
  (void)state;
  comparison c;
  plb_error err = {0};
  begin(&c, false);
  assert_int_equal(plb_eval_read(c.eval, "x.csv", &err), PLB_USAGE); /* no coder yet */
  assert_int_equal(plb_eval_coder(c.eval, "a", &err), PLB_OK);
  assert_int_equal(plb_eval_read(c.eval, "/nonexistent/x.csv", &err), PLB_IO);
  assert_int_equal(plb_eval_read(c.eval, PLB_SOURCE_DIR "/src/eval", &err), PLB_NOTFOUND);
  assert_int_equal(c.notices, 1);
  assert_int_equal(plb_eval_read(c.eval, PLB_SOURCE_DIR "/corpus/standoff", &err), PLB_OK);
  assert_int_equal(c.problems, 0);
  assert_true(c.eval->coder[0].n_event > 500);
  end(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_table),
                                     cmocka_unit_test(test_no_document_column),
                                     cmocka_unit_test(test_semicolons_and_tabs),
                                     cmocka_unit_test(test_wrong_rows),
                                     cmocka_unit_test(test_wrong_headers),
                                     cmocka_unit_test(test_cameo_codes),
                                     cmocka_unit_test(test_json),
                                     cmocka_unit_test(test_lines),
                                     cmocka_unit_test(test_compiled),
                                     cmocka_unit_test(test_paths)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
