/* View: first every index, span and enum of the document is checked, then the arrays are copied into plain structs of
 * the arena. Text offsets become source offsets by binary search in the map's runs. */
#include "base/view.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

/* ---- names ---- */

static const char *const block_names[PLB_BLOCK_KIND_COUNT] = {
    [PLB_BLOCK_TITLE] = "title",         [PLB_BLOCK_STANDFIRST] = "standfirst",
    [PLB_BLOCK_PARAGRAPH] = "paragraph", [PLB_BLOCK_HEADING] = "heading",
    [PLB_BLOCK_LIST] = "list",           [PLB_BLOCK_QUOTE] = "quote",
    [PLB_BLOCK_TABLE] = "table",         [PLB_BLOCK_CAPTION] = "caption",
    [PLB_BLOCK_TEASER] = "teaser",       [PLB_BLOCK_CREDIT] = "credit"};
static const char *const party_kind_names[PLB_PARTY_KIND_COUNT] = {
    [PLB_PARTY_STATE] = "state", [PLB_PARTY_ORGANISATION] = "organisation",
    [PLB_PARTY_GROUP] = "group", [PLB_PARTY_PERSON] = "person",
    [PLB_PARTY_ROLE] = "role",   [PLB_PARTY_OTHER] = "other"};
static const char *const grain_names[PLB_GRAIN_UNKNOWN] = {
    [PLB_GRAIN_NONE] = "none",     [PLB_GRAIN_DAY] = "day",         [PLB_GRAIN_WEEK] = "week",
    [PLB_GRAIN_MONTH] = "month",   [PLB_GRAIN_QUARTER] = "quarter", [PLB_GRAIN_YEAR] = "year",
    [PLB_GRAIN_DECADE] = "decade", [PLB_GRAIN_CENTURY] = "century", [PLB_GRAIN_RANGE] = "range"};
static const char *const time_type_names[PLB_TIME_TYPE_COUNT] = {"DATE", "TIME", "DURATION", "SET"};
static const char *const claim_kind_names[PLB_CLAIM_KIND_COUNT] = {
    [PLB_CLAIM_MEDIUM] = "medium", [PLB_CLAIM_SPEAKER] = "speaker"};

static const char *name_of(const char *const *names, unsigned n, unsigned i) {
  return i < n ? names[i] : "?";
}

const char *plb_block_name(plb_block_kind k) {
  return name_of(block_names, PLB_BLOCK_KIND_COUNT, (unsigned)k);
}
plb_block_kind plb_block_of(plb_slice name) {
  return (plb_block_kind)plb_slice_index(name, block_names, PLB_BLOCK_KIND_COUNT);
}
const char *plb_party_kind_name(plb_party_kind k) {
  return name_of(party_kind_names, PLB_PARTY_KIND_COUNT, (unsigned)k);
}
plb_party_kind plb_party_kind_of(plb_slice name) {
  return (plb_party_kind)plb_slice_index(name, party_kind_names, PLB_PARTY_KIND_COUNT);
}
const char *plb_grain_name(plb_granularity g) {
  return name_of(grain_names, PLB_GRAIN_UNKNOWN, (unsigned)g);
}
plb_granularity plb_grain_of(plb_slice name) {
  return (plb_granularity)plb_slice_index(name, grain_names, PLB_GRAIN_UNKNOWN);
}
const char *plb_claim_kind_name(plb_claim_kind k) {
  return name_of(claim_kind_names, PLB_CLAIM_KIND_COUNT, (unsigned)k);
}
plb_claim_kind plb_claim_kind_of(plb_slice name) {
  return (plb_claim_kind)plb_slice_index(name, claim_kind_names, PLB_CLAIM_KIND_COUNT);
}

/* ---- check ---- */

static bool inside(const plb_doc *doc, plb_span s) {
  return s.begin <= s.end && s.end <= doc->text.n;
}

