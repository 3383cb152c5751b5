/* A saved page has three parts: a head (menu, title, date, byline, pictures), a body of prose with sub-headings and a
 * few intruders (pictures, pointers to other articles), and a tail (signature, share buttons, comment form). The first
 * and the last piece of prose that no pattern claims bound the body: text density, as in boilerpipe (Kohlschuetter et
 * al. 2010), with "is a sentence" for density. Inside the body only what clearly is not the article's is taken out; in
 * head and tail a line must be known to be let in. What is neither is kept as a block that is not read, so that nothing
 * is lost. */
#include "extract/plain.h"

#include "base/error.h"
#include "base/slice.h"
#include "extract/pieces.h"
#include "extract/title.h"

enum {
  DATE_SPARE = 24,
  DATE_WORDS = 14,
  LABEL_WORDS = 3,
  TITLE_WORDS = 32,
  STANDFIRST_REACH = 7,
  HEADER_REACH = 14,
  SHORTEST_CAPTION = 10,
  LONG_LINE = 14,
  MORE_WORDS = 6,
  IGNORED_WORDS = 16,
  HEAD_REACH = 120 /* lines before the body among which the title is looked for */
};

typedef enum piece_role {
  ROLE_OPEN, /* not decided */
  ROLE_DROP,
  ROLE_TITLE,
  ROLE_STANDFIRST,
  ROLE_PARAGRAPH,
  ROLE_HEADING,
  ROLE_LIST,
  ROLE_CAPTION,
  ROLE_TEASER,
  ROLE_CREDIT
} piece_role;

typedef struct line {
  plb_piece piece;
  uint8_t kind;   /* plb_line_kind by pattern */
  uint8_t role;   /* piece_role */
  uint8_t header; /* plb_header */
  bool date, url, picture, signature;
  bool stamp;      /* a date that says when it was published or updated */
  plb_slice value; /* of a header */
  uint32_t cut;    /* where its credit begins, or end: title's suffix, picture's source, glued credit */
} line;

typedef struct page {
  const plb_meta_tables *t;
  plb_doc *doc;
  plb_slice utf8;
  line *at;
  uint32_t n, first, last; /* first..last: from the first prose of the body to its last */
  uint32_t title;          /* index, or n */
  plb_error *err;
  plb_status status;
} page;

static plb_slice text_of(const page *p, const line *l) {
  return plb_slice_sub(p->utf8, l->piece.begin, l->piece.end);
}

/* ---- what a line is by itself ---- */

/* "Ministers shake hands - Example International, 1920, 09.04.2024": picture, outlet, width, date. Returns where " - "
 * begins. */
static uint32_t picture_tail(plb_slice s, plb_slice *outlet) {
  uint32_t dash = UINT32_MAX;
  for (uint32_t i = plb_slice_find(s, PLB_LIT("- "), 0); i != UINT32_MAX; i = plb_slice_find(s, PLB_LIT("- "), i + 1))
    if (i == 0 || s.p[i - 1] == ' ') dash = i;
  if (dash == UINT32_MAX) return dash;
  plb_slice rest = plb_slice_sub(s, dash + 2, s.n), part;
  uint64_t width;
  if (!plb_slice_split(&rest, ',', &part) || part.n == 0 || part.n > 60 || !plb_is_upper(part.p[0])) return UINT32_MAX;
  for (uint32_t i = 0; i < part.n; i++)
    if (plb_is_digit(part.p[i])) return UINT32_MAX; /* "FILE - In this Dec. 20, 2015, file photo" */
  *outlet = plb_slice_trim(part);
  if (!plb_slice_split(&rest, ',', &part) || !plb_slice_u64(plb_slice_trim(part), &width) || width < 100 ||
      width > 9999)
    return UINT32_MAX;
  return dash;
}

static bool is_url(plb_slice s) {
  plb_url u;
  return plb_url_split(s, &u) ||
         (plb_slice_starts(s, PLB_LIT("www.")) && plb_slice_find(s, PLB_LIT(" "), 0) == UINT32_MAX);
}

/* What a pattern says of a line, unless the line is a long sentence that happens to begin like one. */
static plb_line_kind kind_of(const page *p, const line *l) {
  plb_line_kind kind = plb_line_of(&p->t->lines, text_of(p, l));
  bool sentence = l->piece.prose && l->piece.words > LONG_LINE;
  if (sentence && (kind == PLB_LINE_share || kind == PLB_LINE_slogan)) return PLB_LINE_nothing;
  if (kind == PLB_LINE_more && l->piece.words > MORE_WORDS) return PLB_LINE_nothing;
  return kind;
}

