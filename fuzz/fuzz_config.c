/* The file of settings: any bytes. What is kept must be a setting there is, once each, with a value its option takes.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(void *user, unsigned line, const char *message) {
  unsigned *told = user;
  (void)line;
  *told += message[0] != 0;
}

static void check_setting(const cli_config *config, const cli_setting *s) {
  char room[CLI_WORD_ROOM], why[CLI_WHY_ROOM];
  if (!s->option) {
    plb_limits limits;
    plb_limits_default(&limits);
    if (plb_limits_set(&limits, s->limit, strtoull(s->value, NULL, 10), NULL) != PLB_OK) abort();
    if (cli_config_limit(config, s->limit) != s) abort();
    return;
  }
  if (!s->option->setting) abort();
  if (!s->option->value) {
    if (strcmp(s->value, "yes") != 0 && strcmp(s->value, "no") != 0) abort();
  } else if (!cli_value_check(s->option, s->value, room, why, sizeof why)) {
    abort();
  }
  if (s->command && cli_config_find(config, s->command, s->option->id) != s) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  cli_config config = {0};
  unsigned told = 0;
  if (size > CLI_CONFIG_BYTES) return 0;
  unsigned wrong = cli_config_parse(&config, (const char *)data, size, "/home/someone", count, &told);
  if (wrong != told) abort();
  for (size_t i = 0; i < config.n; i++)
    check_setting(&config, &config.setting[i]);
  cli_config_free(&config);
  return 0;
}
