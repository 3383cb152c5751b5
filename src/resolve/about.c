/* Every state named in the document with how it stands there; for a role without owner each state near it gets the sum
 * of its clues' weights. A log-linear ranker over salience features, as in pronoun resolution since Lappin and Leass
 * (1994); the weights were fitted on our corpus and rounded. */
#include "resolve/about.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

static const char *const seekers[PLB_SEEK_COUNT] = {"official", "body", "force", "people", "titled", "name"};
static const char *const clues[PLB_CLUE_COUNT] = {
    "dateline", "title", "share",  "places",      "foreign", "embassy",      "subject", "over",  "owner",
    "place",    "other", "across", "place_after", "after",   "last_subject", "last",    "recent"};
static const char *const clue_words[PLB_CLUE_COUNT] = {"where the article is written",
                                                       "state the headline names",
                                                       "state the document is most about",
                                                       "state the document plays in",
                                                       "state named as a foreign one",
                                                       "state with an embassy",
                                                       "subject of its sentence",
                                                       "subject of its verb",
                                                       "state named before it in the sentence",
                                                       "place named before it",
                                                       "state named before it in the sentence",
                                                       "state named in the sentence",
                                                       "place named behind it",
                                                       "state named behind it",
                                                       "subject of the sentence before",
                                                       "state of the sentence before",
                                                       "state named last"};

const char *plb_clue_words(plb_clue clue) {
  return clue_words[clue];
}

