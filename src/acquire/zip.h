/* acquire/zip: the members of a ZIP archive, one after another, in the order of its directory.
 * Ownership: the archive owns its members' names and bytes until the next call; it works on a copy of the descriptor.
 * Not thread-safe. zip.h of libzip is included in zip.c only. Errors: PLB_FORMAT (a pipe, an office file), PLB_DAMAGED,
 * PLB_NOMEM; PLB_LIMIT when all members together unpack to more than inflate_ratio times the archive (past the first
 * MiB), which also ends archives whose members overlap. */
#ifndef PLB_ACQUIRE_ZIP_H
#define PLB_ACQUIRE_ZIP_H
#include "acquire/stream.h"

typedef struct plb_zip plb_zip;
/* Do bytes begin as an archive does? */
bool plb_zip_is(plb_slice head);
plb_status plb_zip_open(int fd, const plb_limits *limits, plb_zip **out, plb_error *err);
void plb_zip_close(plb_zip *z);
/* The next member that is a file and not hidden: its name, and its bytes where they can be read. PLB_NOTFOUND: there is
 * none left. Another status concerns this member, the next call goes on. */
plb_status plb_zip_next(plb_zip *z, const char **name, plb_bytes *bytes, plb_error *err);
void plb_zip_rewind(plb_zip *z);
/* Packed bytes of the members so far. */
uint64_t plb_zip_taken(const plb_zip *z);
#endif
