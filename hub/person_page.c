/* One person: roles, recovery, the second factor, the end of access. */
#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "duty.h"
#include "field.h"
#include "hub.h"
#include "page.h"
#include "people.h"
#include "people_page.h"

#include <stdlib.h>
#include <string.h>

struct one {
    struct visit *visit;
    struct buf out; /* the page */
    struct person person;
    const char *link; /* a new one, to show */
};

static const char *address(struct one *one)
{
    return arena_printf(one->visit->arena, "/people/%lld",
                        (long long)one->person.id);
}

static void begin_form(struct one *one, const char *what)
{
    page_form(one->visit, &one->out, address(one), 0);
    field_hidden(&one->out, "do", what);
}

static void add_duty(void *context, const struct duty_of *of)
{
    struct one *one = context;

    if (of->person != one->person.id)
        return;
    buf_puts(&one->out, "<tr><th scope=\"row\">");
    page_say(one->visit, &one->out, ROLES[of->duty.role].title);
    buf_puts(&one->out, "</th>");
    page_cell(one->visit, &one->out, N_("For"));
    if (*of->duty.form_id)
        page_text(&one->out, of->duty.form_id);
    else if (*of->duty.area)
        page_text(&one->out, of->duty.area);
    else
        page_say(one->visit, &one->out, "everywhere");
    buf_puts(&one->out, "</td>");
    page_cell(one->visit, &one->out, N_("Decision"));
    begin_form(one, "unrole");
    field_hidden(&one->out, "role", ROLES[of->duty.role].name);
    field_hidden(&one->out, "form", of->duty.form_id);
    field_hidden(&one->out, "area", of->duty.area);
    field_link(one->visit, &one->out, NULL, NULL, N_("Take this role away"));
    buf_puts(&one->out, "</td></tr>");
}

static enum err add_roles(struct one *one)
{
    static const char *const HEADS[] = {N_("Role"), N_("For"), N_("Decision")};
    struct visit *v = one->visit;

    page_part(v, &one->out, "Roles");
    page_list(v, &one->out, N_("Roles"), HEADS, COUNT_OF(HEADS));
    enum err err = duty_each(v->hub->archive, NULL, add_duty, one);
    page_end_table(&one->out);
    page_part(v, &one->out, "Give a role");
    begin_form(one, "role");
    people_page_add_role_fields(v, &one->out);
    field_button(v, &one->out, N_("Give this role"));
    return err;
}

static void add_access(struct one *one)
{
    struct visit *v = one->visit;

    page_part(v, &one->out, "Access");
    page_note(v, &one->out, "muted",
              N_("Forgot the password, or never had one: make a link with "
                 "which they choose a new one."));
    begin_form(one, "link");
    field_button(v, &one->out, N_("Make a link"));
    if (*one->person.totp) {
        page_note(v, &one->out, "muted",
                  N_("Lost the telephone: signing in asks for no code until "
                     "they set up another."));
        begin_form(one, "code");
        field_button(v, &one->out, N_("End the second step"));
    }
    page_part(v, &one->out, "Take the access away");
    begin_form(one, "end");
    field_add(v, &one->out,
              &(struct field){.name = "reason",
                              .label = N_("Reason, for the log"),
                              .more = "required maxlength=\"200\""});
    field_button(v, &one->out, N_("Take the access away"));
}

static void add_back(struct one *one)
{
    page_note(one->visit, &one->out, "",
              N_("The access of this person was taken away."));
    begin_form(one, "back");
    field_button(one->visit, &one->out, N_("Give the access back"));
}

static void show(struct one *one, const char *tone, const char *said)
{
    struct visit *v = one->visit;
    struct buf *out = &one->out;
    enum err err = ERR_NONE;

    buf_init(out, 0);
    page_begin(v, out, one->person.name);
    buf_puts(out, "<h1>");
    page_text(out, one->person.name);
    buf_puts(out, "</h1><p>");
    page_text(out, one->person.office);
    buf_puts(out, "</p>");
    if (said)
        page_note(v, out, tone, said);
    if (one->link)
        people_page_add_link(v, out, one->link);
    if (one->person.revoked_ms) {
        add_back(one);
    } else {
        err = add_roles(one);
        add_access(one);
    }
    if (err)
        visit_fail(v, err);
    else
        page_end(v, out, said && tone[0] == 'b' ? 409 : 200);
    buf_clear(out);
}

