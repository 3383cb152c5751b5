/* JSON of coded events, told apart by their keys: {"events":[{"char","event",...}]} (the end-to-end scorer's form),
 * compiled articles of our corpus, its stand-off sentences, and our own reports and documents (docs/formats.md). */
#include <stdlib.h>

#include "base/error.h"
#include "base/json.h"
#include "eval/read.h"
#include "eval/values.h"

enum { PLACE_BYTES = 240 };

typedef struct form {
  plb_eval *e;
  const char *name;
  uint32_t line;    /* 0: the file is one value */
  const char *list; /* the list the event at hand stands in, and its number */
  size_t item;
  bool memory_out;
  const plb_json *root; /* of a compiled article; its text */
  plb_eval_text text;
} form;

/* ---- saying what is wrong ---- */
static bool wrong(form *f, const char *key, const char *what) {
  char place[PLACE_BYTES], item[64] = "";
  if (f->list) snprintf(item, sizeof item, "%s[%zu].", f->list, f->item);
  if (f->line)
    snprintf(place, sizeof place, "%.100s:%u:%s%.40s", f->name, f->line, item, key);
  else
    snprintf(place, sizeof place, "%.100s:%s%.40s", f->name, item, key);
  plb_eval_refuse(f->e, place, "%s", what);
  return false;
}

static bool no_memory(form *f) {
  f->memory_out = true;
  return false;
}

static bool keep(form *f, plb_slice s, plb_slice *out) {
  *out = plb_arena_dup(&f->e->arena, s.p ? s : (plb_slice){"", 0});
  return out->p || no_memory(f);
}

static void said(form *f, uint32_t what) {
  plb_eval_now(f->e)->said |= what;
}

static bool is_null(const plb_json *v) {
  int64_t n;
  return !plb_json_text(v).p && !plb_json_is_array(v) && !plb_json_is_object(v) && !plb_json_int(v, &n);
}

/* ---- values ---- */
static bool number(form *f, const plb_json *v, const char *key, uint32_t *out) {
  int64_t n;
  const plb_json *at = plb_json_get(v, key);
  if (!at || is_null(at)) return true;
  if (!plb_json_int(at, &n) || n < 0 || n >= PLB_NOWHERE) return wrong(f, key, "is no whole number from 0");
  *out = (uint32_t)n;
  return true;
}

static bool read_type(form *f, const plb_json *v, const char *key, plb_coded_event *x) {
  bool none;
  plb_type t = plb_eval_type(f->e->words, plb_json_text(plb_json_get(v, key)), &none);
  if (t == PLB_TYPE_COUNT) return wrong(f, key, "is no event type with a place in PLOVER");
  x->type = (uint8_t)t;
  return true;
}

static bool one_status(form *f, const plb_json *v, const char *key, uint8_t *out) {
  const plb_json *at = plb_json_get(v, key);
  if (!at || is_null(at)) return true;
  *out = (uint8_t)plb_eval_status(f->e->words, plb_json_text(at));
  if (*out == PLB_ACT_COUNT) return wrong(f, key, "is no status");
  said(f, PLB_SAID_STATUS);
  return true;
}

static bool read_status(form *f, const plb_json *v, plb_coded_event *x) {
  if (!one_status(f, v, "status", &x->status) || !one_status(f, v, "status_alt", &x->status2)) return false;
  if (x->status2 == PLB_ACT_COUNT) x->status2 = x->status;
  return true;
}

static bool read_mode(form *f, const plb_json *v, plb_coded_event *x) {
  const plb_json *at = plb_json_get(v, "mode");
  if (at) said(f, PLB_SAID_MODE);
  return keep(f, plb_json_text(at), &x->mode);
}

static bool read_date(form *f, plb_slice s, plb_coded_event *x, const char *key) {
  char out[24];
  said(f, PLB_SAID_DATE);
  if (!s.n) return true;
  if (s.n > 40 || !plb_eval_date(s, out)) return wrong(f, key, "is no date");
  return keep(f, plb_slice_str(out), &x->date);
}

/* {"code":...,"sector":...}, strings or null. */
static bool party(form *f, const plb_json *v, plb_coded_party *out) {
  if (plb_json_is_object(v) && plb_json_get(v, "sector")) said(f, PLB_SAID_SECTOR);
  return keep(f, plb_json_text(plb_json_get(v, "code")), &out->code) &&
         keep(f, plb_json_text(plb_json_get(v, "sector")), &out->sector);
}

