/* Assignments at the hub: kept with the form's census, and published to the
 * stations whenever they change (record/assignment.h). */
#ifndef HUB_ASSIGNMENT_H
#define HUB_ASSIGNMENT_H

#include "base/attr.h"
#include "base/err.h"
#include "record/assignment.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct reach;

/* Those of a form (family 0: of all forms), the newest last; texts and list
 * live in the arena. */
MUST_USE enum err assignments_load(struct archive *archive, int64_t family,
                                   struct arena *arena, struct assignment **out,
                                   size_t *count);
/* Adds some to a form and publishes, in a transaction of its own; ids and
 * forms of the list are not looked at. ERR_LIMIT when there would be more than
 * ASSIGNMENTS_MOST. */
MUST_USE enum err assignments_add(struct archive *archive, int64_t family,
                                  const struct assignment *list, size_t count);
/* Takes one back and publishes, in a transaction of its own. ERR_MISSING when
 * the form has none such. */
MUST_USE enum err assignments_end(struct archive *archive, int64_t family,
                                  int64_t id);
/* What the census lacks of a kind of people, as an assignment for everybody;
 * group is the name of the question of groups, or "". Texts are borrowed. */
struct assignment assignment_of_gap(const struct reach *reach,
                                    const char *group);

#endif
