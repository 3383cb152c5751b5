/* about: what a document says of states, and whose a role is that names no owner ("police said"): a sum of clues, whose
 * weights stand in data/actors/clues.tsv.
 * Ownership: the document's arena; the weights belong to the tables. Thread: one document, one thread. Errors:
 * PLB_NOMEM, PLB_TABLE at opening. */
#ifndef PLB_RESOLVE_ABOUT_H
#define PLB_RESOLVE_ABOUT_H
#include "resolve/phrase.h"

typedef enum plb_how { PLB_HOW_OTHER, PLB_HOW_SUBJECT, PLB_HOW_OWNER, PLB_HOW_PLACE, PLB_HOW_COUNT } plb_how;

/* Who is looked for: an official, an institution, soldiers or police, other people, a name with a title, a name alone.
 */
typedef enum plb_seeker {
  PLB_SEEK_OFFICIAL,
  PLB_SEEK_BODY,
  PLB_SEEK_FORCE,
  PLB_SEEK_PEOPLE,
  PLB_SEEK_TITLED,
  PLB_SEEK_NAME,
  PLB_SEEK_COUNT
} plb_seeker;

typedef enum plb_clue {
  PLB_CLUE_DATELINE,     /* the article is written there */
  PLB_CLUE_TITLE,        /* the headline names it first */
  PLB_CLUE_SHARE,        /* how much of the article it is, up to the whole weight */
  PLB_CLUE_PLACES,       /* how much of the article plays there, likewise */
  PLB_CLUE_FOREIGN,      /* how often it is named as the owner of something, as foreigners are ("Chinese", "China's") */
  PLB_CLUE_EMBASSY,      /* it has an embassy, ambassador or envoy in the article: it is a guest */
  PLB_CLUE_SUBJECT,      /* nearest before, in the sentence, by how it stands there */
  PLB_CLUE_OVER,         /* ... as the subject of a verb that stands between ("Iran freed the sailors") */
  PLB_CLUE_OWNER,        /* ... as an adjective or before 's */
  PLB_CLUE_PLACE,        /* ... behind "in" */
  PLB_CLUE_OTHER,        /* ... otherwise */
  PLB_CLUE_ACROSS,       /* named in the sentence, but across a quotation mark */
  PLB_CLUE_PLACE_AFTER,  /* behind it in the sentence, behind "in" ("police said in Lima") */
  PLB_CLUE_AFTER,        /* behind it in the sentence, otherwise */
  PLB_CLUE_LAST_SUBJECT, /* subject of the sentence before */
  PLB_CLUE_LAST,         /* named in the sentence before */
  PLB_CLUE_RECENT,       /* the state named last before it */
  PLB_CLUE_COUNT
} plb_clue;

enum { PLB_ABOUT_STATES = 64 };
typedef struct plb_naming {
  uint32_t token, sentence, state; /* index of plb_about.state */
  uint8_t how;
  bool quoted;
} plb_naming;

typedef struct plb_seen {
  plb_slice code, name;                 /* name: of the row by which it was named first */
  uint32_t weight, named, owner, place; /* namings: all, as owner, as a place */
  bool embassy;
} plb_seen;

typedef struct plb_about {
  plb_seen state[PLB_ABOUT_STATES];
  uint32_t n_state;
  uint32_t dateline, title, focus; /* indexes or PLB_NONE */
  uint32_t heaviest, most_place;
  uint32_t body;              /* entry of the international organisation named most, or PLB_ENTRY_NONE */
  PLB_VEC(plb_naming) naming; /* by token */
} plb_about;

typedef struct plb_clue_weights {
  int16_t of[PLB_SEEK_COUNT][PLB_CLUE_COUNT];
} plb_clue_weights;

plb_status plb_clue_weights_open(plb_clue_weights *w, plb_error *err);
/* Settles words of several rows (ps->hit[].entry) by what else the document names, then notes every naming of a state.
 */
plb_status plb_about_read(const plb_gazetteer *g, const plb_doc *doc, plb_phrases *ps, plb_about *out, plb_error *err);
/* The state whose clues weigh most for the phrases at tokens at[0 .. n), as an index, or PLB_NONE; *clue gets its
 * heaviest one and *sure how clearly it won, 0..100. */
uint32_t plb_about_owner(const plb_about *a, const plb_clue_weights *w, const plb_doc *doc, const uint32_t *at,
                         uint32_t n, plb_seeker who, plb_clue *clue, uint8_t *sure);
/* Words of a clue for `explain`. */
const char *plb_clue_words(plb_clue clue);
/* Is it a state's code, or the European Union's, which acts like one? */
bool plb_like_state(plb_slice code);
/* The two states that the document is most about when no third is near them. */
bool plb_about_main(const plb_about *a, uint32_t pair[2]);
/* Two states meant by "both countries" at `token`, as indexes: the two named before it in the sentence, else the two
 * the document is most about, unless the sentence before names two and no pair is clear. False when there are no two.
 */
bool plb_about_pair(const plb_about *a, const plb_doc *doc, uint32_t token, uint32_t pair[2]);
/* The state named last before `token`, but for the subject of its sentence; an index, or PLB_NONE. */
uint32_t plb_about_other(const plb_about *a, const plb_doc *doc, uint32_t token);
/* Is the phrase the subject of a finite verb close behind it? */
bool plb_phrase_subject(const plb_doc *doc, const plb_phrase *p);
/* Does an ambassador, embassy or envoy stand in the phrase, or right behind its 's? */
bool plb_phrase_envoy(const plb_doc *doc, const plb_phrase *p);
/* "in Seoul": where, not who. */
bool plb_phrase_locative(const plb_doc *doc, const plb_phrase *p);
#endif
