/* Exports: the golden text, the same lines with and without a database, CSV against the view, formats.md against both,
 * and writing that fails. */
#include <signal.h>
#include <sys/wait.h>

#include "base/digest.h"
#include "base/json.h"
#include "support.h"

static char *read_all(box *b, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) print_error("%s\n", path);
  assert_non_null(f);
  assert_int_equal(fseek(f, 0, SEEK_END), 0);
  long n = ftell(f);
  rewind(f);
  char *text = plb_arena_alloc(&b->arena, (size_t)n + 1);
  assert_int_equal(fread(text, 1, (size_t)n, f), n);
  fclose(f);
  return text;
}

/* Document 7 tries everything that a format could trip over. */
static plb_doc *make_odd(plb_arena *arena) {
  plb_doc *doc = make_doc(arena, 7);
  doc->meta.title.value = PLB_LIT("=HYPERLINK(\"http://x.example\",\"Lake, \xE2\x80\x9Ctalks\xE2\x80\x9D\")");
  doc->meta.outlet.value = PLB_LIT("@Sound\r\nand Vision");
  doc->meta.wire = (plb_fact){PLB_LIT("-Wire\t1"), "dateline"};
  doc->meta.kind = (plb_fact){PLB_LIT("live blog"), "schema.org type"};
  doc->meta.published = (plb_fact){{NULL, 0}, "no date on the page"};
  doc->meta.author[0].value = PLB_LIT("Strand; Ola");
  doc->report[0].actor[0].party.code = PLB_LIT("---");
  doc->report[0].actor[0].party.name = PLB_LIT("+1 \\ \x01 \xC3\xA9");
  doc->report[1].actor[0].party.code = PLB_LIT("---");
  doc->report[0].claim[1].party.name.n = 0;
  doc->report[0].confidence = 1000;
  doc->report[1].confidence = 0;
  doc->report[1].first = doc->report[1].last = (plb_date){0};
  doc->report[1].grain = PLB_GRAIN_NONE;
  doc->report[1].date_basis = "no publication date";
  doc->report[1].arrested = 4000000000u;
  doc->n_map = 0;
  return doc;
}

static void fill(box *b) {
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_doc(&b->arena, 0), false);
  put_one(b, make_odd(&b->arena), false);
  plb_doc *bare = make_doc(&b->arena, 9);
  bare->n_report = bare->n_silence = 0;
  put_one(b, bare, false);
  put_failure(b, make_doc(&b->arena, 11), PLB_LANGUAGE, "the text is not English");
}

/* With PLB_BLESS=1 in the environment the expected files are written instead: look at the difference before keeping it.
 */
static void compare(box *b, const char *name, const char *text) {
  char path[512];
  snprintf(path, sizeof path, "%s/tests/cases/store/export/%s", PLB_SOURCE_DIR, name);
  if (getenv("PLB_BLESS")) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
  }
  assert_string_equal(text, read_all(b, path));
}

static void test_golden(void **state) {
  box *b = *state;
  plb_filter f;
  fill(b);
  compare(b, "expected.jsonl", export_text(b, NULL, PLB_EXPORT_JSONL));
  compare(b, "expected.csv", export_text(b, NULL, PLB_EXPORT_CSV));
  plb_filter_default(&f);
  f.failures = true;
  compare(b, "expected.documents.jsonl", export_text(b, &f, PLB_EXPORT_DOCUMENTS));
}

static char *print_text(box *b, const plb_doc *doc, const plb_error *problem, plb_export_format format) {
  char *bytes = NULL;
  size_t n = 0;
  plb_document view;
  FILE *out = open_memstream(&bytes, &n);
  if (doc) OK(plb_view(doc, problem, &view, &b->err));
  OK(plb_document_print(doc ? &view : NULL, format, out, &b->err));
  fclose(out);
  plb_slice copy = plb_arena_dup(&b->arena, plb_slice_of(bytes, n));
  free(bytes);
  return (char *)(uintptr_t)copy.p;
}