static bool sentence_ok(const plb_doc *doc, uint32_t i) {
  return i < doc->n_sentence && doc->sentence && inside(doc, doc->sentence[i].span);
}

static bool party_ok(const plb_party *p) {
  return p->sector < PLB_SECTOR_COUNT && p->kind < PLB_PARTY_KIND_COUNT && p->certain <= 100;
}

static const char *roles_wrong(const plb_doc *doc, const plb_role_fill *role, uint32_t n) {
  if (n && !role) return "has parties that are not there";
  for (uint32_t i = 0; i < n; i++)
    if (!inside(doc, role[i].span) || !party_ok(&role[i].party)) return "has a party that does not fit";
  return NULL;
}

static const char *claims_wrong(const plb_doc *doc, const plb_report *r) {
  if (r->n_claim && !r->claim) return "has claims that are not there";
  for (uint32_t i = 0; i < r->n_claim; i++) {
    const plb_claim *c = &r->claim[i];
    if (c->kind >= PLB_CLAIM_KIND_COUNT || !inside(doc, c->span) || !inside(doc, c->cue) || !party_ok(&c->party))
      return "has a claim that does not fit";
  }
  return NULL;
}

static bool date_ok(plb_date d) {
  return !plb_date_known(d) ? d.month == 0 && d.day == 0 : plb_date_valid(d);
}

/* What is wrong with the report, or NULL. */
static const char *report_wrong(const plb_doc *doc, const plb_report *r) {
  if (r->type >= PLB_TYPE_COUNT || r->status >= PLB_ACT_COUNT) return "has no such type or status";
  if (!sentence_ok(doc, r->sentence)) return "has no sentence";
  if (!inside(doc, r->trigger) || r->trigger.begin == r->trigger.end) return "has no trigger";
  if (!inside(doc, r->date_span) || !inside(doc, r->place_span)) return "has a date or place outside the text";
  if (r->grain >= PLB_GRAIN_UNKNOWN || !date_ok(r->first) || !date_ok(r->last)) return "has a date that is none";
  if (r->confidence > 1000) return "is more than certain";
  if (r->n_step && !r->step) return "has steps that are not there";
  const char *wrong = roles_wrong(doc, r->actor, r->n_actor);
  if (!wrong) wrong = roles_wrong(doc, r->recipient, r->n_recipient);
  return wrong ? wrong : claims_wrong(doc, r);
}

static bool time_ok(const plb_doc *doc, const plb_time *t) {
  if (!inside(doc, t->span) || t->span.begin == t->span.end || t->sentence >= doc->n_sentence) return false;
  return t->grain < PLB_GRAIN_UNKNOWN && t->type < PLB_TIME_TYPE_COUNT && date_ok(t->first) && date_ok(t->last);
}

static bool map_ok(const plb_doc *doc) {
  uint32_t at = 0;
  if (doc->n_map && !doc->map) return false;
  for (uint32_t i = 0; i < doc->n_map; i++) {
    const plb_map_run *m = &doc->map[i];
    if (m->text_begin < at || m->text_begin > doc->text.n || m->n > doc->text.n - m->text_begin) return false;
    if (m->source_n > UINT32_MAX - m->source_begin) return false;
    at = m->text_begin + m->n;
  }
  return true;
}

static plb_status wrong(plb_error *err, const char *what, uint32_t i, const char *how) {
  return plb_fail(err, PLB_DAMAGED, "document", "%s %u of the document %s", what, i + 1, how);
}

static plb_status no_list(plb_error *err) {
  return plb_fail(err, PLB_DAMAGED, "document", "a list of the document is not there");
}

static bool lists_there(const plb_doc *doc) {
  return (doc->block || !doc->n_block) && (doc->report || !doc->n_report) && (doc->silence || !doc->n_silence) &&
         (doc->time || !doc->n_time) && (doc->meta.author || !doc->meta.n_author) && (doc->text.p || !doc->text.n);
}

