/* Does the sentence speak of the future where a time expression stands? The nearest verb to its left that is finite, or
 * points ahead, decides, else the first to its right. */
#include "resolve/time.h"

static bool future_word(plb_slice w) {
  static const char *const words[] = {"will",     "'ll",      "wo",  "shall", "upcoming",  "scheduled",
                                      "due",      "expected", "set", "plans", "expects",   "slated",
                                      "planned",  "until",    "by",  "would", "tentatively"};
  return PLB_AMONG(w, words);
}

static bool finite(uint8_t tag) {
  return tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP;
}

/* "to meet": what is still to be done; "to have met" is not. */
static bool infinitive(const plb_token *to, const plb_token *verb) {
  return to->tag == PLB_TAG_TO && verb->tag == PLB_TAG_VB && !plb_slice_is(verb->lower, "have");
}

bool plb_time_ahead(const plb_time_reader *r, uint32_t token) {
  const plb_token *at = r->doc->token;
  for (uint32_t k = token; k > r->begin; k--) {
    if (future_word(at[k - 1].lower)) return true;
    if (k - 1 > r->begin && infinitive(&at[k - 2], &at[k - 1])) return true;
    if (finite(at[k - 1].tag) || at[k - 1].tag == PLB_TAG_STOP) return false;
  }
  for (uint32_t k = token; k < r->end; k++) {
    if (future_word(at[k].lower)) return true;
    if (finite(at[k].tag)) return false;
  }
  return false;
}
