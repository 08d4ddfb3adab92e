#include "who_page.h"

#include "archive.h"
#include "base/buf.h"
#include "civic_page.h"
#include "duty.h"
#include "form/xform.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "page.h"

struct who {
    struct visit *visit;
    struct buf *out;
    enum role role;
    size_t count;
};

static void add_person(void *context, const struct duty_of *of)
{
    struct who *w = context;

    if (of->duty.role != w->role)
        return;
    if (!w->count++)
        buf_puts(w->out, "<ul>");
    buf_puts(w->out, "<li><b>");
    page_text(w->out, of->name);
    buf_puts(w->out, "</b>");
    if (*of->office) {
        buf_puts(w->out, ", ");
        page_text(w->out, of->office);
    }
    if (*of->duty.area) {
        buf_puts(w->out, " (");
        page_text(w->out, of->duty.area);
        buf_puts(w->out, ")");
    }
    buf_puts(w->out, "</li>");
}

static void add_permissions(struct who *w)
{
    buf_puts(w->out, "<details><summary>");
    page_say(w->visit, w->out, "What this role may do");
    buf_puts(w->out, "</summary><ul>");
    for (size_t a = 0; a < ACTION_COUNT; a++) {
        if (ACTIONS[a].scope <= SCOPE_SELF ||
            !role_may(w->role, (enum action)a))
            continue;
        buf_puts(w->out, "<li>");
        page_say(w->visit, w->out, ACTIONS[a].words);
        buf_puts(w->out, "</li>");
    }
    buf_puts(w->out, "</ul></details>");
}

static enum err add_role(struct who *w)
{
    const struct role_row *row = &ROLES[w->role];

    w->count = 0;
    buf_puts(w->out, "<section><h2>");
    page_say(w->visit, w->out, row->title);
    buf_puts(w->out, "</h2><p>");
    page_say(w->visit, w->out, row->task);
    buf_puts(w->out, "</p>");
    enum err err =
        duty_each(w->visit->hub->archive, w->visit->part[0], add_person, w);
    if (w->count) {
        buf_puts(w->out, "</ul>");
    } else {
        buf_puts(w->out, "<p class=\"muted\">");
        page_say(w->visit, w->out, "Nobody has this role yet.");
        buf_puts(w->out, "</p>");
    }
    add_permissions(w);
    buf_puts(w->out, "</section>");
    return err;
}

static enum err write_page(struct who *w, const char *title)
{
    enum err err = ERR_NONE;

    page_begin(w->visit, w->out, say(w->visit, "Who does what"));
    civic_page_menu(w->visit, w->out, w->visit->part[0]);
    buf_puts(w->out, "<h1>");
    page_say(w->visit, w->out, "Who does what");
    buf_puts(w->out, "</h1><p>");
    page_text(w->out, title);
    buf_puts(w->out, "</p>");
    for (size_t r = 0; !err && r < ROLES_COUNT; r++) {
        w->role = (enum role)r;
        err = add_role(w);
    }
    return err;
}

void who_page_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct buf out;
    struct who w = {.visit = visit, .out = &out};
    const struct model *model;
    int64_t form, family;

    buf_init(&out, 0);
    enum err err =
        formbook_current(hub->archive, visit->part[0], &form, &family);
    if (!err)
        err = models_get(hub->models, form, visit->language, &model);
    if (!err)
        err = write_page(&w, xform_title_in(model->xform, visit->language));
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, 200);
    buf_clear(&out);
}