plb_status plb_doc_check(const plb_doc *doc, plb_error *err) {
  if (!lists_there(doc)) return no_list(err);
  if (doc->n_sentence > doc->text.n || doc->n_token > doc->text.n)
    return plb_fail(err, PLB_DAMAGED, "document", "the document has more sentences or words than bytes");
  if (!map_ok(doc)) return plb_fail(err, PLB_DAMAGED, "document", "the map to source bytes does not fit the text");
  for (uint32_t i = 0; i < doc->n_block; i++)
    if (doc->block[i].kind >= PLB_BLOCK_KIND_COUNT || !inside(doc, doc->block[i].span))
      return wrong(err, "block", i, "lies outside the text");
  for (uint32_t i = 0; i < doc->n_time; i++)
    if (!time_ok(doc, &doc->time[i])) return wrong(err, "time expression", i, "does not fit");
  for (uint32_t i = 0; i < doc->n_report; i++) {
    const char *how = report_wrong(doc, &doc->report[i]);
    if (how) return wrong(err, "report", i, how);
  }
  for (uint32_t i = 0; i < doc->n_silence; i++)
    if (!sentence_ok(doc, doc->silence[i].sentence) || !inside(doc, doc->silence[i].trigger))
      return wrong(err, "silence", i, "lies outside the text");
  return PLB_OK;
}

/* ---- source bytes ---- */

