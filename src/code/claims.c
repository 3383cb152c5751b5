/* Claim chains. A word of saying with its subject governs the clause behind it ("X said that ...") or the sentence
 * before it
 * ("..., X said"), and "according to X" the rest of its sentence; nested scopes give nested claimants, the larger scope
 * outermost. Quotations that run over several sentences keep their speaker. Cues stand in data/code/cues.tsv (after the
 * cue / source / content division of Pareti's PolNeAR). */
#include "base/error.h"
#include "base/slice.h"
#include "code/reading.h"

static const plb_token *tok(const plb_clause *c, uint32_t i) {
  return &c->doc->token[i];
}

static bool word_at(const plb_clause *c, uint32_t i, const char *word) {
  return i >= c->sentence->begin && i < c->sentence->end && plb_slice_is(tok(c, i)->lower, word);
}

bool plb_scope_covers(const plb_scope *s, uint32_t token) {
  return token >= s->begin && token < s->end && !(token >= s->hole && token < s->hole_end);
}

const plb_scope *plb_scope_innermost(const plb_scope_list *all, uint32_t token) {
  const plb_scope *best = NULL;
  for (uint32_t i = 0; all && i < all->n; i++) {
    const plb_scope *s = &all->at[i];
    if (plb_scope_covers(s, token) && (!best || s->end - s->begin < best->end - best->begin)) best = s;
  }
  return best;
}

/* ---- where the content stands ---- */

static bool takes_hearer(plb_slice lemma) {
  return plb_slice_is(lemma, "tell") || plb_slice_is(lemma, "inform") || plb_slice_is(lemma, "remind") ||
         plb_slice_is(lemma, "assure") || plb_slice_is(lemma, "warn") || plb_slice_is(lemma, "show");
}

/* Does a finite clause begin at token i: is the phrase there the subject of a verb behind it? */
static bool clause_at(const plb_clause *c, uint32_t i) {
  uint32_t k = plb_np_at(c, i);
  if (k == PLB_NONE) return word_at(c, i, "there");
  while (c->np.at[k].owns && k + 1 < c->np.n)
    k++;
  for (uint32_t w = 0; w < c->verb.n; w++) {
    const plb_verb *v = &c->verb.at[w];
    if (v->begin >= i && v->form == PLB_VERB_FINITE && !v->inverted && !v->relative && v->subject != PLB_NONE &&
        c->np.at[v->subject].first == c->np.at[k].first)
      return true;
  }
  return false;
}

/* First token of the content behind a cue, or PLB_NONE: over time phrases, adverbs, prepositional phrases and the
 * hearer. */
static uint32_t content_behind(const plb_clause *c, uint32_t from, bool hearer) {
  uint32_t i = from, gap = plb_verb_at(c, from);
  if (gap != PLB_NONE && c->verb.at[gap].form == PLB_VERB_FINITE) return from; /* "a boat that it said was seized" */
  for (uint32_t steps = 0; i < c->sentence->end && steps < 10; steps++) {
    uint8_t tag = tok(c, i)->tag;
    uint32_t k = plb_np_at(c, i);
    if (word_at(c, i, "that") && (k == PLB_NONE || tag == PLB_TAG_IN)) return i + 1;
    if (tag == PLB_TAG_OPENQ) return i;
    if (tag == PLB_TAG_COMMA && i + 1 < c->sentence->end && tok(c, i + 1)->tag == PLB_TAG_OPENQ) return i + 1;
    if (tag == PLB_TAG_COLON) return i + 1 < c->sentence->end ? i + 1 : PLB_NONE;
    if (k != PLB_NONE && c->np.at[k].time) {
      i = c->np.at[k].end;
    } else if (k != PLB_NONE && hearer) {
      i = c->np.at[k].end;
      hearer = false;
    } else if (clause_at(c, i)) {
      return i;
    } else if ((tag == PLB_TAG_IN || tag == PLB_TAG_TO) && plb_np_at(c, i + 1) != PLB_NONE) {
      i = c->np.at[plb_np_at(c, i + 1)].end;
    } else if (tag == PLB_TAG_RB || tag == PLB_TAG_RP || tag == PLB_TAG_POS) {
      i++;
    } else {
      return PLB_NONE;
    }
  }
  return PLB_NONE;
}

