/* phrase: noun phrases as the resolver sees them: base chunks, joined where a name of the tables spans several
 * ("House of Representatives", "Secretary of State Antony Blinken"), with the table hits inside and their links.
 * Ownership: the document's arena. Errors: PLB_NOMEM. */
#ifndef PLB_RESOLVE_PHRASE_H
#define PLB_RESOLVE_PHRASE_H
#include "resolve/gazetteer.h"

#define PLB_NONE UINT32_MAX
typedef struct plb_hit {
  uint32_t begin, end; /* tokens */
  uint32_t entry;      /* of the gazetteer, first of its chain */
} plb_hit;

typedef struct plb_phrase {
  uint32_t begin, end, head; /* tokens */
  uint32_t sentence;
  uint32_t hit, n_hit;     /* hits[hit .. +n_hit), in order, not overlapping */
  uint32_t prep;           /* the preposition right before it, or PLB_NONE */
  uint32_t possessor;      /* phrase whose 's stands right before it, or PLB_NONE */
  uint32_t of;             /* phrase right behind it after a preposition that can name its owner, or PLB_NONE */
  uint32_t apposed;        /* phrase right before it, parted by a comma only, or PLB_NONE */
  bool owner;              /* followed by 's */
  uint32_t party, n_party; /* filled by the resolver */
  bool metonym, pronoun;
} plb_phrase;

typedef struct plb_phrases {
  PLB_VEC(plb_phrase) phrase;
  PLB_VEC(plb_hit) hit;
} plb_phrases;

plb_status plb_phrases_find(const plb_gazetteer *g, const plb_doc *doc, plb_phrases *out, plb_error *err);
/* End (token) of the time expression that covers token i, or 0; amounts and "current" inside a phrase are part of it.
 * Times are read before phrases (pipe/stage.c). */
uint32_t plb_time_end(const plb_doc *doc, uint32_t i);
/* Hit that covers the token, or NULL. */
const plb_hit *plb_phrase_hit_at(const plb_phrases *ps, const plb_phrase *p, uint32_t token);
#endif
