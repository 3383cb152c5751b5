/* What the files of this room share and no other room sees. Owner: extract.c.
 *
 * plb_extract holds the parts together: bytes -> charset.h (valid UTF-8 and the way back to the source's bytes) ->
 * dom.h -> meta.h -> main_text.h, or, for plain text, plain.h -> language.h. Article text is written through text_out.h
 * only, which folds white space and keeps doc->map.
 *
 * Interfaces between the files (each in its own header; `t` is immutable, everything made lives in doc->arena):
 *   meta.h      plb_status plb_meta_tables_open(plb_meta_tables **out, plb_error *err); void
 * plb_meta_tables_close(...); plb_status plb_meta_read(const plb_meta_tables *t, plb_doc *doc, const plb_dom *dom,
 * plb_error *err); fills doc->meta but for given.* facts, which extract.c sets afterwards (they win, origin "given").
 *   plain.h     plb_status plb_plain_text(const plb_extract_tables *t, plb_doc *doc, plb_slice utf8, plb_text_out *out,
 *               plb_error *err); writes blocks through plb_out_* with offsets into utf8, fills doc->meta.
 *   language.h  the language of doc->text: code into doc->meta.language.
 *   wire.h      after doc->text is there: doc->meta.wire. */
#ifndef PLB_EXTRACT_EXTRACT_INTERNAL_H
#define PLB_EXTRACT_EXTRACT_INTERNAL_H
#include "extract/extract.h"

typedef struct plb_meta_tables plb_meta_tables;         /* meta.h */
typedef struct plb_language_tables plb_language_tables; /* language.h */
typedef struct plb_charset_tables plb_charset_tables;   /* charset.h */
typedef struct plb_page_words plb_page_words;           /* page_words.h */
typedef struct plb_phrases plb_phrases;                 /* phrases.h */

struct plb_extract_tables {
  plb_charset_tables *charset;
  plb_page_words *words;
  plb_phrases *phrases;
  plb_meta_tables *meta;
  plb_language_tables *language;
};
#endif
