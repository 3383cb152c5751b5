/* lexicon: one flat table of words with what every step wants to know of a word, so that a token is looked up once.
 * Ownership: the lexicon owns its memory until plb_lexicon_free; keys are borrowed from the compiled-in tables or
 * copied. Thread: immutable after opening. Errors: PLB_TABLE for a wrong row, PLB_NOMEM. Limits: LEX_MAX words. */
#ifndef PLB_PARSE_LEXICON_H
#define PLB_PARSE_LEXICON_H
#include <polybius/polybius.h>

enum { PLB_LEX_NONE = UINT32_MAX, PLB_LEX_MAX = 1 << 20, PLB_LEX_CLASSES = 128 };

enum {                   /* plb_lex_entry.flags */
       PLB_LEX_NOUN = 1, /* base forms by part of speech (words.tsv) */
       PLB_LEX_VERB = 2,
       PLB_LEX_ADJ = 4,
       PLB_LEX_ADV = 8,
       PLB_LEX_POS = 15,
       PLB_LEX_ABBREVIATION = 16,     /* written with a full stop, which belongs to it (abbreviations.tsv) */
       PLB_LEX_TITLE = 32,            /* ... and a name follows: no sentence ends there */
       PLB_LEX_NUMBERED = 64,         /* ... only before a number ("No. 5") */
       PLB_LEX_CAPITAL = 128,         /* ... only with a capital ("Sat.") */
       PLB_LEX_CLOSING = 256,         /* ... often the last word of a sentence ("p.m.", "etc.") */
       PLB_LEX_MONTH = 512,           /* month or weekday, abbreviated or not */
       PLB_LEX_CAMEL = 1024,          /* a name with an inner capital (camel.tsv): never split */
       PLB_LEX_SPLIT = 2048,          /* a row of contractions.tsv */
       PLB_LEX_STARTER = 4096,        /* begins sentences when capitalised (starters.tsv) */
       PLB_LEX_UNIT = 8192,           /* split off a number (units.tsv) */
       PLB_LEX_DOMAIN = 16384,        /* top-level domain */
       PLB_LEX_IRREGULAR = 32768,     /* an inflected form of irregular.tsv */
       PLB_LEX_TITLED = 65536,        /* goes before a name inside a noun phrase ("president") */
       PLB_LEX_SAYING = 131072,       /* a verb of saying as it stands after a quotation */
       PLB_LEX_CERTAIN = 262144,      /* its only tag is out of tags.tsv */
       PLB_LEX_TWO_OBJECTS = 1 << 19, /* participle of a verb of two objects ("named") */
       PLB_LEX_SPAN = 1 << 20,        /* a span of time ("week"), or what places one ("last") */
       PLB_LEX_SUBORDINATOR = 1 << 21 /* begins a clause ("after", "that") */
};

typedef struct plb_lex_entry {
  const char *p;
  uint32_t n, hash, flags;
  uint8_t class;    /* of the tags it had in training, 0: not seen */
  uint8_t only_tag; /* plb_tag when it has one tag only, else PLB_TAG_COUNT */
} plb_lex_entry;

typedef struct plb_lexicon {
  plb_lex_entry *entry;
  uint32_t *cell; /* index + 1 of an entry, 0: free; open addressing */
  uint32_t n, cap, mask;
  uint64_t class_set[PLB_LEX_CLASSES]; /* tags of each class, as bits */
} plb_lexicon;

uint32_t plb_lex_hash(plb_slice word);
/* Entry of the word, made when missing; NULL when memory is out or the limit is reached. key is borrowed. */
plb_lex_entry *plb_lexicon_add(plb_lexicon *lex, plb_slice key);
uint32_t plb_lexicon_find(const plb_lexicon *lex, plb_slice word, uint32_t hash);
static inline uint32_t plb_lexicon_flags(const plb_lexicon *lex, uint32_t index) {
  return index == PLB_LEX_NONE ? 0 : lex->entry[index].flags;
}
/* Adds the words of all tables of data/parse/ that flag words. */
plb_status plb_lexicon_load(plb_lexicon *lex, plb_error *err);
void plb_lexicon_free(plb_lexicon *lex);
#endif
