/* HTML to our flat tree, over libxml2's SAX interface in memory mode. libxml2 calls back in document order, so nodes
 * are appended and a stack of open elements gives the parents. libxml2 gets the page shortened (shorten.h), and all
 * places are those of the short page until the end.
 *
 * Where characters stand in the page: libxml2 tells only how far it has read when it hands over characters. The
 * candidates near that place (just before it, a character past it) are checked by memcmp; what matches none came out of
 * an entity reference (looked for backwards as '&') or had wrong characters dropped in the middle. */
#include "extract/dom.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlmemory.h>
#include <assert.h>
#include <malloc.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "extract/shorten.h"

enum {
  XML_MEMORY_CAP = 512 << 20, /* libxml2 holds names and one attribute at a time: far more than it needs */
  NAME_CACHE = 256,
  FULL_BUFFER = 1000,  /* HTML_PARSER_BIG_BUFFER_SIZE: characters it hands over at once */
  MAX_REFERENCE = 110, /* bytes of the longest entity reference libxml2 reads */
  MAX_DEPTH_CAP = 250  /* hard cap of dom_depth */
};

typedef struct name_entry {
  const xmlChar *key; /* libxml2 interns names: the pointer is the name */
  plb_slice name;
  uint8_t tag;
} name_entry;

typedef struct builder {
  plb_doc *doc;
  plb_dom *dom;
  plb_short_page page;
  uint32_t tag; /* page.tag[tag]: the next one that may come */
  xmlParserCtxtPtr xml;
  plb_error *err;
  plb_status status;
  char *pool, *attr_pool;
  uint32_t n_attr_pool, pool_cap, attr_cap;
  PLB_VEC(plb_dom_node) node;
  PLB_VEC(plb_dom_attribute) attr;
  PLB_VEC(plb_map_run) run;
  uint32_t open[MAX_DEPTH_CAP + 2], depth; /* open[0] is the root */
  uint32_t last_end;                       /* where the last text ended in the page */
  name_entry cache[NAME_CACHE];
} builder;

/* ---- names ---- */
static const char *const tag_names[] = {
#define PLB_X(name) #name,
    PLB_TAGNAME_MAP(PLB_X)
#undef PLB_X
};

static uint8_t tag_of(plb_slice name) {
  size_t lo = 0, hi = PLB_TAGNAME_OTHER;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    int c = plb_slice_cmp(plb_slice_str(tag_names[mid]), name);
    if (c == 0) return (uint8_t)mid;
    if (c < 0)
      lo = mid + 1;
    else
      hi = mid;
  }
  return PLB_TAGNAME_OTHER;
}

static void fail(builder *b, plb_status s, const char *what) {
  if (b->status) return;
  b->status = plb_fail(b->err, s, "extract", "%s", what);
  xmlStopParser(b->xml);
}

static const name_entry *name_of(builder *b, const xmlChar *key) {
  name_entry *e = &b->cache[((uintptr_t)key >> 3) * 31 % NAME_CACHE];
  if (e->key == key) return e;
  plb_slice name = plb_arena_dup(b->doc->arena, plb_slice_str((const char *)key));
  if (!name.p) {
    fail(b, PLB_NOMEM, "no memory left for the page's names");
    return NULL;
  }
  *e = (name_entry){key, name, tag_of(name)};
  return e;
}

/* ---- nodes ---- */
static uint32_t position(const builder *b) {
  const xmlParserInput *in = b->xml->input;
  if (!in) return b->last_end;
  unsigned long at = in->consumed + (unsigned long)(in->cur - in->base);
  return at > b->page.text.n ? b->page.text.n : (uint32_t)at;
}

static uint32_t add_node(builder *b, plb_dom_node n) {
  plb_dom_node *slot = plb_vec_push(b->doc->arena, &b->node, b->doc->limits->dom_nodes);
  if (!slot) {
    bool full = b->node.n >= b->doc->limits->dom_nodes;
    fail(b, full ? PLB_LIMIT : PLB_NOMEM,
         full ? "the page has more nodes than dom_nodes allows" : "no memory left for nodes");
    return PLB_DOM_NONE;
  }
  uint32_t at = b->node.n - 1, parent = b->open[b->depth];
  n.first = n.last = n.next = n.prev = PLB_DOM_NONE;
  n.parent = at ? parent : PLB_DOM_NONE;
  n.end = at + 1;
  if (at) {
    plb_dom_node *up = &b->node.at[parent];
    n.prev = up->last;
    if (up->last == PLB_DOM_NONE)
      up->first = at;
    else
      b->node.at[up->last].next = at;
    up->last = at;
  }
  *slot = n;
  return at;
}

