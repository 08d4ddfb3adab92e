/* The names of what people are counted by: parts of the day, languages,
 * groups. A plan, a release and the stations use short codes; people read
 * these words. */
#ifndef HUB_DIMENSION_H
#define HUB_DIMENSION_H

#include <stddef.h>

struct model;
struct visit;

/* The hours of a day in four parts; the exact one is never published. */
struct daypart {
    int from, until;   /* hours */
    const char *name;  /* "night" */
    const char *words; /* for say() */
};
extern const struct daypart DAYPARTS[];
extern const size_t DAYPARTS_COUNT;

/* The current form of the visit's survey, for the labels of its groups; NULL
 * when it cannot be read: then their names are shown. Borrowed until models_get
 * is called again. */
const struct model *dimension_model(const struct visit *visit);
/* What a value of a plan's "place", "language", "daypart" or "group" is called
 * in the visitor's language; the value itself where it has no other name. The
 * labels of groups are the model's (NULL: none). */
const char *dimension_word(const struct visit *visit, const struct model *model,
                           const char *dimension, const char *value);

#endif
