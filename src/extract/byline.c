/* A byline is cut at joiners (",", ";", "|", "and", "&"), each part is cut where words begin that no name has (in, for,
 * Updated, digits), and what is left must look like a name: two to five words that begin with capitals, particles
 * between. A part that holds a role word is no name. Fields that are made to name authors are trusted further than
 * lines of the page. */
#include "extract/byline.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { NAME_BYTES = 80, NAME_WORDS = 6 };

plb_status plb_byline_tables_open(plb_byline_tables *t, plb_error *err) {
  *t = (plb_byline_tables){0};
  plb_arena_init(&t->keys, 1u << 18);
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/byline_words.tsv", "kind word", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice kind = plb_table_cell(&table, 0), word = plb_table_cell(&table, 1);
    plb_slice key = plb_arena_printf(&t->keys, "%.*s %.*s", (int)kind.n, kind.p, (int)word.n, word.p);
    bool name = plb_slice_is(kind, "name");
    if (name && t->n_name == PLB_BYLINE_NAMES)
      s = plb_table_fail(&table, err, "more than %d names", PLB_BYLINE_NAMES);
    else if (name)
      t->name[t->n_name++] = word;
    else if (!key.p || !plb_map_set(&t->word, key, 1))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for byline_words.tsv");
  }
  if (s == PLB_NOTFOUND) return PLB_OK;
  plb_byline_tables_close(t);
  return s;
}

void plb_byline_tables_close(plb_byline_tables *t) {
  plb_map_free(&t->word);
  plb_arena_free(&t->keys);
}

bool plb_byline_named(const plb_byline_tables *t, plb_slice names) {
  for (uint32_t i = 0; names.n && i < t->n_name; i++)
    if (plb_slice_find_nocase(names, t->name[i], 0) != UINT32_MAX) return true;
  return false;
}

static bool listed(const plb_byline_tables *t, const char *kind, plb_slice word) {
  char key[64];
  uint32_t n = (uint32_t)strlen(kind);
  if (word.n == 0 || n + 1 + word.n > sizeof key) return false;
  memcpy(key, kind, n);
  key[n++] = ' ';
  for (uint32_t i = 0; i < word.n; i++)
    key[n++] = plb_lower(word.p[i]);
  return plb_map_get(&t->word, plb_slice_of(key, n)) != PLB_MAP_NONE;
}

static plb_slice next_word(plb_slice s, uint32_t *at) {
  while (*at < s.n && plb_is_space(s.p[*at]))
    ++*at;
  uint32_t begin = *at;
  while (*at < s.n && !plb_is_space(s.p[*at]))
    ++*at;
  return plb_slice_sub(s, begin, *at);
}

/* The line without its opener; unchanged when it has none. */
static plb_slice without_opener(const plb_byline_tables *t, plb_slice line) {
  plb_slice best = line;
  uint32_t at = 0;
  for (int words = 0; words < 3 && at < line.n; words++) {
    next_word(line, &at);
    if (listed(t, "opener", plb_slice_sub(line, 0, at)) && at < line.n)
      best = plb_slice_trim(plb_slice_sub(line, at, line.n));
  }
  return best;
}

static plb_char_class first_class(plb_slice word) {
  uint32_t cp;
  if (word.n == 0) return PLB_CH_OTHER;
  plb_utf8_next(word, 0, &cp);
  return cp == PLB_UTF8_BAD ? PLB_CH_OTHER : plb_char_class_of(cp);
}

bool plb_byline_opens(const plb_byline_tables *t, plb_slice line) {
  plb_slice s = plb_slice_trim(line), rest = without_opener(t, s);
  return rest.n < s.n && first_class(rest) == PLB_CH_UPPER;
}

static plb_slice strip_marks(plb_slice s) {
  s = plb_slice_trim(s);
  while (s.n && memchr(",;:|-/(\"*", s.p[0], 9))
    s = plb_slice_trim(plb_slice_sub(s, 1, s.n));
  while (s.n && memchr(",;:|-/)\"*", s.p[s.n - 1], 9))
    s = plb_slice_trim(plb_slice_sub(s, 0, s.n - 1));
  return s;
}

