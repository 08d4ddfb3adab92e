/* indexed-repeat(), private to lib/form/expr_*.c. */
#ifndef FORM_INDEXED_H
#define FORM_INDEXED_H

#include "call.h"

/* Runs indexed-repeat(field, repeat, n, repeat, n...). */
MUST_USE enum err indexed_repeat(struct call *call);

#endif
