/* Prints a text as people read parses: one line a sentence, word/TAG/lemma, noun phrases in [ ] with * after the head.
 * usage: parse_show TEXT | parse_show -t TEXT (parses it over and over for a second and prints the words read per
 * second) */
#include <time.h>

#include "parse_common.h"
#include "parse_line.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void measure(const plb_parse_tables *tables, plb_doc *doc) {
  plb_error err = {0};
  uint64_t words = 0, sentences = 0;
  double begin = now();
  while (now() - begin < 2.0) {
    plb_doc again = *doc;
    plb_arena_reset(again.arena);
    cut_blocks(&again, PLB_LIT("\n\n"));
    if (plb_parse(tables, &again, &err) != PLB_OK) tool_die(err.message);
    words += again.n_token;
    sentences += again.n_sentence;
  }
  double seconds = now() - begin;
  printf("%.0f words/s, %.0f sentences/s\n", (double)words / seconds, (double)sentences / seconds);
}

int main(int argc, char **argv) {
  bool timed = argc == 3 && strcmp(argv[1], "-t") == 0;
  if (argc != 2 && !timed) tool_die("usage: parse_show [-t] TEXT");
  plb_error err = {0};
  plb_parse_tables *tables;
  double begin = now();
  if (plb_parse_tables_open(&tables, &err) != PLB_OK) tool_die(err.message);
  if (timed) printf("tables in %.1f ms\n", (now() - begin) * 1e3);
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  plb_slice file = tool_read(argv[argc - 1]), rest = file, text;
  while (tool_next_document(&rest, &text)) {
    plb_doc doc = {.arena = &arena, .limits = &limits, .text = text};
    if (timed) {
      measure(tables, &doc);
      break;
    }
    cut_blocks(&doc, PLB_LIT("\n\n"));
    if (plb_parse(tables, &doc, &err) != PLB_OK) tool_die(err.message);
    plb_buf out;
    plb_buf_init(&out, 64u << 20);
    for (uint32_t i = 0; i < doc.n_sentence; i++)
      plb_parse_line(&out, &doc, i);
    fwrite(out.p, 1, out.n, stdout);
    plb_buf_free(&out);
    plb_arena_reset(&arena);
  }
  plb_arena_free(&arena);
  plb_parse_tables_close(tables);
  free((void *)file.p);
  return 0;
}
