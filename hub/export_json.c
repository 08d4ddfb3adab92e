/* JSON lines: one object a row, answers under "answers" by column name. After
 * a cursor also {"gone": HASH} for what is to be taken out of a mirror; HASH
 * is the first 16 bytes of SHA-256 of its key, in hex. */
#include "exporting.h"

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

void export_json_front(struct buf *out, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char received[STAMP_TEXT_SIZE];

    stamp_print_utc(flat->received_ms, received);
    buf_printf(out, "\"received\":\"%s\",\"station\":", received);
    json_escape(out, plan_station(row->plan, flat->station));
    buf_puts(out, ",\"version\":");
    json_escape(out, plan_version(row->plan, flat->form));
    buf_printf(out, ",\"state\":\"%s\",\"review\":\"%s\"",
               state_name((enum state)flat->state),
               review_name((enum review)flat->review));
}

static void add_front(struct buf *out, const struct export_row *row)
{
    const struct flat *flat = row->flat;
    char cursor[CURSOR_TEXT_SIZE];

    buf_puts(out, "{\"key\":");
    add_text(out, row->id.text ? row->id.text : "", row->id.size);
    cursor_print(row->after, cursor);
    buf_printf(out, ",\"cursor\":\"%s\"", cursor);
    if (!plan_is_main(row->plan)) {
        buf_printf(out, ",\"line\":%lld,\"parent_line\":%lld",
                   (long long)flat->line + 1, (long long)flat->parent + 1);
        return;
    }
    buf_putc(out, ',');
    export_json_front(out, row);
}

static void add_row(struct buf *out, const struct export_row *row)
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

static enum err write_row(void *context, const struct export_row *row)
{
    struct outlet *out = context;

    add_row(&out->buf, row);
    return outlet_pass(out);
}

static enum err write_gone(void *context, const struct export_gone *gone)
{
    struct outlet *out = context;
    char cursor[CURSOR_TEXT_SIZE];

    cursor_print(gone->after, cursor);
    buf_printf(&out->buf,
               "{\"gone\":\"%s\",\"cursor\":\"%s\",\"state\":\"%s\"}\n",
               gone->hash, cursor, state_name(gone->state));
    return outlet_pass(out);
}

static const struct export_writer WRITER = {write_row, write_gone};

enum err export_jsonl(struct export *export)
{
    struct plan *plan;
    enum err err = exporting_plan(export, &plan);

    if (err)
        return err;
    err = exporting_rows(export, plan, &WRITER, &export->out);
    plan_free(plan);
    return err;
}
