/* The kinds of source in the order in which they are tried, and what their readers have in common. */
#include "acquire/reader.h"

#include "base/error.h"
#include "base/slice.h"

static const plb_reader_kind *const kinds[] = {
    &plb_reader_warc,  &plb_reader_rtf,         &plb_reader_feed, &plb_reader_json,        &plb_reader_csv,
    &plb_reader_lines, &plb_reader_export_html, &plb_reader_page, &plb_reader_export_text, &plb_reader_text};

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

/* "name", "name:line" or "name:number", "archive.zip!/member:line" */
static void write_place(const plb_source *s, uint64_t where, char *out, size_t n) {
  char at[24] = "";
  if (where) snprintf(at, sizeof at, ":%llu", (unsigned long long)where);
  if (s->part)
    snprintf(out, n, "%.80s!/%.80s%s", s->name, s->part, at);
  else
    snprintf(out, n, "%.160s%s", s->name, at);
}

plb_status plb_reader_fail(plb_source *s, plb_error *err, plb_status code, uint64_t offset, const char *text) {
  char place[sizeof err->place];
  plb_fail_at(err, code, "acquire", offset, "%s", text);
  const plb_reader_kind *kind = s->kind;
  write_place(s, !kind ? 0 : kind->by_line ? s->line : kind->by_number ? s->number : 0, place, sizeof place);
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
  write_place(s, 0, place, sizeof place);
  return plb_error_place(err, place);
}

void plb_reader_pass(plb_source *s, plb_slice one, plb_slice many) {
  size_t i = 0;
  while (i + 1 < PLB_PASSED_KINDS && s->passed[i].n && !plb_slice_eq(s->passed[i].many, many))
    i++;
  if (!s->passed[i].n) s->passed[i] = (plb_passed){one, many, 0};
  s->passed[i].n++;
}

uint32_t plb_source_passed(const plb_source *s, char *out, size_t n) {
  uint32_t all = 0, left;
  size_t used = 0;
  for (size_t i = 0; i < PLB_PASSED_KINDS; i++)
    all += s->passed[i].n;
  left = all;
  if (n) out[0] = 0;
  for (size_t i = 0; i < PLB_PASSED_KINDS && s->passed[i].n; i++) {
    const plb_passed *p = &s->passed[i];
    plb_slice name = p->n == 1 ? p->one : p->many;
    if (used + name.n + 40 > n) break;
    used += (size_t)snprintf(out + used, n - used, "%s%u %.*s", i ? ", " : "", p->n, (int)name.n, name.p);
    left -= p->n;
  }
  if (left && used + 30 < n) snprintf(out + used, n - used, "%s%u others", used ? ", " : "", left);
  return all;
}
