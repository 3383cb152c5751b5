/* Heads after RFC 9112, section 5 (folding: its 5.2), and ISO 28500, section 4, which took them from there. */
#include "acquire/head.h"

#include "base/slice.h"

uint32_t plb_head_end(plb_slice bytes, uint32_t from, plb_slice next) {
  while ((from = plb_slice_find(bytes, PLB_LIT("\n"), from)) != UINT32_MAX) {
    plb_slice rest = plb_slice_sub(bytes, ++from, bytes.n);
    if (plb_slice_starts(rest, PLB_LIT("\n"))) return from + 1;
    if (plb_slice_starts(rest, PLB_LIT("\r\n"))) return from + 2;
    if (next.n && plb_slice_starts(rest, next)) return UINT32_MAX;
  }
  return 0;
}

static bool go_on(plb_head *h, plb_slice line, plb_arena *arena) {
  plb_slice more = plb_slice_trim(line), *value = h->n ? &h->field[h->n - 1].value : NULL;
  if (!value) {
    h->odd += more.n > 0;
    return true;
  }
  if (!more.n) return true;
  if (++h->folds > PLB_HEAD_FIELDS) return false;
  *value = plb_arena_printf(arena, "%.*s%s%.*s", (int)value->n, value->p, value->n ? " " : "", (int)more.n, more.p);
  return value->p != NULL;
}

static bool add_field(plb_head *h, plb_slice line) {
  plb_slice name, value = line;
  plb_slice_split(&value, ':', &name);
  name = plb_slice_trim(name);
  if (name.n == 0 || name.n == plb_slice_trim(line).n) {
    h->odd++;
    return true;
  }
  if (h->n == PLB_HEAD_FIELDS) return false;
  h->field[h->n].name = name;
  h->field[h->n++].value = plb_slice_trim(value);
  return true;
}

const char *plb_head_parse(plb_slice bytes, plb_arena *arena, plb_head *out) {
  plb_slice line;
  out->n = out->odd = out->folds = 0;
  plb_slice_split(&bytes, '\n', &line);
  out->first = plb_slice_trim(line);
  while (plb_slice_split(&bytes, '\n', &line)) {
    bool folded = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
    if (!folded && plb_slice_trim(line).n == 0) continue;
    if (folded ? !go_on(out, line, arena) : !add_field(out, line)) return "its head has more than 200 fields";
  }
  return NULL;
}

plb_slice plb_head_get(const plb_head *h, const char *name) {
  for (uint32_t i = 0; i < h->n; i++)
    if (plb_slice_eq_nocase(h->field[i].name, plb_slice_str(name))) return h->field[i].value;
  return (plb_slice){"", 0};
}
