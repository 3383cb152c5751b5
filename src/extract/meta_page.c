/* Facts of an HTML page. One look through the tree gathers what is said of the article; then each fact is decided:
 * title    og:title, or what most of JSON-LD, h1 and <title> agree on, the outlet's name cut off;
 * outlet   our table by domain, or the page's own word for itself;
 * authors  the first source that names any: JSON-LD, <meta>, rel and itemprop, bylines;
 * date     pubdate_page.c. */
#include "extract/meta_page.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/headline.h"
#include "extract/title.h"

enum {
  TITLE_BYTES = 600,
  META_TITLES = 6,
  LISTED_ARTICLES = 4,
  NAME_BYTES = 200,
  HEADLINES = 12,
  BYLINE_NODES = 80,
  NAMES_BYTES = 300,
  OPEN_GRAPH_RANK = 10,
  TEXT_SLACK = 4, /* white space folds */
  TEXT_NODES = 400,
  AUTHORS_APART = 60 /* nodes */
};

typedef struct look {
  plb_page_facts f;
  uint32_t h1[HEADLINES], n_h1;
  uint32_t h2[HEADLINES], n_h2;
  uint32_t marked[HEADLINES], n_marked; /* what microdata calls the headline */
  uint32_t rel_author[8], n_rel_author;
  uint32_t microdata; /* bits of page_kind.h */
  plb_error *err;
  plb_status status;
} look;

static void keep(look *l, plb_status s) {
  if (s && !l->status) l->status = s;
}

plb_slice plb_page_text(const plb_page_facts *f, uint32_t at, uint32_t most) {
  const plb_dom_node *node = f->dom->node;
  uint32_t n = 0;
  for (uint32_t i = at; i < node[at].end; i++) {
    if (node[i].kind == PLB_DOM_TEXT) n += node[i].text.n;
    if (n > most * TEXT_SLACK || i - at > TEXT_NODES) return (plb_slice){NULL, 0};
  }
  plb_slice text = plb_dom_text(f->dom, f->doc->arena, at);
  return text.n > most ? (plb_slice){NULL, 0} : text;
}

/* ---- gathering ---- */

static void add_sight(look *l, const plb_meta_name *name, plb_slice value) {
  plb_sight *list = l->f.sight[name->fact];
  uint32_t *n = &l->f.n_sight[name->fact], at = *n;
  if (at == PLB_SIGHTS) { /* the last one gives way to a better one */
    if (list[at - 1].rank <= name->rank) return;
    at = --*n;
  }
  while (at && list[at - 1].rank > name->rank) { /* in the order of rank, equals in the page's order */
    list[at] = list[at - 1];
    at--;
  }
  list[at] = (plb_sight){value, name->origin, name->rank};
  ++*n;
}

static void see_meta(look *l, uint32_t at) {
  static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
  plb_slice content = plb_slice_trim(plb_dom_attr(l->f.dom, at, "content"));
  if (content.n == 0) content = plb_slice_trim(plb_dom_attr(l->f.dom, at, "value"));
  for (size_t i = 0; content.n && i < sizeof attributes / sizeof *attributes; i++) {
    plb_slice name = plb_slice_trim(plb_dom_attr(l->f.dom, at, attributes[i]));
    char lower[64];
    if (name.n == 0 || name.n > sizeof lower) continue;
    for (uint32_t k = 0; k < name.n; k++)
      lower[k] = plb_lower(name.p[k]);
    uint32_t known = plb_map_get(&l->f.t->by_name, plb_slice_of(lower, name.n));
    if (known == PLB_MAP_NONE) continue;
    add_sight(l, &l->f.t->name[known], content);
    return;
  }
}

static void see_link(look *l, uint32_t at) {
  bool canonical = plb_dom_has_word(l->f.dom, at, "rel", "canonical");
  if (canonical && l->f.canonical.n == 0) l->f.canonical = plb_slice_trim(plb_dom_attr(l->f.dom, at, "href"));
}

static void see_script(look *l, uint32_t at) {
  const plb_dom *dom = l->f.dom;
  plb_slice type = plb_dom_attr(dom, at, "type");
  uint32_t data = dom->node[at].first;
  if (plb_slice_find_nocase(type, PLB_LIT("ld+json"), 0) == UINT32_MAX || data == PLB_DOM_NONE) return;
  plb_error ignored;
  plb_status s = plb_jsonld_read(&l->f.t->jsonld, dom->node[data].text, l->f.doc->arena, &l->f.ld, &ignored);
  if (s == PLB_NOMEM) keep(l, plb_fail(l->err, s, "extract", "%s", ignored.message));
}