static const plb_json *entity(form *f, plb_slice id) {
  const plb_json *all = plb_json_get(f->root, "entities");
  for (size_t i = 0; id.p && i < plb_json_count(all); i++)
    if (plb_slice_eq(plb_json_text(plb_json_get(plb_json_at(all, i), "id")), id)) return plb_json_at(all, i);
  return NULL;
}

/* A party of a compiled article names an entity; elsewhere it is its own. */
static const plb_json *party_itself(form *f, const plb_json *v) {
  const plb_json *named = plb_json_get(v, "entity");
  return named && f->root ? entity(f, plb_json_text(named)) : v;
}

static bool parties(form *f, const plb_json *v, const char *key, plb_coded_party **out, uint32_t *n) {
  PLB_VEC(plb_coded_party) list = {0};
  const plb_json *all = plb_json_get(v, key);
  if (all && !is_null(all) && !plb_json_is_array(all)) return wrong(f, key, "is no list");
  if (plb_json_count(all) > PLB_EVAL_PARTIES) return wrong(f, key, "holds more than 64 parties");
  for (size_t i = 0; i < plb_json_count(all); i++) {
    plb_coded_party *p = plb_vec_push(&f->e->arena, &list, PLB_EVAL_PARTIES);
    if (!p) return no_memory(f);
    if (!party(f, party_itself(f, plb_json_at(all, i)), p)) return false;
  }
  *out = list.at;
  *n = list.n;
  return true;
}

static bool both_sides(form *f, const plb_json *v, const char *actor, const char *recipient, plb_coded_event *x) {
  if (plb_json_get(v, actor)) said(f, PLB_SAID_ACTOR);
  if (plb_json_get(v, recipient)) said(f, PLB_SAID_RECIPIENT);
  return parties(f, v, actor, &x->actor, &x->n_actor) && parties(f, v, recipient, &x->recipient, &x->n_recipient);
}

static bool read_claimant(form *f, plb_slice name, plb_coded_event *x) {
  said(f, PLB_SAID_CLAIMANT);
  return plb_eval_claimant(f->e, x, name.p ? name : (plb_slice){"", 0}) || no_memory(f);
}

/* ---- the four kinds of events ---- */
typedef bool event_fn(form *f, const plb_json *v, plb_coded_event *x);

static bool scorer_event(form *f, const plb_json *v, plb_coded_event *x) {
  const plb_json *chain = plb_json_get(v, "attribution"), *date = plb_json_get(v, "date");
  int64_t at;
  if (!plb_json_int(plb_json_get(v, "char"), &at)) return wrong(f, "char", "is missing, or no whole number");
  if (chain && !plb_json_is_array(chain) && !is_null(chain)) return wrong(f, "attribution", "is no list");
  x->optional = plb_json_is_true(plb_json_get(v, "optional"));
  said(f, PLB_SAID_PLACE | PLB_SAID_TRIGGER);
  return number(f, v, "char", &x->char_at) && read_type(f, v, "event", x) && read_status(f, v, x) &&
         read_mode(f, v, x) && keep(f, plb_json_text(plb_json_get(v, "trigger")), &x->trigger) &&
         read_date(f, plb_json_text(date), x, "date") && both_sides(f, v, "actor", "recipient", x) &&
         read_claimant(f, plb_json_text(plb_json_at(chain, plb_json_count(chain) ? plb_json_count(chain) - 1 : 0)), x);
}

static bool range(form *f, const plb_json *v, const char *key, uint32_t *begin, uint32_t *end) {
  const plb_json *at = plb_json_get(v, key);
  int64_t a, b;
  if (!plb_json_int(plb_json_at(at, 0), &a) || !plb_json_int(plb_json_at(at, 1), &b) || a < 0 || b < a ||
      b >= PLB_NOWHERE)
    return wrong(f, key, "is no pair of offsets");
  *begin = (uint32_t)a;
  *end = (uint32_t)b;
  return true;
}

/* Words of the compiled article between two code points. */
static plb_slice words_of(form *f, uint32_t begin, uint32_t end) {
  const plb_eval_text *t = &f->text;
  return plb_slice_sub(t->s, plb_eval_text_byte(t, begin), plb_eval_text_byte(t, end));
}

