/* Descriptions that point back ("the two countries", "the group") and pronouns. */
#include "resolve/resolver.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

bool plb_both_states(plb_resolver *r, uint32_t token, plb_party out[2]) {
  uint32_t pair[2];
  if (!plb_about_pair(&r->about, r->doc, token, pair)) return false;
  for (uint32_t i = 0; i < 2; i++) {
    out[i] = plb_state_at(r, pair[i]);
    out[i].certain = 60;
    out[i].rule = PLB_LIT("both: the two states named together, or that the document is most about");
  }
  return true;
}

static bool pair_of(plb_resolver *r, plb_phrase *p) {
  plb_party both[2];
  if (!plb_both_states(r, p->begin, both)) return false;
  plb_give(r, p, both[0]);
  plb_give(r, p, both[1]);
  return true;
}

const plb_description_row *plb_description_of(const plb_resolver *r, plb_slice lower) {
  uint32_t row = plb_map_get(&r->t->description.form, lower);
  return row == PLB_MAP_NONE ? NULL : &r->t->description.row[row];
}

/* ---- the same noun again ---- */

static void give_again(plb_resolver *r, plb_phrase *p, plb_named named, const char *how) {
  for (uint32_t i = 0; i < named.n; i++)
    plb_give(r, p, plb_party_again(r, named.party + i, how));
}

static bool definite(const plb_resolver *r, const plb_phrase *p) {
  static const char *const words[] = {"the", "this", "that", "these", "those", "all"};
  return PLB_AMONG(r->doc->token[p->begin].lower, words);
}

static bool common_noun(const plb_token *t) {
  return t->tag == PLB_TAG_NN || t->tag == PLB_TAG_NNS;
}

/* "the Front" after "the Popular Front for the Oubangui", "the North" beside "North Korea". */
static bool short_name(plb_resolver *r, plb_phrase *p) {
  const plb_token *head = &r->doc->token[p->head];
  if (!(head->flags & PLB_TOK_CAPITAL)) return false;
  uint32_t party = plb_memory_by_name(&r->memory, head->lower);
  if (party != PLB_NONE) {
    give_again(r, p, (plb_named){party, 1, p->sentence}, "short for a name before");
    return true;
  }
  for (uint32_t i = 0; i < r->about.n_state; i++) {
    plb_party state = plb_state_at(r, i);
    if (state.name.n <= head->lower.n || state.name.p[head->lower.n] != ' ') continue;
    if (!plb_slice_eq(plb_slice_sub(state.name, 0, head->lower.n), plb_doc_text(r->doc, head->span))) continue;
    state.certain = 80;
    state.rule = PLB_LIT("first word of a state named in the document");
    plb_give(r, p, state);
    return true;
  }
  return false;
}

bool plb_again(plb_resolver *r, plb_phrase *p) {
  const plb_token *head = &r->doc->token[p->head];
  if (!definite(r, p) || p->head != p->begin + 1 || p->possessor != PLB_NONE) return false;
  bool owned = p->of != PLB_NONE && plb_slice_is(r->doc->token[r->ps.phrase.at[p->of].prep].lower, "of");
  if (owned) return false;
  if (short_name(r, p)) return true;
  if (head->tag == PLB_TAG_CD && !plb_slice_is(head->lower, "two")) { /* "the three" */
    plb_named many = plb_memory_many(&r->memory, p->sentence);
    give_again(r, p, many, "those named together last");
    return many.n > 0;
  }
  uint32_t party = plb_map_get(&r->memory.word, head->lower);
  if (party != PLB_MAP_NONE) {
    give_again(r, p, (plb_named){party, 1, p->sentence}, "a name before has this word");
    return true;
  }
  const plb_description_row *d = plb_description_of(r, head->lower);
  if (d && d->refers == PLB_REFER_STATE) return false;
  uint32_t phrase = common_noun(head) ? plb_map_get(&r->memory.head, head->lower) : PLB_MAP_NONE;
  if (phrase == PLB_MAP_NONE) return false;
  const plb_phrase *q = &r->ps.phrase.at[phrase];
  give_again(r, p, (plb_named){q->party, q->n_party, p->sentence}, "the same noun before");
  return true;
}