/* The line up to its first " | ". */
static plb_slice before_bar(plb_slice s) {
  uint32_t bar = plb_slice_find(s, PLB_LIT(" | "), 0);
  return bar == UINT32_MAX ? s : plb_slice_sub(s, 0, bar);
}

static void look_at(const page *p, line *l) {
  plb_slice s = text_of(p, l), outlet;
  plb_pubdate date;
  l->cut = l->piece.end;
  if (s.n > 4000) return;
  l->kind = (uint8_t)kind_of(p, l);
  l->url = is_url(s);
  l->signature = plb_wire_is_signature(&p->t->wires, s);
  plb_slice stated = before_bar(s); /* "06.03.2025 18:11 | source: X | 204 views" */
  l->date = !l->url && l->piece.words <= DATE_WORDS && plb_pubdate_fills(&p->t->dates, stated, DATE_SPARE, &date);
  plb_date_sense sense = l->date ? plb_date_sense_of(&p->t->date_words, s) : PLB_DATE_UNSAID;
  l->stamp = sense == PLB_DATE_PUBLISHED || sense == PLB_DATE_MODIFIED;
  uint32_t tail = picture_tail(s, &outlet), glued = plb_line_glued(&p->t->lines, s);
  l->picture = tail != UINT32_MAX;
  if (l->picture) {
    l->cut = l->piece.begin + tail;
  } else if (glued != UINT32_MAX && glued >= SHORTEST_CAPTION &&
             plb_line_of(&p->t->lines, plb_slice_sub(s, 0, glued)) != PLB_LINE_credit) {
    l->cut = l->piece.begin + glued;
    l->kind = PLB_LINE_nothing;
  }
}

static bool plain_prose(const line *l) {
  return l->piece.prose && l->kind == PLB_LINE_nothing && !l->date && !l->url && !l->picture && !l->signature &&
         l->header == PLB_HEADER_NONE && l->piece.latin >= 500;
}

/* ---- parts ---- */

/* A label alone makes no header line: "Updated: The minister resigned" is a sentence or a title. */
static plb_header header_of(const page *p, const line *l, plb_slice *value) {
  plb_pubdate d;
  plb_header h = plb_line_header(&p->t->lines, text_of(p, l), value);
  bool day = h == PLB_HEADER_PUBLISHED || h == PLB_HEADER_MODIFIED;
  if (h == PLB_HEADER_IGNORED && (l->piece.prose || l->piece.words > IGNORED_WORDS)) return PLB_HEADER_NONE;
  if (day && l->piece.words > LABEL_WORDS && !plb_pubdate_fills(&p->t->dates, *value, DATE_SPARE, &d))
    return PLB_HEADER_NONE;
  return h;
}

static void find_headers(page *p) {
  uint32_t reach = p->n < HEADER_REACH ? p->n : HEADER_REACH;
  for (uint32_t i = 0; i < reach; i++) {
    line *l = &p->at[i];
    if (l->piece.words > 40) return;
    l->header = (uint8_t)header_of(p, l, &l->value);
  }
}

/* A comment form or a list of other articles ends the body when most of the prose stands before it. */
static uint32_t body_limit(const page *p) {
  uint32_t prose = 0, before = 0;
  for (uint32_t i = 0; i < p->n; i++)
    prose += plain_prose(&p->at[i]);
  for (uint32_t i = 0; i < p->n; i++) {
    if (p->at[i].kind == PLB_LINE_reply && before * 2 > prose) return i;
    before += plain_prose(&p->at[i]);
  }
  return p->n;
}

static void find_body(page *p) {
  uint32_t limit = body_limit(p);
  p->first = p->last = p->n;
  for (uint32_t i = 0; i < limit; i++) {
    if (!plain_prose(&p->at[i])) continue;
    if (p->first == p->n) p->first = i;
    p->last = i;
  }
}

/* ---- title ---- */

static bool may_be_title(const page *p, const line *l) {
  bool pattern = l->kind == PLB_LINE_nothing || l->kind == PLB_LINE_teaser;
  plb_slice s = text_of(p, l);
  bool point = s.n && s.p[s.n - 1] == '.' && s.n > 4 && s.p[s.n - 3] != '.';
  return pattern && !l->date && !l->url && !l->picture && !l->signature && l->header == PLB_HEADER_NONE &&
         !l->piece.prose && l->piece.words >= 2 && l->piece.words <= TITLE_WORDS && l->piece.latin >= 500 && !point &&
         !plb_byline_opens(&p->t->bylines, s);
}

