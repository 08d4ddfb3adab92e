#include "account_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "credential.h"
#include "field.h"
#include "hub.h"
#include "login.h"
#include "page.h"
#include "people.h"
#include "throttle.h"
#include "totp.h"

#include <string.h>

/* Wrong passwords on one's own page: whoever found a screen unlocked does not
 * get to guess. */
enum { FAILURES = 10 };

struct account {
    struct visit *visit;
    struct buf *out;
    struct person person;
};

static const char OWN_PASSWORD[] = N_("Your present password");

static void add_roles(struct account *a)
{
    const struct duties *duties = &a->visit->duties;

    page_part(a->visit, a->out, "Your roles");
    if (!duties->count)
        page_note(a->visit, a->out, "",
                  N_("You have no role yet. A Leader can give you one."));
    buf_puts(a->out, "<ul>");
    for (size_t i = 0; i < duties->count; i++) {
        const struct duty *duty = &duties->list[i];
        buf_puts(a->out, "<li><b>");
        page_say(a->visit, a->out, ROLES[duty->role].title);
        buf_puts(a->out, "</b> ");
        page_text(a->out, *duty->form_id ? duty->form_id : duty->area);
        buf_puts(a->out, "<br>");
        page_say(a->visit, a->out, ROLES[duty->role].task);
        buf_puts(a->out, "</li>");
    }
    buf_puts(a->out, "</ul>");
}

static void add_password(struct account *a)
{
    page_part(a->visit, a->out, "Password");
    page_form(a->visit, a->out, "/account/password", 0);
    if (*a->person.password)
        field_add(a->visit, a->out,
                  &(struct field){.name = "password",
                                  .label = OWN_PASSWORD,
                                  .type = "password",
                                  .more = "required "
                                          "autocomplete=\"current-password\""});
    field_add(a->visit, a->out,
              &(struct field){.name = "new",
                              .label = N_("New password"),
                              .type = "password",
                              .hint = N_("At least 10 letters. Your other "
                                         "sessions end."),
                              .more = "required minlength=\"10\" "
                                      "maxlength=\"200\" "
                                      "autocomplete=\"new-password\""});
    field_button(a->visit, a->out, N_("Change the password"));
}

static void add_own_password(struct account *a)
{
    if (*a->person.password)
        field_add(a->visit, a->out,
                  &(struct field){.name = "password",
                                  .id = "code-password",
                                  .label = OWN_PASSWORD,
                                  .type = "password",
                                  .more = "required "
                                          "autocomplete=\"current-password\""});
}

static void add_new_code(struct account *a)
{
    char secret[TOTP_SECRET_SIZE];
    struct buf uri;

    totp_new(secret);
    buf_init(&uri, 0);
    buf_puts(&uri, "otpauth://totp/Barrio:");
    page_segment(&uri, a->person.name);
    buf_printf(&uri, "?secret=%s&issuer=Barrio", secret);
    page_note(a->visit, a->out, "",
              N_("Take a picture of this code with an app for one-time codes, "
                 "or type its letters there. Then write the six digits that "
                 "the app shows."));
    page_qr(a->visit, a->out, buf_text(&uri), N_("The code for the app"));
    buf_clear(&uri);
    buf_printf(a->out, "<p><code>%s</code></p>", secret);
    page_form(a->visit, a->out, "/account/code", 0);
    field_hidden(a->out, "secret", secret);
    add_own_password(a);
    field_add(a->visit, a->out,
              &(struct field){.name = "code",
                              .label = N_("The six digits"),
                              .more = "required inputmode=\"numeric\" "
                                      "autocomplete=\"one-time-code\" "
                                      "maxlength=\"9\""});
    field_button(a->visit, a->out, N_("Ask for the code from now on"));
}

static void add_code(struct account *a)
{
    page_part(a->visit, a->out, "Second step by telephone");
    if (!*a->person.totp) {
        buf_puts(a->out, "<details><summary>");
        page_say(a->visit, a->out, "Set it up");
        buf_puts(a->out, "</summary>");
        add_new_code(a);
        buf_puts(a->out, "</details>");
        return;
    }
    page_note(a->visit, a->out, "",
              N_("Signing in asks for a code of your telephone."));
    page_form(a->visit, a->out, "/account/code", 0);
    add_own_password(a);
    field_button(a->visit, a->out, N_("Ask for it no more"));
}

static void add_session(void *context, const struct login_row *row)
{
    struct account *a = context;

    buf_puts(a->out, "<tr><th scope=\"row\">");
    page_text(a->out, *row->agent ? row->agent : "?");
    if (row->is_this) {
        buf_puts(a->out, " <b>");
        page_say(a->visit, a->out, "(this one)");
        buf_puts(a->out, "</b>");
    }
    buf_puts(a->out, "</th>");
    page_cell(a->visit, a->out, N_("Signed in"));
    page_ago(a->visit, a->out, row->made_ms);
    buf_puts(a->out, "</td>");
    page_cell(a->visit, a->out, N_("Last used"));
    page_ago(a->visit, a->out, row->seen_ms);
    buf_puts(a->out, "</td></tr>");
}

static enum err add_sessions(struct account *a)
{
    static const char *const HEADS[] = {N_("Browser"), N_("Signed in"),
                                        N_("Last used")};
    struct visit *v = a->visit;