static void test_print_is_export(void **state) {
  box *b = *state;
  plb_error problem;
  plb_filter f;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_odd(&b->arena), *bad = make_doc(&b->arena, 11);
  put_one(b, doc, false);
  /* Which revision it is, only a database can say. */
  doc->revision = doc->revisions = 1;
  assert_string_equal(print_text(b, doc, NULL, PLB_EXPORT_JSONL), export_text(b, NULL, PLB_EXPORT_JSONL));
  assert_string_equal(print_text(b, doc, NULL, PLB_EXPORT_DOCUMENTS), export_text(b, NULL, PLB_EXPORT_DOCUMENTS));
  char *header = print_text(b, NULL, NULL, PLB_EXPORT_CSV), *both = export_text(b, NULL, PLB_EXPORT_CSV);
  assert_memory_equal(both, header, strlen(header));
  assert_string_equal(print_text(b, doc, NULL, PLB_EXPORT_CSV), both + strlen(header));
  put_failure(b, bad, PLB_TIMEOUT, "too slow");
  plb_filter_default(&f);
  f.failures = true;
  f.document = bad->id.hex;
  plb_fail(&problem, PLB_TIMEOUT, "code", "too slow");
  char *printed = print_text(b, bad, &problem, PLB_EXPORT_DOCUMENTS), *kept = export_text(b, &f, PLB_EXPORT_DOCUMENTS);
  char *last = strstr(kept, "\"outlet\""); /* a database keeps no more of it */
  assert_non_null(last);
  assert_memory_equal(printed, kept, (size_t)(last - kept));
  assert_non_null(strstr(printed, "\"published\":{\"value\":\"2021-05-04T06:30:00Z\",\"origin\":\"json-ld\"}"));
  assert_non_null(strstr(kept, "\"published\":{\"value\":null,\"origin\":null}"));
}

/* However the files were reached: other folders, another order, met twice. */
static void test_canonical(void **state) {
  box *b = *state;
  char *exports[2];
  for (int i = 0; i < 2; i++) {
    reopen(b, PLB_STORE_WRITE);
    for (uint32_t k = 0; k < 6; k++) {
      plb_doc *doc = make_doc(&b->arena, i ? 5 - k : k);
      doc->record.source = i ? PLB_LIT("/elsewhere/up/a.jsonl") : PLB_LIT("a.jsonl");
      put_one(b, doc, false);
    }
    plb_doc *copy = make_doc(&b->arena, 3);
    copy->record.source = i ? PLB_LIT("0/other.jsonl") : PLB_LIT("z/other.jsonl");
    put_one(b, copy, false);
    for (uint32_t k = 0; k < 4; k++) {
      plb_doc *bad = make_doc(&b->arena, 20 + (i ? 3 - k : k));
      char *name =
          (char *)(uintptr_t)plb_arena_printf(&b->arena, "%s/%u.gz", i ? "w" : "q/x", bad->record.number % 2).p;
      bad->record.source = plb_slice_str(name);
      if (bad->record.number > 22) bad->id.hex[0] = 0;
      put_failure(b, bad, PLB_DAMAGED, "bad member");
    }
    plb_filter f;
    plb_filter_default(&f);
    f.failures = true;
    exports[i] = export_text(b, &f, PLB_EXPORT_DOCUMENTS);
    plb_store_close(b->store);
    b->store = NULL;
    unlink(b->path);
  }
  assert_string_equal(exports[0], exports[1]);
  assert_null(strstr(exports[0], "elsewhere"));
}

/* ---- CSV is v_report ---- */

/* Next cell of a CSV text into out; false at the end of a row (then past its CRLF). */
static bool csv_cell(const char **at, char *out, size_t max, bool *last) {
  const char *p = *at;
  size_t n = 0;
  bool quoted = *p == '"';
  if (quoted) p++;
  for (; *p; p++) {
    if (quoted && p[0] == '"' && p[1] != '"') break;
    if (!quoted && (*p == ',' || *p == '\r')) break;
    if (quoted && *p == '"') p++;
    assert_true(n + 1 < max);
    out[n++] = *p;
  }
  out[n] = 0;
  if (quoted) p++;
  *last = *p == '\r';
  assert_true(*p == ',' || (p[0] == '\r' && p[1] == '\n'));
  *at = p + (*last ? 2 : 1);
  return **at != 0;
}

static void compare_cell(const char *cell, sqlite3_stmt *st, int i) {
  const char *value = (const char *)sqlite3_column_text(st, i);
  if (!value) value = "";
  int type = sqlite3_column_type(st, i);
  if (type == SQLITE_FLOAT || type == SQLITE_INTEGER) {
    assert_true(strtod(cell, NULL) - sqlite3_column_double(st, i) == 0);
    return;
  }
  if (cell[0] == '\'' && value[0] != '\'') {
    assert_non_null(strchr("=+-@\t\r\n", value[0]));
    cell++;
  }
  assert_string_equal(cell, value);
}

