/* What the files of this room share and no other room sees. Owner: extract.c.
 *
 * plb_extract holds the parts together: bytes -> charset.h (valid UTF-8 and the way back to the source's bytes) ->
 * dom.h -> meta.h -> main_text.h, or, for plain text, plain.h -> language.h. Article text is written through text_out.h
 * only, which folds white space and keeps doc->map.
 *
 * Interfaces between the files (each in its own header; tables are immutable, everything made lives in doc->arena):
 *   meta.h      plb_meta_read fills doc->meta but for what the record gave of itself, which extract.c sets afterwards
 * (it wins, origin "given"). plain.h     plb_plain_text writes blocks through plb_out_* with offsets into utf8 and
 * fills doc->meta. language.h  the language of doc->text: code into doc->meta.language. wire.h      after doc->text is
 * there: doc->meta.wire. */
#ifndef PLB_EXTRACT_EXTRACT_INTERNAL_H
#define PLB_EXTRACT_EXTRACT_INTERNAL_H
#include "extract/charset.h"
#include "extract/extract.h"
#include "extract/language.h"
#include "extract/meta.h"
#include "extract/page_words.h"
#include "extract/phrases.h"

struct plb_extract_tables {
  plb_charset_tables *charset;
  plb_page_words *words;
  plb_phrases *phrases;
  plb_meta_tables *meta;
  plb_language_tables *language;
};
#endif
