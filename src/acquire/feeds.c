/* XML files of records: a record's element is cut out of the window by its start and end tags, then read alone. What
 * stands between records is passed over. A record that is not closed ends where the next one begins; damage between
 * records ends at the next record's tag; both cost themselves only. Consecutive sentences of one story (PETRARCH's
 * STORY_NUMBER) are one record, as they are one document. */
#include <stdlib.h>

#include "acquire/byte_sets.h"
#include "acquire/feed_map.h"
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"

enum { HEAD_MOST = 1 << 20, LABEL_MOST = 200 };

typedef struct feed {
  plb_feed_map map;
  plb_arena arena; /* of what the head says, and of the names of the root */
  plb_slice outlet, language;
} feed;

/* ---- what it is ---- */
/* The first element's start tag. False: there is none before something that is no XML. */
static bool find_root(plb_slice s, plb_xml_token *t) {
  for (uint32_t at = 0; at < s.n; at = t->end) {
    plb_xml_kind kind = plb_xml_token_at(s, at, false, t);
    if (kind == PLB_XML_START || kind == PLB_XML_EMPTY) return true;
    if (kind != PLB_XML_TEXT && kind != PLB_XML_OTHER) return false;
  }
  return false;
}

static bool is_index(plb_slice name) {
  return plb_slice_is(name, "sitemapindex") || plb_slice_ends(name, PLB_LIT(":sitemapindex"));
}

static bool is_feed(plb_slice s) {
  plb_xml_token root;
  plb_feed_map map;
  if (s.p[0] != '<' || !find_root(s, &root)) return false;
  return is_index(root.name) || plb_feed_map_open(&root, &map, NULL) == PLB_OK;
}

/* ---- the window ---- */
/* More bytes behind the window; false: there are none, or a record of record_bytes is there already. */
static bool grow(plb_source *s) {
  size_t most = (size_t)s->limits.record_bytes + 1, n = plb_input_waiting(&s->in).n;
  if (n >= most || s->in.eof) return false;
  return plb_input_want(&s->in, 2 * n + 1 < most ? 2 * n + 1 : most) || plb_input_waiting(&s->in).n > n;
}

/* The next token of the window at `at`; CUT: the window ends there and cannot grow. */
static plb_xml_kind next_token(plb_source *s, uint32_t at, plb_xml_token *t) {
  for (;;) {
    plb_slice w = plb_input_waiting(&s->in);
    plb_xml_kind kind = at < w.n ? plb_xml_token_at(w, at, s->in.eof, t) : PLB_XML_CUT;
    if (kind != PLB_XML_CUT) return kind;
    if (grow(s)) continue;
    w = plb_input_waiting(&s->in);
    if (at >= w.n) return PLB_XML_CUT;
    return plb_xml_token_at(w, at, true, t);
  }
}

/* ---- the head ---- */
/* What the XML declaration says of the character set. */
static plb_slice declared_set(plb_slice head) {
  if (plb_slice_starts(head, PLB_LIT("\xef\xbb\xbf"))) head = plb_slice_sub(head, 3, head.n);
  head = plb_slice_trim(head);
  plb_slice none = {"", 0};
  uint32_t end = plb_slice_find(head, PLB_LIT("?>"), 0);
  if (!plb_slice_starts(head, PLB_LIT("<?xml")) || end == UINT32_MAX || end > LABEL_MOST) return none;
  plb_slice label = plb_xml_attribute(plb_slice_sub(head, 5, end), "encoding");
  return label.p ? label : none;
}

static plb_status find_set(feed *f, plb_slice head, plb_error *err) {
  bool is_utf8 = true;
  plb_slice label = declared_set(head);
  plb_status s = label.n ? plb_byte_set(label, &is_utf8, f->map.upper, err) : PLB_OK;
  if (!s && is_utf8) s = plb_byte_set(PLB_LIT("windows-1252"), &is_utf8, f->map.upper, err);
  return s;
}

/* Reads up to the first record, the end, or HEAD_MOST; the bytes before it. */
static plb_slice read_head(plb_source *s, const feed *f) {
  uint32_t at = 0;
  plb_xml_token t;
  while (at < HEAD_MOST && next_token(s, at, &t) != PLB_XML_CUT) {
    bool begins = t.kind == PLB_XML_START || t.kind == PLB_XML_EMPTY;
    if (begins && plb_feed_is(&f->map, t.name, f->map.record)) break;
    at = t.end;
  }
  return plb_slice_sub(plb_input_waiting(&s->in), 0, at);
}

