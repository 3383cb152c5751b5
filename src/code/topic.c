/* Density of words of sport: at least one in two sentences and eight in all. A keyword gate as news filters use it; the
 * threshold leaves out reports on boycotts or bans of games, which name them far less often. */
#include "code/topic.h"

#include "base/error.h"
#include "base/slice.h"
#include "base/table.h"

plb_status plb_topics_open(plb_map *map, plb_error *err) {
  plb_table t;
  plb_status s = plb_table_open_data(&t, "code/topics.tsv", "word topic", err);
  while (!s && (s = plb_table_next(&t, err)) == PLB_OK) {
    bool sport = plb_slice_is(plb_table_cell(&t, 1), "sport");
    if (!sport && !plb_slice_is(plb_table_cell(&t, 1), "maybe"))
      return plb_table_fail(&t, err, "topic is none of sport, maybe");
    if (!plb_map_set(map, plb_table_cell(&t, 0), sport ? 0 : 1)) return plb_fail(err, PLB_NOMEM, "code", "no memory");
  }
  return s == PLB_NOTFOUND ? PLB_OK : s;
}

bool plb_topic_is_sport(const plb_map *map, const plb_doc *doc) {
  enum { LEAST_HALVES = 16 }; /* eight words */
  uint32_t halves = 0;
  for (uint32_t i = 0; i < doc->n_token; i++) {
    uint32_t k = plb_map_get(map, doc->token[i].lemma);
    if (k != PLB_MAP_NONE) halves += k == 0 ? 2 : 1;
  }
  return halves >= LEAST_HALVES && halves >= doc->n_sentence;
}
