/* code/book: any bytes as a codebook: our tables of triggers, dictionaries of PETRARCH2 and TABARI. Every row that is
 * taken can be taken again, lies in a line of the file, and has a pattern that the matcher may run; every note has a
 * place and words. */
#include "code/book.h"
#include "fuzz.h"

static uint32_t lines_of(plb_slice text) {
  uint32_t n = 1;
  for (uint32_t i = 0; i < text.n; i++)
    n += text.p[i] == '\n';
  return n;
}

static void check_trigger(const plb_trigger_row *row, plb_patterns *patterns, uint32_t lines) {
  plb_error err = {0};
  must(row->line >= 1 && row->line <= lines && row->pattern.n);
  must(plb_patterns_add(patterns, row, &err) == PLB_OK);
  const plb_pattern *p = &patterns->at.at[patterns->at.n - 1];
  must(p->n >= 1 && p->n <= PLB_PATTERN_WORDS && p->head < p->n && p->core > p->head);
  must(p->word[p->head].words.n && !p->word[p->head].gap);
  must(p->actor.n <= PLB_FRAME_SLOTS && p->recipient.n <= PLB_FRAME_SLOTS);
}

static void check_actor(const plb_actor_row *row, uint32_t lines) {
  must(row->line >= 1 && row->line <= lines && row->name.n && row->code.n);
  must(row->table < PLB_ACTORS_COUNT && row->sector < PLB_SECTOR_COUNT);
  must(!memchr(row->name.p, '\n', row->name.n) && !memchr(row->name.p, '\t', row->name.n));
}

static void check(const plb_book *b, plb_patterns *patterns, uint32_t lines) {
  for (uint32_t i = 0; i < b->trigger.n; i++)
    check_trigger(&b->trigger.at[i], patterns, lines);
  for (uint32_t i = 0; i < b->actor.n; i++)
    check_actor(&b->actor.at[i], lines);
  for (uint32_t i = 0; i < b->note.n; i++)
    must(b->note.at[i].place.n > 2 && b->note.at[i].text.n &&
         memchr(b->note.at[i].place.p, ':', b->note.at[i].place.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static plb_book empty; /* with our tables in it, which are loaded once */
  plb_slice text = {size ? (const char *)data : "", (uint32_t)size};
  plb_patterns patterns = {0};
  plb_error err = {0};
  if (!empty.patterns.at.n) must(plb_book_open(&empty, &err) == PLB_OK);
  plb_book b = {.cameo = empty.cameo};
  plb_arena_init(&b.arena, 64u << 20);
  plb_arena_init(&b.patterns.arena, 64u << 20);
  plb_arena_init(&patterns.arena, 64u << 20);
  plb_map modes = empty.patterns.mode;
  b.patterns.mode = patterns.mode = modes; /* borrowed */
  plb_status s = plb_book_read(&b, "fuzz.tsv", text, &err);
  must(s == PLB_OK || s == PLB_NOMEM || (s == PLB_FORMAT && err.message[0]));
  if (s == PLB_OK) check(&b, &patterns, lines_of(text));
  empty.cameo = b.cameo;
  plb_map_free(&b.patterns.head);
  plb_map_free(&patterns.head);
  plb_arena_free(&b.patterns.arena);
  plb_arena_free(&patterns.arena);
  plb_arena_free(&b.arena);
  return 0;
}
