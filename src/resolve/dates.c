/* Time expressions by rules over data/dates/words.tsv, each read relative to the day of publication: the split into
 * resources and an engine is HeidelTime's (Strotgen & Gertz 2010); values follow TIMEX3. Weekdays and months without a
 * year take the nearest fitting date, the future one where the sentence says "will" or "next". Without a publication
 * date relative words stay unresolved. */
#include <stdlib.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"
#include "resolve/resolve.h"

typedef enum word_kind { MONTH, WEEKDAY, DAY, DAYTIME, UNIT, SHIFT, NUMBER, VAGUE, BEFORE_YEAR, KINDS } word_kind;
static const char *const kind_names[] = {"month", "weekday", "day",   "daytime",    "unit",
                                         "shift", "number",  "vague", "before-year"};
enum { VALUE_BIAS = 64 };

struct plb_date_tables {
  plb_map word[KINDS]; /* word -> value + VALUE_BIAS */
};

plb_status plb_date_tables_open(plb_date_tables **out, plb_error *err) {
  plb_date_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the date tables");
  plb_table table;
  plb_status s = plb_table_open_data(&table, "dates/words.tsv", "word kind value", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice v = plb_table_cell(&table, 2);
    bool minus = v.n && v.p[0] == '-';
    uint64_t n;
    size_t k = plb_slice_index(plb_table_cell(&table, 1), kind_names, KINDS);
    if (k == KINDS)
      s = plb_table_fail(&table, err, "unknown kind");
    else if (!plb_slice_u64(plb_slice_sub(v, minus, v.n), &n) || n >= VALUE_BIAS)
      s = plb_table_fail(&table, err, "bad value");
    else if (!plb_map_set(&t->word[k], plb_table_cell(&table, 0), (uint32_t)(minus ? VALUE_BIAS - n : VALUE_BIAS + n)))
      s = plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  }
  if (s == PLB_NOTFOUND) return PLB_OK;
  plb_date_tables_close(t);
  *out = NULL;
  return s;
}

void plb_date_tables_close(plb_date_tables *t) {
  if (!t) return;
  for (int k = 0; k < KINDS; k++)
    plb_map_free(&t->word[k]);
  free(t);
}

typedef struct finder {
  const plb_date_tables *t;
  plb_doc *doc;
  uint32_t begin, end; /* of the sentence */
  bool ahead;          /* the verb nearest to the expression speaks of the future */
  plb_date published;
} finder;

static plb_slice lower(const finder *f, uint32_t i) {
  return i >= f->begin && i < f->end ? f->doc->token[i].lower : (plb_slice){"", 0};
}

static bool value(const finder *f, word_kind kind, uint32_t i, int *out) {
  if (i < f->begin || i >= f->end) return false;
  uint32_t v = plb_map_get(&f->t->word[kind], f->doc->token[i].lower);
  if (v == PLB_MAP_NONE) return false;
  if (kind == MONTH && !(f->doc->token[i].flags & PLB_TOK_CAPITAL)) return false;
  if (out) *out = (int)v - VALUE_BIAS;
  return true;
}

static bool small_number(const finder *f, uint32_t i, uint32_t lo, uint32_t hi, int *out) {
  plb_slice w = lower(f, i);
  static const char *const endings[] = {"st", "nd", "rd", "th"};
  for (size_t k = 0; k < 4; k++)
    if (w.n > 2 && plb_is_digit(w.p[0]) && plb_slice_ends(w, plb_slice_str(endings[k]))) w.n -= 2;
  uint64_t n;
  if (!w.n || !plb_slice_u64(w, &n) || n < lo || n > hi) return false;
  *out = (int)n;
  return true;
}

static bool year_at(const finder *f, uint32_t i, int *out) {
  return lower(f, i).n == 4 && small_number(f, i, 1000, 2200, out);
}

/* "4-8" and "4–8" as one word: two days. */
static bool day_range(const finder *f, uint32_t i, int *a, int *b) {
  plb_slice w = lower(f, i);
  uint64_t x, y;
  for (uint32_t k = 1; k + 1 < w.n; k++) {
    uint32_t dash = w.p[k] == '-' ? 1 : (k + 3 < w.n && (unsigned char)w.p[k] == 0xE2 ? 3 : 0);
    if (!dash) continue;
    if (!plb_slice_u64(plb_slice_sub(w, 0, k), &x) || !plb_slice_u64(plb_slice_sub(w, k + dash, w.n), &y)) return false;
    if (x < 1 || y > 31 || x >= y) return false; /* and a and b stay as they were */
    *a = (int)x;
    *b = (int)y;
    return true;
  }
  return false;
}

