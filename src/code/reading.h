/* reading: what the parts of the coder share: the tables, and one trigger in its sentence. Internal to code/. */
#ifndef PLB_CODE_READING_H
#define PLB_CODE_READING_H
#include "base/map.h"
#include "code/clause.h"
#include "code/code.h"
#include "code/triggers.h"

typedef enum plb_mark_kind {
  PLB_MARK_MODAL,
  PLB_MARK_ADVERB,
  PLB_MARK_ADJECTIVE,
  PLB_MARK_DETERMINER,
  PLB_MARK_CONDITIONAL,
  PLB_MARK_VERB,
  PLB_MARK_NOUN,
  PLB_MARK_ADJ,
  PLB_MARK_KINDS
} plb_mark_kind;

enum { PLB_CONFIDENCE_ZERO = 100000 };
typedef enum plb_cue_kind { PLB_CUE_VERB, PLB_CUE_NOUN, PLB_CUE_KINDS } plb_cue_kind;

/* Row of data/code/complement_modes.tsv. */
typedef struct plb_complement_mode {
  uint8_t type, content;
  plb_slice content_mode, mode; /* content_mode empty: any */
} plb_complement_mode;

struct plb_trigger_tables {
  plb_patterns patterns;
  plb_map mark[PLB_MARK_KINDS]; /* word -> plb_act_status */
  plb_map cue[PLB_CUE_KINDS];   /* base forms of words of saying */
  plb_map instrument;           /* base form of what acts without being an actor */
  plb_map topic;                /* word of sport */
  plb_map size;                 /* base form -> which count its object gives */
  PLB_VEC(plb_complement_mode) complement;
  plb_arena arena;    /* of the rows above */
  plb_map confidence; /* mark -> weight, in hundredths of a logit, over PLB_CONFIDENCE_ZERO */
};

/* Who says something, and over which tokens it reaches. */
typedef struct plb_scope {
  uint32_t begin, end;     /* content tokens */
  uint32_t hole, hole_end; /* tokens of the cue and its subject inside, not content */
  uint32_t cue;            /* token of saying */
  uint32_t speaker;        /* noun phrase of the clause, or PLB_NONE when carried over from another sentence */
  plb_span speaker_span, cue_span, medium_span;
  plb_party speaker_party, medium_party;
  bool has_medium, past, denied; /* denied: "denied that ..." */
} plb_scope;
typedef PLB_VEC(plb_scope) plb_scope_list;

typedef PLB_VEC(plb_role_fill) plb_fill_list;
typedef PLB_VEC(plb_step) plb_step_list;
typedef PLB_VEC(plb_claim) plb_claim_list;

typedef PLB_VEC(plb_report) plb_report_list;

typedef struct plb_reading {
  const plb_trigger_tables *t;
  plb_doc *doc;
  const plb_clause *c;
  const plb_match *m;
  uint32_t verb;               /* group of the trigger, or PLB_NONE (nouns; participles inside noun phrases) */
  uint32_t np;                 /* phrase that holds the trigger, or PLB_NONE */
  const plb_scope_list *scope; /* of the sentence */
  uint32_t sentence;
  const plb_report_list *told; /* reports of the document so far */
  bool out_of_memory;
} plb_reading;

/* frames.c: one party by code and name? */
bool plb_same_party(const plb_party *a, const plb_party *b);
/* Adds the party unless the list has it; sets r->out_of_memory when it does not fit. */
void plb_add_fill(plb_reading *r, plb_fill_list *out, plb_span span, plb_party party);
/* Fills one side of the pattern's frame. */
void plb_fill_side(plb_reading *r, const plb_side *side, plb_fill_list *out);
/* Parties of a phrase and of those coordinated with it; phrases without a party give their owner's or modifier's. */
void plb_fill_np(plb_reading *r, uint32_t np, plb_fill_list *out);
/* The phrase that does what the verb says: object of "urge X to", subject of "plan to", by-phrase of a passive. */
uint32_t plb_logical_subject(const plb_clause *c, uint32_t verb);
/* Verb that has the phrase as object, subject (of a passive) or prepositional object; PLB_NONE when there is none. */
uint32_t plb_governing_verb(const plb_clause *c, uint32_t np);
uint32_t plb_noun_reach(const plb_clause *c, uint32_t from);