/* What microdata says of the page: a live blog wherever it stands, but galleries and lists may be small parts of an
 * article, and cards of other articles are articles too. */
static uint32_t kind_of_item(const look *l, uint32_t at) {
  uint32_t bit = plb_kind_of_type(&l->f.t->jsonld.kinds, plb_slice_trim(plb_dom_attr(l->f.dom, at, "itemtype")));
  uint8_t tag = l->f.dom->node[at].tag;
  bool page = tag == PLB_TAGNAME_html || tag == PLB_TAGNAME_body || tag == PLB_TAGNAME_main;
  return bit & (1u << PLB_KIND_LIVE | (page ? 1u << PLB_KIND_GALLERY | 1u << PLB_KIND_INDEX : 0));
}

static void see_marks(look *l, uint32_t at) {
  const plb_dom *dom = l->f.dom;
  uint8_t tag = dom->node[at].tag;
  if (dom->node[at].n_attr == 0 || tag == PLB_TAGNAME_link || tag == PLB_TAGNAME_meta) return;
  bool author = plb_dom_has_word(dom, at, "rel", "author") || plb_dom_has_word(dom, at, "itemprop", "author");
  if (author && l->n_rel_author < 8) l->rel_author[l->n_rel_author++] = at;
  l->microdata |= kind_of_item(l, at);
  if (plb_dom_has_word(dom, at, "itemprop", "headline") && l->n_marked < HEADLINES) l->marked[l->n_marked++] = at;
}

static void see(look *l, uint32_t at) {
  const plb_dom *dom = l->f.dom;
  if (dom->node[at].kind != PLB_DOM_ELEMENT) return;
  switch ((plb_tagname)dom->node[at].tag) {
  case PLB_TAGNAME_meta:
    see_meta(l, at);
    break;
  case PLB_TAGNAME_link:
    see_link(l, at);
    break;
  case PLB_TAGNAME_script:
    see_script(l, at);
    break;
  case PLB_TAGNAME_html:
    if (l->f.html_lang.n == 0) l->f.html_lang = plb_slice_trim(plb_dom_attr(dom, at, "lang"));
    break;
  case PLB_TAGNAME_title:
    if (l->f.title.n == 0 && !plb_dom_inside(dom, at, PLB_TAGNAME_svg))
      l->f.title = plb_page_text(&l->f, at, TITLE_BYTES);
    break;
  case PLB_TAGNAME_h1:
    if (l->n_h1 < HEADLINES) l->h1[l->n_h1++] = at;
    break;
  case PLB_TAGNAME_h2:
    if (l->n_h2 < HEADLINES) l->h2[l->n_h2++] = at;
    break;
  default:
    break;
  }
  see_marks(l, at);
}

/* ---- address and outlet ---- */

static uint32_t path_length(plb_slice url) {
  plb_url u;
  return plb_url_split(url, &u) ? u.path.n + u.query.n : 0;
}

/* The canonical address, unless it is the outlet's front page and another source says more. */
static void decide_url(look *l) {
  plb_page_facts *f = &l->f;
  plb_slice given = f->doc->record.given.url, base = given, url;
  plb_error ignored;
  const plb_sight *og = f->n_sight[PLB_META_URL] ? &f->sight[PLB_META_URL][0] : NULL;
  if (base.n == 0 && og) base = og->value;
  struct {
    plb_slice value;
    const char *origin;
  } from[] = {{f->canonical, "canonical link"},
              {og ? og->value : f->ld.url, og ? og->origin : "json-ld"},
              {f->ld.url, "json-ld"}};
  uint32_t best = 0, best_path = 0;
  for (uint32_t i = 0; i < 3; i++) {
    if (plb_url_join(base, from[i].value, f->doc->arena, &url, &ignored)) continue;
    from[i].value = url;
    uint32_t path = path_length(url);
    if (path > best_path && (best_path <= 1 || i == 0)) {
      best = i;
      best_path = path;
    }
  }
  keep(l, plb_meta_set_url(f->t, f->doc, from[best].value, from[best].origin, l->err));
  f->address = given.n ? given : f->doc->meta.url.value;
}

