/* Names of the generated enums. */
#include "base/ontology.h"

#include "base/slice.h"

static const char *const type_names[] = {
#define PLB_X(name, quad, tenths, cameo, text) #name,
    PLB_TYPE_MAP(PLB_X)
#undef PLB_X
};
static const char *const type_quads[] = {
#define PLB_X(name, quad, tenths, cameo, text) #quad,
    PLB_TYPE_MAP(PLB_X)
#undef PLB_X
};
static const char *const sector_names[] = {
#define PLB_X(name, text) #name,
    PLB_SECTOR_MAP(PLB_X)
#undef PLB_X
};
static const char *const status_names[] = {
#define PLB_X(name, word, text) word,
    PLB_STATUS_OF_ACT_MAP(PLB_X)
#undef PLB_X
};

const char *plb_type_name(plb_type t) {
  return (unsigned)t < PLB_TYPE_COUNT ? type_names[t] : "?";
}

const char *plb_type_quad(plb_type t) {
  return (unsigned)t < PLB_TYPE_COUNT ? type_quads[t] : "?";
}

const char *plb_sector_name(plb_sector s) {
  return (unsigned)s < PLB_SECTOR_COUNT ? sector_names[s] : "?";
}

const char *plb_act_status_name(plb_act_status s) {
  return (unsigned)s < PLB_ACT_COUNT ? status_names[s] : "?";
}

plb_type plb_type_of(plb_slice name) {
  return (plb_type)plb_slice_index(name, type_names, PLB_TYPE_COUNT);
}

plb_sector plb_sector_of(plb_slice name) {
  return (plb_sector)plb_slice_index(name, sector_names, PLB_SECTOR_COUNT);
}

plb_act_status plb_act_status_of(plb_slice name) {
  return (plb_act_status)plb_slice_index(name, status_names, PLB_ACT_COUNT);
}
