/* internal: what the files of store/ share. Nothing outside store/ includes it. */
#ifndef PLB_STORE_INTERNAL_H
#define PLB_STORE_INTERNAL_H
#include "base/buf.h"
#include "base/digest.h"
#include "store/db.h"
#include "store/lock.h"
#include "store/store.h"

enum {
  PLB_SCHEMA = 2,                  /* data/store/schema_N.sql brings a database from N - 1 to N */
  PLB_STORE_VALUE_BYTES = 1 << 20, /* most bytes of one value other than a document's text and map */
  PLB_STORE_MAP_BYTES = 32 << 20   /* most bytes of a packed map */
};

/* Statements that write, prepared once at first use (put.c). */
#define PLB_PUT_MAP(X)                                                                                                 \
  X(RUN_BEGIN, "INSERT INTO run (started, version, tables, options) VALUES (?1, ?2, ?3, ?4)")                          \
  X(RUN_END,                                                                                                           \
    "UPDATE run SET ended = ?2, status = ?3, records = ?4, added = ?5, known = ?6, reports = ?7, skipped = ?8,"        \
    " failed = ?9, seconds = ?10, passed = ?11 WHERE id = ?1")                                                         \
  X(CURSOR_GET, "SELECT offset, number, hash FROM source WHERE name = ?1")                                             \
  X(SOURCE_FIND, "SELECT id FROM source WHERE name = ?1")                                                              \
  X(SOURCE, "INSERT INTO source (name) VALUES (?1)")                                                                   \
  X(CURSOR_SET, "UPDATE source SET offset = ?2, number = ?3, hash = ?4 WHERE id = ?1")                                 \
  X(HAS, "SELECT r.tables = ?2 FROM document d JOIN run r ON r.id = d.run WHERE d.document_id = ?1")                   \
  X(FIND, "SELECT id, run FROM document WHERE document_id = ?1")                                                       \
  X(TAKEN, "SELECT document FROM report WHERE report_id = ?1 AND document IS NOT ?2")                                  \
  X(DOCUMENT, "INSERT INTO document (id, document_id, run, title, outlet, url, language, wire, published, sentences,"  \
              " tokens, text, map, page, acquired, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "  \
              "?13, ?14, ?15,"                                                                                         \
              " coalesce(?15, ?9, ''))")                                                                               \
  X(DOCUMENT_AGAIN,                                                                                                    \
    "UPDATE document SET document_id = ?2, run = ?3, title = ?4, outlet = ?5, url = ?6, language = ?7,"                \
    " wire = ?8, published = ?9, sentences = ?10, tokens = ?11, text = ?12, map = ?13, page = ?14,"                    \
    " acquired = min(ifnull(acquired, ?15), ifnull(?15, acquired)), seen = coalesce(min(ifnull(acquired, ?15),"        \
    " ifnull(?15, acquired)), ?9, '') WHERE id = ?1")                                                                  \
  X(WORDS, "INSERT INTO document_fts (rowid, title, text) VALUES (?1, ?2, ?3)")                                        \
  X(WORDS_SAME, "SELECT title IS ?2 AND text = ?3 FROM document WHERE id = ?1")                                        \
  X(WORDS_OUT, "INSERT INTO document_fts (document_fts, rowid, title, text)"                                           \
               " SELECT 'delete', id, title, text FROM document WHERE id = ?1")                                        \
  X(FACT, "INSERT INTO fact (document, position, name, value, origin) VALUES (?1, ?2, ?3, ?4, ?5)")                    \
  X(BLOCK, "INSERT INTO block (document, position, kind, text_begin, text_end) VALUES (?1, ?2, ?3, ?4, ?5)")           \
  X(REPORT, "INSERT INTO report (report_id, document, position, rank, type, mode, status, sentence, sentence_begin,"   \
            " sentence_end, trigger_begin, trigger_end, date_first, date_last, date_grain, date_basis, date_begin,"    \
            " date_end, place_name, place_code, place_begin, place_end, killed, injured, arrested, confidence)"        \
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21," \
            " ?22, ?23, ?24, ?25, ?26)")                                                                               \
  X(PARTY, "INSERT INTO party (report, side, position, text_begin, text_end, name, code, sector, kind, certain, rule)" \
           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")                                                   \
  X(CLAIM, "INSERT INTO claim (report, position, kind, text_begin, text_end, name, code, sector, party_kind, certain," \
           " rule, cue_begin, cue_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")               \
  X(STEP, "INSERT INTO step (report, position, rule, text) VALUES (?1, ?2, ?3, ?4)")                                   \
  X(SILENCE, "INSERT INTO silence (document, position, sentence, sentence_begin, sentence_end, trigger_begin,"         \
             " trigger_end, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")                                             \
  X(ACQUISITION, "INSERT OR IGNORE INTO acquisition (source, offset, number, document, acquired, note)"                \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                                   \
  X(ACQUIRED, "UPDATE document SET acquired = ?2, seen = ?2 WHERE id = ?1 AND (acquired IS NULL OR acquired > ?2)")    \
  X(PROBLEM, "INSERT OR REPLACE INTO problem (source, offset, number, document_id, run, code, module, message, at,"    \
             " retryable, title, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                     \
  X(SOLVED_FIND, "SELECT 1 FROM problem WHERE document_id = ?1")                                                       \
  X(SOLVED_NOTE, "INSERT OR IGNORE INTO acquisition (source, offset, number, document)"                                \
                 " SELECT source, offset, number, ?2 FROM problem WHERE document_id = ?1")                             \
  X(SOLVED, "DELETE FROM problem WHERE document_id = ?1")                                                              \
  X(SOLVED_HERE, "DELETE FROM problem WHERE source = ?1 AND offset = ?2 AND number = ?3")                              \
  X(OUT_PARTY, "DELETE FROM party WHERE report IN (SELECT id FROM report WHERE document = ?1)")                        \
  X(OUT_CLAIM, "DELETE FROM claim WHERE report IN (SELECT id FROM report WHERE document = ?1)")                        \
  X(OUT_STEP, "DELETE FROM step WHERE report IN (SELECT id FROM report WHERE document = ?1)")                          \
  X(OUT_REPORT, "DELETE FROM report WHERE document = ?1")                                                              \
  X(OUT_SILENCE, "DELETE FROM silence WHERE document = ?1")                                                            \
  X(OUT_BLOCK, "DELETE FROM block WHERE document = ?1")                                                                \
  X(OUT_FACT, "DELETE FROM fact WHERE document = ?1")

typedef enum plb_put {
#define PLB_X(name, sql) PLB_PUT_##name,
  PLB_PUT_MAP(PLB_X)
#undef PLB_X
      PLB_PUT_COUNT
} plb_put;

struct plb_store {
  plb_db *db;
  plb_store_mode mode;
  char *path;    /* as given, for messages */
  plb_id tables; /* what codes the run's documents; "": the tables compiled in */
  plb_lock lock;
  int64_t run;  /* row id of the run that writes; 0: none */
  bool broken;  /* a write failed half way: only a rollback helps */
  bool walking; /* inside plb_store_each */
  plb_stmt *put[PLB_PUT_COUNT];
  plb_buf scratch; /* the packed map */
  plb_arena arena; /* of the document at hand while reading */
};

/* The facts of a plb_meta that are single; the authors come after them. */
#define PLB_FACT_MAP(X) X(title) X(outlet) X(url) X(language) X(wire) X(published) X(kind)

/* Names the database of an error. */
plb_status plb_store_place(const plb_store *store, plb_error *err);

/* pack.c: the runs of a map as varints (docs/formats.md, document.map). */
void plb_map_pack(plb_buf *out, const plb_map_run *run, uint32_t n);
/* PLB_DAMAGED when the bytes do not make runs inside a text of text_n bytes; the runs live in the arena. */
plb_status plb_map_unpack(plb_slice in, uint32_t text_n, plb_arena *arena, plb_map_run **run, uint32_t *n,
                          plb_error *err);

/* load.c: statements that read one document, and the document itself. */
typedef struct plb_loader plb_loader;
/* report_where: more conditions on report r ("" or " AND ..."), with parameters bound by `bind`. */
plb_status plb_loader_open(plb_store *store, const char *report_where, void (*bind)(plb_stmt *st, const void *with),
                           const void *with, plb_loader **out, plb_error *err);
void plb_loader_close(plb_loader *l);
/* Rebuilds the document with row id `row` into *doc over the store's arena, which is reset first. */
plb_status plb_loader_read(plb_loader *l, int64_t row, plb_doc *doc, plb_error *err);
/* The id in a column; false when it is none. */
bool plb_col_id(plb_stmt *st, int i, plb_id *id);

/* writer.c: lines on their way to a file. Errors are sticky, and told by close. */
typedef struct plb_writer {
  plb_buf buf, cell; /* what has gathered; the CSV cell at hand */
  FILE *out;
  int why; /* errno of the first failed write */
  bool failed;
  bool bare;  /* no words of the articles */
  bool comma; /* the next JSON member or item needs one before it; the next CSV cell too */
  uint64_t lines;
  plb_digest text_digest; /* of the document at hand, when bare */
} plb_writer;
void plb_writer_open(plb_writer *w, FILE *out);
/* Hands on what has gathered when it is much; after it the buffer is small again, whatever the size of a document. */
void plb_writer_drain(plb_writer *w);
bool plb_writer_failed(const plb_writer *w);
/* Hands on the rest and ends the writer; PLB_IO, PLB_NOMEM or PLB_LIMIT when something was lost. */
plb_status plb_writer_close(plb_writer *w, plb_error *err);
/* A decimal with up to three places and no needless zeros, whatever the locale. */
void plb_buf_decimal(plb_buf *b, double v);
/* The file's name without its folders. */
plb_slice plb_base_name(plb_slice path);
/* The words of a range; empty when it leaves the text. */
plb_slice plb_words_of(const plb_document *doc, plb_range at);
plb_slice plb_published_origin(const plb_document *doc);
/* The row of a table that a rule names first, "actors/states.tsv:12"; empty when it begins otherwise. */
plb_slice plb_rule_row(plb_slice rule);

/* record.c, csv.c: one document's lines. */
void plb_write_reports(plb_writer *w, const plb_document *doc);  /* PLB_EXPORT_JSONL */
void plb_write_document(plb_writer *w, const plb_document *doc); /* PLB_EXPORT_DOCUMENTS */
void plb_write_csv_header(plb_writer *w);
void plb_write_csv(plb_writer *w, const plb_document *doc); /* PLB_EXPORT_CSV */
#endif
