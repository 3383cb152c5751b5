/* The lexical coder, sentence by sentence: triggers, parties by frame, checks, status, date, place, claim chain,
 * folding. After TABARI and PETRARCH in its means (dictionaries, longest pattern, frames), beyond them in what it
 * keeps: who says so, what became of the act, the words themselves, and why a trigger gave nothing. */
#include "code/code.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "code/derive.h"
#include "code/reading.h"
#include "code/topic.h"

/* ---- tables ---- */

static const char *const mark_kinds[PLB_MARK_KINDS] = {"modal",       "adverb", "adjective", "determiner",
                                                       "conditional", "verb",   "noun",      "adj"};
static const char *const cue_kinds[] = {"verb"};
static const char *const instruments[] = {"instrument"};
static const char *const counts[] = {"killed", "injured", "arrested"};

static plb_status load_marks(plb_trigger_tables *t, plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, "code/marks.tsv", "word kind status", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice word = plb_table_cell(&table, 0), status = plb_table_cell(&table, 2);
    size_t kind = plb_slice_index(plb_table_cell(&table, 1), mark_kinds, PLB_MARK_KINDS);
    uint32_t value = plb_act_status_of(status);
    if (kind == PLB_MARK_KINDS) return plb_table_fail(&table, err, "unknown kind");
    if (value == PLB_ACT_COUNT) return plb_table_fail(&table, err, "'%.*s' is no status", (int)status.n, status.p);
    if (plb_map_get(&t->mark[kind], word) != PLB_MAP_NONE) return plb_table_fail(&table, err, "the row stands twice");
    if (!plb_map_set(&t->mark[kind], word, value)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* A table of two columns: word -> number of its kind. */
static plb_status load_words(plb_map *map, const char *file, const char *columns, const char *const *names, uint32_t n,
                             plb_error *err) {
  plb_table table;
  plb_status s = plb_table_open_data(&table, file, columns, err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK) {
    uint32_t kind = (uint32_t)plb_slice_index(plb_table_cell(&table, 1), names, n);
    if (kind == n) return plb_table_fail(&table, err, "unknown kind");
    if (!plb_map_set(map, plb_table_cell(&table, 0), kind)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_trigger_tables_open(plb_trigger_tables **out, plb_error *err) {
  plb_trigger_tables *t = *out = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "code", "no memory for the trigger tables");
  plb_status s = plb_patterns_open(&t->patterns, err);
  if (!s) s = plb_patterns_derive(&t->patterns, 0, err);
  if (!s) s = load_marks(t, err);
  if (!s) s = load_words(&t->cue, "code/cues.tsv", "word kind", cue_kinds, 1, err);
  if (!s) s = load_words(&t->size, "code/sizes.tsv", "lemma counts", counts, 3, err);
  if (!s) s = load_words(&t->instrument, "code/instruments.tsv", "lemma counts", instruments, 1, err);
  if (!s) s = plb_topics_open(&t->topic, err);
  if (!s) return PLB_OK;
  plb_trigger_tables_close(t);
  *out = NULL;
  return s;
}

plb_status plb_trigger_tables_add(plb_trigger_tables *t, const plb_trigger_row *row, size_t n, plb_error *err) {
  plb_status s = PLB_OK;
  uint32_t from = t->patterns.at.n;
  for (size_t i = 0; i < n && !s; i++)
    s = plb_patterns_add(&t->patterns, &row[i], err);
  return s ? s : plb_patterns_derive(&t->patterns, from, err);
}

void plb_trigger_tables_close(plb_trigger_tables *t) {
  if (!t) return;
  plb_patterns_close(&t->patterns);
  for (int k = 0; k < PLB_MARK_KINDS; k++)
    plb_map_free(&t->mark[k]);
  plb_map_free(&t->cue);
  plb_map_free(&t->size);
  plb_map_free(&t->topic);
  plb_map_free(&t->instrument);
  free(t);
}

/* ---- one document ---- */

typedef struct coder {
  const plb_trigger_tables *t;
  plb_doc *doc;
  plb_clause *clause; /* by sentence */
  plb_match_list *match;
  plb_scope_list *scope;
  PLB_VEC(plb_report) report;
  PLB_VEC(plb_silence) silence;
  plb_error *err;
} coder;

static plb_status no_memory(coder *k) {
  return plb_fail(k->err, PLB_NOMEM, "code", "the document's memory is used up");
}

static plb_span match_span(const plb_doc *doc, const plb_match *m) {
  return plb_doc_tokens(doc, m->begin, m->end);
}

static plb_status silent(coder *k, uint32_t sentence, plb_span trigger, plb_slice why) {
  plb_silence *s = plb_vec_push(k->doc->arena, &k->silence, k->doc->limits->tokens);
  if (!s || !why.p) return no_memory(k);
  *s = (plb_silence){sentence, trigger, why};
  return PLB_OK;
}

static bool political(const plb_party *p) {
  if (p->kind == PLB_PARTY_OTHER && p->sector == PLB_SECTOR_UNK && p->certain < 45) return false;
  return plb_code_known(p->code) || p->sector != PLB_SECTOR_UNK;
}

static bool any_political(const plb_fill_list *l) {
  for (uint32_t i = 0; i < l->n; i++)
    if (political(&l->at[i].party)) return true;
  return false;
}

/* ---- parties ---- */

/* A state's organ, an armed group, a party or an international organisation, named or described beyond doubt. */
static bool firm(const plb_fill_list *l) {
  for (uint32_t i = 0; i < l->n; i++) {
    const plb_party *p = &l->at[i].party;
    bool organ = p->sector == PLB_SECTOR_GOV || p->sector == PLB_SECTOR_MIL || p->sector == PLB_SECTOR_LEG ||
                 p->sector == PLB_SECTOR_JUD || p->sector == PLB_SECTOR_COP || p->sector == PLB_SECTOR_REB ||
                 p->sector == PLB_SECTOR_PTY || p->sector == PLB_SECTOR_OPP || p->sector == PLB_SECTOR_IGO;
    if (organ && p->kind != PLB_PARTY_OTHER && p->certain >= 55) return true;
  }
  return false;
}

static void append(plb_reading *r, plb_fill_list *to, const plb_fill_list *from) {
  for (uint32_t i = 0; i < from->n; i++)
    plb_add_fill(r, to, from->at[i].span, from->at[i].party);
}

/* Nobody acts on himself: a recipient with an actor's very name is a misreading of the frame. */
static void drop_shared(const plb_fill_list *actor, plb_fill_list *recipient) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < recipient->n; i++) {
    bool shared = false;
    for (uint32_t j = 0; j < actor->n; j++)
      shared |= plb_same_party(&actor->at[j].party, &recipient->at[i].party);
    if (!shared) recipient->at[n++] = recipient->at[i];
  }
  recipient->n = n;
}

static bool definite_np(const plb_reading *r) {
  if (r->np == PLB_NONE) return false;
  const plb_token *first = &r->doc->token[r->c->np.at[r->np].begin];
  return plb_slice_is(first->lower, "the") || plb_slice_is(first->lower, "this") || first->tag == PLB_TAG_PRPS;
}

/* "The meeting", "the visit": the parties of the last report of that type in the sentences before. */
static bool inherit(coder *k, plb_reading *r, uint32_t sentence, uint8_t type, plb_fill_list *actor,
                    plb_fill_list *recipient) {
  enum { REACH = 4 };
  if (r->m->pattern->pos != 'N' || !definite_np(r)) return false;
  for (uint32_t i = k->report.n; i > 0; i--) {
    const plb_report *old = &k->report.at[i - 1];
    if (old->sentence + REACH < sentence) return false;
    if (old->type != type || old->n_actor + old->n_recipient < 2) continue;
    for (uint32_t a = 0; a < old->n_actor + old->n_recipient; a++) {
      plb_role_fill f = a < old->n_actor ? old->actor[a] : old->recipient[a - old->n_actor];
      f.span = (plb_span){0, 0};
      plb_fill_list one = {.at = &f, .n = 1, .cap = 1};
      append(r, a < old->n_actor ? actor : recipient, &one);
    }
    return true;
  }
  return false;
}

static bool has_slot(const plb_side *side, uint8_t slot) {
  for (uint32_t i = 0; i < side->n; i++)
    if (side->slot[i] == slot) return true;
  return false;
}

/* "He was shot down" after "The rebels shot down a pilot": the document settles who did it. */
static void settle_agent(const coder *k, plb_reading *r, uint32_t sentence, uint8_t type, plb_fill_list *actor,
                         const plb_fill_list *recipient) {
  enum { REACH = 4 };
  for (uint32_t i = k->report.n; i > 0; i--) {
    const plb_report *old = &k->report.at[i - 1];
    if (old->sentence + REACH < sentence) return;
    bool same = old->type == type && old->n_actor && old->n_recipient &&
                plb_slice_eq(old->recipient[0].party.code, recipient->at[0].party.code) &&
                plb_code_known(old->recipient[0].party.code);
    if (!same || old->status == PLB_ACT_NEGATED) continue;
    for (uint32_t a = 0; a < old->n_actor; a++) {
      plb_role_fill f = old->actor[a];
      f.span = (plb_span){0, 0};
      plb_fill_list one = {.at = &f, .n = 1, .cap = 1};
      append(r, actor, &one);
    }
    return;
  }
}

/* Ordinary people who demonstrate act politically: "several hundred fishermen marched". */
static void people_protest(plb_reading *r, plb_fill_list *actor) {
  if (r->m->pattern->type != PLB_TYPE_PROTEST || actor->n || r->verb == PLB_NONE) return;
  uint32_t np = plb_logical_subject(r->c, r->verb);
  if (np == PLB_NONE || r->doc->token[r->c->np.at[np].head].tag != PLB_TAG_NNS) return;
  const plb_np *p = &r->c->np.at[np];
  plb_role_fill *f = plb_vec_push(r->doc->arena, actor, r->doc->limits->tokens);
  if (!f) {
    r->out_of_memory = true;
    return;
  }
  f->span = plb_doc_tokens(r->doc, p->begin, p->end);
  f->party = (plb_party){.name = plb_doc_text(r->doc, f->span),
                         .code = r->doc->focus.n ? r->doc->focus : PLB_LIT("---"),
                         .sector = PLB_SECTOR_CVL,
                         .kind = PLB_PARTY_ROLE,
                         .certain = 40,
                         .rule = PLB_LIT("people who protest, of the state the document is most about")};
}

/* Acts that need somebody at the other end: left out, it is the other state of an article about two ("Norway freed the
 * trawler"). */
static void other_of_pair(plb_reading *r, const plb_fill_list *actor, plb_fill_list *recipient) {
  static const bool needs[PLB_TYPE_COUNT] = {
      [PLB_TYPE_ACCUSE] = true,   [PLB_TYPE_REJECT] = true,  [PLB_TYPE_THREATEN] = true, [PLB_TYPE_REQUEST] = true,
      [PLB_TYPE_SANCTION] = true, [PLB_TYPE_CONCEDE] = true, [PLB_TYPE_SUPPORT] = true,  [PLB_TYPE_AID] = true};
  const plb_party *pair = r->doc->pair;
  if (recipient->n || actor->n != 1 || !needs[r->m->pattern->type] || !pair[0].code.n || !firm(actor)) return;
  int me = plb_slice_eq(actor->at[0].party.code, pair[0].code)   ? 0
           : plb_slice_eq(actor->at[0].party.code, pair[1].code) ? 1
                                                                 : -1;
  if (me < 0) return;
  plb_role_fill *f = plb_vec_push(r->doc->arena, recipient, r->doc->limits->tokens);
  if (!f) {
    r->out_of_memory = true;
    return;
  }
  *f = (plb_role_fill){.party = pair[1 - me]};
  f->party.certain = 35;
  f->party.rule = PLB_LIT("left out: the other state of the two the article is about");
}

static void fill_parties(coder *k, plb_reading *r, uint32_t sentence, plb_fill_list *actor, plb_fill_list *recipient) {
  const plb_pattern *p = r->m->pattern;
  plb_fill_side(r, &p->actor, actor);
  people_protest(r, actor);
  plb_fill_side(r, &p->recipient, recipient);
  if (!actor->n && p->pos == 'N' && !definite_np(r)) { /* "the two reached an accord": the noun's verb has its actor */
    static const plb_side subject = {.slot = {PLB_SLOT_SUBJ}, .n = 1};
    if (!has_slot(&p->actor, PLB_SLOT_SUBJ)) plb_fill_side(r, &subject, actor);
  }
  if (p->symmetric) {
    append(r, actor, recipient);
    recipient->n = 0;
  }
  uint32_t want = p->symmetric || !p->no_recipient ? 2 : 1;
  uint32_t have = actor->n + recipient->n;
  if (have < want && (p->type == PLB_TYPE_CONSULT || have == 0)) inherit(k, r, sentence, p->type, actor, recipient);
  bool passive = r->verb != PLB_NONE && r->c->verb.at[r->verb].passive;
  if (passive && !actor->n && recipient->n) settle_agent(k, r, sentence, p->type, actor, recipient);
  drop_shared(actor, recipient);
  if (!p->symmetric && !p->no_recipient) other_of_pair(r, actor, recipient);
}

/* ---- checks: why a trigger gives nothing ---- */

/* The subject is there in words but is nobody who could act politically ("the storm hit Japan"). */
static bool acted_by_thing(const plb_reading *r, const plb_fill_list *actor) {
  if (r->verb == PLB_NONE || actor->n || !has_slot(&r->m->pattern->actor, PLB_SLOT_SUBJ)) return false;
  uint32_t np = plb_logical_subject(r->c, r->verb);
  if (np == PLB_NONE) return false;
  const plb_token *head = &r->doc->token[r->c->np.at[np].head];
  bool weapon = r->m->pattern->type == PLB_TYPE_ASSAULT && plb_map_get(&r->t->instrument, head->lemma) != PLB_MAP_NONE;
  return head->tag != PLB_TAG_PRP && head->tag != PLB_TAG_WP && !weapon;
}

/* "accused them of meddling": an -ing form or noun under the accusing verb stays inside the ACCUSE. */
static bool inside_accusation(const plb_reading *r, const plb_match_list *all) {
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *a = &all->at[i];
    if (a->pattern->type != PLB_TYPE_ACCUSE || a->head >= r->m->head || a->pattern->pos != 'V') continue;
    uint32_t w = plb_verb_at(r->c, a->head);
    if (w == PLB_NONE) continue;
    const plb_verb *v = &r->c->verb.at[w];
    if (r->verb != PLB_NONE) {
      const plb_verb *mine = &r->c->verb.at[r->verb];
      if (mine->form == PLB_VERB_ING && mine->governor == w && r->doc->token[mine->begin - 1].tag == PLB_TAG_IN)
        return true;
    } else if (r->np != PLB_NONE && r->c->np.at[r->np].prep != PLB_NONE && r->c->np.at[r->np].begin < v->reach) {
      plb_slice word = r->doc->token[r->c->np.at[r->np].prep].lower;
      if (plb_slice_is(word, "of") || plb_slice_is(word, "for")) return true;
    }
  }
  return false;
}

static bool other_trigger_near(const plb_reading *r, const plb_match_list *all) {
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *m = &all->at[i];
    if (m == r->m || m->pattern->type == PLB_TYPE_NONE || (m->pattern->flags & PLB_FLAG_WEAK)) continue;
    uint32_t a = m->head < r->m->head ? m->head : r->m->head, b = m->head < r->m->head ? r->m->head : m->head;
    bool parted = false;
    for (uint32_t t = a; t < b; t++)
      parted |= r->doc->token[t].tag == PLB_TAG_COMMA;
    if (!parted) return true;
  }
  return false;
}