static void test_csv_is_the_view(void **state) {
  box *b = *state;
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  static char cell[4096];
  bool last;
  int rows = 0;
  fill(b);
  const char *at = export_text(b, NULL, PLB_EXPORT_CSV);
  assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
  const char *sql = "SELECT * FROM v_report ORDER BY document_id, trigger_begin";
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
  int columns = sqlite3_column_count(st);
  for (int i = 0; i < columns; i++) {
    csv_cell(&at, cell, sizeof cell, &last);
    assert_string_equal(cell, sqlite3_column_name(st, i));
    assert_int_equal(last, i == columns - 1);
  }
  for (; sqlite3_step(st) == SQLITE_ROW; rows++)
    for (int i = 0; i < columns; i++) {
      csv_cell(&at, cell, sizeof cell, &last);
      compare_cell(cell, st, i);
      assert_int_equal(last, i == columns - 1);
    }
  assert_int_equal(rows, 4);
  assert_int_equal(*at, 0);
  sqlite3_finalize(st);
  sqlite3_close(db);
}

static void test_formula_guard(void **state) {
  box *b = *state;
  reopen(b, PLB_STORE_WRITE);
  put_one(b, make_odd(&b->arena), false);
  char *text = export_text(b, NULL, PLB_EXPORT_CSV);
  assert_non_null(strstr(text, "\"'=HYPERLINK(\"\"http://x.example\"\","));
  assert_non_null(strstr(text, "\"'@Sound\r\nand Vision\""));
  assert_non_null(strstr(text, ",'-Wire\t1,"));
  assert_non_null(strstr(text, ",---,"));
  assert_non_null(strstr(text, ",---;IGO:ESL,"));
  assert_non_null(strstr(text, ",-7.2,"));
  assert_null(strstr(text, ",=HYP"));
  plb_doc *doc = make_doc(&b->arena, 8);
  doc->report[0].actor[0].party.code = PLB_LIT("---cmd|' /C x'!A0");
  assert_non_null(strstr(print_text(b, doc, NULL, PLB_EXPORT_CSV), ",'---cmd|"));
}

