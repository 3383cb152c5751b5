/* The mode of words of asking, refusing and threatening: what they ask, refuse or threaten is an act with words of its
 * own; its type tells the mode (PLOVER 1.3 defines these modes by their content). Rows in
 * data/code/complement_modes.tsv. */
#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"
#include "code/reading.h"

static plb_status read_row(plb_trigger_tables *t, plb_table *table, plb_error *err) {
  plb_complement_mode row = {0};
  plb_slice type = plb_table_cell(table, 0), content = plb_table_cell(table, 1), any = plb_table_cell(table, 2);
  row.type = (uint8_t)plb_type_of(type);
  row.content = (uint8_t)plb_type_of(content);
  if (row.type == PLB_TYPE_COUNT) return plb_table_fail(table, err, "'%.*s' is no type", (int)type.n, type.p);
  if (row.content == PLB_TYPE_COUNT) return plb_table_fail(table, err, "'%.*s' is no type", (int)content.n, content.p);
  if (!plb_slice_is(any, "*")) row.content_mode = plb_arena_dup(&t->arena, any);
  row.mode = plb_arena_dup(&t->arena, plb_table_cell(table, 3));
  plb_complement_mode *slot = plb_vec_push(&t->arena, &t->complement, 1000);
  if (!slot || !row.mode.p) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  *slot = row;
  return PLB_OK;
}

plb_status plb_complement_modes_open(plb_trigger_tables *t, plb_error *err) {
  plb_table table;
  plb_arena_init(&t->arena, 1 << 20);
  plb_status s = plb_table_open_data(&table, "code/complement_modes.tsv", "type content content_mode mode", err);
  while (!s && (s = plb_table_next(&table, err)) == PLB_OK)
    s = read_row(t, &table, err);
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

/* The first act behind the word that it governs, as an infinitive, an -ing form or an object. */
static const plb_match *content_of(const plb_reading *r, const plb_match_list *all) {
  if (r->verb == PLB_NONE) return NULL;
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *m = &all->at[i];
    if (m->head < r->m->end || m->pattern->type == PLB_TYPE_NONE) continue;
    uint32_t np = plb_np_at(r->c, m->head), w = np == PLB_NONE ? plb_verb_at(r->c, m->head) : PLB_NONE;
    if (w != PLB_NONE && r->c->verb.at[w].form != PLB_VERB_FINITE && r->c->verb.at[w].governor == r->verb) return m;
    if (np != PLB_NONE && plb_governing_verb(r->c, np) == r->verb) return m;
  }
  return NULL;
}

void plb_set_complement_mode(plb_reading *r, const plb_match_list *all, plb_report *report, plb_step_list *steps) {
  if (report->mode.n && !plb_slice_is(report->mode, "change")) return;
  if (report->type != PLB_TYPE_REQUEST && report->type != PLB_TYPE_REJECT && report->type != PLB_TYPE_THREATEN) return;
  const plb_match *m = content_of(r, all);
  for (uint32_t i = 0; m && i < r->t->complement.n; i++) {
    const plb_complement_mode *row = &r->t->complement.at[i];
    if (row->type != report->type || row->content != m->pattern->type) continue;
    if (row->content_mode.n && !plb_slice_eq(row->content_mode, m->pattern->mode)) continue;
    report->mode = row->mode;
    plb_slice w = plb_doc_text(r->doc, r->doc->token[m->head].span);
    plb_add_step(r, steps, "mode",
                 plb_arena_printf(r->doc->arena, "%.*s: it governs '%.*s', %s", (int)row->mode.n, row->mode.p, (int)w.n,
                                  w.p, plb_type_name((plb_type)m->pattern->type)));
    return;
  }
}
