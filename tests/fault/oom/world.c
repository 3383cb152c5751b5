/* The world of the sweep: tables, the inputs as they lie in the folder, three of them read and coded. */
#include "world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Noreturn void world_die(const char *what) {
  fprintf(stderr, "oom: %s (%s)\n", what, strerror(errno));
  exit(2);
}

void world_add(world *w, const void *p, size_t n) {
  uint64_t pair[2] = {w->digest, plb_hash64(plb_slice_of(p, n))};
  w->digest = plb_hash64(plb_slice_of((const char *)pair, sizeof pair));
}

static plb_slice read_file(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) world_die(path);
  char *p = malloc((size_t)st.st_size + 1);
  if (!p || read(fd, p, (size_t)st.st_size) != st.st_size) world_die(path);
  close(fd);
  return plb_slice_of(p, (size_t)st.st_size);
}

void world_copy(const char *from, const char *to) {
  plb_slice all = read_file(from);
  int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || write(fd, all.p, all.n) != (ssize_t)all.n) world_die(to);
  close(fd);
  free((void *)(uintptr_t)all.p);
}

const input *world_input(const world *w, const char *name) {
  for (unsigned i = 0; i < w->n_in; i++)
    if (strcmp(w->in[i].name, name) == 0) return &w->in[i];
  world_die(name);
}

static void read_inputs(world *w, const char *folder) {
  struct dirent **entry;
  int n = scandir(folder, &entry, NULL, alphasort);
  if (n < 0) world_die(folder);
  for (int i = 0; i < n; i++) {
    if (entry[i]->d_name[0] != '.') {
      if (w->n_in == INPUTS_MOST || strlen(entry[i]->d_name) >= sizeof w->in->name) world_die("too many inputs");
      input *in = &w->in[w->n_in++];
      snprintf(in->name, sizeof in->name, "%.63s", entry[i]->d_name);
      if (snprintf(in->path, sizeof in->path, "%s/%s", folder, entry[i]->d_name) >= (int)sizeof in->path)
        world_die("a path is too long");
      in->bytes = read_file(in->path);
    }
    free(entry[i]);
  }
  free(entry);
}

static void open_tables(world *w) {
  plb_error e;
  plb_status s = plb_extract_tables_open(&w->t.extract, &e);
  if (!s) s = plb_parse_tables_open(&w->t.parse, &e);
  if (!s) s = plb_actor_tables_open(&w->t.actors, &e);
  if (!s) s = plb_date_tables_open(&w->t.dates, &e);
  if (!s) s = plb_trigger_tables_open(&w->t.triggers, &e);
  if (!s) s = plb_stages_open(&w->stages, &e);
  if (s) world_die(e.message);
}

static void read_doc(world *w, unsigned i, const input *in, plb_format format) {
  plb_error e;
  plb_arena_init(&w->arena[i], w->limits.arena_bytes);
  w->doc[i] = (plb_doc){.arena = &w->arena[i], .limits = &w->limits};
  w->doc[i].record = (plb_record){
      .source = plb_slice_str(in->name), .offset = i, .number = i + 1, .format = format, .bytes = in->bytes};
  if (plb_stages_run(w->stages, &w->doc[i], NULL, &e)) world_die(e.message);
  if (w->doc[i].n_report == 0) world_die("an input gives no report");
}

void world_open(world *w, const char *inputs, const char *folder) {
  *w = (world){.folder = folder};
  plb_limits_default(&w->limits);
  if (snprintf(w->inputs, sizeof w->inputs, "%s", inputs) >= 440) world_die("a path is too long");
  snprintf(w->db, sizeof w->db, "%s/sweep.db", folder);
  snprintf(w->kept, sizeof w->kept, "%s/kept.db", folder);
  read_inputs(w, inputs);
  open_tables(w);
  w->page = world_input(w, "page.html");
  w->text = world_input(w, "text.txt");
  read_doc(w, 0, w->page, PLB_FORMAT_HTML);
  read_doc(w, 1, w->text, PLB_FORMAT_TEXT);
  input other = {.name = "other",
                 .bytes = PLB_LIT("Lake talks end\n\nSweden and Finland signed an agreement in Bern "
                                  "on 5 May 2021. Protesters in Paris demanded new elections, and "
                                  "the police of France arrested twelve people.\n")};
  read_doc(w, 2, &other, PLB_FORMAT_TEXT);
  w->doc[2].record.source = plb_slice_str(w->text->name);
}

void world_close(world *w) {
  for (unsigned i = 0; i < DOCS; i++)
    plb_arena_free(&w->arena[i]);
  for (unsigned i = 0; i < w->n_in; i++)
    free((void *)(uintptr_t)w->in[i].bytes.p);
  plb_stages_close(w->stages);
  plb_trigger_tables_close(w->t.triggers);
  plb_date_tables_close(w->t.dates);
  plb_actor_tables_close(w->t.actors);
  plb_parse_tables_close(w->t.parse);
  plb_extract_tables_close(w->t.extract);
}
