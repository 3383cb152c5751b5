/* Three passes over a sentence. (1) Noun phrases: the resolver's mentions and the parser's chunks; links by what stands
 * between two: 's, a preposition, "and" or commas. (2) Verb groups: auxiliaries, adverbs and main verb. (3) Subjects:
 * from each verb leftwards over what cannot be a subject (prepositional phrases, parentheses between commas, shared
 * verbs), as a chunk parser with attachment rules does (Abney 1991; the KEDS/TABARI family stops at the nearest noun).
 */
#include "code/clause.h"

#include "base/error.h"
#include "base/slice.h"
#include "resolve/phrase.h"

static const plb_token *tok(const plb_clause *c, uint32_t i) {
  return &c->doc->token[i];
}

bool plb_tag_verb(uint8_t tag) {
  return tag >= PLB_TAG_VB && tag <= PLB_TAG_VBZ;
}

uint32_t plb_np_at(const plb_clause *c, uint32_t token) {
  if (token < c->sentence->begin || token >= c->sentence->end) return PLB_NONE;
  return c->np_at[token - c->sentence->begin];
}

uint32_t plb_verb_at(const plb_clause *c, uint32_t token) {
  if (token < c->sentence->begin || token >= c->sentence->end) return PLB_NONE;
  return c->verb_at[token - c->sentence->begin];
}

static bool is_word(const plb_clause *c, uint32_t i, const char *word) {
  return i >= c->sentence->begin && i < c->sentence->end && plb_slice_is(tok(c, i)->lower, word);
}

static bool prep_tag(const plb_token *t) {
  return t->tag == PLB_TAG_IN || t->tag == PLB_TAG_TO;
}

static bool pairing(const plb_clause *c, uint32_t i) {
  return (is_word(c, i, "both") || is_word(c, i, "either")) && tok(c, i)->tag == PLB_TAG_CC;
}

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "code", "the document's memory is used up");
}

/* ---- 1: noun phrases ---- */

/* The widest mention that begins at token i and is no inner one; doc->mention is in order of first tokens. */
static uint32_t mention_at(const plb_doc *doc, uint32_t *cursor, uint32_t i) {
  while (*cursor < doc->n_mention && doc->mention[*cursor].begin < i)
    (*cursor)++;
  uint32_t best = PLB_NONE;
  for (uint32_t k = *cursor; k < doc->n_mention && doc->mention[k].begin == i; k++)
    if (best == PLB_NONE || doc->mention[k].end > doc->mention[best].end) best = k;
  return best;
}

/* "July 25 call" is one phrase, "1959 Egypt" two. */
static bool begins_name(const plb_doc *doc, uint32_t i) {
  return doc->token[i].tag == PLB_TAG_NNP || doc->token[i].tag == PLB_TAG_NNPS || doc->token[i].tag == PLB_TAG_DT;
}

/* Where the phrase [i, stop) ends when a time expression parts it. */
static uint32_t time_parts(const plb_doc *doc, uint32_t i, uint32_t stop, uint32_t head) {
  uint32_t time = plb_time_end(doc, i);
  if (time) return time < stop && head >= time && begins_name(doc, time) ? time : stop; /* "In 1959 Egypt signed" */
  for (uint32_t k = i + 1; k < stop; k++)
    if (plb_time_end(doc, k)) return k; /* "the minister next week" */
  return stop;
}

static bool next_np(const plb_doc *doc, uint32_t *cursor, uint32_t *i, uint32_t end, plb_np *out) {
  for (; *i < end; (*i)++) {
    const plb_token *t = &doc->token[*i];
    if (t->tag == PLB_TAG_WP || t->tag == PLB_TAG_WDT) continue; /* "who" stands for its antecedent */
    uint32_t m = mention_at(doc, cursor, *i), stop = *i, head = *i;
    if (t->chunk >= 0) {
      stop = doc->chunk[t->chunk].end;
      head = doc->chunk[t->chunk].head;
    }
    bool starts = t->chunk >= 0 && (*i == doc->chunk[t->chunk].begin || m != PLB_NONE || stop > *i);
    if (m != PLB_NONE && doc->mention[m].end >= stop) {
      stop = doc->mention[m].end;
      head = doc->mention[m].head;
      starts = true;
    }
    if (!starts && t->tag == PLB_TAG_PRP) starts = true, stop = *i + 1;
    if (!starts || stop <= *i) continue;
    stop = time_parts(doc, *i, stop, head);
    if (head < *i || head >= stop) head = stop - 1;
    *out = (plb_np){.begin = *i, .end = stop < end ? stop : end, .head = head, .mention = PLB_NONE};
    if (m != PLB_NONE && doc->mention[m].head == head) out->mention = m;
    return true;
  }
  return false;
}

