/* Polybius: political event reports out of news text. The only public header.
 *
 * Ownership: a handle returned by plb_X_open is ended by plb_X_close, which takes NULL. Slices borrow; they are valid
 * as long as the object that the function's comment names. Nothing here is thread-safe but plb_version. Errors:
 * functions return plb_status; PLB_OK is 0. With a plb_error given, it holds code, module, message, place. */
#ifndef POLYBIUS_H
#define POLYBIUS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#if defined(__GNUC__)
#define PLB_API __attribute__((visibility("default")))
#define PLB_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define PLB_API
#define PLB_PRINTF(a, b)
#endif

#define PLB_VERSION_MAJOR 0
#define PLB_VERSION_MINOR 1
#define PLB_VERSION_PATCH 0

/* One list of errors: name, stable word (stored in databases and exports), what it means. */
#define PLB_STATUS_MAP(X)                                                       \
  X(OK, "ok", "no error")                                                       \
  X(NOMEM, "nomem", "memory or the document's arena is exhausted")              \
  X(LIMIT, "limit", "a stated limit was exceeded")                              \
  X(IO, "io", "the system could not read or write")                             \
  X(NOTFOUND, "not-found", "there is no such thing")                            \
  X(USAGE, "usage", "the call or the command line is wrong")                    \
  X(FORMAT, "format", "the input is not in a format this program reads")        \
  X(DAMAGED, "damaged", "the input is of a known format but broken")            \
  X(ENCODING, "encoding", "the bytes do not fit their character set")           \
  X(EMPTY, "empty", "the page holds no article text")                           \
  X(LANGUAGE, "language", "the text is not English")                            \
  X(TABLE, "table", "a data table has a wrong row")                             \
  X(DATABASE, "database", "the database refused or is not ours")                \
  X(VERSION, "version", "the database or table is of a newer version")          \
  X(CRASHED, "crashed", "the worker process died on this document")             \
  X(TIMEOUT, "timeout", "the worker process took too long on this document")    \
  X(INTERRUPTED, "interrupted", "stopped by the user; the work so far is kept") \
  X(INTERNAL, "internal", "a bug in Polybius")

typedef enum plb_status {
#define PLB_X(name, word, text) PLB_##name,
  PLB_STATUS_MAP(PLB_X)
#undef PLB_X
      PLB_STATUS_COUNT
} plb_status;

/* Bytes of somebody else's buffer; never assumed to end in NUL. */
typedef struct plb_slice {
  const char *p;
  uint32_t n;
} plb_slice;

#define PLB_NO_OFFSET UINT64_MAX
typedef struct plb_error {
  plb_status code;
  const char *module; /* static string: "acquire", "extract", ... */
  char message[240];  /* one line for people, NUL-terminated */
  char place[192];    /* file or record it happened in; "" when none */
  uint64_t offset;    /* byte offset there, or PLB_NO_OFFSET */
} plb_error;

/* Limits: name, default, hard cap, unit, what it bounds. Exceeding one is an error on that document, never a cut. */
#define PLB_LIMIT_MAP(X)                                                                                   \
  X(record_bytes, 8u << 20, 64u << 20, "bytes", "one record (page, text, line) as acquired, decompressed") \
  X(inflate_ratio, 200, 2000, "times", "decompressed over compressed size, past the first MiB")            \
  X(arena_bytes, 256u << 20, 1u << 30, "bytes", "memory of one document's arena")                          \
  X(worker_bytes, 1u << 30, 4294967295u, "bytes", "address space a worker may add to its own size")        \
  X(worker_seconds, 20, 600, "seconds", "processor time for one document; a backstop")                     \
  X(dom_nodes, 250000, 4000000, "nodes", "elements and texts of one page")                                 \
  X(dom_depth, 200, 250, "levels", "nesting of one page")                                                  \
  X(text_bytes, 2u << 20, 8u << 20, "bytes", "extracted text of one document")                             \
  X(tokens, 250000, 2000000, "words", "words of one document")                                             \
  X(sentence_tokens, 1500, 10000, "words", "words of one sentence; a longer run is broken there")          \
  X(reports, 20000, 100000, "reports", "event reports of one document")                                    \
  X(line_bytes, 4096, 65536, "bytes", "one row of a data table")                                           \
  X(own_table_bytes, 32u << 20, 256u << 20, "bytes", "all tables of one's own (--actors) of one run")      \
  X(path_bytes, 4096, 4096, "bytes", "a file's path")                                                      \
  X(walk_depth, 64, 256, "levels", "nesting of folders")                                                   \
  X(walk_files, 20000000, 100000000, "files", "files of one run, and names in one folder")

