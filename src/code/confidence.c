/* How sure a report is. */
#include "base/slice.h"
#include "code/reading.h"

/* Parts of 1000: how sure the tables are of the parties, how plain the grammar is. */
uint16_t plb_confidence_of(const plb_reading *r, const plb_report *p) {
  uint32_t sum = 0, n = p->n_actor + p->n_recipient;
  for (uint32_t i = 0; i < p->n_actor; i++)
    sum += p->actor[i].party.certain;
  for (uint32_t i = 0; i < p->n_recipient; i++)
    sum += p->recipient[i].party.certain;
  uint32_t parties = n ? sum / n : 0, score = 250 + parties * 4;
  if (p->n_actor) score += 100;
  if (p->n_recipient) score += 100;
  if (r->m->pattern->flags & (PLB_FLAG_WEAK | PLB_FLAG_BOTH)) score -= 100;
  if (r->m->pattern->pos == 'N') score -= 50;
  if (p->status != PLB_ACT_ACTUAL) score -= 50;
  if (score > 950) score = 950;
  return (uint16_t)score;
}
