/* The values that statements take. */
#include "store/db.h"

#include <string.h>

struct db_value db_null(void)
{
    return (struct db_value){.kind = DB_NULL};
}

struct db_value db_int(int64_t number)
{
    return (struct db_value){.kind = DB_INT, .number = number};
}

struct db_value db_text(const char *text)
{
    return (struct db_value){.kind = text ? DB_TEXT : DB_NULL,
                             .data = text,
                             .size = text ? strlen(text) : 0};
}

struct db_value db_blob(const void *data, size_t size)
{
    /* SQLite takes a null pointer for NULL; an empty blob is none. */
    return (struct db_value){
        .kind = DB_BLOB, .data = data ? data : "", .size = size};
}
