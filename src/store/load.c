/* One document out of the tables into a plb_doc, so that what is read back takes the same way to the reader (base/view)
 * as what was just coded. The database may be hostile: every value is checked for its kind and range here, every span
 * and index by plb_doc_check in the view. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/view.h"
#include "store/internal.h"

enum { MAX_LIST = 1 << 22 }; /* blocks, silences, steps, ... of one document; the arena ends far earlier */

#define LOAD_MAP(X)                                                                                                  \
  X(DOCUMENT, "SELECT document_id, sentences, tokens, text, map FROM document WHERE id = ?1")                        \
  X(PLACE, "SELECT s.name, a.offset, a.number FROM acquisition a JOIN source s ON s.id = a.source"                   \
           " WHERE a.document = ?1")                                                                                 \
  X(REVISION,                                                                                                        \
    "SELECT (SELECT count(*) FROM document e WHERE e.page = d.page AND (e.seen, e.document_id) <"                    \
    " (d.seen, d.document_id)), (SELECT count(*) FROM document e WHERE e.page = d.page), d.acquired FROM document d" \
    " WHERE d.id = ?1")                                                                                              \
  X(FACT, "SELECT name, value, origin FROM fact WHERE document = ?1 ORDER BY position")                              \
  X(BLOCK, "SELECT kind, text_begin, text_end FROM block WHERE document = ?1 ORDER BY position")                     \
  X(PARTY, "SELECT text_begin, text_end, name, code, sector, kind, certain, rule FROM party"                         \
           " WHERE report = ?1 AND side = ?2 ORDER BY position")                                                     \
  X(CLAIM, "SELECT text_begin, text_end, name, code, sector, party_kind, certain, rule, kind, cue_begin, cue_end"    \
           " FROM claim WHERE report = ?1 ORDER BY position")                                                        \
  X(STEP, "SELECT rule, text FROM step WHERE report = ?1 ORDER BY position")                                         \
  X(SILENCE, "SELECT sentence, sentence_begin, sentence_end, trigger_begin, trigger_end, why FROM silence"           \
             " WHERE document = ?1 ORDER BY position")

#define REPORT_SQL                                                                                                    \
  "SELECT r.id, r.report_id, r.rank, r.type, r.mode, r.status, r.sentence, r.sentence_begin, r.sentence_end,"         \
  " r.trigger_begin, r.trigger_end, r.date_first, r.date_last, r.date_grain, r.date_basis, r.date_begin, r.date_end," \
  " r.place_name, r.place_code, r.place_begin, r.place_end, r.killed, r.injured, r.arrested, r.confidence"            \
  " FROM report r WHERE r.document = ?100"

typedef enum load {
#define PLB_X(name, sql) LOAD_##name,
  LOAD_MAP(PLB_X)
#undef PLB_X
      LOAD_COUNT
} load;

static const char *const load_sql[LOAD_COUNT] = {
#define PLB_X(name, sql) [LOAD_##name] = sql,
    LOAD_MAP(PLB_X)
#undef PLB_X
};

struct plb_loader {
  plb_store *store;
  plb_arena *arena;
  plb_stmt *st[LOAD_COUNT];
  plb_stmt *report;
  bool full; /* the arena is */
};

plb_status plb_loader_open(plb_store *store, const char *report_where, void (*bind)(plb_stmt *st, const void *with),
                           const void *with, plb_loader **out, plb_error *err) {
  *out = NULL;
  plb_loader *l = calloc(1, sizeof *l);
  if (!l) return plb_fail(err, PLB_NOMEM, "store", "no memory for reading");
  l->store = store;
  l->arena = &store->arena;
  plb_status status = PLB_OK;
  for (int i = 0; status == PLB_OK && i < LOAD_COUNT; i++)
    status = plb_db_prepare(store->db, load_sql[i], &l->st[i], err);
  plb_buf sql;
  plb_buf_init(&sql, 1 << 16);
  plb_buf_str(&sql, REPORT_SQL);
  plb_buf_str(&sql, report_where);
  plb_buf_str(&sql, " ORDER BY r.position");
  plb_buf_add(&sql, "", 1);
  if (status == PLB_OK && sql.status) status = plb_fail(err, sql.status, "store", "no memory for a query");
  if (status == PLB_OK) status = plb_db_prepare(store->db, sql.p, &l->report, err);
  plb_buf_free(&sql);
  if (status) {
    plb_loader_close(l);
    return status;
  }
  if (bind) bind(l->report, with);
  *out = l;
  return PLB_OK;
}

