/* First what cannot be of the article goes, by tag and by name, unless it holds the bulk of the page's prose or an
 * element that says it is the article: names lie, and a class of the whole page often tells of its sidebar. Then the
 * root: the deepest element that says it is the article's body and has most of the prose; failing that, down from
 * <body> into the child with the most prose as long as hardly anything is lost on the way. */
#include "extract/article.h"

#include "base/slice.h"

/* ---- what goes ---- */
static bool says_body(const plb_page *page, uint32_t at) {
  return (page->words[at] & PLB_WORD_BODY) != 0;
}

static bool unwanted(const plb_page *page, uint32_t at) {
  const plb_dom_node *n = &page->dom->node[at];
  switch (n->tag) {
  case PLB_TAGNAME_body:
  case PLB_TAGNAME_html:
  case PLB_TAGNAME_main:
  case PLB_TAGNAME_ROOT:
    return false;
  case PLB_TAGNAME_nav:
  case PLB_TAGNAME_aside:
  case PLB_TAGNAME_footer:
  case PLB_TAGNAME_menu:
  case PLB_TAGNAME_form:
  case PLB_TAGNAME_fieldset:
  case PLB_TAGNAME_label:
    return true;
  default:
    break;
  }
  return (page->words[at] & PLB_WORD_DROP) != 0;
}

/* Is it, or does it hold, what says it is the article's body and has most of the prose? */
static void mark_bodies(const plb_page *page, float total, uint8_t *holds) {
  const plb_dom *dom = page->dom;
  memset(holds, 0, dom->n_node);
  for (uint32_t i = dom->n_node; i-- > 1;) {
    uint8_t tag = dom->node[i].tag;
    bool body = says_body(page, i) || tag == PLB_TAGNAME_article || tag == PLB_TAGNAME_main;
    if (dom->node[i].kind == PLB_DOM_ELEMENT && body && page->value[i] > 0.4f * total) holds[i] = 1;
    if (holds[i]) holds[dom->node[i].parent] = 1;
  }
}

static void drop_unwanted(plb_page *page, const uint8_t *holds, float total, uint16_t words) {
  const plb_dom *dom = page->dom;
  for (uint32_t i = 1; i < dom->n_node; i++) {
    if (page->flag[dom->node[i].parent] & PLB_NODE_DROP) {
      page->flag[i] |= PLB_NODE_DROP;
      continue;
    }
    if (dom->node[i].kind != PLB_DOM_ELEMENT || holds[i]) continue;
    bool go = words ? (page->words[i] & words) && !(page->words[i] & PLB_WORD_BODY) : unwanted(page, i);
    if (go && page->value[i] < (words ? 0.95f : 0.5f) * total) page->flag[i] |= PLB_NODE_DROP;
  }
}

/* ---- the root ---- */
static uint32_t body_of(const plb_dom *dom) {
  uint32_t at = plb_dom_find(dom, 0, 0, PLB_TAGNAME_body);
  return at == PLB_DOM_NONE ? 0 : at;
}

static bool can_be_root(const plb_dom *dom, uint32_t at) {
  switch (dom->node[at].tag) {
  case PLB_TAGNAME_p:
  case PLB_TAGNAME_li:
  case PLB_TAGNAME_ul:
  case PLB_TAGNAME_ol:
  case PLB_TAGNAME_blockquote:
  case PLB_TAGNAME_tbody:
  case PLB_TAGNAME_tr:
  case PLB_TAGNAME_pre:
  case PLB_TAGNAME_h1:
  case PLB_TAGNAME_h2:
  case PLB_TAGNAME_h3:
  case PLB_TAGNAME_dl:
  case PLB_TAGNAME_dd:
    return false;
  default:
    return dom->node[at].kind == PLB_DOM_ELEMENT && plb_tagname_is_block(dom->node[at].tag);
  }
}

/* Does another element that says it is the body hold prose outside of `at`? Then the body is in pieces. */
static bool body_in_pieces(const plb_page *page, uint32_t at, float total) {
  const plb_dom *dom = page->dom;
  for (uint32_t i = 1; i < dom->n_node; i++) {
    if (dom->node[i].kind != PLB_DOM_ELEMENT || page->flag[i] & PLB_NODE_DROP || !says_body(page, i)) continue;
    bool apart = dom->node[i].end <= at || i >= dom->node[at].end;
    if (apart && page->value[i] > 0.03f * total) return true;
  }
  return false;
}

static bool states_body(const plb_dom *dom, uint32_t at) {
  return plb_dom_has_word(dom, at, "itemprop", "articleBody");
}

static uint32_t best_named(const plb_page *page, float total) {
  const plb_dom *dom = page->dom;
  uint32_t best = PLB_DOM_NONE;
  for (uint32_t i = 1; i < dom->n_node; i++) {
    if (dom->node[i].kind != PLB_DOM_ELEMENT || page->flag[i] & PLB_NODE_DROP) continue;
    if (!says_body(page, i) || !can_be_root(dom, i)) continue;
    if (page->value[i] > (states_body(dom, i) ? 0.5f : 0.85f) * total) best = i;
  }
  if (best != PLB_DOM_NONE && body_in_pieces(page, best, total)) return PLB_DOM_NONE;
  return best;
}

/* Is what stands beside `best` in `at` little, or menus? */
static bool rest_is_idle(const plb_page *page, uint32_t at, uint32_t best) {
  const plb_dom *dom = page->dom;
  float all = page->value[at];
  if (page->value[best] >= 0.98f * all) return true;
  for (uint32_t c = dom->node[at].first; c != PLB_DOM_NONE; c = dom->node[c].next) {
    bool menu = page->links[c] > 0.35 * page->chars[c];
    if (c != best && page->value[c] > 0.03f * all && !menu) return false;
  }
  return true;
}

static uint32_t descend(const plb_page *page, uint32_t at) {
  const plb_dom *dom = page->dom;
  for (;;) {
    uint32_t best = PLB_DOM_NONE;
    for (uint32_t c = dom->node[at].first; c != PLB_DOM_NONE; c = dom->node[c].next)
      if (can_be_root(dom, c) && (best == PLB_DOM_NONE || page->value[c] > page->value[best])) best = c;
    if (best == PLB_DOM_NONE || page->value[best] < 0.75f * page->value[at] || page->value[best] <= 0) return at;
    if (!rest_is_idle(page, at, best)) return at;
    at = best;
  }
}

uint32_t plb_article_find(plb_page *page) {
  uint32_t body = body_of(page->dom);
  for (int pass = 0; pass < 2; pass++) { /* readers' comments may be more than the article: they go first */
    mark_bodies(page, page->value[body], page->holds);
    drop_unwanted(page, page->holds, page->value[body], pass ? 0 : PLB_WORD_COMMENT);
    plb_page_sum(page);
  }
  uint32_t named = best_named(page, page->value[body]);
  return descend(page, named != PLB_DOM_NONE ? named : body);
}
