/* The day of publication. Every date of the page that may be it is a candidate with a rank: what machines were told
 * (JSON-LD, <meta>), what is marked up (<time>, itemprop, names of elements), what stands beside the headline, the
 * URL's path, keys in scripts; a date of modification only when there is nothing else. The best rank wins; among equals
 * the first. This is the order of htmldate (Barbaresi 2020, "htmldate: A Python package to extract publication dates
 * from web pages"), with the page's own day kept as it is printed. A numeric date that can be read two ways is read as
 * another date of the page, the page's country or language says; without such a sign it is no date. */
#include "base/error.h"
#include "base/slice.h"
#include "extract/meta_page.h"

enum { FIELD_BYTES = 200, NEAR_TEXTS = 40, NAMES_BYTES = 400, SCRIPT_HITS = 4, NODES_BEFORE = 40, NODES_AFTER = 150 };

enum { /* ranks; <meta> has those of meta_names.tsv, 10..99, below RANK_META + 100 */
       RANK_JSONLD = 5,
       RANK_META = 0,
       RANK_MARKED = 100,
       RANK_CREATED = 105,
       RANK_TIME_NAMED = 110,
       RANK_TIME_NEAR = 120,
       RANK_NAMED = 130,
       RANK_URL = 140,
       RANK_NEAR = 150,
       RANK_TIME = 155,
       RANK_SOME = 160,
       RANK_KEY = 170,
       RANK_TEXT = 175,
       RANK_MODIFIED = 200
};

typedef struct sighting {
  plb_pubdate d;
  uint32_t rank, order;
  const char *origin;
} sighting;

typedef struct dates {
  const plb_page_facts *f;
  sighting at[PLB_PAGE_DATES];
  uint32_t n, seen;
} dates;

static void add(dates *c, const plb_pubdate *d, uint32_t rank, const char *origin) {
  sighting *slot = NULL;
  if (d->day.year <= 1970) return; /* the zero of a clock */
  if (c->n < PLB_PAGE_DATES) {
    slot = &c->at[c->n++];
  } else {
    slot = &c->at[0];
    for (uint32_t i = 1; i < c->n; i++)
      if (c->at[i].rank > slot->rank) slot = &c->at[i];
    if (slot->rank <= rank) return;
  }
  *slot = (sighting){*d, rank, c->seen++, origin};
}

static bool add_field(dates *c, plb_slice text, uint32_t rank, const char *origin) {
  plb_pubdate d;
  if (text.n == 0 || text.n > FIELD_BYTES) return false;
  if (!plb_pubdate_find(&c->f->t->dates, text, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, &d)) return false;
  add(c, &d, rank, origin);
  return true;
}

/* ---- sources ---- */

static void from_heads(dates *c) {
  const plb_page_facts *f = c->f;
  add_field(c, f->ld.published, RANK_JSONLD, "json-ld:datePublished");
  add_field(c, f->ld.created, RANK_CREATED, "json-ld:dateCreated");
  add_field(c, f->ld.modified, RANK_MODIFIED, "json-ld:dateModified (no publication date)");
  for (uint32_t i = 0; i < f->n_sight[PLB_META_PUBLISHED]; i++) {
    const plb_sight *s = &f->sight[PLB_META_PUBLISHED][i];
    add_field(c, s->value, RANK_META + s->rank, s->origin);
  }
  for (uint32_t i = 0; i < f->n_sight[PLB_META_MODIFIED]; i++)
    add_field(c, f->sight[PLB_META_MODIFIED][i].value, RANK_MODIFIED + 1,
              "meta: date of modification (no publication date)");
  plb_pubdate d;
  plb_url u;
  if (plb_url_split(f->address, &u) && plb_pubdate_of_path(&f->t->dates, u.path, &d)) add(c, &d, RANK_URL, "url");
}

/* class, id, itemprop and data-testid of an element, joined by spaces. */
static plb_slice names_of(const plb_dom *dom, uint32_t at, char out[NAMES_BYTES]) {
  static const char *const attributes[] = {"class", "id", "itemprop", "data-testid", "property", "name"};
  uint32_t n = 0;
  for (size_t k = 0; k < sizeof attributes / sizeof *attributes; k++) {
    plb_slice v = plb_dom_attr(dom, at, attributes[k]);
    if (v.n == 0 || v.n + 1 > NAMES_BYTES - n) continue;
    memcpy(out + n, v.p, v.n);
    n += v.n;
    out[n++] = ' ';
  }
  return plb_slice_of(out, n);
}

