/* CSV after RFC 4180: CRLF lines, quotation marks where needed and doubled inside. The columns are those of the view
 * v_report. A spreadsheet runs cells that begin with = + - @ or a control character as formulas, and the words come
 * from strangers: such a text cell gets an apostrophe in front (as OWASP advises), but for the code "---", which no
 * spreadsheet takes for one. Numbers are written as they are. */
#include <string.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "store/internal.h"

static void between(plb_writer *w) {
  if (w->comma) plb_buf_char(&w->buf, ',');
  w->comma = true;
}

static bool looks_like_formula(plb_slice s) {
  if (s.n == 0 || !memchr("=+-@\t\r\n", s.p[0], 7)) return false;
  return !plb_slice_is(s, "---") && !plb_slice_starts(s, PLB_LIT("---;"));
}

static bool needs_quotes(plb_slice s) {
  for (uint32_t i = 0; i < s.n; i++)
    if (strchr(",\"\r\n", s.p[i])) return true; /* NUL, too */
  return s.n && (plb_is_space(s.p[0]) || plb_is_space(s.p[s.n - 1]));
}

static void text_cell(plb_writer *w, plb_slice s) {
  between(w);
  bool quoted = needs_quotes(s);
  if (quoted) plb_buf_char(&w->buf, '"');
  if (looks_like_formula(s)) plb_buf_char(&w->buf, '\'');
  for (uint32_t i = 0; i < s.n;) {
    uint32_t cp, n = plb_utf8_next(s, i, &cp);
    if (cp == PLB_UTF8_BAD || cp == 0)
      plb_buf_str(&w->buf, "\xEF\xBF\xBD");
    else
      plb_buf_add(&w->buf, s.p + i, n);
    if (cp == '"') plb_buf_char(&w->buf, '"');
    i += n;
  }
  if (quoted) plb_buf_char(&w->buf, '"');
}

static void str_cell(plb_writer *w, const char *s) {
  text_cell(w, plb_slice_str(s));
}

static void number_cell(plb_writer *w, int64_t n) {
  between(w);
  if (n >= 0) plb_buf_printf(&w->buf, "%lld", (long long)n);
}

/* An end of a range; empty when there are no such words. */
static void offset_cell(plb_writer *w, plb_range at, uint32_t offset) {
  number_cell(w, at.begin < at.end ? (int64_t)offset : -1);
}

static void decimal_cell(plb_writer *w, double v) {
  between(w);
  plb_buf_decimal(&w->buf, v);
}

/* ---- cells of several parties ---- */

typedef enum part { PART_CODE, PART_SECTOR, PART_NAME } part;

static plb_slice part_of(const plb_party_view *p, part which) {
  return which == PART_CODE ? p->code : which == PART_NAME ? p->name : plb_slice_str(p->sector);
}

/* What was gathered; what was lost of it is lost to the row. */
static void gathered_cell(plb_writer *w) {
  if (!w->buf.status) w->buf.status = w->cell.status;
  text_cell(w, plb_slice_of(w->cell.p, w->cell.n));
}

static void list_cell(plb_writer *w, const plb_party_view *party, uint32_t n, part which) {
  plb_buf_clear(&w->cell);
  for (uint32_t i = 0; i < n; i++) {
    plb_slice s = part_of(&party[i], which);
    if (i) plb_buf_char(&w->cell, ';');
    for (uint32_t k = 0; k < s.n; k++)
      plb_buf_char(&w->cell, s.p[k] == ';' ? ',' : s.p[k]);
  }
  gathered_cell(w);
}

static void chain_link(plb_writer *w, plb_slice name) {
  if (w->cell.n) plb_buf_str(&w->cell, " > ");
  plb_buf_slice(&w->cell, name);
}

static void chain_cell(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  plb_buf_clear(&w->cell);
  if (doc->outlet.n) chain_link(w, doc->outlet);
  if (doc->wire.n) chain_link(w, doc->wire);
  for (uint32_t i = 0; i < r->n_claim; i++)
    chain_link(w, r->claim[i].party.name.n ? r->claim[i].party.name : PLB_LIT("?"));
  gathered_cell(w);
}