typedef struct plb_limits {
  size_t size; /* sizeof(plb_limits), set by plb_limits_default */
#define PLB_X(name, def, cap, unit, text) uint32_t name;
  PLB_LIMIT_MAP(PLB_X)
#undef PLB_X
} plb_limits;

PLB_API const char *plb_version(void);
PLB_API const char *plb_status_word(plb_status s);
PLB_API const char *plb_status_text(plb_status s);
PLB_API void plb_limits_default(plb_limits *limits);
/* Sets one limit by name; PLB_USAGE for an unknown name or a value of 0 or above the cap. */
PLB_API plb_status plb_limits_set(plb_limits *limits, const char *name, uint64_t value, plb_error *err);

/* ---- what was read, as plain read-only structs ----
 * Filled by the function that hands them out; every pointer is valid until that callback returns.
 * Offsets are bytes of plb_document.text, end exclusive. Strings are never NULL; "" or n == 0 means none. */
typedef struct plb_range {
  uint32_t begin, end;
} plb_range;

typedef struct plb_party_view {
  plb_range at; /* its words; begin == end: left out of the sentence */
  plb_slice name, code, rule;
  const char *sector, *kind;
} plb_party_view;

typedef struct plb_claim_view {
  const char *kind; /* "speaker" or "medium" */
  plb_range cue;    /* the word of saying */
  plb_party_view party;
} plb_claim_view;

typedef struct plb_step_view {
  plb_slice rule, text;
} plb_step_view;

typedef struct plb_report_view {
  const char *id; /* 32 hex digits */
  plb_range sentence, trigger, date_at, place_at;
  uint64_t source_begin, source_end; /* of the trigger: bytes of the record; equal: unknown */
  const char *type, *quad, *cameo, *status;
  double goldstein; /* PLOVER score of the type */
  plb_slice mode, place_name, place_code;
  char date_first[11], date_last[11];  /* YYYY[-MM[-DD]] or "" */
  const char *date_grain, *date_basis; /* basis of no date says why */
  const plb_party_view *actor, *recipient;
  const plb_claim_view *claim; /* outermost first */
  const plb_step_view *step;   /* why it was coded, in order */
  uint32_t n_actor, n_recipient, n_claim, n_step;
  int64_t killed, injured, arrested; /* -1: not said */
  double confidence;                 /* 0..1 */
} plb_report_view;

typedef struct plb_block_view {
  const char *kind; /* title standfirst paragraph heading list quote table caption teaser credit */
  plb_range at;
  uint64_t source_begin, source_end; /* bytes of the record it came from; equal: unknown */
} plb_block_view;

/* A time expression (TIMEX3). first and last are "" where its words name no day. */
typedef struct plb_time_view {
  plb_range at;
  uint64_t source_begin, source_end; /* bytes of the record; equal: unknown */
  const char *type;                  /* DATE TIME DURATION SET */
  plb_slice value;
  char first[11], last[11];  /* YYYY[-MM[-DD]] or "" */
  const char *grain, *basis; /* basis of no day says why */
} plb_time_view;

typedef struct plb_silence_view {
  plb_range sentence, trigger;
  plb_slice why;
} plb_silence_view;

typedef struct plb_fact_view {
  const char *name; /* title outlet url language wire published kind author */
  plb_slice value;
  const char *origin; /* where it was read, or why it is unknown */
} plb_fact_view;

typedef struct plb_document {
  const char *id;
  plb_slice source;  /* file it came from */
  uint64_t offset;   /* of the record in it */
  uint32_t number;   /* of the record in it, from 1 */
  plb_status status; /* PLB_OK, or what went wrong with it; then message says so and the rest may be empty */
  plb_slice message;
  uint32_t revision, revisions; /* which of the database's versions of its page, from 1, the oldest; 0: it is in none */
  plb_slice title, outlet, url, language, wire, published, text;
  plb_slice acquired;        /* when it was fetched first, as an archive says */
  const plb_fact_view *fact; /* all of them, authors one by one */
  const plb_block_view *block;
  const plb_report_view *report; /* in order of the text */
  const plb_silence_view *silence;
  const plb_time_view *time; /* in order of the text; NULL from a database, which does not keep them */
  uint32_t n_fact, n_block, n_report, n_silence, n_time;
  uint32_t n_sentence, n_token;
} plb_document;

typedef bool plb_document_fn(void *user, const plb_document *document); /* false: stop */

/* ---- coding ---- */
typedef struct plb_job_plan {
  uint64_t files, bytes, hidden, links, other; /* hidden, links, other: left out */
} plb_job_plan;