void plb_loader_close(plb_loader *l) {
  if (!l) return;
  for (int i = 0; i < LOAD_COUNT; i++)
    plb_stmt_free(l->st[i]);
  plb_stmt_free(l->report);
  free(l);
}

/* ---- values ---- */

static plb_slice keep(plb_loader *l, plb_slice s) {
  plb_slice copy = plb_arena_dup(l->arena, s);
  if (!copy.p) l->full = true;
  return copy.p ? copy : PLB_LIT("");
}

static plb_slice text_at(plb_loader *l, plb_stmt *st, int i) {
  plb_slice s = plb_col_text(st, i);
  return s.n ? keep(l, s) : PLB_LIT("");
}

static uint32_t number_at(plb_stmt *st, int i) {
  return (uint32_t)plb_col_int(st, i, 0, UINT32_MAX);
}

static plb_span span_at(plb_stmt *st, int i) {
  return (plb_span){number_at(st, i), number_at(st, i + 1)};
}

static uint32_t size_at(plb_stmt *st, int i) {
  return plb_col_null(st, i) ? UINT32_MAX : (uint32_t)plb_col_int(st, i, 0, UINT32_MAX - 1);
}

/* Written by plb_date_format: anything else is damage. */
static bool date_at(plb_stmt *st, int i, plb_date *date) {
  char again[11];
  plb_slice s = plb_col_text(st, i);
  *date = plb_date_parse_iso(s);
  return plb_slice_is(s, plb_date_format(*date, again));
}

bool plb_col_id(plb_stmt *st, int i, plb_id *id) {
  plb_slice s = plb_col_text(st, i);
  if (s.n != 32) return false;
  memcpy(id->hex, s.p, 32);
  id->hex[32] = 0;
  return strspn(id->hex, "0123456789abcdef") == 32;
}

static plb_party party_at(plb_loader *l, plb_stmt *st) {
  return (plb_party){.name = text_at(l, st, 2),
                     .code = text_at(l, st, 3),
                     .sector = (uint8_t)plb_sector_of(plb_col_text(st, 4)),
                     .kind = (uint8_t)plb_party_kind_of(plb_col_text(st, 5)),
                     .certain = (uint8_t)plb_col_int(st, 6, 0, 100),
                     .rule = text_at(l, st, 7)};
}

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "store", "the document's arena is full");
}

/* Ends a loop over st: the loop's own status, then whether all columns were sound and there was memory. */
static plb_status ended(plb_loader *l, plb_stmt *st, plb_status status, plb_error *err) {
  if (status == PLB_NOTFOUND || status == PLB_OK) status = plb_stmt_sound(st, err);
  plb_stmt_reset(st);
  return status == PLB_OK && l->full ? no_memory(err) : status;
}

/* ---- lists ---- */

static plb_status load_place(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_PLACE];
  plb_record *best = &doc->record;
  plb_status status;
  plb_bind_int(st, 1, row);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_slice name = plb_col_text(st, 0);
    uint64_t offset = (uint64_t)plb_col_int(st, 1, 0, INT64_MAX);
    uint32_t number = number_at(st, 2);
    int order = best->source.n ? plb_slice_cmp(plb_base_name(name), plb_base_name(best->source)) : -1;
    if (order == 0) order = offset < best->offset ? -1 : offset > best->offset;
    if (order == 0) order = number < best->number ? -1 : number > best->number;
    if (order == 0) order = plb_slice_cmp(name, best->source);
    if (order >= 0) continue;
    *best = (plb_record){.source = keep(l, name), .offset = offset, .number = number};
  }
  return ended(l, st, status, err);
}

static plb_fact *fact_named(plb_meta *m, plb_slice name) {
  const struct {
    const char *name;
    plb_fact *fact;
  } facts[] = {
#define PLB_X(name) {#name, &m->name},
      PLB_FACT_MAP(PLB_X)
#undef PLB_X
  };
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
    if (plb_slice_is(name, facts[i].name)) return facts[i].fact;
  return NULL;
}

static plb_status load_facts(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_FACT];
  PLB_VEC(plb_fact) authors = {0};
  plb_status status;
  plb_bind_int(st, 1, row);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_slice name = plb_col_text(st, 0);
    plb_fact *to = fact_named(&doc->meta, name);
    if (!to && plb_slice_is(name, "author")) {
      to = plb_vec_push(l->arena, &authors, MAX_LIST);
      if (!to) l->full = true;
    }
    if (to) *to = (plb_fact){text_at(l, st, 1), text_at(l, st, 2).p};
  }
  doc->meta.author = authors.at;
  doc->meta.n_author = authors.n;
  doc->meta.published_day = plb_date_parse_iso(doc->meta.published.value);
  return ended(l, st, status, err);
}

