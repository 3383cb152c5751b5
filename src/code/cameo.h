/* cameo: what CAMEO's event codes and actor codes are in our terms (data/ontology/cameo.tsv, cameo_roles.tsv).
 * Ownership: plb_cameo_tables owns its maps until closed. Thread: immutable after opening. Errors: PLB_TABLE,
 * PLB_NOMEM. */
#ifndef PLB_CODE_CAMEO_H
#define PLB_CODE_CAMEO_H
#include "base/arena.h"
#include "base/map.h"
#include "base/ontology.h"

typedef struct plb_cameo_event {
  plb_slice type, mode, frame, flags; /* type "NONE": no act */
} plb_cameo_event;

/* "USAGOV": USA, GOV. "IGOUNO", "UNO": IGO:UNO. */
typedef struct plb_cameo_actor {
  plb_slice code;
  uint8_t sector;
  bool plain; /* a country and nothing else */
} plb_cameo_actor;

typedef struct plb_cameo_tables plb_cameo_tables;
plb_status plb_cameo_open(plb_cameo_tables **out, plb_error *err);
void plb_cameo_close(plb_cameo_tables *t);
/* False: no such code. The longest beginning counts, of two digits at least. */
bool plb_cameo_event_of(const plb_cameo_tables *t, plb_slice code, plb_cameo_event *out);
/* The code's letters; what is made up stands in the arena. False: this is no code, or memory is out. */
bool plb_cameo_actor_of(const plb_cameo_tables *t, plb_arena *arena, plb_slice code, plb_cameo_actor *out);
/* Sector of what stands before or behind `~` in an agent's code: of its first three letters that name one. */
bool plb_cameo_sector_of(const plb_cameo_tables *t, plb_slice roles, uint8_t *out);
/* Our name of a state, {NULL,0} for a code that is none. */
plb_slice plb_cameo_state(const plb_cameo_tables *t, plb_slice code);
/* person, body or group, for a role noun that we have; empty otherwise. */
plb_slice plb_cameo_noun(const plb_cameo_tables *t, plb_slice noun);
/* Verbs (base forms) that begin with the stem and are at most four letters longer: calls fn for each until it says
 * stop. A stem that is a verb itself stands for that one. */
void plb_cameo_verbs(const plb_cameo_tables *t, plb_slice stem, bool (*fn)(void *user, plb_slice verb), void *user);
#endif
