/* pipe/own: tables of the user's own, beside those compiled in. The writer reads the files; the bytes go to the workers
 * with their settings, which parse them before they see the first record.
 * Ownership: texts stand in the arena given. Errors: PLB_IO, PLB_LIMIT (own_table_bytes), PLB_NOMEM, with the file. */
#ifndef PLB_PIPE_OWN_H
#define PLB_PIPE_OWN_H
#include "base/arena.h"
#include "base/hash.h"
#include "pipe/stage.h"

enum { OWN_TABLES_MOST = 64 };

plb_status plb_own_read(const plb_own_table *own, size_t n, const plb_limits *limits, plb_arena *arena,
                        plb_own_text **out, plb_error *err);
/* What coded the documents: the tables compiled in and those of the user, in their order. 32 hex digits. */
plb_id plb_own_hash(const plb_own_text *own, size_t n);
/* What there is to say of the codebooks among them, as plb_codebook_check says it of files. */
plb_status plb_own_look(const plb_own_text *own, size_t n, void (*on_finding)(void *, const plb_finding *),
                        void (*on_file)(void *, const plb_codebook_file *), void *user, plb_error *err);
#endif