/* ---- rows ---- */

/* When the column is written, its name, what writes the cell. ALWAYS; FULL: it holds words of the article; BARE: only
 * where those are left out. a, b, c: first actor, recipient and claimant, or one without anything. */
#define COLUMN_MAP(X)                                                                      \
  X(ALWAYS, report_id, str_cell(w, r->id))                                                 \
  X(ALWAYS, document_id, str_cell(w, doc->id))                                             \
  X(ALWAYS, outlet, text_cell(w, doc->outlet))                                             \
  X(ALWAYS, wire, text_cell(w, doc->wire))                                                 \
  X(FULL, title, text_cell(w, doc->title))                                                 \
  X(ALWAYS, url, text_cell(w, doc->url))                                                   \
  X(ALWAYS, language, text_cell(w, doc->language))                                         \
  X(ALWAYS, published, text_cell(w, doc->published))                                       \
  X(ALWAYS, published_origin, text_cell(w, plb_published_origin(doc)))                     \
  X(ALWAYS, type, str_cell(w, r->type))                                                    \
  X(ALWAYS, quad, str_cell(w, r->quad))                                                    \
  X(ALWAYS, cameo, str_cell(w, r->cameo))                                                  \
  X(ALWAYS, goldstein, decimal_cell(w, r->goldstein))                                      \
  X(ALWAYS, mode, text_cell(w, r->mode))                                                   \
  X(ALWAYS, status, str_cell(w, r->status))                                                \
  X(ALWAYS, voice, str_cell(w, r->n_claim ? "claimed" : "outlet"))                         \
  X(ALWAYS, actor_code, text_cell(w, a->code))                                             \
  X(ALWAYS, actor_sector, str_cell(w, a->sector))                                          \
  X(ALWAYS, actor_kind, str_cell(w, a->kind))                                              \
  X(FULL, actor_name, text_cell(w, a->name))                                               \
  X(FULL, actor_text, text_cell(w, plb_words_of(doc, a->at)))                              \
  X(ALWAYS, recipient_code, text_cell(w, b->code))                                         \
  X(ALWAYS, recipient_sector, str_cell(w, b->sector))                                      \
  X(ALWAYS, recipient_kind, str_cell(w, b->kind))                                          \
  X(FULL, recipient_name, text_cell(w, b->name))                                           \
  X(FULL, recipient_text, text_cell(w, plb_words_of(doc, b->at)))                          \
  X(ALWAYS, actor_codes, list_cell(w, r->actor, r->n_actor, PART_CODE))                    \
  X(ALWAYS, actor_sectors, list_cell(w, r->actor, r->n_actor, PART_SECTOR))                \
  X(FULL, actor_names, list_cell(w, r->actor, r->n_actor, PART_NAME))                      \
  X(ALWAYS, recipient_codes, list_cell(w, r->recipient, r->n_recipient, PART_CODE))        \
  X(ALWAYS, recipient_sectors, list_cell(w, r->recipient, r->n_recipient, PART_SECTOR))    \
  X(FULL, recipient_names, list_cell(w, r->recipient, r->n_recipient, PART_NAME))          \
  X(FULL, claim, chain_cell(w, doc, r))                                                    \
  X(ALWAYS, claimant_code, text_cell(w, c->code))                                          \
  X(FULL, claimant_name, text_cell(w, c->name))                                            \
  X(ALWAYS, date_first, str_cell(w, r->date_first))                                        \
  X(ALWAYS, date_last, str_cell(w, r->date_last))                                          \
  X(ALWAYS, date_grain, str_cell(w, r->date_grain))                                        \
  X(ALWAYS, date_basis, str_cell(w, r->date_basis))                                        \
  X(FULL, date_text, text_cell(w, plb_words_of(doc, r->date_at)))                          \
  X(FULL, place_name, text_cell(w, r->place_name))                                         \
  X(ALWAYS, place_code, text_cell(w, r->place_code))                                       \
  X(FULL, place_text, text_cell(w, plb_words_of(doc, r->place_at)))                        \
  X(ALWAYS, killed, number_cell(w, r->killed))                                             \
  X(ALWAYS, injured, number_cell(w, r->injured))                                           \
  X(ALWAYS, arrested, number_cell(w, r->arrested))                                         \
  X(ALWAYS, confidence, decimal_cell(w, r->confidence))                                    \
  X(FULL, trigger_text, text_cell(w, plb_words_of(doc, r->trigger)))                       \
  X(ALWAYS, trigger_begin, number_cell(w, r->trigger.begin))                               \
  X(ALWAYS, trigger_end, number_cell(w, r->trigger.end))                                   \
  X(FULL, sentence, text_cell(w, plb_words_of(doc, r->sentence)))                          \
  X(ALWAYS, sentence_begin, number_cell(w, r->sentence.begin))                             \
  X(ALWAYS, sentence_end, number_cell(w, r->sentence.end))                                 \
  X(ALWAYS, revision, number_cell(w, doc->revisions ? (int64_t)doc->revision : -1))        \
  X(ALWAYS, revisions, number_cell(w, doc->revisions ? (int64_t)doc->revisions : -1))      \
  X(BARE, actor_begin, offset_cell(w, a->at, a->at.begin))                                 \
  X(BARE, actor_end, offset_cell(w, a->at, a->at.end))                                     \
  X(BARE, recipient_begin, offset_cell(w, b->at, b->at.begin))                             \
  X(BARE, recipient_end, offset_cell(w, b->at, b->at.end))                                 \
  X(BARE, claimant_begin, offset_cell(w, c->at, c->at.begin))                              \
  X(BARE, claimant_end, offset_cell(w, c->at, c->at.end))                                  \
  X(BARE, date_begin, offset_cell(w, r->date_at, r->date_at.begin))                        \
  X(BARE, date_end, offset_cell(w, r->date_at, r->date_at.end))                            \
  X(BARE, place_begin, offset_cell(w, r->place_at, r->place_at.begin))                     \
  X(BARE, place_end, offset_cell(w, r->place_at, r->place_at.end))                         \
  X(BARE, sentence_sha256, str_cell(w, plb_digest_of(plb_words_of(doc, r->sentence)).hex)) \
  X(BARE, text_bytes, number_cell(w, doc->text.n))                                         \
  X(BARE, text_sha256, str_cell(w, w->text_digest.hex))

