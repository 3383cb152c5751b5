/* One parsed sentence as a line of text, the form of tests/cases/parse/.../expected.txt:
 * word/TAG/lemma ..., lemma left out when it is the lower-cased word; [ ] around noun phrases, * after the head; { }
 * around what stands in quotation marks ({ without } : never closed). */
#ifndef PLB_TESTS_PARSE_LINE_H
#define PLB_TESTS_PARSE_LINE_H
#include "base/buf.h"
#include "base/doc.h"
#include "base/slice.h"
#include "parse/parse.h"

static inline void plb_parse_line(plb_buf *out, const plb_doc *doc, uint32_t sentence) {
  const plb_sentence *s = &doc->sentence[sentence];
  for (uint32_t i = s->begin; i < s->end; i++) {
    const plb_token *t = &doc->token[i];
    const plb_chunk *c = t->chunk < 0 ? NULL : &doc->chunk[t->chunk];
    if (i > s->begin) plb_buf_char(out, ' ');
    for (uint32_t q = 0; q < doc->n_quote; q++)
      if (doc->quote[q].begin == i) plb_buf_char(out, '{');
    if (c && c->begin == i) plb_buf_char(out, '[');
    plb_buf_slice(out, plb_doc_text(doc, t->span));
    plb_buf_printf(out, "/%s", plb_tag_name((plb_tag)t->tag));
    if (!plb_slice_eq(t->lower, t->lemma)) {
      plb_buf_char(out, '/');
      plb_buf_slice(out, t->lemma);
    }
    if (c && c->head == i) plb_buf_char(out, '*');
    if (c && c->end == i + 1) plb_buf_char(out, ']');
    for (uint32_t q = 0; q < doc->n_quote; q++)
      if (doc->quote[q].end == i + 1 && doc->quote[q].closed) plb_buf_char(out, '}');
  }
  plb_buf_char(out, '\n');
}
#endif