static uint32_t count_political(const plb_fill_list *l) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < l->n; i++)
    n += political(&l->at[i].party);
  return n;
}

/* Flag `both`, for words that are ambiguous in ordinary news: two political sides, or an actor who is beyond doubt a
 * political one; in a symmetric frame two political parties among the actors; in a passive without agent a recipient
 * beyond doubt. */
static bool both_political(const plb_reading *r, const plb_fill_list *actor, const plb_fill_list *recipient) {
  if (r->m->pattern->symmetric) return count_political(actor) > 1;
  bool passive = r->verb != PLB_NONE && r->c->verb.at[r->verb].passive;
  if (passive && !actor->n) return firm(recipient);
  return any_political(actor) && (any_political(recipient) || firm(actor));
}

static plb_slice why_not(const plb_reading *r, const plb_match_list *all, const plb_fill_list *actor,
                         const plb_fill_list *recipient) {
  uint8_t flags = r->m->pattern->flags;
  if (inside_accusation(r, all)) return PLB_LIT("it stands inside an accusation, as its content");
  if (acted_by_thing(r, actor)) return PLB_LIT("who acts here is no political actor");
  if (!any_political(actor) && !any_political(recipient)) return PLB_LIT("no political actor was found for it");
  if ((flags & PLB_FLAG_BOTH) && !both_political(r, actor, recipient))
    return PLB_LIT("the word is ambiguous: it counts only between political parties");
  if (!(flags & PLB_FLAG_PEOPLE) && actor->n && !any_political(actor) && !r->m->pattern->symmetric)
    return PLB_LIT("the actor is nobody political");
  if ((flags & PLB_FLAG_WEAK) && other_trigger_near(r, all)) return PLB_LIT("another trigger tells the same act");
  return (plb_slice){NULL, 0};
}

