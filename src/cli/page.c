/* The page: counts, the table of all reports, then each article with its reports beside it. No inline style, no handler
 * attribute, one script and one style sheet whose SHA-256 the content security policy names: whatever a page of a
 * hostile site put into its title, nothing else can run or load. */
#include "cli/page.h"

#include <inttypes.h>
#include <string.h>

#include "cli/flow.h"
#include "cli/text.h"
#include "page.gen.h"

static void str(FILE *out, const char *text) {
  cli_html_text(out, (plb_slice){text, (uint32_t)strlen(text)});
}

void cli_html_text(FILE *out, plb_slice text) {
  for (uint32_t i = 0, cp, n; i < text.n; i += n) {
    n = cli_next_char(text, i, &cp);
    const char *as = cp == '&'    ? "&amp;"
                     : cp == '<'  ? "&lt;"
                     : cp == '>'  ? "&gt;"
                     : cp == '"'  ? "&quot;"
                     : cp == '\'' ? "&#39;"
                                  : NULL;
    if (as)
      fputs(as, out);
    else if (cp == '\n' || cp == '\t')
      fputc((int)cp, out);
    else if (cli_harmless(cp))
      fwrite(text.p + i, 1, n, out);
    else
      fputs("\xEF\xBF\xBD", out);
  }
}

bool cli_html_may_link(plb_slice url) {
  bool http = (url.n > 7 && memcmp(url.p, "http://", 7) == 0) || (url.n > 8 && memcmp(url.p, "https://", 8) == 0);
  for (uint32_t i = 0; http && i < url.n; i++)
    if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f || url.p[i] == '\\') return false;
  return http;
}

static const char *quad_class(const char *quad) {
  static const char *const names[][2] = {{"VC", "vc"}, {"MC", "mc"}, {"VF", "vf"}, {"MF", "mf"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i][0], quad) == 0) return names[i][1];
  return "";
}

/* ---- counts ---- */
static void count_type(cli_counts *counts, const plb_report_view *r) {
  unsigned i = 0;
  while (i < counts->n_type && strcmp(counts->type[i].type, r->type) != 0)
    i++;
  if (i == CLI_TYPES_MOST) return; /* PLOVER has sixteen types */
  if (i == counts->n_type) {
    snprintf(counts->type[i].type, sizeof counts->type[i].type, "%s", r->type);
    snprintf(counts->type[i].quad, sizeof counts->type[i].quad, "%s", r->quad);
    counts->n_type++;
  }
  counts->type[i].n++;
}

void cli_counts_add(cli_counts *counts, const plb_document *d) {
  counts->documents++;
  counts->reports += d->n_report;
  for (uint32_t i = 0; i < d->n_report; i++) {
    counts->claimed += d->report[i].n_claim > 0;
    count_type(counts, &d->report[i]);
  }
}

static void type_table(FILE *out, const cli_counts *counts) {
  uint64_t most = 1;
  for (unsigned i = 0; i < counts->n_type; i++)
    if (counts->type[i].n > most) most = counts->type[i].n;
  fputs("<table id=\"types\"><caption>Reports by type</caption><thead><tr><th scope=\"col\">type</th><th "
        "scope=\"col\">kind</th>"
        "<th scope=\"col\">reports</th><th scope=\"col\">share of the most frequent</th></tr></thead><tbody>\n",
        out);
  for (unsigned i = 0; i < counts->n_type; i++) {
    fprintf(out, "<tr><td class=\"%s\">", quad_class(counts->type[i].quad));
    str(out, counts->type[i].type);
    fputs("</td><td>", out);
    str(out, cli_quad_words(counts->type[i].quad));
    fprintf(out,
            "</td><td class=\"n\">%" PRIu64 "</td><td><meter min=\"0\" max=\"%" PRIu64 "\" value=\"%" PRIu64
            "\">%" PRIu64 "</meter></td></tr>\n",
            counts->type[i].n, most, counts->type[i].n, counts->type[i].n);
  }
  fputs("</tbody></table>\n", out);
}

