/* Errors: one list of codes (polybius.h), one way to fill a plb_error. Any thread; no allocation. */
#ifndef PLB_BASE_ERROR_H
#define PLB_BASE_ERROR_H
#include <polybius/polybius.h>

/* Fills *err (may be NULL) and returns `code`, so that `return plb_fail(...)` reads well. */
plb_status plb_fail(plb_error *err, plb_status code, const char *module, const char *format, ...) PLB_PRINTF(4, 5);
/* The same with a byte offset. */
plb_status plb_fail_at(plb_error *err, plb_status code, const char *module, uint64_t offset, const char *format, ...)
    PLB_PRINTF(5, 6);
/* Names the file or record of an error that has none yet; returns err->code. */
plb_status plb_error_place(plb_error *err, const char *place);
void plb_error_clear(plb_error *err);
/* Status of the stable word, or PLB_STATUS_COUNT. */
plb_status plb_status_of_word(plb_slice word);
#endif
