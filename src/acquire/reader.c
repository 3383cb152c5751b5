/* The kinds of source in the order in which they are tried, and what their readers have in common. */
#include "acquire/reader.h"

#include "base/error.h"
#include "base/slice.h"

static const plb_reader_kind *const kinds[] = {&plb_reader_lines, &plb_reader_page, &plb_reader_text};

const plb_reader_kind *plb_reader_kind_of(plb_slice s) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (kinds[i]->is(s)) return kinds[i];
  return NULL;
}

void plb_reader_begin(plb_source *s, plb_record *out) {
  out->offset = s->in.offset;
  s->line = s->in.line + 1;
  plb_arena_reset(&s->arena);
}

plb_status plb_reader_fail(plb_source *s, plb_error *err, plb_status code, uint64_t offset, const char *text) {
  char place[sizeof err->place];
  plb_fail_at(err, code, "acquire", offset, "%s", text);
  if (s->kind->by_line)
    snprintf(place, sizeof place, "%.160s:%llu", s->name, (unsigned long long)s->line);
  else
    snprintf(place, sizeof place, "%.160s", s->name);
  return err ? plb_error_place(err, place) : code;
}

plb_status plb_reader_end(plb_source *s, plb_record *out, plb_error *err) {
  if (!s->in.failure.code || s->told) return PLB_NOTFOUND;
  s->told = true;
  out->number = s->number + 1;
  out->offset = s->in.offset;
  if (err) *err = s->in.failure;
  plb_error_place(err, s->name);
  return s->in.failure.code;
}