/* ", while ..." ends what is said unless it stands in quotation marks. */
static uint32_t content_end(const plb_clause *c, uint32_t from) {
  for (uint32_t i = from; i + 1 < c->sentence->end; i++)
    if (tok(c, i)->tag == PLB_TAG_COMMA && !(tok(c, i)->flags & PLB_TOK_IN_QUOTE) &&
        (word_at(c, i + 1, "while") || word_at(c, i + 1, "although") || word_at(c, i + 1, "though")))
      return i;
  return c->sentence->end;
}

static uint32_t np_edge(const plb_clause *c, uint32_t k) {
  const plb_np *p = &c->np.at[c->np.at[k].first];
  return p->owner != PLB_NONE ? c->np.at[p->owner].begin : p->begin;
}

static bool ends_speech(const plb_clause *c, uint32_t i) {
  if (i <= c->sentence->begin) return false;
  uint8_t tag = tok(c, i - 1)->tag;
  return tag == PLB_TAG_COMMA || tag == PLB_TAG_CLOSEQ;
}

static bool has_verb(const plb_clause *c, uint32_t begin, uint32_t end) {
  for (uint32_t w = 0; w < c->verb.n; w++)
    if (c->verb.at[w].head >= begin && c->verb.at[w].head < end) return true;
  return false;
}

/* A whole clause, or words in quotation marks: "Despite the warnings, China maintains ties" has none before it. */
static bool said_before(const plb_clause *c, uint32_t end) {
  if (tok(c, end - 1)->tag == PLB_TAG_CLOSEQ) return has_verb(c, c->sentence->begin, end - 1);
  for (uint32_t w = 0; w < c->verb.n && c->verb.at[w].head < end; w++)
    if (c->verb.at[w].form == PLB_VERB_FINITE) return true;
  return false;
}

/* ---- building scopes ---- */

typedef struct builder {
  const plb_trigger_tables *t;
  plb_doc *doc;
  const plb_clause *c;
  plb_scope_list *out;
  bool out_of_memory;
} builder;

static bool article(const plb_token *t) {
  return t->tag == PLB_TAG_DT || t->tag == PLB_TAG_PRPS;
}

/* "two officials", "its spokesman, Peter Kuol": a role says more in the words of the text, and a name behind it most.
 */
static plb_party named_as_written(const builder *b, uint32_t np, plb_party party) {
  const plb_clause *c = b->c;
  if (party.kind != PLB_PARTY_ROLE) return party;
  const plb_np *p = &c->np.at[np];
  bool titled = p->joined == np + 1 && tok(c, p->begin)->tag == PLB_TAG_NN; /* "lawyer and journalist Jan Novak" */
  const plb_np *name = np + 1 < c->np.n && (titled || c->np.at[np + 1].apposition) ? p + 1 : NULL;
  if (name && tok(c, name->head)->tag == PLB_TAG_NNP && tok(c, p->head)->tag == PLB_TAG_NN) p = name;
  uint32_t begin = p->begin;
  while (begin < p->head && (article(tok(c, begin)) || (titled && tok(c, begin)->tag == PLB_TAG_NN)))
    begin++;
  if (tok(c, p->head)->tag != PLB_TAG_PRP) party.name = plb_doc_text(b->doc, plb_doc_tokens(b->doc, begin, p->end));
  return party;
}

static plb_fill_list parties_of(builder *b, uint32_t np) {
  plb_reading r = {.t = b->t, .doc = b->doc, .c = b->c};
  plb_fill_list fills = {0};
  plb_fill_np(&r, np, &fills);
  b->out_of_memory |= r.out_of_memory;
  return fills;
}

/* Who the phrase is: its party, or its words when it has none. */
static plb_party speaker_of(builder *b, uint32_t np, plb_span *span) {
  const plb_np *p = &b->c->np.at[np];
  *span = plb_doc_tokens(b->doc, p->begin, p->end);
  plb_fill_list fills = {0};
  if (p->mention != PLB_NONE) fills = parties_of(b, np);
  if (fills.n) return named_as_written(b, np, fills.at[0].party);
  return (plb_party){.name = plb_doc_text(b->doc, *span),
                     .code = PLB_LIT("---"),
                     .sector = PLB_SECTOR_UNK,
                     .kind = PLB_PARTY_OTHER,
                     .rule = PLB_LIT("as written")};
}

static void push_scope(builder *b, plb_scope s) {
  plb_scope *slot = plb_vec_push(b->doc->arena, b->out, b->doc->limits->tokens);
  if (slot)
    *slot = s;
  else
    b->out_of_memory = true;
}

/* A party, a pronoun for a person or body, a name, or an agent noun ("the statement", "polls" speak too; "these" do
 * not). */