/* Sense of the element's names, or of the nearest of the two elements around it that has one. */
static plb_date_sense sense_at(const dates *c, uint32_t at) {
  char names[NAMES_BYTES];
  plb_date_sense sense = PLB_DATE_UNSAID;
  const plb_dom *dom = c->f->dom;
  for (int i = 0; i < 3 && at != PLB_DOM_NONE; i++, at = dom->node[at].parent) {
    plb_date_sense here = plb_date_sense_of(&c->f->t->date_words, names_of(dom, at, names));
    if (here == PLB_DATE_AVOID) return here;
    if (sense == PLB_DATE_UNSAID || (sense == PLB_DATE_SOME && here != PLB_DATE_UNSAID && here != PLB_DATE_SOME))
      sense = here;
  }
  return sense;
}

static bool outside_article(const plb_dom *dom, uint32_t at) {
  return plb_dom_inside(dom, at, PLB_TAGNAME_aside) || plb_dom_inside(dom, at, PLB_TAGNAME_footer) ||
         plb_dom_inside(dom, at, PLB_TAGNAME_nav);
}

static bool near_headline(const dates *c, uint32_t at) {
  uint32_t h1 = c->f->h1;
  if (h1 == PLB_DOM_NONE) return false;
  return at > h1 ? at - h1 < NODES_AFTER : h1 - at < NODES_BEFORE;
}

static void from_time(dates *c, uint32_t at) {
  const plb_dom *dom = c->f->dom;
  plb_slice stamp = plb_dom_attr(dom, at, "datetime"), text = {NULL, 0};
  if (stamp.n == 0) stamp = plb_dom_attr(dom, at, "content");
  plb_date_sense sense = sense_at(c, at);
  uint32_t rank = near_headline(c, at) ? RANK_TIME_NEAR : RANK_TIME;
  const char *origin = "time element";
  if (outside_article(dom, at)) rank = RANK_TEXT + 10;
  if (plb_dom_has(dom, at, "pubdate")) rank = RANK_MARKED;
  if (sense == PLB_DATE_PUBLISHED) rank = near_headline(c, at) ? RANK_TIME_NAMED - 1 : RANK_TIME_NAMED;
  if (sense == PLB_DATE_MODIFIED)
    rank = RANK_MODIFIED + 2, origin = "time element of a modification (no publication date)";
  if (sense == PLB_DATE_AVOID) rank = RANK_TEXT + 10;
  if (stamp.n && add_field(c, stamp, rank, origin)) return;
  text = plb_page_text(c->f, at, FIELD_BYTES);
  add_field(c, text, rank, origin);
}

/* An element with a name that speaks of dates, or an itemprop. */
static void from_named(dates *c, uint32_t at) {
  const plb_dom *dom = c->f->dom;
  char names[NAMES_BYTES];
  if (dom->node[at].n_attr == 0 || dom->node[at].end - at > 60) return;
  plb_slice own = names_of(dom, at, names), prop = plb_dom_attr(dom, at, "itemprop");
  if (own.n == 0) return;
  plb_date_sense sense = plb_date_sense_of(&c->f->t->date_words, own);
  if (sense == PLB_DATE_UNSAID || sense == PLB_DATE_AVOID || sense_at(c, at) == PLB_DATE_AVOID) return;
  bool marked = plb_slice_eq_nocase(prop, PLB_LIT("datepublished"));
  uint32_t rank = sense == PLB_DATE_PUBLISHED ? RANK_NAMED : near_headline(c, at) ? RANK_NEAR : RANK_SOME;
  const char *origin = sense == PLB_DATE_PUBLISHED ? "date element" : "byline";
  if (sense == PLB_DATE_MODIFIED) rank = RANK_MODIFIED + 3, origin = "date of modification (no publication date)";
  if (outside_article(dom, at)) rank += 30;
  if (marked) rank = RANK_MARKED, origin = "itemprop:datePublished";
  plb_slice content = plb_dom_attr(dom, at, "content"), title = plb_dom_attr(dom, at, "title");
  if (add_field(c, content, rank, origin) || add_field(c, plb_dom_attr(dom, at, "datetime"), rank, origin)) return;
  if (add_field(c, plb_page_text(c->f, at, FIELD_BYTES), rank, origin)) return;
  if (sense == PLB_DATE_PUBLISHED || plb_dom_is(dom, at, PLB_TAGNAME_abbr)) add_field(c, title, rank, origin);
}

static void from_tree(dates *c) {
  const plb_dom *dom = c->f->dom;
  uint32_t body = plb_dom_find(dom, 0, 0, PLB_TAGNAME_body);
  for (uint32_t at = body == PLB_DOM_NONE ? 0 : body; at != PLB_DOM_NONE && at < dom->n_node; at++) {
    if (dom->node[at].kind != PLB_DOM_ELEMENT) continue;
    if (dom->node[at].tag == PLB_TAGNAME_time)
      from_time(c, at);
    else
      from_named(c, at);
  }
}