static void test_stata_names(void **state) {
  box *b = *state;
  static const char *const reserved[] = {"byte",  "double", "float", "if",    "in",    "int",   "long", "using",
                                         "with",  "strL",   "_all",  "_b",    "_cons", "_n",    "_N",   "_pi",
                                         "_pred", "_rc",    "_skip", "_coef", "str1",  "_coef", "str"};
  const char *at = print_text(b, NULL, NULL, PLB_EXPORT_CSV);
  char cell[128];
  bool last = false;
  int n = 0;
  while (!last) {
    csv_cell(&at, cell, sizeof cell, &last);
    n++;
    assert_true(strlen(cell) <= 32 && plb_is_lower(cell[0]));
    assert_int_equal(strspn(cell, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(cell));
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
      assert_string_not_equal(cell, reserved[i]);
  }
  assert_int_equal(n, 55);
}

/* ---- docs/formats.md ---- */

/* The part of the page under a heading, up to the next heading of that depth or less. */
static char *section(box *b, const char *page, const char *heading) {
  const char *from = strstr(page, heading);
  if (!from) print_error("docs/formats.md lacks: %s\n", heading);
  assert_non_null(from);
  from += strlen(heading);
  const char *to = strstr(from, "\n##");
  size_t n = to ? (size_t)(to - from) + 1 : strlen(from);
  return (char *)(uintptr_t)plb_arena_dup(&b->arena, plb_slice_of(from, n)).p;
}

/* Every "| `key` |" of the section must be met: here marked by overwriting its backquote. */
static void document_key(char *part, const char *key) {
  char row[160];
  snprintf(row, sizeof row, "\n| `%s` |", key);
  char *at = strstr(part, row);
  if (!at) {
    snprintf(row, sizeof row, "\n| !%s` |", key);
    at = strstr(part, row);
  }
  if (!at) print_error("docs/formats.md does not explain: %s\n", key);
  assert_non_null(at);
  at[3] = '!';
}

static void all_met(const char *part) {
  const char *left = strstr(part, "\n| `");
  if (left) print_error("docs/formats.md explains what is not written: %.60s\n", left + 1);
  assert_null(left);
}

static void document_value(char *part, const plb_json *v, const char *path, bool skip_reports) {
  char key[160];
  if (plb_json_is_array(v))
    for (size_t i = 0; i < plb_json_count(v); i++) {
      snprintf(key, sizeof key, "%s[]", path);
      document_value(part, plb_json_at(v, i), key, skip_reports);
    }
  if (!plb_json_is_object(v)) return;
  plb_slice name;
  const plb_json *value;
  const void *at = NULL;
  while ((at = plb_json_next(v, at, &name, &value))) {
    snprintf(key, sizeof key, "%s%s%.*s", path, *path ? "." : "", (int)name.n, name.p);
    document_key(part, key);
    if (!skip_reports || strcmp(key, "reports") != 0) document_value(part, value, key, skip_reports);
  }
}

/* Time expressions are printed of what was just read only: a database does not keep them. */
static void document_times(box *b, char *part) {
  plb_time time = {.span = {0, 4}, .type = PLB_TIME_SET, .value = PLB_LIT("P1D"), .basis = "set"};
  plb_json *json = NULL;
  plb_doc *doc = make_doc(&b->arena, 1);
  doc->time = &time;
  doc->n_time = 1;
  char *line = print_text(b, doc, NULL, PLB_EXPORT_DOCUMENTS);
  OK(plb_json_parse(plb_slice_trim(plb_slice_str(line)), &json, &b->err));
  document_value(part, json, "", true);
  plb_json_free(json);
  line = print_text(b, doc, NULL, (plb_export_format)(PLB_EXPORT_DOCUMENTS | PLB_EXPORT_NO_TEXT));
  assert_non_null(strstr(line, "\"times\":[{\"begin\":0,\"end\":4,")); /* no words of the article */
}

static void document_lines(box *b, char *part, plb_export_format format) {
  plb_filter f;
  plb_filter_default(&f);
  f.failures = true;
  plb_slice rest = plb_slice_str(export_text(b, &f, format)), line;
  while (plb_slice_split(&rest, '\n', &line)) {
    plb_json *json = NULL;
    if (line.n == 0) continue;
    OK(plb_json_parse(line, &json, &b->err));
    document_value(part, json, "", format == PLB_EXPORT_DOCUMENTS);
    plb_json_free(json);
  }
  if (format == PLB_EXPORT_DOCUMENTS) document_times(b, part);
  all_met(part);
}

static void document_columns(box *b, const char *page) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  char heading[80], *part = NULL;
  char table[80] = "";
  int tables = 0;
  assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_prepare_v2(db,
                         "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE"
                         " t.type IN ('table', 'view') AND t.name NOT LIKE 'document_fts_%' ORDER BY t.name",
                         -1, &st, NULL),
      SQLITE_OK);
  while (sqlite3_step(st) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(st, 0);
    if (strcmp(name, table) != 0) {
      if (part) all_met(part);
      snprintf(table, sizeof table, "%s", name);
      snprintf(heading, sizeof heading, "\n### `%s`\n", name);
      part = section(b, page, heading);
      tables++;
    }
    document_key(part, (const char *)sqlite3_column_text(st, 1));
  }
  all_met(part);
  sqlite3_finalize(st);
  sqlite3_close(db);
  int headings = 0;
  for (const char *p = page; (p = strstr(p, "\n### `")); p++)
    headings++;
  assert_int_equal(headings, tables);
}

static void test_formats_page(void **state) {
  box *b = *state;
  fill(b);
  const char *page = read_all(b, PLB_SOURCE_DIR "/docs/formats.md");
  document_lines(b, section(b, page, "\n## JSON lines: one report a line\n"), PLB_EXPORT_JSONL);
  document_lines(b, section(b, page, "\n## JSON lines: one document a line (DOCUMENTS)\n"), PLB_EXPORT_DOCUMENTS);
  document_columns(b, page);
}

/* ---- without words ---- */

/* Every string of the golden documents that was read from a page; codes and facts of publication are none of them. */
static void no_words(const char *text) {
  static const char *const theirs[] = {
      "Lake",        "talks", "Norland", "Sudland", "blocking", "told",       "army",        "League",    "Berg",
      "Bay Courier", "3 May", "matched", "subj",    "Strand",   "Kim Lie",    "kvik",        "HYPERLINK", "has no",
      "accused",     "+1",    "html",    "a.jsonl", "\"text\"", "\"title\":", "\"message\"", "\"why\""};
  for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++) {
    const char *at = strstr(text, theirs[i]);
    /* An outlet's name stays. */
    while (at && strncmp(at, "Norland Post", 12) == 0)
      at = strstr(at + 1, theirs[i]);
    if (at) fail_msg("'%s' stands in %.60s", theirs[i], at);
  }
}

