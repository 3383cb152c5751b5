/* What the files of this room share and no other room sees. Owner: extract.c.
 *
 * plb_extract holds the parts together: bytes -> charset.h (valid UTF-8 and the way back to the source's bytes) ->
 * dom.h -> meta.h -> main_text.h, or, for plain text, plain.h -> language.h. Article text is written through text_out.h
 * only, which folds white space and keeps doc->map.
 *
 * Interfaces between the files (each in its own header; tables are immutable, everything made lives in doc->arena):
 *   meta.h       fills doc->meta but for what the record gave of itself; extract.c sets that afterwards, and it wins
 *   plain.h      writes blocks through plb_out_* with offsets into utf8, and fills doc->meta
 *   page_kind.h  the kind of page, after doc->text is there
 *   language.h   the language of doc->text
 *   wire.h       the agencies credited, after doc->text is there
 */
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