/* ---- frame ---- */
void cli_html_begin(FILE *out, const char *title, const char *conditions, const cli_counts *counts) {
  fprintf(
      out,
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; script-src '%s'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"polybius %s\">\n<title>",
      page_style_hash, page_script_hash, plb_version());
  str(out, title);
  fprintf(
      out,
      "</title>\n<style>%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#articles\">To the articles</a>\n<h1>",
      page_style);
  str(out, title);
  fprintf(out,
          "</h1>\n<p class=\"meta\">%" PRIu64 " documents, %" PRIu64 " reports, of which %" PRIu64
          " name somebody who says so.",
          counts->documents, counts->reports, counts->claimed);
  if (*conditions) fputs(" Only reports with: ", out);
  str(out, conditions);
  fputs("</p>\n<main>\n", out);
  type_table(out, counts);
  fputs(
      "<p class=\"hint legend\">Marks in the articles: <mark class=\"trigger\">trigger</mark><mark "
      "class=\"actor\">actor</mark>"
      "<mark class=\"recipient\">recipient</mark><mark class=\"claimant\">claimant</mark><mark "
      "class=\"date\">date</mark>"
      "<mark class=\"place\">place</mark></p>\n"
      "<p class=\"hint keys\">Keys: <kbd>j</kbd> next report, <kbd>k</kbd> the one before. A click on a heading of the "
      "table sorts.</p>\n"
      "<form id=\"filter\" hidden><label>Words <input type=\"search\" name=\"words\" autocomplete=\"off\"></label>"
      "<label>Type <select name=\"type\"><option value=\"\">all</option></select></label>"
      "<label>Status <select name=\"status\"><option value=\"\">all</option></select></label>"
      "<output aria-live=\"polite\"></output></form>\n"
      "<div class=\"scroll\"><table id=\"reports\"><caption>All reports</caption><thead><tr><th scope=\"col\">date</th>"
      "<th scope=\"col\">type</th><th scope=\"col\">mode</th><th scope=\"col\">status</th><th scope=\"col\">actor</th>"
      "<th scope=\"col\">recipient</th><th scope=\"col\">place</th><th scope=\"col\">said by</th><th "
      "scope=\"col\">outlet</th>"
      "<th scope=\"col\">article</th><th scope=\"col\">report</th></tr></thead><tbody>\n",
      out);
}

void cli_html_middle(FILE *out) {
  fputs("</tbody></table></div>\n<div id=\"articles\" tabindex=\"-1\">\n", out);
}

void cli_html_end(FILE *out) {
  fprintf(out, "</div>\n</main>\n<script>%s</script>\n</body>\n</html>\n", page_script);
}

/* ---- parties and claims, in rows and cards ---- */
static plb_slice party_name(const plb_document *d, const plb_party_view *party) {
  return party->name.n ? party->name : cli_words(d, party->at);
}

static void parties(FILE *out, const plb_document *d, const plb_party_view *party, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    if (i) fputs(", ", out);
    fputs("<bdi>", out);
    cli_html_text(out, party_name(d, &party[i]));
    fputs("</bdi> <small>", out);
    cli_html_text(out, party[i].code);
    fputc(' ', out);
    str(out, party[i].sector);
    fputs("</small>", out);
  }
}

static void claimants(FILE *out, const plb_document *d, const plb_report_view *r) {
  for (uint32_t i = 0; i < r->n_claim; i++) {
    if (i) fputs(" \xE2\x80\xBA ", out);
    fputs("<bdi>", out);
    cli_html_text(out, party_name(d, &r->claim[i].party));
    fputs("</bdi>", out);
  }
}

static void cell_text(FILE *out, plb_slice text) {
  fputs("<td>", out);
  cli_html_text(out, text);
  fputs("</td>", out);
}

static void cell_str(FILE *out, const char *class, const char *text) {
  fprintf(out, "<td class=\"%s\">", class);
  str(out, text);
  fputs("</td>", out);
}

