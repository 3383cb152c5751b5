/* JSON lines out of the plain document struct (docs/formats.md; RFC 8259). The same code serves databases and documents
 * just coded. Keys are always all there, in a fixed order; what is not known is null. Bare lines lack the keys that
 * hold words of the article, or what was derived from one, and have SHA-256 of sentences and text instead. Single words
 * get no hash: a list of words would give them away. */
#include <string.h>

#include "base/slice.h"
#include "store/internal.h"

/* ---- JSON ---- */

static void next(plb_writer *w) {
  if (w->comma) plb_buf_char(&w->buf, ',');
  w->comma = false;
}

static void key(plb_writer *w, const char *name) {
  next(w);
  plb_buf_char(&w->buf, '"');
  plb_buf_str(&w->buf, name);
  plb_buf_add(&w->buf, "\":", 2);
}

static void begin(plb_writer *w, char bracket) {
  next(w);
  plb_buf_char(&w->buf, bracket);
}

static void end(plb_writer *w, char bracket) {
  plb_buf_char(&w->buf, bracket);
  w->comma = true;
}

static void null_value(plb_writer *w) {
  plb_buf_add(&w->buf, "null", 4);
  w->comma = true;
}

static void put_text(plb_writer *w, const char *name, plb_slice s) {
  key(w, name);
  if (s.n == 0) {
    null_value(w);
    return;
  }
  plb_buf_json(&w->buf, s);
  w->comma = true;
}

static void put_str(plb_writer *w, const char *name, const char *s) {
  put_text(w, name, plb_slice_str(s));
}

/* What holds words of the article. */
static void put_theirs(plb_writer *w, const char *name, plb_slice s) {
  if (!w->bare) put_text(w, name, s);
}

/* A rule may name words after its row of a table. */
static void put_rule(plb_writer *w, plb_slice rule) {
  put_text(w, "rule", w->bare ? plb_rule_row(rule) : rule);
}

static void put_number(plb_writer *w, const char *name, uint64_t v) {
  key(w, name);
  plb_buf_printf(&w->buf, "%llu", (unsigned long long)v);
  w->comma = true;
}

static void put_null(plb_writer *w, const char *name) {
  key(w, name);
  null_value(w);
}

static void put_decimal(plb_writer *w, const char *name, double v) {
  key(w, name);
  plb_buf_decimal(&w->buf, v);
  w->comma = true;
}

static void end_line(plb_writer *w) {
  plb_buf_char(&w->buf, '\n');
  w->comma = false;
  w->lines++;
  plb_writer_drain(w);
}

/* ---- parts ---- */

static void put_offsets(plb_writer *w, uint64_t from, uint64_t to, const char *from_name, const char *to_name) {
  if (from < to) {
    put_number(w, from_name, from);
    put_number(w, to_name, to);
  } else {
    put_null(w, from_name);
    put_null(w, to_name);
  }
}

/* "text", "begin" and "end" of the object at hand. */
static void put_words(plb_writer *w, const plb_document *doc, plb_range at) {
  put_theirs(w, "text", plb_words_of(doc, at));
  put_offsets(w, at.begin, at.end, "begin", "end");
}

static void put_span(plb_writer *w, const char *name, const plb_document *doc, plb_range at) {
  key(w, name);
  begin(w, '{');
  put_words(w, doc, at);
  end(w, '}');
}

static void put_sentence(plb_writer *w, const plb_document *doc, plb_range at) {
  key(w, "sentence");
  begin(w, '{');
  put_words(w, doc, at);
  if (w->bare) put_str(w, "sha256", plb_digest_of(plb_words_of(doc, at)).hex);
  end(w, '}');
}

/* The length and hash of the whole text. */
static void put_text_digest(plb_writer *w, const plb_document *doc) {
  if (!w->bare) return;
  put_number(w, "text_bytes", doc->text.n);
  put_str(w, "text_sha256", w->text_digest.hex);
}

static void put_parties(plb_writer *w, const char *name, const plb_document *doc, const plb_party_view *party,
                        uint32_t n) {
  key(w, name);
  begin(w, '[');
  for (uint32_t i = 0; i < n; i++) {
    begin(w, '{');
    put_words(w, doc, party[i].at);
    put_theirs(w, "name", party[i].name);
    put_text(w, "code", party[i].code);
    put_str(w, "sector", party[i].sector);
    put_str(w, "kind", party[i].kind);
    put_rule(w, party[i].rule);
    end(w, '}');
  }
  end(w, ']');
}

