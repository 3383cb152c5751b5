/* Addresses by their looks: a scheme or "www.", local@domain, @handle, #topic, and names that end in a top-level domain
 * (marks.tsv). A domain that is also an English word ("in", "it") counts only after two dots or before a slash. */
#include "base/slice.h"
#include "base/utf8.h"
#include "parse/room.h"

static bool url_char(char c) {
  return (unsigned char)c >= 0x80 || plb_is_alpha(c) || plb_is_digit(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

static bool host_char(char c) {
  return plb_is_alpha(c) || plb_is_digit(c) || c == '-' || c == '.' || c == '_';
}

/* Without the punctuation of the sentence at the end. A closing bracket stays when one was opened inside. */
static uint32_t trimmed(plb_slice text, uint32_t i, uint32_t end) {
  bool bracket = memchr(text.p + i, '(', end - i) != NULL;
  while (end > i && (strchr(".,;:!?'\"]*", text.p[end - 1]) || (text.p[end - 1] == ')' && !bracket)))
    end--;
  return end;
}

static uint32_t to_url_end(plb_slice text, uint32_t i, uint32_t end) {
  uint32_t j = i;
  while (j < end && url_char(text.p[j])) {
    uint32_t cp, n = plb_utf8_next(plb_slice_of(text.p, end), j, &cp);
    if (n == 1 && (unsigned char)text.p[j] >= 0x80) break;
    if (n > 1 && !plb_char_is_word(plb_char_class_of(cp))) break;
    j += n;
  }
  return trimmed(text, i, j);
}

static bool starts_nocase(plb_slice text, uint32_t i, uint32_t end, const char *word) {
  uint32_t n = (uint32_t)strlen(word);
  return end - i > n && plb_slice_eq_nocase(plb_slice_of(text.p + i, n), plb_slice_of(word, n));
}

static uint32_t handle_end(plb_slice text, uint32_t i, uint32_t end) {
  uint32_t j = i + 1;
  while (j < end && (plb_is_alpha(text.p[j]) || plb_is_digit(text.p[j]) || text.p[j] == '_'))
    j++;
  return j > i + 1 && (plb_is_alpha(text.p[i + 1]) || text.p[i + 1] == '_') ? j : i;
}

static bool domain_known(const plb_parse_tables *t, plb_slice label, uint32_t dots, bool slash) {
  char lower[8];
  if (label.n < 2 || label.n > sizeof lower) return false;
  for (uint32_t k = 0; k < label.n; k++) {
    if (plb_is_upper(label.p[k]) != plb_is_upper(label.p[0])) return false;
    lower[k] = plb_lower(label.p[k]);
  }
  plb_slice key = {lower, label.n};
  uint32_t flags = plb_lexicon_flags(&t->lexicon, plb_lexicon_find(&t->lexicon, key, plb_lex_hash(key)));
  bool word = (flags & (PLB_LEX_POS | PLB_LEX_STARTER)) != 0;
  return (flags & PLB_LEX_DOMAIN) && (!word || dots > 1 || slash);
}

/* Lower-case words of two letters or more, joined by stops. */
static bool all_lower(plb_slice s) {
  uint32_t run = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    if (s.p[i] == '.' ? run < 2 : !plb_is_lower(s.p[i])) return false;
    run = s.p[i] == '.' ? 0 : run + 1;
  }
  return run > 1;
}

/* name(.name)+ with a known last label, and what follows a slash. */
static uint32_t host_end(const plb_parse_tables *t, plb_slice text, uint32_t i, uint32_t end) {
  uint32_t j = i, dots = 0, label = i;
  for (; j < end && host_char(text.p[j]); j++)
    if (text.p[j] == '.') {
      if (j == label) return i;
      dots++;
      label = j + 1;
    }
  if (j == label && dots) { /* a full stop of the sentence */
    dots--;
    for (label = --j; label > i && text.p[label - 1] != '.';)
      label--;
  }
  bool slash = j < end && text.p[j] == '/';
  bool names = dots > 1 && all_lower(plb_slice_of(text.p + i, j - i)); /* sci.space.news */
  if (!dots || (!names && !domain_known(t, plb_slice_of(text.p + label, j - label), dots, slash))) return i;
  return slash ? to_url_end(text, i, end) : j;
}

uint32_t plb_url_end(const plb_parse_tables *t, plb_slice text, uint32_t i, uint32_t end) {
  if (text.p[i] == '@' || text.p[i] == '#') return handle_end(text, i, end);
  if (starts_nocase(text, i, end, "http://") || starts_nocase(text, i, end, "https://") ||
      starts_nocase(text, i, end, "www."))
    return to_url_end(text, i, end);
  uint32_t j = i;
  while (j < end && (host_char(text.p[j]) || text.p[j] == '+' || text.p[j] == '%'))
    j++;
  if (j > i && j + 1 < end && text.p[j] == '@') {
    uint32_t k = j + 1;
    while (k < end && host_char(text.p[k]))
      k++;
    k = trimmed(text, i, k);
    if (k > j + 1 && memchr(text.p + j, '.', k - j)) return k;
  }
  return host_end(t, text, i, end);
}
