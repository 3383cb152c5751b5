/* Speed of the rooms in one process, without files, processes and database: all input is read into memory first, one
 * pass warms up, then PASSES (5) passes are timed by the processor time of this thread; the median is printed.
 * usage: bench_rooms extract|code FOLDER [PASSES]
 *   extract  each file of FOLDER is an HTML page            -> pages, bytes, seconds; p50 and p99 of the seconds of a
 * page code     each file of FOLDER is a text, its paragraphs cut at empty lines -> sentences, words, reports, seconds
 * of each stage and of all Prints "NAME VALUE" lines; peak_kib is the process's with all input. A document that a stage
 * refuses counts with the time it took; their number is printed. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../tests/tools/parse_common.h"
#include "base/doc.h"
#include "base/slice.h"
#include "code/code.h"
#include "extract/extract.h"
#include "parse/parse.h"
#include "resolve/resolve.h"

enum { FILES_MOST = 20000, PASSES_MOST = 99 };
enum { AT_EXTRACT, AT_PARSE, AT_DATES, AT_ACTORS, AT_CODE, AT_COUNT };
static const char *const names[AT_COUNT] = {"extract", "parse", "resolve_dates", "resolve_actors", "code"};

typedef struct tables {
  plb_extract_tables *extract;
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_trigger_tables *triggers;
} tables;

typedef struct input {
  plb_slice file[FILES_MOST];
  uint32_t n;
  uint64_t bytes;
} input;

typedef struct pass {
  double seconds[AT_COUNT];
  uint64_t sentences, words, reports, refused;
} pass;

static void read_folder(const char *folder, input *in) {
  struct dirent **entry;
  int n = scandir(folder, &entry, NULL, alphasort);
  if (n < 0) tool_die(strerror(errno));
  for (int i = 0; i < n; i++) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name) >= (int)sizeof path)
      tool_die("the path is too long");
    if (entry[i]->d_name[0] != '.') {
      if (in->n == FILES_MOST) tool_die("too many files");
      in->file[in->n] = tool_read(path);
      in->bytes += in->file[in->n++].n;
    }
    free(entry[i]);
  }
  free(entry);
  if (!in->n) tool_die("the folder holds no files");
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static plb_status run(const tables *t, int stage, plb_doc *doc, plb_error *err) {
  switch (stage) {
  case AT_EXTRACT:
    return plb_extract(t->extract, doc, err);
  case AT_PARSE:
    return plb_parse(t->parse, doc, err);
  case AT_DATES:
    return plb_resolve_dates(t->dates, doc, err);
  case AT_ACTORS:
    return plb_resolve_actors(t->actors, doc, err);
  default:
    return plb_code(t->triggers, doc, err);
  }
}

static void one(const tables *t, plb_doc *doc, plb_slice bytes, int first, int last, pass *p) {
  plb_error err = {0};
  *doc = (plb_doc){.arena = doc->arena, .limits = doc->limits};
  doc->record = (plb_record){.source = PLB_LIT("bench"), .number = 1, .format = PLB_FORMAT_HTML, .bytes = bytes};
  if (first == AT_PARSE) {
    doc->text = bytes;
    doc->meta.published_day = (plb_date){2016, 10, 3};
    cut_blocks(doc, PLB_LIT("\n\n"));
  }
  plb_status s = PLB_OK;
  for (int stage = first; stage <= last && !s; stage++) {
    double begin = now();
    s = run(t, stage, doc, &err);
    p->seconds[stage] += now() - begin;
  }
  p->refused += s != PLB_OK;
  p->sentences += doc->n_sentence;
  p->words += doc->n_token;
  p->reports += doc->n_report;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Median over the passes of one stage's seconds, or of the sum of all with stage == AT_COUNT. */
static double median(const pass *p, int n, int stage) {
  double value[PASSES_MOST];
  for (int i = 0; i < n; i++) {
    value[i] = 0;
    for (int k = 0; k < AT_COUNT; k++)
      if (k == stage || stage == AT_COUNT) value[i] += p[i].seconds[k];
  }
  qsort(value, (size_t)n, sizeof *value, by_size);
  return n % 2 ? value[n / 2] : (value[n / 2 - 1] + value[n / 2]) / 2;
}

/* Halves and hundredths of the seconds that a page took, in the last pass. */
static void print_pages(double *seconds, uint32_t n) {
  qsort(seconds, n, sizeof *seconds, by_size);
  printf("p50 %.6f\np99 %.6f\n", seconds[n / 2], seconds[(uint64_t)n * 99 / 100]);
}

static void measure(const tables *t, const input *in, int first, int last, int passes) {
  static double page[FILES_MOST];
  pass p[PASSES_MOST + 1] = {0};
  plb_limits limits;
  plb_arena arena = {0};
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  for (int i = 0; i <= passes; i++)
    for (uint32_t k = 0; k < in->n; k++) {
      plb_arena_reset(&arena);
      double begin = now();
      one(t, &doc, in->file[k], first, last, &p[i]);
      page[k] = now() - begin;
    }
  plb_arena_free(&arena);
  printf("files %u\nbytes %llu\nrefused %llu\n", in->n, (unsigned long long)in->bytes,
         (unsigned long long)p[0].refused);
  printf("sentences %llu\nwords %llu\nreports %llu\n", (unsigned long long)p[0].sentences,
         (unsigned long long)p[0].words, (unsigned long long)p[0].reports);
  for (int stage = first; stage <= last; stage++)
    printf("%s %.6f\n", names[stage], median(p + 1, passes, stage));
  printf("all %.6f\n", median(p + 1, passes, AT_COUNT));
  print_pages(page, in->n);
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  printf("peak_kib %ld\n", use.ru_maxrss);
}

int main(int argc, char **argv) {
  static input in;
  static tables t;
  plb_error err = {0};
  bool extract = argc > 2 && strcmp(argv[1], "extract") == 0, code = argc > 2 && strcmp(argv[1], "code") == 0;
  uint64_t passes = 5;
  if (argc > 3 && (!plb_slice_u64(plb_slice_str(argv[3]), &passes) || !passes || passes > PASSES_MOST)) argc = 0;
  if ((!extract && !code) || argc < 3 || argc > 4) tool_die("usage: bench_rooms extract|code FOLDER [PASSES]");
  read_folder(argv[2], &in);
  if (plb_extract_tables_open(&t.extract, &err) || plb_parse_tables_open(&t.parse, &err) ||
      plb_actor_tables_open(&t.actors, &err) || plb_date_tables_open(&t.dates, &err) ||
      plb_trigger_tables_open(&t.triggers, &err))
    tool_die(err.message);
  measure(&t, &in, extract ? AT_EXTRACT : AT_PARSE, extract ? AT_EXTRACT : AT_CODE, (int)passes);
  plb_trigger_tables_close(t.triggers);
  plb_date_tables_close(t.dates);
  plb_actor_tables_close(t.actors);
  plb_parse_tables_close(t.parse);
  plb_extract_tables_close(t.extract);
  for (uint32_t i = 0; i < in.n; i++)
    free((char *)(uintptr_t)in.file[i].p);
  return 0;
}
