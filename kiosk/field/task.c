/* What a worker is asked to do today, as the desk shows it. */
#include "field/desk.h"

#include "language.h"
#include "record/assignment.h"

#include <string.h>

static const char *daypart(struct stage *s, const char *name)
{
    static const struct {
        const char *name, *word;
    } PARTS[] = {
        {"morning", WORD(/* max 16 */ "morning")},
        {"afternoon", WORD(/* max 16 */ "afternoon")},
        {"evening", WORD(/* max 16 */ "evening")},
        {"night", WORD(/* max 16 */ "night")},
    };

    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        if (strcmp(PARTS[i].name, name) == 0)
            return stage_text(s, PARTS[i].word);
    }
    return name;
}

/* Places and groups have the name that the census gives them. */
static const char *whom(struct stage *s, const struct assignment *a)
{
    if (strcmp(a->dimension, "daypart") == 0)
        return daypart(s, a->name);
    if (strcmp(a->dimension, "language") == 0 && language_find(a->name))
        return language_find(a->name)->name;
    return a->name;
}

const char *desk_task_name(struct stage *s, const struct task *task)
{
    return stage_print(s, "%s · %s", whom(s, task->what),
                       kiosk_title(s->kiosk, task->entry));
}

void desk_task_row(struct stage *s, const struct task *task,
                   struct roll_row *out)
{
    size_t wanted = (size_t)task->what->wanted;
    bool is_done = task->done >= wanted;
    bool is_today = *task->what->day != '\0';

    out->mark = is_done ? GLYPH_CHECK : GLYPH_RIGHT;
    out->mark_role = is_done ? ROLE_SUCCESS : ROLE_WARNING;
    out->label = desk_task_name(s, task);
    out->detail =
        is_today
            ? stage_print(s, stage_text(s, /* max 20 */ "today, %zu of %zu"),
                          task->done, wanted)
            : stage_print(s, stage_text(s, /* max 12 */ "%zu of %zu"),
                          task->done, wanted);
}
