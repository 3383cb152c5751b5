/* Joining broken lines. A line goes on in the next one when no empty line stands between and either
 * - the next line begins with a small letter and this one does not end a sentence, or
 * - the page is hard-wrapped (no line is longer than WRAP_MOST, and lines inside paragraphs crowd below the longest)
 * and the next line's first word would not have fitted on this one: the usual test for a break that only the width
 * made. */
#include "extract/pieces.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "extract/lines.h"

enum { WRAP_LEAST = 50, WRAP_MOST = 110, WRAP_PAIRS = 4, PROSE_WORDS = 6, CRY_WORDS = 18, LONG_WORDS = 30 };

typedef struct raw_line {
  uint32_t begin, end, width; /* width in characters */
  bool gap;
} raw_line;

static bool space_at(plb_slice s, uint32_t i, uint32_t *n) {
  uint32_t cp;
  *n = plb_utf8_next(s, i, &cp);
  return cp != PLB_UTF8_BAD && (cp < 0x21 || cp == 0xFEFF || cp == 0x200B || plb_char_class_of(cp) == PLB_CH_SPACE);
}

static void trim(plb_slice page, uint32_t *begin, uint32_t *end) {
  uint32_t n, cp;
  plb_slice s = plb_slice_of(page.p, *end);
  while (*begin < *end && space_at(s, *begin, &n))
    *begin += n;
  while (*end > *begin) {
    n = plb_utf8_prev(plb_slice_of(page.p, *end), *end, &cp);
    if (!space_at(plb_slice_of(page.p, *end), *end - n, &n)) break;
    *end -= n;
  }
}

/* The last character that is no closing mark; 0 when there is none. *before: the one before it. */
static uint32_t last_mark(plb_slice s, uint32_t *before) {
  uint32_t at = s.n, cp = 0;
  *before = 0;
  while (at) {
    at -= plb_utf8_prev(plb_slice_of(s.p, at), at, &cp);
    if (cp == PLB_UTF8_BAD) return 0;
    if (plb_char_class_of(cp) != PLB_CH_CLOSE && cp != '"' && cp != '\'' && cp != ' ' && cp != '*') break;
    cp = 0;
  }
  if (at) plb_utf8_prev(plb_slice_of(s.p, at), at, before);
  return cp;
}

/* "... in the U.S.": the point belongs to the letters. */
static bool ends_in_initials(plb_slice s) {
  uint32_t n = s.n;
  while (n && (s.p[n - 1] == '"' || s.p[n - 1] == ')'))
    n--;
  return n >= 4 && s.p[n - 1] == '.' && plb_is_upper(s.p[n - 2]) && s.p[n - 3] == '.' && plb_is_upper(s.p[n - 4]);
}

static void count(plb_slice s, plb_piece *p) {
  uint32_t letters = 0, latin = 0, n, cp;
  bool inside = false;
  for (uint32_t i = 0; i < s.n; i += n) {
    bool space = space_at(s, i, &n);
    p->words += !space && !inside;
    inside = !space;
    plb_utf8_next(s, i, &cp);
    plb_char_class c = cp == PLB_UTF8_BAD ? PLB_CH_OTHER : plb_char_class_of(cp);
    if (c < PLB_CH_UPPER || c > PLB_CH_LETTER) continue;
    letters++;
    latin += cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00);
  }
  p->latin = (uint16_t)(letters ? (uint64_t)latin * 1000 / letters : 1000);
}

plb_piece plb_piece_measure(plb_slice page, uint32_t begin, uint32_t end, bool gap) {
  trim(page, &begin, &end);
  plb_piece p = {.begin = begin, .end = end, .gap = gap};
  plb_slice s = plb_slice_sub(page, begin, end);
  uint32_t before, mark = last_mark(s, &before);
  count(s, &p);
  bool cut = mark == 0x2026 || (mark == '.' && before == '.'); /* "...": cut off, or trailing off */
  bool full = (mark == '.' && !cut) || mark == 0x3002, cry = mark == '?' || mark == '!';
  p.closed = full || cry || cut || mark == ':' || mark == ';' || mark == ',';
  p.bullet = plb_line_unlisted(s).n < s.n;
  p.prose = (full && p.words >= PROSE_WORDS && !ends_in_initials(s)) || (cry && p.words >= CRY_WORDS) ||
            (p.closed && p.words >= CRY_WORDS) || p.words >= LONG_WORDS;
  return p;
}

/* ---- lines ---- */

