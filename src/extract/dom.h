/* The page's tree: our own flat nodes, filled from libxml2's HTML parser (dom.c is the only file that includes it).
 *
 * Nodes stand in document order, so that the subtree of node i is node[i .. node[i].end) and "next in the tree" is i
 * + 1. node[0] is the root (tag PLB_TAGNAME_ROOT, no name). References are indexes into dom->node; PLB_DOM_NONE is no
 * node. Scripts, styles, comments give no text; a script whose type says JSON (JSON-LD among them) has one child of
 * kind PLB_DOM_DATA with its raw bytes.
 *
 * Ownership: everything lives in the document's arena. Thread: one document a call; the finished tree is read-only.
 * Errors: PLB_LIMIT (dom_nodes, dom_depth, or a limit of libxml2), PLB_NOMEM. The page must be valid UTF-8 without NUL
 * bytes (charset.c sees to that). Limits: dom_nodes, dom_depth, PLB_TAG_ATTRIBUTES. */
#ifndef PLB_EXTRACT_DOM_H
#define PLB_EXTRACT_DOM_H
#include "base/doc.h"

#define PLB_DOM_NONE UINT32_MAX

/* Tags that rules ask for by name. Others are PLB_TAGNAME_OTHER; node.text is the name of every element. */
/* clang-format off */
#define PLB_TAGNAME_MAP(X) \
  X(a) X(abbr) X(address) X(article) X(aside) X(audio) X(base) X(blockquote) X(body) X(br) X(button) X(canvas) \
  X(caption) X(center) X(dd) X(details) X(dialog) X(div) X(dl) X(dt) X(embed) X(fieldset) X(figcaption) \
  X(figure) X(footer) X(form) X(h1) X(h2) X(h3) X(h4) X(h5) X(h6) X(head) X(header) X(hgroup) X(hr) X(html) \
  X(iframe) X(img) X(input) X(label) X(legend) X(li) X(link) X(main) X(math) X(menu) X(meta) X(nav) X(noscript) \
  X(object) X(ol) X(optgroup) X(option) X(p) X(pre) X(script) X(section) X(select) X(style) X(summary) X(svg) \
  X(table) X(tbody) X(td) X(template) X(textarea) X(tfoot) X(th) X(thead) X(time) X(title) X(tr) X(ul) X(video)
/* clang-format on */
typedef enum plb_tagname {
#define PLB_X(name) PLB_TAGNAME_##name,
  PLB_TAGNAME_MAP(PLB_X)
#undef PLB_X
      PLB_TAGNAME_OTHER,
  PLB_TAGNAME_ROOT,
  PLB_TAGNAME_COUNT
} plb_tagname;

typedef enum plb_dom_kind { PLB_DOM_ELEMENT, PLB_DOM_TEXT, PLB_DOM_DATA } plb_dom_kind;

typedef struct plb_dom_attribute {
  plb_slice name, value; /* name in lower case; value decoded, p is never NULL */
} plb_dom_attribute;

typedef struct plb_dom_node {
  uint32_t parent, first, last, prev, next; /* PLB_DOM_NONE: none */
  uint32_t end;                             /* one past the last node of its subtree */
  uint32_t attr, n_attr;                    /* dom->attr[attr .. +n_attr) */
  uint32_t run, n_run;               /* TEXT, DATA: dom->run[run .. +n_run), where its characters stand in the page */
  uint32_t source_begin, source_end; /* TEXT, DATA: where its characters stand in the UTF-8 page */
  uint8_t kind;                      /* plb_dom_kind */
  uint8_t tag;                       /* plb_tagname; of TEXT and DATA: PLB_TAGNAME_OTHER */
  plb_slice text;                    /* ELEMENT: its name in lower case; TEXT, DATA: its characters, entities decoded */
} plb_dom_node;

typedef struct plb_dom {
  plb_slice html; /* the page the source offsets point into */
  plb_dom_node *node;
  plb_dom_attribute *attr;
  /* text_begin counts in dom->pool, which holds the characters of all TEXT and DATA nodes in order. n == source_n: the
   * characters are those bytes; otherwise an entity reference stands there. */
  plb_map_run *run;
  const char *pool;
  uint32_t n_node, n_attr, n_run, n_pool;
} plb_dom;

/* Called once at the start of a process that parses pages of strangers: gives libxml2 allocators that call no_memory
 * (which must not return) when memory is out or libxml2 holds more than a fixed cap, since libxml2 can loop after a
 * failure. */
void plb_dom_process_init(void (*no_memory)(void));

plb_status plb_dom_parse(plb_doc *doc, plb_slice html, plb_dom **out, plb_error *err);
/* The same from the page as it is, without shorten.h: slower, and with all attributes. The tests compare the two. */
plb_status plb_dom_parse_whole(plb_doc *doc, plb_slice html, plb_dom **out, plb_error *err);

static inline bool plb_dom_is(const plb_dom *dom, uint32_t at, plb_tagname tag) {
  return dom->node[at].kind == PLB_DOM_ELEMENT && dom->node[at].tag == tag;
}
/* Value of the attribute, which must be one that shorten.c keeps; {NULL,0} when it is not there, p != NULL and n == 0
 * when it is empty. */
plb_slice plb_dom_attr(const plb_dom *dom, uint32_t at, const char *name);
bool plb_dom_has(const plb_dom *dom, uint32_t at, const char *name);
/* The node after `at` in document order within the subtree of root, or PLB_DOM_NONE. Start with at = root. */
uint32_t plb_dom_next(const plb_dom *dom, uint32_t root, uint32_t at);
/* The same, leaving out the subtree of `at`. */
uint32_t plb_dom_skip(const plb_dom *dom, uint32_t root, uint32_t at);
/* The first element with the tag after `at` within the subtree of root, or PLB_DOM_NONE. Start with at = root. */
uint32_t plb_dom_find(const plb_dom *dom, uint32_t root, uint32_t at, plb_tagname tag);
/* Is `tag` one of its ancestors (or itself)? */
bool plb_dom_inside(const plb_dom *dom, uint32_t at, plb_tagname tag);
/* All text of the subtree, white space folded to single spaces and trimmed, blocks and <br> parted by a space.
 * {NULL,0} when memory is out; n == 0 when there is none. */
plb_slice plb_dom_text(const plb_dom *dom, plb_arena *arena, uint32_t at);
/* Do the node's characters (TEXT, DATA) stand in the page byte for byte, from source_begin on? */
bool plb_dom_verbatim(const plb_dom *dom, uint32_t at);
/* Does the list of words in the attribute's value (class, rel) hold this word, ASCII case folded? */
bool plb_dom_has_word(const plb_dom *dom, uint32_t at, const char *name, const char *word);
/* Does the tag part running text (p, div, li, td, br, ...) rather than mark words inside it (a, b, span, ...)? */
bool plb_tagname_is_block(plb_tagname tag);
#endif
