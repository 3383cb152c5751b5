/* resolver: what the parts of the actor resolver share: one document on its way from phrases to parties. Internal to
 * resolve/. Ownership: everything lives in the document's arena. Thread: one document, one thread. Errors: memory that
 * runs out sets out_of_memory, which ends the document. */
#ifndef PLB_RESOLVE_RESOLVER_H
#define PLB_RESOLVE_RESOLVER_H
#include "resolve/about.h"
#include "resolve/memory.h"
#include "resolve/resolve.h"

typedef enum plb_refer {
  PLB_REFER_PAIR,
  PLB_REFER_STATE,
  PLB_REFER_GROUP,
  PLB_REFER_WEST,
  PLB_REFER_NOBODY,
  PLB_REFER_OTHER,
  PLB_REFER_NONE
} plb_refer;

enum { PLB_DESCRIPTIONS_MOST = 512 };
typedef struct plb_description_row {
  plb_refer refers;
  uint64_t sectors; /* set of plb_sector that a group may have */
} plb_description_row;
typedef struct plb_descriptions {
  plb_map form; /* "two countries" -> row */
  plb_description_row row[PLB_DESCRIPTIONS_MOST];
  uint32_t n;
} plb_descriptions;

typedef enum plb_compound { PLB_COMPOUND_OWNER, PLB_COMPOUND_SPONSOR, PLB_COMPOUND_NONE } plb_compound;

struct plb_actor_tables {
  plb_gazetteer gazetteer;
  plb_descriptions description;
  plb_clue_weights weights;
  plb_map compound; /* "backed" -> plb_compound; "sino" -> PLB_COMPOUND_NONE + entry of the state */
  plb_map gender;   /* "mrs", "angela" -> plb_gender */
};

/* Owners of a role, each once; the document's tokens bound them. */
typedef PLB_VEC(plb_party) plb_owner_list;

typedef struct plb_resolver {
  const plb_actor_tables *t;
  plb_doc *doc;
  plb_phrases ps;
  PLB_VEC(plb_party) party;
  PLB_VEC(plb_mention) mention;
  plb_memory memory;
  plb_about about;
  plb_date day;
  bool out_of_memory;
} plb_resolver;

/* ---- party.c ---- */
plb_party *plb_push_party(plb_resolver *r, plb_party party); /* NULL when memory is out */
/* Gives the phrase one party more; its parties stand together because phrases are resolved one after another. */
void plb_give(plb_resolver *r, plb_phrase *p, plb_party party);
plb_slice plb_phrase_words(const plb_resolver *r, uint32_t begin, uint32_t end);
/* Lower-case words joined by one space, in the arena. */
plb_slice plb_lower_words(plb_resolver *r, uint32_t begin, uint32_t end);
plb_slice plb_row_rule(plb_resolver *r, const plb_entry *e);
const plb_entry *plb_entry_of(const plb_resolver *r, uint32_t e);
bool plb_name_tag(const plb_token *t);
bool plb_plural_tag(const plb_token *t);
bool plb_has_word(const plb_resolver *r, const plb_phrase *p, const char *word);
bool plb_former(const plb_resolver *r, const plb_phrase *p);
/* The party of a table hit on the document's day. A person out of every dated office is a former official: ELI. */
plb_party plb_party_of_hit(plb_resolver *r, const plb_hit *hit);
/* The state of r->about with that index, as a party. */
plb_party plb_state_at(const plb_resolver *r, uint32_t index);
/* The state a party belongs to, as a party of its own. */
plb_party plb_state_itself(const plb_resolver *r, plb_party party);

/* A party met before, with the words that point to it in front of the rule that made it. */
plb_party plb_party_again(plb_resolver *r, uint32_t party, const char *how);

/* ---- roles.c ---- */
/* Who owns the role of a phrase by its words before token `before`, its 's, its "of", its "his". */
void plb_find_owners(plb_resolver *r, uint32_t index, const plb_entry *role, uint32_t before, plb_owner_list *out);
plb_party plb_role_party(plb_resolver *r, const plb_phrase *p, const plb_entry *role, const plb_party *owner);
/* What the token says of a state before its hyphen ("Iran-backed"): *entry gets the state's entry. */
plb_compound plb_compound_of(const plb_resolver *r, uint32_t token, uint32_t *entry);
/* "China-Russia", "Sino-Russian": the two states of one word. */
bool plb_two_states(plb_resolver *r, uint32_t token, plb_party out[2]);
void plb_resolve_role(plb_resolver *r, uint32_t index, const plb_hit *hit, bool titled);

/* ---- names.c ---- */
/* The last role in front of a name that ends the phrase, or NULL. */
const plb_hit *plb_role_before_name(const plb_resolver *r, const plb_phrase *p);
uint32_t plb_name_begin(const plb_resolver *r, const plb_phrase *p, const plb_hit *role);
bool plb_role_and_name(plb_resolver *r, uint32_t index);
bool plb_known_name(plb_resolver *r, plb_phrase *p);
bool plb_guess_state(plb_resolver *r, uint32_t head, plb_seeker who, plb_slice *code, plb_clue *clue);
void plb_unknown_name(plb_resolver *r, plb_phrase *p);

/* ---- point.c ---- */
/* The two states that "both" means at a token. */
bool plb_both_states(plb_resolver *r, uint32_t token, plb_party out[2]);
/* "the boat", "the court": a definite phrase whose noun, or a word of whose name, was met before. */
bool plb_again(plb_resolver *r, plb_phrase *p);
void plb_remember(plb_resolver *r, const plb_phrase *p);
/* "both/CC [capitals]": the word stands before the phrase. */
bool plb_behind_both(const plb_resolver *r, const plb_phrase *p);
/* The description's row, or NULL. */
const plb_description_row *plb_description_of(const plb_resolver *r, plb_slice lower);
bool plb_description(plb_resolver *r, plb_phrase *p);
void plb_pronoun(plb_resolver *r, plb_phrase *p);
/* Who the possessive at the beginning of a phrase means ("his"); n == 0: nobody known. */
plb_named plb_possessor(const plb_resolver *r, const plb_phrase *p);
/* Notes a resolved phrase for later pronouns. */
void plb_note(plb_resolver *r, const plb_phrase *p);
#endif
