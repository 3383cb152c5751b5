/* Who and when: one phrase or expression a row, read inside a sentence published on Wednesday 2024-04-10. */
#include "coder.h"

typedef struct time_row {
  const char *text, *first, *last;
} time_row;

static const time_row times[] = {
    {"They met on April 9, 2024.", "2024-04-09", "2024-04-09"},
    {"They met on 9 April 2024.", "2024-04-09", "2024-04-09"},
    {"They met on 2024-04-09.", "2024-04-09", "2024-04-09"},
    {"They met from April 4-8.", "2024-04-04", "2024-04-08"},
    {"They met from April 8-4.", "2024-04", "2024-04"}, /* no range: backwards */
    {"They met in April 257-9.", "2024-04", "2024-04"},
    {"They met in March.", "2024-03", "2024-03"},
    {"They met in December 2021.", "2021-12", "2021-12"},
    {"They met in 1998.", "1998", "1998"},
    {"They met in the 1990s.", "1990", "1999"},
    {"They met on Tuesday.", "2024-04-09", "2024-04-09"},
    {"They met on Wednesday.", "2024-04-10", "2024-04-10"},
    {"They will meet on Friday.", "2024-04-12", "2024-04-12"},
    {"They met last Friday.", "2024-04-05", "2024-04-05"},
    {"They will meet next Monday.", "2024-04-15", "2024-04-15"},
    {"They met yesterday.", "2024-04-09", "2024-04-09"},
    {"They met last week.", "2024-04-01", "2024-04-07"},
    {"They met last month.", "2024-03", "2024-03"},
    {"They met earlier this year.", "2024", "2024"},
    {"They met three days ago.", "2024-04-07", "2024-04-07"},
    {"They met two years ago.", "2022", "2022"},
    {"They met in the past three months.", "2024-01", "2024-04-10"},
    {"They met on Monday, March 11.", "2024-03-11", "2024-03-11"},
    {"They met recently.", "", ""},
};

static void test_times(void **state) {
  const coder_tables *t = *state;
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    plb_arena arena;
    plb_arena_init(&arena, 16u << 20);
    plb_doc doc;
    plb_error err = {0};
    char first[11] = "", last[11] = "";
    assert_int_equal(coder_run(t, &arena, plb_slice_str(times[i].text), "2024-04-10", &doc, &err), PLB_OK);
    if (doc.n_time != 1) print_message("%s: %u times\n", times[i].text, doc.n_time);
    assert_int_equal(doc.n_time, 1);
    plb_date_format(doc.time[0].first, first);
    plb_date_format(doc.time[0].last, last);
    if (strcmp(first, times[i].first) || strcmp(last, times[i].last))
      print_message("%s: got %s/%s\n", times[i].text, first, last);
    assert_string_equal(first, times[i].first);
    assert_string_equal(last, times[i].last);
    plb_arena_free(&arena);
  }
}

static void test_no_publication_date(void **state) {
  plb_arena arena;
  plb_arena_init(&arena, 16u << 20);
  plb_doc doc;
  plb_error err = {0};
  assert_int_equal(coder_run(*state, &arena, PLB_LIT("They met on Tuesday and in 1998."), "", &doc, &err), PLB_OK);
  assert_int_equal(doc.n_time, 2);
  assert_false(plb_date_known(doc.time[0].first));
  assert_string_equal(doc.time[0].basis, "no publication date");
  assert_int_equal(doc.time[1].first.year, 1998);
  plb_arena_free(&arena);
}

typedef struct actor_row {
  const char *text, *words, *code, *sector;
} actor_row;

static const actor_row actors[] = {
    {"The US said so.", "The US", "USA", "GOV"},
    {"Beijing warned.", "Beijing", "CHN", "GOV"},
    {"The Kremlin warned.", "The Kremlin", "RUS", "GOV"},
    {"French farmers protested.", "French farmers", "FRA", "AGR"},
    {"The Peruvian army attacked.", "The Peruvian army", "PER", "MIL"},
    {"Chile's parliament voted.", "parliament", "CHL", "LEG"},
    {"The president of Ghana spoke.", "The president", "GHA", "GOV"},
    {"The current president of Ghana spoke.", "The current president", "GHA", "GOV"},
    {"Police in Uganda attacked.", "Police", "UGA", "COP"},
    {"Troops in Syria attacked Turkey.", "Turkey", "TUR", "GOV"},
    {"NATO met.", "NATO", "IGO:NATO", "IGO"},
    {"The UN envoy spoke.", "The UN envoy", "IGO:UNO", "IGO"},
    {"Former Ghanaian president Ama Doe spoke.", "Former Ghanaian president Ama Doe", "GHA", "ELI"},
    {"Western countries met.", "Western countries", "WST", "GOV"},
    {"Reuters reported it.", "Reuters", "GBR", "JRN"},
};

static void test_actors(void **state) {
  for (size_t i = 0; i < sizeof actors / sizeof *actors; i++) {
    plb_arena arena;
    plb_arena_init(&arena, 16u << 20);
    plb_doc doc;
    plb_error err = {0};
    bool found = false;
    assert_int_equal(coder_run(*state, &arena, plb_slice_str(actors[i].text), "2024-04-10", &doc, &err), PLB_OK);
    for (uint32_t m = 0; m < doc.n_mention; m++) {
      const plb_mention *mention = &doc.mention[m];
      plb_span span = {doc.token[mention->begin].span.begin, doc.token[mention->end - 1].span.end};
      if (!plb_slice_is(plb_doc_text(&doc, span), actors[i].words)) continue;
      found = true;
      assert_int_equal(mention->n_party, 1);
      const plb_party *p = &doc.party[mention->party];
      if (!plb_slice_is(p->code, actors[i].code)) print_message("%s\n", actors[i].text);
      assert_true(plb_slice_is(p->code, actors[i].code));
      assert_string_equal(plb_sector_name((plb_sector)p->sector), actors[i].sector);
    }
    if (!found) print_message("%s: no mention '%s'\n", actors[i].text, actors[i].words);
    assert_true(found);
    plb_arena_free(&arena);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_times), cmocka_unit_test(test_no_publication_date),
                                     cmocka_unit_test(test_actors)};
  return cmocka_run_group_tests(tests, coder_setup, coder_teardown);
}
