/* What a page says of itself (schema.org, Open Graph) counts where its shape does not contradict: pages of articles
 * carry the types of what stands beside them. Without a word of its own a page is told by its shape: headings that are
 * links against paragraphs, as in the link density of boilerpipe (Kohlschuetter et al. 2010), pictures against prose,
 * words of a paywall under a short text. */
#include "extract/page_kind.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

enum {
  LONG_PARAGRAPH = 200, /* bytes: longer than the words under a headline on an index */
  INDEX_HEADINGS = 6,
  INDEX_LINKS = 40, /* characters */
  GALLERY_PICTURES = 6,
  PICTURE_BYTES = 150, /* of prose for each picture: less makes a gallery */
  VIDEO_BYTES = 600,   /* of prose beside a video or gallery that is the page's matter */
  STUB_BYTES = 1500,   /* of prose: more is no stub */
  LOCKED_BYTES = 1000, /* the same where no words of a paywall are seen */
  WALL_CHARS = 300     /* of a line with such words */
};

static const char *const kind_names[PLB_KIND_COUNT] = {"article", "live blog", "gallery", "video", "stub", "index"};

static plb_status add_row(plb_kind_tables *t, plb_table *table, plb_error *err) {
  plb_slice sign = plb_table_cell(table, 0), value = plb_table_cell(table, 1);
  size_t kind = plb_slice_index(plb_table_cell(table, 2), kind_names, PLB_KIND_COUNT);
  bool wall = plb_slice_is(sign, "wall"), type = plb_slice_is(sign, "type");
  if (kind == PLB_KIND_COUNT || (!wall && !type && !plb_slice_is(sign, "graph")))
    return plb_table_fail(table, err, "an unknown sign or kind");
  if (wall && t->n_wall == PLB_KIND_WALLS) return plb_table_fail(table, err, "more than %d walls", PLB_KIND_WALLS);
  if (wall)
    t->wall[t->n_wall++] = value;
  else if (!plb_map_set(type ? &t->type : &t->graph, value, (uint32_t)kind))
    return plb_fail(err, PLB_NOMEM, "extract", "no memory for page_kinds.tsv");
  return PLB_OK;
}

plb_status plb_kind_tables_open(plb_kind_tables *t, plb_error *err) {
  *t = (plb_kind_tables){0};
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/page_kinds.tsv", "sign value kind", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = add_row(t, &table, err);
  if (s == PLB_NOTFOUND) return PLB_OK;
  plb_kind_tables_close(t);
  return s;
}

void plb_kind_tables_close(plb_kind_tables *t) {
  plb_map_free(&t->type);
  plb_map_free(&t->graph);
}

static uint32_t bit_of(const plb_map *map, plb_slice name) {
  uint32_t kind = name.n ? plb_map_get(map, name) : PLB_MAP_NONE;
  return kind == PLB_MAP_NONE ? 0 : 1u << kind;
}

uint32_t plb_kind_of_type(const plb_kind_tables *t, plb_slice type) {
  uint32_t slash = type.n;
  while (slash && type.p[slash - 1] != '/' && type.p[slash - 1] != ':')
    slash--; /* http://schema.org/Article */
  return bit_of(&t->type, plb_slice_sub(type, slash, type.n));
}

uint32_t plb_kind_of_graph(const plb_kind_tables *t, plb_slice type) {
  plb_slice rest = type, part;
  return plb_slice_split(&rest, '.', &part) ? bit_of(&t->graph, plb_slice_trim(part)) : 0;
}

/* ---- the shape ---- */
static bool is_heading(uint8_t tag) {
  return tag == PLB_TAGNAME_h2 || tag == PLB_TAGNAME_h3 || tag == PLB_TAGNAME_h4;
}

static bool has_wall(const plb_kind_tables *t, plb_arena *arena, const plb_page *page) {
  for (uint32_t i = 0; i < page->n_run; i++) {
    if (page->run[i].chars > WALL_CHARS) continue;
    plb_slice text = plb_page_run_text(page, arena, i);
    for (uint32_t k = 0; k < t->n_wall; k++)
      if (plb_slice_find_nocase(text, t->wall[k], 0) != UINT32_MAX) return true;
  }
  return false;
}

void plb_kind_look(const plb_kind_tables *t, plb_arena *arena, const plb_page *page, uint32_t root,
                   plb_kind_shape *out) {
  const plb_dom *dom = page->dom;
  uint32_t heading = PLB_DOM_NONE; /* the last one that is a link */
  *out = (plb_kind_shape){.links = page->links[root], .chars = page->chars[root]};
  for (uint32_t i = root; i < dom->node[root].end; i++) {
    const plb_dom_node *n = &dom->node[i];
    if (page->flag[i] & (PLB_NODE_DROP | PLB_NODE_HIDDEN)) continue;
    if (n->kind == PLB_DOM_ELEMENT) out->pictures += n->tag == PLB_TAGNAME_figure;
    if (n->kind != PLB_DOM_TEXT || !(page->flag[i] & PLB_NODE_LINK)) continue;
    uint32_t up = n->parent;
    while (up != root && up != PLB_DOM_NONE && !is_heading(dom->node[up].tag) &&
           !plb_tagname_is_block((plb_tagname)dom->node[up].tag))
      up = dom->node[up].parent;
    if (up == PLB_DOM_NONE || !is_heading(dom->node[up].tag) || up == heading) continue;
    out->linked_headings += plb_slice_trim(n->text).n > 0;
    heading = up;
  }
  if (page->chars[root] <= STUB_BYTES) out->wall = has_wall(t, arena, page);
}