static bool can_speak(const builder *b, uint32_t np) {
  const plb_token *head = tok(b->c, b->c->np.at[np].head);
  bool some = word_at(b->c, b->c->np.at[np].end, "of"); /* "some of the men", "one of the crew" */
  return some || head->tag <= PLB_TAG_NNPS || head->tag == PLB_TAG_PRP || head->tag == PLB_TAG_WP ||
         b->c->np.at[np].mention != PLB_NONE;
}

static bool is_medium(const plb_party *p) {
  return p->sector == PLB_SECTOR_JRN;
}

/* "China warned of consequences": what is said follows as a phrase, so nothing before the cue is meant. */
static bool takes_content(const plb_clause *c, uint32_t i) {
  return word_at(c, i, "of") || word_at(c, i, "against") || word_at(c, i, "about") || word_at(c, i, "over");
}

/* "claimed responsibility for shooting down": what is claimed stands behind "for". */
static uint32_t responsibility(const plb_clause *c, const plb_verb *v) {
  if (!plb_slice_is(tok(c, v->head)->lemma, "claim") || v->object == PLB_NONE) return PLB_NONE;
  const plb_np *p = &c->np.at[v->object];
  bool fits = plb_slice_is(tok(c, p->head)->lemma, "responsibility") || plb_slice_is(tok(c, p->head)->lemma, "credit");
  return fits && word_at(c, p->end, "for") && p->end + 1 < c->sentence->end ? p->end + 1 : PLB_NONE;
}

/* "If it stays calm, he added, the ministers could meet": the clause goes on behind the cue. */
static bool parenthesis(const plb_clause *c, uint32_t right) {
  return right + 1 < c->sentence->end && tok(c, right)->tag == PLB_TAG_COMMA && clause_at(c, right + 1);
}

/* The content of the cue's clause: behind it, before it, or both ('"...," he said, "..."'). False: there is none. */
static bool find_content(const plb_clause *c, const plb_verb *v, uint32_t subject, bool hearer, plb_scope *s) {
  uint32_t left = v->inverted ? v->begin : np_edge(c, subject), right = v->inverted ? c->np.at[subject].end : v->end;
  if (left > v->begin) left = v->begin;
  uint32_t behind = responsibility(c, v);
  if (behind == PLB_NONE) behind = content_behind(c, right, hearer);
  bool before = v->form == PLB_VERB_FINITE && ends_speech(c, left) && said_before(c, left);
  before = before && (v->object == PLB_NONE || hearer || v->inverted || tok(c, left - 1)->tag == PLB_TAG_CLOSEQ);
  before = before && !takes_content(c, right);
  before = before && (behind == PLB_NONE || tok(c, behind)->tag == PLB_TAG_OPENQ || v->inverted);
  if (behind == PLB_NONE && !before) return false;
  s->begin = before ? c->sentence->begin : behind;
  s->end = behind == PLB_NONE ? left : content_end(c, behind);
  if (before && behind != PLB_NONE) s->hole = left, s->hole_end = behind;
  if (before && behind == PLB_NONE && parenthesis(c, right)) {
    s->hole = left, s->hole_end = right;
    s->end = content_end(c, right);
  }
  return true;
}

/* What hangs on the phrase: "the release of the crew by Iran". */
static uint32_t complements_end(const plb_clause *c, uint32_t from) {
  static const char *const words[] = {"of", "from", "by", "between", "against", "with"};
  uint32_t at = from, prep;
  while (plb_next_prep(c, &at, from + 1, &prep) != PLB_NONE && prep == from && PLB_AMONG(tok(c, prep)->lower, words))
    from = at;
  return from;
}

/* "urged Oman to leave", "demanded the release of X": what is asked for or threatened: the object with what hangs on
 * it, and the infinitives that the verb governs. */
static bool asked_content(const plb_clause *c, uint32_t w, plb_scope *s) {
  const plb_verb *v = &c->verb.at[w];
  s->begin = s->end = v->end;
  uint32_t np = v->object, at = v->end, prep;
  if (np == PLB_NONE) np = plb_next_prep(c, &at, v->end + 2, &prep);
  for (; np != PLB_NONE; np = c->np.at[np].joined)
    s->end = complements_end(c, c->np.at[np].end);
  for (uint32_t i = w + 1; i < c->verb.n; i++) {
    const plb_verb *to = &c->verb.at[i];
    bool ours =
        to->form != PLB_VERB_FINITE && to->governor != PLB_NONE &&
        (to->governor == w || (c->verb.at[to->governor].head >= s->begin && c->verb.at[to->governor].head < s->end));
    if (ours) s->end = to->reach;
  }
  return s->end > s->begin;
}

