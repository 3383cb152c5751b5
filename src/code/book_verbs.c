/* Verb dictionaries of PETRARCH2 and TABARI as rows of our triggers. A block is verbs and, behind them, the patterns
 * all of them share: one row a pattern, the verbs being alternatives of its head. A blank between words of theirs lets
 * others in between: a gap of ours. '_' does not. Where a party stands ($ source, + target, % both) becomes the frame,
 * else the frame is that of the code (data/ontology/cameo.tsv). Formats: docs/source/dictionaries.rst of PETRARCH2, the
 * manual of TABARI 0.8. */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "code/book.h"
#include "code/book_lines.h"

enum { VERBS_MOST = 2000, ELEMENTS_MOST = 32, TEXT_MOST = 1 << 20 };

typedef struct verb {
  plb_slice pattern; /* as a head of ours: "give|gave|given", "cordon off" */
  plb_slice code;    /* its own, or empty */
  uint32_t line;
  bool single;
} verb;

typedef enum element_kind { WORDS, STAR, SOURCE, TARGET, BOTH, ANYTHING } element_kind;
typedef struct element {
  element_kind kind;
  bool glued; /* stands right behind the one before */
  plb_slice words;
} element;

typedef struct verbs {
  plb_book *b;
  plb_book_lines lines;
  bool blocks; /* "--- NAME [112] ---" begins one; else each verb does */
  plb_slice block_code;
  PLB_VEC(verb) verb;
  bool patterns;  /* the block has begun its patterns */
  plb_map synset; /* name -> alternatives */
  PLB_VEC(plb_slice) set;
  plb_buf text;
  bool full; /* memory ran out: what keep gave is empty */
  plb_error *err;
} verbs;

static plb_status note(verbs *v, plb_note_kind kind, plb_slice at, const char *what, plb_slice name) {
  return plb_book_note_at(v->b, kind, v->lines.number, plb_book_column(&v->lines, at), v->err, what,
                          name.n < 60 ? (int)name.n : 60, name.p ? name.p : "");
}

/* What stands in v->text, kept; and v->text empty again. */
static plb_slice keep(verbs *v) {
  plb_slice s = v->text.status ? (plb_slice){NULL, 0} : plb_arena_dup(&v->b->arena, plb_slice_of(v->text.p, v->text.n));
  v->full |= !s.p;
  plb_buf_clear(&v->text);
  return s;
}

static plb_status no_memory(verbs *v) {
  return plb_fail(v->err, PLB_NOMEM, "code", "no memory for the codebook");
}

static void put_lower(verbs *v, plb_slice word) {
  for (uint32_t i = 0; i < word.n; i++)
    if (word.p[i] != '~' && word.p[i] != '=') plb_buf_char(&v->text, plb_lower(word.p[i]));
}

/* Words between blanks and '_', joined by '_'; signs of dictionaries at the end fall away. */
static void put_phrase(verbs *v, plb_slice phrase) {
  bool any = false;
  for (uint32_t i = 0, begin = 0; i <= phrase.n; i++) {
    if (i < phrase.n && phrase.p[i] != '_' && !plb_is_space(phrase.p[i])) continue;
    if (i > begin && any) plb_buf_char(&v->text, '_');
    if (i > begin) put_lower(v, plb_slice_sub(phrase, begin, i)), any = true;
    begin = i + 1;
  }
}

/* ---- sets of synonyms ---- */

static plb_status synset_words(verbs *v, plb_slice name) {
  plb_slice line;
  bool first = true;
  while (plb_book_line(&v->lines, &line)) {
    if (line.p[0] != '+') {
      plb_book_unread(&v->lines);
      break;
    }
    plb_slice word = plb_slice_sub(line, 1, line.n);
    uint32_t inner = plb_slice_find(word, PLB_LIT("&"), 0), other = PLB_MAP_NONE;
    if (inner == 0) other = plb_map_get(&v->synset, word);
    if (inner != UINT32_MAX && other == PLB_MAP_NONE) {
      plb_status s = note(v, PLB_NOTE_PARTLY, word, "a set inside a phrase is left out: '%.*s'", word);
      if (s) return s;
      continue;
    }
    if (!first) plb_buf_char(&v->text, '|');
    first = false;
    if (other != PLB_MAP_NONE)
      plb_buf_slice(&v->text, v->set.at[other]);
    else
      put_phrase(v, word);
  }
  plb_slice *kept = plb_vec_push(&v->b->arena, &v->set, VERBS_MOST);
  plb_slice words = keep(v);
  if (!kept || !words.p) return no_memory(v);
  *kept = words;
  return words.n && !plb_map_set(&v->synset, name, v->set.n - 1) ? no_memory(v) : PLB_OK;
}

