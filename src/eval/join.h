/* join: which documents of the coders are the same, and where in them the events stand. Ownership: the arena of the
 * comparison. Errors: PLB_NOMEM, PLB_LIMIT; texts that cannot be read are told. */
#ifndef PLB_EVAL_JOIN_H
#define PLB_EVAL_JOIN_H
#include "eval/coded.h"

typedef enum plb_level {
  PLB_LEVEL_OFFSET,   /* every event of the document has a place; in a text that is there, half of each coder's */
  PLB_LEVEL_SENTENCE, /* every event has a sentence */
  PLB_LEVEL_DOCUMENT,
  PLB_LEVEL_COUNT
} plb_level;

typedef struct plb_joined_doc {
  plb_slice name;
  uint32_t doc[PLB_EVAL_CODERS]; /* of each coder, PLB_NOWHERE: it has none */
  uint32_t n_coder;              /* that have it */
  plb_eval_text text;
  bool has_text;
  uint8_t level;
} plb_joined_doc;

struct plb_joined {
  plb_joined_doc *doc; /* by name */
  uint32_t n;
  uint32_t level[PLB_LEVEL_COUNT];   /* documents that two coders or more have */
  uint32_t alone[PLB_EVAL_CODERS];   /* documents that only this coder has */
  uint32_t outside[PLB_EVAL_CODERS]; /* events left out, see plb_coded_event */
  uint32_t moved;                    /* triggers that stand elsewhere than their offset says */
  uint32_t lost;                     /* events that have no place in a text that is there */
};

plb_status plb_eval_join(plb_eval *e, plb_error *err);
/* The events of a coder in a joined document that count. */
plb_status plb_joined_events(plb_eval *e, const plb_joined_doc *d, uint32_t coder, plb_coded_event ***out, uint32_t *n,
                             plb_error *err);
/* In place.c: did the coder look at that code point of the document? */
bool plb_eval_inside(const plb_coded_doc *doc, uint32_t at);
/* In place.c: finds the text, and places the events of one document. */
plb_status plb_eval_place(plb_eval *e, plb_joined *j, plb_joined_doc *d, plb_error *err);
#endif