/* ---- date, place, size ---- */

/* Does another finite verb stand between the trigger and token i? Then what is at i belongs to that verb's clause. */
static bool finite_between(const plb_reading *r, uint32_t i) {
  uint32_t a = i < r->m->head ? i : r->m->head, b = i < r->m->head ? r->m->head : i;
  for (uint32_t w = 0; w < r->c->verb.n; w++) {
    const plb_verb *v = &r->c->verb.at[w];
    if (v->form == PLB_VERB_FINITE && v->head > a && v->head < b && w != r->verb) return true;
  }
  return false;
}

static const plb_time *nearest_time(const plb_reading *r, uint32_t sentence) {
  const plb_time *best = NULL;
  uint32_t nearest = UINT32_MAX, lo = 0, hi = r->doc->n_time;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (r->doc->time[mid].sentence < sentence)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (uint32_t i = lo; i < r->doc->n_time && r->doc->time[i].sentence == sentence; i++) {
    const plb_time *t = &r->doc->time[i];
    uint32_t d = t->begin > r->m->head ? t->begin - r->m->head : r->m->head - t->begin;
    if (finite_between(r, t->begin) && t->begin > r->c->sentence->begin + 1) continue;
    if (d < nearest) nearest = d, best = t;
  }
  return best;
}

/* The day an article is about: the first day named in its first sentences, when it lies in the week before publication.
 */
