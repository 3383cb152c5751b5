/* triggers: the pattern tables of data/triggers and their matches in a sentence.
 * Ownership: patterns live in the tables; matches in the document's arena. Thread: tables immutable and shared.
 * Errors: PLB_TABLE with file:line at opening, PLB_NOMEM. The pattern language is described in data/README.md. */
#ifndef PLB_CODE_TRIGGERS_H
#define PLB_CODE_TRIGGERS_H
#include "base/doc.h"
#include "base/map.h"

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
} plb_word_test;

enum { PLB_PATTERN_WORDS = 8, PLB_TYPE_NONE = PLB_TYPE_COUNT };
typedef struct plb_pattern {
  plb_word_test word[PLB_PATTERN_WORDS];
  uint8_t n, head;
  uint8_t core; /* words up to the last one that is part of the trigger */
  char pos;     /* 'V' 'N' 'A' */
  uint8_t type; /* plb_type, or PLB_TYPE_NONE: looks like an event and is none */
  uint8_t flags;
  bool symmetric, no_recipient;
  plb_slice mode, example;
  plb_side actor, recipient;
  const char *file;
  uint32_t line, next; /* next pattern with the same head word */
} plb_pattern;

typedef struct plb_match {
  const plb_pattern *pattern;
  uint32_t begin, end, head; /* tokens; gaps lie inside */
} plb_match;

typedef struct plb_patterns {
  plb_arena arena;
  PLB_VEC(plb_pattern) at;
  plb_map head; /* head word -> first pattern */
} plb_patterns;

plb_status plb_patterns_open(plb_patterns *p, plb_error *err);
void plb_patterns_close(plb_patterns *p);
/* Preposition of a slot >= PLB_SLOT_PREP, as a word. */
const char *plb_slot_word(uint8_t slot);

typedef PLB_VEC(plb_match) plb_match_list;
/* Matches of one sentence in order of their heads, overlaps resolved (longest first), those of NONE.tsv included. */
plb_status plb_patterns_match(const plb_patterns *p, const plb_doc *doc, const plb_sentence *s, plb_match_list *out,
                              plb_error *err);
/* Is the token a word of the pattern, not one in a gap? */
bool plb_match_fixed(const plb_match *m, const plb_doc *doc, uint32_t token);
#endif