static void verb_scope(builder *b, uint32_t w, bool asks) {
  const plb_clause *c = b->c;
  const plb_verb *v = &c->verb.at[w];
  uint32_t subject = v->form == PLB_VERB_FINITE && !v->passive ? v->subject : plb_logical_subject(c, w);
  if (subject == PLB_NONE || !can_speak(b, subject)) return;
  bool hearer = takes_hearer(tok(c, v->head)->lemma) && v->object != PLB_NONE;
  plb_scope s = {.cue = v->head, .speaker = subject};
  if (!find_content(c, v, subject, hearer, &s) && !(asks && asked_content(c, w, &s))) return;
  s.denied = plb_slice_is(tok(c, v->head)->lemma, "deny");
  s.past = tok(c, v->head)->tag == PLB_TAG_VBD || tok(c, v->head)->tag == PLB_TAG_VBN;
  s.cue_span = tok(c, v->head)->span;
  s.speaker_party = speaker_of(b, subject, &s.speaker_span);
  if (hearer) {
    s.medium_party = speaker_of(b, v->object, &s.medium_span);
    s.has_medium = is_medium(&s.medium_party) && s.medium_party.kind != PLB_PARTY_ROLE; /* not "told reporters" */
  }
  push_scope(b, s);
}

/* "according to X": at the front for what follows, else for what stands before. */
static void prep_scope(builder *b, uint32_t i) {
  const plb_clause *c = b->c;
  uint32_t k = plb_np_at(c, i + 2);
  if (!word_at(c, i, "according") || !word_at(c, i + 1, "to") || k == PLB_NONE) return;
  while (c->np.at[k].owns && k + 1 < c->np.n && c->np.at[k + 1].owner == k)
    k++;
  plb_scope s = {.cue = i, .speaker = k, .begin = c->sentence->begin, .end = c->sentence->end};
  s.hole = i;
  s.hole_end = c->np.at[k].end;
  s.cue_span = plb_doc_tokens(b->doc, i, i + 2);
  s.speaker_party = speaker_of(b, k, &s.speaker_span);
  push_scope(b, s);
}

/* "the announcement that X had ...", "Iran's claim that": the noun's owner says what follows. */
static void noun_scope(builder *b, uint32_t k) {
  const plb_clause *c = b->c;
  const plb_np *p = &c->np.at[k];
  if (!word_at(c, p->end, "that") || plb_map_get(&b->t->cue[PLB_CUE_NOUN], tok(c, p->head)->lemma) == PLB_MAP_NONE)
    return;
  plb_fill_list fills = parties_of(b, k);
  if (!fills.n) return;
  plb_scope s = {.cue = p->head, .speaker = k, .begin = p->end + 1, .end = content_end(c, p->end)};
  s.cue_span = tok(c, p->head)->span;
  s.speaker_span = fills.at[0].span;
  s.speaker_party = fills.at[0].party;
  push_scope(b, s);
}

static bool says_colon(const plb_clause *c, uint32_t i) {
  return i > c->sentence->begin && i + 1 < c->sentence->end && tok(c, i)->tag == PLB_TAG_COLON &&
         plb_slice_is(tok(c, i)->lower, ":");
}

/* Headlines: "Russia and Syria: rebels block the road", "Rebels block the road: Russia". */
static void colon_scope(builder *b) {
  const plb_clause *c = b->c;
  if (!c->np.n) return;
  uint32_t first = 0, last = c->np.n - 1, begin = c->sentence->begin, end = c->sentence->end;
  plb_scope s = {0};
  uint32_t tail = first;
  while (c->np.at[tail].joined != PLB_NONE || (c->np.at[tail].owns && tail + 1 < c->np.n))
    tail = c->np.at[tail].joined != PLB_NONE ? c->np.at[tail].joined : tail + 1;
  uint32_t opening = c->np.at[last].first;
  if (c->np.at[first].begin == begin && says_colon(c, c->np.at[tail].end)) {
    s = (plb_scope){.cue = c->np.at[tail].end, .speaker = first, .begin = c->np.at[tail].end + 1, .end = end};
  } else if (c->np.at[last].end == end && np_edge(c, last) > begin && says_colon(c, np_edge(c, last) - 1)) {
    s = (plb_scope){.cue = np_edge(c, last) - 1, .speaker = opening, .begin = begin, .end = np_edge(c, last) - 1};
  } else {
    return;
  }
  if (!has_verb(c, s.begin, s.end)) return;
  plb_fill_list fills = parties_of(b, s.speaker);
  s.cue_span = tok(c, s.cue)->span;
  for (uint32_t i = 0; i < fills.n; i++) {
    if (!plb_code_known(fills.at[i].party.code) && fills.at[i].party.sector == PLB_SECTOR_UNK) continue;
    s.speaker_span = fills.at[i].span;
    s.speaker_party = fills.at[i].party;
    push_scope(b, s);
  }
}

