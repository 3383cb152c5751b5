/* room: what the steps of parse share with each other and nobody else.
 * Ownership: tables own their memory; the parser of one document lives on plb_parse's stack, its arrays in the
 * document's arena. Thread: tables are immutable; a parser belongs to one thread. Errors: PLB_LIMIT, PLB_NOMEM. */
#ifndef PLB_PARSE_ROOM_H
#define PLB_PARSE_ROOM_H
#include "base/doc.h"
#include "base/map.h"
#include "parse/lexicon.h"
#include "parse/parse.h"

typedef struct plb_tagger plb_tagger;

/* A row of a table that gives bases or parts: the rows of one word stand together. */
typedef struct plb_form_row {
  plb_slice form, value;
  char pos;
} plb_form_row;

typedef struct plb_lemma_rule {
  plb_slice suffix, replacement;
  bool known; /* only when the result is a base form of words.tsv */
} plb_lemma_rule;

enum { PLB_LEMMA_GROUPS = 6 }; /* s-noun, s-verb, ed, ing, er, est */

struct plb_parse_tables {
  plb_lexicon lexicon;
  plb_map split;     /* contraction -> row of split_row */
  plb_map irregular; /* form -> first row of irregular_row; rows of a form follow each other */
  plb_form_row *split_row, *irregular_row;
  uint32_t n_split, n_irregular;
  plb_lemma_rule *rule;
  uint32_t rule_begin[PLB_LEMMA_GROUPS + 1];
  plb_tagger *tagger;
};

/* What goes with a token while parsing. */
typedef struct plb_word {
  uint32_t hash; /* of token.lower */
  uint32_t lex;  /* index in the lexicon or PLB_LEX_NONE */
} plb_word;

typedef struct plb_parser {
  const plb_parse_tables *tables;
  plb_doc *doc;
  plb_error *err;
  plb_slice text;
  PLB_VEC(plb_token) token;
  PLB_VEC(plb_word) word;
  PLB_VEC(plb_sentence) sentence;
  PLB_VEC(plb_chunk) chunk;
  PLB_VEC(plb_quote) quote;
  bool double_open, single_open; /* a quotation mark of that kind waits for its end in this block */
  uint32_t block_end;            /* of the block being read */
  bool no_capitals;              /* this block begins its sentences in lower case */
} plb_parser;

/* tag of a token that the tagger is still to decide */
enum { PLB_TAG_UNSET = PLB_TAG_COUNT };

/* words.c: the words of one block, with the tags of punctuation. */
plb_status plb_words_read(plb_parser *p, plb_span block);
/* One token of text[begin, end); its tag UNSET when a tag is to be found by the tagger. */
plb_status plb_words_add(plb_parser *p, uint32_t begin, uint32_t end, uint32_t tag, uint8_t flags);
/* camel.c: place in a word of letters where two words are glued, or 0. */
uint32_t plb_glue_at(const plb_parse_tables *t, plb_slice word);

/* urls.c: end of the address, e-mail or handle that begins at i, or i when there is none. */
uint32_t plb_url_end(const plb_parse_tables *t, plb_slice text, uint32_t i, uint32_t end);

/* sentences.c: breaks tokens from `first` on, which are those of one block. */
plb_status plb_sentences_break(plb_parser *p, uint32_t block, uint32_t first);
/* Lexicon flags of token i without its last stop, 0 when it has none. */
uint32_t plb_abbreviation_flags(const plb_parser *p, uint32_t i);

/* tagger.c */
plb_status plb_tagger_open(plb_tagger **out, plb_lexicon *lexicon, plb_slice weights, plb_error *err);
void plb_tagger_close(plb_tagger *tagger);
void plb_tagger_run(const plb_parse_tables *t, plb_token *token, const plb_word *word, uint32_t n);
/* repair.c: past tense or participle, once the sentence has its tags. */
void plb_repair_verbs(const plb_parse_tables *t, plb_token *token, const plb_word *word, uint32_t n);

/* lemma.c */
plb_status plb_lemma_load(plb_parse_tables *t, plb_error *err);
plb_status plb_lemma_run(plb_parser *p, uint32_t begin, uint32_t end);
/* Part-of-speech flags (PLB_LEX_POS) of the base forms that a word out of the lexicon may be an inflection of. */
uint32_t plb_lemma_guess(const plb_parse_tables *t, plb_slice lower);

/* chunks.c: noun phrases of one sentence. */
plb_status plb_chunks_find(plb_parser *p, const plb_sentence *s);
/* quotes.c: pairs the marks of the tokens from `first` on, which are those of one block. */
plb_status plb_quotes_pair(plb_parser *p, uint32_t first);

static inline plb_slice plb_token_text(const plb_parser *p, const plb_token *t) {
  return (plb_slice){p->text.p + t->span.begin, t->span.end - t->span.begin};
}
#endif
