/* Exactly-once writing, after the outbox pattern: a document, where it was acquired, and the cursor of its source are
 * written in one transaction, each under a key that a repetition meets again (document id; source, offset, number).
 * Everything that can be wrong with a document is found out before its first row is written, so that one bad document
 * does not cost the batch; what fails later (disk, memory) marks the transaction as broken, and only a rollback is
 * left. */
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"
#include "base/view.h"
#include "store/internal.h"

static const char *const put_sql[PLB_PUT_COUNT] = {
#define PLB_X(name, sql) [PLB_PUT_##name] = sql,
    PLB_PUT_MAP(PLB_X)
#undef PLB_X
};

/* The prepared statement, or NULL with err filled. */
static plb_stmt *put_stmt(plb_store *s, plb_put which, plb_error *err) {
  if (!s->put[which]) plb_db_prepare(s->db, put_sql[which], &s->put[which], err);
  return s->put[which];
}

static plb_status no_statement(const plb_error *err) {
  return err && err->code ? err->code : PLB_DATABASE;
}

static plb_status run_with(plb_store *s, plb_put which, int64_t key, plb_error *err) {
  plb_stmt *st = put_stmt(s, which, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, key);
  return plb_stmt_run(st, err);
}

/* ---- runs ---- */

static plb_status writable(const plb_store *s, plb_error *err) {
  if (s->mode == PLB_STORE_WRITE) return PLB_OK;
  return plb_fail(err, PLB_USAGE, "store", "the database is open for reading only");
}

static void now_utc(char out[24]) {
  struct tm tm;
  time_t t = time(NULL);
  if (!gmtime_r(&t, &tm) || strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) out[0] = 0;
}

void plb_store_tables(plb_store *s, const plb_id *hash) {
  s->tables = *hash;
}

static const char *tables_of(const plb_store *s) {
  return s->tables.hex[0] ? s->tables.hex : plb_data_hash();
}

plb_status plb_store_run_begin(plb_store *s, const char *options, plb_error *err) {
  plb_status status = writable(s, err);
  plb_stmt *st = status ? NULL : put_stmt(s, PLB_PUT_RUN_BEGIN, err);
  if (!st) return status ? status : no_statement(err);
  char now[24];
  now_utc(now);
  plb_bind_full(st, 1, plb_slice_str(now));
  plb_bind_full(st, 2, plb_slice_str(plb_version()));
  plb_bind_full(st, 3, plb_slice_str(tables_of(s)));
  plb_bind_text(st, 4, plb_slice_str(options));
  status = plb_stmt_run(st, err);
  if (status) return plb_store_place(s, err), status;
  s->run = plb_db_last_id(s->db);
  return PLB_OK;
}

plb_status plb_store_run_end(plb_store *s, const plb_job_result *result, plb_status how, plb_error *err) {
  plb_status status = writable(s, err);
  if (status) return status;
  if (!s->run) return plb_fail(err, PLB_USAGE, "store", "no run has begun");
  plb_stmt *st = put_stmt(s, PLB_PUT_RUN_END, err);
  if (!st) return no_statement(err);
  char now[24];
  now_utc(now);
  plb_bind_int(st, 1, s->run);
  plb_bind_full(st, 2, plb_slice_str(now));
  plb_bind_full(st, 3, plb_slice_str(plb_status_word(how)));
  const uint64_t counts[] = {result->records, result->added,   result->known,
                             result->reports, result->skipped, result->failed};
  for (int i = 0; i < 6; i++)
    plb_bind_int(st, 4 + i, (int64_t)counts[i]);
  plb_bind_real(st, 10, result->seconds);
  plb_bind_int(st, 11, (int64_t)result->passed);
  status = plb_stmt_run(st, err);
  if (status) return plb_store_place(s, err), status;
  s->run = 0;
  return PLB_OK;
}

/* ---- cursors ---- */

