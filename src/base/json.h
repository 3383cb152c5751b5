/* Read-only JSON trees, over jansson (json.c is the only file that includes it).
 * Ownership: plb_json_parse returns a tree that the caller ends with plb_json_free; everything got from it borrows from
 * it. Errors: PLB_DAMAGED with the byte offset, PLB_LIMIT for nesting past jansson's 2048. */
#ifndef PLB_BASE_JSON_H
#define PLB_BASE_JSON_H
#include <polybius/polybius.h>

typedef struct plb_json plb_json; /* a value inside a tree; NULL is "not there" and every getter takes it */
plb_status plb_json_parse(plb_slice text, plb_json **out, plb_error *err);
void plb_json_free(plb_json *root);
/* Member of an object, or NULL. `path` may have dots: "author.name". */
const plb_json *plb_json_get(const plb_json *v, const char *path);
const plb_json *plb_json_find(const plb_json *v, plb_slice path); /* the same */
bool plb_json_is_array(const plb_json *v);
bool plb_json_is_object(const plb_json *v);
bool plb_json_is_string(const plb_json *v);
bool plb_json_is_false(const plb_json *v);
/* Items of an array, 0 for anything else. */
size_t plb_json_count(const plb_json *v);
const plb_json *plb_json_at(const plb_json *v, size_t i);
/* The text of a string, {NULL,0} for anything else. */
plb_slice plb_json_text(const plb_json *v);
/* An integer; false for anything else. */
bool plb_json_int(const plb_json *v, int64_t *out);
/* Walks an object's members: pass NULL to start; returns NULL after the last. *key borrows. */
const void *plb_json_next(const plb_json *object, const void *at, plb_slice *key, const plb_json **value);
#endif