typedef struct plb_job_progress {
  uint64_t bytes_total, bytes_done;      /* of the files as they lie on disk */
  uint64_t documents, reports, problems; /* committed so far in this run */
  double seconds;
} plb_job_progress;

typedef struct plb_job_result {
  uint64_t records; /* seen in this run */
  uint64_t added;   /* documents new in the database (or handed to on_document) */
  uint64_t known;   /* documents that were there already */
  uint64_t reports; /* of the added ones */
  uint64_t skipped; /* not English or no article text: said by on_problem, not a failure */
  uint64_t failed;  /* damaged, crashed, over a limit */
  uint64_t passed;  /* records of archives that are no articles (pictures, redirects): said by on_notice */
  double seconds;
} plb_job_result;

/* A table of the user's own, loaded beside those compiled in; where both speak, its rows win. */
typedef enum plb_own_kind {
  PLB_OWN_ACTORS,
  PLB_OWN_CODEBOOK, /* triggers or actors in our format, or a dictionary of PETRARCH2 or TABARI: its content says */
  PLB_OWN_KIND_COUNT
} plb_own_kind;
typedef struct plb_own_table {
  plb_own_kind kind;
  const char *path;
} plb_own_table;

typedef struct plb_job_options {
  size_t size; /* sizeof(plb_job_options), set by plb_job_options_default */
  const char *const *path;
  size_t n_path;
  const char *database;     /* NULL: nothing is stored, documents go to on_document */
  const char *fields;       /* "published=pub_date,text=event_text" for JSON and tables, or NULL */
  const char *stop_after;   /* NULL, or the last stage to run: "extract", "parse", "resolve" */
  unsigned workers;         /* 0: one a processor */
  const plb_own_table *own; /* later ones win over earlier ones */
  size_t n_own;
  plb_limits limits;
  bool dry_run;    /* only on_plan is called */
  bool again;      /* code documents anew that are in the database already */
  const int *stop; /* NULL, or a flag that a signal handler sets to end the run after the next commit */
  void *user;
  void (*on_plan)(void *user, const plb_job_plan *plan);
  void (*on_progress)(void *user, const plb_job_progress *progress); /* about ten times a second */
  void (*on_problem)(void *user, const plb_error *problem);          /* one bad or skipped input */
  void (*on_notice)(void *user, const plb_error *notice); /* no problem, but to be known; with a code: a warning */
  void (*on_committed)(void *user, plb_slice source, uint32_t number); /* once that record is safe on disk */
  plb_document_fn *on_document;
} plb_job_options;

PLB_API void plb_job_options_default(plb_job_options *options);
/* Reads the paths in reader and worker processes and commits in input order. PLB_OK also when single inputs failed
 * (see result); PLB_INTERRUPTED after *stop; PLB_USAGE, PLB_DATABASE, PLB_IO, PLB_NOMEM end the run. */
PLB_API plb_status plb_job_run(const plb_job_options *options, plb_job_result *result, plb_error *err);
/* A program that calls plb_job_run must call this first in main: a reader or worker process of ours ends inside it.
 * Returns -1 when this process is neither. */
PLB_API int plb_role_main(int argc, char **argv);

/* ---- codebooks: tables of one's own, looked at without a run ---- */
typedef struct plb_finding {
  const char *kind;      /* wrong skipped partly duplicate conflict unreachable overrides derived */
  plb_slice place, text; /* FILE:LINE[:COLUMN] */
} plb_finding;

typedef struct plb_codebook_file {
  const char *path, *kind;         /* "verb dictionary", ... */
  uint64_t rows;                   /* of our own kind, made of it */
  uint64_t wrong, skipped, partly; /* rows or entries: not to be read; not taken; taken with something left out */
} plb_codebook_file;

typedef struct plb_codebook_check_options {
  size_t size; /* sizeof(plb_codebook_check_options) */
  const plb_own_table *own;
  size_t n_own; /* 0: the tables compiled in */
  plb_limits limits;
  bool derived; /* also the forms that are made by rule */
  void *user;
  void (*on_file)(void *user, const plb_codebook_file *file);
  void (*on_finding)(void *user, const plb_finding *finding);
} plb_codebook_check_options;

/* Reads the files and compares their rows with each other and with those compiled in. PLB_OK whatever is found;
 * PLB_FORMAT for a file that is no codebook, PLB_IO, PLB_LIMIT, PLB_NOMEM. */
PLB_API plb_status plb_codebook_check(const plb_codebook_check_options *options, plb_error *err);
/* What a dictionary is in our format: a table of triggers, or of actors, or of roles, on `out`. What was not taken is
 * told by on_finding. */