/* Words of an organisation's name, but for the small ones. */
static void remember_words(plb_resolver *r, const plb_party *party, uint32_t index) {
  plb_slice name = party->name;
  for (uint32_t i = 0, begin = 0; i <= name.n; i++) {
    if (i < name.n && name.p[i] != ' ') continue;
    plb_slice word = plb_slice_sub(name, begin, i);
    begin = i + 1;
    if (word.n < 4) continue;
    char *lower = plb_arena_alloc(r->doc->arena, word.n);
    if (!lower) {
      r->out_of_memory = true;
      return;
    }
    for (uint32_t k = 0; k < word.n; k++)
      lower[k] = (char)(word.p[k] >= 'A' && word.p[k] <= 'Z' ? word.p[k] + 32 : word.p[k]);
    if (!plb_map_set(&r->memory.word, plb_slice_of(lower, word.n), index)) r->out_of_memory = true;
  }
}

void plb_remember(plb_resolver *r, const plb_phrase *p) {
  if (!p->n_party) return;
  const plb_token *head = &r->doc->token[p->head];
  const plb_party *party = &r->party.at[p->party];
  uint32_t index = (uint32_t)(p - r->ps.phrase.at);
  if (!plb_code_known(party->code)) return;
  if (common_noun(head) && !plb_map_set(&r->memory.head, head->lower, index)) r->out_of_memory = true;
  if (p->n_party > 1) return;
  if (party->kind == PLB_PARTY_ORGANISATION && plb_name_tag(head) && party->code.n > 3)
    remember_words(r, party, p->party);
}

/* ---- descriptions and pronouns ---- */

/* "the Republic of Suriname" */
static bool of_state(plb_resolver *r, plb_phrase *p) {
  if (p->of == PLB_NONE || !plb_slice_is(r->doc->token[r->ps.phrase.at[p->of].prep].lower, "of")) return false;
  const plb_phrase *q = &r->ps.phrase.at[p->of];
  const plb_hit *hit = plb_phrase_hit_at(&r->ps, q, q->head);
  if (!hit || plb_entry_of(r, hit->entry)->kind != PLB_ENTRY_STATE) return false;
  plb_give(r, p, plb_party_of_hit(r, hit));
  return true;
}

bool plb_behind_both(const plb_resolver *r, const plb_phrase *p) {
  return p->begin > r->doc->sentence[p->sentence].begin && plb_slice_is(r->doc->token[p->begin - 1].lower, "both");
}

static bool west(plb_resolver *r, plb_phrase *p, uint32_t first) {
  if (p->head == first && (first == p->begin || !(r->doc->token[p->head].flags & PLB_TOK_CAPITAL))) return false;
  plb_give(r, p,
           (plb_party){.name = PLB_LIT("the West"),
                       .code = PLB_LIT("WST"),
                       .sector = PLB_SECTOR_GOV,
                       .kind = PLB_PARTY_STATE,
                       .certain = 90,
                       .rule = PLB_LIT("actors/descriptions.tsv west")});
  return true;
}

/* "the country": the state named last; as an object not the subject of its sentence ("Washington invaded the country").
 */
static bool last_state(plb_resolver *r, plb_phrase *p) {
  if (of_state(r, p)) return true;
  if (!r->memory.state.n) return false;
  plb_party party = r->party.at[r->memory.state.party];
  uint8_t before = p->begin ? r->doc->token[p->begin - 1].tag : PLB_TAG_STOP;
  uint32_t other =
      before >= PLB_TAG_VB && before <= PLB_TAG_MD ? plb_about_other(&r->about, r->doc, p->begin) : PLB_NONE;
  party = other != PLB_NONE ? plb_state_at(r, other) : plb_state_itself(r, party);
  party.rule = PLB_LIT("the state named last");
  party.certain = 55;
  plb_give(r, p, party);
  return true;
}

static bool last_group(plb_resolver *r, plb_phrase *p, uint64_t sectors) {
  plb_named named = plb_memory_group(&r->memory, sectors);
  if (!named.n) return false;
  plb_party party = r->party.at[named.party];
  party.rule = PLB_LIT("the body of its kind named last");
  party.certain = 55;
  plb_give(r, p, party);
  return true;
}

/* First word of a description behind its articles; p->end: "a", "an" or "no" stands there. */
static uint32_t described(const plb_resolver *r, const plb_phrase *p, bool both) {
  static const char *const open[] = {"a", "an", "no"}, *const own[] = {"both", "each"};
  uint32_t first = both ? p->begin - 1 : p->begin;
  for (; first < p->head; first++) {
    const plb_token *t = &r->doc->token[first];
    if (PLB_AMONG(t->lower, own) || (t->tag != PLB_TAG_DT && t->tag != PLB_TAG_PDT)) break;
    if (PLB_AMONG(t->lower, open)) return p->end;
  }
  return first;
}

