#include "trend.h"

#include "base/arena.h"
#include "base/buf.h"
#include "form/flatten.h"
#include "hub.h"
#include "local.h"
#include "models.h"
#include "page.h"
#include "tally.h"

#include <string.h>

/* A form that is two days old has two narrow columns, not two walls. */
enum { DAYS = 60, LEAST_WIDTH = 14 };

struct day {
    const char *name;
    int64_t n;
};

/* The newest days: the tally gives them in order, old ones are pushed out. */
struct days {
    struct arena *arena;
    struct day list[DAYS];
    size_t count;
};

static void note_day(void *context, const char *value, int64_t n)
{
    struct days *d = context;

    if (d->count == DAYS) {
        memmove(d->list, d->list + 1, (DAYS - 1) * sizeof *d->list);
        d->count--;
    }
    d->list[d->count++] = (struct day){arena_strdup(d->arena, value), n};
}

static void add_columns(struct visit *visit, struct buf *out,
                        const struct days *d)
{
    int64_t most = 1;

    for (size_t i = 0; i < d->count; i++)
        most = d->list[i].n > most ? d->list[i].n : most;
    buf_printf(out,
               "<svg class=\"days\" viewBox=\"0 0 %zu 100\" "
               "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
               (d->count > LEAST_WIDTH ? d->count : LEAST_WIDTH) * 10);
    page_say(visit, out,
             "Answers received by day; the table below says the same.");
    buf_puts(out, "\">");
    for (size_t i = 0; i < d->count; i++) {
        double height = 100.0 * (double)d->list[i].n / (double)most;
        buf_printf(out,
                   "<rect class=\"fill\" x=\"%zu\" y=\"%.1f\" width=\"8\" "
                   "height=\"%.1f\"/>",
                   i * 10 + 1, 100 - height, height);
    }
    buf_puts(out, "</svg>");
}

enum err trend_add_days(struct visit *visit, struct buf *out,
                        const struct counts *counts)
{
    static const char *const HEADS[] = {N_("Day"), "#" N_("Count")};
    struct days d = {.arena = visit->arena};
    enum err err = counts_each(counts, TALLY_DAY, note_day, &d);

    if (err || !d.count)
        return err;
    buf_puts(out, "<section>");
    page_part(visit, out, "By day");
    add_columns(visit, out, &d);
    page_table(visit, out, N_("By day"), HEADS, COUNT_OF(HEADS));
    for (size_t i = d.count; i > 0; i--) {
        buf_puts(out, "<tr><th scope=\"row\">");
        page_text(out, d.list[i - 1].name);
        buf_printf(out, "</th><td class=\"n\">%lld</td></tr>",
                   (long long)d.list[i - 1].n);
    }
    page_end_table(out);
    buf_puts(out, "</section>");
    return ERR_NONE;
}

static void add_question(struct buf *out, const struct column *column,
                         int64_t answered, int64_t total)
{
    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, *column->label ? column->label : column->name);
    page_bar(out, answered, total);
    buf_printf(out,
               "</th><td class=\"n\">%lld</td><td class=\"n\">%lld</td></tr>",
               (long long)answered, (long long)(total - answered));
}

enum err trend_add_questions(struct visit *visit, struct buf *out,
                             const struct model *model,
                             const struct counts *counts, int64_t total)
{
    static const char *const HEADS[] = {N_("Question"), "#" N_("Answered"),
                                        "#" N_("Not answered")};
    const struct table *table = flatten_table(model->flatten, 0);
    enum err err = ERR_NONE;

    buf_puts(out, "<section>");
    page_part(visit, out, "Question by question");
    page_table(visit, out, N_("Question by question"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; !err && i < table->columns_count; i++) {
        int64_t answered = 0;
        if (!table->columns[i].is_question)
            continue;
        err = counts_get(counts, table->columns[i].path, "", &answered);
        add_question(out, &table->columns[i], answered, total);
    }
    page_end_table(out);
    buf_puts(out, "</section>");
    return err;
}