/* "&NAME_": the '_' says that no plurals are made; patterns name it with and without. */
static plb_status read_synset(verbs *v, plb_slice line) {
  plb_slice name = line;
  if (plb_slice_ends(name, PLB_LIT("_"))) name.n--;
  return synset_words(v, name);
}

static plb_slice synset_of(const verbs *v, plb_slice name) {
  if (plb_slice_ends(name, PLB_LIT("_"))) name.n--;
  uint32_t i = plb_map_get(&v->synset, name);
  return i == PLB_MAP_NONE ? (plb_slice){NULL, 0} : v->set.at[i];
}

/* ---- verbs ---- */

typedef struct stem_list {
  verbs *v;
  uint32_t n;
} stem_list;

static bool add_stem(void *user, plb_slice word) {
  stem_list *l = user;
  if (l->n++) plb_buf_char(&l->v->text, '|');
  plb_buf_slice(&l->v->text, word);
  return true;
}

/* A word of TABARI that no '_' ends is the beginning of words. */
static void put_stem(verbs *v, plb_slice word) {
  char lower[64];
  stem_list l = {v, 0};
  if (word.n < sizeof lower) {
    for (uint32_t i = 0; i < word.n; i++)
      lower[i] = plb_lower(word.p[i]);
    plb_cameo_verbs(v->b->cameo, plb_slice_of(lower, word.n), add_stem, &l);
  }
  if (!l.n) put_lower(v, word);
}

/* The head's other forms, out of {GAVE GIVEN}; of verbs of several words only those of the marked one. */
static void put_forms(verbs *v, plb_slice forms) {
  plb_slice form;
  while (plb_slice_word(&forms, &form)) {
    uint32_t plus = plb_slice_find(form, PLB_LIT("+"), 0);
    if (plus != UINT32_MAX) form = plb_slice_sub(form, plus + 1, form.n);
    uint32_t end = plb_slice_find(form, PLB_LIT("_"), 0);
    if (end != UINT32_MAX) form = plb_slice_sub(form, 0, end);
    if (!form.n) continue;
    plb_buf_char(&v->text, '|');
    put_lower(v, form);
  }
}

/* "BREAK_+DOWN", "LASH OUT": words as a pattern, '^' before the head. *single: it is one word. */
static plb_slice verb_pattern(verbs *v, plb_slice words, plb_slice forms, bool *single) {
  bool marked = plb_slice_find(words, PLB_LIT("+"), 0) != UINT32_MAX, exact = plb_slice_ends(words, PLB_LIT("_"));
  uint32_t n = 0;
  for (uint32_t i = 0, begin = 0; i <= words.n; i++) {
    if (i < words.n && words.p[i] != '_' && !plb_is_space(words.p[i])) continue;
    plb_slice word = plb_slice_sub(words, begin, i);
    bool gap = begin && plb_is_space(words.p[begin - 1]);
    begin = i + 1;
    if (!word.n) continue;
    bool head = marked ? word.p[0] == '+' : n == 0;
    if (word.p[0] == '+') word = plb_slice_sub(word, 1, word.n);
    if (n++) plb_buf_str(&v->text, gap ? " _ " : " ");
    if (head) plb_buf_char(&v->text, '^');
    if (head && !v->blocks && !exact)
      put_stem(v, word);
    else
      put_lower(v, word);
    if (head) put_forms(v, forms);
  }
  *single = n == 1;
  return keep(v);
}

/* ---- codes ---- */

typedef struct meaning {
  plb_cameo_event event;
  bool none;     /* a null code, or one for what is no act */
  bool mutual;   /* 062:062 */
  bool reversed; /* :173 */
} meaning;

