#include "release_desk.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "children.h"
#include "hub.h"
#include "page.h"
#include "reckoned_page.h"
#include "reckoning.h"
#include "release.h"

#include <string.h>

enum { MOST_ARGUMENTS = 13, TOLD = 256 };

/* The child that makes the release, and what it says. */
struct desk {
    struct visit *visit;
    struct child *child;
};

static void add_button(struct visit *v, struct buf *out, int64_t missing,
                       bool is_encrypted)
{
    if (is_encrypted) {
        buf_puts(out, "<p>");
        page_say(v, out,
                 "This form is encrypted: the hub cannot read an answer. "
                 "Whoever holds the private key makes the release on a copy "
                 "of the archive, and the hub adopts it.");
        buf_puts(out, "</p>");
        return;
    }
    if (missing < 0) {
        buf_puts(out, "<p>");
        page_say(v, out,
                 "Answers were deleted by schedule: the last release "
                 "stands for good.");
        buf_puts(out, "</p>");
        return;
    }
    if (missing > 0) {
        buf_puts(out, "<p>");
        page_count(v, out, N_("%lu more person makes the next release."),
                   N_("%lu more people make the next release."), missing);
        buf_puts(out, "</p>");
        return;
    }
    page_form(v, out, request_path(v->request), 0);
    buf_puts(out, "<button>");
    page_say(v, out, "Publish the next release");
    buf_puts(out, "</button></form>");
}

static void show(struct visit *visit, void *context,
                 const struct reckoning *now)
{
    int64_t last;
    struct buf out;
    enum err err = release_last(visit->hub->archive, visit->part[0], &last);

    (void)context;
    if (err) {
        visit_fail(visit, err);
        return;
    }
    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Releases"));
    page_head(visit, &out, "Releases");
    page_note(visit, &out, "",
              N_("Figures become public in numbered releases, ten people "
                 "apart, and are never changed. No count is of fewer than "
                 "ten."));
    if (last >= 0) {
        buf_puts(&out, "<p><a href=\"/r/");
        page_segment(&out, visit->part[0]);
        buf_puts(&out, "\">");
        page_say(visit, &out, "The last release");
        buf_printf(&out, " (%lld)</a></p>", (long long)last);
    }
    reckoned_page_say(visit, &out, &now->known, now->people);
    add_button(visit, &out, now->missing, now->is_encrypted);
    page_end(visit, &out, 200);
}

void release_desk_show(struct visit *visit)
{
    reckoning_look(visit, N_("Releases"), true, show, NULL);
}

static void on_output(void *context)
{
    struct desk *d = context;
    char told[TOLD];

    if (child_read(d->child, told, sizeof told) >= 0)
        return;
    int status = child_end(d->child);
    d->child = NULL;
    if (status == 0)
        visit_go(d->visit, request_path(d->visit->request));
    else
        visit_fail(d->visit, status == 3 ? ERR_MISSING : ERR_CONFLICT);
}

static void forget(struct visit *visit)
{
    struct desk *d = visit->data;

    if (d->child)
        child_end(d->child);
    d->child = NULL;
}

void release_desk_make(struct visit *visit)
{
    struct desk *d = arena_alloc(visit->arena, sizeof *d);
    const struct config *c = &visit->hub->config;
    const char *arguments[MOST_ARGUMENTS] = {
        "--data",       c->data,       "--database", c->database,
        "--name",       c->name,       "--locale",   c->locale,
        "--public-url", c->public_url, "release",    visit->part[0]};

    /* A name that begins with "-" would be read as an option. */
    if (*visit->part[0] == '-') {
        visit_fail(visit, ERR_MISSING);
        return;
    }
    d->visit = visit;
    visit->data = d;
    visit->gone = forget;
    enum err err = audit_note(visit->hub->archive, visit->person_name,
                              "release", visit->part[0], "");
    if (!err)
        err = child_start(&d->child, visit->hub->children, arguments, "",
                          on_output, d);
    if (err)
        visit_fail(visit, err);
}