static const char bare_heading[] = "\n## Exports without words\n";

/* The key is one of the full lines, or one that the page tells of bare ones. */
static void bare_keys(char *full, char *bare, const plb_json *v, const char *path) {
  char key[160], row[170];
  if (plb_json_is_array(v))
    for (size_t i = 0; i < plb_json_count(v); i++) {
      snprintf(key, sizeof key, "%s[]", path);
      bare_keys(full, bare, plb_json_at(v, i), key);
    }
  if (!plb_json_is_object(v)) return;
  plb_slice name;
  const plb_json *value;
  const void *at = NULL;
  while ((at = plb_json_next(v, at, &name, &value))) {
    snprintf(key, sizeof key, "%s%s%.*s", path, *path ? "." : "", (int)name.n, name.p);
    snprintf(row, sizeof row, "\n| `%s` |", key);
    if (!strstr(full, row)) document_key(bare, key);
    if (strcmp(key, "reports") != 0) bare_keys(full, bare, value, key);
  }
}

static void bare_lines(box *b, char *full, char *bare, plb_export_format format) {
  plb_filter f;
  plb_filter_default(&f);
  f.failures = true;
  char *text = export_text(b, &f, (plb_export_format)((unsigned)format | PLB_EXPORT_NO_TEXT));
  plb_slice rest = plb_slice_str(text), line;
  no_words(text);
  while (plb_slice_split(&rest, '\n', &line)) {
    plb_json *json = NULL;
    if (line.n == 0) continue;
    OK(plb_json_parse(line, &json, &b->err));
    bare_keys(full, bare, json, "");
    plb_json_free(json);
  }
}

static void test_without_words(void **state) {
  box *b = *state;
  char cell[128];
  bool last = false;
  fill(b);
  const char *page = read_all(b, PLB_SOURCE_DIR "/docs/formats.md");
  char *bare = section(b, page, bare_heading), *columns = section(b, page, "\n### `v_report`\n");
  bare_lines(b, section(b, page, "\n## JSON lines: one report a line\n"), bare, PLB_EXPORT_JSONL);
  bare_lines(b, section(b, page, "\n## JSON lines: one document a line (DOCUMENTS)\n"), bare, PLB_EXPORT_DOCUMENTS);
  const char *csv = export_text(b, NULL, (plb_export_format)(PLB_EXPORT_CSV | PLB_EXPORT_NO_TEXT));
  no_words(csv);
  while (!last) {
    char row[140];
    csv_cell(&csv, cell, sizeof cell, &last);
    snprintf(row, sizeof row, "\n| `%s` |", cell);
    if (!strstr(columns, row)) document_key(bare, cell);
  }
  all_met(bare);
}

/* The hashes are those of the words at these offsets. */
static void test_hashes(void **state) {
  box *b = *state;
  char expected[200];
  reopen(b, PLB_STORE_WRITE);
  plb_doc *doc = make_doc(&b->arena, 0);
  put_one(b, doc, false);
  const char *text = export_text(b, NULL, (plb_export_format)(PLB_EXPORT_JSONL | PLB_EXPORT_NO_TEXT));
  plb_span s = words(doc, TEXT_ONE);
  snprintf(expected, sizeof expected, "\"sentence\":{\"begin\":%u,\"end\":%u,\"sha256\":\"%s\"}", s.begin, s.end,
           plb_digest_of(PLB_LIT(TEXT_ONE)).hex);
  assert_non_null(strstr(text, expected));
  snprintf(expected, sizeof expected, "\"text_bytes\":%u,\"text_sha256\":\"%s\"", doc->text.n,
           plb_digest_of(doc->text).hex);
  assert_non_null(strstr(text, expected));
  doc->revision = doc->revisions = 1;
  assert_string_equal(print_text(b, doc, NULL, (plb_export_format)(PLB_EXPORT_JSONL | PLB_EXPORT_NO_TEXT)), text);
}