static plb_slice bare_code(plb_slice code) {
  code = plb_slice_trim(code);
  while (code.n && strchr("?!", code.p[code.n - 1]))
    code.n--;
  return code;
}

static bool null_code(plb_slice code) {
  return plb_slice_is(code, "---") || plb_slice_is(code, "+++") || plb_slice_is(code, "###");
}

/* PLB_NOTFOUND: it says what we cannot (noted). */
static plb_status mean(verbs *v, plb_slice code, meaning *out) {
  *out = (meaning){.none = null_code(plb_slice_trim(code))};
  if (out->none) return PLB_OK;
  plb_slice rest = code, first, second = {NULL, 0};
  plb_slice_split(&rest, ':', &first);
  plb_slice_split(&rest, ':', &second);
  first = bare_code(first), second = bare_code(second);
  if (null_code(first)) first.n = 0;
  if (null_code(second)) second.n = 0;
  out->reversed = !first.n && second.n;
  if (out->reversed) first = second;
  if (!plb_cameo_event_of(v->b->cameo, first, &out->event)) {
    plb_status s = note(v, PLB_NOTE_SKIPPED, code, "'%.*s' is no code of CAMEO", code);
    return s ? s : PLB_NOTFOUND;
  }
  out->none = plb_slice_is(out->event.type, "NONE");
  out->mutual = plb_slice_eq(first, second) && !out->reversed;
  bool visit = plb_slice_is(first, "042") || plb_slice_is(first, "043"); /* the way back says the same again */
  if (!second.n || out->mutual || out->reversed || visit || out->none) return PLB_OK;
  return note(v, PLB_NOTE_PARTLY, second, "the second code, '%.*s', for the way back, is left out", second);
}

/* ---- patterns ---- */

typedef struct reading {
  element at[ELEMENTS_MOST];
  uint32_t n;
  const char *why; /* it cannot be taken; at says where */
  plb_slice where;
} reading;

static void refuse(reading *r, plb_slice where, const char *why) {
  if (!r->why) r->why = why, r->where = where;
}

static void push(reading *r, element_kind kind, bool glued, plb_slice words, plb_slice where) {
  if (r->n == ELEMENTS_MOST)
    refuse(r, where, "the pattern is too long: '%.*s'");
  else
    r->at[r->n++] = (element){kind, glued && r->n, words};
}

/* "A | B_C": alternatives. */
static plb_slice alternatives(verbs *v, reading *r, plb_slice inside) {
  plb_slice part;
  bool first = true;
  while (plb_slice_split(&inside, '|', &part)) {
    part = plb_slice_trim(part);
    plb_slice set = part.n && part.p[0] == '&' ? synset_of(v, part) : (plb_slice){NULL, 0};
    if (part.n && part.p[0] == '&' && !set.n) refuse(r, part, "there is no set '%.*s'");
    if (!part.n || (part.p[0] == '&' && !set.n)) continue;
    if (!first) plb_buf_char(&v->text, '|');
    first = false;
    if (set.n)
      plb_buf_slice(&v->text, set);
    else
      put_phrase(v, part);
  }
  plb_slice words = keep(v);
  if (!words.n) refuse(r, inside, "nothing stands in the braces%.*s");
  return words;
}

/* A word, or "BY/WITH" in a phrase with a preposition. */
static plb_slice plain_word(verbs *v, plb_slice word, bool slash) {
  for (uint32_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    if (slash && c == '/')
      plb_buf_char(&v->text, '|');
    else if (c != '~' && c != '=')
      plb_buf_char(&v->text, plb_lower(c));
  }
  return keep(v);
}

static uint32_t word_end(plb_slice s, uint32_t i) {
  while (i < s.n && !plb_is_space(s.p[i]) && !strchr("_(){}", s.p[i]))
    i++;
  return i;
}

