/* show, search, explain: what a database holds, for people. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "cli/text.h"

enum { QUERY_BYTES = 4096, ROW_BYTES = 4096 };

typedef struct looking {
  cli *c;
  cli_page page;
  uint64_t documents, reports;
  const char *report; /* explain: only the report whose id begins so */
} looking;

static bool print_line(void *user, const plb_document *d) {
  looking *l = user;
  if (!l->documents++) {
    cli_pager_begin(l->c);
    cli_print_line_head(&l->page);
  }
  l->reports += d->n_report;
  cli_print_line(&l->page, d);
  return !ferror(stdout);
}

static bool print_whole(void *user, const plb_document *d) {
  looking *l = user;
  if (l->documents++) fputc('\n', stdout);
  cli_pager_begin(l->c);
  cli_print_document(&l->page, d);
  return !ferror(stdout);
}

int cli_run_show(cli *c) {
  if (c->n_operand && cli_value(c, CLI_OPT_DOCUMENT)) {
    cli_complain("the document is named twice: '%s' and --document %s", c->operand[0], cli_value(c, CLI_OPT_DOCUMENT));
    return CLI_ERROR;
  }
  plb_store *store = cli_open(c);
  if (!store) return CLI_ERROR;
  plb_filter filter;
  plb_error err = {0};
  looking l = {.c = c, .page = {stdout, &c->screen}};
  cli_filter(c, &filter);
  bool list = !c->n_operand;
  if (!list) filter.document = c->operand[0];
  int code = cli_queried(c, plb_store_each(store, &filter, list ? print_line : print_whole, &l, &err), &err);
  if (code == CLI_OK && list && c->screen.terminal)
    cli_say(c, "Documents: %" PRIu64 ". Next: polybius show --db %s DOCUMENT", l.documents, cli_database(c));
  plb_store_close(store);
  return code;
}

/* ---- search ---- */
static bool print_hit(void *user, const plb_document *d) {
  looking *l = user;
  if (l->documents++) fputc('\n', stdout);
  cli_pager_begin(l->c);
  cli_print_head(&l->page, d);
  for (uint32_t i = 0; i < d->n_report; i++)
    cli_print_report(&l->page, d, &d->report[i], i + 1);
  l->reports += d->n_report;
  return !ferror(stdout);
}

/* A word with an apostrophe, hyphen or dot is no FTS5 word as it stands: it is quoted. Words with FTS5's own signs are
 * left alone. */
static bool wants_quotes(const char *word) {
  bool odd = false;
  for (const char *p = word; *p; p++) {
    unsigned char b = (unsigned char)*p;
    if (strchr("\"*():^+{}", b)) return false;
    if (!isalnum(b) && b < 0x80 && b != '_' && b != ' ') odd = true;
  }
  return odd;
}

static bool add_words(char *out, size_t room, const char *before, const char *words, const char *after) {
  size_t n = strlen(out);
  int put = snprintf(out + n, room - n, "%s%s%s", before, words, after);
  if (put >= 0 && (size_t)put < room - n) return true;
  cli_complain("the query is longer than %d bytes", QUERY_BYTES);
  return false;
}

/* The operands as one query; --words must hold as well. */
static bool build_query(const cli *c, char *out, size_t room) {
  const char *more = cli_value(c, CLI_OPT_WORDS);
  out[0] = 0;
  if (more && !add_words(out, room, "(", more, ") AND (")) return false;
  for (size_t i = 0; i < c->n_operand; i++) {
    const char *mark = wants_quotes(c->operand[i]) ? "\"" : "";
    if (i && !add_words(out, room, " ", "", "")) return false;
    if (!add_words(out, room, mark, c->operand[i], mark)) return false;
  }
  return !more || add_words(out, room, ")", "", "");
}

int cli_run_search(cli *c) {
  char query[QUERY_BYTES];
  if (!build_query(c, query, sizeof query)) return CLI_ERROR;
  plb_store *store = cli_open(c);
  if (!store) return CLI_ERROR;
  plb_filter filter;
  plb_error err = {0};
  looking l = {.c = c, .page = {stdout, &c->screen}};
  cli_filter(c, &filter);
  filter.words = query;
  int code = cli_queried(c, plb_store_each(store, &filter, print_hit, &l, &err), &err);
  if (code == CLI_OK)
    cli_say(c, "Articles: %" PRIu64 ", reports: %" PRIu64 ". Next: polybius show --db %s DOCUMENT", l.documents,
            l.reports, cli_database(c));
  plb_store_close(store);
  return code;
}

