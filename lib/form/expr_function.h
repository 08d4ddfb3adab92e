/* Functions that expressions call: one table, found by name when parsing.
 * Private to lib/form/expr_*.c. */
#ifndef FORM_EXPR_FUNCTION_H
#define FORM_EXPR_FUNCTION_H

#include "expr_eval.h"
#include "expr_tree.h"

/* One call that is being evaluated. */
struct call {
    struct eval *eval;
    const struct term *term;
    struct value *args; /* evaluated; unpacked unless FUNCTION_RAW */
    size_t count;
    struct value *out;
};

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

/* NULL when there is none. */
const struct function *function_find(const char *name);

/* The text and number of an unpacked argument. */
const char *call_text(struct call *call, size_t i);
double call_number(struct call *call, size_t i);
/* The argument as a whole number, bounded to int. */
int call_int(struct call *call, size_t i);
/* Sets the result; always ERR_NONE. */
enum err call_return_text(struct call *call, const char *text);
enum err call_return_number(struct call *call, double number);
enum err call_return_boolean(struct call *call, bool boolean);
/* Sets the result to a buffer's text and clears the buffer. */
enum err call_return_buf(struct call *call, struct buf *buf);
/* The values of arguments from `first` on, a single node-set there opened
 * into the values of its nodes; in the arena. */
MUST_USE enum err call_list(struct call *call, size_t first, struct value **out,
                            size_t *count);

/* Each family of functions is a file. */
extern const struct function FUNCTIONS_LOGIC[], FUNCTIONS_NUMBERS[],
    FUNCTIONS_TEXTS[], FUNCTIONS_DATES[], FUNCTIONS_NODES[], FUNCTIONS_GEO[],
    FUNCTIONS_FORM[], FUNCTIONS_DIGESTS[];

#endif
