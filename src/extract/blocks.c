/* Kinds come from the elements around a run (heading, list item, quotation, caption, byline). Then, in this order, what
 * is no text of the article: lists and boxes that are mostly links, blocks known by their words, what stands before the
 * title, short lines before the first and after the last paragraph, headings over nothing, what stands there twice. */
#include "extract/blocks.h"

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "extract/title.h"
#include "extract/url.h"

enum {
  PROSE = 80,      /* characters of a run that is surely a paragraph */
  SHORT_LINE = 60, /* most characters of a line that may be a label */
  PHRASE_BYTES = 200,
  CREDIT_BYTES = 100,
  PROMO_BYTES = 300,
  CELL_CHARS = 200, /* most in a cell of a table of data */
  MEMO_DATA = 1,    /* bits of plb_blocks.memo */
  MEMO_LAYOUT = 2,
  MEMO_PICTURE = 4,
  MEMO_NO_PICTURE = 8,
  PICTURE_CHARS = 400, /* most that stands under a picture */
  REPEAT_CHARS = 100,
  DESCRIPTION_BYTES = 30,
  DESCRIPTION_MAX = 4000,
  TITLE_MAX = 1000,
  SUMMARY_REACH = 40, /* runs before the article in which its summary may stand */
  SUMMARY_CHARS = 600,
  TEASER_CHARS = 160
};

static uint8_t *kind_at(const plb_blocks *b, uint32_t run) {
  return &b->kind[run - b->begin];
}

static plb_slice text_at(const plb_blocks *b, uint32_t run) {
  return b->text[run - b->begin];
}

static bool body_kind(uint8_t kind) {
  return kind == PLB_BLOCK_PARAGRAPH || kind == PLB_BLOCK_LIST || kind == PLB_BLOCK_QUOTE || kind == PLB_BLOCK_TABLE;
}

/* ---- kinds ---- */
static uint8_t kind_of_tag(uint8_t tag) {
  switch (tag) {
  case PLB_TAGNAME_h1:
  case PLB_TAGNAME_h2:
  case PLB_TAGNAME_h3:
  case PLB_TAGNAME_h4:
  case PLB_TAGNAME_h5:
  case PLB_TAGNAME_h6:
    return PLB_BLOCK_HEADING;
  case PLB_TAGNAME_li:
  case PLB_TAGNAME_dd:
  case PLB_TAGNAME_dt:
    return PLB_BLOCK_LIST;
  case PLB_TAGNAME_blockquote:
    return PLB_BLOCK_QUOTE;
  case PLB_TAGNAME_td:
  case PLB_TAGNAME_th:
    return PLB_BLOCK_TABLE;
  case PLB_TAGNAME_figcaption:
  case PLB_TAGNAME_figure:
  case PLB_TAGNAME_caption:
    return PLB_BLOCK_CAPTION;
  case PLB_TAGNAME_address:
    return PLB_BLOCK_CREDIT;
  default:
    return PLB_BLOCK_PARAGRAPH;
  }
}

static uint8_t kind_of_words(uint16_t words) {
  if (words & PLB_WORD_CAPTION) return PLB_BLOCK_CAPTION;
  if (words & PLB_WORD_CREDIT) return PLB_BLOCK_CREDIT;
  if (words & PLB_WORD_TEASER) return PLB_BLOCK_TEASER;
  if (words & PLB_WORD_STANDFIRST) return PLB_BLOCK_STANDFIRST;
  return PLB_BLOCK_PARAGRAPH;
}

static bool holds_picture(const plb_blocks *b, uint32_t at) {
  const plb_dom *dom = b->page->dom;
  if (b->memo[at] & (MEMO_PICTURE | MEMO_NO_PICTURE)) return b->memo[at] & MEMO_PICTURE;
  uint32_t i = at + 1;
  while (i < dom->node[at].end && !plb_dom_is(dom, i, PLB_TAGNAME_img) && !plb_slice_is(dom->node[i].text, "amp-img"))
    i++;
  b->memo[at] |= i < dom->node[at].end ? MEMO_PICTURE : MEMO_NO_PICTURE;
  return i < dom->node[at].end;
}

static bool picture_box(const plb_blocks *b, uint32_t at) {
  const plb_page *page = b->page;
  return page->words[at] & PLB_WORD_PICTURE && page->chars[at] <= PICTURE_CHARS && holds_picture(b, at);
}