    page_part(v, a->out, "Where you are signed in");
    page_list(v, a->out, N_("Your sessions"), HEADS, COUNT_OF(HEADS));
    enum err err = login_each(v->hub->archive, v->person, v->session,
                              stamp_now().wall_ms, add_session, a);
    page_end_table(a->out);
    page_form(v, a->out, "/account/sessions", 0);
    field_button(v, a->out, N_("End all others"));
    return err;
}

static void show(struct visit *visit, const char *tone, const char *said)
{
    struct buf out;
    struct account a = {.visit = visit, .out = &out};

    buf_init(&out, 0);
    enum err err =
        people_get(visit->hub->archive, visit->person, visit->arena, &a.person);
    if (!err) {
        page_begin(visit, &out, say(visit, "Your account"));
        page_head(visit, &out, "Your account");
        if (said)
            page_note(visit, &out, tone, said);
        add_roles(&a);
        add_password(&a);
        add_code(&a);
        err = add_sessions(&a);
    }
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, said && tone[0] == 'b' ? 400 : 200);
    buf_clear(&out);
}

void account_page_show(struct visit *visit)
{
    show(visit, "", NULL);
}

static const char *own_key(struct visit *visit)
{
    return arena_printf(visit->arena, "%lld", (long long)visit->person);
}

/* Lets a change pass once the present password was given; who has none (signs
 * in by links) needs none. */
static void confirm(struct visit *visit,
                    void (*done)(struct visit *visit, bool is_right))
{
    struct person person;
    enum err err =
        people_get(visit->hub->archive, visit->person, visit->arena, &person);

    if (err)
        visit_fail(visit, err);
    else if (throttle_is_over(visit->hub->throttle, "own", own_key(visit),
                              stamp_boot_ms(), FAILURES))
        show(visit, "bad", N_("Too many attempts. Wait 15 minutes."));
    else if (!*person.password)
        done(visit, true);
    else
        credential_check(visit, person.password, visit_field(visit, "password"),
                         true, done);
}

static void refuse(struct visit *visit)
{
    throttle_count(visit->hub->throttle, "own", own_key(visit),
                   stamp_boot_ms());
    show(visit, "bad",
         N_("The present password is not right. Nothing was changed."));
}

static enum err note(struct visit *visit, const char *action)
{
    return audit_add(visit->hub->archive,
                     &(struct audit_entry){stamp_now().wall_ms,
                                           visit->person_name, action,
                                           visit->person_name, ""});
}

static void finish(struct visit *visit, enum err err, const char *said)
{
    err = archive_end(visit->hub->archive, err);
    if (err)
        visit_fail(visit, err);
    else
        show(visit, "good", said);
}

static void keep_password(struct visit *visit, const char *hash)
{
    struct archive *archive = visit->hub->archive;
    enum err err = archive_begin(archive);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    err = people_set_password(archive, visit->person, hash);
    if (!err)
        err = login_close_others(archive, visit->person, visit->session);
    if (!err)
        err = note(visit, "change own password");
    finish(visit, err, N_("The password was changed."));
}

static void change_password(struct visit *visit, bool is_right)
{
    size_t size = strlen(visit_field(visit, "new"));

    if (!is_right)
        refuse(visit);
    else if (size < CREDENTIAL_SHORTEST || size > CREDENTIAL_LONGEST)
        show(visit, "bad", N_("A password has at least 10 letters."));
    else
        credential_make(visit, visit_field(visit, "new"), keep_password);
}

void account_page_password(struct visit *visit)
{
    confirm(visit, change_password);
}

static void keep_code(struct visit *visit, const char *secret, int64_t step,
                      const char *action, const char *said)
{
    struct archive *archive = visit->hub->archive;
    enum err err = archive_begin(archive);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    err = people_set_totp(archive, visit->person, secret, step);
    if (!err)
        err = login_close_others(archive, visit->person, visit->session);
    if (!err)
        err = note(visit, action);
    finish(visit, err, said);
}

static void change_code(struct visit *visit, bool is_right)
{
    const char *secret = visit_field(visit, "secret");
    int64_t step;

    if (!is_right)
        refuse(visit);
    else if (!*secret)
        keep_code(visit, "", 0, "end own second step",
                  N_("Signing in asks for no code any more."));
    else if (strlen(secret) != TOTP_SECRET_SIZE - 1 ||
             !totp_check(secret, visit_field(visit, "code"),
                         stamp_now().wall_ms, 0, &step))
        show(visit, "bad",
             N_("That was not the code which the app shows now. Begin again "
                "with the new picture, and see that the telephone's clock is "
                "right."));
    else
        keep_code(visit, secret, step, "set up own second step",
                  N_("From now on signing in asks for the code."));
}

void account_page_code(struct visit *visit)
{
    confirm(visit, change_code);
}

void account_page_sessions(struct visit *visit)
{
    struct archive *archive = visit->hub->archive;
    enum err err = archive_begin(archive);

    if (err) {
        visit_fail(visit, err);
        return;
    }
    err = login_close_others(archive, visit->person, visit->session);
    if (!err)
        err = note(visit, "end own sessions");
    finish(visit, err, N_("All your other sessions have ended."));
}