static plb_date shifted(plb_date day, int days) {
  return plb_date_of_days(plb_date_days(day) + days);
}

static int days_apart(plb_date a, plb_date b) {
  return (int)(plb_date_days(a) - plb_date_days(b));
}

/* The year that brings month and day nearest to publication; a year on or back when the tense says so and it is far
 * off. */
static int nearest_year(const finder *f, int month, int day) {
  int best = f->published.year, distance = 100000;
  for (int y = f->published.year - 1; y <= f->published.year + 1; y++) {
    plb_date d = {(int16_t)y, (uint8_t)month, (uint8_t)(day ? day : 15)};
    int apart = days_apart(d, f->published);
    int cost = apart < 0 ? -apart : apart;
    if (f->ahead != (apart > 0) && apart != 0 && cost > 20) cost += 150;
    if (cost < distance) distance = cost, best = y;
  }
  return best;
}

static void set(plb_time *t, uint32_t end, plb_date first, plb_date last, plb_granularity grain, const char *basis) {
  t->end = end;
  t->first = first;
  t->last = last;
  t->grain = (uint8_t)grain;
  t->basis = basis;
}

static plb_date ymd(int y, int m, int d) {
  plb_date date = {(int16_t)y, (uint8_t)m, (uint8_t)d};
  return plb_date_valid(date) ? date : (plb_date){0};
}

static bool unresolved(plb_time *t, uint32_t end, plb_granularity grain) {
  set(t, end, (plb_date){0}, (plb_date){0}, grain, "no publication date");
  return true;
}

/* Month [day] [, year] */
static bool month_first(const finder *f, uint32_t i, plb_time *t) {
  int month, day = 0, last = 0, year = 0;
  if (!value(f, MONTH, i, &month)) return false;
  uint32_t e = i + 1;
  if (day_range(f, e, &day, &last))
    e++;
  else if (small_number(f, e, 1, 31, &day)) {
    e++;
    if ((plb_slice_is(lower(f, e), "-") || plb_slice_is(lower(f, e), "–") || plb_slice_is(lower(f, e), "to")) &&
        small_number(f, e + 1, 1, 31, &last) && last > day)
      e += 2;
    else
      last = 0;
  }
  if (year_at(f, e, &year))
    e++;
  else if (plb_slice_is(lower(f, e), ",") && year_at(f, e + 1, &year))
    e += 2;
  bool explicit_year = year != 0;
  bool alone = !day && !year && plb_slice_is(lower(f, i), "may") && !value(f, BEFORE_YEAR, i - 1, NULL) &&
               !value(f, SHIFT, i - 1, NULL);
  if (alone) return false;
  plb_granularity grain = last ? PLB_GRAIN_RANGE : day ? PLB_GRAIN_DAY : PLB_GRAIN_MONTH;
  if (!year && !plb_date_known(f->published)) return unresolved(t, e, grain);
  if (!year) year = nearest_year(f, month, day);
  plb_date first = ymd(year, month, day);
  if (!plb_date_known(first)) return false;
  set(t, e, first, last ? ymd(year, month, last) : first, grain, explicit_year ? "explicit" : "publication");
  return plb_date_known(t->last);
}

/* day Month [year] */
static bool day_first(const finder *f, uint32_t i, plb_time *t) {
  int month, day = 0, last = 0, year = 0;
  if (!value(f, MONTH, i + 1, &month)) return false;
  bool range = day_range(f, i, &day, &last);
  if (!range && !small_number(f, i, 1, 31, &day)) return false;
  uint32_t e = i + 2;
  bool explicit_year = year_at(f, e, &year);
  if (explicit_year) e++;
  plb_granularity grain = range ? PLB_GRAIN_RANGE : PLB_GRAIN_DAY;
  if (!explicit_year && !plb_date_known(f->published)) return unresolved(t, e, grain);
  if (!explicit_year) year = nearest_year(f, month, day);
  plb_date first = ymd(year, month, day), end = range ? ymd(year, month, last) : first;
  if (!plb_date_known(first) || !plb_date_known(end)) return false;
  set(t, e, first, end, grain, explicit_year ? "explicit" : "publication");
  return true;
}

static bool iso_date(const finder *f, uint32_t i, plb_time *t) {
  plb_slice w = lower(f, i);
  if (w.n < 10 || w.p[4] != '-') return false;
  plb_date d = plb_date_parse_iso(w);
  if (!plb_date_known(d) || !d.day) return false;
  set(t, i + 1, d, d, PLB_GRAIN_DAY, "explicit");
  return true;
}

