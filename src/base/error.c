/* Errors and limits: both are X-macro lists of the public header turned into tables. */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/slice.h"

static const char *const words[] = {
#define PLB_X(name, word, text) word,
    PLB_STATUS_MAP(PLB_X)
#undef PLB_X
};
static const char *const texts[] = {
#define PLB_X(name, word, text) text,
    PLB_STATUS_MAP(PLB_X)
#undef PLB_X
};

#define PLB_STRING2(x) #x
#define PLB_STRING(x) PLB_STRING2(x)

const char *plb_version(void) {
  return PLB_STRING(PLB_VERSION_MAJOR) "." PLB_STRING(PLB_VERSION_MINOR) "." PLB_STRING(PLB_VERSION_PATCH);
}

const char *plb_status_word(plb_status s) {
  return (unsigned)s < PLB_STATUS_COUNT ? words[s] : "unknown";
}

const char *plb_status_text(plb_status s) {
  return (unsigned)s < PLB_STATUS_COUNT ? texts[s] : "unknown status";
}

plb_status plb_status_of_word(plb_slice word) {
  return (plb_status)plb_slice_index(word, words, PLB_STATUS_COUNT);
}

static void fill(plb_error *err, plb_status code, const char *module, uint64_t offset, const char *format, va_list ap) {
  if (!err) return;
  err->code = code;
  err->module = module;
  err->offset = offset;
  err->place[0] = 0;
  vsnprintf(err->message, sizeof err->message, format, ap);
}

plb_status plb_fail(plb_error *err, plb_status code, const char *module, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  fill(err, code, module, PLB_NO_OFFSET, format, ap);
  va_end(ap);
  return code;
}

plb_status plb_fail_at(plb_error *err, plb_status code, const char *module, uint64_t offset, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  fill(err, code, module, offset, format, ap);
  va_end(ap);
  return code;
}

plb_status plb_error_place(plb_error *err, const char *place) {
  if (!err) return PLB_INTERNAL;
  if (!err->place[0]) snprintf(err->place, sizeof err->place, "%s", place);
  return err->code;
}

void plb_error_clear(plb_error *err) {
  if (!err) return;
  memset(err, 0, sizeof *err);
  err->module = "";
  err->offset = PLB_NO_OFFSET;
}
