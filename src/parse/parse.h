/* parse: text -> sentences, words with tags and lemmas, base noun phrases, quotation runs.
 * Reads doc->text and block; fills token, sentence, chunk, quote in doc->arena. TEASER and CREDIT blocks are not read.
 * Thread: tables are immutable and shared. Errors: PLB_LIMIT (tokens), PLB_NOMEM. */
#ifndef PLB_PARSE_PARSE_H
#define PLB_PARSE_PARSE_H
#include "base/doc.h"

typedef struct plb_parse_tables plb_parse_tables; /* data/parse/ and the tagger's weights */
plb_status plb_parse_tables_open(plb_parse_tables **out, plb_error *err);
void plb_parse_tables_close(plb_parse_tables *t);

plb_status plb_parse(const plb_parse_tables *t, plb_doc *doc, plb_error *err);
const char *plb_tag_name(plb_tag t);
/* Base form of a lower-case word with this tag, in the arena or borrowed from the tables. */
plb_slice plb_lemma(const plb_parse_tables *t, plb_slice lower, plb_tag tag, plb_arena *arena);
#endif
