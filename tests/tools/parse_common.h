/* What the programs that print parsed text share: a text file as a document whose paragraphs are cut at empty lines,
 * each line of a paragraph belonging to it. A line "%%%" alone begins the next document. Errors end the program. */
#ifndef PLB_TESTS_PARSE_COMMON_H
#define PLB_TESTS_PARSE_COMMON_H
#include <stdlib.h>

#include "base/doc.h"
#include "base/slice.h"
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

/* Paragraphs of the text as blocks. */
static inline void tool_blocks(plb_doc *doc) {
  uint32_t most = 1;
  for (uint32_t i = 0; i + 1 < doc->text.n; i++)
    most += doc->text.p[i] == '\n' && doc->text.p[i + 1] == '\n';
  doc->block = plb_arena_array(doc->arena, most, sizeof *doc->block);
  if (!doc->block) tool_die("out of memory");
  for (uint32_t i = 0; i < doc->text.n;) {
    uint32_t end = plb_slice_find(doc->text, PLB_LIT("\n\n"), i);
    if (end == UINT32_MAX) end = doc->text.n;
    uint32_t trim = end;
    while (trim > i && plb_is_space(doc->text.p[trim - 1]))
      trim--;
    if (trim > i) doc->block[doc->n_block++] = (plb_block){{i, trim}, PLB_BLOCK_PARAGRAPH};
    i = end + 2;
  }
}
#endif
