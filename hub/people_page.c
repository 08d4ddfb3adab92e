#include "people_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "duty.h"
#include "field.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "people.h"
#include "station.h"

#include <string.h>

enum { LINK_DAYS = 7 };

struct people {
    struct visit *visit;
    struct buf *out;
    int64_t person;
    const char *last; /* area that was offered last */
};

static void add_duty(void *context, const struct duty_of *of)
{
    struct people *p = context;

    if (of->person != p->person)
        return;
    page_say(p->visit, p->out, ROLES[of->duty.role].title);
    if (*of->duty.form_id || *of->duty.area) {
        buf_puts(p->out, " (");
        page_text(p->out, *of->duty.form_id ? of->duty.form_id : of->duty.area);
        buf_putc(p->out, ')');
    }
    buf_puts(p->out, "<br>");
}

static void add_person(void *context, const struct person *person)
{
    struct people *p = context;

    p->person = person->id;
    buf_puts(p->out, "<tr><th scope=\"row\">");
    if (visit_may(p->visit, ACTION_PEOPLE_CHANGE, NULL, NULL)) {
        buf_printf(p->out, "<a href=\"/people/%lld\">", (long long)person->id);
        page_text(p->out, person->name);
        buf_puts(p->out, "</a>");
    } else {
        page_text(p->out, person->name);
    }
    buf_puts(p->out, "</th>");
    page_cell(p->visit, p->out, N_("Office"));
    page_text(p->out, person->office);
    buf_puts(p->out, "</td>");
    page_cell(p->visit, p->out, N_("Roles"));
    if (person->revoked_ms)
        page_say(p->visit, p->out, "access taken away");
    else if (duty_each(p->visit->hub->archive, NULL, add_duty, p))
        buf_puts(p->out, "?");
    buf_puts(p->out, "</td></tr>");
}

static void add_form(void *context, const struct form *form)
{
    struct people *p = context;

    field_option(p->out, form->form_id,
                 *form->title ? form->title : form->form_id, false);
}

static void add_area(void *context, const struct station *station)
{
    struct people *p = context;

    if (!*station->area || (p->last && strcmp(p->last, station->area) == 0))
        return;
    p->last = arena_strdup(p->visit->arena, station->area);
    field_option(p->out, station->area, station->area, false);
}

void people_page_add_role_fields(struct visit *visit, struct buf *out)
{
    struct people p = {.visit = visit, .out = out};
    struct archive *archive = visit->hub->archive;

    field_choice(visit, out, "role", N_("Role"));
    for (size_t i = 0; i < ROLES_COUNT; i++)
        field_option(out, ROLES[i].name, say(visit, ROLES[i].title), false);
    field_end_choice(out);
    field_choice(visit, out, "form", N_("For which form"));
    field_option(out, "", say(visit, "All forms"), true);
    if (formbook_each(archive, add_form, &p))
        buf_puts(out, "<option value=\"\">?</option>");
    field_end_choice(out);
    field_choice(visit, out, "area", N_("For which neighbourhood"));
    field_option(out, "", say(visit, "All neighbourhoods"), true);
    if (station_each_by_area(archive, add_area, &p))
        buf_puts(out, "<option value=\"\">?</option>");
    field_end_choice(out);
}

bool people_page_read_role(struct visit *visit, struct duty *out)
{
    *out = (struct duty){.form_id = visit_field(visit, "form"),
                         .area = visit_field(visit, "area")};
    return role_parse(visit_field(visit, "role"), &out->role) &&
           strlen(out->form_id) < 200 && strlen(out->area) < 200;
}

void people_page_add_link(struct visit *visit, struct buf *out,
                          const char *link)
{
    buf_puts(out, "<div class=\"card\">");
    page_note(visit, out, "good",
              N_("Hand this link over, on paper or by any messenger. It is "
                 "shown only now, works once, and ends in seven days."));
    buf_puts(out, "<p><code>");
    page_text(out, link);
    buf_puts(out, "</code></p>");
    page_qr(visit, out, link, N_("The link as a QR code"));
    buf_puts(out, "</div>");
}

static void add_invitation(struct people *p)
{
    page_part(p->visit, p->out, "Invite somebody");
    page_form(p->visit, p->out, "/people", 0);
    field_add(p->visit, p->out,
              &(struct field){
                  .name = "name",
                  .label = N_("Name"),
                  .hint = N_("They sign in with it, and everybody can read it "
                             "under \"Who does what\"."),
                  .more = "required maxlength=\"80\" autocomplete=\"off\""});
    field_add(p->visit, p->out,
              &(struct field){.name = "office",
                              .label = N_("Office, and where to find them"),
                              .more = "maxlength=\"120\""});
    people_page_add_role_fields(p->visit, p->out);
    field_button(p->visit, p->out, N_("Invite and show the link"));
}

static void show(struct visit *visit, const char *link, const char *trouble)
{
    static const char *const HEADS[] = {N_("Name"), N_("Office"), N_("Roles")};
    struct buf out;
    struct people p = {.visit = visit, .out = &out};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "People and roles"));
    page_head(visit, &out, "People and roles");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    if (link)
        people_page_add_link(visit, &out, link);
    page_list(visit, &out, N_("People and roles"), HEADS, COUNT_OF(HEADS));
    enum err err = people_each(visit->hub->archive, add_person, &p);
    page_end_table(&out);
    if (visit_may(visit, ACTION_PEOPLE_CHANGE, NULL, NULL))
        add_invitation(&p);
    if (err)
        visit_fail(visit, err);
    else
        page_end(visit, &out, trouble ? 400 : 200);
    buf_clear(&out);
}

void people_page_show(struct visit *visit)
{
    show(visit, NULL, NULL);
}

enum err people_page_link(struct visit *visit, int64_t person, const char **out)
{
    char secret[TOKEN_TEXT_SIZE];
    enum err err =
        link_new(visit->hub->archive, person, LINK_INVITE,
                 stamp_now().wall_ms + LINK_DAYS * 86400000LL, secret);

    *out = arena_printf(visit->arena, "%s/invite/%s",
                        visit->hub->config.public_url, secret);
    return err;
}

static enum err invite(struct visit *visit, const char *name,
                       const struct duty *duty, int64_t *person)
{
    struct archive *archive = visit->hub->archive;
    int64_t now = stamp_now().wall_ms;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err =
        people_invite(archive, name, visit_field(visit, "office"), now, person);
    if (!err)
        err = duty_add(archive, *person, duty, now);
    if (!err)
        err = audit_add(archive,
                        &(struct audit_entry){now, visit->person_name, "invite",
                                              name, ROLES[duty->role].name});
    return archive_end(archive, err);
}

void people_page_invite(struct visit *visit)
{
    const char *name = visit_field(visit, "name"), *link = NULL;
    struct duty duty;
    int64_t person = 0;

    if (!*name || strlen(name) > PERSON_LONGEST ||
        strlen(visit_field(visit, "office")) > 2 * PERSON_LONGEST ||
        !people_page_read_role(visit, &duty)) {
        show(visit, NULL, N_("Give a name of 1 to 80 letters and a role."));
        return;
    }
    enum err err = invite(visit, name, &duty, &person);
    if (!err)
        err = people_page_link(visit, person, &link);
    if (err == ERR_CONFLICT)
        show(visit, NULL, N_("Somebody has this name already."));
    else if (err)
        visit_fail(visit, err);
    else
        show(visit, link, NULL);
}
