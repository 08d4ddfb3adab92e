/* Assignments: whom field workers are asked to hear, as the hub publishes it
 * and stations read it, in one file of JSON:
 *
 *   {"assignments":[{"id":7,"form":"barrio","worker":"ana",
 *     "dimension":"place","name":"market","field":"place","wanted":20,
 *     "day":"2026-11-28"}]}
 *
 * "worker" "" is for everybody, "day" "" until it is taken back. A reader
 * passes over members that it does not know. */
#ifndef RECORD_ASSIGNMENT_H
#define RECORD_ASSIGNMENT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

#define ASSIGNMENTS_FILE "assignments.json"
enum { ASSIGNMENTS_MOST = 1000 };

/* So many interviews with people of one kind. Texts are never NULL. */
struct assignment {
    int64_t id; /* never used again for another one */
    const char *form_id;
    const char *worker;
    const char *dimension; /* "place", "daypart", "language" or "group" */
    const char *name;      /* of the place, the group ... */
    const char *field;     /* the form's question that it answers, or "" */
    int64_t wanted;        /* of each worker, 1 at least */
    const char *day;       /* "2026-11-28", or "" */
};

/* Appends the file. */
void assignments_write(struct buf *out, const struct assignment *list,
                       size_t count);
/* Reads the file; texts and list live in the arena. ERR_FORMAT when it is
 * another file, or an assignment lacks what makes one; ERR_LIMIT beyond
 * ASSIGNMENTS_MOST. */
MUST_USE enum err assignments_read(const char *text, size_t size,
                                   struct arena *arena, struct assignment **out,
                                   size_t *count);

#endif