/* First run that ends after text byte `at`, or n_map. */
static uint32_t run_after(const plb_doc *doc, uint32_t at) {
  uint32_t low = 0, high = doc->n_map;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (doc->map[middle].text_begin + doc->map[middle].n <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool plb_doc_source(const plb_doc *doc, plb_span span, uint64_t *begin, uint64_t *end) {
  *begin = *end = 0;
  if (span.begin >= span.end) return false;
  uint32_t first = run_after(doc, span.begin), last = run_after(doc, span.end - 1);
  if (last == doc->n_map || doc->map[last].text_begin >= span.end) {
    if (last == 0) return false;
    last--;
  }
  if (first > last) return false;
  const plb_map_run *f = &doc->map[first], *l = &doc->map[last];
  if (l->source_begin < f->source_begin) return false; /* the source has them in another order */
  uint64_t b = f->source_begin, e = (uint64_t)l->source_begin + l->source_n;
  if (f->n == f->source_n && span.begin > f->text_begin) b += span.begin - f->text_begin;
  if (l->n == l->source_n && span.end < l->text_begin + l->n) e = (uint64_t)l->source_begin + span.end - l->text_begin;
  if (b >= e) return false;
  *begin = b;
  *end = e;
  return true;
}

/* ---- build ---- */

static plb_range range_of(plb_span s) {
  return (plb_range){s.begin, s.end};
}

static plb_slice or_empty(plb_slice s) {
  return s.p ? s : PLB_LIT("");
}

static const char *or_blank(const char *s) {
  return s ? s : "";
}

static void add_fact(plb_document *out, plb_fact_view *list, const char *name, const plb_fact *fact) {
  list[out->n_fact++] = (plb_fact_view){name, or_empty(fact->value), or_blank(fact->origin)};
}

static bool build_facts(const plb_doc *doc, plb_document *out) {
  const plb_meta *m = &doc->meta;
  plb_fact_view *list = plb_arena_array(doc->arena, 7 + (size_t)m->n_author, sizeof *list);
  if (!list) return false;
  add_fact(out, list, "title", &m->title);
  add_fact(out, list, "outlet", &m->outlet);
  add_fact(out, list, "url", &m->url);
  add_fact(out, list, "language", &m->language);
  add_fact(out, list, "wire", &m->wire);
  add_fact(out, list, "published", &m->published);
  add_fact(out, list, "kind", &m->kind);
  for (uint32_t i = 0; i < m->n_author; i++)
    add_fact(out, list, "author", &m->author[i]);
  out->fact = list;
  out->title = list[0].value, out->outlet = list[1].value, out->url = list[2].value, out->language = list[3].value;
  out->wire = list[4].value, out->published = list[5].value;
  return true;
}

static bool build_blocks(const plb_doc *doc, plb_document *out) {
  plb_block_view *list = plb_arena_array(doc->arena, doc->n_block, sizeof *list);
  if (!list) return false;
  for (uint32_t i = 0; i < doc->n_block; i++) {
    const plb_block *b = &doc->block[i];
    list[i].kind = plb_block_name((plb_block_kind)b->kind);
    list[i].at = range_of(b->span);
    plb_doc_source(doc, b->span, &list[i].source_begin, &list[i].source_end);
  }
  out->block = list;
  out->n_block = doc->n_block;
  return true;
}

static plb_party_view party_view(plb_span at, const plb_party *p) {
  return (plb_party_view){.at = range_of(at),
                          .name = or_empty(p->name),
                          .code = or_empty(p->code),
                          .rule = or_empty(p->rule),
                          .sector = plb_sector_name((plb_sector)p->sector),
                          .kind = plb_party_kind_name((plb_party_kind)p->kind)};
}

static const plb_party_view *party_views(plb_arena *arena, const plb_role_fill *role, uint32_t n) {
  plb_party_view *list = plb_arena_array(arena, n, sizeof *list);
  for (uint32_t i = 0; list && i < n; i++)
    list[i] = party_view(role[i].span, &role[i].party);
  return list;
}

static const plb_claim_view *claim_views(plb_arena *arena, const plb_report *r) {
  plb_claim_view *list = plb_arena_array(arena, r->n_claim, sizeof *list);
  for (uint32_t i = 0; list && i < r->n_claim; i++) {
    const plb_claim *c = &r->claim[i];
    list[i] = (plb_claim_view){plb_claim_kind_name((plb_claim_kind)c->kind), range_of(c->cue),
                               party_view(c->span, &c->party)};
  }
  return list;
}

static const plb_step_view *step_views(plb_arena *arena, const plb_report *r) {
  plb_step_view *list = plb_arena_array(arena, r->n_step, sizeof *list);
  for (uint32_t i = 0; list && i < r->n_step; i++)
    list[i] = (plb_step_view){or_empty(r->step[i].rule), or_empty(r->step[i].text)};
  return list;
}

static const double type_scores[PLB_TYPE_COUNT] = {
#define PLB_X(name, quad, tenths, cameo, text) tenths / 10.0,
    PLB_TYPE_MAP(PLB_X)
#undef PLB_X
};
static const char *const type_cameos[PLB_TYPE_COUNT] = {
#define PLB_X(name, quad, tenths, cameo, text) cameo,
    PLB_TYPE_MAP(PLB_X)
#undef PLB_X
};

static int64_t size_view(uint32_t n) {
  return n == UINT32_MAX ? -1 : (int64_t)n;
}

static void scalar_views(const plb_doc *doc, const plb_report *r, plb_report_view *v) {
  v->id = r->id.hex;
  v->sentence = range_of(doc->sentence[r->sentence].span);
  v->trigger = range_of(r->trigger);
  v->date_at = range_of(r->date_span);
  v->place_at = range_of(r->place_span);
  plb_doc_source(doc, r->trigger, &v->source_begin, &v->source_end);
  v->type = plb_type_name((plb_type)r->type);
  v->quad = plb_type_quad((plb_type)r->type);
  v->cameo = type_cameos[r->type];
  v->goldstein = type_scores[r->type];
  v->status = plb_act_status_name((plb_act_status)r->status);
  v->mode = or_empty(r->mode);
  v->place_name = or_empty(r->place_name);
  v->place_code = or_empty(r->place_code);
  plb_date_format(r->first, v->date_first);
  plb_date_format(r->last, v->date_last);
  v->date_grain = plb_grain_name((plb_granularity)r->grain);
  v->date_basis = or_blank(r->date_basis);
  v->killed = size_view(r->killed);
  v->injured = size_view(r->injured);
  v->arrested = size_view(r->arrested);
  v->confidence = r->confidence / 1000.0;
}

static bool build_reports(const plb_doc *doc, plb_document *out) {
  plb_report_view *list = plb_arena_array(doc->arena, doc->n_report, sizeof *list);
  if (!list) return false;
  for (uint32_t i = 0; i < doc->n_report; i++) {
    const plb_report *r = &doc->report[i];
    plb_report_view *v = &list[i];
    scalar_views(doc, r, v);
    v->actor = party_views(doc->arena, r->actor, v->n_actor = r->n_actor);
    v->recipient = party_views(doc->arena, r->recipient, v->n_recipient = r->n_recipient);
    v->claim = claim_views(doc->arena, r);
    v->n_claim = r->n_claim;
    v->step = step_views(doc->arena, r);
    v->n_step = r->n_step;
    if (!v->actor || !v->recipient || !v->claim || !v->step) return false;
  }
  out->report = list;
  out->n_report = doc->n_report;
  return true;
}

static bool build_silences(const plb_doc *doc, plb_document *out) {
  plb_silence_view *list = plb_arena_array(doc->arena, doc->n_silence, sizeof *list);
  if (!list) return false;
  for (uint32_t i = 0; i < doc->n_silence; i++) {
    const plb_silence *s = &doc->silence[i];
    list[i] = (plb_silence_view){range_of(doc->sentence[s->sentence].span), range_of(s->trigger), or_empty(s->why)};
  }
  out->silence = list;
  out->n_silence = doc->n_silence;
  return true;
}

static bool build_times(const plb_doc *doc, plb_document *out) {
  if (!doc->time) return true;
  plb_time_view *list = plb_arena_array(doc->arena, doc->n_time, sizeof *list);
  if (!list) return false;
  for (uint32_t i = 0; i < doc->n_time; i++) {
    const plb_time *t = &doc->time[i];
    list[i] = (plb_time_view){.at = range_of(t->span),
                              .type = time_type_names[t->type],
                              .value = or_empty(t->value),
                              .grain = plb_grain_name((plb_granularity)t->grain),
                              .basis = or_blank(t->basis)};
    plb_doc_source(doc, t->span, &list[i].source_begin, &list[i].source_end);
    plb_date_format(t->first, list[i].first);
    plb_date_format(t->last, list[i].last);
  }
  out->time = list;
  out->n_time = doc->n_time;
  return true;
}

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "document", "the document's arena is full");
}

