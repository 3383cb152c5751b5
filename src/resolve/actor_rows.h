/* actor_rows: rows of the tables of data/actors, ours or a user's in the same columns, read one at a time and checked.
 * A table says by the columns of its header what it is; of a user's table `source` and `as_of` may be missing, and no
 * column may be unknown.
 * Ownership: cells borrow the text given; `file` is the caller's. Thread: one a reader. Errors: PLB_TABLE with
 * FILE:LINE, of a user's cell FILE:LINE:BYTE. After a wrong row the next call goes on behind it. */
#ifndef PLB_RESOLVE_ACTOR_ROWS_H
#define PLB_RESOLVE_ACTOR_ROWS_H
#include "base/date.h"
#include "base/ontology.h"
#include "base/table.h"

typedef enum plb_actors {
  PLB_ACTORS_STATES,
  PLB_ACTORS_PLACES,
  PLB_ACTORS_PEOPLE, /* before those whose columns it has too */
  PLB_ACTORS_ORGANISATIONS,
  PLB_ACTORS_GROUPS,
  PLB_ACTORS_ROLES,
  PLB_ACTORS_OFFICES,
  PLB_ACTORS_COUNT
} plb_actors;

typedef enum plb_role_kind { PLB_ROLE_NONE, PLB_ROLE_PERSON, PLB_ROLE_BODY, PLB_ROLE_GROUP } plb_role_kind;

typedef enum plb_actor_field {
  PLB_FIELD_CODE,
  PLB_FIELD_SECTOR,
  PLB_FIELD_NAME,
  PLB_FIELD_FORMS,
  PLB_FIELD_ADJECTIVES,
  PLB_FIELD_PEOPLE,
  PLB_FIELD_CAPITALS,
  PLB_FIELD_ROLE,
  PLB_FIELD_FROM,
  PLB_FIELD_TO,
  PLB_FIELD_KIND,
  PLB_FIELD_FORM,
  PLB_FIELD_OFFICES,
  PLB_FIELD_SOURCE,
  PLB_FIELD_AS_OF,
  PLB_FIELD_COUNT
} plb_actor_field;

/* Lists are separated by '|'; what a table has no column for is empty. */
typedef struct plb_actor_row {
  uint8_t table;             /* plb_actors */
  uint8_t sector, role_kind; /* plb_sector; of roles plb_role_kind */
  plb_slice code;            /* "---": nobody */
  plb_slice name;            /* of roles the form */
  plb_slice forms, adjectives, people, capitals;
  plb_slice role;    /* of a person's office; of offices.tsv the other words for it */
  plb_slice offices; /* of offices.tsv */
  plb_date from, to; /* {0}: open */
  plb_slice source, as_of;
  const char *file;
  uint32_t line;
} plb_actor_row;

typedef struct plb_actor_rows {
  plb_table table;
  uint8_t what; /* plb_actors */
  bool users;   /* every cell is looked at */
  const char *file;
  uint8_t column[PLB_FIELD_COUNT]; /* cell in file order, or NO_COLUMN */
} plb_actor_rows;

/* A user's table of parties is one of groups where the sector is an armed group's, a party's or a movement's. */
plb_status plb_actor_rows_open(plb_actor_rows *r, const char *file, plb_slice text, bool users, plb_error *err);
/* PLB_NOTFOUND at the end (err untouched). */
plb_status plb_actor_rows_next(plb_actor_rows *r, plb_actor_row *row, plb_error *err);
/* The cell of the current row, empty without such a column. */
plb_slice plb_actor_rows_cell(const plb_actor_rows *r, plb_actor_field field);
/* An error at a cell of the current row. */
plb_status plb_actor_rows_fail(const plb_actor_rows *r, plb_slice cell, plb_error *err, const char *format, ...)
    PLB_PRINTF(4, 5);
/* Path below data/ of table i of ours, in the order they are loaded: of rows of one form the later ones are seen first.
 * NULL past the last. */
const char *plb_actor_file(size_t i);
/* "AAA", "IGO:NATO" or "---". */
bool plb_actor_code_formed(plb_slice code);
#endif