plb_status plb_store_cursor_get(plb_store *s, plb_slice source, plb_store_cursor *out, plb_error *err) {
  *out = (plb_store_cursor){0};
  plb_stmt *st = put_stmt(s, PLB_PUT_CURSOR_GET, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, source);
  plb_status status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    out->offset = (uint64_t)plb_col_int(st, 0, 0, INT64_MAX);
    out->number = (uint32_t)plb_col_int(st, 1, 0, UINT32_MAX);
    out->hash = (uint64_t)plb_col_int(st, 2, INT64_MIN, INT64_MAX);
    status = plb_stmt_sound(st, err);
  } else if (status == PLB_NOTFOUND) {
    status = PLB_OK;
  }
  plb_stmt_reset(st);
  return status;
}

/* Found, then made: an upsert with RETURNING would do it in one statement, but for that SQLite opens a savepoint, at
 * which FTS5 writes out all it has gathered, which halves the speed of a batch. */
static plb_status source_row(plb_store *s, plb_slice name, int64_t *row, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_SOURCE_FIND, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, name);
  plb_status status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    *row = plb_col_int(st, 0, INT64_MIN, INT64_MAX);
    status = plb_stmt_sound(st, err);
  }
  plb_stmt_reset(st);
  if (status != PLB_NOTFOUND) return status;
  st = put_stmt(s, PLB_PUT_SOURCE, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, name);
  status = plb_stmt_run(st, err);
  *row = plb_db_last_id(s->db);
  return status;
}

static plb_status cursor_set(plb_store *s, int64_t source, const plb_store_cursor *after, plb_error *err) {
  if (!after) return PLB_OK;
  plb_stmt *st = put_stmt(s, PLB_PUT_CURSOR_SET, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, source);
  plb_bind_int(st, 2, (int64_t)after->offset);
  plb_bind_int(st, 3, after->number);
  plb_bind_int(st, 4, (int64_t)after->hash);
  return plb_stmt_run(st, err);
}

plb_status plb_store_cursor_put(plb_store *s, plb_slice source, const plb_store_cursor *after, plb_error *err) {
  int64_t row;
  plb_status status = writable(s, err);
  if (status) return status;
  if (after->offset > INT64_MAX || !plb_db_in_transaction(s->db))
    return plb_fail(err, PLB_USAGE, "store", "a cursor is put inside a transaction");
  status = source_row(s, source, &row, err);
  if (status == PLB_OK) status = cursor_set(s, row, after, err);
  s->broken |= status != PLB_OK;
  return status;
}

/* ---- is it fit to be written? ---- */

static bool is_id(const char *hex) {
  return strnlen(hex, 33) == 32 && strspn(hex, "0123456789abcdef") == 32;
}

static bool short_enough(plb_slice s) {
  return s.n <= PLB_STORE_VALUE_BYTES;
}

static bool party_fits(const plb_party *p) {
  return short_enough(p->name) && short_enough(p->code) && short_enough(p->rule);
}

static bool report_fits(const plb_report *r) {
  if (!short_enough(r->mode) || !short_enough(r->place_name) || !short_enough(r->place_code)) return false;
  for (uint32_t i = 0; i < r->n_actor; i++)
    if (!party_fits(&r->actor[i].party)) return false;
  for (uint32_t i = 0; i < r->n_recipient; i++)
    if (!party_fits(&r->recipient[i].party)) return false;
  for (uint32_t i = 0; i < r->n_claim; i++)
    if (!party_fits(&r->claim[i].party)) return false;
  for (uint32_t i = 0; i < r->n_step; i++)
    if (!short_enough(r->step[i].rule) || !short_enough(r->step[i].text)) return false;
  return true;
}

static bool meta_fits(const plb_meta *m) {
#define PLB_X(name) &m->name,
  const plb_fact *facts[] = {PLB_FACT_MAP(PLB_X)};
#undef PLB_X
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (!short_enough(facts[i]->value)) return false;
  for (uint32_t i = 0; i < m->n_author; i++)
    if (!short_enough(m->author[i].value)) return false;
  return true;
}