static uint32_t line_end(plb_slice s, uint32_t at, uint32_t *next) {
  while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r' && s.p[at] != '\f' && s.p[at] != '\v') {
    plb_slice rest = plb_slice_sub(s, at, s.n); /* U+2028 and U+2029 */
    if (rest.n > 2 && (unsigned char)rest.p[0] == 0xE2 && (unsigned char)rest.p[1] == 0x80 &&
        ((unsigned char)rest.p[2] == 0xA8 || (unsigned char)rest.p[2] == 0xA9)) {
      *next = at + 3;
      return at;
    }
    at++;
  }
  bool pair = at + 1 < s.n && s.p[at] == '\r' && s.p[at + 1] == '\n';
  *next = at < s.n ? at + (pair ? 2 : 1) : at;
  return at;
}

static plb_status split(plb_slice page, plb_arena *arena, raw_line **out, uint32_t *n, plb_error *err) {
  PLB_VEC(raw_line) v = {0};
  bool gap = true;
  for (uint32_t at = 0, next; at < page.n; at = next) {
    uint32_t begin = at, end = line_end(page, at, &next);
    trim(page, &begin, &end);
    if (begin == end) {
      gap = true;
      continue;
    }
    raw_line *line = plb_vec_push(arena, &v, PLB_PIECES_MAX);
    if (!line)
      return plb_fail(err, v.n < PLB_PIECES_MAX ? PLB_NOMEM : PLB_LIMIT, "extract",
                      "the text has more lines than %d, or memory is out", PLB_PIECES_MAX);
    *line = (raw_line){begin, end, plb_utf8_count(plb_slice_sub(page, begin, end)), gap};
    gap = false;
  }
  *out = v.at;
  *n = v.n;
  return PLB_OK;
}

/* The width at which the page was wrapped; 0 when it was not. */
static uint32_t wrap_width(const raw_line *line, uint32_t n) {
  uint32_t longest = 0, pairs = 0, near = 0;
  for (uint32_t i = 0; i < n; i++)
    if (line[i].width > longest) longest = line[i].width;
  if (longest < WRAP_LEAST || longest > WRAP_MOST) return 0;
  for (uint32_t i = 0; i + 1 < n; i++) {
    if (line[i + 1].gap) continue;
    pairs++;
    near += line[i].width + 20 >= longest;
  }
  return pairs >= WRAP_PAIRS && near * 10 >= pairs * 7 ? longest : 0;
}

static uint32_t first_word_width(plb_slice page, const raw_line *line) {
  uint32_t at = line->begin, n;
  while (at < line->end && !space_at(page, at, &n))
    at += n;
  return plb_utf8_count(plb_slice_sub(page, line->begin, at));
}

static bool goes_on(plb_slice page, const raw_line *a, const raw_line *b, uint32_t wrap) {
  if (b->gap || plb_slice_find(plb_slice_sub(page, b->begin, b->end), PLB_LIT("://"), 0) != UINT32_MAX) return false;
  plb_slice s = plb_slice_sub(page, a->begin, a->end), t = plb_slice_sub(page, b->begin, b->end);
  if (plb_line_unlisted(t).n < t.n) return false;
  if (wrap && a->width + 1 + first_word_width(page, b) > wrap) return true;
  uint32_t before, cp, mark = last_mark(s, &before);
  plb_utf8_next(t, 0, &cp);
  bool small = cp != PLB_UTF8_BAD && plb_char_class_of(cp) == PLB_CH_LOWER;
  bool ended = mark == '.' || mark == '?' || mark == '!' || mark == ':' || mark == 0x2026;
  return small && !ended && a->width >= WRAP_LEAST;
}

plb_status plb_pieces_of(plb_slice page, plb_arena *arena, plb_piece **out, uint32_t *n, plb_error *err) {
  raw_line *line = NULL;
  uint32_t lines = 0;
  plb_status s = split(page, arena, &line, &lines, err);
  if (s) return s;
  plb_piece *piece = plb_arena_array(arena, lines ? lines : 1, sizeof *piece);
  if (!piece) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the lines of a text");
  uint32_t wrap = wrap_width(line, lines);
  *n = 0;
  for (uint32_t i = 0, end; i < lines; i = end) {
    end = i + 1;
    while (end < lines && goes_on(page, &line[end - 1], &line[end], wrap))
      end++;
    piece[(*n)++] = plb_piece_measure(page, line[i].begin, line[end - 1].end, line[i].gap);
  }
  *out = piece;
  return PLB_OK;
}
