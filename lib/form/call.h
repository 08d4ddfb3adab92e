/* One call of a function while it is being evaluated: its arguments, and the
 * ways to return. Private to lib/form. */
#ifndef FORM_CALL_H
#define FORM_CALL_H

#include "eval.h"
#include "expr_tree.h"
#include "function.h"

struct call {
    struct eval *eval;
    const struct term *term;
    struct value *args; /* evaluated; unpacked unless FUNCTION_RAW */
    size_t count;
    struct value *out;
};

/* The text of an unpacked argument; borrowed, or in the arena. */
const char *call_text(struct call *call, size_t i);
/* The number of an unpacked argument. */
double call_number(struct call *call, size_t i);
/* The argument as a whole number, bounded to int; 0 for none. */
int call_int(struct call *call, size_t i);
/* The values of arguments from `first` on, a single node-set there opened
 * into the values of its nodes; in the arena. */
MUST_USE enum err call_list(struct call *call, size_t first, struct value **out,
                            size_t *count);

/* Sets the result to a text that outlives the evaluation; no error. */
enum err call_return_text(struct call *call, const char *text);
/* Sets the result to a number; no error. */
enum err call_return_number(struct call *call, double number);
/* Sets the result to a boolean; no error. */
enum err call_return_boolean(struct call *call, bool boolean);
/* Sets the result to a buffer's text and clears the buffer; no error. */
enum err call_return_buf(struct call *call, struct buf *buf);

#endif
