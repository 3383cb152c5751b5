/* One pass over the nodes. The value of a run is the measure of "maximal subsequence" extractors (Pasternack and Roth
 * 2009): characters outside links count for the article, characters in links and the mere being of a run against it, so
 * that the sum over a subtree is large where there is much prose and little else. */
#include "extract/page.h"

#include "base/error.h"
#include "base/slice.h"

enum { RUN_COST = 20 };
static const float LINK_COST = 1.5f;

static bool unseen_tag(uint8_t tag) {
  switch (tag) {
  case PLB_TAGNAME_script:
  case PLB_TAGNAME_style:
  case PLB_TAGNAME_template:
  case PLB_TAGNAME_head:
  case PLB_TAGNAME_title:
  case PLB_TAGNAME_svg:
  case PLB_TAGNAME_math:
  case PLB_TAGNAME_iframe:
  case PLB_TAGNAME_object:
  case PLB_TAGNAME_embed:
  case PLB_TAGNAME_canvas:
  case PLB_TAGNAME_audio:
  case PLB_TAGNAME_video:
  case PLB_TAGNAME_select:
  case PLB_TAGNAME_option:
  case PLB_TAGNAME_input:
  case PLB_TAGNAME_textarea:
  case PLB_TAGNAME_button:
  case PLB_TAGNAME_dialog:
    return true;
  default:
    return false;
  }
}

static bool style_hides(plb_slice style) {
  uint32_t at = plb_slice_find_nocase(style, PLB_LIT("display"), 0);
  if (at != UINT32_MAX) {
    plb_slice rest = plb_slice_trim(plb_slice_sub(style, at + 7, style.n));
    if (rest.n && rest.p[0] == ':') {
      rest = plb_slice_trim(plb_slice_sub(rest, 1, rest.n));
      if (plb_slice_starts(rest, PLB_LIT("none"))) return true;
    }
  }
  return false;
}

static bool unseen(const plb_dom *dom, uint32_t at, bool show_hidden) {
  const plb_dom_node *n = &dom->node[at];
  if (n->kind == PLB_DOM_DATA || unseen_tag(n->tag)) return true;
  if (show_hidden) return false;
  if (n->tag == PLB_TAGNAME_noscript) return true;
  for (uint32_t i = 0; i < n->n_attr; i++) {
    const plb_dom_attribute *a = &dom->attr[n->attr + i];
    if (plb_slice_is(a->name, "hidden")) return true;
    if (plb_slice_is(a->name, "aria-hidden") && plb_slice_is(a->value, "true")) return true;
    if (plb_slice_is(a->name, "style") && style_hides(a->value)) return true;
  }
  return false;
}

static uint32_t count_chars(plb_slice s) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s.n; i++)
    n += (unsigned char)s.p[i] > ' ' && ((unsigned char)s.p[i] & 0xC0) != 0x80;
  return n;
}

typedef struct reader {
  plb_doc *doc;
  plb_page *page;
  PLB_VEC(plb_run) run;
  uint32_t last;      /* last text node with characters, PLB_DOM_NONE: none since the last break */
  uint32_t breaks;    /* <br> since then */
  bool block_started; /* a block tag since then */
} reader;

static bool block_ended(const plb_dom *dom, uint32_t last, uint32_t at) {
  for (uint32_t a = dom->node[last].parent; a != PLB_DOM_NONE && dom->node[a].end <= at; a = dom->node[a].parent)
    if (plb_tagname_is_block(dom->node[a].tag)) return true;
  return false;
}

static uint32_t block_of(const plb_dom *dom, uint32_t at) {
  while (at && !(dom->node[at].kind == PLB_DOM_ELEMENT && plb_tagname_is_block(dom->node[at].tag)))
    at = dom->node[at].parent;
  return at;
}

static bool add_text(reader *r, uint32_t at, uint32_t chars) {
  const plb_dom *dom = r->page->dom;
  bool parted = r->last == PLB_DOM_NONE || r->block_started || r->breaks > 1 || block_ended(dom, r->last, at);
  if (parted) {
    plb_run *fresh = plb_vec_push(r->doc->arena, &r->run, UINT32_MAX / 64);
    if (!fresh) return false;
    *fresh = (plb_run){.begin = at, .owner = block_of(dom, at)};
  }
  plb_run *run = &r->run.at[r->run.n - 1];
  run->end = at + 1;
  run->chars += chars;
  if (r->page->flag[at] & PLB_NODE_LINK) run->links += chars;
  if (!parted) run->breaks += r->breaks;
  r->last = at;
  r->breaks = 0;
  r->block_started = false;
  return true;
}