static plb_status check_sizes(const plb_doc *doc, plb_error *err) {
  plb_limits caps;
  plb_error none;
  plb_limits_default(&caps);
  if (doc->text.n > caps.text_bytes && plb_limits_set(&caps, "text_bytes", doc->text.n, &none))
    return plb_fail(err, PLB_LIMIT, "store", "the text of %u bytes is longer than any limit allows", doc->text.n);
  if (doc->n_report > caps.reports && plb_limits_set(&caps, "reports", doc->n_report, &none))
    return plb_fail(err, PLB_LIMIT, "store", "%u reports are more than any limit allows", doc->n_report);
  bool fits = meta_fits(&doc->meta);
  for (uint32_t i = 0; fits && i < doc->n_report; i++)
    fits = report_fits(&doc->report[i]);
  for (uint32_t i = 0; fits && i < doc->n_silence; i++)
    fits = short_enough(doc->silence[i].why);
  if (!fits) return plb_fail(err, PLB_LIMIT, "store", "a value is longer than %d bytes", PLB_STORE_VALUE_BYTES);
  return PLB_OK;
}

static plb_status check_record(const plb_doc *doc, const plb_store_cursor *after, plb_error *err) {
  const plb_record *r = &doc->record;
  if (r->source.n == 0 || !short_enough(r->source))
    return plb_fail(err, PLB_DAMAGED, "store", "the record has no source with a usable name");
  if (!short_enough(r->given.id) || !short_enough(r->given.acquired) || !short_enough(r->given.note))
    return plb_fail(err, PLB_LIMIT, "store", "a value is longer than %d bytes", PLB_STORE_VALUE_BYTES);
  if (r->offset > INT64_MAX || (after && after->offset > INT64_MAX))
    return plb_fail(err, PLB_LIMIT, "store", "the record lies past the largest offset a database can hold");
  return PLB_OK;
}

/* PLB_DAMAGED when a report's id is none, stands twice in the document, or belongs to another document (row: this
 * one's). */
static plb_status check_report_ids(plb_store *s, const plb_doc *doc, int64_t row, plb_error *err) {
  plb_map seen = {0};
  plb_stmt *st = put_stmt(s, PLB_PUT_TAKEN, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < doc->n_report; i++) {
    plb_slice id = plb_slice_str(doc->report[i].id.hex);
    if (!is_id(id.p) || plb_map_get(&seen, id) != PLB_MAP_NONE) {
      status = plb_fail(err, PLB_DAMAGED, "store", "report %u has no id of its own", i + 1);
      break;
    }
    if (!plb_map_set(&seen, id, i)) status = plb_fail(err, PLB_NOMEM, "store", "no memory for report ids");
    plb_bind_full(st, 1, id);
    if (row)
      plb_bind_int(st, 2, row);
    else
      plb_bind_null(st, 2);
    plb_status found = status ? status : plb_stmt_step(st, err);
    plb_stmt_reset(st);
    if (found == PLB_OK)
      status = plb_fail(err, PLB_DAMAGED, "store", "report %u has the id of another document's", i + 1);
    if (found != PLB_OK && found != PLB_NOTFOUND) status = found;
  }
  plb_map_free(&seen);
  return status;
}

static plb_status check_document(plb_store *s, const plb_doc *doc, plb_error *err) {
  if (!is_id(doc->id.hex)) return plb_fail(err, PLB_DAMAGED, "store", "the document has no id");
  plb_status status = plb_doc_check(doc, err);
  if (status == PLB_OK) status = check_sizes(doc, err);
  if (status) return status;
  if (!plb_utf8_valid(doc->text)) return plb_fail(err, PLB_ENCODING, "store", "the text is not UTF-8");
  plb_buf_clear(&s->scratch);
  plb_map_pack(&s->scratch, doc->map, doc->n_map);
  if (s->scratch.status) return plb_fail(err, s->scratch.status, "store", "the map to source bytes is too large");
  return PLB_OK;
}

/* ---- rows ---- */

static void bind_span(plb_stmt *st, int i, plb_span span) {
  plb_bind_int(st, i, span.begin);
  plb_bind_int(st, i + 1, span.end);
}

