/* Sentences as the end-to-end scorer of our development data has them: a break stands behind . ! ? with closing marks
 * and white space before a capital or digit, and at every line end. Places are counted in code points through a mark
 * every 256 bytes. */
#include "eval/text.h"

#include "base/slice.h"
#include "base/utf8.h"

enum { MARK_BYTES = 256 };

/* ---- sentences ---- */
static bool is_space(uint32_t c) {
  return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_closing(uint32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == 0x201d || c == 0x2019;
}

static bool is_opening(uint32_t c) {
  return c == '"' || c == '\'' || c == '(' || c == 0x201c || c == 0x2018;
}

static uint32_t pass(plb_slice s, uint32_t i, bool (*is)(uint32_t)) {
  for (uint32_t c, n; i < s.n; i += n) {
    n = plb_utf8_next(s, i, &c);
    if (!is(c)) break;
  }
  return i;
}

static bool begins_sentence(plb_slice s, uint32_t i) {
  uint32_t c, n;
  if (i >= s.n) return false;
  n = plb_utf8_next(s, i, &c);
  if (is_opening(c)) i += n;
  return i < s.n && (plb_is_upper(s.p[i]) || plb_is_digit(s.p[i]));
}

/* The end of the break at i; i when there is none. before: the code point before i. */
static uint32_t break_end(plb_slice s, uint32_t i, uint32_t before) {
  if (before == '.' || before == '!' || before == '?') {
    uint32_t marks = pass(s, i, is_closing), space = pass(s, marks, is_space);
    if (space > marks && begins_sentence(s, space)) return space;
  }
  while (i < s.n && s.p[i] == '\n')
    i++;
  return i;
}

static bool find_starts(plb_eval_text *t, plb_arena *arena) {
  PLB_VEC(uint32_t) start = {0};
  uint32_t *first = plb_vec_push(arena, &start, UINT32_MAX - 1), before = 0, chars = 0;
  if (!first) return false;
  *first = 0;
  for (uint32_t i = 0; i < t->s.n;) {
    uint32_t end = break_end(t->s, i, before), c, from = i;
    while (i < end) {
      i += plb_utf8_next(t->s, i, &c);
      before = c;
      chars++;
    }
    if (end > from) {
      uint32_t *at = plb_vec_push(arena, &start, UINT32_MAX - 1);
      if (!at) return false;
      *at = chars;
      continue;
    }
    i += plb_utf8_next(t->s, i, &before);
    chars++;
  }
  uint32_t *last = plb_vec_push(arena, &start, UINT32_MAX - 1);
  if (!last) return false;
  *last = chars + 1;
  t->start = start.at;
  t->n_start = start.n;
  return true;
}

bool plb_eval_text_open(plb_eval_text *t, plb_slice s, plb_arena *arena) {
  *t = (plb_eval_text){.s = s};
  t->mark = plb_arena_array(arena, s.n / MARK_BYTES + 1u, sizeof *t->mark);
  if (!t->mark) return false;
  uint32_t next = 0, c;
  for (uint32_t i = 0; i < s.n; i += plb_utf8_next(s, i, &c)) {
    for (; next * MARK_BYTES <= i; next++)
      t->mark[next] = (plb_text_mark){i, t->n_char};
    t->n_char++;
  }
  for (; next <= s.n / MARK_BYTES; next++)
    t->mark[next] = (plb_text_mark){s.n, t->n_char};
  return find_starts(t, arena);
}

/* ---- places ---- */
uint32_t plb_eval_text_char(const plb_eval_text *t, uint32_t byte) {
  if (byte >= t->s.n) return t->n_char;
  plb_text_mark m = t->mark[byte / MARK_BYTES];
  uint32_t c;
  for (; m.byte < byte; m.chars++)
    m.byte += plb_utf8_next(t->s, m.byte, &c);
  return m.chars;
}

uint32_t plb_eval_text_byte(const plb_eval_text *t, uint32_t chars) {
  if (chars >= t->n_char) return t->s.n;
  uint32_t low = 0, high = t->s.n / MARK_BYTES, c;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (t->mark[middle].chars <= chars)
      low = middle;
    else
      high = middle - 1;
  }
  plb_text_mark m = t->mark[low];
  for (; m.chars < chars; m.chars++)
    m.byte += plb_utf8_next(t->s, m.byte, &c);
  return m.byte;
}

uint32_t plb_eval_text_sentence(const plb_eval_text *t, uint32_t chars) {
  uint32_t low = 0, high = t->n_start;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (t->start[middle] <= chars)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- words ---- */
bool plb_eval_text_at(plb_slice s, plb_slice words, uint32_t byte, uint32_t *length) {
  uint32_t i = byte, k = 0;
  while (k < words.n) {
    if (plb_is_space(words.p[k])) {
      if (i >= s.n || !plb_is_space(s.p[i])) return false;
      while (k < words.n && plb_is_space(words.p[k]))
        k++;
      while (i < s.n && plb_is_space(s.p[i]))
        i++;
    } else if (i >= s.n || s.p[i++] != words.p[k++]) {
      return false;
    }
  }
  *length = i - byte;
  return true;
}

uint32_t plb_eval_text_find(plb_slice s, plb_slice words, uint32_t begin, uint32_t end, uint32_t *n, uint32_t *length) {
  uint32_t found = UINT32_MAX, here;
  *n = 0;
  *length = 0;
  words = plb_slice_trim(words);
  if (end > s.n) end = s.n;
  if (!words.n) return UINT32_MAX;
  for (uint32_t i = begin; i < end && *n < 2; i++) {
    const char *at = memchr(s.p + i, words.p[0], end - i);
    if (!at) break;
    i = (uint32_t)(at - s.p);
    if (!plb_eval_text_at(s, words, i, &here) || here > end - i) continue;
    if (++*n > 1) continue;
    found = i;
    *length = here;
  }
  return *n == 1 ? found : UINT32_MAX;
}
