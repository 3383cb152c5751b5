/* parse: any bytes as paragraphs (cut at empty lines), the kind of each by its first byte. What must hold of every
 * parsed document is checked: tokens in order and inside their block, sentences and phrases covering them without gap
 * or overlap. */

#include "../tests/blocks.h"
#include "parse/parse.h"
#include "fuzz.h"

static void check(const plb_doc *doc) {
  uint32_t at = 0, next = 0;
  for (uint32_t i = 0; i < doc->n_sentence; i++) {
    const plb_sentence *s = &doc->sentence[i];
    plb_span block = doc->block[s->block].span;
    must(s->begin == next && s->end > s->begin && s->end <= doc->n_token);
    must(s->span.begin >= block.begin && s->span.end <= block.end);
    next = s->end;
  }
  must(next == doc->n_token);
  for (uint32_t i = 0; i < doc->n_token; i++) {
    const plb_token *t = &doc->token[i];
    must(t->span.begin >= at && t->span.end > t->span.begin && t->span.end <= doc->text.n);
    must(t->tag < PLB_TAG_COUNT && t->lemma.n && t->chunk < (int32_t)doc->n_chunk);
    at = t->span.end;
  }
  for (uint32_t i = 0, end = 0; i < doc->n_chunk; i++) {
    const plb_chunk *c = &doc->chunk[i];
    must(c->begin >= end && c->begin <= c->head && c->head < c->end && c->end <= doc->n_token);
    end = c->end;
  }
  for (uint32_t i = 0; i < doc->n_quote; i++)
    must(doc->quote[i].begin < doc->quote[i].end && doc->quote[i].end <= doc->n_token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_parse_tables *tables;
  plb_error err = {0};
  if (!tables) must(plb_parse_tables_open(&tables, &err) == PLB_OK);
  if (size < 2 || size > 1u << 20) return 0;
  plb_limits limits;
  plb_limits_default(&limits);
  limits.sentence_tokens = 1u + data[0]; /* the first bytes set limits: running into them is tried too */
  plb_arena arena;
  plb_arena_init(&arena, data[1] < 16 ? 1024u * data[1] + 64u : limits.arena_bytes);
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = plb_slice_of((const char *)data + 2, size - 2)};
  cut_blocks(&doc, PLB_LIT("\n\n"));
  for (uint32_t i = 0; i < doc.n_block; i++)
    doc.block[i].kind = (uint8_t)((uint8_t)doc.text.p[doc.block[i].span.begin] % PLB_BLOCK_KIND_COUNT);
  plb_status s = plb_parse(tables, &doc, &err);
  must(s == PLB_OK || s == PLB_NOMEM || s == PLB_LIMIT);
  if (s == PLB_OK) check(&doc);
  plb_arena_free(&arena);
  return 0;
}
