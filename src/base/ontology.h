/* The ontology as C: event types, sectors, statuses, generated from data/ontology. Pure functions, any thread. */
#ifndef PLB_BASE_ONTOLOGY_H
#define PLB_BASE_ONTOLOGY_H
#include <ontology.gen.h>
#include <polybius/polybius.h>

typedef enum plb_type {
#define PLB_X(name, quad, tenths, cameo, text) PLB_TYPE_##name,
  PLB_TYPE_MAP(PLB_X)
#undef PLB_X
      PLB_TYPE_COUNT
} plb_type;

typedef enum plb_sector {
#define PLB_X(name, text) PLB_SECTOR_##name,
  PLB_SECTOR_MAP(PLB_X)
#undef PLB_X
      PLB_SECTOR_COUNT
} plb_sector;

/* What became of the act ("status" in the codebook). */
typedef enum plb_act_status {
#define PLB_X(name, word, text) PLB_ACT_##name,
  PLB_STATUS_OF_ACT_MAP(PLB_X)
#undef PLB_X
      PLB_ACT_COUNT
} plb_act_status;

const char *plb_type_name(plb_type t);
const char *plb_type_quad(plb_type t); /* VC MC VF MF */
const char *plb_sector_name(plb_sector s);
const char *plb_act_status_name(plb_act_status s);
/* The value with that name, or the COUNT of its kind. */
plb_type plb_type_of(plb_slice name);
plb_sector plb_sector_of(plb_slice name);
plb_act_status plb_act_status_of(plb_slice name);
#endif