static void test_rule_rows(void **state) {
  (void)state;
  static const char *const rows[][2] = {{"actors/states.tsv:12", "actors/states.tsv:12"},
                                        {"actors/people.tsv:27 holder of 'king'", "actors/people.tsv:27"},
                                        {"actors/roles.tsv:3, state", "actors/roles.tsv:3"},
                                        {"apposition", ""},
                                        {"the king of roles.tsv:3", ""},
                                        {"secret.tsv:", ""},
                                        {".tsv:7", ""},
                                        {"king", ""},
                                        {"", ""}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_true(plb_slice_is(plb_rule_row(plb_slice_str(rows[i][0])), rows[i][1]));
}

/* ---- errors ---- */

static void test_errors(void **state) {
  box *b = *state;
  fill(b);
  FILE *full = fopen("/dev/full", "w");
  assert_non_null(full);
  for (int f = 0; f < 3; f++) {
    clearerr(full);
    FAILS(PLB_IO, plb_store_export(b->store, NULL, (plb_export_format)f, full, &b->err));
    assert_non_null(strstr(b->err.message, "No space left on device"));
  }
  clearerr(full);
  FAILS(PLB_IO, plb_document_print(NULL, PLB_EXPORT_CSV, full, &b->err));
  fclose(full);
  FAILS(PLB_USAGE, plb_store_export(b->store, NULL, (plb_export_format)9, stdout, &b->err));
  FAILS(PLB_USAGE, plb_store_export(b->store, NULL, PLB_EXPORT_CSV, NULL, &b->err));
  FAILS(PLB_USAGE, plb_document_print(NULL, PLB_EXPORT_JSONL, stdout, &b->err));
}

/* A reader that goes away ends a long export at once. */
static void test_broken_pipe(void **state) {
  box *b = *state;
  int ends[2];
  reopen(b, PLB_STORE_WRITE);
  for (uint32_t n = 0; n < 300; n++) {
    put_one(b, make_doc(&b->arena, n), false);
    plb_arena_reset(&b->arena);
  }
  assert_int_equal(pipe(ends), 0);
  void (*before)(int) = signal(SIGPIPE, SIG_IGN);
  close(ends[0]);
  FILE *out = fdopen(ends[1], "w");
  FAILS(PLB_IO, plb_store_export(b->store, NULL, PLB_EXPORT_JSONL, out, &b->err));
  assert_non_null(strstr(b->err.message, "Broken pipe"));
  fclose(out);
  signal(SIGPIPE, before);
}

static void test_nothing_to_export(void **state) {
  box *b = *state;
  char *bytes = NULL;
  size_t n = 0;
  reopen(b, PLB_STORE_WRITE);
  plb_doc *bare = make_doc(&b->arena, 9);
  bare->n_report = 0;
  put_one(b, bare, false);
  FILE *out = open_memstream(&bytes, &n);
  FAILS(PLB_NOTFOUND, plb_store_export(b->store, NULL, PLB_EXPORT_JSONL, out, &b->err));
  assert_int_equal(n, 0);
  FAILS(PLB_NOTFOUND, plb_store_export(b->store, NULL, PLB_EXPORT_CSV, out, &b->err));
  assert_int_equal(n, strlen(print_text(b, NULL, NULL, PLB_EXPORT_CSV)));
  OK(plb_store_export(b->store, NULL, PLB_EXPORT_DOCUMENTS, out, &b->err));
  fclose(out);
  free(bytes);
}

static void test_decimals(void **state) {
  (void)state;
  static const struct {
    double v;
    const char *text;
  } rows[] = {{0, "0"},      {1, "1"},       {0.5, "0.5"}, {0.875, "0.875"}, {-4.2, "-4.2"}, {-0.001, "-0.001"},
              {0.0004, "0"}, {-0.0004, "0"}, {9.3, "9.3"}, {0.01, "0.01"},   {10, "10"},     {-10, "-10"}};
  plb_buf b;
  plb_buf_init(&b, 64);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    plb_buf_clear(&b);
    plb_buf_decimal(&b, rows[i].v);
    plb_buf_add(&b, "", 1);
    assert_string_equal(b.p, rows[i].text);
  }
  plb_buf_free(&b);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, box_open, box_close)
  const struct CMUnitTest tests[] = {
      CASE(test_golden),
      CASE(test_print_is_export),
      CASE(test_canonical),
      CASE(test_csv_is_the_view),
      CASE(test_formula_guard),
      CASE(test_stata_names),
      CASE(test_formats_page),
      CASE(test_without_words),
      CASE(test_hashes),
      CASE(test_rule_rows),
      CASE(test_errors),
      CASE(test_broken_pipe),
      CASE(test_nothing_to_export),
      cmocka_unit_test(test_decimals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
