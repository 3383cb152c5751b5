/* pair: the type of the event between two given parties of a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"

static plb_pair_coder *coder;

static int open_coder(void **state) {
  (void)state;
  plb_error err;
  return plb_pair_coder_open(NULL, 0, &coder, &err) ? -1 : 0;
}

static int close_coder(void **state) {
  (void)state;
  plb_pair_coder_close(coder);
  plb_pair_coder_close(NULL);
  return 0;
}

static plb_range words(plb_slice text, const char *part) {
  uint32_t at = plb_slice_find(text, plb_slice_str(part), 0);
  assert_true(at != UINT32_MAX);
  return (plb_range){at, at + (uint32_t)strlen(part)};
}

static const char *type_of(const char *sentence, const char *source, const char *target) {
  plb_slice text = plb_slice_str(sentence);
  const char *type = NULL;
  plb_error err = {0};
  assert_int_equal(plb_pair_code(coder, text, words(text, source), words(text, target), &type, &err), PLB_OK);
  return type;
}

static void test_types(void **state) {
  (void)state;
  assert_string_equal(type_of("China accused Japan of breaking the agreement.", "China", "Japan"), "ACCUSE");
  assert_string_equal(type_of("Torland imposed sanctions on Maresia.", "Torland", "Maresia"), "SANCTION");
  assert_string_equal(type_of("The report was long, and Torland and Maresia are far away.", "Torland", "Maresia"), "");
}

/* Of two events the one between the given parties, whoever they are. */
static void test_choice(void **state) {
  (void)state;
  const char *s = "Torland condemned Maresia, while Ostia attacked Lennia.";
  assert_string_equal(type_of(s, "Torland", "Maresia"), "ACCUSE");
  assert_string_equal(type_of(s, "Ostia", "Lennia"), "ASSAULT");
}

static void refused(plb_range source, plb_range target) {
  const char *type = "x";
  plb_error err = {0};
  plb_slice text = PLB_LIT("China met Japan.");
  assert_int_equal(plb_pair_code(coder, text, source, target, &type, &err), PLB_USAGE);
  assert_string_equal(type, "");
  assert_true(err.message[0] != 0);
}

static void test_refused(void **state) {
  (void)state;
  plb_range good = {0, 5};
  refused(good, (plb_range){10, 17});
  refused((plb_range){0, 17}, good);
  refused(good, (plb_range){7, 7});
  refused((plb_range){3, 2}, good);
  refused(good, (plb_range){9, 10}); /* a space */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_types), cmocka_unit_test(test_choice),
                                     cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, open_coder, close_coder);
}