static plb_status load_blocks(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_BLOCK];
  PLB_VEC(plb_block) blocks = {0};
  plb_status status;
  plb_bind_int(st, 1, row);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_block *to = plb_vec_push(l->arena, &blocks, MAX_LIST);
    if (!to)
      l->full = true;
    else
      *to = (plb_block){span_at(st, 1), (uint8_t)plb_block_of(plb_col_text(st, 0))};
  }
  doc->block = blocks.at;
  doc->n_block = blocks.n;
  return ended(l, st, status, err);
}

/* The words of a sentence are not kept, its place is: with each report and silence. */
static bool set_sentence(plb_doc *doc, uint32_t i, plb_span span) {
  if (i >= doc->n_sentence) return false;
  doc->sentence[i].span = span;
  return true;
}

static plb_status load_silences(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_SILENCE];
  PLB_VEC(plb_silence) silences = {0};
  plb_status status;
  bool fits = true;
  plb_bind_int(st, 1, row);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full && fits) {
    plb_silence *to = plb_vec_push(l->arena, &silences, MAX_LIST);
    if (!to) {
      l->full = true;
      break;
    }
    *to = (plb_silence){number_at(st, 0), span_at(st, 3), text_at(l, st, 5)};
    fits = set_sentence(doc, to->sentence, span_at(st, 1));
  }
  doc->silence = silences.at;
  doc->n_silence = silences.n;
  status = ended(l, st, status, err);
  if (status == PLB_OK && !fits) return plb_fail(err, PLB_DAMAGED, "store", "a silence is about no sentence");
  return status;
}

static plb_status load_parties(plb_loader *l, int64_t report, const char *side, plb_role_fill **out, uint32_t *n,
                               plb_error *err) {
  plb_stmt *st = l->st[LOAD_PARTY];
  PLB_VEC(plb_role_fill) roles = {0};
  plb_status status;
  plb_bind_int(st, 1, report);
  plb_bind_full(st, 2, plb_slice_str(side));
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_role_fill *to = plb_vec_push(l->arena, &roles, MAX_LIST);
    if (!to)
      l->full = true;
    else
      *to = (plb_role_fill){span_at(st, 0), party_at(l, st)};
  }
  *out = roles.at;
  *n = roles.n;
  return ended(l, st, status, err);
}

static plb_status load_claims(plb_loader *l, int64_t report, plb_report *r, plb_error *err) {
  plb_stmt *st = l->st[LOAD_CLAIM];
  PLB_VEC(plb_claim) claims = {0};
  plb_status status;
  plb_bind_int(st, 1, report);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_claim *to = plb_vec_push(l->arena, &claims, MAX_LIST);
    if (!to)
      l->full = true;
    else
      *to =
          (plb_claim){(uint8_t)plb_claim_kind_of(plb_col_text(st, 8)), span_at(st, 0), span_at(st, 9), party_at(l, st)};
  }
  r->claim = claims.at;
  r->n_claim = claims.n;
  return ended(l, st, status, err);
}

static plb_status load_steps(plb_loader *l, int64_t report, plb_report *r, plb_error *err) {
  plb_stmt *st = l->st[LOAD_STEP];
  PLB_VEC(plb_step) steps = {0};
  plb_status status;
  plb_bind_int(st, 1, report);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full) {
    plb_step *to = plb_vec_push(l->arena, &steps, MAX_LIST);
    if (!to)
      l->full = true;
    else
      *to = (plb_step){text_at(l, st, 0), text_at(l, st, 1)};
  }
  r->step = steps.at;
  r->n_step = steps.n;
  return ended(l, st, status, err);
}

/* ---- reports ---- */

