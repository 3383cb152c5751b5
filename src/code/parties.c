/* Who acts and who is acted on: first by the frame of the pattern (frames.c), then what the sentence leaves out and the
 * document settles: the parties of the meeting told before, the agent of a passive, whom an answer goes to, the other
 * of two states. Each says its rule, so that explain can tell it. */
#include "base/slice.h"
#include "code/reading.h"

bool plb_political(const plb_party *p) {
  if (p->kind == PLB_PARTY_OTHER && p->sector == PLB_SECTOR_UNK && p->certain < 45) return false;
  return plb_code_known(p->code) || p->sector != PLB_SECTOR_UNK;
}

bool plb_any_political(const plb_fill_list *l) {
  for (uint32_t i = 0; i < l->n; i++)
    if (plb_political(&l->at[i].party)) return true;
  return false;
}

/* A state's organ, an armed group, a party or an international organisation, named or described beyond doubt. */
bool plb_firm(const plb_fill_list *l) {
  for (uint32_t i = 0; i < l->n; i++) {
    const plb_party *p = &l->at[i].party;
    bool organ = p->sector == PLB_SECTOR_GOV || p->sector == PLB_SECTOR_MIL || p->sector == PLB_SECTOR_LEG ||
                 p->sector == PLB_SECTOR_JUD || p->sector == PLB_SECTOR_COP || p->sector == PLB_SECTOR_REB ||
                 p->sector == PLB_SECTOR_PTY || p->sector == PLB_SECTOR_OPP || p->sector == PLB_SECTOR_IGO;
    if (organ && p->kind != PLB_PARTY_OTHER && p->certain >= 35) return true;
  }
  return false;
}

void plb_fills_append(plb_reading *r, plb_fill_list *to, const plb_fill_list *from) {
  for (uint32_t i = 0; i < from->n; i++)
    plb_add_fill(r, to, from->at[i].span, from->at[i].party);
}

/* Nobody acts on himself: a recipient with an actor's very name is a misreading of the frame. */
void plb_drop_shared(const plb_fill_list *actor, plb_fill_list *recipient) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < recipient->n; i++) {
    bool shared = false;
    for (uint32_t j = 0; j < actor->n; j++)
      shared |= plb_same_party(&actor->at[j].party, &recipient->at[i].party);
    if (!shared) recipient->at[n++] = recipient->at[i];
  }
  recipient->n = n;
}

/* Parties of an earlier report, which the sentence does not name. */
static void add_unnamed(plb_reading *r, plb_fill_list *to, const plb_role_fill *told, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    plb_add_fill(r, to, (plb_span){0, 0}, told[i].party);
}

static bool definite_np(const plb_reading *r) {
  if (r->np == PLB_NONE) return false;
  const plb_token *first = &r->doc->token[r->c->np.at[r->np].begin];
  return plb_slice_is(first->lower, "the") || plb_slice_is(first->lower, "this") || first->tag == PLB_TAG_PRPS;
}

/* "The meeting", "the visit": the parties of the last report of that type in the sentences before. */
static bool inherit(plb_reading *r, uint8_t type, plb_fill_list *actor, plb_fill_list *recipient) {
  enum { REACH = 4 };
  if (r->m->pattern->pos != 'N' || !definite_np(r)) return false;
  for (uint32_t i = r->told->n; i > 0; i--) {
    const plb_report *old = &r->told->at[i - 1];
    if (old->sentence + REACH < r->sentence) return false;
    if (old->type != type || old->n_actor + old->n_recipient < 2) continue;
    add_unnamed(r, actor, old->actor, old->n_actor);
    add_unnamed(r, recipient, old->recipient, old->n_recipient);
    return true;
  }
  return false;
}

bool plb_has_slot(const plb_side *side, uint8_t slot) {
  for (uint32_t i = 0; i < side->n; i++)
    if (side->slot[i] == slot) return true;
  return false;
}