static void read_element(verbs *v, reading *r, plb_slice word, bool glued, bool in_phrase) {
  static const char marks[] = "*$+%^";
  const char *mark = word.n == 1 || plb_slice_is(word, "**") ? strchr(marks, word.p[0]) : NULL;
  if (mark) {
    push(r, (element_kind)(STAR + (mark - marks)), glued, word, word);
  } else if (word.p[0] == '&') {
    plb_slice set = synset_of(v, word);
    if (!set.n) refuse(r, word, "there is no set '%.*s'");
    push(r, WORDS, glued, set, word);
  } else {
    push(r, WORDS, glued, plain_word(v, word, in_phrase), word);
  }
}

/* Elements of what stands in the text; all: every one is right behind the one before ("{PEACE PLAN}"). */
static void read_elements(verbs *v, reading *r, plb_slice text, bool all, int depth) {
  bool glued = false;
  for (uint32_t i = 0; i < text.n && !r->why;) {
    char c = text.p[i];
    if (plb_is_space(c) || c == '_') {
      glued =
          all || (c == '_' && i + 1 < text.n && !plb_is_space(text.p[i + 1]) && (!i || !plb_is_space(text.p[i - 1])));
      i++;
      continue;
    }
    char close = c == '{' ? '}' : c == '(' ? ')' : 0;
    uint32_t end = close ? plb_slice_find(text, plb_slice_of(&close, 1), i) : word_end(text, i);
    if (end == UINT32_MAX || (close && depth > 2) || c == '}' || c == ')')
      return refuse(r, plb_slice_sub(text, i, text.n), "the brackets do not fit: '%.*s'");
    plb_slice inside = plb_slice_sub(text, i + (close ? 1 : 0), end);
    if (close == '}' && plb_slice_find(inside, PLB_LIT("|"), 0) != UINT32_MAX) {
      push(r, WORDS, glued, alternatives(v, r, inside), inside);
    } else if (close) {
      uint32_t first = r->n;
      read_elements(v, r, inside, close == '}', depth + 1);
      if (first < r->n) r->at[first].glued = glued && first;
    } else {
      read_element(v, r, inside, glued, depth > 0);
    }
    i = end + (close ? 1 : 0);
    glued = all;
  }
}

static uint32_t star_of(const reading *r) {
  uint32_t star = UINT32_MAX, n = 0;
  for (uint32_t i = 0; i < r->n; i++)
    if (r->at[i].kind == STAR) star = i, n++;
  return n == 1 ? star : UINT32_MAX;
}

/* The pattern with `head` in the place of the star. Parties and '^' are gaps, at the ends nothing. */
static plb_slice render(verbs *v, const reading *r, plb_slice head) {
  bool gap = false, any = false;
  for (uint32_t i = 0; i < r->n; i++) {
    const element *e = &r->at[i];
    if (e->kind > STAR) {
      gap = true;
      continue;
    }
    if (any) plb_buf_str(&v->text, gap || !e->glued ? " _ " : " ");
    plb_buf_slice(&v->text, e->kind == STAR ? head : e->words);
    any = true, gap = false;
  }
  return keep(v);
}

/* ---- frames ---- */

static bool is_passive(const reading *r, uint32_t star) {
  static const char *const be[] = {"was", "were", "is", "are", "been", "being", "be"};
  for (uint32_t i = 0; i < star; i++)
    if (r->at[i].kind == WORDS && PLB_AMONG(r->at[i].words, be)) return true;
  return false;
}

/* The slot of a party's mark, or {NULL,0} without one. */
static plb_slice slot_at(const reading *r, element_kind kind, uint32_t star) {
  for (uint32_t i = 0; i < r->n; i++) {
    if (r->at[i].kind != kind) continue;
    bool passive = is_passive(r, star);
    if (i < star) return passive ? PLB_LIT("obj") : PLB_LIT("subj");
    plb_slice word = i ? r->at[i - 1].words : (plb_slice){NULL, 0}, first = word;
    if (i && r->at[i - 1].kind == WORDS) plb_slice_split(&word, '|', &first);
    if (i && r->at[i - 1].kind == WORDS && plb_slice_is(first, "by") && passive) return PLB_LIT("subj");
    return i && r->at[i - 1].kind == WORDS && plb_slot_is_preposition(first) ? first : PLB_LIT("obj");
  }
  return (plb_slice){NULL, 0};
}

