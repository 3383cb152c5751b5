/* One description of each struct serves both ways: a function names its fields in order, and the wire either appends
 * them to a buffer or takes them from a slice, so that writer and reader of a format cannot drift apart. Numbers are in
 * this machine's byte order: both ends are the same program on the same machine, and nothing of it is kept. */
#include "pipe/wire.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "base/view.h"

typedef struct wire {
  plb_buf *out;     /* NULL: reading */
  plb_slice *in;    /* what is left to read */
  plb_arena *arena; /* for arrays that are read */
  bool damaged, no_memory;
} wire;

/* ---- single values ---- */

static void raw(wire *w, void *p, size_t n) {
  if (w->out) {
    plb_buf_add(w->out, p, n);
  } else if (w->damaged || n > w->in->n) {
    w->damaged = true;
    memset(p, 0, n);
  } else if (n) {
    memcpy(p, w->in->p, n);
    *w->in = plb_slice_sub(*w->in, (uint32_t)n, w->in->n);
  }
}

static void u8(wire *w, uint8_t *v) {
  raw(w, v, sizeof *v);
}
static void u16(wire *w, uint16_t *v) {
  raw(w, v, sizeof *v);
}
static void u32(wire *w, uint32_t *v) {
  raw(w, v, sizeof *v);
}
static void u64(wire *w, uint64_t *v) {
  raw(w, v, sizeof *v);
}

static void bytes(wire *w, plb_slice *s) {
  uint32_t n = s->n;
  u32(w, &n);
  if (w->out) {
    plb_buf_slice(w->out, *s);
  } else if (w->damaged || n > w->in->n) {
    w->damaged = true;
    *s = (plb_slice){"", 0};
  } else {
    *s = n ? plb_slice_of(w->in->p, n) : (plb_slice){"", 0};
    *w->in = plb_slice_sub(*w->in, n, w->in->n);
  }
}

/* A string with its NUL; NULL is sent as "". */
static void string(wire *w, const char **s) {
  plb_slice with_nul = w->out && *s ? plb_slice_of(*s, strlen(*s) + 1) : (plb_slice){"", 1};
  bytes(w, &with_nul);
  if (w->out) return;
  bool good = with_nul.n && memchr(with_nul.p, 0, with_nul.n) == with_nul.p + with_nul.n - 1;
  w->damaged |= !good;
  *s = good ? with_nul.p : "";
}

/* A count and, when reading, the array for it: at least min_bytes must be left for each item. */
static uint32_t count(wire *w, uint32_t *n, void **array, size_t size, size_t min_bytes) {
  u32(w, n);
  if (w->out) return *n;
  if (w->damaged || *n > w->in->n / min_bytes) {
    w->damaged = true;
    *n = 0;
  }
  *array = plb_arena_array(w->arena, *n, size);
  if (!*array) {
    w->no_memory = true;
    *n = 0;
  }
  return *n;
}
#define COUNT(w, n, array, min_bytes) count(w, n, (void **)(array), sizeof **(array), min_bytes)

static void span(wire *w, plb_span *s) {
  u32(w, &s->begin);
  u32(w, &s->end);
}

static void date(wire *w, plb_date *d) {
  uint16_t year = (uint16_t)d->year;
  u16(w, &year);
  d->year = (int16_t)year;
  u8(w, &d->month);
  u8(w, &d->day);
}

/* 32 lower-case hex digits, or none of them. */
static void id(wire *w, plb_id *v) {
  plb_slice hex = plb_slice_str(v->hex);
  bytes(w, &hex);
  if (w->out) return;
  bool good = hex.n == 32 || hex.n == 0;
  for (uint32_t i = 0; i < hex.n; i++)
    good &= plb_is_digit(hex.p[i]) || (hex.p[i] >= 'a' && hex.p[i] <= 'f');
  memset(v, 0, sizeof *v);
  if (good && hex.n) memcpy(v->hex, hex.p, 32);
  w->damaged |= !good;
}

static plb_status ended(const wire *w, plb_error *err, const char *what) {
  if (w->no_memory) return plb_fail(err, PLB_NOMEM, "pipe", "no memory for a %s", what);
  if (w->damaged) return plb_fail(err, PLB_DAMAGED, "pipe", "a %s came broken from another process", what);
  return PLB_OK;
}