static bool bare_year(const finder *f, uint32_t i, plb_time *t) {
  int year;
  plb_slice w = lower(f, i);
  if (w.n == 5 && w.p[4] == 's' && w.p[3] == '0') {
    uint64_t n;
    if (!plb_slice_u64(plb_slice_sub(w, 0, 4), &n) || n < 1000 || n > 2200) return false;
    set(t, i + 1, ymd((int)n, 0, 0), ymd((int)n + 9, 0, 0), PLB_GRAIN_DECADE, "explicit");
    return true;
  }
  if (!year_at(f, i, &year) || year < 1500 || i == f->begin || !value(f, BEFORE_YEAR, i - 1, NULL)) return false;
  if (i + 1 < f->end && (f->doc->token[i + 1].tag == PLB_TAG_NNS || plb_slice_is(lower(f, i + 1), "%"))) return false;
  set(t, i + 1, ymd(year, 0, 0), ymd(year, 0, 0), PLB_GRAIN_YEAR, "explicit");
  return true;
}

static bool weekday(const finder *f, uint32_t i, plb_time *t) {
  int day, shift = 0;
  if (!value(f, WEEKDAY, i, &day) || !(f->doc->token[i].flags & PLB_TOK_CAPITAL)) return false;
  bool shifted_word = i > f->begin && value(f, SHIFT, i - 1, &shift);
  uint32_t e = i + 1;
  plb_time inner = {0};
  bool comma = plb_slice_is(lower(f, e), ",");
  if (month_first(f, e + comma, &inner) || day_first(f, e + comma, &inner)) { /* "Monday, March 14" */
    if (inner.grain == PLB_GRAIN_DAY) {
      *t = inner;
      return true;
    }
  }
  while (value(f, DAYTIME, e, NULL))
    e++;
  if (!plb_date_known(f->published)) return unresolved(t, e, PLB_GRAIN_DAY);
  int back = (plb_date_weekday(f->published) - day + 7) % 7;
  int move = -back;
  if (shifted_word && shift < 0 && back == 0) move = -7;
  if ((shifted_word && shift > 0) || (!shifted_word && f->ahead && back)) move = 7 - back;
  plb_date d = shifted(f->published, move);
  set(t, e, d, d, PLB_GRAIN_DAY, "weekday");
  return true;
}

static bool deictic_day(const finder *f, uint32_t i, plb_time *t) {
  int shift;
  uint32_t e = i + 1;
  if (!value(f, DAY, i, &shift)) {
    if (!value(f, SHIFT, i, &shift) || !value(f, DAYTIME, i + 1, NULL) || shift > 0) return false;
    e = i + 2; /* "last night", "this morning" */
  }
  while (value(f, DAYTIME, e, NULL))
    e++;
  if (!plb_date_known(f->published)) return unresolved(t, e, PLB_GRAIN_DAY);
  plb_date d = shifted(f->published, shift);
  set(t, e, d, d, PLB_GRAIN_DAY, "publication");
  return true;
}

static plb_date add_months(plb_date d, int months) {
  int m = d.year * 12 + d.month - 1 + months;
  return ymd(m / 12, m % 12 + 1, 0);
}

/* The week, month, quarter, year or decade that lies n units from publication. */
static bool unit_away(const finder *f, int unit, int n, uint32_t end, plb_time *t) {
  static const plb_granularity grain[] = {PLB_GRAIN_NONE,    PLB_GRAIN_DAY,  PLB_GRAIN_WEEK,  PLB_GRAIN_MONTH,
                                          PLB_GRAIN_QUARTER, PLB_GRAIN_YEAR, PLB_GRAIN_DECADE};
  if (!plb_date_known(f->published)) return unresolved(t, end, grain[unit]);
  plb_date p = f->published, first, last;
  if (!p.month || !p.day) return unresolved(t, end, grain[unit]);
  if (unit == 1) {
    first = last = shifted(p, n);
  } else if (unit == 2) {
    first = shifted(p, n * 7 - plb_date_weekday(p));
    last = shifted(first, 6);
  } else if (unit == 3) {
    first = last = add_months(p, n);
  } else if (unit == 4) {
    plb_date q = ymd(p.year, (p.month - 1) / 3 * 3 + 1, 0);
    first = add_months(q, n * 3);
    last = add_months(first, 2);
  } else {
    int step = unit == 5 ? 1 : 10;
    first = last = ymd(p.year + n * step, 0, 0);
  }
  set(t, end, first, last, grain[unit], "publication");
  return plb_date_known(first);
}

