/* json: the texts of tests/cases/json, and a differential test: texts made of them by small changes, each judged by a
 * reader of RFC 8259's grammar that knows nothing of jansson. */
#include <errno.h>
#include <math.h>

#include "../cases.h"
#include "base/json.h"
#include "base/utf8.h"

static plb_status parse(plb_slice text) {
  plb_json *v;
  plb_error err = {0};
  plb_status s = plb_json_parse(text, &v, &err);
  assert_int_equal(v != NULL, s == PLB_OK);
  if (s) assert_true((s == PLB_DAMAGED || s == PLB_LIMIT) && err.code == s && err.message[0] && err.offset <= text.n);
  plb_json_free(v);
  return s;
}

/* ---- the list of cases ---- */

enum { TEXTS = 512 };

typedef struct cases {
  plb_buf file, bytes;
  plb_slice text[TEXTS];
  uint32_t n;
} cases;

static int hex(char c) {
  return plb_is_digit(c) ? c - '0' : plb_lower(c) - 'a' + 10;
}

/* "> text" with \xHH and \\ -> its bytes. */
static void add_case(cases *c, plb_slice line) {
  size_t begin = c->bytes.n;
  for (uint32_t i = 2; i < line.n; i++) {
    bool byte = line.p[i] == '\\' && line.p[i + 1] == 'x';
    plb_buf_char(&c->bytes, byte ? (char)(hex(line.p[i + 2]) * 16 + hex(line.p[i + 3])) : line.p[i]);
    i += byte ? 3 : line.p[i] == '\\';
  }
  assert_true(c->n < TEXTS);
  c->text[c->n++] = plb_slice_of(c->bytes.p + begin, c->bytes.n - begin);
}

static void open_cases(cases *c, const char *name) {
  *c = (cases){0};
  assert_true(case_read(PLB_SOURCE_DIR "/tests/cases/json", name, &c->file));
  plb_buf_init(&c->bytes, CASE_BYTES);
  assert_true(plb_buf_reserve(&c->bytes, c->file.n)); /* the slices stay where they are */
  plb_slice rest = plb_slice_of(c->file.p, c->file.n), line;
  while (plb_slice_split(&rest, '\n', &line))
    if (line.n && line.p[0] == '>') add_case(c, line);
}

static void close_cases(cases *c) {
  plb_buf_free(&c->file);
  plb_buf_free(&c->bytes);
}

static uint32_t check(const char *name, bool refused) {
  cases c;
  uint32_t wrong = 0;
  open_cases(&c, name);
  for (uint32_t i = 0; i < c.n; i++) {
    if ((parse(c.text[i]) != PLB_OK) == refused) continue;
    print_error("%s: '%.*s'\n", name, (int)c.text[i].n, c.text[i].p);
    wrong++;
  }
  assert_int_equal(wrong, 0);
  close_cases(&c);
  return c.n;
}

static void test_cases(void **state) {
  (void)state;
  assert_true(check("accepted.txt", false) >= 95);
  assert_true(check("refused.txt", true) >= 188);
  assert_true(check("deviations.txt", true) <= 13); /* never more */
}

/* ---- the grammar, rule by rule ---- */

typedef struct grammar {
  plb_slice s;
  uint32_t at;
  uint32_t depth;
  bool odd; /* allowed, but in the list of deviations */
} grammar;

static char peek(const grammar *g) {
  return g->at < g->s.n ? g->s.p[g->at] : 0;
}

static bool take(grammar *g, const char *words) {
  if (!plb_slice_starts(plb_slice_sub(g->s, g->at, g->s.n), plb_slice_str(words))) return false;
  g->at += (uint32_t)strlen(words);
  return true;
}

static void ws(grammar *g) {
  while (peek(g) && strchr(" \t\n\r", peek(g)))
    g->at++;
}

static bool digits(grammar *g) {
  uint32_t from = g->at;
  while (plb_is_digit(peek(g)))
    g->at++;
  return g->at > from;
}