typedef enum when { ALWAYS, FULL, BARE } when;

static bool is_written(const plb_writer *w, when column) {
  return column == ALWAYS || (column == BARE) == w->bare;
}

static void end_row(plb_writer *w) {
  plb_buf_add(&w->buf, "\r\n", 2);
  w->comma = false;
  plb_writer_drain(w);
}

void plb_write_csv_header(plb_writer *w) {
#define PLB_X(when, name, write) \
  if (is_written(w, when)) str_cell(w, #name);
  COLUMN_MAP(PLB_X)
#undef PLB_X
  end_row(w);
}

static void write_row(plb_writer *w, const plb_document *doc, const plb_report_view *r) {
  static const plb_party_view nobody = {.sector = "", .kind = ""};
  const plb_party_view *a = r->n_actor ? &r->actor[0] : &nobody;
  const plb_party_view *b = r->n_recipient ? &r->recipient[0] : &nobody;
  const plb_party_view *c = r->n_claim ? &r->claim[0].party : &nobody;
#define PLB_X(when, name, write) \
  if (is_written(w, when)) write;
  COLUMN_MAP(PLB_X)
#undef PLB_X
  end_row(w);
  w->lines++;
}

void plb_write_csv(plb_writer *w, const plb_document *doc) {
  for (uint32_t i = 0; i < doc->n_report && !plb_writer_failed(w); i++)
    write_row(w, doc, &doc->report[i]);
}