static bool finite_at(const plb_clause *c, uint32_t i) {
  while (i < c->sentence->end && tok(c, i)->tag == PLB_TAG_RB)
    i++;
  if (i >= c->sentence->end) return false;
  uint8_t tag = tok(c, i)->tag;
  return tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP || tag == PLB_TAG_MD;
}

static bool governed(const plb_clause *c, uint32_t k) {
  return c->np.at[c->np.at[k].first].prep != PLB_NONE;
}

/* "by the West, lawyer and journalist Jan Novak told": a new clause, not a longer list. */
static bool says_at(const plb_clause *c, uint32_t i) {
  if (!finite_at(c, i)) return false;
  plb_slice lemma = tok(c, i)->lemma;
  return plb_slice_is(lemma, "say") || plb_slice_is(lemma, "tell") || plb_slice_is(lemma, "add");
}

/* Is the phrase part of a prepositional opening ("Following talks with officials, China and Russia pledged")? */
static bool opens_sentence(const plb_clause *c, uint32_t k) {
  bool inside = governed(c, k);
  for (uint32_t i = c->sentence->begin; inside && i < c->np.at[k].begin; i++)
    if (plb_np_at(c, i) == PLB_NONE && finite_at(c, i)) return false;
  return inside;
}

/* Token behind the phrase and, between commas, the one that explains it ("its minister, Ana Suwan, apologised"). */
static uint32_t over_apposition(const plb_clause *c, uint32_t b) {
  uint32_t end = c->np.at[b].end;
  if (b + 1 >= c->np.n || end + 1 >= c->sentence->end || tok(c, end)->tag != PLB_TAG_COMMA) return end;
  const plb_np *next = &c->np.at[b + 1];
  bool between = next->begin == end + 1 && next->end < c->sentence->end && tok(c, next->end)->tag == PLB_TAG_COMMA;
  return between && next->end + 1 < c->sentence->end ? next->end + 1 : end;
}

/* "condemned the delivery, and Russia expressed ...": with a verb behind it the second phrase begins a clause of its
 * own, unless a list runs before it or the first one is itself a subject. */
static bool opens_clause(const plb_clause *c, uint32_t a, uint32_t b, bool comma) {
  uint32_t verb = over_apposition(c, b);
  bool finite = finite_at(c, verb) || (verb > c->np.at[b].end && tok(c, verb)->tag == PLB_TAG_VBN);
  if (tok(c, c->np.at[b].begin - 1)->tag != PLB_TAG_CC || !finite || c->np.at[a].first != a) return false;
  uint32_t before = c->np.at[a].begin;
  bool object = before > c->sentence->begin && plb_tag_verb(tok(c, before - 1)->tag);
  return object || (comma && governed(c, a));
}

/* "A, B and C": the comma behind A coordinates only when the list goes on from B to an "and". */
static bool list_goes_on(const plb_clause *c, uint32_t a, uint32_t b) {
  uint32_t e = c->np.at[b].end;
  bool opening = opens_sentence(c, a);
  for (uint32_t k = b + 1; k < c->np.n && k < b + 6; k++) {
    uint32_t n = c->np.at[k].begin;
    if (e >= c->sentence->end || n > e + 2 || n == e) return false;
    if (tok(c, e)->tag == PLB_TAG_CC ||
        (tok(c, e)->tag == PLB_TAG_COMMA && n == e + 2 && tok(c, e + 1)->tag == PLB_TAG_CC))
      return !(opening && finite_at(c, c->np.at[k].end)) && !(governed(c, a) && says_at(c, c->np.at[k].end));
    if (tok(c, e)->tag != PLB_TAG_COMMA || n != e + 1) return false;
    e = c->np.at[k].end;
  }
  return false;
}

/* Are phrases a and b coordinated by what stands between them: "and", "or", ", and", or a comma in a list that ends in
 * "and"? */
static bool coordinated(const plb_clause *c, uint32_t a, uint32_t b) {
  uint32_t i = c->np.at[a].end, j = c->np.at[b].begin;
  if (j <= i || j - i > 3) return false;
  bool comma = tok(c, i)->tag == PLB_TAG_COMMA;
  if (comma) i++;
  if (i < j && tok(c, i)->tag == PLB_TAG_CC && !is_word(c, i, "but"))
    i++;
  else if (!comma)
    return false;
  while (i < j && tok(c, i)->tag == PLB_TAG_RB)
    i++; /* "and also" */
  if (i != j || c->np.at[a].time != c->np.at[b].time || opens_clause(c, a, b, comma)) return false;
  if (!comma || tok(c, j - 1)->tag == PLB_TAG_CC) return true;
  return list_goes_on(c, a, b);
}

static bool plural_or_name_kind_differs(const plb_clause *c, uint32_t a, uint32_t b) {
  uint8_t x = tok(c, c->np.at[a].head)->tag, y = tok(c, c->np.at[b].head)->tag;
  bool nx = x == PLB_TAG_NNP || x == PLB_TAG_NNPS, ny = y == PLB_TAG_NNP || y == PLB_TAG_NNPS;
  return nx != ny;
}

