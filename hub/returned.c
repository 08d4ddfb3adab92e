#include "returned.h"

#include "archive.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "hub.h"
#include "sql.h"

#include <inttypes.h>
#include <stdlib.h>

static const char BEHIND[] =
    "SELECT review.id, review.key, review.state, review.comment FROM review"
    " JOIN response ON response.key = review.key"
    " WHERE review.id > ? AND response.station = ?"
    " AND review.state IN ('hasIssues', 'rejected')"
    " ORDER BY review.id LIMIT 100";

static void print_row(struct sql *sql, struct sql_rows *rows, struct buf *out)
{
    char hex[RESPONSE_KEY_SIZE * 2 + 1] = "";
    size_t size;
    const void *key = sql->engine->blob(rows, 1, &size);

    if (size == RESPONSE_KEY_SIZE)
        hex_encode(key, size, hex);
    buf_printf(out, "{\"number\":%" PRId64 ",\"key\":\"%s\",\"state\":",
               sql_column(sql, rows, 0), hex);
    json_escape(out, sql_column_text(sql, rows, 2));
    buf_puts(out, ",\"comment\":");
    json_escape(out, sql_column_text(sql, rows, 3));
    buf_putc(out, '}');
}

enum err returned_print(struct archive *archive, int64_t station, int64_t after,
                        struct buf *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, BEHIND, db_int(after), db_int(station));
    const char *comma = "";

    if (err)
        return err;
    buf_puts(out, "{\"reviews\":[");
    while (sql->engine->next(rows)) {
        buf_puts(out, comma);
        print_row(sql, rows, out);
        comma = ",";
    }
    buf_puts(out, "]}");
    return sql->engine->done(rows);
}

void returned_show(struct visit *visit)
{
    const char *after = request_query(visit->request, "after");
    struct buf out;

    buf_init(&out, 0);
    enum err err = returned_print(visit->hub->archive, visit->station,
                                  after ? strtoll(after, NULL, 10) : 0, &out);
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200, "application/json", &out);
    buf_clear(&out);
}
