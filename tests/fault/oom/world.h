/* world: what the operations of the memory sweep work on. Made once, before anything fails. */
#ifndef PLB_FAULT_WORLD_H
#define PLB_FAULT_WORLD_H
#include <polybius/polybius.h>

#include "base/doc.h"
#include "code/code.h"
#include "extract/extract.h"
#include "parse/parse.h"
#include "pipe/stage.h"
#include "resolve/resolve.h"
#include "store/store.h"

enum { INPUTS_MOST = 32, DOCS = 3 };

typedef struct tables {
  plb_extract_tables *extract;
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  plb_trigger_tables *triggers;
} tables;

typedef struct input {
  char name[64], path[512];
  plb_slice bytes; /* of a page or text: the record's */
} input;

typedef struct world {
  const char *folder;      /* where databases and files are made */
  char inputs[512];        /* the folder of the inputs */
  char db[600], kept[600]; /* the database at hand, and the one it is copied from */
  plb_limits limits;
  tables t;
  plb_stages *stages; /* the same tables again, as the pipe wants them */
  input in[INPUTS_MOST];
  unsigned n_in;
  plb_arena arena[DOCS]; /* of doc */
  plb_doc doc[DOCS];     /* read and coded */
  const input *page, *text;

  /* of the operation at hand */
  const void *with;
  plb_arena work;
  plb_doc at;
  uint64_t digest; /* of what came out */
  char problem[400];
} world;

/* One operation. `act` alone is under fire; it leaves in w->digest what came out, and gives back what it took (what
 * stands in w->work is given back by the sweep). */
typedef struct op {
  const char *name;
  void (*prepare)(world *w);
  plb_status (*act)(world *w, plb_error *err);
  void (*look)(world *w);                   /* after it: adds to the digest what needs memory to be seen */
  void (*check)(world *w, plb_status told); /* is the database sound, and whole? */
  const void *with;
  bool dies;    /* may end its process with PLB_EXIT_NOMEM */
  size_t loses; /* blocks that a library of others may lose in its own failures */
  bool slow;    /* starts processes */
  bool dims;    /* a sentence may be shown without its marks when there is no memory for these */
} op;

/* The input of that name; ends the program when there is none. */
const input *world_input(const world *w, const char *name);
void world_open(world *w, const char *inputs, const char *folder);
void world_close(world *w);
/* Adds to the digest. */
void world_add(world *w, const void *p, size_t n);
/* Ends the program: the test itself cannot go on. */
_Noreturn void world_die(const char *what);
void world_remove_database(const world *w);
void world_copy(const char *from, const char *to);

/* The operations, in order; *n of them. They live as long as the program. */
const op *ops_of_stages(world *w, size_t *n);
const op *ops_of_store(world *w, size_t *n);
const op *ops_of_pipe(world *w, size_t *n);
#endif
