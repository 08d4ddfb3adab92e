/* The command line: settings, a subcommand's words and its options. */
#ifndef HUB_OPTIONS_H
#define HUB_OPTIONS_H

#include "base/attr.h"
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { OPTIONS_WORDS = 8 };

struct options {
    struct config config;
    const char *config_path;          /* of the settings file */
    const char *words[OPTIONS_WORDS]; /* the subcommand and what it is given */
    size_t words_count;
    char *output, *format, *table, *labels_in, *after, *upto;
    char *private_key, *passphrase_file;
    char *from, *until, *of_station, *state, *reviewed, *version, *where,
        *within;
    bool labels, split, all, spreadsheet, json, closed_text, raw, await,
        progress;
    bool rebuild, dry_run, once, no_password, help, print_config;
    int status; /* of a command that did not fail, but found something */
};

/* Reads settings file and command line; false (said on stderr) when they
 * cannot be understood. Clear with options_clear either way. */
MUST_USE bool options_read(struct options *out, int argc, char **argv);
/* Frees what options_read made. */
void options_clear(struct options *options);
/* Prints the options beside the settings. */
void options_print_help(FILE *to);

#endif
