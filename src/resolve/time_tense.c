/* Does the sentence speak of the future where a time expression stands? The nearest word to its left that is a finite
 * verb, or points ahead ("will", "are to", "as soon as"), decides, else the first to its right. */
#include "resolve/time.h"

static bool future_word(plb_slice w) {
  static const char *const words[] = {"will",      "'ll",     "wo",       "shall",  "would", "upcoming",
                                      "scheduled", "due",     "expected", "set",    "plans", "expects",
                                      "slated",    "planned", "hopes",    "intends"};
  return PLB_AMONG(w, words);
}

/* "by Friday", "until Friday"; not "seized by the guard on Friday" */
static bool limit_word(plb_slice w) {
  return plb_slice_is(w, "by") || plb_slice_is(w, "until");
}

static bool finite(uint8_t tag) {
  return tag == PLB_TAG_VBD || tag == PLB_TAG_VBZ || tag == PLB_TAG_VBP;
}

/* "are to meet" */
static bool is_to(const plb_token *be, const plb_token *to) {
  static const char *const words[] = {"is", "are", "'s", "'re"};
  return to->tag == PLB_TAG_TO && PLB_AMONG(be->lower, words);
}

/* "as soon as Tuesday" */
static bool soon_as(const plb_time_reader *r, uint32_t token) {
  return plb_slice_is(plb_time_lower(r, (int64_t)token - 1), "as") &&
         (plb_slice_is(plb_time_lower(r, (int64_t)token - 2), "soon") ||
          plb_slice_is(plb_time_lower(r, (int64_t)token - 2), "early"));
}

bool plb_time_ahead(const plb_time_reader *r, uint32_t token) {
  enum { SIGHT = 60 }; /* words */
  const plb_token *at = r->doc->token;
  uint32_t begin = token - r->begin > SIGHT ? token - SIGHT : r->begin;
  uint32_t end = r->end - token > SIGHT ? token + SIGHT : r->end;
  if (soon_as(r, token)) return true;
  for (uint32_t k = token; k > begin; k--) {
    if (future_word(at[k - 1].lower) || (k == token && limit_word(at[k - 1].lower))) return true;
    if (k - 1 > r->begin && is_to(&at[k - 2], &at[k - 1])) return true;
    if (finite(at[k - 1].tag) || at[k - 1].tag == PLB_TAG_STOP) return false;
  }
  for (uint32_t k = token; k < end; k++) {
    if (future_word(at[k].lower)) return true;
    if (finite(at[k].tag)) return false;
  }
  return false;
}