/* A table of data has several short cells and no table inside; others only lay the page out. */
static bool is_data_table(const plb_blocks *b, uint32_t table) {
  const plb_page *page = b->page;
  if (b->memo[table] & (MEMO_DATA | MEMO_LAYOUT)) return b->memo[table] & MEMO_DATA;
  uint32_t end = page->dom->node[table].end, cells = 0, chars = 0;
  bool data = plb_dom_find(page->dom, table, table, PLB_TAGNAME_table) == PLB_DOM_NONE;
  for (uint32_t i = plb_page_run_at(page, table); data && i < page->n_run && page->run[i].begin < end; i++) {
    cells++;
    chars += page->run[i].chars;
    data = page->run[i].chars <= CELL_CHARS;
  }
  data = data && cells >= 4 && chars / cells <= CELL_CHARS / 4;
  b->memo[table] |= data ? MEMO_DATA : MEMO_LAYOUT;
  return data;
}

static uint8_t kind_of_cell(const plb_blocks *b, uint32_t at) {
  while (at != PLB_DOM_NONE && !plb_dom_is(b->page->dom, at, PLB_TAGNAME_table))
    at = b->page->dom->node[at].parent;
  return at != PLB_DOM_NONE && is_data_table(b, at) ? PLB_BLOCK_TABLE : PLB_BLOCK_PARAGRAPH;
}

/* The innermost tag with a say decides; names and tags that set apart (captions, bylines) win from further out, unless
 * what they set apart is a good part of the article. */
static uint8_t kind_of_run(const plb_blocks *b, const plb_run *run) {
  const plb_dom *dom = b->page->dom;
  uint8_t kind = PLB_BLOCK_PARAGRAPH;
  for (uint32_t a = dom->node[run->begin].parent; a != PLB_DOM_NONE && a != b->root; a = dom->node[a].parent) {
    uint8_t tag = kind_of_tag(dom->node[a].tag), named = kind_of_words(b->page->words[a]);
    bool apart = tag == PLB_BLOCK_CAPTION || tag == PLB_BLOCK_CREDIT;
    bool small = b->page->value[a] <= 0.2f * b->page->value[b->root];
    if (apart && small) return tag;
    if (named != PLB_BLOCK_PARAGRAPH && small) return named;
    if (b->page->value[a] <= 0.3f * b->page->value[b->root] && picture_box(b, a)) return PLB_BLOCK_CAPTION;
    if (kind == PLB_BLOCK_PARAGRAPH && !apart) kind = tag == PLB_BLOCK_TABLE ? kind_of_cell(b, a) : tag;
  }
  return kind;
}

/* ---- links ---- */
static plb_slice host_of(plb_slice url) {
  plb_url u;
  if (!plb_url_split(url, &u)) return (plb_slice){NULL, 0};
  if (plb_slice_starts(u.host, PLB_LIT("www."))) return plb_slice_sub(u.host, 4, u.host.n);
  return u.host;
}

static plb_slice page_host(const plb_doc *doc) {
  plb_slice h = host_of(doc->meta.url.value);
  return h.n ? h : host_of(doc->record.given.url);
}

/* Is the host the domain or one below it? */
static bool is_below(plb_slice host, plb_slice domain) {
  if (!plb_slice_ends(host, domain)) return false;
  return host.n == domain.n || host.p[host.n - domain.n - 1] == '.';
}

/* Does the run's first link lead to another site? Only known when the page's own address is. */
static bool leads_away(const plb_blocks *b, const plb_run *run) {
  const plb_dom *dom = b->page->dom;
  plb_slice own = page_host(b->doc);
  for (uint32_t i = run->begin; own.n && i < run->end; i++) {
    if (!(b->page->flag[i] & PLB_NODE_LINK)) continue;
    uint32_t a = i;
    while (a && !plb_dom_is(dom, a, PLB_TAGNAME_a))
      a = dom->node[a].parent;
    plb_slice host = host_of(plb_dom_attr(dom, a, "href"));
    return host.n && !is_below(host, own) && !is_below(own, host);
  }
  return false;
}

static bool mostly_links(uint32_t links, uint32_t chars, double share) {
  return chars && (double)links > share * (double)chars;
}