/* ---- explain ---- */
/* Line `number` (from 1) of a compiled-in table. */
static bool table_line(plb_slice table, uint64_t number, plb_slice *line) {
  const char *p = table.p, *end = table.p + table.n;
  for (uint64_t i = 1; p < end; i++) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    if (!stop) stop = end;
    if (i == number) {
      *line = (plb_slice){p, (uint32_t)(stop - p)};
      return true;
    }
    p = stop + 1;
  }
  return false;
}

/* The first line that is no comment: the names of the columns. */
static bool table_head(plb_slice table, plb_slice *line) {
  for (uint64_t i = 1; table_line(table, i, line); i++)
    if (line->n && line->p[0] != '#') return true;
  return false;
}

static plb_slice take_column(plb_slice *rest) {
  const char *tab = rest->n ? memchr(rest->p, '\t', rest->n) : NULL;
  uint32_t n = tab ? (uint32_t)(tab - rest->p) : rest->n;
  plb_slice part = {rest->p, n};
  uint32_t used = tab ? n + 1 : n;
  *rest = (plb_slice){rest->p + used, rest->n - used};
  return part;
}

/* The first word of `text` that names a row, such as "triggers/ACCUSE.tsv:14"; empty: none. */
static plb_slice row_name(plb_slice text) {
  for (uint32_t i = 0, from = 0; i <= text.n; i++) {
    if (i < text.n && !strchr(" ()\t,;", text.p[i])) continue;
    plb_slice word = {text.p + from, i - from};
    from = i + 1;
    if (word.n && memmem(word.p, word.n, ".tsv:", 5)) return word;
  }
  return (plb_slice){text.p, 0};
}

/* "triggers/ACCUSE.tsv:14" -> the row, as "pattern accuse; pos V; ...". */
static void print_row(const cli_page *p, plb_slice rule) {
  char path[256];
  cli_flow f;
  snprintf(path, sizeof path, "%.*s", rule.n < sizeof path ? (int)rule.n : 0, rule.p);
  char *colon = strrchr(path, ':');
  const char *digits = colon ? colon + 1 : "";
  uint64_t number;
  if (!cli_decimal(&digits, UINT32_MAX, &number)) return;
  *colon = 0;
  plb_slice head, row, table = plb_builtin(path);
  if (!table.p || !table_line(table, number, &row) || !table_head(table, &head)) return;
  cli_flow_begin(&f, p->out, p->screen, "       row: ", "            ", "2");
  for (bool first = true; head.n || row.n; first = false) {
    plb_slice name = take_column(&head), value = take_column(&row);
    if (!name.n && !value.n) break;
    if (value.n == 1 && value.p[0] == '-') continue;
    if (!first) cli_flow_str(&f, "; ", "2");
    cli_flow_text(&f, name, "2");
    cli_flow_str(&f, " ", NULL);
    cli_flow_text(&f, value, NULL);
  }
  cli_flow_end(&f);
}

void cli_print_rule_row(const cli_page *p, plb_slice rule) {
  print_row(p, row_name(rule));
}

static void print_step(const cli_page *p, const plb_step_view *step, uint32_t number) {
  char head[24];
  cli_flow f;
  plb_slice row = row_name(step->rule);
  snprintf(head, sizeof head, "    %2" PRIu32 " ", number);
  cli_flow_begin(&f, p->out, p->screen, head, "       ", "2");
  cli_flow_text(&f, step->text.n ? step->text : step->rule, NULL);
  if (step->text.n && step->rule.n) {
    cli_flow_str(&f, " (", "2");
    cli_flow_text(&f, step->rule, "2");
    cli_flow_str(&f, ")", "2");
  }
  cli_flow_end(&f);
  print_row(p, row.n ? row : row_name(step->text));
}

static bool told(const plb_report_view *r, plb_slice rule) {
  for (uint32_t i = 0; i < r->n_step; i++) {
    const plb_step_view *s = &r->step[i];
    if ((s->text.n && memmem(s->text.p, s->text.n, rule.p, rule.n)) ||
        (s->rule.n && memmem(s->rule.p, s->rule.n, rule.p, rule.n)))
      return true;
  }
  return false;
}