/* parties.c: both sides of the match, what is left out filled in where the document settles it. */
void plb_fill_parties(plb_reading *r, plb_fill_list *actor, plb_fill_list *recipient);
bool plb_political(const plb_party *p);
bool plb_any_political(const plb_fill_list *l);
/* A state's organ, an armed group, a party or an international organisation, named or described beyond doubt? */
bool plb_firm(const plb_fill_list *l);
bool plb_has_slot(const plb_side *side, uint8_t slot);
void plb_fills_append(plb_reading *r, plb_fill_list *to, const plb_fill_list *from);
void plb_drop_shared(const plb_fill_list *actor, plb_fill_list *recipient);

/* checks.c: why the match gives nothing, in words; empty when it gives a report. */
plb_slice plb_why_not(const plb_reading *r, const plb_match_list *all, const plb_fill_list *actor,
                      const plb_fill_list *recipient);

/* modes.c: the mode by the act that the word governs. */
plb_status plb_complement_modes_open(plb_trigger_tables *t, plb_error *err);
void plb_set_complement_mode(plb_reading *r, const plb_match_list *all, plb_report *report, plb_step_list *steps);

/* details.c */
void plb_set_place(plb_reading *r, plb_report *report);
void plb_set_size(plb_reading *r, plb_report *report);

/* confidence.c: parts of 1000; the marks that decided become a step. */
uint16_t plb_confidence_of(plb_reading *r, const plb_report *p, plb_step_list *steps);
plb_status plb_confidence_open(plb_map *weights, plb_error *err);

/* status.c: what became of the act; *cue gets the deciding token, PLB_NONE when nothing but the default decided. */
plb_act_status plb_status_of_trigger(const plb_reading *r, uint32_t *cue);
uint32_t plb_mark_of(const plb_trigger_tables *t, plb_mark_kind kind, plb_slice word);

/* claims.c: scopes of reported speech in a sentence; carried: the speaker of a quotation that runs over from before. */
plb_status plb_scopes_read(const plb_trigger_tables *t, plb_doc *doc, const plb_clause *c, const plb_match_list *m,
                           const plb_scope *carried, plb_scope_list *out, plb_error *err);
bool plb_scope_covers(const plb_scope *s, uint32_t token);
/* Innermost scope over the token, or NULL. */
const plb_scope *plb_scope_innermost(const plb_scope_list *all, uint32_t token);
void plb_claims_of(plb_reading *r, uint32_t token, plb_claim_list *out);
/* Is the report the speaker's own act of words, so that saying it is doing it? */
bool plb_speaks_itself(const plb_reading *r, const plb_report *report, const plb_claim *innermost);

/* when.c: the day of the report, and what it makes of its status. */
void plb_set_date(const plb_reading *r, plb_report *report);
/* A planned act that was folded into a commitment is done on the day the article tells of. */
void plb_complete_date(const plb_reading *r, plb_report *report);
/* Does another finite verb stand between the trigger and token i? Then what is at i belongs to that verb's clause. */
bool plb_finite_between(const plb_reading *r, uint32_t i);

/* fold.c: the folding rules, visible as steps. */
void plb_fold(plb_reading *r, plb_report *report, plb_step_list *steps);
/* The match that governs the act and gives an AGREE itself ("plans to visit"), or NULL: the folded report would tell it
 * twice. */
const plb_match *plb_told_already(const plb_reading *r, const plb_match_list *all);
bool plb_add_step(plb_reading *r, plb_step_list *steps, const char *rule, plb_slice text);
#endif
