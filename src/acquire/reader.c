/* The kinds of source in the order in which they are tried, and what their readers have in common. */
#include "acquire/reader.h"

#include "base/error.h"
#include "base/slice.h"

static const plb_reader_kind *const kinds[] = {&plb_reader_rtf,  &plb_reader_feed,        &plb_reader_json,
                                               &plb_reader_csv,  &plb_reader_lines,       &plb_reader_export_html,
                                               &plb_reader_page, &plb_reader_export_text, &plb_reader_text};

const plb_reader_kind *plb_reader_kind_of(plb_slice s) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (kinds[i]->is(s)) return kinds[i];
  return NULL;
}

void plb_reader_begin(plb_source *s, plb_record *out) {
  out->offset = s->in.offset;
  out->format = s->kind->format;
  out->part = plb_slice_str(s->part);
  s->line = s->in.line + 1;
  plb_arena_reset(&s->arena);
}

/* "name", "name:line", "archive.zip!/member:line" */
static void write_place(const plb_source *s, bool line, char *out, size_t n) {
  char at[24] = "";
  if (line) snprintf(at, sizeof at, ":%llu", (unsigned long long)s->line);
  if (s->part)
    snprintf(out, n, "%.80s!/%.80s%s", s->name, s->part, at);
  else
    snprintf(out, n, "%.160s%s", s->name, at);
}

plb_status plb_reader_fail(plb_source *s, plb_error *err, plb_status code, uint64_t offset, const char *text) {
  char place[sizeof err->place];
  plb_fail_at(err, code, "acquire", offset, "%s", text);
  write_place(s, s->kind && s->kind->by_line, place, sizeof place);
  return err ? plb_error_place(err, place) : code;
}

plb_status plb_reader_end(plb_source *s, plb_record *out, plb_error *err) {
  char place[sizeof err->place];
  if (!s->in.failure.code || s->told) return PLB_NOTFOUND;
  s->told = true;
  out->number = s->number + 1;
  out->offset = s->in.offset;
  if (!err) return s->in.failure.code;
  *err = s->in.failure;
  write_place(s, false, place, sizeof place);
  return plb_error_place(err, place);
}