/* "by the West, lawyer and journalist Jan Novak told": with its partner the phrase is a subject, no apposition. */
static bool speaks_with_next(const plb_clause *c, uint32_t k) {
  const plb_np *p = &c->np.at[k];
  return p->end < c->sentence->end && tok(c, p->end)->tag == PLB_TAG_CC && k + 1 < c->np.n &&
         c->np.at[k + 1].begin == p->end + 1 && says_at(c, c->np.at[k + 1].end);
}

/* "killed their captors, Colonel Saley, the minister, said": one name explains no plural. */
static bool one_of_many(const plb_clause *c, uint32_t k) {
  uint32_t end = c->np.at[k].end;
  return tok(c, c->np.at[k - 1].head)->tag == PLB_TAG_NNS && tok(c, c->np.at[k].head)->tag == PLB_TAG_NNP &&
         end < c->sentence->end && tok(c, end)->tag == PLB_TAG_COMMA;
}

/* Does the comma behind a phrase close it as an apposition? "In Rome, the minister said" is none. */
static bool closed(const plb_clause *c, const plb_np *p) {
  if (p->end >= c->sentence->end) return true;
  uint8_t tag = tok(c, p->end)->tag;
  return tag == PLB_TAG_COMMA || tag >= PLB_TAG_STOP || tag == PLB_TAG_WP || tag == PLB_TAG_CC;
}

static void link_nps(plb_clause *c) {
  for (uint32_t k = 0; k < c->np.n; k++) {
    plb_np *p = &c->np.at[k];
    p->prep = p->joined = p->owner = PLB_NONE;
    p->first = k;
    p->time = plb_time_end(c->doc, p->head) != 0;
    if (!k) {
      if (p->begin > c->sentence->begin && prep_tag(tok(c, p->begin - 1))) p->prep = p->begin - 1;
      continue;
    }
    plb_np *q = &c->np.at[k - 1];
    uint32_t b = p->begin;
    bool clitic = tok(c, b)->tag == PLB_TAG_POS;
    if (!clitic && b > q->end - 1 && b > c->sentence->begin && tok(c, b - 1)->tag == PLB_TAG_POS) clitic = true;
    if (clitic) {
      p->owner = k - 1;
      p->prep = q->prep;
      q->owns = true;
    } else if (b > c->sentence->begin && prep_tag(tok(c, b - 1))) {
      p->prep = b - 1;
    } else if (b > c->sentence->begin + 1 && pairing(c, b - 1) && prep_tag(tok(c, b - 2))) {
      p->prep = b - 2;
    } else if (coordinated(c, k - 1, k)) {
      q->joined = k;
      p->first = q->first;
      p->prep = c->np.at[q->first].prep;
    } else if (b == q->end + 1 && tok(c, q->end)->tag == PLB_TAG_COMMA && plural_or_name_kind_differs(c, k - 1, k) &&
               closed(c, p) && !speaks_with_next(c, k) && !one_of_many(c, k)) {
      p->apposition = true;
      p->first = q->first;
      p->prep = q->prep;
    }
  }
}

static plb_status find_nps(plb_clause *c, plb_error *err) {
  uint32_t lo = 0, hi = c->doc->n_mention;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (c->doc->mention[mid].begin < c->sentence->begin)
      lo = mid + 1;
    else
      hi = mid;
  }
  plb_np np;
  for (uint32_t i = c->sentence->begin; next_np(c->doc, &lo, &i, c->sentence->end, &np); i = np.end) {
    plb_np *slot = plb_vec_push(c->doc->arena, &c->np, c->doc->limits->tokens);
    if (!slot) return no_memory(err);
    *slot = np;
    for (uint32_t k = np.begin; k < np.end; k++)
      c->np_at[k - c->sentence->begin] = c->np.n - 1;
  }
  link_nps(c);
  return PLB_OK;
}

/* ---- 2: verb groups ---- */

static bool auxiliary(const plb_token *t) {
  return plb_slice_is(t->lemma, "be") || plb_slice_is(t->lemma, "have") || plb_slice_is(t->lemma, "do") ||
         plb_slice_is(t->lemma, "get") || t->tag == PLB_TAG_MD;
}

static bool group_word(const plb_clause *c, uint32_t i) {
  const plb_token *t = tok(c, i);
  return (t->tag == PLB_TAG_RB || t->tag == PLB_TAG_RBR) && plb_np_at(c, i) == PLB_NONE;
}

static uint32_t skip_adverbs(const plb_clause *c, uint32_t i) {
  while (i < c->sentence->end && group_word(c, i))
    i++;
  return i;
}

