/* flow: text for people, wrapped to the screen's width, with roles in colours or brackets. Control characters,
 * bidirectional overrides and wrong UTF-8 are shown as U+FFFD, so that a page cannot command the terminal. Ownership:
 * borrows out and screen. One thread. Errors: as the stream's. Limits: a word longer than 4 kB is broken. */
#ifndef PLB_CLI_FLOW_H
#define PLB_CLI_FLOW_H
#include "cli/cli.h"
#include "cli/marks.h"

typedef struct cli_flow {
  FILE *out;
  const cli_screen *screen;
  const char *first, *rest; /* what begins the first line and the other lines */
  const char *first_style;  /* SGR of these beginnings, "" for none */
  unsigned column;          /* columns used in this line */
  bool fresh;               /* nothing is in this line yet */
  bool begun;
  unsigned word_width;
  size_t n;
  char word[4096];
} cli_flow;

/* The code point at s[i] and its length after RFC 3629; UINT32_MAX and 1 for a wrong byte. */
uint32_t cli_next_char(plb_slice s, uint32_t i, uint32_t *cp);
/* May this character be shown as it is? Not: control characters, bidirectional overrides, line separators, UINT32_MAX.
 */
bool cli_harmless(uint32_t cp);
/* Style of a role as an SGR sequence's numbers; quad ("VC" ...) colours the trigger. */
const char *cli_style(cli_role role, const char *quad);
const char *cli_bar_style(const char *quad); /* the quad's colour, not bold */

void cli_flow_begin(cli_flow *f, FILE *out, const cli_screen *screen, const char *first, const char *rest,
                    const char *first_style);
/* Adds text; white space in it is where lines may break. style: SGR numbers or NULL. */
void cli_flow_text(cli_flow *f, plb_slice text, const char *style);
void cli_flow_str(cli_flow *f, const char *text, const char *style);
void cli_flow_end(cli_flow *f);

/* One line's worth without wrapping: made safe, cut to `width` columns with "…" when width > 0; returns columns used.
 */
unsigned cli_put_safe(FILE *out, const cli_screen *screen, plb_slice text, unsigned width);
void cli_styled(FILE *out, const cli_screen *screen, const char *style, const char *text);
#endif
