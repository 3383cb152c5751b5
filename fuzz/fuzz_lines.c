/* extract: any line for each reader of lines (dates, bylines, titles, headers, wires), and as JSON-LD. A date found is
 * one and lies inside its line; what is written of it is read again as the same day; names lie inside the line. */
#include "base/utf8.h"
#include "extract/jsonld.h"
#include "extract/meta.h"
#include "extract/title.h"
#include "fuzz.h"

static void check_date(const plb_pubdate_tables *t, plb_slice in, plb_date_place place, plb_date_order order,
                       plb_arena *arena) {
  plb_pubdate d, again;
  if (!plb_pubdate_find(t, in, 0, place, order, &d)) return;
  must(d.begin < d.end && d.end <= in.n && plb_date_valid(d.day) && d.day.day);
  must(!plb_date_known(d.other) || plb_date_valid(d.other));
  must(!d.has_time || (d.hour < 24 && d.minute < 60 && d.second <= 60));
  plb_slice value = plb_pubdate_value(&d, arena);
  must(value.n >= 10 && plb_pubdate_find(t, value, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, &again));
  must(again.day.year == d.day.year && again.day.month == d.day.month && again.day.day == d.day.day);
}

static void check_names(const plb_byline_tables *t, plb_slice in, plb_byline_place place) {
  plb_slice name[PLB_BYLINE_MAX];
  uint32_t n = plb_byline_names(t, in, place, name);
  must(n <= PLB_BYLINE_MAX);
  for (uint32_t i = 0; i < n; i++)
    must(name[i].n && name[i].p >= in.p && name[i].p + name[i].n <= in.p + in.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_meta_tables *t;
  plb_error err = {0};
  if (!t) must(plb_meta_tables_open(&t, &err) == PLB_OK);
  plb_slice in = plb_slice_of((const char *)data, size), value;
  if (!size || size > 4096 || !plb_utf8_valid(in)) return 0;
  plb_arena arena = {0};
  plb_arena_init(&arena, 64 << 20);
  for (int place = PLB_DATE_TEXT; place <= PLB_DATE_FIELD; place++)
    for (int order = PLB_ORDER_UNKNOWN; order <= PLB_ORDER_MONTH_FIRST; order++)
      check_date(&t->dates, in, (plb_date_place)place, (plb_date_order)order, &arena);
  plb_pubdate d;
  if (plb_pubdate_of_path(&t->dates, in, &d)) must(plb_date_valid(d.day) && d.day.day);
  check_names(&t->bylines, in, PLB_BYLINE_LINE);
  check_names(&t->bylines, in, PLB_BYLINE_FIELD);
  plb_title_strip(&t->outlets, in, PLB_LIT("Example Times"), NULL);
  plb_line_of(&t->lines, in);
  plb_line_header(&t->lines, in, &value);
  plb_wire_is_signature(&t->wires, in);
  plb_jsonld ld = {0};
  plb_jsonld_read(&t->jsonld, in, &arena, &ld, &err);
  plb_arena_free(&arena);
  return 0;
}
