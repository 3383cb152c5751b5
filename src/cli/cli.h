/* The command line: what every command is given and what they share. Includes only the public header and libc.
 * Ownership: a cli lives in main; operands and values borrow from argv. One thread.
 * Errors: commands return exit codes; what went wrong is already told on standard error. */
#ifndef PLB_CLI_CLI_H
#define PLB_CLI_CLI_H
#include <polybius/polybius.h>

#include "options.gen.h"

enum { CLI_OK = 0, CLI_NOTHING = 1, CLI_ERROR = 2, CLI_PARTIAL = 3, CLI_INTERRUPTED = 130 };

typedef struct cli_option {
  cli_option_id id;
  char letter;
  const char *name;
  const char *value; /* NULL: a flag; "N": a whole number; "a|b": a choice; else free */
  bool again;        /* may be given several times */
} cli_option;

typedef struct cli cli;
typedef struct cli_command {
  const char *name, *summary, *usage;
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
  const char **operand; /* owned array */
  size_t n_operand;
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
/* The last value given, or NULL; "" for a flag. */
const char *cli_value(const cli *c, cli_option_id id);
/* A whole number option, already checked; `otherwise` when not given. */
uint64_t cli_number(const cli *c, cli_option_id id, uint64_t otherwise);
/* The decimal number at *p (digits only), which is moved past it; false: no digit there, or more than `most`. */
bool cli_decimal(const char **p, uint64_t most, uint64_t *out);
const cli_command *cli_command_named(const char *name);
const cli_command *cli_command_at(size_t i); /* NULL past the end */
const char *cli_front_help(void);
/* The candidate at most two slips away from word, or NULL; next(i) gives candidates until NULL. */
const char *cli_nearest(const char *word, const char *(*next)(const void *from, size_t i), const void *from);

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
/* Opens for reading and tells what is wrong; NULL then. */
plb_store *cli_open(const cli *c);
void cli_filter(const cli *c, plb_filter *filter);
/* OK, NOTHING or ERROR for the status of a query, told. */
int cli_queried(const cli *c, plb_status status, const plb_error *err);
/* The export format of a name; false for "text". */
bool cli_format(const char *name, plb_export_format *format);
/* --limit into limits, told when wrong. */
bool cli_limits(const cli *c, plb_limits *limits);
/* Standard output, or a new file for --output; NULL: told what is wrong. */
FILE *cli_output(const cli *c);
/* Closes what cli_output gave; `code`, or CLI_ERROR when bytes were lost (the file is then removed). */
int cli_output_close(const cli *c, FILE *out, int code);
#endif
