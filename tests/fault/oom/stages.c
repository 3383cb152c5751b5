/* Operations: the tables of every stage, every kind of source, and each stage over one document. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "acquire/walk.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"
#include "code/book.h"
#include "eval/read.h"
#include "pipe/wire.h"
#include "resolve/check.h"
#include "world.h"

/* ---- tables ---- */
#define TABLE_OP(room, type)                                         \
  static plb_status open_##room(world *w, plb_error *err) {          \
    plb_##type##_tables *t = NULL;                                   \
    plb_status s = plb_##type##_tables_open(&t, err);                \
    if (!s) world_add(w, #room, sizeof #room);                       \
    if (s && t) return plb_fail(err, PLB_INTERNAL, "oom", "tables"); \
    plb_##type##_tables_close(t);                                    \
    return s;                                                        \
  }
TABLE_OP(extract, extract)
TABLE_OP(parse, parse)
TABLE_OP(actors, actor)
TABLE_OP(dates, date)
TABLE_OP(triggers, trigger)

/* A user's table and dictionaries of every kind, beside none of ours. */
static plb_status read_codebook(world *w, plb_error *err) {
  static const char *const texts[] = {
      "type\tpattern\tpos\tmode\tframe\tflags\nAID\tferry _ rice|tea_bag\tV\t-\tsubj>to\tboth\nAID\tx\n",
      ("&BOAT\n+KETCH\n+FISHING_BOAT\n--- ROW [040] ---\nROW {ROWED}\n+PULL_UP\n- * &BOAT (TO) [071]\n- % * X "
       "[062:062]\n~ a\n"),
      "LOWMARCH_ [LMR]\n+PORT_\nOLA_TERN_\n\t[LMRGOV <990101]\n\t[IGOSEA]\n",
      "!PERSON! = MAN, MEN\nHARBOUR!PERSON! [~LAB]\nREEVE {REEVES} [~GOV]\n"};
  plb_book b;
  plb_status s = plb_book_open(&b, err);
  if (s) return s;
  for (size_t i = 0; i < sizeof texts / sizeof *texts && !s; i++)
    s = plb_book_read(&b, "own", plb_slice_str(texts[i]), err);
  for (uint32_t i = 0; i < b.trigger.n && !s; i++)
    world_add(w, b.trigger.at[i].pattern.p, b.trigger.at[i].pattern.n);
  for (uint32_t i = 0; i < b.actor.n && !s; i++)
    world_add(w, b.actor.at[i].name.p, b.actor.at[i].name.n);
  if (!s) world_add(w, &b.note.n, sizeof b.note.n);
  plb_book_close(&b);
  return s;
}

static const char own_table[] =
    "code\tsector\tname\tforms\tfrom\tto\nKEN\tREB\tRiver Front\tRF\t2001\t-\nKEN\tPTY\tRiver Front\t-\t-\t-\n";

static plb_status open_own(world *w, plb_error *err) {
  plb_actor_tables *t = NULL;
  plb_status s = plb_actor_tables_open(&t, err);
  if (!s) s = plb_actor_tables_add(t, "own.tsv", PLB_LIT("code\tsector\tname\tforms\tfrom\tto\n"), err);
  if (!s) s = plb_actor_tables_add(t, "own.tsv", plb_slice_str(own_table), err);
  if (!s) world_add(w, "own", 3);
  plb_actor_tables_close(t);
  return s;
}

static void add_finding(void *user, const plb_actor_finding *f) {
  world_add(user, f->message, strlen(f->message));
}

static plb_status check_own(world *w, plb_error *err) {
  const plb_actor_text table = {"own.tsv", plb_slice_str(own_table)};
  plb_actor_counts counts;
  return plb_actor_tables_check(&table, 1, (plb_date){2026, 1, 1}, 2, add_finding, w, &counts, err);
}

/* ---- sources ---- */
static void add_record(world *w, const plb_record *r) {
  const plb_slice part[] = {r->bytes, r->given.text, r->given.html, r->given.title, r->given.url, r->given.published};
  world_add(w, &r->number, sizeof r->number);
  for (size_t i = 0; i < sizeof part / sizeof *part; i++)
    world_add(w, part[i].p, part[i].n);
}