static plb_status put_fact(plb_store *s, int64_t row, int position, const char *name, const plb_fact *f,
                           plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_FACT, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, row);
  plb_bind_int(st, 2, position);
  plb_bind_full(st, 3, plb_slice_str(name));
  plb_bind_text(st, 4, f->value);
  plb_bind_text(st, 5, plb_slice_str(f->origin));
  return plb_stmt_run(st, err);
}

static plb_status put_facts(plb_store *s, int64_t row, const plb_meta *m, plb_error *err) {
  const struct {
    const char *name;
    const plb_fact *fact;
  } facts[] = {
#define PLB_X(name) {#name, &m->name},
      PLB_FACT_MAP(PLB_X)
#undef PLB_X
  };
  int n = sizeof facts / sizeof *facts;
  plb_status status = PLB_OK;
  for (int i = 0; status == PLB_OK && i < n; i++)
    status = put_fact(s, row, i, facts[i].name, facts[i].fact, err);
  for (uint32_t i = 0; status == PLB_OK && i < m->n_author; i++)
    status = put_fact(s, row, n + (int)i, "author", &m->author[i], err);
  return status;
}

static plb_status put_blocks(plb_store *s, int64_t row, const plb_doc *doc, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_BLOCK, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < doc->n_block; i++) {
    plb_bind_int(st, 1, row);
    plb_bind_int(st, 2, i);
    plb_bind_full(st, 3, plb_slice_str(plb_block_name((plb_block_kind)doc->block[i].kind)));
    bind_span(st, 4, doc->block[i].span);
    status = plb_stmt_run(st, err);
  }
  return status;
}

static void bind_party(plb_stmt *st, int i, plb_span span, const plb_party *p) {
  bind_span(st, i, span);
  plb_bind_text(st, i + 2, p->name);
  plb_bind_text(st, i + 3, p->code);
  plb_bind_full(st, i + 4, plb_slice_str(plb_sector_name((plb_sector)p->sector)));
  plb_bind_full(st, i + 5, plb_slice_str(plb_party_kind_name((plb_party_kind)p->kind)));
  plb_bind_int(st, i + 6, p->certain);
  plb_bind_text(st, i + 7, p->rule);
}

static plb_status put_parties(plb_store *s, int64_t report, const char *side, const plb_role_fill *role, uint32_t n,
                              plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_PARTY, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < n; i++) {
    plb_bind_int(st, 1, report);
    plb_bind_full(st, 2, plb_slice_str(side));
    plb_bind_int(st, 3, i);
    bind_party(st, 4, role[i].span, &role[i].party);
    status = plb_stmt_run(st, err);
  }
  return status;
}

static plb_status put_claims(plb_store *s, int64_t report, const plb_report *r, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_CLAIM, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < r->n_claim; i++) {
    plb_bind_int(st, 1, report);
    plb_bind_int(st, 2, i);
    plb_bind_full(st, 3, plb_slice_str(plb_claim_kind_name((plb_claim_kind)r->claim[i].kind)));
    bind_party(st, 4, r->claim[i].span, &r->claim[i].party);
    bind_span(st, 12, r->claim[i].cue);
    status = plb_stmt_run(st, err);
  }
  return status;
}

static plb_status put_steps(plb_store *s, int64_t report, const plb_report *r, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_STEP, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < r->n_step; i++) {
    plb_bind_int(st, 1, report);
    plb_bind_int(st, 2, i);
    plb_bind_text(st, 3, r->step[i].rule);
    plb_bind_text(st, 4, r->step[i].text);
    status = plb_stmt_run(st, err);
  }
  return status;
}

static void bind_size(plb_stmt *st, int i, uint32_t n) {
  if (n == UINT32_MAX)
    plb_bind_null(st, i);
  else
    plb_bind_int(st, i, n);
}