static const plb_time *lead_day(const plb_doc *doc) {
  enum { LEAD = 5, WEEK = 7 };
  plb_date published = doc->meta.published_day;
  if (!plb_date_known(published)) return NULL;
  for (uint32_t i = 0; i < doc->n_time && doc->time[i].sentence < LEAD; i++) {
    const plb_time *t = &doc->time[i];
    if (t->grain != PLB_GRAIN_DAY || !plb_date_known(t->first)) continue;
    int32_t behind = plb_date_days(published) - plb_date_days(t->first);
    return behind >= 0 && behind <= WEEK ? t : NULL;
  }
  return NULL;
}

/* A finished act without a date of its own happened on the day the article is about; the basis says so. */
static void date_from_lead(plb_reading *r, plb_report *report) {
  const plb_time *t = report->status == PLB_ACT_ACTUAL ? lead_day(r->doc) : NULL;
  if (!t) return;
  report->date_span = plb_doc_tokens(r->doc, t->begin, t->end);
  report->date_basis = "day of the article's lead";
  report->first = t->first;
  report->last = t->last;
  report->grain = t->grain;
}

static void set_date(plb_reading *r, uint32_t sentence, plb_report *report) {
  const plb_time *t = nearest_time(r, sentence);
  report->date_basis = plb_date_known(r->doc->meta.published_day) ? "no date in the sentence" : "no publication date";
  if (!t) {
    date_from_lead(r, report);
    return;
  }
  report->date_span = plb_doc_tokens(r->doc, t->begin, t->end);
  report->date_basis = t->basis ? t->basis : "";
  report->first = t->first;
  report->last = t->last;
  report->grain = t->grain;
  plb_date day = r->doc->meta.published_day;
  if (!plb_date_known(day) || !plb_date_known(t->last)) return;
  plb_date last = t->last;
  if (!last.month) last.month = 12;
  if (!last.day) last.day = (uint8_t)plb_days_in_month(last.year, last.month);
  int32_t behind = plb_date_days(day) - plb_date_days(last);
  if (report->status == PLB_ACT_ACTUAL && behind > 366) report->status = PLB_ACT_HISTORICAL;
  if (report->status == PLB_ACT_ACTUAL && plb_date_days(t->first) > plb_date_days(day)) report->status = PLB_ACT_FUTURE;
}

