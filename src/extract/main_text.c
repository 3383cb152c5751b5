/* Page -> article -> blocks -> text. A page whose prose is only in <noscript> or hidden elements (shown by a script) is
 * read a second time with those in sight. */
#include "extract/main_text.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/article.h"
#include "extract/blocks.h"

enum { LITTLE_PROSE = 250 };

/* ---- writing ---- */
static void add_node_text(const plb_blocks *b, plb_text_out *out, uint32_t at) {
  const plb_dom *dom = b->page->dom;
  const plb_dom_node *n = &dom->node[at];
  uint32_t base = (uint32_t)(n->text.p - dom->pool);
  for (uint32_t i = n->run; i < n->run + n->n_run; i++) {
    const plb_map_run *r = &dom->run[i];
    plb_out_add(out, plb_slice_sub(n->text, r->text_begin - base, r->text_begin - base + r->n), r->source_begin,
                r->source_n);
  }
}

static void write_block(const plb_blocks *b, plb_text_out *out, uint32_t i) {
  const plb_dom *dom = b->page->dom;
  const plb_run *run = &b->page->run[i];
  plb_out_begin(out, (plb_block_kind)b->kind[i - b->begin]);
  for (uint32_t k = run->begin; k < run->end; k++) {
    bool seen = !(b->page->flag[k] & (PLB_NODE_HIDDEN | PLB_NODE_DROP));
    if (dom->node[k].kind == PLB_DOM_TEXT && seen) add_node_text(b, out, k);
    if (dom->node[k].tag == PLB_TAGNAME_br) plb_out_space(out);
  }
  plb_out_end(out);
}

/* ---- reading ---- */
static plb_status find(const plb_page_words *words, plb_doc *doc, const plb_dom *dom, bool hidden, plb_page *page,
                       uint32_t *root, plb_error *err) {
  plb_status s = plb_page_read(words, doc, dom, hidden, page, err);
  if (!s) *root = plb_article_find(page);
  return s;
}

plb_status plb_main_text(const plb_page_words *words, const plb_phrases *phrases, plb_doc *doc, const plb_dom *dom,
                         plb_text_out *out, plb_error *err) {
  plb_page page, shown;
  uint32_t root, shown_root;
  plb_blocks blocks;
  plb_status s = find(words, doc, dom, false, &page, &root, err);
  if (s) return s;
  if (page.value[root] < LITTLE_PROSE) {
    s = find(words, doc, dom, true, &shown, &shown_root, err);
    if (s) return s;
    if (shown.value[shown_root] > 2 * page.value[root]) {
      page = shown;
      root = shown_root;
    }
  }
  s = plb_blocks_choose(doc, &page, phrases, root, &blocks, err);
  if (s) return s;
  for (uint32_t i = blocks.begin; i < blocks.end; i++)
    if (blocks.kind[i - blocks.begin] != PLB_BLOCK_LEFT_OUT) write_block(&blocks, out, i);
  return PLB_OK;
}

static bool is_body(uint8_t kind) {
  return kind == PLB_BLOCK_PARAGRAPH || kind == PLB_BLOCK_HEADING || kind == PLB_BLOCK_LIST ||
         kind == PLB_BLOCK_QUOTE || kind == PLB_BLOCK_TABLE;
}

plb_slice plb_extract_body_text(const plb_doc *doc, plb_arena *arena) {
  char *to = plb_arena_alloc(arena, doc->text.n + 1u);
  uint32_t n = 0;
  if (!to) return (plb_slice){NULL, 0};
  for (uint32_t i = 0; i < doc->n_block; i++) {
    plb_slice s = plb_doc_text(doc, doc->block[i].span);
    if (!is_body(doc->block[i].kind)) continue;
    if (n) to[n++] = '\n';
    memcpy(to + n, s.p, s.n);
    n += s.n;
  }
  return plb_slice_of(to, n);
}