/* "He was shot down" after "The rebels shot down a pilot": the document settles who did it. */
static void settle_agent(plb_reading *r, uint8_t type, plb_fill_list *actor, const plb_fill_list *recipient) {
  enum { REACH = 4 };
  for (uint32_t i = r->told->n; i > 0; i--) {
    const plb_report *old = &r->told->at[i - 1];
    if (old->sentence + REACH < r->sentence) return;
    bool same = old->type == type && old->n_actor && old->n_recipient &&
                plb_slice_eq(old->recipient[0].party.code, recipient->at[0].party.code) &&
                plb_code_known(old->recipient[0].party.code);
    if (!same || old->status == PLB_ACT_NEGATED) continue;
    add_unnamed(r, actor, old->actor, old->n_actor);
    return;
  }
}

/* Ordinary people who demonstrate act politically: "several hundred fishermen marched". */
static void people_protest(plb_reading *r, plb_fill_list *actor) {
  if (r->m->pattern->type != PLB_TYPE_PROTEST || actor->n || r->verb == PLB_NONE) return;
  uint32_t np = plb_logical_subject(r->c, r->verb);
  if (np == PLB_NONE || r->doc->token[r->c->np.at[np].head].tag != PLB_TAG_NNS) return;
  const plb_np *p = &r->c->np.at[np];
  plb_span span = plb_doc_tokens(r->doc, p->begin, p->end);
  plb_party people = {.name = plb_doc_text(r->doc, span),
                      .code = r->doc->focus.n ? r->doc->focus : PLB_LIT("---"),
                      .sector = PLB_SECTOR_CVL,
                      .kind = PLB_PARTY_ROLE,
                      .certain = 40,
                      .rule = PLB_LIT("people who protest, of the state the document is most about")};
  plb_add_fill(r, actor, span, people);
}

/* "Oslo denied it": the denial goes to whoever accused, asked or threatened Oslo in the sentences before. */
static void answered(plb_reading *r, const plb_fill_list *actor, plb_fill_list *recipient) {
  enum { REACH = 5 };
  uint8_t type = r->m->pattern->type;
  if (recipient->n || actor->n != 1 || (type != PLB_TYPE_REJECT && type != PLB_TYPE_CONCEDE)) return;
  for (uint32_t i = r->told->n; i > 0; i--) {
    const plb_report *old = &r->told->at[i - 1];
    if (old->sentence + REACH < r->sentence) return;
    bool asks = old->type == PLB_TYPE_ACCUSE || old->type == PLB_TYPE_REQUEST || old->type == PLB_TYPE_THREATEN;
    if (!asks || !old->n_actor) continue;
    for (uint32_t j = 0; j < old->n_recipient; j++) {
      if (!plb_slice_eq(old->recipient[j].party.code, actor->at[0].party.code) ||
          !plb_code_known(actor->at[0].party.code))
        continue;
      add_unnamed(r, recipient, old->actor, old->n_actor);
      return;
    }
  }
}

/* Acts that a state's organs do to people; of sanctions, sentences. */
static bool deals(const plb_pattern *p) {
  bool sentence = p->type == PLB_TYPE_SANCTION && plb_slice_is(p->mode, "convict");
  return sentence || p->type == PLB_TYPE_COERCE || p->type == PLB_TYPE_ASSAULT || p->type == PLB_TYPE_RETREAT;
}

/* The phrase that the act is done to, in words that name no party ("three strikers"), or PLB_NONE. */
static uint32_t done_to(const plb_reading *r) {
  if (!deals(r->m->pattern) || r->verb == PLB_NONE) return PLB_NONE;
  const plb_verb *v = &r->c->verb.at[r->verb];
  uint32_t np = v->passive ? v->subject : v->object;
  if (np == PLB_NONE) return PLB_NONE;
  const plb_np *p = &r->c->np.at[np];
  bool own = p->owner != PLB_NONE || r->doc->token[p->begin].tag == PLB_TAG_PRPS; /* "recalled its ambassador" */
  return own || p->mention != PLB_NONE ? PLB_NONE : np;
}

