/* pipe/own: tables of the user's own, beside those compiled in. The writer reads the files; the bytes go to the workers
 * with their settings, which parse them before they see the first record.
 * Ownership: texts stand in the arena given. Errors: PLB_IO, PLB_LIMIT (own_table_bytes), PLB_NOMEM, with the file. */
#ifndef PLB_PIPE_OWN_H
#define PLB_PIPE_OWN_H
#include "base/arena.h"
#include "base/hash.h"
#include "code/book.h"
#include "code/code.h"
#include "pipe/stage.h"
#include "resolve/resolve.h"

enum { OWN_TABLES_MOST = 64 };

plb_status plb_own_read(const plb_own_table *own, size_t n, const plb_limits *limits, plb_arena *arena,
                        plb_own_text **out, plb_error *err);
/* What coded the documents: the tables compiled in and those of the user, in their order. 32 hex digits. */
plb_id plb_own_hash(const plb_own_text *own, size_t n);
/* Adds a user's table to ours. *book: the codebook that holds what rows point to, made when first needed; to be closed
 * after the tables. Wrong rows of a codebook were told before (plb_own_look) and are left out. */
plb_status plb_own_add(const plb_own_text *own, plb_actor_tables *actors, plb_trigger_tables *triggers, plb_book **book,
                       plb_error *err);
void plb_own_close(plb_book *book);
/* What there is to say of the codebooks among them, as plb_codebook_check says it of files. */
plb_status plb_own_look(const plb_own_text *own, size_t n, void (*on_finding)(void *, const plb_finding *),
                        void (*on_file)(void *, const plb_codebook_file *), void *user, plb_error *err);
#endif