static bool corpus_event(form *f, const plb_json *v, plb_coded_event *x) {
  uint32_t end = 0;
  const plb_json *chain = plb_json_get(v, "claim"),
                 *last = plb_json_at(chain, plb_json_count(chain) ? plb_json_count(chain) - 1 : 0);
  const plb_json *teller = last && f->root ? entity(f, plb_json_text(plb_json_get(last, "entity"))) : NULL;
  if (!range(f, v, "trigger", &x->char_at, &end)) return false;
  said(f, PLB_SAID_PLACE);
  if (f->root) said(f, PLB_SAID_TRIGGER);
  if (f->root && !keep(f, words_of(f, x->char_at, end), &x->trigger)) return false;
  if (f->root && !read_claimant(f, plb_json_text(plb_json_get(teller, "name")), x)) return false;
  return read_type(f, v, "type", x) && read_status(f, v, x) && read_mode(f, v, x) &&
         read_date(f, plb_json_text(plb_json_get(v, f->root ? "date.value" : "date")), x, "date") &&
         both_sides(f, v, "actors", "recipients", x);
}

/* The innermost claimant; outlet and wire are none. */
static plb_slice innermost(const plb_json *chain) {
  const plb_json *last = plb_json_at(chain, plb_json_count(chain) ? plb_json_count(chain) - 1 : 0);
  plb_slice kind = plb_json_text(plb_json_get(last, "kind")), name = plb_json_text(plb_json_get(last, "name"));
  if (!last || plb_slice_is(kind, "outlet") || plb_slice_is(kind, "wire")) return (plb_slice){"", 0};
  return name.n ? name : plb_json_text(plb_json_get(last, "text"));
}

static bool own_date(form *f, const plb_json *v, plb_coded_event *x) {
  char both[48];
  plb_slice first = plb_json_text(plb_json_get(v, "date.first")), last = plb_json_text(plb_json_get(v, "date.last"));
  if (first.n > 20 || last.n > 20) return wrong(f, "date", "is no date");
  snprintf(both, sizeof both, "%.*s%s%.*s", (int)first.n, first.p ? first.p : "", last.n ? "/" : "", (int)last.n,
           last.p ? last.p : "");
  return read_date(f, plb_slice_str(first.n ? both : ""), x, "date");
}

static bool own_event(form *f, const plb_json *v, plb_coded_event *x) {
  said(f, PLB_SAID_PLACE | PLB_SAID_TRIGGER);
  return number(f, v, "trigger.begin", &x->byte_at) && number(f, v, "trigger.source_begin", &x->source_at) &&
         number(f, v, "sentence.begin", &x->sentence_at) && read_type(f, v, "type", x) && read_status(f, v, x) &&
         read_mode(f, v, x) && keep(f, plb_json_text(plb_json_get(v, "trigger.text")), &x->trigger) &&
         keep(f, plb_json_text(plb_json_get(v, "sentence.text")), &x->sentence_words) && own_date(f, v, x) &&
         both_sides(f, v, "actor", "recipient", x) && read_claimant(f, innermost(plb_json_get(v, "claim")), x);
}

/* ---- documents ---- */
static bool one_event(form *f, plb_coded_doc *doc, const plb_json *v, event_fn *read) {
  plb_coded_event *x = plb_eval_event(f->e, doc);
  if (!x) return no_memory(f);
  x->line = f->line;
  if (read(f, v, x)) return true;
  doc->event.n--;
  plb_eval_now(f->e)->n_event--;
  return !f->memory_out;
}

static bool all_events(form *f, plb_coded_doc *doc, const plb_json *v, const char *key, event_fn *read) {
  const plb_json *list = plb_json_get(v, key);
  if (!plb_json_is_array(list)) return wrong(f, key, "is no list") || true;
  f->list = key;
  for (f->item = 0; f->item < plb_json_count(list); f->item++)
    if (!one_event(f, doc, plb_json_at(list, f->item), read)) return false;
  f->list = NULL;
  return true;
}

static bool has_text(form *f, plb_coded_doc *doc, const plb_json *v) {
  plb_slice text = plb_json_text(plb_json_get(v, "text"));
  if (!text.p || doc->has_text) return true;
  doc->has_text = true;
  return keep(f, text, &doc->text);
}

static plb_coded_doc *document(form *f, plb_slice id, const plb_json *v, const char *file) {
  plb_coded_doc *doc = id.n ? plb_eval_doc(f->e, id) : NULL;
  if (!id.n) {
    wrong(f, "document", "is not named");
    return NULL;
  }
  if (!doc || !plb_eval_name(f->e, doc, PLB_NAME_FILE, plb_json_text(plb_json_get(v, file))) ||
      !plb_eval_name(f->e, doc, PLB_NAME_URL, plb_json_text(plb_json_get(v, "url"))) ||
      !plb_eval_name(f->e, doc, PLB_NAME_TITLE, plb_json_text(plb_json_get(v, "title")))) {
    no_memory(f);
    return NULL;
  }
  return doc;
}