/* "in comments reported by X", "quoted by X": the medium of every scope of the sentence that has none. */
static void media(builder *b) {
  static const char *const lemmas[] = {"report", "carry", "publish", "quote", "cite", "broadcast"};
  const plb_clause *c = b->c;
  for (uint32_t w = 0; w < c->verb.n; w++) {
    const plb_verb *v = &c->verb.at[w];
    bool fits = PLB_AMONG(tok(c, v->head)->lemma, lemmas);
    uint32_t by = fits && v->passive ? plb_logical_subject(c, w) : PLB_NONE;
    if (by == PLB_NONE) continue;
    plb_span span;
    plb_party party = speaker_of(b, by, &span);
    for (uint32_t i = 0; is_medium(&party) && i < b->out->n; i++) {
      plb_scope *s = &b->out->at[i];
      if (s->has_medium || s->speaker == by) continue;
      s->has_medium = true;
      s->medium_party = party;
      s->medium_span = span;
    }
  }
}

/* Quoted words of this sentence that no scope covers belong to the speaker carried over. */
static void carry(builder *b, const plb_scope *carried) {
  const plb_sentence *s = b->c->sentence;
  if (!carried) return;
  uint32_t first = PLB_NONE, last = PLB_NONE;
  for (uint32_t i = s->begin; i < s->end; i++) {
    if (!(tok(b->c, i)->flags & PLB_TOK_IN_QUOTE) || plb_scope_innermost(b->out, i)) continue;
    if (first == PLB_NONE) first = i;
    last = i;
  }
  if (first == PLB_NONE || last - first < 3) return;
  plb_scope copy = *carried;
  copy.begin = first;
  copy.end = last + 1;
  copy.hole = copy.hole_end = 0;
  copy.speaker = PLB_NONE;
  push_scope(b, copy);
}

plb_status plb_scopes_read(const plb_trigger_tables *t, plb_doc *doc, const plb_clause *c, const plb_match_list *m,
                           const plb_scope *carried, plb_scope_list *out, plb_error *err) {
  builder b = {.t = t, .doc = doc, .c = c, .out = out};
  *out = (plb_scope_list){0};
  for (uint32_t w = 0; w < c->verb.n; w++) {
    bool speech = plb_map_get(&t->cue[PLB_CUE_VERB], tok(c, c->verb.at[w].head)->lemma) != PLB_MAP_NONE, asks = false;
    for (uint32_t i = 0; i < m->n; i++) {
      if (m->at[i].head != c->verb.at[w].head) continue;
      speech |= (m->at[i].pattern->flags & PLB_FLAG_SPEECH) != 0;
      const plb_pattern *p = m->at[i].pattern;
      bool wants = p->type == PLB_TYPE_REQUEST || p->type == PLB_TYPE_THREATEN;
      asks |= wants && p->actor.n && p->actor.slot[0] == PLB_SLOT_SUBJ; /* not "faced calls from" */
    }
    if (speech || asks) verb_scope(&b, w, asks);
  }
  for (uint32_t i = c->sentence->begin; i + 2 < c->sentence->end; i++)
    prep_scope(&b, i);
  for (uint32_t k = 0; k < c->np.n; k++)
    noun_scope(&b, k);
  colon_scope(&b);
  media(&b);
  carry(&b, carried);
  return b.out_of_memory ? plb_fail(err, PLB_NOMEM, "code", "the document's memory is used up") : PLB_OK;
}

static void add_claim(plb_reading *r, plb_claim_list *out, plb_claim claim) {
  for (uint32_t i = 0; i < out->n; i++)
    if (plb_slice_eq(out->at[i].party.name, claim.party.name)) return;
  plb_claim *slot = plb_vec_push(r->doc->arena, out, r->doc->limits->tokens);
  if (slot)
    *slot = claim;
  else
    r->out_of_memory = true;
}

