/* The file of settings, from bytes; values by their kinds; the nearest word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/cli.h"

typedef struct told {
  unsigned n, line;
  char message[1400]; /* the first one */
} told;

static void note(void *user, unsigned line, const char *message) {
  told *t = user;
  if (t->n++) return;
  t->line = line;
  snprintf(t->message, sizeof t->message, "%s", message);
}

static unsigned parse(cli_config *config, const char *text, told *t) {
  *t = (told){0};
  *config = (cli_config){0};
  return cli_config_parse(config, text, strlen(text), "/home/x", note, t);
}

static const char *value_of(const cli_config *config, const char *command, cli_option_id id) {
  const cli_setting *s = cli_config_find(config, cli_command_named(command), id);
  return s ? s->value : NULL;
}

static void reads_settings(void **state) {
  (void)state;
  cli_config config;
  told t;
  assert_int_equal(parse(&config,
                         "# first\r\n\r\n  db = ~/a b.db # c\n\tworkers=4\t# d\nfields = \"a=b # c\"\nquiet = TRUE\n"
                         "no-pager = off\nexport.format = csv\nrecord_bytes = 1000\ncolor = Never",
                         &t),
                   0);
  assert_int_equal(config.n, 8);
  assert_string_equal(value_of(&config, "show", CLI_OPT_DB), "/home/x/a b.db");
  assert_int_equal(cli_config_find(&config, cli_command_named("show"), CLI_OPT_DB)->line, 3);
  assert_string_equal(value_of(&config, "code", CLI_OPT_WORKERS), "4");
  assert_string_equal(value_of(&config, "read", CLI_OPT_FIELDS), "a=b # c");
  assert_string_equal(value_of(&config, "read", CLI_OPT_QUIET), "yes");
  assert_string_equal(value_of(&config, "read", CLI_OPT_NO_PAGER), "no");
  assert_string_equal(value_of(&config, "read", CLI_OPT_COLOR), "never");
  assert_string_equal(value_of(&config, "export", CLI_OPT_FORMAT), "csv");
  assert_null(value_of(&config, "read", CLI_OPT_FORMAT));  /* set for export alone */
  assert_null(value_of(&config, "doctor", CLI_OPT_DB));    /* there it is no setting */
  assert_null(value_of(&config, "export", CLI_OPT_TITLE)); /* no option of it */
  assert_string_equal(cli_config_limit(&config, "record_bytes")->value, "1000");
  assert_null(cli_config_limit(&config, "tokens"));
  cli_config_free(&config);
}

static void command_goes_before_all(void **state) {
  (void)state;
  cli_config config;
  told t;
  for (int i = 0; i < 2; i++) {
    const char *text = i ? "format = csv\nread.format = text\n" : "read.format = text\nformat = csv\n";
    assert_int_equal(parse(&config, text, &t), 0);
    assert_string_equal(value_of(&config, "read", CLI_OPT_FORMAT), "text");
    assert_string_equal(value_of(&config, "export", CLI_OPT_FORMAT), "csv");
    cli_config_free(&config);
  }
}

static void tells_wrong_lines(void **state) {
  (void)state;
  static const struct {
    const char *text, *says;
    unsigned line;
  } rows[] = {
      {"workers", "a line is NAME = VALUE, not 'workers'", 1},
      {"\nworkrs = 2", "there is no setting 'workrs'; did you mean workers?", 2},
      {"record_byte = 2", "did you mean record_bytes?", 1},
      {"zzzzzzzzz = 2", "\"polybius config show\" lists them", 1},
      {"output = x", "there is no setting 'output'", 1},
      {"since = 2024", "there is no setting 'since'", 1},
      {"expert.format = csv", "there is no command 'expert'", 1},
      {"show.format = csv", "'format' is no setting of the command show", 1},
      {"export.format = text", "export.format takes jsonl|csv|documents, not 'text'", 1},
      {"format = text", "export.format takes", 1},
      {"color = blue", "color takes always|auto|never, not 'blue'", 1},
      {"color = alwys", "did you mean always?", 1},
      {"workers = -1", "workers takes a whole number, not '-1'", 1},
      {"workers =", "workers needs a value: N", 1},
      {"quiet = perhaps", "quiet takes yes or no, not 'perhaps'", 1},
      {"tokens = many", "tokens takes a whole number, not 'many'", 1},
      {"tokens = 0", "limit tokens must be from 1 to 2000000", 1},
      {"tokens = 18446744073709551616", "tokens takes a whole number", 1},
      {"db = \"x", "the closing quotation mark is missing", 1},
      {"db = \"x\" y", "after the closing quotation mark stands 'y'", 1},
      {"db = a\rb", "control character", 1},
      {"db = a\nquiet = yes\ndb = b", "db is set already in line 1", 3},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    cli_config config;
    told t;
    if (parse(&config, rows[i].text, &t) != 1 || !strstr(t.message, rows[i].says) || t.line != rows[i].line)
      fail_msg("%s: said %u times, in line %u: %s", rows[i].text, t.n, t.line, t.message);
    cli_config_free(&config);
  }
}