/* The file's name is the document's. */
static bool read_scorer(form *f, const plb_json *v) {
  plb_slice stem = plb_eval_stem(plb_eval_base_name(plb_slice_str(f->name)));
  if (f->line) stem = plb_json_text(plb_json_get(v, "doc"));
  plb_coded_doc *doc = document(f, stem, v, "doc");
  return doc ? all_events(f, doc, v, "events", scorer_event) : !f->memory_out;
}

static bool read_compiled(form *f, const plb_json *v) {
  plb_coded_doc *doc = document(f, plb_json_text(plb_json_get(v, "id")), v, "file");
  f->root = v;
  if (doc && (!has_text(f, doc, v) || !plb_eval_text_open(&f->text, doc->text, &f->e->arena))) return no_memory(f);
  return doc ? all_events(f, doc, v, "reports", corpus_event) : !f->memory_out;
}

static bool read_standoff(form *f, const plb_json *v) {
  uint32_t begin = 0, end = 0;
  plb_coded_doc *doc = document(f, plb_json_text(plb_json_get(v, "document")), v, "file");
  if (!doc) return !f->memory_out;
  if (!number(f, v, "begin", &begin) || !number(f, v, "end", &end)) return true;
  plb_coded_scope *scope = plb_vec_push(&f->e->arena, &doc->scope, PLB_EVAL_EVENTS);
  if (!scope) return no_memory(f);
  *scope = (plb_coded_scope){begin, end};
  return all_events(f, doc, v, "reports", corpus_event);
}

static bool read_own(form *f, const plb_json *v) {
  plb_coded_doc *doc = document(f, plb_json_text(plb_json_get(v, "document_id")), v, "source.name");
  if (!doc) return !f->memory_out;
  if (plb_json_get(v, "report_id")) return one_event(f, doc, v, own_event);
  if (!plb_json_get(v, "reports")) return true; /* one that could not be read */
  return has_text(f, doc, v) && all_events(f, doc, v, "reports", own_event);
}

static bool read_value(form *f, const plb_json *v) {
  f->list = NULL;
  f->root = NULL;
  if (plb_json_get(v, "events")) return read_scorer(f, v);
  if (plb_json_get(v, "entities")) return read_compiled(f, v);
  if (plb_json_get(v, "document_id")) return read_own(f, v);
  if (plb_json_get(v, "document")) return read_standoff(f, v);
  return wrong(f, "", "JSON of no form we know: neither events, reports nor a document") || true;
}

static plb_status end(const form *f, plb_error *err) {
  return f->memory_out ? plb_eval_full(f->e, err) : PLB_OK;
}

static plb_status read_lines(form *f, plb_slice bytes, plb_error *err) {
  plb_slice line;
  for (f->line = 1; !f->memory_out && plb_slice_split(&bytes, '\n', &line); f->line++) {
    plb_error why = {0};
    plb_json *v;
    line = plb_slice_trim(line);
    if (!line.n) continue;
    plb_status s = plb_json_parse(line, &v, &why);
    if (s == PLB_NOMEM) return plb_eval_no_memory(err);
    f->list = NULL;
    if (s) wrong(f, "", why.message);
    if (!s) read_value(f, v);
    plb_json_free(v);
  }
  return end(f, err);
}

/* Is it a value a line? PLB_NOMEM when there is no memory to see. */
static plb_status by_line(const char *name, plb_slice bytes, bool *lines) {
  plb_slice n = plb_slice_str(name), line;
  plb_json *v;
  *lines = plb_slice_ends(n, PLB_LIT(".jsonl")) || plb_slice_ends(n, PLB_LIT(".ndjson"));
  if (*lines || plb_slice_ends(n, PLB_LIT(".json"))) return PLB_OK;
  plb_slice_split(&bytes, '\n', &line);
  plb_status s = plb_json_parse(plb_slice_trim(line), &v, NULL);
  plb_json_free(v);
  *lines = s == PLB_OK;
  return s == PLB_NOMEM ? s : PLB_OK;
}

plb_status plb_eval_read_json(plb_eval *e, const char *name, plb_slice bytes, plb_error *err) {
  form f = {.e = e, .name = name};
  plb_error why = {0};
  plb_json *v = NULL;
  bool lines;
  plb_status s = by_line(name, bytes, &lines);
  if (!s && lines) return read_lines(&f, bytes, err);
  if (!s) s = plb_json_parse(bytes, &v, &why);
  if (s == PLB_NOMEM) return plb_eval_no_memory(err);
  if (s) wrong(&f, "", why.message);
  if (!s) read_value(&f, v);
  plb_json_free(v);
  return end(&f, err);
}