/* "said X met the rebels, who have killed ...": in reported speech the clause behind the comma is the outlet's own. */
static bool aside(const plb_reading *r, const plb_scope *s, uint32_t token) {
  uint32_t w = plb_verb_at(r->c, token);
  if (w == PLB_NONE || !r->c->verb.at[w].relative || (tok(r->c, token)->flags & PLB_TOK_IN_QUOTE)) return false;
  for (uint32_t i = token; i > s->begin + 1 && i > r->c->sentence->begin + 1; i--) {
    uint8_t tag = tok(r->c, i)->tag;
    if (tag == PLB_TAG_WP || tag == PLB_TAG_WDT) return tok(r->c, i - 1)->tag == PLB_TAG_COMMA;
  }
  return false;
}

static bool first_person(plb_slice name) {
  return plb_slice_eq_nocase(name, PLB_LIT("we")) || plb_slice_is(name, "I");
}

/* '"We urge ...," X said': "we" is X. */
static void drop_we(plb_claim_list *claims) {
  uint32_t n = 0, named = 0;
  for (uint32_t i = 0; i < claims->n; i++)
    named += !first_person(claims->at[i].party.name);
  for (uint32_t i = 0; i < claims->n; i++)
    if (!named || !first_person(claims->at[i].party.name)) claims->at[n++] = claims->at[i];
  claims->n = n;
}

void plb_claims_of(plb_reading *r, uint32_t token, plb_claim_list *out) {
  uint64_t last = UINT64_MAX;
  for (;;) { /* scopes that cover the token, the largest first; of equal ones the one read first */
    const plb_scope *next = NULL;
    uint64_t best = 0;
    for (uint32_t i = 0; i < r->scope->n; i++) {
      const plb_scope *s = &r->scope->at[i];
      uint64_t size = ((uint64_t)(s->end - s->begin) << 32) | (UINT32_MAX - i);
      if (plb_scope_covers(s, token) && size < last && size >= best && token != s->cue && !aside(r, s, token))
        best = size, next = s;
    }
    if (!next) break;
    last = best;
    if (next->has_medium)
      add_claim(r, out, (plb_claim){PLB_CLAIM_MEDIUM, next->medium_span, next->cue_span, next->medium_party});
    uint8_t kind = is_medium(&next->speaker_party) ? PLB_CLAIM_MEDIUM : PLB_CLAIM_SPEAKER;
    add_claim(r, out, (plb_claim){kind, next->speaker_span, next->cue_span, next->speaker_party});
  }
  drop_we(out);
}

/* ---- what needs no claimant ---- */

/* "X said it was worried and urged Y": the second act is told beside the saying, not in it. */
static bool beside_cue(const plb_reading *r, const plb_claim *c) {
  uint32_t w = r->verb;
  if (w == PLB_NONE || r->c->verb.at[w].form != PLB_VERB_FINITE) return false;
  for (uint32_t hops = 0; hops < 8 && w != PLB_NONE && r->c->verb.at[w].shares; hops++) {
    w = r->c->verb.at[w].partner;
    if (w != PLB_NONE && r->doc->token[r->c->verb.at[w].head].span.begin == c->cue.begin) return true;
  }
  return false;
}

/* "Norway opposes ...", its minister said: a state's act of words is done by saying it. */
static bool said_now(const plb_reading *r, const plb_report *report) {
  if (r->verb == PLB_NONE || (report->status != PLB_ACT_ACTUAL && report->status != PLB_ACT_FUTURE)) return false;
  uint8_t tag = r->doc->token[r->c->verb.at[r->verb].begin].tag;
  return !r->c->verb.at[r->verb].perfect && (tag == PLB_TAG_VBP || tag == PLB_TAG_VBZ);
}

/* '"We reject this," X said': the words are the act, and nobody but X is needed to know of it. */
bool plb_speaks_itself(const plb_reading *r, const plb_report *report, const plb_claim *innermost) {
  bool folds = report->type == PLB_TYPE_COOPERATE || report->type == PLB_TYPE_AID; /* future ones become AGREE */
  bool speech_act = plb_type_quad((plb_type)report->type)[0] == 'V' || (report->status == PLB_ACT_FUTURE && folds);
  if (report->n_actor != 1 || !speech_act) return false;
  const plb_role_fill *actor = &report->actor[0];
  plb_slice words = plb_doc_text(r->doc, actor->span);
  if ((first_person(words) || beside_cue(r, innermost)) && plb_slice_eq(actor->party.name, innermost->party.name))
    return true;
  return plb_slice_eq(actor->party.code, innermost->party.code) && plb_code_known(actor->party.code) &&
         said_now(r, report);
}
