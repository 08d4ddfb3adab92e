/* ${name} made into a path: absolute, or relative within a repeat. */
#ifndef XLSFORM_PATH_H
#define XLSFORM_PATH_H

#include "form.h"
#include "lexer.h"

struct path_request {
    const struct element *context; /* where the text stands; NULL: nowhere */
    struct place place;            /* for messages */
    bool use_current;              /* begin relative paths with current()/ */
    bool to_parent; /* reach over the shared repeat, for a nodeset */
};

/* The text with every reference replaced. Those to nothing are noted. */
const char *path_expand(struct form *form, const char *text,
                        const struct path_request *request);
/* The path for one reference within text, blanks around it. */
const char *path_of_reference(struct form *form, const char *text,
                              const struct reference *reference,
                              const struct path_request *request);
/* Bytes of the instance('...')/... expression at text; 0 when there is none. */
size_t path_instance_size(const char *text);

#endif
