/* The functions that expressions may call: one table for each family, each
 * in a file of its own (function_*.c). Private to lib/form. */
#ifndef FORM_FUNCTION_H
#define FORM_FUNCTION_H

#include "base/err.h"

struct call;

enum function_flag {
    FUNCTION_RAW = 1 << 0,     /* arguments keep their node-sets */
    FUNCTION_LAZY = 1 << 1,    /* evaluates its arguments itself */
    FUNCTION_CONTEXT = 1 << 2, /* looks at "." or at the position */
};

struct function {
    const char *name;
    int least, most; /* arguments; most -1: any number */
    enum err (*run)(struct call *call);
    unsigned flags;
    unsigned traits; /* enum expr_trait */
};

/* Each ends with an entry without a name. */
extern const struct function FUNCTIONS_LOGIC[], FUNCTIONS_NUMBERS[],
    FUNCTIONS_TEXTS[], FUNCTIONS_DATES[], FUNCTIONS_NODES[], FUNCTIONS_GEO[],
    FUNCTIONS_FORM[], FUNCTIONS_DIGESTS[];

/* The function of that name, "jr:" included; NULL when there is none. */
const struct function *function_find(const char *name);

#endif
