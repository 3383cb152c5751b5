/* Features after Collins (2002) and Honnibal (2013): the word, its affixes and shape, neighbours, the two tags before;
 * and the set of tags each word had in training ("ambiguity class") in a window, as in SVMTool (Gimenez and Marquez
 * 2004). Two longer memories serve verbs: the nearest word before that is no adverb ("has not yet been"), and the
 * clause's latest verb. */
#include "parse/features.h"

#include "base/slice.h"

enum { LOOK_AHEAD = 16, SHORT_WORD = 4 };

static uint32_t mix(uint32_t kind, uint32_t a, uint32_t b) {
  uint32_t x = a * 0x9E3779B1u + b * 0x85EBCA77u + (kind + 1) * 0xC2B2AE3Du;
  x ^= x >> 15;
  x *= 0x2C1B3C6Du;
  x ^= x >> 12;
  x *= 0x297A2D39u;
  x ^= x >> 15;
  return x ? x : 1;
}

plb_casing plb_casing_of(const plb_token *token, uint32_t n) {
  uint32_t words = 0, capital = 0, caps = 0, any = 0, longest_low = 0;
  for (uint32_t i = 0; i < n; i++) {
    const plb_token *t = &token[i];
    if (t->lower.n < 2 || !(plb_is_lower(t->lower.p[0]) || (unsigned char)t->lower.p[0] >= 0x80)) continue;
    any += (t->flags & PLB_TOK_CAPITAL) != 0;
    if (t->flags & PLB_TOK_FIRST) continue;
    words++;
    caps += (t->flags & PLB_TOK_ALLCAPS) != 0;
    if (t->lower.n > 3) {
      capital += (t->flags & PLB_TOK_CAPITAL) != 0;
      longest_low += !(t->flags & PLB_TOK_CAPITAL);
    }
  }
  if (words >= 2 && caps * 10 >= words * 8) return PLB_CASING_UPPER;
  if (capital >= 3 && capital >= longest_low * 4) return PLB_CASING_TITLE;
  if (!any && words >= 3) return PLB_CASING_LOWER;
  return PLB_CASING_NORMAL;
}

static uint32_t hash_bytes(const char *p, uint32_t n) {
  uint32_t h = 2166136261u;
  for (uint32_t i = 0; i < n; i++)
    h = (h ^ (unsigned char)(plb_is_digit(p[i]) ? '0' : p[i])) * 16777619u;
  return h;
}

static uint32_t suffix(plb_slice s, uint32_t n) {
  return s.n > n ? hash_bytes(s.p + s.n - n, n) : hash_bytes(s.p, s.n) ^ 0x5bd1e995u;
}

static uint8_t shape_of(const plb_token *t, plb_casing casing) {
  uint32_t shape = casing;
  bool digit = false, hyphen = false;
  for (uint32_t i = 0; i < t->lower.n; i++) {
    digit |= plb_is_digit(t->lower.p[i]);
    hyphen |= i > 0 && t->lower.p[i] == '-';
  }
  uint32_t letter = t->flags & PLB_TOK_ALLCAPS ? 2 : t->flags & PLB_TOK_CAPITAL ? 1 : 0;
  shape = shape * 3 + letter;
  return (uint8_t)(((shape * 2 + digit) * 2 + hyphen) * 2 + ((t->flags & (PLB_TOK_FIRST | PLB_TOK_GLUED)) != 0));
}

static void set_class(plb_tag_word *w, const plb_parse_tables *t, const plb_token *token, const plb_word *word) {
  const plb_lex_entry *e = word->lex == PLB_LEX_NONE ? NULL : &t->lexicon.entry[word->lex];
  uint32_t pos = e ? e->flags & PLB_LEX_POS : 0, odd = e && (e->flags & PLB_LEX_IRREGULAR) ? PLB_CLASS_ODD : 0;
  if (!e || !e->class) {
    plb_slice lower = token->lower;
    if (lower.n > 3 && !memchr(lower.p, '-', lower.n)) pos |= plb_lemma_guess(t, lower);
    w->class = (uint8_t)(PLB_CLASS_UNKNOWN + pos + odd);
  } else {
    w->class = e->class;
  }
  w->pos = (uint8_t)pos;
}

plb_tag_word plb_tag_word_of(const plb_parse_tables *t, const plb_token *token, const plb_word *word,
                             plb_casing casing) {
  plb_slice s = token->lower;
  plb_tag_word w;
  w.shape = shape_of(token, casing);
  w.form = hash_bytes(s.p, s.n);
  w.suffix1 = suffix(s, 1);
  w.suffix2 = suffix(s, 2);
  w.suffix3 = suffix(s, 3);
  w.suffix4 = suffix(s, 4);
  w.prefix3 = s.n > 3 ? hash_bytes(s.p, 3) : 0;
  set_class(&w, t, token, word);
  w.short_word = s.n < SHORT_WORD;
  return w;
}

plb_tag_word plb_tag_word_outside(uint32_t side) {
  return (plb_tag_word){
      .form = 7 + side, .suffix1 = side, .suffix2 = side, .suffix3 = side, .suffix4 = side, .class = 255, .shape = 255};
}

void plb_tag_state_start(plb_tag_state *s, plb_casing casing) {
  *s = (plb_tag_state){
      .previous = PLB_TAG_COUNT, .before = PLB_TAG_COUNT, .leader = 1, .verb = PLB_TAG_COUNT, .casing = casing};
  for (uint32_t i = 0; i < 5; i++)
    s->at[i] = plb_tag_word_outside(i > 2);
}

