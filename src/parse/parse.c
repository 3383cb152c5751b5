/* The order of the steps: words and sentences block by block, with the quotation marks paired per block; then tags,
 * base forms and noun phrases sentence by sentence. */
#include "parse/parse.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/table.h"
#include "parse/room.h"

plb_status plb_parse_tables_open(plb_parse_tables **out, plb_error *err) {
  *out = NULL;
  plb_parse_tables *t = calloc(1, sizeof *t);
  if (!t) return plb_fail(err, PLB_NOMEM, "parse", "no memory for the tables");
  plb_status s = plb_lexicon_load(&t->lexicon, err);
  if (s == PLB_OK) s = plb_lemma_load(t, err);
  if (s == PLB_OK) s = plb_tagger_open(&t->tagger, &t->lexicon, plb_data("models/tagger.bin"), err);
  if (s == PLB_OK)
    *out = t;
  else
    plb_parse_tables_close(t);
  return s;
}

void plb_parse_tables_close(plb_parse_tables *t) {
  if (!t) return;
  plb_lexicon_free(&t->lexicon);
  plb_map_free(&t->split);
  plb_map_free(&t->irregular);
  free(t->split_row);
  free(t->irregular_row);
  free(t->rule);
  plb_tagger_close(t->tagger);
  free(t);
}

const char *plb_tag_name(plb_tag t) {
  static const char *const name[] = {
#define PLB_X(tag) #tag,
      PLB_TAG_MAP(PLB_X)
#undef PLB_X
  };
  return (size_t)t < sizeof name / sizeof *name ? name[t] : "?";
}

static bool is_read(uint8_t kind) {
  return kind != PLB_BLOCK_TEASER && kind != PLB_BLOCK_CREDIT;
}

static plb_status read_block(plb_parser *p, uint32_t block) {
  uint32_t first = p->token.n;
  plb_status s = plb_words_read(p, p->doc->block[block].span);
  if (s == PLB_OK) s = plb_sentences_break(p, block, first);
  return s == PLB_OK ? plb_quotes_pair(p, first) : s;
}

static plb_status read_sentence(plb_parser *p, const plb_sentence *s) {
  plb_tagger_run(p->tables, p->token.at + s->begin, p->word.at + s->begin, s->end - s->begin);
  plb_status status = plb_lemma_run(p, s->begin, s->end);
  return status == PLB_OK ? plb_chunks_find(p, s) : status;
}

plb_status plb_parse(const plb_parse_tables *t, plb_doc *doc, plb_error *err) {
  plb_parser p = {.tables = t, .doc = doc, .err = err, .text = doc->text};
  plb_status s = PLB_OK;
  for (uint32_t i = 0; i < doc->n_block && s == PLB_OK; i++)
    if (is_read(doc->block[i].kind)) s = read_block(&p, i);
  for (uint32_t i = 0; i < p.sentence.n && s == PLB_OK; i++)
    s = read_sentence(&p, &p.sentence.at[i]);
  if (s != PLB_OK) return s;
  doc->token = p.token.at;
  doc->n_token = p.token.n;
  doc->sentence = p.sentence.at;
  doc->n_sentence = p.sentence.n;
  doc->chunk = p.chunk.at;
  doc->n_chunk = p.chunk.n;
  doc->quote = p.quote.at;
  doc->n_quote = p.quote.n;
  return PLB_OK;
}
