/* text: sentences and places of a document's text, in code points. Ownership: arrays live in the arena given. Errors:
 * false when memory is out. Limits: what the arena has. */
#ifndef PLB_EVAL_TEXT_H
#define PLB_EVAL_TEXT_H
#include "base/arena.h"

typedef struct plb_text_mark { /* the first code point that begins at or behind a multiple of 256 bytes */
  uint32_t byte, chars;
} plb_text_mark;

typedef struct plb_eval_text {
  plb_slice s;
  uint32_t n_char;
  plb_text_mark *mark;
  uint32_t *start; /* first code point of each sentence, and one past the end */
  uint32_t n_start;
} plb_eval_text;

bool plb_eval_text_open(plb_eval_text *t, plb_slice s, plb_arena *arena);
/* Code points before that byte, and the byte of that code point; past the end: the end's. */
uint32_t plb_eval_text_char(const plb_eval_text *t, uint32_t byte);
uint32_t plb_eval_text_byte(const plb_eval_text *t, uint32_t chars);
/* Number of the sentence, from 1, that holds this code point. */
uint32_t plb_eval_text_sentence(const plb_eval_text *t, uint32_t chars);
/* First byte of the only place of the words between the bytes begin and end; UINT32_MAX: none, or several (*n). White
 * space of any length is alike. */
uint32_t plb_eval_text_find(plb_slice s, plb_slice words, uint32_t begin, uint32_t end, uint32_t *n, uint32_t *length);
/* Do the words stand at this byte, white space alike? */
bool plb_eval_text_at(plb_slice s, plb_slice words, uint32_t byte, uint32_t *length);
#endif