static void put_teller(plb_writer *w, const char *kind, plb_slice name) {
  if (name.n == 0) return;
  begin(w, '{');
  put_str(w, "kind", kind);
  put_text(w, "name", name);
  end(w, '}');
}

static void put_claims(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  key(w, "claim");
  begin(w, '[');
  put_teller(w, "outlet", doc->outlet);
  put_teller(w, "wire", doc->wire);
  for (uint32_t i = 0; i < r->n_claim; i++) {
    const plb_claim_view *c = &r->claim[i];
    begin(w, '{');
    put_str(w, "kind", c->kind);
    put_words(w, doc, c->party.at);
    put_theirs(w, "name", c->party.name);
    put_text(w, "code", c->party.code);
    put_str(w, "sector", c->party.sector);
    put_str(w, "party_kind", c->party.kind);
    put_rule(w, c->party.rule);
    put_span(w, "cue", doc, c->cue);
    end(w, '}');
  }
  end(w, ']');
}

static void put_date(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  key(w, "date");
  begin(w, '{');
  put_str(w, "first", r->date_first);
  put_str(w, "last", r->date_last);
  put_str(w, "grain", r->date_grain);
  put_str(w, "basis", r->date_basis);
  put_words(w, doc, r->date_at);
  end(w, '}');
}

static void put_place(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  key(w, "place");
  begin(w, '{');
  put_theirs(w, "name", r->place_name);
  put_text(w, "code", r->place_code);
  put_words(w, doc, r->place_at);
  end(w, '}');
}

static void put_count(plb_writer *w, const char *name, int64_t n) {
  if (n < 0)
    put_null(w, name);
  else
    put_number(w, name, (uint64_t)n);
}

static void put_size(plb_writer *w, const plb_report_view *r) {
  key(w, "size");
  begin(w, '{');
  put_count(w, "killed", r->killed);
  put_count(w, "injured", r->injured);
  put_count(w, "arrested", r->arrested);
  end(w, '}');
}

static void put_evidence(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  put_sentence(w, doc, r->sentence);
  key(w, "trigger");
  begin(w, '{');
  put_words(w, doc, r->trigger);
  put_offsets(w, r->source_begin, r->source_end, "source_begin", "source_end");
  end(w, '}');
  key(w, "steps");
  begin(w, '[');
  for (uint32_t i = 0; i < r->n_step; i++) {
    if (w->bare && plb_rule_row(r->step[i].rule).n == 0) continue;
    begin(w, '{');
    put_rule(w, r->step[i].rule);
    put_theirs(w, "text", r->step[i].text);
    end(w, '}');
  }
  end(w, ']');
}

/* The report's own members, without those of its document. */
static void put_report(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  put_str(w, "type", r->type);
  put_str(w, "quad", r->quad);
  put_str(w, "cameo", r->cameo);
  put_decimal(w, "goldstein", r->goldstein);
  put_text(w, "mode", r->mode);
  put_str(w, "status", r->status);
  put_str(w, "voice", r->n_claim ? "claimed" : "outlet");
  put_parties(w, "actor", doc, r->actor, r->n_actor);
  put_parties(w, "recipient", doc, r->recipient, r->n_recipient);
  put_claims(w, doc, r);
  put_date(w, doc, r);
  put_place(w, doc, r);
  put_size(w, r);
  put_decimal(w, "confidence", r->confidence);
  put_evidence(w, doc, r);
}

static void put_published(plb_writer *w, const plb_document *doc) {
  key(w, "published");
  begin(w, '{');
  put_text(w, "value", doc->published);
  put_text(w, "origin", plb_published_origin(doc));
  end(w, '}');
}

static void put_revision(plb_writer *w, const plb_document *doc) {
  if (!doc->revisions) {
    put_null(w, "revision");
    put_null(w, "revisions");
  } else {
    put_number(w, "revision", doc->revision);
    put_number(w, "revisions", doc->revisions);
  }
}

/* ---- lines ---- */

void plb_write_reports(plb_writer *w, const plb_document *doc) {
  for (uint32_t i = 0; i < doc->n_report && !plb_writer_failed(w); i++) {
    begin(w, '{');
    put_str(w, "report_id", doc->report[i].id);
    put_str(w, "document_id", doc->id);
    put_theirs(w, "title", doc->title);
    put_text(w, "outlet", doc->outlet);
    put_text(w, "url", doc->url);
    put_text(w, "language", doc->language);
    put_published(w, doc);
    put_revision(w, doc);
    put_text_digest(w, doc);
    put_report(w, doc, &doc->report[i]);
    end(w, '}');
    end_line(w);
  }
}