/* Walks from an auxiliary to the main verb; sets voice and aspect. */
static void follow_auxiliaries(const plb_clause *c, plb_verb *v) {
  bool have = false;
  while (auxiliary(tok(c, v->head))) {
    uint32_t j = skip_adverbs(c, v->head + 1);
    if (j >= c->sentence->end || plb_np_at(c, j) != PLB_NONE || !plb_tag_verb(tok(c, j)->tag)) return;
    plb_slice aux = tok(c, v->head)->lemma;
    bool be = plb_slice_is(aux, "be") || plb_slice_is(aux, "get");
    uint8_t tag = tok(c, j)->tag;
    if (be && tag == PLB_TAG_VBD) tag = PLB_TAG_VBN;
    have = plb_slice_is(aux, "have");
    if (have && tag == PLB_TAG_VBG) return;
    v->perfect |= have;
    v->passive = be && tag == PLB_TAG_VBN;
    v->progressive = be && tag == PLB_TAG_VBG;
    v->head = j;
    v->end = j + 1;
  }
}

static uint8_t form_of(uint8_t tag, bool to) {
  if (to) return PLB_VERB_TO;
  return tag == PLB_TAG_VBG ? PLB_VERB_ING : tag == PLB_TAG_VBN ? PLB_VERB_PARTICIPLE : PLB_VERB_FINITE;
}

/* A verb group from token i; false when none starts here. A verb inside a noun phrase ("detained activists") is not
 * one. */
static bool read_group(const plb_clause *c, uint32_t i, plb_verb *v) {
  uint32_t end = c->sentence->end;
  const plb_token *t = tok(c, i);
  bool to = t->tag == PLB_TAG_TO && i + 1 < end;
  uint32_t k = to ? skip_adverbs(c, i + 1) : i;
  if (k >= end || plb_np_at(c, k) != PLB_NONE) return false;
  uint8_t tag = tok(c, k)->tag;
  if (to && tag != PLB_TAG_VB && tag != PLB_TAG_VBP) return false;
  if (!to && tag != PLB_TAG_MD && !plb_tag_verb(tag)) return false;
  *v = (plb_verb){
      .begin = i, .head = k, .end = k + 1, .form = form_of(tag, to), .subject = PLB_NONE, .object = PLB_NONE};
  v->partner = v->governor = v->noun = v->noun_head = PLB_NONE;
  follow_auxiliaries(c, v);
  if (v->form == PLB_VERB_PARTICIPLE && v->head == k) v->passive = true;
  return true;
}

/* "The minister, Ana Suwan, apologised": what stands behind a name between commas is what the minister did. */
static bool behind_apposition(const plb_clause *c, uint32_t i) {
  if (i < c->sentence->begin + 2 || tok(c, i - 1)->tag != PLB_TAG_COMMA) return false;
  uint32_t k = plb_np_at(c, i - 2);
  return k != PLB_NONE && k > 0 && c->np.at[k].apposition && c->np.at[k - 1].prep == PLB_NONE &&
         c->np.at[k].end == i - 1 && c->np.at[k].begin == c->np.at[k - 1].end + 1;
}

/* A bare participle with an object right behind it is a past tense ("the minister accused Quito"): a passive one has
 * none. The same holds for one whose subject "that" opens a clause ("says that the minister threatened to ..."). */
static void past_tense(const plb_clause *c, plb_verb *v) {
  if (v->form != PLB_VERB_PARTICIPLE || v->head != v->begin || v->begin == c->sentence->begin) return;
  uint32_t i = v->end;
  while (i < c->sentence->end && plb_np_at(c, i) == PLB_NONE &&
         (tok(c, i)->tag == PLB_TAG_RP || tok(c, i)->tag == PLB_TAG_RB))
    i++;
  uint32_t k = plb_np_at(c, i), left = plb_np_at(c, v->begin - 1);
  bool object = k != PLB_NONE && !c->np.at[k].time;
  bool subject = left != PLB_NONE || tok(c, v->begin - 1)->tag == PLB_TAG_COMMA;
  bool clause =
      left != PLB_NONE && is_word(c, c->np.at[left].begin - (c->np.at[left].begin > c->sentence->begin), "that");
  if (!(object && subject) && !clause && !behind_apposition(c, v->begin)) return;
  v->form = PLB_VERB_FINITE;
  v->passive = false;
}

static plb_status find_verbs(plb_clause *c, plb_error *err) {
  for (uint32_t i = c->sentence->begin; i < c->sentence->end;) {
    plb_verb v;
    if (!read_group(c, i, &v)) {
      i++;
      continue;
    }
    plb_verb *slot = plb_vec_push(c->doc->arena, &c->verb, c->doc->limits->tokens);
    if (!slot) return no_memory(err);
    past_tense(c, &v);
    *slot = v;
    for (uint32_t k = v.begin; k < v.end; k++)
      c->verb_at[k - c->sentence->begin] = c->verb.n - 1;
    i = v.end;
  }
  return PLB_OK;
}