/* ---- records ---- */

static void record(wire *w, plb_record *r) {
  plb_slice *given[] = {&r->given.id,      &r->given.url,       &r->given.title,
                        &r->given.text,    &r->given.html,      &r->given.outlet,
                        &r->given.author,  &r->given.published, &r->given.language,
                        &r->given.charset, &r->given.acquired,  &r->given.note,
                        &r->part};
  uint8_t format = (uint8_t)r->format;
  bytes(w, &r->source);
  u64(w, &r->offset);
  u32(w, &r->number);
  u8(w, &format);
  bytes(w, &r->bytes);
  for (size_t i = 0; i < sizeof given / sizeof *given; i++)
    bytes(w, given[i]);
  w->damaged |= format > PLB_FORMAT_FIELDS;
  r->format = w->damaged ? PLB_FORMAT_UNKNOWN : (plb_format)format;
}

void plb_wire_put_record(plb_buf *b, const plb_record *r) {
  plb_record copy = *r;
  record(&(wire){.out = b}, &copy);
}

plb_status plb_wire_get_record(plb_slice *in, plb_record *out, plb_error *err) {
  wire w = {.in = in};
  memset(out, 0, sizeof *out);
  record(&w, out);
  return ended(&w, err, "record");
}

/* ---- documents ---- */

static void fact(wire *w, plb_fact *f) {
  bytes(w, &f->value);
  string(w, &f->origin);
}

static void meta(wire *w, plb_meta *m) {
  fact(w, &m->title);
  fact(w, &m->outlet);
  fact(w, &m->url);
  fact(w, &m->language);
  fact(w, &m->wire);
  fact(w, &m->published);
  fact(w, &m->kind);
  date(w, &m->published_day);
  COUNT(w, &m->n_author, &m->author, 9);
  for (uint32_t i = 0; i < m->n_author; i++)
    fact(w, &m->author[i]);
}

static void text_parts(wire *w, plb_doc *doc) {
  bytes(w, &doc->text);
  COUNT(w, &doc->n_block, &doc->block, 9);
  for (uint32_t i = 0; i < doc->n_block; i++) {
    span(w, &doc->block[i].span);
    u8(w, &doc->block[i].kind);
  }
  /* Four and five 32-bit numbers without gaps: as they lie in memory. */
  _Static_assert(sizeof(plb_map_run) == 16 && sizeof(plb_sentence) == 20, "structs with gaps need their fields named");
  COUNT(w, &doc->n_map, &doc->map, sizeof *doc->map);
  if (doc->n_map) raw(w, doc->map, doc->n_map * sizeof *doc->map);
  COUNT(w, &doc->n_sentence, &doc->sentence, sizeof *doc->sentence);
  if (doc->n_sentence) raw(w, doc->sentence, doc->n_sentence * sizeof *doc->sentence);
  u32(w, &doc->n_token);
  u32(w, &doc->n_chunk);
}

static void party(wire *w, plb_party *p) {
  bytes(w, &p->name);
  bytes(w, &p->code);
  u8(w, &p->sector);
  u8(w, &p->kind);
  u8(w, &p->certain);
  bytes(w, &p->rule);
}

static void roles(wire *w, uint32_t *n, plb_role_fill **role) {
  COUNT(w, n, role, 23);
  for (uint32_t i = 0; i < *n; i++) {
    span(w, &(*role)[i].span);
    party(w, &(*role)[i].party);
  }
}

static void claims(wire *w, plb_report *r) {
  COUNT(w, &r->n_claim, &r->claim, 32);
  for (uint32_t i = 0; i < r->n_claim; i++) {
    u8(w, &r->claim[i].kind);
    span(w, &r->claim[i].span);
    span(w, &r->claim[i].cue);
    party(w, &r->claim[i].party);
  }
}

static void steps(wire *w, plb_report *r) {
  COUNT(w, &r->n_step, &r->step, 8);
  for (uint32_t i = 0; i < r->n_step; i++) {
    bytes(w, &r->step[i].rule);
    bytes(w, &r->step[i].text);
  }
}