static bool visit(reader *r, const plb_page_words *words, uint32_t at, bool show_hidden) {
  plb_page *page = r->page;
  const plb_dom_node *n = &page->dom->node[at];
  uint8_t flag = at ? page->flag[n->parent] & (PLB_NODE_HIDDEN | PLB_NODE_LINK) : 0;
  if (n->kind == PLB_DOM_TEXT) {
    page->flag[at] = flag;
    uint32_t chars = flag & PLB_NODE_HIDDEN ? 0 : count_chars(n->text);
    return chars == 0 || add_text(r, at, chars);
  }
  if (unseen(page->dom, at, show_hidden)) flag |= PLB_NODE_HIDDEN;
  if (n->tag == PLB_TAGNAME_a && plb_dom_has(page->dom, at, "href")) flag |= PLB_NODE_LINK;
  page->flag[at] = flag;
  if (flag & PLB_NODE_HIDDEN) return true;
  if (n->n_attr) page->words[at] = (uint16_t)plb_page_words_of(words, page->dom, at);
  if (n->tag == PLB_TAGNAME_br)
    r->breaks++;
  else if (plb_tagname_is_block(n->tag))
    r->block_started = true;
  return true;
}

/* Prose with links in it is prose; a short text that is mostly link is a menu. */
static float value_of(uint32_t plain, uint32_t links) {
  float cost = plain >= 80 ? 0.25f : LINK_COST;
  float v = (float)plain - cost * (float)links - RUN_COST;
  return v > 0 ? v : 0;
}

plb_status plb_page_read(const plb_page_words *words, plb_doc *doc, const plb_dom *dom, bool show_hidden, plb_page *out,
                         plb_error *err) {
  uint32_t n = dom->n_node;
  *out = (plb_page){.dom = dom,
                    .flag = plb_arena_array(doc->arena, n, sizeof *out->flag),
                    .words = plb_arena_array(doc->arena, n, sizeof *out->words),
                    .value = plb_arena_array(doc->arena, n, sizeof *out->value),
                    .chars = plb_arena_array(doc->arena, n, sizeof *out->chars),
                    .links = plb_arena_array(doc->arena, n, sizeof *out->links),
                    .holds = plb_arena_array(doc->arena, n, sizeof *out->holds)};
  reader r = {.doc = doc, .page = out, .last = PLB_DOM_NONE};
  bool ok = out->flag && out->words && out->value && out->chars && out->links && out->holds;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = visit(&r, words, i, show_hidden);
  if (!ok) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for the page's text");
  out->run = r.run.at;
  out->n_run = r.run.n;
  for (uint32_t i = 0; i < out->n_run; i++) {
    plb_run *run = &out->run[i];
    run->value = value_of(run->chars - run->links, run->links);
  }
  plb_page_sum(out);
  return PLB_OK;
}

void plb_page_sum(plb_page *page) {
  const plb_dom *dom = page->dom;
  uint32_t n = dom->n_node;
  memset(page->value, 0, n * sizeof *page->value);
  memset(page->chars, 0, n * sizeof *page->chars);
  memset(page->links, 0, n * sizeof *page->links);
  for (uint32_t i = 0; i < page->n_run; i++) {
    const plb_run *run = &page->run[i];
    if (page->flag[run->begin] & PLB_NODE_DROP) continue;
    page->value[run->owner] += run->value;
    page->chars[run->owner] += run->chars;
    page->links[run->owner] += run->links;
  }
  for (uint32_t i = n; i-- > 1;) {
    uint32_t up = dom->node[i].parent;
    page->value[up] += page->value[i];
    page->chars[up] += page->chars[i];
    page->links[up] += page->links[i];
  }
}

uint32_t plb_page_run_at(const plb_page *page, uint32_t node) {
  uint32_t lo = 0, hi = page->n_run;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (page->run[mid].begin < node)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

plb_slice plb_page_run_text(const plb_page *page, plb_arena *arena, uint32_t at) {
  const plb_dom *dom = page->dom;
  const plb_run *run = &page->run[at];
  size_t most = 1;
  for (uint32_t i = run->begin; i < run->end; i++)
    most += dom->node[i].kind == PLB_DOM_TEXT ? dom->node[i].text.n : 1u;
  char *to = plb_arena_alloc(arena, most);
  uint32_t n = 0;
  if (!to) return (plb_slice){NULL, 0};
  for (uint32_t i = run->begin; i < run->end; i++) {
    const plb_dom_node *node = &dom->node[i];
    if (node->tag == PLB_TAGNAME_br && n && to[n - 1] != ' ') to[n++] = ' ';
    if (node->kind != PLB_DOM_TEXT || page->flag[i] & (PLB_NODE_HIDDEN | PLB_NODE_DROP)) continue;
    for (uint32_t k = 0; k < node->text.n; k++) {
      char c = node->text.p[k];
      if (!plb_is_space(c))
        to[n++] = c;
      else if (n && to[n - 1] != ' ')
        to[n++] = ' ';
    }
  }
  if (n && to[n - 1] == ' ') n--;
  return plb_slice_of(to, n);
}