/* "since Russia launched": a subordinator, not a preposition; its phrase is a subject, not an object. */
static bool subordinator(const plb_clause *c, uint32_t i) {
  static const char *const words[] = {"since", "after", "before", "until",    "as",     "because", "while",
                                      "if",    "that",  "than",   "although", "though", "whether", "unless",
                                      "once",  "for",   "so",     "like",     "amid"};
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (is_word(c, i, words[k])) return true;
  return false;
}

static void free_subjects(plb_clause *c) {
  for (uint32_t k = 0; k < c->np.n; k++) {
    plb_np *p = &c->np.at[k];
    if (p->prep == PLB_NONE || p->first != k || !subordinator(c, p->prep)) continue;
    uint32_t last = k;
    while (c->np.at[last].joined != PLB_NONE || (c->np.at[last].owns && last + 1 < c->np.n))
      last = c->np.at[last].joined != PLB_NONE ? c->np.at[last].joined : last + 1;
    uint32_t i = c->np.at[last].end;
    while (i < c->sentence->end && plb_np_at(c, i) == PLB_NONE && plb_verb_at(c, i) == PLB_NONE &&
           tok(c, i)->tag == PLB_TAG_RB)
      i++;
    uint32_t w = plb_verb_at(c, i);
    if (w == PLB_NONE || c->verb.at[w].form != PLB_VERB_FINITE) continue;
    for (uint32_t j = k; j <= last; j++)
      c->np.at[j].prep = PLB_NONE;
  }
}

/* ---- 3: subjects and objects ---- */

static bool clause_opener(const plb_clause *c, uint32_t i) {
  const plb_token *t = tok(c, i);
  if (t->tag == PLB_TAG_WRB || t->tag == PLB_TAG_STOP || t->tag == PLB_TAG_COLON) return true;
  return t->tag == PLB_TAG_IN && plb_np_at(c, i) == PLB_NONE &&
         (is_word(c, i, "that") || is_word(c, i, "if") || is_word(c, i, "because") || is_word(c, i, "while") ||
          is_word(c, i, "although"));
}

static uint32_t comma_before(const plb_clause *c, uint32_t i) {
  while (i > c->sentence->begin)
    if (tok(c, --i)->tag == PLB_TAG_COMMA) return i;
  return PLB_NONE;
}

static uint32_t skip_bracket(const plb_clause *c, uint32_t i) {
  uint32_t j = i;
  while (j > c->sentence->begin && tok(c, j)->tag != PLB_TAG_LPAREN)
    j--;
  return tok(c, j)->tag == PLB_TAG_LPAREN ? j : i;
}

/* First token of what the phrase belongs to: its preposition when it has one, its coordination's first phrase, its
 * owner. */
static uint32_t left_edge(const plb_clause *c, uint32_t k) {
  const plb_np *p = &c->np.at[c->np.at[k].first];
  uint32_t b = p->begin;
  if (p->owner != PLB_NONE) b = left_edge(c, p->owner);
  return p->prep != PLB_NONE && p->prep < b ? p->prep : b;
}

static bool dash(const plb_clause *c, uint32_t i) {
  plb_slice w = tok(c, i)->lower;
  return tok(c, i)->tag == PLB_TAG_COLON &&
         (plb_slice_is(w, "—") || plb_slice_is(w, "–") || plb_slice_is(w, "--") || plb_slice_is(w, "-"));
}

static uint32_t dash_before(const plb_clause *c, uint32_t i) {
  while (i > c->sentence->begin)
    if (dash(c, --i)) return i;
  return PLB_NONE;
}

/* ',"' and '."' end what somebody said; the subject of what follows is not in there. */
static bool ends_quotation(const plb_clause *c, uint32_t i) {
  if (tok(c, i)->tag != PLB_TAG_CLOSEQ || i == c->sentence->begin) return false;
  uint8_t before = tok(c, i - 1)->tag;
  return before == PLB_TAG_COMMA || before == PLB_TAG_STOP;
}

static uint32_t skip_quotation(const plb_clause *c, uint32_t i) {
  uint32_t j = i;
  while (j > c->sentence->begin && tok(c, j)->tag != PLB_TAG_OPENQ)
    j--;
  return tok(c, j)->tag == PLB_TAG_OPENQ ? j : i;
}

typedef struct search {
  uint32_t at; /* tokens left of this one are still to look at */
  bool and_seen, comma_seen;
  uint32_t result; /* phrase */
  bool done;
} search;

/* "denied that X had pressed Y, and said": who says it is who denied it: the "that" whose clause the earlier verb
 * stands in, or PLB_NONE. */
static uint32_t that_over(const plb_clause *c, const plb_verb *v, const plb_verb *earlier) {
  if (!says_at(c, v->begin)) return PLB_NONE;
  for (uint32_t i = earlier->begin; i > c->sentence->begin + 1; i--)
    if (is_word(c, i, "that") && tok(c, i)->tag == PLB_TAG_IN && plb_verb_at(c, i - 1) != PLB_NONE) return i;
  return PLB_NONE;
}

