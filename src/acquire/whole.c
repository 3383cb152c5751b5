/* A page or a text: one record, the whole source. Told apart as browsers do (WHATWG MIME Sniffing, section 7): a page
 * begins with a tag. */
#include "acquire/reader.h"
#include "base/error.h"
#include "base/slice.h"

static bool begins_with_tag(plb_slice s) {
  if (s.n < 2 || s.p[0] != '<') return false;
  return plb_is_alpha(s.p[1]) || s.p[1] == '!' || s.p[1] == '?' || s.p[1] == '/';
}

static bool is_page(plb_slice s) {
  return begins_with_tag(s) || plb_slice_find_nocase(s, PLB_LIT("<html"), 0) != UINT32_MAX ||
         plb_slice_find_nocase(s, PLB_LIT("<!doctype html"), 0) != UINT32_MAX ||
         plb_slice_find_nocase(s, PLB_LIT("<body"), 0) != UINT32_MAX;
}

static bool is_text(plb_slice s) {
  (void)s;
  return true;
}

static plb_status next_whole(plb_source *s, plb_record *out, plb_error *err) {
  plb_input *in = &s->in;
  plb_reader_begin(s, out);
  bool too_long = plb_input_want(in, (size_t)s->limits.record_bytes + 1);
  plb_slice all = plb_input_waiting(in);
  if (in->failure.code || all.n == 0) return plb_reader_end(s, out, err);
  out->number = ++s->number;
  if (too_long) {
    in->buf.n = in->at; /* nothing of it is read */
    in->eof = true;
    char text[120];
    snprintf(text, sizeof text, "the file is longer than %u bytes (record_bytes)", s->limits.record_bytes);
    return plb_reader_fail(s, err, PLB_LIMIT, s->limits.record_bytes, text);
  }
  out->bytes = all;
  plb_input_consume(in, all.n);
  return PLB_OK;
}

const plb_reader_kind plb_reader_page = {
    .name = "a page", .format = PLB_FORMAT_HTML, .whole = true, .is = is_page, .next = next_whole};
const plb_reader_kind plb_reader_text = {
    .name = "a text", .format = PLB_FORMAT_TEXT, .whole = true, .is = is_text, .next = next_whole};