static void take_words(const plb_reading *r, uint32_t np, plb_role_fill *f) {
  if (np == PLB_NONE) return;
  const plb_np *p = &r->c->np.at[np];
  f->span = plb_doc_tokens(r->doc, p->begin, p->end);
  f->party.name = plb_doc_text(r->doc, f->span);
  f->party.sector = r->doc->token[p->head].tag == PLB_TAG_NNS ? PLB_SECTOR_CVL : PLB_SECTOR_UNK;
  f->party.kind = PLB_PARTY_ROLE;
}

/* Acts that need somebody at the other end: left out, it is the other state of an article about two ("Norway freed the
 * trawler"). */
static void other_of_pair(plb_reading *r, plb_fill_list *actor, plb_fill_list *recipient) {
  static const bool needs[PLB_TYPE_COUNT] = {
      [PLB_TYPE_ACCUSE] = true,   [PLB_TYPE_REJECT] = true,  [PLB_TYPE_THREATEN] = true, [PLB_TYPE_REQUEST] = true,
      [PLB_TYPE_SANCTION] = true, [PLB_TYPE_CONCEDE] = true, [PLB_TYPE_SUPPORT] = true,  [PLB_TYPE_AID] = true,
      [PLB_TYPE_COERCE] = true,   [PLB_TYPE_ASSAULT] = true, [PLB_TYPE_RETREAT] = true};
  const plb_party *pair = r->doc->pair;
  bool meets = r->m->pattern->symmetric && r->m->pattern->type == PLB_TYPE_CONSULT;
  if (recipient->n || actor->n != 1 || !(needs[r->m->pattern->type] || meets) || !pair[0].code.n || !plb_firm(actor))
    return;
  int me = plb_slice_eq(actor->at[0].party.code, pair[0].code)   ? 0
           : plb_slice_eq(actor->at[0].party.code, pair[1].code) ? 1
                                                                 : -1;
  if (me < 0) return;
  plb_role_fill f = {.party = pair[1 - me]};
  f.party.certain = 35;
  f.party.rule = PLB_LIT("left out: the other state of the two the article is about");
  take_words(r, done_to(r), &f);
  plb_add_fill(r, meets ? actor : recipient, f.span, f.party);
}

/* Whom a state sends out or takes in is seldom its own. */
static bool crosses_border(const plb_pattern *p) {
  return plb_slice_is(p->mode, "expel") || plb_slice_is(p->mode, "deport") || plb_slice_is(p->mode, "withdraw");
}

static bool official(const plb_party *p) {
  return p->sector == PLB_SECTOR_GOV || p->sector == PLB_SECTOR_MIL || p->sector == PLB_SECTOR_LEG ||
         p->sector == PLB_SECTOR_SPY || p->sector == PLB_SECTOR_IGO;
}

/* "Officers beat one man": people of no state named are of the state whose organs deal with them. */
static void stateless(plb_reading *r, const plb_party *organ, plb_fill_list *recipient) {
  const plb_pattern *pattern = r->m->pattern;
  if (!deals(pattern) || crosses_border(pattern) || !plb_code_known(organ->code)) return;
  for (uint32_t i = 0; i < recipient->n; i++) {
    plb_party *p = &recipient->at[i].party;
    bool guessed = p->certain <= 40 && p->sector == PLB_SECTOR_REB; /* rebels are the state's they rise against */
    if ((plb_code_known(p->code) && !guessed) || p->kind != PLB_PARTY_ROLE || official(p)) continue;
    p->code = organ->code;
    p->certain = p->certain < 35 ? p->certain : 35;
    p->rule = plb_arena_printf(r->doc->arena, "%.*s, at home where nothing says otherwise", (int)p->rule.n, p->rule.p);
    if (!p->rule.p) r->out_of_memory = true;
  }
}