static int title_score(const page *p, uint32_t i, uint32_t end) {
  const line *l = &p->at[i];
  int score = l->piece.words >= 4 ? 3 : l->piece.words == 3 ? 1 : 0;
  for (uint32_t k = i + 1; k < end; k++)
    if (plb_title_same(text_of(p, l), text_of(p, &p->at[k]))) {
      score += 4;
      break;
    }
  const line *next = i + 1 < p->n ? &p->at[i + 1] : NULL;
  if (next && (next->date || next->header || plb_byline_opens(&p->t->bylines, text_of(p, next)))) score += 2;
  if (l->piece.gap && (!next || next->piece.gap)) score += 1;
  if (next && next->kind == PLB_LINE_menu && !next->date) score -= 3; /* a slogan over the menu */
  return score;
}

static void find_title(page *p) {
  uint32_t best = p->n, end = p->first, candidates = 0;
  int best_score = 0;
  if (p->first == p->n) end = p->n > 1; /* no prose at all: at most the first line, when others follow */
  for (uint32_t i = end > HEAD_REACH ? end - HEAD_REACH : 0; i < end && i < p->n; i++) {
    if (!may_be_title(p, &p->at[i])) continue;
    int score = title_score(p, i, end);
    candidates++;
    if (score > best_score || (best == p->n && score == best_score)) {
      best = i;
      best_score = score;
    }
  }
  p->title = best_score >= 3 || (candidates == 1 && best == 0) ? best : p->n;
}

/* ---- roles ---- */

static bool caption_before_credit(const page *p, uint32_t i) {
  if (i + 1 >= p->n || p->at[i + 1].piece.gap || p->at[i].piece.prose) return false;
  const line *next = &p->at[i + 1];
  return next->cut < next->piece.end || next->kind == PLB_LINE_credit;
}

/* Roles that hold wherever the line stands; ROLE_OPEN when its place must decide. */
static piece_role role_anywhere(const line *l) {
  if (l->url || l->kind == PLB_LINE_share) return ROLE_DROP;
  if (l->kind == PLB_LINE_credit || l->signature) return ROLE_CREDIT;
  if (l->stamp) return ROLE_CREDIT;
  if (l->kind == PLB_LINE_caption) return ROLE_CAPTION;
  if (l->picture) return l->cut > l->piece.begin ? ROLE_CAPTION : ROLE_DROP;
  if (l->cut < l->piece.end && l->piece.words < 40) return ROLE_CAPTION;
  return ROLE_OPEN;
}

static piece_role role_in_head(const page *p, uint32_t i) {
  const line *l = &p->at[i];
  plb_slice s = text_of(p, l), names[PLB_BYLINE_MAX];
  bool before_title = p->title < p->n && i < p->title;
  if (l->header) return ROLE_DROP;
  if (p->title < p->n && plb_title_within(s, text_of(p, &p->at[p->title])) && l->piece.words > 2) return ROLE_DROP;
  if (l->kind == PLB_LINE_menu || l->kind == PLB_LINE_slogan || l->kind == PLB_LINE_more) return ROLE_DROP;
  if (l->kind == PLB_LINE_reply || l->piece.latin < 500) return ROLE_DROP;
  if (l->kind == PLB_LINE_teaser) return ROLE_TEASER;
  if (l->date) return ROLE_CREDIT;
  if (plb_byline_opens(&p->t->bylines, s) && plb_byline_names(&p->t->bylines, s, PLB_BYLINE_LINE, names) &&
      l->piece.words < 24)
    return ROLE_CREDIT;
  if (caption_before_credit(p, i)) return ROLE_CAPTION;
  if (before_title || p->title == p->n)
    return l->piece.words <= LABEL_WORDS && i < p->first ? ROLE_DROP : before_title ? ROLE_TEASER : ROLE_PARAGRAPH;
  if (l->piece.words <= LABEL_WORDS) return ROLE_CREDIT;
  return i < p->first ? ROLE_STANDFIRST : ROLE_CAPTION;
}

