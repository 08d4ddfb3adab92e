/* A statement's values as libpq takes them: texts and bytes as they are,
 * numbers as their digits. */
#ifndef HUB_POSTGRES_BIND_H
#define HUB_POSTGRES_BIND_H

#include <stddef.h>

struct db_value;

enum {
    MOST_VALUES = 32,
    NUMBER_SIZE = 24,
    BINARY = 1, /* the format of bytes, and of what is read */
};

struct binding {
    unsigned types[MOST_VALUES];
    const char *values[MOST_VALUES];
    int sizes[MOST_VALUES], formats[MOST_VALUES];
    char numbers[MOST_VALUES][NUMBER_SIZE];
};

/* Borrows the value until the statement was sent. */
void postgres_bind(struct binding *b, size_t i, const struct db_value *v);

#endif
