/* Format by content. Magic numbers of what is not read stand in data/acquire/magic.tsv; the rest is told apart as
 * browsers do (WHATWG MIME Sniffing, section 7) by the readers; text has no control bytes. */
#include "acquire/format.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { MAGIC_BYTES = 32, SNIFF_BYTES = 4096 };

static int hex_digit(char c) {
  if (plb_is_digit(c)) return c - '0';
  char l = plb_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* "50 4b 03" -> bytes; UINT32_MAX for anything else. */
static uint32_t magic_bytes(plb_slice hex, char out[MAGIC_BYTES]) {
  plb_slice part;
  uint32_t n = 0;
  while (plb_slice_split(&hex, ' ', &part)) {
    int high = part.n == 2 ? hex_digit(part.p[0]) : -1, low = part.n == 2 ? hex_digit(part.p[1]) : -1;
    if (high < 0 || low < 0 || n == MAGIC_BYTES) return UINT32_MAX;
    out[n++] = (char)(high * 16 + low);
  }
  return n;
}

plb_status plb_format_foreign(plb_slice head, plb_slice *name, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/magic.tsv", "offset magic name", err);
  *name = (plb_slice){NULL, 0};
  while (!s && !(s = plb_table_next(&t, err))) {
    char magic[MAGIC_BYTES];
    uint64_t offset;
    uint32_t n = magic_bytes(plb_table_cell(&t, 1), magic);
    if (n == UINT32_MAX || !plb_slice_u64(plb_table_cell(&t, 0), &offset) || offset > SNIFF_BYTES)
      return plb_table_fail(&t, err, "offset is a number up to %d, magic two hex digits a byte", SNIFF_BYTES);
    if (offset + n > head.n || memcmp(head.p + offset, magic, n) != 0) continue;
    *name = plb_table_cell(&t, 2);
    return PLB_OK;
  }
  *name = (plb_slice){NULL, 0};
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* A UTF-16 page or text as far as ASCII goes: every other byte. 0: it has no UTF-16 mark. */
static uint32_t narrow_utf16(plb_slice head, char *out, uint32_t max) {
  bool little = plb_slice_starts(head, PLB_LIT("\xff\xfe")), big = plb_slice_starts(head, PLB_LIT("\xfe\xff"));
  if (!little && !big) return 0;
  uint32_t n = 0;
  for (uint32_t i = 2; i + 1 < head.n && n < max; i += 2) {
    char high = head.p[i + little], low = head.p[i + !little];
    out[n++] = high ? '?' : low;
  }
  return n;
}

/* Bytes that stand in no text of an ASCII-like character set; tab, line ends, form feed and escape do. */
bool plb_format_binary(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c < 0x09 || c == 0x0b || (c > 0x0d && c < 0x1b) || (c > 0x1b && c < 0x20)) return true;
  }
  return false;
}

const plb_reader_kind *plb_format_kind(plb_slice head) {
  char narrow[SNIFF_BYTES];
  uint32_t n = narrow_utf16(head, narrow, sizeof narrow);
  bool wide = n > 0;
  plb_slice s = wide ? plb_slice_of(narrow, n) : head;
  if (s.n > SNIFF_BYTES) s.n = SNIFF_BYTES;
  if (plb_slice_starts(s, PLB_LIT("\xef\xbb\xbf"))) s = plb_slice_sub(s, 3, s.n);
  bool binary = plb_format_binary(s);
  s = plb_slice_trim(s);
  const plb_reader_kind *kind = s.n ? plb_reader_kind_of(s) : &plb_reader_text;
  if (wide && kind == &plb_reader_csv && !plb_csv_has_text(s)) kind = &plb_reader_text; /* commas in prose */
  if (wide && !kind->whole) return NULL;
  return binary && kind == &plb_reader_text ? NULL : kind;
}
