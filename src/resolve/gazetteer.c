/* Phrases of data/actors in one hash map; a second map from first words bounds the length that is tried, as TABARI's
 * and PETRARCH's dictionaries are matched (longest phrase first, whole words). Last words also match by their base
 * form, so that "foreign ministers" finds "foreign minister". */
#include "resolve/gazetteer.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"

enum { MAX_WORDS = 12, MAX_KEY = 256, MAX_ENTRIES = 1000000, ARENA_BYTES = 512 << 20 };

static const char USERS[] = "user:"; /* before the file's name in rules, so that it is not taken for one of ours */

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

/* False for a form that cannot be one, or with g->full when memory ran out. */
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

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "resolve", "no memory for the actor tables");
}

static bool add_state(plb_gazetteer *g, const plb_actor_row *row, plb_entry e) {
  e.kind = PLB_ENTRY_STATE;
  bool first = e.rank || plb_map_get(&g->state, e.code) == PLB_MAP_NONE;
  g->full = first && !plb_map_set(&g->state, e.code, g->entry.n);
  bool ok = !g->full && add_form(g, e.name, e) && add_forms(g, row->forms, e);
  e.kind = PLB_ENTRY_ADJECTIVE;
  ok = ok && add_forms(g, row->adjectives, e);
  e.kind = PLB_ENTRY_CAPITAL;
  ok = ok && add_forms(g, row->capitals, e);
  e.kind = PLB_ENTRY_PEOPLE;
  e.sector = PLB_SECTOR_CVL;
  return ok && add_forms(g, row->people, e);
}

/* The row of the name, at `index`, goes in front of those of the same office. */
static bool add_office(plb_gazetteer *g, const plb_entry *e, uint32_t index) {
  plb_slice key = plb_arena_printf(&g->arena, "%.*s %.*s", (int)e->code.n, e->code.p, (int)e->role.n, e->role.p);
  uint32_t before = key.p ? plb_map_get(&g->office, key) : PLB_MAP_NONE;
  if (before != PLB_MAP_NONE) g->office_next.at[index] = before;
  g->full = !key.p || !plb_map_set(&g->office, key, index);
  return !g->full;
}

static bool add_person(plb_gazetteer *g, const plb_actor_row *row, plb_entry e) {
  uint32_t index = g->entry.n;
  e.role = row->role;
  if (!add_form(g, e.name, e) || !add_forms(g, row->forms, e)) return false;
  return !e.role.n || add_office(g, &e, index);
}

static bool add_synonym(plb_gazetteer *g, const plb_actor_row *row) {
  plb_slice *list = plb_vec_push(&g->arena, &g->offices, MAX_ENTRIES);
  if (list) *list = row->offices;
  g->full = !list || !plb_map_set(&g->synonym, row->role, g->offices.n - 1);
  return !g->full;
}

static bool add_row(plb_gazetteer *g, const plb_actor_row *row) {
  static const uint8_t kinds[PLB_ACTORS_COUNT] = {[PLB_ACTORS_PLACES] = PLB_ENTRY_PLACE,
                                                  [PLB_ACTORS_PEOPLE] = PLB_ENTRY_PERSON,
                                                  [PLB_ACTORS_ORGANISATIONS] = PLB_ENTRY_ORGANISATION,
                                                  [PLB_ACTORS_GROUPS] = PLB_ENTRY_GROUP,
                                                  [PLB_ACTORS_ROLES] = PLB_ENTRY_ROLE};
  plb_entry e = {.kind = kinds[row->table],
                 .sector = row->sector,
                 .role_kind = row->role_kind,
                 .rank = g->rank,
                 .name = row->name,
                 .code = row->code,
                 .from = row->from,
                 .to = row->to,
                 .file = row->file,
                 .line = row->line};
  if (row->table == PLB_ACTORS_OFFICES) return add_synonym(g, row);
  if (row->table == PLB_ACTORS_STATES) return add_state(g, row, e);
  if (row->table == PLB_ACTORS_PEOPLE) return add_person(g, row, e);
  return add_form(g, e.name, e) && add_forms(g, row->forms, e);
}

plb_status plb_gazetteer_add(plb_gazetteer *g, const plb_actor_row *row, plb_error *err) {
  if (add_row(g, row)) return PLB_OK;
  if (g->full) return no_memory(err);
  char place[180];
  plb_fail(err, PLB_TABLE, "table", "a form is empty, longer than %d words, or one of more than %d", MAX_WORDS,
           MAX_ENTRIES);
  bool users = strncmp(row->file, USERS, sizeof USERS - 1) == 0;
  snprintf(place, sizeof place, "%.140s:%u", row->file + (users ? sizeof USERS - 1 : 0), row->line);
  plb_error_place(err, place);
  return PLB_TABLE;
}

/* The rows are called `name`, errors are told of `file`. */
static plb_status load(plb_gazetteer *g, const char *file, const char *name, plb_slice text, plb_error *err) {
  plb_actor_rows rows;
  plb_actor_row row;
  plb_status s = plb_actor_rows_open(&rows, file, text, g->rank > 0, err);
  while (!s && (s = plb_actor_rows_next(&rows, &row, err)) == PLB_OK) {
    row.file = name;
    s = plb_gazetteer_add(g, &row, err);
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

plb_status plb_gazetteer_rank(plb_gazetteer *g, plb_error *err) {
  if (g->rank == UINT8_MAX) return plb_fail(err, PLB_LIMIT, "resolve", "more than %d tables of actors", UINT8_MAX);
  g->rank++;
  return PLB_OK;
}

plb_status plb_gazetteer_load(plb_gazetteer *g, const char *file, plb_slice text, plb_error *err) {
  plb_status s = plb_gazetteer_rank(g, err);
  if (s) return s;
  plb_slice name = plb_arena_printf(&g->arena, "%s%s", USERS, file), copy = plb_arena_dup(&g->arena, text);
  return name.p && copy.p ? load(g, file, name.p, copy, err) : no_memory(err);
}

void plb_gazetteer_init(plb_gazetteer *g) {
  *g = (plb_gazetteer){0};
  plb_arena_init(&g->arena, ARENA_BYTES);
}

plb_status plb_gazetteer_open(plb_gazetteer *g, plb_error *err) {
  plb_status s = PLB_OK;
  const char *file;
  plb_gazetteer_init(g);
  for (size_t i = 0; (file = plb_actor_file(i)) && !s; i++)
    s = load(g, file, file, plb_data(file), err);
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
    if (open != PLB_ENTRY_NONE && row->rank < g->entry.at[open].rank) break;
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
