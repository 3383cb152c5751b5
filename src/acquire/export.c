/* A row is held against the marks of its vendor; '#' in a mark stands for a number, '@' for a long word of letters and
 * digits, '_' for a rule of underscores. An article is: unlabelled rows (the head), labels with their values, the text,
 * labels again. The head's paragraphs have no names: the one with a year is the date, and its neighbours are told by
 * the vendor's order. */
#include "acquire/export.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

enum { MOST_MARKS = 400, LONG_WORD = 15, RULE = 20 };

static const char *const role_names[PLB_ROLE_COUNT] = {
    "signs",  "sign",      "begin",    "end", "head", "code",  "copyright", "title", "outlet",
    "author", "published", "language", "url", "id",   "label", "after",     "body",  "tail"};

/* ---- the table ---- */
static plb_status add_mark(plb_exports *x, const plb_table *t, plb_error *err) {
  plb_slice name = plb_table_cell(t, 0), words = plb_table_cell(t, 2);
  size_t role = plb_slice_index(plb_table_cell(t, 1), role_names, PLB_ROLE_COUNT);
  if (role == PLB_ROLE_COUNT) return plb_table_fail(t, err, "there is no such role");
  if (x->n_vendor == 0 || !plb_slice_eq(x->vendor[x->n_vendor - 1].name, name)) {
    if (x->n_vendor == PLB_EXPORT_VENDORS) return plb_table_fail(t, err, "too many vendors");
    x->vendor[x->n_vendor].name = name;
    x->vendor[x->n_vendor++].begin = x->n_mark;
  }
  if (x->n_mark == MOST_MARKS) return plb_table_fail(t, err, "there are more than %d marks", MOST_MARKS);
  uint64_t signs = 0;
  uint32_t v = x->n_vendor - 1;
  if (role == PLB_ROLE_SIGNS && !plb_slice_u64(words, &signs)) return plb_table_fail(t, err, "signs is a number");
  if (role == PLB_ROLE_SIGNS) x->vendor[v].signs = (uint32_t)signs;
  if (role == PLB_ROLE_CODE) x->vendor[v].code = true;
  if (role == PLB_ROLE_BEGIN) x->vendor[v].has_begin = true;
  if (role == PLB_ROLE_HEAD) x->vendor[v].head = words;
  x->mark[x->n_mark++] = (plb_export_mark){(plb_export_role)role, words};
  x->vendor[v].end = x->n_mark;
  return PLB_OK;
}

