/* RSS 0.9x to 2.0, RSS 1.0 (RDF), RFC 4287 (Atom), the news sitemap protocol and the sentence files of PETRARCH, all as
 * paths from a record's element to its values. A prefix counts by the URI that the root element gives it, as
 * "Namespaces in XML" has it; one that the root does not declare counts as it is written. */
#include "acquire/feed_map.h"

#include "acquire/byte_sets.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { MOST_DECLARED = 100 }; /* prefixes of a root element that are looked at */

/* ---- the table ---- */
static bool push(plb_slice *list, uint32_t *n, plb_slice word) {
  if (*n == PLB_FEED_NAMES) return false;
  list[(*n)++] = word;
  return true;
}

static bool push_space(plb_feed_map *m, plb_slice words) {
  plb_slice prefix, uri;
  if (m->n_space == PLB_FEED_NAMES || !plb_slice_word(&words, &prefix) || !plb_slice_word(&words, &uri)) return false;
  m->space[m->n_space].prefix = plb_slice_is(prefix, ".") ? (plb_slice){"", 0} : prefix;
  m->space[m->n_space++].uri = uri;
  return true;
}

static bool add_row(plb_feed_map *m, plb_slice role, plb_slice words) {
  size_t field = plb_fields_named(role);
  if (field < PLB_FIELDS)
    *plb_fields_given(&m->path, field) = words;
  else if (plb_slice_is(role, "root"))
    return push(m->root, &m->n_root, words);
  else if (plb_slice_is(role, "inside"))
    return push(m->inside, &m->n_inside, words);
  else if (plb_slice_is(role, "namespace"))
    return push_space(m, words);
  else if (plb_slice_is(role, "record"))
    m->record = words;
  else if (plb_slice_is(role, "head-outlet"))
    m->head_outlet = words;
  else if (plb_slice_is(role, "head-language"))
    m->head_language = words;
  else
    return false;
  return true;
}

static plb_status read_form(plb_slice form, plb_feed_map *m, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/feeds.tsv", "form role words", err);
  *m = (plb_feed_map){.form = form};
  while (!s && !(s = plb_table_next(&t, err)))
    if (plb_slice_eq(plb_table_cell(&t, 0), form) && !add_row(m, plb_table_cell(&t, 1), plb_table_cell(&t, 2)))
      return plb_table_fail(&t, err, "there is no such role, or it has too many rows");
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* ---- names ---- */
static plb_slice prefix_of(plb_slice name) {
  const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;
  return colon ? plb_slice_sub(name, 0, (uint32_t)(colon - name.p)) : (plb_slice){"", 0};
}

static plb_slice local_of(plb_slice name) {
  plb_slice prefix = prefix_of(name);
  return prefix.n ? plb_slice_sub(name, prefix.n + 1, name.n) : name;
}

bool plb_feed_is(const plb_feed_map *m, plb_slice written, plb_slice wanted) {
  plb_slice prefix = prefix_of(written);
  for (uint32_t i = 0; i < m->n_alias; i++)
    if (plb_slice_eq(m->alias[i].written, prefix)) {
      prefix = m->alias[i].means;
      break;
    }
  return plb_slice_eq(local_of(written), local_of(wanted)) && plb_slice_eq(prefix, prefix_of(wanted));
}

bool plb_feed_is_one(const plb_feed_map *m, plb_slice written, const plb_slice *wanted, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    if (plb_feed_is(m, written, wanted[i])) return true;
  return false;
}

/* Which prefix of the table each xmlns:x of the root means. */
static void read_aliases(plb_feed_map *m, plb_slice attributes) {
  char name[48];
  uint32_t seen = 0;
  for (uint32_t i = 0; i + 5 < attributes.n && m->n_alias < PLB_FEED_NAMES && seen < MOST_DECLARED; i++) {
    if (!plb_slice_starts(plb_slice_sub(attributes, i, attributes.n), PLB_LIT("xmlns"))) continue;
    seen++;
    uint32_t begin = i + 5, end = begin + (attributes.p[begin] == ':');
    while (end < attributes.n && attributes.p[end] != '=' && !plb_is_space(attributes.p[end]))
      end++;
    if (end - i >= sizeof name) continue;
    memcpy(name, attributes.p + i, end - i);
    name[end - i] = 0;
    plb_slice uri = plb_slice_trim(plb_xml_attribute(attributes, name));
    plb_slice prefix = end > begin ? plb_slice_sub(attributes, begin + 1, end) : (plb_slice){"", 0};
    for (uint32_t k = 0; k < m->n_space; k++)
      if (plb_slice_eq(m->space[k].uri, uri)) {
        m->alias[m->n_alias].written = prefix;
        m->alias[m->n_alias++].means = m->space[k].prefix;
        break;
      }
  }
}

plb_status plb_feed_map_open(const plb_xml_token *root, plb_feed_map *out, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "acquire/feeds.tsv", "form role words", err);
  while (!s && !(s = plb_table_next(&t, err))) {
    if (!plb_slice_is(plb_table_cell(&t, 1), "root")) continue;
    if (!plb_slice_eq(local_of(plb_table_cell(&t, 2)), local_of(root->name))) continue;
    s = read_form(plb_table_cell(&t, 0), out, err);
    if (!s) read_aliases(out, root->inside);
    return s;
  }
  return s;
}

