/* memory: what the document has named so far, for pronouns, surnames, bare roles and "the group".
 * Ownership: maps on the heap until plb_memory_free, keys in the document's arena. One document, one thread. */
#ifndef PLB_RESOLVE_MEMORY_H
#define PLB_RESOLVE_MEMORY_H
#include "base/map.h"
#include "resolve/phrase.h"

/* Parties [party, +n) of doc->party as named in a sentence; n == 0: none yet. */
typedef struct plb_named {
  uint32_t party, n, sentence;
} plb_named;

typedef enum plb_gender { PLB_GENDER_UNKNOWN, PLB_GENDER_HE, PLB_GENDER_SHE } plb_gender;
typedef enum plb_number { PLB_NUMBER_PERSON, PLB_NUMBER_BODY, PLB_NUMBER_MANY } plb_number;

/* What a pronoun can mean: where it was named and how. */
typedef struct plb_recent {
  plb_named named;
  uint32_t token;
  uint8_t number, gender;
  bool subject;
} plb_recent;

enum { PLB_MEMORY_RECENT = 16, PLB_MEMORY_NAMES = 64 };
typedef struct plb_memory {
  plb_arena *arena;
  plb_map name;                         /* last name or whole name in lower case -> party */
  plb_map head;                         /* common noun of a phrase ("boat") -> party that it meant last */
  plb_map word;                         /* word of an organisation's name ("court") -> party */
  plb_map role;                         /* "foreign minister" -> party that held it last */
  plb_map gender;                       /* name -> plb_gender */
  plb_named state;                      /* named last */
  plb_named group[PLB_SECTOR_COUNT];    /* organisation or group of the sector named last */
  plb_recent recent[PLB_MEMORY_RECENT]; /* the one named last first */
  uint32_t n_recent;
  plb_slice last[PLB_MEMORY_NAMES]; /* the first family names, for misspelt ones */
  uint32_t n_last;
} plb_memory;

void plb_memory_init(plb_memory *m, plb_arena *arena);
void plb_memory_free(plb_memory *m);
/* Notes a phrase with its parties; `what` says what is known of it but for named, which is taken from the phrase. */
void plb_memory_note(plb_memory *m, const plb_party *party, const plb_phrase *p, plb_recent what);
/* The organisation or group named last of those sectors (a set of bits). */
plb_named plb_memory_group(const plb_memory *m, uint64_t sectors);
/* Several people named together last, in the last sentences ("the three"); n == 0: none. */
plb_named plb_memory_many(const plb_memory *m, uint32_t sentence);
/* Several parties named together ("Lavrov and Wang"), for "they". */
void plb_memory_together(plb_memory *m, plb_named named, uint32_t token);
/* Remembers a name under its last word and as a whole; false when memory is out. */
bool plb_memory_name(plb_memory *m, plb_slice lower_name, uint32_t party);
uint32_t plb_memory_by_name(const plb_memory *m, plb_slice lower_name);
/* The person whose family name, of five letters or more, is one letter off (added, left out or changed, not the first);
 * PLB_NONE: nobody, or two different ones. */
uint32_t plb_memory_by_near_name(const plb_memory *m, plb_slice lower);
/* Who a third-person pronoun means: its lower-case word and sentence. Left out are `self`, a token whose phrase the
 * pronoun stands in, and subjects at or behind token `clause` ("Iran warned them"). n == 0: nobody known. */
plb_named plb_memory_pronoun(const plb_memory *m, plb_slice lower, uint32_t sentence, uint32_t clause, uint32_t self);
/* The two persons named last, when both stand in sentence s or the one before and nothing plural does; n of the older
 * one is 0 otherwise. */
bool plb_memory_two_persons(const plb_memory *m, const plb_party *party, uint32_t s, plb_named out[2]);
#endif
