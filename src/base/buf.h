/* Growing byte buffer on the heap, with a stated maximum.
 * Ownership: the buffer owns its bytes until plb_buf_free. Errors are sticky: after one, appends do nothing and
 * plb_buf_status tells PLB_NOMEM or PLB_LIMIT. Not thread-safe. */
#ifndef PLB_BASE_BUF_H
#define PLB_BASE_BUF_H
#include <polybius/polybius.h>

typedef struct plb_buf {
  char *p;
  size_t n, cap, max;
  plb_status status;
} plb_buf;

void plb_buf_init(plb_buf *b, size_t max);
void plb_buf_free(plb_buf *b);
void plb_buf_clear(plb_buf *b); /* keeps the memory, forgets bytes and error */
void plb_buf_add(plb_buf *b, const void *p, size_t n);
void plb_buf_slice(plb_buf *b, plb_slice s);
void plb_buf_str(plb_buf *b, const char *s);
void plb_buf_char(plb_buf *b, char c);
void plb_buf_printf(plb_buf *b, const char *format, ...) PLB_PRINTF(2, 3);
/* Room for n more bytes at b->p + b->n, or false (status set); the caller adds to b->n what it used. */
bool plb_buf_reserve(plb_buf *b, size_t n);
/* The slice as a JSON string with its quotation marks; invalid UTF-8 becomes U+FFFD. */
void plb_buf_json(plb_buf *b, plb_slice s);
/* The slice with & < > " ' escaped for HTML text and attribute values. */
void plb_buf_html(plb_buf *b, plb_slice s);
#endif
