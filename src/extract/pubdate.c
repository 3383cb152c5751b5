/* Dates in text by a hand-written scanner: at every place where a number or a word may begin, the forms pages use are
 * tried, longest first: 2019-11-18 (ISO 8601), 18.11.2019, 11/18/2019, 18 November 2019, November 18, 2019,
 * 2019年11月18日, the date of mail headers (RFC 5322), 20191118, and seconds since 1970 in fields. A time and a zone
 * are taken along when they follow. Numbers separated by points are day first everywhere in print; with "/" or "-" both
 * orders are in use and only the caller can know. */
#include "extract/pubdate.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { WORD_BYTES = 24, ZONE_SHIFT = 1440 };

static plb_status read_orders(plb_pubdate_tables *t, plb_error *err) {
  static const char *const orders[] = {"open", "day", "month"}; /* of plb_date_order */
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/date_orders.tsv", "kind name order", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    bool country = plb_slice_is(plb_table_cell(&table, 0), "country");
    plb_slice name = plb_table_cell(&table, 1);
    size_t order = plb_slice_index(plb_table_cell(&table, 2), orders, 3);
    if (order == 3 || name.n != (country ? 3 : 2))
      s = plb_table_fail(&table, err, "an unknown order, or a name that is no country or domain");
    else if (!plb_map_set(&t->order, name, (uint32_t)order))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for date_orders.tsv");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_date_order order_of(const plb_pubdate_tables *t, plb_slice name) {
  uint32_t order = plb_map_get(&t->order, name);
  return order == PLB_MAP_NONE ? PLB_ORDER_DAY_FIRST : (plb_date_order)order;
}

plb_date_order plb_pubdate_order_of_country(const plb_pubdate_tables *t, plb_slice country) {
  return country.n ? order_of(t, country) : PLB_ORDER_UNKNOWN;
}

plb_date_order plb_pubdate_order_of_host(const plb_pubdate_tables *t, plb_slice host) {
  uint32_t dot = host.n;
  while (dot && host.p[dot - 1] != '.')
    dot--;
  if (host.n - dot != 2) return PLB_ORDER_UNKNOWN;
  char top[2] = {plb_lower(host.p[dot]), plb_lower(host.p[dot + 1])};
  return order_of(t, plb_slice_of(top, 2));
}

plb_status plb_pubdate_tables_open(plb_pubdate_tables *t, plb_error *err) {
  *t = (plb_pubdate_tables){0};
  plb_table table;
  uint64_t number;
  plb_status s = plb_table_open_data(&table, "extract/months.tsv", "form month", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    if (!plb_slice_u64(plb_table_cell(&table, 1), &number) || number < 1 || number > 12)
      s = plb_table_fail(&table, err, "month is not 1..12");
    else if (!plb_map_set(&t->month, plb_table_cell(&table, 0), (uint32_t)number))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for months.tsv");
  }
  if (s == PLB_NOTFOUND) s = plb_table_open_data(&table, "extract/zones.tsv", "zone minutes", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice minutes = plb_table_cell(&table, 1);
    bool west = minutes.n && minutes.p[0] == '-';
    if (west) minutes = plb_slice_sub(minutes, 1, minutes.n);
    if (!plb_slice_u64(minutes, &number) || number > 840)
      s = plb_table_fail(&table, err, "minutes is not -840..840");
    else if (!plb_map_set(&t->zone, plb_table_cell(&table, 0),
                          (uint32_t)(ZONE_SHIFT + (west ? -(int)number : (int)number))))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory for zones.tsv");
  }
  if (s == PLB_NOTFOUND) s = read_orders(t, err);
  if (s) plb_pubdate_tables_close(t);
  return s;
}

void plb_pubdate_tables_close(plb_pubdate_tables *t) {
  plb_map_free(&t->month);
  plb_map_free(&t->zone);
  plb_map_free(&t->order);
}

static uint32_t pair_of(char a, char b) {
  return ((uint32_t)(unsigned char)plb_lower(a) * 31 + (unsigned char)plb_lower(b)) & 1023;
}