static bool place_preposition(plb_slice w) {
  return plb_slice_is(w, "in") || plb_slice_is(w, "at") || plb_slice_is(w, "near") || plb_slice_is(w, "outside") ||
         plb_slice_is(w, "inside") || plb_slice_is(w, "across");
}

static void set_place(plb_reading *r, plb_report *report) {
  uint32_t nearest = UINT32_MAX;
  for (uint32_t k = 0; k < r->c->np.n; k++) {
    const plb_np *p = &r->c->np.at[k];
    if (p->prep == PLB_NONE || p->mention == PLB_NONE || !place_preposition(r->doc->token[p->prep].lower)) continue;
    const plb_mention *m = &r->doc->mention[p->mention];
    if (!m->n_party) continue;
    const plb_party *party = &r->doc->party[m->party];
    bool place =
        m->metonym || party->kind == PLB_PARTY_STATE || plb_slice_starts(party->rule, PLB_LIT("actors/places"));
    uint32_t d = p->begin > r->m->head ? p->begin - r->m->head : (r->m->head - p->begin) * 2;
    if (!place || d >= nearest || finite_between(r, p->begin)) continue;
    nearest = d;
    report->place_span = plb_doc_tokens(r->doc, p->begin, p->end);
    report->place_name = m->metonym ? plb_doc_text(r->doc, report->place_span) : party->name;
    report->place_code = party->code;
  }
}