static bool number(grammar *g) {
  char copy[400];
  uint32_t from = g->at;
  bool real = false;
  take(g, "-");
  if (!take(g, "0") && !digits(g)) return false;
  if (take(g, ".") && (real = true, !digits(g))) return false;
  if (take(g, "e") || take(g, "E")) {
    real = true;
    if (!take(g, "+")) take(g, "-");
    if (!digits(g)) return false;
  }
  uint32_t n = g->at - from;
  assert_true(n < sizeof copy);
  memcpy(copy, g->s.p + from, n);
  copy[n] = 0;
  errno = 0;
  if (real ? isinf(strtod(copy, NULL)) : (strtoll(copy, NULL, 10), errno == ERANGE)) g->odd = true;
  return true;
}

static bool hex4(grammar *g, uint32_t *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++, g->at++) {
    if (!peek(g) || !strchr("0123456789abcdefABCDEF", peek(g))) return false;
    *unit = *unit * 16 + (uint32_t)hex(peek(g));
  }
  return true;
}

static bool escape(grammar *g, bool name) {
  uint32_t unit, low;
  if (!take(g, "u")) return peek(g) && strchr("\"\\/bfnrt", peek(g)) && (g->at++, true);
  if (!hex4(g, &unit)) return false;
  if (unit == 0 && name) g->odd = true;
  if (unit < 0xD800 || unit > 0xDFFF) return true;
  if (unit > 0xDBFF || !take(g, "\\u")) return g->odd = true;
  if (!hex4(g, &low)) return false;
  if (low < 0xDC00 || low > 0xDFFF) g->odd = true;
  return true;
}

static bool string(grammar *g, bool name) {
  if (!take(g, "\"")) return false;
  while (!take(g, "\"")) {
    if ((unsigned char)peek(g) < 0x20) return false;
    if (take(g, "\\")) {
      if (!escape(g, name)) return false;
    } else {
      g->at++;
    }
  }
  return true;
}

static bool value(grammar *g);

static bool list(grammar *g, const char *end, bool object) {
  if (++g->depth > PLB_JSON_DEPTH) return false;
  ws(g);
  if (take(g, end)) return g->depth--, true;
  do {
    ws(g);
    if (object) {
      if (!string(g, true)) return false;
      ws(g);
      if (!take(g, ":")) return false;
    }
    if (!value(g)) return false;
  } while (take(g, ","));
  g->depth--;
  return take(g, end);
}

static bool value(grammar *g) {
  ws(g);
  bool good;
  if (peek(g) == '"')
    good = string(g, false);
  else if (take(g, "["))
    good = list(g, "]", false);
  else if (take(g, "{"))
    good = list(g, "}", true);
  else if (peek(g) == '-' || plb_is_digit(peek(g)))
    good = number(g);
  else
    good = take(g, "null") || take(g, "true") || take(g, "false");
  ws(g);
  return good;
}

static bool valid(plb_slice s, bool *odd) {
  grammar g = {.s = s};
  bool good = value(&g) && g.at == s.n && plb_utf8_valid(s);
  *odd = g.odd;
  return good;
}

/* ---- one against the other ---- */

static uint32_t dice(uint64_t *state, uint32_t n) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33) % n;
}

