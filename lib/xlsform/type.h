/* The question types: what each becomes in an XForm. */
#ifndef XLSFORM_TYPE_H
#define XLSFORM_TYPE_H

#include <stdbool.h>

struct question_type {
    const char *name;
    const char *tag;       /* of its control; NULL: it has none */
    const char *bind;      /* data type of its bind; NULL: none */
    const char *mediatype; /* of an upload, or NULL */
    const char *preload;   /* jr:preload, or NULL */
    const char *preload_parameters;
    const char *readonly;
    const char *constraint;
    const char *hint;
};

/* The type of that name (many have several), or NULL. */
const struct question_type *type_find(const char *name);
/* Whether the type is a select or a rank, which is nothing without a list. */
bool type_needs_list(const char *name);
/* The name most like this one, or NULL when none is. */
const char *type_suggest(const char *name);
/* The current name of a type that has another one in old forms. */
const char *type_rename(const char *name);

#endif
