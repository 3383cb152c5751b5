/* ontology: names both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ontology.h"
#include "base/slice.h"

static void test_names(void **state) {
  (void)state;
  for (unsigned i = 0; i < PLB_TYPE_COUNT; i++) {
    assert_int_equal(plb_type_of(plb_slice_str(plb_type_name((plb_type)i))), i);
    assert_non_null(strstr("VC MC VF MF", plb_type_quad((plb_type)i)));
  }
  for (unsigned i = 0; i < PLB_SECTOR_COUNT; i++)
    assert_int_equal(plb_sector_of(plb_slice_str(plb_sector_name((plb_sector)i))), i);
  for (unsigned i = 0; i < PLB_ACT_COUNT; i++)
    assert_int_equal(plb_act_status_of(plb_slice_str(plb_act_status_name((plb_act_status)i))), i);
}

static void test_unknown(void **state) {
  (void)state;
  assert_int_equal(plb_type_of(PLB_LIT("accuse")), PLB_TYPE_COUNT); /* names are exact */
  assert_int_equal(plb_sector_of(PLB_LIT("")), PLB_SECTOR_COUNT);
  assert_int_equal(plb_act_status_of(PLB_LIT("past")), PLB_ACT_COUNT);
  assert_string_equal(plb_type_name(PLB_TYPE_COUNT), "?");
  assert_string_equal(plb_type_quad(PLB_TYPE_COUNT), "?");
  assert_string_equal(plb_sector_name(PLB_SECTOR_COUNT), "?");
  assert_string_equal(plb_act_status_name(PLB_ACT_COUNT), "?");
}

/* Rules that the tables must never lose. */
static void test_rules(void **state) {
  (void)state;
  assert_int_equal(PLB_TYPE_COUNT, 16);
  assert_string_equal(plb_type_quad(PLB_TYPE_SANCTION), "MF");
  assert_string_equal(plb_type_quad(PLB_TYPE_ACCUSE), "VF");
  assert_string_equal(plb_type_quad(PLB_TYPE_CONSULT), "VC");
  assert_string_equal(plb_type_quad(PLB_TYPE_AID), "MC");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_unknown),
                                     cmocka_unit_test(test_rules)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
