/* Command line parser over the table made from data/options. GNU manners: options and operands in any order, "--" ends
 * options,
 * --name=value or --name value, -q, unique beginnings are NOT taken (a later option could make them ambiguous). A wrong
 * word is answered with the nearest right one. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define CLI_OPTION_TABLES
#include "options.gen.h"

enum { LONGEST_WORD = 40, LETTERS_MOST = 8 /* in one word, such as -q */ };

const cli_command *cli_command_at(size_t i) {
  return i < sizeof commands / sizeof *commands ? &commands[i] : NULL;
}

const cli_command *cli_command_named(const char *name) {
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if (strcmp(commands[i].name, name) == 0) return &commands[i];
  return NULL;
}

const char *cli_front_help(void) {
  return front_help;
}

const char *cli_first_help(void) {
  return first_help;
}

const cli_option *cli_global_options(void) {
  return global_options;
}

const char *cli_completion(const char *shell) {
  for (size_t i = 0; i < sizeof completions / sizeof *completions; i++)
    if (strcmp(completions[i].shell, shell) == 0) return completions[i].script;
  return NULL;
}

const char *cli_given_value(const cli *c, cli_option_id id) {
  for (size_t i = c->n_given; i-- > 0;)
    if (c->given[i].id == id) return c->given[i].value;
  return NULL;
}

const char *cli_value(const cli *c, cli_option_id id) {
  const char *given = cli_given_value(c, id);
  if (given) return given;
  const cli_setting *s = cli_config_find(&c->config, c->command, id);
  if (!s) return NULL;
  if (s->option->value) return s->value;
  return strcmp(s->value, "yes") == 0 ? "" : NULL;
}

uint64_t cli_number(const cli *c, cli_option_id id, uint64_t otherwise) {
  const char *value = cli_value(c, id);
  uint64_t n;
  return value && cli_decimal(&value, INT_MAX, &n) ? n : otherwise;
}

const char *cli_command_name(const void *unused, size_t i) {
  (void)unused;
  const cli_command *command = cli_command_at(i);
  return command ? command->name : NULL;
}

/* Option i of the command, then the global ones. */
static const cli_option *option_at(const cli_command *command, size_t i) {
  size_t n = 0;
  if (command) {
    while (command->option[n].name)
      n++;
    if (i < n) return &command->option[i];
  }
  const cli_option *o = &global_options[i - n];
  return o->name ? o : NULL;
}

const cli_option *cli_option_of(const cli_command *command, cli_option_id id) {
  for (size_t i = 0;; i++) {
    const cli_option *o = option_at(command, i);
    if (!o || o->id == id) return o;
  }
}

static const char *option_name(const void *from, size_t i) {
  const cli_option *o = option_at(from, i);
  return o ? o->name : NULL;
}

static const cli_option *find_long(const cli_command *command, const char *name, size_t n) {
  for (size_t i = 0;; i++) {
    const cli_option *o = option_at(command, i);
    if (!o || (strlen(o->name) == n && memcmp(o->name, name, n) == 0)) return o;
  }
}

static const cli_option *find_letter(const cli_command *command, char letter) {
  for (size_t i = 0;; i++) {
    const cli_option *o = option_at(command, i);
    if (!o || o->letter == letter) return o;
  }
}

static void hint_help(const cli_command *command) {
  if (command)
    fprintf(stderr, "Usage: %s\nTry \"polybius help %s\".\n", command->usage, command->name);
  else
    fputs("Try \"polybius help\".\n", stderr);
}

/* Commands that have an option of this name, as "read, export"; "" when there are none. */
static void commands_with(const char *name, char *out, size_t room) {
  const cli_command *command;
  out[0] = 0;
  for (size_t i = 0; (command = cli_command_at(i)); i++) {
    const cli_option *o = find_long(command, name, strlen(name));
    size_t used = strlen(out);
    if (o && used < room) snprintf(out + used, room - used, "%s%s", used ? ", " : "", command->name);
  }
}

static bool unknown_option(const cli_command *command, const char *word, size_t n) {
  char name[LONGEST_WORD + 1], others[200];
  snprintf(name, sizeof name, "%.*s", n < LONGEST_WORD ? (int)n : LONGEST_WORD, word);
  const char *near = cli_nearest(name, option_name, command);
  commands_with(name, others, sizeof others);
  cli_complain("there is no option --%s%s%s", name, command ? " of " : "", command ? command->name : "");
  if (*others && command)
    fprintf(stderr, "Commands that have it: %s\n", others);
  else if (*others)
    fprintf(stderr, "It goes after the command's name; commands that have it: %s\n", others);
  else if (near)
    fprintf(stderr, "Did you mean --%s?\n", near);
  hint_help(command);
  return false;
}

static bool give(cli *c, const cli_option *o, const char *value) {
  if (o->value) {
    char why[CLI_WHY_ROOM], *room = c->word + c->n_word++ * CLI_WORD_ROOM;
    value = cli_value_check(o, value, room, why, sizeof why);
    if (!value) {
      cli_complain("--%s %s", o->name, why);
      return false;
    }
  }
  if (!o->again && o->value && cli_given_value(c, o->id)) {
    cli_complain("--%s is given twice", o->name);
    return false;
  }
  c->given[c->n_given++] = (cli_given){o->id, value};
  return true;
}

