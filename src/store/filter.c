/* Filters. Dates are text of growing precision, so they are compared as beginnings: an event "2024-03" may have been on
 * any day of that month and matches since 2024-03-15 (its last possible day is not before it) and until 2024-03-15.
 * Appending
 * '~', which sorts after every digit and '-', turns a beginning into its last possible day. */
#include "store/filter.h"

#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"

enum {
  P_DOCUMENT = 1,
  P_SOURCE,
  P_REPORT,
  P_WORDS,
  P_TYPE,
  P_STATUS,
  P_ACTOR,
  P_RECIPIENT,
  P_OUTLET,
  P_SINCE,
  P_UNTIL,
  P_CONFIDENCE
};
enum { CANDIDATES = 5 };

#define SOURCE_MATCH "(s.name = ?2 OR substr(s.name, -length(?2)) = ?2)"

void plb_filter_default(plb_filter *filter) {
  *filter = (plb_filter){.size = sizeof *filter};
}

/* ---- checks ---- */

static plb_status usage(plb_error *err, const char *what, const char *value) {
  return plb_fail(err, PLB_USAGE, "store", "%s, not '%.80s'", what, value);
}

static bool whole_date(const char *s) {
  char again[11];
  plb_date d = plb_date_parse_iso(plb_slice_str(s));
  return plb_date_known(d) && strcmp(plb_date_format(d, again), s) == 0;
}

/* Is the first day or month after the second? 2024-05 is not after 2024. */
static bool after(const char *a, const char *b) {
  return strcmp(a, b) > 0 && strncmp(a, b, strlen(b)) != 0;
}

static plb_status check_days(const plb_filter *f, plb_error *err) {
  if (f->since && !whole_date(f->since)) return usage(err, "since takes YYYY, YYYY-MM or YYYY-MM-DD", f->since);
  if (f->until && !whole_date(f->until)) return usage(err, "until takes YYYY, YYYY-MM or YYYY-MM-DD", f->until);
  if (f->since && f->until && after(f->since, f->until))
    return plb_fail(err, PLB_USAGE, "store", "nothing is since %s and until %s", f->since, f->until);
  return PLB_OK;
}

static plb_status check_values(const plb_filter *f, plb_error *err) {
  if (f->size != sizeof *f) return plb_fail(err, PLB_USAGE, "store", "the filter was not set by plb_filter_default");
  const char *given[] = {f->document, f->report, f->words, f->actor, f->recipient, f->outlet};
  for (size_t i = 0; i < sizeof given / sizeof *given; i++)
    if (given[i] && !*given[i]) return plb_fail(err, PLB_USAGE, "store", "an empty condition matches nothing");
  if (f->type && plb_type_of(plb_slice_str(f->type)) == PLB_TYPE_COUNT)
    return usage(err, "the type is one of PLOVER's, such as CONSULT", f->type);
  if (f->status && plb_act_status_of(plb_slice_str(f->status)) == PLB_ACT_COUNT)
    return usage(err, "the status is actual, future, hypothetical, negated or historical", f->status);
  if (f->voice && strcmp(f->voice, "outlet") != 0 && strcmp(f->voice, "claimed") != 0)
    return usage(err, "the voice is outlet or claimed", f->voice);
  if (!(f->confidence >= 0 && f->confidence <= 1))
    return plb_fail(err, PLB_USAGE, "store", "the confidence is from 0 to 1");
  return check_days(f, err);
}

/* ---- ids by their beginning ---- */

/* Copies a beginning of an id in lower case; false when it cannot be one. */
static bool as_beginning(const char *s, char out[33]) {
  size_t n = strnlen(s, 33);
  if (n == 0 || n > 32) return false;
  for (size_t i = 0; i <= n; i++)
    out[i] = plb_lower(s[i]);
  return strspn(out, "0123456789abcdef") == n;
}

static plb_status ambiguous(plb_error *err, const char *beginning, char ids[CANDIDATES + 1][33], int n) {
  char list[CANDIDATES * 34 + 8];
  size_t at = 0;
  for (int i = 0; i < n && i < CANDIDATES; i++) {
    snprintf(list + at, sizeof list - at, "%s%.32s", i ? " " : "", ids[i]);
    at += i ? 33 : 32;
  }
  return plb_fail(err, PLB_USAGE, "store", "'%.31s' begins several ids: %s%s", beginning, list,
                  n > CANDIDATES ? " ..." : "");
}