static void row(FILE *out, const plb_document *d, const plb_report_view *r) {
  fputs("<tr>", out);
  cell_str(out, "", r->date_first);
  cell_str(out, quad_class(r->quad), r->type);
  cell_text(out, r->mode);
  cell_str(out, "", r->status);
  fputs("<td>", out);
  parties(out, d, r->actor, r->n_actor);
  fputs("</td><td>", out);
  parties(out, d, r->recipient, r->n_recipient);
  fputs("</td>", out);
  cell_text(out, r->place_name);
  fputs("<td>", out);
  claimants(out, d, r);
  fputs("</td>", out);
  cell_text(out, d->outlet);
  cell_text(out, d->title);
  fputs("<td><a href=\"#r-", out);
  str(out, r->id);
  fputs("\">", out);
  cli_html_text(out, (plb_slice){r->id, (uint32_t)strnlen(r->id, 8)});
  fputs("</a></td></tr>\n", out);
}

void cli_html_rows(FILE *out, const plb_document *d) {
  for (uint32_t i = 0; i < d->n_report; i++)
    row(out, d, &d->report[i]);
}

/* ---- marked words ---- */
static void open_mark(FILE *out, const cli_marks *m, const cli_run *run, bool link) {
  const plb_report_view *r = &m->d->report[run->first_report];
  const char *role = cli_role_name(run->role);
  fprintf(out, "<mark class=\"%s %s\" title=\"%s\">", role, run->role == CLI_TRIGGER ? quad_class(r->quad) : "", role);
  if (!link || run->role != CLI_TRIGGER) return;
  fputs("<a href=\"#r-", out);
  str(out, r->id);
  fputs("\">", out);
}

static void marked(FILE *out, const cli_marks *m, plb_range within, bool link) {
  uint32_t at = 0;
  cli_run run;
  while (cli_marks_next(m, within, &at, &run)) {
    bool mark = run.role != CLI_PLAIN;
    if (mark) open_mark(out, m, &run, link);
    cli_html_text(out, cli_words(m->d, run.at));
    if (mark) fputs(link && run.role == CLI_TRIGGER ? "</a></mark>" : "</mark>", out);
    for (uint32_t k = 0; link && k < run.n_ended; k++)
      fprintf(out, "<sup>%s%" PRIu32 "</sup>", k ? "," : "", m->by_end[run.ended + k] + 1);
  }
}

/* ---- a report beside the text ---- */
static void entry(FILE *out, const char *name) {
  fprintf(out, "<dt>%s</dt><dd>", name);
}

static void when(FILE *out, const plb_report_view *r) {
  entry(out, "when");
  str(out, r->date_first);
  if (r->date_first[0] && strcmp(r->date_first, r->date_last) != 0) {
    fputs(" to ", out);
    str(out, r->date_last);
  }
  fputs(" <small>", out);
  str(out, r->date_basis ? r->date_basis : "");
  fputs("</small></dd>", out);
}

static void where(FILE *out, const plb_report_view *r) {
  if (!r->place_name.n) return;
  entry(out, "where");
  cli_html_text(out, r->place_name);
  fputs(" <small>", out);
  cli_html_text(out, r->place_code);
  fputs("</small></dd>", out);
}

static void says(FILE *out, const plb_document *d, const plb_report_view *r) {
  entry(out, "says");
  cli_html_text(out, d->outlet.n ? d->outlet : (plb_slice){"the outlet", 10});
  if (d->wire.n) fputs(" \xE2\x80\xBA ", out);
  cli_html_text(out, d->wire);
  fputs(r->n_claim ? " \xE2\x80\xBA " : ", in its own voice", out);
  claimants(out, d, r);
  fputs("</dd>", out);
}

static void count(FILE *out, const char *what, int64_t n) {
  if (n < 0) return;
  entry(out, what);
  fprintf(out, "%" PRId64 "</dd>", n);
}

static void evidence(FILE *out, const plb_document *d, const plb_report_view *r) {
  cli_marks m;
  fputs("<blockquote dir=\"auto\">\xE2\x80\x9C", out);
  if (cli_marks_init(&m, d, r->sentence, r, false)) {
    marked(out, &m, r->sentence, false);
    cli_marks_free(&m);
  } else {
    cli_html_text(out, cli_words(d, r->sentence));
  }
  fputs("\xE2\x80\x9D</blockquote>\n", out);
}

