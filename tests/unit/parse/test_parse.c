/* What cases cannot show: offsets, limits, memory, damaged weights, linear time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "../../tools/parse_common.h"
#include "base/table.h"
#include "parse/room.h"

static plb_parse_tables *tables;
static plb_arena arena;
static plb_limits limits;

static int open_tables(void **state) {
  (void)state;
  plb_error err = {0};
  plb_status s = plb_parse_tables_open(&tables, &err);
  if (s != PLB_OK) print_message("%s\n", err.message);
  return s != PLB_OK;
}

static int close_tables(void **state) {
  (void)state;
  plb_parse_tables_close(tables);
  return 0;
}

static int set_up(void **state) {
  (void)state;
  plb_limits_default(&limits);
  plb_arena_init(&arena, limits.arena_bytes);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  plb_arena_free(&arena);
  return 0;
}

static plb_doc document(plb_slice text) {
  plb_doc doc = {.arena = &arena, .limits = &limits, .text = text};
  cut_blocks(&doc, PLB_LIT("\n\n"));
  return doc;
}

static plb_doc parsed(const char *text) {
  plb_doc doc = document(plb_slice_str(text));
  plb_error err = {0};
  assert_int_equal(plb_parse(tables, &doc, &err), PLB_OK);
  return doc;
}

/* Everything that must hold of any parsed document. */
static void check_whole(const plb_doc *doc) {
  uint32_t at = 0, next = 0;
  for (uint32_t i = 0; i < doc->n_token; i++) {
    const plb_token *t = &doc->token[i];
    assert_true(t->span.begin >= at && t->span.end > t->span.begin && t->span.end <= doc->text.n);
    for (uint32_t k = at; k < t->span.begin; k++) /* nothing but white space is left out */
      assert_true((unsigned char)doc->text.p[k] <= ' ' || (unsigned char)doc->text.p[k] >= 0x7F);
    at = t->span.end;
    assert_true(t->tag < PLB_TAG_COUNT);
    assert_true(t->lower.n && t->lemma.n);
    assert_true(t->sentence < doc->n_sentence);
    assert_true(t->chunk >= -1 && t->chunk < (int32_t)doc->n_chunk);
  }
  for (uint32_t i = 0; i < doc->n_sentence; i++) {
    const plb_sentence *s = &doc->sentence[i];
    assert_int_equal(s->begin, next);
    assert_true(s->end > s->begin && s->end <= doc->n_token);
    assert_true(s->end - s->begin <= doc->limits->sentence_tokens);
    assert_int_equal(s->span.begin, doc->token[s->begin].span.begin);
    assert_int_equal(s->span.end, doc->token[s->end - 1].span.end);
    next = s->end;
  }
  assert_int_equal(next, doc->n_token);
  for (uint32_t i = 0; i < doc->n_chunk; i++) {
    const plb_chunk *c = &doc->chunk[i];
    assert_true(c->begin <= c->head && c->head < c->end && c->end <= doc->n_token);
    assert_int_equal(doc->token[c->begin].sentence, doc->token[c->end - 1].sentence);
    assert_true(i == 0 || doc->chunk[i - 1].end <= c->begin);
  }
  for (uint32_t i = 0; i < doc->n_quote; i++) {
    assert_true(doc->quote[i].begin < doc->quote[i].end && doc->quote[i].end <= doc->n_token);
    assert_true(i == 0 || doc->quote[i - 1].begin <= doc->quote[i].begin);
    for (uint32_t k = doc->quote[i].begin; k < doc->quote[i].end; k++)
      assert_true(doc->token[k].flags & PLB_TOK_IN_QUOTE);
  }
}

static void offsets_hold(void **state) {
  (void)state;
  plb_doc doc = parsed("“Don’t go,” São Paulo’s mayor said.\n\nU.S. troops left (again)... \"Why?\"");
  check_whole(&doc);
  static const char *const word[] = {"“", "Do", "n’t", "go", ",", "”", "São", "Paulo", "’s", "mayor", "said", "."};
  assert_true(doc.n_token > 12);
  for (uint32_t i = 0; i < 12; i++)
    assert_true(plb_slice_is(plb_doc_text(&doc, doc.token[i].span), word[i]));
  assert_true(plb_slice_is(doc.token[2].lower, "n't"));
  assert_true(plb_slice_is(doc.token[2].lemma, "not"));
}

static void flags_hold(void **state) {
  (void)state;
  plb_doc doc = parsed("\"NATO left,\" he said.");
  assert_int_equal(doc.token[1].flags, PLB_TOK_CAPITAL | PLB_TOK_ALLCAPS | PLB_TOK_IN_QUOTE | PLB_TOK_FIRST);
  assert_int_equal(doc.token[2].flags, PLB_TOK_SPACE_BEFORE | PLB_TOK_IN_QUOTE);
  assert_int_equal(doc.token[5].flags, PLB_TOK_SPACE_BEFORE);
  doc = parsed("He leftThe room.");
  assert_true(doc.token[2].flags & PLB_TOK_GLUED);
  assert_false(doc.token[1].flags & PLB_TOK_GLUED);
}

