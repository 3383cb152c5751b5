/* print: a comparison as text, JSON and CSV. Ownership: borrows all. Errors: the stream's, told by ferror. */
#ifndef PLB_EVAL_PRINT_H
#define PLB_EVAL_PRINT_H
#include "eval/agree.h"
#include "eval/score.h"

void plb_eval_print_text(const plb_eval *e, FILE *out);
void plb_eval_print_json(const plb_eval *e, FILE *out);
void plb_eval_print_csv(const plb_eval *e, FILE *out);
/* The bits of plb_disagreement.differ in words, one by one; NULL past the last. */
const char *plb_differ_name(uint32_t i);
/* "CHN+USA" of the known codes into out; "-" for none. */
void plb_eval_codes(const plb_coded_party *p, uint32_t n, char *out, size_t room);
/* "missed" (in the second), "extra" (there only) or "differs". */
const char *plb_disagreement_kind(const plb_disagreement *d);
#endif
