/* triggers: the pattern tables of data/triggers, with those of a user's codebook beside them, and their matches in a
 * sentence. Ownership: patterns live in the tables; what added rows point to must outlive them; matches in the
 * document's arena. Thread: tables immutable and shared once the last row is added. Errors: PLB_TABLE with file:line
 * (of a user's row file:line:column), PLB_NOMEM. Limits: MAX_PATTERNS rows. The pattern language is described in
 * data/README.md. */
#ifndef PLB_CODE_TRIGGERS_H
#define PLB_CODE_TRIGGERS_H
#include "base/doc.h"
#include "base/map.h"
#include "base/table.h"

typedef enum plb_slot {
  PLB_SLOT_SUBJ,
  PLB_SLOT_OBJ,
  PLB_SLOT_POSS,
  PLB_SLOT_MOD,
  PLB_SLOT_PREP /* + index into the pattern tables' list of prepositions */
} plb_slot;

enum { PLB_FRAME_SLOTS = 8 };
typedef struct plb_side {
  uint8_t slot[PLB_FRAME_SLOTS];
  uint8_t n;
  bool all; /* `+`: every slot counts; `|`: the first that is filled */
} plb_side;

enum { PLB_FLAG_BOTH = 1, PLB_FLAG_PEOPLE = 2, PLB_FLAG_SPEECH = 4, PLB_FLAG_WEAK = 8 };

typedef struct plb_word_test {
  plb_slice words; /* alternatives parted by '|'; empty for a gap */
  bool optional, gap;
  bool context; /* `~`: must stand there, is no part of the trigger */
  bool phrases; /* an alternative is of several words, side by side: `tear_gas|baton` */
} plb_word_test;

/* Which of 256 classes of words stand somewhere: a look before the walk. */
typedef struct plb_word_set {
  uint64_t bits[4];
} plb_word_set;

enum { PLB_PATTERN_NEEDS = 2 };
enum { PLB_PATTERN_WORDS = 12, PLB_TYPE_NONE = PLB_TYPE_COUNT };
typedef struct plb_pattern {
  plb_word_test word[PLB_PATTERN_WORDS];
  uint8_t n, head;
  uint8_t core;   /* words up to the last one that is part of the trigger */
  uint8_t weight; /* fixed words: neither gaps nor optional ones */
  uint8_t gaps;
  uint8_t rank; /* 0 ours; else the user's file, counted: the greater wins */
  char pos;     /* 'V' 'N' 'A' */
  uint8_t type; /* plb_type, or PLB_TYPE_NONE: looks like an event and is none */
  uint8_t flags;
  bool symmetric, no_recipient;
  bool derived; /* a noun made by rule from the verb of that row (derive.h) */
  uint8_t n_need;
  plb_slice mode, example;
  plb_side actor, recipient;
  const char *file;
  uint32_t line;
  plb_word_set
      need[PLB_PATTERN_NEEDS]; /* a word of each must stand in the sentence: the rarest tests beside the head */
} plb_pattern;

/* A row as it is written. Cells that are empty or "-" say nothing. */
typedef struct plb_trigger_row {
  const char *file;
  uint32_t line;
  uint8_t rank;
  plb_slice type; /* "NONE" too */
  plb_slice pattern, pos, mode, frame, flags, example;
  const char *from; /* first byte of the line, for columns in errors; NULL: the cells are not of one line */
} plb_trigger_row;

typedef struct plb_match {
  const plb_pattern *pattern;
  uint32_t begin, end, head; /* tokens; gaps lie inside */
} plb_match;

typedef struct plb_pattern_link {
  uint32_t pattern, next; /* next link of the same head word */
} plb_pattern_link;

typedef struct plb_patterns {
  plb_arena arena;
  PLB_VEC(plb_pattern) at;
  PLB_VEC(plb_pattern_link) link;
  plb_map head; /* head word -> first link */
  plb_map mode; /* "CONSULT visit" */
} plb_patterns;

/* Ours. */
plb_status plb_patterns_open(plb_patterns *p, plb_error *err);
/* One more row. After PLB_TABLE the next may be added. */
plb_status plb_patterns_add(plb_patterns *p, const plb_trigger_row *row, plb_error *err);
void plb_patterns_close(plb_patterns *p);
/* The type's name, or "NONE". */
const char *plb_pattern_type(const plb_pattern *p);
/* Reads the rows of a table of triggers in turn (t is open): PLB_NOTFOUND at the end. type: of a table without that
 * column. */
plb_status plb_trigger_row_next(plb_table *t, plb_slice type, plb_trigger_row *row, plb_error *err);
/* Which of two patterns of the same words is tried first: <0 a, >0 b. */
int plb_pattern_order(const plb_pattern *a, const plb_pattern *b);
/* Preposition of a slot >= PLB_SLOT_PREP, as a word. */
const char *plb_slot_word(uint8_t slot);
bool plb_slot_is_preposition(plb_slice word);

typedef PLB_VEC(plb_match) plb_match_list;
/* Matches of one sentence in order of their heads, overlaps resolved (longest first), those of NONE.tsv included. */
plb_status plb_patterns_match(const plb_patterns *p, const plb_doc *doc, const plb_sentence *s, plb_match_list *out,
                              plb_error *err);
/* Is the token a word of the pattern, not one in a gap? */
bool plb_match_fixed(const plb_match *m, const plb_doc *doc, uint32_t token);
#endif
