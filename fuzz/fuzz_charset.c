/* extract/charset: any bytes in any character set. The first byte chooses whether it is a page; up to the first newline
 * stands the label from outside. The text must be UTF-8 without NUL, its segments in order, every character lead back
 * into the source and no later one before it; what is plain UTF-8 stays as it is. */
#include "base/utf8.h"
#include "extract/charset.h"
#include "fuzz.h"

static void check(const plb_charset_page *p, plb_slice in) {
  must(plb_utf8_valid(p->utf8) && (!p->utf8.n || !memchr(p->utf8.p, 0, p->utf8.n)));
  must(p->source.p == in.p && p->source.n == in.n && p->name && p->origin);
  for (uint32_t i = 0; i < p->n_segment; i++) {
    const plb_charset_segment *s = &p->segment[i];
    must(s->text_begin <= p->utf8.n && s->source_begin <= in.n);
    if (i) must(s->text_begin > s[-1].text_begin && s->source_begin >= s[-1].source_begin);
  }
  uint32_t last = 0, cp;
  for (uint32_t at = 0; at < p->utf8.n; at += plb_utf8_next(p->utf8, at, &cp)) {
    uint32_t source = plb_charset_source(p, at);
    must(source >= last && source < in.n);
    last = source;
  }
  must(plb_charset_source(p, p->utf8.n) <= in.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_charset_tables *tables;
  plb_error err = {0};
  if (!tables) must(plb_charset_tables_open(&tables, &err) == PLB_OK);
  plb_slice in = plb_slice_of((const char *)data, size), label;
  bool html = fuzz_byte(&in) % 2;
  if (!plb_slice_split(&in, '\n', &label) || !in.p) return 0;
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena = {0};
  plb_arena_init(&arena, 64 << 20);
  plb_doc doc = {.arena = &arena, .limits = &limits};
  plb_charset_page page = {0};
  plb_status s = plb_charset_read(tables, &doc, in, label, html, &page, &err);
  must(s == PLB_OK || ((s == PLB_ENCODING || s == PLB_LIMIT || s == PLB_NOMEM) && err.message[0]));
  if (!s) check(&page, in);
  bool plain = in.n && plb_utf8_valid(in) && !memchr(in.p, 0, in.n) && !plb_slice_starts(in, PLB_LIT("\xEF\xBB\xBF"));
  if (!s && plain && !label.n && !html) must(plb_slice_eq(page.utf8, in));
  plb_arena_free(&arena);
  return 0;
}