/* "The court jailed three strikers", "thousands marched": whom a state's organs deal with, and whom people protest
 * against, is at home unless the words say otherwise. */
static void at_home(plb_reading *r, const plb_fill_list *actor, plb_fill_list *recipient) {
  if (recipient->n && actor->n == 1 && plb_firm(actor)) stateless(r, &actor->at[0].party, recipient);
  uint8_t type = r->m->pattern->type;
  if (recipient->n || actor->n != 1 || !plb_code_known(actor->at[0].party.code)) return;
  const plb_party *a = &actor->at[0].party;
  plb_role_fill f = {.party = {.code = a->code, .kind = PLB_PARTY_ROLE, .certain = 35}};
  if (type == PLB_TYPE_PROTEST) {
    f.party.sector = PLB_SECTOR_GOV;
    f.party.name = a->code;
    f.party.rule = PLB_LIT("left out: people protest to the authorities at home");
  } else {
    uint32_t np = done_to(r);
    if (np == PLB_NONE || !plb_firm(actor) || crosses_border(r->m->pattern)) return;
    take_words(r, np, &f);
    f.party.rule = PLB_LIT("nothing says otherwise: at home");
  }
  plb_add_fill(r, recipient, f.span, f.party);
}

/* "Dozens were arrested": no words name a party, and yet it is people of the state the document is most about. */
static void nameless(plb_reading *r, plb_fill_list *actor, plb_fill_list *recipient) {
  uint8_t type = r->m->pattern->type;
  bool passive = r->verb != PLB_NONE && r->c->verb.at[r->verb].passive;
  uint32_t np = passive ? r->c->verb.at[r->verb].subject : PLB_NONE;
  bool suffers = (type == PLB_TYPE_COERCE || type == PLB_TYPE_ASSAULT) && passive && np != PLB_NONE;
  if (actor->n || recipient->n || !r->doc->focus.n || r->told->n < 2 || !suffers) return;
  plb_role_fill f = {.party = {.code = r->doc->focus,
                               .certain = 30,
                               .rule = PLB_LIT("nobody named: people of the state the document is most about")}};
  take_words(r, np, &f);
  plb_add_fill(r, recipient, f.span, f.party);
}

void plb_fill_parties(plb_reading *r, plb_fill_list *actor, plb_fill_list *recipient) {
  const plb_pattern *p = r->m->pattern;
  plb_fill_side(r, &p->actor, actor);
  people_protest(r, actor);
  plb_fill_side(r, &p->recipient, recipient);
  if (!actor->n && p->pos == 'N' && !definite_np(r)) { /* "the two reached an accord": the noun's verb has its actor */
    static const plb_side subject = {.slot = {PLB_SLOT_SUBJ}, .n = 1};
    if (!plb_has_slot(&p->actor, PLB_SLOT_SUBJ)) plb_fill_side(r, &subject, actor);
  }
  if (p->symmetric) {
    plb_fills_append(r, actor, recipient);
    recipient->n = 0;
  }
  uint32_t want = p->symmetric || !p->no_recipient ? 2 : 1;
  uint32_t have = actor->n + recipient->n;
  if (have < want && (p->type == PLB_TYPE_CONSULT || have == 0)) inherit(r, p->type, actor, recipient);
  bool passive = r->verb != PLB_NONE && r->c->verb.at[r->verb].passive;
  if (passive && !actor->n && recipient->n) settle_agent(r, p->type, actor, recipient);
  plb_drop_shared(actor, recipient);
  if (!p->symmetric && !p->no_recipient) answered(r, actor, recipient);
  if (!p->no_recipient) other_of_pair(r, actor, recipient);
  if (!p->symmetric && !p->no_recipient) at_home(r, actor, recipient);
  nameless(r, actor, recipient);
}
