/* An article as people read it: its blocks in order, triggers marked and numbered, and under each block the reports of
 * its sentences. Plain output says with words what colours say on a terminal. */
#include "cli/text.h"

#include <inttypes.h>
#include <string.h>

enum { ID_SHOWN = 12 };

const char *cli_quad_words(const char *quad) {
  static const char *const words[][2] = {{"VC", "verbal cooperation"},
                                         {"MC", "material cooperation"},
                                         {"VF", "verbal conflict"},
                                         {"MF", "material conflict"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], quad) == 0) return words[i][1];
  return "";
}

plb_slice cli_base_name(plb_slice path) {
  uint32_t from = 0;
  for (uint32_t i = 0; i + 1 < path.n; i++)
    if (path.p[i] == '/') from = i + 1;
  return (plb_slice){path.p + from, path.n - from};
}

static const char *sign(const cli_page *p, const char *utf8, const char *ascii) {
  return p->screen->utf8 ? utf8 : ascii;
}

static const char *dot(const cli_page *p) {
  return sign(p, " \xC2\xB7 ", " - "); /* middle dot */
}

/* ---- the head ---- */
typedef struct joined {
  cli_flow flow;
  const cli_page *page;
  const char *style;
  unsigned n;
} joined;

static void join_begin(joined *j, const cli_page *p, const char *style) {
  cli_flow_begin(&j->flow, p->out, p->screen, "", "  ", "");
  j->page = p;
  j->style = style;
  j->n = 0;
}

/* Adds "label value" after a separator, when there is a value. */
static void join(joined *j, const char *label, plb_slice value) {
  if (!value.n) return;
  if (j->n++) cli_flow_str(&j->flow, dot(j->page), j->style);
  cli_flow_str(&j->flow, label, j->style);
  cli_flow_text(&j->flow, value, j->style);
}

static plb_slice slice_of(const char *s) {
  return (plb_slice){s, (uint32_t)strlen(s)};
}

static void legend(const cli_page *p) {
  if (!p->screen->colour) return;
  fputs("marks: ", p->out);
  for (int role = CLI_TRIGGER; role > CLI_PLAIN; role--) {
    cli_styled(p->out, p->screen, cli_style((cli_role)role, NULL), cli_role_name((cli_role)role));
    fputc(role > CLI_DATE ? ' ' : '\n', p->out);
  }
}

plb_slice cli_other_kind(const plb_document *d) {
  plb_slice plain = slice_of("article");
  for (uint32_t i = 0; i < d->n_fact; i++) {
    plb_slice kind = d->fact[i].value;
    bool other = kind.n != plain.n || memcmp(kind.p, plain.p, plain.n) != 0;
    if (strcmp(d->fact[i].name, "kind") == 0 && other) return kind;
  }
  return slice_of("");
}

static void print_facts(const cli_page *p, const plb_document *d) {
  joined j;
  join_begin(&j, p, "2");
  join(&j, "", d->outlet);
  join(&j, "wire ", d->wire);
  join(&j, "", d->published.n ? d->published : slice_of("no publication date"));
  char revision[40];
  snprintf(revision, sizeof revision, "revision %" PRIu32 " of %" PRIu32, d->revision, d->revisions);
  if (d->revisions > 1) join(&j, "", slice_of(revision));
  join(&j, "kind: ", cli_other_kind(d));
  for (uint32_t i = 0; i < d->n_fact; i++)
    if (strcmp(d->fact[i].name, "author") == 0) join(&j, "by ", d->fact[i].value);
  cli_flow_end(&j.flow);
  join_begin(&j, p, "2");
  join(&j, "", d->url);
  cli_flow_end(&j.flow);
  join_begin(&j, p, "2");
  join(&j, "document ", (plb_slice){d->id, ID_SHOWN < strlen(d->id) ? ID_SHOWN : (uint32_t)strlen(d->id)});
  join(&j, "", d->source);
  if (d->number > 1) {
    char number[24];
    snprintf(number, sizeof number, "%" PRIu32, d->number);
    join(&j, "record ", slice_of(number));
  }
  cli_flow_end(&j.flow);
}

void cli_print_head(const cli_page *p, const plb_document *d) {
  cli_flow title;
  cli_flow_begin(&title, p->out, p->screen, "", "", "");
  if (d->title.n)
    cli_flow_text(&title, d->title, "1");
  else
    cli_flow_str(&title, "(no title)", "2");
  cli_flow_end(&title);
  print_facts(p, d);
}

