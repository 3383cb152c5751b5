/* PLOVER's folding rules (CODEBOOK.md, "applied last"), each visible as a step of the report. */
#include "base/slice.h"
#include "code/reading.h"

bool plb_add_step(plb_reading *r, plb_step_list *steps, const char *rule, plb_slice text) {
  plb_step *s = plb_vec_push(r->doc->arena, steps, r->doc->limits->tokens);
  if (!s || !text.p) {
    r->out_of_memory = true;
    return false;
  }
  *s = (plb_step){plb_slice_str(rule), text};
  return true;
}

const plb_match *plb_told_already(const plb_reading *r, const plb_match_list *all) {
  uint32_t verb = PLB_NONE, noun = PLB_NONE;
  if (r->verb != PLB_NONE) {
    verb = r->c->verb.at[r->verb].governor;
    noun = r->c->verb.at[r->verb].noun;
  } else if (r->np != PLB_NONE) {
    verb = plb_governing_verb(r->c, r->np);
    uint32_t prep = r->c->np.at[r->np].prep;
    if (prep != PLB_NONE && prep > r->c->sentence->begin) noun = plb_np_at(r->c, prep - 1);
  }
  for (uint32_t i = 0; i < all->n; i++) {
    const plb_match *m = &all->at[i];
    if (m == r->m || m->pattern->type != PLB_TYPE_AGREE) continue;
    if (verb != PLB_NONE && plb_verb_at(r->c, m->head) == verb) return m;
    if (noun != PLB_NONE && plb_np_at(r->c, m->head) == noun) return m;
  }
  return NULL;
}

void plb_fold(plb_reading *r, plb_report *report, plb_step_list *steps) {
  bool future = report->status == PLB_ACT_FUTURE;
  bool cooperative = report->type == PLB_TYPE_CONSULT || report->type == PLB_TYPE_SUPPORT ||
                     report->type == PLB_TYPE_COOPERATE || report->type == PLB_TYPE_AID;
  if (future && cooperative && report->n_actor) {
    plb_slice text = plb_arena_printf(r->doc->arena, "future %s to which the actor commits -> AGREE, actual",
                                      plb_type_name((plb_type)report->type));
    plb_add_step(r, steps, "fold", text);
    report->type = PLB_TYPE_AGREE;
    report->status = PLB_ACT_ACTUAL;
    report->mode = PLB_LIT("");
  } else if (future && report->type == PLB_TYPE_RETREAT) {
    plb_add_step(r, steps, "fold", PLB_LIT("announced RETREAT -> CONCEDE, actual"));
    report->type = PLB_TYPE_CONCEDE;
    report->status = PLB_ACT_ACTUAL;
    report->mode = PLB_LIT("");
  }
}
