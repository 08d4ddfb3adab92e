/* JSON lines: one object a row, answers under "answers" by column name. */
#include "export.h"

#include "archive.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "plan.h"
#include "projection.h"
#include "review.h"

#include <stdlib.h>

static void add_text(struct buf *out, const char *text, size_t size)
{
    char *copy = xstrndup(text, size);

    json_escape(out, copy);
    free(copy);
}

static void add_front(struct buf *out, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char received[STAMP_TEXT_SIZE];

    buf_puts(out, "{\"key\":");
    add_text(out, row->id.text ? row->id.text : "", row->id.size);
    buf_printf(out, ",\"cursor\":%lld", (long long)flat->number);
    if (!plan_is_main(row->plan)) {
        buf_printf(out, ",\"line\":%lld,\"parent_line\":%lld",
                   (long long)flat->line + 1, (long long)flat->parent + 1);
        return;
    }
    stamp_print_utc(flat->received_ms, received);
    buf_printf(out, ",\"received\":\"%s\",\"station\":", received);
    json_escape(out, plan_station(row->plan, flat->station));
    buf_puts(out, ",\"version\":");
    json_escape(out, plan_version(row->plan, flat->form));
    buf_printf(out, ",\"state\":\"%s\",\"review\":\"%s\"",
               state_name((enum state)flat->state),
               review_name((enum review)flat->review));
}

void export_json_row(struct buf *out, const struct export_row *row)
{
    const char *comma = "";

    add_front(out, row);
    buf_puts(out, ",\"answers\":{");
    for (size_t i = 0; i < plan_columns_count(row->plan); i++) {
        const struct cell *cell = &row->cells[i];
        if (!cell->text)
            continue;
        buf_puts(out, comma);
        json_escape(out, plan_column(row->plan, i)->name);
        buf_putc(out, ':');
        add_text(out, cell->text, cell->size);
        comma = ",";
    }
    buf_puts(out, "}}\n");
}
