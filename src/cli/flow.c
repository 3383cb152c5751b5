/* Greedy line filling over words of known width (wcwidth). A word holds its own SGR codes, so a colour never crosses a
 * line's end. */
#include "cli/flow.h"

#include <string.h>
#include <wchar.h>

static const char RESET[] = "\033[0m";
static const char BAD[] = "\xEF\xBF\xBD"; /* U+FFFD */

uint32_t cli_next_char(plb_slice s, uint32_t i, uint32_t *cp) {
  unsigned char b = (unsigned char)s.p[i];
  uint32_t n = b < 0x80 ? 1 : b >= 0xC2 && b < 0xE0 ? 2 : b >= 0xE0 && b < 0xF0 ? 3 : b >= 0xF0 && b < 0xF5 ? 4 : 0;
  *cp = UINT32_MAX;
  if (n == 0 || n > s.n - i) return 1;
  uint32_t value = n == 1 ? b : b & (0xFFu >> (n + 1));
  for (uint32_t k = 1; k < n; k++) {
    unsigned char c = (unsigned char)s.p[i + k];
    if ((c & 0xC0) != 0x80) return 1;
    value = value << 6 | (c & 0x3F);
  }
  bool bad = (n == 3 && value < 0x800) || (n == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
             (value >= 0xD800 && value < 0xE000);
  if (bad) return 1;
  *cp = value;
  return n;
}

bool cli_harmless(uint32_t cp) {
  if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == UINT32_MAX) return false;
  bool bidi = (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
  return !bidi && cp != 0x2028 && cp != 0x2029;
}

static unsigned width_of(uint32_t cp) {
  int w = wcwidth((wchar_t)cp);
  return w < 0 ? 1 : (unsigned)w;
}

const char *cli_style(cli_role role, const char *quad) {
  static const char *const styles[] = {NULL, "35", "34", "3", "36", "33", "1"};
  if (role != CLI_TRIGGER || !quad || strlen(quad) != 2) return styles[role];
  if (quad[0] == 'V') return quad[1] == 'C' ? "1;32" : "1;33";
  return quad[1] == 'C' ? "1;34" : "1;31";
}

const char *cli_bar_style(const char *quad) {
  const char *style = cli_style(CLI_TRIGGER, quad);
  return strlen(style) == 4 ? style + 2 : "2";
}

void cli_styled(FILE *out, const cli_screen *screen, const char *style, const char *text) {
  if (screen->colour && style && *style && *text)
    fprintf(out, "\033[%sm%s%s", style, text, RESET);
  else
    fputs(text, out);
}

void cli_flow_begin(cli_flow *f, FILE *out, const cli_screen *screen, const char *first, const char *rest,
                    const char *first_style) {
  f->out = out;
  f->screen = screen;
  f->first = first;
  f->rest = rest;
  f->first_style = first_style;
  f->column = 0;
  f->fresh = true;
  f->begun = false;
  f->word_width = 0;
  f->n = 0;
}

static unsigned columns_of(const char *s) {
  plb_slice all = {s, (uint32_t)strlen(s)};
  unsigned n = 0;
  for (uint32_t i = 0, cp; i < all.n;) {
    i += cli_next_char(all, i, &cp);
    n += width_of(cp);
  }
  return n;
}

static void begin_line(cli_flow *f) {
  const char *prefix = f->begun ? f->rest : f->first;
  if (f->begun) fputc('\n', f->out);
  cli_styled(f->out, f->screen, f->first_style, prefix);
  f->column = columns_of(prefix);
  f->begun = true;
  f->fresh = true;
}

/* Puts the word gathered so far, on a new line when it does not fit. */
static void put_word(cli_flow *f) {
  if (!f->n) return;
  unsigned needed = f->word_width + (f->fresh ? 0 : 1);
  if (!f->begun || (!f->fresh && f->column + needed > f->screen->width)) begin_line(f);
  if (!f->fresh) {
    fputc(' ', f->out);
    f->column++;
  }
  fwrite(f->word, 1, f->n, f->out);
  f->column += f->word_width;
  f->fresh = false;
  f->n = 0;
  f->word_width = 0;
}

static void add_bytes(cli_flow *f, const char *p, size_t n) {
  memcpy(f->word + f->n, p, n);
  f->n += n;
}

/* Room for a character and all that may come with it; else the word is broken here. */
static void need_room(cli_flow *f) {
  if (f->n + 64 > sizeof f->word) put_word(f);
}

static bool is_space(uint32_t cp) {
  return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x2028 || cp == 0x2029;
}

void cli_flow_text(cli_flow *f, plb_slice text, const char *style) {
  bool open = false, styled = f->screen->colour && style && *style && strlen(style) < 16;
  for (uint32_t i = 0, cp, n; i < text.n; i += n) {
    n = cli_next_char(text, i, &cp);
    if (is_space(cp)) {
      if (open) add_bytes(f, RESET, sizeof RESET - 1);
      open = false;
      put_word(f);
      continue;
    }
    if (f->n + 64 > sizeof f->word && open) {
      add_bytes(f, RESET, sizeof RESET - 1);
      open = false;
    }
    need_room(f);
    if (styled && !open) {
      f->n += (size_t)snprintf(f->word + f->n, sizeof f->word - f->n, "\033[%sm", style);
      open = true;
    }
    if (cli_harmless(cp)) {
      add_bytes(f, text.p + i, n);
      f->word_width += width_of(cp);
    } else {
      add_bytes(f, BAD, sizeof BAD - 1);
      f->word_width++;
    }
  }
  if (open) add_bytes(f, RESET, sizeof RESET - 1);
}

void cli_flow_str(cli_flow *f, const char *text, const char *style) {
  cli_flow_text(f, (plb_slice){text, (uint32_t)strlen(text)}, style);
}

void cli_flow_end(cli_flow *f) {
  put_word(f);
  if (f->begun) fputc('\n', f->out);
  f->begun = false;
}

unsigned cli_put_safe(FILE *out, const cli_screen *screen, plb_slice text, unsigned width) {
  unsigned used = 0;
  for (uint32_t i = 0, cp, n; i < text.n; i += n) {
    n = cli_next_char(text, i, &cp);
    bool good = cli_harmless(cp);
    unsigned w = good ? width_of(cp) : 1;
    if (width && used + w > width - (i + n < text.n)) {
      fputs(screen->utf8 ? "\xE2\x80\xA6" : ".", out);
      return used + 1;
    }
    if (is_space(cp))
      fputc(' ', out);
    else if (good)
      fwrite(text.p + i, 1, n, out);
    else
      fputs(BAD, out);
    used += w;
  }
  return used;
}
