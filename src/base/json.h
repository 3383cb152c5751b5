/* Read-only JSON trees, over jansson (json.c is the only file that includes it).
 * Ownership: plb_json_parse returns a tree that the caller ends with plb_json_free; everything got from it borrows from
 * it. Errors: PLB_DAMAGED or PLB_LIMIT with the byte offset, PLB_NOMEM. Limits: the two below; a tree of so many values
 * takes some 50 MiB at most (an empty list or object counts as two). */
#ifndef PLB_BASE_JSON_H
#define PLB_BASE_JSON_H
#include <polybius/polybius.h>

enum { PLB_JSON_DEPTH = 64, PLB_JSON_VALUES = 200000 };

typedef struct plb_json plb_json; /* a value inside a tree; NULL is "not there" and every getter takes it */
/* Once a process, before it may not open files any more: jansson takes its seed from /dev/urandom. */
void plb_json_process_init(void);
plb_status plb_json_parse(plb_slice text, plb_json **out, plb_error *err);
void plb_json_free(plb_json *root);
/* Member of an object, or NULL. `path` may have dots: "author.name". */
const plb_json *plb_json_get(const plb_json *v, const char *path);
const plb_json *plb_json_find(const plb_json *v, plb_slice path); /* the same */
bool plb_json_is_array(const plb_json *v);
bool plb_json_is_object(const plb_json *v);
bool plb_json_is_string(const plb_json *v);
bool plb_json_is_false(const plb_json *v);
bool plb_json_is_true(const plb_json *v);
/* Items of an array, 0 for anything else. */
size_t plb_json_count(const plb_json *v);
const plb_json *plb_json_at(const plb_json *v, size_t i);
/* The text of a string, a NUL in it as a space; {NULL,0} for anything else. */
plb_slice plb_json_text(const plb_json *v);
/* An integer; false for anything else. */
bool plb_json_int(const plb_json *v, int64_t *out);
/* Walks an object's members: pass NULL to start; returns NULL after the last. *key borrows. */
const void *plb_json_next(const plb_json *object, const void *at, plb_slice *key, const plb_json **value);
#endif
