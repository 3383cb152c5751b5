/* Writer: gathers bytes and hands them on in large pieces, so that an export streams. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "store/internal.h"

enum { PIECE_BYTES = 1 << 16, WRITER_BYTES = 256 << 20 };

void plb_writer_open(plb_writer *w, FILE *out) {
  *w = (plb_writer){.out = out};
  plb_buf_init(&w->buf, WRITER_BYTES);
  plb_buf_init(&w->cell, WRITER_BYTES);
}

static void hand_on(plb_writer *w) {
  errno = 0;
  if (!w->failed && w->buf.n && fwrite(w->buf.p, 1, w->buf.n, w->out) != w->buf.n) {
    w->failed = true;
    w->why = errno;
  }
  w->buf.n = 0;
}

void plb_writer_drain(plb_writer *w) {
  if (w->buf.n >= PIECE_BYTES) hand_on(w);
}

bool plb_writer_failed(const plb_writer *w) {
  return w->failed || w->buf.status || w->cell.status;
}

plb_status plb_writer_close(plb_writer *w, plb_error *err) {
  plb_status lost = w->buf.status ? w->buf.status : w->cell.status;
  if (!lost) hand_on(w);
  errno = 0;
  if (!w->failed && (fflush(w->out) != 0 || ferror(w->out))) {
    w->failed = true;
    w->why = errno;
  }
  plb_buf_free(&w->buf);
  plb_buf_free(&w->cell);
  if (w->failed)
    return plb_fail(err, PLB_IO, "store", "cannot write: %s", w->why ? strerror(w->why) : "an earlier write failed");
  if (lost) return plb_fail(err, lost, "store", "a line of the export is too large for memory");
  return PLB_OK;
}

void plb_buf_decimal(plb_buf *b, double v) {
  int64_t thousandths = (int64_t)(v * 1000 + (v < 0 ? -0.5 : 0.5));
  char digits[8];
  if (thousandths < 0) {
    plb_buf_char(b, '-');
    thousandths = -thousandths;
  }
  plb_buf_printf(b, "%lld", (long long)(thousandths / 1000));
  if (thousandths % 1000 == 0) return;
  int n = snprintf(digits, sizeof digits, ".%03d", (int)(thousandths % 1000));
  while (digits[n - 1] == '0')
    n--;
  plb_buf_add(b, digits, (size_t)n);
}

plb_slice plb_base_name(plb_slice path) {
  uint32_t at = path.n;
  while (at && path.p[at - 1] != '/')
    at--;
  return plb_slice_sub(path, at, path.n);
}

plb_slice plb_words_of(const plb_document *doc, plb_range at) {
  if (at.begin >= at.end || at.end > doc->text.n) return PLB_LIT("");
  return plb_slice_sub(doc->text, at.begin, at.end);
}

plb_slice plb_rule_row(plb_slice rule) {
  static const plb_slice mark = {".tsv:", 5};
  uint32_t n = 0, digits = 0;
  while (n < rule.n && (plb_is_alpha(rule.p[n]) || plb_is_digit(rule.p[n]) || strchr("/_-.:", rule.p[n])))
    n++;
  while (digits < n && plb_is_digit(rule.p[n - 1 - digits]))
    digits++;
  bool row =
      digits && n > digits + mark.n && plb_slice_is(plb_slice_sub(rule, n - digits - mark.n, n - digits), ".tsv:");
  return plb_slice_sub(rule, 0, row ? n : 0);
}

plb_slice plb_published_origin(const plb_document *doc) {
  for (uint32_t i = 0; i < doc->n_fact; i++)
    if (strcmp(doc->fact[i].name, "published") == 0) return plb_slice_str(doc->fact[i].origin);
  return PLB_LIT("");
}