static enum err find(struct visit *visit, struct one *one)
{
    *one = (struct one){.visit = visit};
    return people_get(visit->hub->archive, strtoll(visit->part[0], NULL, 10),
                      visit->arena, &one->person);
}

void person_page_show(struct visit *visit)
{
    struct one one;
    enum err err = find(visit, &one);

    if (err)
        visit_fail(visit, err);
    else
        show(&one, "", NULL);
}

static enum err give_role(struct one *one)
{
    struct duty duty;

    if (!people_page_read_role(one->visit, &duty))
        return ERR_FORMAT;
    return duty_add(one->visit->hub->archive, one->person.id, &duty,
                    stamp_now().wall_ms);
}

static enum err take_role(struct one *one)
{
    struct duty duty;

    if (!people_page_read_role(one->visit, &duty))
        return ERR_FORMAT;
    return duty_remove(one->visit->hub->archive, one->person.id, &duty);
}

/* A link is a transaction of its own; here it is only noted. */
static enum err note_link(struct one *one)
{
    (void)one;
    return ERR_NONE;
}

static enum err end_code(struct one *one)
{
    return people_set_totp(one->visit->hub->archive, one->person.id, "", 0);
}

static enum err end_access(struct one *one)
{
    if (!*visit_field(one->visit, "reason"))
        return ERR_FORMAT;
    return people_revoke(one->visit->hub->archive, one->person.id,
                         stamp_now().wall_ms);
}

static enum err give_back(struct one *one)
{
    return people_revoke(one->visit->hub->archive, one->person.id, 0);
}

static const struct change {
    const char *name, *said, *detail; /* detail: the field that the log gets */
    enum err (*make)(struct one *one);
} CHANGES[] = {
    {"role", N_("The role was given."), "role", give_role},
    {"unrole", N_("The role was taken away."), "role", take_role},
    {"link", NULL, "", note_link},
    {"code", N_("Signing in asks for no code any more."), "", end_code},
    {"end", N_("The access was taken away, and all sessions ended."), "reason",
     end_access},
    {"back", N_("The access was given back."), "", give_back},
};

static const struct change *find_change(struct visit *visit)
{
    const char *what = visit_field(visit, "do");

    for (size_t i = 0; i < COUNT_OF(CHANGES); i++) {
        if (strcmp(CHANGES[i].name, what) == 0)
            return &CHANGES[i];
    }
    return NULL;
}

static enum err make(struct one *one, const struct change *change)
{
    struct visit *v = one->visit;
    struct archive *archive = v->hub->archive;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = change->make(one);
    if (!err)
        err = audit_add(archive,
                        &(struct audit_entry){
                            stamp_now().wall_ms, v->person_name,
                            arena_printf(v->arena, "people %s", change->name),
                            one->person.name,
                            arena_printf(v->arena, "%.200s",
                                         visit_field(v, change->detail))});
    return archive_end(archive, err);
}

void person_page_change(struct visit *visit)
{
    const struct change *change = find_change(visit);
    struct one one;
    enum err err = change ? find(visit, &one) : ERR_FORMAT;

    if (!err)
        err = make(&one, change);
    if (!err && change->make == note_link)
        err = people_page_link(visit, one.person.id, &one.link);
    if (err == ERR_CONFLICT) {
        show(&one, "bad",
             N_("Somebody must stay Leader of the whole hub. Give that role to "
                "another person first."));
        return;
    }
    if (!err)
        err = people_get(visit->hub->archive, one.person.id, visit->arena,
                         &one.person);
    if (err)
        visit_fail(visit, err);
    else
        show(&one, "good", change->said);
}
