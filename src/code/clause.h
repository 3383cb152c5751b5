/* clause: who stands where in a sentence: noun phrases with what governs them, verb groups with voice, mood, subject,
 * object. A shallow reading by rules over tags and chunks, right for most news sentences and never deep; a learned
 * parser can fill the same structs. Ownership: the document's arena. Errors: PLB_NOMEM. */
#ifndef PLB_CODE_CLAUSE_H
#define PLB_CODE_CLAUSE_H
#include "base/doc.h"

#define PLB_NONE UINT32_MAX

typedef struct plb_np {
  uint32_t begin, end, head; /* tokens */
  uint32_t prep;             /* preposition token right before it, or PLB_NONE */
  uint32_t joined;           /* next phrase coordinated with it ("Russia, China and Iran"), or PLB_NONE */
  uint32_t first;            /* first phrase of its coordination (itself when alone) */
  uint32_t owner;            /* phrase whose 's owns it, or PLB_NONE */
  uint32_t mention;          /* of doc->mention with the same head, or PLB_NONE */
  bool owns;                 /* followed by 's: not an argument itself */
  bool time;                 /* a time expression ("Tuesday") */
  bool apposition;           /* explains the phrase before it */
} plb_np;

typedef enum plb_verb_form { PLB_VERB_FINITE, PLB_VERB_TO, PLB_VERB_ING, PLB_VERB_PARTICIPLE } plb_verb_form;

typedef struct plb_verb {
  uint32_t begin, end, head; /* tokens of the group; head is the main verb */
  uint8_t form;              /* plb_verb_form */
  bool passive, perfect, progressive;
  bool relative;      /* its subject is the antecedent of who, which, that */
  bool shares;        /* coordinated with an earlier verb whose subject it shares */
  bool inverted;      /* its subject stands behind it ("said Lavrov") */
  uint32_t subject;   /* phrase, or PLB_NONE; in a passive the one acted on */
  uint32_t object;    /* phrase right behind it, or PLB_NONE */
  uint32_t partner;   /* the earlier verb when it shares, or PLB_NONE */
  uint32_t governor;  /* verb that governs it (plan TO visit, accused of -ING), or PLB_NONE */
  uint32_t noun;      /* noun phrase right before it ("threat to attack", "pressure on Russia to"), or PLB_NONE */
  uint32_t noun_head; /* the phrase that governs it ("pressure"), over what hangs on it */
  uint32_t reach;     /* token where its own complements end */
} plb_verb;

typedef struct plb_clause {
  const plb_doc *doc;
  const plb_sentence *sentence;
  PLB_VEC(plb_np) np;
  PLB_VEC(plb_verb) verb;
  uint32_t *np_at;   /* by token - sentence->begin: phrase that covers it, or PLB_NONE */
  uint32_t *verb_at; /* verb group that covers it, or PLB_NONE */
} plb_clause;

plb_status plb_clause_read(const plb_doc *doc, uint32_t sentence, plb_clause *out, plb_error *err);
uint32_t plb_np_at(const plb_clause *c, uint32_t token);
uint32_t plb_verb_at(const plb_clause *c, uint32_t token);
/* Next prepositional phrase with one of our noun phrases at or after *token and before `end`: the phrase, its
 * preposition token in *prep, *token moved behind it; PLB_NONE when there is none. Stops at verbs and clause ends. */
uint32_t plb_next_prep(const plb_clause *c, uint32_t *token, uint32_t end, uint32_t *prep);
bool plb_tag_verb(uint8_t tag);
#endif