/* What decided who a party is, when no step has said it. */
static void print_party_rule(const cli_page *p, const plb_report_view *r, const plb_party_view *party,
                             const char *role) {
  cli_flow f;
  if (!party->rule.n || told(r, party->rule)) return;
  cli_flow_begin(&f, p->out, p->screen, "     - ", "       ", "2");
  cli_flow_str(&f, role, "2");
  cli_flow_str(&f, " ", NULL);
  cli_flow_text(&f, party->name, NULL);
  cli_flow_str(&f, ": ", "2");
  cli_flow_text(&f, party->rule, "2");
  cli_flow_end(&f);
  print_row(p, row_name(party->rule));
}

static void print_why(const cli_page *p, const plb_document *d, const plb_report_view *r, uint32_t number) {
  cli_print_report(p, d, r, number);
  fputs("    why:\n", p->out);
  for (uint32_t i = 0; i < r->n_step; i++)
    print_step(p, &r->step[i], i + 1);
  for (uint32_t i = 0; i < r->n_actor; i++)
    print_party_rule(p, r, &r->actor[i], "actor");
  for (uint32_t i = 0; i < r->n_recipient; i++)
    print_party_rule(p, r, &r->recipient[i], "recipient");
  for (uint32_t i = 0; i < r->n_claim; i++)
    print_party_rule(p, r, &r->claim[i].party, "claimant");
}

static void print_silence(const cli_page *p, const plb_document *d, const plb_silence_view *s) {
  cli_flow f;
  plb_slice word = cli_words(d, s->trigger);
  cli_flow_begin(&f, p->out, p->screen, "  ", "  ", "");
  cli_flow_text(&f, cli_words(d, s->sentence), NULL);
  cli_flow_end(&f);
  cli_flow_begin(&f, p->out, p->screen, p->screen->utf8 ? "    \xE2\x86\xB3 " : "    -> ", "      ", "2");
  if (word.n) cli_flow_text(&f, word, "1");
  if (word.n) cli_flow_str(&f, ": ", NULL);
  cli_flow_text(&f, s->why, "2");
  cli_flow_end(&f);
}

static bool explain(void *user, const plb_document *d) {
  looking *l = user;
  const cli_page *p = &l->page;
  l->documents++;
  cli_pager_begin(l->c);
  cli_print_head(p, d);
  fputc('\n', p->out);
  for (uint32_t i = 0; i < d->n_report; i++) {
    print_why(p, d, &d->report[i], l->report ? 0 : i + 1);
    fputc('\n', p->out);
  }
  if (l->report) return !ferror(p->out);
  if (d->status != PLB_OK) cli_complain("this document was not read: %.*s", (int)d->message.n, d->message.p);
  fprintf(p->out, "Sentences: %" PRIu32 ", reports: %" PRIu32 ", silences: %" PRIu32 "\n", d->n_sentence, d->n_report,
          d->n_silence);
  if (d->n_silence) fputs("\nWhy the others gave none:\n", p->out);
  for (uint32_t i = 0; i < d->n_silence; i++)
    print_silence(p, d, &d->silence[i]);
  return !ferror(p->out);
}

static bool may_be_id(const char *word) {
  return strlen(word) <= 32 && !word[strspn(word, "0123456789abcdefABCDEF")];
}

/* What is named may be a report or a document; a report goes first. */
static plb_status explain_named(looking *l, plb_store *store, const char *name, plb_error *err) {
  plb_filter filter;
  plb_status status = PLB_NOTFOUND;
  plb_filter_default(&filter);
  filter.report = l->report = name;
  if (may_be_id(name)) status = plb_store_each(store, &filter, explain, l, err);
  if (status != PLB_NOTFOUND && !(status == PLB_USAGE && !l->documents)) return status;
  plb_error other = {0};
  filter.report = l->report = NULL;
  filter.document = name;
  filter.failures = true;
  plb_status found = plb_store_each(store, &filter, explain, l, &other);
  if (found != PLB_OK && status == PLB_USAGE) return status; /* the beginning of several reports' ids */
  *err = other;
  return found;
}

int cli_run_explain(cli *c) {
  plb_store *store = cli_open(c);
  if (!store) return CLI_ERROR;
  plb_error err = {0};
  looking l = {.c = c, .page = {stdout, &c->screen}};
  plb_status status = explain_named(&l, store, c->operand[0], &err);
  int code = status == PLB_NOTFOUND ? CLI_NOTHING : cli_queried(c, status, &err);
  if (code == CLI_NOTHING)
    cli_say(c, "polybius: neither a report nor a document is called '%s' in %s", c->operand[0], cli_database(c));
  plb_store_close(store);
  return code;
}
