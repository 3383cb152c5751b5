/* A publisher writes up to three headlines: one that is shown, one for search engines, one for those who share the
 * page. og:title is the one meant for others and is believed when it has words of its own. Where it only repeats
 * another source it is no witness, and what else the page says decides. Without it the candidate wins that most others
 * agree with. */
#include "extract/headline.h"

#include "base/slice.h"
#include "extract/title.h"

/* Headings of the page are one source: one that stands there twice is rather a menu. */
static uint32_t agree(const plb_headline *a, const plb_headline *b) {
  if (a->from == PLB_HEADLINE_SHOWN && b->from == PLB_HEADLINE_SHOWN) return 0;
  if (plb_title_same(a->text, b->text)) return 3;
  return plb_title_within(a->text, b->text) || plb_title_within(b->text, a->text);
}

uint32_t plb_headline_votes(const plb_headlines *list, const plb_headline *one) {
  uint32_t v = 0;
  for (uint32_t i = 0; i < list->n; i++)
    v += agree(&list->at[i], one);
  return v;
}

void plb_headline_add(plb_headlines *list, plb_headline one) {
  if (list->n == PLB_HEADLINES) return;
  one.votes = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    uint32_t v = agree(&list->at[i], &one);
    list->at[i].votes += v;
    one.votes += v;
  }
  list->at[list->n++] = one;
}

static const plb_headline *first_from(const plb_headlines *list, plb_headline_from from) {
  for (uint32_t i = 0; i < list->n; i++)
    if (list->at[i].from == from) return &list->at[i];
  return NULL;
}

const plb_headline *plb_headline_shown(const plb_headlines *list) {
  const plb_headline *best = NULL;
  uint32_t best_votes = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    if (list->at[i].from != PLB_HEADLINE_SHOWN) continue;
    uint32_t v = list->at[i].votes;
    if (best && v <= best_votes) continue;
    best = &list->at[i];
    best_votes = v;
  }
  return best;
}

/* og:title; of several the one that is shown. */
static const plb_headline *open_graph(const plb_headlines *list, const plb_headline *shown) {
  for (uint32_t i = 0; shown && i < list->n; i++)
    if (list->at[i].from == PLB_HEADLINE_GRAPH && plb_title_same(list->at[i].text, shown->text)) return &list->at[i];
  return first_from(list, PLB_HEADLINE_GRAPH);
}

static bool cut_short(plb_slice s) {
  return plb_slice_ends(s, PLB_LIT("...")) || plb_slice_ends(s, PLB_LIT("\xE2\x80\xA6"));
}

/* Does the page call these words its headline once more: in microdata, or in a <meta> that is not for sharing? */
static bool has_witness(const plb_headlines *list, const plb_headline *shown) {
  if (shown->marked) return true;
  for (uint32_t i = 0; i < list->n; i++)
    if (list->at[i].from == PLB_HEADLINE_META && plb_title_same(list->at[i].text, shown->text)) return true;
  return false;
}

/* NULL: og:title is not there, is cut short, or is a summary or a line for another audience. */
static const plb_headline *by_open_graph(const plb_headlines *list) {
  const plb_headline *shown = plb_headline_shown(list), *graph = open_graph(list, shown);
  const plb_headline *element = first_from(list, PLB_HEADLINE_ELEMENT), *stated = first_from(list, PLB_HEADLINE_JSONLD);
  if (!graph || cut_short(graph->text)) return NULL;
  if (!shown) return graph;
  if (!plb_title_akin(graph->text, shown->text)) return NULL;
  if (!stated || !element) return graph;
  bool repeats_element = plb_title_within(graph->text, element->text) && !plb_title_within(graph->text, shown->text);
  if (repeats_element && plb_title_same(shown->text, stated->text)) return shown;
  bool repeats_shown = plb_title_same(graph->text, shown->text) && !plb_title_same(graph->text, stated->text);
  bool alike = plb_title_same(stated->text, element->text) || plb_title_dressed(stated->text, element->text);
  if (repeats_shown && alike && !has_witness(list, shown)) return stated;
  return graph;
}

/* Alone, a heading of a word or two ("Sections") is worth less than <title>. */
static const plb_headline *by_votes(const plb_headlines *list) {
  uint32_t best = 0, best_votes = 0;
  for (uint32_t i = 0; i < list->n; i++) {
    uint32_t v = list->at[i].votes;
    bool label = best_votes == 0 && list->at[best].from == PLB_HEADLINE_SHOWN &&
                 plb_title_words(list->at[best].text) < PLB_HEADLINE_WORDS;
    if (v <= best_votes && !label) continue;
    best = i;
    best_votes = v;
  }
  return list->n ? &list->at[best] : NULL;
}

const plb_headline *plb_headline_choose(const plb_headlines *list) {
  const plb_headline *best = by_open_graph(list), *shown = plb_headline_shown(list);
  if (!best) best = by_votes(list);
  if (!best || !shown || plb_title_words(shown->text) < PLB_HEADLINE_WORDS) return best;
  return plb_title_dressed(shown->text, best->text) ? shown : best; /* the other one has a section or a site with it */
}