static void close_top(builder *b) {
  plb_dom_node *n = &b->node.at[b->open[b->depth--]];
  n->end = b->node.n;
}

static plb_slice keep_value(builder *b, const xmlChar *value) {
  size_t n = value ? strlen((const char *)value) : 0;
  if (n == 0) return plb_slice_of("", 0);
  if (n > b->attr_cap - b->n_attr_pool) {
    fail(b, PLB_INTERNAL, "attributes decode to more bytes than the page has");
    return plb_slice_of("", 0);
  }
  char *to = b->attr_pool + b->n_attr_pool;
  memcpy(to, value, n);
  b->n_attr_pool += (uint32_t)n;
  return plb_slice_of(to, n);
}

static void add_attribute(builder *b, uint32_t at, plb_slice name, plb_slice value) {
  plb_dom_attribute *a = plb_vec_push(b->doc->arena, &b->attr, UINT32_MAX / 64);
  if (!a) {
    fail(b, PLB_NOMEM, "no memory left for attributes");
    return;
  }
  *a = (plb_dom_attribute){name, value};
  b->node.at[at].n_attr++;
}

/* Attributes that were told beside the page. libxml2 calls when it stands before the tag's '>', but it also starts
 * elements of other names there that the page implies. */
static void add_taken(builder *b, uint32_t at) {
  uint32_t place = position(b);
  const plb_short_page *page = &b->page;
  while (b->tag < page->n_tag && page->tag[b->tag].at < place)
    b->tag++;
  const plb_short_tag *t = b->tag < page->n_tag ? &page->tag[b->tag] : NULL;
  if (!t || t->at != place || !plb_slice_eq_nocase(t->name, b->node.at[at].text)) return;
  for (uint32_t i = t->attr; i < t->attr + t->n_attr; i++)
    add_attribute(b, at, page->attr[i].name, page->attr[i].value);
  b->tag++;
}

static void add_attributes(builder *b, uint32_t at, const xmlChar **atts) {
  b->node.at[at].attr = b->attr.n;
  add_taken(b, at);
  for (; atts && atts[0] && !b->status; atts += 2) {
    const name_entry *name = name_of(b, atts[0]);
    if (name) add_attribute(b, at, name->name, keep_value(b, atts[1]));
  }
}

/* The new element, or PLB_DOM_NONE. */
static uint32_t open_element(builder *b, const name_entry *e) {
  plb_dom_node n = {.kind = PLB_DOM_ELEMENT, .tag = e->tag, .text = e->name};
  if (b->depth >= b->doc->limits->dom_depth || b->depth >= MAX_DEPTH_CAP) {
    fail(b, PLB_LIMIT, "the page nests deeper than dom_depth allows");
    return PLB_DOM_NONE;
  }
  uint32_t at = add_node(b, n);
  if (at != PLB_DOM_NONE) b->open[++b->depth] = at;
  return at;
}

static bool stays_in_head(uint8_t tag) {
  static const plb_tagname tags[] = {PLB_TAGNAME_base,  PLB_TAGNAME_link,     PLB_TAGNAME_meta,
                                     PLB_TAGNAME_title, PLB_TAGNAME_noscript, PLB_TAGNAME_style,
                                     PLB_TAGNAME_body,  PLB_TAGNAME_script,   PLB_TAGNAME_template};
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (tag == tags[i]) return true;
  return false;
}

/* Any other tag ends <head> and opens <body> (HTML standard, 13.2.6.4.4); libxml2 knows that of the older tags only,
 * not of <article> or <main>. */
static void leave_head(builder *b, uint8_t tag) {
  if (b->node.at[b->open[b->depth]].tag != PLB_TAGNAME_head || stays_in_head(tag)) return;
  const xmlChar *key = xmlDictLookup(b->xml->dict, BAD_CAST "body", -1);
  const name_entry *body = key ? name_of(b, key) : NULL;
  if (!key) fail(b, PLB_NOMEM, "no memory left for the page's names");
  close_top(b);
  if (body) open_element(b, body);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **atts) {
  builder *b = user;
  if (b->status) return;
  const name_entry *e = name_of(b, name);
  if (!e) return;
  name_entry self = *e; /* another name may take its place in the cache */
  leave_head(b, self.tag);
  uint32_t at = b->status ? PLB_DOM_NONE : open_element(b, &self);
  if (at != PLB_DOM_NONE) add_attributes(b, at, atts);
}