/* ---- marked words ---- */
/* The number of a report after its trigger: raised figures, or "(12)". */
static void add_number(cli_flow *f, const cli_page *p, uint32_t number) {
  static const char *const raised[] = {"\xE2\x81\xB0", "\xC2\xB9",     "\xC2\xB2",     "\xC2\xB3",     "\xE2\x81\xB4",
                                       "\xE2\x81\xB5", "\xE2\x81\xB6", "\xE2\x81\xB7", "\xE2\x81\xB8", "\xE2\x81\xB9"};
  char digits[16];
  snprintf(digits, sizeof digits, p->screen->utf8 ? "%" PRIu32 : "(%" PRIu32 ")", number);
  if (!p->screen->utf8) {
    cli_flow_str(f, digits, "2");
    return;
  }
  for (const char *c = digits; *c; c++)
    cli_flow_str(f, raised[*c - '0'], "2");
}

static void add_numbers(cli_flow *f, const cli_page *p, const cli_marks *m, const cli_run *run) {
  for (uint32_t k = 0; k < run->n_ended; k++) {
    if (k && p->screen->utf8) cli_flow_str(f, ",", "2");
    add_number(f, p, m->by_end[run->ended + k] + 1);
  }
}

/* Adds the words of `within` to the line, marked; numbers: after triggers; names: say the role in brackets when colours
 * are off (else a trigger stands in bare brackets). */
static void add_marked(cli_flow *f, const cli_page *p, const cli_marks *m, plb_range within, const char *base,
                       bool names) {
  uint32_t at = 0;
  cli_run run;
  while (cli_marks_next(m, within, &at, &run)) {
    bool bracket = run.role != CLI_PLAIN && !p->screen->colour;
    const char *quad = run.role == CLI_TRIGGER ? m->d->report[run.first_report].quad : NULL;
    const char *style = run.role == CLI_PLAIN ? base : cli_style(run.role, quad);
    if (bracket) cli_flow_str(f, "[", NULL);
    if (bracket && names) cli_flow_str(f, cli_role_name(run.role), NULL);
    if (bracket && names) cli_flow_str(f, ": ", NULL);
    cli_flow_text(f, cli_words(m->d, run.at), style);
    if (bracket) cli_flow_str(f, "]", NULL);
    if (run.trigger_ends && !names) add_numbers(f, p, m, &run);
  }
}

/* ---- one report ---- */
typedef struct box {
  const cli_page *page;
  const plb_document *d;
  const char *style; /* of the bar */
  cli_flow flow;
} box;

static void line_begin(box *b, const char *utf8, const char *ascii) {
  cli_flow_begin(&b->flow, b->page->out, b->page->screen, sign(b->page, utf8, ascii),
                 sign(b->page, "  \xE2\x94\x82   ", "  |   "), b->style);
}

static void middle_begin(box *b) {
  line_begin(b, "  \xE2\x94\x82 ", "  | ");
}

static void add(box *b, const char *text, const char *style) {
  cli_flow_str(&b->flow, text, style);
}

static void add_dot(box *b) {
  add(b, dot(b->page), "2");
}

static void add_party(box *b, const plb_party_view *party, cli_role role) {
  plb_slice words = cli_words(b->d, party->at);
  plb_slice name = party->name.n ? party->name : words;
  cli_flow_text(&b->flow, name.n ? name : slice_of("somebody"), cli_style(role, NULL));
  add(b, " (", "2");
  cli_flow_text(&b->flow, party->code.n ? party->code : slice_of("---"), "2");
  if (*party->sector) add(b, " ", NULL);
  add(b, party->sector, "2");
  if (!words.n) add(b, ", not named in the sentence", "2");
  add(b, ")", "2");
}

static void add_side(box *b, const plb_party_view *party, uint32_t n, cli_role role) {
  for (uint32_t i = 0; i < n; i++) {
    if (i) add(b, i + 1 == n ? " and " : ", ", "2");
    add_party(b, &party[i], role);
  }
  if (!n) add(b, "nobody named", "2");
}

static void type_line(box *b, const plb_report_view *r, uint32_t number) {
  char text[24];
  line_begin(b, "  \xE2\x94\x8C ", "  + ");
  snprintf(text, sizeof text, "%" PRIu32 " ", number);
  if (number) add(b, text, "2");
  add(b, r->type, cli_style(CLI_TRIGGER, r->quad));
  if (r->mode.n) add(b, " ", NULL);
  cli_flow_text(&b->flow, r->mode, NULL);
  add_dot(b);
  add(b, r->status, strcmp(r->status, "actual") == 0 ? NULL : "1");
  add_dot(b);
  add(b, cli_quad_words(r->quad), "2");
  cli_flow_end(&b->flow);
}

