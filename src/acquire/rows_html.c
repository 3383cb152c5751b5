/* The text of an export file in HTML: every tag ends a row but those of words within one. These files are made by
 * programs and are plain; pages of the web are read by extract. */
#include "acquire/rows.h"
#include "base/slice.h"

typedef struct reading {
  plb_rows *r;
  bool last, ended;
  plb_buf *text;
  uint32_t at;
} reading;

static uint32_t find(plb_slice s, const char *words, uint32_t from) {
  return plb_slice_find_nocase(s, plb_slice_str(words), from);
}

/* Past the words, or to the end when no more follows; false when more may. */
static bool pass(reading *d, const char *words) {
  uint32_t end = find(d->r->bytes, words, d->at);
  if (end == UINT32_MAX && !d->last) return false;
  d->at = end == UINT32_MAX ? d->r->bytes.n : end + (uint32_t)strlen(words);
  return true;
}

static plb_slice lower_name(plb_slice s, uint32_t at, char *out, size_t max) {
  uint32_t n = 0;
  while (at + n < s.n && n < max && (plb_is_alpha(s.p[at + n]) || plb_is_digit(s.p[at + n]))) {
    out[n] = plb_lower(s.p[at + n]);
    n++;
  }
  return plb_slice_of(out, n);
}

/* The tag at '<'. */
static bool do_tag(reading *d) {
  plb_slice s = d->r->bytes;
  char room[24], close[32];
  if (plb_slice_starts(plb_slice_sub(s, d->at, s.n), PLB_LIT("<!--"))) return pass(d, "-->");
  bool closing = d->at + 1 < s.n && s.p[d->at + 1] == '/';
  plb_slice name = lower_name(s, d->at + 1 + closing, room, sizeof room);
  if (d->at + 1 + closing + name.n >= s.n && !d->last) return false;
  if (name.n == 0 && !closing && d->at + 1 < s.n && s.p[d->at + 1] != '!' && s.p[d->at + 1] != '?') {
    plb_buf_char(d->text, s.p[d->at++]); /* a less-than sign */
    return true;
  }
  if (!pass(d, ">")) return false;
  if (!closing && plb_rows_means(d->r->tables, "drop", name).n) {
    snprintf(close, sizeof close, "</%.*s", (int)name.n, name.p);
    if (!pass(d, close) || !pass(d, ">")) return false;
  }
  if (!plb_rows_means(d->r->tables, "inline", name).n) d->ended = true;
  return true;
}

static bool put_number(reading *d, plb_slice digits) {
  uint32_t cp = 0, base = 10;
  if (digits.n && plb_lower(digits.p[0]) == 'x') {
    base = 16;
    digits = plb_slice_sub(digits, 1, digits.n);
  }
  if (digits.n == 0 || digits.n > 7) return false;
  for (uint32_t i = 0; i < digits.n; i++) {
    char c = plb_lower(digits.p[i]);
    uint32_t v = plb_is_digit(c) ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10 : 99;
    if (v >= base) return false;
    cp = cp * base + v;
  }
  if (cp >= 0x80 && cp < 0xA0)
    plb_rows_put_1252(d->text, (unsigned char)cp); /* as browsers take them */
  else
    plb_rows_put_char(d->text, cp == 0xA0 ? ' ' : cp);
  return true;
}

/* The character reference at '&'; what is none stands for itself. */
static bool do_reference(reading *d) {
  plb_slice s = d->r->bytes;
  uint32_t i = d->at + 1;
  while (i < s.n && i - d->at < 12 && (plb_is_alpha(s.p[i]) || plb_is_digit(s.p[i]) || s.p[i] == '#'))
    i++;
  if (i >= s.n && !d->last) return false;
  plb_slice name = plb_slice_sub(s, d->at + 1, i), means = plb_rows_means(d->r->tables, "name", name);
  bool known = true;
  if (i >= s.n || s.p[i] != ';' || name.n == 0)
    known = false;
  else if (name.p[0] == '#')
    known = put_number(d, plb_slice_sub(name, 1, name.n));
  else if (plb_slice_is(means, "gap"))
    plb_buf_char(d->text, ' ');
  else if (means.n)
    plb_buf_slice(d->text, means);
  else
    known = false;
  if (!known) plb_buf_char(d->text, '&');
  d->at = known ? i + 1 : d->at + 1;
  return true;
}

static bool step(reading *d) {
  plb_slice s = d->r->bytes;
  char x = s.p[d->at];
  if (x == '<') return do_tag(d);
  if (x == '&') return do_reference(d);
  uint32_t end = d->at;
  while (end < s.n && s.p[end] != '<' && s.p[end] != '&')
    end++;
  for (uint32_t i = d->at; i < end; i++)
    plb_buf_char(d->text, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
  d->at = end;
  return true;
}

bool plb_rows_next_html(plb_rows *r, bool last, plb_buf *text) {
  reading d = {.r = r, .last = last, .text = text, .at = r->at};
  while (!d.ended && d.at < r->bytes.n && !text->status)
    if (!step(&d)) return false;
  if (!d.ended && (!last || d.at == r->at)) return false;
  r->at = d.at;
  return true;
}