/* Enters word i into the lists by first letter, behind those that are there. */
static void list_word(plb_date_words *t, uint32_t i) {
  uint32_t pair = pair_of(t->word[i].p[0], t->word[i].p[1]);
  uint16_t *at = &t->first[(unsigned char)plb_lower(t->word[i].p[0])];
  while (*at)
    at = &t->next[*at - 1];
  *at = (uint16_t)(i + 1);
  t->pair[pair / 64] |= (uint64_t)1 << pair % 64;
}

plb_status plb_date_words_open(plb_date_words *t, plb_error *err) {
  static const char *const names[] = {"avoid", "modified", "published", "date", "key"};
  plb_table table;
  *t = (plb_date_words){0};
  plb_status s = plb_table_open_data(&table, "extract/date_words.tsv", "kind word", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    uint8_t k = (uint8_t)(1 + plb_slice_index(plb_table_cell(&table, 0), names, PLB_DATE_SENSE_COUNT - 1));
    if (k == PLB_DATE_SENSE_COUNT || t->n == PLB_DATE_WORDS)
      return plb_table_fail(&table, err, "an unknown kind, or more than %d words", PLB_DATE_WORDS);
    t->word[t->n] = plb_table_cell(&table, 1);
    t->sense[t->n] = k;
    if (t->word[t->n].n < 2) return plb_table_fail(&table, err, "a word has two letters at least");
    if (k != PLB_DATE_KEY) list_word(t, t->n);
    t->n++;
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_date_sense plb_date_sense_of(const plb_date_words *t, plb_slice names) {
  uint8_t best = PLB_DATE_SENSE_COUNT;
  for (uint32_t at = 0; at + 1 < names.n; at++) {
    uint32_t pair = pair_of(names.p[at], names.p[at + 1]);
    if (!(t->pair[pair / 64] >> pair % 64 & 1)) continue;
    for (uint32_t i = t->first[(unsigned char)plb_lower(names.p[at])]; i; i = t->next[i - 1]) {
      plb_slice word = t->word[i - 1];
      if (t->sense[i - 1] >= best || word.n > names.n - at) continue;
      if (plb_slice_eq_nocase(plb_slice_of(names.p + at, word.n), word)) best = t->sense[i - 1];
    }
  }
  return best == PLB_DATE_SENSE_COUNT ? PLB_DATE_UNSAID : (plb_date_sense)best;
}

/* ---- scanner ---- */

typedef struct scan {
  const plb_pubdate_tables *t;
  plb_slice s;
  uint32_t at;
  plb_date_place place;
  plb_date_order order;
} scan;

static char peek(const scan *c, uint32_t ahead) {
  return c->at + ahead < c->s.n ? c->s.p[c->at + ahead] : 0;
}

/* Digits at the place, at most `most`; the count, 0 when there are none or more. */
static uint32_t digits(scan *c, uint32_t most, int64_t *out) {
  uint32_t n = 0;
  *out = 0;
  while (plb_is_digit(peek(c, n)) && n <= most)
    *out = *out * 10 + (peek(c, n++) - '0');
  if (n == 0 || n > most) return 0;
  c->at += n;
  return n;
}

static bool eat(scan *c, const char *word) {
  plb_slice w = plb_slice_str(word);
  if (c->at + w.n > c->s.n || !plb_slice_eq_nocase(plb_slice_of(c->s.p + c->at, w.n), w)) return false;
  c->at += w.n;
  return true;
}

/* One space of any kind: ASCII, no-break, narrow no-break. */
static bool eat_space(scan *c) {
  if (plb_is_space(peek(c, 0))) return c->at++, true;
  return eat(c, "\xC2\xA0") || eat(c, "\xE2\x80\xAF") || eat(c, "\xE2\x80\x89");
}

static void skip_spaces(scan *c) {
  while (eat_space(c))
    continue;
}

/* A word of letters folded to lower case; its bytes in `word`, 0 when there is none or it is too long. The place moves
 * past. */
static uint32_t read_word(scan *c, char word[WORD_BYTES + 4]) {
  uint32_t n = 0;
  while (c->at < c->s.n) {
    uint32_t cp, step = plb_utf8_next(c->s, c->at, &cp);
    plb_char_class kind = cp == PLB_UTF8_BAD ? PLB_CH_OTHER : plb_char_class_of(cp);
    if (kind < PLB_CH_UPPER || kind > PLB_CH_MARK) break;
    if (n > WORD_BYTES) return 0;
    n += plb_utf8_put(plb_char_lower(cp), word + n);
    c->at += step;
  }
  return n;
}

static int read_month(scan *c) {
  char word[WORD_BYTES + 4];
  uint32_t n = read_word(c, word);
  uint32_t month = n ? plb_map_get(&c->t->month, plb_slice_of(word, n)) : PLB_MAP_NONE;
  if (month == PLB_MAP_NONE) return 0;
  if (peek(c, 0) == '.') c->at++;
  return (int)month;
}

static bool year_ok(int64_t y) {
  return y >= PLB_PUBDATE_FIRST && y <= PLB_PUBDATE_LAST;
}

static bool day_of(int64_t y, int64_t m, int64_t d, plb_date *out) {
  if (!year_ok(y) || m < 1 || m > 12 || d < 1 || d > plb_days_in_month((int)y, (int)m)) return false;
  *out = (plb_date){(int16_t)y, (uint8_t)m, (uint8_t)d};
  return true;
}

/* A year of four digits, or of two in a field. */
static bool read_year(scan *c, int64_t *year) {
  scan at = *c;
  uint32_t n = digits(&at, 4, year);
  if (n == 2 && c->place == PLB_DATE_FIELD)
    *year += *year < 70 ? 2000 : 1900;
  else if (n != 4)
    return false;
  *c = at;
  return year_ok(*year);
}

/* ---- times ---- */

static bool read_offset(scan *c, int16_t *minutes) {
  int64_t h, m = 0;
  bool west = peek(c, 0) == '-';
  if (!west && peek(c, 0) != '+') return false;
  scan at = *c;
  at.at++;
  uint32_t n = digits(&at, 4, &h);
  if (n == 4) {
    m = h % 100;
    h /= 100;
  } else if ((n == 1 || n == 2) && peek(&at, 0) == ':') {
    at.at++;
    if (digits(&at, 2, &m) != 2) return false;
  } else if (n != 1 && n != 2) {
    return false;
  }
  if (h > 14 || m > 59) return false;
  *minutes = (int16_t)((west ? -1 : 1) * (h * 60 + m));
  *c = at;
  return true;
}

static void read_zone(scan *c, plb_pubdate *d) {
  scan at = *c;
  while (plb_is_space(peek(&at, 0)) || peek(&at, 0) == '(')
    at.at++;
  uint32_t begin = at.at;
  while (plb_is_upper(peek(&at, 0)) && at.at - begin < 5)
    at.at++;
  uint32_t zone = at.at > begin ? plb_map_get(&at.t->zone, plb_slice_sub(at.s, begin, at.at)) : PLB_MAP_NONE;
  if (at.at > begin && (zone == PLB_MAP_NONE || plb_is_alpha(peek(&at, 0)))) return;
  if (zone != PLB_MAP_NONE) d->zone = (int16_t)((int)zone - ZONE_SHIFT);
  bool offset = read_offset(&at, &d->zone);
  if (zone == PLB_MAP_NONE && !offset) return;
  d->has_zone = true;
  if (peek(&at, 0) == ')') at.at++;
  *c = at;
}

static bool half_day(scan *c, int64_t *h) {
  scan at = *c;
  skip_spaces(&at);
  bool pm = eat(&at, "pm") || eat(&at, "p.m.") || eat(&at, "p.m"),
       am = !pm && (eat(&at, "am") || eat(&at, "a.m.") || eat(&at, "a.m"));
  if ((!pm && !am) || plb_is_alpha(peek(&at, 0)) || *h < 1 || *h > 12) return false;
  *h = *h % 12 + (pm ? 12 : 0);
  *c = at;
  return true;
}

/* hh:mm[:ss[.fff]] [a.m.|p.m.] [zone], or h a.m.; only at the place. */
static bool read_time(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t h, m = 0, s = 0, fraction;
  if (!digits(&at, 2, &h)) return false;
  char mark = peek(&at, 0);
  if ((mark == ':' || mark == '.' || mark == 'h') && plb_is_digit(peek(&at, 1)) && plb_is_digit(peek(&at, 2))) {
    at.at++;
    digits(&at, 2, &m);
    if (mark != 'h' && peek(&at, 0) == mark && plb_is_digit(peek(&at, 1)) && plb_is_digit(peek(&at, 2))) {
      at.at++;
      digits(&at, 2, &s);
    }
    if ((peek(&at, 0) == '.' || peek(&at, 0) == ',') && plb_is_digit(peek(&at, 1))) {
      at.at++;
      digits(&at, 9, &fraction);
    }
    half_day(&at, &h);
  } else if (!half_day(&at, &h)) {
    return false;
  }
  if (h > 23 || m > 59 || s > 60 || plb_is_digit(peek(&at, 0))) return false;
  d->has_time = true;
  d->hour = (uint8_t)h;
  d->minute = (uint8_t)m;
  d->second = (uint8_t)(s > 59 ? 59 : s);
  read_zone(&at, d);
  *c = at;
  return true;
}

/* hhmm[ss] of ISO 8601's basic form, after its T. */
static bool read_basic_time(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t v;
  uint32_t n = digits(&at, 6, &v);
  if (n != 4 && n != 6) return false;
  if (n == 4) v *= 100;
  if (v / 10000 > 23 || v / 100 % 100 > 59 || v % 100 > 59) return false;
  *d = (plb_pubdate){d->day, d->other, true,  false, (uint8_t)(v / 10000), (uint8_t)(v / 100 % 100), (uint8_t)(v % 100),
                     0,      d->begin, d->end};
  read_zone(&at, d);
  *c = at;
  return true;
}

/* A time that follows a date: after "T", or after a few marks and "at". */
static void time_after(scan *c, plb_pubdate *d) {
  static const char *const marks[] = {",",
                                      "|",
                                      "-",
                                      "\xE2\x80\x93",
                                      "\xE2\x80\x94",
                                      "\xE2\x80\xA2",
                                      "\xC2\xB7",
                                      "@",
                                      "(",
                                      "/",
                                      "at ",
                                      "um ",
                                      "T",
                                      "\xC3\xA0 ",
                                      "as ",
                                      ":",
                                      ";",
                                      "kl ",
                                      "kl. "};
  scan at = *c;
  if (eat(&at, "T") && (read_time(&at, d) || read_basic_time(&at, d))) {
    *c = at;
    return;
  }
  at = *c;
  for (int i = 0; i < 8; i++) {
    if (read_time(&at, d)) {
      *c = at;
      return;
    }
    bool moved = eat_space(&at);
    for (size_t k = 0; !moved && k < sizeof marks / sizeof *marks; k++)
      moved = eat(&at, marks[k]);
    if (!moved) return;
  }
}

/* ---- the forms of a date; each moves the place past it or leaves it ---- */

static bool numbers_with(scan *c, plb_pubdate *d, int64_t a, int64_t b, int64_t y, char mark) {
  plb_date day_first = {0}, month_first = {0};
  bool df = day_of(y, b, a, &day_first), mf = mark != '.' && day_of(y, a, b, &month_first);
  if (!df && !mf) return false;
  if (df && mf && a != b && c->order == PLB_ORDER_UNKNOWN) {
    d->day = month_first;
    d->other = day_first;
    return true;
  }
  bool month = mf && (!df || c->order == PLB_ORDER_MONTH_FIRST);
  d->day = month ? month_first : day_first;
  return true;
}

/* 2019-11-18, 2019/11/18, 2019.11.18, 2019年11月18日 */
static bool year_first(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t y, m, day;
  if (digits(&at, 4, &y) != 4 || !year_ok(y)) return false;
  bool cjk = eat(&at, "年");
  char mark = peek(&at, 0);
  if (!cjk && mark != '-' && mark != '/' && mark != '.') return false;
  if (!cjk) at.at++;
  skip_spaces(&at);
  if (!digits(&at, 2, &m)) return false;
  if (cjk ? !eat(&at, "月") : peek(&at, 0) != mark) return false;
  if (!cjk) at.at++;
  skip_spaces(&at);
  if (!digits(&at, 2, &day) || !day_of(y, m, day, &d->day)) return false;
  if (cjk && !eat(&at, "日")) return false;
  *c = at;
  return true;
}

/* 18.11.2019, 11/18/2019, 18-11-2019 */
static bool numbers(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t a, b, y;
  if (!digits(&at, 2, &a)) return false;
  char mark = peek(&at, 0);
  if (mark != '.' && mark != '/' && mark != '-') return false;
  at.at++;
  if (mark == '.') skip_spaces(&at);
  if (!digits(&at, 2, &b) || peek(&at, 0) != mark) return false;
  at.at++;
  if (mark == '.') skip_spaces(&at);
  if (!read_year(&at, &y) || plb_is_digit(peek(&at, 0)) || !numbers_with(c, d, a, b, y, mark)) return false;
  *c = at;
  return true;
}

static void joiners(scan *c) {
  for (int i = 0; i < 4; i++) {
    skip_spaces(c);
    if (!eat(c, ",") && !eat(c, "of ") && !eat(c, "de ") && !eat(c, "del ") && !eat(c, "-") && !eat(c, "/")) break;
  }
}

/* 18 November 2019, 18th of Nov., 2019, 18. November 2019, 18-Nov-2019 */
static bool day_month_year(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t day, y;
  if (!digits(&at, 2, &day)) return false;
  if (!eat(&at, "st") && !eat(&at, "nd") && !eat(&at, "rd") && !eat(&at, "th") && !eat(&at, "\xC2\xBA")) eat(&at, ".");
  joiners(&at);
  int month = read_month(&at);
  if (!month) return false;
  joiners(&at);
  if (!read_year(&at, &y) || plb_is_digit(peek(&at, 0)) || !day_of(y, month, day, &d->day)) return false;
  *c = at;
  return true;
}

/* November 18, 2019; Nov. 18th 2019; Nov 18 14:32:00 EST 2019; 2019 November 18 is left to nobody */
static bool month_day_year(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t day, y;
  int month = read_month(&at);
  if (!month) return false;
  joiners(&at);
  if (!digits(&at, 2, &day)) return false;
  if (!eat(&at, "st") && !eat(&at, "nd") && !eat(&at, "rd")) eat(&at, "th");
  joiners(&at);
  scan before = at;
  if (read_time(&at, d)) joiners(&at);
  if (!read_year(&at, &y)) {
    at = before;
    *d = (plb_pubdate){.begin = d->begin};
    if (!read_year(&at, &y)) return false;
  }
  if (plb_is_digit(peek(&at, 0)) || !day_of(y, month, day, &d->day)) return false;
  *c = at;
  return true;
}

/* 20191118, 20191118143200, 1574087520, 1574087520000 */
static bool packed(scan *c, plb_pubdate *d) {
  scan at = *c;
  int64_t v;
  uint32_t n = digits(&at, 14, &v);
  if (n == 8 && day_of(v / 10000, v / 100 % 100, v % 100, &d->day)) return *c = at, true;
  if (n == 14 && day_of(v / 10000000000, v / 100000000 % 100, v / 1000000 % 100, &d->day)) {
    scan time = *c;
    time.at += 8;
    read_basic_time(&time, d);
    return *c = at, true;
  }
  if (n == 13) v /= 1000;
  if ((n != 10 && n != 13) || v < 631152000 || v > 4102444800) return false;
  int64_t rest = v % 86400;
  *d = (plb_pubdate){plb_date_of_days((int32_t)(v / 86400)),
                     {0},
                     true,
                     true,
                     (uint8_t)(rest / 3600),
                     (uint8_t)(rest / 60 % 60),
                     (uint8_t)(rest % 60),
                     0,
                     d->begin,
                     0};
  return *c = at, true;
}

static bool date_at(scan *c, plb_pubdate *d) {
  *d = (plb_pubdate){.begin = c->at};
  bool number = plb_is_digit(peek(c, 0));
  bool found = number ? year_first(c, d) || numbers(c, d) || day_month_year(c, d) : month_day_year(c, d);
  if (!found && number && c->place == PLB_DATE_FIELD) found = packed(c, d);
  if (!found || plb_is_digit(peek(c, 0))) return false;
  if (!d->has_time) time_after(c, d);
  d->end = c->at;
  return true;
}

/* May a date begin here? Not inside a word or a number. */
static bool is_start(plb_slice s, uint32_t at) {
  unsigned char c = (unsigned char)s.p[at];
  if (!plb_is_digit((char)c) && !plb_is_alpha((char)c) && c < 0xC2) return false;
  if (at == 0) return true;
  char before = s.p[at - 1];
  if (plb_is_digit((char)c)) return !plb_is_digit(before) && !plb_is_alpha(before) && before != '$';
  return !plb_is_alpha(before) && (unsigned char)before < 0x80;
}

bool plb_pubdate_find(const plb_pubdate_tables *t, plb_slice text, uint32_t from, plb_date_place place,
                      plb_date_order order, plb_pubdate *out) {
  scan c = {t, text, from, place, order};
  plb_pubdate time = {0};
  uint32_t time_end = UINT32_MAX;
  while (c.at < text.n) {
    if (!is_start(text, c.at)) {
      c.at++;
      continue;
    }
    scan at = c;
    if (date_at(&at, out)) {
      if (!out->has_time && time_end != UINT32_MAX && c.at - time_end <= 16 && place == PLB_DATE_FIELD) {
        out->has_time = true;
        out->hour = time.hour, out->minute = time.minute, out->second = time.second;
        out->has_zone = time.has_zone, out->zone = time.zone;
      }
      return true;
    }
    at = c;
    plb_pubdate found = {0};
    if (plb_is_digit(peek(&c, 0)) && read_time(&at, &found)) {
      time = found;
      time_end = at.at;
      c = at;
    } else {
      c.at++;
    }
  }
  *out = (plb_pubdate){0};
  return false;
}

static uint32_t letters_in(plb_slice s) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s.n; i++)
    n += plb_is_alpha(s.p[i]) || (unsigned char)s.p[i] >= 0xC2;
  return n;
}