/* "both sides", "the two", "the foreign ministers" of an article about two states, "neighbours" in its headline. */
static bool says_two(const plb_resolver *r, const plb_phrase *p, uint32_t first) {
  uint8_t tag = r->doc->token[p->head].tag;
  plb_slice word = r->doc->token[first].lower;
  bool main = r->doc->pair[0].code.n > 0;
  if (plb_behind_both(r, p) || plb_slice_is(word, "both") || tag == PLB_TAG_JJ) return true;
  if (first > p->begin) return tag != PLB_TAG_NNS || plb_slice_is(word, "two") || main;
  return tag == PLB_TAG_NNS && first == p->head && main;
}

bool plb_description(plb_resolver *r, plb_phrase *p) {
  uint32_t first = described(r, p, plb_behind_both(r, p));
  if (first == p->end) return false;
  const plb_description_row *d = plb_description_of(r, plb_lower_words(r, first, p->head + 1));
  if (!d || d->refers == PLB_REFER_NOBODY || d->refers == PLB_REFER_OTHER) return false;
  if (d->refers == PLB_REFER_PAIR) return says_two(r, p, first) && p->possessor == PLB_NONE && pair_of(r, p);
  if (d->refers == PLB_REFER_WEST) return west(r, p, first);
  bool determined = first > p->begin;
  if (p->possessor != PLB_NONE || (!determined && r->doc->token[first].tag == PLB_TAG_JJ)) return false;
  return d->refers == PLB_REFER_STATE ? last_state(r, p) : determined && last_group(r, p, d->sectors);
}

static plb_gender gender_word(const plb_resolver *r, plb_slice lower) {
  uint32_t g = plb_map_get(&r->t->gender, lower);
  return g == PLB_MAP_NONE ? PLB_GENDER_UNKNOWN : (plb_gender)g;
}

/* By the words of the phrase, by what the document said of the name before, by the given name of the tables' row. */
static plb_gender gender_of(const plb_resolver *r, const plb_phrase *p) {
  for (uint32_t i = p->begin; i < p->end; i++) {
    plb_gender g = gender_word(r, r->doc->token[i].lower);
    if (g) return g;
  }
  plb_slice name = r->party.at[p->party].name;
  uint32_t known = plb_map_get(&r->memory.gender, name);
  if (known != PLB_MAP_NONE) return (plb_gender)known;
  char lower[32];
  uint32_t n = 0;
  for (; n < name.n && n < sizeof lower && name.p[n] != ' '; n++)
    lower[n] = (char)(name.p[n] >= 'A' && name.p[n] <= 'Z' ? name.p[n] + 32 : name.p[n]);
  return n < name.n ? gender_word(r, plb_slice_of(lower, n)) : PLB_GENDER_UNKNOWN;
}

void plb_note(plb_resolver *r, const plb_phrase *p) {
  if (!p->n_party) return;
  uint8_t kind = r->party.at[p->party].kind;
  bool person = kind == PLB_PARTY_PERSON || kind == PLB_PARTY_ROLE;
  plb_recent what = {.token = p->begin, .subject = plb_phrase_subject(r->doc, p)};
  bool plural = p->n_party > 1 || (plb_plural_tag(&r->doc->token[p->head]) && kind >= PLB_PARTY_GROUP);
  what.number = plural ? PLB_NUMBER_MANY : person ? PLB_NUMBER_PERSON : PLB_NUMBER_BODY;
  if (what.number == PLB_NUMBER_PERSON) {
    what.gender = (uint8_t)gender_of(r, p);
    plb_slice name = r->party.at[p->party].name;
    if (what.gender && name.n && !plb_map_set(&r->memory.gender, name, what.gender)) r->out_of_memory = true;
  }
  plb_memory_note(&r->memory, r->party.at, p, what);
}

