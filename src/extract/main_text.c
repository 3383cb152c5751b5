/* Page -> article -> blocks -> text. A page whose prose is only in <noscript> or hidden elements (shown by a script) is
 * read a second time with those in sight; one that states its body to machines and shows hardly any of it gives the
 * stated one. */
#include "extract/main_text.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/article.h"
#include "extract/blocks.h"
#include "extract/stated_body.h"
#include "extract/title.h"

enum {
  LITTLE_PROSE = 250, /* characters: below it the hidden parts are looked at */
  STATED_BYTES = 300, /* of a stated body that is worth a look */
  TITLE_CHARS = 400,
  TITLE_BYTES = 1000
};

/* ---- writing ---- */
static void add_node_text(const plb_dom *dom, plb_text_out *out, uint32_t at) {
  const plb_dom_node *n = &dom->node[at];
  uint32_t base = (uint32_t)(n->text.p - dom->pool), done = 0;
  for (uint32_t i = n->run; i < n->run + n->n_run; i++) {
    const plb_map_run *r = &dom->run[i];
    uint32_t begin = r->text_begin - base;
    if (begin > done) plb_out_add(out, plb_slice_sub(n->text, done, begin), 0, 0);
    plb_out_add(out, plb_slice_sub(n->text, begin, begin + r->n), r->source_begin, r->source_n);
    done = begin + r->n;
  }
  if (done < n->text.n) plb_out_add(out, plb_slice_sub(n->text, done, n->text.n), 0, 0);
}

static void add_run(const plb_page *page, plb_text_out *out, const plb_run *run) {
  const plb_dom *dom = page->dom;
  for (uint32_t k = run->begin; k < run->end; k++) {
    bool seen = !(page->flag[k] & (PLB_NODE_HIDDEN | PLB_NODE_DROP));
    bool parts = dom->node[k].tag == PLB_TAGNAME_br || page->words[k] & (PLB_WORD_CREDIT | PLB_WORD_CAPTION);
    if (parts) plb_out_space(out);
    if (dom->node[k].kind == PLB_DOM_TEXT && seen) add_node_text(dom, out, k);
  }
}

static void write_run(const plb_page *page, plb_text_out *out, const plb_run *run, plb_block_kind kind) {
  plb_out_begin(out, kind);
  add_run(page, out, run);
  plb_out_end(out);
}

static uint32_t row_of(const plb_page *page, uint32_t run) {
  uint32_t at = page->run[run].owner;
  while (at && !plb_dom_is(page->dom, at, PLB_TAGNAME_tr))
    at = page->dom->node[at].parent;
  return at;
}

/* The cells of a row are one block; returns the run after them. */
static uint32_t write_row(const plb_blocks *b, plb_text_out *out, uint32_t i) {
  uint32_t row = row_of(b->page, i);
  plb_out_begin(out, PLB_BLOCK_TABLE);
  for (; i < b->end && b->kind[i - b->begin] == PLB_BLOCK_TABLE && row_of(b->page, i) == row; i++) {
    plb_out_space(out);
    add_run(b->page, out, &b->page->run[i]);
  }
  plb_out_end(out);
  return i;
}

static void write_blocks(const plb_blocks *b, plb_text_out *out) {
  for (uint32_t i = b->begin; i < b->end;) {
    uint8_t kind = b->kind[i - b->begin];
    if (kind == PLB_BLOCK_TABLE) {
      i = write_row(b, out, i);
      continue;
    }
    if (kind != PLB_BLOCK_LEFT_OUT) write_run(b->page, out, &b->page->run[i], (plb_block_kind)kind);
    i++;
  }
}

/* ---- the title ---- */
/* The run that is the title, rather a heading; UINT32_MAX: none. */
static uint32_t title_run(const plb_page *page, plb_arena *arena, plb_slice title) {
  uint32_t best = UINT32_MAX;
  if (title.n > TITLE_BYTES) return best;
  for (uint32_t i = 0; i < page->n_run; i++) {
    const plb_run *run = &page->run[i];
    bool heading = page->dom->node[run->owner].tag == PLB_TAGNAME_h1;
    if (run->chars > TITLE_CHARS || run->chars > 2 * title.n || (best != UINT32_MAX && !heading)) continue;
    if (page->flag[run->begin] & PLB_NODE_DROP || !plb_title_same(plb_page_run_text(page, arena, i), title)) continue;
    best = i;
    if (heading) return i;
  }
  return best;
}

