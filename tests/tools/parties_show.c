/* Prints who is meant by each phrase of texts, for tools/corpus/parties.py and for reading by eye: a line a mention,
 * file TAB begin TAB end TAB head (byte offsets behind the first line) TAB flags (o owner or modifier, m metonym,
 * p pronoun) TAB code/sector/name TAB rule, the last two once a party.
 * usage: parties_show TEXT... ; the first line of a text is "Published: YYYY-MM-DD", paragraphs are cut at newlines. */
#include <string.h>

#include "parse_common.h"
#include "resolve/resolve.h"

static int width(plb_slice s) {
  return (int)s.n;
}

static void show(const plb_doc *doc, const char *path) {
  for (uint32_t i = 0; i < doc->n_mention; i++) {
    const plb_mention *m = &doc->mention[i];
    plb_span span = plb_doc_tokens(doc, m->begin, m->end);
    printf("%s\t%u\t%u\t%u\t%s%s%s", path, span.begin, span.end, doc->token[m->head].span.begin, m->modifier ? "o" : "",
           m->metonym ? "m" : "", m->pronoun ? "p" : "");
    for (uint32_t k = 0; k < m->n_party; k++) {
      const plb_party *p = &doc->party[m->party + k];
      printf("\t%.*s/%s/%.*s\t%.*s", width(p->code), p->code.p, plb_sector_name((plb_sector)p->sector), width(p->name),
             p->name.p, width(p->rule), p->rule.p);
    }
    printf("\n");
  }
}

int main(int argc, char **argv) {
  plb_error err = {0};
  plb_parse_tables *parse;
  plb_actor_tables *actors;
  plb_date_tables *dates;
  if (argc < 2) tool_die("usage: parties_show TEXT...");
  if (plb_parse_tables_open(&parse, &err) || plb_date_tables_open(&dates, &err) || plb_actor_tables_open(&actors, &err))
    tool_die(err.message);
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  for (int i = 1; i < argc; i++) {
    plb_slice file = tool_read(argv[i]);
    plb_doc doc = {.arena = &arena, .limits = &limits};
    uint32_t line = plb_slice_find(file, PLB_LIT("\n"), 0);
    if (!plb_slice_starts(file, PLB_LIT("Published: ")) || line == UINT32_MAX) tool_die(argv[i]);
    doc.meta.published_day = plb_date_parse_iso(plb_slice_sub(file, 11, line));
    doc.text = plb_slice_sub(file, line + 1, file.n);
    cut_blocks(&doc, PLB_LIT("\n"));
    if (plb_parse(parse, &doc, &err) || plb_resolve_dates(dates, &doc, &err) || plb_resolve_actors(actors, &doc, &err))
      tool_die(err.message);
    show(&doc, argv[i]);
    plb_arena_reset(&arena);
    free((char *)(uintptr_t)file.p);
  }
  plb_arena_free(&arena);
  plb_date_tables_close(dates);
  plb_actor_tables_close(actors);
  plb_parse_tables_close(parse);
  return 0;
}
