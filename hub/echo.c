#include "echo.h"

#include "archive.h"
#include "base/mem.h"
#include "formbook.h"
#include "plan.h"
#include "projection.h"

#include <stdlib.h>
#include <string.h>

enum { ID_SIZE = 36 };

struct counting {
    const struct plan *plan;
    struct cell *cells;
    struct echoes *out;
};

static struct echo *of(struct echoes *echoes, const char *id, size_t size)
{
    for (size_t i = 0; i < echoes->count; i++) {
        if (strncmp(echoes->list[i].entry, id, size) == 0)
            return &echoes->list[i];
    }
    echoes->list = mem_grow(echoes->list, echoes->count, &echoes->capacity,
                            sizeof *echoes->list);
    echoes->list[echoes->count] = (struct echo){.entry = xstrndup(id, size)};
    return &echoes->list[echoes->count++];
}

/* The form's first field names the entry, the next one holds the figure. */
static enum err count(void *context, const struct flat *flat)
{
    struct counting *c = context;

    if (flat->state != STATE_ACCEPTED)
        return ERR_NONE;
    plan_place(c->plan, flat->form, flat->cells, flat->cells_size, c->cells);
    const struct cell *id = NULL, *figure = NULL;
    for (size_t i = 0; i < plan_columns_count(c->plan); i++) {
        const char *name = plan_column(c->plan, i)->name;
        if (strcmp(name, "entry") == 0)
            id = &c->cells[i];
        else if (strcmp(name, "stars") == 0)
            figure = &c->cells[i];
    }
    if (!id || !id->text || id->size != ID_SIZE)
        return ERR_NONE;
    struct echo *echo = of(c->out, id->text, id->size);
    echo->people++;
    if (figure && figure->text && figure->size == 1)
        echo->sum += *figure->text - '0';
    return ERR_NONE;
}

enum err echoes_count(struct echoes *out, struct archive *archive,
                      struct models *models, const char *form_id)
{
    struct plan *plan = NULL;
    int64_t form, family;

    *out = (struct echoes){.count = 0};
    enum err err = formbook_current(archive, form_id, &form, &family);
    if (err)
        return err == ERR_MISSING ? ERR_NONE : err;
    err = plan_new(&plan, archive, models, form_id, NULL, NULL);
    if (err)
        return err;
    struct counting c = {plan, NULL, out};
    c.cells = xcalloc(plan_columns_count(plan) + 1, sizeof *c.cells);
    err = projection_each(archive, family, plan_path(plan), NULL, 0, count, &c);
    free(c.cells);
    plan_free(plan);
    return err;
}

struct echo echoes_of(const struct echoes *echoes, const char *entry)
{
    for (size_t i = 0; i < echoes->count; i++) {
        if (strcmp(echoes->list[i].entry, entry) == 0)
            return echoes->list[i];
    }
    return (struct echo){NULL, 0, 0};
}

void echoes_clear(struct echoes *echoes)
{
    for (size_t i = 0; i < echoes->count; i++)
        free(echoes->list[i].entry);
    free(echoes->list);
    *echoes = (struct echoes){.count = 0};
}
