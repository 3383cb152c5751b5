/* Two tables: extract/charsets.tsv says what a label means, acquire/byte_sets.tsv what the bytes of a set mean. */
#include "acquire/byte_sets.h"

#include "base/error.h"
#include "base/reference.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

/* The name of the set that the label means, n == 0: none. */
static plb_status set_name(plb_slice label, plb_slice *name, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "extract/charsets.tsv", "name labels", err);
  *name = (plb_slice){NULL, 0};
  while (!s && !(s = plb_table_next(&t, err))) {
    plb_slice labels = plb_table_cell(&t, 1), one;
    while (plb_slice_split(&labels, '|', &one))
      if (plb_slice_eq_nocase(one, label)) *name = plb_table_cell(&t, 0);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static bool read_points(plb_slice points, uint16_t upper[128]) {
  plb_slice word;
  uint32_t n = 0;
  while (plb_slice_split(&points, ' ', &word)) {
    uint32_t v = 0;
    for (uint32_t i = 0; i < word.n; i++)
      v = v * 16 + (uint32_t)(plb_is_digit(word.p[i]) ? word.p[i] - '0' : plb_lower(word.p[i]) - 'a' + 10);
    if (word.n == 0 || word.n > 4 || n == 128) return false;
    upper[n++] = (uint16_t)v;
  }
  return n == 128;
}

plb_status plb_byte_set(plb_slice label, bool *is_utf8, uint16_t upper[128], plb_error *err) {
  plb_slice name;
  plb_table t;
  plb_status s = set_name(plb_slice_trim(label), &name, err);
  *is_utf8 = plb_slice_is(name, "UTF-8");
  if (s || *is_utf8) return s;
  s = plb_table_open_data(&t, "acquire/byte_sets.tsv", "name points", err);
  while (!s && !(s = plb_table_next(&t, err))) {
    if (!plb_slice_eq(plb_table_cell(&t, 0), name)) continue;
    return read_points(plb_table_cell(&t, 1), upper) ? PLB_OK : plb_table_fail(&t, err, "128 numbers are wanted");
  }
  if (s != PLB_NOTFOUND) return s;
  return plb_fail(err, PLB_ENCODING, "acquire",
                  "this file is in the character set %.*s, which is not read here: convert it to UTF-8",
                  (int)(label.n > 40 ? 40 : label.n), label.p ? label.p : "");
}

static void put(plb_buf *b, uint32_t cp) {
  char out[4];
  uint32_t n = plb_utf8_put(cp, out);
  plb_buf_add(b, out, n);
}

void plb_byte_set_put(plb_slice s, const uint16_t *upper, bool references, plb_buf *b) {
  for (uint32_t i = 0, cp, w; i < s.n; i += w) {
    uint32_t begin = i;
    while (i < s.n && (s.p[i] & 0x80) == 0 && s.p[i] && (!references || s.p[i] != '&'))
      i++;
    plb_buf_add(b, s.p + begin, i - begin);
    if (i == s.n) return;
    w = references && s.p[i] == '&' ? plb_reference(s, i, &cp) : 0;
    if (w) {
      put(b, cp);
    } else if (upper && s.p[i]) {
      w = 1;
      put(b, s.p[i] & 0x80 ? upper[s.p[i] & 0x7F] : (uint32_t)s.p[i]);
    } else {
      w = plb_utf8_next(s, i, &cp);
      put(b, cp == PLB_UTF8_BAD || cp == 0 ? 0xFFFD : cp);
    }
  }
}