bool plb_pubdate_fills(const plb_pubdate_tables *t, plb_slice text, uint32_t spare, plb_pubdate *out) {
  if (!plb_pubdate_find(t, text, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, out)) return false;
  uint32_t left = letters_in(plb_slice_sub(text, 0, out->begin)) + letters_in(plb_slice_sub(text, out->end, text.n));
  return left <= spare;
}

bool plb_pubdate_of_path(const plb_pubdate_tables *t, plb_slice path, plb_pubdate *out) {
  for (uint32_t i = 0; i + 8 <= path.n; i++) {
    if (path.p[i] != '/' && path.p[i] != '-' && path.p[i] != '_' && path.p[i] != '=') continue;
    scan c = {t, path, i + 1, PLB_DATE_TEXT, PLB_ORDER_UNKNOWN};
    *out = (plb_pubdate){.begin = i + 1};
    bool found = year_first(&c, out);
    int64_t y, day;
    if (!found && digits(&c, 4, &y) == 4 && (peek(&c, 0) == '/' || peek(&c, 0) == '-')) { /* /2019/nov/18/ */
      c.at++;
      int month = read_month(&c);
      found = month && (eat(&c, "/") || eat(&c, "-")) && digits(&c, 2, &day) && day_of(y, month, day, &out->day);
    }
    if (!found) {
      c.at = i + 1;
      found = digits(&c, 8, &day) == 8 && day >= 19900101 && day_of(day / 10000, day / 100 % 100, day % 100, &out->day);
    }
    if (!found || plb_is_digit(peek(&c, 0))) continue;
    out->end = c.at;
    return true;
  }
  *out = (plb_pubdate){0};
  return false;
}

plb_slice plb_pubdate_value(const plb_pubdate *d, plb_arena *arena) {
  char day[11], zone[8] = "";
  plb_date_format(d->day, day);
  if (!d->has_time) return plb_arena_printf(arena, "%s", day);
  unsigned off = (unsigned)(d->zone < 0 ? -d->zone : d->zone) % 1440u;
  if (d->has_zone && off == 0) snprintf(zone, sizeof zone, "Z");
  if (d->has_zone && off) snprintf(zone, sizeof zone, "%c%02u:%02u", d->zone < 0 ? '-' : '+', off / 60, off % 60);
  return plb_arena_printf(arena, "%sT%02u:%02u:%02u%s", day, d->hour, d->minute, d->second, zone);
}