/* Is there a list or box between the run and the root that is mostly links? */
static bool in_link_box(const plb_blocks *b, const plb_run *run) {
  const plb_page *page = b->page;
  for (uint32_t a = run->owner; a != b->root && a != PLB_DOM_NONE; a = page->dom->node[a].parent) {
    uint8_t tag = page->dom->node[a].tag;
    if (tag == PLB_TAGNAME_p || tag == PLB_TAGNAME_li || tag == PLB_TAGNAME_td || tag == PLB_TAGNAME_tr) continue;
    bool small = page->value[a] < 0.25f * page->value[b->root];
    if (small && mostly_links(page->links[a], page->chars[a], 0.6)) return true;
  }
  return false;
}

static void set_links_apart(plb_blocks *b) {
  for (uint32_t i = b->begin; i < b->end; i++) {
    const plb_run *run = &b->page->run[i];
    uint8_t *kind = kind_at(b, i);
    if (!body_kind(*kind) && *kind != PLB_BLOCK_HEADING) continue;
    bool link = mostly_links(run->links, run->chars, 0.8) && run->chars < TEASER_CHARS;
    if (*kind == PLB_BLOCK_HEADING) link = false;
    if ((link && !leads_away(b, run)) || (in_link_box(b, run) && !leads_away(b, run))) *kind = PLB_BLOCK_TEASER;
  }
}

/* ---- words ---- */
static bool has_word(plb_slice s) {
  for (uint32_t i = 0, cp; i < s.n;) {
    i += plb_utf8_next(s, i, &cp);
    if (cp != PLB_UTF8_BAD && plb_char_is_word(plb_char_class_of(cp))) return true;
  }
  return false;
}

/* What the run says it is by its words; PLB_PHRASE_DROP also for what advertises or says nothing. */
static plb_phrase_kind phrase_of(const plb_blocks *b, uint32_t i) {
  const plb_run *run = &b->page->run[i];
  plb_slice text = text_at(b, i);
  bool whole = false;
  plb_phrase_kind phrase = text.n <= PHRASE_BYTES ? plb_phrase_of(b->phrases, text, &whole) : PLB_PHRASE_NONE;
  if (phrase == PLB_PHRASE_CREDIT && !whole && text.n > CREDIT_BYTES) phrase = PLB_PHRASE_NONE;
  if (phrase == PLB_PHRASE_LABEL) phrase = run->links * 3 < run->chars ? PLB_PHRASE_NONE : PLB_PHRASE_DROP;
  bool promo = text.n <= PROMO_BYTES && plb_phrase_promos(b->phrases, text, 2) >= 2;
  if (phrase == PLB_PHRASE_NONE && (promo || !has_word(text))) phrase = PLB_PHRASE_DROP;
  return phrase;
}

/* Does the run go on with the list of other articles that a heading opened? */
static bool goes_on(const plb_run *run, uint8_t kind) {
  bool item = kind == PLB_BLOCK_LIST || kind == PLB_BLOCK_TEASER;
  return item || (run->links * 3 > run->chars && run->value < PROSE);
}

static void leave_out_from(plb_blocks *b, uint32_t i) {
  for (; i < b->end; i++)
    *kind_at(b, i) = PLB_BLOCK_LEFT_OUT;
}

static void set_phrases_apart(plb_blocks *b) {
  float seen = 0, all = b->page->value[b->root];
  bool section = false;
  for (uint32_t i = b->begin; i < b->end; i++) {
    const plb_run *run = &b->page->run[i];
    uint8_t *kind = kind_at(b, i);
    if (*kind == PLB_BLOCK_LEFT_OUT) continue;
    plb_phrase_kind phrase = phrase_of(b, i);
    if (phrase == PLB_PHRASE_END && seen >= 0.7f * all) {
      leave_out_from(b, i);
      return;
    }
    bool opens = phrase == PLB_PHRASE_SECTION || phrase == PLB_PHRASE_END;
    section = opens || (section && (phrase != PLB_PHRASE_NONE || goes_on(run, *kind)));
    if (section && phrase == PLB_PHRASE_NONE) *kind = PLB_BLOCK_TEASER;
    if (opens || phrase == PLB_PHRASE_DROP) *kind = PLB_BLOCK_LEFT_OUT;
    if (phrase == PLB_PHRASE_CREDIT) *kind = PLB_BLOCK_CREDIT;
    if (phrase == PLB_PHRASE_TEASER) *kind = PLB_BLOCK_TEASER;
    if (body_kind(*kind)) seen += run->value;
  }
}