static void on_end(void *user, const xmlChar *name) {
  builder *b = user;
  if (b->status) return;
  plb_slice want = plb_slice_str((const char *)name);
  uint32_t d = b->depth;
  while (d > 0 && !plb_slice_eq(b->node.at[b->open[d]].text, want))
    d--;
  if (d == 0) return;
  while (b->depth >= d)
    close_top(b);
}

/* ---- text and where it stands ---- */
static bool bytes_at(const builder *b, int64_t at, plb_slice s) {
  return at >= b->last_end && at + s.n <= b->page.text.n && memcmp(b->page.text.p + at, s.p, s.n) == 0;
}

/* How far behind libxml2's place characters may end: it hands over a full buffer before it moves past the last of them,
 * and a lone '<' before it moves at all. */
static uint32_t most_past(plb_slice s) {
  return s.n >= FULL_BUFFER ? 4 : s.n == 1 && s.p[0] == '<';
}

/* The place of the characters in the page, byte for byte, or -1. */
static int64_t plain_place(const builder *b, plb_slice s, uint32_t now) {
  for (int64_t past = 0; past <= most_past(s); past++)
    if (bytes_at(b, (int64_t)now - s.n + past, s)) return (int64_t)now - s.n + past;
  return -1;
}

/* The '&' of the reference that libxml2 has just read, or -1. */
static int64_t reference_place(const builder *b, uint32_t now) {
  const char *p = b->page.text.p;
  for (uint32_t back = 1; back <= MAX_REFERENCE && now >= b->last_end + back; back++) {
    if (p[now - back] == '&') return now - back;
    if (p[now - back] == '<' || p[now - back] == '>') return -1;
  }
  return -1;
}

static void add_run(builder *b, uint32_t text_begin, uint32_t n, uint32_t source_begin, uint32_t source_n) {
  plb_map_run *last = b->run.n ? &b->run.at[b->run.n - 1] : NULL;
  b->last_end = source_begin + source_n;
  if (last && n == source_n && last->n == last->source_n && last->text_begin + last->n == text_begin &&
      last->source_begin + last->n == source_begin && b->node.at[b->node.n - 1].n_run) {
    last->n += n;
    last->source_n += n;
    return;
  }
  uint32_t most = 2 * b->doc->limits->dom_nodes; /* a text is one run, and two more with every reference in it */
  plb_map_run *r = plb_vec_push(b->doc->arena, &b->run, most);
  if (!r) {
    bool full = b->run.n >= most;
    fail(b, full ? PLB_LIMIT : PLB_NOMEM,
         full ? "the page has more character references than dom_nodes allows" : "no memory left for offsets");
    return;
  }
  *r = (plb_map_run){text_begin, n, source_begin, source_n};
  b->node.at[b->node.n - 1].n_run++;
}

/* Bytes before `at` that libxml2 drops out of texts: a control character, U+FFFE or U+FFFF. 0: none. */
static uint32_t dropped_before(plb_slice html, uint32_t at) {
  unsigned char c = (unsigned char)html.p[at - 1];
  if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return 1;
  return at >= 3 && (c == 0xBE || c == 0xBF) && memcmp(html.p + at - 3, "\xEF\xBF", 2) == 0 ? 3 : 0;
}

/* Where characters that end before `end` begin, those dropped between them counted; -1 when they do not stand there. */
static int64_t walk_back(const builder *b, plb_slice s, uint32_t end) {
  plb_slice html = b->page.text;
  uint32_t i = s.n, at = end;
  while (i > 0 && at > b->last_end) {
    uint32_t drop = dropped_before(html, at);
    if (!drop && html.p[at - 1] != s.p[i - 1]) return -1;
    at -= drop ? drop : 1;
    i -= drop ? 0 : 1;
  }
  return i ? -1 : (int64_t)at;
}

