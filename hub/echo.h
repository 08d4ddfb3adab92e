/* What residents answered to the bulletin's entries: backings of ideas and
 * ratings of replies, which come up as responses to two small forms. Counts
 * become public in steps of ten people, as all figures do. */
#ifndef HUB_ECHO_H
#define HUB_ECHO_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct models;

/* The forms that stations fill in by themselves for a resident. */
#define ECHO_BACKING "backing"
#define ECHO_RATING "rating"

struct echo {
    char *entry; /* id */
    int64_t people, sum;
};

struct echoes {
    struct echo *list;
    size_t count, capacity;
};

/* Counts the accepted responses of a form by the entry they name; sum adds up
 * the other field. A form that was never published has none. */
MUST_USE enum err echoes_count(struct echoes *out, struct archive *archive,
                               struct models *models, const char *form_id);
/* The count of an entry; zeros when nobody said anything. */
struct echo echoes_of(const struct echoes *echoes, const char *entry);
/* Frees the list. */
void echoes_clear(struct echoes *echoes);

#endif