/* ---- deciding ---- */
typedef struct prose {
  uint32_t bytes, long_paragraphs;
} prose;

static prose prose_of(const plb_doc *doc) {
  prose p = {0, 0};
  for (uint32_t i = 0; i < doc->n_block; i++) {
    uint32_t n = doc->block[i].span.end - doc->block[i].span.begin;
    switch (doc->block[i].kind) {
    case PLB_BLOCK_PARAGRAPH:
    case PLB_BLOCK_QUOTE:
    case PLB_BLOCK_LIST:
      p.long_paragraphs += n >= LONG_PARAGRAPH;
      p.bytes += n;
      break;
    default:
      break;
    }
  }
  return p;
}

static bool has(uint32_t bits, plb_page_kind kind) {
  return (bits & 1u << kind) != 0;
}

static bool is_index(const plb_kind_said *said, const plb_kind_shape *shape, prose p) {
  bool says = has(said->jsonld | said->microdata, PLB_KIND_INDEX);
  uint32_t other = said->jsonld | (says ? 0 : said->graph); /* og:type of archives is often "article" */
  if (has(other, PLB_KIND_ARTICLE) || has(other, PLB_KIND_VIDEO)) return false;
  uint32_t least = says ? INDEX_HEADINGS / 2 : INDEX_HEADINGS;
  if (shape->linked_headings >= least && 2 * p.long_paragraphs < shape->linked_headings) return true;
  bool links = shape->links >= INDEX_LINKS && 2 * shape->links > shape->chars;
  return links && (says ? p.long_paragraphs == 0 : p.bytes == 0);
}

static plb_fact fact_of(plb_page_kind kind, const char *origin) {
  return (plb_fact){plb_slice_str(kind_names[kind]), origin};
}

static plb_fact kind_of(const plb_kind_said *said, const plb_kind_shape *shape, prose p) {
  uint32_t types = said->jsonld | said->microdata;
  if (has(types, PLB_KIND_LIVE)) return fact_of(PLB_KIND_LIVE, "schema.org type");
  if (is_index(said, shape, p)) return fact_of(PLB_KIND_INDEX, "links and text");
  if (has(said->graph, PLB_KIND_VIDEO) && p.bytes < STUB_BYTES) return fact_of(PLB_KIND_VIDEO, "meta:og:type");
  if (has(types, PLB_KIND_VIDEO) && p.bytes < VIDEO_BYTES) return fact_of(PLB_KIND_VIDEO, "schema.org type");
  if (has(types, PLB_KIND_GALLERY) && (p.bytes < VIDEO_BYTES || !has(said->jsonld, PLB_KIND_ARTICLE)))
    return fact_of(PLB_KIND_GALLERY, "schema.org type");
  uint32_t few = has(said->jsonld, PLB_KIND_ARTICLE) ? VIDEO_BYTES : shape->pictures * PICTURE_BYTES;
  if (shape->pictures >= GALLERY_PICTURES && p.bytes < few) return fact_of(PLB_KIND_GALLERY, "pictures and text");
  if (shape->wall && p.bytes < STUB_BYTES) return fact_of(PLB_KIND_STUB, "paywall");
  if (said->not_free && p.bytes < LOCKED_BYTES) return fact_of(PLB_KIND_STUB, "json-ld:isAccessibleForFree");
  if (has(said->jsonld, PLB_KIND_ARTICLE)) return fact_of(PLB_KIND_ARTICLE, "schema.org type");
  if (has(said->graph, PLB_KIND_ARTICLE)) return fact_of(PLB_KIND_ARTICLE, "meta:og:type");
  if (p.bytes == 0) return (plb_fact){{"", 0}, "the page shows no prose"};
  return fact_of(PLB_KIND_ARTICLE, "links and text");
}

void plb_kind_decide(const plb_kind_said *said, const plb_kind_shape *shape, plb_doc *doc) {
  doc->meta.kind = kind_of(said, shape, prose_of(doc));
  if (!plb_slice_is(doc->meta.kind.value, kind_names[PLB_KIND_INDEX])) return;
  for (uint32_t i = 0; i < doc->n_block; i++)
    if (doc->block[i].kind != PLB_BLOCK_TITLE) doc->block[i].kind = PLB_BLOCK_TEASER;
}
