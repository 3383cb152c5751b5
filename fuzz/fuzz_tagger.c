/* The tagger's weights as any bytes; the checksum is made right, so that what lies behind it is reached. What opens is
 * used. */
#include "base/hash.h"
#include "parse/room.h"
#include "fuzz.h"

static void use(plb_parse_tables *t) {
  static const char text[] = "The troops left Kyiv and visited 20 towns";
  plb_token token[8];
  plb_word word[8];
  plb_slice rest = plb_slice_str(text), part;
  uint32_t n = 0;
  while (plb_slice_split(&rest, ' ', &part)) {
    word[n].hash = plb_lex_hash(part);
    word[n].lex = plb_lexicon_find(&t->lexicon, part, word[n].hash);
    token[n++] = (plb_token){.lower = part, .tag = PLB_TAG_UNSET};
  }
  plb_tagger_run(t, token, word, n);
  for (uint32_t i = 0; i < n; i++)
    if (token[i].tag >= PLB_TAG_COUNT) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 16 || size > 1u << 20) return 0;
  char *copy = malloc(size);
  if (!copy) abort();
  memcpy(copy, data, size);
  uint64_t h = plb_hash64(plb_slice_of(copy + 16, size - 16));
  for (uint32_t i = 0; i < 8; i++)
    copy[8 + i] = (char)(h >> (8 * i));
  plb_parse_tables t = {0};
  plb_error err = {0};
  if (plb_tagger_open(&t.tagger, &t.lexicon, plb_slice_of(copy, size), &err) == PLB_OK) use(&t);
  plb_tagger_close(t.tagger);
  plb_lexicon_free(&t.lexicon);
  free(copy);
  return 0;
}