/* Where the clause of an object pronoun begins: its own subject cannot be meant ("Iran warned them"). */
static uint32_t clause_begin(const plb_resolver *r, uint32_t token) {
  static const char *const objects[] = {"him", "them", "it", "her"};
  if (!PLB_AMONG(r->doc->token[token].lower, objects)) return UINT32_MAX;
  const plb_sentence *s = &r->doc->sentence[r->doc->token[token].sentence];
  enum { FAR = 64 }; /* tokens */
  uint32_t first = token > s->begin + FAR ? token - FAR : s->begin;
  uint8_t next = token + 1 < s->end ? r->doc->token[token + 1].tag : PLB_TAG_STOP;
  if (next == PLB_TAG_MD || next == PLB_TAG_VBD || next == PLB_TAG_VBZ || next == PLB_TAG_VBP) return UINT32_MAX;
  bool verb = false;
  for (uint32_t i = token; i > first; i--) {
    const plb_token *t = &r->doc->token[i - 1];
    if (i == token && !(t->tag >= PLB_TAG_VB && t->tag <= PLB_TAG_MD) && t->tag != PLB_TAG_IN) return UINT32_MAX;
    verb |= t->tag >= PLB_TAG_VB && t->tag <= PLB_TAG_MD;
    bool ends = t->tag == PLB_TAG_COMMA || t->tag == PLB_TAG_WDT || t->tag == PLB_TAG_WP || t->tag >= PLB_TAG_STOP ||
                t->tag == PLB_TAG_OPENQ || t->tag == PLB_TAG_CLOSEQ || plb_slice_is(t->lower, "that");
    if (ends) return verb ? i : UINT32_MAX;
  }
  return verb ? first : UINT32_MAX;
}

/* "it was too early to tell", "it is unlikely that": nobody. */
static bool empty_it(const plb_resolver *r, uint32_t token) {
  enum { REACH = 6 };
  static const char *const forms[] = {"be", "seem", "appear", "remain", "become"};
  if (!plb_slice_is(r->doc->token[token].lower, "it")) return false;
  uint32_t end = r->doc->sentence[r->doc->token[token].sentence].end;
  bool copula = false, quality = false;
  for (uint32_t i = token + 1; i < end && i < token + 1 + REACH; i++) {
    const plb_token *t = &r->doc->token[i];
    if (quality && (t->tag == PLB_TAG_TO || plb_slice_is(t->lower, "that") || plb_slice_is(t->lower, "whether")))
      return true;
    copula |= PLB_AMONG(t->lemma, forms);
    quality |= copula && (t->tag == PLB_TAG_JJ || t->tag == PLB_TAG_JJR);
    bool goes_on = t->tag == PLB_TAG_MD || t->tag == PLB_TAG_RB || t->tag == PLB_TAG_JJ || t->tag == PLB_TAG_JJR ||
                   PLB_AMONG(t->lemma, forms) || plb_slice_is(t->lower, "have");
    if (!goes_on) return false;
  }
  return false;
}

/* "Ukraine and its backers": what stands right before the "and". */
static plb_named joined_owner(const plb_resolver *r, const plb_phrase *p) {
  uint32_t index = (uint32_t)(p - r->ps.phrase.at);
  const plb_phrase *q = index ? &r->ps.phrase.at[index - 1] : NULL;
  if (!q || q->sentence != p->sentence || q->end + 1 != p->begin || !q->n_party) return (plb_named){0};
  if (!plb_slice_is(r->doc->token[q->end].lower, "and")) return (plb_named){0};
  uint8_t kind = r->party.at[q->party].kind;
  bool it = plb_slice_is(r->doc->token[p->begin].lower, "its");
  bool fits = it ? kind <= PLB_PARTY_GROUP && q->n_party == 1
                 : !plb_slice_is(r->doc->token[p->begin].lower, "their") && kind == PLB_PARTY_PERSON;
  return fits ? (plb_named){q->party, q->n_party, q->sentence} : (plb_named){0};
}

plb_named plb_possessor(const plb_resolver *r, const plb_phrase *p) {
  plb_named owner = joined_owner(r, p);
  if (owner.n) return owner;
  return plb_memory_pronoun(&r->memory, r->doc->token[p->begin].lower, p->sentence, UINT32_MAX, p->begin);
}

void plb_pronoun(plb_resolver *r, plb_phrase *p) {
  p->pronoun = true;
  if (empty_it(r, p->begin)) return;
  plb_named two[2];
  if (r->doc->token[p->begin].lower.p[0] == 't' && plb_memory_two_persons(&r->memory, r->party.at, p->sentence, two)) {
    give_again(r, p, two[1], "pronoun for two persons");
    give_again(r, p, two[0], "pronoun for two persons");
    return;
  }
  bool owner = r->doc->token[p->begin].tag == PLB_TAG_PRPS;
  plb_named who = plb_memory_pronoun(&r->memory, r->doc->token[p->begin].lower, p->sentence,
                                     owner ? UINT32_MAX : clause_begin(r, p->begin), UINT32_MAX);
  give_again(r, p, who, "pronoun");
}
