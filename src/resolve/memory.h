/* memory: what the document has named so far, for pronouns, surnames, bare roles and "the two countries".
 * Ownership: maps on the heap until plb_memory_free, keys in the document's arena. One document, one thread. */
#ifndef PLB_RESOLVE_MEMORY_H
#define PLB_RESOLVE_MEMORY_H
#include "base/map.h"
#include "resolve/phrase.h"

/* Parties [party, +n) of doc->party as named in a sentence; n == 0: none yet. */
typedef struct plb_named {
  uint32_t party, n, sentence;
} plb_named;

enum { PLB_MEMORY_STATES = 8 };
typedef struct plb_memory {
  plb_arena *arena;
  plb_map name; /* last name or whole name in lower case -> party */
  plb_map head; /* common noun of a phrase ("boat") -> party that it meant last */
  plb_map word; /* word of an organisation's name ("court") -> party */
  plb_map role; /* "foreign minister" -> party that held it last */
  plb_named person, person_before, person_subject, body, body_subject, many, group;
  plb_named state[PLB_MEMORY_STATES]; /* distinct codes, the one named last first */
  uint32_t n_state;
  plb_slice place; /* code of the state whose capital was named last as a place, and in which sentence */
  uint32_t place_sentence;
} plb_memory;

void plb_memory_init(plb_memory *m, plb_arena *arena);
void plb_memory_free(plb_memory *m);
/* Notes a phrase with its parties: `subject` when no preposition governs it. */
void plb_memory_note(plb_memory *m, const plb_party *party, const plb_phrase *p, bool plural);
/* Remembers a name under its last word and as a whole; false when memory is out. */
bool plb_memory_name(plb_memory *m, plb_slice lower_name, uint32_t party);
uint32_t plb_memory_by_name(const plb_memory *m, plb_slice lower_name);
/* Several parties named together ("Lavrov and Wang"), for "they". */
void plb_memory_together(plb_memory *m, plb_named named);
/* The two persons named last, when both stand in sentence s or the one before; n of the older one is 0 otherwise. */
bool plb_memory_two_persons(const plb_memory *m, uint32_t s);
/* Who a third-person pronoun means (its lower-case word), in sentence s; n == 0: nobody known. */
plb_named plb_memory_pronoun(const plb_memory *m, plb_slice lower, uint32_t s);
#endif