static plb_status put_report_row(plb_store *s, int64_t row, uint32_t position, const plb_doc *doc, plb_error *err) {
  const plb_report *r = &doc->report[position];
  plb_stmt *st = put_stmt(s, PLB_PUT_REPORT, err);
  if (!st) return no_statement(err);
  char first[11], last[11];
  plb_bind_full(st, 1, plb_slice_str(r->id.hex));
  plb_bind_int(st, 2, row);
  plb_bind_int(st, 3, position);
  plb_bind_int(st, 4, r->rank);
  plb_bind_full(st, 5, plb_slice_str(plb_type_name((plb_type)r->type)));
  plb_bind_text(st, 6, r->mode);
  plb_bind_full(st, 7, plb_slice_str(plb_act_status_name((plb_act_status)r->status)));
  plb_bind_int(st, 8, r->sentence);
  bind_span(st, 9, doc->sentence[r->sentence].span);
  bind_span(st, 11, r->trigger);
  plb_bind_text(st, 13, plb_slice_str(plb_date_format(r->first, first)));
  plb_bind_text(st, 14, plb_slice_str(plb_date_format(r->last, last)));
  plb_bind_full(st, 15, plb_slice_str(plb_grain_name((plb_granularity)r->grain)));
  plb_bind_text(st, 16, plb_slice_str(r->date_basis));
  bind_span(st, 17, r->date_span);
  plb_bind_text(st, 19, r->place_name);
  plb_bind_text(st, 20, r->place_code);
  bind_span(st, 21, r->place_span);
  bind_size(st, 23, r->killed);
  bind_size(st, 24, r->injured);
  bind_size(st, 25, r->arrested);
  plb_bind_int(st, 26, r->confidence);
  return plb_stmt_run(st, err);
}

static plb_status put_reports(plb_store *s, int64_t row, const plb_doc *doc, plb_error *err) {
  plb_status status = PLB_OK;
  for (uint32_t i = 0; status == PLB_OK && i < doc->n_report; i++) {
    const plb_report *r = &doc->report[i];
    status = put_report_row(s, row, i, doc, err);
    int64_t report = plb_db_last_id(s->db);
    if (status == PLB_OK) status = put_parties(s, report, "actor", r->actor, r->n_actor, err);
    if (status == PLB_OK) status = put_parties(s, report, "recipient", r->recipient, r->n_recipient, err);
    if (status == PLB_OK) status = put_claims(s, report, r, err);
    if (status == PLB_OK) status = put_steps(s, report, r, err);
  }
  return status;
}

static plb_status put_silences(plb_store *s, int64_t row, const plb_doc *doc, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_SILENCE, err);
  plb_status status = st ? PLB_OK : no_statement(err);
  for (uint32_t i = 0; status == PLB_OK && i < doc->n_silence; i++) {
    const plb_silence *q = &doc->silence[i];
    plb_bind_int(st, 1, row);
    plb_bind_int(st, 2, i);
    plb_bind_int(st, 3, q->sentence);
    bind_span(st, 4, doc->sentence[q->sentence].span);
    bind_span(st, 6, q->trigger);
    plb_bind_text(st, 8, q->why);
    status = plb_stmt_run(st, err);
  }
  return status;
}

/* Writes the document's own row; *row: 0 for a new one, then its number. */
static plb_status put_document_row(plb_store *s, const plb_doc *doc, int64_t *row, plb_error *err) {
  plb_stmt *st = put_stmt(s, *row ? PLB_PUT_DOCUMENT_AGAIN : PLB_PUT_DOCUMENT, err);
  if (!st) return no_statement(err);
  const plb_meta *m = &doc->meta;
  if (*row)
    plb_bind_int(st, 1, *row);
  else
    plb_bind_null(st, 1);
  plb_bind_full(st, 2, plb_slice_str(doc->id.hex));
  plb_bind_int(st, 3, s->run);
  plb_bind_text(st, 4, m->title.value);
  plb_bind_text(st, 5, m->outlet.value);
  plb_bind_text(st, 6, m->url.value);
  plb_bind_text(st, 7, m->language.value);
  plb_bind_text(st, 8, m->wire.value);
  plb_bind_text(st, 9, m->published.value);
  plb_bind_int(st, 10, doc->n_sentence);
  plb_bind_int(st, 11, doc->n_token);
  plb_bind_full(st, 12, doc->text);
  plb_bind_blob(st, 13, plb_slice_of(s->scratch.p, s->scratch.n));
  plb_bind_text(st, 14, m->url.value.n ? m->url.value : doc->record.given.id);
  plb_bind_text(st, 15, doc->record.given.acquired);
  plb_status status = plb_stmt_run(st, err);
  if (status == PLB_OK && !*row) *row = plb_db_last_id(s->db);
  return status;
}