static bool has_role(const plb_byline_tables *t, plb_slice part) {
  for (uint32_t at = 0; at < part.n;) {
    plb_slice word = next_word(part, &at);
    while (word.n && memchr(".,()", word.p[word.n - 1], 4))
      word.n--;
    if (listed(t, "role", word)) return true;
  }
  return false;
}

/* Up to the first word no name has. */
static plb_slice cut_part(const plb_byline_tables *t, plb_slice part) {
  uint32_t at = 0;
  bool some = false;
  while (at < part.n) {
    uint32_t begin = at;
    plb_slice word = next_word(part, &at);
    bool mark = word.n && (word.p[0] == '(' || word.p[0] == '[' || word.p[0] == '@' || plb_is_digit(word.p[0]));
    bool dash = plb_slice_is(word, "-") || plb_slice_is(word, "\xE2\x80\x93") || plb_slice_is(word, "\xE2\x80\x94");
    if (some && (mark || dash || listed(t, "cut", word))) return strip_marks(plb_slice_sub(part, 0, begin));
    some = true;
  }
  return strip_marks(part);
}

static bool is_address(plb_slice s) {
  return plb_slice_find(s, PLB_LIT("@"), 0) != UINT32_MAX || plb_slice_find(s, PLB_LIT("://"), 0) != UINT32_MAX ||
         plb_slice_find(s, PLB_LIT("www."), 0) != UINT32_MAX || plb_slice_find(s, PLB_LIT(".com/"), 0) != UINT32_MAX;
}

/* Words that all begin with a capital or are particles; letters, points, hyphens and apostrophes only. */
static bool looks_like_name(const plb_byline_tables *t, plb_slice s, uint32_t fewest) {
  uint32_t words = 0, capitals = 0;
  for (uint32_t at = 0; at < s.n;) {
    plb_slice word = next_word(s, &at);
    if (word.n == 0) break;
    words++;
    plb_char_class c = first_class(word);
    if (c == PLB_CH_UPPER || c == PLB_CH_LETTER)
      capitals++;
    else if (!listed(t, "particle", word) && !plb_slice_starts(word, PLB_LIT("al-")) &&
             !plb_slice_starts(word, PLB_LIT("d'")))
      return false;
    for (uint32_t i = 0; i < word.n; i++)
      if (plb_is_digit(word.p[i]) || memchr("!?:;<>{}[]=_#%$/\\|", word.p[i], 18)) return false;
  }
  return words >= fewest && words <= NAME_WORDS && capitals >= 1;
}

static plb_slice last_word(plb_slice s) {
  uint32_t at = s.n;
  while (at && !plb_is_space(s.p[at - 1]))
    at--;
  return plb_slice_sub(s, at, s.n);
}

/* "Example.com": an outlet, not a person. */
static bool is_domain(plb_slice s) {
  uint32_t dot = s.n;
  while (dot && s.p[dot - 1] != '.')
    dot--;
  if (dot < 3 || s.n - dot < 2 || s.n - dot > 4 || plb_slice_find(s, PLB_LIT(" "), 0) != UINT32_MAX) return false;
  for (uint32_t i = dot; i < s.n; i++)
    if (!plb_is_alpha(s.p[i])) return false;
  return true;
}

/* "jane-doe", "jdoe42": a name for machines. */
static bool is_slug(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if (plb_is_upper(s.p[i]) || plb_is_space(s.p[i]) || (unsigned char)s.p[i] >= 0x80) return false;
  return true;
}

static bool is_name(const plb_byline_tables *t, plb_slice part, plb_byline_place place, bool opened) {
  if (part.n < 2 || part.n > NAME_BYTES || is_address(part) || listed(t, "nobody", part)) return false;
  if (listed(t, "desk", last_word(part))) return false;
  if (place == PLB_BYLINE_FIELD) return !is_slug(part) && !is_domain(part);
  return !has_role(t, part) && looks_like_name(t, part, opened ? 1 : 2);
}

