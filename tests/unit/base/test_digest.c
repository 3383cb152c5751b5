/* digest: the test vectors of FIPS 180-4; digests as web archives spell them. */
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

static void digests_that_were_written_down(void **state) {
  (void)state;
  static const struct {
    const char *written;
    plb_digest_fit fit;
  } abc[] = {
      {"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", PLB_DIGEST_FITS},
      {" SHA1:vgmt4nsha2awvor6evyxqugcnsonbwe5 ", PLB_DIGEST_FITS},
      {"sha-1:a9993e364706816aba3e25717850c26c9cd0d89d", PLB_DIGEST_FITS},
      {"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6", PLB_DIGEST_DIFFERS},
      {"sha1:A9993E364706816ABA3E25717850C26C9CD0D89E", PLB_DIGEST_DIFFERS},
      {"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ", PLB_DIGEST_FITS},
      {"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====", PLB_DIGEST_FITS},
      {"SHA-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", PLB_DIGEST_FITS},
      {"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae", PLB_DIGEST_DIFFERS},
      {"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE", PLB_DIGEST_UNKNOWN},
      {"md5:900150983cd24fb0d6963f7d28e17f72", PLB_DIGEST_UNKNOWN},
      {"sha1:", PLB_DIGEST_UNKNOWN},
      {"sha1", PLB_DIGEST_UNKNOWN},
      {"", PLB_DIGEST_UNKNOWN},
  };
  for (size_t i = 0; i < sizeof abc / sizeof *abc; i++)
    if (plb_digest_check(plb_slice_str(abc[i].written), PLB_LIT("abc")) != abc[i].fit) fail_msg("%s", abc[i].written);
  assert_int_equal(plb_digest_check(PLB_LIT("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"), (plb_slice){NULL, 0}),
                   PLB_DIGEST_FITS);
  assert_int_equal(plb_digest_check(PLB_LIT("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                                    (plb_slice){NULL, 0}),
                   PLB_DIGEST_FITS);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_values), cmocka_unit_test(digests_that_were_written_down)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