/* "last week", "earlier this year", "the past three months" */
static bool shifted_unit(const finder *f, uint32_t i, plb_time *t) {
  int shift, unit, n;
  if (!value(f, SHIFT, i, &shift)) return false;
  if (value(f, UNIT, i + 1, &unit)) {
    if (plb_slice_is(lower(f, i), "following") || plb_slice_is(lower(f, i), "previous")) return false;
    return unit_away(f, unit, shift, i + 2, t);
  }
  bool count = value(f, NUMBER, i + 1, &n) || small_number(f, i + 1, 1, 60, &n);
  if (!count || !value(f, UNIT, i + 2, &unit) || shift == 0) return false;
  if (!unit_away(f, unit, shift * n, i + 3, t)) return false;
  if (!plb_date_known(t->first)) return true;
  if (shift < 0)
    t->last = f->published;
  else
    t->first = f->published;
  t->grain = PLB_GRAIN_RANGE;
  return true;
}

/* "three days ago" */
static bool ago(const finder *f, uint32_t i, plb_time *t) {
  int n, unit;
  if (!value(f, NUMBER, i, &n) && !small_number(f, i, 1, 100, &n)) return false;
  if (!value(f, UNIT, i + 1, &unit) || !plb_slice_is(lower(f, i + 2), "ago")) return false;
  return unit_away(f, unit, -n, i + 3, t);
}

static bool vague(const finder *f, uint32_t i, plb_time *t) {
  uint32_t e = i + 1;
  if (plb_slice_is(lower(f, i), "recent") && value(f, UNIT, i + 1, NULL))
    e = i + 2;
  else if (!value(f, VAGUE, i, NULL))
    return false;
  set(t, e, (plb_date){0}, (plb_date){0}, PLB_GRAIN_NONE, "vague");
  return true;
}

static bool expression(const finder *f, uint32_t i, plb_time *t) {
  static bool (*const rules[])(const finder *, uint32_t, plb_time *) = {
      weekday, month_first, day_first, iso_date, deictic_day, ago, shifted_unit, bare_year, vague};
  for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
    *t = (plb_time){.begin = i};
    if (rules[k](f, i, t)) return true;
  }
  return false;
}

static bool future_word(plb_slice w) {
  static const char *const words[] = {"will", "'ll", "wo", "shall", "upcoming", "scheduled", "due", "expected", "set"};
  return PLB_AMONG(w, words);
}

/* The first tensed verb to the left of token i decides, else the first to the right. */
static bool speaks_of_future(const finder *f, uint32_t i) {
  for (uint32_t k = i; k > f->begin; k--) {
    uint8_t tag = f->doc->token[k - 1].tag;
    if (future_word(f->doc->token[k - 1].lower)) return true;
    if (tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP || tag == PLB_TAG_STOP) return false;
  }
  for (uint32_t k = i; k < f->end; k++) {
    uint8_t tag = f->doc->token[k].tag;
    if (future_word(f->doc->token[k].lower)) return true;
    if (tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP) return false;
  }
  return false;
}

/* Can an expression whose reading depends on tense begin here? */
static bool starts_time(const finder *f, uint32_t i) {
  return value(f, WEEKDAY, i, NULL) || value(f, MONTH, i, NULL) || value(f, MONTH, i + 1, NULL);
}

plb_status plb_resolve_dates(const plb_date_tables *tables, plb_doc *doc, plb_error *err) {
  PLB_VEC(plb_time) out = {0};
  for (uint32_t s = 0; s < doc->n_sentence; s++) {
    finder f = {.t = tables,
                .doc = doc,
                .begin = doc->sentence[s].begin,
                .end = doc->sentence[s].end,
                .published = doc->meta.published_day};
    plb_time t;
    for (uint32_t i = f.begin; i < f.end;) {
      f.ahead = starts_time(&f, i) && speaks_of_future(&f, i);
      if (!expression(&f, i, &t)) {
        i++;
        continue;
      }
      t.sentence = s;
      plb_time *slot = plb_vec_push(doc->arena, &out, doc->limits->tokens);
      if (!slot) return plb_fail(err, PLB_NOMEM, "resolve", "the document's memory is used up");
      *slot = t;
      i = t.end;
    }
  }
  doc->time = out.at;
  doc->n_time = out.n;
  return PLB_OK;
}
