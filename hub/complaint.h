/* Checking a form before it is published: each complaint with where it is,
 * what to write instead, and the line or row that it is about. */
#ifndef HUB_COMPLAINT_H
#define HUB_COMPLAINT_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct xform_files;

struct complaint {
    bool is_error;     /* otherwise a warning: the form still works */
    const char *where; /* of a spreadsheet: sheet, row and column; else "" */
    int line;          /* of a document; 0: no place can be named */
    const char *what;
    const char *shown; /* the line or row as it stands there, or "" */
};

struct complaints {
    struct arena *arena;
    struct complaint *list;
    size_t count, capacity;
};

/* What is checked; borrowed. */
struct checking {
    const char *name; /* of the file: its ending tells what it is */
    const char *data;
    size_t size;
    const char *language;            /* of what is said of it */
    const struct xform_files *files; /* that the form asks for; NULL: none */
};

/* Prepares an empty list, to be freed by complaints_clear. */
void complaints_init(struct complaints *complaints);
/* Frees it and its texts. */
void complaints_clear(struct complaints *complaints);
/* Adds one; texts are copied. */
void complaints_add(struct complaints *complaints,
                    const struct complaint *complaint);
/* Whether one of them is an error. */
bool complaints_forbid(const struct complaints *complaints);

/* Compiles a spreadsheet or takes an XForm as it is, appends the document and
 * what a spreadsheet lists for external selects, and notes what is wrong with
 * either. ERR_FORMAT when it is no usable form. */
MUST_USE enum err complaints_check(struct complaints *out,
                                   const struct checking *checking,
                                   struct buf *document, struct buf *itemsets);

#endif