plb_status plb_clue_weights_open(plb_clue_weights *w, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/clues.tsv", "clue official body force people titled name", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    size_t clue = plb_slice_index(plb_table_cell(&t, 0), clues, PLB_CLUE_COUNT);
    if (clue == PLB_CLUE_COUNT) return plb_table_fail(&t, err, "there is no such clue");
    for (uint32_t k = 0; k < PLB_SEEK_COUNT; k++) {
      plb_slice cell = plb_table_cell(&t, k + 1);
      bool minus = plb_slice_starts(cell, PLB_LIT("-"));
      uint64_t value;
      if (!plb_slice_u64(plb_slice_sub(cell, minus, cell.n), &value) || value > 1000)
        return plb_table_fail(&t, err, "the weight for '%s' is no number up to 1000", seekers[k]);
      w->of[k][clue] = (int16_t)(minus ? -(int)value : (int)value);
    }
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* ---- how a phrase stands ---- */

static bool place_word(plb_slice w) {
  static const char *const words[] = {"in", "at", "near", "outside", "from", "around"};
  return PLB_AMONG(w, words);
}

bool plb_phrase_locative(const plb_doc *doc, const plb_phrase *p) {
  return p->prep != PLB_NONE && place_word(doc->token[p->prep].lower);
}

bool plb_phrase_subject(const plb_doc *doc, const plb_phrase *p) {
  enum { REACH = 6 };
  static const char *const conjunctions[] = {"while",   "although", "though", "if",      "because",
                                             "whether", "that",     "unless", "whereas", "since",
                                             "until",   "after",    "before", "as",      "once"};
  bool opens = p->prep != PLB_NONE && PLB_AMONG(doc->token[p->prep].lower, conjunctions);
  if ((p->prep != PLB_NONE && !opens) || p->owner) return false;
  uint32_t end = doc->sentence[p->sentence].end;
  for (uint32_t i = p->end; i < end && i < p->end + REACH; i++) {
    uint8_t tag = doc->token[i].tag;
    if (tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP || tag == PLB_TAG_MD) return true;
    if (tag == PLB_TAG_PRP || tag == PLB_TAG_WDT || tag == PLB_TAG_WP || tag == PLB_TAG_TO || tag >= PLB_TAG_STOP)
      return false;
  }
  return false;
}

static uint8_t how_of(const plb_doc *doc, const plb_phrase *p, const plb_hit *hit) {
  bool head = hit->begin <= p->head && p->head < hit->end;
  if (!head || p->owner) return PLB_HOW_OWNER;
  if (plb_phrase_locative(doc, p)) return PLB_HOW_PLACE;
  return p->prep == PLB_NONE && plb_phrase_subject(doc, p) ? PLB_HOW_SUBJECT : PLB_HOW_OTHER;
}

/* ---- the document ---- */

/* "HANOI, Vietnam (AP) --": from a paragraph's beginning to a dash only names, numbers, commas and brackets. Returns
 * the dash, or the sentence's beginning. */
static uint32_t dateline_end(const plb_doc *doc, const plb_sentence *s) {
  enum { LONGEST = 14 };
  static const char *const dashes[] = {"\xE2\x80\x94", "\xE2\x80\x93", "-", "--"};
  for (uint32_t i = s->begin; i < s->end && i < s->begin + LONGEST; i++) {
    const plb_token *t = &doc->token[i];
    if (PLB_AMONG(t->lower, dashes)) return i;
    bool fits = (t->flags & PLB_TOK_CAPITAL) || t->tag == PLB_TAG_CD || t->tag == PLB_TAG_COMMA ||
                t->tag == PLB_TAG_LPAREN || t->tag == PLB_TAG_RPAREN || plb_slice_is(t->lower, ".") ||
                plb_slice_is(t->lower, "/");
    if (!fits) return s->begin;
  }
  return s->begin;
}

static bool in_dateline(const plb_doc *doc, uint32_t token) {
  enum { FIRST = 5 }; /* sentences */
  uint32_t sentence = doc->token[token].sentence;
  return sentence < FIRST && token < dateline_end(doc, &doc->sentence[sentence]);
}

static uint32_t state_index(plb_about *a, plb_slice code) {
  for (uint32_t i = 0; i < a->n_state; i++)
    if (plb_slice_eq(a->state[i].code, code)) return i;
  if (a->n_state == PLB_ABOUT_STATES) return PLB_NONE;
  a->state[a->n_state].code = code;
  return a->n_state++;
}

bool plb_phrase_envoy(const plb_doc *doc, const plb_phrase *p) {
  static const char *const words[] = {"ambassador", "embassy",  "envoy",     "consulate",
                                      "consul",     "diplomat", "d'affaires"};
  uint32_t end = p->owner ? p->end + 4 : p->end;
  for (uint32_t i = p->begin; i < end && i < doc->n_token; i++)
    if (PLB_AMONG(doc->token[i].lemma, words)) return true;
  return false;
}

/* Mentions count less the later they stand. */
static bool name_state(const plb_doc *doc, plb_about *a, const plb_phrase *p, const plb_hit *hit, const plb_entry *e) {
  uint32_t k = state_index(a, e->code), sentence = p->sentence;
  if (k == PLB_NONE) return true;
  plb_naming *n = plb_vec_push(doc->arena, &a->naming, doc->limits->tokens);
  if (!n) return false;
  *n = (plb_naming){hit->begin, sentence, k, how_of(doc, p, hit), doc->token[hit->begin].flags & PLB_TOK_IN_QUOTE};
  uint32_t weight = 1000 / (4 + sentence);
  bool place = n->how == PLB_HOW_PLACE && (e->kind == PLB_ENTRY_CAPITAL || e->kind == PLB_ENTRY_PLACE);
  a->state[k].weight += place ? weight / 4 : weight;
  if (!a->state[k].named++) a->state[k].name = e->name;
  a->state[k].owner += n->how == PLB_HOW_OWNER && e->kind < PLB_ENTRY_PLACE;
  a->state[k].place += n->how == PLB_HOW_PLACE || e->kind == PLB_ENTRY_PLACE || in_dateline(doc, hit->begin);
  if (n->how == PLB_HOW_OWNER && plb_phrase_envoy(doc, p)) a->state[k].embassy = true;
  if (in_dateline(doc, hit->begin)) {
    a->state[k].weight += 60;
    if (a->dateline == PLB_NONE) a->dateline = k;
    n->how = PLB_HOW_OTHER;
  } else if (sentence == 0 && a->title == PLB_NONE) {
    a->title = k;
  }
  return true;
}

static void weigh(plb_about *a) {
  for (uint32_t i = 0; i < a->n_state; i++) {
    if (a->state[i].place > a->most_place) a->most_place = a->state[i].place;
    bool more = a->focus == PLB_NONE || a->state[i].weight > a->heaviest ||
                (a->state[i].weight == a->heaviest && plb_slice_cmp(a->state[i].code, a->state[a->focus].code) < 0);
    if (!more) continue;
    a->focus = i;
    a->heaviest = a->state[i].weight;
  }
}

/* ---- words of several meanings ---- */

enum { CODES_MOST = 128 };
typedef struct code_list {
  plb_slice code[CODES_MOST];
  uint32_t count[CODES_MOST];
  uint32_t n;
} code_list;

static uint32_t count_of(const code_list *l, plb_slice code) {
  for (uint32_t i = 0; i < l->n; i++)
    if (plb_slice_eq(l->code[i], code)) return l->count[i];
  return 0;
}

static void count_code(code_list *l, plb_slice code) {
  uint32_t i = 0;
  while (i < l->n && !plb_slice_eq(l->code[i], code))
    i++;
  if (i == CODES_MOST) return; /* a document of more actors than that has others to decide by */
  if (i == l->n) {
    l->code[i] = code;
    l->count[l->n++] = 0;
  }
  l->count[i]++;
}

/* Has the word rows of different codes, or is it a body's name in one state and everybody's word ("Navy")? */
static bool ambiguous(const plb_gazetteer *g, uint32_t entry) {
  const plb_entry *first = &g->entry.at[entry];
  if (first->kind == PLB_ENTRY_PERSON || first->kind == PLB_ENTRY_ROLE) return false;
  for (uint32_t e = first->next; e != PLB_ENTRY_NONE; e = g->entry.at[e].next)
    if (!plb_slice_eq(g->entry.at[e].code, first->code) && g->entry.at[e].kind != PLB_ENTRY_PERSON) return true;
  return false;
}

static uint32_t most_named(const plb_gazetteer *g, uint32_t entry, const code_list *l) {
  uint32_t best = PLB_ENTRY_NONE, role = PLB_ENTRY_NONE, most = 0;
  for (uint32_t e = entry; e != PLB_ENTRY_NONE; e = g->entry.at[e].next) {
    const plb_entry *row = &g->entry.at[e];
    if (row->kind == PLB_ENTRY_ROLE) role = e;
    uint32_t n = row->kind == PLB_ENTRY_ROLE ? 0 : count_of(l, row->code);
    if (n > most) {
      most = n;
      best = e;
    }
  }
  if (best != PLB_ENTRY_NONE) return best;
  return role != PLB_ENTRY_NONE ? role : entry;
}

/* Returns the international organisation that is named most. Of a word's rows it takes the one whose state or body the
 * document names otherwise; "the Navy" where it names none of its states is a role. */
static uint32_t settle(const plb_gazetteer *g, plb_phrases *ps) {
  code_list l = {.n = 0};
  uint32_t body = PLB_ENTRY_NONE, most = 0;
  for (uint32_t k = 0; k < ps->hit.n; k++)
    if (g->entry.at[ps->hit.at[k].entry].kind != PLB_ENTRY_ROLE && !ambiguous(g, ps->hit.at[k].entry))
      count_code(&l, g->entry.at[ps->hit.at[k].entry].code);
  for (uint32_t k = 0; k < ps->hit.n; k++)
    if (ambiguous(g, ps->hit.at[k].entry)) ps->hit.at[k].entry = most_named(g, ps->hit.at[k].entry, &l);
  for (uint32_t k = 0; k < ps->hit.n; k++) {
    const plb_entry *e = &g->entry.at[ps->hit.at[k].entry];
    uint32_t n =
        e->kind == PLB_ENTRY_ORGANISATION && plb_slice_starts(e->code, PLB_LIT("IGO:")) ? count_of(&l, e->code) : 0;
    if (n <= most) continue;
    most = n;
    body = ps->hit.at[k].entry;
  }
  return body;
}

bool plb_like_state(plb_slice code) {
  if (plb_slice_is(code, "IGO:EUU")) return true;
  return code.n == 3 && plb_code_known(code) && !plb_slice_is(code, "WST");
}

plb_status plb_about_read(const plb_gazetteer *g, const plb_doc *doc, plb_phrases *ps, plb_about *out, plb_error *err) {
  *out = (plb_about){.dateline = PLB_NONE, .title = PLB_NONE, .focus = PLB_NONE};
  out->body = settle(g, ps);
  for (uint32_t i = 0; i < ps->phrase.n; i++) {
    const plb_phrase *p = &ps->phrase.at[i];
    for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++) {
      const plb_hit *hit = &ps->hit.at[k];
      const plb_entry *e = &g->entry.at[hit->entry];
      if (e->kind == PLB_ENTRY_ROLE || !plb_like_state(e->code)) continue;
      if (!name_state(doc, out, p, hit, e))
        return plb_fail(err, PLB_NOMEM, "resolve", "the document's memory is used up");
    }
  }
  weigh(out);
  return PLB_OK;
}