/* An earlier verb stands at the left: its subject is ours when "and" joins us, or it belongs to a phrase further left.
 */
static void meet_verb(const plb_clause *c, plb_verb *v, uint32_t w, search *s) {
  const plb_verb *earlier = &c->verb.at[w];
  bool like = v->form == PLB_VERB_FINITE ? earlier->form == PLB_VERB_FINITE : true;
  uint32_t that = s->and_seen && like ? that_over(c, v, earlier) : PLB_NONE;
  if (that != PLB_NONE) {
    s->at = that;
  } else if (s->and_seen && like) {
    s->result = earlier->subject;
    v->shares = true;
    v->partner = w;
    /* "was evicted and sentenced to": the auxiliary holds for both */
    if (earlier->passive && v->head == v->begin && v->object == PLB_NONE &&
        (tok(c, v->head)->tag == PLB_TAG_VBN || tok(c, v->head)->tag == PLB_TAG_VBD))
      v->passive = true;
    v->governor = earlier->governor;
    v->noun = earlier->noun;
    v->noun_head = earlier->noun_head;
    v->relative = earlier->relative;
    s->done = true;
  } else if (v->form == PLB_VERB_FINITE && earlier->form != PLB_VERB_FINITE) {
    s->at = earlier->begin;
  } else if (v->form == PLB_VERB_FINITE) {
    s->done = true;
  } else {
    v->governor = w;
    s->result = earlier->subject;
    s->done = true;
  }
}

static void meet_phrase(const plb_clause *c, const plb_verb *v, uint32_t k, search *s) {
  const plb_np *p = &c->np.at[k];
  uint32_t edge = left_edge(c, k);
  if (p->prep != PLB_NONE || p->time || p->owns) {
    s->at = edge;
    return;
  }
  if (p->apposition && s->comma_seen) {
    s->at = p->begin;
    return;
  }
  /* The object of an earlier non-finite verb is not our subject. */
  uint32_t before = edge > c->sentence->begin ? plb_verb_at(c, edge - 1) : PLB_NONE;
  if (before != PLB_NONE && c->verb.at[before].form != PLB_VERB_FINITE && v->form == PLB_VERB_FINITE) {
    s->at = c->verb.at[before].begin;
    return;
  }
  if (before != PLB_NONE && v->form != PLB_VERB_FINITE && s->comma_seen) { /* "visited X, signing": the visitor signs */
    s->at = edge;
    return;
  }
  if (before != PLB_NONE && s->and_seen) { /* object of a finite verb, then "and": shared subject */
    s->at = edge;
    return;
  }
  s->result = p->first;
  s->done = true;
}

static void meet_comma(const plb_clause *c, const plb_verb *v, uint32_t i, search *s) {
  bool adjacent = i + 1 == v->begin || (s->at == i + 1 && !s->comma_seen && !s->and_seen);
  s->at = i;
  if (!adjacent || s->comma_seen) {
    s->comma_seen = true;
    return;
  }
  s->comma_seen = true;
  uint32_t other = comma_before(c, i);
  if (other == PLB_NONE) return;
  const plb_token *t = tok(c, other + 1);
  bool aside = t->tag == PLB_TAG_WP || t->tag == PLB_TAG_WDT || t->tag == PLB_TAG_VBG || t->tag == PLB_TAG_VBN ||
               t->tag == PLB_TAG_IN || t->tag == PLB_TAG_WRB || t->tag == PLB_TAG_WPS || t->tag == PLB_TAG_DT ||
               t->tag == PLB_TAG_CD || t->tag == PLB_TAG_NNP || t->tag == PLB_TAG_RB || t->tag == PLB_TAG_JJ;
  if (aside && v->form == PLB_VERB_FINITE) s->at = other;
}

/* "received the envoy, praised Oslo and promised ...", in headlines also "cuts hotline, threatens to ...": the comma
 * before a verb in a row of verbs stands for "and". */
static bool serial(const plb_clause *c, const plb_verb *v) {
  uint32_t b = v->begin;
  uint8_t tag = tok(c, b)->tag;
  if (v->form != PLB_VERB_FINITE || b == c->sentence->begin || tok(c, b - 1)->tag != PLB_TAG_COMMA) return false;
  bool before = false, behind = tok(c, c->sentence->end - 1)->tag != PLB_TAG_STOP && tag == PLB_TAG_VBZ;
  for (uint32_t w = 0; w < c->verb.n; w++) {
    const plb_verb *o = &c->verb.at[w];
    if (tok(c, o->begin)->tag != tag || o == v) continue;
    before |= o->begin < b && !o->relative && o->subject != PLB_NONE;
    behind |= o->begin > b && tok(c, o->begin - 1)->tag == PLB_TAG_CC;
  }
  return before && behind;
}

