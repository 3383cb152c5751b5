/* topic: is the whole article about sport? A gate on documents, never on sentences. */
#ifndef PLB_CODE_TOPIC_H
#define PLB_CODE_TOPIC_H
#include "base/doc.h"
#include "base/map.h"

/* Fills map from data/code/topics.tsv: word -> 0 sport, 1 counts half. */
plb_status plb_topics_open(plb_map *map, plb_error *err);
bool plb_topic_is_sport(const plb_map *map, const plb_doc *doc);
#endif