static plb_status view_of_problem(const plb_doc *doc, const plb_error *problem, plb_document *out, plb_error *err) {
  out->status = problem->code;
  out->message = plb_arena_dup(doc->arena, plb_slice_str(problem->message));
  if (doc->meta.n_author && !doc->meta.author) return no_list(err);
  if (!out->message.p || !build_facts(doc, out)) return no_memory(err);
  return PLB_OK;
}

plb_status plb_view(const plb_doc *doc, const plb_error *problem, plb_document *out, plb_error *err) {
  memset(out, 0, sizeof *out);
  out->id = doc->id.hex;
  out->source = or_empty(doc->record.source);
  out->offset = doc->record.offset;
  out->number = doc->record.number;
  out->acquired = or_empty(doc->record.given.acquired);
  out->revision = doc->revision;
  out->revisions = doc->revisions;
  out->message = out->text = PLB_LIT("");
  if (problem) return view_of_problem(doc, problem, out, err);
  plb_status status = plb_doc_check(doc, err);
  if (status) return status;
  out->text = or_empty(doc->text);
  out->n_sentence = doc->n_sentence;
  out->n_token = doc->n_token;
  if (!build_facts(doc, out) || !build_blocks(doc, out) || !build_reports(doc, out) || !build_silences(doc, out) ||
      !build_times(doc, out))
    return no_memory(err);
  return PLB_OK;
}
