/* URLs after RFC 3986: splitting by the regular expression of its appendix B, joining by section 5.2, normalising by
 * section 6.2 as far as it is safe for every server (case of scheme and host, default port, empty path), and leaving
 * out the parameters that only tell where a reader came from (data/extract/tracking.tsv). */
#include "extract/url.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

plb_status plb_url_tables_open(plb_url_tables *t, plb_error *err) {
  *t = (plb_url_tables){0};
  plb_table table;
  plb_status s = plb_table_open_data(&table, "extract/tracking.tsv", "name match", err);
  if (s) return s;
  while ((s = plb_table_next(&table, err)) == PLB_OK) {
    plb_slice name = plb_table_cell(&table, 0), match = plb_table_cell(&table, 1);
    if (plb_slice_is(match, "exact")) {
      if (!plb_map_set(&t->exact, name, 1)) return plb_fail(err, PLB_NOMEM, "extract", "no memory for tracking.tsv");
    } else if (!plb_slice_is(match, "prefix") || name.n == 0) {
      return plb_table_fail(&table, err, "match is neither exact nor prefix");
    } else {
      if (t->n_prefix == PLB_URL_PREFIXES)
        return plb_table_fail(&table, err, "more than %d prefixes", PLB_URL_PREFIXES);
      t->prefix[t->n_prefix++] = name;
    }
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

void plb_url_tables_close(plb_url_tables *t) {
  plb_map_free(&t->exact);
}

/* Takes what follows the first `mark` off the end of *s; {NULL,0} when there is none. */
static plb_slice cut_after(plb_slice *s, char mark) {
  const char *at = s->n ? memchr(s->p, mark, s->n) : NULL;
  if (!at) return (plb_slice){NULL, 0};
  uint32_t n = (uint32_t)(at - s->p);
  plb_slice tail = plb_slice_of(at + 1, s->n - n - 1);
  s->n = n;
  return tail;
}

static bool host_is_sound(plb_slice host) {
  if (host.n == 0 || host.n > 253) return false;
  for (uint32_t i = 0; i < host.n; i++) {
    unsigned char c = (unsigned char)host.p[i];
    if (!plb_is_alpha((char)c) && !plb_is_digit((char)c) && c != '.' && c != '-' && c != '_' && c < 0x80) return false;
  }
  return host.p[0] != '.' && host.p[0] != '-';
}

static bool has_space_or_control(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f) return true;
  return false;
}

bool plb_url_split(plb_slice text, plb_url *out) {
  plb_slice s = plb_slice_trim(text);
  *out = (plb_url){0};
  if (s.n > PLB_URL_MAX || has_space_or_control(s)) return false;
  uint32_t colon = plb_slice_find(s, PLB_LIT("://"), 0);
  if (colon == UINT32_MAX) return false;
  out->scheme = plb_slice_sub(s, 0, colon);
  if (!plb_slice_eq_nocase(out->scheme, PLB_LIT("http")) && !plb_slice_eq_nocase(out->scheme, PLB_LIT("https")))
    return false;
  plb_slice rest = plb_slice_sub(s, colon + 3, s.n);
  out->fragment = cut_after(&rest, '#');
  out->query = cut_after(&rest, '?');
  const char *slash = rest.n ? memchr(rest.p, '/', rest.n) : NULL;
  uint32_t n = slash ? (uint32_t)(slash - rest.p) : rest.n;
  out->host = plb_slice_of(rest.p, n);
  out->path = plb_slice_of(rest.p + n, rest.n - n);
  out->port = cut_after(&out->host, ':');
  uint64_t port;
  if (out->port.n && (!plb_slice_u64(out->port, &port) || port > 65535)) return false;
  return host_is_sound(out->host);
}

static bool is_tracking(const plb_url_tables *t, plb_slice parameter) {
  plb_slice name = parameter;
  cut_after(&name, '=');
  if (plb_map_get(&t->exact, name) != PLB_MAP_NONE) return true;
  for (uint32_t i = 0; i < t->n_prefix; i++)
    if (plb_slice_starts(name, t->prefix[i])) return true;
  return false;
}

static bool default_port(const plb_url *u) {
  bool secure = u->scheme.n == 5;
  return u->port.n == 0 || plb_slice_is(u->port, secure ? "443" : "80");
}

static uint32_t put(char *out, uint32_t at, plb_slice s, bool lower) {
  for (uint32_t i = 0; i < s.n; i++)
    out[at + i] = lower ? plb_lower(s.p[i]) : s.p[i];
  return at + s.n;
}

plb_status plb_url_canonical(const plb_url_tables *t, plb_slice text, plb_arena *arena, plb_slice *out,
                             plb_error *err) {
  plb_url u;
  *out = (plb_slice){NULL, 0};
  if (!plb_url_split(text, &u)) return plb_fail(err, PLB_FORMAT, "extract", "not an absolute http or https URL");
  char *p = plb_arena_alloc(arena, (size_t)text.n + 2);
  if (!p) return plb_fail(err, PLB_NOMEM, "extract", "no memory for a URL");
  uint32_t n = put(p, put(p, 0, u.scheme, true), PLB_LIT("://"), false);
  n = put(p, n, u.host, true);
  if (!default_port(&u)) n = put(p, put(p, n, PLB_LIT(":"), false), u.port, false);
  n = put(p, n, u.path.n ? u.path : PLB_LIT("/"), false);
  plb_slice rest = u.query, part;
  char mark = '?';
  for (uint32_t i = 0; plb_slice_split(&rest, '&', &part); i++) {
    if (i == PLB_URL_PARAMETERS)
      return plb_fail(err, PLB_FORMAT, "extract", "a URL with more than %d parameters", PLB_URL_PARAMETERS);
    if (part.n == 0 || is_tracking(t, part)) continue;
    p[n++] = mark;
    n = put(p, n, part, false);
    mark = '&';
  }
  *out = plb_slice_of(p, n);
  return PLB_OK;
}

/* Removes "." and ".." segments (RFC 3986, 5.2.4), in place. */
static uint32_t remove_dots(char *path, uint32_t n) {
  uint32_t out = 0;
  for (uint32_t i = 0; i < n;) {
    uint32_t end = i + 1;
    while (end < n && path[end] != '/')
      end++;
    plb_slice part = plb_slice_of(path + i, end - i);
    bool last = end == n;
    if (plb_slice_is(part, "/.")) {
      if (last) path[out++] = '/';
    } else if (plb_slice_is(part, "/..")) {
      while (out && path[--out] != '/')
        continue;
      if (last) path[out++] = '/';
    } else {
      memmove(path + out, part.p, part.n);
      out += part.n;
    }
    i = end;
  }
  return out;
}

static plb_slice joined(const plb_url *b, plb_slice ref, plb_arena *arena) {
  plb_slice path = ref, directory = b->path;
  uint32_t cut = 0;
  while (cut < path.n && path.p[cut] != '?' && path.p[cut] != '#')
    cut++;
  plb_slice tail = plb_slice_sub(path, cut, path.n);
  path.n = cut;
  while (directory.n && directory.p[directory.n - 1] != '/')
    directory.n--;
  if (path.n == 0) directory = b->path;
  if (path.n && path.p[0] == '/') directory.n = 0;
  plb_slice head = plb_arena_printf(arena, "%.*s://%.*s%s%.*s", (int)b->scheme.n, b->scheme.p, (int)b->host.n,
                                    b->host.p, b->port.n ? ":" : "", (int)b->port.n, b->port.n ? b->port.p : "");
  char *p = head.p ? plb_arena_alloc(arena, (size_t)head.n + directory.n + path.n + tail.n + 2) : NULL;
  if (!p) return (plb_slice){NULL, 0};
  uint32_t n = put(p, 0, head, false), begin = n;
  if (directory.n == 0 && (path.n == 0 || path.p[0] != '/')) p[n++] = '/';
  n = put(p, put(p, n, directory, false), path, false);
  n = begin + remove_dots(p + begin, n - begin);
  return plb_slice_of(p, put(p, n, tail, false));
}

plb_status plb_url_join(plb_slice base, plb_slice reference, plb_arena *arena, plb_slice *out, plb_error *err) {
  plb_slice ref = plb_slice_trim(reference);
  plb_url u;
  *out = ref;
  if (plb_url_split(ref, &u)) return PLB_OK;
  if (ref.n == 0 || ref.n > PLB_URL_MAX || has_space_or_control(ref) || !plb_url_split(base, &u))
    return plb_fail(err, PLB_FORMAT, "extract", "a relative address without a page it belongs to");
  uint32_t colon = plb_slice_find(ref, PLB_LIT(":"), 0), slash = plb_slice_find(ref, PLB_LIT("/"), 0);
  if (colon < slash) return plb_fail(err, PLB_FORMAT, "extract", "not an http or https URL");
  *out = plb_slice_starts(ref, PLB_LIT("//"))
             ? plb_arena_printf(arena, "%.*s:%.*s", (int)u.scheme.n, u.scheme.p, (int)ref.n, ref.p)
             : joined(&u, ref, arena);
  return out->p ? PLB_OK : plb_fail(err, PLB_NOMEM, "extract", "no memory for a URL");
}

plb_slice plb_url_inner(plb_slice text, plb_arena *arena) {
  static const char *const marks[] = {"/https://", "/http://", "/https/", "/http/"};
  plb_url u, inner;
  if (!plb_url_split(text, &u)) return (plb_slice){NULL, 0};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    plb_slice mark = plb_slice_str(marks[i]);
    uint32_t at = plb_slice_find(u.path, mark, 0);
    if (at == UINT32_MAX) continue;
    uint32_t from = at + mark.n;
    plb_slice rest = plb_slice_of(u.path.p + from, u.path.n - from);
    if (u.query.p) rest.n = (uint32_t)(u.query.p + u.query.n - rest.p);
    plb_slice made = plb_arena_printf(arena, "%s%.*s", i % 2 ? "http://" : "https://", (int)rest.n, rest.p);
    if (made.p && plb_url_split(made, &inner) && plb_slice_find(inner.host, PLB_LIT("."), 0) != UINT32_MAX) return made;
  }
  return (plb_slice){NULL, 0};
}