static plb_slice recipients_of(plb_slice frame) {
  uint32_t arrow = plb_slice_find(frame, PLB_LIT(">"), 0);
  return arrow == UINT32_MAX ? PLB_LIT("obj") : plb_slice_sub(frame, arrow + 1, frame.n);
}

static plb_slice frame_of(verbs *v, const reading *r, uint32_t star, const meaning *m) {
  bool both = m->mutual;
  for (uint32_t i = 0; i < r->n; i++)
    both |= r->at[i].kind == BOTH;
  if (both) return PLB_LIT("subj+obj+with+between>=");
  if (m->reversed) return PLB_LIT("obj>subj");
  plb_slice source = slot_at(r, SOURCE, star), target = slot_at(r, TARGET, star);
  if (!source.n && !target.n) return m->event.frame;
  if (!source.n) source = plb_slice_is(target, "subj") ? PLB_LIT("obj") : PLB_LIT("subj");
  if (!target.n) target = plb_slice_is(source, "subj") ? recipients_of(m->event.frame) : PLB_LIT("subj");
  if (plb_slice_eq(source, target)) return m->event.frame;
  plb_buf_slice(&v->text, source);
  plb_buf_char(&v->text, '>');
  plb_buf_slice(&v->text, target);
  return keep(v);
}

/* ---- rows ---- */

/* bare: the verb alone, which takes a party on either side to be an event. */
static plb_status add_row(verbs *v, uint32_t line, plb_slice pattern, plb_slice frame, const meaning *m, bool bare) {
  if (!pattern.p || (!m->none && !frame.p)) return no_memory(v);
  plb_trigger_row row = {.file = plb_book_current(v->b)->name,
                         .line = line,
                         .type = PLB_LIT("NONE"),
                         .pattern = pattern,
                         .pos = PLB_LIT("V")};
  if (!m->none) {
    row.type = m->event.type;
    row.mode = m->event.mode;
    row.frame = frame;
    row.flags = m->event.flags;
    if (bare) row.flags = row.flags.n ? PLB_LIT("both,people") : PLB_LIT("both");
  }
  return plb_book_add_trigger(v->b, &row, v->err);
}

static bool has_words(const reading *r) {
  for (uint32_t i = 0; i < r->n; i++)
    if (r->at[i].kind == WORDS) return true;
  return false;
}

static plb_status read_pattern(verbs *v, plb_slice line) {
  plb_slice before, code, after;
  reading r = {.n = 0};
  meaning m;
  if (!plb_book_cut(line, '[', ']', &before, &code, &after))
    return note(v, PLB_NOTE_SKIPPED, line, "the pattern has no code in []%.*s", PLB_LIT(""));
  read_elements(v, &r, plb_slice_sub(before, 1, before.n), false, 0);
  uint32_t star = star_of(&r);
  if (v->full) return no_memory(v);
  if (!r.why && star == UINT32_MAX) refuse(&r, before, "the pattern has no '*', or several: '%.*s'");
  if (!v->verb.n) refuse(&r, before, "no verb stands before the pattern%.*s");
  if (!has_words(&r)) refuse(&r, before, "a pattern of parties alone says no more than its verb: '%.*s'");
  if (r.why) return note(v, PLB_NOTE_SKIPPED, r.where, r.why, r.where);
  plb_status s = mean(v, code, &m);
  if (s) return s == PLB_NOTFOUND ? PLB_OK : s;
  plb_slice frame = m.none ? (plb_slice){NULL, 0} : frame_of(v, &r, star, &m);
  bool any = false;
  plb_buf_char(&v->text, '^');
  for (uint32_t i = 0; i < v->verb.n; i++) {
    if (!v->verb.at[i].single) continue;
    if (any) plb_buf_char(&v->text, '|');
    plb_buf_slice(&v->text, plb_slice_sub(v->verb.at[i].pattern, 1, v->verb.at[i].pattern.n));
    any = true;
  }
  plb_slice head = keep(v);
  if (any) s = add_row(v, v->lines.number, render(v, &r, head), frame, &m, false);
  for (uint32_t i = 0; i < v->verb.n && !s; i++)
    if (!v->verb.at[i].single) s = add_row(v, v->lines.number, render(v, &r, v->verb.at[i].pattern), frame, &m, false);
  return s;
}

