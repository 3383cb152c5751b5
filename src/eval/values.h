/* values: what the cells and strings of coded files mean. Ownership: the tables own their maps until close; results
 * borrow from the arena or from static tables. Errors: a wrong value gives false, and the caller says where. */
#ifndef PLB_EVAL_VALUES_H
#define PLB_EVAL_VALUES_H
#include "eval/coded.h"

typedef enum plb_field {
  PLB_FIELD_DOCUMENT,
  PLB_FIELD_URL,
  PLB_FIELD_TITLE,
  PLB_FIELD_CHAR,
  PLB_FIELD_BYTE,
  PLB_FIELD_SENTENCE_AT,
  PLB_FIELD_SENTENCE_NUMBER,
  PLB_FIELD_SENTENCE,
  PLB_FIELD_TRIGGER,
  PLB_FIELD_TYPE,
  PLB_FIELD_MODE,
  PLB_FIELD_STATUS,
  PLB_FIELD_ACTOR,
  PLB_FIELD_RECIPIENT,
  PLB_FIELD_ACTOR_SECTOR,
  PLB_FIELD_RECIPIENT_SECTOR,
  PLB_FIELD_DATE,
  PLB_FIELD_DATE_LAST,
  PLB_FIELD_CLAIM,
  PLB_FIELD_VOICE,
  PLB_FIELD_CLAIMANT,
  PLB_FIELD_OPTIONAL,
  PLB_FIELD_PASSED, /* known, and not compared */
  PLB_FIELD_COUNT   /* no known name */
} plb_field;

plb_status plb_eval_words_open(plb_eval_words **out, plb_error *err);
void plb_eval_words_close(plb_eval_words *w);
/* The field that a column of that name holds; *rank: the better name has the lower one. */
plb_field plb_eval_column(const plb_eval_words *w, plb_slice name, uint32_t *rank);
const char *plb_field_name(plb_field f);
/* An event type by PLOVER's name, a CAMEO code or an older name; PLB_TYPE_COUNT with *none: "no event"; without: wrong.
 */
plb_type plb_eval_type(const plb_eval_words *w, plb_slice s, bool *none);
plb_act_status plb_eval_status(const plb_eval_words *w, plb_slice s);
/* A list of codes between ; or |, and a list of sectors beside it (may be empty). CAMEO's USAGOV is USA and GOV. false:
 * wrong (*why says it), or no memory (*why NULL). */
bool plb_eval_parties(plb_arena *arena, plb_slice codes, plb_slice sectors, plb_coded_party **out, uint32_t *n,
                      const char **why);
/* YYYY[-MM[-DD]], YYYYMMDD or a range A/B into out[24]; false: no date. */
bool plb_eval_date(plb_slice s, char out[24]);
#endif