static void write_title_element(const plb_dom *dom, plb_text_out *out, plb_slice title) {
  uint32_t at = plb_dom_find(dom, 0, 0, PLB_TAGNAME_title);
  uint32_t text = at == PLB_DOM_NONE ? PLB_DOM_NONE : dom->node[at].first;
  uint32_t found = UINT32_MAX;
  if (text != PLB_DOM_NONE && plb_dom_verbatim(dom, text)) found = plb_slice_find(dom->node[text].text, title, 0);
  plb_out_begin(out, PLB_BLOCK_TITLE);
  if (found != UINT32_MAX)
    plb_out_add(out, title, dom->node[text].source_begin + found, title.n);
  else
    plb_out_add(out, title, 0, 0);
  plb_out_end(out);
}

static void write_title(const plb_page *page, plb_doc *doc, plb_text_out *out) {
  plb_slice title = doc->meta.title.value;
  if (title.n == 0) return;
  uint32_t run = title_run(page, doc->arena, title);
  if (run != UINT32_MAX)
    write_run(page, out, &page->run[run], PLB_BLOCK_TITLE);
  else
    write_title_element(page->dom, out, title);
}

/* ---- reading ---- */
static plb_status find(const plb_page_words *words, plb_doc *doc, const plb_dom *dom, bool hidden, plb_page *page,
                       uint32_t *root, plb_error *err) {
  plb_status s = plb_page_read(words, doc, dom, hidden, page, err);
  if (!s) *root = plb_article_find(page);
  return s;
}

static plb_status find_shown(const plb_page_words *words, plb_doc *doc, const plb_dom *dom, plb_page *page,
                             uint32_t *root, plb_error *err) {
  plb_page hidden;
  uint32_t hidden_root;
  plb_status s = find(words, doc, dom, false, page, root, err);
  if (s || page->value[*root] >= LITTLE_PROSE) return s;
  s = find(words, doc, dom, true, &hidden, &hidden_root, err);
  if (s || hidden.value[hidden_root] <= 2 * page->value[*root]) return s;
  *page = hidden;
  *root = hidden_root;
  return PLB_OK;
}

/* A line or two in a footer or a menu, and nothing else on the page. */
static bool only_trimmings(const plb_page *page, uint32_t root) {
  static const plb_tagname tags[] = {PLB_TAGNAME_footer, PLB_TAGNAME_nav, PLB_TAGNAME_aside};
  for (size_t i = 0; page->value[root] < LITTLE_PROSE && i < sizeof tags / sizeof *tags; i++)
    if (plb_dom_inside(page->dom, root, tags[i])) return true;
  return false;
}

plb_status plb_main_text(const plb_main_tables *t, plb_doc *doc, const plb_dom *dom, plb_text_out *out,
                         plb_kind_shape *shape, plb_error *err) {
  plb_page page;
  uint32_t root;
  plb_blocks blocks;
  plb_status s = find_shown(t->words, doc, dom, &page, &root, err);
  if (s) return s;
  plb_kind_look(t->kinds, doc->arena, &page, root, shape);
  write_title(&page, doc, out);
  plb_stated_body stated = plb_stated_body_find(dom);
  if (stated.inside.n >= STATED_BYTES && page.value[root] < 0.3f * (float)stated.inside.n) {
    plb_stated_body_write(t->references, dom, stated, out);
    return PLB_OK;
  }
  if (only_trimmings(&page, root)) return PLB_OK;
  s = plb_blocks_choose(doc, &page, t->phrases, root, &blocks, err);
  if (s) return s;
  uint32_t summary = plb_blocks_summary(&blocks);
  if (summary != UINT32_MAX) write_run(&page, out, &page.run[summary], PLB_BLOCK_STANDFIRST);
  write_blocks(&blocks, out);
  return PLB_OK;
}

bool plb_block_is_body(uint8_t kind) {
  return kind == PLB_BLOCK_PARAGRAPH || kind == PLB_BLOCK_HEADING || kind == PLB_BLOCK_LIST ||
         kind == PLB_BLOCK_QUOTE || kind == PLB_BLOCK_TABLE;
}