/* Copyright lines and stylesheets hold dates that are not the article's. */
static bool is_copyright(plb_slice s) {
  return plb_slice_find(s, PLB_LIT("\xC2\xA9"), 0) != UINT32_MAX || plb_slice_find(s, PLB_LIT("{"), 0) != UINT32_MAX ||
         plb_slice_find_nocase(s, PLB_LIT("copyright"), 0) != UINT32_MAX;
}

/* Text nodes around the headline that are a date, or "Published on ..." */
static void from_near(dates *c) {
  const plb_dom *dom = c->f->dom;
  uint32_t h1 = c->f->h1, texts = 0;
  plb_pubdate d;
  if (h1 == PLB_DOM_NONE) return;
  for (uint32_t at = dom->node[h1].end; at < dom->n_node && texts < NEAR_TEXTS; at++) {
    plb_slice s = plb_slice_trim(dom->node[at].text);
    if (dom->node[at].kind != PLB_DOM_TEXT || s.n == 0) continue;
    texts++;
    if (s.n > FIELD_BYTES || outside_article(dom, at) || is_copyright(s)) continue;
    if (!plb_pubdate_fills(&c->f->t->dates, s, 40, &d)) continue;
    bool updated = plb_date_sense_of(&c->f->t->date_words, s) == PLB_DATE_MODIFIED;
    add(c, &d, updated ? RANK_MODIFIED + 4 : RANK_NEAR + 1,
        updated ? "date of modification (no publication date)" : "text beside the title");
  }
}

/* The value behind a key that ends at `from`. */
static void from_key(dates *c, uint32_t from) {
  plb_slice html = c->f->dom->html;
  uint32_t end = from + 48 < html.n ? from + 48 : html.n, at = 0;
  plb_slice s = plb_slice_sub(html, from, end);
  while (at < s.n && (plb_is_space(s.p[at]) || memchr("\\\"':=", s.p[at], 5)))
    at++;
  uint32_t close = at;
  while (close < s.n && !memchr("\\\"'<,}", s.p[close], 6))
    close++;
  if (at) add_field(c, plb_slice_sub(s, at, close), RANK_KEY, "key in a script");
}

typedef struct key_hits { /* ends of the first hits of each word that is a key */
  uint32_t end[PLB_DATE_WORDS][SCRIPT_HITS];
  uint8_t n[PLB_DATE_WORDS];
  bool second[256]; /* bytes that follow the '"' of a key */
} key_hits;

static void hit_at(const plb_date_words *words, plb_slice html, uint32_t at, key_hits *hits) {
  for (uint32_t k = 0; k < words->n; k++) {
    plb_slice key = words->word[k];
    bool here = words->sense[k] == PLB_DATE_KEY && key.n <= html.n - at && key.p[1] == html.p[at + 1] &&
                memcmp(key.p, html.p + at, key.n) == 0;
    if (here && hits->n[k] < SCRIPT_HITS) hits->end[k][hits->n[k]++] = at + key.n;
  }
}

/* Has the page said its day better than a key can, and nothing in two ways that a key could settle? */
static bool is_settled(const dates *c) {
  bool better = false;
  for (uint32_t i = 0; i < c->n; i++) {
    if (plb_date_known(c->at[i].d.other)) return false;
    better |= c->at[i].rank < RANK_KEY;
  }
  return better;
}

/* One pass for the keys that open with a '"', one more for each other. */
static void find_keys(const plb_date_words *words, plb_slice html, key_hits *hits) {
  for (uint32_t k = 0; k < words->n; k++) {
    plb_slice key = words->word[k];
    if (words->sense[k] != PLB_DATE_KEY || key.n < 2) continue;
    if (key.p[0] == '"') {
      hits->second[(unsigned char)key.p[1]] = true;
      continue;
    }
    for (uint32_t i = plb_slice_find(html, key, 0); i != UINT32_MAX && hits->n[k] < SCRIPT_HITS;
         i = plb_slice_find(html, key, i + 1))
      hits->end[k][hits->n[k]++] = i + key.n;
  }
  const char *end = html.p + html.n;
  for (const char *p = html.n ? memchr(html.p, '"', html.n) : NULL; p && p + 1 < end;
       p = memchr(p + 1, '"', (size_t)(end - p - 1)))
    if (hits->second[(unsigned char)p[1]]) hit_at(words, html, (uint32_t)(p - html.p), hits);
}

/* "datePublished":"2019-11-18..." in scripts that are no JSON-LD. */
static void from_keys(dates *c) {
  const plb_date_words *words = &c->f->t->date_words;
  if (is_settled(c)) return;
  key_hits hits = {0};
  find_keys(words, c->f->dom->html, &hits);
  for (uint32_t k = 0; k < words->n; k++)
    for (uint32_t i = 0; i < hits.n[k]; i++)
      from_key(c, hits.end[k][i]);
}

