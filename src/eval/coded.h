/* coded: what a coder, man or machine, wrote of documents, as plain structs; and the comparison that owns all of them.
 * Ownership: everything lives in plb_eval.arena until plb_eval_close. One thread. Errors: a wrong row is told through
 * on_problem, counted, and left out; memory and limits end the reading. Limits: the enum below. */
#ifndef PLB_EVAL_CODED_H
#define PLB_EVAL_CODED_H
#include "base/arena.h"
#include "base/date.h"
#include "base/map.h"
#include "base/ontology.h"
#include "base/slice.h"
#include "eval/text.h"

#define PLB_NOWHERE UINT32_MAX
enum {
  PLB_EVAL_CODERS = 16,
  PLB_EVAL_ARENA = 1 << 30,
  PLB_EVAL_FILE_BYTES = 256 << 20,
  PLB_EVAL_DOCUMENTS = 200000,
  PLB_EVAL_EVENTS = 1000000, /* of one coder */
  PLB_EVAL_PAIRS = 4000000,  /* of events that may be the same, in one document */
  PLB_EVAL_PARTIES = 64,     /* of one event, each side */
  PLB_EVAL_NAMES = 4         /* under which a document may be known */
};

enum { /* what a coder said anything of */
       PLB_SAID_TRIGGER = 1,
       PLB_SAID_PLACE = 2,
       PLB_SAID_ACTOR = 4,
       PLB_SAID_RECIPIENT = 8,
       PLB_SAID_SECTOR = 16,
       PLB_SAID_STATUS = 32,
       PLB_SAID_MODE = 64,
       PLB_SAID_DATE = 128,
       PLB_SAID_CLAIMANT = 256
};

typedef struct plb_coded_party {
  plb_slice code, sector;
} plb_coded_party;

typedef struct plb_coded_event {
  plb_slice trigger, sentence_words, mode, date, claimant; /* claimant: the innermost, as written */
  plb_slice claimant_key;                                  /* its last word in lower case: what is compared */
  plb_coded_party *actor, *recipient;
  uint32_t n_actor, n_recipient;
  /* Where the coder says it stands, each PLB_NOWHERE when not said: code points or bytes into the document's text,
   * bytes of the record it came from; its sentence by first byte or by number. */
  uint32_t char_at, byte_at, source_at, sentence_at, sentence_number;
  uint32_t line;   /* of its file, from 1; 0: unknown */
  uint8_t type;    /* plb_type */
  uint8_t status;  /* plb_act_status; PLB_ACT_COUNT: not said */
  uint8_t status2; /* another one that is right, too */
  bool optional;
  /* Found when documents are joined: in code points of the common text, or in the coders' common unit. */
  uint32_t at;
  uint64_t sentence; /* equal in events of one sentence; UINT64_MAX: unknown */
  bool outside;      /* in a part of the document that another coder did not look at */
} plb_coded_event;

typedef struct plb_coded_scope { /* code points: only this part of the document was coded */
  uint32_t begin, end;
} plb_coded_scope;

typedef struct plb_coded_doc {
  plb_slice name[PLB_EVAL_NAMES]; /* id, file, address, title; empty ones are not known */
  plb_slice text;
  bool has_text;
  PLB_VEC(plb_coded_event) event;
  PLB_VEC(plb_coded_scope) scope;
} plb_coded_doc;

typedef enum plb_doc_name { PLB_NAME_ID, PLB_NAME_FILE, PLB_NAME_URL, PLB_NAME_TITLE } plb_doc_name;

typedef struct plb_coder {
  plb_slice name;
  PLB_VEC(plb_coded_doc) doc;
  plb_map by_id; /* the name a document was first met under -> doc */
  uint32_t said, n_event;
  uint64_t refused;  /* rows left out as wrong */
  plb_slice unknown; /* columns whose names are not known */
} plb_coder;

typedef struct plb_eval_words plb_eval_words;
typedef struct plb_joined plb_joined;
typedef struct plb_scores plb_scores;
typedef struct plb_agreement plb_agreement;

struct plb_eval {
  plb_eval_options options;
  plb_arena arena;
  plb_eval_words *words;
  plb_coder coder[PLB_EVAL_CODERS];
  uint32_t n_coder;
  bool run;
  plb_map wanted;     /* names of the first coder's documents, once the second is read; empty with options.agreement */
  plb_joined *joined; /* after plb_eval_run */
  plb_scores *scores;
  plb_agreement *agreement;
};

plb_status plb_eval_no_memory(plb_error *err);
/* The same, or PLB_LIMIT where the coder at hand has as many documents or events as may be. */
plb_status plb_eval_full(const plb_eval *e, plb_error *err);
static inline plb_coder *plb_eval_now(plb_eval *e) {
  return &e->coder[e->n_coder - 1];
}
/* A row of the coder at hand that is left out; place: the file, line and column as "FILE:LINE:COLUMN". */
void plb_eval_refuse(plb_eval *e, const char *place, const char *format, ...) PLB_PRINTF(3, 4);
void plb_eval_notice(plb_eval *e, const char *place, const char *format, ...) PLB_PRINTF(3, 4);
/* The current coder's document of that name, made when it is new; NULL: no memory, or too many. */
plb_coded_doc *plb_eval_doc(plb_eval *e, plb_slice id);
/* A further name; no name when the slice is empty. */
bool plb_eval_name(plb_eval *e, plb_coded_doc *doc, plb_doc_name kind, plb_slice name);
/* A new event with nothing said in it; NULL: no memory, or too many. */
plb_coded_event *plb_eval_event(plb_eval *e, plb_coded_doc *doc);
/* Sets claimant and its key. */
bool plb_eval_claimant(plb_eval *e, plb_coded_event *x, plb_slice name);
/* The names a document may be met under, best first; n of them. */
enum { PLB_EVAL_KEYS = 6 };
uint32_t plb_eval_keys(const plb_slice name[PLB_EVAL_NAMES], plb_slice key[PLB_EVAL_KEYS]);
/* A file's name without folders; and without its last ending. */
plb_slice plb_eval_base_name(plb_slice path);
plb_slice plb_eval_stem(plb_slice name);
#endif
