/* The command line: what every command is given and what they share. Includes only the public header and libc.
 * Ownership: a cli lives in main; operands and values borrow from argv. One thread.
 * Errors: commands return exit codes; what went wrong is already told on standard error. */
#ifndef PLB_CLI_CLI_H
#define PLB_CLI_CLI_H
#include <polybius/polybius.h>

#include "cli/config.h"
#include "options.gen.h"

enum { CLI_WORD_ROOM = 32, CLI_WHY_ROOM = 1300, CLI_OWN_MOST = 64 };
enum { CLI_OK = 0, CLI_NOTHING = 1, CLI_ERROR = 2, CLI_PARTIAL = 3, CLI_INTERRUPTED = 130 };

typedef struct cli_option {
  cli_option_id id;
  char letter;
  const char *name;
  const char *value;   /* NULL: a flag; else what it stands for, as the help shows it ("N": a whole number, ...) */
  const char *choice;  /* "a|b": the only values there are; NULL: others too */
  const char *setting; /* the default, where the file of settings may set it; NULL: not there */
  bool again;          /* may be given several times */
} cli_option;

typedef struct cli cli;
typedef struct cli_command {
  const char *name, *usage;
  const char *words;    /* "a|b": the only operands there are, or NULL */
  unsigned least, most; /* operands */
  bool hidden;
  int (*run)(cli *c);
  const cli_option *option;
  const char *help;
} cli_command;

typedef struct cli_given {
  cli_option_id id;
  const char *value; /* "" for a flag */
} cli_given;

/* How output may look; found out once, in main. */
typedef struct cli_screen {
  bool colour;                     /* of standard output */
  bool utf8;                       /* box lines and arrows beyond ASCII may be used */
  bool terminal, message_terminal; /* standard output, standard error */
  bool may_page;
  unsigned width;
} cli_screen;

struct cli {
  const cli_command *command;
  cli_given *given; /* in order; owned */
  size_t n_given;
  char *word; /* room for the values that are kept as the help spells them; owned */
  size_t n_word;
  const char **operand; /* owned array */
  size_t n_operand;
  cli_config config;
  bool quiet;
  cli_screen screen;
  int pager; /* process id of less, 0: none */
};

#define X(name) int cli_run_##name(cli *c);
CLI_COMMAND_MAP(X)
#undef X

/* ---- options.c ---- */
/* Fills *c from the command line; false: told what is wrong, exit with CLI_ERROR. c->command NULL: none was named. */
bool cli_parse(cli *c, int argc, char **argv);
void cli_free(cli *c);
/* The last value given, else what the file of settings says, else NULL; "" for a flag. */
const char *cli_value(const cli *c, cli_option_id id);
const char *cli_given_value(const cli *c, cli_option_id id); /* on the command line alone */
/* Reads the file of settings; false: told what is wrong in it. Commands that show or explain go on without it. */
bool cli_configure(cli *c);
/* A whole number option, already checked; `otherwise` when not given. */
uint64_t cli_number(const cli *c, cli_option_id id, uint64_t otherwise);
const cli_command *cli_command_named(const char *name);
const cli_command *cli_command_at(size_t i);                /* NULL past the end */
const char *cli_command_name(const void *unused, size_t i); /* of command i, for cli_nearest */
const char *cli_front_help(void);
const char *cli_first_help(void);           /* for who gave no command */
const cli_option *cli_global_options(void); /* ended by one without a name */
/* The command's option, or the one of every command; NULL: it has none. */
const cli_option *cli_option_of(const cli_command *command, cli_option_id id);
/* The completion script for a shell, or NULL. */
const char *cli_completion(const char *shell);

/* ---- values.c ---- */
/* The decimal number at *p (digits only), which is moved past it; false: no digit there, or more than `most`. */
bool cli_decimal(const char **p, uint64_t most, uint64_t *out);
/* A number from 0 to 1 with at most six decimals. */
bool cli_share(const char *value, double *out);
/* The candidate at most two slips away from word, or NULL; next(i) gives candidates until NULL. */
const char *cli_nearest(const char *word, const char *(*next)(const void *from, size_t i), const void *from);
/* Is word one of "a|b", whatever its case? Then as_listed is that. */
bool cli_choice(const char *list, const char *word, char *as_listed, size_t room);
/* "; did you mean a?", or "" when nothing is near. */
void cli_choice_hint(const char *list, const char *word, char *out, size_t room);
/* The value of an option that takes one, as the help spells it (perhaps in room[CLI_WORD_ROOM]); NULL: why not. */
const char *cli_value_check(const cli_option *o, const char *value, char *room, char *why, size_t why_room);

/* ---- screen.c ---- */
void cli_screen_init(cli *c);
void cli_pager_begin(cli *c); /* when may_page; output then goes to less */
/* Ends the pager and flushes standard output; the exit code becomes CLI_ERROR when it could not be written. */
int cli_finish(cli *c, int code);
/* Standard output failed because whoever read it has gone (a pipe into head): no error of ours. */
bool cli_reader_gone(void);
/* "polybius: ..." on standard error. */
void cli_say(const cli *c, const char *format, ...) PLB_PRINTF(2, 3); /* not with --quiet */
void cli_complain(const char *format, ...) PLB_PRINTF(1, 2);
/* "polybius: FILE:offset: message"; always CLI_ERROR. */
int cli_fail(const plb_error *err);

/* ---- query.c: the database and filters ---- */
const char *cli_database(const cli *c);
const char *cli_database_named(void); /* by the environment, or NULL */
/* Opens for reading and tells what is wrong; NULL then. */
plb_store *cli_open(const cli *c);
/* The filter of the command line; true: it has a condition on text or reports. */
bool cli_filter(const cli *c, plb_filter *filter);
bool cli_is_filter(cli_option_id id);
/* Does --failures, if given, go with the format and the filters? false: told. */
bool cli_failures_make_sense(const cli *c, plb_export_format format);
/* OK, NOTHING or ERROR for the status of a query, told. */
int cli_queried(const cli *c, plb_status status, const plb_error *err);
/* The export format that --format (else `otherwise`) and --no-text ask for; false for "text". */
bool cli_format(const cli *c, const char *otherwise, plb_export_format *format);
/* The format without PLB_EXPORT_NO_TEXT. */
plb_export_format cli_shape(plb_export_format format);
/* --limit into limits, told when wrong. */
bool cli_limits(const cli *c, plb_limits *limits);
/* The tables of --actors and --codebook, or else those of the file of settings, into out[CLI_OWN_MOST]; false: told
 * they are too many. */
bool cli_own(const cli *c, plb_own_table *out, size_t *n);
/* Standard output, or a new file for --output; NULL: told what is wrong. */
FILE *cli_output(const cli *c);
/* Closes what cli_output gave; `code`, or CLI_ERROR when bytes were lost (the file is then removed). */
int cli_output_close(const cli *c, FILE *out, int code);
#endif
