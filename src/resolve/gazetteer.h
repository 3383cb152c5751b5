/* gazetteer: the actor tables as one dictionary of phrases, matched on whole words, longest first. Rows of a user win
 * over ours, and those added later over those added before, on the days for which they hold.
 * Ownership: plb_gazetteer owns its entries until closed; rows added borrow their texts, which live as long as it.
 * Thread: immutable after opening and adding. Errors: PLB_TABLE with file:line, PLB_NOMEM, PLB_LIMIT. */
#ifndef PLB_RESOLVE_GAZETTEER_H
#define PLB_RESOLVE_GAZETTEER_H
#include "base/doc.h"
#include "base/map.h"
#include "resolve/actor_rows.h"

typedef enum plb_entry_kind {
  PLB_ENTRY_STATE,
  PLB_ENTRY_ADJECTIVE, /* "Chinese" */
  PLB_ENTRY_PEOPLE,    /* "Russians" */
  PLB_ENTRY_CAPITAL,   /* "Beijing", "the Kremlin" */
  PLB_ENTRY_PLACE,
  PLB_ENTRY_ORGANISATION,
  PLB_ENTRY_GROUP,
  PLB_ENTRY_PERSON,
  PLB_ENTRY_ROLE
} plb_entry_kind;

typedef enum plb_form_case { PLB_CASE_ANY, PLB_CASE_CAPITAL, PLB_CASE_ALLCAPS } plb_form_case;

#define PLB_ENTRY_NONE UINT32_MAX
typedef struct plb_entry {
  uint8_t kind, sector, role_kind;
  uint8_t form_case, rank;    /* rank: 0 ours; else the user's table, counted */
  plb_slice name, code, role; /* role: of a person's row, as written ("foreign minister") */
  plb_date from, to;          /* {0}: open */
  const char *file;
  uint32_t line;
  uint32_t next; /* another entry with the same form, or PLB_ENTRY_NONE */
} plb_entry;

typedef struct plb_gazetteer {
  plb_arena arena;
  PLB_VEC(plb_entry) entry;
  plb_map form;  /* phrase in lower case, words joined by one space -> first entry */
  plb_map first; /* first word of a phrase -> most words of a phrase that begins with it */
  plb_map state; /* code -> entry of the state's name */
  plb_map
      office; /* "CHN foreign minister" -> first entry of PERSON kind with that office (their own chain: office_next) */
  PLB_VEC(uint32_t) office_next; /* by entry */
  plb_map synonym;               /* role as written -> index of its list of offices */
  PLB_VEC(plb_slice) offices;    /* "defence minister|defense secretary" */
  bool full;                     /* memory ran out while it was filled */
  uint8_t rank;                  /* of the rows being added */
} plb_gazetteer;

void plb_gazetteer_init(plb_gazetteer *g); /* empty */
plb_status plb_gazetteer_open(plb_gazetteer *g, plb_error *err);
void plb_gazetteer_close(plb_gazetteer *g);

/* Adds the rows of a user's table, of which text and file name are copied (data/README.md: the columns of ours). */
plb_status plb_gazetteer_load(plb_gazetteer *g, const char *file, plb_slice text, plb_error *err);
/* The same for rows that come from elsewhere: after plb_gazetteer_rank, the rows added win over all before. What a row
 * points to must outlive the gazetteer (g->arena is there for it). */
plb_status plb_gazetteer_rank(plb_gazetteer *g, plb_error *err);
plb_status plb_gazetteer_add(plb_gazetteer *g, const plb_actor_row *row, plb_error *err);

/* Longest phrase that begins at token i and ends before `end`; *length gets its words. PLB_ENTRY_NONE when there is
 * none. */
uint32_t plb_gazetteer_match(const plb_gazetteer *g, const plb_token *token, uint32_t i, uint32_t end,
                             uint32_t *length);
/* Entry of the chain that holds on that day ({0}: any day); prefers a row that is dated and holds; else PLB_ENTRY_NONE.
 */
uint32_t plb_gazetteer_on(const plb_gazetteer *g, uint32_t entry, plb_date day);
/* Holder of an office (or of one that offices.tsv names for it) on that day, or PLB_ENTRY_NONE. */
uint32_t plb_gazetteer_holder(const plb_gazetteer *g, plb_slice code, plb_slice role, plb_date day);
#endif
