/* Exports that take long: made by a child process into a file while whoever
 * asked does something else, fetched when they are done, gone after a day.
 * They live with the running hub: none outlives it. */
#ifndef HUB_PREPARED_H
#define HUB_PREPARED_H

#include "base/attr.h"
#include "base/err.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hub;
struct prepared_set;

enum preparing { PREPARING, PREPARED, PREPARING_FAILED, PREPARING_FULL };

struct prepared {
    char id[UUID_TEXT_SIZE];
    int64_t person;                /* who alone may have it */
    char *form_id, *format, *name; /* name of the file */
    bool has_text;                 /* with free text that nobody has reviewed */
    char *within; /* its neighbourhoods (areas_print), "": all */
    int64_t made_ms;
    int64_t done, total; /* rows read, and rows in all */
    int64_t size;        /* of the file, once it is whole */
    enum preparing state;
};

/* What is asked for; copied. */
struct prepared_wish {
    int64_t person;
    const char *form_id, *format, *name;
    bool has_text;
    const char *within;
    int64_t now_ms;
    const char *const *arguments; /* of the export, ended by NULL */
};

/* An empty set; what an earlier hub left in the data folder is removed. */
struct prepared_set *prepared_set_new(struct hub *hub);
/* Ends what runs and removes its files; NULL is accepted. */
void prepared_set_free(struct prepared_set *set);

/* Begins one. ERR_BUSY: as many run as may; ERR_LIMIT: this person has as
 * many as one may have; ERR_FULL: the disk has no room. */
MUST_USE enum err prepared_start(struct prepared_set *set,
                                 const struct prepared_wish *wish,
                                 char id[UUID_TEXT_SIZE]);
/* One of them, NULL when it is not there (any more). */
const struct prepared *prepared_find(const struct prepared_set *set,
                                     const char *id);
/* Its file, once it is PREPARED; freed by the caller. */
char *prepared_path(const struct prepared_set *set, const char *id);
/* Ends it, if it runs, and removes it. */
void prepared_remove(struct prepared_set *set, const char *id);
/* Visits those of a person, newest first, once those of yesterday are gone. */
void prepared_each(struct prepared_set *set, int64_t person, int64_t now_ms,
                   void (*visit)(void *context, const struct prepared *p),
                   void *context);
/* Removes those of yesterday. */
void prepared_expire(struct prepared_set *set, int64_t now_ms);

#endif