static void parties_line(box *b, const plb_report_view *r) {
  middle_begin(b);
  add_side(b, r->actor, r->n_actor, CLI_ACTOR);
  if (r->n_recipient) {
    add(b, sign(b->page, " \xE2\x86\x92 ", " -> "), NULL);
    add_side(b, r->recipient, r->n_recipient, CLI_RECIPIENT);
  }
  cli_flow_end(&b->flow);
}

static void add_count(box *b, const char *what, int64_t n) {
  char text[40];
  if (n < 0) return;
  add_dot(b);
  snprintf(text, sizeof text, "%s %" PRId64, what, n);
  add(b, text, NULL);
}

/* How the date was found, or why there is none. */
static void add_basis(box *b, const plb_report_view *r) {
  const char *basis = r->date_basis && *r->date_basis ? r->date_basis : "not said";
  bool dated = r->date_first[0] != 0, complete = !dated && strncmp(basis, "no ", 3) == 0;
  if (!complete) add(b, dated ? " (" : "no date (", "2");
  add(b, basis, "2");
  if (!complete) add(b, ")", "2");
}

static void date_line(box *b, const plb_report_view *r) {
  middle_begin(b);
  if (r->date_first[0]) {
    add(b, r->date_first, cli_style(CLI_DATE, NULL));
    if (strcmp(r->date_first, r->date_last) != 0) {
      add(b, " to ", "2");
      add(b, r->date_last, cli_style(CLI_DATE, NULL));
    }
  }
  add_basis(b, r);
  if (r->place_name.n) {
    add_dot(b);
    cli_flow_text(&b->flow, r->place_name, cli_style(CLI_PLACE, NULL));
    add(b, " (", "2");
    cli_flow_text(&b->flow, r->place_code.n ? r->place_code : slice_of("---"), "2");
    add(b, ")", "2");
  }
  add_count(b, "killed", r->killed);
  add_count(b, "injured", r->injured);
  add_count(b, "arrested", r->arrested);
  cli_flow_end(&b->flow);
}

static void claim_line(box *b, const plb_report_view *r) {
  const char *by = sign(b->page, " \xE2\x80\xBA ", " > ");
  middle_begin(b);
  add(b, "says ", "2");
  cli_flow_text(&b->flow, b->d->outlet.n ? b->d->outlet : slice_of("the outlet"), NULL);
  if (b->d->wire.n) add(b, by, "2");
  cli_flow_text(&b->flow, b->d->wire, NULL);
  for (uint32_t i = 0; i < r->n_claim; i++) {
    const plb_party_view *party = &r->claim[i].party;
    add(b, by, "2");
    cli_flow_text(&b->flow, party->name.n ? party->name : cli_words(b->d, party->at), cli_style(CLI_CLAIMANT, NULL));
  }
  if (!r->n_claim) add(b, ", in its own voice", "2");
  cli_flow_end(&b->flow);
}

static void evidence_lines(box *b, const plb_report_view *r) {
  cli_marks marks;
  middle_begin(b);
  add(b, sign(b->page, "\xE2\x80\x9C", "\""), "2");
  if (cli_marks_init(&marks, b->d, r->sentence, r, false)) {
    add_marked(&b->flow, b->page, &marks, r->sentence, NULL, true);
    cli_marks_free(&marks);
  } else {
    cli_flow_text(&b->flow, cli_words(b->d, r->sentence), NULL);
  }
  add(b, sign(b->page, "\xE2\x80\x9D", "\""), "2");
  cli_flow_end(&b->flow);
}

static void id_line(box *b, const plb_report_view *r) {
  char text[64];
  line_begin(b, "  \xE2\x94\x94 ", "  + ");
  snprintf(text, sizeof text, "report %.*s", ID_SHOWN, r->id);
  add(b, text, "2");
  add_dot(b);
  snprintf(text, sizeof text, "confidence %.2f", r->confidence);
  add(b, text, "2");
  cli_flow_end(&b->flow);
}

void cli_print_report(const cli_page *p, const plb_document *d, const plb_report_view *r, uint32_t number) {
  box b = {.page = p, .d = d, .style = cli_bar_style(r->quad)};
  type_line(&b, r, number);
  parties_line(&b, r);
  date_line(&b, r);
  claim_line(&b, r);
  evidence_lines(&b, r);
  id_line(&b, r);
}

/* ---- the article ---- */
static const char *block_style(const char *kind) {
  if (strcmp(kind, "title") == 0 || strcmp(kind, "heading") == 0) return "1";
  if (strcmp(kind, "caption") == 0 || strcmp(kind, "teaser") == 0 || strcmp(kind, "credit") == 0) return "2";
  return NULL;
}

