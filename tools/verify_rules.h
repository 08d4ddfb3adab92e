/* What the leaves of a log must say of each other: nothing counted twice,
 * nothing missing between a station and its hub, no day before the day before
 * it, and figures that are the sum of the leaves they are taken from. */
#ifndef VERIFY_RULES_H
#define VERIFY_RULES_H

#include "verify_log.h"
#include "verify_say.h"
#include "verify_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fate { FATE_COUNTED, FATE_EXCLUDED, FATE_WITHDRAWN, FATE_SPOILED };

/* An answer or spoiled leaf. */
struct answer {
    size_t leaf;  /* its place in the log that is read */
    size_t since; /* the leaf that made it excluded or withdrawn */
    enum fate fate;
    size_t survey;
};

/* The sum of a survey's counted answers after each leaf that changed it. */
struct survey {
    const char *name;
    size_t name_length;
    size_t *leaves;
    long *totals;
    size_t count, leaves_room, totals_room;
    uint64_t releases, released_leaves, deleted_leaves;
};

/* A log whose leaves were found in this one: itself or a station's. */
struct source {
    const char *name;
    size_t name_length;
    uint64_t count;
    uint64_t heard; /* leaves that it has signed */
    struct peaks peaks;
    const char *key; /* NAME+ID+BASE64 of its "joined" leaf, or NULL */
};

struct rules {
    struct say *say;
    const char *origin; /* of the log that is read */
    size_t base;        /* leaves of the logs read before it */
    struct map answers_of, surveys_of, sources_of; /* name to place below */
    struct answer *answers;
    struct survey *surveys;
    struct source *sources;
    size_t answers_count, surveys_count, sources_count;
    size_t answers_room, surveys_room, sources_room;
    char last_day[11];
    size_t last_day_leaf;
};

/* Reads all leaves and says what is wrong with them; those of the former
 * epochs first. False when a former epoch is needed and not there. */
bool verify_rules_read(struct rules *out, const struct log *log,
                       struct say *say);
/* Frees what the rules hold. */
void verify_rules_clear(struct rules *rules);

/* The answer with that commitment in hex, or NULL. */
const struct answer *verify_rules_answer(const struct rules *rules,
                                         const char *commitment, size_t length);
/* The day in a leaf's line (ten bytes), or NULL when its kind has none. */
const char *verify_rules_day(const char *line);
/* The source of that name, or NULL. */
const struct source *verify_rules_source(const struct rules *rules,
                                         const char *name, size_t length);

#endif
