/* One pass over the words of a sentence for table hits (longest first, left to right), one over its chunks: chunks that
 * share a hit are joined, hits and pronouns outside chunks become phrases of their own, neighbours are linked by what
 * stands between. */
#include "resolve/phrase.h"

#include "base/error.h"
#include "base/slice.h"

static plb_status no_memory(plb_error *err) {
  return plb_fail(err, PLB_NOMEM, "resolve", "the document's memory is used up");
}

static bool is_name(const plb_token *t) {
  return t->tag == PLB_TAG_NNP || t->tag == PLB_TAG_NNPS;
}

/* A headline in which nearly every word has a capital: there "Beijing Confirms" is no name. */
static bool title_case(const plb_doc *doc, uint32_t sentence) {
  const plb_sentence *s = &doc->sentence[sentence];
  uint32_t capitals = 0, words = 0;
  for (uint32_t i = s->begin; i < s->end; i++) {
    if (doc->token[i].lower.n < 4) continue;
    words++;
    capitals += (doc->token[i].flags & PLB_TOK_CAPITAL) != 0;
  }
  return words >= 5 && capitals * 4 >= words * 3;
}

/* "Jordan Peterson", "Georgia Meloni": a state's or place's name as a first name, followed by a name that no table
 * knows. */
static bool first_name(const plb_gazetteer *g, const plb_doc *doc, uint32_t i, uint32_t length, uint32_t end,
                       const plb_entry *e) {
  if (e->kind != PLB_ENTRY_STATE && e->kind != PLB_ENTRY_PLACE && e->kind != PLB_ENTRY_CAPITAL) return false;
  uint32_t next = i + length, other;
  if (title_case(doc, doc->token[i].sentence)) return false;
  if (length > 1 || next >= end || !is_name(&doc->token[next])) return false;
  if (doc->token[i].chunk < 0 || doc->token[next].chunk != doc->token[i].chunk) return false;
  if (doc->token[next].flags & PLB_TOK_ALLCAPS) return false;
  if (i > 0 && is_name(&doc->token[i - 1]) && doc->token[i - 1].chunk == doc->token[i].chunk) return false;
  return plb_gazetteer_match(g, doc->token, next, end, &other) == PLB_ENTRY_NONE;
}

/* "Houmed Farah", "Arzu Palma": a place's name as a family name behind a name that no table knows. */
static bool last_name(const plb_doc *doc, const plb_phrases *ps, uint32_t i, uint32_t length, const plb_entry *e) {
  static const char *const parts[] = {"north",   "south",   "east",  "west",  "northern", "southern", "eastern",
                                      "western", "central", "upper", "lower", "greater",  "old",      "new",
                                      "port",    "mount",   "lake",  "fort",  "san",      "santa",    "saint",
                                      "st",      "st.",     "cape",  "gulf",  "inner",    "outer"};
  if (length > 1 || !i || (e->kind != PLB_ENTRY_PLACE && e->kind != PLB_ENTRY_CAPITAL)) return false;
  const plb_token *before = &doc->token[i - 1];
  if (!is_name(before) || before->sentence != doc->token[i].sentence || PLB_AMONG(before->lower, parts)) return false;
  if (before->chunk < 0 || before->chunk != doc->token[i].chunk || (before->flags & PLB_TOK_ALLCAPS)) return false;
  if (i + 1 < doc->n_token && doc->token[i + 1].chunk == before->chunk) return false;
  return !ps->hit.n || ps->hit.at[ps->hit.n - 1].end < i;
}

static plb_status find_hits(const plb_gazetteer *g, const plb_doc *doc, const plb_sentence *s, plb_phrases *out,
                            plb_error *err) {
  for (uint32_t i = s->begin; i < s->end;) {
    uint32_t length, entry = plb_gazetteer_match(g, doc->token, i, s->end, &length);
    if (entry == PLB_ENTRY_NONE || first_name(g, doc, i, length, s->end, &g->entry.at[entry]) ||
        last_name(doc, out, i, length, &g->entry.at[entry])) {
      i++;
      continue;
    }
    const plb_entry *e = &g->entry.at[entry];
    bool verb = doc->token[i].tag >= PLB_TAG_VB && doc->token[i].tag <= PLB_TAG_MD;
    if (e->kind == PLB_ENTRY_ROLE && length == 1 && (verb || doc->token[i].chunk < 0)) {
      i++;
      continue;
    }
    plb_hit *hit = plb_vec_push(doc->arena, &out->hit, doc->limits->tokens);
    if (!hit) return no_memory(err);
    *hit = (plb_hit){i, i + length, entry};
    i += length;
  }
  return PLB_OK;
}

static bool pronoun_tag(const plb_token *t) {
  return t->tag == PLB_TAG_PRP || t->tag == PLB_TAG_PRPS;
}

/* "the current president", "a two-year siege": no phrase of time, but part of another. */
static bool modifies(const plb_doc *doc, const plb_time *t) {
  int32_t chunk = doc->token[t->end - 1].chunk;
  if (chunk < 0 || doc->chunk[chunk].head < t->end) return false;
  return t->type >= PLB_TIME_DURATION || plb_slice_ends(t->value, PLB_LIT("_REF"));
}

