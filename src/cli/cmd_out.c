/* export and report: what a database holds, into files. */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/page.h"

int cli_run_export(cli *c) {
  plb_export_format format;
  plb_filter filter;
  plb_error err = {0};
  cli_format(c, "jsonl", &format);
  if (!cli_failures_make_sense(c, format)) return CLI_ERROR;
  cli_filter(c, &filter);
  plb_store *store = cli_open(c);
  FILE *out = store ? cli_output(c) : NULL;
  int code = CLI_ERROR;
  if (out) code = cli_queried(c, plb_store_export(store, &filter, format, out, &err), &err);
  if (out) code = cli_output_close(c, out, code);
  plb_store_close(store);
  return code;
}

/* ---- report ---- */
typedef struct writing {
  FILE *out;
  cli_counts counts;
} writing;

static bool count(void *user, const plb_document *d) {
  writing *w = user;
  cli_counts_add(&w->counts, d);
  return true;
}

static bool write_rows(void *user, const plb_document *d) {
  writing *w = user;
  cli_html_rows(w->out, d);
  return !ferror(w->out);
}

static bool write_document(void *user, const plb_document *d) {
  writing *w = user;
  cli_html_document(w->out, d);
  return !ferror(w->out);
}

/* "type ACCUSE, actor CHN": the filters that are given; a longer text than there is room for ends with "and more". */
static void conditions(const cli *c, char *out, size_t room) {
  static const char more[] = ", and more";
  size_t used = 0;
  out[0] = 0;
  for (size_t i = 0; i < c->n_given; i++) {
    const cli_option *o = cli_option_of(c->command, c->given[i].id);
    if (!cli_is_filter(o->id)) continue;
    size_t needed = strlen(o->name) + strlen(c->given[i].value) + 3;
    if (used + needed + sizeof more > room) {
      snprintf(out + used, room - used, "%s", more + (used ? 0 : 2));
      return;
    }
    used += (size_t)snprintf(out + used, room - used, "%s%s %s", used ? ", " : "", o->name, c->given[i].value);
  }
}

/* Three times over the documents: what comes first on the page must be known before it is written, and nothing is kept.
 */
static plb_status write_page(const cli *c, plb_store *store, FILE *out, plb_error *err) {
  writing w = {.out = out};
  plb_filter filter;
  char chosen[1024];
  const char *title = cli_value(c, CLI_OPT_TITLE);
  cli_filter(c, &filter);
  plb_status s = plb_store_each(store, &filter, count, &w, err);
  if (s != PLB_OK) return s;
  conditions(c, chosen, sizeof chosen);
  cli_html_begin(out, title ? title : "Political event reports", chosen, &w.counts);
  s = plb_store_each(store, &filter, write_rows, &w, err);
  if (s != PLB_OK) return s;
  cli_html_middle(out);
  s = plb_store_each(store, &filter, write_document, &w, err);
  if (s == PLB_OK) cli_html_end(out);
  return s;
}

int cli_run_report(cli *c) {
  const char *path = cli_value(c, CLI_OPT_OUTPUT);
  plb_error err = {0};
  if (!path && c->screen.terminal) {
    cli_complain("a page is not for a terminal: give --output FILE, or send standard output to a file");
    return CLI_ERROR;
  }
  plb_store *store = cli_open(c);
  FILE *out = store ? cli_output(c) : NULL;
  int code = CLI_ERROR;
  if (out) code = cli_queried(c, write_page(c, store, out, &err), &err);
  if (out) code = cli_output_close(c, out, code);
  if (code == CLI_OK && path) cli_say(c, "The page is %s; open it in a browser.", path);
  plb_store_close(store);
  return code;
}
