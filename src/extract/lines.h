/* lines: which lines of a page are not the article's words: patterns over whole lines (data/extract/plain_lines.tsv),
 * labels of header lines (data/extract/plain_headers.tsv). Ownership: tables own their memory until close. Thread:
 * immutable after open; pure. Errors: PLB_TABLE, PLB_NOMEM. Limits: PLB_LINE_RULES_MAX patterns; a line over
 * PLB_LINE_BYTES bytes matches none. */
#ifndef PLB_EXTRACT_LINES_H
#define PLB_EXTRACT_LINES_H
#include "base/map.h"

enum { PLB_LINE_RULES_MAX = 1024, PLB_LINE_BYTES = 400 };

/* What a line is: name in the table, meaning. */
#define PLB_LINE_MAP(X)                                                                \
  X(nothing, "no pattern fits")                                                        \
  X(menu, "navigation; dropped before the body and after it")                          \
  X(share, "share, print, log-in and subscription lines; dropped everywhere")          \
  X(slogan, "an outlet's words about itself; dropped before the body and after it")    \
  X(reply, "the comment form begins; what follows is set apart")                       \
  X(more, "a list of other articles begins; title-like lines that follow are teasers") \
  X(teaser, "points to another article")                                               \
  X(credit, "photo credit, agency line, who reported and edited")                      \
  X(caption, "a picture's words")                                                      \
  X(glued, "a credit that may stand at the end of a caption without a space")

typedef enum plb_line_kind {
#define PLB_X(name, text) PLB_LINE_##name,
  PLB_LINE_MAP(PLB_X)
#undef PLB_X
      PLB_LINE_KIND_COUNT
} plb_line_kind;

typedef struct plb_line_rule {
  plb_slice pattern;
  uint8_t kind;
} plb_line_rule;

typedef enum plb_header {
  PLB_HEADER_NONE,
  PLB_HEADER_TITLE,
  PLB_HEADER_PUBLISHED,
  PLB_HEADER_AUTHOR,
  PLB_HEADER_URL,
  PLB_HEADER_OUTLET,
  PLB_HEADER_WIRE,
  PLB_HEADER_LANGUAGE,
  PLB_HEADER_MODIFIED,
  PLB_HEADER_IGNORED
} plb_header;

typedef struct plb_line_tables {
  plb_line_rule *rule;
  uint32_t n;
  plb_map header; /* label in lower case -> plb_header */
} plb_line_tables;

plb_status plb_line_tables_open(plb_line_tables *t, plb_error *err);
void plb_line_tables_close(plb_line_tables *t);

/* Pattern over the whole of s: '*' stands for any bytes, '#' for a digit, everything else for itself. */
bool plb_glob(plb_slice pattern, plb_slice s);
/* Kind of a whole line; case, kinds of quotation marks and spaces, and a list mark in front do not matter. */
plb_line_kind plb_line_of(const plb_line_tables *t, plb_slice line);
/* Where a glued credit begins inside the line ("...at a meetingImage: Agency"), or UINT32_MAX. */
uint32_t plb_line_glued(const plb_line_tables *t, plb_slice line);
/* "Published: 2019-11-18" -> PLB_HEADER_PUBLISHED and its value. */
plb_header plb_line_header(const plb_line_tables *t, plb_slice line, plb_slice *value);
/* Without a list mark ("1. ", "- ", "• ") in front. */
plb_slice plb_line_unlisted(plb_slice line);
#endif