PLB_API plb_status plb_codebook_convert(const char *path, const plb_limits *limits, FILE *out,
                                        void (*on_finding)(void *user, const plb_finding *finding), void *user,
                                        plb_error *err);

/* One coded pair: the type of the event between two given parties of a sentence, or "" when the coder is silent.
 * For evaluations. The spans are byte offsets of text. Runs in this process: text must be trusted. */
typedef struct plb_pair_coder plb_pair_coder;
PLB_API plb_status plb_pair_coder_open(const plb_own_table *own, size_t n_own, plb_pair_coder **out, plb_error *err);
PLB_API void plb_pair_coder_close(plb_pair_coder *coder);
PLB_API plb_status plb_pair_code(plb_pair_coder *coder, plb_slice text, plb_range source, plb_range target,
                                 const char **type, plb_error *err);

/* ---- tables of actors ---- */
typedef struct plb_actor_finding {
  const char *kind; /* "conflict", "stale", ...: polybius help actors */
  bool wrong;       /* else it is to be looked at */
  const char *file;
  uint32_t line; /* from 1 */
  const char *message, *advice;
} plb_actor_finding;
typedef void plb_actor_finding_fn(void *user, const plb_actor_finding *finding);
typedef struct plb_actor_counts {
  uint64_t rows, wrong, doubtful;
} plb_actor_counts;
/* What is wrong or doubtful in the user's tables beside ours, or, n_own 0, in ours. day: YYYY[-MM[-DD]], as of which a
 * row without an end is out of date when it was true more than `years` before. */
PLB_API plb_status plb_actors_check(const plb_own_table *own, size_t n_own, const char *day, unsigned years,
                                    plb_actor_finding_fn *fn, void *user, plb_actor_counts *counts, plb_error *err);

/* Who words are, as coding would take them. Runs in this process: the words must be trusted. */
typedef struct plb_actor_reader plb_actor_reader;
PLB_API plb_status plb_actor_reader_open(plb_actor_reader **out, const plb_own_table *own, size_t n_own,
                                         plb_error *err);
PLB_API void plb_actor_reader_close(plb_actor_reader *reader);
/* The parties of one phrase, the one its head names first; `at` in bytes of words. day: YYYY[-MM[-DD]], or NULL: no
 * day. The views live as long as the call. */
PLB_API plb_status plb_actor_read(plb_actor_reader *reader, plb_slice words, const char *day,
                                  void (*fn)(void *user, const plb_party_view *party), void *user, plb_error *err);

/* ---- the database ---- */
typedef struct plb_store plb_store;
typedef enum plb_store_mode { PLB_STORE_READ, PLB_STORE_WRITE } plb_store_mode; /* WRITE makes a missing file */
PLB_API plb_status plb_store_open(const char *path, plb_store_mode mode, plb_store **out, plb_error *err);
PLB_API void plb_store_close(plb_store *store);

typedef struct plb_filter { /* all conditions hold together; NULL or 0: no condition */
  size_t size;
  const char *document;          /* id or a unique beginning of one, or a source file's name or its ending */
  const char *report;            /* id or a unique beginning of one */
  const char *words;             /* full-text query over titles and text, FTS5 syntax */
  const char *type, *status;     /* PLOVER type; actual future hypothetical negated historical */
  const char *actor, *recipient; /* code, e.g. CHN */
  const char *outlet;
  const char *since, *until; /* of the event's day, YYYY[-MM[-DD]], both included */
  const char *voice;         /* "outlet": no claim chain; "claimed": with one */
  bool failures;             /* also documents that could not be read */
  bool latest;               /* of each page only the newest revision */
  double confidence;         /* reports at least this sure, 0..1 */
} plb_filter;
PLB_API void plb_filter_default(plb_filter *filter);

/* Documents that match (with only the reports that match), ordered by id, whole, one at a time.
 * PLB_NOTFOUND when none matches; PLB_USAGE for an ambiguous id or a wrong query. */
PLB_API plb_status plb_store_each(plb_store *store, const plb_filter *filter, plb_document_fn *fn, void *user,
                                  plb_error *err);

/* Does a report of this document meet the conditions from type to confidence? For documents that are in no database. */
PLB_API bool plb_report_matches(const plb_filter *filter, const plb_document *document, const plb_report_view *report);

typedef struct plb_store_counts {
  uint64_t documents, failures, reports, runs, sources;
  int schema;
} plb_store_counts;
PLB_API plb_status plb_store_count(plb_store *store, plb_store_counts *out, plb_error *err);
/* Counts by type, "ACCUSE" etc.: calls fn for each type that occurs, most frequent first. */
PLB_API plb_status plb_store_types(plb_store *store, void (*fn)(void *user, const char *type, uint64_t n), void *user,
                                   plb_error *err);