/* argv[*i] is "--name", "--name=value"; takes the value from the next word where one is needed. */
static bool take_long(cli *c, int argc, char **argv, int *i) {
  const char *word = argv[*i] + 2, *equals = strchr(word, '=');
  size_t n = equals ? (size_t)(equals - word) : strlen(word);
  const cli_option *o = find_long(c->command, word, n);
  if (!o) return unknown_option(c->command, word, n);
  if (!o->value) {
    if (!equals) return give(c, o, "");
    cli_complain("--%s takes no value", o->name);
    return false;
  }
  if (equals) return give(c, o, equals + 1);
  if (*i + 1 < argc && strncmp(argv[*i + 1], "--", 2) != 0) return give(c, o, argv[++*i]);
  cli_complain("--%s needs a value: %s", o->name, o->value);
  return false;
}

static bool wrong_letter(const cli *c, const char *word, char letter) {
  if (find_long(c->command, word, strcspn(word, "=")))
    cli_complain("a long option has two dashes: --%s", word);
  else
    cli_complain("there is no option -%c", isprint((unsigned char)letter) ? letter : '?');
  hint_help(c->command);
  return false;
}

static bool take_letters(cli *c, const char *word) {
  for (size_t i = 0; word[i]; i++) {
    const cli_option *o = find_letter(c->command, word[i]);
    if (i == LETTERS_MOST) {
      cli_complain("more than %d letters after one dash", LETTERS_MOST);
      return false;
    }
    if (!o || o->value) return wrong_letter(c, word, word[i]);
    if (!give(c, o, "")) return false;
  }
  return true;
}

static bool take_command(cli *c, const char *word) {
  c->command = cli_command_named(word);
  if (c->command) return true;
  const char *near = cli_nearest(word, cli_command_name, NULL);
  cli_complain("there is no command '%s'", word);
  if (access(word, F_OK) == 0)
    fputs("There is a file of that name: \"polybius read\" shows what it reports, \"polybius code\" keeps it.\n",
          stderr);
  else if (strstr(word, "://"))
    fputs("This version does not fetch pages: save it first, then \"polybius read FILE\".\n", stderr);
  else if (near)
    fprintf(stderr, "Did you mean \"polybius %s\"?\n", near);
  hint_help(NULL);
  return false;
}

static bool check_operand_words(const cli *c) {
  const cli_command *command = c->command;
  for (size_t i = 0; command->words && i < c->n_operand; i++) {
    char as_listed[CLI_WORD_ROOM], hint[CLI_WORD_ROOM + 24];
    if (cli_choice(command->words, c->operand[i], as_listed, sizeof as_listed) && !strcmp(as_listed, c->operand[i]))
      continue;
    cli_choice_hint(command->words, c->operand[i], hint, sizeof hint);
    cli_complain("%s takes %s, not '%s'%s", command->name, command->words, c->operand[i], hint);
    return false;
  }
  return true;
}

static bool check_operands(const cli *c) {
  const cli_command *command = c->command;
  if (!command || cli_value(c, CLI_OPT_HELP) || cli_value(c, CLI_OPT_VERSION)) return true;
  if (c->n_operand < command->least) {
    cli_complain("%s needs %s", command->name, strrchr(command->usage, ' ') + 1);
  } else if (c->n_operand > command->most) {
    cli_complain("%s takes no argument '%s'", command->name, c->operand[command->most]);
  } else {
    return check_operand_words(c);
  }
  hint_help(command);
  return false;
}

static bool take_word(cli *c, char *word) {
  if (!c->command) return take_command(c, word);
  if (!*word) {
    cli_complain("an argument of %s is empty", c->command->name);
    return false;
  }
  c->operand[c->n_operand++] = word;
  return true;
}

bool cli_parse(cli *c, int argc, char **argv) {
  size_t room = argc > 0 ? (size_t)argc : 1;
  c->given = calloc(room * LETTERS_MOST, sizeof *c->given);
  c->word = calloc(room, CLI_WORD_ROOM);
  c->operand = calloc(room, sizeof *c->operand);
  if (!c->given || !c->word || !c->operand) {
    cli_complain("out of memory");
    return false;
  }
  bool options = true;
  for (int i = 1; i < argc; i++) {
    char *word = argv[i];
    bool good = true;
    if (options && strcmp(word, "--") == 0)
      options = false;
    else if (options && strncmp(word, "--", 2) == 0)
      good = take_long(c, argc, argv, &i);
    else if (options && word[0] == '-' && word[1])
      good = take_letters(c, word + 1);
    else
      good = take_word(c, word);
    if (!good) return false;
  }
  return check_operands(c);
}

void cli_free(cli *c) {
  free(c->given);
  free(c->word);
  free(c->operand);
  cli_config_free(&c->config);
}
