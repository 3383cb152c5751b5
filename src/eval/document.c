/* A document as the program itself shows it (plb_document), out of a database or just read, as a coder's. */
#include "base/error.h"
#include "eval/coded.h"

static bool parties(plb_eval *e, const plb_party_view *v, uint32_t n, plb_coded_party **out, uint32_t *n_out) {
  *n_out = n;
  *out = n ? plb_arena_array(&e->arena, n, sizeof **out) : NULL;
  for (uint32_t i = 0; *out && i < n; i++) {
    (*out)[i].code = plb_arena_dup(&e->arena, v[i].code);
    (*out)[i].sector = plb_slice_str(v[i].sector); /* static */
    if (!(*out)[i].code.p) return false;
  }
  return !n || *out;
}

static bool date(plb_eval *e, const plb_report_view *r, plb_coded_event *x) {
  bool range = r->date_last[0] && strcmp(r->date_first, r->date_last) != 0;
  x->date = plb_arena_printf(&e->arena, "%s%s%s", r->date_first, range ? "/" : "", range ? r->date_last : "");
  return x->date.p != NULL;
}

static bool claimant(plb_eval *e, const plb_document *d, const plb_report_view *r, plb_coded_event *x) {
  if (!r->n_claim) return true;
  const plb_party_view *p = &r->claim[r->n_claim - 1].party;
  plb_slice words = {d->text.p + p->at.begin, p->at.end - p->at.begin};
  return plb_eval_claimant(e, x, p->name.n ? p->name : words);
}

static bool add(plb_eval *e, const plb_document *d, const plb_report_view *r, plb_coded_doc *doc) {
  plb_coded_event *x = plb_eval_event(e, doc);
  if (!x) return false;
  plb_slice words = {d->text.p + r->trigger.begin, r->trigger.end - r->trigger.begin};
  x->type = (uint8_t)plb_type_of(plb_slice_str(r->type));
  x->status = x->status2 = (uint8_t)plb_act_status_of(plb_slice_str(r->status));
  x->byte_at = r->trigger.begin;
  x->sentence_at = r->sentence.begin;
  if (r->source_end > r->source_begin && r->source_begin < PLB_NOWHERE) x->source_at = (uint32_t)r->source_begin;
  x->trigger = plb_arena_dup(&e->arena, words);
  x->mode = plb_arena_dup(&e->arena, r->mode);
  return x->trigger.p && x->mode.p && date(e, r, x) && claimant(e, d, r, x) &&
         parties(e, r->actor, r->n_actor, &x->actor, &x->n_actor) &&
         parties(e, r->recipient, r->n_recipient, &x->recipient, &x->n_recipient);
}

/* Has the first coder a document of one of these names? Of others only the names are kept, not the text. */
static bool wanted(const plb_eval *e, const plb_coded_doc *doc) {
  plb_slice key[PLB_EVAL_KEYS];
  uint32_t n = plb_eval_keys(doc->name, key);
  for (uint32_t k = 0; k < n; k++)
    if (plb_map_get(&e->wanted, key[k]) != PLB_MAP_NONE) return true;
  return e->n_coder == 1 || e->options.agreement;
}

plb_status plb_eval_document(plb_eval *e, const plb_document *d, plb_error *err) {
  if (!e->n_coder || e->run) return plb_fail(err, PLB_USAGE, "eval", "plb_eval_coder goes before documents");
  if (d->status != PLB_OK) return PLB_OK;
  plb_coded_doc *doc = plb_eval_doc(e, plb_slice_str(d->id));
  if (!doc || !plb_eval_name(e, doc, PLB_NAME_FILE, plb_eval_base_name(d->source)) ||
      !plb_eval_name(e, doc, PLB_NAME_URL, d->url) || !plb_eval_name(e, doc, PLB_NAME_TITLE, d->title))
    return plb_eval_full(e, err);
  plb_eval_now(e)->said |= PLB_SAID_TRIGGER | PLB_SAID_PLACE | PLB_SAID_ACTOR | PLB_SAID_RECIPIENT | PLB_SAID_SECTOR |
                           PLB_SAID_STATUS | PLB_SAID_MODE | PLB_SAID_DATE | PLB_SAID_CLAIMANT;
  if (doc->has_text) return PLB_OK; /* met twice */
  if (!wanted(e, doc)) {
    plb_eval_now(e)->n_event += d->n_report;
    return PLB_OK;
  }
  doc->text = plb_arena_dup(&e->arena, d->text);
  doc->has_text = doc->text.p != NULL;
  bool good = doc->has_text;
  for (uint32_t i = 0; good && i < d->n_report; i++)
    good = add(e, d, &d->report[i], doc);
  return good ? PLB_OK : plb_eval_full(e, err);
}
