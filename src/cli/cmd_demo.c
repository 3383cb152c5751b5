/* demo: the compiled-in sample articles into a folder, coded, and the most telling one shown: the one whose
 * reports with both parties are of the most kinds (type, status, own voice or claimed), then with the longest claim. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/job.h"
#include "cli/text.h"

static const char PREFIX[] = "samples/";
enum { PATH_ROOM = 4096, KINDS_MOST = 200 };

static bool fail(const char *path) {
  cli_complain("%s: %s", path, strerror(errno));
  return false;
}

/* Makes the folders of `path` that are missing. */
static bool make_folders(const char *path) {
  char part[PATH_ROOM];
  if (strlen(path) >= sizeof part) {
    errno = ENAMETOOLONG;
    return fail(path);
  }
  snprintf(part, sizeof part, "%s", path);
  for (char *p = part + 1; *p; p++) {
    if (*p != '/') continue;
    *p = 0;
    if (mkdir(part, 0777) != 0 && errno != EEXIST) return fail(part);
    *p = '/';
  }
  return true;
}

static bool same_bytes(const char *path, plb_slice bytes) {
  FILE *in = fopen(path, "rb");
  bool same = in != NULL;
  for (uint32_t i = 0; same && i < bytes.n; i++)
    same = fgetc(in) == (unsigned char)bytes.p[i];
  same = same && fgetc(in) == EOF;
  if (in) fclose(in);
  return same;
}

/* Writes a new file; one that is there with the same bytes is fine, another one is not overwritten. */
static bool write_new(const char *path, plb_slice bytes) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0 && errno == EEXIST) {
    if (same_bytes(path, bytes)) return true;
    errno = EEXIST;
  }
  if (fd < 0) return fail(path);
  for (uint32_t done = 0; done < bytes.n;) {
    ssize_t n = write(fd, bytes.p + done, bytes.n - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      fail(path);
      close(fd);
      return false;
    }
    done += (uint32_t)n;
  }
  return close(fd) == 0 || fail(path);
}

static bool write_samples(const char *folder, uint64_t *written) {
  const char *name;
  plb_slice bytes;
  *written = 0;
  for (size_t i = 0; bytes = plb_builtin_at(i, &name), bytes.p; i++) {
    char path[PATH_ROOM];
    if (strncmp(name, PREFIX, sizeof PREFIX - 1) != 0 || strstr(name, "..")) continue;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) errno = ENAMETOOLONG;
    if (strlen(folder) + strlen(name) + 2 > sizeof path) return fail(folder);
    if (!make_folders(path) || !write_new(path, bytes)) return false;
    ++*written;
  }
  if (!*written) cli_complain("this program was built without samples");
  return *written > 0;
}

/* ---- which one is shown ---- */
typedef struct choice {
  char id[64];
  uint64_t score;
  uint64_t documents, reports;
} choice;

static bool two_sided(const plb_report_view *r) {
  return r->n_actor > 1 || (r->n_actor && r->n_recipient);
}

static bool same_kind(const plb_report_view *a, const plb_report_view *b) {
  return !strcmp(a->type, b->type) && !strcmp(a->status, b->status) && (a->n_claim > 0) == (b->n_claim > 0);
}

static uint64_t score(const plb_document *d) {
  const plb_report_view *seen[KINDS_MOST];
  uint64_t kinds = 0, depth = 0;
  for (uint32_t i = 0; i < d->n_report; i++) {
    const plb_report_view *r = &d->report[i];
    uint64_t k = 0;
    while (k < kinds && !same_kind(seen[k], r))
      k++;
    if (two_sided(r) && k == kinds && kinds < KINDS_MOST) seen[kinds++] = r;
    if (r->n_claim > depth) depth = r->n_claim;
  }
  return kinds * 1000000 + depth * 1000 + (d->n_report < 999 ? d->n_report : 999);
}

static bool choose(void *user, const plb_document *d) {
  choice *best = user;
  uint64_t s = score(d);
  best->documents++;
  best->reports += d->n_report;
  if (s > best->score) {
    best->score = s;
    snprintf(best->id, sizeof best->id, "%s", d->id);
  }
  return true;
}

static bool print_document(void *user, const plb_document *d) {
  cli_print_document(user, d);
  return true;
}

static int show_best(cli *c, const char *database, choice *best) {
  plb_store *store = NULL;
  plb_error err = {0};
  plb_filter filter;
  cli_page page = {stdout, &c->screen};
  plb_filter_default(&filter);
  if (plb_store_open(database, PLB_STORE_READ, &store, &err) != PLB_OK) return cli_fail(&err);
  plb_status s = plb_store_each(store, &filter, choose, best, &err);
  if (s == PLB_OK && best->id[0]) {
    filter.document = best->id;
    s = plb_store_each(store, &filter, print_document, &page, &err);
  }
  plb_store_close(store);
  return s == PLB_OK ? (best->id[0] ? CLI_OK : CLI_NOTHING) : cli_fail(&err);
}

static int code_samples(cli *c, const char *samples, const char *database) {
  cli_job job;
  if (!cli_job_init(&job, c)) return CLI_ERROR;
  job.options.path = &samples;
  job.options.n_path = 1;
  job.options.database = database;
  return cli_job_run(&job, NULL, NULL);
}

int cli_run_demo(cli *c) {
  const char *folder = cli_value(c, CLI_OPT_DIR);
  char samples[PATH_ROOM], database[PATH_ROOM];
  uint64_t written;
  choice best = {.score = 0};
  if (!folder) folder = "polybius-demo";
  if (strlen(folder) > PATH_ROOM / 2) {
    errno = ENAMETOOLONG;
    fail(folder);
    return CLI_ERROR;
  }
  snprintf(samples, sizeof samples, "%s/samples", folder);
  snprintf(database, sizeof database, "%s/demo.db", folder);
  if (!write_samples(folder, &written)) return CLI_ERROR;
  int code = code_samples(c, samples, database);
  if (code == CLI_ERROR || code == CLI_INTERRUPTED) return code;
  int shown = show_best(c, database, &best);
  if (shown != CLI_OK) return shown;
  cli_say(c,
          "The sample articles (%" PRIu64 ", invented) are in %s; documents (%" PRIu64 ") and reports (%" PRIu64
          ") are in %s.",
          written, samples, best.documents, best.reports, database);
  cli_say(c, "Next: polybius report --html --db %s --output %s/demo.html", database, folder);
  cli_say(c, "      polybius show --db %s", database);
  return code;
}
