/* XML 1.0, sections 4.1 and 4.6. */
#include "base/reference.h"

#include "base/slice.h"

static const struct {
  const char *name;
  char c;
} named[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

/* The number of "#8217" or "#x2019"; false when it is none. */
static bool number_of(plb_slice s, uint32_t *cp) {
  bool hex = s.n > 2 && s.p[1] == 'x';
  uint32_t i = hex ? 2 : 1, base = hex ? 16 : 10;
  uint64_t v = 0;
  if (i >= s.n) return false;
  for (; i < s.n; i++) {
    char c = plb_lower(s.p[i]);
    bool letter = hex && c >= 'a' && c <= 'f';
    if (!plb_is_digit(c) && !letter) return false;
    v = v * base + (uint64_t)(letter ? c - 'a' + 10 : c - '0');
  }
  bool scalar = v > 0 && v < 0x110000 && (v < 0xD800 || v > 0xDFFF);
  *cp = scalar ? (uint32_t)v : 0xFFFD;
  return true;
}

uint32_t plb_reference(plb_slice s, uint32_t i, uint32_t *cp) {
  uint32_t most = s.n - i < PLB_REFERENCE_BYTES ? s.n - i : PLB_REFERENCE_BYTES;
  if (most < 4 || s.p[i] != '&') return 0;
  const char *end = memchr(s.p + i, ';', most);
  if (!end) return 0;
  plb_slice name = plb_slice_of(s.p + i + 1, (size_t)(end - s.p) - i - 1);
  if (name.n && name.p[0] == '#') return number_of(name, cp) ? name.n + 2 : 0;
  for (size_t k = 0; k < sizeof named / sizeof *named; k++)
    if (plb_slice_is(name, named[k].name)) {
      *cp = (uint32_t)(unsigned char)named[k].c;
      return name.n + 2;
    }
  return 0;
}
