#include "invite_page.h"

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
#include "signin.h"

#include <string.h>

static enum err find(struct visit *visit, struct person *person)
{
    int64_t id;

    if (!token_is_well_formed(visit->part[0]))
        return ERR_DENIED;
    enum err err = link_find(visit->hub->archive, visit->part[0], LINK_INVITE,
                             stamp_now().wall_ms, &id);
    if (!err)
        err = people_get(visit->hub->archive, id, visit->arena, person);
    return !err && person->revoked_ms ? ERR_DENIED : err;
}

static void refuse(struct visit *visit, enum err err)
{
    if (err == ERR_DENIED)
        visit_refuse(visit, 403,
                     "This link was used before or is too old. Ask for a new "
                     "one.");
    else
        visit_fail(visit, err);
}

static void ask(struct visit *visit, const struct person *person,
                const char *trouble)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Choose a password"));
    page_head(visit, &out, "Choose a password");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    buf_puts(&out, "<p>");
    page_say(visit, &out, "You sign in with this name:");
    buf_puts(&out, " <b>");
    page_text(&out, person->name);
    buf_puts(&out, "</b></p>");
    page_form(visit, &out,
              arena_printf(visit->arena, "/invite/%s", visit->part[0]), 0);
    field_add(visit, &out,
              &(struct field){
                  .name = "password",
                  .label = N_("New password"),
                  .type = "password",
                  .hint = N_("At least 10 letters. A short sentence is easy to "
                             "keep and hard to guess."),
                  .more = "required minlength=\"10\" maxlength=\"200\" "
                          "autocomplete=\"new-password\""});
    field_button(visit, &out, N_("Keep it and sign in"));
    page_end(visit, &out, trouble ? 400 : 200);
}

void invite_page_ask(struct visit *visit)
{
    struct person person;
    enum err err = find(visit, &person);

    if (err)
        refuse(visit, err);
    else
        ask(visit, &person, NULL);
}

static enum err keep(struct visit *visit, const char *hash,
                     struct person *person)
{
    struct archive *archive = visit->hub->archive;
    int64_t now = stamp_now().wall_ms, id = 0;
    enum err err = find(visit, person);

    if (!err)
        err = link_use(archive, visit->part[0], LINK_INVITE, now, &id);
    if (!err)
        err = archive_begin(archive);
    if (err)
        return err;
    err = people_set_password(archive, id, hash);
    if (!err)
        err = login_close_others(archive, id, NULL);
    if (!err)
        err =
            audit_add(archive, &(struct audit_entry){now, person->name,
                                                     "choose password by link",
                                                     person->name, ""});
    return archive_end(archive, err);
}

static void on_made(struct visit *visit, const char *hash)
{
    struct person person;
    enum err err = keep(visit, hash, &person);

    if (err)
        refuse(visit, err);
    else if (*person.totp) /* a link is no second factor */
        visit_go(visit, "/signin");
    else
        signin_let_in(visit, &person);
}

void invite_page_take(struct visit *visit)
{
    const char *password = visit_field(visit, "password");
    size_t size = strlen(password);
    struct person person;
    enum err err = find(visit, &person);

    if (err)
        refuse(visit, err);
    else if (size < CREDENTIAL_SHORTEST || size > CREDENTIAL_LONGEST)
        ask(visit, &person, N_("A password has at least 10 letters."));
    else
        credential_make(visit, password, on_made);
}
