/* wire: news agencies credited with a document's text: datelines, credit lines, bylines (data/outlets/wires.tsv,
 * wire_phrases.tsv). A report that merely quotes an agency ("according to Reuters") does not credit it.
 * Ownership: tables own their memory until close; results borrow the tables or live in doc->arena. Thread: immutable
 * after open. Errors: PLB_TABLE, PLB_NOMEM. Limits: PLB_WIRE_FORMS names, PLB_WIRE_CREDITS agencies a document. */
#ifndef PLB_EXTRACT_WIRE_H
#define PLB_EXTRACT_WIRE_H
#include "base/doc.h"
#include "base/map.h"

enum { PLB_WIRE_FORMS = 512, PLB_WIRE_PHRASES = 128, PLB_WIRE_CREDITS = 8 };

typedef struct plb_wires {
  plb_slice form[PLB_WIRE_FORMS], agency[PLB_WIRE_FORMS];
  uint32_t n_forms;
  uint16_t first[256],
      next[PLB_WIRE_FORMS]; /* forms by their first byte: 1 + index of the first and next, 0: no more */
  plb_map by_form;
  plb_slice phrase[PLB_WIRE_PHRASES];
  uint32_t n_phrases;
} plb_wires;
plb_status plb_wires_open(plb_wires *t, plb_error *err);
void plb_wires_close(plb_wires *t);

/* The agency of exactly that name or form; {NULL,0} when it is none. */
plb_slice plb_wire_named(const plb_wires *t, plb_slice name);
/* Is the line a desk's signature: initials, then agencies in brackets, "ab, cd/ef (AFP, Reuters)"; or only the
 * brackets? */
bool plb_wire_is_signature(const plb_wires *t, plb_slice line);
/* doc->meta.wire from doc->block and doc->meta.author: "AFP, Reuters"; n == 0 with a reason when none is credited. A
 * wire that is there already (a header line, a given field) stays. */
plb_status plb_wire_read(const plb_wires *t, plb_doc *doc, plb_error *err);
#endif