static void decide_outlet(look *l) {
  plb_page_facts *f = &l->f;
  const plb_sight *site = f->n_sight[PLB_META_OUTLET] ? &f->sight[PLB_META_OUTLET][0] : NULL;
  bool site_is_name =
      site && site->value.n <= NAME_BYTES && plb_slice_find(site->value, PLB_LIT("://"), 0) == UINT32_MAX;
  plb_slice name = f->ld.publisher.n && f->ld.publisher.n <= NAME_BYTES ? f->ld.publisher : (plb_slice){NULL, 0};
  const char *origin = "json-ld:publisher";
  bool agency =
      plb_wire_named(&f->t->wires, name).n > 0; /* publisher of the text, when the site has a name of its own */
  if ((name.n == 0 || agency) && site_is_name) {
    name = plb_unescape(&f->t->jsonld.references, site->value, f->doc->arena);
    origin = site->origin;
  }
  const plb_outlet *row = plb_outlet_of_url(&f->t->outlets, f->address),
                   *named = plb_outlet_of_name(&f->t->outlets, name);
  if (row && row != named) origin = "url";
  if (!row && f->address.n == 0) row = named; /* with another address it is a namesake */
  if (row) f->country = row->country;
  plb_slice kept = row ? row->name : plb_arena_dup(f->doc->arena, name);
  if (!kept.p) keep(l, plb_fail(l->err, PLB_NOMEM, "extract", "no memory for the outlet"));
  if (kept.n) f->doc->meta.outlet = (plb_fact){kept, origin};
}

/* ---- title ---- */

/* Without the outlet's name; false when nothing is left. */
static bool bare_title(look *l, plb_headline *one) {
  plb_slice own = l->f.n_sight[PLB_META_OUTLET] ? l->f.sight[PLB_META_OUTLET][0].value : l->f.ld.publisher;
  if (own.n == 0 || own.n > NAME_BYTES) own = l->f.doc->meta.outlet.value;
  plb_slice s = plb_unescape(&l->f.t->jsonld.references, plb_slice_trim(one->text), l->f.doc->arena);
  if (s.n == 0 || s.n > TITLE_BYTES) return false;
  one->text = plb_title_strip(&l->f.t->outlets, s, own, NULL);
  return one->text.n && !plb_name_same(one->text, own) && !plb_name_same(one->text, l->f.doc->meta.outlet.value);
}

static bool shown_title(look *l, uint32_t at, plb_headline *out) {
  bool marked = false;
  for (uint32_t i = 0; i < l->n_marked; i++)
    marked |= l->marked[i] >= at && l->marked[i] < l->f.dom->node[at].end;
  const char *origin = l->f.dom->node[at].tag == PLB_TAGNAME_h1 ? "h1" : "heading";
  *out = (plb_headline){plb_page_text(&l->f, at, TITLE_BYTES), origin, PLB_HEADLINE_SHOWN, at, marked, 0};
  return bare_title(l, out);
}

static void add_said(look *l, plb_headlines *list, plb_slice text, const char *origin, plb_headline_from from) {
  plb_headline one = {text, origin, from, PLB_DOM_NONE, false, 0};
  if (bare_title(l, &one)) plb_headline_add(list, one);
}

/* Where there is no h1 but labels: what microdata marks, or an h2, when something else has its words. */
static void add_lower_heading(look *l, plb_headlines *list) {
  const plb_headline *shown = plb_headline_shown(list);
  plb_headline one;
  if (shown && plb_title_words(shown->text) >= PLB_HEADLINE_WORDS) return;
  for (uint32_t i = 0; i < l->n_marked + l->n_h2; i++) {
    uint32_t at = i < l->n_marked ? l->marked[i] : l->h2[i - l->n_marked];
    if (!shown_title(l, at, &one) || plb_title_words(one.text) < PLB_HEADLINE_WORDS) continue;
    if (!plb_headline_votes(list, &one)) continue;
    plb_headline_add(list, one);
    return;
  }
}

static plb_slice folded(look *l, plb_slice s) {
  plb_slice out = plb_meta_folded(s, l->f.doc->arena);
  if (out.p) return out;
  keep(l, plb_fail(l->err, PLB_NOMEM, "extract", "no memory for the title"));
  return (plb_slice){"", 0};
}

static plb_headline_from from_meta(const plb_sight *s) {
  if (s->rank == OPEN_GRAPH_RANK) return PLB_HEADLINE_GRAPH;
  return strcmp(s->origin, "meta:twitter:title") == 0 ? PLB_HEADLINE_TWITTER : PLB_HEADLINE_META;
}

