/* What the files of the time reader share: words of time (time_words.c), patterns over their kinds (time_rules.c), the
 * readings that patterns name (time_calendar.c, time_relative.c, time_amount.c), days and values (time_value.c), tense
 * (time_tense.c). The driver is dates.c. Ownership: tables are immutable and shared; the rest lives in the document's
 * arena. Thread: one reader per document. Errors: PLB_TABLE and PLB_NOMEM at opening; a reading that does not hold says
 * false. Limits: a pattern has at most PLB_TIME_PARTS elements; numbers beyond PLB_TIME_MOST are none. */
#ifndef PLB_RESOLVE_TIME_H
#define PLB_RESOLVE_TIME_H
#include "base/doc.h"
#include "base/map.h"

/* Kinds of words, as data/dates/words.tsv and rules.tsv name them; from DAYN on they are told by their form. */
/* clang-format off */
#define PLB_TIME_KINDS(X) \
  X(MONTH) X(WEEKDAY) X(WEEKDAYS) X(DAY) X(SEASON) X(DAYPART) X(UNIT) X(SHIFT) X(SHIFTED) \
  X(NUM) X(ORD) X(ONE) X(FEW) X(TIMES) X(AGO) X(EACH) X(FREQ) X(FISCAL) \
  X(AMPM) X(ZONE) X(WHOLE) X(DECADE) X(PHASE) X(EDGE) X(APPROX) X(BEFORE_YEAR) X(DAYN) \
  X(DAYS) X(YEAR) X(YEARS) X(CLOCK) X(ISO) X(SLASHED) X(QN) X(WORD)
/* clang-format on */

typedef enum plb_time_kind {
#define X(name) PLB_TW_##name,
  PLB_TIME_KINDS(X)
#undef X
      PLB_TW_COUNT
} plb_time_kind;
#define PLB_TIME_BIT(name) (UINT64_C(1) << PLB_TW_##name)

enum { PLB_TIME_PARTS = 12, PLB_TIME_MOST = 100000, PLB_TIME_LITERALS = 6, PLB_TIME_NO_WORD = -1 };

/* A word, or the part of one between hyphens ("third-quarter"), or a number of several words. */
typedef struct plb_atom {
  uint64_t kinds;      /* bits of plb_time_kind */
  int32_t value, more; /* of its kinds; more: the other end of DAYS and YEARS, minutes of CLOCK */
  int32_t word;        /* its number among the words of the tables */
  uint32_t begin, end; /* tokens */
  bool half;           /* a number and a half */
  bool joined;         /* a hyphen stands between it and the one before */
  bool plural;
} plb_atom;

typedef struct plb_time_word {
  uint64_t kinds;
  int32_t value;
} plb_time_word;

typedef struct plb_time_element {
  uint64_t kinds;
  int32_t literal[PLB_TIME_LITERALS];
  uint8_t n_literal;
  bool optional;
} plb_time_element;

struct plb_time_reader;
struct plb_time_match;
typedef bool (*plb_time_reading)(struct plb_time_reader *r, const struct plb_time_match *m, plb_time *t);

typedef struct plb_time_rule {
  plb_time_element element[PLB_TIME_PARTS];
  uint8_t n;
  plb_time_reading read;
  plb_slice value; /* of the table's row */
} plb_time_rule;

/* Rules that may begin with an atom of a kind. */
typedef struct plb_time_bucket {
  uint16_t *rule;
  uint32_t n;
} plb_time_bucket;

struct plb_date_tables {
  plb_map word; /* -> index into at */
  plb_time_word *at;
  uint32_t n_word, word_cap;
  plb_time_rule *rule;
  uint32_t n_rule, rule_cap;
  plb_time_bucket bucket[PLB_TW_COUNT];
  int32_t the; /* number of the word */
};

typedef struct plb_time_match {
  const struct plb_time_rule *rule;
  const plb_atom *atom[PLB_TIME_PARTS]; /* the atoms matched, in order */
  uint32_t n, begin, end;               /* atoms */
} plb_time_match;

/* One document being read, sentence by sentence. */
typedef struct plb_time_reader {
  const struct plb_date_tables *tables;
  plb_doc *doc;
  plb_date published;
  uint32_t sentence, begin, end; /* tokens of the sentence */
  PLB_VEC(plb_atom) atoms;       /* of the sentence */
  bool failed;                   /* memory is out */
  plb_date told;                 /* the last calendar date told, its first day; {0}: none yet */
  uint8_t told_grain;
  int quarter, quarter_year; /* the last quarter told; 0: none yet */
} plb_time_reader;

