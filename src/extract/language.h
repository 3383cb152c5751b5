/* language: which language a text is in, and whether it is English enough to be coded. From the words alone: what a
 * page says of itself is a hint for people, not for this. Ownership: the tables own their memory until close. Thread:
 * immutable after open; pure functions of the text. Errors: PLB_TABLE, PLB_NOMEM at open. Limits: 64 languages, one
 * pass over the text. */
#ifndef PLB_EXTRACT_LANGUAGE_H
#define PLB_EXTRACT_LANGUAGE_H
#include "base/doc.h"

enum { PLB_LANGUAGE_SHORT = 20 }; /* words; below it a text counts as English unless it clearly is not */

typedef struct plb_language_tables plb_language_tables; /* data/extract/languages.tsv, scripts.tsv */
plb_status plb_language_tables_open(plb_language_tables **out, plb_error *err);
void plb_language_tables_close(plb_language_tables *t);

typedef struct plb_language_guess {
  plb_slice code;     /* ISO 639-1, or "und" when unsure; static or of the tables */
  bool english;       /* English enough to be read */
  const char *origin; /* what decided: "function words", "script", "too short to tell" */
} plb_language_guess;
plb_language_guess plb_language_of(const plb_language_tables *t, plb_slice text);
/* The guess for doc->text goes into doc->meta.language, unless it is "und" and the page said one (origin then says so).
 */
bool plb_language_read(const plb_language_tables *t, plb_doc *doc); /* is it English enough? */
#endif
