/* The text of RTF (Rich Text Format Specification 1.9.1): control words \word-12, symbols \x, groups { }, bytes \'hh.
 * Groups that hold no text are passed over by their first word, and all that begin with \*. Which groups are open at a
 * row's beginning does not matter to its text, so that reading can begin at any row. Bytes are taken for windows-1252;
 * other code pages write their letters as \u too. */
#include "acquire/rows.h"
#include "base/slice.h"

static int hex_of(char c) {
  if (plb_is_digit(c)) return c - '0';
  char l = plb_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

typedef struct control {
  plb_slice word; /* letters, or one other character */
  bool has_number;
  int32_t number;
  uint32_t end;
} control;

/* The control at the backslash; false when the bytes may end in it. */
static bool read_control(plb_slice s, uint32_t at, bool last, control *out) {
  uint32_t i = at + 1, begin = i;
  while (i < s.n && plb_is_alpha(s.p[i]))
    i++;
  if (i == begin) i++; /* a symbol */
  if (i >= s.n && !last) return false;
  if (i > s.n) i = s.n;
  *out = (control){.word = plb_slice_sub(s, begin, i), .end = i};
  if (out->word.n == 0 || !plb_is_alpha(out->word.p[0])) return true;
  bool minus = i < s.n && s.p[i] == '-';
  uint32_t digits = i + minus;
  for (i = digits; i < s.n && plb_is_digit(s.p[i]) && i - digits < 9; i++)
    out->number = out->number * 10 + (s.p[i] - '0');
  if (i >= s.n && !last) return false;
  out->has_number = i > digits;
  if (!out->has_number) i = digits - minus;
  if (minus) out->number = -out->number;
  out->end = i < s.n && s.p[i] == ' ' ? i + 1 : i;
  return true;
}

/* Past the group in which `at` stands; UINT32_MAX when the bytes end before. */
static uint32_t skip_group(plb_slice s, uint32_t at) {
  for (uint32_t depth = 1; at < s.n; at++) {
    if (s.p[at] == '\\')
      at++;
    else if (s.p[at] == '{')
      depth++;
    else if (s.p[at] == '}' && --depth == 0)
      return at; /* its brace is read as any other */
  }
  return UINT32_MAX;
}

typedef struct reading {
  plb_rows *r;
  bool last, ended; /* ended: the row is over */
  plb_buf *text;
  uint32_t at;
  uint32_t skip_after_u, to_skip; /* characters after \u that stand for it */
} reading;

/* \'hh: a byte. */
static bool put_byte(reading *d, uint32_t end) {
  plb_slice s = d->r->bytes;
  if (end + 2 > s.n) return d->last ? (d->at = s.n, true) : false;
  int high = hex_of(s.p[end]), low = hex_of(s.p[end + 1]);
  d->at = end + 2;
  if (d->to_skip)
    d->to_skip--;
  else if (high >= 0 && low >= 0)
    plb_rows_put_1252(d->text, (unsigned char)(high * 16 + low));
  return true;
}

/* \u-3913: a UTF-16 unit; of two that make a pair the second completes the first. */
static void put_unit(reading *d, int32_t number) {
  uint32_t unit = (uint32_t)(number < 0 ? number + 65536 : number);
  size_t n = d->text->n;
  d->to_skip = d->skip_after_u;
  bool low = unit >= 0xDC00 && unit < 0xE000;
  /* The first of a pair was left as the three bytes that UTF-8 would give it. */
  if (low && n >= 3 && (unsigned char)d->text->p[n - 3] == 0xED && (unsigned char)d->text->p[n - 2] >= 0xA0) {
    uint32_t high = ((unsigned)d->text->p[n - 3] & 0x0F) << 12 | ((unsigned)d->text->p[n - 2] & 0x3F) << 6 |
                    ((unsigned)d->text->p[n - 1] & 0x3F);
    d->text->n -= 3;
    plb_rows_put_char(d->text, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
  } else if (unit >= 0xD800 && unit < 0xDC00) {
    char three[3] = {(char)0xED, (char)(0x80 | ((unit >> 6) & 0x3F)), (char)(0x80 | (unit & 0x3F))};
    plb_buf_add(d->text, three, 3);
  } else {
    plb_rows_put_char(d->text, unit);
  }
}

static bool do_word(reading *d, const control *c) {
  d->at = c->end;
  if (plb_slice_is(c->word, "u") && c->has_number) {
    put_unit(d, c->number);
    return true;
  }
  d->to_skip = 0;
  if (plb_slice_is(c->word, "uc") && c->has_number) {
    d->skip_after_u = (uint32_t)(c->number < 0 ? 0 : c->number);
    return true;
  }
  if (plb_slice_is(c->word, "bin") && c->has_number && c->number > 0) {
    uint32_t left = d->r->bytes.n - d->at, n = (uint32_t)c->number;
    if (n > left && !d->last) return false;
    d->at += n > left ? left : n;
    return true;
  }
  plb_slice means = plb_rows_means(d->r->tables, "rtf", c->word);
  if (plb_slice_is(means, "row")) {
    d->ended = true;
  } else if (plb_slice_is(means, "gap")) {
    plb_buf_char(d->text, '\t');
  } else if (plb_slice_is(means, "skip")) {
    uint32_t end = skip_group(d->r->bytes, d->at);
    if (end == UINT32_MAX && !d->last) return false;
    d->at = end == UINT32_MAX ? d->r->bytes.n : end;
  } else if (means.n) {
    plb_buf_slice(d->text, means);
  }
  return true;
}

static bool do_symbol(reading *d, const control *c) {
  char x = c->word.n ? c->word.p[0] : 0;
  if (x == '\'') return put_byte(d, c->end);
  d->at = c->end;
  if (x == '*') {
    uint32_t end = skip_group(d->r->bytes, d->at);
    if (end == UINT32_MAX && !d->last) return false;
    d->at = end == UINT32_MAX ? d->r->bytes.n : end;
  } else if (x == '\\' || x == '{' || x == '}') {
    plb_buf_char(d->text, x);
  } else if (x == '~') {
    plb_buf_char(d->text, ' ');
  } else if (x == '_') {
    plb_buf_char(d->text, '-');
  } else if (x == '\n' || x == '\r') {
    d->ended = true; /* as \par */
  }
  return true;
}

static bool step(reading *d) {
  char x = d->r->bytes.p[d->at];
  if (x == '\\') {
    control c;
    if (!read_control(d->r->bytes, d->at, d->last, &c)) return false;
    return c.word.n && plb_is_alpha(c.word.p[0]) ? do_word(d, &c) : do_symbol(d, &c);
  }
  d->at++;
  if (x == '{' || x == '}') {
    d->to_skip = 0;
  } else if (x == '\n' || x == '\r' || x == 0) {
    return true; /* lines of the file mean nothing */
  } else if (d->to_skip) {
    d->to_skip--;
  } else if ((unsigned char)x < 0x80) {
    plb_buf_char(d->text, x);
  } else {
    plb_rows_put_1252(d->text, (unsigned char)x);
  }
  return true;
}

bool plb_rows_next_rtf(plb_rows *r, bool last, plb_buf *text) {
  reading d = {.r = r, .last = last, .text = text, .at = r->at, .skip_after_u = 1};
  while (!d.ended && d.at < r->bytes.n && !text->status)
    if (!step(&d)) return false;
  if (!d.ended && (!last || d.at == r->at)) return false;
  r->at = d.at;
  return true;
}
