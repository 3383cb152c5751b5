/* book: a user's codebook: tables of triggers and actors in our own format, and the verb, actor and agent dictionaries
 * of PETRARCH2 and TABARI, recognised by what stands in them. Reading a file never stops at a wrong row: each becomes a
 * note with its place, and the rows behind it are read.
 * Ownership: a book owns what it made of the files until plb_book_close; texts and names of files are borrowed and must
 * outlive it. Thread: immutable once the last file is read. Errors: PLB_NOMEM, PLB_LIMIT (rows), PLB_FORMAT for a file
 * that is no codebook. */
#ifndef PLB_CODE_BOOK_H
#define PLB_CODE_BOOK_H
#include "base/map.h"
#include "code/cameo.h"
#include "code/triggers.h"
#include "resolve/actor_rows.h"

typedef enum plb_book_kind {
  PLB_BOOK_TRIGGERS, /* pattern pos mode frame flags */
  PLB_BOOK_TABLE,    /* a table of actors: its columns are resolve's */
  PLB_BOOK_VERBS,    /* PETRARCH2, TABARI */
  PLB_BOOK_ACTORS,
  PLB_BOOK_AGENTS,
  PLB_BOOK_KINDS
} plb_book_kind;

typedef struct plb_book_file {
  const char *name;
  const char *rule; /* "user:" and the name: so rules of reports name it */
  plb_slice text;
  uint8_t kind;
  uint32_t rows;    /* made of it */
  uint32_t skipped; /* entries of a dictionary that say what we cannot: each has its note */
  uint32_t partly;  /* taken, with something left out: each has its note */
  uint32_t wrong;   /* rows of a table of ours */
} plb_book_file;

typedef enum plb_note_kind { PLB_NOTE_WRONG, PLB_NOTE_SKIPPED, PLB_NOTE_PARTLY } plb_note_kind;
typedef struct plb_book_note {
  uint8_t kind;
  plb_slice place; /* FILE:LINE[:COLUMN] */
  plb_slice text;
} plb_book_note;

typedef struct plb_book {
  plb_arena arena;
  PLB_VEC(plb_book_file) file;
  PLB_VEC(plb_trigger_row) trigger;
  PLB_VEC(plb_actor_row) actor;
  PLB_VEC(plb_book_note) note;
  plb_cameo_tables *cameo; /* NULL until a dictionary is read */
  plb_patterns patterns;   /* ours and those of the files so far */
} plb_book;

plb_status plb_book_open(plb_book *b, plb_error *err);
void plb_book_close(plb_book *b);
plb_status plb_book_read(plb_book *b, const char *name, plb_slice text, plb_error *err);
/* What kind of file it is; PLB_FORMAT. */
plb_status plb_book_recognise(const char *name, plb_slice text, plb_book_kind *kind, plb_error *err);
const char *plb_book_kind_name(plb_book_kind kind);

/* ---- for the readers of dictionaries ---- */
plb_status plb_book_note_at(plb_book *b, plb_note_kind kind, uint32_t line, uint32_t column, plb_error *err,
                            const char *format, ...) PLB_PRINTF(6, 7);
plb_status plb_book_add_trigger(plb_book *b, const plb_trigger_row *row, plb_error *err);
plb_status plb_book_add_actor(plb_book *b, const plb_actor_row *actor, plb_error *err);
/* The file that is being read. */
plb_book_file *plb_book_current(plb_book *b);
plb_status plb_book_read_verbs(plb_book *b, plb_slice text, plb_error *err);
plb_status plb_book_read_actors(plb_book *b, plb_slice text, plb_error *err);
plb_status plb_book_read_agents(plb_book *b, plb_slice text, plb_error *err);
#endif