static plb_stmt *words_stmt(plb_store *s, plb_put which, const plb_doc *doc, int64_t row, plb_error *err) {
  plb_stmt *st = put_stmt(s, which, err);
  if (!st) return NULL;
  plb_bind_int(st, 1, row);
  plb_bind_text(st, 2, doc->meta.title.value);
  plb_bind_full(st, 3, doc->text);
  return st;
}

static plb_status put_words(plb_store *s, const plb_doc *doc, int64_t row, plb_error *err) {
  plb_stmt *st = words_stmt(s, PLB_PUT_WORDS, doc, row, err);
  return st ? plb_stmt_run(st, err) : no_statement(err);
}

/* A document coded anew mostly has its old words, and taking words out of the index is slow. */
static plb_status same_words(plb_store *s, const plb_doc *doc, int64_t row, bool *same, plb_error *err) {
  plb_stmt *st = words_stmt(s, PLB_PUT_WORDS_SAME, doc, row, err);
  if (!st) return no_statement(err);
  plb_status status = plb_stmt_step(st, err);
  *same = status == PLB_OK && plb_col_int(st, 0, 0, 1) == 1;
  plb_stmt_reset(st);
  return status == PLB_NOTFOUND ? PLB_OK : status;
}

static plb_status take_out(plb_store *s, int64_t row, plb_error *err) {
  static const plb_put order[] = {PLB_PUT_OUT_PARTY,   PLB_PUT_OUT_CLAIM, PLB_PUT_OUT_STEP, PLB_PUT_OUT_REPORT,
                                  PLB_PUT_OUT_SILENCE, PLB_PUT_OUT_BLOCK, PLB_PUT_OUT_FACT};
  plb_status status = PLB_OK;
  for (size_t i = 0; status == PLB_OK && i < sizeof order / sizeof *order; i++)
    status = run_with(s, order[i], row, err);
  return status;
}

static plb_status write_document(plb_store *s, const plb_doc *doc, int64_t *row, plb_error *err) {
  bool same = false;
  plb_status status = *row ? take_out(s, *row, err) : PLB_OK;
  if (status == PLB_OK && *row) status = same_words(s, doc, *row, &same, err);
  if (status == PLB_OK && *row && !same) status = run_with(s, PLB_PUT_WORDS_OUT, *row, err);
  if (status == PLB_OK) status = put_document_row(s, doc, row, err);
  if (status == PLB_OK && !same) status = put_words(s, doc, *row, err);
  if (status == PLB_OK) status = put_facts(s, *row, &doc->meta, err);
  if (status == PLB_OK) status = put_blocks(s, *row, doc, err);
  if (status == PLB_OK) status = put_reports(s, *row, doc, err);
  if (status == PLB_OK) status = put_silences(s, *row, doc, err);
  return status;
}

static plb_status run_at(plb_store *s, plb_put which, int64_t source, const plb_record *r, int64_t row,
                         plb_error *err) {
  plb_stmt *st = put_stmt(s, which, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, source);
  plb_bind_int(st, 2, (int64_t)r->offset);
  plb_bind_int(st, 3, r->number);
  plb_bind_int(st, 4, row);
  return plb_stmt_run(st, err);
}

static plb_status run_solved(plb_store *s, plb_put which, const plb_doc *doc, int64_t row, plb_error *err) {
  plb_stmt *st = put_stmt(s, which, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, plb_slice_str(doc->id.hex));
  plb_bind_int(st, 2, row);
  return plb_stmt_run(st, err);
}