/* Two cases as they are or in one list, with up to three bytes put in, taken out or changed. */
static void make(plb_buf *b, const cases *c, uint64_t *seed) {
  static const char marks[] =
      "[]{},:\"\"\\\\/ue+-.0123456789dDabftn \t\n\r\x01\x1f\x7f\x80\xc2\xa9\xed\xa0\xef\xbb\xbf";
  bool two = dice(seed, 2);
  plb_buf_clear(b);
  if (two) plb_buf_str(b, dice(seed, 2) ? "[" : "{\"k\":");
  plb_buf_slice(b, c->text[dice(seed, c->n)]);
  if (two) plb_buf_str(b, dice(seed, 2) ? "," : ",\"k\":");
  if (two) plb_buf_slice(b, c->text[dice(seed, c->n)]);
  if (two) plb_buf_char(b, b->p[0] == '[' ? ']' : '}');
  for (uint32_t i = dice(seed, 4); i && b->n; i--) {
    uint32_t at = dice(seed, (uint32_t)b->n), how = dice(seed, 3);
    if (how == 0) {
      memmove(b->p + at, b->p + at + 1, b->n - at - 1);
      b->n--;
      continue;
    }
    if (how == 1) {
      plb_buf_char(b, 0);
      memmove(b->p + at + 1, b->p + at, b->n - at - 1);
    }
    b->p[at] = marks[dice(seed, sizeof marks)]; /* with the NUL at its end */
  }
}

static void differs(plb_slice text, bool got) {
  plb_buf b;
  plb_buf_init(&b, 1 << 16);
  for (uint32_t i = 0; i < text.n; i++)
    plb_buf_printf(&b, text.p[i] < 0x20 || text.p[i] > 0x7e ? "\\x%02x" : "%c", (unsigned char)text.p[i]);
  plb_buf_char(&b, 0);
  fail_msg("%s by us, not by the grammar: %s", got ? "accepted" : "refused", b.p);
}

static void test_against_grammar(void **state) {
  (void)state;
  cases c;
  plb_buf b;
  uint64_t seed = 8259;
  uint32_t good = 0, bad = 0, skipped = 0;
  open_cases(&c, "accepted.txt");
  plb_buf_init(&b, 1 << 16);
  for (int i = 0; i < 200000; i++) {
    bool odd;
    make(&b, &c, &seed);
    plb_slice text = plb_slice_of(b.n ? b.p : "", b.n);
    bool want = valid(text, &odd), got = parse(text) == PLB_OK;
    if (want && odd)
      skipped++;
    else if (want != got)
      differs(text, got);
    else
      *(got ? &good : &bad) += 1;
  }
  print_message("%u accepted, %u refused by both, %u of the deviations\n", good, bad, skipped);
  assert_true(good > 40000 && bad > 40000 && skipped < 1000);
  plb_buf_free(&b);
  close_cases(&c);
}

/* ---- limits ---- */

static void test_limits(void **state) {
  (void)state;
  plb_buf b;
  plb_buf_init(&b, 1 << 20);
  plb_buf_char(&b, '[');
  for (int i = 1; i < PLB_JSON_VALUES - 1; i++)
    plb_buf_str(&b, "0,");
  plb_buf_str(&b, "0]");
  assert_int_equal(parse(plb_slice_of(b.p, b.n)), PLB_OK);
  b.n--;
  plb_buf_str(&b, ",0]");
  assert_int_equal(parse(plb_slice_of(b.p, b.n)), PLB_LIMIT);
  plb_buf_clear(&b);
  plb_buf_char(&b, '"'); /* marks inside a string are none */
  for (int i = 0; i < PLB_JSON_VALUES; i++)
    plb_buf_str(&b, "[,\\\"");
  plb_buf_char(&b, '"');
  assert_int_equal(parse(plb_slice_of(b.p, b.n)), PLB_OK);
  plb_buf_free(&b);
}

static void test_nul(void **state) {
  (void)state;
  plb_json *v;
  plb_error err = {0};
  assert_int_equal(plb_json_parse(PLB_LIT("{\"a\":\"x\\u0000\\u0000y\"}"), &v, &err), PLB_OK);
  assert_true(plb_slice_is(plb_json_text(plb_json_get(v, "a")), "x  y"));
  plb_json_free(v);
  assert_int_equal(plb_json_parse(PLB_LIT("[1\0]"), &v, &err), PLB_DAMAGED);
  assert_int_equal(err.offset, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_against_grammar),
                                     cmocka_unit_test(test_limits), cmocka_unit_test(test_nul)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