/* Characters with others dropped between them: walked in step with the page, in pieces that match. */
static void add_walked_runs(builder *b, uint32_t text_begin, plb_slice s, uint32_t now) {
  plb_slice html = b->page.text;
  int64_t begin = -1;
  for (uint32_t past = 0; begin < 0 && past <= most_past(s) && now + past <= html.n; past++)
    begin = walk_back(b, s, now + past);
  if (begin < 0) return;
  for (uint32_t i = 0, at = (uint32_t)begin; i < s.n && at < html.n;) {
    uint32_t n = 0;
    while (i + n < s.n && at + n < html.n && html.p[at + n] == s.p[i + n])
      n++;
    if (n) add_run(b, text_begin + i, n, at, n);
    i += n;
    at += n ? n : 1;
  }
}

static void locate(builder *b, uint32_t text_begin, plb_slice s, bool references) {
  uint32_t now = position(b);
  int64_t at = plain_place(b, s, now);
  int64_t amp = references && s.n <= 4 ? reference_place(b, now) : -1;
  if (amp >= 0 && s.n == 1 && s.p[0] == '&') { /* "&amp;", or the '&' of an unknown or bare reference */
    bool known = now - amp > 1 && b->page.text.p[now - 1] == ';';
    add_run(b, text_begin, 1, (uint32_t)amp, known ? now - (uint32_t)amp : 1);
  } else if (amp >= 0 && now > amp + 1 && !bytes_at(b, (int64_t)now - s.n, s)) {
    add_run(b, text_begin, s.n, (uint32_t)amp, now - (uint32_t)amp);
  } else if (at >= 0) {
    add_run(b, text_begin, s.n, (uint32_t)at, s.n);
  } else {
    add_walked_runs(b, text_begin, s, now);
  }
}

/* The open text node to append to, or a new one. */
static bool text_node(builder *b, uint8_t kind) {
  if (b->status) return false;
  plb_dom_node *last = &b->node.at[b->node.n - 1];
  if (last->kind == kind && last->parent == b->open[b->depth]) return true;
  plb_dom_node n = {.kind = kind, .tag = PLB_TAGNAME_OTHER, .run = b->run.n};
  n.text = plb_slice_of(b->pool + b->dom->n_pool, 0);
  return add_node(b, n) != PLB_DOM_NONE;
}

static void add_text(builder *b, uint8_t kind, const xmlChar *ch, int len) {
  if (len <= 0 || !text_node(b, kind)) return;
  uint32_t n = (uint32_t)len, begin = b->dom->n_pool;
  if (n > b->pool_cap - begin) {
    fail(b, PLB_INTERNAL, "text decodes to more bytes than the page has");
    return;
  }
  memcpy(b->pool + begin, ch, n);
  b->dom->n_pool += n;
  b->node.at[b->node.n - 1].text.n += n;
  locate(b, begin, plb_slice_of(b->pool + begin, n), kind == PLB_DOM_TEXT);
}

static bool in_script(const builder *b) {
  const plb_dom_node *n = &b->node.at[b->open[b->depth]];
  return n->tag == PLB_TAGNAME_script || n->tag == PLB_TAGNAME_style;
}

static void on_cdata(void *user, const xmlChar *ch, int len) {
  builder *b = user;
  if (b->status) return;
  const plb_dom_node *n = &b->node.at[b->open[b->depth]];
  if (n->tag != PLB_TAGNAME_script) return;
  for (uint32_t i = 0; i < n->n_attr; i++) {
    const plb_dom_attribute *a = &b->attr.at[n->attr + i];
    bool json = plb_slice_is(a->name, "type") && plb_slice_find_nocase(a->value, PLB_LIT("json"), 0) != UINT32_MAX;
    if (json) {
      add_text(b, PLB_DOM_DATA, ch, len);
      return;
    }
  }
}

static void on_text(void *user, const xmlChar *ch, int len) {
  builder *b = user;
  if (b->status) return;
  if (in_script(b))
    on_cdata(user, ch, len);
  else
    add_text(b, PLB_DOM_TEXT, ch, len);
}

static void on_error(void *user, const char *format, ...) {
  (void)user, (void)format;
}

/* ---- the run of the parser ---- */
static bool prepare(builder *b, plb_slice html) {
  uint32_t n = b->page.text.n;
  b->pool_cap = b->attr_cap = n;
  b->dom = plb_arena_alloc(b->doc->arena, sizeof *b->dom);
  b->pool = plb_arena_raw(b->doc->arena, n + 1u);
  b->attr_pool = plb_arena_raw(b->doc->arena, n + 1u);
  if (!b->dom || !b->pool || !b->attr_pool) return false;
  b->dom->html = html;
  return true;
}

