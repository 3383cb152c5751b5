/* What a word of the command line or of the file of settings may be, and which right word a wrong one is nearest to
 * (restricted Damerau-Levenshtein distance of at most two). */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "cli/cli.h"

enum { LONGEST_WORD = 40, CHOICES_MOST = 64 };

bool cli_decimal(const char **p, uint64_t most, uint64_t *out) {
  const char *digit = *p;
  for (*out = 0; *digit >= '0' && *digit <= '9'; digit++) {
    unsigned d = (unsigned)(*digit - '0');
    if (*out > most / 10 || *out * 10 > most - d) return false;
    *out = *out * 10 + d;
  }
  bool found = digit != *p;
  *p = digit;
  return found;
}

/* ---- the nearest word ---- */

static unsigned least3(unsigned a, unsigned b, unsigned c) {
  unsigned m = a < b ? a : b;
  return m < c ? m : c;
}

/* Edits from a to b without regard to case, a swap of neighbours counting one. */
static unsigned distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  if (n > LONGEST_WORD || m > LONGEST_WORD) return UINT_MAX;
  char x[LONGEST_WORD + 1], y[LONGEST_WORD + 1];
  for (size_t i = 0; i <= n; i++)
    x[i] = (char)tolower((unsigned char)a[i]);
  for (size_t j = 0; j <= m; j++)
    y[j] = (char)tolower((unsigned char)b[j]);
  unsigned row[3][LONGEST_WORD + 1];
  for (unsigned j = 0; j <= m; j++)
    row[0][j] = j;
  for (size_t i = 1; i <= n; i++) {
    unsigned *now = row[i % 3], *above = row[(i - 1) % 3], *two = row[(i + 1) % 3];
    now[0] = (unsigned)i;
    for (size_t j = 1; j <= m; j++) {
      unsigned cost = x[i - 1] != y[j - 1];
      now[j] = least3(above[j] + 1, now[j - 1] + 1, above[j - 1] + cost);
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && two[j - 2] + 1 < now[j])
        now[j] = two[j - 2] + 1;
    }
  }
  return row[n % 3][m];
}

const char *cli_nearest(const char *word, const char *(*next)(const void *from, size_t i), const void *from) {
  const char *best = NULL;
  unsigned best_distance = strlen(word) > 3 ? 3 : 2;
  for (size_t i = 0;; i++) {
    const char *candidate = next(from, i);
    if (!candidate) return best;
    unsigned d = distance(word, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
}

/* ---- choices ---- */

typedef struct choices {
  const char *list[CHOICES_MOST + 1];
  char words[1024];
} choices;

static const char *choice_at(const void *from, size_t i) {
  return ((const choices *)from)->list[i];
}

static void split(const char *list, choices *out) {
  size_t n = 0;
  memset(out->list, 0, sizeof out->list);
  snprintf(out->words, sizeof out->words, "%s", list);
  char *rest = out->words;
  for (char *word; n < CHOICES_MOST && (word = strsep(&rest, "|"));)
    out->list[n++] = word;
}

static bool same_word(const char *a, const char *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i])) return false;
  return !a[n];
}

bool cli_choice(const char *list, const char *word, char *as_listed, size_t room) {
  for (const char *p = list; *p;) {
    size_t n = strcspn(p, "|");
    if (same_word(word, p, n)) {
      snprintf(as_listed, room, "%.*s", (int)n, p);
      return true;
    }
    p += n + (p[n] == '|');
  }
  return false;
}

void cli_choice_hint(const char *list, const char *word, char *out, size_t room) {
  choices all;
  split(list, &all);
  const char *near = cli_nearest(word, choice_at, &all);
  if (near)
    snprintf(out, room, "; did you mean %s?", near);
  else
    out[0] = 0;
}

/* ---- other kinds of values ---- */

static bool is_number(const char *value) {
  uint64_t n;
  return cli_decimal(&value, INT_MAX, &n) && !*value;
}

/* YYYY[-MM[-DD]], a day that there is. */
static bool is_day(const char *value) {
  static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  size_t n = strlen(value);
  uint64_t year, month = 1, day = 1;
  if (n != 4 && n != 7 && n != 10) return false;
  if (!cli_decimal(&value, 9999, &year) || !year) return false;
  if (n > 4 && (*value++ != '-' || !cli_decimal(&value, 12, &month) || !month)) return false;
  if (n > 7 && (*value++ != '-' || !cli_decimal(&value, 31, &day) || !day)) return false;
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return !*value && day <= days[month - 1] && (leap || month != 2 || day < 29);
}

bool cli_share(const char *value, double *out) {
  uint64_t whole, part = 0, scale = 1;
  if (!cli_decimal(&value, 1, &whole)) return false;
  if (*value == '.') {
    const char *digits = ++value;
    if (!cli_decimal(&value, 999999, &part)) return false;
    for (; digits < value; digits++)
      scale *= 10;
  }
  *out = (double)whole + (double)part / (double)scale;
  return !*value && *out <= 1;
}

static bool is_share(const char *value) {
  double share;
  return cli_share(value, &share);
}

/* Three letters, KIND:NAME or the code of what is unknown. */
static bool is_code(const char *value) {
  if (strcmp(value, "---") == 0) return true;
  const char *colon = strchr(value, ':');
  if (colon) return colon > value && colon[1];
  return strlen(value) == 3 && isalpha((unsigned char)value[0]) && isalpha((unsigned char)value[1]) &&
         isalpha((unsigned char)value[2]);
}

static const struct {
  const char *value, *takes;
  bool (*good)(const char *value);
} kinds[] = {{"N", "a whole number", is_number},
             {"DAY", "a day as YYYY, YYYY-MM or YYYY-MM-DD", is_day},
             {"SHARE", "a number from 0 to 1", is_share},
             {"CODE", "a code such as CHN or IGO:NATO", is_code}};

const char *cli_value_check(const cli_option *o, const char *value, char *room, char *why, size_t why_room) {
  if (!*value) {
    snprintf(why, why_room, "needs a value: %s", o->value);
    return NULL;
  }
  if (o->choice) {
    char hint[CLI_WORD_ROOM + 24];
    if (cli_choice(o->choice, value, room, CLI_WORD_ROOM)) return room;
    cli_choice_hint(o->choice, value, hint, sizeof hint);
    snprintf(why, why_room, "takes %s, not '%.80s'%s", o->choice, value, hint);
    return NULL;
  }
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(o->value, kinds[i].value) != 0 || kinds[i].good(value)) continue;
    snprintf(why, why_room, "takes %s, not '%.80s'", kinds[i].takes, value);
    return NULL;
  }
  return value;
}
