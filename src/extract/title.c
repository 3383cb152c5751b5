/* The last part behind a separator goes when it is an outlet's name: the page's own, a known one, or a domain. Sections
 * between headline and outlet go with it when "|" parts them. A dash inside a headline stays, for what follows it is no
 * outlet. */
#include "extract/title.h"

#include "base/slice.h"
#include "base/utf8.h"

enum { MOST_PARTS = 4, SECTION_WORDS = 4, TITLE_BYTES = 2000, LONG_WORD = 4 };

static const char *const separators[] = {" | ",
                                         " - ",
                                         " \xE2\x80\x93 ",
                                         " \xE2\x80\x94 ",
                                         " :: ",
                                         " \xC2\xBB ",
                                         " \xE2\x80\xA2 ",
                                         " \xC2\xB7 ",
                                         " \xE2\x80\xB9 ",
                                         " < ",
                                         " \xE2\x80\xBA ",
                                         " // ",
                                         "| ",
                                         " |",
                                         "\xEF\xBC\x9A",
                                         "\xEF\xBD\x9C",
                                         "|"};

/* Place of the last separator and its length; false when there is none. */
static bool last_separator(plb_slice s, uint32_t *at, uint32_t *n) {
  bool any = false;
  *at = *n = 0;
  for (size_t k = 0; k < sizeof separators / sizeof *separators; k++) {
    plb_slice mark = plb_slice_str(separators[k]);
    for (uint32_t i = plb_slice_find(s, mark, 0); i != UINT32_MAX; i = plb_slice_find(s, mark, i + 1))
      if (!any || i > *at) {
        any = true;
        *at = i;
        *n = mark.n;
      }
  }
  return any;
}

uint32_t plb_title_words(plb_slice s) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s.n; i++)
    n += !plb_is_space(s.p[i]) && (i == 0 || plb_is_space(s.p[i - 1]));
  return n;
}

static bool is_domain(plb_slice s) {
  if (s.n < 4 || s.n > 60 || plb_slice_find(s, PLB_LIT(" "), 0) != UINT32_MAX) return false;
  uint32_t dot = s.n;
  while (dot && s.p[dot - 1] != '.')
    dot--;
  if (dot < 3 || s.n - dot < 2 || s.n - dot > 4) return false;
  for (uint32_t i = dot; i < s.n; i++)
    if (!plb_is_alpha(s.p[i])) return false;
  return true;
}

/* Is one name the other with more words ("BBC" and "BBC News", "Politico" and "POLITICO Europe")? */
static bool name_begins(plb_slice a, plb_slice b) {
  char ka[PLB_NAME_KEY_MAX], kb[PLB_NAME_KEY_MAX];
  uint32_t na = plb_name_key(a, ka), nb = plb_name_key(b, kb);
  uint32_t least = na < nb ? na : nb;
  return least >= 3 && memcmp(ka, kb, least) == 0;
}

/* "03/04/2021": some outlets put the day behind their name. */
static bool is_numeric_date(plb_slice s) {
  uint32_t digits = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    if (!plb_is_digit(s.p[i]) && !memchr("/.-", s.p[i], 3)) return false;
    digits += plb_is_digit(s.p[i]);
  }
  return digits >= 6 && digits < s.n;
}

static bool is_outlet(const plb_outlets *outlets, plb_slice part, plb_slice outlet) {
  if (plb_title_words(part) > 6) return false;
  return (outlet.n && name_begins(part, outlet)) || plb_outlet_of_name(outlets, part) || is_domain(part);
}

static plb_slice strip_front(const plb_outlets *outlets, plb_slice title, plb_slice outlet, plb_slice *found) {
  for (size_t k = 0; k < 2; k++) { /* "Example Times | Headline", "Example Times - Headline" */
    plb_slice mark = plb_slice_str(separators[k]);
    uint32_t at = plb_slice_find(title, mark, 0);
    if (at == UINT32_MAX || at == 0) continue;
    plb_slice head = plb_slice_sub(title, 0, at), rest = plb_slice_trim(plb_slice_sub(title, at + mark.n, title.n));
    bool own = outlet.n && plb_name_same(head, outlet);
    if (plb_title_words(rest) < 3 || (!own && !(k == 0 && plb_outlet_of_name(outlets, head)))) continue;
    *found = head;
    return rest;
  }
  return title;
}

/* The page's own name at the end, which may hold separators itself. */
static plb_slice without_own_name(plb_slice s, plb_slice outlet, plb_slice *found) {
  if (outlet.n == 0 || s.n < outlet.n + 4 || !plb_slice_ends(s, outlet)) return s;
  plb_slice head = plb_slice_sub(s, 0, s.n - outlet.n);
  for (size_t k = 0; k < sizeof separators / sizeof *separators; k++) {
    plb_slice mark = plb_slice_str(separators[k]);
    if (!plb_slice_ends(head, mark)) continue;
    *found = outlet;
    return plb_slice_trim(plb_slice_sub(head, 0, head.n - mark.n));
  }
  return s;
}

