/* extract_gold GOLD.jsonl [SECONDS]: runs plb_extract over the page named by each line's "html" (a path next to GOLD,
 * gzip or not) and prints {"id","text","title","authors","date"} lines for the scorer. Reads "id", "html" and "url"
 * only. With SECONDS each page is read again and again for about that long in all, and the speed (processor time) goes
 * to standard error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/slice.h"
#include "extract/extract.h"
#include "extract/main_text.h"

enum { MAX_PAGE = 64 << 20, MAX_LINE = 16 << 20 };

static char *read_page(const char *path, size_t *n) {
  gzFile f = gzopen(path, "rb");
  char *p = malloc(MAX_PAGE);
  if (!f || !p) exit(2);
  int got = gzread(f, p, MAX_PAGE);
  gzclose(f);
  if (got < 0) exit(2);
  *n = (size_t)got;
  char *fit = realloc(p, *n + 1);
  return fit ? fit : p;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void print_line(plb_buf *b, plb_slice id, const plb_doc *doc, plb_status s) {
  plb_slice text = s == PLB_OK || s == PLB_LANGUAGE ? plb_extract_body_text(doc, doc->arena) : (plb_slice){"", 0};
  plb_buf_clear(b);
  plb_buf_str(b, "{\"id\":");
  plb_buf_json(b, id);
  plb_buf_str(b, ",\"text\":");
  plb_buf_json(b, text);
  plb_buf_str(b, ",\"title\":");
  plb_buf_json(b, doc->meta.title.value);
  plb_buf_str(b, ",\"authors\":[");
  for (uint32_t i = 0; i < doc->meta.n_author; i++) {
    if (i) plb_buf_char(b, ',');
    plb_buf_json(b, doc->meta.author[i].value);
  }
  plb_buf_str(b, "],\"date\":");
  plb_buf_json(b, doc->meta.published.value);
  plb_buf_str(b, "}\n");
  fwrite(b->p, 1, b->n, stdout);
}

typedef struct speed {
  double seconds;
  uint64_t bytes, pages;
} speed;

static plb_status extract_page(const plb_extract_tables *t, plb_doc *doc, plb_slice id, plb_slice bytes, plb_slice url,
                               plb_error *err) {
  *doc = (plb_doc){.arena = doc->arena, .limits = doc->limits};
  doc->record = (plb_record){.source = id, .number = 1, .format = PLB_FORMAT_HTML, .bytes = bytes};
  doc->record.given.url = url;
  return plb_extract(t, doc, err);
}

static void one(const plb_extract_tables *t, plb_doc *doc, const char *folder, const plb_json *row, double each,
                speed *sp, plb_buf *b) {
  char path[4096];
  plb_slice id = plb_json_text(plb_json_get(row, "id")), html = plb_json_text(plb_json_get(row, "html"));
  plb_slice url = plb_json_text(plb_json_get(row, "url"));
  plb_error err = {0};
  size_t n;
  int made = snprintf(path, sizeof path, "%s/%.*s", folder, (int)html.n, html.p);
  if (made < 0 || (size_t)made >= sizeof path) exit(2);
  char *page = read_page(path, &n);
  double begin = now();
  plb_status s;
  do {
    plb_arena_reset(doc->arena);
    s = extract_page(t, doc, id, plb_slice_of(page, n), url, &err);
    sp->bytes += n;
    sp->pages++;
  } while (now() - begin < each);
  sp->seconds += now() - begin;
  if (s) fprintf(stderr, "%.*s: %s: %s\n", (int)id.n, id.p, plb_status_word(s), err.message);
  print_line(b, id, doc, s);
  free(page);
}

int main(int argc, char **argv) {
  plb_limits limits;
  plb_arena arena = {0};
  plb_extract_tables *t;
  plb_error err = {0};
  plb_buf b;
  speed sp = {0};
  char *line = malloc(MAX_LINE), folder[4096];
  FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!f || !line || plb_extract_tables_open(&t, &err)) {
    fprintf(stderr, "extract_gold GOLD.jsonl [SECONDS]: %s\n", err.message);
    return 2;
  }
  snprintf(folder, sizeof folder, "%s", argv[1]);
  char *slash = strrchr(folder, '/');
  snprintf(slash ? slash : folder, 2, slash ? "" : ".");
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_buf_init(&b, MAX_LINE);
  double seconds = argc > 2 ? strtod(argv[2], NULL) : 0;
  plb_doc doc = {.arena = &arena, .limits = &limits};
  while (fgets(line, MAX_LINE, f)) {
    plb_json *row;
    if (plb_json_parse(plb_slice_str(line), &row, &err)) return 2;
    one(t, &doc, folder, row, seconds / 100, &sp, &b);
    plb_json_free(row);
  }
  fprintf(stderr, "%.0f pages/s, %.1f MB/s\n", (double)sp.pages / sp.seconds, (double)sp.bytes / 1e6 / sp.seconds);
  plb_buf_free(&b);
  plb_arena_free(&arena);
  plb_extract_tables_close(t);
  free(line);
  fclose(f);
  return 0;
}