/* ---- the title ---- */
/* Letters and digits in lower case. */
static plb_slice squeeze(plb_arena *arena, plb_slice s) {
  char *to = plb_arena_alloc(arena, s.n * 2u + 1);
  uint32_t n = 0, cp;
  if (!to) return (plb_slice){NULL, 0};
  for (uint32_t i = 0; i < s.n;) {
    i += plb_utf8_next(s, i, &cp);
    if (cp != PLB_UTF8_BAD && plb_char_is_word(plb_char_class_of(cp))) n += plb_utf8_put(plb_char_lower(cp), to + n);
  }
  return plb_slice_of(to, n);
}

/* The same but for the outlet's name or a kicker around it. */
static bool title_like(const plb_blocks *b, plb_slice text) {
  plb_slice t = b->title;
  if (t.n == 0 || text.n == 0 || text.n > 4 * t.n + 64) return false;
  plb_slice a = squeeze(b->doc->arena, text);
  if (plb_slice_eq(a, t)) return true;
  return a.n >= 20 && (plb_slice_starts(t, a) || (plb_slice_starts(a, t) && a.n < t.n + t.n / 3));
}

static plb_slice page_title(const plb_blocks *b) {
  const plb_dom *dom = b->page->dom;
  if (b->doc->meta.title.value.n) return b->doc->meta.title.value;
  uint32_t at = plb_dom_find(dom, 0, 0, PLB_TAGNAME_title);
  return at == PLB_DOM_NONE ? (plb_slice){NULL, 0} : plb_dom_text(dom, b->doc->arena, at);
}

/* The title, where it stands among the first lines, and all before it go; so do headings that say it again. */
static void drop_title(plb_blocks *b) {
  float seen = 0;
  uint32_t body = b->begin; /* what follows the title */
  for (uint32_t i = b->begin; i < b->end; i++) {
    uint8_t *kind = kind_at(b, i);
    bool among_first = seen <= 0.3f * b->page->value[b->root];
    if ((among_first || *kind == PLB_BLOCK_HEADING) && *kind != PLB_BLOCK_LEFT_OUT && title_like(b, text_at(b, i))) {
      *kind = PLB_BLOCK_LEFT_OUT;
      if (among_first) body = i + 1;
    }
    seen += b->page->run[i].value;
  }
  for (uint32_t i = b->begin; i < body; i++)
    *kind_at(b, i) = PLB_BLOCK_LEFT_OUT;
}

/* ---- the summary ---- */
/* Are the runs made alike: the same tags and classes on the elements right around them? */
static bool made_alike(const plb_blocks *b, uint32_t i, uint32_t j) {
  const plb_dom *dom = b->page->dom;
  uint32_t x = b->page->run[i].owner, y = b->page->run[j].owner;
  for (int up = 0; up < 2; up++) {
    if (x == y) return true;
    bool tags = plb_slice_eq(dom->node[x].text, dom->node[y].text);
    if (!tags || !plb_slice_eq(plb_dom_attr(dom, x, "class"), plb_dom_attr(dom, y, "class"))) return false;
    x = dom->node[x].parent;
    y = dom->node[y].parent;
    if (x == PLB_DOM_NONE || y == PLB_DOM_NONE) return false;
  }
  return true;
}

/* The element that holds the run's paragraph, list or quotation. */
static uint32_t container_of(const plb_blocks *b, uint32_t run) {
  const plb_dom *dom = b->page->dom;
  uint32_t a = b->page->run[run].owner;
  for (;; a = dom->node[a].parent) {
    switch (dom->node[a].tag) {
    case PLB_TAGNAME_p:
    case PLB_TAGNAME_blockquote:
    case PLB_TAGNAME_ul:
    case PLB_TAGNAME_ol:
    case PLB_TAGNAME_li:
    case PLB_TAGNAME_pre:
    case PLB_TAGNAME_br:
      break;
    default:
      return a;
    }
  }
}

static bool same_flow(const plb_blocks *b, uint32_t i, uint32_t j) {
  return container_of(b, i) == container_of(b, j) || made_alike(b, i, j);
}

/* The next run that is surely a paragraph, or b->end. */
static uint32_t next_prose(const plb_blocks *b, uint32_t i) {
  for (i++; i < b->end; i++)
    if (body_kind(*kind_at(b, i)) && b->page->run[i].chars >= PROSE) return i;
  return b->end;
}

