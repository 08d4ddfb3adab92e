/* Texts to pointers: paths to fields, ids to texts. */
#ifndef FORM_LOOKUP_H
#define FORM_LOOKUP_H

#include <stddef.h>

struct lookup;

/* An empty table; keys are borrowed. The caller frees it. */
struct lookup *lookup_new(void);
/* NULL is accepted. */
void lookup_free(struct lookup *lookup);
/* The value of a key, NULL when it has none. */
void *lookup_get(const struct lookup *lookup, const char *key);
/* Sets the value of a key. */
void lookup_put(struct lookup *lookup, const char *key, void *value);

#endif
