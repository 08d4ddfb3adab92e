#include "sql.h"

enum err sql_number_values(struct sql *sql, int64_t fallback, int64_t *out,
                           const char *text, const struct db_value *values,
                           size_t count)
{
    struct sql_rows *rows;
    enum err err = sql->engine->query(sql, &rows, text, values, count);

    *out = fallback;
    if (err)
        return err;
    if (sql->engine->next(rows) && !sql->engine->is_null(rows, 0))
        *out = sql->engine->number(rows, 0);
    return sql->engine->done(rows);
}

int64_t sql_column(struct sql *sql, struct sql_rows *rows, int i)
{
    return sql->engine->number(rows, i);
}

const char *sql_column_text(struct sql *sql, struct sql_rows *rows, int i)
{
    return sql->engine->text(rows, i);
}
