/* filter: a plb_filter as conditions of SQL. Only constant pieces are joined; every value is bound.
 * Ownership: the query owns its buffers until plb_query_free and borrows the filter's strings. One thread.
 * Errors: PLB_USAGE for a filter that says nothing sensible or an ambiguous id, PLB_NOTFOUND for an id of nothing. */
#ifndef PLB_STORE_FILTER_H
#define PLB_STORE_FILTER_H
#include "store/internal.h"

typedef struct plb_query {
  const plb_filter *filter;
  plb_buf documents;       /* SELECT d.id ..., NUL-terminated */
  plb_buf reports;         /* conditions on report r, each " AND ...", NUL-terminated */
  plb_buf failures;        /* SELECT over problem, or empty: failures cannot match */
  plb_id document, report; /* what a beginning stands for; "" when not asked for */
  bool by_source;          /* filter->document names a source */
} plb_query;

plb_status plb_query_build(plb_store *store, const plb_filter *filter, plb_query *q, plb_error *err);
/* Binds all values of the query that the statement has. `query` is a plb_query. */
void plb_query_bind(plb_stmt *st, const void *query);
void plb_query_free(plb_query *q);
#endif