static plb_status read_source(world *w, plb_error *err) {
  const input *in = w->with;
  plb_source *source;
  bool restarted;
  plb_status worst = PLB_OK;
  int fd = open(in->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return plb_fail(err, PLB_INTERNAL, "oom", "no input");
  plb_status s = plb_source_open(fd, in->name, NULL, &w->limits, NULL, &restarted, &source, err);
  for (unsigned i = 0; !s; i++) {
    plb_record r;
    plb_cursor after;
    plb_error e;
    plb_status got = plb_source_next(source, &r, &after, &e);
    if (got == PLB_NOTFOUND) break;
    if (got == PLB_OK) add_record(w, &r);
    if (got && !worst) worst = got, *err = e;
    if (i > 1000) s = plb_fail(err, PLB_INTERNAL, "oom", "the source does not end");
  }
  if (!s) plb_source_close(source);
  close(fd);
  return s ? s : worst;
}

static void walk_problem(void *user, const plb_error *e) {
  *(plb_status *)user = e->code;
}

static plb_status walk_folder(world *w, plb_error *err) {
  plb_walk walk = {0};
  plb_status problem = PLB_OK;
  plb_status s = plb_walk_add(&walk, w->inputs, &w->limits, walk_problem, &problem);
  for (size_t i = 0; i < walk.n; i++)
    world_add(w, walk.at[i].path, strlen(walk.at[i].path));
  plb_walk_free(&walk);
  if (s) return plb_fail(err, s, "oom", "no memory for the list");
  return problem ? plb_fail(err, problem == PLB_IO ? PLB_NOMEM : problem, "oom", "a folder was not read") : PLB_OK;
}

/* ---- stages ---- */
static plb_status run_until(world *w, int stages, plb_error *err) {
  plb_status s = stages > 0 ? plb_extract(w->t.extract, &w->at, err) : PLB_OK;
  if (!s && stages > 1) s = plb_parse(w->t.parse, &w->at, err);
  if (!s && stages > 2) s = plb_resolve_dates(w->t.dates, &w->at, err);
  if (!s && stages > 3) s = plb_resolve_actors(w->t.actors, &w->at, err);
  return s;
}

/* A document as it is before the stage. */
static void prepare(world *w, int stages) {
  plb_error e;
  const input *in = w->with;
  plb_arena_init(&w->work, w->limits.arena_bytes);
  w->at = (plb_doc){.arena = &w->work, .limits = &w->limits};
  w->at.record = (plb_record){.source = plb_slice_str(in->name),
                              .number = 1,
                              .format = in->bytes.p[0] == '<' ? PLB_FORMAT_HTML : PLB_FORMAT_TEXT,
                              .bytes = in->bytes};
  if (run_until(w, stages, &e)) world_die(e.message);
}

static void before_extract(world *w) {
  prepare(w, 0);
}
static void before_parse(world *w) {
  prepare(w, 1);
}
static void before_dates(world *w) {
  prepare(w, 2);
}
static void before_actors(world *w) {
  prepare(w, 3);
}
static void before_code(world *w) {
  prepare(w, 4);
}
static plb_status do_extract(world *w, plb_error *err) {
  return plb_extract(w->t.extract, &w->at, err);
}
static plb_status do_parse(world *w, plb_error *err) {
  return plb_parse(w->t.parse, &w->at, err);
}
static plb_status do_dates(world *w, plb_error *err) {
  return plb_resolve_dates(w->t.dates, &w->at, err);
}
static plb_status do_actors(world *w, plb_error *err) {
  return plb_resolve_actors(w->t.actors, &w->at, err);
}
static plb_status do_code(world *w, plb_error *err) {
  return plb_code(w->t.triggers, &w->at, err);
}

static void look_words(world *w) {
  const plb_doc *d = &w->at;
  const uint32_t counts[] = {d->n_token, d->n_sentence, d->n_chunk, d->n_quote, d->n_mention, d->n_party, d->n_time};
  world_add(w, counts, sizeof counts);
  for (uint32_t i = 0; i < d->n_token; i++) {
    world_add(w, &d->token[i].span, sizeof d->token[i].span);
    world_add(w, d->token[i].lemma.p, d->token[i].lemma.n);
  }
  for (uint32_t i = 0; i < d->n_party; i++)
    world_add(w, d->party[i].code.p, d->party[i].code.n);
  for (uint32_t i = 0; i < d->n_mention; i++)
    world_add(w, &d->mention[i].begin, sizeof d->mention[i].begin);
}

/* What leaves the worker. */
static void look_document(world *w) {
  plb_buf b;
  plb_buf_init(&b, 16 << 20);
  plb_wire_put_doc(&b, &w->at);
  world_add(w, b.p, b.n);
  plb_buf_free(&b);
  look_words(w);
}

/* ---- views and pairs ---- */
static plb_status make_view(world *w, plb_error *err) {
  plb_document view;
  plb_status s = plb_view(&w->at, NULL, &view, err);
  if (!s) world_add(w, &view.n_report, sizeof view.n_report);
  return s;
}

static void before_view(world *w) {
  plb_error e;
  prepare(w, 4);
  if (plb_code(w->t.triggers, &w->at, &e)) world_die(e.message);
}

static plb_pair_coder *coder; /* opened once: its tables are those above */

static void before_pair(world *w) {
  plb_error e;
  (void)w;
  if (!coder && plb_pair_coder_open(NULL, 0, &coder, &e)) world_die(e.message);
}

static plb_status code_pair(world *w, plb_error *err) {
  const char *type = "";
  plb_status s = plb_pair_code(coder, PLB_LIT("Norway accused Denmark of a crime."), (plb_range){0, 6},
                               (plb_range){15, 22}, &type, err);
  if (!s) world_add(w, type, strlen(type));
  return s;
}

/* ---- comparing coders ---- */
static const char gold_rows[] = "document,type,char,trigger,actor,recipient,status,date,claimant,mood\n"
                                "d,ACCUSE,5,blamed,NOR;---,DNKGOV,,2024-05-01,\"a \"\"minister\"\"\",x\n"
                                "d,FOO,1,,,,,,,\nd,AID,,gave,DNK,,planned,,,\ne,none,,,,,,,,\n";
static const char system_lines[] = "{\"document_id\":\"d\",\"source\":{\"name\":\"d.txt\"},\"text\":\"Nord blamed Sud. "
                                   "Sud gave.\",\"reports\":[{\"type\":"
                                   "\"ACCUSE\",\"status\":\"actual\",\"mode\":\"allege\",\"trigger\":{\"text\":"
                                   "\"blamed\",\"begin\":5},\"actor\":[{\"code\":"
                                   "\"NOR\",\"sector\":\"GOV\"}],\"recipient\":[],\"claim\":[],\"date\":{\"first\":"
                                   "\"2024-05-01\",\"last\":\"2024-05-02\"}}]}\n"
                                   "{\"document\":\"d\",\"begin\":0,\"end\":16,\"reports\":[]}\n";

static plb_status compare_files(plb_eval *e, plb_error *err) {
  plb_eval_result result;
  plb_status s = plb_eval_coder(e, "gold.csv", err);
  if (!s) s = plb_eval_read_bytes(e, "gold.csv", plb_slice_str(gold_rows), err);
  if (!s) s = plb_eval_coder(e, "system", err);
  if (!s) s = plb_eval_read_bytes(e, "system", plb_slice_str(system_lines), err);
  return s ? s : plb_eval_run(e, &result, err);
}

static plb_status compare_coders(world *w, plb_error *err) {
  static char printed[1 << 16];
  plb_eval_options o;
  plb_eval *e;
  plb_eval_options_default(&o);
  o.list = true;
  plb_status s = plb_eval_open(&o, &e, err);
  if (!s) s = compare_files(e, err);
  memset(printed, 0, sizeof printed);
  FILE *out = s ? NULL : fmemopen(printed, sizeof printed, "w");
  if (!s && !out) s = plb_fail(err, PLB_NOMEM, "oom", "no memory for a stream");
  if (!s) s = plb_eval_print(e, PLB_EVAL_JSON, out, err);
  if (out) fclose(out);
  if (!s) world_add(w, printed, strlen(printed));
  plb_eval_close(e);
  return s;
}

const op *ops_of_stages(world *w, size_t *n) {
  static op list[32 + INPUTS_MOST];
  const input *other = world_input(w, "page2.html");
  const op fixed[] = {
      {.name = "tables of extract", .act = open_extract},
      {.name = "tables of parse", .act = open_parse},
      {.name = "tables of actors", .act = open_actors},
      {.name = "tables of actors and a user's", .act = open_own},
      {.name = "check of a user's table", .act = check_own},
      {.name = "tables of dates", .act = open_dates},
      {.name = "tables of code", .act = open_triggers},
      {.name = "a codebook", .act = read_codebook},
      {.name = "walk a folder", .act = walk_folder},
      {.name = "extract a page", before_extract, do_extract, look_document, .with = w->page, .dies = true},
      {.name = "extract another", before_extract, do_extract, look_document, .with = other, .dies = true},
      {.name = "extract a text", before_extract, do_extract, look_document, .with = w->text},
      {.name = "parse", before_parse, do_parse, look_words, .with = w->text},
      {.name = "resolve dates", before_dates, do_dates, look_words, .with = w->text},
      {.name = "resolve actors", before_actors, do_actors, look_words, .with = w->text},
      {.name = "code", before_code, do_code, look_document, .with = w->text},
      {.name = "view", before_view, make_view, .with = w->text},
      {.name = "pair coder", .prepare = before_pair, .act = code_pair},
      {.name = "compare coders", .act = compare_coders},
  };
  *n = sizeof fixed / sizeof *fixed;
  memcpy(list, fixed, sizeof fixed);
  for (unsigned i = 0; i < w->n_in; i++)
    list[(*n)++] = (op){.name = w->in[i].name,
                        .act = read_source,
                        .with = &w->in[i],
                        .loses = strstr(w->in[i].name, ".zip") ? 1 : 0}; /* libzip 1.7, opening a member */
  return list;
}
