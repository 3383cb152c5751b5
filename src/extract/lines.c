/* Line patterns: the line is folded once (lower case, plain quotation marks, single spaces), then tried against every
 * pattern with '*' by the usual linear matcher that goes back to the last star. */
#include "extract/lines.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

static const char *const kind_names[] = {
#define PLB_X(name, text) #name,
    PLB_LINE_MAP(PLB_X)
#undef PLB_X
};
static const char *const header_names[] = {"none",   "title", "published", "author",   "url",
                                           "outlet", "wire",  "language",  "modified", "ignored"};

static plb_status read_rules(plb_line_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/plain_lines.tsv", "kind pattern", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice kind = plb_table_cell(&table, 0), pattern = plb_table_cell(&table, 1);
    uint8_t k = (uint8_t)(1 + plb_slice_index(kind, kind_names + 1, PLB_LINE_KIND_COUNT - 1));
    if (k == PLB_LINE_KIND_COUNT || pattern.n == 0) return plb_table_fail(&table, err, "an unknown kind or no pattern");
    if (t->n == PLB_LINE_RULES_MAX) return plb_table_fail(&table, err, "more than %d patterns", PLB_LINE_RULES_MAX);
    t->rule[t->n++] = (plb_line_rule){pattern, k};
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status read_headers(plb_line_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/plain_headers.tsv", "label fact", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    uint32_t k = (uint32_t)(1 + plb_slice_index(plb_table_cell(&table, 1), header_names + 1, PLB_HEADER_IGNORED));
    if (k > PLB_HEADER_IGNORED) return plb_table_fail(&table, err, "an unknown fact");
    if (!plb_map_set(&t->header, plb_table_cell(&table, 0), k))
      return plb_fail(err, PLB_NOMEM, "extract", "no memory for plain_headers.tsv");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_line_tables_open(plb_line_tables *t, plb_error *err) {
  *t = (plb_line_tables){.rule = calloc(PLB_LINE_RULES_MAX, sizeof *t->rule)};
  if (!t->rule) return plb_fail(err, PLB_NOMEM, "extract", "no memory for plain_lines.tsv");
  plb_status s = read_rules(t, err);
  if (!s) s = read_headers(t, err);
  if (s) plb_line_tables_close(t);
  return s;
}

void plb_line_tables_close(plb_line_tables *t) {
  free(t->rule);
  t->rule = NULL;
  plb_map_free(&t->header);
}

bool plb_glob(plb_slice pattern, plb_slice s) {
  uint32_t p = 0, i = 0, star = UINT32_MAX, from = 0;
  while (i < s.n) {
    if (p < pattern.n && pattern.p[p] == '*') {
      star = p++;
      from = i;
    } else if (p < pattern.n && (pattern.p[p] == s.p[i] || (pattern.p[p] == '#' && plb_is_digit(s.p[i])))) {
      p++;
      i++;
    } else if (star != UINT32_MAX) {
      p = star + 1;
      i = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.n && pattern.p[p] == '*')
    p++;
  return p == pattern.n;
}

plb_slice plb_line_unlisted(plb_slice line) {
  static const char *const bullets[] = {"\xE2\x80\xA2", "\xE2\x97\xA6", "\xE2\x96\xAA", "\xC2\xB7",
                                        "- ",           "* ",           "\xE2\x80\xA3"};
  plb_slice s = plb_slice_trim(line);
  for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
    if (plb_slice_starts(s, plb_slice_str(bullets[i])))
      return plb_slice_trim(plb_slice_sub(s, (uint32_t)strlen(bullets[i]), s.n));
  uint32_t n = 0;
  while (n < s.n && n < 3 && plb_is_digit(s.p[n]))
    n++;
  if (n && n + 1 < s.n && (s.p[n] == '.' || s.p[n] == ')') && s.p[n + 1] == ' ')
    return plb_slice_trim(plb_slice_sub(s, n + 1, s.n));
  return s;
}

/* The character as patterns write it; 0: a space. */
static uint32_t folded(uint32_t cp) {
  if (cp == 0x2018 || cp == 0x2019 || cp == 0x02BC) return '\'';
  if (cp == 0x201C || cp == 0x201D) return '"';
  if (cp == PLB_UTF8_BAD) return '?';
  return plb_char_class_of(cp) == PLB_CH_SPACE || cp < 0x20 ? 0 : plb_char_lower(cp);
}

static uint32_t fold_line(plb_slice line, char out[PLB_LINE_BYTES + 8]) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < line.n && n <= PLB_LINE_BYTES;) {
    uint32_t cp;
    i += plb_utf8_next(line, i, &cp);
    if (cp == 0xAD || cp == 0x200B || cp == 0xFEFF) continue;
    cp = folded(cp);
    if (cp)
      n += plb_utf8_put(cp, out + n);
    else if (n && out[n - 1] != ' ')
      out[n++] = ' ';
  }
  while (n && out[n - 1] == ' ')
    n--;
  return n;
}

plb_line_kind plb_line_of(const plb_line_tables *t, plb_slice line) {
  char folded_line[PLB_LINE_BYTES + 8];
  plb_slice s = plb_line_unlisted(line);
  if (s.n > PLB_LINE_BYTES) return PLB_LINE_nothing;
  s = plb_slice_of(folded_line, fold_line(s, folded_line));
  for (uint32_t i = 0; s.n && i < t->n; i++)
    if (t->rule[i].kind != PLB_LINE_glued && plb_glob(t->rule[i].pattern, s)) return (plb_line_kind)t->rule[i].kind;
  return PLB_LINE_nothing;
}

uint32_t plb_line_glued(const plb_line_tables *t, plb_slice line) {
  uint32_t best = UINT32_MAX;
  if (line.n > 4 * PLB_LINE_BYTES) return best;
  for (uint32_t i = 0; i < t->n; i++) {
    if (t->rule[i].kind != PLB_LINE_glued) continue;
    uint32_t at = plb_slice_find(line, t->rule[i].pattern, 1);
    if (at < best && line.n - at <= 160) best = at;
  }
  return best;
}

plb_header plb_line_header(const plb_line_tables *t, plb_slice line, plb_slice *value) {
  char label[32];
  uint32_t n = 0, colon = plb_slice_find(line, PLB_LIT(":"), 0);
  *value = (plb_slice){NULL, 0};
  if (colon == UINT32_MAX || colon >= sizeof label || colon + 1 >= line.n) return PLB_HEADER_NONE;
  plb_slice head = plb_slice_trim(plb_slice_sub(line, 0, colon));
  for (; n < head.n; n++)
    label[n] = plb_lower(head.p[n]);
  uint32_t kind = plb_map_get(&t->header, plb_slice_of(label, n));
  if (kind == PLB_MAP_NONE) return PLB_HEADER_NONE;
  *value = plb_slice_trim(plb_slice_sub(line, colon + 1, line.n));
  return value->n ? (plb_header)kind : PLB_HEADER_NONE;
}