/* ---- paths ---- */
typedef struct query {
  const plb_feed_map *m;
  const uint16_t *upper;
  bool all;    /* every value, joined; else the first */
  bool markup; /* may be HTML */
  bool is_html;
  plb_buf b;
} query;

/* Conditions "[x=y]" and "[!x]" behind a step's name. */
static bool allows(plb_slice conditions, plb_slice attributes) {
  plb_slice one, name;
  char buffer[32];
  while (plb_slice_split(&conditions, ']', &one) && one.n > 1) {
    bool absent = one.p[1] == '!';
    plb_slice want = plb_slice_sub(one, 1 + absent, one.n);
    plb_slice_split(&want, '=', &name);
    if (name.n >= sizeof buffer) return false;
    memcpy(buffer, name.p, name.n);
    buffer[name.n] = 0;
    plb_slice value = plb_xml_attribute(attributes, buffer);
    if (absent ? value.p != NULL : !plb_slice_eq(value, want)) return false;
  }
  return true;
}

static bool has_reference(plb_slice s) {
  for (uint32_t i = 0; i + 3 < s.n; i++) {
    const char *amp = memchr(s.p + i, '&', s.n - i);
    if (!amp) return false;
    i = (uint32_t)(amp - s.p);
    uint32_t end = i + 1 + (i + 1 < s.n && s.p[i + 1] == '#');
    uint32_t k = end;
    while (k < s.n && (plb_is_alpha(s.p[k]) || plb_is_digit(s.p[k])))
      k++;
    if (k > end && k < s.n && s.p[k] == ';') return true;
  }
  return false;
}

static bool has_tag(plb_slice s) {
  const char *last = s.n ? memrchr(s.p, '>', s.n) : NULL;
  for (const char *p = s.p; last && p < last; p++)
    if (p[0] == '<' && (plb_is_alpha(p[1]) || p[1] == '/' || p[1] == '!')) return true;
  return false;
}

static void trim_from(plb_buf *b, size_t begin) {
  plb_slice all = plb_slice_of(b->p ? b->p + begin : "", b->n - begin), s = plb_slice_trim(all);
  if (s.n && s.p != all.p) memmove(b->p + begin, s.p, s.n);
  b->n = begin + s.n;
}

/* Markup or text by what stands there, but what says that it is plain text is. */
static void take_prose(query *q, const plb_xml_element *e) {
  plb_slice type = plb_xml_attribute(e->attributes, "type");
  bool plain = plb_slice_is(type, "text") || plb_slice_is(type, "text/plain");
  bool nested = plb_xml_has_elements(e->content);
  if (nested && !plain)
    plb_byte_set_put(e->content, q->upper, false, &q->b);
  else
    plb_xml_text(e->content, q->upper, &q->b);
  trim_from(&q->b, 0);
  plb_slice s = plb_slice_of(q->b.p ? q->b.p : "", q->b.n);
  q->is_html = q->b.n && !plain && (nested || has_tag(s) || has_reference(s));
}

/* Headlines are often escaped twice. */
static void take_words(query *q, plb_slice content, bool attribute) {
  plb_buf once;
  plb_buf_init(&once, q->b.max);
  if (attribute)
    plb_byte_set_put(content, q->upper, true, &once);
  else
    plb_xml_text(content, q->upper, &once);
  size_t begin = q->b.n;
  if (begin) plb_buf_str(&q->b, "; ");
  size_t value = q->b.n;
  plb_byte_set_put(plb_slice_of(once.p ? once.p : "", once.n), NULL, true, &q->b);
  if (once.status) q->b.status = once.status;
  trim_from(&q->b, value);
  if (q->b.n == value) q->b.n = begin;
  plb_buf_free(&once);
}

