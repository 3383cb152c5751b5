/* Phrases of data/actors in one hash map; a second map from first words bounds the length that is tried, as TABARI's
 * and PETRARCH's dictionaries are matched (longest phrase first, whole words). Last words also match by their base
 * form, so that "foreign ministers" finds "foreign minister". */
#include "resolve/gazetteer.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "base/utf8.h"

enum { MAX_WORDS = 12, MAX_KEY = 256, MAX_ENTRIES = 200000 };

static uint32_t fold_word(plb_slice s, char *out, uint32_t room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < s.n;) {
    uint32_t cp;
    i += plb_utf8_next(s, i, &cp);
    if (cp == 0x2019 || cp == 0x02BC) cp = '\'';
    char piece[4];
    uint32_t k = cp == PLB_UTF8_BAD ? 0 : plb_utf8_put(plb_char_lower(cp), piece);
    if (n + k > room) return UINT32_MAX;
    memcpy(out + n, piece, k);
    n += k;
  }
  return n;
}

/* Words of a form as the parser splits them: at spaces and before 's. Returns the key's length, its words in *words. */
static uint32_t form_key(plb_slice form, char key[MAX_KEY], uint32_t *words) {
  uint32_t n = fold_word(form, key, MAX_KEY - 16);
  if (n == UINT32_MAX) return 0;
  char out[MAX_KEY];
  uint32_t m = 0;
  *words = 1;
  for (uint32_t i = 0; i < n && m + 2 < MAX_KEY; i++) {
    bool clitic = key[i] == '\'' && i + 1 < n && key[i + 1] == 's' && (i + 2 == n || key[i + 2] == ' ');
    if (clitic) out[m++] = ' ';
    if (clitic || key[i] == ' ') (*words)++;
    out[m++] = key[i];
  }
  memcpy(key, out, m);
  return m;
}

static uint8_t case_of(plb_slice form) {
  bool lower = false, upper = false;
  for (uint32_t i = 0; i < form.n;) {
    uint32_t cp;
    i += plb_utf8_next(form, i, &cp);
    plb_char_class c = plb_char_class_of(cp);
    lower |= c == PLB_CH_LOWER;
    upper |= c == PLB_CH_UPPER;
    if (lower && !upper) return PLB_CASE_ANY;
  }
  return upper ? (lower ? PLB_CASE_CAPITAL : PLB_CASE_ALLCAPS) : PLB_CASE_ANY;
}

static plb_status bad_form(const plb_gazetteer *g, const plb_table *t, plb_error *err) {
  if (g->full) return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
  return plb_table_fail(t, err, "a form is empty, longer than %d words, or one of more than %d", MAX_WORDS,
                        MAX_ENTRIES);
}

static bool add_key(plb_gazetteer *g, const char *key, uint32_t n, uint32_t words, plb_slice form, plb_entry entry) {
  plb_slice k = plb_arena_dup(&g->arena, plb_slice_of(key, n));
  if (!k.p) return false;
  uint32_t first = plb_map_get(&g->form, k), index = g->entry.n;
  plb_entry *e = plb_vec_push(&g->arena, &g->entry, MAX_ENTRIES);
  uint32_t *chain = plb_vec_push(&g->arena, &g->office_next, MAX_ENTRIES);
  if (!e || !chain) return false;
  *chain = PLB_ENTRY_NONE;
  *e = entry;
  e->form_case = case_of(form);
  e->next = first == PLB_MAP_NONE ? PLB_ENTRY_NONE : first;
  if (!plb_map_set(&g->form, k, index)) return false;
  const char *space = memchr(k.p, ' ', k.n);
  plb_slice word = plb_slice_of(k.p, space ? (size_t)(space - k.p) : k.n);
  uint32_t most = plb_map_get(&g->first, word);
  return most != PLB_MAP_NONE && most >= words ? true : plb_map_set(&g->first, word, words);
}

/* False for a form that cannot be one, or with g->full. */
static bool add_form(plb_gazetteer *g, plb_slice form, plb_entry entry) {
  char key[MAX_KEY];
  uint32_t words, n = form_key(plb_slice_trim(form), key, &words);
  if (n == 0 || words > MAX_WORDS || g->entry.n == MAX_ENTRIES) return false;
  g->full = !add_key(g, key, n, words, form, entry);
  return !g->full;
}

