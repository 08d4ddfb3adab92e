/* Settings: `key = value` files read into a plain struct by a const table.
 * The same table prints --help and the commented example file. */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum conf_type {
    CONF_TEXT,   /* char *, owned by the struct */
    CONF_NUMBER, /* long, between min and max */
    CONF_BOOL,   /* bool: yes or no */
};

struct conf_key {
    const char *name;
    enum conf_type type;
    size_t offset; /* of the member in the struct */
    const char *fallback;
    long min, max; /* of a number */
    const char *help;
};

/* Fills every member with its fallback. The struct must be zeroed before. */
void conf_defaults(const struct conf_key *keys, size_t count, void *out);
/* Reads a file over what out holds. Lines: `key = value`, `# comment`, blank.
 * ERR_FORMAT names file, line, key and remedy in the log; ERR_MISSING when
 * there is no such file (not logged). */
MUST_USE enum err conf_load(const char *path, const struct conf_key *keys,
                            size_t count, void *out);
/* The same, but ERR_DENIED when another user made the file (base/owner.h). */
MUST_USE enum err conf_load_own(const char *path, const struct conf_key *keys,
                                size_t count, void *out);
/* Sets one key, from the command line or from a test. */
MUST_USE enum err conf_set(const struct conf_key *keys, size_t count,
                           const char *name, const char *value, void *out);
/* Frees the texts and zeroes the members. */
void conf_clear(const struct conf_key *keys, size_t count, void *out);

/* Whether a list of words, parted by blanks or commas, has that one. */
bool conf_list_has(const char *list, const char *word);

/* Prints the table as the example file: help as comments, `#key = fallback`. */
void conf_print_example(const struct conf_key *keys, size_t count, FILE *to);
/* Prints the table as part of --help. */
void conf_print_help(const struct conf_key *keys, size_t count, FILE *to);

#endif
