/* "&name;", "&#8217;", "&#x2019;" (HTML standard, 13.2.5.72), with the semicolon only: without it a '&' in running text
 * is an ampersand. */
#include "extract/references.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { DIGITS = 7 };

/* Hexadecimal or decimal digits from *at on; false when there is none, or more than any code point has. */
static bool number(plb_slice s, uint32_t *at, bool hex, uint32_t *out) {
  uint32_t begin = *at;
  for (*out = 0; *at < s.n && *at < begin + DIGITS; ++*at) {
    char c = plb_lower(s.p[*at]);
    bool letter = hex && c >= 'a' && c <= 'f';
    if (!plb_is_digit(c) && !letter) break;
    *out = *out * (hex ? 16 : 10) + (uint32_t)(letter ? c - 'a' + 10 : c - '0');
  }
  return *at > begin;
}

plb_status plb_references_open(plb_references *t, plb_error *err) {
  *t = (plb_references){0};
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/references.tsv", "name code", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice name = plb_table_cell(&table, 0), code = plb_table_cell(&table, 1);
    uint32_t at = 0, cp;
    if (name.n > PLB_REFERENCE_NAME || !number(code, &at, true, &cp) || at != code.n || cp > 0xFFFF)
      s = plb_table_fail(&table, err, "a name over %d bytes, or a code that is none", PLB_REFERENCE_NAME);
    else if (!plb_map_set(&t->code, name, cp))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for references.tsv");
  }
  if (s == PLB_NOTFOUND) return PLB_OK;
  plb_references_close(t);
  return s;
}

void plb_references_close(plb_references *t) {
  plb_map_free(&t->code);
}

static uint32_t named(const plb_references *t, plb_slice s, uint32_t i, uint32_t *cp) {
  uint32_t end = i + 1;
  while (end < s.n && end - i <= PLB_REFERENCE_NAME && (plb_is_alpha(s.p[end]) || plb_is_digit(s.p[end])))
    end++;
  if (end == s.n || s.p[end] != ';') return 0;
  *cp = plb_map_get(&t->code, plb_slice_sub(s, i + 1, end));
  return *cp == PLB_MAP_NONE ? 0 : end + 1 - i;
}

uint32_t plb_reference_at(const plb_references *t, plb_slice s, uint32_t i, uint32_t *cp) {
  if (i + 2 >= s.n || s.p[i] != '&') return 0;
  if (s.p[i + 1] != '#') return named(t, s, i, cp);
  bool hex = plb_lower(s.p[i + 2]) == 'x';
  uint32_t at = i + (hex ? 3 : 2);
  bool whole = number(s, &at, hex, cp) && at < s.n && s.p[at] == ';';
  bool character = *cp >= ' ' && *cp <= 0x10FFFF && (*cp < 0xD800 || *cp > 0xDFFF);
  return whole && character ? at + 1 - i : 0;
}

plb_slice plb_unescape(const plb_references *t, plb_slice s, plb_arena *arena) {
  if (s.n == 0 || !memchr(s.p, '&', s.n)) return s;
  char *out = plb_arena_alloc(arena, (size_t)s.n + 8);
  uint32_t n = 0, cp;
  for (uint32_t i = 0; out && i < s.n;) {
    uint32_t taken = plb_reference_at(t, s, i, &cp);
    if (taken)
      n += plb_utf8_put(cp, out + n); /* never longer than its reference */
    else
      out[n++] = s.p[i];
    i += taken ? taken : 1;
  }
  return out ? plb_slice_of(out, n) : s;
}