static uint32_t number_of(plb_slice w) {
  static const char *const names[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  size_t word = plb_slice_index(w, names, 13);
  if (word < 13) return (uint32_t)word;
  uint64_t n = 0;
  bool digit = false;
  for (uint32_t i = 0; i < w.n && n < 100000000; i++) {
    if (w.p[i] == ',') continue;
    if (!plb_is_digit(w.p[i])) return UINT32_MAX;
    n = n * 10 + (uint64_t)(w.p[i] - '0');
    digit = true;
  }
  return digit ? (uint32_t)n : UINT32_MAX;
}

static void set_size(plb_reading *r, plb_report *report) {
  report->killed = report->injured = report->arrested = UINT32_MAX;
  if (r->verb == PLB_NONE) return;
  uint32_t what = plb_map_get(&r->t->size, r->doc->token[r->m->head].lemma);
  const plb_verb *v = &r->c->verb.at[r->verb];
  bool dies = plb_slice_is(r->doc->token[r->m->head].lemma, "die");
  uint32_t np = v->passive || dies ? v->subject : v->object;
  if (what == PLB_MAP_NONE || np == PLB_NONE) return;
  for (uint32_t i = r->c->np.at[np].begin; i < r->c->np.at[np].end; i++) {
    uint32_t n = r->doc->token[i].tag == PLB_TAG_CD ? number_of(r->doc->token[i].lower) : UINT32_MAX;
    if (n == UINT32_MAX) continue;
    *(what == 0 ? &report->killed : what == 1 ? &report->injured : &report->arrested) = n;
    return;
  }
}

/* ---- the report ---- */

static void explain_parties(plb_reading *r, const plb_role_fill *fill, uint32_t n, const char *side,
                            plb_step_list *steps) {
  for (uint32_t i = 0; i < n; i++) {
    const plb_party *p = &fill[i].party;
    plb_slice words = plb_doc_text(r->doc, fill[i].span);
    plb_slice text = plb_arena_printf(r->doc->arena, "%s '%.*s' is %.*s (%.*s %s) by %.*s", side, (int)words.n, words.p,
                                      (int)p->name.n, p->name.p, (int)p->code.n, p->code.p,
                                      plb_sector_name((plb_sector)p->sector), (int)p->rule.n, p->rule.p);
    plb_add_step(r, steps, side, text);
  }
}

static plb_slice quoted_token(plb_reading *r, const char *format, uint32_t token) {
  plb_slice w = plb_doc_text(r->doc, r->doc->token[token].span);
  return plb_arena_printf(r->doc->arena, format, (int)w.n, w.p);
}

/* Parts of 1000: how sure the tables are of the parties, how plain the grammar is. */
static uint16_t confidence_of(const plb_reading *r, const plb_report *p) {
  uint32_t sum = 0, n = p->n_actor + p->n_recipient;
  for (uint32_t i = 0; i < p->n_actor; i++)
    sum += p->actor[i].party.certain;
  for (uint32_t i = 0; i < p->n_recipient; i++)
    sum += p->recipient[i].party.certain;
  uint32_t parties = n ? sum / n : 0, score = 250 + parties * 4;
  if (p->n_actor) score += 100;
  if (p->n_recipient) score += 100;
  if (r->m->pattern->flags & (PLB_FLAG_WEAK | PLB_FLAG_BOTH)) score -= 100;
  if (r->m->pattern->pos == 'N') score -= 50;
  if (p->status != PLB_ACT_ACTUAL) score -= 50;
  if (score > 950) score = 950;
  return (uint16_t)score;
}

static void explain_trigger(plb_reading *r, plb_step_list *steps) {
  const plb_pattern *p = r->m->pattern;
  plb_slice span = plb_doc_text(r->doc, match_span(r->doc, r->m));
  plb_slice rule = plb_arena_printf(r->doc->arena, "%s%s:%u", p->rank ? "user:" : "", p->file, p->line);
  plb_slice text = plb_arena_printf(r->doc->arena, "the words '%.*s' match a %s of %s", (int)span.n, span.p,
                                    p->derived ? "noun of a verb" : "pattern", plb_type_name((plb_type)p->type));
  if (!rule.p)
    r->out_of_memory = true;
  else
    plb_add_step(r, steps, rule.p, text);
  if (r->verb != PLB_NONE && r->c->verb.at[r->verb].passive)
    plb_add_step(r, steps, "passive", PLB_LIT("the grammatical subject is the one acted on"));
}

static void set_status(plb_reading *r, plb_report *report, plb_step_list *steps) {
  uint32_t cue;
  report->status = (uint8_t)plb_status_of_trigger(r, &cue);
  const plb_scope *s = plb_scope_innermost(r->scope, r->m->head);
  if (s && s->denied && report->status == PLB_ACT_ACTUAL) {
    report->status = PLB_ACT_NEGATED;
    plb_add_step(r, steps, "status", PLB_LIT("negated: it is what is denied"));
    return;
  }
  if (cue == PLB_NONE) return;
  if (s && s->past && plb_slice_is(r->doc->token[cue].lower, "would")) {
    report->status = PLB_ACT_FUTURE;
    plb_add_step(r, steps, "status", quoted_token(r, "'%.*s' under a past verb of saying: future", cue));
    return;
  }
  if (report->status == PLB_ACT_ACTUAL) return;
  plb_slice w = plb_doc_text(r->doc, r->doc->token[cue].span);
  plb_add_step(r, steps, "status",
               plb_arena_printf(r->doc->arena, "%s because of '%.*s'",
                                plb_act_status_name((plb_act_status)report->status), (int)w.n, w.p));
}

/* '"We reject this," X said': the words are the act, and nobody but X is needed to know of it. */
static bool speaks_itself(const plb_reading *r, const plb_report *report, const plb_claim *innermost) {
  bool speech_act = plb_type_quad((plb_type)report->type)[0] == 'V' || report->status == PLB_ACT_FUTURE;
  if (report->n_actor != 1 || !speech_act) return false;
  const plb_role_fill *actor = &report->actor[0];
  plb_slice words = plb_doc_text(r->doc, actor->span);
  bool first_person = plb_slice_eq_nocase(words, PLB_LIT("we")) || plb_slice_is(words, "I");
  /* "X said it was worried and urged Y": the second act is told beside the saying, not in it */
  bool beside = r->verb != PLB_NONE && r->c->verb.at[r->verb].shares && r->c->verb.at[r->verb].form == PLB_VERB_FINITE;
  return (first_person || beside) && plb_slice_eq(actor->party.name, innermost->party.name);
}

static plb_status finish(coder *k, plb_reading *r, plb_report *report, plb_step_list *steps) {
  plb_claim_list claims = {0};
  plb_claims_of(r, r->m->head, &claims);
  if (claims.n && speaks_itself(r, report, &claims.at[claims.n - 1])) claims.n--;
  report->claim = claims.at;
  report->n_claim = claims.n;
  for (uint32_t i = 0; i < claims.n; i++)
    plb_add_step(r, steps, "claim",
                 plb_arena_printf(k->doc->arena, "%.*s says so ('%.*s')", (int)claims.at[i].party.name.n,
                                  claims.at[i].party.name.p, (int)(claims.at[i].cue.end - claims.at[i].cue.begin),
                                  k->doc->text.p + claims.at[i].cue.begin));
  plb_fold(r, report, steps);
  report->confidence = confidence_of(r, report);
  report->step = steps->at;
  report->n_step = steps->n;
  if (r->out_of_memory) return no_memory(k);
  if (k->report.n >= k->doc->limits->reports)
    return plb_fail_at(k->err, PLB_LIMIT, "code", report->trigger.begin, "more than %u reports",
                       k->doc->limits->reports);
  plb_report *slot = plb_vec_push(k->doc->arena, &k->report, k->doc->limits->reports);
  if (!slot) return no_memory(k);
  *slot = *report;
  return PLB_OK;
}

/* "plans to visit Oman": the commitment already coded at "plans" gets whom it concerns from the act it governs. */
static bool lend_recipients(coder *k, plb_reading *r, const plb_match *teller, const plb_report *act) {
  plb_span span = match_span(k->doc, teller);
  for (uint32_t i = k->report.n; i > 0; i--) {
    plb_report *agree = &k->report.at[i - 1];
    if (agree->trigger.begin != span.begin || agree->sentence != act->sentence) continue;
    if (agree->n_recipient) return true;
    plb_fill_list actor = {.at = agree->actor, .n = agree->n_actor, .cap = agree->n_actor}, all = {0}, act_side = {0};
    act_side = (plb_fill_list){.at = act->actor, .n = act->n_actor, .cap = act->n_actor};
    if (r->m->pattern->symmetric) append(r, &all, &act_side);
    act_side = (plb_fill_list){.at = act->recipient, .n = act->n_recipient, .cap = act->n_recipient};
    append(r, &all, &act_side);
    drop_shared(&actor, &all);
    agree->recipient = all.at;
    agree->n_recipient = all.n;
    return true;
  }
  return false; /* the teller gave no report itself */
}

static plb_status code_match(coder *k, uint32_t sentence, const plb_match *m) {
  const plb_clause *c = &k->clause[sentence];
  plb_reading r = {.t = k->t, .doc = k->doc, .c = c, .m = m, .scope = &k->scope[sentence]};
  r.np = plb_np_at(c, m->head);
  r.verb = r.np == PLB_NONE ? plb_verb_at(c, m->head) : PLB_NONE;
  plb_fill_list actor = {0}, recipient = {0};
  plb_step_list steps = {0};
  fill_parties(k, &r, sentence, &actor, &recipient);
  if (r.out_of_memory) return no_memory(k);
  plb_slice why = why_not(&r, &k->match[sentence], &actor, &recipient);
  if (why.p) return silent(k, sentence, match_span(k->doc, m), why);
  plb_report report = {.sentence = sentence, .trigger = match_span(k->doc, m), .type = m->pattern->type};
  report.mode = m->pattern->mode.p ? m->pattern->mode : PLB_LIT("");
  explain_trigger(&r, &steps);
  report.actor = actor.at;
  report.n_actor = actor.n;
  report.recipient = recipient.at;
  report.n_recipient = recipient.n;
  explain_parties(&r, actor.at, actor.n, "actor", &steps);
  explain_parties(&r, recipient.at, recipient.n, "recipient", &steps);
  set_status(&r, &report, &steps);
  set_date(&r, sentence, &report);
  set_place(&r, &report);
  set_size(&r, &report);
  const plb_match *teller = report.status == PLB_ACT_FUTURE ? plb_told_already(&r, &k->match[sentence]) : NULL;
  bool lent = teller && lend_recipients(k, &r, teller, &report);
  if (r.out_of_memory) return no_memory(k);
  if (lent)
    return silent(k, sentence, report.trigger, PLB_LIT("the word that governs it already tells the commitment"));
  return finish(k, &r, &report, &steps);
}

/* MOBILIZE inside an ASSAULT by the same actor is dropped (folding rule). */
static plb_status drop_mobilize(coder *k, uint32_t from) {
  uint32_t n = from;
  for (uint32_t i = from; i < k->report.n; i++) {
    const plb_report *a = &k->report.at[i];
    bool inside = false;
    for (uint32_t j = from; a->type == PLB_TYPE_MOBILIZE && j < k->report.n; j++) {
      const plb_report *b = &k->report.at[j];
      inside |= b->type == PLB_TYPE_ASSAULT && a->n_actor && b->n_actor && b->status == a->status &&
                plb_slice_eq(a->actor[0].party.code, b->actor[0].party.code);
    }
    if (inside) {
      plb_status s = silent(k, a->sentence, a->trigger, PLB_LIT("folding: MOBILIZE inside an ASSAULT"));
      if (s) return s;
    } else {
      k->report.at[n++] = *a;
    }
  }
  k->report.n = n;
  return PLB_OK;
}

static plb_status code_sentence(coder *k, uint32_t s) {
  uint32_t from = k->report.n, silences = k->silence.n;
  plb_status status = PLB_OK;
  for (uint32_t i = 0; !status && i < k->match[s].n; i++) {
    const plb_match *m = &k->match[s].at[i];
    if (m->pattern->type == PLB_TYPE_NONE)
      status = silent(k, s, match_span(k->doc, m), PLB_LIT("listed as no event (triggers/NONE.tsv)"));
    else
      status = code_match(k, s, m);
  }
  if (!status) status = drop_mobilize(k, from);
  if (!status && k->report.n == from && k->silence.n == silences)
    status = silent(k, s, (plb_span){0, 0}, PLB_LIT("no trigger word"));
  return status;
}

/* The speaker a quotation without a cue belongs to: a scope over the same quotation in a sentence near, else the last
 * speaker. */
static const plb_scope *speaker_near(const coder *k, uint32_t s) {
  const plb_doc *doc = k->doc;
  const plb_sentence *me = &doc->sentence[s];
  for (uint32_t q = 0; q < doc->n_quote; q++) {
    if (doc->quote[q].end <= me->begin || doc->quote[q].begin >= me->end) continue;
    for (uint32_t o = s > 3 ? s - 3 : 0; o < doc->n_sentence && o <= s + 3; o++)
      for (uint32_t i = 0; o != s && i < k->scope[o].n; i++) {
        const plb_scope *scope = &k->scope[o].at[i];
        if (scope->begin < doc->quote[q].end && scope->end > doc->quote[q].begin) return scope;
      }
  }
  for (uint32_t o = s; o > 0 && o + 2 > s; o--)
    if (k->scope[o - 1].n) return &k->scope[o - 1].at[k->scope[o - 1].n - 1];
  return NULL;
}

static plb_status read_sentences(coder *k) {
  plb_doc *doc = k->doc;
  k->clause = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->clause);
  k->match = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->match);
  k->scope = plb_arena_array(doc->arena, doc->n_sentence + 1u, sizeof *k->scope);
  if (!k->clause || !k->match || !k->scope) return no_memory(k);
  plb_status s = PLB_OK;
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++) {
    s = plb_clause_read(doc, i, &k->clause[i], k->err);
    if (!s) s = plb_patterns_match(&k->t->patterns, doc, &doc->sentence[i], &k->match[i], k->err);
    if (!s) s = plb_scopes_read(k->t, doc, &k->clause[i], &k->match[i], NULL, &k->scope[i], k->err);
  }
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++) {
    bool quoted = false;
    for (uint32_t t = doc->sentence[i].begin; t < doc->sentence[i].end; t++)
      quoted |= (doc->token[t].flags & PLB_TOK_IN_QUOTE) && !plb_scope_innermost(&k->scope[i], t);
    const plb_scope *carried = quoted ? speaker_near(k, i) : NULL;
    if (carried) s = plb_scopes_read(k->t, doc, &k->clause[i], &k->match[i], carried, &k->scope[i], k->err);
  }
  return s;
}