static plb_slice description(const plb_blocks *b) {
  const plb_dom *dom = b->page->dom;
  for (uint32_t i = plb_dom_find(dom, 0, 0, PLB_TAGNAME_meta); i != PLB_DOM_NONE;
       i = plb_dom_find(dom, 0, i, PLB_TAGNAME_meta)) {
    plb_slice name = plb_dom_attr(dom, i, "name"), property = plb_dom_attr(dom, i, "property");
    if (plb_slice_eq_nocase(name, PLB_LIT("description")) || plb_slice_eq_nocase(property, PLB_LIT("og:description")))
      return plb_dom_attr(dom, i, "content");
  }
  return (plb_slice){NULL, 0};
}

/* Is the text the page's own description of itself, or the beginning of it, or the other way round? */
static bool is_description(const plb_blocks *b, plb_slice text) {
  plb_slice said = b->description;
  if (said.n < DESCRIPTION_BYTES || text.n < DESCRIPTION_BYTES || text.n > 4 * said.n) return false;
  plb_slice t = squeeze(b->doc->arena, text);
  return t.n >= DESCRIPTION_BYTES / 2 && (plb_slice_starts(t, said) || plb_slice_starts(said, t));
}

/* Before the body stands the page's own description, or what is named so. Further down such names only mean a heading.
 */
static void set_standfirst(plb_blocks *b) {
  bool before = true;
  uint32_t next = b->begin;
  for (uint32_t i = b->begin; i < b->end; i++) {
    uint8_t *kind = kind_at(b, i);
    if (before && next <= i) next = next_prose(b, i);
    bool prose = body_kind(*kind) && b->page->run[i].chars >= PROSE;
    if (prose && before && next < b->end && same_flow(b, i, next)) before = false;
    if (*kind == PLB_BLOCK_STANDFIRST && !before)
      *kind = b->page->run[i].chars < PROSE ? PLB_BLOCK_HEADING : PLB_BLOCK_PARAGRAPH;
    if (!before || (!body_kind(*kind) && *kind != PLB_BLOCK_HEADING)) continue;
    if (next < b->end && is_description(b, text_at(b, i)) && !same_flow(b, i, next)) *kind = PLB_BLOCK_STANDFIRST;
    if (prose) before = false;
  }
}

static bool named_standfirst(const plb_page *page, uint32_t run) {
  uint32_t owner = page->run[run].owner;
  uint32_t words = page->words[owner] | (owner ? page->words[page->dom->node[owner].parent] : 0u);
  return (words & PLB_WORD_STANDFIRST) != 0;
}

uint32_t plb_blocks_summary(const plb_blocks *b) {
  const plb_page *page = b->page;
  for (uint32_t i = b->begin; i < b->end; i++)
    if (*kind_at(b, i) == PLB_BLOCK_STANDFIRST) return UINT32_MAX;
  for (uint32_t i = b->begin > SUMMARY_REACH ? b->begin - SUMMARY_REACH : 0; i < b->begin; i++) {
    const plb_run *run = &page->run[i];
    if (page->flag[run->begin] & (PLB_NODE_DROP | PLB_NODE_LINK) || run->chars > SUMMARY_CHARS) continue;
    plb_slice text = plb_page_run_text(page, b->doc->arena, i);
    if (run->chars >= DESCRIPTION_BYTES && (named_standfirst(page, i) || is_description(b, text))) return i;
  }
  return UINT32_MAX;
}

/* ---- the edges ---- */
static bool ends_sentence(plb_slice s) {
  uint32_t cp = 0;
  if (s.n == 0) return false;
  plb_utf8_prev(s, s.n, &cp);
  return cp == '.' || cp == '!' || cp == '?' || cp == ':' || cp == '"' || cp == 0x201D || cp == 0x2019 ||
         cp == 0x2026 || cp == 0x3002;
}

static bool is_prose(const plb_blocks *b, uint32_t i) {
  const plb_run *run = &b->page->run[i];
  uint8_t kind = *kind_at(b, i);
  if (!body_kind(kind)) return false;
  return run->chars >= PROSE || (run->chars >= SHORT_LINE / 2 && ends_sentence(text_at(b, i)));
}

/* A short line that is not made like the paragraph it stands next to is a label. */
static void trim_label(plb_blocks *b, uint32_t run, uint32_t prose) {
  uint8_t *kind = kind_at(b, run);
  bool brief = b->page->run[run].chars < SHORT_LINE;
  if (*kind == PLB_BLOCK_PARAGRAPH && brief && !same_flow(b, run, prose)) *kind = PLB_BLOCK_CREDIT;
}