static void unread_blocks(void **state) {
  (void)state;
  plb_doc doc = document(PLB_LIT("One.\n\nTwo.\n\nThree."));
  plb_error err = {0};
  doc.block[0].kind = PLB_BLOCK_TEASER;
  doc.block[2].kind = PLB_BLOCK_CREDIT;
  assert_int_equal(plb_parse(tables, &doc, &err), PLB_OK);
  assert_int_equal(doc.n_token, 2);
  assert_int_equal(doc.sentence[0].block, 1);
}

static void empty_documents(void **state) {
  (void)state;
  static const char *const text[] = {"", " ", "\n\n\n\n", ".", "\"", "'", "\xFF\xFE", "\xC2", "\t.\t"};
  for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
    plb_doc doc = parsed(text[i]);
    check_whole(&doc);
  }
}

static void too_many_words(void **state) {
  (void)state;
  limits.tokens = 3;
  plb_doc doc = document(PLB_LIT("One two three."));
  plb_error err = {0};
  assert_int_equal(plb_parse(tables, &doc, &err), PLB_LIMIT);
  assert_int_equal(err.offset, 13);
  assert_non_null(strstr(err.message, "more than 3 words"));
}

static void memory_runs_out(void **state) {
  (void)state;
  static const char text[] = "The minister’s aides WON'T say so. \"No,\" they said, and visited Paris.";
  bool done = false;
  for (size_t cap = 64; !done && cap < 1u << 20; cap += 64) {
    plb_arena small;
    plb_arena_init(&small, cap);
    plb_block block = {{0, sizeof text - 1}, PLB_BLOCK_PARAGRAPH};
    plb_doc doc = {.arena = &small, .limits = &limits, .text = plb_slice_str(text), .block = &block, .n_block = 1};
    plb_error err = {0};
    plb_status s = plb_parse(tables, &doc, &err);
    assert_true(s == PLB_OK || s == PLB_NOMEM);
    done = s == PLB_OK;
    plb_arena_free(&small);
  }
  assert_true(done);
}

static void long_sentences_break(void **state) {
  (void)state;
  limits.sentence_tokens = 10;
  plb_doc doc = parsed("a b c d e f g h i j k l m n o p q r s t u v w x y z");
  check_whole(&doc);
  assert_int_equal(doc.n_sentence, 3);
}

static plb_slice repeated(const char *piece, uint32_t bytes) {
  uint32_t n = (uint32_t)strlen(piece);
  char *p = malloc(bytes);
  assert_non_null(p);
  for (uint32_t i = 0; i < bytes; i++)
    p[i] = piece[i % n];
  return plb_slice_of(p, bytes);
}

static double seconds_for(const char *piece, uint32_t bytes) {
  plb_slice text = repeated(piece, bytes);
  plb_arena own;
  plb_arena_init(&own, (size_t)1 << 30);
  limits.tokens = 2000000;
  plb_block block = {{0, text.n}, PLB_BLOCK_PARAGRAPH};
  plb_doc doc = {.arena = &own, .limits = &limits, .text = text, .block = &block, .n_block = 1};
  plb_error err = {0};
  clock_t begin = clock();
  plb_status s = plb_parse(tables, &doc, &err);
  double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
  assert_true(s == PLB_OK || s == PLB_LIMIT);
  if (s == PLB_OK) check_whole(&doc);
  plb_arena_free(&own);
  free((void *)text.p);
  return seconds;
}

/* Hostile repetitions: twice the text may not take much more than twice the time. */
static void time_is_linear(void **state) {
  (void)state;
  static const char *const piece[] = {"a",
                                      ".",
                                      "'",
                                      "\"",
                                      "a.",
                                      "a.b",
                                      "aB",
                                      "a-",
                                      "-",
                                      "(",
                                      "\" ",
                                      " '",
                                      "x's ",
                                      "www.",
                                      "a@",
                                      "1,000",
                                      "J. ",
                                      "said \"a, ",
                                      "http:",
                                      "\xC2",
                                      "and a ",
                                      "\xE4\xB8\xAD",
                                      "the old, ",
                                      "ran ",
                                      "a\xE2\x80\x99",
                                      "#",
                                      "/"};
  for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
    double one = seconds_for(piece[i], 100000), two = seconds_for(piece[i], 200000);
    if (two > 0.2 && two > 3.5 * one) fail_msg("'%s': %.3f s, then %.3f s", piece[i], one, two);
  }
}

static plb_slice weights_copy(void) {
  plb_slice w = plb_data("models/tagger.bin");
  char *p = malloc(w.n);
  assert_non_null(p);
  memcpy(p, w.p, w.n);
  return plb_slice_of(p, w.n);
}

static plb_status open_weights(plb_slice w) {
  plb_tagger *tagger = NULL;
  plb_lexicon lex = {0};
  plb_error err = {0};
  plb_status s = plb_tagger_open(&tagger, &lex, w, &err);
  assert_true((s == PLB_OK) == (tagger != NULL));
  plb_tagger_close(tagger);
  plb_lexicon_free(&lex);
  return s;
}

