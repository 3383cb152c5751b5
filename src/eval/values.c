/* Names of columns, types and statuses out of data/eval; codes and dates by their form. */
#include "eval/values.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/table.h"

enum { WORD_BYTES = 64, MOST_WORDS = 1000 };

typedef struct meaning {
  plb_slice word, value;
} meaning;

typedef struct name {
  char text[WORD_BYTES];
  uint8_t field;
  uint16_t rank;
} name;

struct plb_eval_words {
  meaning type[MOST_WORDS], status[MOST_WORDS];
  name column[MOST_WORDS];
  uint32_t n_type, n_status, n_column;
};

static const char *const fields[PLB_FIELD_COUNT] = {"document",
                                                    "url",
                                                    "title",
                                                    "char",
                                                    "byte",
                                                    "sentence_at",
                                                    "sentence_number",
                                                    "sentence",
                                                    "trigger",
                                                    "type",
                                                    "mode",
                                                    "status",
                                                    "actor",
                                                    "recipient",
                                                    "actor_sector",
                                                    "recipient_sector",
                                                    "date",
                                                    "date_last",
                                                    "claim",
                                                    "voice",
                                                    "claimant",
                                                    "optional",
                                                    "-"};

const char *plb_field_name(plb_field f) {
  return f < PLB_FIELD_COUNT ? fields[f] : "?";
}

