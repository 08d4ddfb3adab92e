#include "signin.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/stamp.h"
#include "children.h"
#include "hub.h"
#include "page.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>

/* A password that is being checked. */
struct checking {
    struct visit *visit;
    struct child *child;
    int64_t person;
    const char *name;
};

static void ask(struct visit *visit, unsigned status, const char *trouble)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Sign in"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Sign in");
    buf_puts(&out, "</h1>");
    if (trouble) {
        buf_puts(&out, "<p class=\"bad\" role=\"alert\">");
        page_say(visit, &out, trouble);
        buf_puts(&out, "</p>");
    }
    page_form(visit, &out, "/signin", 0);
    buf_puts(&out, "<label for=\"name\">");
    page_say(visit, &out, "Name");
    buf_puts(&out, "</label><input id=\"name\" name=\"name\" required "
                   "autocomplete=\"username\"><label for=\"password\">");
    page_say(visit, &out, "Password");
    buf_puts(&out,
             "</label><input id=\"password\" name=\"password\" "
             "type=\"password\" required autocomplete=\"current-password\">"
             "<p><button>");
    page_say(visit, &out, "Sign in");
    buf_puts(&out, "</button></p></form>");
    page_end(visit, &out, status);
}

void signin_ask(struct visit *visit)
{
    ask(visit, 200, NULL);
}

static bool is_https(const struct visit *visit)
{
    return strncmp(visit->hub->config.public_url, "https:", 6) == 0;
}

/* A new session for whoever has shown who they are. */
static void let_in(struct visit *visit, int64_t person)
{
    char secret[TOKEN_TEXT_SIZE];
    int64_t now = stamp_now().wall_ms;
    long hours = visit->hub->config.session_hours;
    enum err err = login_open(visit->hub->archive, person, now,
                              now + hours * 3600000LL, secret);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    request_set_header(visit->request, "Set-Cookie",
                       arena_printf(visit->arena,
                                    "barrio_session=%s; Path=/; HttpOnly; "
                                    "SameSite=Lax; Max-Age=%ld%s",
                                    secret, hours * 3600,
                                    is_https(visit) ? "; Secure" : ""));
    visit_go(visit, "/");
}

static void forget_check(struct visit *visit)
{
    struct checking *c = visit->data;

    child_end(c->child);
    c->child = NULL;
}

static void on_checked(void *context)
{
    struct checking *c = context;
    struct visit *v = c->visit;
    char rest[64];

    if (child_read(c->child, rest, sizeof rest) >= 0)
        return;
    int status = child_end(c->child);
    c->child = NULL;
    v->gone = NULL;
    if (status == 0 && c->person) {
        log_info("%s signed in", c->name);
        let_in(v, c->person);
        return;
    }
    log_info("a sign-in was refused");
    ask(v, 403, N_("Name or password are not right. Nothing was changed."));
}

void signin_check(struct visit *visit)
{
    static const char *const ARGUMENTS[] = {"check-password", NULL};
    struct checking *c = arena_alloc(visit->arena, sizeof *c);
    const char *password = visit_field(visit, "password");
    char *hash = NULL;

    c->visit = visit;
    c->name = visit_field(visit, "name");
    enum err err = people_find(visit->hub->archive, c->name, &c->person, &hash);
    if (err == ERR_MISSING)
        c->person = 0;
    else if (err) {
        visit_fail(visit, err);
        return;
    }
    /* An unknown name costs the same work and says the same. */
    const char *input =
        arena_printf(visit->arena, "%s\n%.255s\n", hash ? hash : "", password);
    free(hash);
    visit->data = c;
    visit->gone = forget_check;
    err = child_start(&c->child, visit->hub->children, ARGUMENTS, input,
                      on_checked, c);
    if (err)
        visit_fail(visit, err);
}

void signin_enter(struct visit *visit)
{
    int64_t person;
    enum err err = link_use(visit->hub->archive, visit->part[0],
                            stamp_now().wall_ms, &person);

    if (err == ERR_DENIED)
        ask(visit, 403,
            N_("This link was used before or is too old. Sign in with your "
               "name "
               "and password, or ask for a new link."));
    else if (err)
        visit_fail(visit, err);
    else
        let_in(visit, person);
}

void signin_leave(struct visit *visit)
{
    enum err err = login_close(visit->hub->archive, visit->session);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    request_set_header(visit->request, "Set-Cookie",
                       "barrio_session=; Path=/; HttpOnly; SameSite=Lax; "
                       "Max-Age=0");
    visit_go(visit, "/signin");
}