/* Sets a byte and makes the checksum right again. */
static void forge(plb_slice w, uint32_t at, unsigned char value) {
  char *p = (char *)w.p;
  p[at] = (char)value;
  uint64_t h = plb_hash64(plb_slice_sub(w, 16, w.n));
  for (uint32_t i = 0; i < 8; i++)
    p[8 + i] = (char)(h >> (8 * i));
}

static void damaged_weights(void **state) {
  (void)state;
  plb_slice w = weights_copy();
  assert_int_equal(open_weights(w), PLB_OK);
  assert_int_equal(open_weights((plb_slice){w.p, 0}), PLB_DAMAGED);
  for (uint32_t n = 1; n < w.n; n = n * 3 + 1)
    assert_int_equal(open_weights((plb_slice){w.p, n}), PLB_DAMAGED);
  ((char *)w.p)[w.n / 2] ^= 1;
  assert_int_equal(open_weights(w), PLB_DAMAGED); /* the checksum tells */
  ((char *)w.p)[w.n / 2] ^= 1;
  for (uint32_t at = 16; at < 36; at++) { /* every byte of the counts */
    unsigned char old = (unsigned char)w.p[at];
    forge(w, at, old ^ 0x41);
    assert_int_equal(open_weights(w), PLB_DAMAGED);
    forge(w, at, old);
  }
  uint32_t rows = 36 + 8 * PLB_LEX_CLASSES;
  for (uint32_t at = rows; at < rows + 4; at++) { /* a word's length, class and tag */
    unsigned char old = (unsigned char)w.p[at];
    forge(w, at, 0xFF);
    assert_int_equal(open_weights(w), PLB_DAMAGED);
    forge(w, at, old);
  }
  assert_int_equal(open_weights(w), PLB_OK);
  free((void *)w.p);
}

static void lemmas(void **state) {
  (void)state;
  static const struct {
    const char *word, *base;
    plb_tag tag;
  } row[] = {{"talks", "talk", PLB_TAG_NNS},
             {"accused", "accuse", PLB_TAG_VBD},
             {"banned", "ban", PLB_TAG_VBN},
             {"visiting", "visit", PLB_TAG_VBG},
             {"met", "meet", PLB_TAG_VBD},
             {"fled", "flee", PLB_TAG_VBD},
             {"dying", "die", PLB_TAG_VBG},
             {"lies", "lie", PLB_TAG_VBZ},
             {"allies", "ally", PLB_TAG_NNS},
             {"hoped", "hope", PLB_TAG_VBD},
             {"hopped", "hop", PLB_TAG_VBD},
             {"ex-ministers", "ex-minister", PLB_TAG_NNS},
             {"sanctioned", "sanction", PLB_TAG_VBN},
             {"left", "leave", PLB_TAG_VBD},
             {"left", "left", PLB_TAG_JJ},
             {"shelling", "shell", PLB_TAG_VBG},
             {"ceded", "cede", PLB_TAG_VBD},
             {"freed", "free", PLB_TAG_VBD},
             {"1990s", "1990s", PLB_TAG_NNS},
             {"better", "good", PLB_TAG_JJR},
             {"wo", "will", PLB_TAG_MD},
             {"brexiting", "brexit", PLB_TAG_VBG},
             {"striker", "striker", PLB_TAG_NN},
             {"crises", "crisis", PLB_TAG_NNS}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    plb_slice got = plb_lemma(tables, plb_slice_str(row[i].word), row[i].tag, &arena);
    if (!plb_slice_is(got, row[i].base)) fail_msg("%s: %.*s", row[i].word, (int)got.n, got.p);
  }
}

static void quote_flags(void **state) {
  (void)state;
  plb_doc doc = parsed("“We came.\n\n“We left,” he said. ‘Never mind.\n\nIt’s ‘the’ end.");
  check_whole(&doc);
  assert_int_equal(doc.n_quote, 3);
  assert_false(doc.quote[0].closed);
  assert_true(doc.quote[1].closed);
  assert_true(doc.quote[2].closed);
}

static void tag_names(void **state) {
  (void)state;
  assert_string_equal(plb_tag_name(PLB_TAG_NN), "NN");
  assert_string_equal(plb_tag_name(PLB_TAG_RPAREN), "RPAREN");
  assert_string_equal(plb_tag_name(PLB_TAG_COUNT), "?");
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void) {
  const struct CMUnitTest tests[] = {EACH(offsets_hold),         EACH(flags_hold),     EACH(unread_blocks),
                                     EACH(empty_documents),      EACH(too_many_words), EACH(memory_runs_out),
                                     EACH(time_is_linear),       EACH(lemmas),         EACH(damaged_weights),
                                     EACH(long_sentences_break), EACH(quote_flags),    EACH(tag_names)};
  return cmocka_run_group_tests(tests, open_tables, close_tables);
}
