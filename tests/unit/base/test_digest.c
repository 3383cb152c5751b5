/* digest: the test vectors of FIPS 180-4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/slice.h"

static void known_values(void **state) {
  (void)state;
  char *many = malloc(1000000);
  assert_non_null(many);
  memset(many, 'a', 1000000);
  assert_string_equal(plb_digest_of((plb_slice){NULL, 0}).hex,
                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert_string_equal(plb_digest_of(PLB_LIT("abc")).hex,
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_string_equal(plb_digest_of(PLB_LIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).hex,
                      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  assert_string_equal(plb_digest_of((plb_slice){many, 1000000}).hex,
                      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  free(many);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_values)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
