/* Reads start tags by the grammar of libxml2's htmlParseStartTag, htmlParseHTMLName and htmlParseAttValue (2.9), and
 * leaves out what stands in <script> and <style> as its htmlParseScript does. */
#include "extract/tag_scan.h"

#include <string.h>

#include "base/slice.h"

enum { MAX_NAME = 100 }; /* HTML_PARSER_BUFFER_SIZE: a longer name goes on as the next one */

static bool name_start(char c) {
  return plb_is_alpha(c) || c == '_' || c == ':' || c == '.';
}

static uint32_t skip_name(plb_slice s, uint32_t i) {
  uint32_t end = s.n - i > MAX_NAME ? i + MAX_NAME : s.n;
  while (i < end && (name_start(s.p[i]) || plb_is_digit(s.p[i]) || s.p[i] == '-'))
    i++;
  return i;
}

static uint32_t skip_blanks(plb_slice s, uint32_t i) {
  while (i < s.n && plb_is_space(s.p[i]))
    i++;
  return i;
}

static bool at_end(plb_slice s, uint32_t i) {
  return i >= s.n || s.p[i] == '>' || (s.p[i] == '/' && i + 1 < s.n && s.p[i + 1] == '>');
}

static uint32_t skip_value(plb_slice s, uint32_t i) {
  if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
    const char *close = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
    return close ? (uint32_t)(close - s.p) + 1 : s.n;
  }
  while (i < s.n && s.p[i] != '>' && !plb_is_space(s.p[i]))
    i++;
  return i;
}

static uint32_t skip_attribute(plb_slice s, uint32_t i, uint32_t *count) {
  if (!name_start(s.p[i])) { /* libxml2 drops it up to the next blank */
    while (!at_end(s, i) && !plb_is_space(s.p[i]))
      i++;
    return skip_blanks(s, i);
  }
  ++*count;
  i = skip_blanks(s, skip_name(s, i));
  if (i < s.n && s.p[i] == '=') i = skip_value(s, skip_blanks(s, i + 1));
  return skip_blanks(s, i);
}

/* Past the text of a script or style that begins at i. */
static uint32_t skip_raw(plb_slice s, uint32_t i, plb_slice name) {
  for (;;) {
    uint32_t close = plb_slice_find(s, PLB_LIT("</"), i);
    if (close == UINT32_MAX || close + 2 + name.n > s.n) return s.n;
    if (plb_slice_eq_nocase(plb_slice_sub(s, close + 2, close + 2 + name.n), name)) return close;
    i = close + 2;
  }
}

uint32_t plb_tag_scan(plb_slice s, uint32_t most) {
  for (uint32_t i = 0; i < s.n;) {
    const char *open = memchr(s.p + i, '<', s.n - i);
    if (!open) break;
    uint32_t begin = (uint32_t)(open - s.p), count = 0;
    i = begin + 1;
    if (i >= s.n || !name_start(s.p[i])) continue;
    uint32_t end = skip_name(s, i);
    plb_slice name = plb_slice_sub(s, i, end);
    for (i = skip_blanks(s, end); !at_end(s, i);) {
      i = skip_attribute(s, i, &count);
      if (count > most) return begin;
    }
    bool raw = plb_slice_eq_nocase(name, PLB_LIT("script")) || plb_slice_eq_nocase(name, PLB_LIT("style"));
    if (raw && i < s.n && s.p[i] == '>') i = skip_raw(s, i, name);
  }
  return UINT32_MAX;
}