/* ---- whose is it ---- */

typedef struct tally {
  int16_t of[PLB_CLUE_COUNT]; /* 0 or 1; share: 0..100 in hundredths */
} tally;

enum { NEAR = 256 }; /* tokens to either side in which clues are looked for */

static uint32_t naming_at(const plb_about *a, uint32_t token) {
  uint32_t lo = 0, hi = a->naming.n;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (a->naming.at[mid].token < token)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

/* The first naming of a sentence, but for those far before the token. */
static uint32_t first_naming(const plb_about *a, const plb_doc *doc, uint32_t sentence, uint32_t token) {
  uint32_t begin = doc->sentence[sentence].begin;
  return naming_at(a, token > NEAR && token - NEAR > begin ? token - NEAR : begin);
}

/* The last verb near before the token, or PLB_NONE. */
static uint32_t verb_before(const plb_doc *doc, uint32_t token) {
  for (uint32_t i = token; i > 0 && i + NEAR > token; i--)
    if (doc->token[i - 1].tag >= PLB_TAG_VB && doc->token[i - 1].tag <= PLB_TAG_MD) return i - 1;
  return PLB_NONE;
}

static plb_clue clue_of(const plb_naming *n, const plb_doc *doc, uint32_t token, uint32_t verb) {
  static const uint8_t before[PLB_HOW_COUNT] = {PLB_CLUE_OTHER, PLB_CLUE_SUBJECT, PLB_CLUE_OWNER, PLB_CLUE_PLACE};
  bool quoted = doc->token[token].flags & PLB_TOK_IN_QUOTE;
  if (n->sentence != doc->token[token].sentence)
    return n->how == PLB_HOW_SUBJECT ? PLB_CLUE_LAST_SUBJECT : PLB_CLUE_LAST;
  if (n->quoted != quoted) return PLB_CLUE_ACROSS;
  if (n->token > token) return n->how == PLB_HOW_PLACE ? PLB_CLUE_PLACE_AFTER : PLB_CLUE_AFTER;
  if (n->how == PLB_HOW_SUBJECT && verb != PLB_NONE && verb > n->token) return PLB_CLUE_OVER;
  return (plb_clue)before[n->how];
}

static void tally_all(const plb_about *a, const plb_doc *doc, uint32_t token, tally *t) {
  uint32_t s = doc->token[token].sentence, last = PLB_NONE, verb = verb_before(doc, token);
  for (uint32_t i = 0; i < a->n_state; i++) {
    t[i] = (tally){0};
    t[i].of[PLB_CLUE_SHARE] = (int16_t)(a->heaviest ? a->state[i].weight * 100 / a->heaviest : 0);
    t[i].of[PLB_CLUE_PLACES] = (int16_t)(a->most_place ? a->state[i].place * 100 / a->most_place : 0);
    t[i].of[PLB_CLUE_FOREIGN] = (int16_t)(a->state[i].owner * 100 / a->state[i].named);
    t[i].of[PLB_CLUE_EMBASSY] = a->state[i].embassy ? 100 : 0;
  }
  if (a->dateline != PLB_NONE) t[a->dateline].of[PLB_CLUE_DATELINE] = 100;
  if (a->title != PLB_NONE) t[a->title].of[PLB_CLUE_TITLE] = 100;
  for (uint32_t k = first_naming(a, doc, s ? s - 1 : 0, token); k < a->naming.n && a->naming.at[k].sentence <= s; k++) {
    const plb_naming *n = &a->naming.at[k];
    if (n->token > token + NEAR) break;
    t[n->state].of[clue_of(n, doc, token, verb)] = 100;
    if (n->token < token) last = n->sentence == s && verb != PLB_NONE && verb > n->token ? PLB_NONE : n->state;
  }
  if (last != PLB_NONE) t[last].of[PLB_CLUE_RECENT] = 100;
}

typedef struct sums {
  int32_t of[PLB_ABOUT_STATES][PLB_CLUE_COUNT];
} sums;

static int32_t sum_of(const sums *s, uint32_t state) {
  int32_t sum = 0;
  for (uint32_t k = 0; k < PLB_CLUE_COUNT; k++)
    sum += s->of[state][k];
  return sum;
}

static void sum_clues(const plb_about *a, const plb_clue_weights *w, const plb_doc *doc, const uint32_t *at, uint32_t n,
                      plb_seeker who, sums *out) {
  tally t[PLB_ABOUT_STATES];
  for (uint32_t i = 0; i < a->n_state; i++)
    for (uint32_t k = 0; k < PLB_CLUE_COUNT; k++)
      out->of[i][k] = 0;
  for (uint32_t x = 0; x < n; x++) {
    tally_all(a, doc, at[x], t);
    for (uint32_t i = 0; i < a->n_state; i++)
      for (uint32_t k = 0; k < PLB_CLUE_COUNT; k++)
        out->of[i][k] += (int32_t)t[i].of[k] * w->of[who][k];
  }
}

uint32_t plb_about_owner(const plb_about *a, const plb_clue_weights *w, const plb_doc *doc, const uint32_t *at,
                         uint32_t n, plb_seeker who, plb_clue *clue, uint8_t *sure) {
  sums s;
  int32_t best = INT32_MIN, second = INT32_MIN;
  uint32_t winner = PLB_NONE;
  sum_clues(a, w, doc, at, n, who, &s);
  for (uint32_t i = 0; i < a->n_state; i++) {
    int32_t sum = sum_of(&s, i);
    if (sum > best) {
      second = best;
      best = sum;
      winner = i;
    } else if (sum > second) {
      second = sum;
    }
  }
  *clue = PLB_CLUE_SHARE;
  *sure = 0;
  if (winner == PLB_NONE) return PLB_NONE;
  for (uint32_t k = 0; k < PLB_CLUE_COUNT; k++)
    if (s.of[winner][k] > s.of[winner][*clue]) *clue = (plb_clue)k;
  int32_t lead = second == INT32_MIN ? 10000 : (best - second) / (int32_t)n;
  *sure = (uint8_t)(lead > 10000 ? 100 : lead / 100);
  return winner;
}

/* ---- both ---- */

/* Distinct states named in a sentence before the token; 3: three or more. */
static uint32_t named_in(const plb_about *a, const plb_doc *doc, uint32_t sentence, uint32_t token, uint32_t pair[2]) {
  uint32_t n = 0;
  for (uint32_t k = first_naming(a, doc, sentence, token); k < a->naming.n && a->naming.at[k].sentence == sentence;
       k++) {
    uint32_t state = a->naming.at[k].state;
    if (a->naming.at[k].token >= token) break;
    if ((n > 0 && pair[0] == state) || (n > 1 && pair[1] == state)) continue;
    if (n == 2) return 3;
    pair[n++] = state;
  }
  return n;
}

static bool heaviest_two(const plb_about *a, uint32_t pair[2]) {
  pair[0] = pair[1] = PLB_NONE;
  for (uint32_t i = 0; i < a->n_state; i++) {
    if (pair[0] == PLB_NONE || a->state[i].weight > a->state[pair[0]].weight) {
      pair[1] = pair[0];
      pair[0] = i;
    } else if (pair[1] == PLB_NONE || a->state[i].weight > a->state[pair[1]].weight) {
      pair[1] = i;
    }
  }
  return pair[1] != PLB_NONE;
}

/* A second state at least a third as heavy as the first and a third one at most half as heavy as the second. */
static bool clear_two(const plb_about *a, const uint32_t pair[2]) {
  uint32_t second = a->state[pair[1]].weight;
  for (uint32_t i = 0; i < a->n_state; i++)
    if (i != pair[0] && i != pair[1] && a->state[i].weight * 2 > second) return false;
  return second * 3 >= a->state[pair[0]].weight;
}

bool plb_about_main(const plb_about *a, uint32_t pair[2]) {
  return heaviest_two(a, pair) && clear_two(a, pair);
}

bool plb_about_pair(const plb_about *a, const plb_doc *doc, uint32_t token, uint32_t pair[2]) {
  uint32_t s = doc->token[token].sentence, one[2], main[2];
  uint32_t here = named_in(a, doc, s, token, pair);
  if (here == 2) return true;
  bool two = heaviest_two(a, main);
  uint32_t before = s ? named_in(a, doc, s - 1, token, one) : 0;
  bool fits = here != 1 || pair[0] == one[0] || pair[0] == one[1]; /* not: "Brazil, which borders both countries" */
  const uint32_t *chosen = before == 2 && fits && !(two && clear_two(a, main)) ? one : main;
  pair[0] = chosen[0];
  pair[1] = chosen[1];
  return two;
}

uint32_t plb_about_other(const plb_about *a, const plb_doc *doc, uint32_t token) {
  uint32_t subject = PLB_NONE, s = doc->token[token].sentence;
  for (uint32_t k = naming_at(a, token); k > 0 && a->naming.at[k - 1].token + NEAR > token; k--) {
    const plb_naming *n = &a->naming.at[k - 1];
    if (n->sentence == s && n->how == PLB_HOW_SUBJECT) subject = n->state;
    if (n->state != subject) return n->state;
  }
  return PLB_NONE;
}
