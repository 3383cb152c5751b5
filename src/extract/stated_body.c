/* The strings of each JSON script are walked; one after the string "articleBody" is a body. */
#include "extract/stated_body.h"

#include "base/slice.h"
#include "base/utf8.h"
#include "extract/literal.h"

plb_stated_body plb_stated_body_find(const plb_dom *dom) {
  plb_stated_body best = {PLB_DOM_NONE, {NULL, 0}};
  for (uint32_t i = 0; i < dom->n_node; i++) {
    plb_slice json = dom->node[i].text, inside;
    uint32_t at = 0;
    if (dom->node[i].kind != PLB_DOM_DATA) continue;
    while (plb_literal_next(PLB_LITERAL_JSON, json, &at, &inside)) {
      if (!plb_slice_is(inside, "articleBody") || !plb_literal_next(PLB_LITERAL_JSON, json, &at, &inside)) continue;
      if (inside.n > best.inside.n) best = (plb_stated_body){i, inside};
    }
  }
  return best;
}

typedef struct writer {
  const plb_dom *dom;
  uint32_t at; /* the script's text */
  plb_slice inside;
  plb_text_out *out;
  bool open; /* a block is */
} writer;

/* The script's bytes stand in the page as they are, mostly in one run: then a place in the string is one in the page.
 */
static void add(writer *w, plb_slice text, uint32_t at, uint32_t used) {
  uint32_t offset = (uint32_t)(w->inside.p - w->dom->node[w->at].text.p) + at;
  bool placed = plb_dom_verbatim(w->dom, w->at);
  if (!w->open) plb_out_begin(w->out, PLB_BLOCK_PARAGRAPH);
  w->open = true;
  if (placed)
    plb_out_add(w->out, text, w->dom->node[w->at].source_begin + offset, used);
  else
    plb_out_add(w->out, text, 0, 0);
}

static void end_block(writer *w) {
  if (w->open) plb_out_end(w->out);
  w->open = false;
}

/* A tag at i: its end, or i when none is there. Tags that part text end the block. */
static uint32_t skip_tag(writer *w, uint32_t i) {
  plb_slice s = w->inside;
  bool tag = i + 1 < s.n && (plb_is_alpha(s.p[i + 1]) || s.p[i + 1] == '/');
  uint32_t end = tag ? plb_slice_find(s, PLB_LIT(">"), i) : UINT32_MAX;
  if (end == UINT32_MAX || end - i > 2000) return i;
  char c = plb_lower(s.p[i + 1] == '/' || s.p[i + 1] == '\\' ? s.p[i + 2] : s.p[i + 1]);
  if (strchr("pdhlbtou", c)) end_block(w);
  return end + 1;
}

void plb_stated_body_write(const plb_references *t, const plb_dom *dom, plb_stated_body body, plb_text_out *out) {
  writer w = {.dom = dom, .at = body.node, .inside = body.inside, .out = out};
  char text[4];
  bool raw = false;
  for (uint32_t i = 0, n, used, cp; i < w.inside.n; i += used) {
    uint32_t end = w.inside.p[i] == '<' ? skip_tag(&w, i) : i;
    used = end - i;
    if (used) continue;
    if ((used = plb_reference_at(t, w.inside, i, &cp)) > 0) {
      add(&w, plb_slice_of(text, plb_utf8_put(cp, text)), i, used);
      continue;
    }
    used = plb_literal_char(PLB_LITERAL_JSON, w.inside, i, &raw, text, &n);
    if (n == 1 && text[0] == '\n')
      end_block(&w);
    else
      add(&w, plb_slice_of(text, n), i, used);
  }
  end_block(&w);
}
