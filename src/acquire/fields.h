/* acquire/fields: which names a record's fields have in records of named values (a JSON line, a CSV row).
 * Ownership: paths borrow from the user's map and the compiled-in table. Pure, any thread. */
#ifndef PLB_ACQUIRE_FIELDS_H
#define PLB_ACQUIRE_FIELDS_H
#include "acquire/acquire.h"

enum { PLB_FIELDS = 9 };

/* The paths of every field, alternatives separated by '|': the user's where there are any, those of
 * data/acquire/fields.tsv otherwise. PLB_TABLE. */
typedef struct plb_fields {
  plb_slice path[PLB_FIELDS];
} plb_fields;
plb_status plb_fields_open(const plb_field_map *map, plb_fields *out, plb_error *err);
/* The field of that name, or PLB_FIELDS. */
size_t plb_fields_named(plb_slice name);
/* The i-th field of what a record gave of itself, in the order of the paths. */
plb_slice *plb_fields_given(plb_given *given, size_t i);
/* Fills record->given from a JSON line (record->bytes) into the arena. PLB_DAMAGED with offset; PLB_FORMAT when no
 * text. */
plb_status plb_fields_json(const plb_fields *fields, plb_record *record, plb_arena *arena, plb_error *err);
#endif