static void decide_title(look *l) {
  plb_page_facts *f = &l->f;
  plb_headlines list;
  const plb_sight *meta = f->sight[PLB_META_TITLE];
  list.n = 0;
  add_said(l, &list, f->ld.headline, "json-ld:headline", PLB_HEADLINE_JSONLD);
  plb_headline one;
  for (uint32_t i = 0; i < l->n_h1; i++)
    if (shown_title(l, l->h1[i], &one)) plb_headline_add(&list, one);
  for (uint32_t i = 0; i < f->n_sight[PLB_META_TITLE] && i < META_TITLES; i++)
    add_said(l, &list, meta[i].value, meta[i].origin, from_meta(&meta[i]));
  add_said(l, &list, f->title, "title element", PLB_HEADLINE_ELEMENT);
  add_lower_heading(l, &list);
  const plb_headline *shown = plb_headline_shown(&list), *best = plb_headline_choose(&list);
  f->h1 = shown ? shown->node : l->n_h1 ? l->h1[0] : PLB_DOM_NONE;
  if (best) f->doc->meta.title = (plb_fact){folded(l, best->text), best->origin};
}

/* ---- authors ---- */

/* The page's own names for its outlet. */
static bool names_outlet(const look *l, plb_slice text) {
  if (plb_name_same(text, l->f.ld.publisher)) return true;
  for (uint32_t i = 0; i < l->f.n_sight[PLB_META_OUTLET]; i++)
    if (plb_name_same(text, l->f.sight[PLB_META_OUTLET][i].value)) return true;
  return false;
}

static bool authors_from_line(look *l, plb_slice text, plb_byline_place place, const char *origin) {
  if (text.n == 0 || text.n > PLB_BYLINE_BYTES || names_outlet(l, text)) return false;
  keep(l, plb_meta_add_authors(l->f.t, l->f.doc, text, place, origin, l->err));
  return l->f.doc->meta.n_author > 0;
}

static void authors_from_meta(look *l) {
  uint8_t rank = 255;
  for (uint32_t i = 0; i < l->f.n_sight[PLB_META_AUTHOR]; i++) {
    const plb_sight *s = &l->f.sight[PLB_META_AUTHOR][i];
    if (l->f.doc->meta.n_author && s->rank != rank) return; /* several of one name are a list; other names repeat it */
    rank = s->rank;
    authors_from_line(l, plb_unescape(&l->f.t->jsonld.references, s->value, l->f.doc->arena), PLB_BYLINE_FIELD,
                      s->origin);
  }
}

static void authors_from_rel(look *l) {
  const plb_dom *dom = l->f.dom;
  uint32_t last = PLB_DOM_NONE;
  for (uint32_t i = 0; i < l->n_rel_author; i++) {
    uint32_t at = l->rel_author[i], before = l->f.doc->meta.n_author;
    if (before && at - last > AUTHORS_APART) return; /* of another article */
    if (plb_dom_inside(dom, at, PLB_TAGNAME_footer) || plb_dom_inside(dom, at, PLB_TAGNAME_aside)) continue;
    for (uint32_t k = at; k != PLB_DOM_NONE; k = plb_dom_next(dom, at, k))
      if (k != at && plb_dom_has_word(dom, k, "itemprop", "name")) {
        at = k;
        break;
      }
    authors_from_line(l, plb_page_text(&l->f, at, PLB_BYLINE_BYTES), PLB_BYLINE_LINE, "author link");
    if (l->f.doc->meta.n_author > before) last = at;
  }
}

static bool names_a_byline(const look *l, uint32_t at) {
  static const char *const attributes[] = {"class", "id", "data-testid"};
  for (size_t a = 0; a < 3; a++) {
    plb_slice v = plb_dom_attr(l->f.dom, at, attributes[a]);
    if (v.n < NAMES_BYTES && plb_byline_named(&l->f.t->bylines, v)) return true;
  }
  return false;
}

