/* Where the answers of each field go: shared by the tables and their rows. */
#ifndef FORM_FLATTEN_TABLES_H
#define FORM_FLATTEN_TABLES_H

#include "form/flatten.h"
#include "model.h"

#include <stdint.h>

/* Where the values of one field go. */
struct home {
    size_t table; /* SIZE_MAX: nowhere */
    size_t column;
    bool is_row; /* each such element begins a row of the table */
};

struct flatten {
    const struct xform *form;
    struct arena *arena;
    struct table *tables;
    size_t tables_count;
    struct home *homes; /* by field */
    size_t language;
};

#endif