static piece_role role_in_body(const page *p, uint32_t i, bool *teasers) {
  const line *l = &p->at[i];
  bool line_like = !l->piece.closed && !l->piece.prose;
  if (l->kind == PLB_LINE_more) return *teasers = true, ROLE_TEASER;
  if (l->kind == PLB_LINE_teaser) return ROLE_TEASER;
  if (!line_like || l->piece.words > TITLE_WORDS) *teasers = false;
  if (*teasers) return ROLE_TEASER;
  if (caption_before_credit(p, i)) return ROLE_CAPTION;
  if (l->piece.bullet) return ROLE_LIST;
  if (plb_slice_starts(text_of(p, l), PLB_LIT("\xE2\x80\x94"))) return ROLE_PARAGRAPH; /* who is quoted above */
  return line_like && l->piece.words <= 20 ? ROLE_HEADING : ROLE_PARAGRAPH;
}

static piece_role role_in_tail(const page *p, uint32_t i, bool *teasers) {
  const line *l = &p->at[i];
  plb_slice s = text_of(p, l), names[PLB_BYLINE_MAX];
  bool line_like = !l->piece.closed && !l->piece.prose;
  if (l->kind == PLB_LINE_more || l->kind == PLB_LINE_reply) *teasers = true;
  if (l->kind == PLB_LINE_menu || l->kind == PLB_LINE_slogan || l->kind == PLB_LINE_more || l->kind == PLB_LINE_reply)
    return ROLE_DROP;
  if (l->kind == PLB_LINE_teaser || *teasers) return ROLE_TEASER;
  if (l->piece.latin < 500 && l->piece.words < 12) return ROLE_DROP;
  if (plb_byline_opens(&p->t->bylines, s) && plb_byline_names(&p->t->bylines, s, PLB_BYLINE_LINE, names))
    return ROLE_CREDIT;
  bool next_alike = i + 1 < p->n && !p->at[i + 1].piece.closed && p->at[i + 1].kind == PLB_LINE_nothing;
  bool before_alike = i > p->last + 1 && p->at[i - 1].role == ROLE_TEASER;
  bool attribution = plb_slice_starts(s, PLB_LIT("\xE2\x80\x94")) || l->piece.bullet;
  return line_like && !attribution && (next_alike || before_alike) ? ROLE_TEASER : ROLE_PARAGRAPH;
}

/* The picture of a pointer to another article has the pointer's title under it. */
static void pair_teasers(page *p) {
  for (uint32_t i = p->first; i < p->last && i + 1 < p->n; i++) {
    line *l = &p->at[i], *next = &p->at[i + 1];
    if (!l->picture || next->role != ROLE_HEADING || next->piece.gap) continue;
    l->role = next->role = ROLE_TEASER;
    l->cut = l->piece.end;
  }
}

/* One paragraph under the title, then pictures, dates, addresses, then the body: that paragraph is the standfirst. */
static void find_standfirst(page *p) {
  bool furniture = false;
  if (p->title == p->n || p->first >= p->last) return;
  for (uint32_t i = p->first + 1; i < p->n && i <= p->first + STANDFIRST_REACH; i++) {
    const line *l = &p->at[i];
    if (plain_prose(l) && l->cut == l->piece.end) {
      if (!furniture) return;
      p->at[p->first].role = ROLE_STANDFIRST;
      p->first = i;
      return;
    }
    furniture |= l->url || l->date || l->kind == PLB_LINE_share || l->kind == PLB_LINE_credit || l->cut < l->piece.end;
  }
}

/* A text without a single full sentence (headlines, fragments): everything that no pattern claims is read. */
static piece_role role_in_fragments(const page *p, uint32_t i) {
  const line *l = &p->at[i];
  if (l->header) return ROLE_DROP;
  if (l->kind == PLB_LINE_teaser) return ROLE_TEASER;
  if (l->date) return ROLE_CREDIT;
  return l->kind == PLB_LINE_nothing ? ROLE_PARAGRAPH : ROLE_DROP;
}

static void set_roles(page *p) {
  bool body_teasers = false, tail_teasers = false;
  find_standfirst(p);
  for (uint32_t i = 0; i < p->n; i++) {
    line *l = &p->at[i];
    if (i == p->title) l->role = ROLE_TITLE;
    if (l->role == ROLE_OPEN && !(l->header && i < p->first)) l->role = (uint8_t)role_anywhere(l);
    if (l->role != ROLE_OPEN) continue;
    if (p->first == p->n)
      l->role = (uint8_t)role_in_fragments(p, i);
    else if (i < p->first)
      l->role = (uint8_t)role_in_head(p, i);
    else if (i <= p->last)
      l->role = (uint8_t)role_in_body(p, i, &body_teasers);
    else
      l->role = (uint8_t)role_in_tail(p, i, &tail_teasers);
  }
  if (p->first < p->n) pair_teasers(p);
}

