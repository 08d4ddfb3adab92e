#include "signin.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/stamp.h"
#include "cookie.h"
#include "credential.h"
#include "field.h"
#include "hub.h"
#include "login.h"
#include "page.h"
#include "people.h"
#include "throttle.h"
#include "totp.h"

#include <string.h>

/* Failures within the window (serve.c) until more are refused. Of a device
 * on which somebody has signed in before only its own failures count, so
 * nobody can shut others out by guessing at their names. */
enum { NAME_FAILURES = 10, ADDRESS_FAILURES = 40, DEVICE_FAILURES = 10 };
enum { RETRY_S = 900 };

static void ask(struct visit *visit, unsigned status, const char *trouble)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Sign in"));
    page_head(visit, &out, "Sign in");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    page_form(visit, &out, "/signin", 0);
    field_add(visit, &out,
              &(struct field){
                  .name = "name",
                  .label = N_("Name"),
                  .more = "required autocomplete=\"username\" maxlength=\"80\" "
                          "autocapitalize=\"none\""});
    field_add(
        visit, &out,
        &(struct field){.name = "password",
                        .label = N_("Password"),
                        .type = "password",
                        .more = "required autocomplete=\"current-password\""});
    field_add(visit, &out,
              &(struct field){
                  .name = "code",
                  .label = N_("Code of your telephone"),
                  .hint = N_("Six digits. Leave it empty if you have not set "
                             "one up."),
                  .more = "inputmode=\"numeric\" "
                          "autocomplete=\"one-time-code\" maxlength=\"9\""});
    field_button(visit, &out, N_("Sign in"));
    page_note(visit, &out, "muted",
              N_("Forgotten? A Leader can give you a link with which you "
                 "choose a new password. No mail is needed."));
    page_end(visit, &out, status);
}

void signin_ask(struct visit *visit)
{
    ask(visit, 200, NULL);
}

void signin_let_in(struct visit *visit, const struct person *person)
{
    char secret[TOKEN_TEXT_SIZE];
    int64_t now = stamp_now().wall_ms;
    long hours = visit->hub->config.session_hours;
    enum err err = login_open(visit->hub->archive, person->id,
                              request_header(visit->request, "User-Agent"), now,
                              now + hours * 3600000LL, secret);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    log_info("%s signed in", person->name);
    cookie_set_device(visit, person->name);
    cookie_set_session(visit, secret);
    visit_go(visit, "/");
}

/* The name and, where it is known, the device that fail together. */
static const char *device_of(struct visit *visit)
{
    const char *device;
    bool is_known =
        cookie_knows_device(visit, visit_field(visit, "name"), &device);

    return is_known && !throttle_is_over(visit->hub->throttle, "device", device,
                                         stamp_boot_ms(), DEVICE_FAILURES)
               ? device
               : NULL;
}

static void note_failure(struct visit *visit)
{
    struct throttle *throttle = visit->hub->throttle;
    const char *device = device_of(visit);
    int64_t now = stamp_boot_ms();

    if (device) {
        throttle_count(throttle, "device", device, now);
        return;
    }
    throttle_count(throttle, "name", visit_field(visit, "name"), now);
    throttle_count(throttle, "address", visit_address(visit), now);
}

static bool is_over(struct visit *visit)
{
    const struct throttle *throttle = visit->hub->throttle;
    int64_t now = stamp_boot_ms();

    return throttle_is_over(throttle, "name", visit_field(visit, "name"), now,
                            NAME_FAILURES) ||
           throttle_is_over(throttle, "address", visit_address(visit), now,
                            ADDRESS_FAILURES);
}

static void refuse(struct visit *visit)
{
    log_info("a sign-in was refused");
    note_failure(visit);
    ask(visit, 403,
        N_("Name, password or code are not right. Nothing was changed."));
}

/* The code of the telephone, where somebody has set one up; each works
 * once. */
static enum err check_code(struct visit *visit, const struct person *person)
{
    struct archive *archive = visit->hub->archive;
    int64_t step;