/* Behind the last start tag of the root and of what holds the records. */
static uint32_t head_content(const feed *f, plb_slice head) {
  plb_xml_token t;
  uint32_t content = 0;
  for (uint32_t at = 0; at < head.n; at = t.end) {
    plb_xml_kind kind = plb_xml_token_at(head, at, true, &t);
    if (kind != PLB_XML_START && kind != PLB_XML_EMPTY) continue;
    bool holds = plb_feed_is_one(&f->map, t.name, f->map.root, f->map.n_root) ||
                 plb_feed_is_one(&f->map, t.name, f->map.inside, f->map.n_inside);
    if (!holds) break;
    content = t.end;
  }
  return content;
}

static plb_status refuse_sitemap(const feed *f) {
  for (uint32_t i = 0; i < f->map.n_alias; i++)
    if (plb_slice_is(f->map.alias[i].means, "news")) return PLB_OK;
  return PLB_FORMAT;
}

static plb_status open_map(feed *f, plb_slice head, plb_error *err) {
  plb_xml_token root;
  if (!find_root(head, &root))
    return plb_fail(err, PLB_DAMAGED, "acquire", "the first element of this XML is not closed");
  if (is_index(root.name))
    return plb_fail(err, PLB_FORMAT, "acquire", "this is an index of sitemaps: it names files, nothing to read");
  /* The window moves, the names stay. */
  root.name = plb_arena_dup(&f->arena, root.name);
  root.inside = plb_arena_dup(&f->arena, root.inside);
  if (!root.name.p || !root.inside.p) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a feed");
  plb_status s = plb_feed_map_open(&root, &f->map, err);
  if (s == PLB_NOTFOUND) s = plb_fail(err, PLB_INTERNAL, "acquire", "a feed of no form");
  if (!s && plb_slice_is(f->map.form, "sitemap") && refuse_sitemap(f))
    s = plb_fail(err, PLB_FORMAT, "acquire", "this is a sitemap without titles: nothing to read");
  if (!s) s = find_set(f, head, err);
  if (s) return s;
  f->language = root.inside; /* until the head is read */
  return PLB_OK;
}

static plb_status open_feed(plb_source *s, plb_error *err) {
  feed *f = calloc(1, sizeof *f);
  if (!f) return plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a feed");
  s->state = f;
  plb_arena_init(&f->arena, 4 * HEAD_MOST);
  plb_status status = open_map(f, plb_input_waiting(&s->in), err);
  if (status) return status;
  plb_slice root = f->language, head = read_head(s, f);
  plb_slice content = plb_slice_sub(head, head_content(f, head), head.n);
  f->outlet = plb_feed_value(&f->map, f->map.head_outlet, content, root, &f->arena);
  f->language = plb_feed_value(&f->map, f->map.head_language, content, root, &f->arena);
  return f->outlet.p && f->language.p ? PLB_OK : plb_fail(err, PLB_NOMEM, "acquire", "no memory to read a feed");
}

static void close_feed(plb_source *s) {
  feed *f = s->state;
  if (!f) return;
  plb_arena_free(&f->arena);
  free(f);
}

/* ---- cutting ---- */
typedef enum cut { CUT_WHOLE, CUT_UNCLOSED, CUT_LONG, CUT_OFF } cut;

static bool is_record(const plb_source *s, const plb_xml_token *t) {
  const feed *f = s->state;
  return plb_feed_is(&f->map, t->name, f->map.record);
}

/* The end of the record that begins at `begin` of the window. keep: nothing may be consumed; what does not fit is LONG.
 * Otherwise a record that is too long is consumed up to *end. */