uint32_t plb_time_end(const plb_doc *doc, uint32_t i) {
  uint32_t lo = 0, hi = doc->n_time;
  while (lo < hi) {
    uint32_t mid = (lo + hi) / 2;
    if (doc->time[mid].end <= i)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == doc->n_time || doc->time[lo].begin > i || modifies(doc, &doc->time[lo])) return 0;
  return doc->time[lo].end;
}

/* The next phrase at or after token i: a chunk widened over hits that cross its ends, a loose hit, or a pronoun. */
static bool next_phrase(const plb_doc *doc, const plb_phrases *ps, uint32_t *h, uint32_t i, uint32_t end,
                        plb_phrase *out) {
  for (; i < end; i++) {
    while (*h < ps->hit.n && ps->hit.at[*h].end <= i)
      (*h)++;
    const plb_token *t = &doc->token[i];
    bool hit = *h < ps->hit.n && ps->hit.at[*h].begin == i;
    uint32_t time = plb_time_end(doc, i);
    if (time) {
      i = time - 1;
      continue;
    }
    if (t->chunk < 0 && !hit && !pronoun_tag(t)) continue;
    uint32_t stop = i + 1, head = i;
    if (t->chunk >= 0) {
      stop = doc->chunk[t->chunk].end;
      head = doc->chunk[t->chunk].head;
      if (head < i) head = stop - 1;
    }
    for (uint32_t k = *h; k < ps->hit.n && ps->hit.at[k].begin < stop; k++) {
      if (ps->hit.at[k].end <= stop) continue;
      stop = ps->hit.at[k].end;
      head = stop - 1;
      int32_t c = doc->token[head].chunk;
      if (c < 0) continue;
      stop = doc->chunk[c].end > stop ? doc->chunk[c].end : stop;
      head = doc->chunk[c].head > head ? doc->chunk[c].head : head;
    }
    for (uint32_t k = i + 1; k < stop; k++) /* "Brussels last week" */
      if (plb_time_end(doc, k)) stop = k;
    if (head >= stop) head = stop - 1;
    *out = (plb_phrase){.begin = i, .end = stop < end ? stop : end, .head = head, .sentence = t->sentence};
    if (out->head >= out->end) out->head = out->end - 1;
    return true;
  }
  return false;
}

static void take_hits(const plb_phrases *ps, uint32_t from, plb_phrase *p) {
  uint32_t k = from;
  while (k < ps->hit.n && ps->hit.at[k].end <= p->begin)
    k++;
  p->hit = k;
  while (k < ps->hit.n && ps->hit.at[k].end <= p->end)
    k++;
  p->n_hit = k - p->hit;
}

static bool owner_preposition(const plb_token *t) {
  static const char *const words[] = {"of", "for", "from", "in", "at"};
  return PLB_AMONG(t->lower, words);
}

static void link_left(const plb_doc *doc, plb_phrases *ps, uint32_t index, uint32_t sentence_begin) {
  plb_phrase *p = &ps->phrase.at[index];
  p->prep = p->possessor = p->of = p->apposed = PLB_NONE;
  plb_phrase *left = index > 0 && ps->phrase.at[index - 1].sentence == p->sentence ? &ps->phrase.at[index - 1] : NULL;
  uint32_t b = p->begin;
  /* A chunk may begin with the 's itself. */
  bool clitic = doc->token[b].tag == PLB_TAG_POS;
  if (!clitic && b > sentence_begin && doc->token[b - 1].tag == PLB_TAG_POS) b--, clitic = true;
  if (clitic && left && left->end >= b) {
    p->possessor = index - 1;
    left->owner = true;
    return;
  }
  if (b == sentence_begin) return;
  const plb_token *before = &doc->token[b - 1];
  if (before->tag == PLB_TAG_IN || before->tag == PLB_TAG_TO) {
    p->prep = b - 1;
    if (left && left->end == b - 1 && owner_preposition(before)) left->of = index;
  } else if (before->tag == PLB_TAG_COMMA && left && left->end == b - 1) {
    p->apposed = index - 1;
  }
}

plb_status plb_phrases_find(const plb_gazetteer *g, const plb_doc *doc, plb_phrases *out, plb_error *err) {
  *out = (plb_phrases){0};
  for (uint32_t s = 0; s < doc->n_sentence; s++) {
    const plb_sentence *sentence = &doc->sentence[s];
    uint32_t first_hit = out->hit.n, h = first_hit;
    plb_status status = find_hits(g, doc, sentence, out, err);
    if (status) return status;
    plb_phrase p;
    for (uint32_t i = sentence->begin; next_phrase(doc, out, &h, i, sentence->end, &p); i = p.end) {
      take_hits(out, first_hit, &p);
      plb_phrase *slot = plb_vec_push(doc->arena, &out->phrase, doc->limits->tokens);
      if (!slot) return no_memory(err);
      *slot = p;
      link_left(doc, out, out->phrase.n - 1, sentence->begin);
    }
  }
  return PLB_OK;
}

const plb_hit *plb_phrase_hit_at(const plb_phrases *ps, const plb_phrase *p, uint32_t token) {
  for (uint32_t k = p->hit; k < p->hit + p->n_hit; k++)
    if (ps->hit.at[k].begin <= token && token < ps->hit.at[k].end) return &ps->hit.at[k];
  return NULL;
}