plb_slice plb_title_strip(const plb_outlets *outlets, plb_slice title, plb_slice outlet, plb_slice *found) {
  plb_slice s = plb_slice_trim(title), ignored;
  uint32_t at, n;
  if (!found) found = &ignored;
  *found = (plb_slice){NULL, 0};
  if (last_separator(s, &at, &n) && is_numeric_date(plb_slice_sub(s, at + n, s.n))) s.n = at;
  s = without_own_name(plb_slice_trim(s), outlet, found);
  for (int i = 0; i < MOST_PARTS && last_separator(s, &at, &n); i++) {
    plb_slice tail = plb_slice_trim(plb_slice_sub(s, at + n, s.n)), head = plb_slice_trim(plb_slice_sub(s, 0, at));
    bool bar = plb_slice_find(plb_slice_of(s.p + at, n), PLB_LIT("|"), 0) != UINT32_MAX;
    bool section =
        found->p && bar && plb_title_words(tail) <= SECTION_WORDS && plb_title_words(head) > plb_title_words(tail);
    if (head.n == 0 || (!section && !is_outlet(outlets, tail, outlet))) break;
    if (!found->p) *found = tail;
    s = head;
  }
  while (s.n > 2 && s.p[s.n - 2] == ' ' && memchr("-|", s.p[s.n - 1], 2))
    s = plb_slice_trim(plb_slice_sub(s, 0, s.n - 1));
  return found->p ? s : strip_front(outlets, s, outlet, found);
}

/* Next letter or digit, folded; 0 at the end. */
static uint32_t next_letter(plb_slice s, uint32_t *i) {
  while (*i < s.n) {
    uint32_t cp;
    *i += plb_utf8_next(s, *i, &cp);
    if (cp != PLB_UTF8_BAD && plb_char_is_word(plb_char_class_of(cp))) return plb_char_lower(cp);
  }
  return 0;
}

bool plb_title_same(plb_slice a, plb_slice b) {
  uint32_t i = 0, k = 0, x, y;
  bool any = false;
  do {
    x = next_letter(a, &i);
    y = next_letter(b, &k);
    any |= x != 0;
  } while (x && x == y);
  return any && x == y;
}

static uint32_t letters(plb_slice s) {
  uint32_t n = 0;
  for (uint32_t i = 0; next_letter(s, &i);)
    n++;
  return n;
}

/* The end of `whole` that has as many letters as `part` is the only one that can have its words. */
static bool ends_with(plb_slice part, plb_slice whole) {
  uint32_t of_part = letters(part), of_whole = letters(whole), from = 0;
  if (of_part >= of_whole) return false;
  for (uint32_t k = of_part; k < of_whole; k++)
    next_letter(whole, &from);
  for (; from < whole.n; from++) {
    bool inside = plb_is_alpha(whole.p[from - 1]) || ((unsigned char)whole.p[from] & 0xC0) == 0x80;
    if (!inside) return plb_title_same(part, plb_slice_sub(whole, from, whole.n));
    if (plb_is_alpha(whole.p[from])) return false;
  }
  return false;
}

bool plb_title_within(plb_slice part, plb_slice whole) {
  uint32_t i = 0, k = 0, x, n = 0;
  if (whole.n > TITLE_BYTES) return false;
  while ((x = next_letter(part, &i)) && x == next_letter(whole, &k))
    n++;
  return (n && !x) || ends_with(part, whole);
}

bool plb_title_dressed(plb_slice inner, plb_slice whole) {
  if (whole.n > TITLE_BYTES) return false;
  for (size_t k = 0; k < sizeof separators / sizeof *separators; k++) {
    plb_slice mark = plb_slice_str(separators[k]);
    for (uint32_t i = plb_slice_find(whole, mark, 0); i != UINT32_MAX; i = plb_slice_find(whole, mark, i + 1))
      if (plb_title_same(inner, plb_slice_sub(whole, 0, i)) ||
          plb_title_same(inner, plb_slice_sub(whole, i + mark.n, whole.n)))
        return true;
  }
  return false;
}

bool plb_title_akin(plb_slice a, plb_slice b) {
  uint32_t words = 0, shared = 0;
  for (uint32_t i = 0; i < a.n && a.n <= TITLE_BYTES;) {
    uint32_t begin = i;
    while (i < a.n && plb_is_alpha(a.p[i]))
      i++;
    if (i - begin >= LONG_WORD) {
      words++;
      shared += plb_slice_find_nocase(b, plb_slice_sub(a, begin, i), 0) != UINT32_MAX;
    }
    if (i == begin) i++;
  }
  return shared * 5 >= words * 4;
}