static const char *block_prefix(const cli_page *p, const char *kind) {
  if (strcmp(kind, "list") == 0) return sign(p, "\xE2\x80\xA2 ", "* ");
  if (strcmp(kind, "quote") == 0) return sign(p, "\xE2\x94\x82 ", "> ");
  if (strcmp(kind, "caption") == 0) return "Picture: ";
  return "";
}

static void print_block(const cli_page *p, const plb_document *d, const cli_marks *marks, plb_range at,
                        const char *kind) {
  cli_flow f;
  const char *prefix = block_prefix(p, kind);
  cli_flow_begin(&f, p->out, p->screen, prefix, *prefix ? "  " : "", "2");
  if (marks)
    add_marked(&f, p, marks, at, block_style(kind), false);
  else
    cli_flow_text(&f, cli_words(d, at), block_style(kind));
  cli_flow_end(&f);
}

/* Prints the reports whose sentences begin before `end`, from *next on; they are in order of the text. */
static void print_reports(const cli_page *p, const plb_document *d, uint32_t *next, uint32_t end) {
  while (*next < d->n_report && d->report[*next].trigger.begin < end) {
    cli_print_report(p, d, &d->report[*next], *next + 1);
    ++*next;
  }
}

/* The title as a block of the text, marked; else the title as a fact. True: the first block is printed. */
static bool print_title(const cli_page *p, const plb_document *d, const cli_marks *marks) {
  bool block = d->n_block && strcmp(d->block[0].kind, "title") == 0;
  if (!block) {
    cli_print_head(p, d);
    return false;
  }
  print_block(p, d, marks, d->block[0].at, d->block[0].kind);
  print_facts(p, d);
  return true;
}

void cli_print_document(const cli_page *p, const plb_document *d) {
  cli_marks all;
  bool marked = cli_marks_init(&all, d, (plb_range){0, d->text.n}, NULL, true);
  const cli_marks *marks = marked ? &all : NULL;
  uint32_t next = 0, first = print_title(p, d, marks);
  if (d->n_report) legend(p);
  if (first) print_reports(p, d, &next, d->block[0].at.end);
  fputc('\n', p->out);
  for (uint32_t i = first; i < d->n_block; i++) {
    const plb_block_view *block = &d->block[i];
    print_block(p, d, marks, block->at, block->kind);
    print_reports(p, d, &next, block->at.end);
    fputc('\n', p->out);
  }
  if (!d->n_block) print_block(p, d, marks, (plb_range){0, d->text.n}, "paragraph");
  print_reports(p, d, &next, UINT32_MAX);
  if (!d->n_report) fputs("No event reports.\n\n", p->out);
  if (marked) cli_marks_free(&all);
}

/* ---- the list ---- */
enum { OUTLET_COLUMNS = 20, DAY_COLUMNS = 10 };

static void pad(FILE *out, unsigned used, unsigned width) {
  for (; used < width; used++)
    fputc(' ', out);
}

void cli_print_line_head(const cli_page *p) {
  fprintf(p->out, "%-*s  %-*s  reports  %-*s  title\n", ID_SHOWN, "document", DAY_COLUMNS, "published", OUTLET_COLUMNS,
          "outlet");
}

void cli_print_line(const cli_page *p, const plb_document *d) {
  plb_slice day = d->published;
  if (day.n > DAY_COLUMNS) day.n = DAY_COLUMNS;
  fprintf(p->out, "%-*.*s  ", ID_SHOWN, ID_SHOWN, d->id);
  pad(p->out, cli_put_safe(p->out, p->screen, day.n ? day : slice_of("-"), 0), DAY_COLUMNS + 2);
  fprintf(p->out, "%7" PRIu32 "  ", d->n_report);
  pad(p->out, cli_put_safe(p->out, p->screen, d->outlet.n ? d->outlet : slice_of("-"), OUTLET_COLUMNS),
      OUTLET_COLUMNS + 2);
  unsigned left = ID_SHOWN + DAY_COLUMNS + OUTLET_COLUMNS + 15;
  unsigned width = p->screen->terminal && p->screen->width > left + 10 ? p->screen->width - left : 0;
  if (d->status != PLB_OK) {
    fprintf(p->out, "(%s) ", plb_status_word(d->status));
    cli_put_safe(p->out, p->screen, d->message, width);
  } else {
    char which[32] = "";
    if (d->revisions > 1) snprintf(which, sizeof which, "[%" PRIu32 " of %" PRIu32 "] ", d->revision, d->revisions);
    fputs(which, p->out);
    width -= width > 40 ? (unsigned)strlen(which) : 0;
    cli_put_safe(p->out, p->screen, d->title.n ? d->title : cli_base_name(d->source), width);
  }
  fputc('\n', p->out);
}