static cut find_end(plb_source *s, uint32_t begin, bool keep, uint32_t *end) {
  bool too_long = false;
  uint32_t at = begin;
  for (;;) {
    plb_xml_token t;
    plb_xml_kind kind = next_token(s, at, &t);
    *end = at;
    if (kind == PLB_XML_CUT) {
      if (s->in.eof) return too_long ? CUT_LONG : CUT_OFF;
      if (keep) return CUT_LONG;
      too_long = true;
      plb_input_consume(&s->in, at);
      at = begin = 0;
      continue;
    }
    bool first = at == begin && !too_long, tag = kind == PLB_XML_START || kind == PLB_XML_EMPTY || kind == PLB_XML_END;
    bool mine = tag && is_record(s, &t);
    if (mine && !first && kind != PLB_XML_END) return too_long ? CUT_LONG : CUT_UNCLOSED;
    *end = at = t.end;
    if (mine && (kind == PLB_XML_END || kind == PLB_XML_EMPTY))
      return too_long || at - begin > s->limits.record_bytes ? CUT_LONG : CUT_WHOLE;
  }
}

/* ---- sentences of one story ---- */
/* "AFP0808010001_3" -> "AFP0808010001"; n == 0: it has no number. */
static plb_slice story_id(plb_slice id) {
  uint32_t n = id.n;
  while (n && plb_is_digit(id.p[n - 1]))
    n--;
  bool numbered = n > 1 && n < id.n && id.p[n - 1] == '_';
  return plb_slice_sub(id, 0, numbered ? n - 1 : 0);
}

/* n == 0: the element is a story of its own. */
static plb_slice story_of(plb_slice attributes) {
  plb_slice is = plb_xml_attribute(attributes, "sentence");
  if (is.n && (is.p[0] == 'f' || is.p[0] == 'F')) return (plb_slice){"", 0};
  return story_id(plb_xml_attribute(attributes, "id"));
}

/* Where the next record of the window begins, at or after `at`; UINT32_MAX: something else comes first. */
static uint32_t next_record(plb_source *s, uint32_t at) {
  plb_xml_token t;
  for (;; at = t.end) {
    plb_xml_kind kind = next_token(s, at, &t);
    if (kind == PLB_XML_START && is_record(s, &t)) return at;
    if (kind != PLB_XML_TEXT && kind != PLB_XML_OTHER) return UINT32_MAX;
  }
}

static bool same_story(plb_slice a, plb_slice b) {
  plb_xml_element x, y;
  uint32_t i = 0, k = 0;
  if (plb_xml_next(a, &i, &x) || plb_xml_next(b, &k, &y)) return false;
  plb_slice story = story_of(x.attributes);
  return story.n && plb_slice_eq(story, story_of(y.attributes)) &&
         plb_slice_eq(plb_xml_attribute(x.attributes, "date"), plb_xml_attribute(y.attributes, "date"));
}

/* Reads the sentences that go on with the one of window[0..*end); *end goes past them. */
static plb_status join_story(plb_source *s, plb_given *given, uint32_t *end, plb_error *err) {
  const feed *f = s->state;
  plb_buf text;
  uint32_t first = *end, n = 1, next_end;
  plb_status status = PLB_OK;
  plb_buf_init(&text, 4 * (size_t)s->limits.record_bytes + 64);
  plb_buf_slice(&text, given->text);
  for (;;) {
    uint32_t next = next_record(s, *end);
    if (next == UINT32_MAX || find_end(s, next, true, &next_end) != CUT_WHOLE) break;
    plb_slice w = plb_input_waiting(&s->in);
    plb_slice one = plb_slice_sub(w, next, next_end);
    plb_given more;
    if (next_end > s->limits.record_bytes || !same_story(plb_slice_sub(w, 0, first), one)) break;
    status = plb_feed_read(&f->map, one, &more, &s->arena, err);
    if (status || !more.text.n) break;
    plb_buf_str(&text, "\n\n");
    plb_buf_slice(&text, more.text);
    *end = next_end;
    n++;
  }
  if (n > 1) given->text = plb_arena_dup(&s->arena, plb_slice_of(text.p, text.n));
  if (n > 1) given->id = story_id(given->id);
  bool failed = text.status || !given->text.p || status == PLB_NOMEM;
  plb_buf_free(&text);
  plb_error_clear(err);
  return failed ? plb_fail(err, PLB_NOMEM, "acquire", "no memory for a story") : PLB_OK;
}

/* ---- a record ---- */
static void add_head(const feed *f, plb_given *g) {
  if (!g->outlet.n) g->outlet = f->outlet;
  if (!g->language.n) g->language = f->language;
}