    if (!*person->totp)
        return ERR_NONE;
    if (!totp_check(person->totp, visit_field(visit, "code"),
                    stamp_now().wall_ms, person->totp_step, &step))
        return ERR_DENIED;
    enum err err = archive_begin(archive);
    if (err)
        return err;
    return archive_end(archive, people_use_totp(archive, person->id, step));
}

static void on_checked(struct visit *visit, bool is_right)
{
    struct person person;
    enum err err =
        is_right ? people_find(visit->hub->archive, visit_field(visit, "name"),
                               visit->arena, &person)
                 : ERR_DENIED;

    if (!err)
        err = check_code(visit, &person);
    if (err == ERR_DENIED || err == ERR_MISSING)
        refuse(visit);
    else if (err)
        visit_fail(visit, err);
    else
        signin_let_in(visit, &person);
}

void signin_check(struct visit *visit)
{
    struct person person;
    const char *name = visit_field(visit, "name");
    bool is_known = device_of(visit) != NULL;

    if (!is_known && is_over(visit)) {
        request_set_header(visit->request, "Retry-After",
                           arena_printf(visit->arena, "%d", RETRY_S));
        ask(visit, 429,
            N_("Too many attempts. Wait 15 minutes, use a device on which you "
               "have signed in before, or ask a Leader for a link."));
        return;
    }
    enum err err =
        people_find(visit->hub->archive, name, visit->arena, &person);
    if (err && err != ERR_MISSING) {
        visit_fail(visit, err);
        return;
    }
    /* An unknown name costs the same work and says the same. */
    credential_check(visit, err || !*person.password ? "" : person.password,
                     visit_field(visit, "password"), is_known, on_checked);
}

/* A link that another site shows is not followed at once: whoever sent it
 * would have chosen as whom the visitor works. */
static void ask_enter(struct visit *visit, const struct person *person)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Sign in"));
    page_head(visit, &out, "Sign in");
    page_note(visit, &out, "", N_("This link signs you in as:"));
    buf_puts(&out, "<p><b>");
    page_text(&out, person->name);
    buf_puts(&out, "</b></p>");
    page_form(visit, &out,
              arena_printf(visit->arena, "/enter/%s", visit->part[0]), 0);
    field_button(visit, &out, N_("Sign in"));
    page_end(visit, &out, 200);
}

static enum err find_link(struct visit *visit, bool is_used,
                          struct person *person)
{
    struct archive *archive = visit->hub->archive;
    const char *secret = visit->part[0];
    int64_t now = stamp_now().wall_ms, id = 0;

    if (!token_is_well_formed(secret))
        return ERR_DENIED;
    enum err err = is_used ? link_use(archive, secret, LINK_ENTER, now, &id)
                           : link_find(archive, secret, LINK_ENTER, now, &id);
    if (!err)
        err = people_get(archive, id, visit->arena, person);
    return !err && person->revoked_ms ? ERR_DENIED : err;
}

static void enter(struct visit *visit, bool is_asked)
{
    struct person person;
    enum err err = find_link(visit, !is_asked, &person);

    if (err == ERR_DENIED)
        ask(visit, 403,
            N_("This link was used before or is too old. Sign in with your "
               "name "
               "and password, or ask for a new link."));
    else if (err)
        visit_fail(visit, err);
    else if (is_asked)
        ask_enter(visit, &person);
    else
        signin_let_in(visit, &person);
}

void signin_enter(struct visit *visit)
{
    const char *from = request_header(visit->request, "Sec-Fetch-Site");

    bool is_asked = request_method(visit->request) == METHOD_HEAD ||
                    (visit->route->method == METHOD_GET && from &&
                     strcmp(from, "none") != 0);
    enter(visit, is_asked);
}

void signin_leave(struct visit *visit)
{
    enum err err = login_close(visit->hub->archive, visit->session);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    cookie_set_session(visit, NULL);
    request_set_header(visit->request, "Clear-Site-Data", "\"cache\"");
    visit_go(visit, "/signin");
}