/* The places where this document failed become places where it was acquired. Looked for first, see source_row. */
static plb_status settle_elsewhere(plb_store *s, const plb_doc *doc, int64_t row, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_SOLVED_FIND, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, plb_slice_str(doc->id.hex));
  plb_status status = plb_stmt_step(st, err);
  plb_stmt_reset(st);
  if (status) return status == PLB_NOTFOUND ? PLB_OK : status;
  status = run_solved(s, PLB_PUT_SOLVED_NOTE, doc, row, err);
  return status ? status : run_solved(s, PLB_PUT_SOLVED, doc, row, err);
}

static plb_status put_acquisition(plb_store *s, const plb_record *r, int64_t source, int64_t row, plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_ACQUISITION, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, source);
  plb_bind_int(st, 2, (int64_t)r->offset);
  plb_bind_int(st, 3, r->number);
  plb_bind_int(st, 4, row);
  plb_bind_text(st, 5, r->given.acquired);
  plb_bind_text(st, 6, r->given.note);
  plb_status status = plb_stmt_run(st, err);
  if (status || !r->given.acquired.n) return status;
  st = put_stmt(s, PLB_PUT_ACQUIRED, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, row);
  plb_bind_text(st, 2, r->given.acquired);
  return plb_stmt_run(st, err);
}

/* Notes where the document was acquired; earlier failures of this place or this document are settled by it. */
static plb_status settle(plb_store *s, const plb_doc *doc, int64_t source, int64_t row, plb_error *err) {
  plb_status status = put_acquisition(s, &doc->record, source, row, err);
  if (status == PLB_OK) status = run_at(s, PLB_PUT_SOLVED_HERE, source, &doc->record, row, err);
  return status ? status : settle_elsewhere(s, doc, row, err);
}

/* ---- put ---- */

static plb_status find_document(plb_store *s, const char *id, int64_t *row, int64_t *run, plb_error *err) {
  *row = *run = 0;
  plb_stmt *st = put_stmt(s, PLB_PUT_FIND, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, plb_slice_str(id));
  plb_status status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    *row = plb_col_int(st, 0, 1, INT64_MAX);
    *run = plb_col_int(st, 1, 0, INT64_MAX);
    status = plb_stmt_sound(st, err);
  } else if (status == PLB_NOTFOUND) {
    status = PLB_OK;
  }
  plb_stmt_reset(st);
  return status;
}

static plb_status put_document(plb_store *s, const plb_doc *doc, const plb_store_cursor *after, bool again, bool *added,
                               plb_error *err) {
  int64_t row, run, source;
  plb_status status = find_document(s, doc->id.hex, &row, &run, err);
  bool write = status == PLB_OK && (row == 0 || (again && run != s->run));
  if (status == PLB_OK && write) status = check_report_ids(s, doc, row, err);
  if (status) return status;
  if (write) status = write_document(s, doc, &row, err);
  if (status == PLB_OK) status = source_row(s, doc->record.source, &source, err);
  if (status == PLB_OK) status = settle(s, doc, source, row, err);
  if (status == PLB_OK) status = cursor_set(s, source, after, err);
  s->broken = status != PLB_OK;
  *added = status == PLB_OK && write;
  return status;
}

static bool worth_retrying(plb_status code) {
  return code == PLB_CRASHED || code == PLB_TIMEOUT || code == PLB_NOMEM || code == PLB_IO || code == PLB_INTERRUPTED;
}

static plb_slice fitting(plb_slice s) {
  return short_enough(s) ? s : PLB_LIT("");
}

static plb_status put_problem_row(plb_store *s, const plb_doc *doc, const plb_error *problem, int64_t source,
                                  plb_error *err) {
  plb_stmt *st = put_stmt(s, PLB_PUT_PROBLEM, err);
  if (!st) return no_statement(err);
  plb_bind_int(st, 1, source);
  plb_bind_int(st, 2, (int64_t)doc->record.offset);
  plb_bind_int(st, 3, doc->record.number);
  plb_bind_text(st, 4, is_id(doc->id.hex) ? plb_slice_str(doc->id.hex) : PLB_LIT(""));
  plb_bind_int(st, 5, s->run);
  plb_bind_full(st, 6, plb_slice_str(plb_status_word(problem->code)));
  plb_bind_text(st, 7, plb_slice_str(problem->module));
  plb_bind_text(st, 8, plb_slice_of(problem->message, strnlen(problem->message, sizeof problem->message)));
  if (problem->offset > INT64_MAX)
    plb_bind_null(st, 9);
  else
    plb_bind_int(st, 9, (int64_t)problem->offset);
  plb_bind_int(st, 10, worth_retrying(problem->code));
  plb_bind_text(st, 11, fitting(doc->meta.title.value));
  plb_bind_text(st, 12, fitting(doc->meta.url.value));
  return plb_stmt_run(st, err);
}