/* ---- the tables ---- */
static plb_status read_words(plb_eval_words *w, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "eval/words.tsv", "field word value", err);
  while (!s && !(s = plb_table_next(&t, err))) {
    bool type = plb_slice_is(plb_table_cell(&t, 0), "type");
    uint32_t *n = type ? &w->n_type : &w->n_status;
    plb_slice value = plb_table_cell(&t, 2);
    bool known = type ? plb_type_of(value) < PLB_TYPE_COUNT || plb_slice_is(value, "NONE")
                      : plb_act_status_of(value) < PLB_ACT_COUNT;
    if (!known) return plb_table_fail(&t, err, "'%.*s' is no value of that field", (int)value.n, value.p);
    if (*n == MOST_WORDS) return plb_table_fail(&t, err, "more than %d words", MOST_WORDS);
    (type ? w->type : w->status)[(*n)++] = (meaning){plb_table_cell(&t, 1), value};
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* Names of columns are alike in any case, with blanks, hyphens or dots for underlines. */
static bool fold_name(plb_slice s, char out[WORD_BYTES]) {
  s = plb_slice_trim(s);
  if (!s.n || s.n >= WORD_BYTES) return false;
  for (uint32_t i = 0; i < s.n; i++) {
    char c = plb_lower(s.p[i]);
    out[i] = c == ' ' || c == '-' || c == '.' ? '_' : c;
  }
  out[s.n] = 0;
  return true;
}

static plb_status read_columns(plb_eval_words *w, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "eval/columns.tsv", "field names", err);
  while (!s && !(s = plb_table_next(&t, err))) {
    plb_slice field = plb_table_cell(&t, 0), names = plb_table_cell(&t, 1), one;
    size_t f = field.n ? plb_slice_index(field, fields, PLB_FIELD_PASSED) : PLB_FIELD_PASSED;
    if (field.n && f == PLB_FIELD_PASSED) return plb_table_fail(&t, err, "no such field");
    for (uint16_t rank = 0; plb_slice_split(&names, '|', &one); rank++) {
      name *to = &w->column[w->n_column];
      if (w->n_column == MOST_WORDS || !fold_name(one, to->text))
        return plb_table_fail(&t, err, "too long, or too many");
      to->field = (uint8_t)f;
      to->rank = rank;
      w->n_column++;
    }
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_eval_words_open(plb_eval_words **out, plb_error *err) {
  plb_eval_words *w = *out = calloc(1, sizeof *w);
  if (!w) return plb_eval_no_memory(err);
  plb_status s = read_words(w, err);
  return s ? s : read_columns(w, err);
}

void plb_eval_words_close(plb_eval_words *w) {
  free(w);
}

plb_field plb_eval_column(const plb_eval_words *w, plb_slice s, uint32_t *rank) {
  char folded[WORD_BYTES];
  if (!fold_name(s, folded)) return PLB_FIELD_COUNT;
  for (uint32_t i = 0; i < w->n_column; i++)
    if (strcmp(w->column[i].text, folded) == 0) {
      *rank = w->column[i].rank;
      return (plb_field)w->column[i].field;
    }
  return PLB_FIELD_COUNT;
}

/* ---- types and statuses ---- */
static bool all_digits(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if (!plb_is_digit(s.p[i])) return false;
  return s.n > 0;
}

/* A CAMEO code of two to four digits; spreadsheets drop the first nought, which shows where no root begins so. */
static plb_slice cameo_code(plb_slice s, char room[8]) {
  unsigned root = s.n > 1 ? (unsigned)(s.p[0] - '0') * 10 + (unsigned)(s.p[1] - '0') : 0;
  if (s.n > 4 || (s.n > 1 && root <= 20)) return s;
  int n = snprintf(room, 8, "0%.*s", (int)s.n, s.p);
  return plb_slice_of(room, (size_t)n);
}

static plb_slice meaning_of(const meaning *m, uint32_t n, plb_slice s, bool prefix) {
  const meaning *best = NULL;
  for (uint32_t i = 0; i < n; i++) {
    bool fits = prefix ? plb_slice_starts(s, m[i].word) : plb_slice_eq_nocase(s, m[i].word);
    if (fits && (!best || m[i].word.n > best->word.n)) best = &m[i];
  }
  return best ? best->value : (plb_slice){NULL, 0};
}

static plb_slice upper(plb_slice s, char room[WORD_BYTES]) {
  uint32_t n = s.n < WORD_BYTES ? s.n : 0;
  for (uint32_t i = 0; i < n; i++)
    room[i] = plb_is_lower(s.p[i]) ? (char)(s.p[i] - 32) : s.p[i];
  return plb_slice_of(room, n);
}

plb_type plb_eval_type(const plb_eval_words *w, plb_slice s, bool *none) {
  char room[WORD_BYTES], code[8];
  *none = false;
  s = plb_slice_trim(s);
  plb_type t = plb_type_of(upper(s, room));
  if (t < PLB_TYPE_COUNT) return t;
  bool digits = all_digits(s);
  if (digits && s.n > 4) return PLB_TYPE_COUNT;
  plb_slice value = meaning_of(w->type, w->n_type, digits ? cameo_code(s, code) : s, digits);
  *none = plb_slice_is(value, "NONE");
  return *none || !value.n ? PLB_TYPE_COUNT : plb_type_of(value);
}

plb_act_status plb_eval_status(const plb_eval_words *w, plb_slice s) {
  char room[WORD_BYTES];
  s = plb_slice_trim(s);
  uint32_t n = s.n < WORD_BYTES ? s.n : 0;
  for (uint32_t i = 0; i < n; i++)
    room[i] = plb_lower(s.p[i]);
  plb_act_status a = plb_act_status_of(plb_slice_of(room, n));
  if (a < PLB_ACT_COUNT) return a;
  plb_slice value = meaning_of(w->status, w->n_status, s, false);
  return value.n ? plb_act_status_of(value) : PLB_ACT_COUNT;
}

/* ---- parties ---- */
static bool is_code(plb_slice s) {
  if (!s.n || s.n > 64) return false;
  for (uint32_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"') return false;
  return true;
}

/* USAGOV: a state's three letters and a sector. */
static void split_cameo(plb_coded_party *p) {
  if (p->code.n < 6 || p->sector.n) return;
  for (uint32_t i = 0; i < 6; i++)
    if (!plb_is_upper(p->code.p[i])) return;
  plb_slice sector = plb_slice_sub(p->code, 3, 6);
  if (plb_sector_of(sector) == PLB_SECTOR_COUNT) return;
  p->sector = sector;
  p->code = plb_slice_sub(p->code, 0, 3);
}

static bool next_item(plb_slice *rest, plb_slice *item) {
  uint32_t i = 0;
  if (!rest->p) return false;
  while (i < rest->n && rest->p[i] != ';' && rest->p[i] != '|')
    i++;
  *item = plb_slice_trim(plb_slice_sub(*rest, 0, i));
  *rest = i < rest->n ? plb_slice_sub(*rest, i + 1, rest->n) : (plb_slice){NULL, 0};
  return true;
}

bool plb_eval_parties(plb_arena *arena, plb_slice codes, plb_slice sectors, plb_coded_party **out, uint32_t *n,
                      const char **why) {
  PLB_VEC(plb_coded_party) list = {0};
  plb_slice code, sector;
  codes = plb_slice_trim(codes);
  sectors = plb_slice_trim(sectors);
  if (!sectors.n) sectors.p = NULL;
  *out = NULL;
  *n = 0;
  *why = NULL;
  if (!codes.n || plb_slice_is(codes, "-")) return true;
  while (next_item(&codes, &code)) {
    bool more = next_item(&sectors, &sector);
    if (!code.n) continue;
    *why = "is no code such as CHN, USAGOV or IGO:NATO; several stand between ;";
    if (!is_code(code)) return false;
    *why = "holds more than 64 codes";
    if (list.n == PLB_EVAL_PARTIES) return false;
    *why = NULL;
    plb_coded_party *p = plb_vec_push(arena, &list, PLB_EVAL_PARTIES);
    if (!p) return false;
    p->code = plb_arena_dup(arena, code);
    p->sector = more && sector.n ? plb_arena_dup(arena, sector) : (plb_slice){"", 0};
    if (!p->code.p || !p->sector.p) return false;
    split_cameo(p);
  }
  *out = list.at;
  *n = list.n;
  return true;
}

/* ---- dates ---- */
static bool one_date(plb_slice s, char out[11]) {
  char room[11];
  if (s.n == 8 && all_digits(s)) {
    snprintf(room, sizeof room, "%.4s-%.2s-%.2s", s.p, s.p + 4, s.p + 6);
    s = plb_slice_of(room, 10);
  }
  plb_date d = plb_date_parse_iso(s);
  if (!plb_date_known(d) || !plb_date_valid(d)) return false;
  plb_date_format(d, out);
  return s.n == strlen(out) || (s.n > 10 && (s.p[10] == 'T' || s.p[10] == ' '));
}

bool plb_eval_date(plb_slice s, char out[24]) {
  char first[11], last[11];
  plb_slice rest = plb_slice_trim(s), part;
  if (!plb_slice_split(&rest, '/', &part) || !one_date(part, first)) return false;
  snprintf(out, 24, "%s", first);
  if (!plb_slice_split(&rest, '/', &part)) return true;
  if (!one_date(part, last) || plb_slice_split(&rest, '/', &part)) return false;
  if (strcmp(first, last) != 0) snprintf(out, 24, "%s/%s", first, last);
  return true;
}