static void goes_on_after_a_wrong_line(void **state) {
  (void)state;
  cli_config config;
  told t;
  char *text = malloc(CLI_CONFIG_LINE + 64);
  assert_non_null(text);
  memset(text, 'x', CLI_CONFIG_LINE + 1);
  strcpy(text + CLI_CONFIG_LINE + 1, "\nbad\nworkers = 3\n");
  assert_int_equal(parse(&config, text, &t), 2);
  assert_non_null(strstr(t.message, "longer than 8192 bytes"));
  assert_string_equal(value_of(&config, "code", CLI_OPT_WORKERS), "3");
  cli_config_free(&config);
  /* A line of the greatest length is taken. */
  memset(text, '#', CLI_CONFIG_LINE);
  strcpy(text + CLI_CONFIG_LINE, "\nworkers = 3\n");
  assert_int_equal(parse(&config, text, &t), 0);
  cli_config_free(&config);
  config = (cli_config){0};
  assert_int_equal(cli_config_parse(&config, "db = a\0b", 8, NULL, note, &t), 1);
  cli_config_free(&config);
  free(text);
}

static const char *word_at(const void *from, size_t i) {
  return ((const char *const *)from)[i];
}

static void finds_the_nearest(void **state) {
  (void)state;
  static const char *const words[] = {"export", "explain", "show", NULL};
  assert_string_equal(cli_nearest("exprot", word_at, words), "export");
  assert_string_equal(cli_nearest("EXPLAN", word_at, words), "explain");
  assert_string_equal(cli_nearest("sow", word_at, words), "show");
  assert_null(cli_nearest("zebra", word_at, words));
  assert_null(cli_nearest("a word that is much longer than any of those forty letters", word_at, words));
}

static const cli_option *option(const char *command, cli_option_id id) {
  return cli_option_of(cli_command_named(command), id);
}

static void checks_values(void **state) {
  (void)state;
  static const struct {
    cli_option_id id;
    const char *value, *kept; /* NULL: refused */
  } rows[] = {
      {CLI_OPT_SINCE, "2024", "2024"},
      {CLI_OPT_SINCE, "2024-02-29", "2024-02-29"},
      {CLI_OPT_SINCE, "2023-02-29", NULL},
      {CLI_OPT_SINCE, "1900-02-29", NULL},
      {CLI_OPT_SINCE, "2024-13", NULL},
      {CLI_OPT_SINCE, "2024-00", NULL},
      {CLI_OPT_SINCE, "2024-04-31", NULL},
      {CLI_OPT_SINCE, "0000", NULL},
      {CLI_OPT_SINCE, "2024-1-1", NULL},
      {CLI_OPT_SINCE, "24-01-01x", NULL},
      {CLI_OPT_SINCE, "yesterday", NULL},
      {CLI_OPT_CONFIDENCE, "0", "0"},
      {CLI_OPT_CONFIDENCE, "0.625", "0.625"},
      {CLI_OPT_CONFIDENCE, "1.0", "1.0"},
      {CLI_OPT_CONFIDENCE, "1.01", NULL},
      {CLI_OPT_CONFIDENCE, ".5", NULL},
      {CLI_OPT_CONFIDENCE, "0.", NULL},
      {CLI_OPT_CONFIDENCE, "50%", NULL},
      {CLI_OPT_TYPE, "protest", "PROTEST"},
      {CLI_OPT_TYPE, "PROTESTS", NULL},
      {CLI_OPT_STATUS, "Actual", "actual"},
      {CLI_OPT_ACTOR, "chn", "chn"},
      {CLI_OPT_ACTOR, "IGO:NATO", "IGO:NATO"},
      {CLI_OPT_ACTOR, "---", "---"},
      {CLI_OPT_ACTOR, "China", NULL},
      {CLI_OPT_ACTOR, "IGO:", NULL},
      {CLI_OPT_ACTOR, "C1N", NULL},
      {CLI_OPT_OUTLET, "any thing", "any thing"},
      {CLI_OPT_OUTLET, "", NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char room[CLI_WORD_ROOM], why[CLI_WHY_ROOM] = "";
    const char *kept = cli_value_check(option("export", rows[i].id), rows[i].value, room, why, sizeof why);
    if (!kept != !rows[i].kept || (kept && strcmp(kept, rows[i].kept) != 0) || (!kept && !why[0]))
      fail_msg("'%s' gives %s (%s)", rows[i].value, kept ? kept : "nothing", why);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_settings),    cmocka_unit_test(command_goes_before_all),
      cmocka_unit_test(tells_wrong_lines), cmocka_unit_test(goes_on_after_a_wrong_line),
      cmocka_unit_test(finds_the_nearest), cmocka_unit_test(checks_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
