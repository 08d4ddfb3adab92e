#include "telling.h"

#include "oversight.h"

#include "base/mem.h"
#include "proof/growth.h"
#include "proof/head.h"
#include "proof/leaf.h"
#include "station/ledger.h"
#include "store/leaves.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_LINES = 50000 };

struct writer {
    struct growth_text *out;
    const char *log;
    int64_t next;
    uint64_t run; /* answers that the hub has, not written yet */
    bool is_over;
    enum growth_scope scope;
};

static void end_run(struct writer *w)
{
    if (w->run)
        buf_printf(&w->out->text, "= %" PRIu64 "\n", w->run);
    w->run = 0;
}

static enum err add_row(void *context, const struct leaf_row *row)
{
    struct writer *w = context;
    enum err err = ERR_NONE;

    bool stops = row->state == LEAF_WAITS && w->scope != GROWTH_WITH_WAITING;

    w->is_over = w->is_over || stops || row->index != w->next ||
                 w->out->count == MOST_LINES;
    if (w->is_over)
        return ERR_NONE;
    if (row->state != LEAF_ALONE && w->scope != GROWTH_IN_FULL) {
        w->run++;
    } else {
        end_run(w);
        err = ledger_line(w->log, row, &w->out->text);
        buf_putc(&w->out->text, '\n');
    }
    w->next++;
    w->out->count++;
    w->out->size = (uint64_t)w->next;
    w->out->seq = row->seq ? row->seq : w->out->seq;
    buf_reset(&w->out->head);
    buf_add(&w->out->head, row->head, row->head_size);
    return err;
}

static enum err write_all(struct writer *w, struct db *db, const char *target,
                          const struct epoch *epoch, int64_t from,
                          int64_t after_seq)
{
    struct buf *text = &w->out->text;
    struct buf note;
    enum err err =
        leaves_each(db, epoch->number, target, from, after_seq, add_row, w);

    end_run(w);
    if (err || w->out->count == 0)
        return err;
    buf_init(&note, 0);
    err = head_note(epoch->log, w->out->size, w->out->head.data,
                    w->out->head.size, &note);
    buf_putc(text, '\n');
    buf_add(text, note.data, note.size);
    buf_reset(&w->out->head);
    buf_add(&w->out->head, note.data, note.size);
    buf_clear(&note);
    return err;
}

enum err growth_text_make(struct db *db, const char *target,
                          const struct oversight *oversight, int64_t epoch,
                          int64_t from, int64_t after_seq,
                          enum growth_scope scope, struct growth_text *out)
{
    struct epoch e;
    enum err err = leaves_epoch(db, epoch, &e);

    *out = (struct growth_text){.seq = after_seq};
    buf_init(&out->text, 0);
    buf_init(&out->head, 0);
    if (!err && e.broken_at < 0) {
        struct writer writer = {
            .out = out, .log = e.log, .next = from, .scope = scope};
        growth_begin(e.log, (uint64_t)from, &out->text);
        if (from == 0)
            buf_printf(&out->text, "key %s\n", e.key);
        if (oversight->seen.size)
            buf_printf(&out->text, "seen %s %" PRIu64 "\n", oversight->hub.name,
                       oversight->seen.size);
        err = write_all(&writer, db, target, &e, from, after_seq);
    }
    epoch_clear(&e);
    return err;
}

void growth_text_clear(struct growth_text *text)
{
    buf_clear(&text->text);
    buf_clear(&text->head);
    *text = (struct growth_text){.count = 0};
}