/* Goes along the path; true when no more values are wanted. */
static bool walk(query *q, plb_slice content, plb_slice attributes, plb_slice path) {
  if (path.n && path.p[0] == '@') {
    char name[32];
    if (path.n >= sizeof name) return false;
    memcpy(name, path.p + 1, path.n - 1);
    name[path.n - 1] = 0;
    take_words(q, plb_xml_attribute(attributes, name), true);
    return q->b.n && !q->all;
  }
  uint32_t n = 0, head;
  while (n < path.n && path.p[n] != '/' && path.p[n] != '@' && path.p[n] != '[')
    n++;
  head = n;
  while (n < path.n && path.p[n] != '/' && path.p[n] != '@')
    n++;
  plb_slice conditions = plb_slice_sub(path, head, n);
  plb_slice rest = plb_slice_sub(path, n + (n < path.n && path.p[n] == '/'), path.n);
  plb_xml_element e;
  for (uint32_t at = 0; plb_xml_next(content, &at, &e) == PLB_OK;) {
    if (!plb_feed_is(q->m, e.name, plb_slice_sub(path, 0, head)) || !allows(conditions, e.attributes)) continue;
    if (rest.n && walk(q, e.content, e.attributes, rest)) return true;
    if (rest.n) continue;
    if (q->markup)
      take_prose(q, &e);
    else
      take_words(q, e.content, false);
    if (q->b.n && !q->all) return true;
  }
  return false;
}

static plb_slice ask(query *q, plb_slice paths, plb_slice content, plb_slice attributes, plb_arena *arena) {
  plb_slice path;
  plb_buf_init(&q->b, 4 * ((size_t)content.n + attributes.n) + 64); /* a byte may become three, joined by two more */
  while (q->b.n == 0 && plb_slice_split(&paths, '|', &path))
    if (path.n) walk(q, content, attributes, path);
  plb_slice s = q->b.status ? (plb_slice){NULL, 0} : plb_arena_dup(arena, plb_slice_of(q->b.p ? q->b.p : "", q->b.n));
  plb_buf_free(&q->b);
  return s;
}

/* ---- a record ---- */
/* Bytes that are UTF-8 beyond ASCII are that, whatever the file says; others are what it says, or windows-1252. */
static const uint16_t *set_of(const plb_feed_map *m, plb_slice s) {
  return plb_utf8_valid(s) ? NULL : m->upper;
}

plb_slice plb_feed_value(const plb_feed_map *m, plb_slice paths, plb_slice content, plb_slice attributes,
                         plb_arena *arena) {
  query q = {.m = m, .upper = set_of(m, content)};
  return ask(&q, paths, content, attributes, arena);
}

static plb_status check_elements(plb_slice content, plb_error *err) {
  plb_xml_element e;
  uint32_t at = 0;
  plb_status s;
  while ((s = plb_xml_next(content, &at, &e)) == PLB_OK)
    ;
  if (s == PLB_NOTFOUND) return PLB_OK;
  return plb_fail_at(err, PLB_DAMAGED, "acquire", at, "broken XML: an element that is not closed, or closed twice");
}

plb_status plb_feed_read(const plb_feed_map *m, plb_slice record, plb_given *given, plb_arena *arena, plb_error *err) {
  plb_xml_element e;
  uint32_t at = 0;
  *given = (plb_given){0};
  if (plb_xml_next(record, &at, &e))
    return plb_fail_at(err, PLB_DAMAGED, "acquire", 0, "broken XML: an element that is not closed, or closed twice");
  plb_error_clear(err);
  if (check_elements(e.content, err)) {
    err->offset += e.content.p ? (uint64_t)(e.content.p - record.p) : 0;
    return PLB_DAMAGED;
  }
  query q = {.m = m, .upper = set_of(m, record)};
  for (size_t i = 0; i < PLB_FIELDS; i++) {
    plb_slice *to = plb_fields_given(given, i);
    plb_slice paths = *plb_fields_given((plb_given *)(uintptr_t)&m->path, i);
    q.all = to == &given->author;
    q.markup = to == &given->html;
    if (paths.n) *to = ask(&q, paths, e.content, e.attributes, arena);
    if (paths.n && !to->p) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for the fields of a record");
    if (q.markup && !q.is_html && to->n) {
      given->text = *to;
      *to = (plb_slice){NULL, 0};
    }
  }
  return PLB_OK;
}