/* The nearest byline elements after the headline (or from the body's start), the innermost that give names. */
static void authors_from_bylines(look *l) {
  const plb_dom *dom = l->f.dom;
  uint32_t from = l->f.h1 == PLB_DOM_NONE ? 0 : l->f.h1;
  for (uint32_t at = from; at < dom->n_node; at++) {
    if (dom->node[at].kind != PLB_DOM_ELEMENT || dom->node[at].end - at > BYLINE_NODES || !names_a_byline(l, at))
      continue;
    if (plb_dom_inside(dom, at, PLB_TAGNAME_footer) || plb_dom_inside(dom, at, PLB_TAGNAME_aside)) continue;
    if (authors_from_line(l, plb_page_text(&l->f, at, PLB_BYLINE_BYTES), PLB_BYLINE_LINE, "byline")) return;
  }
}

/* A text near the headline that opens with "By". */
static void authors_from_text(look *l) {
  const plb_dom *dom = l->f.dom;
  uint32_t texts = 0;
  if (l->f.h1 == PLB_DOM_NONE) return;
  for (uint32_t at = dom->node[l->f.h1].end; at < dom->n_node && texts < 40; at++) {
    const plb_dom_node *node = &dom->node[at];
    texts += node->kind == PLB_DOM_TEXT && plb_slice_trim(node->text).n > 0;
    if (node->kind != PLB_DOM_ELEMENT || node->end - at > 20 || !plb_tagname_is_block((plb_tagname)node->tag)) continue;
    plb_slice s = plb_page_text(&l->f, at, NAME_BYTES);
    if (s.n < 200 && plb_byline_opens(&l->f.t->bylines, s) && authors_from_line(l, s, PLB_BYLINE_LINE, "byline"))
      return;
  }
}

static void decide_authors(look *l) {
  plb_meta *m = &l->f.doc->meta;
  for (uint32_t i = 0; i < l->f.ld.n_author; i++)
    authors_from_line(l, l->f.ld.author[i], PLB_BYLINE_FIELD, "json-ld:author");
  if (!m->n_author) authors_from_meta(l);
  if (!m->n_author) authors_from_rel(l);
  if (!m->n_author) authors_from_bylines(l);
  if (!m->n_author) authors_from_text(l);
}

/* ---- all ---- */

static void decide_language(look *l) {
  plb_page_facts *f = &l->f;
  const plb_sight *s = f->n_sight[PLB_META_LANGUAGE] ? &f->sight[PLB_META_LANGUAGE][0] : NULL;
  plb_slice said = f->html_lang.n ? f->html_lang : s ? s->value : f->ld.language;
  char code[2];
  if (said.n < 2 || !plb_is_alpha(said.p[0]) || !plb_is_alpha(said.p[1]) || (said.n > 2 && plb_is_alpha(said.p[2])))
    return;
  code[0] = plb_lower(said.p[0]);
  code[1] = plb_lower(said.p[1]);
  plb_slice kept = plb_arena_dup(f->doc->arena, plb_slice_of(code, 2));
  if (!kept.p) keep(l, plb_fail(l->err, PLB_NOMEM, "extract", "no memory for the language"));
  if (kept.n)
    f->doc->meta.language = (plb_fact){kept, f->html_lang.n ? "html lang" : s ? s->origin : "json-ld:inLanguage"};
}

static plb_kind_said said_of(const look *l) {
  const plb_page_facts *f = &l->f;
  plb_kind_said said = {.jsonld = f->ld.kinds, .microdata = l->microdata, .not_free = f->ld.not_free};
  if (f->ld.n_article >= LISTED_ARTICLES) said.jsonld &= ~(1u << PLB_KIND_ARTICLE); /* others', not the page's own */
  for (uint32_t i = 0; i < f->n_sight[PLB_META_TYPE]; i++)
    said.graph |= plb_kind_of_graph(&f->t->jsonld.kinds, f->sight[PLB_META_TYPE][i].value);
  return said;
}

plb_status plb_meta_read(const plb_meta_tables *t, plb_doc *doc, const plb_dom *dom, plb_kind_said *said,
                         plb_error *err) {
  look *l = plb_arena_alloc(doc->arena, sizeof *l);
  if (!l) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the facts of a page");
  l->f.t = t, l->f.doc = doc, l->f.dom = dom, l->f.h1 = PLB_DOM_NONE, l->err = err;
  for (uint32_t at = 0; at < dom->n_node && !l->status; at++)
    see(l, at);
  decide_url(l);
  decide_outlet(l);
  decide_title(l);
  decide_authors(l);
  decide_language(l);
  if (!l->status) keep(l, plb_pubdate_read(&l->f, err));
  plb_meta_reasons(&doc->meta);
  *said = said_of(l);
  return l->status;
}