static plb_status put_problem(plb_store *s, const plb_doc *doc, const plb_error *problem, const plb_store_cursor *after,
                              plb_error *err) {
  int64_t source;
  plb_status status = source_row(s, doc->record.source, &source, err);
  if (status == PLB_OK) status = put_problem_row(s, doc, problem, source, err);
  if (status == PLB_OK) status = cursor_set(s, source, after, err);
  s->broken = status != PLB_OK;
  return status;
}

plb_status plb_store_put(plb_store *s, const plb_doc *doc, const plb_error *problem, const plb_store_cursor *after,
                         bool again, bool *added, plb_error *err) {
  *added = false;
  plb_status status = writable(s, err);
  if (status) return status;
  if (s->broken) return plb_fail(err, PLB_DATABASE, "store", "an earlier write of this batch failed");
  if (!s->run || !plb_db_in_transaction(s->db))
    return plb_fail(err, PLB_USAGE, "store", "a document is put inside a run and a transaction");
  status = check_record(doc, after, err);
  if (status) return status;
  if (problem) return put_problem(s, doc, problem, after, err);
  status = check_document(s, doc, err);
  return status ? status : put_document(s, doc, after, again, added, err);
}

/* ---- transactions ---- */

/* Also when SQLite has undone the transaction by itself (disk full): its loss must not go unnoticed. */
static plb_status broken_batch(const plb_store *s, plb_error *err) {
  plb_fail(err, PLB_DATABASE, "store", "a write of this batch failed: the batch is undone");
  return plb_store_place(s, err), PLB_DATABASE;
}

plb_status plb_store_begin(plb_store *s, plb_error *err) {
  plb_status status = writable(s, err);
  if (status) return status;
  if (s->broken) return broken_batch(s, err);
  if (plb_db_in_transaction(s->db)) return PLB_OK;
  status = plb_db_script(s->db, PLB_LIT("BEGIN IMMEDIATE"), err);
  if (status) plb_store_place(s, err);
  return status;
}

plb_status plb_store_commit(plb_store *s, plb_error *err) {
  plb_status status = writable(s, err);
  if (status) return status;
  if (s->broken)
    status = broken_batch(s, err);
  else if (plb_db_in_transaction(s->db))
    status = plb_db_script(s->db, PLB_LIT("COMMIT"), err);
  if (status) {
    plb_store_place(s, err);
    plb_store_rollback(s);
  }
  return status;
}

void plb_store_rollback(plb_store *s) {
  if (!s->db) return;
  for (int i = 0; i < PLB_PUT_COUNT; i++)
    plb_stmt_reset(s->put[i]);
  if (plb_db_in_transaction(s->db)) plb_db_script(s->db, PLB_LIT("ROLLBACK"), NULL);
  s->broken = false;
}

plb_status plb_store_has(plb_store *s, const plb_id *document, bool *has, plb_error *err) {
  *has = false;
  plb_stmt *st = put_stmt(s, PLB_PUT_HAS, err);
  if (!st) return no_statement(err);
  plb_bind_full(st, 1, plb_slice_of(document->hex, strnlen(document->hex, 32)));
  plb_bind_full(st, 2, plb_slice_str(tables_of(s)));
  plb_status status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    *has = plb_col_int(st, 0, 0, 1) == 1;
    status = plb_stmt_sound(st, err);
  } else if (status == PLB_NOTFOUND) {
    status = PLB_OK;
  }
  plb_stmt_reset(st);
  return status;
}
