/* The agent's settings, and the targets it delivers to. */
#ifndef SYNC_CONFIG_H
#define SYNC_CONFIG_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A server that takes responses, and may publish forms. */
struct target {
    char *name;
    char *url;
    char *auth; /* none, bearer, token, basic or digest */
    char *token;
    char *token_file;
    char *user;
    char *password;
    char *ca_file;
    char *hub_key; /* printed verifier of what a hub of ours signs */
    bool plain_http;
    bool forms; /* its forms are offered here */
    bool bulk;
};

struct config {
    struct target first;
    struct target *more; /* read from the folder targets */
    size_t more_count;
    char *station;
    char *data;
    char *forms_folder;
    char *targets;
    char *log_level;
    long poll_minutes;
    long retry_min_s;
    long retry_max_s;
    long hold_minutes;
    long park_after;
    long retention_days;
    long connect_s;
    long stall_s;
    char *quiet_hours;
    long daily_kilobytes;
    long heartbeat_minutes;
    char *machine;
    char *sticks;
    bool sandbox;
};

/* Fills all fallbacks; the struct must be zeroed before. */
void config_defaults(struct config *config);
/* Reads a settings file. ERR_MISSING when there is none (not logged). */
MUST_USE enum err config_load(struct config *config, const char *path);
/* The same, but ERR_DENIED when another user made the file. */
MUST_USE enum err config_load_own(struct config *config, const char *path);
/* Sets one from the command line: "--retry-min-s" names retry_min_s. */
MUST_USE enum err config_set(struct config *config, const char *option,
                             const char *value);
/* Checks what belongs together, reads tokens from their files and the
 * further targets from their folder; each fault is logged with its remedy. */
MUST_USE enum err config_complete(struct config *config);
/* Frees everything. */
void config_clear(struct config *config);

/* How many targets there are. */
size_t config_targets_count(const struct config *config);
/* The target of that number; 0 is the one of the main file. */
const struct target *config_target(const struct config *config, size_t i);

/* Prints the settings as the commented example file. */
void config_print_example(FILE *to);
/* Prints them as part of --help. */
void config_print_help(FILE *to);

#endif