static void report(wire *w, plb_report *r) {
  id(w, &r->id);
  u32(w, &r->sentence);
  u32(w, &r->rank);
  span(w, &r->trigger);
  u8(w, &r->type);
  u8(w, &r->status);
  bytes(w, &r->mode);
  roles(w, &r->n_actor, &r->actor);
  roles(w, &r->n_recipient, &r->recipient);
  claims(w, r);
  steps(w, r);
  date(w, &r->first);
  date(w, &r->last);
  u8(w, &r->grain);
  span(w, &r->date_span);
  string(w, &r->date_basis);
  span(w, &r->place_span);
  bytes(w, &r->place_name);
  bytes(w, &r->place_code);
  u32(w, &r->killed);
  u32(w, &r->injured);
  u32(w, &r->arrested);
  u16(w, &r->confidence);
}

static void document(wire *w, plb_doc *doc) {
  id(w, &doc->id);
  meta(w, &doc->meta);
  text_parts(w, doc);
  COUNT(w, &doc->n_report, &doc->report, 100);
  for (uint32_t i = 0; i < doc->n_report; i++)
    report(w, &doc->report[i]);
  COUNT(w, &doc->n_silence, &doc->silence, 16);
  for (uint32_t i = 0; i < doc->n_silence; i++) {
    u32(w, &doc->silence[i].sentence);
    span(w, &doc->silence[i].trigger);
    bytes(w, &doc->silence[i].why);
  }
}

void plb_wire_put_doc(plb_buf *b, const plb_doc *doc) {
  plb_doc copy = *doc; /* its arrays are only read */
  document(&(wire){.out = b}, &copy);
}

/* What plb_doc_check leaves open: sentences among words and blocks, ids, text that is UTF-8. */
static bool fits(const plb_doc *doc) {
  uint32_t token = 0, byte = 0;
  for (uint32_t i = 0; i < doc->n_sentence; i++) {
    const plb_sentence *s = &doc->sentence[i];
    if (s->begin < token || s->begin > s->end || s->end > doc->n_token) return false;
    if (s->span.begin < byte || s->span.begin > s->span.end || s->span.end > doc->text.n) return false;
    if (s->block >= doc->n_block) return false;
    token = s->end;
    byte = s->span.end;
  }
  for (uint32_t i = 0; i < doc->n_report; i++)
    if (!doc->report[i].id.hex[0]) return false;
  plb_date day = doc->meta.published_day;
  return (!plb_date_known(day) || plb_date_valid(day)) && plb_utf8_valid(doc->text);
}

/* Reads into a copy, so that a broken document leaves the caller's as it was. */
plb_status plb_wire_get_doc(plb_slice *in, plb_doc *doc, plb_error *err) {
  plb_doc copy = {.arena = doc->arena, .limits = doc->limits, .record = doc->record};
  wire w = {.in = in, .arena = doc->arena};
  document(&w, &copy);
  w.damaged |= !w.damaged && !w.no_memory && !fits(&copy);
  plb_status s = ended(&w, err, "document");
  if (!s) s = plb_doc_check(&copy, err);
  if (!s) *doc = copy;
  return s;
}

/* ---- errors, places, settings ---- */

static const char *own_name(const char *module) {
  static const char *const names[] = {"acquire", "json", "table",    "extract", "parse",
                                      "resolve", "code", "document", "store",   "pipe"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i], module) == 0) return names[i];
  return "worker";
}

void plb_wire_put_error(plb_buf *b, const plb_error *e) {
  wire w = {.out = b};
  uint32_t code = (uint32_t)e->code;
  const char *module = e->module, *message = e->message, *place = e->place;
  uint64_t offset = e->offset;
  u32(&w, &code);
  string(&w, &module);
  string(&w, &message);
  string(&w, &place);
  u64(&w, &offset);
}