static void trim_edges(plb_blocks *b) {
  uint32_t first = b->begin, last = b->end;
  while (first < b->end && !is_prose(b, first))
    first++;
  if (first == b->end) return;
  while (last > first && !is_prose(b, last - 1))
    last--;
  for (uint32_t i = b->begin; i < first; i++) {
    trim_label(b, i, first);
    if (*kind_at(b, i) == PLB_BLOCK_HEADING && b->page->dom->node[b->page->run[i].owner].tag == PLB_TAGNAME_h1)
      *kind_at(b, i) = PLB_BLOCK_LEFT_OUT;
  }
  for (uint32_t i = last; i < b->end; i++)
    trim_label(b, i, last - 1);
}

/* A heading with nothing of the body after it heads nothing. */
static void drop_bare_headings(plb_blocks *b) {
  bool content = false;
  for (uint32_t i = b->end; i-- > b->begin;) {
    uint8_t *kind = kind_at(b, i);
    if (*kind == PLB_BLOCK_HEADING && !content) *kind = PLB_BLOCK_LEFT_OUT;
    if (body_kind(*kind)) content = true;
  }
}

/* ---- twice ---- */
static plb_status drop_repeats(plb_blocks *b, plb_error *err) {
  plb_map seen = {0};
  plb_status s = PLB_OK;
  for (uint32_t i = b->begin; i < b->end && !s; i++) {
    plb_slice text = text_at(b, i);
    if (*kind_at(b, i) == PLB_BLOCK_LEFT_OUT || b->page->run[i].chars < REPEAT_CHARS) continue;
    if (plb_map_get(&seen, text) != PLB_MAP_NONE)
      *kind_at(b, i) = PLB_BLOCK_LEFT_OUT;
    else if (!plb_map_set(&seen, text, i))
      s = plb_fail(err, PLB_NOMEM, "extract", "no memory left for the article");
  }
  plb_map_free(&seen);
  return s;
}

/* Captions or the like that are most of the article (a slide show) are the article. */
static void undo_large_kinds(plb_blocks *b) {
  float by_kind[PLB_BLOCK_KIND_COUNT + 1] = {0}, all = b->page->value[b->root];
  for (uint32_t i = b->begin; i < b->end; i++)
    by_kind[*kind_at(b, i)] += b->page->run[i].value;
  for (uint32_t i = b->begin; i < b->end; i++) {
    uint8_t *kind = kind_at(b, i);
    if (*kind >= PLB_BLOCK_CAPTION && *kind < PLB_BLOCK_LEFT_OUT && by_kind[*kind] > 0.5f * all)
      *kind = PLB_BLOCK_PARAGRAPH;
  }
}

static bool prepare(plb_blocks *b) {
  uint32_t n = b->end - b->begin + 1;
  b->kind = plb_arena_alloc(b->doc->arena, n);
  b->text = plb_arena_array(b->doc->arena, n, sizeof *b->text);
  b->memo = plb_arena_alloc(b->doc->arena, b->page->dom->n_node);
  if (!b->kind || !b->text || !b->memo) return false;
  for (uint32_t i = b->begin; i < b->end; i++) {
    const plb_run *run = &b->page->run[i];
    bool gone = (b->page->flag[run->begin] & PLB_NODE_DROP) != 0;
    *kind_at(b, i) = gone ? PLB_BLOCK_LEFT_OUT : kind_of_run(b, run);
    b->text[i - b->begin] = plb_page_run_text(b->page, b->doc->arena, i);
    if (!text_at(b, i).p) return false;
  }
  return true;
}

plb_status plb_blocks_choose(plb_doc *doc, const plb_page *page, const plb_phrases *phrases, uint32_t root,
                             plb_blocks *b, plb_error *err) {
  *b = (plb_blocks){.doc = doc, .page = page, .phrases = phrases, .root = root};
  b->begin = plb_page_run_at(page, root);
  b->end = plb_page_run_at(page, page->dom->node[root].end);
  if (!prepare(b)) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for the article");
  b->title = squeeze(doc->arena, page_title(b));
  b->description = squeeze(doc->arena, description(b));
  if (!b->title.p || !b->description.p) return plb_fail(err, PLB_NOMEM, "extract", "no memory left for the article");
  if (b->title.n > TITLE_MAX) b->title.n = 0; /* no title: never mistaken for one */
  if (b->description.n > DESCRIPTION_MAX) b->description.n = 0;
  undo_large_kinds(b);
  set_links_apart(b);
  set_phrases_apart(b);
  drop_title(b);
  set_standfirst(b);
  trim_edges(b);
  drop_bare_headings(b);
  return drop_repeats(b, err);
}
