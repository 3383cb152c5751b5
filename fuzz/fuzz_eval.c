/* eval: any bytes as files that people coded, of every form, against the other half of the bytes and against a right
 * file. No more is right than was coded; shares and coefficients lie in their bounds; wrong rows have a place; printing
 * comes to an end. */
#include <math.h>
#include <stdio.h>

#include "eval/agree.h"
#include "eval/read.h"
#include "eval/score.h"
#include "fuzz.h"

static const char right_file[] = "{\"document_id\":\"d\",\"source\":{\"name\":\"d.txt\"},\"text\":\"Nord blamed Sud. "
                                 "Sud gave.\",\"reports\":[{\"type\":"
                                 "\"ACCUSE\",\"status\":\"actual\",\"mode\":\"allege\",\"trigger\":{\"text\":"
                                 "\"blamed\",\"begin\":5},\"actor\":[{\"code\":"
                                 "\"NRD\",\"sector\":\"GOV\"}],\"recipient\":[],\"claim\":[],\"date\":{\"first\":"
                                 "\"2024-05-01\",\"last\":\"2024-05-01\"}}]}\n";

static void told(void *user, const plb_error *problem) {
  must(problem->message[0] && problem->place[0]);
  ++*(uint64_t *)user;
}

static void noticed(void *user, const plb_error *notice) {
  (void)user;
  must(notice->message[0]);
}

static void add(plb_eval *e, const char *name, plb_slice bytes) {
  plb_error err = {0};
  must(plb_eval_coder(e, name, &err) == PLB_OK);
  plb_status s = plb_eval_read_bytes(e, name, bytes, &err);
  must(s == PLB_OK || (err.code == s && err.message[0]));
}

static void check(const plb_eval *e) {
  const plb_scores *s = e->scores;
  for (plb_figure f = 0; s && f < PLB_FIGURE_COUNT; f++) {
    plb_tally t = s->total.at[f];
    must(t.right <= t.gold && (!plb_figure_is_f1(f) || t.right <= t.system));
    must(s->low[f] <= s->high[f] && s->low[f] >= 0 && s->high[f] <= 1);
  }
  for (uint32_t i = 0; i < e->agreement->measure.n; i++) {
    const plb_measure *m = &e->agreement->measure.at[i];
    must(isnan(m->alpha) || m->alpha < 1 + 1e-9);
    must(isnan(m->kappa) || (m->kappa < 1 + 1e-9 && m->kappa > -1 - 1e-9));
  }
}

static void print(const plb_eval *e) {
  for (plb_eval_format f = PLB_EVAL_TEXT; f <= PLB_EVAL_CSV; f++) {
    char *out = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&out, &n);
    must(file && plb_eval_print(e, f, file, NULL) == PLB_OK);
    fclose(file);
    free(out);
  }
}

static void compare(plb_slice first, plb_slice second, const char *name, bool agreement) {
  plb_eval_options o;
  plb_eval_result r;
  plb_eval *e;
  uint64_t problems = 0;
  plb_eval_options_default(&o);
  o.agreement = agreement;
  o.list = true;
  o.user = &problems;
  o.on_problem = told;
  o.on_notice = noticed;
  must(plb_eval_open(&o, &e, NULL) == PLB_OK);
  add(e, name, first);
  add(e, "other.csv", second);
  plb_status s = plb_eval_run(e, &r, NULL);
  must(s == PLB_OK || s == PLB_NOTFOUND || s == PLB_LIMIT);
  if (s != PLB_LIMIT) {
    must(r.refused == problems);
    check(e);
    print(e);
  }
  plb_eval_close(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"g.csv", "g.jsonl", "g.json", "d.tsv"};
  plb_slice in = {size ? (const char *)data : "", (uint32_t)size};
  uint8_t way = fuzz_byte(&in);
  uint32_t half = plb_slice_find(in, PLB_LIT("\n\n\n"), 0);
  const char *name = names[way % 4];
  compare(in, plb_slice_str(right_file), name, false);
  if (half == UINT32_MAX) half = in.n / 2;
  compare(plb_slice_sub(in, 0, half), plb_slice_sub(in, half, in.n), name, way & 4);
  return 0;
}