/* ---- time_words.c ---- */
plb_status plb_time_words_open(struct plb_date_tables *t, plb_error *err);
/* Number of the word among the words of the tables, made when it is new; -1 when memory is out. */
int32_t plb_time_word_number(struct plb_date_tables *t, plb_slice word);
/* Kind of that name, or PLB_TW_COUNT. */
size_t plb_time_kind_of(plb_slice name);
/* Fills r->atoms with the atoms of the sentence r->begin..end. */
void plb_time_atoms(plb_time_reader *r);

/* ---- time_rules.c ---- */
plb_status plb_time_rules_open(struct plb_date_tables *t, plb_error *err);
void plb_time_rules_close(struct plb_date_tables *t);
/* The longest match at the atom whose reading holds; *t is filled. */
bool plb_time_rules_read(plb_time_reader *r, uint32_t atom, plb_time *t, uint32_t *end);

/* ---- what readings ask of a match ---- */
/* The nth atom (from 0) of the kind, or NULL. */
const plb_atom *plb_time_part(const plb_time_match *m, plb_time_kind kind, uint32_t nth);
static inline bool plb_time_has(const plb_atom *a, plb_time_kind kind) {
  return a && (a->kinds >> kind & 1);
}
/* Lower-case word of a token of the sentence, empty outside it. */
plb_slice plb_time_lower(const plb_time_reader *r, int64_t token);
/* Is the last verb before the token, or the first behind it, of the future? */
bool plb_time_ahead(const plb_time_reader *r, uint32_t token);

/* ---- time_value.c ---- */
typedef enum plb_time_unit {
  PLB_UNIT_SECOND = 'S',
  PLB_UNIT_MINUTE = 'N',
  PLB_UNIT_HOUR = 'H',
  PLB_UNIT_DAY = 'D',
  PLB_UNIT_WEEKEND = 'K',
  PLB_UNIT_WEEK = 'W',
  PLB_UNIT_FORTNIGHT = 'F',
  PLB_UNIT_MONTH = 'M',
  PLB_UNIT_QUARTER = 'Q',
  PLB_UNIT_HALF = 'A',
  PLB_UNIT_YEAR = 'Y',
  PLB_UNIT_DECADE = 'E',
  PLB_UNIT_CENTURY = 'C',
  PLB_UNIT_MILLENNIUM = 'L'
} plb_time_unit;
/* {0} when it is no day of the years 1 to 9999. */
plb_date plb_time_ymd(int year, int month, int day);
plb_date plb_time_shift_days(plb_date day, int64_t days);
plb_date plb_time_shift_months(plb_date day, int64_t months);
/* The setters fill all of *t but its words; false when there is no such time. basis is a static string. */
bool plb_time_day(plb_time_reader *r, plb_time *t, plb_date day, const char *part, const char *basis);
bool plb_time_days(plb_time_reader *r, plb_time *t, plb_date first, plb_date last, const char *basis);
bool plb_time_week(plb_time_reader *r, plb_time *t, plb_date day, bool weekend, const char *basis);
bool plb_time_month(plb_time_reader *r, plb_time *t, int year, int month, const char *basis);
bool plb_time_quarter(plb_time_reader *r, plb_time *t, int year, int quarter, const char *basis);
bool plb_time_half(plb_time_reader *r, plb_time *t, int year, int half, const char *basis);
bool plb_time_season(plb_time_reader *r, plb_time *t, int year, int32_t season, const char *basis);
bool plb_time_year(plb_time_reader *r, plb_time *t, int year, const char *basis);
bool plb_time_span_of_years(plb_time_reader *r, plb_time *t, int first, int years, const char *basis);
/* A value without a day: durations, sets, references. */
bool plb_time_value(plb_time_reader *r, plb_time *t, plb_time_type type, const char *basis, const char *format, ...)
    PLB_PRINTF(5, 6);
/* The day, week, month ... that lies n units from the day. */
bool plb_time_away(plb_time_reader *r, plb_time *t, plb_date from, int32_t unit, int64_t n, const char *basis);
/* "SP" of the number it is in the tables, "MO" likewise. */
const char *plb_time_letters(int32_t two, char out[3]);
/* What would be reckoned from a publication date that is not known; the value has X where it is not. */
bool plb_time_unresolved(plb_time_reader *r, plb_time *t, plb_granularity grain, const char *format, ...)
    PLB_PRINTF(4, 5);

/* ---- readings, by the name that rules.tsv gives them ---- */
/* clang-format off */
#define PLB_TIME_READINGS(X) \
  X(date) X(month) X(iso) X(slashed) X(year) X(years) X(year_period) X(decade) X(ordinal) \
  X(season) X(holiday) X(weekday) X(today) X(clock) X(daypart) X(shift) X(shifted) X(latest) \
  X(year_ago) X(unit) X(week_of) X(year_end) X(ago) X(amount) X(each) X(reference)
/* clang-format on */
#define X(name) bool plb_time_read_##name(plb_time_reader *r, const plb_time_match *m, plb_time *t);
PLB_TIME_READINGS(X)
#undef X
#endif
