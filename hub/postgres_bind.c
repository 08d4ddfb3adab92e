#include "postgres_bind.h"

#include "store/db.h"

#include <stdio.h>

/* From the server's catalogue (pg_type.dat), the same in every version. */
enum { TEXT_OID = 25, BYTES_OID = 17, NUMBER_OID = 20 };

void postgres_bind(struct binding *b, size_t i, const struct db_value *v)
{
    static const char EMPTY[] = "";

    b->values[i] = v->data ? v->data : EMPTY;
    b->sizes[i] = (int)v->size;
    switch (v->kind) {
    case DB_NULL:
        b->values[i] = NULL;
        break;
    case DB_INT:
        snprintf(b->numbers[i], NUMBER_SIZE, "%lld", (long long)v->number);
        b->values[i] = b->numbers[i];
        b->types[i] = NUMBER_OID;
        break;
    case DB_TEXT:
        b->types[i] = TEXT_OID;
        break;
    case DB_BLOB:
        b->types[i] = BYTES_OID;
        b->formats[i] = BINARY;
        break;
    }
}
