/* resolve: noun phrases -> parties (actors with codes and sectors), pronouns and descriptions -> who they mean, words
 * of time -> dates. Reads what parse and extract filled; fills doc->party, mention, time in doc->arena. Thread: tables
 * are immutable and shared. Errors: PLB_NOMEM, PLB_TABLE at opening. */
#ifndef PLB_RESOLVE_RESOLVE_H
#define PLB_RESOLVE_RESOLVE_H
#include "base/doc.h"

typedef struct plb_actor_tables plb_actor_tables; /* data/actors/ */
plb_status plb_actor_tables_open(plb_actor_tables **out, plb_error *err);
/* Before the first document: a user's table, whose rows win over those there are. `file` is named in errors and, with
 * "user:" before it, in rules. */
plb_status plb_actor_tables_add(plb_actor_tables *t, const char *file, plb_slice text, plb_error *err);
/* The same for rows out of a dictionary. What they point to must outlive the tables. */
struct plb_actor_row;
plb_status plb_actor_tables_add_rows(plb_actor_tables *t, const struct plb_actor_row *row, size_t n, plb_error *err);
void plb_actor_tables_close(plb_actor_tables *t);
plb_status plb_resolve_actors(const plb_actor_tables *t, plb_doc *doc, plb_error *err);

/* dates.c: time expressions by rules over data/dates/, relative to doc->meta.published_day. Fills doc->time. Runs
 * before the actors, whose phrases leave time expressions out. */
typedef struct plb_date_tables plb_date_tables;
plb_status plb_date_tables_open(plb_date_tables **out, plb_error *err);
void plb_date_tables_close(plb_date_tables *t);
plb_status plb_resolve_dates(const plb_date_tables *t, plb_doc *doc, plb_error *err);
#endif