static void number_reports(plb_doc *doc) {
  for (uint32_t i = 0; i < doc->n_report; i++) {
    plb_report *r = &doc->report[i];
    r->rank =
        i && doc->report[i - 1].trigger.begin == r->trigger.begin && doc->report[i - 1].trigger.end == r->trigger.end
            ? doc->report[i - 1].rank + 1
            : 0;
    char text[64];
    int n = snprintf(text, sizeof text, "%u-%u/%u", r->trigger.begin, r->trigger.end, r->rank);
    plb_slice parts[2] = {plb_slice_str(doc->id.hex), plb_slice_of(text, (size_t)n)};
    r->id = plb_id_of_parts(parts, 2);
  }
}

static int by_trigger(const void *a, const void *b) {
  const plb_report *x = a, *y = b;
  if (x->trigger.begin != y->trigger.begin) return x->trigger.begin < y->trigger.begin ? -1 : 1;
  if (x->trigger.end != y->trigger.end) return x->trigger.end < y->trigger.end ? -1 : 1;
  return (int)x->type - (int)y->type;
}

plb_status plb_code(const plb_trigger_tables *t, plb_doc *doc, plb_error *err) {
  coder k = {.t = t, .doc = doc, .err = err};
  bool sport = plb_topic_is_sport(&t->topic, doc);
  plb_status s = sport ? PLB_OK : read_sentences(&k);
  for (uint32_t i = 0; !s && i < doc->n_sentence; i++)
    s = sport ? silent(&k, i, (plb_span){0, 0}, PLB_LIT("the article is about sport (code/topics.tsv)"))
              : code_sentence(&k, i);
  if (s) return s;
  if (k.report.n) qsort(k.report.at, k.report.n, sizeof *k.report.at, by_trigger);
  doc->report = k.report.at;
  doc->n_report = k.report.n;
  doc->silence = k.silence.at;
  doc->n_silence = k.silence.n;
  number_reports(doc);
  return PLB_OK;
}