plb_status plb_wire_get_error(plb_slice *in, plb_error *out, plb_error *err) {
  wire w = {.in = in};
  uint32_t code;
  const char *module, *message, *place;
  plb_error_clear(out);
  u32(&w, &code);
  string(&w, &module);
  string(&w, &message);
  string(&w, &place);
  u64(&w, &out->offset);
  w.damaged |= code >= PLB_STATUS_COUNT;
  out->code = w.damaged ? PLB_INTERNAL : (plb_status)code;
  out->module = own_name(module);
  snprintf(out->message, sizeof out->message, "%s", message);
  snprintf(out->place, sizeof out->place, "%s", place);
  return ended(&w, err, "message");
}

static void sandbox(wire *w, plb_sandbox *s) {
  uint8_t holds = (uint8_t)(s->limits | s->no_new_privs << 1 | s->seccomp << 2);
  uint16_t landlock = (uint16_t)s->landlock;
  const char *missing = s->missing;
  u8(w, &holds);
  u16(w, &landlock);
  string(w, &missing);
  if (w->out) return;
  w->damaged |= holds > 7;
  *s = (plb_sandbox){.limits = holds & 1, .no_new_privs = holds & 2, .seccomp = holds & 4, .landlock = landlock};
  snprintf(s->missing, sizeof s->missing, "%s", missing);
}

void plb_wire_put_sandbox(plb_buf *b, const plb_sandbox *s) {
  plb_sandbox copy = *s;
  sandbox(&(wire){.out = b}, &copy);
}

plb_status plb_wire_get_sandbox(plb_slice *in, plb_sandbox *out, plb_error *err) {
  wire w = {.in = in};
  *out = (plb_sandbox){.landlock = 0};
  sandbox(&w, out);
  return ended(&w, err, "sandbox's state");
}

static void cursor(wire *w, plb_cursor *c) {
  u64(w, &c->offset);
  u64(w, &c->hash);
  u32(w, &c->number);
}

void plb_wire_put_place(plb_buf *b, const plb_wire_place *p) {
  plb_wire_place copy = *p;
  wire w = {.out = b};
  cursor(&w, &copy.after);
  u64(&w, &copy.taken);
}

plb_status plb_wire_get_place(plb_slice *in, plb_wire_place *out, plb_error *err) {
  wire w = {.in = in};
  cursor(&w, &out->after);
  u64(&w, &out->taken);
  return ended(&w, err, "cursor");
}

void plb_wire_put_setup(plb_buf *b, const plb_limits *limits, const char *words) {
  plb_limits copy = *limits;
  wire w = {.out = b};
  raw(&w, &copy, sizeof copy);
  string(&w, &words);
}

plb_status plb_wire_get_setup(plb_slice *in, plb_limits *limits, const char **words, plb_error *err) {
  wire w = {.in = in};
  raw(&w, limits, sizeof *limits);
  string(&w, words);
  w.damaged |= limits->size != sizeof *limits;
  return ended(&w, err, "setup");
}

static void own_text(wire *w, plb_own_text *own) {
  u8(w, &own->kind);
  string(w, &own->name);
  bytes(w, &own->text);
  w->damaged |= own->kind >= PLB_OWN_KIND_COUNT;
}

void plb_wire_put_own(plb_buf *b, const plb_own_text *own, size_t n) {
  wire w = {.out = b};
  uint32_t many = (uint32_t)n;
  u32(&w, &many);
  for (size_t i = 0; i < n; i++) {
    plb_own_text copy = own[i];
    own_text(&w, &copy);
  }
}

plb_status plb_wire_get_own(plb_slice *in, plb_arena *arena, plb_own_text **own, uint32_t *n, plb_error *err) {
  wire w = {.in = in, .arena = arena};
  *n = 0;
  *own = NULL;
  if (!in->n) return PLB_OK;
  COUNT(&w, n, own, 9);
  for (uint32_t i = 0; i < *n && !w.damaged; i++)
    own_text(&w, &(*own)[i]);
  return ended(&w, err, "table");
}

void plb_wire_put_source(plb_buf *b, const char *name, const plb_cursor *from) {
  plb_cursor copy = *from;
  wire w = {.out = b};
  string(&w, &name);
  cursor(&w, &copy);
}

plb_status plb_wire_get_source(plb_slice *in, const char **name, plb_cursor *from, plb_error *err) {
  wire w = {.in = in};
  string(&w, name);
  cursor(&w, from);
  return ended(&w, err, "source");
}
