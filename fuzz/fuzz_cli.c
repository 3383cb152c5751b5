/* cli/options and cli/query: any words as a command line, a line each. What is taken must come from the words, or be a
 * choice as the help spells it. */
#include "cli/cli.h"
#include "fuzz.h"

enum { WORDS = 64, BYTES = 4096 };

static bool spelt(const cli *c, const char *value) {
  return c->n_word && value >= c->word && value < c->word + c->n_word * CLI_WORD_ROOM;
}

static void look(const cli *c, const char *words, size_t n) {
  plb_filter filter;
  plb_limits limits;
  plb_export_format format;
  must(c->n_operand <= WORDS && c->n_given <= WORDS * 8);
  for (size_t i = 0; i < c->n_operand; i++)
    must(c->operand[i] >= words && c->operand[i] < words + n);
  for (size_t i = 0; i < c->n_given; i++) {
    const char *value = c->given[i].value;
    must(c->given[i].id < CLI_OPT_COUNT && (!*value || spelt(c, value) || (value >= words && value < words + n)));
    must(cli_value(c, c->given[i].id) != NULL);
    must(cli_number(c, c->given[i].id, 0) <= INT32_MAX);
  }
  const cli_option *database = c->command ? cli_option_of(c->command, CLI_OPT_DB) : NULL;
  if (database && database->setting) must(cli_database(c)[0] != 0);
  cli_format(c, "text", &format);
  cli_filter(c, &filter);
  plb_limits_default(&limits);
  if (!cli_limits(c, &limits)) return;
  must(limits.record_bytes >= 1 && limits.record_bytes <= 64 << 20 && limits.walk_depth <= 256);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static FILE *nowhere;
  char words[BYTES + 1], *argv[WORDS + 1] = {0};
  if (!nowhere) stderr = nowhere = fopen("/dev/null", "w"); /* the complaints; a sanitizer's report has its own way */
  if (size > BYTES || !nowhere) return 0;
  memcpy(words, data, size);
  words[size] = 0;
  static char program[] = "polybius";
  int argc = 0;
  argv[argc++] = program;
  for (char *rest = words, *word; argc < WORDS && (word = strsep(&rest, "\n"));)
    argv[argc++] = word;
  cli c = {0};
  if (cli_parse(&c, argc, argv)) look(&c, words, sizeof words);
  cli_free(&c);
  return 0;
}
