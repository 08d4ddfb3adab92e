/* An entity declaration, shared by entity.c and entity_place.c. */
#ifndef XLSFORM_ENTITY_FORM_H
#define XLSFORM_ENTITY_FORM_H

#include "form.h"

/* Where an entity is referred to: by a save_to (property set) or by a
 * variable in one of its expressions (question set). */
struct entity_use {
    const struct element *container;
    int row;
    const char *property;
    const char *question;
    struct entity_use *next;
    struct entity_use *same; /* next property in its bucket */
};

enum { ENTITY_BUCKETS = 512 };

struct entity {
    const char *dataset;
    struct dict *fields;
    int row;
    struct entity_use *uses, *last_use;
    struct entity_use *properties[ENTITY_BUCKETS];
    const struct element *container; /* where it was put */
    struct entity *next;
};

/* The entity that a save_to value names, its property in *property; NULL when
 * it names none. */
struct entity *entity_of_saveto(struct form *form, const char *text,
                                const char **property);

#endif
