/* The subcommands: each a name, the words it takes, and what it does. */
#ifndef HUB_COMMAND_H
#define HUB_COMMAND_H

#include <stdio.h>

struct options;

/* Runs what the words ask for and returns the exit status: 0 fine, 1 failed,
 * 2 wrong usage, 3 what was asked for does not exist. */
int command_run(struct options *options);
/* Prints the subcommands. */
void command_print_help(FILE *to);

#endif