/* "a treaty with Oman signed by Iran": the phrase that a bare participle stands right behind. */
static uint32_t behind_phrase(const plb_clause *c, const plb_verb *v) {
  if (v->form != PLB_VERB_PARTICIPLE || !v->passive || v->begin == c->sentence->begin) return PLB_NONE;
  uint32_t k = plb_np_at(c, v->begin - 1);
  return k != PLB_NONE && !c->np.at[k].time ? k : PLB_NONE;
}

/* What a relative pronoun or a "that" right behind a phrase stands for, or PLB_NONE; *is tells whether there is one. */
static uint32_t antecedent(const plb_clause *c, uint32_t i, bool *is) {
  uint8_t tag = tok(c, i)->tag;
  uint32_t floor = c->sentence->begin;
  *is = tag == PLB_TAG_WP || tag == PLB_TAG_WDT ||
        (is_word(c, i, "that") && i > floor && plb_np_at(c, i - 1) != PLB_NONE);
  if (!*is) return PLB_NONE;
  uint32_t j = i > floor && tok(c, i - 1)->tag == PLB_TAG_COMMA ? i - 1 : i;
  return j > floor ? plb_np_at(c, j - 1) : PLB_NONE;
}

static void find_subject(plb_clause *c, plb_verb *v) {
  search s = {.at = v->begin, .result = PLB_NONE, .and_seen = serial(c, v)};
  uint32_t floor = c->sentence->begin;
  uint32_t own = behind_phrase(c, v);
  if (own != PLB_NONE) s.result = c->np.at[own].first, s.done = true;
  for (uint32_t steps = v->begin - floor; !s.done && s.at > floor && steps;
       steps--) { /* each goes at least a token left */
    uint32_t i = s.at - 1, k = plb_np_at(c, i), w = plb_verb_at(c, i);
    const plb_token *t = tok(c, i);
    bool relative;
    uint32_t other;
    if (k != PLB_NONE) {
      meet_phrase(c, v, k, &s);
    } else if (w != PLB_NONE) {
      meet_verb(c, v, w, &s);
    } else if (t->tag == PLB_TAG_COMMA) {
      meet_comma(c, v, i, &s);
    } else if ((other = antecedent(c, i, &relative)), relative) {
      s.result = other;
      v->relative = other != PLB_NONE;
      s.done = true;
    } else if (dash(c, i) && i + 1 == v->begin && dash_before(c, i) != PLB_NONE) {
      s.at = dash_before(c, i); /* "hostages — an American and an Australian — were" */
    } else if (clause_opener(c, i) || ends_quotation(c, i)) {
      s.done = true;
    } else if (t->tag == PLB_TAG_CLOSEQ) {
      s.at = skip_quotation(c, i); /* 'called it "bullying" and said' */
    } else if (t->tag == PLB_TAG_RPAREN) {
      s.at = skip_bracket(c, i);
      if (s.at == i + 1) s.at = i;
    } else {
      s.and_seen |= t->tag == PLB_TAG_CC;
      s.at = i;
    }
  }
  v->subject = s.result;
}

/* -ing and to: who governs them decides whose act it is. */
static void find_governor(plb_clause *c, plb_verb *v) {
  if (v->begin == c->sentence->begin) return;
  uint32_t i = v->begin - 1;
  bool prep = prep_tag(tok(c, i)) && plb_np_at(c, i) == PLB_NONE;
  if (prep && i > c->sentence->begin) i--;
  while (i > c->sentence->begin && tok(c, i)->tag == PLB_TAG_RB)
    i--;
  uint32_t k = plb_np_at(c, i), w = plb_verb_at(c, i);
  if (w != PLB_NONE && &c->verb.at[w] != v) {
    v->governor = w;
    return;
  }
  if (k == PLB_NONE) return;
  v->noun = v->noun_head = k;
  for (uint32_t hop = 0; hop < 4; hop++) { /* "pressure on Russia to": over the phrases in between */
    uint32_t edge = left_edge(c, v->noun_head);
    if (edge == c->sentence->begin) return;
    v->governor = plb_verb_at(c, edge - 1);
    uint32_t left = plb_np_at(c, edge - 1);
    if (v->governor != PLB_NONE || left == PLB_NONE || edge == c->np.at[c->np.at[v->noun_head].first].begin) return;
    v->noun_head = left;
  }
}

/* "..., while criticising", "Speaking in Oslo, X warned": an -ing form without a governor goes with the finite verb
 * nearest at the left, at the start of a sentence with the first one at the right. */