static plb_status read_record(plb_source *s, plb_record *out, uint32_t *end, plb_error *err) {
  const feed *f = s->state;
  plb_given *g = &out->given;
  plb_status status = plb_feed_read(&f->map, plb_slice_sub(plb_input_waiting(&s->in), 0, *end), g, &s->arena, err);
  if (!status && plb_slice_is(f->map.form, "petr") && g->text.n) status = join_story(s, g, end, err);
  out->bytes = plb_slice_sub(plb_input_waiting(&s->in), 0, *end);
  if (status) return status;
  add_head(f, g);
  if (!g->text.n && !g->html.n) g->text = g->title; /* a headline is all there is */
  if (g->text.n || g->html.n) return PLB_OK;
  return plb_fail(err, PLB_EMPTY, "acquire", "<%.*s> has neither text nor title", (int)f->map.record.n,
                  f->map.record.p);
}

static plb_status fail_cut(plb_source *s, plb_record *out, cut how, plb_error *err) {
  const feed *f = s->state;
  char text[160], name[40];
  snprintf(name, sizeof name, "<%.*s>", (int)f->map.record.n, f->map.record.p);
  if (how == CUT_LONG)
    snprintf(text, sizeof text, "%s is longer than %u bytes (record_bytes)", name, s->limits.record_bytes);
  else if (how == CUT_OFF)
    snprintf(text, sizeof text, "the file ends inside %s", name);
  else
    snprintf(text, sizeof text, "%s is not closed before the next one begins", name);
  return plb_reader_fail(s, err, how == CUT_LONG ? PLB_LIMIT : PLB_DAMAGED, out->offset, text);
}

static plb_status take_record(plb_source *s, plb_record *out, plb_error *err) {
  uint32_t end;
  cut how = find_end(s, 0, false, &end);
  if (how == CUT_OFF && s->in.failure.code) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  if (how != CUT_WHOLE) {
    plb_input_consume(&s->in, end);
    return fail_cut(s, out, how, err);
  }
  plb_error inner;
  plb_error_clear(&inner);
  plb_status status = read_record(s, out, &end, &inner);
  if (status)
    plb_reader_fail(s, err, status, out->offset + (inner.offset == PLB_NO_OFFSET ? 0 : inner.offset), inner.message);
  plb_input_consume(&s->in, end);
  return status;
}

static plb_status end_of_feed(plb_source *s, plb_record *out, plb_error *err) {
  if (s->in.failure.code || s->number) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  return plb_reader_fail(s, err, PLB_EMPTY, out->offset, "this feed has no entries");
}

static plb_status damage_between(plb_source *s, plb_record *out, uint64_t at, plb_error *err) {
  out->number = ++s->number;
  out->offset = at;
  return plb_reader_fail(s, err, PLB_DAMAGED, at, "broken XML between two records");
}

static plb_status next_entry(plb_source *s, plb_record *out, plb_error *err) {
  uint64_t damage = UINT64_MAX, line = 0;
  for (;;) {
    plb_xml_token t;
    plb_reader_begin(s, out);
    plb_xml_kind kind = next_token(s, 0, &t);
    bool tag = kind == PLB_XML_START || kind == PLB_XML_EMPTY || kind == PLB_XML_END, mine = tag && is_record(s, &t);
    bool begins = mine && kind != PLB_XML_END;
    bool ends = kind == PLB_XML_CUT && !s->in.failure.code;
    if (damage != UINT64_MAX && (begins || ends)) {
      s->line = line;
      return damage_between(s, out, damage, err);
    }
    if (kind == PLB_XML_CUT) return end_of_feed(s, out, err);
    if (begins) return take_record(s, out, err);
    if ((mine || kind == PLB_XML_BAD) && damage == UINT64_MAX) {
      damage = s->in.offset;
      line = s->line;
    }
    plb_input_consume(&s->in, t.end);
  }
}

const plb_reader_kind plb_reader_feed = {.name = "a feed",
                                         .format = PLB_FORMAT_FIELDS,
                                         .by_line = true,
                                         .is = is_feed,
                                         .open = open_feed,
                                         .next = next_entry,
                                         .close = close_feed};
