/* actors: the check of tables of actors, and who words mean. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/text.h"

enum { STALE_YEARS = 2 };

/* One line whatever stands in it; what could command a terminal is shown as "?". */
static void put(FILE *out, plb_slice s) {
  for (uint32_t i = 0, cp; i < s.n;) {
    uint32_t n = cli_next_char(s, i, &cp);
    if (cli_harmless(cp))
      fwrite(s.p + i, 1, n, out);
    else
      fputc('?', out);
    i += n;
  }
}

static void put_str(FILE *out, const char *s) {
  put(out, (plb_slice){s, (uint32_t)strlen(s)});
}

/* ---- check ---- */

static void print_finding(void *user, const plb_actor_finding *f) {
  FILE *out = user;
  put_str(out, f->file);
  fprintf(out, ":%" PRIu32 ": %s%s: ", f->line, f->wrong ? "" : "look: ", f->kind);
  put_str(out, f->message);
  fputs("; ", out);
  put_str(out, f->advice);
  fputc('\n', out);
}

static const char *today(char room[16]) {
  time_t now = time(NULL);
  struct tm tm;
  if (!gmtime_r(&now, &tm) || strftime(room, 16, "%Y-%m-%d", &tm) == 0) return "2026";
  return room;
}

/* The files named behind "check"; NULL: told. */
static plb_own_table *named_tables(const cli *c, size_t *n) {
  *n = c->n_operand - 1;
  plb_own_table *own = calloc(*n + 1, sizeof *own);
  if (!own) cli_complain("out of memory");
  for (size_t i = 0; own && i < *n; i++)
    own[i] = (plb_own_table){PLB_OWN_ACTORS, c->operand[i + 1]};
  return own;
}

static int check(cli *c) {
  char room[16];
  plb_error err = {0};
  plb_actor_counts counts;
  size_t n;
  const char *day = cli_value(c, CLI_OPT_ON);
  plb_own_table *own = named_tables(c, &n);
  if (!own) return CLI_ERROR;
  cli_pager_begin(c);
  plb_status s = plb_actors_check(own, n, day ? day : today(room), (unsigned)cli_number(c, CLI_OPT_YEARS, STALE_YEARS),
                                  print_finding, stdout, &counts, &err);
  free(own);
  if (s) return cli_fail(&err);
  cli_say(c, "Rows: %" PRIu64 ", wrong: %" PRIu64 ", to be looked at: %" PRIu64, counts.rows, counts.wrong,
          counts.doubtful);
  return counts.wrong || (counts.doubtful && cli_value(c, CLI_OPT_STRICT)) ? CLI_PARTIAL : CLI_OK;
}

/* ---- show ---- */

typedef struct showing {
  const cli *c;
  cli_page page;
  plb_slice words;
  bool table;
  uint64_t parties, found;
} showing;

static void print_line(const showing *s, const plb_party_view *p) {
  put(stdout, s->words);
  putchar('\t');
  put(stdout, p->name);
  putchar('\t');
  put(stdout, p->code);
  printf("\t%s\t%s\t", p->sector, p->kind);
  put(stdout, p->rule);
  putchar('\n');
}

static void print_party(void *user, const plb_party_view *p) {
  showing *s = user;
  cli_flow f;
  s->parties++;
  s->found += strncmp(p->code.p, "---", p->code.n) != 0;
  if (s->table) {
    print_line(s, p);
    return;
  }
  plb_slice words = {s->words.p + p->at.begin, p->at.end - p->at.begin};
  cli_flow_begin(&f, stdout, &s->page.screen[0], "", "    ", "");
  cli_flow_text(&f, words, NULL);
  cli_flow_str(&f, " = ", "2");
  cli_flow_text(&f, p->name, "1");
  cli_flow_str(&f, " (", "2");
  cli_flow_text(&f, p->code, NULL);
  cli_flow_str(&f, " ", NULL);
  cli_flow_str(&f, p->sector, NULL);
  cli_flow_str(&f, ", ", "2");
  cli_flow_str(&f, p->kind, NULL);
  cli_flow_str(&f, ") by ", "2");
  cli_flow_text(&f, p->rule, NULL);
  cli_flow_end(&f);
  cli_print_rule_row(&s->page, p->rule);
}

static plb_status show_words(showing *s, plb_actor_reader *reader, const char *words, size_t n, plb_error *err) {
  s->words = (plb_slice){words, (uint32_t)n};
  s->parties = 0;
  plb_status status = plb_actor_read(reader, s->words, cli_value(s->c, CLI_OPT_ON), print_party, s, err);
  if (status || s->parties) return status;
  put(stdout, s->words);
  fputs(s->table ? "\t\t---\tUNK\tother\t\n" : " = nobody that a table or rule knows\n", stdout);
  return status;
}

static plb_status show_lines(showing *s, plb_actor_reader *reader, plb_error *err) {
  char *line = NULL;
  size_t room = 0;
  plb_status status = PLB_OK;
  for (ssize_t n; !status && (n = getline(&line, &room, stdin)) >= 0;) {
    while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
      n--;
    if (n) status = show_words(s, reader, line, (size_t)n, err);
  }
  free(line);
  return status;
}

static int show(cli *c) {
  plb_actor_reader *reader = NULL;
  plb_own_table own[CLI_OWN_MOST];
  plb_error err = {0};
  size_t n;
  const char *format = cli_value(c, CLI_OPT_FORMAT);
  showing s = {.c = c, .page = {stdout, &c->screen}, .table = format && strcmp(format, "tsv") == 0};
  if (c->n_operand < 2) {
    cli_complain("actors show needs WORDS, such as \"Chinese foreign minister\", or -");
    return CLI_ERROR;
  }
  if (!cli_own(c, own, &n)) return CLI_ERROR;
  plb_status status = plb_actor_reader_open(&reader, own, n, &err);
  for (size_t i = 1; !status && i < c->n_operand; i++)
    status = strcmp(c->operand[i], "-") == 0 ? show_lines(&s, reader, &err)
                                             : show_words(&s, reader, c->operand[i], strlen(c->operand[i]), &err);
  plb_actor_reader_close(reader);
  if (status) return cli_fail(&err);
  return s.found ? CLI_OK : CLI_NOTHING;
}

int cli_run_actors(cli *c) {
  char word[CLI_WORD_ROOM], hint[CLI_WORD_ROOM + 24];
  if (cli_choice("check|show", c->operand[0], word, sizeof word))
    return strcmp(word, "check") == 0 ? check(c) : show(c);
  cli_choice_hint("check|show", c->operand[0], hint, sizeof hint);
  cli_complain("actors takes check or show, not '%s'%s", c->operand[0], hint);
  return CLI_ERROR;
}