/* Last of all: the first date anywhere in the page's text that is a line of its own and no copyright. */
static void from_text(dates *c) {
  const plb_dom *dom = c->f->dom;
  plb_pubdate d;
  uint32_t found = 0;
  for (uint32_t at = 0; at < dom->n_node && found < 8; at++) {
    plb_slice s = plb_slice_trim(dom->node[at].text);
    if (dom->node[at].kind != PLB_DOM_TEXT || s.n < 8 || s.n > FIELD_BYTES) continue;
    if (is_copyright(s) || !plb_pubdate_fills(&c->f->t->dates, s, 60, &d)) continue;
    bool updated = plb_date_sense_of(&c->f->t->date_words, s) == PLB_DATE_MODIFIED;
    if (!updated && (outside_article(dom, at) || sense_at(c, dom->node[at].parent) == PLB_DATE_AVOID)) continue;
    found++;
    add(c, &d, updated ? RANK_MODIFIED + 5 : RANK_TEXT,
        updated ? "date of modification (no publication date)" : "date in the text");
  }
}

/* ---- deciding ---- */

/* How the page's language and country write numeric dates. */
static plb_date_order order_of(const plb_page_facts *f) {
  plb_url u;
  plb_slice lang = f->html_lang;
  bool english = lang.n >= 2 && plb_slice_eq_nocase(plb_slice_of(lang.p, 2), PLB_LIT("en"));
  if (plb_slice_eq_nocase(lang, PLB_LIT("en-us")) || plb_slice_eq_nocase(lang, PLB_LIT("en_us")))
    return PLB_ORDER_MONTH_FIRST;
  if (lang.n >= 5 || (lang.n >= 2 && !english)) return PLB_ORDER_DAY_FIRST;
  if (f->country.n) return plb_pubdate_order_of_country(&f->t->dates, f->country);
  return plb_url_split(f->address, &u) ? plb_pubdate_order_of_host(&f->t->dates, u.host) : PLB_ORDER_UNKNOWN;
}

static bool same_day(plb_date a, plb_date b) {
  return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Settles which reading of an ambiguous date holds; false when nothing tells. */
static bool settle(const dates *c, plb_pubdate *d) {
  if (!plb_date_known(d->other)) return true;
  for (uint32_t i = 0; i < c->n; i++) {
    const plb_pubdate *o = &c->at[i].d;
    if (plb_date_known(o->other)) continue;
    if (same_day(o->day, d->other)) d->day = d->other;
    if (!same_day(o->day, d->day)) continue;
    d->other = (plb_date){0};
    return true;
  }
  plb_date_order order = order_of(c->f);
  if (order == PLB_ORDER_UNKNOWN) return false;
  if (order == PLB_ORDER_DAY_FIRST) d->day = d->other; /* find puts the month-first reading into day */
  d->other = (plb_date){0};
  return true;
}

/* A time in UTC may fall on the neighbour of the day the page is dated. The day in the page's address, or else the one
 * printed beside the headline, is the page's own. */
static sighting *own_day(dates *c, sighting *best) {
  sighting *printed = NULL;
  if (!best || !best->d.has_time || !best->d.has_zone || best->d.zone != 0) return best;
  for (uint32_t i = 0; i < c->n; i++) {
    sighting *s = &c->at[i];
    int32_t apart = plb_date_days(s->d.day) - plb_date_days(best->d.day);
    bool utc = s->d.has_zone && s->d.zone == 0;
    if (s->rank < RANK_TIME_NEAR || s->rank > RANK_NEAR + 1 || utc || plb_date_known(s->d.other)) continue;
    if (s->rank == RANK_URL && (apart == 1 || apart == -1)) return s;
    if (apart == 0) return best;
    if ((apart == 1 || apart == -1) && (!printed || s->rank < printed->rank)) printed = s;
  }
  return printed ? printed : best;
}

static sighting *best_of(dates *c) {
  sighting *best = NULL;
  for (uint32_t i = 0; i < c->n; i++) {
    sighting *s = &c->at[i];
    if (best && (s->rank > best->rank || (s->rank == best->rank && s->order > best->order))) continue;
    if (settle(c, &s->d)) best = s;
  }
  return best;
}

plb_status plb_pubdate_read(const plb_page_facts *f, plb_error *err) {
  dates *c = plb_arena_alloc(f->doc->arena, sizeof *c);
  if (!c) return plb_fail(err, PLB_NOMEM, "extract", "no memory for a page's dates");
  c->f = f;
  from_heads(c);
  from_tree(c);
  from_near(c);
  from_keys(c);
  if (!best_of(c)) from_text(c);
  sighting *best = own_day(c, best_of(c));
  if (best) return plb_meta_set_published(f->doc, &best->d, best->origin, err);
  f->doc->meta.published =
      (plb_fact){{"", 0}, c->n ? "the date can be read day first or month first" : "no publication date on the page"};
  return PLB_OK;
}