/* Length of a joiner that begins at `at` (a mark, or a word between spaces); 0: none. */
static uint32_t joiner_at(const plb_byline_tables *t, plb_slice s, uint32_t at) {
  if (memchr(",;|/\n\t", s.p[at], 6)) return 1;
  if (plb_slice_starts(plb_slice_sub(s, at, s.n), PLB_LIT("\xE2\x80\xA2"))) return 3;
  if (plb_slice_starts(plb_slice_sub(s, at, s.n), PLB_LIT("\xC2\xB7"))) return 2;
  if (!plb_is_space(s.p[at])) return 0;
  uint32_t end = at;
  plb_slice word = next_word(s, &end);
  bool initial = word.n == 1 && plb_is_upper(word.p[0]); /* "Jane E Doe" */
  return end < s.n && !initial && listed(t, "joiner", word) ? end - at : 0;
}

/* Should a field be cut at joiners? Only when every part then looks like a full name: "Smith, John" and "Ministry of
 * Trade and Industry" stay whole. */
static bool field_is_list(const plb_byline_tables *t, plb_slice s) {
  uint32_t begin = 0, parts = 0;
  for (uint32_t i = 0; i <= s.n; i++) {
    uint32_t joiner = i < s.n ? joiner_at(t, s, i) : 1;
    if (!joiner) continue;
    plb_slice part = cut_part(t, strip_marks(plb_slice_sub(s, begin, i)));
    if (part.n && !looks_like_name(t, part, 2) && !has_role(t, part) && !listed(t, "nobody", part)) return false;
    parts += part.n > 0;
    begin = i + joiner;
    i = begin - 1;
  }
  return parts > 1;
}

/* "Jane Doe, Example Times", "Jane Doe | Example": the name alone. "Doe, Jane" and "Ministry of Trade, Industry" stay
 * whole. */
static plb_slice without_house(const plb_byline_tables *t, plb_slice s) {
  for (uint32_t i = 1; i < s.n; i++) {
    if (s.p[i] != ',' && s.p[i] != '|' && s.p[i] != ';' && s.p[i] != '/') continue;
    plb_slice head = strip_marks(plb_slice_sub(s, 0, i));
    return looks_like_name(t, head, 2) ? head : s;
  }
  return s;
}

static void take(const plb_byline_tables *t, plb_slice part, plb_byline_place place, bool opened, plb_slice *name,
                 uint32_t *n) {
  bool line = place == PLB_BYLINE_LINE;
  part = without_opener(t, strip_marks(part));
  if (line || (*n == 0 && opened)) part = cut_part(t, part);
  if (!is_name(t, part, place, opened) || *n == PLB_BYLINE_MAX) return;
  for (uint32_t i = 0; i < *n; i++)
    if (plb_slice_eq_nocase(name[i], part)) return;
  name[(*n)++] = part;
}

uint32_t plb_byline_names(const plb_byline_tables *t, plb_slice text, plb_byline_place place,
                          plb_slice name[PLB_BYLINE_MAX]) {
  plb_slice s = strip_marks(text), rest = without_opener(t, s);
  bool opened = rest.n < s.n;
  uint32_t n = 0, begin = 0;
  if (s.n == 0 || s.n > PLB_BYLINE_BYTES) return 0;
  if (place == PLB_BYLINE_FIELD && !field_is_list(t, rest)) {
    take(t, without_house(t, rest), place, opened, name, &n);
    return n;
  }
  for (uint32_t i = 0; i <= rest.n; i++) {
    uint32_t joiner = i < rest.n ? joiner_at(t, rest, i) : 1;
    if (!joiner) continue;
    plb_slice part = plb_slice_sub(rest, begin, i);
    if (place == PLB_BYLINE_FIELD) part = cut_part(t, strip_marks(part));
    if (place == PLB_BYLINE_LINE || !has_role(t, part)) take(t, part, place, opened, name, &n);
    begin = i + joiner;
    i = begin - 1;
  }
  return n;
}