static void adopt_ing(plb_clause *c) {
  for (uint32_t i = 0; i < c->verb.n; i++) {
    plb_verb *v = &c->verb.at[i];
    if (v->form != PLB_VERB_ING || v->governor != PLB_NONE || v->subject != PLB_NONE || v->shares) continue;
    for (uint32_t w = i; w > 0 && v->governor == PLB_NONE; w--)
      if (c->verb.at[w - 1].form == PLB_VERB_FINITE) v->governor = w - 1;
    for (uint32_t w = i + 1; w < c->verb.n && v->governor == PLB_NONE; w++)
      if (c->verb.at[w].form == PLB_VERB_FINITE) v->governor = w;
  }
}

static void find_object(plb_clause *c, plb_verb *v) {
  uint32_t i = v->end, end = c->sentence->end;
  while (i < end && plb_np_at(c, i) == PLB_NONE && (tok(c, i)->tag == PLB_TAG_RP || tok(c, i)->tag == PLB_TAG_RB))
    i++;
  uint32_t k = plb_np_at(c, i);
  while (k != PLB_NONE && c->np.at[k].owns && k + 1 < c->np.n)
    k++;
  if (i < end && k != PLB_NONE && !c->np.at[k].time && c->np.at[k].prep == PLB_NONE) v->object = k;
}

/* Complements end at the next verb, clause opener or bracket; a comma ends them unless a list goes on behind it. */
static uint32_t find_reach(const plb_clause *c, const plb_verb *v) {
  for (uint32_t i = v->end; i < c->sentence->end; i++) {
    uint32_t w = plb_verb_at(c, i), k = plb_np_at(c, i);
    if (w != PLB_NONE || clause_opener(c, i) || tok(c, i)->tag == PLB_TAG_WDT || tok(c, i)->tag == PLB_TAG_WP) return i;
    if (tok(c, i)->tag == PLB_TAG_COMMA && k == PLB_NONE) {
      uint32_t next = plb_np_at(c, i + 1);
      if (next == PLB_NONE || c->np.at[next].first == next) return i;
    }
  }
  return c->sentence->end;
}

/* "..., said Lavrov": nothing can be the subject at the left, or only the object of an earlier verb. */
static void inverted_subject(plb_clause *c, plb_verb *v) {
  if (v->form != PLB_VERB_FINITE || v->object == PLB_NONE || v->begin == c->sentence->begin) return;
  uint8_t before = tok(c, v->begin - 1)->tag;
  if (before < PLB_TAG_PUNCT) return;
  if (v->subject != PLB_NONE) {
    uint32_t edge = left_edge(c, v->subject), w = edge > c->sentence->begin ? plb_verb_at(c, edge - 1) : PLB_NONE;
    if (before != PLB_TAG_COMMA || w == PLB_NONE || v->relative || v->shares) return;
  }
  v->subject = v->object;
  v->object = PLB_NONE;
  v->inverted = true;
}

plb_status plb_clause_read(const plb_doc *doc, uint32_t sentence, plb_clause *out, plb_error *err) {
  *out = (plb_clause){.doc = doc, .sentence = &doc->sentence[sentence]};
  uint32_t n = out->sentence->end - out->sentence->begin;
  out->np_at = plb_arena_array(doc->arena, n + 1u, sizeof *out->np_at);
  out->verb_at = plb_arena_array(doc->arena, n + 1u, sizeof *out->verb_at);
  if (!out->np_at || !out->verb_at) return no_memory(err);
  for (uint32_t i = 0; i <= n; i++)
    out->np_at[i] = out->verb_at[i] = PLB_NONE;
  plb_status s = find_nps(out, err);
  if (!s) s = find_verbs(out, err);
  if (!s) free_subjects(out);
  for (uint32_t i = 0; !s && i < out->verb.n; i++) {
    plb_verb *v = &out->verb.at[i];
    find_object(out, v);
    find_subject(out, v);
    inverted_subject(out, v);
    if (v->form != PLB_VERB_FINITE && !v->shares) find_governor(out, v);
    v->reach = find_reach(out, v);
  }
  if (!s) adopt_ing(out);
  return s;
}

uint32_t plb_next_prep(const plb_clause *c, uint32_t *token, uint32_t end, uint32_t *prep) {
  if (end > c->sentence->end) end = c->sentence->end;
  for (uint32_t i = *token; i < end; i++) {
    if (plb_verb_at(c, i) != PLB_NONE && tok(c, i)->tag != PLB_TAG_TO) return PLB_NONE;
    if (!prep_tag(tok(c, i)) || plb_np_at(c, i) != PLB_NONE) continue;
    uint32_t k = plb_np_at(c, i + 1);
    if (k == PLB_NONE && pairing(c, i + 1)) k = plb_np_at(c, i + 2); /* "by both X and Y" */
    if (k == PLB_NONE) continue;
    while (c->np.at[k].owns && k + 1 < c->np.n && c->np.at[k + 1].owner == k)
      k++;
    *prep = i;
    *token = c->np.at[k].end;
    return k;
  }
  return PLB_NONE;
}
