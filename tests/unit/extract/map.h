/* What must hold of a document's map back to its record, for the tests of extract. */
#ifndef TESTS_EXTRACT_MAP_H
#define TESTS_EXTRACT_MAP_H
#include "base/doc.h"

/* Runs in order and inside text and record; those of equal length are equal bytes. */
static inline void check_map(const plb_doc *doc) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *r = &doc->map[i];
    assert_true(r->text_begin >= at && r->n > 0 && r->source_n > 0);
    at = r->text_begin + r->n;
    assert_true(at <= doc->text.n && r->source_begin + r->source_n <= doc->record.bytes.n);
    if (r->n == r->source_n)
      assert_memory_equal(doc->text.p + r->text_begin, doc->record.bytes.p + r->source_begin, r->n);
  }
}
#endif
