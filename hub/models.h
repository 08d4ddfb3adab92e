/* Form models that are in use: a published version read once, its tables and
 * labels in one language, kept while there is room. */
#ifndef HUB_MODELS_H
#define HUB_MODELS_H

#include "base/attr.h"
#include "base/err.h"

#include <stdint.h>

struct archive;
struct flatten;
struct models;
struct xform;

struct model {
    int64_t form;
    int64_t family;
    const struct xform *xform;
    const struct flatten *flatten;
    const int64_t *parts; /* the archive's number of each table */
};

/* An empty store of models over an archive; the caller frees it. */
struct models *models_new(struct archive *archive);
/* NULL is accepted. */
void models_free(struct models *models);

/* The model of a version with labels in a language (NULL: the form's own
 * default); borrowed until the next call. ERR_MISSING when no such version
 * was published, ERR_FORMAT when it cannot be read. */
MUST_USE enum err models_get(struct models *models, int64_t form,
                             const char *language, const struct model **out);
/* Gives every table of a model its number in the archive, inside a
 * transaction; parts is NULL before. */
MUST_USE enum err models_number_parts(struct models *models,
                                      const struct model *model);

#endif