/* "GIVE {GAVE GIVEN} [070]": its row, unless it has no code of its own and none of the block's. */
static plb_status read_verb(verbs *v, plb_slice line) {
  plb_slice words = line, code = {NULL, 0}, forms = {NULL, 0}, after;
  verb *kept;
  meaning m;
  if (v->patterns || !v->blocks) v->verb.n = 0;
  if (v->patterns && v->blocks) v->block_code = PLB_LIT("---");
  v->patterns = false;
  if (plb_book_cut(line, '[', ']', &words, &code, &after)) line = words;
  if (plb_book_cut(line, '{', '}', &words, &forms, &after)) line = words;
  words = plb_slice_trim(line);
  if (!words.n || !(kept = plb_vec_push(&v->b->arena, &v->verb, VERBS_MOST)))
    return words.n ? no_memory(v) : note(v, PLB_NOTE_SKIPPED, line, "there is no verb%.*s", PLB_LIT(""));
  *kept = (verb){.line = v->lines.number};
  kept->pattern = verb_pattern(v, words, forms, &kept->single);
  if (!kept->pattern.p) return no_memory(v);
  if (!code.n) code = v->block_code;
  plb_status s = code.n ? mean(v, code, &m) : PLB_NOTFOUND;
  if (s) return s == PLB_NOTFOUND ? PLB_OK : s;
  plb_slice frame = m.mutual ? PLB_LIT("subj+obj+with+between>=") : m.reversed ? PLB_LIT("obj>subj") : m.event.frame;
  return add_row(v, kept->line, kept->pattern, frame, &m, true);
}

static plb_status read_block(verbs *v, plb_slice line) {
  plb_slice before, after;
  v->verb.n = 0;
  v->patterns = false;
  if (!plb_book_cut(line, '[', ']', &before, &v->block_code, &after)) v->block_code = PLB_LIT("---");
  return PLB_OK;
}

/* <TIME> ... </TIME>: what is not for verbs. */
static plb_status skip_section(verbs *v, plb_slice line) {
  static const char *const ours[] = {"<SYNSETS>", "</SYNSETS>"};
  if (PLB_AMONG(line, ours)) return PLB_OK;
  plb_status s = note(v, PLB_NOTE_SKIPPED, line, "the section %.*s is left out", line);
  while (!s && plb_book_line(&v->lines, &line) && !plb_slice_starts(line, PLB_LIT("</")))
    plb_book_current(v->b)->skipped++;
  return s;
}

static plb_status read_line(verbs *v, plb_slice line) {
  if (plb_slice_starts(line, PLB_LIT("---"))) return read_block(v, line);
  switch (line.p[0]) {
  case '&':
    return read_synset(v, line);
  case '<':
    return skip_section(v, line);
  case '~':
    if (plb_slice_starts(line, PLB_LIT("~~"))) return PLB_OK;
    return note(v, PLB_NOTE_SKIPPED, line, "a transformation is left out (reported speech has rules here): '%.*s'",
                line);
  case '-':
    v->patterns = true;
    return read_pattern(v, line);
  case '{':
    if (!v->verb.n) break;
    return note(v, PLB_NOTE_PARTLY, line, "forms on a line of their own are left out (regular ones are known): '%.*s'",
                line);
  default:
    break;
  }
  return read_verb(v, line);
}

static bool has_blocks(plb_slice text) {
  return plb_slice_starts(text, PLB_LIT("---")) || plb_slice_find(text, PLB_LIT("\n---"), 0) != UINT32_MAX;
}

plb_status plb_book_read_verbs(plb_book *b, plb_slice text, plb_error *err) {
  verbs v = {.b = b, .lines = {.rest = text}, .blocks = has_blocks(text), .err = err};
  plb_slice line;
  plb_status s = PLB_OK;
  plb_buf_init(&v.text, TEXT_MOST);
  while (!s && plb_book_line(&v.lines, &line))
    s = read_line(&v, line);
  if (!s && v.full) s = no_memory(&v);
  plb_buf_free(&v.text);
  plb_map_free(&v.synset);
  return s;
}