static bool add_forms(plb_gazetteer *g, plb_slice list, plb_entry entry) {
  plb_slice part;
  while (plb_slice_split(&list, '|', &part))
    if (part.n && !add_form(g, part, entry)) return false;
  return true;
}

static plb_status read_date(const plb_table *t, uint32_t column, plb_date *out, plb_error *err) {
  plb_slice cell = plb_table_cell(t, column);
  *out = cell.n ? plb_date_parse_iso(cell) : (plb_date){0};
  if (cell.n && !plb_date_known(*out)) return plb_table_fail(t, err, "'%.*s' is no date", (int)cell.n, cell.p);
  return PLB_OK;
}

static plb_status read_sector(const plb_table *t, uint32_t column, uint8_t *out, plb_error *err) {
  plb_slice cell = plb_table_cell(t, column);
  plb_sector s = plb_sector_of(cell);
  if (s == PLB_SECTOR_COUNT) return plb_table_fail(t, err, "'%.*s' is no sector", (int)cell.n, cell.p);
  *out = (uint8_t)s;
  return PLB_OK;
}

static plb_status load_states(plb_gazetteer *g, plb_error *err) {
  plb_table t;
  const char *file = "actors/states.tsv";
  plb_status s = plb_table_open_data(&t, file, "code name forms adjectives people capitals from to", err);
  if (s) return s;
  while ((s = plb_table_next(&t, err)) == PLB_OK) {
    plb_entry e = {.sector = PLB_SECTOR_GOV, .file = file, .line = t.line};
    e.code = plb_table_cell(&t, 0);
    e.name = plb_table_cell(&t, 1);
    if ((s = read_date(&t, 6, &e.from, err)) || (s = read_date(&t, 7, &e.to, err))) return s;
    e.kind = PLB_ENTRY_STATE;
    g->full = plb_map_get(&g->state, e.code) == PLB_MAP_NONE && !plb_map_set(&g->state, e.code, g->entry.n);
    bool ok = !g->full && add_form(g, e.name, e) && add_forms(g, plb_table_cell(&t, 2), e);
    e.kind = PLB_ENTRY_ADJECTIVE;
    ok = ok && add_forms(g, plb_table_cell(&t, 3), e);
    e.kind = PLB_ENTRY_CAPITAL;
    ok = ok && add_forms(g, plb_table_cell(&t, 5), e);
    e.kind = PLB_ENTRY_PEOPLE;
    e.sector = PLB_SECTOR_CVL;
    ok = ok && add_forms(g, plb_table_cell(&t, 4), e);
    if (!ok) return bad_form(g, &t, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_places(plb_gazetteer *g, plb_error *err) {
  plb_table t;
  const char *file = "actors/places.tsv";
  plb_status s = plb_table_open_data(&t, file, "code name forms kind", err);
  if (s) return s;
  while ((s = plb_table_next(&t, err)) == PLB_OK) {
    plb_entry e = {.kind = PLB_ENTRY_PLACE, .sector = PLB_SECTOR_UNK, .file = file, .line = t.line};
    e.code = plb_table_cell(&t, 0);
    e.name = plb_table_cell(&t, 1);
    if (!add_form(g, e.name, e) || !add_forms(g, plb_table_cell(&t, 2), e)) return bad_form(g, &t, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* organisations.tsv, groups.tsv and people.tsv share their columns but for `role`. */
static plb_status load_named(plb_gazetteer *g, const char *file, plb_entry_kind kind, plb_error *err) {
  plb_table t;
  bool person = kind == PLB_ENTRY_PERSON;
  plb_status s = plb_table_open_data(
      &t, file, person ? "code sector name forms from to role" : "code sector name forms from to", err);
  if (s) return s;
  while ((s = plb_table_next(&t, err)) == PLB_OK) {
    plb_entry e = {.kind = (uint8_t)kind, .file = file, .line = t.line};
    e.code = plb_table_cell(&t, 0);
    e.name = plb_table_cell(&t, 2);
    if (!e.code.n) e.code = PLB_LIT("---");
    if (person) e.role = plb_table_cell(&t, 6);
    if ((s = read_sector(&t, 1, &e.sector, err)) || (s = read_date(&t, 4, &e.from, err)) ||
        (s = read_date(&t, 5, &e.to, err)))
      return s;
    uint32_t index = g->entry.n;
    if (!add_form(g, e.name, e) || !add_forms(g, plb_table_cell(&t, 3), e)) return bad_form(g, &t, err);
    if (!person || !e.role.n || g->entry.n == index) continue;
    plb_slice key = plb_arena_printf(&g->arena, "%.*s %.*s", (int)e.code.n, e.code.p, (int)e.role.n, e.role.p);
    uint32_t before = key.p ? plb_map_get(&g->office, key) : PLB_MAP_NONE;
    if (before != PLB_MAP_NONE) g->office_next.at[index] = before;
    if (!key.p || !plb_map_set(&g->office, key, index))
      return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_roles(plb_gazetteer *g, plb_error *err) {
  static const char *const kinds[3] = {"person", "body", "group"};
  plb_table t;
  const char *file = "actors/roles.tsv";
  plb_status s = plb_table_open_data(&t, file, "form sector kind", err);
  if (s) return s;
  while ((s = plb_table_next(&t, err)) == PLB_OK) {
    plb_entry e = {.kind = PLB_ENTRY_ROLE, .file = file, .line = t.line, .code = PLB_LIT("---")};
    e.name = plb_table_cell(&t, 0);
    if ((s = read_sector(&t, 1, &e.sector, err))) return s;
    e.role_kind = (uint8_t)(plb_slice_index(plb_table_cell(&t, 2), kinds, 3) + 1);
    if (e.role_kind > 3) return plb_table_fail(&t, err, "kind is none of person, body, group");
    if (!add_form(g, e.name, e)) return bad_form(g, &t, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

static plb_status load_offices(plb_gazetteer *g, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "actors/offices.tsv", "role offices", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    plb_slice *list = plb_vec_push(&g->arena, &g->offices, MAX_ENTRIES);
    if (list) *list = plb_table_cell(&t, 1);
    if (!list || !plb_map_set(&g->synonym, plb_table_cell(&t, 0), g->offices.n - 1))
      return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_gazetteer_open(plb_gazetteer *g, plb_error *err) {
  *g = (plb_gazetteer){0};
  plb_arena_init(&g->arena, 256u << 20);
  plb_status s = load_roles(g, err);
  if (!s) s = load_places(g, err);
  if (!s) s = load_named(g, "actors/organisations.tsv", PLB_ENTRY_ORGANISATION, err);
  if (!s) s = load_named(g, "actors/groups.tsv", PLB_ENTRY_GROUP, err);
  if (!s) s = load_states(g, err);
  if (!s) s = load_named(g, "actors/people.tsv", PLB_ENTRY_PERSON, err);
  if (!s) s = load_offices(g, err);
  if (s) plb_gazetteer_close(g);
  return s;
}

void plb_gazetteer_close(plb_gazetteer *g) {
  plb_map_free(&g->form);
  plb_map_free(&g->first);
  plb_map_free(&g->office);
  plb_map_free(&g->state);
  plb_map_free(&g->synonym);
  plb_arena_free(&g->arena);
}

/* Does the case of the words fit the form? "US" must not match "us", nor "Turkey" a "turkey". */
static bool case_fits(const plb_entry *e, const plb_token *token, uint32_t i, uint32_t length) {
  if (e->form_case == PLB_CASE_ANY) return true;
  uint8_t need = e->form_case == PLB_CASE_ALLCAPS && length == 1 ? PLB_TOK_ALLCAPS : PLB_TOK_CAPITAL;
  if (token[i].span.end - token[i].span.begin <= 1) need = PLB_TOK_CAPITAL;
  for (uint32_t k = i; k < i + length; k++)
    if (token[k].flags & PLB_TOK_CAPITAL) return (token[i].flags & need) || (need == PLB_TOK_CAPITAL && k > i);
  return false;
}

static uint32_t look(const plb_gazetteer *g, plb_slice key, const plb_token *token, uint32_t i, uint32_t length) {
  uint32_t e = plb_map_get(&g->form, key);
  if (e == PLB_MAP_NONE) return PLB_ENTRY_NONE;
  while (e != PLB_ENTRY_NONE && !case_fits(&g->entry.at[e], token, i, length))
    e = g->entry.at[e].next;
  return e;
}

uint32_t plb_gazetteer_match(const plb_gazetteer *g, const plb_token *token, uint32_t i, uint32_t end,
                             uint32_t *length) {
  uint32_t most = plb_map_get(&g->first, token[i].lower), by_lemma = most;
  if (!plb_slice_eq(token[i].lower, token[i].lemma)) by_lemma = plb_map_get(&g->first, token[i].lemma);
  if (most == PLB_MAP_NONE || (by_lemma != PLB_MAP_NONE && by_lemma > most)) most = by_lemma;
  if (most == PLB_MAP_NONE) return PLB_ENTRY_NONE;
  if (most > end - i) most = end - i;
  char key[MAX_KEY];
  uint32_t at[MAX_WORDS + 1] = {0}; /* key length before word k */
  uint32_t words = 0, n = 0;
  for (; words < most; words++) {
    plb_slice w = token[i + words].lower;
    if (n + w.n + 1 >= MAX_KEY) break;
    if (words) key[n++] = ' ';
    at[words] = n;
    memcpy(key + n, w.p, w.n);
    n += w.n;
  }
  for (uint32_t k = words; k > 0; k--) {
    uint32_t begin = at[k - 1];
    plb_slice w = token[i + k - 1].lower, base = token[i + k - 1].lemma;
    uint32_t e = look(g, plb_slice_of(key, begin + w.n), token, i, k);
    if (e == PLB_ENTRY_NONE && !plb_slice_eq(w, base) && begin + base.n < MAX_KEY) {
      memcpy(key + begin, base.p, base.n);
      e = look(g, plb_slice_of(key, begin + base.n), token, i, k);
      if (e != PLB_ENTRY_NONE && g->entry.at[e].kind != PLB_ENTRY_ROLE) e = PLB_ENTRY_NONE;
    }
    if (e != PLB_ENTRY_NONE) {
      *length = k;
      return e;
    }
  }
  return PLB_ENTRY_NONE;
}

/* Compares with as much precision as both have. */
static int cmp_date(plb_date a, plb_date b) {
  if (a.year != b.year) return a.year < b.year ? -1 : 1;
  if (!a.month || !b.month || a.month == b.month) return !a.day || !b.day ? 0 : (int)a.day - (int)b.day;
  return a.month < b.month ? -1 : 1;
}

static bool entry_holds(const plb_entry *e, plb_date day) {
  if (!plb_date_known(day)) return !plb_date_known(e->to);
  return (!plb_date_known(e->from) || cmp_date(e->from, day) <= 0) &&
         (!plb_date_known(e->to) || cmp_date(day, e->to) <= 0);
}

uint32_t plb_gazetteer_on(const plb_gazetteer *g, uint32_t entry, plb_date day) {
  uint32_t open = PLB_ENTRY_NONE;
  for (uint32_t e = entry; e != PLB_ENTRY_NONE; e = g->entry.at[e].next) {
    const plb_entry *row = &g->entry.at[e];
    if (!entry_holds(row, day)) continue;
    if (plb_date_known(row->from)) return e;
    if (open == PLB_ENTRY_NONE) open = e;
  }
  return open;
}

static uint32_t holder_of(const plb_gazetteer *g, plb_slice code, plb_slice role, plb_date day) {
  char key[MAX_KEY];
  if (code.n + role.n + 1 >= MAX_KEY) return PLB_ENTRY_NONE;
  memcpy(key, code.p, code.n);
  key[code.n] = ' ';
  memcpy(key + code.n + 1, role.p, role.n);
  uint32_t e = plb_map_get(&g->office, plb_slice_of(key, code.n + role.n + 1));
  if (e == PLB_MAP_NONE) return PLB_ENTRY_NONE;
  for (; e != PLB_ENTRY_NONE; e = g->office_next.at[e])
    if (plb_date_known(day) && entry_holds(&g->entry.at[e], day)) return e;
  return PLB_ENTRY_NONE;
}

uint32_t plb_gazetteer_holder(const plb_gazetteer *g, plb_slice code, plb_slice role, plb_date day) {
  uint32_t list = plb_map_get(&g->synonym, role);
  if (list == PLB_MAP_NONE) return holder_of(g, code, role, day);
  plb_slice rest = g->offices.at[list], office;
  while (plb_slice_split(&rest, '|', &office)) {
    uint32_t e = holder_of(g, code, office, day);
    if (e != PLB_ENTRY_NONE) return e;
  }
  return PLB_ENTRY_NONE;
}