/* PRAGMA quick_check and foreign keys; PLB_DAMAGED with the first finding. */
PLB_API plb_status plb_store_check(plb_store *store, plb_error *err);

typedef enum plb_export_format {
  PLB_EXPORT_JSONL,       /* one report a line, docs/formats.md */
  PLB_EXPORT_CSV,         /* one report a row, wide */
  PLB_EXPORT_DOCUMENTS,   /* one document a line with its reports */
  PLB_EXPORT_NO_TEXT = 16 /* or-ed with one of them: no words of the articles, but offsets and SHA-256 */
} plb_export_format;
/* Canonical: ordered by document id, then as in the text; no times of runs, no row ids; streamed, never cut. */
PLB_API plb_status plb_store_export(plb_store *store, const plb_filter *filter, plb_export_format format, FILE *out,
                                    plb_error *err);
/* The same lines for a document that is not in a database. With CSV and a document of NULL: the header row. */
PLB_API plb_status plb_document_print(const plb_document *document, plb_export_format format, FILE *out,
                                      plb_error *err);

/* ---- comparing coders, men or machines ----
 * One file, folder or database a coder; what each figure means stands in docs/eval.md. One comparison a handle. */
typedef struct plb_eval plb_eval;
typedef struct plb_eval_options {
  size_t size;       /* sizeof(plb_eval_options), set by plb_eval_options_default */
  const char *texts; /* NULL, or a folder of NAME.txt: the texts that offsets point into */
  bool agreement;    /* none is right: only how far they agree; else the first is right and there are two */
  bool common;       /* score only documents that both have */
  bool list;         /* print the disagreements, too */
  void *user;
  void (*on_problem)(void *user, const plb_error *problem); /* one wrong row, left out; place "FILE:LINE:COLUMN" */
  void (*on_notice)(void *user, const plb_error *notice);
} plb_eval_options;
typedef enum plb_eval_format { PLB_EVAL_TEXT, PLB_EVAL_JSON, PLB_EVAL_CSV } plb_eval_format;
typedef struct plb_eval_result {
  uint64_t documents; /* that two coders or more have */
  uint64_t alone;     /* that only one has */
  uint64_t refused;   /* rows left out as wrong */
  double type_f1;     /* 0 with options.agreement */
} plb_eval_result;
PLB_API void plb_eval_options_default(plb_eval_options *options);
PLB_API plb_status plb_eval_open(const plb_eval_options *options, plb_eval **out, plb_error *err);
PLB_API void plb_eval_close(plb_eval *eval);
/* Begins a coder: what is read from now on is that one's. At most 16. */
PLB_API plb_status plb_eval_coder(plb_eval *eval, const char *name, plb_error *err);
/* A file or folder of coded events; wrong rows go to on_problem and are counted. */
PLB_API plb_status plb_eval_read(plb_eval *eval, const char *path, plb_error *err);
/* A document, from plb_store_each or a run. */
PLB_API plb_status plb_eval_document(plb_eval *eval, const plb_document *document, plb_error *err);
/* After the last coder, once. PLB_NOTFOUND: the coders have no document in common. */
PLB_API plb_status plb_eval_run(plb_eval *eval, plb_eval_result *result, plb_error *err);
PLB_API plb_status plb_eval_print(const plb_eval *eval, plb_eval_format format, FILE *out, plb_error *err);

/* ---- the program itself ---- */
typedef struct plb_build_info {
  const char *version, *tables_hash; /* of all data compiled in */
  const char *libraries;             /* "libxml2 2.9.14, SQLite 3.40.1, ..." */
} plb_build_info;
PLB_API void plb_build(plb_build_info *out);
/* Loads every table; the first wrong row is the error. */
PLB_API plb_status plb_tables_check(plb_error *err);
/* What locks a child process up, as the kernel told the child itself. */
typedef struct plb_sandbox {
  bool limits, no_new_privs, seccomp;
  int landlock;      /* its version; 0: none */
  char missing[120]; /* the first of the first three that does not hold, and why; "": they hold */
} plb_sandbox;
/* Starts a child ("reader" or "worker") for the question alone. The host's main calls plb_role_main first. */
PLB_API plb_status plb_sandbox_ask(const char *role, plb_sandbox *out, plb_error *err);
/* A table or text compiled into the program by its path ("options/code.md", "samples/..."), {NULL,0} when there is
 * none. */
PLB_API plb_slice plb_builtin(const char *path);
PLB_API plb_slice plb_builtin_at(size_t i, const char **path);

#endif