plb_status plb_exports_open(plb_exports **out, plb_error *err) {
  plb_exports *x = calloc(1, sizeof *x);
  *out = NULL;
  if (!x) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for tables");
  plb_arena_init(&x->arena, 1 << 20);
  x->mark = plb_arena_array(&x->arena, MOST_MARKS, sizeof *x->mark);
  plb_table t;
  plb_status s = x->mark ? plb_table_open_data(&t, "acquire/exports.tsv", "vendor role words", err)
                         : plb_fail(err, PLB_NOMEM, "acquire", "no memory for tables");
  while (!s && !(s = plb_table_next(&t, err)))
    s = add_mark(x, &t, err);
  if (s == PLB_NOTFOUND)
    *out = x;
  else
    plb_exports_close(x);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

void plb_exports_close(plb_exports *x) {
  if (!x) return;
  plb_arena_free(&x->arena);
  free(x);
}

/* ---- marks ---- */
/* Bytes of the row that the mark's sign (#, @, _) takes; 0: none. */
static uint32_t take_sign(char sign, plb_slice row) {
  uint32_t n = 0;
  while (n < row.n && (sign == '_'   ? row.p[n] == '_'
                       : sign == '#' ? plb_is_digit(row.p[n])
                                     : plb_is_digit(row.p[n]) || plb_is_alpha(row.p[n])))
    n++;
  uint32_t least = sign == '_' ? RULE : sign == '@' ? LONG_WORD : 1;
  return n >= least ? n : 0;
}

/* Does the row begin with the mark? *rest: what follows. */
static bool begins(plb_slice mark, plb_slice row, plb_slice *rest) {
  for (uint32_t i = 0; i < mark.n; i++) {
    char c = mark.p[i];
    uint32_t n = c == '#' || c == '@' || c == '_' ? take_sign(c, row) : row.n && row.p[0] == c;
    if (n == 0) return false;
    row = plb_slice_sub(row, n, row.n);
  }
  *rest = row;
  return true;
}

static bool is_mark(const plb_exports *x, uint32_t vendor, const plb_export_mark *m, plb_slice row, plb_slice *rest) {
  if (!begins(m->words, row, rest)) return false;
  plb_slice r = *rest;
  bool label = m->words.n && m->words.p[m->words.n - 1] == ':';
  bool code = x->vendor[vendor].code && m->role != PLB_ROLE_END;
  bool gap = r.n == 0 || r.p[0] == '\t' || plb_slice_starts(r, PLB_LIT("  "));
  *rest = plb_slice_trim(r);
  if (code) return gap;
  return label || m->role == PLB_ROLE_COPYRIGHT || rest->n == 0; /* what is no label is the whole row */
}

bool plb_exports_is(const plb_exports *x, uint32_t vendor, plb_export_role role, plb_slice row, plb_slice *rest) {
  for (uint32_t i = x->vendor[vendor].begin; i < x->vendor[vendor].end; i++)
    if (x->mark[i].role == role && is_mark(x, vendor, &x->mark[i], row, rest)) return true;
  return false;
}

static plb_slice words_of(const plb_buf *text, const plb_row *row) {
  return text->p ? plb_slice_of(text->p + row->text_begin, row->text_end - row->text_begin) : (plb_slice){"", 0};
}

static uint32_t count_signs(const plb_exports *x, uint32_t v, const plb_buf *text, const plb_row *row, uint32_t n) {
  uint32_t seen = 0;
  for (uint32_t i = x->vendor[v].begin; i < x->vendor[v].end; i++) {
    bool here = false;
    plb_slice rest;
    for (uint32_t k = 0; k < n && !here && x->mark[i].role == PLB_ROLE_SIGN; k++)
      here = is_mark(x, v, &x->mark[i], words_of(text, &row[k]), &rest);
    seen += here;
  }
  return seen;
}

uint32_t plb_exports_vendor(const plb_exports *x, const plb_buf *text, const plb_row *row, uint32_t n) {
  uint32_t v = 0;
  while (v < x->n_vendor && count_signs(x, v, text, row, n) < x->vendor[v].signs)
    v++;
  return v;
}

/* ---- one article ---- */
typedef struct article {
  const plb_exports *x;
  uint32_t vendor;
  bool wrapped;
  const plb_buf *text;
  const plb_row *row;
  uint32_t n;
  plb_given *given;
  plb_arena *arena;
  plb_buf body;
  uint32_t runs, begin, end; /* of the body: stretches of rows, and the last one */
} article;

static plb_slice words_at(const article *a, uint32_t i) {
  return words_of(a->text, &a->row[i]);
}

/* The label's role, or ROLE_COUNT. In the text only a tail or another body label is one. */
static plb_export_role label_of(const article *a, uint32_t i, bool in_body, plb_slice *rest) {
  plb_slice row = words_at(a, i);
  for (uint32_t k = a->x->vendor[a->vendor].begin; row.n && k < a->x->vendor[a->vendor].end; k++) {
    const plb_export_mark *m = &a->x->mark[k];
    bool counts = in_body ? m->role == PLB_ROLE_TAIL || m->role == PLB_ROLE_BODY ||
                                (a->x->vendor[a->vendor].code && m->role >= PLB_ROLE_TITLE) ||
                                m->role == PLB_ROLE_LANGUAGE || m->role == PLB_ROLE_URL
                          : m->role >= PLB_ROLE_TITLE;
    if (counts && is_mark(a->x, a->vendor, m, row, rest)) return m->role;
  }
  return PLB_ROLE_COUNT;
}

static plb_slice *fact_of(plb_given *g, plb_export_role role) {
  switch (role) {
  case PLB_ROLE_TITLE:
    return &g->title;
  case PLB_ROLE_OUTLET:
    return &g->outlet;
  case PLB_ROLE_AUTHOR:
    return &g->author;
  case PLB_ROLE_PUBLISHED:
    return &g->published;
  case PLB_ROLE_LANGUAGE:
    return &g->language;
  case PLB_ROLE_URL:
    return &g->url;
  case PLB_ROLE_ID:
    return &g->id;
  default:
    return NULL;
  }
}

/* The rows begin..end-1 in one line, after `first`, in the arena. */
static plb_slice join(const article *a, plb_slice first, uint32_t begin, uint32_t end) {
  plb_buf b;
  plb_buf_init(&b, 64 * 1024);
  plb_buf_slice(&b, first);
  for (uint32_t i = begin; i < end; i++) {
    plb_slice w = words_at(a, i);
    if (b.n && w.n) plb_buf_char(&b, ' ');
    plb_buf_slice(&b, w);
  }
  if (b.status == PLB_NOMEM) a->arena->failed = true;
  plb_slice s = plb_arena_dup(a->arena, b.status ? first : plb_slice_of(b.p ? b.p : "", b.n));
  plb_buf_free(&b);
  return s;
}

/* Past the rows that go on with a value: to a blank row (or, where rows are paragraphs, one row if the value is empty)
 * or the next label. */
static uint32_t value_end(const article *a, plb_slice first, uint32_t i) {
  plb_slice rest;
  if (!a->wrapped) {
    if (first.n) return i;
    while (i < a->n && !words_at(a, i).n)
      i++;
    return i < a->n && label_of(a, i, false, &rest) == PLB_ROLE_COUNT ? i + 1 : i;
  }
  bool any = first.n > 0;
  while (i < a->n && label_of(a, i, false, &rest) == PLB_ROLE_COUNT) {
    bool blank = words_at(a, i).n == 0;
    if (blank && any) break;
    any |= !blank;
    i++;
  }
  return i;
}

/* Is there a year (19xx, 20xx) in the words? */
static bool has_year(plb_slice s) {
  for (uint32_t i = 0; i + 4 <= s.n; i++) {
    bool before = i > 0 && plb_is_digit(s.p[i - 1]), after = i + 4 < s.n && plb_is_digit(s.p[i + 4]);
    bool century = (s.p[i] == '1' && s.p[i + 1] == '9') || (s.p[i] == '2' && s.p[i + 1] == '0');
    if (century && !before && !after && plb_is_digit(s.p[i + 2]) && plb_is_digit(s.p[i + 3])) return true;
  }
  return false;
}

enum { HEAD_PARAGRAPHS = 16 };
typedef struct head {
  plb_slice at[HEAD_PARAGRAPHS]; /* the last ones before the first label */
  uint32_t n;
} head;

static void push_paragraph(head *h, plb_slice words) {
  if (words.n == 0) return;
  if (h->n == HEAD_PARAGRAPHS) memmove(h->at, h->at + 1, sizeof h->at - sizeof *h->at);
  h->at[h->n < HEAD_PARAGRAPHS ? h->n++ : h->n - 1] = words;
}

/* The unlabelled rows at the article's beginning; the row after them. */
static uint32_t read_head(const article *a, head *h) {
  plb_slice rest;
  uint32_t i = 0, begin = 0;
  for (; i < a->n && label_of(a, i, false, &rest) == PLB_ROLE_COUNT; i++) {
    plb_slice w = words_at(a, i);
    bool copyright = w.n && plb_exports_is(a->x, a->vendor, PLB_ROLE_COPYRIGHT, w, &rest);
    if (w.n && a->wrapped && !copyright) continue;
    push_paragraph(h, a->wrapped ? join(a, (plb_slice){"", 0}, begin, i) : copyright ? (plb_slice){"", 0} : w);
    begin = i + 1;
  }
  if (a->wrapped) push_paragraph(h, join(a, (plb_slice){"", 0}, begin, i));
  return i;
}

static void name_head(const article *a, const head *h) {
  plb_slice order = a->x->vendor[a->vendor].head, none = {"", 0};
  uint32_t date = h->n;
  for (uint32_t i = h->n; i-- > 0 && date == h->n;)
    if (has_year(h->at[i])) date = i;
  if (plb_slice_is(order, "first")) {
    a->given->title = h->n ? h->at[0] : none;
    return;
  }
  bool title_first = plb_slice_starts(order, PLB_LIT("title"));
  if (date == h->n) { /* no date: what is left is a title */
    a->given->title = h->n ? h->at[h->n - 1] : none;
    return;
  }
  a->given->published = h->at[date];
  if (date >= 1) a->given->outlet = h->at[date - 1];
  if (title_first && date >= 2) a->given->title = h->at[date - 2];
  if (!title_first && date + 1 < h->n) a->given->title = h->at[h->n - 1];
}

/* The text from row i on, to a tail or the end; the row after it. */
static uint32_t read_body(article *a, plb_slice first, uint32_t i) {
  plb_slice rest;
  bool gap = first.n == 0;
  if (a->body.n && first.n) plb_buf_str(&a->body, "\n\n");
  plb_buf_slice(&a->body, first);
  a->runs += first.n ? 2 : 1; /* text beside its label is no stretch of rows */
  a->begin = i;
  while (i < a->n && label_of(a, i, true, &rest) == PLB_ROLE_COUNT) {
    plb_slice w = words_at(a, i++);
    if (a->body.n && w.n) plb_buf_str(&a->body, a->wrapped && !gap ? "\n" : "\n\n");
    plb_buf_slice(&a->body, w);
    gap = w.n == 0;
  }
  a->end = i;
  return i;
}

static bool has_body_label(const article *a, uint32_t from) {
  plb_slice rest;
  while (from < a->n && !plb_exports_is(a->x, a->vendor, PLB_ROLE_BODY, words_at(a, from), &rest))
    from++;
  return from < a->n;
}

static void read_labels(article *a, uint32_t i) {
  plb_slice rest = {"", 0};
  bool labelled = has_body_label(a, i);
  while (i < a->n) {
    plb_export_role role = label_of(a, i, false, &rest);
    plb_slice *fact = fact_of(a->given, role);
    if (role == PLB_ROLE_COUNT) {
      i++;
    } else if (role == PLB_ROLE_BODY) {
      i = read_body(a, rest, i + 1);
    } else {
      uint32_t end = value_end(a, rest, i + 1);
      if (fact) *fact = join(a, rest, i + 1, end);
      if (fact == &a->given->outlet) plb_slice_split(&(plb_slice){fact->p, fact->n}, ';', fact); /* "Name; Place" */
      i = role == PLB_ROLE_AFTER && !labelled ? read_body(a, (plb_slice){"", 0}, end) : end;
    }
  }
}

plb_status plb_exports_read(const plb_exports *x, uint32_t vendor, bool wrapped, const plb_buf *text,
                            const plb_row *row, uint32_t n, plb_given *given, uint32_t *body_begin, uint32_t *body_end,
                            plb_arena *arena, plb_error *err) {
  article a = {
      .x = x, .vendor = vendor, .wrapped = wrapped, .text = text, .row = row, .n = n, .given = given, .arena = arena};
  head h = {.n = 0};
  plb_buf_init(&a.body, text->n + 4096);
  uint32_t after = read_head(&a, &h);
  if (x->vendor[vendor].head.n) name_head(&a, &h);
  read_labels(&a, after);
  given->text = plb_arena_dup(arena, plb_slice_trim(plb_slice_of(a.body.p ? a.body.p : "", a.body.n)));
  *body_begin = *body_end = 0;
  if (a.runs == 1) {
    *body_begin = a.begin;
    *body_end = a.end;
  }
  plb_status s = a.body.status;
  plb_buf_free(&a.body);
  if (s || arena->failed) return plb_fail(err, PLB_NOMEM, "acquire", "no memory for an article");
  if (given->text.n == 0) return plb_fail(err, PLB_EMPTY, "acquire", "this article of the export has no text");
  return PLB_OK;
}
