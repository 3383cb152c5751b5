/* pubdate: dates as pages print them, and the day a page was published.
 * Ownership: tables own their maps until close; made strings are in the arena given. Thread: immutable after open;
 * pure. Errors: PLB_TABLE, PLB_NOMEM at open. Limits: years PLB_PUBDATE_FIRST..PLB_PUBDATE_LAST; one pass over the
 * text. */
#ifndef PLB_EXTRACT_PUBDATE_H
#define PLB_EXTRACT_PUBDATE_H
#include "base/arena.h"
#include "base/date.h"
#include "base/map.h"

enum { PLB_PUBDATE_FIRST = 1900, PLB_PUBDATE_LAST = 2100 };

typedef struct plb_pubdate_tables { /* data/extract/months.tsv, zones.tsv, date_orders.tsv */
  plb_map month;                    /* -> 1..12 */
  plb_map zone;                     /* -> minutes + 1440 */
  plb_map order;                    /* of date_orders.tsv: country or domain -> plb_date_order */
} plb_pubdate_tables;
plb_status plb_pubdate_tables_open(plb_pubdate_tables *t, plb_error *err);
void plb_pubdate_tables_close(plb_pubdate_tables *t);

/* What the names on an element say of a date in it (data/extract/date_words.tsv). */
typedef enum plb_date_sense {
  PLB_DATE_UNSAID,
  PLB_DATE_AVOID,
  PLB_DATE_MODIFIED,
  PLB_DATE_PUBLISHED,
  PLB_DATE_SOME,
  PLB_DATE_KEY, /* a key of scripts, not a name of elements */
  PLB_DATE_SENSE_COUNT
} plb_date_sense;
enum { PLB_DATE_WORDS = 256 };
typedef struct plb_date_words {
  plb_slice word[PLB_DATE_WORDS];
  uint8_t sense[PLB_DATE_WORDS];
  uint16_t first[256], next[PLB_DATE_WORDS]; /* words of elements by first byte: 1 + index, 0: no more */
  uint32_t n;
  uint64_t pair[16]; /* which first two letters words have, as bits of a small hash: most places end here */
} plb_date_words;
plb_status plb_date_words_open(plb_date_words *t, plb_error *err);
plb_date_sense plb_date_sense_of(const plb_date_words *t, plb_slice names);

/* How 03/04/2019 is to be read. */
typedef enum plb_date_order { PLB_ORDER_UNKNOWN, PLB_ORDER_DAY_FIRST, PLB_ORDER_MONTH_FIRST } plb_date_order;

typedef struct plb_pubdate {
  plb_date day;   /* as printed, in the page's own time zone; {0}: none */
  plb_date other; /* the other reading when the numbers allow two and the order is unknown; {0}: the day is certain */
  bool has_time, has_zone;
  uint8_t hour, minute, second;
  int16_t zone;        /* minutes east of Greenwich */
  uint32_t begin, end; /* its bytes, time included when it follows */
} plb_pubdate;

/* PLB_DATE_FIELD: the text is a field that holds a date (an attribute, a <time>, a date line), so that 20240409,
 * seconds since 1970, two-digit years and a time before the date count too. PLB_DATE_TEXT: running text. */
typedef enum plb_date_place { PLB_DATE_TEXT, PLB_DATE_FIELD } plb_date_place;
/* The first date with a day and a year at or after `from`; false when there is none. */
bool plb_pubdate_find(const plb_pubdate_tables *t, plb_slice text, uint32_t from, plb_date_place place,
                      plb_date_order order, plb_pubdate *out);
/* Is the text a date and, besides times and weekdays, at most `spare` letters? */
bool plb_pubdate_fills(const plb_pubdate_tables *t, plb_slice text, uint32_t spare, plb_pubdate *out);
/* The date in the path of a URL: /2019/11/18/, /2019/nov/18/, /2019-11-18, /20191118/; with a day only. */
bool plb_pubdate_of_path(const plb_pubdate_tables *t, plb_slice path, plb_pubdate *out);
/* How numeric dates are written in the country; by pages under the host. */
plb_date_order plb_pubdate_order_of_country(const plb_pubdate_tables *t, plb_slice country);
plb_date_order plb_pubdate_order_of_host(const plb_pubdate_tables *t, plb_slice host);
/* "YYYY-MM-DD", with "Thh:mm:ss" when there is a time and "Z" or "+hh:mm" when its zone is known. {NULL,0}: no memory.
 */
plb_slice plb_pubdate_value(const plb_pubdate *d, plb_arena *arena);
#endif
