/* Time expressions by rules over data/dates/: words of time by kind, patterns over the kinds, and a reading for each
 * pattern; the split into resources and an engine is HeidelTime's (Strotgen & Gertz 2010), types and values are those
 * of TIMEX3. Each sentence is cut into atoms (time_words.c); from left to right the longest pattern that holds is taken
 * (time_rules.c), widened to the words in front that belong to it ("early", "the end of", "nearly"). The reader
 * remembers the last date and the last quarter told, from which others are reckoned. */
#include <stdlib.h>

#include "base/error.h"
#include "resolve/resolve.h"
#include "resolve/time.h"

plb_status plb_date_tables_open(plb_date_tables **out, plb_error *err) {
  plb_date_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the date tables");
  plb_status s = plb_time_words_open(t, err);
  if (!s) s = plb_time_rules_open(t, err);
  if (!s && (t->the = plb_time_word_number(t, PLB_LIT("the"))) < 0)
    s = plb_fail(err, PLB_NOMEM, "resolve", "no memory");
  if (!s) return PLB_OK;
  plb_date_tables_close(t);
  *out = NULL;
  return s;
}

void plb_date_tables_close(plb_date_tables *t) {
  if (!t) return;
  plb_time_rules_close(t);
  plb_map_free(&t->word);
  free(t->at);
  free(t);
}

/* ---- words in front ---- */

static bool two_words(const plb_time_reader *r, uint32_t token, const char *first, const char *second) {
  return plb_slice_is(plb_time_lower(r, (int64_t)token - 1), second) &&
         plb_slice_is(plb_time_lower(r, (int64_t)token - 2), first);
}

/* "more than", "at least", "up to": their number of words. */
static uint32_t bound(const plb_time_reader *r, uint32_t token) {
  static const char *const pairs[][2] = {{"more", "than"}, {"less", "than"}, {"fewer", "than"},
                                         {"at", "least"},  {"at", "most"},   {"up", "to"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (two_words(r, token, pairs[i][0], pairs[i][1])) return 2;
  return 0;
}

/* "the" belongs to a noun phrase of time, not to a modifier of another noun ("the two-year siege", "the current king").
 */
static bool is_modifier(const plb_time_reader *r, uint32_t atom, uint32_t end) {
  const plb_atom *last = &r->atoms.at[end - 1];
  return last->joined || (end == atom + 1 && r->doc->token[last->begin].tag == PLB_TAG_JJ);
}

/* First token of the expression whose pattern begins at the atom; nothing before token `from` belongs to it. */
static uint32_t widened(const plb_time_reader *r, uint32_t atom, uint32_t end, uint32_t from, const plb_time *t) {
  bool modifier = is_modifier(r, atom, end);
  uint32_t begin = r->atoms.at[atom].begin;
  for (bool first = true; atom > 0 && r->atoms.at[atom - 1].begin >= from; first = false) {
    const plb_atom *a = &r->atoms.at[atom - 1];
    bool edge = atom > 1 && plb_time_has(&r->atoms.at[atom - 2], PLB_TW_EDGE) &&
                plb_slice_is(plb_time_lower(r, a->begin), "of");
    bool approx = first && plb_time_has(a, PLB_TW_APPROX) &&
                  (t->type == PLB_TIME_DURATION || !plb_slice_is(plb_time_lower(r, a->begin), "over"));
    if (edge && r->atoms.at[atom - 2].begin >= from)
      atom -= 2;
    else if (approx || plb_time_has(a, PLB_TW_PHASE) || (a->word == r->tables->the && !modifier))
      atom--;
    else
      break;
    begin = r->atoms.at[atom].begin;
  }
  uint32_t more = t->type == PLB_TIME_DURATION ? bound(r, begin) : 0;
  return begin >= from + more && begin >= r->begin + more ? begin - more : begin;
}

/* ---- the text ---- */

/* "GENEVA, April 9 (Reuters) -": names and commas in front, a dash behind, agencies in brackets between. */
static bool is_dateline(const plb_time_reader *r, const plb_time *t) {
  enum { REACH = 10 };
  const plb_token *at = r->doc->token;
  if (t->grain != PLB_GRAIN_DAY || t->begin == r->begin || t->begin > r->begin + REACH) return false;
  for (uint32_t i = r->begin; i < t->begin; i++)
    if (!(at[i].flags & PLB_TOK_CAPITAL) && at[i].tag != PLB_TAG_COMMA && at[i].tag < PLB_TAG_PUNCT) return false;
  uint32_t i = t->end;
  if (i < r->end && at[i].tag == PLB_TAG_LPAREN)
    while (i < r->end && i < t->end + REACH && at[i].tag != PLB_TAG_RPAREN)
      i++;
  i += i < r->end && at[i].tag == PLB_TAG_RPAREN;
  static const char *const dashes[] = {"-", "--", "–", "—", "_", "---"};
  return i < r->end && PLB_AMONG(at[i].lower, dashes);
}

static void remember(plb_time_reader *r, const plb_time *t) {
  if (!plb_date_known(t->first) || t->type > PLB_TIME_TIME) return;
  r->told = t->first;
  r->told_grain = t->grain;
  bool reckoned = strcmp(t->basis, "context") == 0;
  if (t->grain != PLB_GRAIN_QUARTER || reckoned || t->first.year < r->quarter_year) return;
  if (plb_date_known(r->published) && plb_date_days(t->first) > plb_date_days(r->published)) return;
  r->quarter = (t->first.month + 2) / 3;
  r->quarter_year = t->first.year;
}

static plb_status read_sentence(plb_time_reader *r, plb_time **out, uint32_t *n, uint32_t *cap, plb_error *err) {
  uint32_t end, from = r->begin;
  plb_time t;
  plb_time_atoms(r);
  for (uint32_t i = 0; i < r->atoms.n && !r->failed;) {
    if (!r->atoms.at[i].kinds || !plb_time_rules_read(r, i, &t, &end)) {
      i++;
      continue;
    }
    t.begin = widened(r, i, end, from, &t);
    t.end = from = r->atoms.at[end - 1].end;
    t.span = plb_doc_tokens(r->doc, t.begin, t.end);
    t.sentence = r->sentence;
    t.dateline = is_dateline(r, &t);
    remember(r, &t);
    plb_time *slot = plb_vec_grow(r->doc->arena, (void **)out, n, cap, sizeof **out, r->doc->limits->tokens);
    if (!slot) r->failed = true;
    if (slot) *slot = t;
    i = end;
  }
  return r->failed ? plb_fail(err, PLB_NOMEM, "resolve", "the document's memory is used up") : PLB_OK;
}

plb_status plb_resolve_dates(const plb_date_tables *tables, plb_doc *doc, plb_error *err) {
  plb_time_reader r = {.tables = tables, .doc = doc, .published = doc->meta.published_day};
  plb_time *out = NULL;
  uint32_t n = 0, cap = 0;
  if (!r.published.month || !r.published.day) r.published = (plb_date){0};
  for (uint32_t s = 0; s < doc->n_sentence; s++) {
    r.sentence = s;
    r.begin = doc->sentence[s].begin;
    r.end = doc->sentence[s].end;
    plb_status status = read_sentence(&r, &out, &n, &cap, err);
    if (status) return status;
  }
  doc->time = out;
  doc->n_time = n;
  return PLB_OK;
}
