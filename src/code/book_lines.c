/* Comments are what stands behind '#' or ';' outside of [], and between <!-- and -->, over lines too. */
#include "code/book_lines.h"

/* Cuts the line at the comment that begins in it. */
static plb_slice without_comment(plb_book_lines *l, plb_slice line) {
  if (l->comment) {
    uint32_t end = plb_slice_find(line, PLB_LIT("-->"), 0);
    if (end == UINT32_MAX) return (plb_slice){line.p, 0};
    l->comment = false;
    line = plb_slice_sub(line, end + 3, line.n);
  }
  bool code = false;
  for (uint32_t i = 0; i < line.n; i++) {
    char c = line.p[i];
    if (c == '[') code = true;
    if (c == ']') code = false;
    bool html = c == '<' && i + 1 < line.n && line.p[i + 1] == '!';
    if (html && plb_slice_find(line, PLB_LIT("-->"), i) == UINT32_MAX) l->comment = true;
    if (html || (!code && (c == '#' || c == ';'))) return plb_slice_sub(line, 0, i);
  }
  return line;
}

bool plb_book_line(plb_book_lines *l, plb_slice *out) {
  plb_slice line;
  if (l->repeat) {
    l->repeat = false;
    *out = l->line;
    return true;
  }
  l->empty = l->number == 0;
  while (plb_slice_split(&l->rest, '\n', &line)) {
    l->number++;
    l->from = line.p;
    bool whole = !plb_slice_trim(line).n;
    line = without_comment(l, line);
    l->indented = line.n && plb_is_space(line.p[0]);
    *out = l->line = plb_slice_trim(line);
    if (out->n) return true;
    if (whole) l->empty = true;
  }
  return false;
}

bool plb_book_cut(plb_slice line, char open, char close, plb_slice *before, plb_slice *inside, plb_slice *after) {
  uint32_t begin = plb_slice_find(line, plb_slice_of(&open, 1), 0);
  uint32_t end = begin == UINT32_MAX ? begin : plb_slice_find(line, plb_slice_of(&close, 1), begin);
  if (end == UINT32_MAX) return false;
  *before = plb_slice_trim(plb_slice_sub(line, 0, begin));
  *inside = plb_slice_trim(plb_slice_sub(line, begin + 1, end));
  *after = plb_slice_trim(plb_slice_sub(line, end + 1, line.n));
  return true;
}
