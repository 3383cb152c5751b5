/* A text as a document of paragraphs, for tests, fuzz targets and the programs of tests/tools. */
#ifndef TESTS_BLOCKS_H
#define TESTS_BLOCKS_H
#include "base/doc.h"
#include "base/slice.h"

/* The parts of doc->text between separators as blocks in its arena; none when it has no room for them. */
static inline void cut_blocks(plb_doc *doc, plb_slice separator) {
  uint32_t most = 1, n = 0;
  for (uint32_t at = 0; (at = plb_slice_find(doc->text, separator, at)) != UINT32_MAX; at += separator.n)
    most++;
  plb_block *block = plb_arena_array(doc->arena, most, sizeof *block);
  for (uint32_t i = 0; block && i < doc->text.n;) {
    uint32_t end = plb_slice_find(doc->text, separator, i);
    if (end == UINT32_MAX) end = doc->text.n;
    if (end > i) block[n++] = (plb_block){{i, end}, PLB_BLOCK_PARAGRAPH};
    i = end + separator.n;
  }
  doc->block = block;
  doc->n_block = n;
}

#endif
