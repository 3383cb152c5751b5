/* Prints a text as CoNLL-U, for the scorer of Universal Dependencies. usage: parse_conllu [-h] TEXT
 * -h: words joined by hyphens are printed as the treebanks cut them (X - Y), all but the last part with the tag of the
 * whole. Reading order of the text: parse_common.h. Heads and relations are not ours and are filled with a chain. */
#include "parse_common.h"

static const char *penn(uint8_t tag) {
  switch (tag) {
  case PLB_TAG_PRPS:
    return "PRP$";
  case PLB_TAG_WPS:
    return "WP$";
  case PLB_TAG_OPENQ:
    return "``";
  case PLB_TAG_CLOSEQ:
    return "''";
  case PLB_TAG_COMMA:
    return ",";
  case PLB_TAG_STOP:
    return ".";
  case PLB_TAG_COLON:
    return ":";
  case PLB_TAG_LPAREN:
    return "-LRB-";
  case PLB_TAG_RPAREN:
    return "-RRB-";
  case PLB_TAG_PUNCT:
    return "NFP";
  default:
    return plb_tag_name((plb_tag)tag);
  }
}

static void print_word(uint32_t id, plb_slice form, plb_slice lemma, const char *tag) {
  printf("%u\t%.*s\t%.*s\t_\t%s\t_\t%u\tdep\t_\t_\n", id, (int)form.n, form.p, (int)lemma.n, lemma.p, tag, id - 1);
}

/* Parts of a word with hyphens, as separate words; returns the last number given. */
static uint32_t print_parts(uint32_t id, plb_slice form, const char *tag) {
  uint32_t from = 0;
  for (uint32_t i = 1; i < form.n; i++) {
    if (form.p[i] != '-' || i + 1 == form.n) continue;
    plb_slice part = plb_slice_sub(form, from, i);
    print_word(++id, part, part, tag);
    print_word(++id, plb_slice_sub(form, i, i + 1), PLB_LIT("-"), "HYPH");
    from = i + 1;
  }
  plb_slice part = plb_slice_sub(form, from, form.n);
  print_word(++id, part, part, tag);
  return id;
}

static void print_sentence(const plb_doc *doc, const plb_sentence *s, bool hyphens) {
  uint32_t id = 0;
  for (uint32_t i = s->begin; i < s->end; i++) {
    const plb_token *t = &doc->token[i];
    plb_slice form = plb_doc_text(doc, t->span);
    bool word = t->tag < PLB_TAG_SYM && form.n > 2 && !memchr(form.p, '@', form.n) && !memchr(form.p, '/', form.n);
    if (hyphens && word && form.p[0] != '-')
      id = print_parts(id, form, penn(t->tag));
    else
      print_word(++id, form, t->lemma, penn(t->tag));
  }
  printf("\n");
}

int main(int argc, char **argv) {
  bool hyphens = argc == 3 && strcmp(argv[1], "-h") == 0;
  if (argc != 2 && !hyphens) tool_die("usage: parse_conllu [-h] TEXT");
  plb_error err = {0};
  plb_parse_tables *tables;
  if (plb_parse_tables_open(&tables, &err) != PLB_OK) tool_die(err.message);
  plb_limits limits;
  plb_limits_default(&limits);
  plb_arena arena;
  plb_arena_init(&arena, limits.arena_bytes);
  plb_slice file = tool_read(argv[argc - 1]), rest = file, text;
  while (tool_next_document(&rest, &text)) {
    plb_doc doc = {.arena = &arena, .limits = &limits, .text = text};
    cut_blocks(&doc, PLB_LIT("\n\n"));
    if (plb_parse(tables, &doc, &err) != PLB_OK) tool_die(err.message);
    for (uint32_t i = 0; i < doc.n_sentence; i++)
      print_sentence(&doc, &doc.sentence[i], hyphens);
    plb_arena_reset(&arena);
  }
  plb_arena_free(&arena);
  plb_parse_tables_close(tables);
  free((void *)file.p);
  return 0;
}