/* Places in the short page become places in the page. */
static void place_runs(builder *b) {
  uint32_t from = 0;
  for (uint32_t i = 0; i < b->run.n; i++) {
    plb_map_run *r = &b->run.at[i];
    uint32_t last = r->source_begin + r->source_n - 1;
    r->source_begin = plb_short_source(&b->page, r->source_begin, &from);
    r->source_n = plb_short_source(&b->page, last, &from) + 1 - r->source_begin;
  }
}

static void finish_texts(builder *b) {
  for (uint32_t i = 0; i < b->node.n; i++) {
    plb_dom_node *n = &b->node.at[i];
    if (n->kind == PLB_DOM_ELEMENT || !n->n_run) continue;
    const plb_map_run *last = &b->run.at[n->run + n->n_run - 1];
    n->source_begin = b->run.at[n->run].source_begin;
    n->source_end = last->source_begin + last->source_n;
  }
}

static void use_sax(builder *b) {
  htmlSAXHandler sax = {.startElement = on_start,
                        .endElement = on_end,
                        .characters = on_text,
                        .ignorableWhitespace = on_text,
                        .cdataBlock = on_cdata,
                        .warning = on_error,
                        .error = on_error,
                        .fatalError = on_error};
  htmlCtxtUseOptions(b->xml, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  *b->xml->sax = sax;
  b->xml->userData = b;
  xmlSwitchEncoding(b->xml, XML_CHAR_ENCODING_UTF8);
}

static plb_status run_parser(builder *b) {
  plb_slice html = b->page.text;
  uint32_t from = 0;
  if (html.n > INT32_MAX) return plb_fail(b->err, PLB_LIMIT, "extract", "the page is larger than libxml2 reads");
  b->xml = htmlCreateMemoryParserCtxt(html.n ? html.p : " ", html.n ? (int)html.n : 1);
  if (!b->xml) return plb_fail(b->err, PLB_NOMEM, "extract", "no memory left for the parser");
  use_sax(b);
  plb_dom_node root = {.kind = PLB_DOM_ELEMENT, .tag = PLB_TAGNAME_ROOT, .text = {"", 0}};
  add_node(b, root);
  if (!b->status) htmlParseDocument(b->xml);
  if (!b->status && position(b) < html.n)
    b->status = plb_fail_at(b->err, PLB_LIMIT, "extract", plb_short_source(&b->page, position(b), &from),
                            "libxml2 stopped before the end of the page");
  while (!b->status && b->depth > 0)
    close_top(b);
  if (!b->status) b->node.at[0].end = b->node.n;
  htmlFreeParserCtxt(b->xml);
  xmlResetLastError(); /* the library keeps the words of the page that it complained of */
  return b->status;
}

static plb_status parse(builder *b, plb_slice html, plb_dom **out) {
  if (!prepare(b, html))
    return plb_fail(b->err, PLB_NOMEM, "extract", "no memory left for the page of %u bytes", html.n);
  plb_status s = run_parser(b);
  if (s) return s;
  place_runs(b);
  finish_texts(b);
  plb_dom *d = b->dom;
  d->node = b->node.at;
  d->attr = b->attr.at;
  d->run = b->run.at;
  d->pool = b->pool;
  d->n_node = b->node.n;
  d->n_attr = b->attr.n;
  d->n_run = b->run.n;
  *out = d;
  return PLB_OK;
}

static builder *new_builder(plb_doc *doc, plb_error *err) {
  builder *b = plb_arena_alloc(doc->arena, sizeof *b);
  if (!b) {
    plb_fail(err, PLB_NOMEM, "extract", "no memory left for the page");
    return NULL;
  }
  b->doc = doc;
  b->err = err;
  return b;
}

plb_status plb_dom_parse(plb_doc *doc, plb_slice html, plb_dom **out, plb_error *err) {
  *out = NULL;
  builder *b = new_builder(doc, err);
  if (!b) return PLB_NOMEM;
  plb_status s = plb_shorten(doc->arena, html, &b->page, err);
  return s ? s : parse(b, html, out);
}

plb_status plb_dom_parse_whole(plb_doc *doc, plb_slice html, plb_dom **out, plb_error *err) {
  *out = NULL;
  builder *b = new_builder(doc, err);
  if (!b) return PLB_NOMEM;
  b->page.text = html;
  return parse(b, html, out);
}

/* ---- reading the tree ---- */
plb_slice plb_dom_attr(const plb_dom *dom, uint32_t at, const char *name) {
  assert(plb_short_keeps(name));
  const plb_dom_node *n = &dom->node[at];
  for (uint32_t i = 0; i < n->n_attr; i++)
    if (plb_slice_is(dom->attr[n->attr + i].name, name)) return dom->attr[n->attr + i].value;
  return (plb_slice){NULL, 0};
}

bool plb_dom_has(const plb_dom *dom, uint32_t at, const char *name) {
  return plb_dom_attr(dom, at, name).p != NULL;
}

uint32_t plb_dom_next(const plb_dom *dom, uint32_t root, uint32_t at) {
  return at + 1 < dom->node[root].end ? at + 1 : PLB_DOM_NONE;
}

uint32_t plb_dom_skip(const plb_dom *dom, uint32_t root, uint32_t at) {
  uint32_t next = dom->node[at].end;
  return next < dom->node[root].end ? next : PLB_DOM_NONE;
}

uint32_t plb_dom_find(const plb_dom *dom, uint32_t root, uint32_t at, plb_tagname tag) {
  for (uint32_t i = plb_dom_next(dom, root, at); i != PLB_DOM_NONE; i = plb_dom_next(dom, root, i))
    if (plb_dom_is(dom, i, tag)) return i;
  return PLB_DOM_NONE;
}

bool plb_dom_inside(const plb_dom *dom, uint32_t at, plb_tagname tag) {
  for (; at != PLB_DOM_NONE; at = dom->node[at].parent)
    if (plb_dom_is(dom, at, tag)) return true;
  return false;
}

bool plb_dom_verbatim(const plb_dom *dom, uint32_t at) {
  const plb_dom_node *n = &dom->node[at];
  const plb_map_run *r = n->n_run == 1 ? &dom->run[n->run] : NULL;
  return r && r->n == n->text.n && r->source_n == r->n;
}

bool plb_dom_has_word(const plb_dom *dom, uint32_t at, const char *name, const char *word) {
  plb_slice list = plb_dom_attr(dom, at, name), want = plb_slice_str(word);
  for (plb_slice one; plb_slice_word(&list, &one);)
    if (plb_slice_eq_nocase(one, want)) return true;
  return false;
}

bool plb_tagname_is_block(plb_tagname tag) {
  static const bool block[PLB_TAGNAME_COUNT] = {
      [PLB_TAGNAME_address] = true,    [PLB_TAGNAME_article] = true,  [PLB_TAGNAME_aside] = true,
      [PLB_TAGNAME_blockquote] = true, [PLB_TAGNAME_body] = true,     [PLB_TAGNAME_br] = true,
      [PLB_TAGNAME_caption] = true,    [PLB_TAGNAME_center] = true,   [PLB_TAGNAME_dd] = true,
      [PLB_TAGNAME_details] = true,    [PLB_TAGNAME_dialog] = true,   [PLB_TAGNAME_div] = true,
      [PLB_TAGNAME_dl] = true,         [PLB_TAGNAME_dt] = true,       [PLB_TAGNAME_fieldset] = true,
      [PLB_TAGNAME_figcaption] = true, [PLB_TAGNAME_figure] = true,   [PLB_TAGNAME_footer] = true,
      [PLB_TAGNAME_form] = true,       [PLB_TAGNAME_h1] = true,       [PLB_TAGNAME_h2] = true,
      [PLB_TAGNAME_h3] = true,         [PLB_TAGNAME_h4] = true,       [PLB_TAGNAME_h5] = true,
      [PLB_TAGNAME_h6] = true,         [PLB_TAGNAME_head] = true,     [PLB_TAGNAME_header] = true,
      [PLB_TAGNAME_hgroup] = true,     [PLB_TAGNAME_hr] = true,       [PLB_TAGNAME_html] = true,
      [PLB_TAGNAME_legend] = true,     [PLB_TAGNAME_li] = true,       [PLB_TAGNAME_main] = true,
      [PLB_TAGNAME_menu] = true,       [PLB_TAGNAME_nav] = true,      [PLB_TAGNAME_ol] = true,
      [PLB_TAGNAME_optgroup] = true,   [PLB_TAGNAME_option] = true,   [PLB_TAGNAME_p] = true,
      [PLB_TAGNAME_pre] = true,        [PLB_TAGNAME_section] = true,  [PLB_TAGNAME_select] = true,
      [PLB_TAGNAME_summary] = true,    [PLB_TAGNAME_table] = true,    [PLB_TAGNAME_tbody] = true,
      [PLB_TAGNAME_td] = true,         [PLB_TAGNAME_textarea] = true, [PLB_TAGNAME_tfoot] = true,
      [PLB_TAGNAME_th] = true,         [PLB_TAGNAME_thead] = true,    [PLB_TAGNAME_title] = true,
      [PLB_TAGNAME_tr] = true,         [PLB_TAGNAME_ul] = true,       [PLB_TAGNAME_iframe] = true,
      [PLB_TAGNAME_video] = true,      [PLB_TAGNAME_audio] = true,    [PLB_TAGNAME_object] = true,
      [PLB_TAGNAME_template] = true,   [PLB_TAGNAME_noscript] = true, [PLB_TAGNAME_ROOT] = true};
  return block[tag];
}

/* Code points that stand between words: ASCII space, no-break space, U+2000..200A, 2028, 2029, 202F, 205F, 3000. */
static bool space_point(uint32_t cp) {
  return cp == 0x20 || (cp >= 9 && cp <= 13) || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 ||
         cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static uint32_t fold(plb_slice s, char *to, uint32_t n) {
  for (uint32_t i = 0, cp, w; i < s.n; i += w) {
    w = plb_utf8_next(s, i, &cp);
    if (space_point(cp)) {
      if (n && to[n - 1] != ' ') to[n++] = ' ';
    } else {
      memcpy(to + n, s.p + i, w);
      n += w;
    }
  }
  return n;
}

/* Does a block begin or end between the text `before` and the text `at` after it? Block starts are seen on the way. */
static bool block_ended(const plb_dom *dom, uint32_t before, uint32_t at) {
  for (uint32_t a = dom->node[before].parent; a != PLB_DOM_NONE && dom->node[a].end <= at; a = dom->node[a].parent)
    if (plb_tagname_is_block(dom->node[a].tag)) return true;
  return false;
}

plb_slice plb_dom_text(const plb_dom *dom, plb_arena *arena, uint32_t at) {
  uint32_t end = dom->node[at].end, n = 0, before = PLB_DOM_NONE;
  size_t most = 1;
  for (uint32_t i = at; i < end; i++)
    most += dom->node[i].kind == PLB_DOM_TEXT ? dom->node[i].text.n + 1u : 1u;
  char *to = plb_arena_alloc(arena, most);
  if (!to) return (plb_slice){NULL, 0};
  for (uint32_t i = at; i < end; i++) {
    const plb_dom_node *node = &dom->node[i];
    bool text = node->kind == PLB_DOM_TEXT;
    bool part = text ? before != PLB_DOM_NONE && block_ended(dom, before, i) : plb_tagname_is_block(node->tag);
    if (part && n && to[n - 1] != ' ') to[n++] = ' ';
    if (!text) continue;
    n = fold(node->text, to, n);
    before = i;
  }
  if (n && to[n - 1] == ' ') n--;
  return plb_slice_of(to, n);
}

/* ---- process-wide memory of libxml2 ---- */
/* xmlMemSetup takes bare functions, so what they need has to be static. Written once, before any page is parsed. */
static void (*memory_out)(void);
static size_t memory_held;

static void *counted(void *p) {
  if (p) memory_held += malloc_usable_size(p);
  if (!p || memory_held > XML_MEMORY_CAP) memory_out();
  return p;
}

static void xml_free(void *p) {
  if (p) memory_held -= malloc_usable_size(p);
  free(p);
}

static void *xml_malloc(size_t n) {
  return counted(malloc(n ? n : 1));
}

static void *xml_realloc(void *old, size_t n) {
  if (old) memory_held -= malloc_usable_size(old);
  return counted(realloc(old, n ? n : 1));
}

static char *xml_strdup(const char *s) {
  size_t n = strlen(s) + 1;
  return memcpy(xml_malloc(n), s, n);
}

void plb_dom_process_init(void (*no_memory)(void)) {
  memory_out = no_memory;
  xmlMemSetup(xml_free, xml_malloc, xml_realloc, xml_strdup);
  xmlInitParser();
}