static bool is_verb(uint32_t tag) {
  return (tag >= PLB_TAG_VB && tag <= PLB_TAG_MD) || tag == PLB_TAG_TO;
}

static bool ends_clause(uint32_t tag) {
  return tag == PLB_TAG_COMMA || tag == PLB_TAG_STOP || tag == PLB_TAG_COLON || tag == PLB_TAG_CC ||
         tag == PLB_TAG_WDT || tag == PLB_TAG_WP || tag == PLB_TAG_WRB;
}

void plb_tag_state_step(plb_tag_state *s, uint32_t tag, const plb_tag_word *next) {
  if (tag < PLB_TAG_RB || tag > PLB_TAG_RBS) s->leader = s->at[2].form;
  if (is_verb(tag)) s->verb = tag;
  if (ends_clause(tag)) s->verb = PLB_TAG_COUNT;
  s->before = s->previous;
  s->previous = tag;
  memmove(s->at, s->at + 1, 4 * sizeof *s->at);
  s->at[4] = *next;
}

#define PLB_BIT(tag) (1ull << PLB_TAG_##tag)

void plb_tag_look_ahead(plb_tag_state *s, const plb_parse_tables *t, const plb_token *token, const plb_word *word,
                        uint32_t i, uint32_t n) {
  const uint64_t finite = PLB_BIT(VBD) | PLB_BIT(VBZ) | PLB_BIT(VBP) | PLB_BIT(MD), surely = finite | PLB_BIT(VB);
  s->ahead = 0;
  for (uint32_t k = i + 1; k < n && k <= i + LOOK_AHEAD; k++) {
    uint32_t tag = token[k].tag;
    if (tag == PLB_TAG_COMMA || tag == PLB_TAG_STOP || tag == PLB_TAG_COLON) return;
    const plb_lex_entry *e = word[k].lex == PLB_LEX_NONE ? NULL : &t->lexicon.entry[word[k].lex];
    uint64_t set = e && e->class ? t->lexicon.class_set[e->class] : 0;
    if (!(set & finite)) continue;
    s->ahead = 1;
    if ((set & ~surely) == 0) {
      s->ahead = 2;
      return;
    }
  }
}

uint64_t plb_tag_allowed(const plb_tag_state *s) {
  const uint64_t closed = PLB_BIT(IN) | PLB_BIT(TO) | PLB_BIT(DT) | PLB_BIT(PDT) | PLB_BIT(PRP) | PLB_BIT(PRPS) |
                          PLB_BIT(WDT) | PLB_BIT(WP) | PLB_BIT(WPS) | PLB_BIT(WRB) | PLB_BIT(CC) | PLB_BIT(EX) |
                          PLB_BIT(RP) | PLB_BIT(MD) | PLB_BIT(POS) | PLB_BIT(UH) | PLB_BIT(LS);
  return s->at[2].class < PLB_CLASS_UNKNOWN || s->at[2].short_word ? UINT64_MAX : ~closed;
}

uint32_t plb_tag_features(const plb_tag_state *s, uint32_t out[PLB_TAGGER_MOST_FEATURES]) {
  const plb_tag_word *w = &s->at[2], *l = &s->at[1], *ll = &s->at[0], *r = &s->at[3], *rr = &s->at[4];
  uint32_t n = 0, kind = 0, c = w->class, t1 = s->previous, t2 = s->before;
#define PLB_F(a, b) out[n++] = mix(kind++, (a), (b))
  PLB_F(w->form, 0);
  PLB_F(w->suffix1, c);
  PLB_F(w->suffix2, 0);
  PLB_F(w->suffix3, 0);
  PLB_F(w->suffix4, 0);
  PLB_F(w->prefix3, 0);
  PLB_F(w->shape, 0);
  PLB_F(w->shape, c);
  PLB_F(w->shape, w->suffix2);
  PLB_F(c, 0);
  PLB_F(t1, 0);
  PLB_F(t1, t2 + 64);
  PLB_F(t1, w->form);
  PLB_F(t1, w->suffix3);
  PLB_F(t1, c);
  PLB_F(t1 << 8 | t2, c);
  PLB_F(l->form, 0);
  PLB_F(l->form, c);
  PLB_F(l->form, w->form);
  PLB_F(l->suffix3, c);
  PLB_F(ll->form, 0);
  PLB_F(ll->form, l->form);
  PLB_F(r->form, 0);
  PLB_F(r->form, c);
  PLB_F(r->form, w->form);
  PLB_F(r->suffix3, c);
  PLB_F(rr->form, 0);
  PLB_F(r->form, rr->form);
  PLB_F(r->class, c);
  PLB_F((uint32_t)r->class << 8 | t1, c);
  PLB_F((uint32_t)r->class << 8 | rr->class, c);
  PLB_F(r->shape, w->shape);
  PLB_F(l->shape, w->shape);
  PLB_F(s->leader, c);
  PLB_F(s->leader, w->suffix2);
  PLB_F(s->verb, c);
  PLB_F(s->verb << 8 | t1, c);
  PLB_F(s->verb, w->suffix2);
  PLB_F(s->ahead << 8 | s->verb, c);
  PLB_F(s->ahead << 16 | s->verb << 8 | t1, w->suffix2);
  PLB_F((uint32_t)w->pos << 8 | c, t1);
  PLB_F(w->pos, w->suffix3);
#undef PLB_F
  return n;
}