/* ---- facts ---- */

static void keep(page *p, plb_status s) {
  if (s && !p->status) p->status = s;
}

static plb_slice folded(page *p, plb_slice s) {
  plb_slice out = plb_meta_folded(s, p->doc->arena);
  if (out.p) return out;
  keep(p, plb_fail(p->err, PLB_NOMEM, "extract", "no memory for a fact"));
  return (plb_slice){"", 0};
}

static void set_outlet(page *p, plb_slice name, const char *origin) {
  const plb_outlet *known = plb_outlet_of_name(&p->t->outlets, name);
  if (p->doc->meta.outlet.value.n || name.n == 0) return;
  p->doc->meta.outlet = (plb_fact){known ? known->name : folded(p, name), origin};
}

static void set_date(page *p, plb_slice text, const char *origin) {
  plb_pubdate d;
  if (p->doc->meta.published.value.n) return;
  if (plb_pubdate_find(&p->t->dates, text, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, &d))
    keep(p, plb_meta_set_published(p->doc, &d, origin, p->err));
  else if (!p->doc->meta.published.origin)
    p->doc->meta.published = (plb_fact){{"", 0}, "the header's date cannot be read"};
}

static void take_header(page *p, const line *l) {
  plb_meta *m = &p->doc->meta;
  switch ((plb_header)l->header) {
  case PLB_HEADER_TITLE:
    if (!m->title.value.n) m->title = (plb_fact){folded(p, l->value), "header"};
    break;
  case PLB_HEADER_PUBLISHED:
    set_date(p, l->value, "header");
    break;
  case PLB_HEADER_AUTHOR:
    keep(p, plb_meta_add_authors(p->t, p->doc, l->value, PLB_BYLINE_FIELD, "header", p->err));
    break;
  case PLB_HEADER_URL:
    keep(p, plb_meta_set_url(p->t, p->doc, l->value, "header", p->err));
    break;
  case PLB_HEADER_OUTLET:
    if (is_url(l->value))
      keep(p, plb_meta_set_url(p->t, p->doc, l->value, "header", p->err));
    else
      set_outlet(p, l->value, "header");
    break;
  case PLB_HEADER_WIRE:
    if (!m->wire.value.n) m->wire = (plb_fact){folded(p, l->value), "header"};
    break;
  case PLB_HEADER_LANGUAGE:
    if (!m->language.value.n) m->language = (plb_fact){folded(p, l->value), "header"};
    break;
  default:
    break;
  }
}

static void take_title(page *p) {
  plb_meta *m = &p->doc->meta;
  if (p->title == p->n) return;
  line *l = &p->at[p->title];
  plb_slice whole = text_of(p, l), outlet, bare = plb_title_strip(&p->t->outlets, whole, m->outlet.value, &outlet);
  if (bare.n && bare.p == whole.p && bare.n < whole.n) l->cut = l->piece.begin + bare.n;
  if (outlet.n) set_outlet(p, outlet, "title");
  if (!m->title.value.n) m->title = (plb_fact){folded(p, bare), "first lines"};
}

static void take_picture(page *p, const line *l) {
  plb_slice outlet, s = text_of(p, l);
  plb_pubdate d;
  uint32_t dash = picture_tail(s, &outlet);
  if (dash == UINT32_MAX) return;
  if (plb_outlet_of_name(&p->t->outlets, outlet)) set_outlet(p, outlet, "picture line");
  plb_slice tail = plb_slice_sub(s, dash, s.n);
  if (!p->doc->meta.published.value.n && plb_pubdate_find(&p->t->dates, tail, 0, PLB_DATE_FIELD, PLB_ORDER_UNKNOWN, &d))
    keep(p, plb_meta_set_published(p->doc, &d, "picture line", p->err));
}

static void take_bylines(page *p) {
  for (uint32_t i = 0; i < p->n; i++) {
    const line *l = &p->at[i];
    bool head = i<p->first, tail = i> p->last;
    if ((head || tail) && l->role == ROLE_CREDIT && plb_byline_opens(&p->t->bylines, text_of(p, l)))
      keep(p, plb_meta_add_authors(p->t, p->doc, text_of(p, l), PLB_BYLINE_LINE, "byline", p->err));
  }
}

