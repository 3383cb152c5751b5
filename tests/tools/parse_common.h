/* What the programs that print parsed text share: a text file as a document whose paragraphs are cut at empty lines,
 * each line of a paragraph belonging to it. A line "%%%" alone begins the next document. Errors end the program. */
#ifndef PLB_TESTS_PARSE_COMMON_H
#define PLB_TESTS_PARSE_COMMON_H
#include <stdlib.h>

#include "../blocks.h"
#include "parse/parse.h"

static inline void tool_die(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static inline plb_slice tool_read(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) tool_die(path);
  long n = ftell(f);
  char *p = n >= 0 && n < INT32_MAX && fseek(f, 0, SEEK_SET) == 0 ? malloc((size_t)n + 1) : NULL;
  if (!p || fread(p, 1, (size_t)n, f) != (size_t)n) tool_die(path);
  fclose(f);
  return plb_slice_of(p, (size_t)n);
}

/* Next document of *rest, false at the end. */
static inline bool tool_next_document(plb_slice *rest, plb_slice *text) {
  if (!rest->p) return false;
  uint32_t at = plb_slice_find(*rest, PLB_LIT("\n%%%\n"), 0);
  *text = at == UINT32_MAX ? *rest : plb_slice_sub(*rest, 0, at + 1);
  *rest = at == UINT32_MAX ? (plb_slice){NULL, 0} : plb_slice_sub(*rest, at + 5, rest->n);
  return true;
}

#endif