static void put_head(plb_writer *w, const plb_document *doc) {
  put_str(w, "document_id", doc->id);
  key(w, "problem");
  if (doc->status == PLB_OK) {
    null_value(w);
  } else {
    begin(w, '{');
    put_str(w, "code", plb_status_word(doc->status));
    put_theirs(w, "message", doc->message);
    end(w, '}');
  }
  key(w, "source");
  begin(w, '{');
  put_theirs(w, "name", plb_base_name(doc->source));
  put_number(w, "offset", doc->offset);
  put_number(w, "number", doc->number);
  end(w, '}');
  put_theirs(w, "title", doc->title);
  put_text(w, "url", doc->url);
}

/* Authors and titles are words of the article; the other facts say which article it is. */
static void put_fact_value(plb_writer *w, const plb_fact_view *fact) {
  if (w->bare && (strcmp(fact->name, "title") == 0 || strcmp(fact->name, "author") == 0)) return;
  put_text(w, "value", fact->value);
}

/* Of a document that could not be read only the facts that were come to. */
static void put_facts(plb_writer *w, const plb_document *doc) {
  key(w, "facts");
  begin(w, '[');
  for (uint32_t i = 0; i < doc->n_fact; i++) {
    if (doc->status && !doc->fact[i].value.n && !*doc->fact[i].origin) continue;
    begin(w, '{');
    put_str(w, "name", doc->fact[i].name);
    put_fact_value(w, &doc->fact[i]);
    put_str(w, "origin", doc->fact[i].origin);
    end(w, '}');
  }
  end(w, ']');
}

static void put_blocks(plb_writer *w, const plb_document *doc) {
  key(w, "blocks");
  begin(w, '[');
  for (uint32_t i = 0; i < doc->n_block; i++) {
    const plb_block_view *b = &doc->block[i];
    begin(w, '{');
    put_str(w, "kind", b->kind);
    put_number(w, "begin", b->at.begin);
    put_number(w, "end", b->at.end);
    put_offsets(w, b->source_begin, b->source_end, "source_begin", "source_end");
    end(w, '}');
    plb_writer_drain(w);
  }
  end(w, ']');
}

/* A database does not keep them. */
static void put_times(plb_writer *w, const plb_document *doc) {
  key(w, "times");
  if (!doc->time) {
    null_value(w);
    return;
  }
  begin(w, '[');
  for (uint32_t i = 0; i < doc->n_time; i++) {
    const plb_time_view *t = &doc->time[i];
    begin(w, '{');
    put_words(w, doc, t->at);
    put_offsets(w, t->source_begin, t->source_end, "source_begin", "source_end");
    put_str(w, "type", t->type);
    put_text(w, "value", t->value);
    put_str(w, "first", t->first);
    put_str(w, "last", t->last);
    put_str(w, "grain", t->grain);
    put_str(w, "basis", t->basis);
    end(w, '}');
    plb_writer_drain(w);
  }
  end(w, ']');
}

static void put_reports_and_silences(plb_writer *w, const plb_document *doc) {
  key(w, "reports");
  begin(w, '[');
  for (uint32_t i = 0; i < doc->n_report; i++) {
    begin(w, '{');
    put_str(w, "report_id", doc->report[i].id);
    put_report(w, doc, &doc->report[i]);
    end(w, '}');
    plb_writer_drain(w);
  }
  end(w, ']');
  key(w, "silences");
  begin(w, '[');
  for (uint32_t i = 0; i < doc->n_silence; i++) {
    begin(w, '{');
    put_sentence(w, doc, doc->silence[i].sentence);
    put_span(w, "trigger", doc, doc->silence[i].trigger);
    put_theirs(w, "why", doc->silence[i].why);
    end(w, '}');
    plb_writer_drain(w);
  }
  end(w, ']');
}

void plb_write_document(plb_writer *w, const plb_document *doc) {
  begin(w, '{');
  put_head(w, doc);
  put_text(w, "outlet", doc->outlet);
  put_text(w, "language", doc->language);
  put_text(w, "wire", doc->wire);
  put_published(w, doc);
  if (doc->status == PLB_OK) {
    put_revision(w, doc);
    put_text(w, "acquired", doc->acquired);
    put_number(w, "sentences", doc->n_sentence);
    put_number(w, "tokens", doc->n_token);
    put_theirs(w, "text", doc->text);
    put_text_digest(w, doc);
  }
  put_facts(w, doc);
  if (doc->status == PLB_OK) {
    put_blocks(w, doc);
    put_times(w, doc);
    put_reports_and_silences(w, doc);
  }
  end(w, '}');
  end_line(w);
}