static void card(FILE *out, const plb_document *d, const plb_report_view *r, uint32_t number) {
  fprintf(out, "<section class=\"card %s\" tabindex=\"0\" id=\"r-", quad_class(r->quad));
  str(out, r->id);
  fprintf(out, "\">\n<h3><sup>%" PRIu32 "</sup> <b class=\"%s\">", number, quad_class(r->quad));
  str(out, r->type);
  fputs("</b> ", out);
  cli_html_text(out, r->mode);
  fputs(" \xC2\xB7 ", out);
  str(out, r->status);
  fputs("</h3>\n<p>", out);
  parties(out, d, r->actor, r->n_actor);
  if (!r->n_actor) fputs("nobody named", out);
  if (r->n_recipient) fputs(" \xE2\x86\x92 ", out);
  parties(out, d, r->recipient, r->n_recipient);
  fputs("</p>\n<dl>", out);
  when(out, r);
  where(out, r);
  says(out, d, r);
  count(out, "killed", r->killed);
  count(out, "injured", r->injured);
  count(out, "arrested", r->arrested);
  fputs("</dl>\n", out);
  evidence(out, d, r);
  fputs("<p><small>report ", out);
  str(out, r->id);
  fprintf(out, " \xC2\xB7 confidence %.2f</small></p>\n</section>\n", r->confidence);
}

/* ---- an article ---- */
static void head(FILE *out, const plb_document *d) {
  fputs("<article id=\"d-", out);
  str(out, d->id);
  fputs("\">\n<h2 dir=\"auto\">", out);
  cli_html_text(out, d->title.n ? d->title : cli_base_name(d->source));
  fputs("</h2>\n<p class=\"meta\">", out);
  cli_html_text(out, d->outlet);
  fputs(d->outlet.n ? " \xC2\xB7 " : "", out);
  if (d->published.n)
    cli_html_text(out, d->published);
  else
    fputs("no publication date", out);
  plb_slice kind = cli_other_kind(d);
  fputs(kind.n ? " \xC2\xB7 kind: " : "", out);
  cli_html_text(out, kind);
  for (uint32_t i = 0; i < d->n_fact; i++) {
    if (strcmp(d->fact[i].name, "author") != 0 || !d->fact[i].value.n) continue;
    fputs(" \xC2\xB7 by ", out);
    cli_html_text(out, d->fact[i].value);
  }
  fputs("</p>\n<p class=\"meta\">", out);
  bool link = cli_html_may_link(d->url);
  if (link) fputs("<a rel=\"noreferrer noopener\" href=\"", out);
  if (link) cli_html_text(out, d->url);
  if (link) fputs("\">", out);
  cli_html_text(out, d->url);
  if (link) fputs("</a>", out);
  fputs(d->url.n ? " \xC2\xB7 " : "", out);
  cli_html_text(out, d->source);
  fputs(" \xC2\xB7 document ", out);
  str(out, d->id);
  fputs("</p>\n", out);
}

static void cards(FILE *out, const plb_document *d, uint32_t *next, uint32_t end) {
  fputs("<div>\n", out);
  for (; *next < d->n_report && d->report[*next].trigger.begin < end; ++*next)
    card(out, d, &d->report[*next], *next + 1);
  fputs("</div>", out);
}

static void block(FILE *out, const plb_document *d, const cli_marks *m, plb_range at, const char *kind) {
  fputs("<div class=\"pair\"><p class=\"", out);
  str(out, kind);
  fputs("\" dir=\"auto\">", out);
  if (m)
    marked(out, m, at, true);
  else
    cli_html_text(out, cli_words(d, at));
  fputs("</p>", out);
}

void cli_html_document(FILE *out, const plb_document *d) {
  cli_marks m;
  uint32_t next = 0;
  head(out, d);
  bool made = cli_marks_init(&m, d, (plb_range){0, d->text.n}, NULL, false);
  for (uint32_t i = 0; i < d->n_block; i++) {
    block(out, d, made ? &m : NULL, d->block[i].at, d->block[i].kind);
    cards(out, d, &next, i + 1 < d->n_block ? d->block[i].at.end : UINT32_MAX);
    fputs("</div>\n", out);
  }
  if (!d->n_block) {
    block(out, d, made ? &m : NULL, (plb_range){0, d->text.n}, "paragraph");
    cards(out, d, &next, UINT32_MAX);
    fputs("</div>\n", out);
  }
  fputs("</article>\n", out);
  if (made) cli_marks_free(&m);
}