/* The one id that begins so. PLB_NOTFOUND (err untouched): none. PLB_USAGE: several. sql: ?1 <= id < ?2. */
static plb_status complete(plb_store *s, const char *sql, const char *beginning, plb_id *out, plb_error *err) {
  char past[34], ids[CANDIDATES + 1][33];
  plb_stmt *st;
  int n = 0;
  plb_status status = plb_db_prepare(s->db, sql, &st, err);
  if (status) return status;
  snprintf(past, sizeof past, "%s~", beginning);
  plb_bind_full(st, 1, plb_slice_str(beginning));
  plb_bind_full(st, 2, plb_slice_str(past));
  while (n <= CANDIDATES && (status = plb_stmt_step(st, err)) == PLB_OK) {
    plb_slice id = plb_col_text(st, 0);
    snprintf(ids[n++], 33, "%.*s", id.n < 32 ? (int)id.n : 32, id.p);
  }
  plb_stmt_free(st);
  if (status != PLB_OK && status != PLB_NOTFOUND) return status;
  if (n == 0) return PLB_NOTFOUND;
  if (n > 1) return ambiguous(err, beginning, ids, n);
  memcpy(out->hex, ids[0], 33);
  return PLB_OK;
}

static plb_status is_source(plb_store *s, const char *name, bool *is, plb_error *err) {
  plb_stmt *st;
  plb_status status = plb_db_prepare(s->db, "SELECT 1 FROM source WHERE name = ?1", &st, err);
  if (status) return status;
  plb_bind_full(st, 1, plb_slice_str(name));
  status = plb_stmt_step(st, err);
  plb_stmt_free(st);
  *is = status == PLB_OK;
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

/* A source's whole name goes before the beginning of an id, that before the ending of a source's name. */
static plb_status resolve_document(plb_store *s, plb_query *q, plb_error *err) {
  static const char documents[] = "SELECT document_id FROM document WHERE document_id >= ?1 AND document_id < ?2"
                                  " ORDER BY document_id LIMIT 6";
  static const char both[] = "SELECT document_id FROM document WHERE document_id >= ?1 AND document_id < ?2 UNION"
                             " SELECT document_id FROM problem WHERE document_id >= ?1 AND document_id < ?2"
                             " ORDER BY 1 LIMIT 6";
  char beginning[33];
  plb_status status = is_source(s, q->filter->document, &q->by_source, err);
  if (status || q->by_source) return status;
  q->by_source = !as_beginning(q->filter->document, beginning);
  if (q->by_source) return PLB_OK;
  status = complete(s, q->filter->failures ? both : documents, beginning, &q->document, err);
  if (status != PLB_NOTFOUND) return status;
  q->by_source = true;
  return PLB_OK;
}

static plb_status resolve_report(plb_store *s, plb_query *q, plb_error *err) {
  char beginning[33];
  if (!as_beginning(q->filter->report, beginning)) return usage(err, "a report's id is hex digits", q->filter->report);
  plb_status status = complete(s,
                               "SELECT report_id FROM report WHERE report_id >= ?1 AND report_id < ?2"
                               " ORDER BY report_id LIMIT 6",
                               beginning, &q->report, err);
  if (status != PLB_NOTFOUND) return status;
  return plb_fail(err, PLB_NOTFOUND, "store", "no report's id begins with '%s'", beginning);
}

/* A wrong full-text query is the user's mistake, not the database's: it is tried out first. */
static plb_status check_words(plb_store *s, const char *words, plb_error *err) {
  plb_stmt *st;
  plb_error inner = {0};
  plb_status status =
      plb_db_prepare(s->db, "SELECT rowid FROM document_fts WHERE document_fts MATCH ?1 LIMIT 1", &st, err);
  if (status) return status;
  plb_bind_full(st, 1, plb_slice_str(words));
  status = plb_stmt_step(st, &inner);
  bool wrong = status != PLB_OK && status != PLB_NOTFOUND && plb_stmt_is_query_error(st);
  plb_stmt_free(st);
  if (status == PLB_OK || status == PLB_NOTFOUND) return PLB_OK;
  if (wrong) return plb_fail(err, PLB_USAGE, "store", "the search words are no full-text query: %.150s", inner.message);
  if (err) *err = inner;
  return status;
}

/* ---- SQL ---- */

static bool asks_for_reports(const plb_filter *f) {
  return f->report || f->type || f->status || f->actor || f->recipient || f->since || f->until || f->voice ||
         f->confidence > 0;
}

static void add_report_conditions(plb_buf *b, const plb_filter *f) {
  if (f->report) plb_buf_str(b, " AND r.report_id = ?3");
  if (f->type) plb_buf_str(b, " AND r.type = ?5");
  if (f->status) plb_buf_str(b, " AND r.status = ?6");
  if (f->actor)
    plb_buf_str(b, " AND EXISTS (SELECT 1 FROM party p WHERE p.report = r.id AND p.side = 'actor'"
                   " AND p.code = ?7 COLLATE NOCASE)");
  if (f->recipient)
    plb_buf_str(b, " AND EXISTS (SELECT 1 FROM party p WHERE p.report = r.id AND p.side = 'recipient'"
                   " AND p.code = ?8 COLLATE NOCASE)");
  if (f->since) plb_buf_str(b, " AND r.date_last || '~' >= ?10");
  if (f->until) plb_buf_str(b, " AND r.date_first <= ?11 || '~'");
  if (f->confidence > 0) plb_buf_str(b, " AND r.confidence >= ?12");
  if (f->voice)
    plb_buf_printf(b, " AND %s EXISTS (SELECT 1 FROM claim c WHERE c.report = r.id)", f->voice[0] == 'o' ? "NOT" : "");
}

static void add_documents(plb_query *q) {
  const plb_filter *f = q->filter;
  plb_buf *b = &q->documents;
  plb_buf_str(b, "SELECT d.id FROM document d WHERE 1");
  if (f->document && !q->by_source) plb_buf_str(b, " AND d.document_id = ?1");
  if (f->document && q->by_source)
    plb_buf_str(
        b,
        " AND d.id IN (SELECT a.document FROM source s JOIN acquisition a ON a.source = s.id WHERE " SOURCE_MATCH ")");
  if (f->words) plb_buf_str(b, " AND d.id IN (SELECT rowid FROM document_fts WHERE document_fts MATCH ?4)");
  if (f->outlet) plb_buf_str(b, " AND d.outlet = ?9 COLLATE NOCASE");
  if (f->latest)
    plb_buf_str(b, " AND NOT EXISTS (SELECT 1 FROM document e WHERE e.page = d.page"
                   " AND (e.seen, e.document_id) > (d.seen, d.document_id))");
  if (asks_for_reports(f)) {
    plb_buf_str(b, " AND d.id IN (SELECT r.document FROM report r WHERE 1");
    plb_buf_slice(b, plb_slice_of(q->reports.p, q->reports.n));
    plb_buf_str(b, ")");
  }
  plb_buf_str(b, " ORDER BY d.document_id");
  plb_buf_add(b, "", 1);
}

static void add_failures(plb_query *q) {
  const plb_filter *f = q->filter;
  plb_buf *b = &q->failures;
  if (!f->failures || asks_for_reports(f) || f->words || f->outlet) return;
  plb_buf_str(b, "SELECT s.name, p.offset, p.number, p.document_id, p.code, p.message, p.title, p.url"
                 " FROM problem p JOIN source s ON s.id = p.source WHERE 1");
  if (f->document && !q->by_source) plb_buf_str(b, " AND p.document_id = ?1");
  if (f->document && q->by_source) plb_buf_str(b, " AND " SOURCE_MATCH);
  /* The name without its folders first, so that the order does not hang on where the files lie. */
  plb_buf_str(b, " ORDER BY p.document_id IS NULL, p.document_id, substr(s.name, 1 + length(rtrim(s.name,"
                 " replace(s.name, '/', '')))), p.offset, p.number, s.name");
  plb_buf_add(b, "", 1);
}

plb_status plb_query_build(plb_store *store, const plb_filter *filter, plb_query *q, plb_error *err) {
  *q = (plb_query){.filter = filter};
  plb_buf_init(&q->documents, 1 << 16);
  plb_buf_init(&q->reports, 1 << 16);
  plb_buf_init(&q->failures, 1 << 16);
  plb_status status = check_values(filter, err);
  if (status == PLB_OK && filter->document) status = resolve_document(store, q, err);
  if (status == PLB_OK && filter->report) status = resolve_report(store, q, err);
  if (status == PLB_OK && filter->words) status = check_words(store, filter->words, err);
  if (status) return status;
  add_report_conditions(&q->reports, filter);
  add_documents(q);
  add_failures(q);
  plb_buf_add(&q->reports, "", 1);
  if (q->documents.status || q->reports.status || q->failures.status)
    return plb_fail(err, PLB_NOMEM, "store", "no memory for a query");
  return PLB_OK;
}

static void bind_str(plb_stmt *st, int i, const char *s) {
  if (s) plb_bind_full(st, i, plb_slice_str(s));
}

void plb_query_bind(plb_stmt *st, const void *query) {
  const plb_query *q = query;
  const plb_filter *f = q->filter;
  bind_str(st, P_DOCUMENT, q->document.hex);
  bind_str(st, P_SOURCE, f->document);
  bind_str(st, P_REPORT, q->report.hex);
  bind_str(st, P_WORDS, f->words);
  bind_str(st, P_TYPE, f->type);
  bind_str(st, P_STATUS, f->status);
  bind_str(st, P_ACTOR, f->actor);
  bind_str(st, P_RECIPIENT, f->recipient);
  bind_str(st, P_OUTLET, f->outlet);
  bind_str(st, P_SINCE, f->since);
  bind_str(st, P_UNTIL, f->until);
  if (f->confidence > 0)
    plb_bind_int(st, P_CONFIDENCE, (int64_t)(f->confidence * 1000 + 0.999)); /* whole thousandths */
}

void plb_query_free(plb_query *q) {
  plb_buf_free(&q->documents);
  plb_buf_free(&q->reports);
  plb_buf_free(&q->failures);
}