static void take_facts(page *p) {
  for (uint32_t i = 0; i < p->first; i++)
    if (p->at[i].header && i != p->title) take_header(p, &p->at[i]);
  for (uint32_t i = 0; i < p->first; i++) {
    const line *l = &p->at[i];
    if (l->date && !l->header && i != p->title) set_date(p, text_of(p, l), "date line");
    if (l->url) keep(p, plb_meta_set_url(p->t, p->doc, text_of(p, l), "address line", p->err));
  }
  for (uint32_t i = 0; i < p->first; i++)
    if (p->at[i].picture) take_picture(p, &p->at[i]);
  take_title(p);
  take_bylines(p);
  plb_slice given = p->doc->record.given.url;
  const plb_outlet *known = plb_outlet_of_url(&p->t->outlets, given.n ? given : p->doc->meta.url.value);
  if (known && !p->doc->meta.outlet.value.n) p->doc->meta.outlet = (plb_fact){known->name, "url"};
}

static void reasons(page *p) {
  plb_meta *m = &p->doc->meta;
  if (!m->title.value.n)
    m->title = (plb_fact){{"", 0}, p->first == 0 ? "the text begins with its body" : "no line looks like a title"};
  plb_meta_reasons(m);
}

/* ---- blocks ---- */

static void write(const page *p, plb_text_out *out, plb_block_kind kind, uint32_t begin, uint32_t end) {
  if (begin >= end) return;
  plb_out_begin(out, kind);
  plb_out_add(out, plb_slice_sub(p->utf8, begin, end), begin, end - begin);
  plb_out_end(out);
}

static void write_line(const page *p, plb_text_out *out, const line *l) {
  static const uint8_t kinds[] = {[ROLE_OPEN] = PLB_BLOCK_PARAGRAPH,        [ROLE_TITLE] = PLB_BLOCK_TITLE,
                                  [ROLE_STANDFIRST] = PLB_BLOCK_STANDFIRST, [ROLE_PARAGRAPH] = PLB_BLOCK_PARAGRAPH,
                                  [ROLE_HEADING] = PLB_BLOCK_HEADING,       [ROLE_LIST] = PLB_BLOCK_LIST,
                                  [ROLE_CAPTION] = PLB_BLOCK_CAPTION,       [ROLE_TEASER] = PLB_BLOCK_TEASER,
                                  [ROLE_CREDIT] = PLB_BLOCK_CREDIT};
  if (l->role == ROLE_DROP) return;
  bool cut = l->cut < l->piece.end && (l->role == ROLE_TITLE || l->role == ROLE_CAPTION || l->role == ROLE_PARAGRAPH);
  uint32_t end = cut ? l->cut : l->piece.end;
  write(p, out, (plb_block_kind)kinds[l->role], l->piece.begin, end);
  if (cut) write(p, out, PLB_BLOCK_CREDIT, end, l->piece.end);
}

/* A title that was given and stands nowhere in the text comes first. */
static void write_given_title(const page *p, plb_text_out *out) {
  plb_slice title = plb_slice_trim(p->doc->record.given.title);
  if (title.n == 0 || p->title < p->n) return;
  if (plb_slice_eq(title, plb_slice_trim(p->utf8))) return; /* the headline is all there is */
  plb_out_begin(out, PLB_BLOCK_TITLE);
  plb_out_add(out, title, 0, 0);
  plb_out_end(out);
}

plb_status plb_plain_text(const plb_meta_tables *t, plb_doc *doc, plb_slice utf8, plb_text_out *out, plb_error *err) {
  page p = {.t = t, .doc = doc, .utf8 = utf8, .err = err};
  plb_piece *piece = NULL;
  plb_status s = plb_pieces_of(utf8, doc->arena, &piece, &p.n, err);
  if (s) return s;
  p.at = plb_arena_array(doc->arena, p.n ? p.n : 1, sizeof *p.at);
  if (!p.at) return plb_fail(err, PLB_NOMEM, "extract", "no memory for the lines of a text");
  for (uint32_t i = 0; i < p.n; i++)
    p.at[i] = (line){.piece = piece[i], .cut = piece[i].end};
  find_headers(&p);
  for (uint32_t i = 0; i < p.n; i++)
    look_at(&p, &p.at[i]);
  find_body(&p);
  find_title(&p);
  set_roles(&p);
  take_facts(&p);
  reasons(&p);
  write_given_title(&p, out);
  for (uint32_t i = 0; i < p.n; i++)
    write_line(&p, out, &p.at[i]);
  return p.status;
}