static bool report_row(plb_loader *l, plb_doc *doc, plb_report *r) {
  plb_stmt *st = l->report;
  bool good = plb_col_id(st, 1, &r->id);
  r->rank = number_at(st, 2);
  r->type = (uint8_t)plb_type_of(plb_col_text(st, 3));
  r->mode = text_at(l, st, 4);
  r->status = (uint8_t)plb_act_status_of(plb_col_text(st, 5));
  r->sentence = number_at(st, 6);
  good = good && set_sentence(doc, r->sentence, span_at(st, 7));
  r->trigger = span_at(st, 9);
  good = good && date_at(st, 11, &r->first) && date_at(st, 12, &r->last);
  r->grain = (uint8_t)plb_grain_of(plb_col_text(st, 13));
  r->date_basis = text_at(l, st, 14).p;
  r->date_span = span_at(st, 15);
  r->place_name = text_at(l, st, 17);
  r->place_code = text_at(l, st, 18);
  r->place_span = span_at(st, 19);
  r->killed = size_at(st, 21);
  r->injured = size_at(st, 22);
  r->arrested = size_at(st, 23);
  r->confidence = (uint16_t)plb_col_int(st, 24, 0, 1000);
  return good;
}

static plb_status load_report_parts(plb_loader *l, int64_t row, plb_report *r, plb_error *err) {
  plb_status status = load_parties(l, row, "actor", &r->actor, &r->n_actor, err);
  if (status == PLB_OK) status = load_parties(l, row, "recipient", &r->recipient, &r->n_recipient, err);
  if (status == PLB_OK) status = load_claims(l, row, r, err);
  if (status == PLB_OK) status = load_steps(l, row, r, err);
  return status;
}

static plb_status load_reports(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->report;
  PLB_VEC(plb_report) reports = {0};
  plb_status status;
  bool fits = true;
  plb_bind_int(st, 100, row);
  while ((status = plb_stmt_step(st, err)) == PLB_OK && !l->full && fits) {
    plb_report *to = plb_vec_push(l->arena, &reports, MAX_LIST);
    if (!to) {
      l->full = true;
      break;
    }
    int64_t id = plb_col_int(st, 0, INT64_MIN, INT64_MAX);
    fits = report_row(l, doc, to);
    status = fits ? load_report_parts(l, id, to, err) : PLB_OK;
    if (status) break;
  }
  doc->report = reports.at;
  doc->n_report = reports.n;
  status = ended(l, st, status, err);
  if (status == PLB_OK && !fits)
    return plb_fail(err, PLB_DAMAGED, "store", "a report has no id, no sentence or no date");
  return status;
}

/* ---- the document ---- */

static plb_status load_document(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_DOCUMENT];
  plb_bind_int(st, 1, row);
  plb_status status = plb_stmt_step(st, err);
  if (status) {
    plb_stmt_reset(st);
    return status == PLB_NOTFOUND ? plb_fail(err, PLB_DAMAGED, "store", "a document of the index is not there")
                                  : status;
  }
  bool good = plb_col_id(st, 0, &doc->id);
  doc->n_sentence = number_at(st, 1);
  doc->n_token = number_at(st, 2);
  doc->text = text_at(l, st, 3);
  good = good && doc->n_sentence <= doc->text.n && doc->n_token <= doc->text.n;
  if (good) {
    doc->sentence = plb_arena_array(l->arena, doc->n_sentence, sizeof *doc->sentence);
    if (!doc->sentence) l->full = true;
    status = plb_map_unpack(plb_col_blob(st, 4), doc->text.n, l->arena, &doc->map, &doc->n_map, err);
  }
  status = ended(l, st, status, err);
  if (status == PLB_OK && !good) return plb_fail(err, PLB_DAMAGED, "store", "a document's id or counts are wrong");
  return status;
}

static plb_status load_revision(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_stmt *st = l->st[LOAD_REVISION];
  plb_bind_int(st, 1, row);
  plb_status status = plb_stmt_step(st, err);
  if (status == PLB_OK) {
    doc->revision = 1 + (uint32_t)plb_col_int(st, 0, 0, UINT32_MAX - 1);
    doc->revisions = number_at(st, 1);
    doc->record.given.acquired = text_at(l, st, 2);
    if (doc->revisions < doc->revision) doc->revisions = doc->revision; /* a document of no page */
  }
  return ended(l, st, status, err);
}

plb_status plb_loader_read(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err) {
  plb_arena_reset(l->arena);
  memset(doc, 0, sizeof *doc);
  l->full = false;
  doc->arena = l->arena;
  plb_status status = load_document(l, row, doc, err);
  if (status == PLB_OK) status = load_place(l, row, doc, err);
  if (status == PLB_OK) status = load_revision(l, row, doc, err);
  if (status == PLB_OK) status = load_facts(l, row, doc, err);
  if (status == PLB_OK) status = load_blocks(l, row, doc, err);
  if (status == PLB_OK) status = load_silences(l, row, doc, err);
  if (status == PLB_OK) status = load_reports(l, row, doc, err);
  return status;
}
